//! Otherwise: the files of a playbook by other names than those on disk.
//!
//! In:    the logical paths, and the addresses of the pages.
//! Out:   `Otherwise`: the same files by what else was written.
//! Never: decides which of several is meant.

use crate::base::hash::{HashMap, map_for, set_for};
use crate::base::path::{FilePath, OutPath};
use crate::base::spelling::one_for_all;

/// The files of a playbook by other names.
#[derive(Debug, Default)]
pub(super) struct Otherwise {
    by_path: HashMap<Box<str>, Vec<FilePath>>,
    by_address: HashMap<Box<str>, Vec<FilePath>>,
}

impl Otherwise {
    /// The names of files in an order, which is that of the files of one name; and of pages with their addresses.
    pub(super) fn of(paths: &[FilePath], addresses: &[(OutPath, FilePath)]) -> Self {
        Self {
            by_path: by_lower(paths.iter().map(|path| (path.as_str(), path))),
            by_address: by_lower(addresses.iter().map(|(address, path)| (address.as_str(), path))),
        }
    }

    /// The files with this name, but for case and how accents are composed.
    pub(super) fn spelled(&self, path: &str) -> &[FilePath] {
        self.by_path.get(&*one_for_all(path)).map_or(&[], Vec::as_slice)
    }

    /// The pages at this address of the output, but for the same.
    pub(super) fn addressed(&self, address: &str) -> &[FilePath] {
        self.by_address.get(&*one_for_all(address)).map_or(&[], Vec::as_slice)
    }
}

fn by_lower<'p>(named: impl ExactSizeIterator<Item = (&'p str, &'p FilePath)>) -> HashMap<Box<str>, Vec<FilePath>> {
    let mut files: HashMap<Box<str>, Vec<FilePath>> = map_for(named.len());
    for (name, path) in named {
        let name = one_for_all(name);
        // Nearly all names are of one file.
        match files.get_mut(&*name) {
            Some(files) => files.push(path.clone()),
            None => _ = files.insert(name.into(), vec![path.clone()]),
        }
    }
    files
}

/// Whether any two paths are taken for one by some file system or reader.
pub(super) fn have_twins(paths: &[FilePath]) -> bool {
    let mut seen = set_for(paths.len());
    !paths.iter().all(|path| seen.insert(one_for_all(path.as_str())))
}

/// How a link in `from`, which was typed otherwise, names a file as it is spelled on disk.
pub(super) fn right_spelling(from: &FilePath, typed: &str, logical: &FilePath) -> String {
    if typed.starts_with('/') { format!("/{logical}") } else { logical.relative_to(&from.folder()) }
}
