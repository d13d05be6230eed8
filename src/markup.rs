//! Markup: the content of a page, in document order — one shape for what was written and for what was admitted.
//!
//! In:    nodes, pushed in the order of the text.
//! Out:   `Content<S>`, where the stage `S` says what is decided: `corpus::Authored` (nothing) or `site::Admitted` (everything).
//! Never: resolves, filters or renders.
//!
//! The content is a flat tape: an element is `Open`, its children, `Close`. All text of a page lies in one buffer, which the nodes point into, or in the
//! source that it was read from.
//! So a page costs two allocations however long it is, copying the admitted part of it is a scan, and no depth of nesting
//! that an author may reach can exhaust a stack (`content/contributing/decisions`).

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use crate::base::span::TextRange;

mod content;
mod extras;

pub use extras::Extras;

/// What is already decided about a piece of content.
pub trait Stage: Clone + Eq + Hash + Debug {
    /// Where a link leads.
    type Link: Clone + Eq + Hash + Debug;
    /// The id of a heading.
    type Anchor: Clone + Eq + Hash + Debug;
    /// Where something was written.
    type At: Copy + Eq + Hash + Debug;
    /// What is known of a row or cell of a table: where it was written, or the id it got.
    type Place: Copy + Eq + Hash + Debug;
    /// What still has to be decided.
    type Deferred: Clone + Eq + Hash + Debug;
    /// What the view decides of the tabs of a page.
    type Tabs: Clone + Eq + Hash + Debug;
}

/// A piece of the text of a [`Content`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Whether there is no text.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Content in document order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Content<S: Stage> {
    // What it was read from: where its text stands there as it is, it need not be kept twice. Spans count from the start of this, then on through `text`.
    source: Option<Arc<str>>,
    text: String,
    nodes: Vec<Node<S>>,
    // How many bytes of text are in the source.
    in_source: usize,
    // Where the content ended when running text was added last.
    after_text: (usize, usize),
}

impl<S: Stage> Default for Content<S> {
    fn default() -> Self {
        Self { source: None, text: String::new(), nodes: Vec::new(), in_source: 0, after_text: (0, 0) }
    }
}

/// One step through the content.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Node<S: Stage> {
    /// An element begins.
    Open(Element<S>),
    /// The innermost open element ends.
    Close,
    /// Running text, decoded, not escaped. Line ends of the source are `\n`.
    Text(Span),
    /// A code span.
    Code(Span),
    /// A hard line break.
    LineBreak,
    /// A thematic break.
    Rule,
    /// A code block.
    CodeBlock(Box<CodeBlock>),
    /// A formula.
    Math(Box<Formula>),
    /// A sentence of the theme in the language of the page.
    Word(Word),
    /// An image.
    Image(Box<Image<S>>),
    /// A tag of raw HTML, read and understood; never a comment.
    Tag(Box<Tag<S>>),
    /// A mark that an extension puts into running text.
    Mark(Box<Mark>),
    /// Something that the view decides.
    Deferred(S::Deferred),
}

/// Something with content.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Element<S: Stage> {
    /// A paragraph.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its id.
        anchor: S::Anchor,
    },
    /// A block quote.
    Quote,
    /// An alert: a note, tip, warning, ….
    Alert(Arc<Alert>),
    /// A list; ordered when it has a first number.
    List(Option<u32>),
    /// An item of a list.
    Item,
    /// A list that holds items to be ticked off.
    TaskList(Option<u32>),
    /// An item to be ticked off.
    TaskItem,
    /// The footnotes of a page; holds `Footnote`s only.
    Footnotes,
    /// A footnote, by its number.
    Footnote(u32),
    /// A table; the alignment of each column.
    Table(Box<Columns>),
    /// The header row of a table.
    TableHead,
    /// A body row of a table.
    TableRow(S::Place),
    /// A cell of the innermost row.
    TableCell(S::Place),
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// Deleted text.
    Strikethrough,
    /// Text in another style.
    Styled(Style),
    /// A group of tabs; holds `Tab`s only.
    Tabs(S::Tabs),
    /// A tab: a `TabTitle`, then its content.
    Tab(Box<Tab>),
    /// What a tab is called.
    TabTitle,
    /// A link.
    Link(Box<LinkParts<S>>),
    /// A part of the page with a class: a zone, a row, a column, a division, ….
    Section(Box<Section<S>>),
}

/// What a link is made of, beside its text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct LinkParts<S: Stage> {
    /// Where it leads.
    pub to: S::Link,
    /// Its title; may be empty.
    pub title: Span,
    /// Whether it was written as a reference to a uid.
    pub is_reference: bool,
}

/// The columns of a table: how the cells of each are set.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Columns(pub Vec<Alignment>);

/// A sentence of the theme that stands in a page.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Word {
    /// What is said before choices.
    Choose,
    /// What stands for code that is not there.
    CodeNotFound,
}

impl Word {
    /// The key of the sentence in the files of words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::CodeNotFound => "code_not_found",
        }
    }
}

/// A style of running text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Style {
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
    /// Put in later.
    Inserted,
    /// Marked.
    Marked,
    /// The title of a work.
    Cited,
}

/// A mark that an extension puts into running text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// A box; whether it is ticked.
    Box(bool),
    /// The number of a footnote; and which mark this is of all the marks of the page.
    Note {
        /// The number of the footnote.
        number: u32,
        /// The number of the mark.
        mark: u32,
    },
    /// The way back from a footnote to the mark of this number.
    Return(u32),
    /// What the element that opens right before, or the code or image that stands there, was given; it shows in its tag.
    Attributes(Extras),
}

/// A part of the page with a class.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Section<S: Stage> {
    /// The element it is shown as: `div`, `section`, `dl`, `dt` or `dd`.
    pub element: &'static str,
    /// Its id; may be empty.
    pub id: Box<str>,
    /// Its classes, parted by blanks; may be empty.
    pub class: Box<str>,
    /// Its other attributes, in order: names in lower case, values not escaped.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// The versions of the product it is for, in words; may be empty.
    pub versions: Box<str>,
    /// The choices it is for, in words; may be empty.
    pub choices: Box<str>,
    /// Where it was written.
    pub at: S::At,
}

impl<S: Stage> Section<S> {
    /// A section of an element with a class, and nothing else.
    pub fn of(element: &'static str, class: &str, at: S::At) -> Self {
        let nothing = || Box::<str>::from("");
        Self { element, id: nothing(), class: class.into(), attributes: Vec::new(), versions: nothing(), choices: nothing(), at }
    }
}

/// A tab, as authored: `# [Title](#tab/ids/condition)`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tab {
    /// Its ids, joined by `+`.
    pub ids: Box<str>,
    /// The id that must be chosen elsewhere for it to be shown.
    pub condition: Option<Box<str>>,
    /// Where it was written.
    pub at: TextRange,
}

/// The kind of an alert: upper-case name (`NOTE`), which is also its CSS class.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Alert {
    /// The name: `NOTE`, `TIP`, `IMPORTANT`, `WARNING`, `CAUTION` or a configured one, as it is spelled there.
    pub kind: Box<str>,
    /// The CSS class.
    pub class: Box<str>,
}

/// How the cells of a column are set.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Alignment {
    /// As the language reads.
    Natural,
    /// Left.
    Left,
    /// Centred.
    Center,
    /// Right.
    Right,
}

/// A code block.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CodeBlock {
    /// The language: first word of the info string; may be empty.
    pub language: Span,
    /// The code, each line with its `\n`.
    pub code: Span,
    /// Whether the language was followed by `-interactive`.
    pub is_interactive: bool,
    /// What a snippet says beside its language; nothing for a fence.
    pub extras: Option<Box<CodeExtras>>,
}

/// What a snippet says beside its language.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CodeExtras {
    /// The text in its brackets; may be empty.
    pub name: Box<str>,
    /// Its title; may be empty.
    pub title: Box<str>,
    /// The lines to mark, counted in what is shown: `1,3-4,7-`. Empty: none.
    pub highlight: Box<str>,
    /// Where it runs, when a `:::code` says so; else empty.
    pub interactive_mode: Box<str>,
}

/// A formula.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Formula {
    /// What the author wrote, in TeX.
    pub tex: Span,
    /// A `<math>` element, complete and safe.
    pub mathml: Span,
    /// Whether it stands in a block of its own.
    pub is_block: bool,
}

/// An image.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Image<S: Stage> {
    /// Its source.
    pub source: S::Link,
    /// The alternative text; may be empty.
    pub alt: Span,
    /// Its title; may be empty.
    pub title: Span,
    /// What an image directive says beside these; nothing for a plain image.
    pub frame: Option<Box<ImageFrame<S>>>,
}

/// What an image directive says of its image.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ImageFrame<S: Stage> {
    /// Whether it is decoration, and says nothing.
    pub is_icon: bool,
    /// Whether a line is drawn around it.
    pub has_border: bool,
    /// Whether it stands in a paragraph of its own.
    pub is_block: bool,
    /// The larger picture.
    pub lightbox: Option<S::Link>,
    /// Where a click leads; stronger than the larger picture.
    pub link: Option<S::Link>,
    /// The id of its long description; may be empty.
    pub described_by: Box<str>,
}

/// A tag of raw HTML.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tag<S: Stage> {
    /// The element's name in lower case: letters, digits and `-`.
    pub name: Box<str>,
    /// Whether it is an end tag.
    pub is_end: bool,
    /// Where it was written.
    pub at: S::At,
    /// Attributes in order: names in lower case, values decoded.
    pub attributes: Vec<Attribute<S>>,
}

/// An attribute of raw HTML.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Attribute<S: Stage> {
    /// An ordinary one.
    Plain(Box<str>, Box<str>),
    /// One whose value is a link: `href`, `src`, ….
    Link(Box<str>, S::Link),
}

/// What an author typed as the target of a link, and where.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Href {
    /// The target as typed, entities and escapes decoded.
    pub text: Span,
    /// The whole construct in the source file.
    pub at: TextRange,
}
