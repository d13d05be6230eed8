//! Extensions in an article: boxes to tick, footnotes, styles of text, headings with attributes.
//!
//! In:    what only a playbook with these extensions has.
//! Out:   HTML text.
//! Never: decides a number.

use std::fmt::Write as _;

use super::{Writer, escape};
use crate::markup::{Element, Extras, Mark, Node, Style};
use crate::site::Admitted;

impl Writer<'_> {
    pub(super) fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Box(is_ticked) => {
                self.out.push_str("<input disabled=\"disabled\" type=\"checkbox\"");
                if *is_ticked {
                    self.out.push_str(" checked=\"checked\"");
                }
                self.labelled("task_box");
                self.out.push('>');
            }
            Mark::Note { number, mark } => {
                let _ = write!(self.out, "<a id=\"fnref:{mark}\" href=\"#fn:{number}\" class=\"footnote-ref\"><sup>{number}</sup></a>");
            }
            // Written with the tag of the heading.
            Mark::Attributes(_) => {}
            Mark::Return(mark) => {
                let _ = write!(self.out, "<a href=\"#fnref:{mark}\" class=\"footnote-back-ref\"");
                self.labelled("footnote_back");
                self.out.push_str(">\u{21a9}</a>");
            }
        }
    }

    fn labelled(&mut self, word: &str) {
        self.out.push_str(" aria-label=\"");
        escape(self.strings.get(word), &mut self.out);
        self.out.push('"');
    }

    pub(super) fn task_list(&mut self, first: Option<u32>) {
        let (tag, end) = if first.is_some() { ("<ol", "</ol>\n") } else { ("<ul", "</ul>\n") };
        self.out.push_str(tag);
        self.out.push_str(" class=\"contains-task-list\"");
        if let Some(first) = first.filter(|first| *first != 1) {
            let _ = write!(self.out, " start=\"{first}\"");
        }
        self.start(">\n", end);
    }

    pub(super) fn styled(&mut self, style: Style) {
        match style {
            Style::Superscript => self.start("<sup>", "</sup>"),
            Style::Subscript => self.start("<sub>", "</sub>"),
            Style::Inserted => self.start("<ins>", "</ins>"),
            Style::Marked => self.start("<mark>", "</mark>"),
            Style::Cited => self.start("<cite>", "</cite>"),
        }
    }

    /// Puts what an author gave a node into the tag that was written for it, which begins at `start` or behind it.
    pub(super) fn extras(&mut self, start: usize, node: &Node<Admitted>, extras: &Extras) {
        let name = if matches!(node, Node::Open(Element::Table(_))) {
            "<table"
        } else if matches!(node, Node::CodeBlock(_)) {
            "<code"
        } else if matches!(node, Node::Open(_) | Node::Code(_) | Node::Image(_)) {
            "<"
        } else {
            return;
        };
        let written = self.out.split_off(start);
        let tag = written.find(name).and_then(|begin| Some(begin..begin + written[begin..].find('>')?));
        let Some(tag) = tag else {
            self.out.push_str(&written);
            return;
        };
        self.out.push_str(&written[..tag.start]);
        self.tag_with(&written[tag.clone()], extras);
        self.out.push_str(&written[tag.end..]);
    }

    // A start tag, without its `>`, with more attributes; what an author says goes before what is said anyway, and classes are joined.
    fn tag_with(&mut self, tag: &str, extras: &Extras) {
        let Extras { id, class, attributes, at: _ } = extras;
        let (name, mut rest) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        self.out.push_str(name);
        let mut class = &**class;
        // Values are in double quotes, and blanks may stand in them.
        while let Some(after) = rest.strip_prefix(' ') {
            let name = &after[..after.find(['=', ' ']).unwrap_or(after.len())];
            let value = after[name.len()..].strip_prefix("=\"").and_then(|value| value.split_once('"')).map(|(value, _)| value);
            let length = name.len() + value.map_or(0, |value| value.len() + 3);
            let (attribute, behind) = after.split_at(length);
            rest = behind;
            if name == "class" && !class.is_empty() {
                let _ = write!(self.out, " class=\"{} ", value.unwrap_or_default());
                escape(std::mem::take(&mut class), &mut self.out);
                self.out.push('"');
            } else if !extras.has(name) && (name != "id" || id.is_empty()) {
                let _ = write!(self.out, " {attribute}");
            }
        }
        for (name, value) in [("id", &**id), ("class", class)].into_iter().filter(|(_, value)| !value.is_empty()) {
            self.attribute(name, value);
        }
        for (name, value) in attributes {
            self.attribute(name, value);
        }
    }
}
