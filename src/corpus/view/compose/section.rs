//! Sections of a page, and the ids that authors give: each stands on a page once.
//!
//! In:    a section as authored; an id.
//! Out:   the section, with its id where that is free.
//! Never: gives the same id to two places of a page.

use super::Composer;
use crate::base::span::TextRange;
use crate::corpus::document::{Authored, Document};
use crate::corpus::parse::directive::UNNUMBERED;
use crate::markup::{Extras, Mark, Node, Section};
use crate::rules;
use crate::site::Admitted;

impl Composer<'_, '_> {
    pub(super) fn section(&mut self, document: &Document, section: &Section<Authored>) -> Section<Admitted> {
        let Section { element, id, class, attributes, versions, choices, at } = section;
        // A description gets its number when all other ids of the page are known.
        let is_kept = id.is_empty() || id.starts_with(UNNUMBERED) || self.takes_id(document, id, *at);
        let id = if is_kept { id.clone() } else { "".into() };
        Section {
            element,
            id,
            class: class.clone(),
            attributes: attributes.clone(),
            versions: versions.clone(),
            choices: choices.clone(),
            at: (),
        }
    }

    /// What the author gave the node before, in braces; nothing where that is not in the page.
    pub(super) fn extras(&mut self, document: &Document, before: Option<&Node<Authored>>, extras: &Extras, is_open: bool) {
        let is_there = match (before, self.content.nodes().last()) {
            (Some(Node::Open(_)), Some(Node::Open(_))) => is_open,
            (Some(Node::Code(_)), Some(Node::Code(_)))
            | (Some(Node::Image(_)), Some(Node::Image(_)))
            | (Some(Node::CodeBlock(_)), Some(Node::CodeBlock(_))) => true,
            (_, _) => false,
        };
        if !is_there {
            return;
        }
        let mut extras = extras.clone();
        if !extras.id.is_empty() && !self.takes_id(document, &extras.id, extras.at) {
            extras.id = "".into();
        }
        extras.at = TextRange::default();
        self.content.push(Node::Mark(Box::new(Mark::Attributes(extras))));
    }

    // The first of equal ids keeps it.
    fn takes_id(&mut self, document: &Document, id: &str, at: TextRange) -> bool {
        let is_new = self.composed.page.ids.insert(id.into());
        if is_new {
            self.anchors.keep(id);
        } else {
            self.taken_anchor(document, id, at);
        }
        is_new
    }

    pub(super) fn taken_anchor(&mut self, document: &Document, id: &str, at: TextRange) {
        let diagnostic = rules::heading_anchor_duplicate::RULE
            .at(&document.file, at)
            .message(format!("the anchor `{id}` is taken by another place on this page"))
            .help("give each place an anchor of its own");
        self.report(diagnostic, document);
    }
}
