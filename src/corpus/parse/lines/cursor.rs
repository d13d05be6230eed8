//! A line as the container model sees it: how far one has read in it, and what may begin there.
//!
//! In:    a line of the source.
//! Out:   indentation, markers of lists and quotes, fences, headings, HTML blocks.
//! Never: knows which containers are open.
//!
//! Source of the rules: `CommonMark` 0.31, sections 2.2, 4 and 5.

use std::ops::Range;

use super::scan::Container;
use crate::base::find;
use crate::corpus::parse::html;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum HtmlEnd {
    // Ends at the line that holds this text (CommonMark 4.6, kinds 2 to 5).
    Text(&'static str),
    // Ends at the line that holds this end tag, in whatever case (kind 1).
    RawElement(&'static str),
    // Ends at a blank line (kinds 6 and 7).
    BlankLine,
}

impl HtmlEnd {
    // Whether a line is the last one.
    pub(super) fn is_on(self, line: &str) -> bool {
        match self {
            Self::Text(text) => line.contains(text),
            Self::RawElement(end) => end_tag(line, end).is_some(),
            Self::BlankLine => line.trim_matches([' ', '\t']).is_empty(),
        }
    }
}

/// The mark of code that a line begins, and how often it stands there.
pub(super) fn fence(text: &str) -> Option<(u8, usize)> {
    let mark = *text.as_bytes().first()?;
    if !matches!(mark, b'`' | b'~') {
        return None;
    }
    let length = text.bytes().take_while(|&byte| byte == mark).count();
    (length >= 3 && !(mark == b'`' && text[length..].contains('`'))).then_some((mark, length))
}

pub(super) fn is_heading(text: &str) -> bool {
    let level = text.bytes().take_while(|&byte| byte == b'#').count();
    (1..=6).contains(&level) && matches!(text.as_bytes().get(level), None | Some(b' ' | b'\t'))
}

pub(super) fn is_setext_underline(text: &str) -> bool {
    let text = text.trim_end();
    text.bytes().all(|byte| byte == b'=') || text.bytes().all(|byte| byte == b'-')
}

/// Where a text has an end tag, in whatever case.
pub(super) fn end_tag(text: &str, tag: &str) -> Option<Range<usize>> {
    let is_tag =
        |start: &usize| text.as_bytes().get(*start..start + tag.len()).is_some_and(|there| there.eq_ignore_ascii_case(tag.as_bytes()));
    find::all(text, b'<').find(is_tag).map(|start| start..start + tag.len())
}

// CommonMark 0.31, section 4.6.
pub(super) fn html_start(text: &str, in_paragraph: bool) -> Option<HtmlEnd> {
    let rest = text.strip_prefix('<')?;
    if rest.starts_with("!--") {
        return Some(HtmlEnd::Text("-->"));
    }
    if rest.starts_with('?') {
        return Some(HtmlEnd::Text("?>"));
    }
    if rest.starts_with("![CDATA[") {
        return Some(HtmlEnd::Text("]]>"));
    }
    if rest.starts_with('!') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(HtmlEnd::Text(">"));
    }
    let name_start = rest.strip_prefix('/').unwrap_or(rest);
    let length = name_start.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let name = name_start[..length].to_ascii_lowercase();
    let after = &name_start[length..];
    let name_ends = after.is_empty() || after.starts_with([' ', '\t', '>']) || after.starts_with("/>");
    if name.is_empty() || !name_ends {
        return None;
    }
    // The parser has it end with its own end tag only.
    let raw_end = ["</script>", "</pre>", "</style>", "</textarea>"].into_iter().find(|end| end[2..end.len() - 1] == name);
    if let Some(end) = raw_end.filter(|_| !rest.starts_with('/') && !after.starts_with('/')) {
        return Some(HtmlEnd::RawElement(end));
    }
    if html::is_block_element(&name) {
        return Some(HtmlEnd::BlankLine);
    }
    // Any other complete tag, alone on its line, cannot interrupt a paragraph.
    let alone = rest.trim_end().ends_with('>') && rest.find('>') == Some(rest.trim_end().len() - 1);
    (alone && !in_paragraph).then_some(HtmlEnd::BlankLine)
}

pub(super) struct Marker {
    pub(super) width: usize,
}

// A place in a line, in bytes and in columns; tabs go to multiples of four.
pub(super) struct Cursor<'l> {
    line: &'l str,
    byte: usize,
    column: usize,
    // Columns of a tab, partly taken, that are still to come.
    pending: usize,
}

impl<'l> Cursor<'l> {
    pub(super) fn new(line: &'l str) -> Self {
        Self { line, byte: 0, column: 0, pending: 0 }
    }

    pub(super) fn rest(&self) -> &'l str {
        &self.line[self.byte..]
    }

    pub(super) fn offset(&self) -> usize {
        self.byte
    }

    /// Columns of a tab, partly taken, that are still to come.
    pub(super) fn pending(&self) -> usize {
        self.pending
    }

    pub(super) fn is_blank(&self) -> bool {
        self.rest().bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    pub(super) fn indent(&self) -> usize {
        self.ahead().0
    }

    pub(super) fn peek_after_indent(&self) -> Option<u8> {
        self.ahead().1
    }

    /// How far the rest is indented, and what comes then; nothing when the rest is blank.
    pub(super) fn ahead(&self) -> (usize, Option<u8>) {
        let mut column = self.column + self.pending;
        for byte in self.rest().bytes() {
            match byte {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                next => return (column - self.column, Some(next)),
            }
        }
        (column - self.column, None)
    }

    pub(super) fn skip_columns(&mut self, mut count: usize) {
        let from_tab = self.pending.min(count);
        self.pending -= from_tab;
        self.column += from_tab;
        count -= from_tab;
        while count > 0 {
            match self.line.as_bytes().get(self.byte) {
                Some(b'\t') => {
                    let width = 4 - self.column % 4;
                    self.byte += 1;
                    let taken = width.min(count);
                    self.column += taken;
                    self.pending = width - taken;
                    count -= taken;
                }
                Some(byte) if byte.is_ascii() => {
                    self.byte += 1;
                    self.column += 1;
                    count -= 1;
                }
                Some(_) => {
                    let width = self.rest().chars().next().map_or(1, char::len_utf8);
                    self.byte += width;
                    self.column += 1;
                    count -= 1;
                }
                None => return,
            }
        }
    }

    /// Goes past the mark of a container; `false` when the line does not continue it.
    pub(super) fn enter(&mut self, container: Container) -> bool {
        let (indent, next) = self.ahead();
        match container {
            Container::Quote if indent < 4 && next == Some(b'>') => self.skip_quote_mark(),
            // A blank line belongs to the item.
            Container::Item(_) if next.is_none() => {}
            Container::Item(width) if indent >= width => self.skip_columns(width),
            Container::Quote | Container::Item(_) => return false,
            Container::Dedent(width) => self.skip_columns(width.min(indent)),
        }
        true
    }

    pub(super) fn skip_quote_mark(&mut self) {
        let indent = self.indent();
        self.skip_columns(indent + 1);
        if self.indent() > 0 {
            self.skip_columns(1);
        }
    }

    // The list marker at this place, with the columns up to its content. A paragraph is interrupted only by `1` and by items with content.
    pub(super) fn list_marker(&self, interrupts: bool) -> Option<Marker> {
        let text = self.rest().trim_start_matches([' ', '\t']);
        let bytes = text.as_bytes();
        let length = match bytes.first()? {
            b'-' | b'+' | b'*' => 1,
            b'0'..=b'9' => {
                let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if digits > 9 || !matches!(bytes.get(digits), Some(b'.' | b')')) || (interrupts && text[..digits] != *"1") {
                    return None;
                }
                digits + 1
            }
            _ => return None,
        };
        let indent = self.indent();
        let after = &text[length..];
        if after.trim().is_empty() {
            return (!interrupts).then_some(Marker { width: indent + length + 1 });
        }
        if !after.starts_with([' ', '\t']) {
            return None;
        }
        let column = self.column + indent + length;
        let mut blanks = 0;
        for byte in after.bytes() {
            match byte {
                b' ' => blanks += 1,
                b'\t' => blanks += 4 - (column + blanks) % 4,
                _ => break,
            }
        }
        Some(Marker { width: indent + length + if blanks > 4 { 1 } else { blanks } })
    }

    /// How many characters the label of a footnote is, with its colon: `[^label]:`. 0: none begins here.
    pub(super) fn footnote(&self) -> usize {
        let text = self.rest().trim_start_matches([' ', '\t']);
        let label = text.strip_prefix("[^").and_then(|rest| rest.split_once("]:"));
        label
            .filter(|(label, _)| !label.trim().is_empty() && !label.contains(['[', ']', '\\']))
            .map_or(0, |(label, _)| label.chars().count() + 4)
    }

    /// Whether a mark and three blanks stand here, or a tab: the beginning of a definition.
    pub(super) fn is_definition(&self) -> bool {
        let text = self.rest().trim_start_matches([' ', '\t']);
        let after = text.get(1..).unwrap_or_default();
        (after.starts_with("   ") || after.starts_with('\t')) && !after.trim().is_empty()
    }

    /// The place of the first character that is no blank.
    pub(super) fn offset_after_indent(&self) -> usize {
        let rest = self.rest();
        self.offset() + rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }

    pub(super) fn closes_fence(&self, mark: u8, length: usize) -> bool {
        let text = self.rest().trim_start_matches([' ', '\t']);
        self.indent() < 4
            && text.bytes().take_while(|&byte| byte == mark).count() >= length
            && text.trim_end().bytes().all(|byte| byte == mark)
    }

    pub(super) fn is_rule(&self) -> bool {
        let Some(mark @ (b'-' | b'_' | b'*')) = self.peek_after_indent() else { return false };
        let text = self.rest();
        self.indent() < 4
            && text.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t'))
            && text.bytes().filter(|&byte| byte == mark).count() >= 3
    }
}
