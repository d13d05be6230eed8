//! Loading: a folder → a playbook that was read, ready to be asked for its sites.
//!
//! In:    the folder named on the command line, and perhaps an output folder.
//! Out:   `Files`: root, snapshot, configuration, output folder; the project's theme.
//! Never: reads a site that was built before as content.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::disk::{Note, Root};
use super::report::{Look, Report};
use super::{MachineError, publish, terminal};
use crate::base::date::{self, Date};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::FilePath;
use crate::input::config::Config;
use crate::input::snapshot::{Entry, Snapshot};
use crate::render::Theme;
use crate::rules;

/// The files that the configuration is read from.
pub const SETTINGS: [&str; 2] = ["playbook.yml", "docfx.json"];

/// The files of a playbook, and what its configuration says.
#[derive(Debug)]
pub struct Files {
    /// The folder, without the output folder in it.
    pub root: Root,
    /// Every file.
    pub snapshot: Snapshot,
    /// The configuration, and what is wrong with it.
    pub configured: (Config, Vec<Diagnostic>),
    /// Where sites go.
    pub out: PathBuf,
    /// What was left out and may be missed.
    pub notes: Vec<Note>,
}

impl Files {
    /// Reads a folder.
    ///
    /// # Errors
    /// When the folder cannot be read, or the configuration puts the output where it must not be.
    pub fn read(source: &Path, out: Option<&Path>) -> Result<Self, MachineError> {
        let (root, first, out) = Self::root(source, out)?;
        let loaded = root.load()?;
        let mut snapshot = loaded.snapshot;
        // Settings may be links to files elsewhere inside the root; what was read first counts.
        for (file, entry) in first.files() {
            snapshot.insert(file.clone(), entry.clone());
        }
        refuse_other_settings(&snapshot, loaded.notes.iter().map(|note| note.path.as_str()))?;
        let configured = configure(&root, &mut snapshot);
        Ok(Self { root, snapshot, configured, out, notes: loaded.notes })
    }

    /// The folder with what its settings take in and out, the settings themselves, and where sites go.
    ///
    /// # Errors
    /// As those of [`Self::read`].
    pub fn root(source: &Path, out: Option<&Path>) -> Result<(Root, Snapshot, PathBuf), MachineError> {
        let root = Root::open(source)?;
        // The output folder must be known before the files are walked, so that an old site is never read as content.
        let settings = SETTINGS.into_iter().filter_map(FilePath::new);
        let first = Snapshot::new(settings.filter_map(|file| root.entry_at(&file).map(|entry| (file, entry))));
        let (config, _) = Config::read(&first);
        let (out, shown) = match out {
            Some(out) => (out.to_owned(), format!("`{}`", out.display())),
            None => (configured_out(&root, &config.dest)?, format!("`{}` of the configuration", config.dest)),
        };
        refuse_sources(&root, &config, &out, &shown)?;
        Ok((root.with_folders_of(&config).without(&out), first, out))
    }

    /// Says on the terminal what was left out.
    pub fn say_notes(&self) {
        for note in &self.notes {
            terminal::warn(&format!("note: `{}` is left out: {}\n", note.path, note.why));
        }
    }

    /// What was left out, for authors. A folder that the system refuses may hold pages; a link that is not followed is most likely known.
    pub fn left_out(&self) -> impl Iterator<Item = Diagnostic> {
        self.notes.iter().map(|Note { path, why, is_refused }| {
            let rule = &rules::file_unreadable::RULE;
            let diagnostic = FilePath::new(path).map_or_else(|| rule.anywhere(), |file| rule.on(&file));
            let diagnostic = diagnostic.message(format!("`{path}` is left out: {why}"));
            if *is_refused { diagnostic.help("check its permissions") } else { Diagnostic { severity: Severity::Warning, ..diagnostic } }
        })
    }

    /// Refuses a configuration that cannot be read: its owners decided otherwise than the defaults.
    ///
    /// # Errors
    /// When it cannot be read; why is on the terminal.
    pub fn with_settings(self) -> Result<Self, MachineError> {
        if !self.configured.0.unreadable {
            return Ok(self);
        }
        terminal::warn(&Report::new(&self.configured.1, &self.snapshot, &[]).text(Look::Coloured));
        Err(MachineError::new("the configuration cannot be read; nothing was done"))
    }
}

// Settings by another name, or that cannot be opened, decide something else than the defaults: who may read what, above all.
fn refuse_other_settings<'n>(snapshot: &'n Snapshot, left_out: impl Iterator<Item = &'n str>) -> Result<(), MachineError> {
    let is_there = |name: &str| FilePath::new(name).is_some_and(|file| snapshot.get(&file).is_some());
    if is_there(SETTINGS[0]) {
        return Ok(());
    }
    let is_meant = |name: &&str| ["playbook.yml", "playbook.yaml"].iter().any(|known| name.eq_ignore_ascii_case(known));
    match snapshot.files().map(|(file, _)| file.as_str()).chain(left_out).find(is_meant) {
        Some(name) => {
            Err(MachineError::new(format!("`{name}` is not read: settings are in `{}`, a file of the playbook's own folder", SETTINGS[0])))
        }
        None => Ok(()),
    }
}

/// What the configuration of a snapshot says today.
pub fn configure(root: &Root, snapshot: &mut Snapshot) -> (Config, Vec<Diagnostic>) {
    follow_owners(root, snapshot);
    let mut configured = Config::read(snapshot);
    configured.0.freshness.as_of = configured.0.freshness.as_of.or_else(today);
    configured
}

/// Where hosts of repositories look for owners; the first one counts.
pub const OWNERS: [&str; 3] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// The one of their folders that is no content.
pub const OWNERS_FOLDER: &str = ".github";
/// Where the owners stand in a snapshot.
pub const OWNERS_IN_SNAPSHOT: &str = "CODEOWNERS";

/// The folder of owners that is no content, where there is one.
pub fn owners_folder(root: &Root) -> Option<PathBuf> {
    let folder = root.path().join(OWNERS_FOLDER);
    folder.is_dir().then_some(folder)
}

/// Reads who owns what into a snapshot; whether that is other than what the snapshot had.
pub fn follow_owners(root: &Root, snapshot: &mut Snapshot) -> bool {
    let is_file = |path: &PathBuf| std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file());
    let mut places = OWNERS.into_iter().map(|place| root.path().join(place)).filter(is_file);
    let text = places.find_map(|place| std::fs::read_to_string(place).ok());
    let Some(file) = FilePath::new(OWNERS_IN_SNAPSHOT) else { return false };
    match text {
        Some(text) if !matches!(snapshot.get(&file), Some(Entry::Text(known)) if **known == *text) => {
            snapshot.insert(file, Entry::Text(text.into()));
            true
        }
        None if matches!(snapshot.get(&file), Some(Entry::Text(_))) => {
            snapshot.remove(&file);
            true
        }
        Some(_) | None => false,
    }
}

/// The day, in UTC.
pub fn today() -> Option<Date> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    date::of_days(now.as_secs() / 86_400)
}

// The output folder that the configuration names.
fn configured_out(root: &Root, dest: &str) -> Result<PathBuf, MachineError> {
    let mut out = root.path().to_owned();
    for part in Path::new(dest).components() {
        match part {
            Component::Normal(name) => out.push(name),
            Component::ParentDir => _ = out.pop(),
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => {
                return Err(MachineError::new(format!(
                    "`dest: {dest}` in the configuration is no relative path; name the folder with --out"
                )));
            }
        }
    }
    Ok(out)
}

// A folder that holds what authors wrote: sites there would stand among the sources, which then are content no more.
fn refuse_sources(root: &Root, config: &Config, out: &Path, shown: &str) -> Result<(), MachineError> {
    let Ok(real) = std::fs::canonicalize(out) else { return Ok(()) };
    if root.path().starts_with(&real) {
        let message = format!("the output folder {shown} holds the playbook itself; name another one there or with --out");
        return Err(MachineError::new(message));
    }
    // What somebody put beside sites of ours is known to be no content.
    if !real.starts_with(root.path()) || publish::has_sites(&real) {
        return Ok(());
    }
    let content = config.content_as_written();
    let is_source = |file: &&FilePath| {
        let is_read = file.has_extension("md") || file.name().eq_ignore_ascii_case("toc.yml");
        is_read && content.iter().any(|mapping| mapping.take(file))
    };
    match root.survey(&real).files.keys().find(is_source) {
        Some(file) => Err(MachineError::new(format!("the output folder {shown} holds sources, such as `{file}`; choose another one"))),
        None => Ok(()),
    }
}

/// The theme of a playbook: the built-in one, with the project's own files in place of its.
///
/// # Errors
/// When a file of it cannot be read, or a template is wrong.
pub fn theme(root: &Root, snapshot: &Snapshot, config: &Config) -> Result<Arc<Theme>, MachineError> {
    let Some(folder) = &config.theme else { return Ok(Theme::built_in()) };
    let mut own = std::collections::BTreeMap::new();
    for (file, entry) in snapshot.files().filter(|(file, _)| file.is_within(folder)) {
        let inside = file.as_str()[folder.as_str().len()..].trim_start_matches('/').to_owned();
        let text = match entry {
            Entry::Text(text) => text.to_string(),
            Entry::NotUtf8 { .. } | Entry::Asset { .. } | Entry::Unreadable(_) => {
                let mut text = String::new();
                let read = root.open_file(file).and_then(|mut file| file.read_to_string(&mut text));
                match read {
                    Ok(_) => text,
                    Err(why) => return Err(MachineError::new(format!("cannot read `{file}` of the theme: {why}"))),
                }
            }
        };
        own.insert(inside, text);
    }
    Theme::with(&own).map(Arc::new).map_err(|why| MachineError::new(format!("the theme in `{folder}` does not work: {why}")))
}
