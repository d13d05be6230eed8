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

use super::directive::{self, Block, Inline};
use super::table;
use super::{MERGE_STARTS, Surroundings};
use crate::base::audience::{Audience, Readers};
use crate::base::diagnostic::Diagnostic;
use crate::base::find::{Needle, holds};
use crate::base::hash::HashSet;
use crate::base::path::FilePath;
use crate::base::span::{TextRange, line_column};
use crate::base::unseen::MARKS;
use crate::input::config::Config;
use crate::input::extensions::Extension;

mod cleaning;
mod conflict;
mod cursor;
mod definitions;
mod raw;
mod readers;
mod rows;
mod running;
mod scan;
mod sections;

pub(super) use cleaning::{clean, controls};
use scan::Scanner;

/// The mark that begins a placeholder.
pub(super) const OPEN: char = MARKS[0];
/// The mark that ends an inline placeholder.
pub(super) const CLOSE: char = MARKS[1];
/// What a line begins with that must not begin a block. It is white space, so that emphasis may begin after it, and none that the parser skips.
pub(super) const LINE_START: char = '\u{85}';

/// The place of the first placeholder of a text at or after `from`.
pub(super) fn next_placeholder(text: &str, from: usize) -> Option<usize> {
    static PLACEHOLDER: Needle = Needle::of("\u{fdd0}");
    PLACEHOLDER.next(text, from)
}

/// A body that is ready for the Markdown parser.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    source: &'a str,
    text: Cow<'a, str>,
    // Each edit made: where it stands in the prepared text, and what it replaced.
    edits: Vec<Placed>,
    blocks: Vec<(Block, TextRange)>,
    inlines: Vec<(Inline, TextRange)>,
    sections: Vec<AudienceSection>,
    // What is short for what.
    abbreviations: Vec<(Box<str>, Box<str>)>,
    // The texts of the headings, as labels of links.
    headings: HashSet<String>,
    // Whether lines may begin with `LINE_START`.
    is_text: bool,
}

/// Whom a body is prepared for: sections for others are taken out before the parser sees them, so that nothing in them can reach the rest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reader {
    /// Nothing is taken out.
    Everyone,
    /// One audience.
    Only(Audience),
    /// Every section for an audience is taken out.
    Nobody,
}

impl Reader {
    // Whether a section for these readers is not taken out.
    fn sees(self, readers: Readers) -> bool {
        match self {
            Self::Everyone => true,
            Self::Only(audience) => readers.include(audience),
            Self::Nobody => readers == Readers::EVERYONE,
        }
    }
}

/// A section for some audiences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::corpus) struct AudienceSection {
    /// Who may read it, as far as the sections around it let them; nobody when that could not be understood.
    pub(in crate::corpus) readers: Readers,
    /// Whether every name in it was understood.
    pub(in crate::corpus) is_understood: bool,
    /// Where the audiences stand, in the file.
    pub(in crate::corpus) at: TextRange,
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

    /// Whether no line of it may begin a block.
    pub(super) fn is_text(&self) -> bool {
        self.is_text
    }

    /// A piece of what the parser made of the text, without what [`as_text`] put before its lines.
    pub(super) fn without_starts<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.is_text && text.contains(LINE_START) { Cow::Owned(text.replace(LINE_START, "")) } else { Cow::Borrowed(text) }
    }

    /// The text to parse.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the source at which the byte `prepared` of the text stands.
    pub(super) fn source_offset(&self, prepared: usize) -> usize {
        if self.edits.first().is_none_or(|edit| prepared < edit.prepared.start) {
            return prepared;
        }
        let after = self.edits.partition_point(|edit| edit.prepared.start <= prepared);
        match after.checked_sub(1).map(|place| &self.edits[place]) {
            Some(edit) if prepared < edit.prepared.end => edit.source.start,
            Some(edit) => edit.source.end + (prepared - edit.prepared.end),
            None => prepared,
        }
    }

    /// The block construct a comment stands for, with its number and its place in the source.
    pub(super) fn block(&self, html: &str) -> Option<(usize, &Block, TextRange)> {
        let number = html.trim_start().strip_prefix("<!--")?.strip_prefix(OPEN)?;
        let number = number[..number.find("-->")?].parse::<usize>().ok()?;
        self.blocks.get(number).map(|(block, place)| (number, block, *place))
    }

    /// What is short for what.
    pub(super) fn abbreviations(&self) -> &[(Box<str>, Box<str>)] {
        &self.abbreviations
    }

    /// Whether a link by this label leads to the heading of that text.
    pub(super) fn has_heading(&self, label: &str) -> bool {
        !self.headings.is_empty() && self.headings.contains(&definitions::label_of(label))
    }

    /// The sections for some audiences.
    pub(super) fn sections(&self) -> &[AudienceSection] {
        &self.sections
    }

    /// DocFX's name for a place: line and column, from 0. Lines are counted from the start of the body.
    pub(super) fn line_and_column(&self, place: TextRange) -> String {
        line_and_column(self.source, place.start as usize)
    }

    /// What a construct replaced.
    pub(super) fn original(&self, place: TextRange) -> &str {
        &self.source[place.bytes()]
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
                // What is hidden is not put back anywhere.
                let block = self.block(&rest[before.len()..]).filter(|(_, block, _)| **block != Block::Hidden);
                (before.len(), end, block.map(|(_, _, range)| range))
            } else {
                let end = after.find(CLOSE).map_or(after.len(), |end| end + CLOSE.len_utf8());
                let number = after[..end].trim_end_matches(CLOSE);
                (place, end, self.inline(number).map(|(_, range)| *range))
            };
            result.push_str(&rest[..comment_start]);
            if rest[place..].starts_with(table::PIPE) {
                result.push('|');
            } else if rest[place..].starts_with(running::LESS) {
                result.push('<');
            }
            if let Some(range) = original {
                result.push_str(self.original(range));
            }
            rest = &after[end..];
        }
        result.push_str(rest);
        Cow::Owned(result)
    }
}

/// Prepares the body of a document for a reader. The body was made [`clean`] before, and had control characters at `controls`. `offset` is where it begins
/// in the file; ranges in diagnostics count from the start of the file.
pub(super) fn prepare<'a>(
    file: &FilePath,
    source: &'a str,
    controls: &[usize],
    offset: usize,
    surroundings: Surroundings<'_>,
    reader: Reader,
    report: &mut Vec<Diagnostic>,
) -> Prepared<'a> {
    let wants = Wants::of(source, surroundings.config);
    let mut scanner = Scanner::new(file, source, offset, surroundings, reader, wants, report);
    for place in controls {
        scanner.edits.push(Edit { source: *place..place + 1, text: "\u{fffd}".to_owned() });
    }
    if wants.lines {
        scanner.run();
    }
    finish(scanner)
}

// What a body may hold. Most bodies of a plain Markdown folder hold none of it, and are handed over as they are.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "one for each kind")]
struct Wants {
    lines: bool,
    inlines: directive::Kinds,
    // Zones, and what was meant as one.
    zones: bool,
    // The configured key of audiences, where it is another word than `audience`.
    key_of_pages: bool,
    repairs: bool,
    // `:   ` and `~   ` begin a definition.
    definitions: bool,
    // `[^label]:` begins a footnote.
    footnotes: bool,
    // `*[short]:` defines an abbreviation.
    abbreviations: bool,
    // `[Title]` leads to the heading of that text.
    headings: bool,
    // Tags are text.
    no_html: bool,
}

impl Wants {
    fn of(source: &str, config: &Config) -> Self {
        let extensions = config.dialect.extensions;
        let repairs = directive::link_repair::may_want_one(source);
        let has_colons = directive::COLONS.is_in(source);
        let inlines = directive::Kinds::of(source, extensions, has_colons);
        let definitions = extensions.has(Extension::DefinitionLists);
        let footnotes = extensions.has(Extension::Footnotes) && holds(source, "[^");
        let abbreviations = extensions.has(Extension::Abbreviations) && holds(source, "*[");
        let headings = extensions.has(Extension::AsciiIds) && holds(source, "[");
        let no_html = extensions.has(Extension::NoHtml) && holds(source, "<");
        let key_of_pages = !config.audience_key.contains("audience") && holds(source, &config.audience_key);
        let zones = key_of_pages || has_colons || directive::zone::may_name_audience(source);
        let is_extended = definitions || abbreviations || headings || no_html;
        // A body that is read in any case is not searched for these.
        let has_conflict = || MERGE_STARTS.is_in(source) || conflict::ENDS.is_in(source);
        let lines = inlines.is_some() || zones || repairs || is_extended || table::may_have_one(source) || has_conflict();
        Self { lines, inlines, zones, key_of_pages, repairs, definitions, footnotes, abbreviations, headings, no_html }
    }
}

/// What a reader sees of a body, with blanks in the place of everything else: of what is for others, and of the marks of the sections for audiences.
pub(super) fn seen_by<'a>(file: &FilePath, source: &'a str, surroundings: Surroundings<'_>, reader: Reader) -> Cow<'a, str> {
    let mut text = Cow::Borrowed(source);
    for range in unseen_by(file, source, surroundings, reader) {
        // Line ends stay, since places count by them.
        let blanks: String = source[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        text.to_mut().replace_range(range, &blanks);
    }
    text
}

/// The lines of a body that are not for a reader, in order: what is for others, and the marks of the sections for audiences. The last one of each range is
/// without its end.
pub(super) fn unseen_by(file: &FilePath, source: &str, surroundings: Surroundings<'_>, reader: Reader) -> Vec<std::ops::Range<usize>> {
    let prepared = prepare(file, source, &[], 0, surroundings, reader, &mut Vec::new());
    let is_end = |block: &Block| matches!(block, Block::End(opener) if prepared.blocks[*opener].0.is_for_audiences());
    let is_mark = |block: &Block| *block == Block::Hidden || block.is_for_audiences() || is_end(block);
    // The marks of its containers hold nothing else.
    let whole = |range: TextRange| source[..range.bytes().start].rfind('\n').map_or(0, |newline| newline + 1)..range.bytes().end;
    prepared.blocks.iter().filter(|(block, _)| is_mark(block)).map(|(_, range)| whole(*range)).collect()
}

/// Prepares a body of which no line may begin a block: marks of blocks are text. `source` and `offset` are those of [`prepare`].
pub(super) fn as_text<'a>(
    file: &FilePath,
    source: &'a str,
    offset: usize,
    surroundings: Surroundings<'_>,
    report: &mut Vec<Diagnostic>,
) -> Prepared<'a> {
    let wants = Wants::of(source, surroundings.config);
    let mut scanner = Scanner::new(file, source, offset, surroundings, Reader::Everyone, wants, report);
    scanner.run_as_text();
    Prepared { is_text: true, ..finish(scanner) }
}

#[derive(Debug)]
struct Edit {
    source: std::ops::Range<usize>,
    text: String,
}

fn finish<'a>(scanner: Scanner<'a, '_>) -> Prepared<'a> {
    let Scanner { source, mut edits, blocks, inlines, sections, abbreviations, headings, .. } = scanner;
    if edits.is_empty() {
        return Prepared {
            source,
            text: Cow::Borrowed(source),
            edits: Vec::new(),
            blocks,
            inlines,
            sections,
            abbreviations,
            headings,
            is_text: false,
        };
    }
    // What is hidden goes as a whole: nothing that begins before it or inside it may keep a part of it.
    // One hidden section never overlaps another, and they come in order.
    let hidden: Vec<_> = blocks.iter().filter(|(block, _)| *block == Block::Hidden).map(|(_, range)| range.bytes()).collect();
    edits.retain(|edit| {
        let after = hidden.partition_point(|range| range.end <= edit.source.start);
        // Where whole lines are hidden, the end of the last one goes, too.
        let is_hiding = |range: &std::ops::Range<usize>| {
            edit.source == *range || edit.text.is_empty() && edit.source.start == range.start && edit.source.end > range.end
        };
        hidden[after..].iter().take_while(|range| range.start < edit.source.end).all(is_hiding)
    });
    edits.sort_by_key(|edit| (edit.source.start, edit.source.end));
    let mut text = String::with_capacity(source.len() + edits.len() * 16);
    let mut placed: Vec<Placed> = Vec::with_capacity(edits.len());
    let mut done = 0;
    for edit in edits {
        // Two constructs cannot claim the same characters: the first one keeps them.
        if edit.source.start < done {
            continue;
        }
        text.push_str(&source[done..edit.source.start]);
        let start = text.len();
        text.push_str(&edit.text);
        done = edit.source.end;
        placed.push(Placed { prepared: start..text.len(), source: edit.source });
    }
    text.push_str(&source[done..]);
    Prepared { source, text: Cow::Owned(text), edits: placed, blocks, inlines, sections, abbreviations, headings, is_text: false }
}

fn line_and_column(source: &str, place: usize) -> String {
    let at = line_column(source, u32::try_from(place).unwrap_or(u32::MAX));
    format!("{}-{}", at.line.saturating_sub(1), at.column.saturating_sub(1))
}
