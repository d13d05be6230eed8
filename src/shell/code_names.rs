//! Names of code: the files that pages show as code, before it is known which they are.
//!
//! In:    the texts of a playbook.
//! Out:   `CodeNames`: what they name, so that no other file is read as a text.
//! Never: opens a file.

use std::collections::BTreeMap;

use crate::base::hash::HashSet;
use crate::base::path::FilePath;
use crate::corpus;
use crate::input::snapshot::{Entry, Snapshot};
use crate::par;

/// The names, in lower case, of the files that texts show as code, by text.
#[derive(Debug, Default)]
pub struct CodeNames(BTreeMap<FilePath, Vec<String>>);

impl CodeNames {
    /// Adds those of a text.
    pub fn add(&mut self, path: &FilePath, names: Vec<String>) {
        if !names.is_empty() {
            self.0.insert(path.clone(), names);
        }
    }

    /// All of them.
    pub fn all(&self) -> HashSet<&str> {
        self.0.values().flatten().map(String::as_str).collect()
    }

    /// Those of all texts.
    pub fn of(snapshot: &Snapshot) -> Self {
        let files: Vec<(&FilePath, &Entry)> = snapshot.files().collect();
        let named = par::map(&files, |(path, entry)| Self::in_file(path, entry));
        let mut all = Self::default();
        for ((path, _), names) in files.into_iter().zip(named) {
            all.add(path, names);
        }
        all
    }

    /// Those of a file that was read.
    pub fn in_file(path: &FilePath, entry: &Entry) -> Vec<String> {
        let text = entry.text().filter(|_| path.has_extension("md"));
        text.map(|text| corpus::code_files_named(text)).unwrap_or_default()
    }

    /// Looks into the texts that changed; whether one of them names what it did not.
    pub fn follow<'a>(&mut self, snapshot: &Snapshot, changed: impl IntoIterator<Item = &'a FilePath>) -> bool {
        let mut is_more = false;
        for file in changed.into_iter().filter(|file| file.has_extension("md")) {
            let names = snapshot.text(file).map(|text| corpus::code_files_named(text)).unwrap_or_default();
            let known = self.0.remove(file).unwrap_or_default();
            is_more |= names.iter().any(|name| !known.contains(name));
            self.add(file, names);
        }
        is_more
    }
}
