//! Layout: which file is what, as far as names and settings tell.
//!
//! In:    the names of all files, and the configuration.
//! Out:   `Layout`: what links can name, where files go, which files are pages and TOCs.
//! Never: reads a page: saving one changes nothing here, so the next reading takes it over. Of data it asks only whether it speaks of audiences.

use std::sync::Arc;

use super::document::DocumentId;
use super::index::targets::{Candidate, Role, Targets};
use super::{guarded, variant_of};
use crate::base::audience::Audience;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::{FilePath, OutPath};
use crate::base::span::TextRange;
use crate::input::config::{Config, PLAYBOOK};
use crate::input::metadata::Value;
use crate::input::pivots;
use crate::input::snapshot::{Entry, Snapshot};
use crate::par;
use crate::rules;
use crate::site::address;

/// Which file is what.
#[derive(Debug, Default)]
pub struct Layout {
    /// What links can name.
    pub(in crate::corpus) targets: Targets,
    /// Where the mappings of `docfx.json` put each file of the content set, before its extension changes.
    pub(in crate::corpus) mapped: HashMap<FilePath, String>,
    /// The pages, in the order of their paths.
    pub(in crate::corpus) pages: Vec<FilePath>,
    /// The TOCs: file, logical path, and whose variant it is.
    pub(in crate::corpus) tocs: Vec<(FilePath, FilePath, Option<Audience>)>,
    /// What is no page, and may hold something for some readers only: where there are audiences, nobody gets it as it stands.
    pub(in crate::corpus) guarded: HashSet<FilePath>,
    /// Whether a page or TOC is a variant.
    pub(in crate::corpus) has_variants: bool,
    /// Files that cannot be read.
    pub(in crate::corpus) mistakes: Vec<Diagnostic>,
    /// Files that look like content, and of which nothing is made.
    pub(in crate::corpus) ignored: Vec<Diagnostic>,
    // All that was looked at.
    files: Vec<(FilePath, Class, bool)>,
}

// What a layout sees of a file beside its name, and beside whether it is data that speaks of audiences.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Class {
    Text,
    NotUtf8(usize),
    Asset,
    Unreadable(Arc<str>),
}

impl Class {
    fn of(entry: &Entry) -> Self {
        match entry {
            Entry::Text(_) => Self::Text,
            Entry::NotUtf8 { valid, shown: _ } => Self::NotUtf8(*valid),
            Entry::Asset { len: _, stamp: _ } => Self::Asset,
            Entry::Unreadable(why) => Self::Unreadable(Arc::clone(why)),
        }
    }
}

/// The layout of a snapshot; `last` is one of the same configuration.
pub(super) fn layout(snapshot: &Snapshot, config: &Config, last: Option<&Arc<Layout>>) -> Arc<Layout> {
    let files = snapshot.files();
    if let Some(last) = last
        && last.files.len() == files.len()
        && files.zip(&last.files).all(|((file, entry), (known, class, speaks))| {
            file.is(known) && Class::of(entry) == *class && guarded::speaks_of_audiences(file, snapshot, config) == *speaks
        })
    {
        return Arc::clone(last);
    }
    let mut sorting = Sorting { config, layout: Layout::default() };
    sorting.classify(snapshot);
    sorting.need_a_page(snapshot);
    sorting.tocs_of_nothing(snapshot);
    sorting.languages_of_nothing();
    Arc::new(sorting.layout)
}

/// Reports a file that is content and cannot be read.
pub(super) fn unreadable(file: &FilePath, entry: &Entry, is_content: bool, mistakes: &mut Vec<Diagnostic>) {
    match entry {
        Entry::NotUtf8 { valid, .. } if is_content => mistakes.push(
            rules::invalid_utf8::RULE
                .at(file, TextRange::new(*valid, *valid + 1))
                .message(format!("byte {} of this file is no UTF-8", valid + 1))
                .label("the file is left out")
                .help("save the file as UTF-8"),
        ),
        Entry::Unreadable(why) => mistakes
            .push(rules::file_unreadable::RULE.on(file).message(format!("`{file}` cannot be read: {why}")).help("check its permissions")),
        Entry::Text(_) | Entry::NotUtf8 { .. } | Entry::Asset { .. } => {}
    }
}

// A file of the content set that is neither a page nor a TOC.
fn of_no_kind(file: &FilePath) -> Diagnostic {
    rules::content_ignored::RULE
        .on(file)
        .message(format!("`{file}` is neither a page nor a TOC, so nothing is made of it"))
        .help("let a pattern of `resource` in `docfx.json` take it in if it is a download, or exclude it from `content`")
}

struct Sorting<'a> {
    config: &'a Config,
    layout: Layout,
}

// What is known of a file without any other.
struct Seen {
    logical: FilePath,
    variant: Option<Audience>,
    is_content: bool,
    purpose: Purpose,
    class: Class,
    speaks_of_audiences: bool,
}

// What a file is for; with the place at which mappings put it, before its extension changes.
enum Purpose {
    // The address is that of a page which does not ask for another name.
    Page { mapped: String, address: Option<OutPath> },
    Toc,
    Asset { mapped: String },
    Broken,
    // Content of a kind that nothing is made of.
    Unknown,
    OutOfScope,
}

impl Seen {
    fn of(file: &FilePath, entry: &Entry, snapshot: &Snapshot, config: &Config) -> Self {
        let (logical, variant) = variant_of(file, config);
        let is_markdown = file.has_extension("md");
        let is_text = is_markdown || file.has_extension("yml") || file.has_extension("yaml");
        // Patterns speak of the name that a variant stands for, or of its own.
        let content = if is_text { config.content_path(file).or_else(|| config.content_path(&logical)) } else { None };
        let plain = |mapped: &str| {
            let (mapped, _) = variant_of(&FilePath::new(mapped).unwrap_or_else(|| file.clone()), config);
            mapped.as_str().to_owned()
        };
        let purpose = match (&content, entry) {
            (Some(_), Entry::NotUtf8 { .. } | Entry::Unreadable(_)) if is_markdown => Purpose::Broken,
            (Some(_), Entry::Text(_)) if guarded::is_toc(&logical) => Purpose::Toc,
            (Some(mapped), Entry::Text(_)) if is_markdown => {
                let mapped = plain(mapped);
                Purpose::Page { address: address::of_page(&mapped, None), mapped }
            }
            _ => match config.resource_path(file).or_else(|| config.resource_path(&logical)) {
                Some(mapped) => Purpose::Asset { mapped: plain(&mapped) },
                None if content.is_none() && config.content_path(file).is_none() => Purpose::OutOfScope,
                None if is_markdown || guarded::is_toc(&logical) || file.name() == pivots::FILE => Purpose::OutOfScope,
                None => Purpose::Unknown,
            },
        };
        let speaks_of_audiences = guarded::speaks_of_audiences(file, snapshot, config);
        Self { logical, variant, is_content: content.is_some(), purpose, class: Class::of(entry), speaks_of_audiences }
    }
}

impl Sorting<'_> {
    // Sorts every file into what it is for.
    fn classify(&mut self, snapshot: &Snapshot) {
        let breadcrumbs = self.breadcrumb_files();
        // Without `docfx.json` nobody said that all YAML is content.
        let is_chosen = FilePath::new("docfx.json").is_some_and(|file| snapshot.get(&file).is_some());
        let files: Vec<(&FilePath, &Entry)> = snapshot.files().collect();
        let seen = par::map(&files, |(file, entry)| Seen::of(file, entry, snapshot, self.config));
        self.layout.files.reserve_exact(files.len());
        self.layout.targets.reserve(files.len());
        self.layout.mapped.reserve(files.len());
        for ((file, entry), seen) in files.into_iter().zip(seen) {
            let Seen { logical, variant, is_content, purpose, class, speaks_of_audiences } = seen;
            unreadable(file, entry, is_content, &mut self.layout.mistakes);
            self.layout.has_variants |= variant.is_some() && is_content;
            let is_page = matches!(purpose, Purpose::Page { .. } | Purpose::Broken);
            if !is_page && (guarded::is_source(&logical) || speaks_of_audiences) {
                self.layout.guarded.insert(file.clone());
            }
            let role = match purpose {
                Purpose::Page { mapped, address } => {
                    self.layout.mapped.insert(file.clone(), mapped);
                    if let Some(address) = address {
                        self.layout.targets.address(address, &logical);
                    }
                    // The place of the document is known before it is parsed: pages come first, in this order.
                    let id = DocumentId(u32::try_from(self.layout.pages.len()).unwrap_or(u32::MAX));
                    self.layout.pages.push(file.clone());
                    Role::Page(id)
                }
                Purpose::Toc => {
                    if !breadcrumbs.contains(&logical) {
                        self.layout.tocs.push((file.clone(), logical.clone(), variant));
                    }
                    Role::Toc
                }
                Purpose::Asset { mapped } => {
                    self.layout.mapped.insert(file.clone(), mapped);
                    Role::Asset
                }
                Purpose::Broken => Role::Broken,
                Purpose::Unknown => {
                    if is_chosen {
                        self.layout.ignored.push(of_no_kind(file));
                    }
                    Role::OutOfScope
                }
                Purpose::OutOfScope => Role::OutOfScope,
            };
            self.layout.files.push((file.clone(), class, speaks_of_audiences));
            self.layout.targets.insert(&logical, Candidate { file: file.clone(), variant, role });
        }
    }

    // A playbook without a page is a slip in a path or a pattern.
    fn need_a_page(&mut self, snapshot: &Snapshot) {
        if !self.layout.pages.is_empty() || !self.layout.mistakes.is_empty() {
            return;
        }
        let by = ["docfx.json", "playbook.yml"].into_iter().filter_map(FilePath::new).find(|file| snapshot.get(file).is_some());
        let rule = &rules::content_empty::RULE;
        self.layout.mistakes.push(match by {
            Some(file) if file.as_str() == "docfx.json" => rule.on(&file).message("no pattern of `content` takes in a page"),
            Some(file) => rule.on(&file).message("there is no page beside this file"),
            None => rule.anywhere().message("there is no page in this folder"),
        });
    }

    // TOCs among the pages that no pattern takes in. What a pattern keeps out is left out on purpose.
    fn tocs_of_nothing(&mut self, snapshot: &Snapshot) {
        let is_lost = |file: &&FilePath| {
            // Most files are none, whatever they stand for.
            if !file.name().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("toc")) {
                return false;
            }
            let logical = variant_of(file, self.config).0;
            let is_for_theme = self.config.theme.as_ref().is_some_and(|theme| file.is_within(theme));
            guarded::is_toc(&logical)
                && !is_for_theme
                && [*file, &logical].iter().all(|file| self.config.content.iter().all(|mapping| mapping.reason(file).is_none()))
                && self.config.resource_path(file).is_none()
                && self.layout.pages.iter().any(|page| page.is_within(&file.folder()))
        };
        let lost = snapshot.files().map(|(file, _)| file).filter(is_lost).map(|file| {
            rules::content_ignored::RULE
                .on(file)
                .message(format!("no pattern of `content` takes in `{file}`, so it is the TOC of no page"))
                .help("add a pattern for it to `content` in `docfx.json`, such as `**/toc.yml`")
        });
        let lost: Vec<Diagnostic> = lost.collect();
        self.layout.ignored.extend(lost);
    }

    // Languages that the configuration names, and no page is in: a slip in a folder or pattern.
    fn languages_of_nothing(&mut self) {
        let Some(file) = FilePath::new(PLAYBOOK).filter(|_| !self.layout.pages.is_empty()) else { return };
        for language in &self.config.languages {
            if !self.layout.pages.iter().any(|page| language.may_hold(&variant_of(page, self.config).0)) {
                let diagnostic = rules::config_invalid::RULE
                    .at(&file, language.at)
                    .message(format!("no page is in the language `{}`", language.tag))
                    .help("correct its `folder`, `files` or `suffix`, or remove it");
                self.layout.ignored.push(Diagnostic { severity: Severity::Warning, ..diagnostic });
            }
        }
    }

    // Breadcrumb files look like TOCs and are data of DocFX's theme.
    fn breadcrumb_files(&self) -> HashSet<FilePath> {
        let path = self.config.global_metadata.get("breadcrumb_path").and_then(Value::as_text);
        path.and_then(|path| FilePath::new(path.strip_prefix("~/").unwrap_or(path))).into_iter().collect()
    }
}
