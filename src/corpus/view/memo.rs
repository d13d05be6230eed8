//! Memo of a view: what the last view for an audience made, and of what.
//!
//! In:    the corpus of then, and the corpus of now.
//! Out:   what can be taken over, page by page.
//! Never: takes over what could be different: `tests/laws.rs` compares a playbook that was edited with one that is read afresh, byte for byte.
//!
//! A page is composed of the documents that are spliced into it; of all others it sees their heads alone: who may read them, their metadata, where
//! they stand, what they are called. So while all heads, the code that pages show, and what other sites say are the same, a page changes only with what it
//! is composed of.

use std::sync::Arc;

use super::addresses::{Addresses, Wanted};
use super::compose::Composed;
use super::{Admission, Admitted, Source};
use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::{FilePath, OutPath};
use crate::corpus::document::{Contents, Document, DocumentId};
use crate::corpus::elsewhere::Elsewhere;
use crate::corpus::layout::Layout;
use crate::corpus::{Corpus, Toc};
use crate::input::config::Config;
use crate::site::languages::Languages;
use crate::site::upkeep::Upkeep;
use crate::site::{Nav, Page, PageId, Tasks};

/// What the last view for an audience made. An empty one costs time, and nothing else.
#[derive(Debug, Default)]
pub struct ViewMemo(pub(super) Option<Last>);

#[derive(Debug)]
pub(super) struct Last {
    pub(super) audience: Audience,
    pub(super) config: Arc<Config>,
    pub(super) layout: Arc<Layout>,
    pub(super) elsewhere: Arc<Elsewhere>,
    pub(super) code: Arc<HashMap<FilePath, Arc<str>>>,
    pub(super) has_audiences: bool,
    pub(super) documents: Vec<Arc<Document>>,
    pub(super) tocs: Vec<Arc<Toc>>,
    pub(super) admitted: Vec<(DocumentId, OutPath, Arc<str>)>,
    pub(super) by_logical: Arc<HashMap<FilePath, PageId>>,
    pub(super) addresses: Arc<Addresses>,
    pub(super) copied_titles: Arc<HashSet<String>>,
    pub(super) admitting: Vec<Diagnostic>,
    // What references call each page.
    pub(super) titles: Vec<String>,
    pub(super) languages: Arc<Languages>,
    pub(super) made: Vec<(Arc<Page>, Arc<Composed>)>,
    pub(super) nav: Arc<Nav>,
    pub(super) led_to: Wanted,
    pub(super) navigating: Vec<Diagnostic>,
    pub(super) tasks: Arc<Tasks>,
    pub(super) settling: Vec<Diagnostic>,
    pub(super) upkeep: Arc<Upkeep>,
    pub(super) keeping: Vec<Diagnostic>,
    pub(super) sources: Arc<Vec<Source>>,
}

impl Last {
    /// Whether all that pages see of each other is what it was.
    pub(super) fn has_heads_of(&self, corpus: &Corpus, audience: Audience) -> bool {
        self.audience == audience
            && Arc::ptr_eq(&self.config, &corpus.config)
            && Arc::ptr_eq(&self.layout, &corpus.layout)
            && Arc::ptr_eq(&self.elsewhere, &corpus.elsewhere)
            && Arc::ptr_eq(&self.code, &corpus.code)
            && self.has_audiences == corpus.has_audiences
            && self.documents.len() == corpus.documents.len()
            && self.documents.iter().zip(&corpus.documents).all(|(was, is)| Arc::ptr_eq(was, is) || was.has_head_of(is))
    }

    /// The admission of then, to the documents of now.
    pub(super) fn admission<'a>(&self, corpus: &'a Corpus, audience: Audience) -> Admission<'a> {
        let page = |(id, address, language): &(DocumentId, OutPath, Arc<str>)| {
            let document = corpus.document(*id);
            let contents = document.contents.admit(audience)?;
            Some(Admitted { id: *id, document, contents, address: address.clone(), language: Arc::clone(language) })
        };
        Admission {
            corpus,
            audience,
            pages: self.admitted.iter().filter_map(page).collect(),
            by_logical: Arc::clone(&self.by_logical),
            addresses: Arc::clone(&self.addresses),
            copied_titles: Arc::clone(&self.copied_titles),
        }
    }

    /// By document, whether its contents are others than they were.
    pub(super) fn changed(&self, corpus: &Corpus) -> Vec<bool> {
        self.documents
            .iter()
            .zip(&corpus.documents)
            .map(|(was, is)| !Arc::ptr_eq(was, is) && !Arc::ptr_eq(was.compared(), is.compared()))
            .collect()
    }

    /// A page as it was, when nothing that it is composed of is different.
    pub(super) fn page(&self, id: PageId, changed: &[bool]) -> Option<(Arc<Page>, Arc<Composed>)> {
        let (page, composed) = &self.made[id.0 as usize];
        let is_changed = composed.read.as_ref()?.iter().any(|document| changed[document.0 as usize]);
        (!is_changed).then(|| (Arc::clone(page), Arc::clone(composed)))
    }

    /// Whether the navigation is what it was: it is made of the TOCs, of heads, and of the titles and anchors of pages.
    pub(super) fn has_nav_of(&self, corpus: &Corpus, made: &[(Arc<Page>, Arc<Composed>)]) -> bool {
        self.tocs.len() == corpus.tocs.len()
            && self.tocs.iter().zip(&corpus.tocs).all(|(was, is)| Arc::ptr_eq(was, is))
            && self.made.iter().zip(made).all(|((was, _), (is, _))| Arc::ptr_eq(was, is) || was.title == is.title && was.ids == is.ids)
    }

    /// What references call the pages, when no page that says something else is called something else.
    pub(super) fn titles(&mut self, admission: &Admission<'_>, changed: &[bool]) -> Option<Vec<String>> {
        let is_same = |(place, page): (usize, &Admitted<'_>)| {
            let id = PageId(u32::try_from(place).unwrap_or(u32::MAX));
            !changed[page.id.0 as usize] || self.titles[place] == admission.title(id)
        };
        admission.pages.iter().enumerate().all(is_same).then(|| std::mem::take(&mut self.titles))
    }

    /// Whether all that is said of the dates of pages is what it was: it is made of heads and of histories, and of where they stand.
    pub(super) fn has_upkeep_of(&self, corpus: &Corpus, made: &[(Arc<Page>, Arc<Composed>)], changed: &[bool]) -> bool {
        self.made.iter().zip(made).all(|((_, had), (_, has))| Arc::ptr_eq(had, has) || had.history == has.history)
            && (0..changed.len()).filter(|place| changed[*place]).all(|place| self.documents[place].has_front_of(&corpus.documents[place]))
    }

    /// Whether the list of tasks is what it was: it is made of those on the pages, and of what pages are called.
    pub(super) fn has_tasks_of(&self, made: &[(Arc<Page>, Arc<Composed>)]) -> bool {
        let first = |page: &Page| page.outline.iter().find(|entry| entry.level == 1).map(|entry| entry.text.clone());
        self.made.iter().zip(made).all(|((was, had), (is, has))| {
            Arc::ptr_eq(had, has) || had.tasks == has.tasks && was.title == is.title && first(was) == first(is)
        })
    }
}

impl Document {
    fn compared(&self) -> &Arc<Contents> {
        self.contents.inspect("whether it is what it was is asked, not what it says")
    }

    // Whether the text before and at the last value of the head is the same, so that what is said of it stands where it stood.
    fn has_front_of(&self, other: &Self) -> bool {
        let end = |document: &Self| document.places.iter().map(|(_, range)| range.end as usize).max().unwrap_or_default();
        let end = end(self).max(end(other)).max(self.tag_at.end as usize);
        self.source.as_bytes().get(..end) == other.source.as_bytes().get(..end)
    }

    // Everything but the body and the text that it was read from.
    fn has_head_of(&self, other: &Self) -> bool {
        let Self { file, logical, kind, source: _, tag_at, places, is_tagged, contents } = self;
        let (mine, others) = (self.compared(), other.compared());
        contents.readers() == other.contents.readers()
            && *file == other.file
            && *logical == other.logical
            && *kind == other.kind
            && *is_tagged == other.is_tagged
            && (Arc::ptr_eq(mine, others) || *tag_at == other.tag_at && *places == other.places && mine.metadata == others.metadata)
    }
}
