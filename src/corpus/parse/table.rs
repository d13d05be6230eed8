//! Tables: pipe tables as Markdig accepts them, made into what the Markdown parser accepts.
//!
//! In:    the lines of one table.
//! Out:   edits that give header, delimiter row and rows the same number of cells, and protect pipes inside code and links.
//! Never: drops a cell that has content.
//!
//! Source of the rule: Markdig's pipe tables. The parser of `CommonMark` tables wants as many delimiters as header cells, and cuts what is too much.

use std::ops::Range;

use crate::base::diagnostic::Rule;
use crate::base::find;
use crate::base::hash::HashSet;
use crate::rules;

/// What stands for a `|` that belongs to the text of a cell; it is put back where the text is written.
pub(crate) const PIPE: &str = "\u{fdd0}p\u{fdd1}";

/// The widest table that is read as one.
pub(super) const MOST_COLUMNS: usize = 1024;

/// Whether a text may hold a table.
pub(super) fn may_have_one(text: &str) -> bool {
    find::byte(text, b'|', 0).is_some() && find::holds(text, "-")
}

/// The labels by which links may be called: `[text][label]`.
#[derive(Debug, Default)]
pub(super) struct Labels(HashSet<String>);

impl Labels {
    fn has(&self, label: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&plain(label))
    }
}

impl<'l> FromIterator<&'l str> for Labels {
    fn from_iter<T: IntoIterator<Item = &'l str>>(labels: T) -> Self {
        Self(labels.into_iter().map(plain).collect())
    }
}

// Neither case nor the width of blanks counts in a label.
fn plain(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The lines of a table, as they are met.
#[derive(Debug)]
pub(super) struct TableLines {
    header: Range<usize>,
    delimiter: Range<usize>,
    rows: Vec<Range<usize>>,
}

/// What a table needs.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// Replacements, by place in the source.
    pub edits: Vec<(Range<usize>, String)>,
    /// What to tell the author.
    pub problems: Vec<Problem>,
}

/// Something to tell the author.
#[derive(Debug)]
pub(super) struct Problem {
    /// The rule.
    pub rule: &'static Rule,
    /// Where, in the source.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// A few words under the caret.
    pub label: &'static str,
    /// The next step.
    pub help: String,
}

/// Whether a line is a delimiter row: `| --- | :-: |`.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    // Most lines end the question with their first character.
    let text = line.trim_start();
    if !text.starts_with(['|', ':', '-']) {
        return false;
    }
    let text = text.trim_end();
    text.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
        && find::byte(text, b'|', 0).is_some()
        && delimiter_cells(text).all(|cell| {
            let dashes = cell.strip_prefix(':').unwrap_or(cell);
            let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// Whether the line above a delimiter row can be its header: it has a pipe, and as many cells unless it is plainly a row of several.
pub(super) fn may_be_header(header: &str, delimiter: &str) -> bool {
    find::byte(header, b'|', 0).is_some()
        && (header.trim_start().starts_with('|')
            || delimiter_cells(delimiter.trim()).count() == 1
            || Row::read(header, &Labels::default()).count > 1)
}

fn delimiter_cells(text: &str) -> impl Iterator<Item = &str> {
    let text = text.strip_prefix('|').unwrap_or(text);
    let text = text.strip_suffix('|').unwrap_or(text);
    let mut start = 0;
    find::all(text, b'|').chain([text.len()]).map(move |end| text[std::mem::replace(&mut start, end + 1)..end].trim_matches([' ', '\t']))
}

impl TableLines {
    /// A table that begins.
    pub(super) fn new(header: Range<usize>, delimiter: Range<usize>) -> Self {
        Self { header, delimiter, rows: Vec::new() }
    }

    /// Where its second line begins.
    pub(super) fn delimiter_start(&self) -> usize {
        self.delimiter.start
    }

    /// Adds a row.
    pub(super) fn row(&mut self, row: Range<usize>) {
        self.rows.push(row);
    }

    /// Where the table stands.
    pub(super) fn span(&self) -> Range<usize> {
        self.header.start..self.rows.last().unwrap_or(&self.delimiter).end
    }

    /// What the table needs, now that it is complete. `table` is its text; when `header_decides`, it has the columns of its header and no more.
    pub(super) fn repairs(self, table: &str, header_decides: bool, labels: &Labels) -> Repairs {
        let mut repairs = Repairs::default();
        let start = self.header.start;
        let text = |range: &Range<usize>| &table[range.start - start..range.end - start];
        let header = Row::read(text(&self.header), labels);
        let header_cells = header.count;
        let delimiters = delimiter_cells(text(&self.delimiter).trim()).count();
        let rows: Vec<Row> = self.rows.iter().map(|row| Row::read(text(row), labels)).collect();
        let widest = rows.iter().map(|row| row.filled).max().unwrap_or(0).max(header_cells);
        let columns = if header_decides { header_cells } else { widest };
        if columns > MOST_COLUMNS {
            repairs.problems.push(Problem {
                rule: &rules::table_too_wide::RULE,
                range: self.header.clone(),
                message: format!("this table has {columns} columns; at most {MOST_COLUMNS} are read"),
                label: "",
                help: "split the table".to_owned(),
            });
            repairs.edits.push((self.delimiter.start..self.delimiter.start, "\\".to_owned()));
            return repairs;
        }
        for (line, row) in std::iter::once((&self.header, &header)).chain(self.rows.iter().zip(&rows)) {
            let pipes = row.protected.iter().map(|pipe| line.start + pipe);
            repairs.edits.extend(pipes.map(|pipe| (pipe..pipe + 1, PIPE.to_owned())));
        }
        // To the parser it is a break, and the line below belongs to the header.
        if ends_with_backslash(text(&self.header)) {
            let backslash = self.header.end - 1..self.header.end;
            repairs.edits.push((backslash.clone(), "\\\\".to_owned()));
            repairs.problems.push(Problem {
                rule: &rules::table_repaired::RULE,
                range: backslash,
                message: "a backslash ends the header".to_owned(),
                label: "",
                help: "remove it; other tools show this table as text".to_owned(),
            });
        }
        if header_cells < columns {
            let mut missing = " |".repeat(columns - header_cells);
            if !ends_with_pipe(text(&self.header), labels) {
                missing.push_str(" |");
            }
            let end = self.header.start + text(&self.header).trim_end().len();
            repairs.edits.push((end..end, missing));
        }
        // A header without a leading pipe does not end the paragraph above it; one with a pipe does.
        if !text(&self.header).trim_start().starts_with('|') {
            repairs.edits.push((self.header.start..self.header.start, "|".to_owned()));
        }
        // The parser knows no tab beside dashes.
        if delimiters != columns || text(&self.delimiter).contains('\t') {
            let mut row = String::from("|");
            let given: Vec<&str> = delimiter_cells(text(&self.delimiter).trim()).collect();
            let last = given.last().copied().unwrap_or("-");
            for column in 0..columns {
                row.push_str(given.get(column).copied().unwrap_or(last));
                row.push('|');
            }
            repairs.edits.push((self.delimiter.clone(), row));
        }
        if delimiters != header_cells {
            repairs.problems.push(Problem {
                rule: &rules::table_repaired::RULE,
                range: self.delimiter.clone(),
                message: format!("the header has {header_cells} cells, the line below it {delimiters}"),
                label: "one `---` for each column",
                help: "give both lines the same number of cells; other tools show this table as text".to_owned(),
            });
        }
        for (row, width) in self.rows.iter().zip(rows.iter().map(|row| row.filled)).filter(|(_, width)| *width > header_cells) {
            repairs.problems.push(Problem {
                rule: &rules::table_repaired::RULE,
                range: row.clone(),
                message: format!("this row has {width} cells, the header {header_cells}"),
                label: if header_decides { "the surplus is not shown" } else { "a column was added for the surplus" },
                help: "remove the surplus, or write `\\|` where a `|` belongs to the text".to_owned(),
            });
        }
        repairs
    }
}

fn ends_with_pipe(row: &str, labels: &Labels) -> bool {
    let row = row.trim_end();
    row.ends_with('|') && scan(row, labels).0.last() == Some(&(row.len() - 1))
}

fn ends_with_backslash(row: &str) -> bool {
    row.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// A row that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Row {
    /// How many cells there are; the empty ones before a leading and after a trailing pipe are none.
    count: usize,
    /// How many there are up to the last one that is not empty.
    filled: usize,
    /// The pipes that part no cells, though they have no backslash.
    protected: Vec<usize>,
}

impl Row {
    fn read(text: &str, labels: &Labels) -> Self {
        if may_protect(text) || find::byte(text, b'\\', 0).is_some() {
            let (pipes, protected) = scan(text, labels);
            Self { protected, ..Self::of_cells(text, pipes.into_iter()) }
        } else {
            Self::of_cells(text, find::all(text, b'|'))
        }
    }

    // Counts the cells between pipes.
    fn of_cells(text: &str, pipes: impl Iterator<Item = usize>) -> Self {
        let mut row = Self { count: 0, filled: 0, protected: Vec::new() };
        let mut start = 0;
        for end in pipes.chain([text.len()]) {
            let is_empty = text[start..end].chars().all(char::is_whitespace);
            let is_last = end == text.len();
            let is_leading = start == 0 && !is_last;
            if !(is_empty && (is_leading || is_last && row.count > 0)) {
                row.count += 1;
            }
            if !is_empty {
                row.filled = row.count;
            }
            start = end + 1;
        }
        row
    }
}

// Whether there may be pipes in a row that belong to code, a tag or a link.
fn may_protect(row: &str) -> bool {
    find::any_of(row, [b'`', b'<', b'['])
}

// Separating pipes, and unescaped pipes that are protected by what they stand in.
fn scan(row: &str, labels: &Labels) -> (Vec<usize>, Vec<usize>) {
    let bytes = row.as_bytes();
    let (mut separating, mut protected) = (Vec::new(), Vec::new());
    // A run of backquotes that has no partner is remembered, so that a row of them stays linear.
    let mut unmatched_runs = [false; 32];
    let mut place = 0;
    while place < bytes.len() {
        let skip_to = match bytes[place] {
            b'\\' => Some(place + 2),
            b'`' => {
                let length = bytes[place..].iter().take_while(|&&byte| byte == b'`').count();
                let known_unmatched = unmatched_runs.get(length).copied().unwrap_or(true);
                let close = if known_unmatched { None } else { closing_run(bytes, place + length, length) };
                if close.is_none() && length < unmatched_runs.len() {
                    unmatched_runs[length] = true;
                }
                protect(bytes, place, close, &mut protected).or(Some(place + length))
            }
            b'<' => protect(bytes, place, tag_end(bytes, place), &mut protected),
            b'[' => protect(bytes, place, link_end(row, place, labels), &mut protected),
            b'|' => {
                separating.push(place);
                None
            }
            _ => None,
        };
        place = skip_to.unwrap_or(place + 1);
    }
    (separating, protected)
}

fn protect(bytes: &[u8], start: usize, end: Option<usize>, protected: &mut Vec<usize>) -> Option<usize> {
    let end = end?;
    protected.extend((start..end).filter(|place| bytes[*place] == b'|'));
    Some(end)
}

fn closing_run(bytes: &[u8], from: usize, length: usize) -> Option<usize> {
    let mut place = from;
    while place < bytes.len() {
        let run = bytes[place..].iter().take_while(|&&byte| byte == b'`').count();
        if run == length {
            return Some(place + run);
        }
        place += run.max(1);
    }
    None
}

// A tag or autolink on one line; limited, since a table has many `<` that are none.
fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    if !bytes.get(start + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')) {
        return None;
    }
    bytes[start..].iter().take(1000).position(|&byte| byte == b'>').map(|end| start + end + 1)
}

// `[text](target)`, `[text][label]` or `[label]` on one line, where the text or the label has a pipe in it.
fn link_end(row: &str, start: usize, labels: &Labels) -> Option<usize> {
    let close = bracket_end(row, start)?;
    let after = close + 1;
    match row.as_bytes().get(after) {
        Some(b'(') => row[..row.floor_char_boundary(start + 2000)].get(after..)?.find(')').map(|end| after + end + 1),
        Some(b'[') => {
            let end = bracket_end(row, after)?;
            let label = if end == after + 1 { &row[start + 1..close] } else { &row[after + 1..end] };
            labels.has(label).then_some(end + 1)
        }
        Some(_) | None => labels.has(&row[start + 1..close]).then_some(after),
    }
}

// The bracket that closes the one at `start`.
fn bracket_end(row: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (place, byte) in row.bytes().enumerate().skip(start).take(2000) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(place),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(table: &str) -> (String, usize) {
        let mut starts: Vec<Range<usize>> = Vec::new();
        let mut place = 0;
        for line in table.split_inclusive('\n') {
            starts.push(place..place + line.trim_end().len());
            place += line.len();
        }
        let mut lines = TableLines::new(starts[0].clone(), starts[1].clone());
        for row in &starts[2..] {
            lines.row(row.clone());
        }
        let repairs = lines.repairs(table, false, &["r", "p|q"].into_iter().collect());
        let mut edits = repairs.edits;
        edits.sort_by_key(|(range, _)| range.start);
        let mut result = table.to_owned();
        for (range, text) in edits.into_iter().rev() {
            result.replace_range(range, &text);
        }
        (result, repairs.problems.len())
    }

    #[test]
    fn good_tables_stay_as_they_are() {
        for table in ["|a|b|\n|-|-|\n|1|2|", "| a \\| b | c |\n|:--|--:|\n| 1 |\n"] {
            assert_eq!(repaired(table), (table.to_owned(), 0));
        }
    }

    #[test]
    fn surplus_cells_widen_the_table() {
        assert_eq!(repaired("a | b\n-- | -\n1 | 2 | 3"), ("|a | b | |\n|--|-|-|\n1 | 2 | 3".to_owned(), 1));
        assert_eq!(repaired("|a|b|\n|-|-|\n|1|2| |"), ("|a|b|\n|-|-|\n|1|2| |".to_owned(), 0));
    }

    #[test]
    fn delimiters_need_not_match() {
        assert_eq!(repaired("|a|b|c|d|\n|-|:-|-|\n|1|2|3|4|").0, "|a|b|c|d|\n|-|:-|-|-|\n|1|2|3|4|");
        assert_eq!(repaired("|a|\n|-|-|\n|1|").0, "|a|\n|-|\n|1|");
    }

    #[test]
    fn pipes_in_code_links_and_tags_are_text() {
        assert_eq!(repaired("|a|b|\n|-|-|\n|`x|y`|[p|q](z)|").0, "|a|b|\n|-|-|\n|`x\u{fdd0}p\u{fdd1}y`|[p\u{fdd0}p\u{fdd1}q](z)|");
        let row = "|[x|y][r]|[x][P|q]|[p|q]|[p|q][]|[n|o]|";
        let covered = "|[x\u{fdd0}p\u{fdd1}y][r]|[x][P\u{fdd0}p\u{fdd1}q]|[p\u{fdd0}p\u{fdd1}q]|[p\u{fdd0}p\u{fdd1}q][]|[n|o]|";
        assert_eq!(repaired(&format!("|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n{row}")).0, format!("|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n{covered}"));
        for (row, count, filled) in [
            ("|a|<b title='|'>|c|", 3, 3),
            ("a", 1, 1),
            ("", 1, 0),
            ("|", 1, 0),
            ("||", 1, 0),
            ("a|", 1, 1),
            ("|a", 1, 1),
            (" | a | | ", 2, 1),
            ("|| a", 2, 2),
            ("a || | b \\| |", 4, 4),
        ] {
            let read = Row::read(row, &Labels::default());
            assert_eq!((read.count, read.filled), (count, filled), "{row}");
        }
    }

    #[test]
    fn delimiter_rows() {
        for line in ["|-|-|", "| --- | :-: |", "-|-", "--- |", ":-|"] {
            assert!(is_delimiter_row(line), "{line}");
        }
        for line in ["---", "| |", "|a|", "|-|=|", "|--:-|", "||-|"] {
            assert!(!is_delimiter_row(line), "{line}");
        }
    }
}
