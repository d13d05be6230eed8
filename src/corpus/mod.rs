//! Corpus: everything the authors wrote — the vault.
//!
//! In:    a snapshot and the configuration.
//! Out:   `Corpus`, with three doors: `read`, `check`, `view`; `ParseOnly`, which counts and shows nothing.
//! Never: lets a document out. Its fields are private to this folder, so that only code in it can read what an audience may not; every place that
//!        looks past an audience says `inspect(`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::HashMap;
use crate::base::path::FilePath;
use crate::input::config::Config;
use crate::input::metadata::Value;
use crate::input::snapshot::Snapshot;

mod document;
mod elsewhere;
mod excerpt;
mod explain;
mod guarded;
mod index;
mod layout;
mod parse;
mod reading;
mod view;

pub use document::Authored;
use document::{Contents, Deferred, Document, DocumentId};
use elsewhere::Elsewhere;
use layout::Layout;
use parse::directive::AlertKinds;
pub use parse::directive::code::{files_named as code_files_named, is_named as is_code_file_named};
pub use parse::only::ParseOnly;
use parse::toc::TocFile;
use parse::{Parsed, Tag};
use reading::Reading;
pub use view::{Source, View, ViewMemo};

use crate::markup::{Content, Node};

/// Everything the authors wrote.
#[derive(Debug)]
pub struct Corpus {
    config: Arc<Config>,
    documents: Vec<Arc<Document>>,
    // By file: every document that was parsed.
    by_file: Arc<HashMap<FilePath, DocumentId>>,
    by_uid: Arc<BTreeMap<String, Vec<DocumentId>>>,
    // In the order of their paths.
    tocs: Vec<Arc<Toc>>,
    // What other sites say about their uids.
    elsewhere: Arc<Elsewhere>,
    // The texts of the files that snippets show.
    code: Arc<HashMap<FilePath, Arc<str>>>,
    // What each file is for, as far as names tell.
    layout: Arc<Layout>,
    has_audiences: bool,
    mistakes: Vec<Diagnostic>,
    // Files that are included, and cannot be read.
    broken: Vec<Diagnostic>,
    // What each document was made of, by its id: for the next reading, which takes over what is the same. Contents are behind no wall here, so nothing
    // but `Reading` looks at it.
    parsed: Vec<Arc<Parsed>>,
    judged: Vec<Judged>,
}

// What was decided about a document, beside what it says.
#[derive(Debug)]
struct Judged {
    tag: Tag,
    tag_is_own: bool,
    mistakes: Arc<[Diagnostic]>,
}

/// A TOC as authored.
#[derive(Debug)]
struct Toc {
    file: FilePath,
    logical: FilePath,
    variant: Option<Audience>,
    source: Arc<str>,
    content: TocFile,
    mistakes: Vec<Diagnostic>,
}

// Where other parts of the vault look up what a name means, and where a file goes.
impl std::ops::Deref for Corpus {
    type Target = Layout;

    fn deref(&self) -> &Layout {
        &self.layout
    }
}

impl Corpus {
    /// Reads a playbook. What `last` read already, and is the same, is taken over; the result is the same as without it.
    pub fn read(snapshot: &Snapshot, config: &Arc<Config>, last: Option<&Self>) -> Self {
        // Settings reach into everything.
        let last = last.filter(|last| last.config == *config);
        let layout = layout::layout(snapshot, config, last.map(|last| &last.layout));
        let mut reading = Reading {
            snapshot,
            kinds: AlertKinds::with(&config.dialect.alerts),
            last,
            corpus: Self {
                config: last.map_or_else(|| Arc::clone(config), |last| Arc::clone(&last.config)),
                documents: Vec::new(),
                by_file: Arc::default(),
                by_uid: Arc::default(),
                tocs: Vec::new(),
                elsewhere: Elsewhere::read(snapshot, config, last.map(|last| &last.elsewhere)),
                code: Arc::default(),
                has_audiences: config.audiences_are_named || layout.has_variants,
                mistakes: layout.mistakes.clone(),
                layout,
                broken: Vec::new(),
                parsed: Vec::new(),
                judged: Vec::new(),
            },
        };
        reading.tocs();
        let parsed = reading.pages();
        let fragments = reading.fragments(&parsed);
        reading.documents(parsed, fragments);
        reading.index();
        reading.settle();
        reading.corpus
    }

    /// What is wrong with the files themselves, whoever reads them.
    pub fn check(&self) -> Vec<Diagnostic> {
        let of_documents = self.judged.iter().flat_map(|judged| judged.mistakes.iter());
        // A file that pages show as code is not lost.
        let is_lost =
            |diagnostic: &&Diagnostic| diagnostic.location.as_ref().is_none_or(|location| !self.code.contains_key(&location.file));
        let ignored = self.ignored.iter().filter(is_lost);
        self.mistakes.iter().chain(ignored).chain(&self.broken).chain(of_documents).chain(&self.elsewhere.mistakes).cloned().collect()
    }

    /// What one audience may know. `None` stands for everyone where the playbook has no audiences.
    /// What `memo` remembers of the last view for this audience, and is the same, is taken over; the result is the same as with an empty one, or without.
    pub fn view(&self, audience: Audience, memo: Option<&mut ViewMemo>) -> View {
        view::view(self, audience, memo)
    }

    /// The audiences for which there is a site: the configured ones, or just one for everybody.
    pub fn audiences(&self) -> Vec<Audience> {
        let count = if self.has_audiences { self.config.audiences.len() } else { 1 };
        (0..count).filter_map(Audience::at).collect()
    }

    /// The configuration.
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// Whether pages are for some readers and not for others.
    pub fn has_audiences(&self) -> bool {
        self.has_audiences
    }

    // Keeps the text of a file that a snippet shows, in all its variants.
    fn take_code(&mut self, snapshot: &Snapshot, from: &FilePath, path: &str) {
        let layout = Arc::clone(&self.layout);
        let slots = layout.targets.includable(from, path).filter_map(|logical| layout.targets.slot(logical));
        for candidate in slots.flat_map(|slot| &slot.files) {
            if let Some(text) = snapshot.text(&candidate.file) {
                Arc::make_mut(&mut self.code).insert(candidate.file.clone(), Arc::clone(text));
            }
        }
    }

    fn toc(&self, file: &FilePath) -> Option<&Toc> {
        let place = self.tocs.binary_search_by(|toc| toc.file.cmp(file)).ok()?;
        Some(&self.tocs[place])
    }

    fn document(&self, id: DocumentId) -> &Document {
        &self.documents[id.0 as usize]
    }

    // The place of a file among the documents; most likely it is `likely`.
    fn place(&self, file: &FilePath, likely: usize) -> Option<usize> {
        if self.documents.get(likely).is_some_and(|document| document.file.is(file)) {
            return Some(likely);
        }
        self.by_file.get(file).map(|id| id.0 as usize)
    }

    // A metadata value of a page: front matter, then by file, then global.
    fn metadata<'a>(&'a self, file: &FilePath, contents: &'a Contents, key: &str) -> Option<&'a Value> {
        contents.metadata.get(key).or_else(|| self.outer_metadata(file, key))
    }

    fn outer_metadata(&self, file: &FilePath, key: &str) -> Option<&Value> {
        self.config.file_value(file, key).or_else(|| self.config.global_metadata.get(key))
    }
}

/// The path of the file whose content a node shows, as written.
fn shown_file<'a>(body: &'a Content<Authored>, node: &'a Node<Authored>) -> Option<&'a str> {
    let Node::Deferred(deferred) = node else { return None };
    match &**deferred {
        Deferred::Include(site) => Some(body.str(site.href.text)),
        Deferred::Snippet(site) => Some(&site.snippet.path),
        Deferred::Reference(_) | Deferred::Untranslated(_) => None,
    }
}

/// The logical path of a file, and the audience whose variant it is: `index--partner.md` stands for `index.md`.
fn variant_of(file: &FilePath, config: &Config) -> (FilePath, Option<Audience>) {
    let stem = file.stem();
    if let Some((base, name)) = stem.rsplit_once(config.variant_separator.as_str())
        && !base.is_empty()
        && let Some(audience) = config.audience(name)
    {
        let extension = &file.name()[stem.len()..];
        return (file.with_name(&format!("{base}{extension}")), Some(audience));
    }
    (file.clone(), None)
}
