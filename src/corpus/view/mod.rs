//! View: corpus × audience → site; the only door out.
//!
//! In:    the corpus, and one audience.
//! Out:   `View`: the site of that audience, and what its authors should know about it.
//! Never: computes anything that depends on what the audience may not read; the law test in `tests/laws.rs` compares bytes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::document::{Contents, Document, DocumentId};
use super::index::targets::Role;
use super::{Corpus, Toc};
use crate::base::audience::{Audience, Readers};
use crate::base::date;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::{FilePath, OutPath};
use crate::input::metadata::Value;
use crate::markup::Content;
use crate::par;
use crate::rules;
use crate::site::{Page, PageId, Site, Switches, address};

mod compose;
mod folders;
mod languages;
mod links;
mod look;
mod nav;
mod redirects;
mod tabs;
mod tasks;
mod upkeep;

/// A site, and what its authors should know about it.
#[derive(Debug, Default)]
pub struct View {
    /// What the audience may know.
    pub site: Site,
    /// What is wrong with it; for authors, never for readers.
    pub diagnostics: Vec<Diagnostic>,
    /// What each page is made of, in the order of the pages; for authors, never for readers.
    pub sources: Vec<Source>,
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
    by_logical: HashMap<&'a FilePath, PageId>,
    // Titles in front matter that several pages have: translations often keep that of the original, and copies that of the template.
    copied_titles: HashSet<&'a str>,
}

struct Admitted<'a> {
    document: &'a Document,
    contents: &'a Contents,
    address: OutPath,
    language: &'a str,
}

/// Makes the site of an audience.
pub(super) fn view(corpus: &Corpus, audience: Audience) -> View {
    let config = &corpus.config;
    let concerned = if corpus.has_audiences { Readers::only(audience) } else { Readers::NOBODY };
    let mut diagnostics = Vec::new();
    let admission = admit(corpus, audience, &mut diagnostics);
    let ids: Vec<PageId> = (0..u32::try_from(admission.pages.len()).unwrap_or(u32::MAX)).map(PageId).collect();
    let composed = par::map(&ids, |id| {
        let page = &admission.pages[id.0 as usize];
        par::guarded(|| compose::compose(&admission, *id))
            .unwrap_or_else(|message| compose::Composed::failed(&page.document.file, &message))
    });
    let mut assets: BTreeMap<OutPath, FilePath> = always_published(&admission);
    let mut pages = Vec::with_capacity(composed.len());
    let mut bookmarks = Vec::new();
    let mut linked: Vec<(PageId, PageId)> = Vec::new();
    let mut histories = Vec::with_capacity(composed.len());
    let (mut found, mut tables, mut details) = (Vec::new(), 0, Vec::new());
    for (place, composed) in composed.into_iter().enumerate() {
        diagnostics.extend(composed.diagnostics);
        assets.extend(composed.assets);
        bookmarks.extend(composed.bookmarks);
        let id = ids[place];
        linked.extend(composed.linked.into_iter().map(|to| (id, to)));
        found.extend(composed.tasks.tasks);
        histories.push(composed.history);
        tables += composed.tasks.tables;
        details.extend(composed.tasks.details.into_iter().map(|heading| (id, heading)));
        pages.push(Arc::new(page(&admission, id, composed.page, &mut diagnostics)));
    }
    let upkeep = upkeep::settle(&admission, &histories, &mut diagnostics);
    let tasks = tasks::settle(&pages, found, tables, details, &config.tasks.roles, &mut diagnostics);
    let redirects = redirects::redirects(&admission, &mut assets, &mut bookmarks, &mut diagnostics);
    check_bookmarks(&pages, bookmarks, &mut diagnostics);
    check_uids(&admission, &mut diagnostics);
    let (nav, led_to) = nav::nav(&admission, &pages, &linked, &mut diagnostics);
    assets.extend(led_to);
    let look = look::look(&admission, &mut assets, &mut diagnostics);
    assets.retain(|address, file| {
        let is_taken = address.as_str().eq_ignore_ascii_case(address::CONTENTS);
        diagnostics.extend(is_taken.then(|| taken_by_contents(file, address)));
        !is_taken
    });
    for diagnostic in &mut diagnostics {
        diagnostic.audiences = diagnostic.audiences.or(concerned);
    }
    let name = config.audience_name(audience);
    let site = Site {
        audience: if corpus.has_audiences { name.to_owned() } else { String::new() },
        title: config.title.clone(),
        url: config.urls.get(name).or_else(|| config.urls.get("")).cloned().unwrap_or_default(),
        language: config.language.clone(),
        pages,
        nav: Arc::new(nav),
        languages: Arc::new(admission.languages()),
        tasks: Arc::new(tasks),
        upkeep: Arc::new(upkeep),
        assets,
        image_sizes: BTreeMap::new(),
        has_search: config.publishing.has_search,
        look,
        redirects,
    };
    let source = |page: &Admitted<'_>| Source { file: page.document.file.clone(), logical: page.document.logical.clone() };
    let sources = admission.pages.iter().map(source).collect();
    View { site, diagnostics, sources }
}

impl<'a> Admission<'a> {
    /// The document that stands for a logical path with this audience: its variant, else the plain file. One that may not be read stands for nothing.
    pub(super) fn document(&self, logical: &FilePath) -> Option<(DocumentId, &'a Document, &'a Contents)> {
        let slot = self.corpus.targets.slot(logical)?;
        let readable = |candidate: &super::index::targets::Candidate| {
            let id = *self.corpus.by_file.get(&candidate.file)?;
            let document = self.corpus.document(id);
            Some((id, document, document.contents.admit(self.audience)?))
        };
        let variants = slot.files.iter().filter(|candidate| candidate.variant == Some(self.audience));
        let plain = slot.files.iter().filter(|candidate| candidate.variant.is_none());
        variants.chain(plain).find_map(readable)
    }

    /// The file to ship that stands for a logical path with this audience.
    pub(super) fn asset(&self, logical: &FilePath) -> Option<&'a FilePath> {
        let slot = self.corpus.targets.slot(logical)?;
        let of = |variant| slot.files.iter().find(|candidate| candidate.role == Role::Asset && candidate.variant == variant);
        of(Some(self.audience)).or_else(|| of(None)).map(|candidate| &candidate.file)
    }

    /// Whether a logical path names something that this audience has.
    pub(super) fn admits(&self, logical: &FilePath) -> bool {
        self.by_logical.contains_key(logical) || self.asset(logical).is_some()
    }

    /// The body of a document as this audience reads it.
    fn body(&self, contents: &'a Contents) -> &'a Content<super::Authored> {
        contents.body(self.corpus.has_audiences.then_some(self.audience))
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
            body.nodes().iter().position(is_first).map(|place| body.plain_text(place).replace('\n', " "))
        };
        let heading = || heading().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let own = own_title(contents);
        let is_copied = own.is_some_and(|title| self.copied_titles.contains(title));
        let title = if is_copied { heading().or_else(|| own.map(ToOwned::to_owned)) } else { own.map(ToOwned::to_owned).or_else(heading) };
        title.unwrap_or_else(|| document.logical.stem().to_owned())
    }

    /// The TOCs of this audience.
    fn tocs(&self) -> Vec<&'a Toc> {
        let mut tocs: BTreeMap<&FilePath, &Toc> = BTreeMap::new();
        for toc in &self.corpus.tocs {
            let is_better = toc.variant == Some(self.audience) || (toc.variant.is_none() && !tocs.contains_key(&toc.logical));
            if is_better {
                tocs.insert(&toc.logical, toc);
            }
        }
        tocs.into_values().collect()
    }
}

fn admit<'a>(corpus: &'a Corpus, audience: Audience, diagnostics: &mut Vec<Diagnostic>) -> Admission<'a> {
    let mut admission = Admission { corpus, audience, pages: Vec::new(), by_logical: HashMap::new(), copied_titles: HashSet::new() };
    let mut by_address: HashMap<String, &FilePath> = HashMap::new();
    // Documents of the content set come in the order of their paths.
    for document in corpus.documents.iter().filter(|document| document.kind == super::document::Kind::Page) {
        let Some((id, chosen, contents)) = admission.document(&document.logical) else { continue };
        if !std::ptr::eq(corpus.document(id), document) {
            continue;
        }
        let Some(mapped) = corpus.mapped.get(&chosen.file) else { continue };
        if compose::preamble::is_for_no_version(&admission, chosen, contents) {
            continue;
        }
        let file_name =
            corpus.metadata(&chosen.file, contents, "outputFileName").and_then(Value::as_text).filter(|name| !name.contains(['/', '\\']));
        let Some(address) = address::of_page(mapped, file_name) else { continue };
        if address.as_str().eq_ignore_ascii_case(address::CONTENTS) {
            diagnostics.push(taken_by_contents(&chosen.file, &address));
            continue;
        }
        // Two addresses that differ only in case are one file on many hosts.
        if let Some(first) = by_address.get(&address.as_str().to_lowercase()) {
            diagnostics.push(
                rules::output_collision::RULE
                    .on(&chosen.file)
                    .message(format!("`{}` and `{first}` would both be published as `{address}`", chosen.file))
                    .target(first)
                    .help("rename one of them; only the first is published"),
            );
        } else {
            by_address.insert(address.as_str().to_lowercase(), &chosen.file);
            admission.by_logical.insert(&chosen.logical, PageId(u32::try_from(admission.pages.len()).unwrap_or(u32::MAX)));
            admission.pages.push(Admitted { document: chosen, contents, address, language: "" });
        }
    }
    // What a page is written in, and whether its title is its own, is a matter of what stands beside it.
    let languages: Vec<&str> = admission.pages.iter().map(|page| admission.language(page.document, page.contents)).collect();
    for (page, language) in admission.pages.iter_mut().zip(languages) {
        page.language = language;
    }
    let mut titles: HashSet<&str> = HashSet::new();
    let own_titles = admission.pages.iter().filter_map(|page| own_title(page.contents));
    admission.copied_titles = own_titles.filter(|title| !titles.insert(title)).collect();
    admission
}

fn taken_by_contents(file: &FilePath, address: &OutPath) -> Diagnostic {
    rules::output_collision::RULE
        .on(file)
        .message(format!("`{file}` would be published as `{address}`, and there is the page with the whole contents"))
        .help("rename the file; it is not published")
}

// The title that a page gives itself.
fn own_title(contents: &Contents) -> Option<&str> {
    contents.metadata.get("title").and_then(Value::as_text).map(str::trim).filter(|title| !title.is_empty())
}

fn always_published(admission: &Admission<'_>) -> BTreeMap<OutPath, FilePath> {
    let corpus = admission.corpus;
    if corpus.config.always_published.is_empty() {
        return BTreeMap::new();
    }
    let is_wanted = |file: &FilePath| corpus.config.always_published.iter().any(|glob| glob.matches(file.as_str()));
    let wanted = corpus.mapped.iter().filter(|(file, _)| is_wanted(file));
    wanted
        .filter_map(|(file, mapped)| {
            let (logical, _) = super::variant_of(file, &corpus.config);
            (admission.asset(&logical) == Some(file)).then(|| Some((address::of_asset(mapped)?, file.clone())))?
        })
        .collect()
}

fn page(admission: &Admission<'_>, id: PageId, composed: compose::ComposedPage, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let Admitted { document, contents, address, language } = &admission.pages[id.0 as usize];
    let corpus = admission.corpus;
    let meta = |key: &str| corpus.metadata(&document.file, contents, key);
    let text = |key: &str| meta(key).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty());
    let flag = |key: &str| meta(key).and_then(Value::as_flag).unwrap_or(false);
    let compose::ComposedPage { body, outline, ids, redirect } = composed;
    let first_heading = outline.iter().find(|entry| entry.level == 1).map(|entry| entry.text.trim()).filter(|text| !text.is_empty());
    let (own, copied) = match own_title(contents) {
        Some(title) if admission.copied_titles.contains(title) => (None, Some(title)),
        own => (own, None),
    };
    let title = own.or_else(|| text("titleOverwriteH1")).or(first_heading).or(copied).or_else(|| text("title"));
    if title.is_none() && redirect.is_none() {
        diagnostics.push(
            rules::title_missing::RULE
                .on(&document.file)
                .message(format!("this page has no title; readers see `{}`", document.logical.stem()))
                .help("begin it with a heading, `# …`, or give it a `title` in its front matter"),
        );
    }
    Page {
        address: address.clone(),
        title: title.map_or_else(|| document.logical.stem().to_owned(), ToOwned::to_owned),
        // Repositories write `_description: "true"` as a switch of their template.
        description: text("description")
            .or_else(|| text("_description"))
            .filter(|text| !matches!(*text, "true" | "false"))
            .unwrap_or("")
            .to_owned(),
        language: (*language).to_owned(),
        date: text("ms.date").and_then(date::parse),
        switches: Switches {
            hides_toc: flag("_disableToc"),
            hides_navbar: flag("_disableNavbar"),
            hides_footer: flag("_disableFooter"),
            hides_breadcrumb: flag("_disableBreadcrumb"),
            hides_outline: flag("_disableAffix"),
            hides_next: flag("_disableNextArticle"),
            is_not_indexed: flag("_noindex"),
        },
        facets: facets(corpus.config.publishing.facets.iter().map(|(name, key)| (name, meta(key)))),
        redirect,
        body,
        outline,
        ids,
    }
}

// A list of values, or a text with commas, is several values.
fn facets<'a>(named: impl Iterator<Item = (&'a String, Option<&'a Value>)>) -> Vec<(String, String)> {
    let mut facets = Vec::new();
    for (name, value) in named {
        let texts: Vec<&str> = match value {
            Some(Value::List(values)) => values.iter().filter_map(Value::as_text).collect(),
            Some(value) => value.as_text().into_iter().flat_map(|text| text.split(',')).collect(),
            None => Vec::new(),
        };
        let texts = texts.into_iter().map(str::trim).filter(|text| !text.is_empty());
        facets.extend(texts.map(|text| (name.clone(), text.to_owned())));
    }
    facets
}

// A uid is a name among the pages that the same readers have.
fn check_uids(admission: &Admission<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for (uid, documents) in &admission.corpus.by_uid {
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

fn check_bookmarks(pages: &[Arc<Page>], bookmarks: Vec<compose::Bookmark>, diagnostics: &mut Vec<Diagnostic>) {
    for compose::Bookmark { page, id, diagnostic } in bookmarks {
        let page = &pages[page.0 as usize];
        if page.ids.contains(&*id) {
            continue;
        }
        let near = crate::base::nearest::nearest(&id, page.ids.iter().map(|id| &**id));
        diagnostics.push(diagnostic.help_if(near.map(|near| format!("did you mean `#{near}`?"))));
    }
}
