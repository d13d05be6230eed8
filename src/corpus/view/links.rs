//! Links: targets → where a link leads for this audience.
//!
//! In:    what an author typed, and where.
//! Out:   `Link`, and the diagnostics that only this audience's view can give.
//! Never: lets a reader tell a withheld target from a missing one: both are `Link::Nowhere`.

use std::sync::Arc;

use super::compose::Bookmark;
use super::{Admission, file_name};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::path::{FilePath, OutPath};
use crate::base::span::TextRange;
use crate::base::url;
use crate::corpus::document::{Contents, Document};
use crate::corpus::index::targets::{Candidate, Role, Target};
use crate::corpus::index::typed::{elsewhere, plain};
use crate::corpus::variant_of;
use crate::rules;
use crate::site::{Link, Page, PageId, address};

/// What a link was resolved to.
pub(super) struct Resolved {
    /// Where it leads.
    pub(super) link: Link,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// A place on a page, to be checked when all pages are known.
    pub(super) bookmark: Option<Bookmark>,
    /// The file to ship.
    pub(super) asset: Option<(OutPath, FilePath)>,
}

/// A link as it stands in a file.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// The file in which it stands: a page, a fragment, or a TOC.
    pub(super) file: &'a FilePath,
    /// The text of that file.
    pub(super) source: &'a str,
    /// The target as typed.
    pub(super) text: &'a str,
    /// The whole construct.
    pub(super) at: TextRange,
}

impl Written<'_> {
    // The very characters of the target inside the construct, where they can be found.
    pub(super) fn place(&self) -> TextRange {
        let Some(whole) = self.source.get(self.at.bytes()) else { return self.at };
        let found = if self.text.is_empty() { None } else { whole.rfind(self.text) };
        match found {
            Some(place) => TextRange::new(self.at.start as usize + place, self.at.start as usize + place + self.text.len()),
            None => self.at,
        }
    }
}

impl Admission<'_> {
    /// Resolves a link for this audience. `here` is the page that is shown.
    pub(super) fn resolve(&self, written: Written<'_>, here: Option<PageId>) -> Resolved {
        let resolved = Resolved { link: Link::Nowhere, diagnostics: Vec::new(), bookmark: None, asset: None };
        let mut resolution = Resolution { admission: self, written, resolved };
        // Most links, on the shortest way: an address elsewhere, complete; …
        let text = written.text.trim();
        if let Some(host) = elsewhere(text)
            && !self.corpus.config.hosts.contains_key(host)
        {
            resolution.resolved.link = Link::External(text.into());
            return resolution.resolved;
        }
        // … or a page, spelled as it is.
        if let Some((path, suffix)) = plain(written.file, text).filter(|_| written.text.is_ascii())
            && let Some(page) = self.by_logical.get(path.as_str())
        {
            resolution.resolved.link = resolution.page(*page, suffix);
            return resolution.resolved;
        }
        let found = self.corpus.targets.find(written.file, written.text, &self.corpus.config, &|logical| self.admits(logical));
        for problem in &found.problems {
            let diagnostic = resolution.diagnostic(problem.rule).message(problem.message.clone()).help(problem.help.clone());
            resolution.resolved.diagnostics.push(diagnostic);
        }
        resolution.resolved.link = resolution.link(found.target, &found.suffix, here);
        resolution.resolved
    }

    /// Resolves a uid for this audience. `suffix` follows its address: `?a#b`, or nothing.
    pub(super) fn resolve_uid(&self, written: Written<'_>, uid: &str, suffix: &str) -> Resolved {
        let resolved = Resolved { link: Link::Nowhere, diagnostics: Vec::new(), bookmark: None, asset: None };
        let mut resolution = Resolution { admission: self, written, resolved };
        resolution.resolved.link = resolution.uid(uid, suffix);
        resolution.resolved
    }
}

struct Resolution<'r, 'a> {
    admission: &'r Admission<'a>,
    written: Written<'r>,
    resolved: Resolved,
}

impl Resolution<'_, '_> {
    fn diagnostic(&self, rule: &'static Rule) -> Diagnostic {
        rule.at(self.written.file, self.written.place())
    }

    fn report(&mut self, diagnostic: Diagnostic) -> Link {
        self.resolved.diagnostics.push(diagnostic);
        Link::Nowhere
    }

    fn link(&mut self, target: Target, suffix: &str, here: Option<PageId>) -> Link {
        match target {
            Target::Here => {
                if let Some(page) = here {
                    self.bookmark(page, suffix);
                }
                Link::Here(encode_suffix(suffix))
            }
            Target::External(address) => Link::External(url::encode_url(&address).into()),
            Target::File(logical) => self.file(&logical, suffix),
            Target::OtherSite { host, readers, inside } => self.own_host(&host, readers, *inside, suffix),
            Target::Uid(uid) => self.uid(&uid, suffix),
            Target::Missing { near, path } => {
                if let Some(diagnostic) = self.variant_by_name(&path) {
                    return self.report(diagnostic);
                }
                let help = near.as_ref().map(|near| {
                    let right = near.relative_to(&self.written.file.folder());
                    format!("did you mean `{right}`?")
                });
                let diagnostic = self.diagnostic(&rules::file_not_found::RULE).message(format!("`{path}` does not exist"));
                self.report(diagnostic.help_if(help))
            }
            Target::Unsafe => {
                let diagnostic =
                    self.diagnostic(&rules::html_unsafe::RULE).message("this address could run a program; the link is not published");
                self.report(diagnostic.help("link to a page or an `https:` address"))
            }
            Target::Empty => {
                let diagnostic = self.diagnostic(&rules::link_malformed::RULE).message("this link has no target");
                self.report(diagnostic.help("give it one, or remove the brackets"))
            }
        }
    }

    // A file that is there, and is linked to by the name of the variant.
    fn variant_by_name(&self, path: &str) -> Option<Diagnostic> {
        let corpus = self.admission.corpus;
        let file = self.written.file.beside(path)?;
        let (logical, audience) = variant_of(&file, &corpus.config);
        let is_there = corpus.targets.slot(&logical)?.files.iter().any(|candidate| candidate.file == file);
        let name = corpus.config.audience_name(audience.filter(|_| is_there)?);
        let right = logical.relative_to(&self.written.file.folder());
        let diagnostic = self.diagnostic(&rules::file_not_found::RULE);
        let diagnostic = diagnostic.message(format!("`{path}` is the variant of `{right}` for `{name}`, and has no address of its own"));
        Some(diagnostic.help(format!("write `{right}`: each audience gets the file that is meant for it")))
    }

    fn page(&mut self, page: PageId, suffix: &str) -> Link {
        self.bookmark(page, suffix);
        Link::Page(page, encode_suffix(suffix))
    }

    fn file(&mut self, logical: &FilePath, suffix: &str) -> Link {
        let admission = self.admission;
        if let Some(page) = admission.by_logical.get(logical) {
            return self.page(*page, suffix);
        }
        if let Some(asset) = admission.asset(logical) {
            let mapped = admission.corpus.mapped.get(asset).and_then(|mapped| address::of_asset(mapped));
            let Some(address) = mapped else { return Link::Nowhere };
            self.resolved.asset = Some((address.clone(), asset.clone()));
            return Link::Asset(address, encode_suffix(suffix));
        }
        let slot = admission.corpus.targets.slot(logical);
        let is_toc = |candidate: &&Candidate| candidate.role == Role::Toc;
        let is_kept = |file: &FilePath| admission.corpus.toc(file).is_some_and(|toc| admission.has_toc(toc) != Some(true));
        let is_ours = |candidate: &Candidate| {
            is_toc(&candidate) && candidate.variant.is_none_or(|variant| variant == admission.audience) && !is_kept(&candidate.file)
        };
        if slot.is_some_and(|slot| slot.files.iter().any(is_ours))
            && let Some(contents) = OutPath::new("toc.html")
        {
            // TOCs are no pages here: all of them stand on one.
            return Link::Asset(contents, "".into());
        }
        if slot.is_some_and(|slot| slot.files.iter().any(|candidate| candidate.role == Role::Broken)) {
            return Link::Nowhere;
        }
        // That a page has no address is said at the page.
        let has_no_address = |(_, document, contents): (_, &Document, &Contents)| {
            let mapped = admission.corpus.mapped.get(&document.file);
            let name = file_name(admission.corpus, document, contents).and_then(Result::ok);
            mapped.and_then(|mapped| address::of_page(mapped, name)).is_some_and(|address| address.overlong().is_some())
        };
        if admission.document(logical).is_some_and(has_no_address) {
            return Link::Nowhere;
        }
        let is_page =
            slot.is_some_and(|slot| slot.files.iter().any(|candidate| matches!(candidate.role, Role::Page(_)) || is_toc(&candidate)));
        let is_variant_only = slot.is_some_and(|slot| slot.files.iter().all(|candidate| candidate.variant.is_some()));
        if is_page || is_variant_only {
            let diagnostic =
                self.diagnostic(&rules::link_withheld::RULE).message(format!("`{logical}` is not for every reader of this page"));
            let diagnostic =
                diagnostic.target(logical).help("link to a page that the same readers have, or remove the link; readers see its text");
            return self.report(self.with_readers(diagnostic, logical));
        }
        let (message, help) = if admission.resource(logical).is_some() {
            let message = format!("`{logical}` may hold something for some readers only, so it is not published as it stands");
            (message, "link to a page that includes it, or to a download that says nothing of audiences; readers see the text of the link")
        } else {
            let message = format!("`{logical}` exists, and is no part of the content");
            (message, "add it to the content or resources of `docfx.json`, or remove the link")
        };
        self.report(self.diagnostic(&rules::link_out_of_scope::RULE).message(message).target(logical).help(help))
    }

    // Says whose the target is: for authors only.
    fn with_readers(&self, diagnostic: Diagnostic, logical: &FilePath) -> Diagnostic {
        let corpus = self.admission.corpus;
        let Some(slot) = corpus.targets.slot(logical) else { return diagnostic };
        let is_file = slot.files.iter().all(|candidate| candidate.role == Role::Asset);
        if is_file {
            let names: Vec<&str> =
                slot.files.iter().filter_map(|candidate| candidate.variant).map(|audience| corpus.config.audience_name(audience)).collect();
            return diagnostic.label(format!("a file for {}", names.join(", ")));
        }
        if slot.files.iter().all(|candidate| candidate.role == Role::Toc) {
            return diagnostic.label("a TOC for others");
        }
        let names: Vec<&str> = slot
            .files
            .iter()
            .filter_map(|candidate| corpus.by_file.get(&candidate.file))
            .flat_map(|id| corpus.document(*id).contents.readers().iter())
            .filter(|audience| audience.place() < corpus.config.audiences.len())
            .map(|audience| corpus.config.audience_name(audience))
            .collect();
        if names.is_empty() {
            diagnostic.label("this page is in no site")
        } else {
            diagnostic.label(format!("a page for {}", names.join(", ")))
        }
    }

    fn own_host(&mut self, host: &str, readers: crate::base::audience::Readers, inside: Target, suffix: &str) -> Link {
        if readers.include(self.admission.audience) {
            return self.link(inside, suffix, None);
        }
        let diagnostic = self.diagnostic(&rules::link_to_other_site::RULE).message(format!("`{host}` is the site of other readers"));
        self.report(diagnostic.help("link to a page of this playbook by its path; readers see the text without the link"))
    }

    fn uid(&mut self, uid: &str, suffix: &str) -> Link {
        let corpus = self.admission.corpus;
        let documents = corpus.by_uid.get(uid).map_or(&[][..], Vec::as_slice);
        let page = documents.iter().find_map(|id| self.admission.page_of(corpus.document(*id)));
        if let Some(page) = page {
            return self.page(page, suffix);
        }
        // What other readers have must not decide what these get: the other site counts before a page that is withheld.
        if let Some(entry) = corpus.elsewhere.get(uid) {
            return entry.href.as_ref().map_or(Link::Nowhere, |href| Link::External(url::encode_url(&format!("{href}{suffix}")).into()));
        }
        if let Some(id) = documents.first() {
            let logical = corpus.document(*id).logical.clone();
            let diagnostic =
                self.diagnostic(&rules::link_withheld::RULE).message(format!("the page `{uid}` is not for every reader of this page"));
            return self.report(self.with_readers(diagnostic.target(&logical), &logical));
        }
        let near =
            crate::base::nearest::nearest(uid, corpus.by_uid.keys().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
        let diagnostic = self.diagnostic(&rules::uid_not_found::RULE).message(format!("no page has the uid `{uid}`"));
        self.report(diagnostic.help_if(near))
    }

    fn bookmark(&mut self, page: PageId, suffix: &str) {
        let Some(fragment) = url::fragment(suffix) else { return };
        let id = url::decode(fragment);
        if id.is_empty() || id == "top" {
            return;
        }
        let message = format!("there is no `#{id}` on that page");
        let diagnostic = self.diagnostic(&rules::bookmark_not_found::RULE).message(message);
        let target = &self.admission.pages[page.0 as usize].document.file;
        // On the page itself there is no other file to name: pages that include this one share the mistake.
        let is_here = self.written.text.starts_with(['#', '?']);
        let diagnostic = if is_here { diagnostic } else { diagnostic.target(target) };
        self.resolved.bookmark = Some(Bookmark { page, id: id.into(), diagnostic });
    }
}

impl Admission<'_> {
    /// The page that a document is for this audience.
    pub(super) fn page_of(&self, document: &Document) -> Option<PageId> {
        let page = *self.by_logical.get(&document.logical)?;
        std::ptr::eq(self.pages[page.0 as usize].document, document).then_some(page)
    }
}

fn encode_suffix(suffix: &str) -> Box<str> {
    url::encode_url(suffix).into()
}

/// Reports links to places that are not on their pages.
pub(super) fn check_bookmarks<'a>(pages: &[Arc<Page>], bookmarks: impl Iterator<Item = &'a Bookmark>, diagnostics: &mut Vec<Diagnostic>) {
    for Bookmark { page, id, diagnostic } in bookmarks {
        let page = &pages[page.0 as usize];
        if page.ids.contains(&**id) {
            continue;
        }
        let near = crate::base::nearest::nearest(id, page.ids.iter().map(|id| &**id));
        diagnostics.push(diagnostic.clone().help_if(near.map(|near| format!("did you mean `#{near}`?"))));
    }
}
