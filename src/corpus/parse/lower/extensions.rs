//! Extensions in content: footnotes, definitions, boxes to tick, styles of text, attributes of headings.
//!
//! In:    what the Markdown parser says of them, and the marks of styles, which it does not know or wants blanks around.
//! Out:   nodes of the content that is being lowered.
//! Never: runs where the playbook has not switched them on.

use std::collections::HashMap;
use std::ops::{Deref, Range};

use super::{Frame, Lowering};
use crate::base::find;
use crate::base::span::TextRange;
use crate::corpus::document::Authored;
use crate::input::extensions::Extension;
use crate::markup::{Element, HeadingExtras, Href, Mark, Node, Section, Style};
use crate::rules;

// What begins and ends a style: the mark, how often it stands there, and what must be on.
const STYLES: [(u8, usize, Extension, Style); 4] = [
    (b'=', 2, Extension::Marked, Style::Marked),
    (b'+', 2, Extension::Inserted, Style::Inserted),
    (b'^', 1, Extension::Superscript, Style::Superscript),
    (b'~', 1, Extension::Subscript, Style::Subscript),
];

// The footnotes of a document.
#[derive(Default)]
pub(super) struct Notes {
    // The number of each label that a mark names.
    numbers: HashMap<Box<str>, u32>,
    // The marks of each number, from 1 on.
    marks: Vec<Vec<u32>>,
    count: u32,
    // What each label says, and where that is written.
    said: HashMap<Box<str>, (Vec<Node<Authored>>, TextRange)>,
}

// A mark that may begin a style: where its node stands, the depth of frames there, and which it is.
pub(super) struct OpenStyle {
    node: usize,
    depth: usize,
    style: Style,
}

impl Lowering<'_, '_> {
    pub(super) fn has(&self, extension: Extension) -> bool {
        self.surroundings.config.extensions.has(extension)
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
        self.push(Node::Mark(Mark::Note { number, mark: self.notes.count }));
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
            nodes.into_iter().for_each(|node| self.content.push(node));
            for mark in &marks[number as usize - 1] {
                self.content.push_text(" ");
                self.content.push(Node::Mark(Mark::Return(*mark)));
            }
            last.into_iter().for_each(|node| self.content.push(node));
            self.content.push(Node::Close);
        }
        self.content.push(Node::Close);
    }

    // A part of a list of definitions.
    pub(super) fn open_part(&mut self, element: &'static str, range: &Range<usize>) {
        let at = self.at(range);
        self.open(Element::Section(Box::new(Section::of(element, "", at))));
    }

    // Each line of a term is a term.
    pub(super) fn next_term(&mut self, range: &Range<usize>) {
        self.end_run();
        self.content.push(Node::Close);
        self.open_part("dt", range);
        self.frames.pop();
    }

    // `[ ]` or `[x]` in an item.
    pub(super) fn box_mark(&mut self, is_ticked: bool) -> bool {
        let inner = |frame: &Frame| matches!(frame, Frame::Element | Frame::SingleTilde);
        let Some(place) = self.frames.iter().rposition(|frame| !inner(frame)) else { return false };
        let [.., Frame::List(list), Frame::Item(item)] = &self.frames[..=place] else { return false };
        let (list, item) = (*list, *item);
        if let Node::Open(Element::List(first)) = self.content.nodes()[list] {
            self.content.replace(list, Node::Open(Element::TaskList(first)));
        }
        self.content.replace(item, Node::Open(Element::TaskItem));
        self.push(Node::Mark(Mark::Box(is_ticked)));
        true
    }

    // Running text, in which `==`, `++`, `^` and `~` may begin or end a style. `place` is where it stands in the prepared text.
    pub(super) fn plain_text(&mut self, text: &str, place: usize) {
        if !STYLES.iter().any(|(mark, _, extension, _)| self.has(*extension) && find::byte(text, *mark, 0).is_some()) {
            self.push_text(text, place);
            return;
        }
        let bytes = text.as_bytes();
        let whole = self.prepared.text();
        // Text that is not as it stands in the source, such as an entity, holds no marks.
        if !whole[place..].starts_with(text) {
            self.push_text(text, place);
            return;
        }
        let (mut done, mut at) = (0, 0);
        while at < bytes.len() {
            let length = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
            let known = STYLES.iter().find(|(mark, count, extension, _)| *mark == bytes[at] && length == *count && self.has(*extension));
            let is_escaped = at == 0 && whole[..place].ends_with('\\');
            if let (Some((.., style)), false) = (known, is_escaped) {
                let before = whole[..place + at].chars().next_back();
                let after = whole[place + at + length..].chars().next();
                self.push_text(&text[done..at], place + done);
                self.style_mark(*style, &text[at..at + length], (before, after), place + at);
                done = at + length;
            }
            at += length;
        }
        self.push_text(&text[done..], place + done);
    }

    fn style_mark(&mut self, style: Style, mark: &str, (before, after): (Option<char>, Option<char>), place: usize) {
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_mark = |c: Option<char>| c.is_some_and(|c| c.is_ascii_punctuation());
        // CommonMark's rule for what can begin and what can end emphasis.
        let can_open = !is_space(after) && (!is_mark(after) || is_space(before) || is_mark(before));
        let can_close = !is_space(before) && (!is_mark(before) || is_space(after) || is_mark(after));
        let depth = self.frames.len();
        if can_close && let Some(found) = self.styles.iter().rposition(|open| open.depth == depth && open.style == style) {
            self.end_run();
            let node = self.styles[found].node;
            self.styles.truncate(found);
            self.content.replace(node, Node::Open(Element::Styled(style)));
            self.content.push(Node::Close);
        } else if can_open && self.links == 0 {
            self.end_run();
            self.styles.push(OpenStyle { node: self.content.nodes().len(), depth, style });
            let span = self.content.intern(mark);
            self.content.push(Node::Text(span));
            // Text that follows must not join it.
            let nothing = self.content.intern("");
            self.content.push(Node::Text(nothing));
        } else {
            self.push_text(mark, place);
        }
    }

    // Marks that were not closed in their element stay text.
    pub(super) fn end_styles(&mut self) {
        let depth = self.frames.len();
        while self.styles.last().is_some_and(|open| open.depth >= depth) {
            self.styles.pop();
        }
    }

    // `# Title {#id .class key=value}`
    pub(super) fn heading_attributes<T: Deref<Target = str>>(
        &mut self,
        id: Option<&str>,
        classes: &[T],
        attributes: &[(T, Option<T>)],
        range: &Range<usize>,
    ) -> (Option<Href>, Option<Box<HeadingExtras>>) {
        let anchor = id.filter(|id| !id.is_empty()).map(|id| {
            let id = self.prepared.restored(id).into_owned();
            Href { text: self.content.intern(&id), at: self.at(range) }
        });
        if classes.is_empty() && attributes.is_empty() {
            return (anchor, None);
        }
        let class = classes.iter().map(|class| self.prepared.restored(class).into_owned()).collect::<Vec<_>>().join(" ");
        let mut extras = HeadingExtras { class: class.into(), attributes: Vec::new() };
        for (name, value) in attributes {
            let name = name.to_ascii_lowercase();
            let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
            let is_harmless = name.starts_with("data-") || name.starts_with("aria-") || matches!(&*name, "lang" | "dir" | "title" | "role");
            if is_name && is_harmless {
                let value = value.as_ref().map(|value| self.prepared.restored(value).into_owned()).unwrap_or_default();
                let value = value.trim_matches('"').to_owned();
                extras.attributes.retain(|(known, _)| **known != *name);
                extras.attributes.push((name.into(), value.into()));
            } else {
                let at = self.at(range);
                let diagnostic = rules::html_unsafe::RULE.at(self.file, at).message(format!("the attribute `{name}` is not published"));
                self.report.push(diagnostic.help("remove it, or name it `data-…`"));
            }
        }
        (anchor, Some(Box::new(extras)))
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
