//! References of a page: `<xref:uid>`, `@uid` and their kin.
//!
//! In:    a reference as authored.
//! Out:   a link with the text that it asks for; or what the author wrote.
//! Never: lets a reader tell a uid that is withheld from one that there is not.
//!
//! Source of the rule: DocFX (`XRefDetails`): `text`, then the property asked for, then the name; a page's name is its title.

use super::Composer;
use crate::corpus::document::{Authored, Document, Reference};
use crate::corpus::parse::xref::Query;
use crate::corpus::view::Admission;
use crate::corpus::view::links::Written;
use crate::markup::{Content, Element, LinkParts, Node};
use crate::site::{Admitted, Link};

impl Composer<'_, '_> {
    // How many bytes of the text behind it belong to the reference, too.
    pub(super) fn reference(&mut self, document: &Document, body: &Content<Authored>, place: usize, reference: &Reference) -> usize {
        let longer = self.longer(document, body, place, reference);
        let taken = longer.as_ref().map_or(0, |longer| longer.uid.len() - reference.query.uid.len());
        self.put_reference(document, body, reference, longer.as_ref().unwrap_or(&reference.query));
        taken
    }

    // `@uid_`: marks behind a short form that mean nothing to the text are a part of the uid where there is such a one, as in DocFX.
    fn longer(&self, document: &Document, body: &Content<Authored>, place: usize, reference: &Reference) -> Option<Query> {
        const MOST_MARKS: usize = 8;
        let Reference { query, written, is_strict } = reference;
        let Some(Node::Text(behind)) = body.nodes().get(place + 1) else { return None };
        if *is_strict || body.str(written.text).strip_prefix('@') != Some(&*query.uid) {
            return None;
        }
        let source = document.source.get(written.at.end as usize..)?;
        let marks = body.str(*behind).bytes().zip(source.bytes()).take(MOST_MARKS);
        let count = marks.take_while(|(shown, typed)| shown == typed && matches!(shown, b')' | b'*' | b'_')).count();
        let longer = |length: usize| Query { uid: format!("{}{}", query.uid, &source[..length]), ..query.clone() };
        (1..=count).rev().map(longer).find(|longer| self.admission.knows_uid(&longer.uid))
    }

    fn put_reference(&mut self, document: &Document, body: &Content<Authored>, reference: &Reference, query: &Query) {
        let Reference { query: _, written, is_strict } = reference;
        let typed = body.str(written.text);
        // `@word` is a reference only where there is such a uid: nothing is said otherwise.
        if !is_strict && !self.admission.knows_uid(&query.uid) {
            self.content.push_text(typed);
            return;
        }
        let place = Written { file: &document.file, source: &document.source, text: "", at: written.at };
        let link = self.took(self.admission.resolve_uid(place, &query.uid, &query.rest), document);
        if link == Link::Nowhere {
            let name = self.admission.name_without_address(query);
            self.content.push_text(name.unwrap_or(typed));
            return;
        }
        let property = query.display_property.as_deref();
        let text = query.text.clone().unwrap_or_else(|| self.admission.name_of_uid(&query.uid, property, &link));
        let title = self.content.intern(query.title.as_deref().unwrap_or(""));
        self.link_with_text(LinkParts { to: link, title, is_reference: true }, &text);
    }

    // A reference without a text of its own shows the title of the page: the title, and the place of the element's end.
    pub(super) fn title_of_reference(
        &self,
        body: &Content<Authored>,
        place: usize,
        element: &Element<Admitted>,
    ) -> Option<(String, usize)> {
        let (Node::Open(Element::Link(written)), Node::Close) = (&body.nodes()[place], body.nodes().get(place + 1)?) else { return None };
        let Element::Link(link) = element else { return None };
        written.is_reference.then(|| (self.admission.title_of_uid(body.str(written.to.text), &link.to), place + 1))
    }
}

impl Admission<'_> {
    /// What a reference without a text of its own shows: the title of the page, the name of a uid elsewhere.
    pub(super) fn title_of_uid(&self, address: &str, to: &Link) -> String {
        let query = crate::corpus::parse::xref::query(address.get("xref:".len()..).unwrap_or(""));
        query.text.unwrap_or_else(|| self.name_of_uid(&query.uid, query.display_property.as_deref(), to))
    }

    fn name_of_uid(&self, uid: &str, property: Option<&str>, to: &Link) -> String {
        if let Link::Page(page, _) = to {
            return self.title(*page);
        }
        let entry = self.corpus.elsewhere.get(uid);
        let name = entry.and_then(|entry| property.and_then(|property| entry.property(property)).or(Some(&entry.name)));
        name.unwrap_or(uid).to_owned()
    }

    // What a reference shows whose uid is known, and leads nowhere.
    fn name_without_address<'q>(&'q self, query: &'q Query) -> Option<&'q str> {
        let entry = self.corpus.elsewhere.get(&query.uid)?;
        let property = || entry.property(query.alt_property.as_deref().unwrap_or("fullName")).unwrap_or(&entry.name);
        Some(query.alt.as_deref().or(query.text.as_deref()).unwrap_or_else(property))
    }

    /// Whether the audience has a page of this uid, or there is one on another site.
    fn knows_uid(&self, uid: &str) -> bool {
        let is_page = |id: &crate::corpus::document::DocumentId| self.page_of(self.corpus.document(*id)).is_some();
        self.corpus.by_uid.get(uid).is_some_and(|documents| documents.iter().any(is_page)) || self.corpus.elsewhere.get(uid).is_some()
    }
}
