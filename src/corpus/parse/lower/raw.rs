//! Raw HTML in content: tags are read, what is not for readers is taken out, and what was left open is closed.
//!
//! In:    the text of an HTML block or of one inline tag.
//! Out:   nodes of the content that is being lowered.
//! Never: lets a tag of an author swallow what comes after its container.

use std::ops::Range;

use super::{Lowering, Start};
use crate::base::find::holds;
use crate::base::span::TextRange;
use crate::base::unseen::seen;
use crate::corpus::document::{Deferred, Reference};
use crate::corpus::parse::html::{self, Fate, Token};
use crate::corpus::parse::lines::OPEN;
use crate::corpus::parse::xref::{self, is_reference};
use crate::markup::{Attribute, Href, Node, Tag};
use crate::rules;

// A raw element in running text that is taken out.
pub(super) struct Dropping {
    name: String,
    nodes: usize,
    pub(super) depth: usize,
    place: Range<usize>,
}

/// Whether what begins stands in running text. With anything else the text ends, and what is dropped of it.
pub(super) fn is_in_text(start: &Start<'_>) -> bool {
    matches!(
        start,
        Start::Emphasis
            | Start::Strong
            | Start::Strikethrough
            | Start::Superscript
            | Start::Subscript
            | Start::Link { .. }
            | Start::Image { .. }
    )
}

impl Lowering<'_, '_> {
    /// The end of a block of HTML or of code: what was gathered becomes content.
    pub(super) fn end_html_or_code(&mut self) {
        self.frames.pop();
        if let Some((html, pieces)) = self.html.take() {
            self.html_block(&html, &pieces);
        } else if let Some((mut block, code)) = self.code.take() {
            let code = self.prepared.restored(&code).into_owned();
            block.code = self.content.intern(&code);
            self.push(Node::CodeBlock(Box::new(block)));
            self.braces_of_code();
        }
    }

    pub(super) fn html_block(&mut self, html: &str, pieces: &[(usize, usize)]) {
        if html.contains(OPEN)
            && let Some((number, block, place)) = self.prepared.block(html)
        {
            self.block(number, block, place);
            // What follows the comment on the same line, if anything, is text of the block above; nothing is lost.
            if let Some((_, rest)) = html.split_once("-->")
                && !rest.trim().is_empty()
            {
                let start = pieces.first().map_or(0, |(_, start)| *start);
                self.raw_html(rest, &[(0, start)], true);
            }
            return;
        }
        self.raw_html(html, pieces, true);
    }

    pub(super) fn inline_html(&mut self, text: &str, range: Range<usize>) {
        if let Some(dropping) = &self.dropping {
            let is_end = text.strip_prefix("</").is_some_and(|rest| rest.to_ascii_lowercase().starts_with(&dropping.name));
            if is_end && dropping.depth == self.frames.len() {
                self.end_dropping(range.end);
            }
            return;
        }
        if text.contains(OPEN) {
            let restored = self.prepared.restored(text).into_owned();
            self.raw_html(&restored, &[(0, range.start)], false);
        } else {
            self.raw_html(text, &[(0, range.start)], false);
        }
    }

    // Raw HTML: a whole block of it, or what stands in running text.
    fn raw_html(&mut self, html: &str, pieces: &[(usize, usize)], is_block: bool) {
        // Lines of a block come without the marks of their containers, so each has a place of its own.
        let locate = |byte: usize| {
            let piece = pieces.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
            pieces.get(piece).map_or(0, |(start, place)| place + byte - start)
        };
        for (token, range) in html::tokens(html) {
            let start = locate(range.start);
            let place = start..locate(range.end.saturating_sub(1)).max(start) + usize::from(!range.is_empty());
            match token {
                Token::Text(text) => {
                    let text = seen(self.prepared.restored(&text)).into_owned();
                    self.push_text(&text, place.start);
                }
                Token::Dropped(name) if name.is_empty() => {}
                Token::Unclosed(opening, end) => {
                    let at = self.at(&(place.start..place.start + opening.len()));
                    self.report.push(
                        rules::html_comment_unclosed::RULE
                            .at(self.file, at)
                            .message("this comment has no end; all that follows is left out")
                            .help(format!("close it with `{end}`")),
                    );
                }
                Token::Dropped(name) => self.dropped(&name, is_block || holds(&html[range], "</"), &place),
                Token::Tag(tag) if !html::is_whole_name(&html[range.clone()], &tag.name) => self.no_tag(&html[range], &place),
                Token::Tag(tag) if tag.name == "xref" => self.reference_tag(tag, &place),
                Token::Tag(tag) if html::is_known_element(&tag.name) => {
                    if tag.is_closed && !tag.is_end && html::is_drawing_element(&tag.name) {
                        let name = tag.name.clone();
                        self.tag(tag, &place);
                        self.tag(html::RawTag { name, is_end: true, is_closed: false, attributes: Vec::new() }, &place);
                    } else {
                        self.tag(tag, &place);
                    }
                }
                Token::Tag(tag) if self.is_custom_element(&tag, &place) => self.tag(tag, &place),
                Token::Tag(_) => self.unknown_element(&html[range], &place),
            }
        }
    }

    fn unknown_element(&mut self, written: &str, place: &Range<usize>) {
        let at = self.at(place);
        self.report.push(
            rules::html_unknown_element::RULE
                .at(self.file, at)
                .message(rules::html_unknown_element::shown_as_text(written))
                .help(format!("write `\\{written}` when a placeholder is meant")),
        );
        self.push_text(written, place.start);
    }

    // What begins like a tag and goes on with a colon or the like: a reference, as in Markdown; of anything else the name is not that of the element.
    fn no_tag(&mut self, written: &str, place: &Range<usize>) {
        let inner =
            written.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).filter(|inner| is_reference(inner) && inner.len() > 5);
        let Some(inner) = inner.filter(|_| self.links == 0) else {
            self.unknown_element(written, place);
            return;
        };
        let quoted = xref::quoted(written).into_iter().next().map(|(_, query)| query);
        let query = quoted.unwrap_or_else(|| xref::query(&inner[5..]));
        self.end_run();
        let written = Href { text: self.content.intern(written), at: self.at(place) };
        let reference = Reference { query, written, is_strict: true };
        self.content.push(Node::Deferred(Box::new(Deferred::Reference(Box::new(reference)))));
    }

    // Whether a tag is one of a custom element: the element ends somewhere. A name alone is far more often a placeholder.
    fn is_custom_element(&mut self, tag: &html::RawTag, place: &Range<usize>) -> bool {
        if !html::is_custom_name(&tag.name) {
            return false;
        }
        if tag.is_end {
            let depth = self.frames.len();
            return self.open_tags.iter().any(|(name, opened)| *opened == depth && **name == *tag.name);
        }
        let text = self.prepared.text();
        let ends = self.custom_ends.get_or_insert_with(|| html::custom_ends(text));
        !tag.is_closed && ends.get(&tag.name).is_some_and(|end| *end >= place.end)
    }

    // An element whose content is not for readers. In running text its content comes as events of its own: what they add is taken out again
    // when the element ends, or with the block it stands in.
    pub(super) fn dropped(&mut self, name: &str, is_whole: bool, place: &Range<usize>) {
        let is_single = matches!(name, "base" | "link" | "meta");
        if is_whole || is_single {
            self.report_dropped(name, place.clone());
            return;
        }
        self.end_run();
        if self.dropping.is_none() {
            let nodes = self.content.nodes().len();
            // Text that follows must not join the text before.
            let nothing = self.content.intern("");
            self.content.push(Node::Text(nothing));
            self.dropping = Some(Dropping { name: name.to_owned(), nodes, depth: self.frames.len(), place: place.clone() });
        }
    }

    pub(super) fn report_dropped(&mut self, name: &str, place: Range<usize>) {
        let help = if matches!(name, "base" | "link" | "meta" | "title") {
            "put what belongs to the head of a page into the theme of the project"
        } else {
            "put scripts and styles into the theme of the project"
        };
        let at = self.at(&place);
        self.report.push(rules::html_unsafe::RULE.at(self.file, at).message(rules::html_unsafe::element(name)).help(help));
    }

    // Ends what is being dropped, at `end` of the prepared text.
    pub(super) fn end_dropping(&mut self, end: usize) {
        if let Some(Dropping { name, nodes, place, .. }) = self.dropping.take() {
            self.end_run();
            self.content.split_off(nodes);
            self.report_dropped(&name, place.start..end.max(place.end));
        }
    }

    pub(super) fn tag(&mut self, tag: html::RawTag, place: &Range<usize>) {
        let depth = self.frames.len();
        // An element that was opened before a group of tabs does not end inside it.
        let first = self.tabs.last().map_or(0, |(_, tags)| *tags);
        if tag.is_end {
            // An end tag closes what was opened in this container, or nothing.
            match self.open_tags.iter().rposition(|(name, opened)| *opened == depth && **name == *tag.name).filter(|found| *found >= first)
            {
                Some(found) => {
                    self.end_run();
                    // Elements left open inside end with it.
                    self.close_tags_from(found + 1);
                    if let Some((name, _)) = self.open_tags.pop() {
                        self.links -= u32::from(&*name == "a");
                    }
                    self.end_styles_of_tags();
                }
                None => return,
            }
        } else if !html::is_void_element(&tag.name) {
            self.end_run();
            self.links += u32::from(tag.name == "a");
            self.open_tags.push((tag.name.as_str().into(), depth));
        }
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        for attribute in tag.attributes {
            let value_place = place.start + attribute.range.start..place.start + attribute.range.end;
            let name = attribute.name.as_str();
            match html::fate(name) {
                Fate::Refused => {
                    let at = self.at(&value_place);
                    let diagnostic = rules::html_unsafe::RULE.at(self.file, at);
                    self.report.push(diagnostic.message(rules::html_unsafe::attribute(name)).help("remove it"));
                }
                Fate::Link => {
                    let value = seen(self.prepared.restored(&attribute.value)).into_owned();
                    let text = self.content.intern(&value);
                    attributes.push(Attribute::Link(name.into(), Href { text, at: self.at(&value_place) }));
                }
                Fate::Plain => {
                    let value = seen(self.prepared.restored(&attribute.value));
                    attributes.push(Attribute::Plain(name.into(), value.into()));
                }
                Fate::Nothing => {}
            }
        }
        self.push(Node::Tag(Box::new(Tag { name: tag.name.into(), is_end: tag.is_end, at: self.at(place), attributes })));
    }

    // Raw elements left open in a container end with it, so that no tag of an author swallows what comes after.
    pub(super) fn close_tags(&mut self, depth: usize) {
        let first = self.open_tags.partition_point(|(_, opened)| *opened < depth);
        self.close_tags_from(first);
    }

    #[inline]
    pub(super) fn close_tags_from(&mut self, first: usize) {
        if self.open_tags.len() > first || !self.styles.is_empty() {
            self.close_some_tags(first);
        }
    }

    fn close_some_tags(&mut self, first: usize) {
        while self.open_tags.len() > first {
            if let Some((name, _)) = self.open_tags.pop() {
                self.end_run();
                self.links -= u32::from(&*name == "a");
                self.push(Node::Tag(Box::new(Tag { name, is_end: true, at: TextRange::default(), attributes: Vec::new() })));
            }
        }
        self.end_styles_of_tags();
    }

    // `<xref href="uid"/>`, and `<xref href="uid">text</xref>`, which is a link with that text. `uid` says the same as `href`, and goes before it.
    fn reference_tag(&mut self, mut tag: html::RawTag, place: &Range<usize>) {
        if let Some(place) = tag.attributes.iter().position(|attribute| attribute.name == "uid") {
            let mut uid = tag.attributes.remove(place);
            tag.attributes.retain(|attribute| attribute.name != "href");
            "href".clone_into(&mut uid.name);
            tag.attributes.push(uid);
        }
        let is_empty = tag.is_closed || self.prepared.text()[place.end..].starts_with("</xref>");
        if tag.is_end || !is_empty {
            "a".clone_into(&mut tag.name);
            for attribute in tag.attributes.iter_mut().filter(|attribute| attribute.name == "href") {
                attribute.value.insert_str(0, "xref:");
            }
            self.tag(tag, place);
            return;
        }
        let value = |name: &str| tag.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value.clone());
        let mut query = xref::query(&value("href").unwrap_or_default());
        query.text = value("text").or(query.text);
        query.alt = value("alt").or(query.alt);
        query.title = value("title").or(query.title);
        query.display_property = value("displayproperty").or(query.display_property);
        query.alt_property = value("altproperty").or(query.alt_property);
        let at = self.at(place);
        let text = self.content.intern(&query.alt.clone().unwrap_or_else(|| query.uid.clone()));
        self.push(Node::Deferred(Box::new(Deferred::Reference(Box::new(Reference {
            query,
            written: Href { text, at },
            is_strict: false,
        })))));
    }
}
