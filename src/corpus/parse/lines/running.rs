//! Running text: the constructs in a line of it, and the tables it makes.
//!
//! In:    a line of a paragraph, a heading or a table; a complete table.
//! Out:   edits: each construct replaced by its placeholder, each row with the cells it needs.
//! Never: parts a cell at a `|` that belongs to a construct.

use std::ops::Range;

use super::cursor::Cursor;
use super::scan::{Container, Leaf, Scanner};
use super::{CLOSE, Edit, LINE_START, OPEN};
use crate::base::find;
use crate::base::span::TextRange;
use crate::corpus::parse::directive::{self, Inline};
use crate::corpus::parse::table::{self, Labels, TableLines};
use crate::input::extensions::Extension;
use crate::rules;

/// What stands for a `<` that begins no tag; it is put back where the text is written.
pub(in crate::corpus::parse) const LESS: &str = "\u{fdd0}l\u{fdd1}";

impl Scanner<'_, '_> {
    /// A line of a paragraph or a table.
    pub(super) fn text_line(&mut self, whole: Range<usize>, content: Range<usize>, is_new: bool) {
        let text = &self.source[content.clone()];
        if let Leaf::Table(lines) = &mut self.leaf {
            if find::byte(text, b'|', 0).is_some() {
                lines.row(content.clone());
                self.inline_constructs(content);
                return;
            }
            // CommonMark's table extension would make a row of this line, DocFX a paragraph of the whole table. The table ends here instead.
            let range = content.clone();
            self.report.push(
                rules::table_repaired::RULE
                    .at(self.file, self.at(range))
                    .message("a line without `|` follows the table directly")
                    .label("the table ends before this line")
                    .help("put a blank line between the table and the text"),
            );
            self.end_leaf();
            let prefix = &self.source[whole.start..content.start];
            self.edits.push(Edit { source: content.start..content.start, text: format!("<!---->\n{}", blank_markers(prefix)) });
        } else if !is_new && let Some(header) = self.header_above(text) {
            self.unindent(header.start);
            self.unindent(content.start);
            self.leaf = Leaf::Table(TableLines::new(header, content));
            return;
        }
        self.definition(content.clone());
        self.leaf = Leaf::Paragraph;
        self.last_line = Some(content.clone());
        self.inline_constructs(content);
    }

    /// Reads every line as one of a paragraph, which is no table.
    pub(super) fn run_as_text(&mut self) {
        let mut start = 0;
        for line in self.source.split_inclusive('\n') {
            let content = find::without_end(line);
            let text = content.trim_start_matches([' ', '\t']);
            let (end, place) = (start + content.len(), start + content.len() - text.len());
            if !text.trim_end().is_empty() {
                self.edits.push(Edit { source: start..place, text: String::new() });
                if !begins_text(text) || table::is_delimiter_row(text) {
                    self.edits.push(Edit { source: place..place, text: LINE_START.to_string() });
                }
                self.inline_constructs(place..end);
            }
            start += line.len();
        }
    }

    /// The line above, when it is the header of the table that a line with this text begins.
    pub(super) fn header_above(&self, text: &str) -> Option<Range<usize>> {
        let header = self.last_line.as_ref().filter(|_| matches!(self.leaf, Leaf::Paragraph))?;
        (table::is_delimiter_row(text) && table::may_be_header(&self.source[header.clone()], text)).then(|| header.clone())
    }

    // A line of a paragraph may be indented as far as its author likes, and the first two of a table may not.
    fn unindent(&mut self, place: usize) {
        let line = find::last(&self.source[..place], b'\n').map_or(0, |newline| newline + 1);
        let end = find::byte(self.source, b'\n', place).unwrap_or(self.source.len());
        let mut cursor = Cursor::new(&self.source[line..end]);
        if self.containers.iter().all(|container| cursor.enter(*container)) && cursor.indent() >= 4 {
            self.edits.push(Edit { source: line + cursor.offset()..place, text: String::new() });
        }
    }

    /// Mends the tables, now that all of the body is read.
    pub(super) fn mend_tables(&mut self) {
        let tables = std::mem::take(&mut self.tables);
        if tables.is_empty() {
            return;
        }
        let labels = self.labels();
        self.define_for_cells();
        for lines in tables {
            self.mend_table(lines, &labels);
        }
    }

    fn mend_table(&mut self, lines: TableLines, labels: &Labels) {
        let span = lines.span();
        let masked = self.masked(span.clone());
        let header_decides = self.surroundings.config.dialect.extensions.has(Extension::HeaderColumns);
        let text = masked.as_deref().unwrap_or(&self.source[span]);
        let repairs = lines.repairs(text, header_decides, labels);
        for (range, text) in repairs.edits {
            self.edits.push(Edit { source: range, text });
        }
        for problem in repairs.problems {
            self.report
                .push(problem.rule.at(self.file, self.at(problem.range)).message(problem.message).label(problem.label).help(problem.help));
        }
    }

    // The text of a table with the pipes inside inline constructs covered, when there are any: they part no cells. The constructs stand in order.
    fn masked(&self, table: Range<usize>) -> Option<String> {
        let first = self.inlines.partition_point(|(_, range)| (range.start as usize) < table.start);
        let mut masked: Option<String> = None;
        for (_, range) in &self.inlines[first..] {
            let range = range.bytes().start..range.bytes().end.min(table.end);
            if range.start >= table.end {
                break;
            }
            let text = &self.source[range.clone()];
            if find::byte(text, b'|', 0).is_some() {
                let masked = masked.get_or_insert_with(|| self.source[table.clone()].to_owned());
                masked.replace_range(range.start - table.start..range.end - table.start, &text.replace('|', "x"));
            }
        }
        masked
    }

    /// Replaces the constructs of a heading. The parser itself reads the attributes at its end.
    pub(super) fn heading_constructs(&mut self, line: Range<usize>) {
        let has_braces = std::mem::take(&mut self.wants.inlines.braces);
        self.inline_constructs(line);
        self.wants.inlines.braces = has_braces;
    }

    /// Replaces the constructs of a line of running text.
    pub(super) fn inline_constructs(&mut self, line: Range<usize>) {
        if self.wants.no_html {
            self.cover_tags(line.clone());
        }
        // Most lines are ordinary text.
        if self.wants.inlines.are_everywhere() || !self.coming.is_quiet(&line) {
            self.replace_constructs(&line);
        }
        if self.wants.repairs && self.coming.has_link(self.source, &line) {
            self.repair_links(line);
        }
    }

    fn replace_constructs(&mut self, line: &Range<usize>) {
        let in_item = matches!(self.containers.last(), Some(Container::Item(_)));
        let wants = directive::Kinds { boxes: self.wants.inlines.boxes && in_item, ..self.wants.inlines };
        let wants = self.coming.kinds(self.source, line, wants);
        if !wants.is_some() {
            return;
        }
        let marker = self.unlinked_marker(line.clone()).map(|range| (range, Inline::Text, Vec::new()));
        let from = marker.as_ref().map_or(line.start, |(range, ..)| range.end);
        let found = directive::inlines(self.source, line.clone(), wants).into_iter().filter(|(range, ..)| range.start >= from);
        for (range, inline, problems) in marker.into_iter().chain(found) {
            for problem in problems {
                self.problem(problem, line.start);
            }
            self.edits.push(Edit { source: range.clone(), text: format!("{OPEN}{}{CLOSE}", self.inlines.len()) });
            self.inlines.push((inline, TextRange::new(range.start, range.end)));
        }
    }

    fn repair_links(&mut self, line: Range<usize>) {
        for repair in directive::link_repair::repairs(&self.source[line.clone()]) {
            let range = repair.range.start + line.start..repair.range.end + line.start;
            self.report.push(rules::link_malformed::RULE.at(self.file, self.at(range.clone())).message(repair.message).help(repair.help));
            self.edits.push(Edit { source: range, text: repair.text });
        }
    }

    // The marker of an alert that is none, at the start of a line, where it would be taken for the beginning of a link or a reference.
    fn unlinked_marker(&self, line: Range<usize>) -> Option<Range<usize>> {
        let before = &self.source[..line.start];
        let before = before.strip_suffix([' ', '\t']).unwrap_or(before);
        let kinds = Some(self.surroundings.kinds).filter(|_| before.ends_with('>'));
        let length = directive::alert::unlinked(&self.source[line.clone()], kinds)?;
        Some(line.start..line.start + length)
    }

    // Covers each `<` that would begin a tag. Addresses in brackets stay, and so do comments, which are for nobody.
    fn cover_tags(&mut self, line: Range<usize>) {
        let text = &self.source[line.clone()];
        for (place, _) in text.match_indices('<') {
            let after = &text[place + 1..];
            let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '?' | '!')) && !after.starts_with("!--");
            let inner = after.split(['>', ' ', '<']).next().unwrap_or_default();
            let is_address = inner.contains([':', '@']) && after[inner.len()..].starts_with('>');
            if is_tag
                && !is_address
                && !after.starts_with("xref:")
                && !text[..place].ends_with("](")
                && !text[..place].trim_end().ends_with("]:")
            {
                self.edits.push(Edit { source: line.start + place..line.start + place + 1, text: LESS.to_owned() });
            }
        }
    }
}

// Whether a line outside all containers can only be text, by its first character: most lines are, and need none of the rules for what may begin there.
pub(super) fn begins_text(line: &str) -> bool {
    let mut bytes = line.bytes();
    match (bytes.next(), bytes.next()) {
        (Some(b'|'), second) => second != Some(b'|'),
        (Some(b'['), second) => second != Some(b'!'),
        (Some(b'(' | b'"' | b'\'' | b'!' | b'\\' | b'&'), _) => true,
        (Some(first), _) if first.is_ascii() => first.is_ascii_alphabetic(),
        (_, _) => line.starts_with(char::is_alphanumeric),
    }
}

// The marks of a line's containers, for a line put in before it: quote marks stay, list markers become blanks.
pub(super) fn blank_markers(prefix: &str) -> String {
    prefix.chars().map(|c| if c == '>' || c == '\t' { c } else { ' ' }).collect()
}
