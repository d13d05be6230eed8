//! Extensions in content: footnotes, definitions, boxes to tick, attributes of headings.
//!
//! In:    what the Markdown parser says of them.
//! Out:   nodes of the content that is being lowered.
//! Never: runs where the playbook has not switched them on.

use std::collections::BTreeMap;
use std::ops::{Deref, Range};

use super::{Frame, Lowering};
use crate::base::hash::HashMap;
use crate::base::span::TextRange;
use crate::corpus::document::Authored;
use crate::corpus::parse::directive::braces;
use crate::input::extensions::Extension;
use crate::markup::{Element, Extras, Href, Mark, Node, Section};
use crate::rules;

// The footnotes of a document.
#[derive(Default)]
pub(super) struct Notes {
    // The number of each label that a mark names.
    numbers: HashMap<Box<str>, u32>,
    // The marks of each number, from 1 on.
    marks: Vec<Vec<u32>>,
    count: u32,
    // What each label says, and where that is written.
    said: BTreeMap<Box<str>, (Vec<Node<Authored>>, TextRange)>,
}

impl Lowering<'_, '_> {
    pub(super) fn has(&self, extension: Extension) -> bool {
        self.surroundings.config.dialect.extensions.has(extension)
    }

    // `[^1]`
    pub(super) fn note_mark(&mut self, label: &str, range: &Range<usize>) {
        if self.links > 0 {
            // A link holds no other one.
            let text = self.prepared.text()[range.clone()].to_owned();
            self.push_text(&text, range.start);
            return;
        }
        let next = u32::try_from(self.notes.marks.len()).unwrap_or(u32::MAX).saturating_add(1);
        let number = *self.notes.numbers.entry(label.to_lowercase().into()).or_insert(next);
        if number == next {
            self.notes.marks.push(Vec::new());
        }
        self.notes.count += 1;
        self.notes.marks[number as usize - 1].push(self.notes.count);
        self.push(Node::Mark(Box::new(Mark::Note { number, mark: self.notes.count })));
    }

    // A footnote begins.
    pub(super) fn open_note(&mut self, label: &str) {
        self.end_run();
        self.frames.push(Frame::Note { start: self.content.nodes().len(), label: label.to_lowercase().into() });
        // Its text must not join the text before.
        let nothing = self.content.intern("");
        self.content.push(Node::Text(nothing));
    }

    // The end of a footnote, whose nodes begin at `start`: it is kept for the end of the document. A second one of the same label goes on with the first.
    pub(super) fn note(&mut self, start: usize, label: Box<str>, range: Range<usize>) {
        let nodes = self.content.split_off(start);
        let at = self.at(&range);
        let said = self.notes.said.entry(label).or_insert_with(|| (Vec::new(), at));
        said.0.extend(nodes);
    }

    // Puts the footnotes that a mark leads to at the end, in the order of their numbers.
    pub(super) fn put_notes(&mut self) {
        let Notes { numbers, marks, said, .. } = std::mem::take(&mut self.notes);
        let mut notes: Vec<(u32, Vec<Node<Authored>>)> = Vec::new();
        let mut unused = Vec::new();
        for (label, (nodes, at)) in said {
            match numbers.get(&label) {
                Some(number) => notes.push((*number, nodes)),
                None => unused.push(at),
            }
        }
        unused.sort_unstable_by_key(|at| at.start);
        for at in unused {
            let diagnostic = rules::footnote_unused::RULE.at(self.file, at).message("no mark in the text leads to this footnote");
            self.report.push(diagnostic.label("readers do not see it").help("write its mark where it belongs, or remove it"));
        }
        if notes.is_empty() {
            return;
        }
        notes.sort_unstable_by_key(|(number, _)| *number);
        self.content.push(Node::Open(Element::Footnotes));
        for (number, mut nodes) in notes {
            self.content.push(Node::Open(Element::Footnote(number)));
            // The ways back stand at the end of its last paragraph.
            let last = if ends_with_paragraph(&nodes) { nodes.pop() } else { None };
            for node in nodes {
                self.content.push(node);
            }
            for mark in &marks[number as usize - 1] {
                self.content.push_text(" ");
                self.content.push(Node::Mark(Box::new(Mark::Return(*mark))));
            }
            if let Some(last) = last {
                self.content.push(last);
            }
            self.content.push(Node::Close);
        }
        self.content.push(Node::Close);
    }

    // A part of a list of definitions.
    pub(super) fn open_part(&mut self, element: &'static str, range: &Range<usize>) {
        let at = self.at(range);
        self.open(Element::Section(Box::new(Section::of(element, "", at))));
    }

    // A term begins.
    pub(super) fn open_term(&mut self, range: &Range<usize>) {
        self.open_part("dt", range);
        self.frames.pop();
        self.frames.push(Frame::Term);
    }

    // Each line of a term is a term.
    pub(super) fn next_term(&mut self, range: &Range<usize>) {
        self.end_dropping(range.start);
        self.end_run();
        // What was left open in a term ends with it.
        self.close_tags(self.frames.len());
        self.end_styles();
        self.content.push(Node::Close);
        self.open_part("dt", range);
        self.frames.pop();
    }

    // An element whose place is remembered.
    pub(super) fn open_as(&mut self, element: Element<Authored>, frame: fn(usize) -> Frame) {
        self.push(Node::Open(element));
        self.frames.push(frame(self.content.nodes().len() - 1));
    }

    // `[ ]` or `[x]` in an item.
    pub(super) fn box_mark(&mut self, is_ticked: bool) -> bool {
        let inner = |frame: &Frame| matches!(frame, Frame::Element | Frame::Paragraph | Frame::SingleTilde);
        let Some(place) = self.frames.iter().rposition(|frame| !inner(frame)) else { return false };
        let [.., Frame::List(list), Frame::Item(item)] = &self.frames[..=place] else { return false };
        let (list, item) = (*list, *item);
        if let Node::Open(Element::List(first)) = self.content.nodes()[list] {
            self.content.replace(list, Node::Open(Element::TaskList(first)));
        }
        self.content.replace(item, Node::Open(Element::TaskItem));
        self.push(Node::Mark(Box::new(Mark::Box(is_ticked))));
        true
    }

    // The id of `# Title {#id .class key=value}`.
    pub(super) fn heading_id(&mut self, id: Option<&str>, range: &Range<usize>) -> Option<Href> {
        let id = self.prepared.restored(id.filter(|id| !id.is_empty())?).into_owned();
        Some(Href { text: self.content.intern(&id), at: self.at(range) })
    }

    // And the rest of it.
    pub(super) fn heading_attributes<T: Deref<Target = str>>(
        &mut self,
        classes: &[T],
        attributes: &[(T, Option<T>)],
        range: &Range<usize>,
    ) {
        if classes.is_empty() && attributes.is_empty() {
            return;
        }
        let class = classes.iter().map(|class| self.prepared.restored(class).into_owned()).collect::<Vec<_>>().join(" ");
        let mut extras = Extras { class: class.into(), at: self.at(range), ..Extras::default() };
        for (name, value) in attributes {
            let name = name.to_ascii_lowercase();
            if braces::is_harmless(&name) {
                let value = value.as_ref().map(|value| self.prepared.restored(value).into_owned()).unwrap_or_default();
                let value = value.trim_matches('"').to_owned();
                extras.set(&name, &value);
            } else {
                let at = self.at(range);
                let diagnostic = rules::html_unsafe::RULE.at(self.file, at).message(rules::html_unsafe::attribute(&name));
                self.report.push(diagnostic.help("remove it, or name it `data-…`"));
            }
        }
        self.content.push(Node::Mark(Box::new(Mark::Attributes(extras))));
    }
}

fn ends_with_paragraph(nodes: &[Node<Authored>]) -> bool {
    if !matches!(nodes.last(), Some(Node::Close)) {
        return false;
    }
    let mut depth = 0_usize;
    for node in nodes.iter().rev() {
        if matches!(node, Node::Close) {
            depth += 1;
        } else if let Node::Open(element) = node {
            depth -= 1;
            if depth == 0 {
                return matches!(element, Element::Paragraph);
            }
        }
    }
    false
}
