//! Addresses: what stands where in the site of an audience — one file at each address, whatever a file system takes for the same.
//!
//! In:    what the pages and resources of an audience would be published as.
//! Out:   those that are published, and a diagnostic for each that is not.
//! Never: lets the order in which files were found decide, or a file vanish without a word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Admission;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::hash::{HashMap, HashSet, map_for};
use crate::base::path::{FilePath, OutPath};
use crate::base::spelling::{composed, one_for_all};
use crate::input::redirects::FILE;
use crate::rules;
use crate::site::{Link, address};

/// Resources, with the addresses that they would have.
pub(super) type Wanted = BTreeSet<(OutPath, FilePath)>;

/// The addresses that are taken, and by whom.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    taken: HashMap<String, FilePath>,
    // Folders in which something stands, and the first file in each.
    folders: HashMap<String, FilePath>,
    // Those that were taken before these.
    before: Option<Arc<Addresses>>,
}

impl Addresses {
    /// None yet, of so many.
    pub(super) fn with_room_for(count: usize) -> Self {
        Self { taken: map_for(count), ..Self::default() }
    }

    // Further addresses.
    fn after(before: &Arc<Self>) -> Self {
        Self { before: Some(Arc::clone(before)), ..Self::default() }
    }

    /// Gives `address` to `file`.
    ///
    /// # Errors
    /// A diagnostic, when something else stands there or the address can be that of no file.
    pub(super) fn take(&mut self, file: &FilePath, address: &OutPath) -> Result<(), Box<Diagnostic>> {
        if let Some(name) = address.overlong() {
            return Err(Box::new(overlong(file, name)));
        }
        let key = one_for_all(address.as_str());
        if let Some(what) = made_by_the_program(&key) {
            return Err(Box::new(taken_by_the_program(file, address, what)));
        }
        let folder = key.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(first) = self.file_at(&key) {
            return Err(Box::new(collision(file, first, address)));
        }
        if let Some(first) = self.first_in(&key).or_else(|| self.file_above(folder)) {
            return Err(Box::new(file_and_folder(file, first, address)));
        }
        self.enter(folder, file);
        self.taken.insert(key.into_owned(), file.clone());
        Ok(())
    }

    fn file_at(&self, key: &str) -> Option<&FilePath> {
        self.taken.get(key).or_else(|| self.before.as_ref()?.file_at(key))
    }

    fn first_in(&self, folder: &str) -> Option<&FilePath> {
        self.folders.get(folder).or_else(|| self.before.as_ref()?.first_in(folder))
    }

    // A file where one of these folders would have to be. In a folder that is known there is none.
    fn file_above(&self, folder: &str) -> Option<&FilePath> {
        if folder.is_empty() || self.first_in(folder).is_some() {
            return None;
        }
        self.file_at(folder).or_else(|| self.file_above(folder.rsplit_once('/')?.0))
    }

    fn enter(&mut self, folder: &str, file: &FilePath) {
        if folder.is_empty() || self.first_in(folder).is_some() {
            return;
        }
        self.folders.insert(folder.to_owned(), file.clone());
        if let Some((above, _)) = folder.rsplit_once('/') {
            self.enter(above, file);
        }
    }
}

/// The resources that are published, and the addresses at which nothing stands for that: pages come first, then the first file in the order of paths.
pub(super) fn resources(
    admission: &Admission<'_>,
    wanted: &Wanted,
    diagnostics: &mut Vec<Diagnostic>,
) -> (BTreeMap<OutPath, FilePath>, HashSet<OutPath>) {
    let mut addresses = Addresses::after(&admission.addresses);
    let mut in_order: Vec<&(OutPath, FilePath)> = wanted.iter().collect();
    in_order.sort_by_key(|(address, file)| (file, address));
    let (mut published, mut unpublished) = (BTreeMap::new(), HashSet::default());
    for (address, file) in in_order {
        match addresses.take(file, address) {
            Ok(()) => _ = published.insert(address.clone(), file.clone()),
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                unpublished.insert(address.clone());
            }
        }
    }
    // Where two files have the same address, the first one stands there.
    unpublished.retain(|address| !published.contains_key(address));
    (published, unpublished)
}

/// Takes out the redirections whose old address is that of a resource, or of no file. Those of pages were taken out before.
pub(super) fn free_redirections(
    redirects: &mut BTreeMap<OutPath, Link>,
    assets: &BTreeMap<OutPath, FilePath>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if redirects.is_empty() {
        return;
    }
    let taken: HashMap<_, _> = assets.iter().map(|(address, file)| (one_for_all(address.as_str()), file)).collect();
    redirects.retain(|address, _| {
        let found = match (address.overlong(), taken.get(&one_for_all(address.as_str()))) {
            (None, None) => return true,
            (Some(name), _) => FilePath::new(FILE).map(|file| overlong(&file, name)),
            (None, Some(file)) => Some(
                rules::output_collision::RULE
                    .on(file)
                    .message(format!("`{file}` would be published as `{address}`, an old address that leads elsewhere"))
                    .help(format!("rename the file, or remove the redirection from `{FILE}`; only the file is published")),
            ),
        };
        diagnostics.extend(found);
        false
    });
}

// What the program itself writes there, and no author's file may replace.
fn made_by_the_program(key: &str) -> Option<&'static str> {
    match key {
        address::CONTENTS => Some("there is the page with the whole contents"),
        ".playbook" => Some("by that file playbook knows a site of its own"),
        "search" | "assets" => Some("there is a folder of the program"),
        key if key.starts_with("search/pagefind") => Some("there is the search"),
        _ => None,
    }
}

fn taken_by_the_program(file: &FilePath, address: &OutPath, what: &str) -> Diagnostic {
    rules::output_collision::RULE
        .on(file)
        .message(format!("`{file}` would be published as `{address}`, and {what}"))
        .help("rename the file; it is not published")
}

fn collision(file: &FilePath, first: &FilePath, address: &OutPath) -> Diagnostic {
    let looks_the_same = file != first && composed(file.as_str()) == composed(first.as_str());
    let help = if looks_the_same {
        "their names look the same and differ in Unicode characters: rename one of them; only the first is published"
    } else {
        "rename one of them; only the first is published"
    };
    let message = format!("`{file}` and `{first}` would both be published as `{address}`");
    rules::output_collision::RULE.on(file).message(message).target(first).help(help)
}

// One would be a folder where the other is a file.
fn file_and_folder(file: &FilePath, first: &FilePath, address: &OutPath) -> Diagnostic {
    rules::output_collision::RULE
        .on(file)
        .message(format!(
            "`{file}` cannot be published as `{address}` beside `{first}`: one would be a file, the other a folder of that name"
        ))
        .target(first)
        .help("rename one of them; only the first is published")
}

fn overlong(file: &FilePath, name: &str) -> Diagnostic {
    let diagnostic = rules::output_name_invalid::RULE
        .on(file)
        .message(format!("the name of this file would have {} bytes in the site, and file systems allow 255", name.len()))
        .label("the file is not published")
        .help("give the file a shorter name; letters other than a to z count as two or more bytes");
    Diagnostic { severity: Severity::Error, ..diagnostic }
}
