//! Lowering: Markdown events → the content tree, with the directives in their places.
//!
//! In:    a prepared body.
//! Out:   `Content<Authored>`, every element closed.
//! Never: resolves a link, reads another document, or loses text: what is no construct after all is put back as the author wrote it.
//!
//! The only file that names `pulldown_cmark`.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag as Start};

use super::directive::abbreviation::Abbreviations;
use super::lines::{self, Prepared};
use super::xref::{Query, is_reference};
use super::{Surroundings, autolink};
use crate::base::diagnostic::Diagnostic;
use crate::base::find::Ahead;
use crate::base::hash::HashMap;
use crate::base::path::FilePath;
use crate::base::slug::ascii_slug;
use crate::base::span::TextRange;
use crate::corpus::document::{Authored, Deferred, HeadingPlace, Reference};
use crate::input::extensions::{Extension, Extensions};
use crate::markup::{Alignment, CodeBlock, Columns, Content, Element, Href, LinkParts, Node, Span, Style};

mod braces;
mod directives;
mod extensions;
mod headings;
mod quotes;
mod raw;
mod running;
mod videos;

use braces::{Follower, Waiting};
use extensions::Notes;
use raw::Dropping;
use running::OpenStyle;

/// Lowers a prepared body. `offset` is where the body begins in the file, whose text is `source` where the content may be kept beside it; `room` is where
/// content is made.
pub(super) fn lower(
    file: &FilePath,
    source: Option<&Arc<str>>,
    prepared: &Prepared<'_>,
    offset: usize,
    surroundings: Surroundings<'_>,
    report: &mut Vec<Diagnostic>,
    room: &mut Content<Authored>,
) -> Content<Authored> {
    let extensions = surroundings.config.dialect.extensions;
    // `[Title]` leads to the heading of that text.
    let to_heading = |link: BrokenLink<'_>| {
        let label = prepared.restored(&link.reference);
        prepared.has_heading(&label).then(|| (CowStr::from(format!("#{}", ascii_slug(&label))), CowStr::from("")))
    };
    let to_heading = extensions.has(Extension::AsciiIds).then_some(to_heading);
    let parser = Parser::new_with_broken_link_callback(prepared.text(), options(extensions), to_heading);
    let mut lowering = Lowering {
        file,
        prepared,
        offset,
        surroundings,
        report,
        content: Content::from_source(source.cloned(), room),
        frames: Vec::new(),
        html: None,
        code: None,
        run: Vec::new(),
        run_has_url: false,
        placeholders: Ahead::new(lines::next_placeholder),
        addresses: autolink::ahead(prepared.text()),
        is_plain: !running::has_styles(extensions) && prepared.abbreviations().is_empty() && !prepared.is_text(),
        links: 0,
        open_tags: Vec::new(),
        custom_ends: None,
        tabs: Vec::new(),
        dropping: None,
        notes: Notes::default(),
        styles: Vec::new(),
        waiting: Waiting::default(),
        abbreviations: Abbreviations::new(prepared.abbreviations()),
    };
    for (event, range) in parser.into_offset_iter() {
        let list = lowering.waiting.has_next().then(|| lowering.braces_before(follower(&event))).flatten();
        lowering.event(&event, range);
        if let Some(list) = list {
            lowering.braces_of_block(list);
        }
    }
    lowering.end_braces();
    lowering.end_dropping(0);
    lowering.end_run();
    lowering.end_sections();
    lowering.end_tabs(0);
    lowering.close_tags(0);
    lowering.put_notes();
    lowering.content.settled(room)
}

// Whether what comes can have attributes that stand before it.
fn follower(event: &Event<'_>) -> Follower {
    let Event::Start(start) = event else { return Follower::Other };
    if matches!(start, Start::CodeBlock(_)) {
        return Follower::Code;
    }
    let is_block = matches!(start, Start::Paragraph | Start::Heading { .. } | Start::BlockQuote(_) | Start::List(_) | Start::Table(_));
    if is_block { Follower::Block } else { Follower::Other }
}

// What the Markdown parser does itself of what is on.
fn options(extensions: Extensions) -> Options {
    let mut options = Options::ENABLE_TABLES;
    for (extension, option) in [
        (Extension::Strikethrough, Options::ENABLE_STRIKETHROUGH),
        (Extension::Footnotes, Options::ENABLE_FOOTNOTES),
        (Extension::DefinitionLists, Options::ENABLE_DEFINITION_LIST),
        (Extension::Attributes, Options::ENABLE_HEADING_ATTRIBUTES),
        (Extension::SmartPunctuation, Options::ENABLE_SMART_PUNCTUATION),
    ] {
        options.set(option, extensions.has(extension));
    }
    options
}

// What an `End` event closes.
enum Frame {
    // An element of ours.
    Element,
    Paragraph,
    Link,
    // A quote or what a marker made of it; where its `Open` stands, and whether it is there only because of a marker: then it is dropped when empty.
    Quote { open: usize, is_ours: bool },
    // A section of a directive: the number of the block that opened it, and how many elements it is.
    Section { opener: usize, elements: usize },
    // A reference by uid, written as an autolink; where the nodes of its text begin.
    Reference { start: usize, query: Box<Query>, written: Href },
    // An autolink that is none: the brackets are put back.
    Bracketed,
    Heading(usize),
    // An image; where the nodes of its alternative text begin.
    Image { start: usize, href: Href, title: Span },
    // A list; where its `Open` stands.
    List(usize),
    // An item of the innermost list; where its `Open` stands.
    Item(usize),
    // A term of a list of definitions.
    Term,
    // A footnote; where its nodes begin, and its label.
    Note { start: usize, label: Box<str> },
    // `~x~`, which DocFX does not know: the marks are put back.
    SingleTilde,
    // Nothing to close.
    Nothing,
}

struct Lowering<'a, 'r> {
    file: &'r FilePath,
    prepared: &'r Prepared<'a>,
    offset: usize,
    surroundings: Surroundings<'r>,
    report: &'r mut Vec<Diagnostic>,
    content: Content<Authored>,
    frames: Vec<Frame>,
    // An HTML block that is being read: its text, and where each piece of it stands in the prepared text.
    html: Option<(String, Vec<(usize, usize)>)>,
    code: Option<(CodeBlock, String)>,
    // The pieces of the running text that is being put together: length so far, and where the piece stands in the prepared text.
    run: Vec<(usize, usize)>,
    run_has_url: bool,
    // Where the next placeholder in a line stands, and the next bare address.
    placeholders: Ahead,
    addresses: Ahead,
    // Whether running text is shown as it stands, but for placeholders and addresses.
    is_plain: bool,
    links: u32,
    // Raw elements that are open, with the depth of frames at which they were opened.
    open_tags: Vec<(Box<str>, usize)>,
    // Where the last end tag of each custom element stands in the prepared text, once that was asked.
    custom_ends: Option<HashMap<String, usize>>,
    // The groups of tabs that are open: the depth of frames at which each is, and how many raw elements were open before it.
    tabs: Vec<(usize, usize)>,
    dropping: Option<Dropping>,
    notes: Notes,
    // Marks `==` and `++` that may begin a style.
    styles: Vec<OpenStyle>,
    // Attributes in braces that wait for their element.
    waiting: Waiting,
    abbreviations: Abbreviations,
}

impl Lowering<'_, '_> {
    fn at(&self, range: &Range<usize>) -> TextRange {
        let start = self.prepared.source_offset(range.start);
        TextRange::new(start + self.offset, self.prepared.source_offset(range.end).max(start) + self.offset)
    }

    #[inline]
    fn push(&mut self, node: Node<Authored>) {
        self.end_run();
        self.content.push(node);
    }

    fn open(&mut self, element: Element<Authored>) {
        self.push(Node::Open(element));
        self.frames.push(Frame::Element);
    }

    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(start) => self.start(start, range),
            Event::End(_) => self.end(range),
            Event::Text(text) if self.html.is_none() => self.text(text, range),
            Event::Code(code) => {
                let restored = self.prepared.restored(code);
                self.end_run();
                let span = self.content.intern(&self.prepared.without_starts(&restored));
                self.content.push(Node::Code(span));
            }
            // What is left of a tab before a block of HTML comes as text.
            Event::Html(text) | Event::Text(text) => match &mut self.html {
                Some((html, pieces)) => {
                    pieces.push((html.len(), range.start));
                    html.push_str(text);
                }
                None => self.html_block(text, &[(0, range.start)]),
            },
            Event::InlineHtml(text) => self.inline_html(&self.prepared.without_starts(text), range),
            Event::SoftBreak if matches!(self.frames.last(), Some(Frame::Term)) => self.next_term(&range),
            Event::SoftBreak if self.has(Extension::HardLineBreaks) => self.push(Node::LineBreak),
            Event::SoftBreak => self.push_text("\n", range.start),
            Event::HardBreak => self.push(Node::LineBreak),
            Event::Rule => {
                self.end_dropping(range.start);
                // The first rule after a group of tabs ends it, and is used up by that.
                if self.in_tabs() { self.end_tabs(self.frames.len()) } else { self.push(Node::Rule) }
            }
            // Extensions that are switched off.
            Event::FootnoteReference(label) => self.note_mark(label, &range),
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, start: &Start<'_>, range: Range<usize>) {
        if self.dropping.is_some() && !raw::is_in_text(start) {
            self.end_dropping(range.start);
        }
        match start {
            Start::Paragraph => self.open_as(Element::Paragraph, |_| Frame::Paragraph),
            Start::Heading { level, id, classes, attrs } => {
                self.end_run();
                let place = self.content.nodes().len();
                let id = self.heading_id(id.as_deref(), &range);
                let anchor = Box::new(HeadingPlace { id, at: self.at(&range) });
                self.content.push(Node::Open(Element::Heading { level: *level as u8, anchor }));
                self.heading_attributes(classes, attrs, &range);
                self.frames.push(Frame::Heading(place));
            }
            Start::BlockQuote(_) => {
                self.end_run();
                let place = self.content.nodes().len();
                self.content.push(Node::Open(Element::Quote));
                self.frames.push(Frame::Quote { open: place, is_ours: false });
            }
            Start::CodeBlock(kind) => {
                let mut block = CodeBlock::default();
                if let CodeBlockKind::Fenced(info) = kind {
                    let info = self.prepared.restored(info).into_owned();
                    let word = info.split_whitespace().next().unwrap_or("");
                    let plain = word.strip_suffix("-interactive");
                    block.is_interactive = plain.is_some();
                    block.language = self.content.intern(plain.unwrap_or(word));
                }
                self.end_run();
                self.code = Some((block, String::new()));
                self.frames.push(Frame::Nothing);
            }
            Start::HtmlBlock => {
                self.html = Some((String::new(), Vec::new()));
                self.frames.push(Frame::Nothing);
            }
            Start::List(first) => {
                self.end_run();
                self.settle_braces();
                // No number has more than nine digits.
                let first = first.map(|first| u32::try_from(first).unwrap_or(u32::MAX));
                self.open_as(Element::List(first), Frame::List);
            }
            Start::Item => self.open_as(Element::Item, Frame::Item),
            Start::Table(alignments) => {
                let columns = alignments.iter().map(|alignment| match alignment {
                    pulldown_cmark::Alignment::None => Alignment::Natural,
                    pulldown_cmark::Alignment::Left => Alignment::Left,
                    pulldown_cmark::Alignment::Center => Alignment::Center,
                    pulldown_cmark::Alignment::Right => Alignment::Right,
                });
                self.open(Element::Table(Box::new(Columns(columns.collect()))));
            }
            Start::TableHead => self.open(Element::TableHead),
            Start::TableRow => self.open(Element::TableRow(self.at(&range))),
            Start::TableCell => self.open(Element::TableCell(self.at(&range))),
            Start::Emphasis => self.open(Element::Emphasis),
            Start::Strong => self.open(Element::Strong),
            Start::Strikethrough => {
                if self.prepared.text()[range.clone()].starts_with("~~") {
                    self.open(Element::Strikethrough);
                } else if self.has(Extension::Subscript) {
                    self.open(Element::Styled(Style::Subscript));
                } else {
                    self.push_text("~", range.start);
                    self.frames.push(Frame::SingleTilde);
                }
            }
            Start::Link { link_type, dest_url, .. } if self.in_link() => {
                self.inner_link(*link_type == LinkType::Autolink && is_reference(dest_url), range);
            }
            Start::Link { link_type: LinkType::Autolink, dest_url, .. } if is_reference(dest_url) => self.reference(dest_url, range),
            Start::Link { link_type, dest_url, title, .. } => {
                self.links += 1;
                let (href, title) = self.href(*link_type, dest_url, title, &range);
                let is_reference = is_reference(self.content.str(href.text));
                self.push(Node::Open(Element::Link(Box::new(LinkParts { to: href, title, is_reference }))));
                self.frames.push(Frame::Link);
            }
            Start::Image { link_type, dest_url, title, .. } => {
                let (href, title) = self.href(*link_type, dest_url, title, &range);
                self.end_run();
                // No bare address inside an alternative text becomes a link.
                self.links += 1;
                let start = self.content.nodes().len();
                self.content.push(Node::Open(Element::Emphasis));
                self.frames.push(Frame::Image { start, href, title });
            }
            Start::FootnoteDefinition(label) => self.open_note(label),
            Start::DefinitionList => self.open_part("dl", &range),
            Start::DefinitionListTitle => self.open_term(&range),
            Start::DefinitionListDefinition => self.open_part("dd", &range),
            // `lower/extensions.rs` reads these, since the parser wants blanks around them.
            Start::Superscript | Start::Subscript | Start::MetadataBlock(_) => self.frames.push(Frame::Nothing),
        }
    }

    fn href(&mut self, link_type: LinkType, target: &str, title: &str, range: &Range<usize>) -> (Href, Span) {
        let target = self.prepared.restored(target);
        self.end_run();
        let text =
            if link_type == LinkType::Email { self.content.intern(&format!("mailto:{target}")) } else { self.content.intern(&target) };
        (Href { text, at: self.at(range) }, self.content.intern(&crate::base::unseen::seen(self.prepared.restored(title))))
    }

    fn end(&mut self, range: Range<usize>) {
        if self.html.is_some() || self.code.is_some() {
            self.end_html_or_code();
            return;
        }
        if self.dropping.as_ref().is_some_and(|dropping| dropping.depth >= self.frames.len()) {
            self.end_dropping(range.end);
        }
        self.end_run();
        self.end_sections();
        self.end_tabs(self.frames.len());
        self.close_tags(self.frames.len());
        self.end_styles();
        let is_gone = matches!(self.frames.last(), Some(Frame::Paragraph | Frame::Heading(_) | Frame::Item(_))) && self.settle_braces();
        match self.frames.pop() {
            Some(Frame::Paragraph) if is_gone => {}
            Some(Frame::Quote { open, is_ours: true }) if self.content.nodes().len() == open + 1 => {
                self.content.split_off(open);
            }
            Some(Frame::Element | Frame::Quote { .. } | Frame::List(_) | Frame::Item(_) | Frame::Term) => self.content.push(Node::Close),
            Some(Frame::Paragraph) => self.end_paragraph(),
            Some(Frame::Note { start, label }) => self.note(start, label, range),
            Some(Frame::Section { elements, .. }) => (0..elements).for_each(|_| self.content.push(Node::Close)),
            Some(Frame::Reference { start, query, written }) => {
                self.links -= 1;
                self.content.split_off(start);
                let reference = Reference { query: *query, written, is_strict: true };
                self.content.push(Node::Deferred(Box::new(Deferred::Reference(Box::new(reference)))));
            }
            Some(Frame::Bracketed) => {
                self.links -= 1;
                self.push_text(">", range.end.saturating_sub(1));
            }
            Some(Frame::Link) => {
                self.links -= 1;
                self.content.push(Node::Close);
            }
            Some(Frame::Heading(place)) => {
                self.content.push(Node::Close);
                self.explicit_anchor(place);
                self.tab(place);
            }
            Some(Frame::Image { start, href, title }) => self.plain_image(start, href, title),
            Some(Frame::SingleTilde) => self.push_text("~", range.end.saturating_sub(1)),
            Some(Frame::Nothing) | None => {}
        }
    }
}
