//! Quotes in content: what a marker in one makes of it — an alert or a division.
//!
//! In:    a marker, where it stands in its quote.
//! Out:   the quote so far, closed, and what begins there.
//! Never: drops what has a title or a class of its own because it is empty.

use super::{Frame, Lowering};
use crate::base::span::TextRange;
use crate::corpus::document::Authored;
use crate::corpus::parse::directive::division::Division;
use crate::markup::{Element, Mark, Node, Section};

/// The opener of a section that a marker began, not a line of its own: no end line has this number.
const OF_MARKER: usize = usize::MAX;

impl Lowering<'_, '_> {
    /// The quote is something else from here on; what it was so far ends. In a section of the quote, only the rest of the section is.
    pub(super) fn quote_becomes(&mut self, element: Element<Authored>, place: TextRange) {
        self.end_run();
        match self.frames.last() {
            Some(Frame::Quote { open, .. }) if self.is_bare(*open) => {
                let open = *open;
                self.content.replace(open, Node::Open(element));
                self.set_quote(open, false);
            }
            Some(Frame::Quote { .. }) => {
                self.end_quote();
                let open = self.content.nodes().len();
                self.content.push(Node::Open(element));
                self.set_quote(open, false);
            }
            Some(Frame::Section { opener, elements }) => {
                if *opener == OF_MARKER {
                    let elements = *elements;
                    self.close_section(elements);
                }
                self.content.push(Node::Open(element));
                self.frames.push(Frame::Section { opener: OF_MARKER, elements: 1 });
            }
            _ => {
                let text = self.prepared.original(place).to_owned();
                self.content.push(Node::Open(Element::Paragraph));
                self.content.push_text(&text);
                self.content.push(Node::Close);
            }
        }
    }

    /// Whether the quote that opens there is a plain one, and empty so far.
    pub(super) fn is_bare(&self, open: usize) -> bool {
        let nodes = self.content.nodes();
        let is_all = nodes[open + 1..].iter().all(|node| matches!(node, Node::Mark(mark) if matches!(**mark, Mark::Attributes(_))));
        is_all && matches!(nodes[open], Node::Open(Element::Quote))
    }

    /// What the quote was so far ends.
    pub(super) fn end_quote(&mut self) {
        self.end_tabs(self.frames.len());
        self.close_tags(self.frames.len());
        self.content.push(Node::Close);
    }

    /// What the quote is from here on; where it opens.
    pub(super) fn set_quote(&mut self, open: usize, is_ours: bool) {
        if let Some(frame) = self.frames.last_mut() {
            *frame = Frame::Quote { open, is_ours };
        }
    }

    /// What stood here is for others: a quote that holds nothing else is none.
    pub(super) fn hidden_in_quote(&mut self) {
        if let Some(Frame::Quote { open, .. }) = self.frames.last()
            && self.is_bare(*open)
        {
            let open = *open;
            self.set_quote(open, true);
        }
    }

    /// What a division is in content.
    pub(super) fn division(&self, division: &Division, place: TextRange) -> Section<Authored> {
        let mut attributes: Vec<(Box<str>, Box<str>)> = Vec::new();
        attributes.extend(division.role.iter().map(|role| ("role".into(), role.as_str().into())));
        attributes.extend(division.data.iter().map(|(name, value)| (name.as_str().into(), value.as_str().into())));
        Section {
            id: division.id.as_ref().map_or("", |id| &id.text).into(),
            attributes,
            ..Section::of("div", division.class.as_deref().unwrap_or(""), self.in_file(place))
        }
    }
}
