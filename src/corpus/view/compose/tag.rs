//! Raw tags of a page: their links are resolved like all others.
//!
//! In:    a tag that an author wrote.
//! Out:   the tag as this audience may have it, or the text it stood around.
//! Never: keeps an address that leads nowhere.

use super::Composer;
use crate::corpus::document::{Authored, Document};
use crate::corpus::parse::html::is_void_element;
use crate::markup::{Attribute, Content, Node, Tag};
use crate::site::Link;

impl Composer<'_, '_> {
    pub(super) fn tag(&mut self, document: &Document, body: &Content<Authored>, tag: &Tag<Authored>) {
        if tag.is_end && self.raw.pop() == Some(false) {
            return;
        }
        if !tag.is_end && !is_void_element(&tag.name) {
            self.raw.push(true);
        }
        // A page may make places of its own by a script; DocFX has a word for links to these.
        let is_unchecked = tag.attributes.iter().any(|attribute| match attribute {
            Attribute::Plain(name, value) => is_word_of_docfx(name) && value.trim().eq_ignore_ascii_case("bookmark"),
            Attribute::Link(..) => false,
        });
        let checked = self.composed.bookmarks.len();
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        for attribute in &tag.attributes {
            match attribute {
                Attribute::Plain(name, _) if is_word_of_docfx(name) => {}
                Attribute::Plain(name, value) if !tag.is_end && matches!(&**name, "id" | "name") => {
                    // The first of equal ids keeps it.
                    let is_new = self.composed.page.ids.insert((&**value).into());
                    if is_new && &**name == "id" {
                        self.anchors.keep(value);
                    } else if &**name == "id" {
                        self.taken_anchor(document, value, tag.at);
                    }
                    if is_new || &**name == "name" {
                        attributes.push(Attribute::Plain(name.clone(), value.clone()));
                    }
                }
                Attribute::Plain(name, value) => attributes.push(Attribute::Plain(name.clone(), value.clone())),
                Attribute::Link(name, href) => match self.link(document, body, href) {
                    Link::Nowhere if &*tag.name == "img" => {
                        let alt = tag.attributes.iter().find_map(|attribute| match attribute {
                            Attribute::Plain(name, value) if &**name == "alt" => Some(value),
                            Attribute::Plain(..) | Attribute::Link(..) => None,
                        });
                        self.content.push_text(alt.map_or("", |alt| alt));
                        return;
                    }
                    // A link that leads nowhere leaves its text, as in Markdown.
                    Link::Nowhere if &*tag.name == "a" => {
                        if let Some(taken) = self.raw.last_mut() {
                            *taken = false;
                        }
                        return;
                    }
                    Link::Nowhere => {}
                    link @ (Link::Page(..) | Link::Asset(..) | Link::Here(_) | Link::External(_)) => {
                        let is_reference = body.str(href.text).get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("xref:"));
                        if is_reference {
                            attributes.push(Attribute::Plain("class".into(), "xref".into()));
                        }
                        attributes.push(Attribute::Link(name.clone(), link));
                    }
                },
            }
        }
        if is_unchecked {
            self.composed.bookmarks.truncate(checked);
        }
        self.content.push(Node::Tag(Box::new(Tag { name: tag.name.clone(), is_end: tag.is_end, at: (), attributes })));
    }
}

fn is_word_of_docfx(name: &str) -> bool {
    name == "nocheck"
}
