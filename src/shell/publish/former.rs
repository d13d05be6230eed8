//! Former sites: those of audiences that there are no more — taken away with the build that no longer makes them.
//!
//! In:    an output folder, and the sites that are written to it now.
//! Out:   the sites beside them that playbook wrote, out of sight.
//! Never: touches a folder that playbook did not write, or that another program keeps a history in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Publisher, Stage, is_ours, refuse_foreign};
use crate::base::spelling::one_for_all;
use crate::shell::MachineError;

/// What becomes of other sites of ours in the output folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Others {
    /// They stay: somebody asked for some sites only.
    Stay,
    /// They go: there are no such audiences any more.
    Go,
}

/// The sites that were taken away: where each stood, and where it is now.
#[derive(Debug, Default)]
pub(super) struct Former(Vec<(PathBuf, PathBuf)>);

impl Former {
    /// Takes the sites away that stand in the output folder and are none of `stages`.
    pub(super) fn take_away(publisher: &Publisher, stages: &[Stage<'_>]) -> Result<Self, MachineError> {
        let mut former = Self::default();
        for (number, place) in sites_in(&publisher.out).into_iter().filter(|place| !is_one_of(place, stages)).enumerate() {
            let shown = publisher.shown.join(place.file_name().unwrap_or_default());
            let aside = publisher.work.join(format!("gone-{number}"));
            let taken = refuse_foreign(&place, &shown)
                .and_then(|()| fs::rename(&place, &aside).map_err(|why| MachineError::with_file("take away the old site", &shown, &why)));
            if let Err(error) = taken {
                former.put_back();
                return Err(error);
            }
            former.0.push((place, aside));
        }
        Ok(former)
    }

    /// Puts them where they were. What cannot be put back is gone with the unfinished work: nobody asked for it.
    pub(super) fn put_back(self) {
        for (place, aside) in self.0 {
            let _ = fs::rename(aside, place);
        }
    }

    /// The names of the folders.
    pub(super) fn names(&self) -> Vec<String> {
        self.0.iter().filter_map(|(place, _)| Some(place.file_name()?.to_string_lossy().into_owned())).collect()
    }
}

/// Whether a folder holds sites of several audiences, and nothing else.
pub(super) fn holds_sites_only(folder: &Path) -> io::Result<bool> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    Ok(entries.iter().all(|entry| is_site(&entry.path())))
}

/// Whether playbook wrote to a folder before: a site, or several beside each other.
pub(in crate::shell) fn has_sites(folder: &Path) -> bool {
    is_ours(folder) || !sites_in(folder).is_empty()
}

// In the order of their names.
fn sites_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut sites: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_site(path)).collect();
    sites.sort();
    sites
}

fn is_site(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir()) && is_ours(path)
}

// Where case is no matter, the folder of an audience may be spelled as it was before.
fn is_one_of(place: &Path, stages: &[Stage<'_>]) -> bool {
    let key = |path: &Path| one_for_all(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned();
    let is_same = |other: &Path| fs::canonicalize(place).ok().is_some_and(|real| fs::canonicalize(other).ok() == Some(real));
    stages.iter().any(|stage| stage.place == place || key(&stage.place) == key(place) && is_same(&stage.place))
}
