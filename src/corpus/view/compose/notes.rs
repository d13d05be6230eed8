//! Footnotes of a page: those of all its documents, at its end and with one count.
//!
//! In:    the footnotes of each document that is put in.
//! Out:   a single list of footnotes.
//! Never: gives two footnotes, or two marks, the same number.

use super::Composer;
use crate::corpus::document::Authored;
use crate::input::extensions::Extension;
use crate::markup::{Content, Element, Mark, Node};
use crate::site::Admitted;

/// The footnotes of a page so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    // What each says, its start and end included.
    said: Vec<(u32, Vec<Node<Admitted>>)>,
    // How many numbers were given away.
    given: Numbers,
    /// How many of them before the document that is being put in.
    pub(super) before: Numbers,
}

/// A count of footnotes and of the marks that lead to them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbers {
    pub(super) notes: u32,
    marks: u32,
}

/// Where the footnotes of a document begin.
#[derive(Debug)]
pub(super) struct Start {
    node: usize,
    places: usize,
    tables: usize,
}

impl Composer<'_, '_> {
    /// Numbers for the footnotes of a document that is put in; the result is what counted for the document around it.
    pub(super) fn enter_notes(&mut self, body: &Content<Authored>) -> Numbers {
        let around = std::mem::replace(&mut self.notes.before, self.notes.given);
        if self.admission.corpus.config.dialect.extensions.has(Extension::Footnotes) {
            for node in body.nodes() {
                self.notes.given.notes += u32::from(matches!(node, Node::Open(Element::Footnote(_))));
                self.notes.given.marks += u32::from(matches!(node, Node::Mark(mark) if matches!(**mark, Mark::Note { .. })));
            }
        }
        around
    }

    /// A mark of the document that is being put in.
    pub(super) fn mark(&mut self, mark: &Mark) {
        let before = self.notes.before;
        let mark = match mark {
            Mark::Box(_) | Mark::Attributes(_) => mark.clone(),
            Mark::Note { number, mark } => {
                let (number, mark) = (before.notes + number, before.marks + mark);
                self.composed.page.ids.insert(format!("fnref:{mark}").into());
                Mark::Note { number, mark }
            }
            Mark::Return(mark) => Mark::Return(before.marks + mark),
        };
        self.content.push(Node::Mark(Box::new(mark)));
    }

    /// The footnotes of a document begin.
    pub(super) fn begin_notes(&mut self) -> Start {
        let start = Start { node: self.content.nodes().len(), places: self.places.len(), tables: self.tables.len() };
        self.content.push(Node::Open(Element::Footnotes));
        start
    }

    /// They end: they are kept for the end of the page. A table in a footnote is no table of tasks.
    pub(super) fn end_notes(&mut self, start: &Start) {
        for node in self.content.split_off(start.node).into_iter().skip(1) {
            if let Node::Open(Element::Footnote(number)) = node {
                self.notes.said.push((number, Vec::new()));
            }
            if let Some((_, nodes)) = self.notes.said.last_mut() {
                nodes.push(node);
            }
        }
        self.places.truncate(start.places);
        self.tables.truncate(start.tables);
    }

    /// Puts all footnotes at the end of the page.
    pub(super) fn put_notes(&mut self) {
        if self.notes.said.is_empty() {
            return;
        }
        for number in 1..=self.notes.given.notes {
            self.composed.page.ids.insert(format!("fn:{number}").into());
        }
        self.content.push(Node::Open(Element::Footnotes));
        let mut said = std::mem::take(&mut self.notes.said);
        said.sort_unstable_by_key(|(number, _)| *number);
        for node in said.into_iter().flat_map(|(_, nodes)| nodes) {
            self.content.push(node);
        }
        self.content.push(Node::Close);
    }
}
