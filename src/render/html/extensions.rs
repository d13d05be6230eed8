//! Extensions in an article: boxes to tick, footnotes, styles of text, headings with attributes.
//!
//! In:    what only a playbook with these extensions has.
//! Out:   HTML text.
//! Never: decides a number.

use std::fmt::Write as _;

use super::{Writer, escape};
use crate::markup::{HeadingExtras, Mark, Style};

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
        }
    }

    pub(super) fn extras(&mut self, extras: &HeadingExtras) {
        let HeadingExtras { class, attributes } = extras;
        if !class.is_empty() {
            self.attribute("class", class);
        }
        for (name, value) in attributes {
            self.attribute(name, value);
        }
    }
}
