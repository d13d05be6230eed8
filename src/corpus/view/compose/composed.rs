//! Composed: what came of composing a page.
//!
//! In:    what was found on the way.
//! Out:   `Composed`.
//! Never: decides anything.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::corpus::document::DocumentId;
use crate::corpus::view::addresses::Wanted;
use crate::corpus::view::tasks::PageTasks;
use crate::corpus::view::upkeep;
use crate::markup::Content;
use crate::rules;
use crate::site::{Admitted, Link, OutlineEntry, PageId};

/// A composed page, and what came with it.
#[derive(Debug, Default)]
pub(in crate::corpus::view) struct Composed {
    pub(in crate::corpus::view) page: ComposedPage,
    pub(in crate::corpus::view) assets: Wanted,
    pub(in crate::corpus::view) bookmarks: Vec<Bookmark>,
    // The pages it links to.
    pub(in crate::corpus::view) linked: Vec<PageId>,
    pub(in crate::corpus::view) tasks: PageTasks,
    pub(in crate::corpus::view) history: Option<upkeep::History>,
    pub(in crate::corpus::view) diagnostics: Vec<Diagnostic>,
    // The documents whose text it depends on; `None` when that is not known.
    pub(in crate::corpus::view) read: Option<Vec<DocumentId>>,
}

/// The content of a page.
#[derive(Debug, Default)]
pub(in crate::corpus::view) struct ComposedPage {
    pub(in crate::corpus::view) body: Content<Admitted>,
    pub(in crate::corpus::view) outline: Vec<OutlineEntry>,
    pub(in crate::corpus::view) ids: BTreeSet<Arc<str>>,
    pub(in crate::corpus::view) redirect: Option<Link>,
}

/// A link to a place on a page, with what to say when the place is not there.
#[derive(Debug)]
pub(in crate::corpus::view) struct Bookmark {
    pub(in crate::corpus::view) page: PageId,
    pub(in crate::corpus::view) id: Box<str>,
    pub(in crate::corpus::view) diagnostic: Diagnostic,
}

impl Composed {
    /// What stands for a page on which composing itself failed.
    pub(in crate::corpus::view) fn failed(file: &FilePath, message: &str) -> Self {
        let diagnostic = rules::internal_error::RULE
            .on(file)
            .message(format!("playbook failed on this page: {message}"))
            .help("the page is empty; please report it with the file");
        Self { diagnostics: vec![diagnostic], ..Self::default() }
    }
}
