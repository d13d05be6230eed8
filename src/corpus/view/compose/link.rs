//! Links of a page: each resolved, and none inside another.
//!
//! In:    a link as authored, or one that is made for a page.
//! Out:   where it leads for this audience, with what is to be said about it.
//! Never: opens a link where one is open, be it of the page or of what includes this.

use super::{Composer, Taken};
use crate::corpus::document::{Authored, Document};
use crate::corpus::view::links::{Resolved, Written};
use crate::markup::{Content, Element, Href, LinkParts, Node};
use crate::site::{Admitted, Link};

impl Composer<'_, '_> {
    /// Where a link leads.
    pub(super) fn link(&mut self, document: &Document, body: &Content<Authored>, href: &Href) -> Link {
        self.resolve(Written { file: &document.file, source: &document.source, text: body.str(href.text), at: href.at }, document)
    }

    /// Where what was written leads.
    pub(super) fn resolve(&mut self, written: Written<'_>, document: &Document) -> Link {
        self.took(self.admission.resolve(written, Some(self.id)), document)
    }

    /// What a link was resolved to, and what came with it.
    pub(super) fn took(&mut self, resolved: Resolved, document: &Document) -> Link {
        for diagnostic in resolved.diagnostics {
            self.report(diagnostic, document);
        }
        if let Some(mut bookmark) = resolved.bookmark {
            if document.file != self.page.file {
                bookmark.diagnostic = bookmark.diagnostic.via(&self.page.file);
            }
            self.composed.bookmarks.push(bookmark);
        }
        if let Some((address, file)) = resolved.asset {
            self.composed.assets.insert((address, file));
        }
        if let Link::Page(page, _) = resolved.link {
            self.composed.linked.push(page);
        }
        resolved.link
    }

    /// What becomes of an element that the audience has: an included link is none where it stands in another one.
    pub(super) fn takes(&mut self, element: &Element<Admitted>) -> Taken {
        let is_link = matches!(element, Element::Link(_));
        if is_link && self.in_link {
            return Taken::No;
        }
        if is_link {
            self.in_link = true;
            return Taken::Link;
        }
        if let Element::Heading { .. } = element { Taken::Heading(self.content.nodes().len()) } else { Taken::Yes }
    }

    /// A link that is made here; in another one its text alone.
    pub(super) fn link_with_text(&mut self, link: LinkParts<Admitted>, text: &str) {
        if self.in_link {
            self.content.push_text(text);
            return;
        }
        self.content.push(Node::Open(Element::Link(Box::new(link))));
        self.content.push_text(text);
        self.content.push(Node::Close);
    }
}
