//! Targets: what an author typed → what is meant.
//!
//! In:    a file, and the text of a link in it.
//! Out:   `Found`: the target in the terms of the playbook, and what was wrong with the spelling.
//! Never: asks for an audience: who may follow the link is the view's decision.
//!
//! Source of the rules: DocFX's link resolution, and where it leaves a link dead that can be understood, the wider reading that the manual lists.

use std::sync::OnceLock;

use super::near::Near;
use super::otherwise::{Otherwise, have_twins, right_spelling};
use super::slips::{other_spelling, unwrapped_safelink, without_scheme};
use super::typed::{plain, resolve};
use crate::base::audience::{Audience, Readers};
use crate::base::diagnostic::Rule;
use crate::base::hash::HashMap;
use crate::base::nearest::nearest;
use crate::base::path::{FilePath, OutPath};
use crate::base::url;
use crate::corpus::document::DocumentId;
use crate::input::config::Config;
use crate::rules;

/// Every file of the playbook, as links name it.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    // By logical path: without the suffix of a variant.
    by_path: HashMap<FilePath, Slot>,
    // The same paths, in the order in which they came.
    paths: Vec<FilePath>,
    // The pages by the address of the output, as it is spelled.
    addresses: Vec<(OutPath, FilePath)>,
    // What is asked for a path that is not spelled as on disk. Most playbooks of thousands of pages have none such, so it is made for the first of them.
    otherwise: OnceLock<Otherwise>,
    // What is asked for a path that names nothing.
    near: OnceLock<Near>,
    // Whether any two paths are taken for one.
    has_twins: OnceLock<bool>,
}

/// The files that stand for one logical path.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Slot {
    /// The plain file and the variants.
    pub files: Vec<Candidate>,
}

/// One file of a slot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Candidate {
    /// The file.
    pub file: FilePath,
    /// The audience whose variant it is.
    pub variant: Option<Audience>,
    /// What it is.
    pub role: Role,
}

/// What a file of the playbook can be to a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// A page.
    Page(DocumentId),
    /// A TOC of the content set.
    Toc,
    /// A file that may be shipped.
    Asset,
    /// A page that cannot be read; its author was told.
    Broken,
    /// In the repository, not in the content set.
    OutOfScope,
}

/// What a link means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Found {
    /// The target.
    pub target: Target,
    /// What follows the path: `?a#b`.
    pub suffix: String,
    /// What is wrong with the spelling.
    pub problems: Vec<Problem>,
}

/// A target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// A place on the same page; the suffix says which.
    Here,
    /// A logical path of the playbook.
    File(FilePath),
    /// An address elsewhere, complete.
    External(String),
    /// One of the playbook's own hosts, whose site is for other readers than these.
    OtherSite {
        /// The host.
        host: String,
        /// Whose site it is.
        readers: Readers,
        /// What the address would be on this playbook.
        inside: Box<Target>,
    },
    /// A cross reference by uid.
    Uid(String),
    /// Nothing in the playbook.
    Missing {
        /// The likeliest name meant.
        near: Option<FilePath>,
        /// The path as understood.
        path: String,
    },
    /// Nothing that may be followed.
    Unsafe,
    /// No target was given.
    Empty,
}

/// Something wrong with the spelling of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Problem {
    /// The rule.
    pub rule: &'static Rule,
    /// What is wrong.
    pub message: String,
    /// The right spelling.
    pub help: String,
}

impl Targets {
    /// Makes room for so many files.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.by_path.reserve(count);
        self.paths.reserve_exact(count);
    }

    /// Puts a file in.
    pub(crate) fn insert(&mut self, logical: &FilePath, candidate: Candidate) {
        let slot = self.by_path.entry(logical.clone()).or_default();
        if slot.files.is_empty() {
            self.paths.push(logical.clone());
        }
        slot.files.push(candidate);
        self.otherwise.take();
        self.near.take();
        self.has_twins.take();
    }

    /// Says at which address a page will stand.
    pub(crate) fn address(&mut self, address: OutPath, logical: &FilePath) {
        self.addresses.push((address, logical.clone()));
        self.otherwise.take();
    }

    fn otherwise(&self) -> &Otherwise {
        self.otherwise.get_or_init(|| Otherwise::of(&self.paths, &self.addresses))
    }

    /// The logical path of the page that stands at an address, for whomever; case does not matter.
    pub(crate) fn page_at(&self, address: &str) -> Option<&FilePath> {
        self.otherwise().addressed(address).first()
    }

    /// The files that stand for a logical path.
    pub(crate) fn slot(&self, logical: &FilePath) -> Option<&Slot> {
        self.by_path.get(logical)
    }

    // The file that is spelled so.
    fn exact(&self, path: &str) -> Option<Spelled<'_>> {
        self.by_path.get_key_value(path).map(|(logical, _)| Spelled { logical, is_exact: true })
    }

    /// The files a path may name: the one spelled so, then those that differ only in case.
    fn spelled<'s>(&'s self, path: &str) -> impl Iterator<Item = Spelled<'s>> + use<'s> {
        let exact = self.exact(path);
        let is_the_only_one = || exact.is_some() && !*self.has_twins.get_or_init(|| have_twins(&self.paths));
        let others = if path.is_empty() || is_the_only_one() { &[] } else { self.otherwise().spelled(path) };
        let others = others.iter().filter(move |logical| exact.is_none_or(|exact| exact.logical != *logical));
        exact.into_iter().chain(others.map(|logical| Spelled { logical, is_exact: false }))
    }

    /// The document that an include in `from` names, and whether it is spelled as on disk. Of several that a path may name, the first
    /// that is admitted counts; where none is, the first.
    pub(crate) fn included(&self, from: &FilePath, path: &str, admits: &dyn Fn(&FilePath) -> bool) -> Option<Spelled<'_>> {
        let full = resolve(from, path)?;
        let exact = self.exact(full.as_str()).filter(|exact| admits(exact.logical));
        exact.or_else(|| first_admitted(self.spelled(full.as_str()), admits))
    }

    /// All that an include in `from` may name, for whichever readers.
    pub(crate) fn includable<'t>(&'t self, from: &FilePath, path: &str) -> impl Iterator<Item = &'t FilePath> + use<'t> {
        resolve(from, path).into_iter().flat_map(|full| self.spelled(full.as_str())).map(|spelled| spelled.logical)
    }

    /// The likeliest file meant by a path that names none.
    pub(crate) fn suggestion(&self, from: &FilePath, path: &str) -> Option<FilePath> {
        self.near(from, &url::decode(path))
    }

    /// What a link in `from` means to readers for whom `admits` says which logical paths there are.
    ///
    /// A path may name several files: one that differs in case, a page by its address, a folder's index. What a reader may not have must not
    /// change what the path means to that reader; so the first that is admitted counts, and only where none is, the first.
    pub(crate) fn find(&self, from: &FilePath, typed: &str, config: &Config, admits: &dyn Fn(&FilePath) -> bool) -> Found {
        let mut problems = Vec::new();
        let mut text = typed.trim();
        let cleaned: String;
        if text.contains(['\u{200b}', '\u{feff}', '\u{2060}', '\u{a0}']) {
            cleaned = text.chars().filter(|c| !matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{a0}')).collect();
            problems.push(Problem {
                rule: &rules::link_malformed::RULE,
                message: "an invisible character stands in this link".to_owned(),
                help: format!("write `{cleaned}`"),
            });
            text = cleaned.trim();
        }
        let search = Search { targets: self, config, admits };
        let (target, suffix) = search.plain(from, text).unwrap_or_else(|| search.understand(from, text, &mut problems));
        Found { target, suffix, problems }
    }

    // The likeliest file meant.
    fn near(&self, from: &FilePath, path: &str) -> Option<FilePath> {
        let full = resolve(from, path)?;
        self.near.get_or_init(|| Near::of(&self.paths)).find(&full, from).cloned()
    }
}

/// A file that a path may name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spelled<'t> {
    /// The logical path.
    pub logical: &'t FilePath,
    /// Whether it was written as it is spelled on disk.
    pub is_exact: bool,
}

fn first_admitted<'t>(found: impl Iterator<Item = Spelled<'t>>, admits: &dyn Fn(&FilePath) -> bool) -> Option<Spelled<'t>> {
    let mut first = None;
    for spelled in found {
        if admits(spelled.logical) {
            return Some(spelled);
        }
        first = first.or(Some(spelled));
    }
    first
}

// One look-up, for one set of readers.
struct Search<'t> {
    targets: &'t Targets,
    config: &'t Config,
    admits: &'t dyn Fn(&FilePath) -> bool,
}

impl<'t> Search<'t> {
    fn plain(&self, from: &FilePath, text: &str) -> Option<(Target, String)> {
        let (full, suffix) = plain(from, text)?;
        let (logical, _) = self.targets.by_path.get_key_value(full.as_str())?;
        (self.admits)(logical).then(|| (Target::File(logical.clone()), suffix.to_owned()))
    }

    fn understand(&self, from: &FilePath, text: &str, problems: &mut Vec<Problem>) -> (Target, String) {
        let nothing = String::new;
        if text.is_empty() {
            return (Target::Empty, nothing());
        }
        if text.starts_with(['#', '?']) {
            return (Target::Here, text.to_owned());
        }
        if let Some(rest) = text.strip_prefix("//") {
            return self.absolute(&format!("https://{rest}"), problems);
        }
        if let Some(scheme) = url::scheme(text) {
            return self.with_scheme(scheme, text, problems);
        }
        if let Some((scheme, rest)) = text.split_once("//").filter(|(scheme, _)| matches!(*scheme, "http" | "https")) {
            let url = format!("{scheme}://{rest}");
            problems.push(Problem {
                rule: &rules::link_malformed::RULE,
                message: format!("`{text}` lacks the colon of its scheme"),
                help: format!("write `{url}`"),
            });
            return self.absolute(&url, problems);
        }
        if let Some(fixed) = without_scheme(text) {
            // A file of that name wins, for those who have it.
            let (path, _) = url::split_suffix(text);
            if !self.file(from, path).is_some_and(|found| (self.admits)(found.logical)) {
                problems.push(fixed.problem);
                return self.with_scheme(url::scheme(&fixed.url).unwrap_or("https"), &fixed.url, problems);
            }
        }
        let (path, suffix) = url::split_suffix(text);
        if let Some(Spelled { logical, is_exact }) = self.file(from, path) {
            // The file that was written may stand behind another one at the same address; then its spelling is not the mistake.
            let is_there = resolve(from, &url::decode(path)).is_some_and(|full| self.targets.by_path.contains_key(&full));
            if !is_exact && !is_there {
                let right = right_spelling(from, path, logical);
                problems.push(other_spelling(path, &right));
            }
            (Target::File(logical.clone()), suffix.to_owned())
        } else {
            let decoded = url::decode(path);
            (Target::Missing { near: self.targets.near(from, &decoded), path: decoded.into_owned() }, suffix.to_owned())
        }
    }

    // The file that a path in `from` names, and whether it is spelled as on disk.
    fn file(&self, from: &FilePath, path: &str) -> Option<Spelled<'t>> {
        let decoded = url::decode(path);
        let full = resolve(from, &decoded)?;
        let full = full.as_str();
        let targets = self.targets;
        // The common case: what is written is there.
        if let Some(found) = targets.exact(full).filter(|found| (self.admits)(found.logical)) {
            return Some(found);
        }
        let as_written = |found: Spelled<'t>| Spelled { is_exact: true, ..found };
        // The address of a page: `x.html`, or what the old host served without regard to case.
        let addressed = targets.otherwise().addressed(full).iter();
        let stem = full.strip_suffix(".html").or_else(|| full.strip_suffix(".htm"));
        // A folder stands for its index; a name without extension for the page of that name.
        let index = if full.is_empty() { "index.md".to_owned() } else { format!("{full}/index.md") };
        let has_extension = full.rsplit('/').next().is_some_and(|name| name.contains('.'));
        let bare = (!has_extension && !full.is_empty()).then(|| format!("{full}.md"));
        let all = targets
            .spelled(full)
            .chain(addressed.map(|logical| Spelled { logical, is_exact: true }))
            .chain(stem.into_iter().flat_map(|stem| targets.spelled(&format!("{stem}.md"))).map(as_written))
            .chain(targets.spelled(&index))
            .chain(bare.into_iter().flat_map(|bare| targets.spelled(&bare)));
        first_admitted(all, self.admits)
    }

    fn with_scheme(&self, scheme: &str, text: &str, problems: &mut Vec<Problem>) -> (Target, String) {
        const KNOWN: [&str; 12] =
            ["http", "https", "mailto", "tel", "ftp", "ftps", "sms", "sip", "callto", "msteams", "ms-settings", "xref"];
        let lower = scheme.to_ascii_lowercase();
        match lower.as_str() {
            "http" | "https" => self.absolute(text, problems),
            "xref" => {
                let (uid, suffix) = url::split_suffix(&text[5..]);
                (Target::Uid(url::decode(uid).into_owned()), suffix.to_owned())
            }
            "javascript" | "vbscript" | "data" | "file" | "blob" | "view-source" => (Target::Unsafe, String::new()),
            known if KNOWN.contains(&known) => (Target::External(text.to_owned()), String::new()),
            unknown => {
                let rest = &text[scheme.len()..];
                // A slip in `https` is far likelier than one in `ftps`.
                let web = if unknown.starts_with('h') { nearest(unknown, ["https", "http"]) } else { None };
                if let Some(near) = web.or_else(|| nearest(unknown, KNOWN))
                    && near != "xref"
                    && rest.starts_with("://")
                {
                    problems.push(Problem {
                        rule: &rules::link_malformed::RULE,
                        message: format!("`{scheme}:` is no scheme"),
                        help: format!("write `{near}{rest}`"),
                    });
                    return self.absolute(&format!("{near}{rest}"), problems);
                }
                (Target::External(text.to_owned()), String::new())
            }
        }
    }

    // An absolute http address: elsewhere, or one of the playbook's own hosts.
    fn absolute(&self, address: &str, problems: &mut Vec<Problem>) -> (Target, String) {
        if let Some(wrapped) = unwrapped_safelink(address) {
            problems.push(Problem {
                rule: &rules::safelink::RULE,
                message: "this link leads through a mail gateway".to_owned(),
                help: format!("write `{wrapped}`"),
            });
            if !wrapped.contains("safelinks.protection.outlook.com") {
                return self.absolute(&wrapped, problems);
            }
        }
        let after_scheme = address.find("://").map_or(0, |place| place + 3);
        let host_end = address[after_scheme..].find(['/', '?', '#', '\\']).map_or(address.len(), |end| after_scheme + end);
        let host = url::host(&address[after_scheme..host_end]);
        let Some(readers) = self.config.hosts.get(&host) else { return (Target::External(address.to_owned()), String::new()) };
        let (path, suffix) = url::split_suffix(&address[host_end..]);
        let inside = match self.file(&FilePath::root(), if path.is_empty() { "/" } else { path }) {
            Some(found) => Target::File(found.logical.clone()),
            None => Target::Missing { near: self.targets.near(&FilePath::root(), path), path: path.to_owned() },
        };
        (Target::OtherSite { host, readers: *readers, inside: Box::new(inside) }, suffix.to_owned())
    }
}
