//! Otherwise: the files of a playbook by other names than those on disk.
//!
//! In:    the logical paths, and the addresses of the pages.
//! Out:   `Otherwise`: the same files by what else was written.
//! Never: decides which of several is meant.

use crate::base::hash::{HashMap, HashSet};
use crate::base::path::{FilePath, OutPath};
use crate::base::spelling::one_for_all;

/// The files of a playbook by other names.
#[derive(Debug, Default)]
#[expect(clippy::struct_field_names, reason = "each is a way to look the same files up")]
pub(super) struct Otherwise {
    /// By the one spelling of all names that are taken for one, for what was written in another case.
    pub(super) by_lower: HashMap<String, Vec<FilePath>>,
    /// By the lower-case address of the output, for links to `.html`.
    pub(super) by_address: HashMap<String, Vec<FilePath>>,
    /// By lower-case file name, for suggestions.
    pub(super) by_name: HashMap<String, Vec<FilePath>>,
    /// By folder, for suggestions.
    pub(super) by_folder: HashMap<FilePath, Vec<FilePath>>,
}

impl Otherwise {
    /// The names of files in an order, which is that of the files of one name; and of pages with their addresses.
    pub(super) fn of(paths: &[FilePath], addresses: &[(OutPath, FilePath)]) -> Self {
        let mut otherwise = Self::default();
        for path in paths {
            otherwise.by_lower.entry(one_for_all(path.as_str()).into_owned()).or_default().push(path.clone());
            otherwise.by_name.entry(path.name().to_lowercase()).or_default().push(path.clone());
            otherwise.by_folder.entry(path.folder()).or_default().push(path.clone());
        }
        for (address, path) in addresses {
            otherwise.by_address.entry(address.as_str().to_lowercase()).or_default().push(path.clone());
        }
        otherwise
    }
}

/// Whether any two paths are taken for one by some file system or reader.
pub(super) fn have_twins(paths: &[FilePath]) -> bool {
    let mut seen = HashSet::default();
    !paths.iter().all(|path| seen.insert(one_for_all(path.as_str())))
}

/// How a link in `from`, which was typed otherwise, names a file as it is spelled on disk.
pub(super) fn right_spelling(from: &FilePath, typed: &str, logical: &FilePath) -> String {
    if typed.starts_with('/') { format!("/{logical}") } else { logical.relative_to(&from.folder()) }
}
