//! Places in a text: byte ranges, and the lines and columns that people read.
//!
//! In:    byte offsets into a file as it lies on disk (byte-order mark and front matter counted).
//! Out:   `TextRange`, `Location`, `LineColumn`.
//! Never: holds the text itself.

use super::find;
use super::path::FilePath;

/// A range of bytes in one file. Files are limited to 4 GiB.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct TextRange {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` up to, and without, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        Self { start, end: u32::try_from(end).unwrap_or(u32::MAX).max(start) }
    }

    /// The range as `usize`, for slicing.
    pub fn bytes(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A range in a named file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    /// The file.
    pub file: FilePath,
    /// The bytes meant. `0..0` means the file as a whole.
    pub range: TextRange,
}

/// A place as people count it: lines from 1, columns from 1 in characters (Unicode scalar values).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// The line and column of the byte `offset` of `text`. An offset inside a character or past the end is moved back.
pub fn line_column(text: &str, offset: u32) -> LineColumn {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    // A byte-order mark is not a column.
    let line_text = before[start..].trim_start_matches('\u{feff}');
    let line = u32::try_from(find::count(before, b'\n')).unwrap_or(u32::MAX - 1) + 1;
    LineColumn { line, column: count(line_text) + 1 }
}

/// The lines of places in one text. Places in the order of the text cost no more than reading it once.
#[derive(Clone, Debug)]
pub struct Lines<'t> {
    text: &'t str,
    // A place that is known, and the line it is in.
    offset: usize,
    line: u32,
}

impl<'t> Lines<'t> {
    /// The lines of `text`.
    pub fn of(text: &'t str) -> Self {
        Self { text, offset: 0, line: 1 }
    }

    /// Whether these are the lines of `text` itself, not of another text that says the same.
    pub fn are_of(&self, text: &str) -> bool {
        std::ptr::eq(self.text, text)
    }

    /// The line, from 1, of the byte `offset`. An offset past the end is moved back.
    pub fn line(&mut self, offset: u32) -> u32 {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        if offset < self.offset {
            *self = Self::of(self.text);
        }
        let more = find::count(&self.text[self.offset..offset], b'\n');
        self.line = self.line.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        self.offset = offset;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let text = "\u{feff}ab\r\nä x\n";
        let at = |offset| {
            let place = line_column(text, offset);
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(9), (2, 2));
        assert_eq!(at(8), (2, 1));
        assert_eq!(at(999), (3, 1));
    }

    #[test]
    fn lines_may_be_asked_for_in_any_order() {
        let text = "a\nä\n\nb";
        let mut lines = Lines::of(text);
        for offset in [0, 1, 2, 3, 4, 6, 3, 99, 0] {
            assert_eq!(lines.line(offset), line_column(text, offset).line, "{offset}");
        }
    }
}
