//! Raw blocks: what is taken line by line as it stands — formulas, the long descriptions of images, and code.
//!
//! In:    the lines after the one that opened such a block.
//! Out:   one block construct.
//! Never: reads Markdown in them.

use std::ops::Range;

use super::cursor::{Cursor, HtmlEnd, end_tag, fence};
use super::scan::{Leaf, Scanner};
use super::{Edit, line_and_column};
use crate::base::find;
use crate::corpus::parse::directive::end::ContainerKind;
use crate::corpus::parse::directive::image::ImageDirective;
use crate::corpus::parse::directive::{self, Block, Description, math};
use crate::rules;

/// A block whose lines are taken as they stand.
#[derive(Debug)]
pub(super) struct Raw {
    /// What it is.
    pub(super) kind: RawKind,
    /// The line that opened it.
    pub(super) place: Range<usize>,
    /// Its lines, without the marks of their containers.
    pub(super) pieces: Vec<Range<usize>>,
}

/// A kind of block whose lines are taken as they stand.
#[derive(Debug)]
pub(super) enum RawKind {
    /// A formula, up to `$$`.
    Math,
    /// An image, and its long description.
    Image(Box<ImageDirective>),
}

// How many lines are looked at for code that is left open, so that the work does not grow with all that follows.
const FARTHEST: usize = 1000;

// Whether a line inside code begins code like it, be it in a list or a quote.
fn begins_code(text: &str, mark: u8, length: usize) -> bool {
    let is_before = |c: char| matches!(c, ' ' | '\t' | '>' | '-' | '*' | '+' | '.' | ')') || c.is_ascii_digit();
    text.trim_start_matches(is_before).bytes().take_while(|byte| *byte == mark).count() >= length
}

impl Scanner<'_, '_> {
    /// A line of code. It ends no section and begins no alert, as in DocFX it would; an author who means it to is told.
    pub(super) fn code_line(&mut self, range: Range<usize>, is_after_quote_mark: bool) {
        let line = &self.source[range.clone()];
        if is_after_quote_mark && line.starts_with("[!") && self.is_marker(line) {
            let diagnostic = rules::alert_invalid::RULE.at(self.file, self.at(range.start..range.start + line.trim_end().len()));
            let message = format!("`{}` stands in code, so nothing begins with it", line.trim_end());
            self.report.push(diagnostic.message(message).help("close the code before it, if this line is to begin something"));
        } else {
            self.ends_nothing(range, "code");
        }
    }

    // Tells of a line that would end a section, and stands in code or a formula.
    fn ends_nothing(&mut self, range: Range<usize>, inside: &str) {
        let line = &self.source[range.clone()];
        let text = line.trim_start_matches([' ', '\t']);
        if !self.open.is_empty() && text.starts_with(":::") && self.ends_section(text) {
            let at = self.at(range.end - text.len()..range.start + line.trim_end().len());
            let message = format!("`{}` stands in {inside}, so it ends nothing", text.trim_end());
            let help = format!("close the {} before it, if this line is to end the section", inside.trim_start_matches("a "));
            self.report.push(rules::directive_unclosed::RULE.at(self.file, at).message(message).help(help));
        }
    }

    /// Whether the code that is open is closed somewhere from `next` on, in the containers that are open.
    ///
    /// Of code that nobody closed the next code seems to be the end. But then a line in it begins code, or code is left open where its container ends.
    /// The latter proves nothing where what seems to be the end cannot begin code either, since code begins before that ends.
    pub(super) fn is_closed(&mut self, mark: u8, length: usize, known: Option<bool>, next: usize) -> bool {
        let is_closed = known.unwrap_or_else(|| self.looks_closed(mark, length, next));
        self.leaf = Leaf::Fence { mark, length, is_closed: Some(is_closed) };
        is_closed
    }

    fn looks_closed(&self, mark: u8, length: usize, next: usize) -> bool {
        let (mut open, mut is_first) = (Some((mark, length)), true);
        // The code that is open, if what is open now was meant to be closed before; and whether that cannot be.
        let (mut otherwise, mut is_not_otherwise) = (None, false);
        for (number, line) in self.source[next..].split_inclusive('\n').enumerate() {
            let mut cursor = Cursor::new(find::without_end(line));
            if !self.containers.iter().all(|container| cursor.enter(*container)) {
                break;
            }
            if open.is_none() && number > FARTHEST {
                break;
            }
            let begun = if cursor.indent() < 4 { fence(cursor.rest().trim_start_matches([' ', '\t'])) } else { None };
            match otherwise {
                Some((mark, length)) if cursor.closes_fence(mark, length) => otherwise = None,
                Some((mark, length)) => is_not_otherwise |= begun.is_some_and(|(other, longer)| other == mark && longer >= length),
                None => otherwise = begun,
            }
            match open {
                Some((mark, length)) if cursor.closes_fence(mark, length) => (open, is_first) = (None, false),
                Some((mark, length)) if is_first && begins_code(cursor.rest(), mark, length) => return false,
                None => open = begun,
                Some(_) => {}
            }
        }
        open.is_none() || !is_first && is_not_otherwise
    }

    /// Ends code that nothing closes before a section for an audience, on the line that begins at `start`: as code everyone would read it.
    pub(super) fn break_code(&mut self, mark: u8, length: usize, start: usize, section: Range<usize>) {
        let fence = char::from(mark).to_string().repeat(length);
        let diagnostic = rules::zone_invalid::RULE.at(self.file, self.at(section));
        let message = "this code, or some behind it, is not closed; it ends before this section, or everyone would read that";
        self.report.push(diagnostic.message(message).help(format!("put a line with nothing but {fence} where the code ends")));
        self.leaf = Leaf::None;
        self.put_before(start, &fence);
    }

    /// Whether raw HTML ends with this line. The parser knows an end tag in lower case only.
    pub(super) fn ends_html(&mut self, html: HtmlEnd, line: Range<usize>) -> bool {
        let text = &self.source[line.clone()];
        let HtmlEnd::RawElement(tag) = html else { return html.is_on(text) };
        let Some(found) = end_tag(text, tag) else { return false };
        if text[found.clone()] != *tag {
            self.edits.push(Edit { source: line.start + found.start..line.start + found.end, text: tag.to_owned() });
        }
        true
    }

    /// Whether a line of raw HTML is meant to begin code that holds an example of a section for an audience. `next` is where the next line begins.
    pub(super) fn begins_code_in_html(&self, text: &str, next: usize) -> bool {
        let Some((mark, length)) = fence(text.trim_start_matches([' ', '\t'])) else { return false };
        let is_example = |line: &str| {
            let mut cursor = Cursor::new(find::without_end(line));
            let is_in = self.containers.iter().all(|container| cursor.enter(*container)) && !cursor.closes_fence(mark, length);
            is_in.then(|| self.is_audience_zone(cursor.rest()))
        };
        let mut lines = self.source[next..].split_inclusive('\n').take(FARTHEST).map_while(is_example);
        self.wants.zones && lines.any(|is_example| is_example) && !self.is_behind_fence_in_html()
    }

    // Whether the lines since the last blank one leave code open, if they were Markdown: then a line that seems to begin code ends it.
    fn is_behind_fence_in_html(&self) -> bool {
        let before = self.source[..self.line_start].split_inclusive('\n').rev().take(FARTHEST).map_while(|line| {
            let mut cursor = Cursor::new(find::without_end(line));
            let is_in = self.containers.iter().all(|container| cursor.enter(*container)) && !cursor.is_blank();
            is_in.then_some(cursor)
        });
        let mut open = None;
        for cursor in before.collect::<Vec<_>>().into_iter().rev() {
            open = match (open, fence(cursor.rest().trim_start_matches([' ', '\t']))) {
                (Some((mark, length)), _) if cursor.closes_fence(mark, length) => None,
                (None, begun) => begun,
                (open, _) => open,
            };
        }
        open.is_some()
    }

    /// Ends raw HTML before code in it. To Markdown that is raw HTML as well, so the author is told.
    pub(super) fn break_html_before_code(&mut self, line: Range<usize>) {
        let text = self.source[line.clone()].trim_start();
        let diagnostic =
            rules::zone_invalid::RULE.at(self.file, self.at(line.end - text.len()..line.end - text.len() + text.trim_end().len()));
        let message =
            "raw HTML goes on up to a blank line, so no code begins here; it is taken for code, since it holds an example of a section";
        self.report.push(diagnostic.message(message).help("put a blank line before this line"));
        self.leaf = Leaf::None;
        self.break_before(self.line_start);
    }

    /// A line of a block whose lines are taken as they stand.
    pub(super) fn raw_line(&mut self, range: Range<usize>) {
        if matches!(&self.leaf, Leaf::Raw(Raw { kind: RawKind::Math, .. })) {
            self.ends_nothing(range.clone(), "a formula");
        }
        let text = self.source[range.clone()].trim_start_matches([' ', '\t']);
        let Leaf::Raw(raw) = &mut self.leaf else { return };
        let end = match raw.kind {
            RawKind::Math => math::is_block_fence(text).then_some(None),
            RawKind::Image(_) => directive::end::end(text).filter(|end| end.kind == ContainerKind::ComplexImage).map(|end| end.problem),
        };
        let Some(problem) = end else {
            raw.pieces.push(range);
            return;
        };
        if let Some(problem) = problem {
            self.problem(problem, range.end - text.len());
        }
        if let Leaf::Raw(raw) = std::mem::replace(&mut self.leaf, Leaf::None) {
            self.end_raw(raw, range.start + self.source[range].trim_end().len(), true);
        }
    }

    /// Ends a block whose lines were taken as they stand, at `end` of the source.
    pub(super) fn end_raw(&mut self, raw: Raw, end: usize, is_closed: bool) {
        let Raw { kind, place, pieces } = raw;
        let lines: Vec<&str> = pieces.iter().map(|piece| &self.source[piece.clone()]).collect();
        let text = lines.join("\n");
        let range = place.start..end.max(place.end);
        match kind {
            RawKind::Math => {
                if !is_closed && self.hidden.is_none() {
                    let diagnostic = rules::math_invalid::RULE.at(self.file, self.at(place.start..place.start + 2));
                    let diagnostic = diagnostic.message("this formula is not closed; it ends with what is around it");
                    self.report.push(diagnostic.help("write `$$` on a line of its own where it ends, in the same list item or quote"));
                }
                self.block(Block::Math(text.trim().into()), range);
            }
            RawKind::Image(image) => {
                if !is_closed && self.hidden.is_none() {
                    self.unclosed(place.clone(), ContainerKind::ComplexImage, 3);
                } else if text.trim().is_empty() {
                    let diagnostic = rules::image_invalid::RULE.at(self.file, self.at(place.clone()));
                    let help = "write what the picture shows below this line, or leave out `type=\"complex\"`";
                    self.report.push(diagnostic.message("this image has no long description").help(help));
                }
                let id = line_and_column(self.source, place.start);
                self.block(Block::Image(image, Description { id: id.into(), text: text.into() }), range);
            }
        }
    }

    /// Where the last `$$` stands at which a block of math may end: nothing else is on its line but the marks of containers.
    pub(super) fn find_last_math_fence(&self) -> Option<usize> {
        let mut end = self.source.len();
        self.source.split_inclusive('\n').rev().find_map(|line| {
            end -= line.len();
            let text = line.trim_start_matches([' ', '\t', '>']);
            math::is_block_fence(text).then(|| end + line.len() - text.len())
        })
    }
}
