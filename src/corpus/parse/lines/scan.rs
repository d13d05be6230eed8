//! Scanning: the lines of a body, one after the other, with the containers they stand in.
//!
//! In:    the source of a body.
//! Out:   edits: each construct replaced by its placeholder; the constructs themselves.
//! Never: takes for a directive what stands in code or in a comment.

use std::ops::Range;

use super::cursor::{Cursor, HtmlEnd, fence, html_start, is_heading, is_setext_underline};
use super::definitions::Short;
use super::raw::{Raw, RawKind};
use super::readers::Hidden;
use super::running::begins_text;
use super::sections::{Indent, OpenSection};
use super::{AudienceSection, Edit, OPEN, Reader, Wants};
use crate::base::audience::Readers;
use crate::base::diagnostic::Diagnostic;
use crate::base::find;
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::corpus::parse::Surroundings;
use crate::corpus::parse::directive::{self, Block, Inline};
use crate::corpus::parse::table::TableLines;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Container {
    Quote,
    // The column, counted from the container's own start, at which the item's content begins.
    Item(usize),
    // Columns of blank space that a row or column takes off its lines.
    Dedent(usize),
}

#[derive(Debug)]
pub(super) enum Leaf {
    None,
    Paragraph,
    Indented,
    // Whether it is closed is looked up when it matters.
    Fence { mark: u8, length: usize, is_closed: Option<bool> },
    Html(HtmlEnd),
    Table(TableLines),
    Raw(Raw),
}

pub(super) struct Scanner<'a, 'r> {
    pub(super) file: &'r FilePath,
    pub(super) source: &'a str,
    pub(super) offset: usize,
    pub(super) surroundings: Surroundings<'r>,
    pub(super) reader: Reader,
    pub(super) wants: Wants,
    pub(super) report: &'r mut Vec<Diagnostic>,
    pub(super) containers: Vec<Container>,
    pub(super) leaf: Leaf,
    // The last line of an open paragraph: its content, without container marks.
    pub(super) last_line: Option<Range<usize>>,
    // Where the content of the line before this one ends, and up to where the lines are read.
    pub(super) last_end: usize,
    pub(super) resume: usize,
    pub(super) edits: Vec<Edit>,
    // Where the line that is being read begins, and how many edits there were before it.
    pub(super) line_start: usize,
    pub(super) edits_before_line: usize,
    pub(super) blocks: Vec<(Block, TextRange)>,
    pub(super) inlines: Vec<(Inline, TextRange)>,
    pub(super) open: Vec<OpenSection>,
    // Zones for audiences that go on with the next line.
    pub(super) carried: Vec<OpenSection>,
    pub(super) hidden: Option<Hidden>,
    pub(super) sections: Vec<AudienceSection>,
    // Where the last line stands that can close a block of math.
    pub(super) last_math_fence: Option<usize>,
    // The tables, complete, and the lines that may define what links in them are called by.
    pub(super) tables: Vec<TableLines>,
    pub(super) definitions: Vec<Range<usize>>,
    // The texts of the headings, as labels of links.
    pub(super) headings: HashSet<String>,
    // What is short for what.
    pub(super) abbreviations: Vec<(Box<str>, Box<str>)>,
    // By short form and readers.
    pub(super) shorts: HashMap<(&'a str, Readers), Short<'a>>,
    pub(super) coming: directive::Coming,
    pub(super) in_conflict: bool,
    // Raw HTML that goes on behind the line which is being read, though a section begins or ends there.
    pub(super) broken_html: Option<HtmlEnd>,
}

impl<'a, 'r> Scanner<'a, 'r> {
    pub(super) fn new(
        file: &'r FilePath,
        source: &'a str,
        offset: usize,
        surroundings: Surroundings<'r>,
        reader: Reader,
        wants: Wants,
        report: &'r mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            file,
            source,
            offset,
            surroundings,
            reader,
            wants,
            report,
            containers: Vec::new(),
            leaf: Leaf::None,
            last_line: None,
            last_end: 0,
            resume: 0,
            edits: Vec::new(),
            line_start: 0,
            edits_before_line: 0,
            blocks: Vec::new(),
            inlines: Vec::new(),
            open: Vec::new(),
            carried: Vec::new(),
            hidden: None,
            sections: Vec::new(),
            last_math_fence: None,
            tables: Vec::new(),
            definitions: Vec::new(),
            abbreviations: Vec::new(),
            shorts: HashMap::default(),
            headings: HashSet::default(),
            coming: directive::Coming::new(),
            in_conflict: false,
            broken_html: None,
        }
    }

    pub(super) fn at(&self, range: Range<usize>) -> TextRange {
        TextRange::new(range.start + self.offset, range.end + self.offset)
    }

    pub(super) fn run(&mut self) {
        if self.wants.inlines.math {
            self.last_math_fence = self.find_last_math_fence();
        }
        let mut start = 0;
        for line in find::lines(self.source) {
            let end = start + line.len();
            if start >= self.resume {
                let content_end = start + find::without_end(line).len();
                self.line(start, content_end, end);
                self.last_end = self.last_end.max(content_end);
            }
            start = end;
        }
        self.end_leaf();
        self.close_sections(0, self.last_end);
        self.mend_tables();
    }

    #[expect(clippy::too_many_lines, reason = "one line of CommonMark's block phase, in the order of the specification")]
    fn line(&mut self, start: usize, content_end: usize, end: usize) {
        (self.line_start, self.edits_before_line, self.broken_html) = (start, self.edits.len(), None);
        let line = &self.source[start..content_end];
        let may_be_text = matches!(self.leaf, Leaf::None | Leaf::Paragraph | Leaf::Indented | Leaf::Table(_));
        let is_footnote = self.wants.footnotes && line.starts_with("[^");
        let is_top_level = self.containers.is_empty() && self.carried.is_empty() && self.open.is_empty();
        if may_be_text && is_top_level && line.is_empty() {
            self.end_leaf_at_blank();
            return;
        }
        if may_be_text && is_top_level && begins_text(line) && !is_footnote && self.astray(line).is_none() {
            self.text_line(start..content_end, start..content_end, false);
            return;
        }
        let mut cursor = Cursor::new(line);
        let mut matched = 0;
        let mut after_quote_mark = false;
        let mut dedents = Vec::new();
        for container in &self.containers {
            let from = cursor.offset();
            if !cursor.enter(*container) {
                break;
            }
            // What a row takes off its lines is no part of them.
            after_quote_mark = *container == Container::Quote || after_quote_mark && matches!(container, Container::Dedent(_));
            if matches!(container, Container::Dedent(_)) && cursor.offset() > from {
                dedents.push(Edit { source: start + from..start + cursor.offset(), text: " ".repeat(cursor.pending()) });
            }
            matched += 1;
        }
        self.edits.append(&mut dedents);
        if !self.carried.is_empty() {
            self.leave(matched);
            let carried = std::mem::take(&mut self.carried);
            self.carry_on(carried);
        }
        let all_matched = matched == self.containers.len();

        match (&self.leaf, all_matched) {
            (&Leaf::Fence { mark, length, is_closed }, true) => {
                if cursor.closes_fence(mark, length) {
                    self.leaf = Leaf::None;
                    return;
                }
                if !self.is_audience_zone(cursor.rest()) || self.is_closed(mark, length, is_closed, end) {
                    self.code_line(start + cursor.offset()..content_end, after_quote_mark);
                    return;
                }
                self.break_code(mark, length, start, start + cursor.offset()..content_end);
            }
            (Leaf::Html(HtmlEnd::BlankLine), true) if self.begins_code_in_html(cursor.rest(), end) => {
                self.break_html_before_code(start + cursor.offset()..content_end);
            }
            (Leaf::Html(html_end), true) if self.breaks_html(*html_end, cursor.rest(), after_quote_mark) => {
                // A blank line does not end what is preformatted, and would show.
                self.broken_html = Some(*html_end).filter(|html| matches!(html, HtmlEnd::RawElement(_)));
                self.leaf = Leaf::None;
                if self.broken_html.is_none() {
                    self.break_before(start);
                }
            }
            (&Leaf::Html(html_end), true) => {
                if self.ends_html(html_end, start + cursor.offset()..content_end) {
                    self.leaf = Leaf::None;
                } else if matches!(html_end, HtmlEnd::BlankLine) {
                    self.text_instead_of_a_zone(start + cursor.offset()..content_end);
                }
                return;
            }
            (Leaf::Fence { .. } | Leaf::Html(_), false) => self.leaf = Leaf::None,
            (Leaf::Raw(_), true) if self.is_audience_zone(cursor.rest()) => self.end_leaf(),
            (Leaf::Raw(_), true) => {
                self.raw_line(start + cursor.offset()..content_end);
                return;
            }
            (Leaf::Raw(_), false) => self.leave(matched),
            (Leaf::None | Leaf::Paragraph | Leaf::Indented | Leaf::Table(_), _) => {}
        }

        if self.conflict_marker(line, start, end) {
            return;
        }

        let mut in_paragraph = matches!(self.leaf, Leaf::Paragraph);
        let mut opened = false;
        loop {
            let (indent, next) = cursor.ahead();
            if indent >= 4 {
                break;
            }
            match next {
                Some(b'>') => {
                    self.leave(matched);
                    cursor.skip_quote_mark();
                    self.containers.push(Container::Quote);
                    after_quote_mark = true;
                }
                Some(b':' | b'~') if self.wants.definitions && cursor.is_definition() => {
                    self.leave(matched);
                    let mark = start + cursor.offset_after_indent();
                    if self.source[mark..].starts_with('~') {
                        self.edits.push(Edit { source: mark..mark + 1, text: ":".to_owned() });
                    }
                    let width = indent + 4;
                    cursor.skip_columns(width);
                    self.containers.push(Container::Item(width));
                    after_quote_mark = false;
                }
                Some(b'[') if self.wants.footnotes && cursor.footnote() > 0 => {
                    self.leave(matched);
                    cursor.skip_columns(indent + cursor.footnote());
                    cursor.skip_columns(cursor.indent());
                    self.containers.push(Container::Item(4));
                    after_quote_mark = false;
                }
                Some(b'-' | b'+' | b'*' | b'0'..=b'9') => {
                    let all_matched = matched == self.containers.len();
                    // Where the paragraph's own item ends, the next one may have any number.
                    let Some(marker) = cursor.list_marker(in_paragraph && all_matched) else { break };
                    // One dash is enough below a header: `- | -`.
                    if in_paragraph && all_matched && self.header_above(cursor.rest()).is_some() {
                        break;
                    }
                    if cursor.is_rule() {
                        break;
                    }
                    self.leave(matched);
                    cursor.skip_columns(marker.width);
                    self.containers.push(Container::Item(marker.width));
                    after_quote_mark = false;
                }
                Some(_) | None => break,
            }
            matched += 1;
            opened = true;
            in_paragraph = false;
        }

        let place = start + cursor.offset();
        let rest = cursor.rest();
        if rest.is_empty() || rest.trim_start().is_empty() {
            self.leave(matched);
            self.end_leaf_at_blank();
            return;
        }
        let indent = cursor.indent();
        let text = rest.trim_start_matches([' ', '\t']);
        let text_place = start + line.len() - text.len();
        // Text in lazy continuation keeps the containers open; anything else closes those that were not matched.
        let lazy = in_paragraph && matched < self.containers.len();

        let indent_of_text = Indent { start: place, columns: indent };
        let may_name_readers = self.wants.zones && (indent < 4 || in_paragraph);
        if may_name_readers && self.section_misnamed(text, matched, &indent_of_text, text_place..content_end) {
            return;
        }
        let may_be_zone = self.wants.zones && directive::zone::may_begin(text);
        let has_colons = self.wants.inlines.colons && text.starts_with(":::");
        let is_broken = has_colons && directive::over_lines::is_one(self.source, text_place..content_end);
        if !is_broken && (has_colons || indent < 4 && (may_be_zone || text.starts_with("[!"))) {
            let found = if after_quote_mark && place == text_place && text.starts_with("[!") {
                let found = directive::quote_block(text, self.surroundings.kinds);
                if found.is_nothing() { directive::block(text) } else { found }
            } else {
                directive::block(text)
            };
            if self.directive(found, matched, &indent_of_text, text_place..content_end) {
                return;
            }
        }
        if may_name_readers && self.section_astray(text, matched, &indent_of_text, text_place..content_end) {
            return;
        }
        if indent < 4 && self.wants.abbreviations && self.abbreviation(text_place..content_end, matched) {
            return;
        }
        if indent < 4 && !begins_text(text) {
            if text.starts_with("$$") && directive::math::is_block_fence(text) && self.last_math_fence.is_some_and(|last| last > text_place)
            {
                self.leave(matched);
                self.end_leaf();
                self.leaf = Leaf::Raw(Raw { kind: RawKind::Math, place: text_place..content_end, pieces: Vec::new() });
                return;
            }
            if let Some((mark, length)) = fence(text) {
                self.leave(matched);
                self.end_leaf();
                self.leaf = Leaf::Fence { mark, length, is_closed: None };
                return;
            }
            if let Some(html_end) = html_start(text, in_paragraph).filter(|_| !self.wants.no_html || text.starts_with("<!--")) {
                self.leave(matched);
                self.end_leaf();
                let ends = match html_end {
                    HtmlEnd::Text(end) => text.get(2..).is_some_and(|text| text.contains(end)),
                    HtmlEnd::RawElement(_) => self.ends_html(html_end, text_place..content_end),
                    HtmlEnd::BlankLine => false,
                };
                self.leaf = if ends { Leaf::None } else { Leaf::Html(html_end) };
                return;
            }
            if is_heading(text) {
                self.leave(matched);
                self.end_leaf();
                self.heading(text_place..content_end);
                self.heading_constructs(text_place..content_end);
                return;
            }
            if in_paragraph && !lazy && is_setext_underline(text) {
                // A delimiter row of one column without pipes is an underline too: CommonMark's reading wins, as in DocFX.
                if !(text.contains('|')) {
                    if let Some(line) = self.last_line.take() {
                        self.heading(line);
                    }
                    self.leaf = Leaf::None;
                    return;
                }
            }
            if cursor.is_rule() {
                self.leave(matched);
                self.end_leaf();
                return;
            }
        } else if indent >= 4 && !in_paragraph {
            self.leave(matched);
            if !matches!(self.leaf, Leaf::Table(_)) {
                self.end_leaf();
                self.leaf = Leaf::Indented;
                return;
            }
        }

        if matches!(self.leaf, Leaf::Table(_)) && (matched < self.containers.len() || opened) {
            self.leave(matched);
            self.end_leaf();
        }
        if lazy {
            self.lazy_line(matched, text_place..content_end);
        } else {
            self.leave(matched);
        }
        // What Markdig takes for no definition is none.
        if self.wants.definitions && text.starts_with(':') && indent < 4 {
            self.edits.push(Edit { source: text_place..text_place, text: "\\".to_owned() });
        }
        self.text_line(start..content_end, text_place..content_end, lazy || opened);
    }

    // Keeps the outermost `matched` containers. What is open in those that go ends with them.
    #[inline]
    pub(super) fn leave(&mut self, matched: usize) {
        if matched < self.containers.len() {
            self.leave_some(matched);
        }
    }

    fn leave_some(&mut self, matched: usize) {
        self.end_leaf();
        self.containers.truncate(matched);
        if let Some(first) = self.open.iter().position(|open| open.depth > matched) {
            let carried = self.part_with(first, self.last_end);
            self.carry_on(carried);
        }
    }

    fn end_leaf_at_blank(&mut self) {
        if !matches!(self.leaf, Leaf::Indented) {
            self.end_leaf();
        }
    }

    pub(super) fn end_leaf(&mut self) {
        self.last_line = None;
        match std::mem::replace(&mut self.leaf, Leaf::None) {
            Leaf::Table(lines) => self.tables.push(lines),
            Leaf::Raw(raw) => self.end_raw(raw, self.last_end, false),
            Leaf::None | Leaf::Paragraph | Leaf::Indented | Leaf::Fence { .. } | Leaf::Html(_) => {}
        }
    }

    pub(super) fn block(&mut self, block: Block, range: Range<usize>) {
        let range = range.start..range.start + self.source[range.clone()].trim_end().len();
        self.edits.push(Edit { source: range.clone(), text: format!("<!--{OPEN}{}-->", self.blocks.len()) });
        self.blocks.push((block, TextRange::new(range.start, range.end)));
    }

    pub(super) fn problem(&mut self, problem: directive::Problem, place: usize) {
        let range = self.at(problem.range.start + place..problem.range.end + place);
        self.report.push(problem.rule.at(self.file, range).message(problem.message).help(problem.help));
    }
}
