//! Corpus: everything the authors wrote — the vault.
//!
//! In:    a snapshot and the configuration.
//! Out:   `Corpus`, with three doors: `read`, `check`, `view`.
//! Never: lets a document out. Its fields are private to this folder, so that only code in it can read what an audience may not; every place that
//!        looks past an audience says `inspect(`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::base::audience::{Audience, Guarded, Readers};
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::config::Config;
use crate::input::metadata::Value;
use crate::input::snapshot::{Entry, Snapshot};
use crate::input::xrefmap::{self, XrefEntry};
use crate::par;
use crate::rules;

mod document;
mod excerpt;
mod explain;
mod index;
mod parse;
mod view;

pub use document::Authored;
use document::{Contents, Deferred, Document, DocumentId, Kind};
use index::targets::{Candidate, Role, Targets};
use parse::directive::AlertKinds;
pub use parse::directive::code::files_named as code_files_named;
use parse::toc::TocFile;
use parse::{AudienceSection, Parsed, Surroundings, Tag};
pub use view::{Source, View};

use crate::markup::{Content, Node};

/// Everything the authors wrote.
#[derive(Debug)]
pub struct Corpus {
    config: Arc<Config>,
    documents: Vec<Document>,
    // By file: every document that was parsed.
    by_file: HashMap<FilePath, DocumentId>,
    by_uid: BTreeMap<String, Vec<DocumentId>>,
    tocs: Vec<Toc>,
    targets: Targets,
    // Where the mappings of `docfx.json` put each file of the content set, before its extension changes.
    mapped: HashMap<FilePath, String>,
    // What other sites say about their uids.
    elsewhere: HashMap<String, XrefEntry>,
    // The texts of the files that snippets show.
    code: HashMap<FilePath, Arc<str>>,
    has_audiences: bool,
    mistakes: Vec<Diagnostic>,
}

/// A TOC as authored.
#[derive(Debug)]
struct Toc {
    file: FilePath,
    logical: FilePath,
    variant: Option<Audience>,
    source: Arc<str>,
    content: TocFile,
}

impl Corpus {
    /// Reads a playbook.
    pub fn read(snapshot: &Snapshot, config: &Arc<Config>) -> Self {
        let mut reading = Reading {
            snapshot,
            config,
            kinds: AlertKinds::with(&config.alerts),
            corpus: Self {
                config: Arc::clone(config),
                documents: Vec::new(),
                by_file: HashMap::new(),
                by_uid: BTreeMap::new(),
                tocs: Vec::new(),
                targets: Targets::default(),
                mapped: HashMap::new(),
                elsewhere: HashMap::new(),
                code: HashMap::new(),
                has_audiences: config.audiences_are_named,
                mistakes: Vec::new(),
            },
        };
        let pages = reading.classify();
        let parsed = reading.parse(&pages);
        let fragments = reading.fragments(&parsed);
        reading.documents(parsed, fragments);
        reading.xref_maps();
        reading.corpus
    }

    /// What is wrong with the files themselves, whoever reads them.
    pub fn check(&self) -> Vec<Diagnostic> {
        self.mistakes.clone()
    }

    /// What one audience may know. `None` stands for everyone where the playbook has no audiences.
    pub fn view(&self, audience: Audience) -> View {
        view::view(self, audience)
    }

    /// The audiences for which there is a site: the configured ones, or just one for everybody.
    pub fn audiences(&self) -> Vec<Audience> {
        let count = if self.has_audiences { self.config.audiences.len() } else { 1 };
        (0..count).filter_map(Audience::at).collect()
    }

    /// Whether pages are for some readers and not for others.
    pub fn has_audiences(&self) -> bool {
        self.has_audiences
    }

    // Keeps the text of a file that a snippet shows, in all its variants.
    fn take_code(&mut self, snapshot: &Snapshot, from: &FilePath, path: &str) {
        let Some(found) = self.targets.included(from, path, &|_| true) else { return };
        for candidate in self.targets.slot(found.logical).map_or(&[][..], |slot| &slot.files) {
            if let Some(text) = snapshot.text(&candidate.file) {
                self.code.insert(candidate.file.clone(), Arc::clone(text));
            }
        }
    }

    fn document(&self, id: DocumentId) -> &Document {
        &self.documents[id.0 as usize]
    }

    // A metadata value of a page: front matter, then by file, then global.
    fn metadata<'a>(&'a self, file: &FilePath, contents: &'a Contents, key: &str) -> Option<&'a Value> {
        contents.metadata.get(key).or_else(|| self.outer_metadata(file, key))
    }

    fn outer_metadata(&self, file: &FilePath, key: &str) -> Option<&Value> {
        let by_file = self.config.file_metadata.iter().find(|entry| entry.key == key);
        by_file.and_then(|entry| entry.value(file)).or_else(|| self.config.global_metadata.get(key))
    }
}

// The work of `Corpus::read`, step by step.
struct Reading<'a> {
    snapshot: &'a Snapshot,
    config: &'a Arc<Config>,
    kinds: AlertKinds,
    corpus: Corpus,
}

impl Reading<'_> {
    // Sorts every file into what it is for; gives the pages.
    fn classify(&mut self) -> Vec<(FilePath, Arc<str>)> {
        let mut pages = Vec::new();
        let breadcrumbs = self.breadcrumb_files();
        for (file, entry) in self.snapshot.files() {
            let (logical, variant) = variant_of(file, self.config);
            let is_yaml = file.has_extension("yml") || file.has_extension("yaml");
            let is_markdown = file.has_extension("md");
            // Patterns speak of the name that a variant stands for, or of its own.
            let content =
                if is_yaml || is_markdown { self.config.content_path(file).or_else(|| self.config.content_path(&logical)) } else { None };
            let is_toc = logical.name().eq_ignore_ascii_case("toc.yml") || logical.name().eq_ignore_ascii_case("toc.md");
            self.unreadable(file, entry, content.is_some());
            let role = match (&content, entry) {
                (Some(_), Entry::NotUtf8 { .. } | Entry::Unreadable(_)) if is_markdown => Role::Broken,
                (Some(_), Entry::Text(text)) if is_toc => {
                    if !breadcrumbs.contains(&logical) {
                        self.toc(file, &logical, variant, text);
                    }
                    Role::Toc
                }
                (Some(mapped), Entry::Text(text)) if is_markdown => {
                    let (mapped_logical, _) = variant_of(&FilePath::new(mapped).unwrap_or_else(|| file.clone()), self.config);
                    self.corpus.mapped.insert(file.clone(), mapped_logical.as_str().to_owned());
                    // The place of the document is known before it is parsed: pages come first, in this order.
                    let id = DocumentId(u32::try_from(pages.len()).unwrap_or(u32::MAX));
                    pages.push((file.clone(), Arc::clone(text)));
                    if let Some(address) = crate::site::address::of_page(mapped_logical.as_str(), None) {
                        self.corpus.targets.address(address.as_str(), &logical);
                    }
                    Role::Page(id)
                }
                _ => match self.config.resource_path(file).or_else(|| self.config.resource_path(&logical)) {
                    Some(mapped) => {
                        let (mapped, _) = variant_of(&FilePath::new(&mapped).unwrap_or_else(|| file.clone()), self.config);
                        self.corpus.mapped.insert(file.clone(), mapped.as_str().to_owned());
                        Role::Asset
                    }
                    None => Role::OutOfScope,
                },
            };
            if variant.is_some() && content.is_some() {
                self.corpus.has_audiences = true;
            }
            self.corpus.targets.insert(&logical, Candidate { file: file.clone(), variant, role });
        }
        pages
    }

    // Breadcrumb files look like TOCs and are data of DocFX's theme.
    fn breadcrumb_files(&self) -> HashSet<FilePath> {
        let path = self.config.global_metadata.get("breadcrumb_path").and_then(Value::as_text);
        path.and_then(|path| FilePath::new(path.strip_prefix("~/").unwrap_or(path))).into_iter().collect()
    }

    fn unreadable(&mut self, file: &FilePath, entry: &Entry, is_content: bool) {
        match entry {
            Entry::NotUtf8 { valid, .. } if is_content => self.corpus.mistakes.push(
                rules::invalid_utf8::RULE
                    .at(file, TextRange::new(*valid, *valid + 1))
                    .message(format!("byte {} of this file is no UTF-8", valid + 1))
                    .label("the file is left out")
                    .help("save the file as UTF-8"),
            ),
            Entry::Unreadable(why) => self.corpus.mistakes.push(
                rules::file_unreadable::RULE.on(file).message(format!("`{file}` cannot be read: {why}")).help("check its permissions"),
            ),
            Entry::Text(_) | Entry::NotUtf8 { .. } | Entry::Asset { .. } => {}
        }
    }

    fn toc(&mut self, file: &FilePath, logical: &FilePath, variant: Option<Audience>, text: &Arc<str>) {
        let is_markdown = file.has_extension("md");
        let (content, mistakes) = if is_markdown {
            parse::toc::parse_markdown(file, text)
        } else {
            parse::toc::parse_yaml(file, text, &self.config.audience_key)
        };
        self.corpus.mistakes.extend(mistakes);
        self.corpus.tocs.push(Toc { file: file.clone(), logical: logical.clone(), variant, source: Arc::clone(text), content });
    }

    fn parse(&mut self, files: &[(FilePath, Arc<str>)]) -> Vec<Parsed> {
        let (config, kinds) = (self.config, &self.kinds);
        par::map(files, |(file, text)| {
            par::guarded(|| parse::parse(file, text, Surroundings { config, kinds }))
                .unwrap_or_else(|message| Parsed::failed(file, text, &message))
        })
    }

    // The fragments that pages include, and those that they include.
    fn fragments(&mut self, pages: &[Parsed]) -> Vec<Parsed> {
        let mut known: HashSet<FilePath> = pages.iter().map(|parsed| parsed.file.clone()).collect();
        let mut fragments: Vec<Parsed> = Vec::new();
        let mut wanted = self.included_by(pages, &known);
        while !wanted.is_empty() {
            known.extend(wanted.iter().map(|(file, _)| file.clone()));
            let parsed = self.parse(&wanted);
            wanted = self.included_by(&parsed, &known);
            fragments.extend(parsed);
        }
        fragments
    }

    fn included_by(&mut self, parsed: &[Parsed], known: &HashSet<FilePath>) -> Vec<(FilePath, Arc<str>)> {
        let mut wanted: BTreeMap<FilePath, Arc<str>> = BTreeMap::new();
        let mut broken: std::collections::BTreeSet<FilePath> = std::collections::BTreeSet::new();
        for document in parsed {
            for node in document.body.nodes() {
                let Some(path) = shown_file(&document.body, node) else { continue };
                if matches!(node, Node::Deferred(Deferred::Snippet(_))) {
                    self.corpus.take_code(self.snapshot, &document.file, path);
                    // A document that is shown as code is a document all the same: it says who may read it.
                    if !path.to_lowercase().ends_with(".md") {
                        continue;
                    }
                }
                let Some(found) = self.corpus.targets.included(&document.file, path, &|_| true) else { continue };
                for candidate in self.corpus.targets.slot(found.logical).map_or(&[][..], |slot| &slot.files) {
                    // A page that cannot be read was reported as a page.
                    if known.contains(&candidate.file) || candidate.role == Role::Broken {
                        continue;
                    }
                    match self.snapshot.get(&candidate.file) {
                        Some(Entry::Text(text)) => _ = wanted.insert(candidate.file.clone(), Arc::clone(text)),
                        Some(Entry::NotUtf8 { .. }) => _ = broken.insert(candidate.file.clone()),
                        Some(Entry::Asset { .. } | Entry::Unreadable(_)) | None => {}
                    }
                }
            }
        }
        for file in broken {
            if let Some(entry) = self.snapshot.get(&file) {
                self.unreadable(&file, entry, true);
            }
        }
        wanted.into_iter().collect()
    }

    // Decides who may read each document, and puts its contents behind that decision.
    fn documents(&mut self, pages: Vec<Parsed>, fragments: Vec<Parsed>) {
        let tags: Vec<(Tag, bool)> = pages.iter().map(|page| self.page_tag(page)).collect();
        if pages.iter().any(|page| page.head.has_tag) || tags.iter().any(|(tag, is_own)| *tag != Tag::Absent && !is_own) {
            self.corpus.has_audiences = true;
        }
        for (parsed, (tag, is_own)) in pages.into_iter().zip(tags) {
            if tag == Tag::Denied && !is_own {
                self.unknown_by_configuration(&parsed.file);
            }
            self.document(parsed, Kind::Page, tag, is_own);
        }
        for parsed in fragments {
            let tag = parsed.head.tag;
            self.document(parsed, Kind::Fragment, tag, true);
        }
    }

    // A page's tag: its own, or the one that configuration gives it.
    fn page_tag(&self, page: &Parsed) -> (Tag, bool) {
        if page.head.tag != Tag::Absent {
            return (page.head.tag, true);
        }
        match self.corpus.outer_metadata(&page.file, &self.config.audience_key) {
            Some(value) => (parse::front_matter::tag_of(value, self.config), false),
            None => (Tag::Absent, true),
        }
    }

    fn document(&mut self, parsed: Parsed, kind: Kind, tag: Tag, tag_is_own: bool) {
        let Parsed { file, source, head, body, narrowed, sections, mistakes } = parsed;
        let (logical, variant) = variant_of(&file, self.config);
        let id = DocumentId(u32::try_from(self.corpus.documents.len()).unwrap_or(u32::MAX));
        let everyone = if self.corpus.has_audiences { self.config.everyone() } else { Readers::EVERYONE };
        self.corpus.mistakes.extend(mistakes);
        let mut readers = match tag {
            Tag::For(readers) => readers.and(everyone),
            Tag::Denied => Readers::NOBODY,
            Tag::Absent if !self.corpus.has_audiences || kind == Kind::Fragment => everyone,
            Tag::Absent => {
                self.untagged(&file, head.tag_at);
                Readers::NOBODY
            }
        };
        if let Some(variant) = variant {
            let only = Readers::only(variant);
            if matches!(tag, Tag::For(named) if !named.include(variant)) {
                let name = self.config.audience_name(variant);
                self.corpus.mistakes.push(
                    rules::audience_conflict::RULE
                        .at(&file, head.tag_at)
                        .message(format!("the file name says `{name}`, its `{}` does not", self.config.audience_key))
                        .label("the page is in no site")
                        .help(format!("name `{name}` here, or rename the file")),
                );
            }
            readers = readers.and(only);
        }
        if let Some(uid) = head.metadata.get("uid").and_then(Value::as_text)
            && kind == Kind::Page
        {
            self.corpus.by_uid.entry(uid.to_owned()).or_default().push(id);
        }
        self.empty_sections(&file, readers, &sections);
        self.corpus.by_file.insert(file.clone(), id);
        self.corpus.documents.push(Document {
            file,
            logical,
            kind,
            source,
            tag_at: head.tag_at,
            places: head.places,
            is_tagged: tag != Tag::Absent && tag_is_own,
            contents: Guarded::new(readers, Contents { metadata: head.metadata, body, narrowed }),
        });
    }

    // A section that nobody who has the document may read is shown to nobody.
    fn empty_sections(&mut self, file: &FilePath, readers: Readers, sections: &[AudienceSection]) {
        for section in sections.iter().filter(|section| section.is_understood && !readers.is_nobody()) {
            let diagnostic = rules::audience_zone_empty::RULE.at(file, section.at);
            if !self.corpus.has_audiences {
                let help = "name the audiences in `playbook.yml`, and in each page whom it is for";
                self.corpus.mistakes.push(diagnostic.message("this playbook has no audiences, so nobody sees this section").help(help));
            } else if section.readers.and(readers).is_nobody() {
                let message = "none of these readers has this page, or the section around this one, so nobody sees it";
                let help = format!("name readers of the page: `{}`", self.names(readers).join(", "));
                self.corpus.mistakes.push(diagnostic.message(message).help(help));
            }
        }
    }

    fn names(&self, readers: Readers) -> Vec<&str> {
        let audiences = readers.iter().filter(|audience| audience.place() < self.config.audiences.len());
        audiences.map(|audience| self.config.audience_name(audience)).collect()
    }

    // What other sites say about their uids. Of two that say it of the same uid, the first counts.
    fn xref_maps(&mut self) {
        for file in &self.config.xref_maps {
            let Some(text) = self.snapshot.text(file) else {
                let diagnostic = rules::file_not_found::RULE.on(file).message(format!("the xref map `{file}` does not exist"));
                self.corpus.mistakes.push(diagnostic.help("put the file there, or take it out of `xref` in `docfx.json`"));
                continue;
            };
            let read = if file.has_extension("json") { xrefmap::read_json(text) } else { xrefmap::read_yaml(text) };
            match read {
                Ok(entries) => entries.into_iter().for_each(|entry| {
                    self.corpus.elsewhere.entry(entry.uid.clone()).or_insert(entry);
                }),
                Err(problem) => {
                    let diagnostic = rules::config_invalid::RULE.at(file, problem.range).message(problem.message);
                    self.corpus.mistakes.push(diagnostic.help("mend the map; none of its uids is known until then"));
                }
            }
        }
    }

    // The configuration names an audience that there is not.
    fn unknown_by_configuration(&mut self, file: &FilePath) {
        let key = &self.config.audience_key;
        let names = self.corpus.outer_metadata(file, key).map(parse::front_matter::names_of).unwrap_or_default();
        let unknown = names.iter().find(|name| self.config.audience(name).is_none()).cloned().unwrap_or_default();
        let near = crate::base::nearest::nearest(&unknown, self.config.audiences.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the audiences are `{}`", self.config.audiences.join("`, `")),
        };
        self.corpus.mistakes.push(
            rules::audience_unknown::RULE
                .on(file)
                .message(format!("`{unknown}` is no audience of this playbook"))
                .label("the page is in no site")
                .help(help),
        );
    }

    fn untagged(&mut self, file: &FilePath, at: TextRange) {
        self.corpus.mistakes.push(
            rules::audience_missing::RULE
                .at(file, at)
                .message(format!("this page does not say who may read it: `{}` is missing", self.config.audience_key))
                .label("the page is in no site")
                .help(format!("add a line `{}: {}` to its front matter", self.config.audience_key, self.config.audiences.join(", "))),
        );
    }
}

/// The path of the file whose content a node shows, as written.
fn shown_file<'a>(body: &'a Content<Authored>, node: &'a Node<Authored>) -> Option<&'a str> {
    match node {
        Node::Deferred(Deferred::Include(site)) => Some(body.str(site.href.text)),
        Node::Deferred(Deferred::Snippet(site)) => Some(&site.snippet.path),
        Node::Deferred(Deferred::Reference(_) | Deferred::Untranslated(_))
        | Node::Open(_)
        | Node::Close
        | Node::Text(_)
        | Node::Code(_)
        | Node::LineBreak
        | Node::Rule
        | Node::CodeBlock(_)
        | Node::Math(_)
        | Node::Word(_)
        | Node::Image(_)
        | Node::Tag(_) => None,
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
