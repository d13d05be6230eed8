//! Directives: what DocFX adds to Markdown, each in a file of its own.
//!
//! In:    one line, or a place in a line.
//! Out:   `Block` or `Inline`, or nothing where the text is ordinary Markdown.
//! Never: reads another file; renders.

use std::ops::Range;
use std::sync::Arc;

pub(crate) mod abbreviation;
pub(crate) mod alert;
pub(crate) mod attributes;
pub(crate) mod braces;
pub(crate) mod code;
mod code_spans;
mod colons;
mod coming;
pub(crate) mod division;
pub(crate) mod end;
pub(crate) mod form;
pub(crate) mod image;
pub(crate) mod include;
pub(crate) mod link_repair;
pub(crate) mod math;
pub(crate) mod moniker;
pub(crate) mod no_loc;
pub(crate) mod over_lines;
pub(crate) mod row;
pub(crate) mod snippet;
mod snippet_in_text;
mod task_box;
pub(crate) mod triple;
pub(crate) mod video;
mod xref_with_blanks;
pub(crate) mod zone;

pub(crate) use alert::AlertKinds;
pub(crate) use coming::Coming;

use super::{emoji, xref};
use crate::base::diagnostic::Rule;
use crate::base::find::{Needle, holds};
use crate::input::extensions::{Extension, Extensions};
use crate::markup::Alert;
use division::Division;
use end::End;
use form::Form;
use image::ImageDirective;
use snippet::Snippet;
use triple::{Container, Leaf, TripleInline, TripleLine};
use video::VideoDirective;
use xref::Query;

/// What a marker begins with.
pub(crate) static MARKER: Needle = Needle::of("[!");
/// What every directive with colons has, and what was meant as one.
pub(crate) static COLONS: Needle = Needle::of("::");
/// What stands before the target of a link.
static LINK: Needle = Needle::of("](");

/// A construct that takes a line of its own, or several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Block {
    /// `> [!NOTE]`: the quote it stands in is an alert from here on.
    Alert(Arc<Alert>),
    /// `> [!div]`: the quote it stands in is a division from here on.
    Division(Box<Division>),
    /// `[!INCLUDE [title](path)]`.
    Include(include::Include),
    /// `[!code[name](path)]` and `:::code`.
    Snippet(Box<Snippet>),
    /// `::: form`
    Form(Box<Form>),
    /// A player. In a quote, the quote goes on as another one after it.
    Video(Box<VideoDirective>),
    /// An image with its long description.
    Image(Box<ImageDirective>, Description),
    /// A formula between lines of `$$`.
    Math(Box<str>),
    /// A section begins.
    Open(Box<Container>),
    /// The section that the block of this number began ends.
    End(usize),
    /// What stood here is for others.
    Hidden,
}

impl Block {
    /// Whether it begins a section for some audiences.
    pub(crate) fn is_for_audiences(&self) -> bool {
        let is_zone = |section: &Container| matches!(section, Container::Zone(zone) if zone.audiences.is_some());
        matches!(self, Self::Open(section) if is_zone(section)) || matches!(self, Self::Division(division) if division.audiences.is_some())
    }
}

/// What the id of a description begins with until its page gives it a number. No author can write it.
pub(crate) const UNNUMBERED: char = super::lines::OPEN;

/// The long description of an image: its place and its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Description {
    /// Line and column of the image, from 0.
    pub id: Box<str>,
    /// The text as written, without the marks of its containers.
    pub text: Box<str>,
}

/// A construct in running text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Inline {
    /// `[!INCLUDE [title](path)]` with text around it.
    Include(include::Include),
    /// `:::image`
    Image(Box<ImageDirective>),
    /// `:::video`
    Video(Box<VideoDirective>),
    /// `:::no-loc`: words that are shown as they stand.
    NoLoc(Box<str>),
    /// `@uid` or `<xref:"uid">`; whether the author is told when there is no such uid.
    Xref(Box<Query>, bool),
    /// `:name:`
    Emoji(&'static str),
    /// `$…$`
    Math(Box<str>),
    /// `[ ]` or `[x]` in an item of a list.
    Box(bool),
    /// `{#id .class key=value}`
    Braces(Box<braces::Braces>),
    /// What was meant as a construct and is wrong: it stays as it was written.
    Text,
}

/// What a line was found to be.
#[derive(Debug)]
pub(crate) enum Line {
    /// Ordinary Markdown.
    Text,
    /// A construct.
    Block(Block),
    /// The end of a section.
    Close(End),
}

/// What a line was found to be, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Found {
    /// What it is.
    pub line: Line,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Default for Found {
    fn default() -> Self {
        Self { line: Line::Text, problems: Vec::new() }
    }
}

impl Found {
    fn of(block: Option<Block>, problems: Vec<Problem>) -> Self {
        Self { line: block.map_or(Line::Text, Line::Block), problems }
    }

    /// Whether there is nothing to do about the line.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self.line, Line::Text) && self.problems.is_empty()
    }
}

/// Something wrong with a construct, at a range of the text looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    /// The rule.
    pub rule: &'static Rule,
    /// Where, in bytes of the text that was looked at.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: String,
}

/// The construct that the text right after a quote mark is.
pub(crate) fn quote_block(text: &str, kinds: &AlertKinds) -> Found {
    if let Some(reading) = division::read(text) {
        return Found::of(reading.construct.map(|division| Block::Division(Box::new(division))), reading.problems);
    }
    if let Some(reading) = video::read_quote(text) {
        return Found::of(reading.construct.map(|video| Block::Video(Box::new(video))), reading.problems);
    }
    alert::read(text, kinds)
}

/// The construct that a line is, its indentation taken off.
pub(crate) fn block(text: &str) -> Found {
    if text.starts_with(":::") {
        return triple_block(text);
    }
    if let Some(include) = include::block(text) {
        return Found::of(Some(Block::Include(include)), Vec::new());
    }
    if let Some(reading) = zone::read(text).or_else(|| division::outside_a_quote(text)) {
        return Found::of(reading.construct.map(|zone| Block::Open(Box::new(Container::Zone(zone)))), reading.problems);
    }
    let (snippet, problems) = snippet::read(text);
    Found::of(snippet.map(|snippet| Block::Snippet(Box::new(snippet))), problems)
}

fn triple_block(text: &str) -> Found {
    let (line, mut problems) = triple::line(text);
    let line = match line {
        TripleLine::Text => match alone(text) {
            Some((video, problems)) => return Found::of(Some(Block::Video(Box::new(video))), problems),
            None => Line::Text,
        },
        TripleLine::Open(container) => Line::Block(Block::Open(Box::new(container))),
        TripleLine::Close(end) => Line::Close(end),
        TripleLine::Leaf(Leaf::Code(code)) => {
            let (snippet, wrong) = snippet::of_directive(&code);
            problems.extend(wrong);
            Line::Block(Block::Snippet(Box::new(snippet)))
        }
        TripleLine::Leaf(Leaf::Form(form)) => Line::Block(Block::Form(Box::new(form))),
    };
    Found { line, problems }
}

// A video that has its line for itself: a player is no part of a paragraph.
fn alone(text: &str) -> Option<(VideoDirective, Vec<Problem>)> {
    if !text.starts_with(":::video") {
        return None;
    }
    let mut found = triple::inlines(text);
    let (range, inline, problems) = found.pop().filter(|_| found.is_empty())?;
    match inline {
        TripleInline::Video(video) if range.start == 0 && text[range.end..].trim().is_empty() => Some((video, problems)),
        TripleInline::Video(_) | TripleInline::Image(_) | TripleInline::NoLoc(_) | TripleInline::Text => None,
    }
}

/// Which kinds of inline constructs a text may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each kind")]
pub(crate) struct Kinds {
    /// `[!`
    pub includes: bool,
    /// `:::`, or two of these before the name of a directive
    pub colons: bool,
    /// `@` or `<xref:`
    pub references: bool,
    /// `:name:`
    pub emoji: bool,
    /// `$`
    pub math: bool,
    /// `:)`
    pub smileys: bool,
    /// `[x]`
    pub boxes: bool,
    /// `{`
    pub braces: bool,
}

impl Kinds {
    /// The kinds that `text` may hold, which has two colons together or not.
    pub(crate) fn of(text: &str, extensions: Extensions, has_colons: bool) -> Self {
        Self {
            includes: MARKER.is_in(text),
            colons: has_colons && (holds(text, ":::") || colons::may_hold_one(text)),
            references: holds(text, "@") || xref::may_be_quoted(text),
            emoji: emoji::may_hold_one(text),
            math: holds(text, "$"),
            smileys: extensions.has(Extension::Smileys),
            boxes: extensions.has(Extension::TaskLists) && task_box::may_hold_one(text),
            braces: extensions.has(Extension::Attributes) && holds(text, "{"),
        }
    }

    /// Whether some are looked for in every line.
    #[inline]
    pub(crate) fn are_everywhere(self) -> bool {
        self.smileys || self.boxes || self.braces
    }

    /// Whether there is any.
    pub(crate) fn is_some(self) -> bool {
        self != Self::default()
    }
}

// `me@h.example` and `https://h.example/@me` are addresses. DocFX looks for a page of that uid, finds none, and shows the text. Underscores at the start of a
// word are marks of emphasis.
fn begins_a_word(text: &str, place: usize) -> bool {
    let before = text[..place].trim_end_matches('_').chars().next_back();
    before.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '-' | '+' | '%' | '/')))
}

/// A construct in a line, with its place in the source and what is wrong with it; problems count from the start of the line.
pub(crate) type FoundInline = (Range<usize>, Inline, Vec<Problem>);

/// The constructs that begin in one line of running text, in order. A construct may reach beyond the line.
pub(crate) fn inlines(source: &str, line: Range<usize>, wants: Kinds) -> Vec<FoundInline> {
    let text = &source[line.clone()];
    let mut found: Vec<FoundInline> = Vec::new();
    let start = line.start;
    let at = |range: Range<usize>| range.start + start..range.end + start;
    if wants.includes {
        found.extend(
            include::inlines(source, line.clone()).into_iter().map(|(range, include)| (range, Inline::Include(include), Vec::new())),
        );
        let snippets = snippet_in_text::find(text).into_iter();
        found.extend(snippets.map(|(range, problem)| (at(range), Inline::Text, vec![problem])));
    }
    if wants.colons {
        let miscounted = colons::find(text).into_iter();
        found.extend(miscounted.map(|(range, problem)| (at(range), Inline::Text, vec![problem])));
    }
    if wants.colons && holds(text, ":::") {
        let broken = over_lines::find(source, line);
        found.extend(broken.map(|(range, problem)| (range, Inline::Text, vec![problem])));
        found.extend(triple::inlines(text).into_iter().map(|(range, inline, problems)| {
            let inline = match inline {
                TripleInline::Image(image) => Inline::Image(Box::new(image)),
                TripleInline::Video(video) => Inline::Video(Box::new(video)),
                TripleInline::NoLoc(no_loc) => Inline::NoLoc(no_loc.text.into()),
                TripleInline::Text => Inline::Text,
            };
            (at(range), inline, problems)
        }));
    }
    if wants.references {
        if holds(text, "<") {
            let quoted = xref::quoted(text).into_iter();
            found.extend(quoted.map(|(range, query)| (at(range), Inline::Xref(Box::new(query), true), Vec::new())));
            let broken = xref_with_blanks::find(text).into_iter();
            found.extend(broken.map(|(range, problem)| (at(range), Inline::Text, vec![problem])));
        }
        if holds(text, "@") {
            let references = xref::at_references(text);
            found.extend(references.iter().filter(|reference| begins_a_word(text, reference.range.start)).map(|reference| {
                let (range, query) = reference.choose(text, |_| false);
                (at(range), Inline::Xref(Box::new(query), false), Vec::new())
            }));
        }
    }
    if wants.math {
        found.extend(math::inlines(text).into_iter().map(|(range, tex)| (at(range), Inline::Math(tex), Vec::new())));
    }
    if wants.emoji {
        found.extend(emoji::find(text).into_iter().map(|(range, emoji)| (at(range), Inline::Emoji(emoji), Vec::new())));
    }
    if wants.smileys {
        found.extend(emoji::smileys(text).into_iter().map(|(range, emoji)| (at(range), Inline::Emoji(emoji), Vec::new())));
    }
    if wants.boxes {
        found.extend(task_box::find(text).into_iter().map(|(range, is_ticked)| (at(range), Inline::Box(is_ticked), Vec::new())));
    }
    if wants.braces {
        found.extend(braces::find(text).into_iter().map(|(range, braces)| (at(range), Inline::Braces(Box::new(braces)), Vec::new())));
    }
    // Of two constructs that claim the same characters the outer one, which begins first, has them.
    found.sort_by_key(|(range, ..)| (range.start, std::cmp::Reverse(range.end)));
    let mut done = 0;
    found.retain(|(range, ..)| {
        let is_free = range.start >= done;
        done = if is_free { range.end } else { done };
        is_free
    });
    found
}
