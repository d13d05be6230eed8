//! Explaining: why a page is, or is not, in each audience's site.
//!
//! In:    the corpus and a file.
//! Out:   lines for an author.
//! Never: is shown to a reader: it looks past every audience.

use std::fmt::Write as _;

use super::document::{Document, DocumentId, Kind};
use super::index::targets::Role;
use super::{Corpus, variant_of};
use crate::base::audience::{Audience, Readers};
use crate::base::path::{FilePath, OutPath};
use crate::input::docfx::{Mapping, Reason};
use crate::input::metadata::Value;
use crate::markup::{Content, Element, Node};
use crate::site::{Link, PageId, Site};

impl Corpus {
    /// The page that a file is in the site of an audience.
    pub fn page_of(&self, site: &Site, audience: Audience, file: &FilePath) -> Option<PageId> {
        let document = self.document(*self.by_file.get(file)?);
        let contents = document.contents.admit(audience)?;
        let mapped = self.mapped.get(file)?;
        // The variant of an audience stands before the plain file: only one of them is the page at the address.
        let slot = self.targets.slot(&document.logical)?;
        let is_hidden = slot.files.iter().any(|other| {
            other.file != *file
                && other.variant == Some(audience)
                && self.by_file.get(&other.file).is_some_and(|id| self.document(*id).contents.admit(audience).is_some())
        });
        let file_name = super::view::file_name(self, document, contents).and_then(Result::ok);
        let address = crate::site::address::of_page(mapped, file_name)?;
        site.page_ids().find(|id| !is_hidden && site.page(*id).address == address)
    }

    /// Says why a file is, or is not, in each site.
    pub fn explain(&self, file: &FilePath) -> String {
        let mut text = format!("{file}\n");
        let (logical, variant) = variant_of(file, &self.config);
        if let Some(variant) = variant {
            let name = self.config.audience_name(variant);
            let _ = writeln!(text, "  suffix: stands for `{logical}` with `{name}`");
        }
        let Some(slot) = self.targets.slot(&logical) else {
            text.push_str("  this file is not in the playbook\n");
            return text;
        };
        let role = slot.files.iter().find(|candidate| candidate.file == *file).map(|candidate| candidate.role);
        let by = |mappings: &[Mapping], file: &FilePath| {
            let reasons: Vec<Reason<'_>> = mappings.iter().filter_map(|mapping| mapping.reason(file)).collect();
            let taken = reasons.iter().find(|reason| matches!(reason, Reason::Taken(_)));
            match taken.or(reasons.first()) {
                Some(Reason::Taken(glob)) => format!(" (`{glob}`)"),
                Some(Reason::Excluded(glob)) => format!(" (kept out by `{glob}`)"),
                None => String::new(),
            }
        };
        let (content, resource) = (by(&self.config.content, file), by(&self.config.resource, file));
        let _ = match role {
            Some(Role::Page(_)) => writeln!(text, "  files: a page, by the content of the configuration{content}"),
            Some(Role::Toc) => writeln!(text, "  files: a TOC{content}"),
            Some(Role::Asset) if self.has_audiences && self.guarded.contains(file) => {
                writeln!(
                    text,
                    "  files: a resource{resource}; it may hold something for some readers only, so it is in no site as it stands"
                )
            }
            Some(Role::Asset) => writeln!(text, "  files: a resource{resource}; it is published where a page of the site refers to it"),
            Some(Role::Broken) => writeln!(text, "  files: a page that cannot be read{content}"),
            Some(Role::OutOfScope) | None => {
                let reason = if content.is_empty() { resource } else { content };
                writeln!(text, "  files: neither content nor resource{reason}; it can only be included")
            }
        };
        let Some(id) = self.by_file.get(file) else {
            if role == Some(Role::Asset) {
                self.explain_asset(file, &mut text);
            }
            return text;
        };
        let document = self.document(*id);
        let readers = document.contents.readers();
        let tag = self.tag(document);
        let _ = writeln!(text, "  audience: {tag}; {}", self.names(readers));
        let includers = self.includers(*id);
        if !includers.is_empty() {
            let _ = writeln!(text, "  included by: {}", list(&includers));
        }
        for audience in self.audiences() {
            self.explain_site(document, audience, &mut text);
        }
        text
    }

    /// Why the page at a logical path is not in the site of an audience, in words for its author.
    pub fn absence(&self, logical: &FilePath, audience: Audience) -> String {
        let name = self.config.audience_name(audience);
        let files = self.targets.slot(logical).map_or(&[][..], |slot| &slot.files);
        let documents = files.iter().filter_map(|candidate| self.by_file.get(&candidate.file)).map(|id| self.document(*id));
        let mut why = Vec::new();
        for document in documents.filter(|document| document.kind == Kind::Page) {
            why.push(if document.contents.readers().include(audience) {
                format!("another file stands at the address of `{}`", document.file)
            } else {
                format!("`{}` is not for {name}: {}; {}", document.file, self.tag(document), self.names(document.contents.readers()))
            });
        }
        if why.is_empty() { format!("no file of the playbook makes this page for {name}") } else { why.join("; ") }
    }

    /// The page that stands at an address for those who may read it: its logical path, and the files that make it.
    pub fn page_at(&self, address: &OutPath) -> Option<(FilePath, Vec<FilePath>)> {
        let logical = self.targets.page_at(address.as_str())?;
        let files = self.targets.slot(logical).map_or(&[][..], |slot| &slot.files);
        Some((logical.clone(), files.iter().map(|candidate| candidate.file.clone()).collect()))
    }

    fn names(&self, readers: Readers) -> String {
        if !self.has_audiences {
            return "everybody may read it".to_owned();
        }
        let names: Vec<&str> = self
            .audiences()
            .into_iter()
            .filter(|audience| readers.include(*audience))
            .map(|audience| self.config.audience_name(audience))
            .collect();
        if names.is_empty() { "nobody may read it".to_owned() } else { format!("{} may read it", names.join(", ")) }
    }

    // What is said of who may read a document, and where.
    fn tag(&self, document: &Document) -> String {
        let key = &self.config.audience_key;
        let with = |value: Option<&Value>| match value.and_then(Value::as_text).map(str::trim) {
            Some(names) if !names.is_empty() => format!("`{key}: {names}`"),
            Some(_) | None => format!("`{key}`"),
        };
        let contents = document.contents.inspect("an author asks who may read a file");
        if document.is_tagged {
            return format!("{} in its front matter", with(contents.metadata.get(key)));
        }
        match self.outer_metadata(&document.file, key) {
            Some(value) => format!("no tag of its own, {} in the configuration", with(Some(value))),
            None => "no tag of its own".to_owned(),
        }
    }

    // The documents that include one directly.
    fn includers(&self, wanted: DocumentId) -> Vec<FilePath> {
        let mut found = Vec::new();
        for document in &self.documents {
            let body = &document.contents.inspect("an author asks who includes a file").body;
            let includes = |path: &str| {
                let target = self.targets.included(&document.file, path, &|_| true);
                let files = target.and_then(|target| self.targets.slot(target.logical)).map_or(&[][..], |slot| &slot.files);
                files.iter().any(|candidate| self.by_file.get(&candidate.file) == Some(&wanted))
            };
            if body.nodes().iter().filter_map(|node| super::shown_file(body, node)).any(includes) {
                found.push(document.file.clone());
            }
        }
        found
    }

    fn explain_site(&self, document: &Document, audience: Audience, text: &mut String) {
        let name = if self.has_audiences { self.config.audience_name(audience) } else { "site" };
        if document.kind == Kind::Fragment {
            let verb = if document.contents.readers().include(audience) { "may be included in pages" } else { "leaves nothing in pages" };
            let _ = writeln!(text, "  {name}: {verb}");
            return;
        }
        let site = self.view(audience, None).site;
        let Some(page) = self.page_of(&site, audience, &document.file) else {
            let why = if document.contents.readers().include(audience) {
                "another file stands at its address"
            } else {
                "its audience does not name these readers"
            };
            let _ = writeln!(text, "  {name}: not in the site; {why}");
            return;
        };
        let _ = writeln!(text, "  {name}: in the site, at {}", site.page(page).address);
        match site.nav.home(page) {
            Some(home) if home.entry.is_some() => {
                let mut steps: Vec<String> = site.nav.ancestors(page).iter().map(|entry| entry.title.clone()).collect();
                if let Some(entry) = home.entry {
                    steps.push(site.nav.trees[home.tree].entries[entry].title.clone());
                }
                let _ = writeln!(text, "    TOC: {}", steps.join(" > "));
            }
            Some(_) => text.push_str("    TOC: no entry of its own; it shows the TOC of its folder\n"),
            None => text.push_str("    TOC: none\n"),
        }
        let linking: Vec<FilePath> = site
            .page_ids()
            .filter(|from| *from != page && links_to(&site.page(*from).body, page))
            .filter_map(|from| site.upkeep.pages.get(from.0 as usize).map(|row| row.file.clone()))
            .collect();
        if linking.is_empty() {
            text.push_str("    links: no page links to it\n");
        } else {
            let _ = writeln!(text, "    links: from {}", list(&linking));
        }
    }

    fn explain_asset(&self, file: &FilePath, text: &mut String) {
        for audience in self.audiences() {
            let name = if self.has_audiences { self.config.audience_name(audience) } else { "site" };
            let site = self.view(audience, None).site;
            let is_published = site.assets.values().any(|asset| asset == file);
            let _ =
                writeln!(text, "  {name}: {}", if is_published { "published" } else { "not published; no page of the site refers to it" });
        }
    }
}

fn links_to(body: &Content<crate::site::Admitted>, page: PageId) -> bool {
    body.nodes().iter().any(|node| matches!(node, Node::Open(Element::Link(link)) if matches!(link.to, Link::Page(id, _) if id == page)))
}

fn list(files: &[FilePath]) -> String {
    const SHOWN: usize = 10;
    let mut text = files.iter().take(SHOWN).map(FilePath::as_str).collect::<Vec<_>>().join(", ");
    if files.len() > SHOWN {
        let _ = write!(text, " and {} more", files.len() - SHOWN);
    }
    text
}
