//! Configuration: what `playbook.yml` and `docfx.json` say, together.
//!
//! In:    a snapshot.
//! Out:   `Config`, complete and valid, and diagnostics for what was not.
//! Never: looks at pages.

use std::collections::BTreeMap;

use crate::base::audience::{Audience, Readers};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::FilePath;
use crate::input::docfx::{FileMetadata, Mapping};
use crate::input::glob::Glob;
use crate::input::metadata::Metadata;
use crate::input::snapshot::Snapshot;

/// All settings of a playbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// The name of the site, for readers. From `playbook.yml` `title`, else `_appTitle` or `_appName`, else empty.
    pub title: String,
    /// The absolute URL at which the site will stand, with a final `/`, per audience name; the empty name is for all.
    pub urls: BTreeMap<String, String>,
    /// The audiences, in order. `internal` and `partner` when none are named. Lower case.
    pub audiences: Vec<String>,
    /// Whether `playbook.yml` names the audiences itself.
    pub audiences_are_named: bool,
    /// The metadata key that holds a page's audience: `ft.audience`.
    pub audience_key: String,
    /// What separates a file name from the audience it is a variant for: `--`.
    pub variant_separator: String,
    /// The playbook's own hosts, lower case, and the audiences whose site each of them is.
    pub hosts: BTreeMap<String, Readers>,
    /// The language of pages that no entry of `languages` names (BCP 47): `en`.
    pub language: String,
    /// Languages of parts of the playbook, in order; the first that matches a page counts.
    pub languages: Vec<Language>,
    /// Severities by rule code; `None` switches a rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Assets that every site gets even when no page refers to them.
    pub always_published: Vec<Glob>,
    /// Kinds of alert beside the built-in ones: name → CSS class (`markdownEngineProperties.alerts`).
    pub alerts: BTreeMap<String, String>,
    /// What is a page or a TOC.
    pub content: Vec<Mapping>,
    /// What may be shipped when a page refers to it.
    pub resource: Vec<Mapping>,
    /// Metadata of every page, weakest.
    pub global_metadata: Metadata,
    /// Metadata by glob; stronger than global, weaker than front matter.
    pub file_metadata: Vec<FileMetadata>,
    /// The output folder relative to the playbook's root: docfx.json `dest`, else `_site`. May climb above the root.
    pub dest: String,
    /// The folder of the project's own theme, if it has one.
    pub theme: Option<FilePath>,
    /// The most files one page may include, transitively.
    pub most_includes: usize,
    /// The most bytes one page may grow to by includes.
    pub most_included_bytes: usize,
}

/// A language of a part of the playbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Language {
    /// The BCP 47 tag: `zh-CN`.
    pub tag: String,
    /// The files in this language; empty means that the suffix alone tells.
    pub files: Vec<Glob>,
    /// What the file names of this language end in, before the extension: `-sc`. May be empty.
    pub suffix: String,
}

impl Config {
    /// Reads the configuration of a playbook. Where it is wrong, a default takes its place and a diagnostic says so.
    pub fn read(snapshot: &Snapshot) -> (Self, Vec<Diagnostic>) {
        let _ = snapshot;
        unimplemented!()
    }

    /// The configured audience of this name; blanks and case around it do not matter.
    pub fn audience(&self, name: &str) -> Option<Audience> {
        let name = name.trim().to_lowercase();
        self.audiences.iter().position(|known| *known == name).and_then(Audience::at)
    }

    /// The name of an audience.
    pub fn audience_name(&self, audience: Audience) -> &str {
        self.audiences.get(audience.place()).map_or("", String::as_str)
    }

    /// All configured audiences.
    pub fn everyone(&self) -> Readers {
        Readers::first(self.audiences.len())
    }
}
