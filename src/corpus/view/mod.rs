//! View: corpus × audience → site; the only door out.
//!
//! In:    the corpus, and one audience.
//! Out:   `View`: the site of that audience, and what its authors should know about it.
//! Never: computes anything that depends on what the audience may not read; the law test in `tests/laws.rs` compares bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Contents, Document, DocumentId};
use super::index::targets::Role;
use super::{Corpus, Toc};
use crate::base::audience::{Audience, Readers};
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::{FilePath, OutPath};
use crate::input::metadata::Value;
use crate::markup::Content;
use crate::par;
use crate::rules;
use crate::site::{Page, PageId, Site};

mod addresses;
mod admit;
mod compose;
mod descriptions;
mod folders;
mod foot;
mod languages;
mod links;
mod look;
mod memo;
mod nav;
mod page;
mod published;
mod redirects;
mod tabs;
mod tasks;
mod telling;
mod upkeep;

use addresses::Addresses;
pub(in crate::corpus) use admit::file_name;
use memo::Last;
pub use memo::ViewMemo;

/// A site, and what its authors should know about it.
#[derive(Debug, Default)]
pub struct View {
    /// What the audience may know.
    pub site: Site,
    /// What is wrong with it; for authors, never for readers.
    pub diagnostics: Vec<Diagnostic>,
    /// What each page is made of, in the order of the pages; for authors, never for readers.
    pub sources: Arc<Vec<Source>>,
}

/// The file that a page is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The file.
    pub file: FilePath,
    /// The file that it stands for, if it is a variant; else itself. Pages of different sites that have it in common are the same page.
    pub logical: FilePath,
}

/// The documents that one audience may read, before their content is looked at.
pub(super) struct Admission<'a> {
    corpus: &'a Corpus,
    audience: Audience,
    pages: Vec<Admitted<'a>>,
    by_logical: Arc<HashMap<FilePath, PageId>>,
    // Those of the pages.
    addresses: Arc<Addresses>,
    // Titles in front matter that several pages have: translations often keep that of the original, and copies that of the template.
    copied_titles: Arc<HashSet<String>>,
}

struct Admitted<'a> {
    id: DocumentId,
    document: &'a Document,
    contents: &'a Contents,
    address: OutPath,
    language: Arc<str>,
}

/// Makes the site of an audience.
pub(super) fn view(corpus: &Corpus, audience: Audience, mut memo: Option<&mut ViewMemo>) -> View {
    let config = &corpus.config;
    let concerned = if corpus.has_audiences { Readers::only(audience) } else { Readers::NOBODY };
    let mut last = memo.as_mut().and_then(|memo| memo.0.take()).filter(|last| last.has_heads_of(corpus, audience));
    let mut admitting = Vec::new();
    let admission = match &last {
        Some(last) => {
            admitting.clone_from(&last.admitting);
            last.admission(corpus, audience)
        }
        None => admit::admit(corpus, audience, &mut admitting),
    };
    let ids: Vec<PageId> = (0..u32::try_from(admission.pages.len()).unwrap_or(u32::MAX)).map(PageId).collect();
    let changed = last.as_ref().map_or_else(Vec::new, |last| last.changed(corpus));
    let known = last.as_mut().and_then(|last| last.titles(&admission, &changed));
    last = last.filter(|_| known.is_some());
    let titles = || ids.iter().map(|id| admission.title(*id)).collect();
    let titles: Vec<String> = if memo.is_some() { known.unwrap_or_else(titles) } else { Vec::new() };
    let mut made = par::map_in(&ids, |room, id| {
        let known = last.as_ref().and_then(|last| last.page(*id, &changed));
        known.unwrap_or_else(|| {
            let made = page::make(&admission, *id, room);
            // What says the same as before is the same.
            match last.as_ref().map(|last| &last.made[id.0 as usize].0) {
                Some(was) if **was == *made.0 => (Arc::clone(was), made.1),
                _ => made,
            }
        })
    });
    let mut diagnostics = admitting.clone();
    let mut assets: addresses::Wanted = published::always(&admission, &mut diagnostics);
    let pages: Vec<Arc<Page>> = made.iter().map(|(page, _)| Arc::clone(page)).collect();
    let known_tasks = last.as_ref().filter(|last| last.has_tasks_of(&made)).map(|last| (Arc::clone(&last.tasks), last.settling.clone()));
    let found_tasks = if known_tasks.is_some() { Vec::new() } else { page::tasks(&mut made, memo.is_some()) };
    // Tasks, navigation, upkeep and what is only gathered ask nothing of each other.
    let tasks = || {
        known_tasks.unwrap_or_else(|| {
            let mut settling = Vec::new();
            (Arc::new(tasks::of_pages(&pages, found_tasks, &config.tasks, &mut settling)), settling)
        })
    };
    let nav = || match &last {
        Some(last) if last.has_nav_of(corpus, &made) => (Arc::clone(&last.nav), last.led_to.clone(), last.navigating.clone()),
        Some(_) | None => {
            let mut navigating = Vec::new();
            let (nav, led_to) = nav::nav(&admission, &pages, &mut navigating);
            (Arc::new(nav), led_to, navigating)
        }
    };
    let upkeep = || match &last {
        Some(last) if last.has_upkeep_of(corpus, &made, &changed) => (Arc::clone(&last.upkeep), last.keeping.clone()),
        Some(_) | None => {
            let histories: Vec<Option<&upkeep::History>> = made.iter().map(|(_, composed)| composed.history.as_ref()).collect();
            let mut keeping = Vec::new();
            (Arc::new(upkeep::settle(&admission, &histories, &mut keeping)), keeping)
        }
    };
    let gather = || {
        let mut links = vec![0_usize; made.len()];
        for (id, (_, composed)) in ids.iter().zip(&made) {
            diagnostics.extend(composed.diagnostics.iter().cloned());
            assets.extend(composed.assets.iter().cloned());
            for to in composed.linked.iter().filter(|to| *to != id) {
                links[to.0 as usize] += 1;
            }
        }
        links
    };
    let (((tasks, settling), links), ((nav, led_to, navigating), (upkeep, keeping))) =
        par::both(|| par::both(tasks, gather), || par::both(nav, upkeep));
    diagnostics.extend(keeping.iter().cloned());
    diagnostics.extend(settling.iter().cloned());
    let mut led_on = Vec::new();
    let mut redirects = redirects::redirects(&admission, &mut assets, &mut led_on, &mut diagnostics);
    let look = look::look(&admission, &mut assets, &mut led_on, &mut diagnostics);
    links::check_bookmarks(&pages, made.iter().flat_map(|(_, composed)| &composed.bookmarks).chain(&led_on), &mut diagnostics);
    check_uids(&admission, &mut diagnostics);
    diagnostics.extend(navigating.iter().cloned());
    nav::orphans(&admission, &pages, &nav, &links, &mut diagnostics);
    assets.extend(led_to.iter().cloned());
    let (assets, unpublished) = addresses::resources(&admission, &assets, &mut diagnostics);
    addresses::free_redirections(&mut redirects, &assets, &mut diagnostics);
    for diagnostic in &mut diagnostics {
        diagnostic.audiences = diagnostic.audiences.or(concerned);
    }
    let languages = last.as_ref().map_or_else(|| Arc::new(admission.languages()), |last| Arc::clone(&last.languages));
    let name = config.audience_name(audience);
    let mut site = Site {
        audience: if corpus.has_audiences { name.to_owned() } else { String::new() },
        title: config.title.clone(),
        url: config.urls.get(name).or_else(|| config.urls.get("")).cloned().unwrap_or_default(),
        language: config.language.clone(),
        pages,
        nav: Arc::clone(&nav),
        languages: Arc::clone(&languages),
        tasks: Arc::clone(&tasks),
        upkeep: Arc::clone(&upkeep),
        assets,
        image_sizes: BTreeMap::new(),
        has_search: config.publishing.has_search,
        look,
        redirects,
    };
    site.part_with(&unpublished);
    // While all heads are the same, so are the files.
    let source = |page: &Admitted<'_>| Source { file: page.document.file.clone(), logical: page.document.logical.clone() };
    let sources = match &last {
        Some(last) => Arc::clone(&last.sources),
        None => Arc::new(admission.pages.iter().map(source).collect()),
    };
    let Some(memo) = memo else {
        // There is much of it, and nobody waits for its end.
        drop(par::later(move || drop(made)));
        return View { site, diagnostics, sources };
    };
    memo.0 = Some(Last {
        audience,
        config: Arc::clone(config),
        layout: Arc::clone(&corpus.layout),
        elsewhere: Arc::clone(&corpus.elsewhere),
        code: Arc::clone(&corpus.code),
        has_audiences: corpus.has_audiences,
        documents: corpus.documents.clone(),
        tocs: corpus.tocs.clone(),
        admitted: admission.pages.iter().map(|page| (page.id, page.address.clone(), Arc::clone(&page.language))).collect(),
        by_logical: admission.by_logical,
        addresses: admission.addresses,
        copied_titles: admission.copied_titles,
        admitting,
        titles,
        languages,
        made,
        nav,
        led_to,
        navigating,
        tasks,
        settling,
        upkeep,
        keeping,
        sources: Arc::clone(&sources),
    });
    View { site, diagnostics, sources }
}

impl<'a> Admission<'a> {
    /// The document that stands for a logical path with this audience: its variant, else the plain file. One that may not be read stands for nothing.
    pub(super) fn document(&self, logical: &FilePath) -> Option<(DocumentId, &'a Document, &'a Contents)> {
        let slot = self.corpus.targets.slot(logical)?;
        let readable = |candidate: &super::index::targets::Candidate| {
            let id = match candidate.role {
                Role::Page(id) => id,
                Role::Toc | Role::Asset | Role::Broken | Role::OutOfScope => *self.corpus.by_file.get(&candidate.file)?,
            };
            let document = self.corpus.document(id);
            Some((id, document, &**document.contents.admit(self.audience)?))
        };
        let variants = slot.files.iter().filter(|candidate| candidate.variant.is_some() && candidate.variant == self.reader());
        let plain = slot.files.iter().filter(|candidate| candidate.variant.is_none());
        variants.chain(plain).find_map(readable)
    }

    /// The file to ship that stands for a logical path with this audience.
    pub(super) fn asset(&self, logical: &FilePath) -> Option<&'a FilePath> {
        self.resource(logical).filter(|file| !self.is_guarded(file))
    }

    /// Whether a file is none to be handed over as it stands, since parts of it may be for others.
    fn is_guarded(&self, file: &FilePath) -> bool {
        self.corpus.has_audiences && self.corpus.guarded.contains(file)
    }

    // The resource that stands for a logical path with this audience, whether it may be shipped or not.
    fn resource(&self, logical: &FilePath) -> Option<&'a FilePath> {
        let slot = self.corpus.targets.slot(logical)?;
        let of = |variant| slot.files.iter().find(|candidate| candidate.role == Role::Asset && candidate.variant == variant);
        let own = self.reader().and_then(|audience| of(Some(audience)));
        own.or_else(|| of(None)).map(|candidate| &candidate.file)
    }

    /// Whether a logical path names something that this audience has.
    pub(super) fn admits(&self, logical: &FilePath) -> bool {
        self.by_logical.contains_key(logical) || self.asset(logical).is_some()
    }

    /// The body of a document as this audience reads it.
    fn body(&self, contents: &'a Contents) -> &'a Content<super::Authored> {
        contents.body(self.reader())
    }

    // Whose reading of sections this is; `None` where the playbook has no audiences.
    fn reader(&self) -> Option<Audience> {
        self.corpus.has_audiences.then_some(self.audience)
    }

    /// What a reference to a page is called: its title, else its first heading as it was written, else its name. Of a title that several
    /// pages have the heading says more.
    pub(super) fn title(&self, page: PageId) -> String {
        let Admitted { document, contents, .. } = &self.pages[page.0 as usize];
        let heading = || {
            let is_first = |node: &crate::markup::Node<super::Authored>| {
                matches!(node, crate::markup::Node::Open(crate::markup::Element::Heading { level: 1, .. }))
            };
            let body = self.body(contents);
            body.nodes().iter().position(is_first).map(|place| body.line(place))
        };
        let heading = || heading().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let own = own_title(contents);
        let is_copied = own.is_some_and(|title| self.copied_titles.contains(title));
        let title = if is_copied { heading().or_else(|| own.map(ToOwned::to_owned)) } else { own.map(ToOwned::to_owned).or_else(heading) };
        title.unwrap_or_else(|| document.shown_name().into_owned())
    }

    /// The TOCs of this audience.
    fn tocs(&self) -> Vec<&'a Toc> {
        let mut tocs: BTreeMap<&FilePath, &Toc> = BTreeMap::new();
        for toc in &self.corpus.tocs {
            // One that is for others stands before none.
            let is_free = tocs.get(&toc.logical).is_none_or(|other| self.has_toc(other) == Some(false));
            let is_own = toc.variant == Some(self.audience) && (is_free || self.has_toc(toc) != Some(false));
            let is_better = is_own || toc.variant.is_none() && is_free;
            if is_better {
                tocs.insert(&toc.logical, toc);
            }
        }
        tocs.into_values().collect()
    }
}

// The title that a page gives itself.
fn own_title(contents: &Contents) -> Option<&str> {
    contents.metadata.get("title").and_then(Value::as_text).map(str::trim).filter(|title| !title.is_empty())
}

// A uid is a name among the pages that the same readers have.
fn check_uids(admission: &Admission<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (uid, documents) in &*admission.corpus.by_uid {
        let mut here = documents.iter().map(|id| admission.corpus.document(*id)).filter(|document| admission.page_of(document).is_some());
        let Some(first) = here.next() else { continue };
        diagnostics.extend(here.map(|document| {
            rules::uid_duplicate::RULE
                .at(&document.file, document.place("uid"))
                .message(format!("`{uid}` is the uid of another page too"))
                .related(&first.file, first.place("uid"), "this page is meant by it")
                .help("give each page a uid of its own")
        }));
    }
}
