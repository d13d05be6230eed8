//! Documents: what the authors wrote, file by file, behind the wall.
//!
//! In:    the results of parsing.
//! Out:   `Document`, an opaque name outside `corpus/`.
//! Never: is handed out: its fields are for this folder only.

use std::borrow::Cow;
use std::sync::Arc;

use super::parse::directive::snippet::Snippet;
use super::parse::xref::Query;
use crate::base::audience::{Audience, Guarded};
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::seen;
use crate::input::metadata::Metadata;
use crate::markup::{Content, Href, Span, Stage};

/// The stage of content as authors wrote it: nothing is decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Authored {}

impl Stage for Authored {
    type Link = Href;
    type Anchor = Box<HeadingPlace>;
    type At = TextRange;
    type Place = TextRange;
    type Deferred = Box<Deferred>;
    type Tabs = ();
}

// A document has thousands of nodes: what is large or rare lies behind a pointer.
const _: () = assert!(size_of::<crate::markup::Node<Authored>>() <= 16);

/// Where a heading was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HeadingPlace {
    /// The id that its author gave it, and where.
    pub id: Option<Href>,
    /// The whole heading.
    pub at: TextRange,
}

/// What the view decides.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Deferred {
    /// Another document's content.
    Include(Box<IncludeSite>),
    /// A part of a file, shown as code.
    Snippet(Box<SnippetSite>),
    /// A reference by uid, whose text may be that of the page.
    Reference(Box<Reference>),
    /// Words that are never translated: text that gives no heading its id.
    Untranslated(Span),
}

/// A place at which code from a file is shown.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SnippetSite {
    /// The directive.
    pub(in crate::corpus) snippet: Snippet,
    /// Where the directive stands.
    pub at: TextRange,
}

/// A reference by uid.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reference {
    /// The uid, and what else it asks for.
    pub(in crate::corpus) query: Query,
    /// What the author wrote, and where.
    pub written: Href,
    /// Whether the author is told when nobody has the uid.
    pub is_strict: bool,
}

/// A place at which another document is included.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IncludeSite {
    /// The path as written, and where.
    pub href: Href,
    /// Whether it stands in running text: then the fragment is read as running text.
    pub is_inline: bool,
}

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Kind {
    /// A page of its own.
    Page,
    /// A text that is only ever included.
    Fragment,
}

/// The place of a document in its corpus.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct DocumentId(pub(in crate::corpus) u32);

/// A file as authored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Document {
    pub(in crate::corpus) file: FilePath,
    // The file as others name it: without the suffix of a variant.
    pub(in crate::corpus) logical: FilePath,
    pub(in crate::corpus) kind: Kind,
    pub(in crate::corpus) source: Arc<str>,
    // Where an audience tag stands or would stand.
    pub(in crate::corpus) tag_at: TextRange,
    // Where the values of the keys stand to which others refer.
    pub(in crate::corpus) places: Vec<(&'static str, TextRange)>,
    // Whether the file itself says who may read it; a fragment that does not follows the page.
    pub(in crate::corpus) is_tagged: bool,
    // All or nothing: title, metadata and body are for the same readers.
    pub(in crate::corpus) contents: Guarded<Arc<Contents>>,
}

/// All that a document says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Contents {
    /// Metadata of the front matter alone.
    pub(in crate::corpus) metadata: Metadata,
    /// The body, for readers from whom nothing in it is kept.
    pub(in crate::corpus) body: Content<Authored>,
    /// The bodies for the others.
    pub(in crate::corpus) narrowed: Vec<(Option<Audience>, Content<Authored>)>,
}

impl Contents {
    /// Whether parts of the body are for some audiences.
    pub(in crate::corpus) fn has_sections(&self) -> bool {
        !self.narrowed.is_empty()
    }

    /// The body as an audience reads it; `None` where the playbook has no audiences.
    pub(in crate::corpus) fn body(&self, audience: Option<Audience>) -> &Content<Authored> {
        self.narrowed.iter().find(|(reader, _)| *reader == audience).map_or(&self.body, |(_, body)| body)
    }
}

impl Document {
    /// What readers see of it where it has no title: the name of its file.
    pub(in crate::corpus) fn shown_name(&self) -> Cow<'_, str> {
        seen(self.logical.stem())
    }

    /// Where the value of a key stands; the tag's place when the key is not in the front matter.
    pub(in crate::corpus) fn place(&self, key: &str) -> TextRange {
        self.places.iter().find(|(known, _)| *known == key).map_or(self.tag_at, |(_, range)| *range)
    }
}
