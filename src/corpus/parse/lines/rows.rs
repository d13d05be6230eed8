//! Rows: sections among the rows of a table.
//!
//! In:    the line at which a section begins or ends, with a table open or just interrupted.
//! Out:   a table that goes on with the rows of a section for its readers, and without them for the others; or a word to the author.
//! Never: lets a table end, or grow, for those who do not see the section because of what stands in it.

use std::ops::Range;

use super::cursor::Cursor;
use super::running::begins_text;
use super::scan::{Container, Leaf, Scanner};
use super::sections::OpenSection;
use super::{Edit, Reader, table};
use crate::base::find;
use crate::base::span::TextRange;
use crate::corpus::parse::directive::end::ContainerKind;
use crate::corpus::parse::directive::triple::Container as Section;
use crate::corpus::parse::directive::zone::Zone;
use crate::corpus::parse::directive::{self, Block};
use crate::corpus::parse::table::TableLines;
use crate::rules;

/// The table among whose lines a section begins.
#[derive(Debug, Default)]
pub(super) enum TableAround {
    /// There is none.
    #[default]
    None,
    /// The section ended it.
    Ended,
    /// It goes on behind the section, for those who do not see that.
    GoesOn(TableLines),
}

// A line, and where the next one begins.
struct NextLine<'a> {
    text: &'a str,
    content: Range<usize>,
    next: usize,
}

impl<'a> Scanner<'a, '_> {
    /// Makes a section for some audiences a part of the table that is open, when it holds nothing but rows and its reader may see them; whether it does.
    pub(super) fn takes_rows(&mut self, zone: &Zone, line: &Range<usize>) -> bool {
        let Some(names) = zone.audiences.as_ref().filter(|_| zone.target.is_none() && zone.pivots.is_empty()) else { return false };
        if !self.in_table() || self.containers.iter().any(|container| matches!(container, Container::Dedent(width) if *width > 0)) {
            return false;
        }
        let mut rows = Vec::new();
        let mut from = self.next_line(line.end);
        let end = loop {
            let Some(next) = self.content_of_line(from) else { return false };
            if directive::end::end(next.text).is_some_and(|end| end.kind == ContainerKind::Zone && end.problem.is_none()) {
                break next;
            }
            if !self.is_row(&next) {
                return false;
            }
            rows.push(next.content);
            from = next.next;
        };
        let readers = self.readers_of(names);
        if !self.reader.sees(readers) {
            return false;
        }
        self.audiences(names, line);
        let opener = self.blocks.len();
        self.mark_taken_out(Block::Open(Box::new(Section::Zone(zone.clone()))), line.clone());
        for row in rows {
            if let Leaf::Table(lines) = &mut self.leaf {
                lines.row(row.clone());
            }
            self.inline_constructs(row);
        }
        self.last_end = end.content.end;
        self.resume = end.next;
        self.mark_taken_out(Block::End(opener), end.content);
        true
    }

    /// The table that a section interrupts, whose line stands in the containers that are open. Its author is told when rows without a table come next.
    pub(super) fn table_around(&mut self, line: &Range<usize>) -> TableAround {
        if !self.in_table() {
            return TableAround::None;
        }
        if self.content_of_line(self.next_line(line.end)).is_some_and(|next| self.is_row(&next)) {
            self.rows_without_table(line.clone(), "the table ends before this section, and the rows in it are text");
        }
        let Leaf::Table(lines) = std::mem::replace(&mut self.leaf, Leaf::None) else { return TableAround::Ended };
        TableAround::GoesOn(lines)
    }

    /// Ends the table that the marker of a division interrupts.
    pub(super) fn end_table_before(&mut self, block: &Block, line: &Range<usize>) {
        if matches!(block, Block::Division(_))
            && let TableAround::GoesOn(lines) = self.table_around(line)
        {
            self.tables.push(lines);
        }
    }

    /// Remembers the table that the innermost section interrupts. It ends there, but for those who do not see the section.
    pub(super) fn interrupts(&mut self, table: TableAround) {
        let is_hidden = self.hidden.as_ref().is_some_and(|hidden| hidden.section + 1 == self.open.len());
        let table = match table {
            TableAround::GoesOn(lines) if !is_hidden => {
                self.tables.push(lines);
                TableAround::Ended
            }
            table @ (TableAround::None | TableAround::Ended | TableAround::GoesOn(_)) => table,
        };
        if let Some(open) = self.open.last_mut() {
            open.table = table;
        }
    }

    /// Ends what was hidden up to `end`, when the section that hid it is open no more; whether the table goes on in which that stood.
    pub(super) fn reveal_table(&mut self, table: TableAround, end: usize) -> bool {
        let hidden = self.hidden_up_to(end);
        let goes_on = self.table_goes_on(table, end);
        match hidden {
            Some(range) if goes_on => self.mark_taken_out(Block::Hidden, range),
            Some(range) => self.block(Block::Hidden, range),
            None => {}
        }
        goes_on
    }

    /// Goes on with the table that a section has interrupted, for those who do not see the section; whether it does. Its last line ends at `end`.
    fn table_goes_on(&mut self, table: TableAround, end: usize) -> bool {
        let next = self.content_of_line(self.next_line(end));
        let is_row = next.as_ref().is_some_and(|next| self.is_row(next));
        match table {
            TableAround::None => false,
            TableAround::Ended => {
                if let Some(next) = next.filter(|_| is_row && self.hidden.is_none()) {
                    self.rows_without_table(next.content, "the section before this line ended the table, and this row is text");
                }
                false
            }
            TableAround::GoesOn(lines)
                if self.carried.is_empty() && (is_row || next.is_some_and(|next| self.is_audience_zone(next.text))) =>
            {
                self.leaf = Leaf::Table(lines);
                true
            }
            TableAround::GoesOn(lines) => {
                self.tables.push(lines);
                false
            }
        }
    }

    /// Takes the lines of `range` out as a whole, with their end.
    pub(super) fn mark_taken_out(&mut self, block: Block, range: Range<usize>) {
        let start = self.source[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = range.start + self.source[range.clone()].trim_end().len();
        self.edits.push(Edit { source: start..self.next_line(end), text: String::new() });
        self.blocks.push((block, TextRange::new(start, end)));
    }

    /// Ends the table that a section interrupted and that does not go on.
    pub(super) fn leave_table(&mut self, open: &mut OpenSection) {
        if let TableAround::GoesOn(lines) = std::mem::take(&mut open.table) {
            self.tables.push(lines);
        }
    }

    fn rows_without_table(&mut self, range: Range<usize>, label: &str) {
        // Those who do not see the section have a table that goes on.
        if self.reader != Reader::Everyone {
            return;
        }
        let range = range.start..range.start + self.source[range.clone()].trim_end().len();
        let diagnostic = rules::table_repaired::RULE.at(self.file, self.at(range));
        let help = "let a `::: zone` with an `audience` hold whole rows and nothing else, or begin a table with a header behind this line";
        self.report.push(diagnostic.message("a section stands among the rows of a table").label(label).help(help));
    }

    // Whether the table that is open stands in the very containers that are open.
    fn in_table(&self) -> bool {
        let Leaf::Table(lines) = &self.leaf else { return false };
        let delimiter = lines.delimiter_start();
        let start = self.source[..delimiter].rfind('\n').map_or(0, |newline| newline + 1);
        let mut cursor = Cursor::new(&self.source[start..delimiter]);
        self.containers.iter().all(|container| cursor.enter(*container)) && cursor.is_blank()
    }

    // Where the line behind `place` begins.
    fn next_line(&self, place: usize) -> usize {
        find::byte(self.source, b'\n', place).map_or(self.source.len(), |newline| newline + 1)
    }

    // The line that begins at `start`, in the containers that are open.
    fn content_of_line(&self, start: usize) -> Option<NextLine<'a>> {
        let next = self.next_line(start);
        let line = find::without_end(&self.source[start..next]);
        let mut cursor = Cursor::new(line);
        let is_in = start < next && self.containers.iter().all(|container| cursor.enter(*container));
        let place = start + cursor.offset_after_indent();
        let is_content = is_in && !cursor.is_blank() && cursor.indent() < 4;
        is_content.then(|| NextLine { text: &self.source[place..start + line.len()], content: place..start + line.len(), next })
    }

    // Whether a line can only be a row of the table before it, and begins no table of its own.
    fn is_row(&self, line: &NextLine<'_>) -> bool {
        let text = line.text;
        let may_be_item = text.starts_with(|c: char| c.is_ascii_digit()) && Cursor::new(text).list_marker(false).is_none();
        let begins_table = || {
            let below = self.content_of_line(line.next);
            below.is_some_and(|below| table::is_delimiter_row(below.text) && table::may_be_header(text, below.text))
        };
        text.contains('|')
            && (begins_text(text) || may_be_item)
            && !text.starts_with("[^")
            && !self.is_audience_zone(text)
            && !self.is_misnamed(text, line.content.end)
            && !begins_table()
    }
}
