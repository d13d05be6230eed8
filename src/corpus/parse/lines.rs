//! Lines: the block constructs that `CommonMark` does not know, found before it parses.
//!
//! In:    the body of one document.
//! Out:   `Prepared`: the same text with each construct replaced by a placeholder in the same container, and a map back to the source.
//! Never: reads another file; decides what a construct means beyond its own line.
//!
//! A line is looked at with the containers it stands in (quotes, list items) and the block that is open (fence, HTML), after the rules of
//! `CommonMark` 0.31 section 5, so that nothing inside code or comments is ever taken for a directive. Block placeholders are HTML comments: they may
//! interrupt a paragraph and stay in their container. Their text cannot occur in a source, since its marks are noncharacters, which are replaced.

use std::borrow::Cow;

use super::directive::{self, AlertKinds, Block, Inline};
use super::table::{self, TableLines};
use crate::base::diagnostic::Diagnostic;
use crate::base::find::{self, holds};
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::rules;

/// The mark that begins a placeholder.
pub(super) const OPEN: char = '\u{fdd0}';
/// The mark that ends an inline placeholder.
pub(super) const CLOSE: char = '\u{fdd1}';

/// A body that is ready for the Markdown parser.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    source: &'a str,
    text: Cow<'a, str>,
    // Each edit made: where it stands in the prepared text, and what it replaced.
    edits: Vec<Placed>,
    blocks: Vec<(Block, TextRange)>,
    inlines: Vec<(Inline, TextRange)>,
}

#[derive(Debug)]
struct Placed {
    prepared: std::ops::Range<usize>,
    source: std::ops::Range<usize>,
}

impl Prepared<'_> {
    /// Whether any of its text is a placeholder for a construct in a line.
    pub(super) fn has_inlines(&self) -> bool {
        !self.edits.is_empty()
    }

    /// The text to parse.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the source at which the byte `prepared` of the text stands.
    pub(super) fn source_offset(&self, prepared: usize) -> usize {
        let after = self.edits.partition_point(|edit| edit.prepared.start <= prepared);
        match after.checked_sub(1).map(|place| &self.edits[place]) {
            Some(edit) if prepared < edit.prepared.end => edit.source.start,
            Some(edit) => edit.source.end + (prepared - edit.prepared.end),
            None => prepared,
        }
    }

    /// The block construct a comment stands for, with its place in the source.
    pub(super) fn block(&self, html: &str) -> Option<&(Block, TextRange)> {
        let number = html.trim_start().strip_prefix("<!--")?.strip_prefix(OPEN)?;
        number[..number.find("-->")?].parse::<usize>().ok().and_then(|number| self.blocks.get(number))
    }

    /// The inline construct with this number, with its place in the source.
    pub(super) fn inline(&self, number: &str) -> Option<&(Inline, TextRange)> {
        number.parse::<usize>().ok().and_then(|number| self.inlines.get(number))
    }

    /// `text` with every placeholder in it turned back into what the author wrote: for code and other places where nothing is expanded.
    pub(super) fn restored<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.edits.is_empty() || !text.contains(OPEN) {
            return Cow::Borrowed(text);
        }
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(place) = rest.find(OPEN) {
            let (before, after) = (&rest[..place], &rest[place + OPEN.len_utf8()..]);
            let (comment_start, end, original) = if let Some(before) = before.strip_suffix("<!--") {
                let end = after.find("-->").map_or(after.len(), |end| end + 3);
                (before.len(), end, self.block(&rest[before.len()..]).map(|(_, range)| *range))
            } else {
                let end = after.find(CLOSE).map_or(after.len(), |end| end + CLOSE.len_utf8());
                let number = after[..end].trim_end_matches(CLOSE);
                (place, end, self.inline(number).map(|(_, range)| *range))
            };
            result.push_str(&rest[..comment_start]);
            if rest[place..].starts_with(table::PIPE) {
                result.push('|');
            }
            if let Some(range) = original {
                result.push_str(&self.source[range.bytes()]);
            }
            rest = &after[end..];
        }
        result.push_str(rest);
        Cow::Owned(result)
    }
}

/// Prepares the body of a document. `offset` is where the body begins in the file; ranges in diagnostics count from the start of the file.
pub(super) fn prepare<'a>(
    file: &FilePath,
    source: &'a str,
    offset: usize,
    kinds: &AlertKinds,
    report: &mut Vec<Diagnostic>,
) -> Prepared<'a> {
    let mut scanner = Scanner {
        file,
        kinds,
        wants: wants(source),
        source,
        offset,
        report,
        containers: Vec::new(),
        leaf: Leaf::None,
        last_line: None,
        edits: Vec::new(),
        blocks: Vec::new(),
        inlines: Vec::new(),
    };
    scanner.replace_characters();
    if scanner.wants.lines {
        scanner.run();
    }
    scanner.finish()
}

// What a body may hold. Most bodies of a plain Markdown folder hold none of it, and are handed over as they are.
#[derive(Clone, Copy)]
struct Wants {
    lines: bool,
    includes: bool,
    repairs: bool,
}

fn wants(source: &str) -> Wants {
    let has_marker = holds(source, "[!");
    let repairs = directive::link_repair::may_want_one(source);
    let has_conflict = holds(source, "<<<<<<< ") || holds(source, ">>>>>>> ");
    let lines = has_marker || repairs || has_conflict || holds(source, ":::") || table::may_have_one(source);
    Wants { lines, includes: has_marker, repairs }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Container {
    Quote,
    // The column, counted from the container's own start, at which the item's content begins.
    Item(usize),
}

#[derive(Debug)]
enum Leaf {
    None,
    Paragraph,
    Indented,
    Fence { mark: u8, length: usize },
    Html(HtmlEnd),
    Table(TableLines),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum HtmlEnd {
    // Ends at the line that holds this text (CommonMark 4.6, kinds 1 to 5).
    Text(&'static str),
    RawElement,
    // Ends at a blank line (kinds 6 and 7).
    BlankLine,
}

#[derive(Debug)]
struct Edit {
    source: std::ops::Range<usize>,
    text: String,
}

struct Scanner<'a, 'r> {
    file: &'r FilePath,
    kinds: &'r AlertKinds,
    wants: Wants,
    source: &'a str,
    offset: usize,
    report: &'r mut Vec<Diagnostic>,
    containers: Vec<Container>,
    leaf: Leaf,
    // The last line of an open paragraph: its content, without container marks.
    last_line: Option<std::ops::Range<usize>>,
    edits: Vec<Edit>,
    blocks: Vec<(Block, TextRange)>,
    inlines: Vec<(Inline, TextRange)>,
}

impl<'a> Scanner<'a, '_> {
    fn at(&self, range: std::ops::Range<usize>) -> TextRange {
        TextRange::new(range.start + self.offset, range.end + self.offset)
    }

    // NUL makes the parser's range bookkeeping panic (pulldown-cmark issue 1129), the two marks must not occur, and no reader wants a bell.
    fn replace_characters(&mut self) {
        let is_suspect = self.source.bytes().any(|byte| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f)
            || holds(self.source, "\u{fdd0}")
            || holds(self.source, "\u{fdd1}");
        if !is_suspect {
            return;
        }
        let found: Vec<_> = self.source.char_indices().filter(|(_, c)| matches!(*c, OPEN | CLOSE) || is_control(*c)).collect();
        for &(place, c) in &found {
            self.edits.push(Edit { source: place..place + c.len_utf8(), text: "\u{fffd}".to_owned() });
        }
        if let Some(&(place, c)) = found.first() {
            self.report.push(
                rules::control_character::RULE
                    .at(self.file, self.at(place..place + c.len_utf8()))
                    .message(format!("the text holds U+{:04X}, {} in all", u32::from(c), found.len()))
                    .help("remove it; readers see a replacement character in its place"),
            );
        }
    }

    fn run(&mut self) {
        let mut start = 0;
        while start < self.source.len() {
            let end = find::byte(self.source, b'\n', start).map_or(self.source.len(), |newline| newline + 1);
            let content_end = start + self.source[start..end].trim_end_matches(['\n', '\r']).len();
            self.line(start, content_end, end);
            start = end;
        }
        self.end_leaf();
    }

    #[expect(clippy::too_many_lines, reason = "one line of CommonMark's block phase, in the order of the specification")]
    fn line(&mut self, start: usize, content_end: usize, end: usize) {
        let line = &self.source[start..content_end];
        let mut cursor = Cursor::new(line);
        let mut matched = 0;
        let mut after_quote_mark = false;
        for container in &self.containers {
            after_quote_mark = false;
            match *container {
                Container::Quote => {
                    if cursor.indent() < 4 && cursor.peek_after_indent() == Some(b'>') {
                        cursor.skip_quote_mark();
                        after_quote_mark = true;
                    } else {
                        break;
                    }
                }
                Container::Item(width) => {
                    if cursor.is_blank() {
                        // A blank line belongs to the item.
                    } else if cursor.indent() >= width {
                        cursor.skip_columns(width);
                    } else {
                        break;
                    }
                }
            }
            matched += 1;
        }
        let all_matched = matched == self.containers.len();

        match (&self.leaf, all_matched) {
            (Leaf::Fence { mark, length }, true) => {
                if cursor.closes_fence(*mark, *length) {
                    self.leaf = Leaf::None;
                }
                return;
            }
            (Leaf::Html(html_end), true) => {
                let ends = match html_end {
                    HtmlEnd::Text(text) => cursor.rest().contains(text),
                    HtmlEnd::RawElement => ends_raw_element(cursor.rest()),
                    HtmlEnd::BlankLine => cursor.is_blank(),
                };
                if ends {
                    self.leaf = Leaf::None;
                }
                return;
            }
            (Leaf::Fence { .. } | Leaf::Html(_), false) => self.leaf = Leaf::None,
            (Leaf::None | Leaf::Paragraph | Leaf::Indented | Leaf::Table(_), _) => {}
        }

        if self.conflict_marker(line, start, end) {
            return;
        }

        let mut in_paragraph = matches!(self.leaf, Leaf::Paragraph);
        let mut opened = false;
        loop {
            if cursor.is_blank() {
                break;
            }
            let indent = cursor.indent();
            if indent >= 4 {
                break;
            }
            match cursor.peek_after_indent() {
                Some(b'>') => {
                    self.leave(matched);
                    cursor.skip_quote_mark();
                    self.containers.push(Container::Quote);
                    after_quote_mark = true;
                }
                Some(_) => {
                    let Some(marker) = cursor.list_marker(in_paragraph && (matched == self.containers.len() || !opened)) else { break };
                    if cursor.is_rule() {
                        break;
                    }
                    self.leave(matched);
                    cursor.skip_columns(marker.width);
                    self.containers.push(Container::Item(marker.width));
                    after_quote_mark = false;
                }
                None => break,
            }
            matched += 1;
            opened = true;
            in_paragraph = false;
        }

        let place = start + cursor.offset();
        let rest = cursor.rest();
        if rest.trim().is_empty() {
            if matched < self.containers.len() && !matches!(self.leaf, Leaf::Indented) {
                self.leave(matched);
            }
            self.end_leaf_at_blank();
            return;
        }
        let indent = cursor.indent();
        let text = rest.trim_start_matches([' ', '\t']);
        let text_place = start + line.len() - text.len();
        // Text in lazy continuation keeps the containers open; anything else closes those that were not matched.
        let lazy = in_paragraph && matched < self.containers.len();

        if indent < 4 {
            let found = if !text.starts_with(['[', ':']) {
                directive::Found::default()
            } else if after_quote_mark && place == text_place && text.starts_with("[!") {
                let found = directive::quote_block(text, self.kinds);
                if found.block.is_some() || found.problem.is_some() { found } else { directive::block(text) }
            } else {
                directive::block(text)
            };
            if let Some(problem) = found.problem {
                let range = self.at(problem.range.start + text_place..problem.range.end + text_place);
                self.report.push(problem.rule.at(self.file, range).message(problem.message).help(problem.help));
            }
            if let Some(block) = found.block {
                self.leave(matched);
                self.end_leaf();
                self.block(block, text_place..content_end);
                return;
            }
            if let Some(fence) = fence(text) {
                self.leave(matched);
                self.end_leaf();
                self.leaf = fence;
                return;
            }
            if let Some(html_end) = html_start(text, in_paragraph) {
                self.leave(matched);
                self.end_leaf();
                let ends = match html_end {
                    HtmlEnd::Text(end) => text.get(2..).is_some_and(|text| text.contains(end)),
                    HtmlEnd::RawElement => ends_raw_element(text),
                    HtmlEnd::BlankLine => false,
                };
                self.leaf = if ends { Leaf::None } else { Leaf::Html(html_end) };
                return;
            }
            if is_heading(text) {
                self.leave(matched);
                self.end_leaf();
                self.inline_constructs(text_place..content_end);
                return;
            }
            if in_paragraph && !lazy && is_setext_underline(text) {
                // A delimiter row of one column without pipes is an underline too: CommonMark's reading wins, as in DocFX.
                if !(text.contains('|')) {
                    self.leaf = Leaf::None;
                    self.last_line = None;
                    return;
                }
            }
            if cursor.is_rule() {
                self.leave(matched);
                self.end_leaf();
                return;
            }
        } else if !in_paragraph {
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
        if !lazy {
            self.leave(matched);
        }
        self.text_line(start..content_end, text_place..content_end, lazy || opened);
    }

    // A line of a paragraph or a table.
    fn text_line(&mut self, whole: std::ops::Range<usize>, content: std::ops::Range<usize>, is_new: bool) {
        let text = &self.source[content.clone()];
        if let Leaf::Table(lines) = &mut self.leaf {
            if text.contains('|') {
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
        } else if !is_new
            && let (Leaf::Paragraph, Some(header)) = (&self.leaf, self.last_line.clone())
            && table::is_delimiter_row(text)
            && table::may_be_header(&self.source[header.clone()], text)
        {
            self.leaf = Leaf::Table(TableLines::new(header, content));
            return;
        }
        self.leaf = Leaf::Paragraph;
        self.last_line = Some(content.clone());
        self.inline_constructs(content);
    }

    // Keeps the outermost `matched` containers.
    fn leave(&mut self, matched: usize) {
        if matched < self.containers.len() {
            self.end_leaf();
            self.containers.truncate(matched);
        }
    }

    fn end_leaf_at_blank(&mut self) {
        if !matches!(self.leaf, Leaf::Indented) {
            self.end_leaf();
        }
    }

    fn end_leaf(&mut self) {
        self.last_line = None;
        if let Leaf::Table(lines) = std::mem::replace(&mut self.leaf, Leaf::None) {
            let repairs = lines.repairs(self.source);
            for (range, text) in repairs.edits {
                self.edits.push(Edit { source: range, text });
            }
            for problem in repairs.problems {
                self.report.push(
                    problem.rule.at(self.file, self.at(problem.range)).message(problem.message).label(problem.label).help(problem.help),
                );
            }
        }
    }

    fn block(&mut self, block: Block, range: std::ops::Range<usize>) {
        let range = range.start..range.start + self.source[range.clone()].trim_end().len();
        self.edits.push(Edit { source: range.clone(), text: format!("<!--{OPEN}{}-->", self.blocks.len()) });
        self.blocks.push((block, TextRange::new(range.start, range.end)));
    }

    fn inline_constructs(&mut self, line: std::ops::Range<usize>) {
        if !self.wants.includes && !self.wants.repairs {
            return;
        }
        let text = &self.source[line.clone()];
        let inlines = if self.wants.includes && holds(text, "[!") { directive::inlines(self.source, line.clone()) } else { Vec::new() };
        for (range, inline) in inlines {
            self.edits.push(Edit { source: range.clone(), text: format!("{OPEN}{}{CLOSE}", self.inlines.len()) });
            self.inlines.push((inline, TextRange::new(range.start, range.end)));
        }
        let repairs = if self.wants.repairs { directive::link_repair::repairs(text) } else { Vec::new() };
        for repair in repairs {
            let range = repair.range.start + line.start..repair.range.end + line.start;
            self.report.push(rules::link_malformed::RULE.at(self.file, self.at(range.clone())).message(repair.message).help(repair.help));
            let text = repair.text.replace(|c: char| matches!(c, OPEN | CLOSE) || is_control(c), "\u{fffd}");
            self.edits.push(Edit { source: range, text });
        }
    }

    // A line that a merge left behind is no content: it is reported, and taken out so that what stands around it is not swallowed.
    fn conflict_marker(&mut self, line: &str, start: usize, end: usize) -> bool {
        let is_marker = (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line.starts_with("||||||| "))
            || (line.trim_end() == "=======" && self.in_conflict());
        if is_marker {
            let range = self.at(start..start + line.len());
            self.report.push(
                rules::merge_conflict_marker::RULE
                    .at(self.file, range)
                    .message(format!("a merge conflict was left here: `{}`", line.trim_end()))
                    .help("decide between the two versions and remove the three marker lines"),
            );
            self.edits.push(Edit { source: start..end, text: String::new() });
        }
        is_marker
    }

    // Whether the last conflict marker taken out was an opening one.
    fn in_conflict(&self) -> bool {
        self.edits
            .iter()
            .rev()
            .find(|edit| edit.text.is_empty())
            .is_some_and(|edit| self.source[edit.source.clone()].starts_with(['<', '|']))
    }

    fn finish(mut self) -> Prepared<'a> {
        if self.edits.is_empty() {
            return Prepared {
                source: self.source,
                text: Cow::Borrowed(self.source),
                edits: Vec::new(),
                blocks: self.blocks,
                inlines: self.inlines,
            };
        }
        self.edits.sort_by_key(|edit| (edit.source.start, edit.source.end));
        let mut text = String::with_capacity(self.source.len() + self.edits.len() * 16);
        let mut edits: Vec<Placed> = Vec::with_capacity(self.edits.len());
        let mut done = 0;
        for edit in self.edits {
            // Two constructs cannot claim the same characters: the first one keeps them.
            if edit.source.start < done {
                continue;
            }
            text.push_str(&self.source[done..edit.source.start]);
            let start = text.len();
            text.push_str(&edit.text);
            done = edit.source.end;
            edits.push(Placed { prepared: start..text.len(), source: edit.source });
        }
        text.push_str(&self.source[done..]);
        Prepared { source: self.source, text: Cow::Owned(text), edits, blocks: self.blocks, inlines: self.inlines }
    }
}

fn is_control(c: char) -> bool {
    c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')
}

// The marks of a line's containers, for a line put in before it: quote marks stay, list markers become blanks.
fn blank_markers(prefix: &str) -> String {
    prefix.chars().map(|c| if c == '>' || c == '\t' { c } else { ' ' }).collect()
}

fn fence(text: &str) -> Option<Leaf> {
    let mark = *text.as_bytes().first()?;
    if !matches!(mark, b'`' | b'~') {
        return None;
    }
    let length = text.bytes().take_while(|&byte| byte == mark).count();
    (length >= 3 && !(mark == b'`' && text[length..].contains('`'))).then_some(Leaf::Fence { mark, length })
}

fn is_heading(text: &str) -> bool {
    let level = text.bytes().take_while(|&byte| byte == b'#').count();
    (1..=6).contains(&level) && matches!(text.as_bytes().get(level), None | Some(b' ' | b'\t'))
}

fn is_setext_underline(text: &str) -> bool {
    let text = text.trim_end();
    text.bytes().all(|byte| byte == b'=') || text.bytes().all(|byte| byte == b'-')
}

fn ends_raw_element(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["</script>", "</pre>", "</style>", "</textarea>"].iter().any(|end| lower.contains(end))
}

// CommonMark 0.31, section 4.6.
fn html_start(text: &str, in_paragraph: bool) -> Option<HtmlEnd> {
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
    if matches!(name.as_str(), "script" | "pre" | "style" | "textarea") && !rest.starts_with('/') {
        return Some(HtmlEnd::RawElement);
    }
    if super::html::is_block_element(&name) {
        return Some(HtmlEnd::BlankLine);
    }
    // Any other complete tag, alone on its line, cannot interrupt a paragraph.
    let alone = rest.trim_end().ends_with('>') && rest.find('>') == Some(rest.trim_end().len() - 1);
    (alone && !in_paragraph).then_some(HtmlEnd::BlankLine)
}

struct Marker {
    width: usize,
}

// A place in a line, in bytes and in columns; tabs go to multiples of four.
struct Cursor<'l> {
    line: &'l str,
    byte: usize,
    column: usize,
    // Columns of a tab, partly taken, that are still to come.
    pending: usize,
}

impl<'l> Cursor<'l> {
    fn new(line: &'l str) -> Self {
        Self { line, byte: 0, column: 0, pending: 0 }
    }

    fn rest(&self) -> &'l str {
        &self.line[self.byte..]
    }

    fn offset(&self) -> usize {
        self.byte
    }

    fn is_blank(&self) -> bool {
        self.rest().bytes().all(|byte| matches!(byte, b' ' | b'\t'))
    }

    fn indent(&self) -> usize {
        let mut column = self.column + self.pending;
        for byte in self.rest().bytes() {
            match byte {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
        }
        column - self.column
    }

    fn peek_after_indent(&self) -> Option<u8> {
        self.rest().bytes().find(|byte| !matches!(byte, b' ' | b'\t'))
    }

    fn skip_columns(&mut self, mut count: usize) {
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

    fn skip_quote_mark(&mut self) {
        let indent = self.indent();
        self.skip_columns(indent + 1);
        if self.indent() > 0 {
            self.skip_columns(1);
        }
    }

    // The list marker at this place, with the columns up to its content. A paragraph is interrupted only by `1` and by items with content.
    fn list_marker(&self, interrupts: bool) -> Option<Marker> {
        let indent = self.indent();
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

    fn closes_fence(&self, mark: u8, length: usize) -> bool {
        let text = self.rest().trim_start_matches([' ', '\t']);
        self.indent() < 4
            && text.bytes().take_while(|&byte| byte == mark).count() >= length
            && text.trim_end().bytes().all(|byte| byte == mark)
    }

    fn is_rule(&self) -> bool {
        let text = self.rest().trim();
        let Some(mark @ (b'-' | b'_' | b'*')) = text.bytes().next() else { return false };
        self.indent() < 4
            && text.bytes().all(|byte| byte == mark || matches!(byte, b' ' | b'\t'))
            && text.bytes().filter(|&byte| byte == mark).count() >= 3
    }
}
