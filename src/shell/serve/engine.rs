//! Engine: the loop that keeps the preview at the state of the files.
//!
//! In:    events, and the files that they hint at.
//! Out:   one generation after another; a line on the terminal for each.
//! Never: trusts an event: content is compared, and what is the same makes nothing anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::findings::Findings;
use super::generation::{Generation, Mounted, Shown};
use super::preview::Preview;
use super::socket::Signal;
use super::watch::{Event, Watch};
use crate::base::audience::Audience;
use crate::base::counted::plural;
use crate::base::date::Date;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::corpus::View;
use crate::input::config::Config;
use crate::input::snapshot::{Entry, Snapshot};
use crate::pipeline::Playbook;
use crate::render::{Output, Theme, search_index};
use crate::shell::code_names::CodeNames;
use crate::shell::disk::{Root, Survey, TEXTS};
use crate::shell::load::{
    Files, OWNERS, OWNERS_FOLDER, OWNERS_IN_SNAPSHOT, SETTINGS, configure, follow_owners, owners_folder, theme, today,
};
use crate::shell::{MachineError, images, terminal};

// Everything is looked at that often, whatever was or was not heard.
const SELF_CHECK: Duration = Duration::from_mins(1);
// A file that is empty for a moment is being written.
const WRITING: Duration = Duration::from_millis(25);

/// The engine of a preview.
#[derive(Debug)]
pub struct Engine {
    source: PathBuf,
    wanted: Vec<String>,
    preview: Arc<Preview>,
    signal: Signal,
    watch: Watch,
    root: Arc<Root>,
    snapshot: Snapshot,
    configured: (Config, Vec<Diagnostic>),
    // The day on which it was read.
    day: Option<Date>,
    // What pages show as code; looked for when it is first asked for.
    code: Option<CodeNames>,
    theme: Option<Arc<Theme>>,
    // The last state: what is the same is taken over.
    playbook: Option<Playbook>,
    // What each file was known by when it was read.
    stamps: BTreeMap<FilePath, u64>,
    // Files that are links: a change at their end is told elsewhere.
    links: BTreeSet<FilePath>,
    number: u64,
    checked: Instant,
    last_said: String,
    is_lost: bool,
}

impl Engine {
    /// An engine for the playbook in `source`, for the audiences that are wanted, or all.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn new(source: &Path, wanted: &[String], poll: bool, preview: &Arc<Preview>, signal: &Signal) -> Result<Self, MachineError> {
        let mut watch = Watch::new(poll);
        // First watched, then read: what changes in between is heard of.
        let (first, ..) = Files::root(source, None)?;
        let survey = first.survey(first.path());
        watch.add(first.path(), survey.folders.into_iter().chain(owners_folder(&first)));
        let files = Files::read(source, None)?;
        files.say_notes();
        let Files { root, snapshot, configured, out: _, notes: _ } = files;
        Ok(Self {
            source: source.to_owned(),
            wanted: wanted.to_vec(),
            preview: Arc::clone(preview),
            signal: signal.clone(),
            watch,
            root: Arc::new(root),
            snapshot,
            configured,
            day: today(),
            code: None,
            theme: None,
            playbook: None,
            stamps: survey.files,
            links: survey.links,
            number: 0,
            checked: Instant::now(),
            last_said: String::new(),
            is_lost: false,
        })
    }

    /// Makes the first generation. Sites are shown one by one, as they are made; `ready` is called when the first is.
    ///
    /// # Errors
    /// When an audience that is wanted does not exist.
    pub fn first(&mut self, ready: impl FnOnce(&[Mounted])) -> Result<Arc<Findings>, MachineError> {
        if self.configured.0.unreadable {
            let findings = self.unreadable();
            ready(&[]);
            return Ok(findings);
        }
        let mut playbook = Playbook::read(&self.snapshot, self.configured.clone());
        let audiences = playbook.audiences(&self.wanted).map_err(MachineError::new)?;
        let theme = theme(&self.root, &self.snapshot, &self.configured.0)?;
        self.theme = Some(Arc::clone(&theme));
        let mut sites: Vec<Mounted> = audiences.iter().map(|(_, name)| Mounted { name: name.clone(), site: None }).collect();
        let mut ready = Some(ready);
        for (place, (audience, name)) in audiences.iter().enumerate() {
            sites[place].site = Some(Arc::new(self.shown(playbook.view(*audience), *audience, name, &theme, None)));
            self.show(sites.clone(), Arc::default(), None, Some(&playbook));
            if let Some(ready) = ready.take() {
                ready(&sites);
            }
        }
        let findings = self.settle(&playbook, sites);
        self.playbook = Some(playbook);
        Ok(findings)
    }

    /// Keeps the preview at the state of the files, for ever.
    pub fn run(&mut self) {
        self.code = Some(CodeNames::of(&self.snapshot));
        loop {
            match self.watch.wait() {
                Event::Changed(paths) => {
                    let hints: BTreeSet<FilePath> = paths.iter().filter_map(|path| self.hint(path)).collect();
                    self.react(&hints, false);
                }
                Event::Rescan => self.rescan(),
                Event::Pulse if !self.root.is_in_place() || self.checked.elapsed() >= SELF_CHECK => self.rescan(),
                Event::Pulse => {}
                Event::Failed(why) => {
                    terminal::warn(&format!("note: changes are looked for now and then: {why}\n"));
                    self.rescan();
                }
            }
        }
    }

    // A path of the system as the playbook names it; nothing for what is no content.
    fn hint(&mut self, path: &Path) -> Option<FilePath> {
        let inside = path.strip_prefix(self.root.path()).ok()?.to_str()?;
        if inside == OWNERS_FOLDER {
            self.watch.add(self.root.path(), owners_folder(&self.root));
        }
        if inside == OWNERS_FOLDER || OWNERS.contains(&inside) {
            return FilePath::new(OWNERS_IN_SNAPSHOT);
        }
        FilePath::new(inside).filter(|file| self.root.may_hold(file))
    }

    fn rescan(&mut self) {
        self.checked = Instant::now();
        // The folder was removed, or another one stands at its place.
        if !self.root.is_in_place() {
            let Ok(files) = Files::read(&self.source, None) else {
                if !self.is_lost {
                    self.is_lost = true;
                    terminal::warn(&format!("note: `{}` is gone; its last state is shown until it is back\n", self.source.display()));
                }
                return;
            };
            self.is_lost = false;
            self.root = Arc::new(files.root);
            self.watch.restart();
        }
        self.watch.add(self.root.path(), owners_folder(&self.root));
        self.react(&[FilePath::root()].into(), true);
    }

    // Looks at what the hints name, and makes a new generation where something is different.
    fn react(&mut self, hints: &BTreeSet<FilePath>, is_rescan: bool) {
        let begun = Instant::now();
        if hints.is_empty() {
            return;
        }
        let mut changes = self.changes(hints, is_rescan);
        let is_emptied = |(file, entry): (&FilePath, &Option<Entry>)| {
            matches!(entry, Some(Entry::Text(text)) if text.is_empty()) && self.snapshot.text(file).is_some_and(|text| !text.is_empty())
        };
        if changes.iter().any(is_emptied) {
            std::thread::sleep(WRITING);
            changes.extend(self.changes(&changes.keys().cloned().collect(), false));
        }
        // Settings speak of other files: which there are, and what some of them say. Saving a page changes nothing of that.
        let is_page = |(file, entry): (&FilePath, &Option<Entry>)| {
            file.has_extension("md")
                && matches!((entry, self.snapshot.get(file)), (Some(Entry::Text(_)), Some(Entry::Text(_))))
                && !self.configured.0.theme.as_ref().is_some_and(|folder| file.is_within(folder))
        };
        let mut reaches_settings = !changes.iter().all(is_page) || self.day != today();
        if (is_rescan || hints.iter().any(|hint| hint.name() == OWNERS_IN_SNAPSHOT)) && follow_owners(&self.root, &mut self.snapshot) {
            reaches_settings = true;
            changes.entry(FilePath::new(OWNERS_IN_SNAPSHOT).unwrap_or_else(FilePath::root)).or_insert(None);
        }
        if changes.is_empty() && !(is_rescan && reaches_settings) {
            return;
        }
        let is_settings = changes.keys().any(|file| SETTINGS.contains(&file.as_str()));
        let is_theme = |file: &FilePath| self.configured.0.theme.as_ref().is_some_and(|folder| file.is_within(folder));
        if is_settings {
            // They say what is content and what is not, so everything is read again.
            match Files::read(&self.source, None) {
                Ok(files) => {
                    self.root = Arc::new(files.root);
                    self.snapshot = files.snapshot;
                    self.configured = files.configured;
                    self.day = today();
                    self.code = Some(CodeNames::of(&self.snapshot));
                    self.theme = None;
                    let survey = self.root.survey(self.root.path());
                    (self.stamps, self.links) = (survey.files, survey.links);
                    self.watch.add(self.root.path(), survey.folders.into_iter().chain(owners_folder(&self.root)));
                }
                Err(error) => {
                    self.trouble(error.message);
                    return;
                }
            }
        } else {
            let read = changes.iter().filter(|(file, _)| file.as_str() != OWNERS_IN_SNAPSHOT);
            self.snapshot.apply(read.map(|(file, entry)| (file.clone(), entry.clone())));
            let names = self.code.get_or_insert_with(|| CodeNames::of(&self.snapshot));
            let is_more = names.follow(&self.snapshot, changes.keys());
            if is_more || changes.values().any(|entry| matches!(entry, Some(Entry::Asset { .. }))) {
                self.root.load_code(&mut self.snapshot, names);
            }
            if reaches_settings {
                let configured = configure(&self.root, &mut self.snapshot);
                if changes.keys().any(is_theme) || configured.0.theme != self.configured.0.theme {
                    self.theme = None;
                }
                self.configured = configured;
                self.day = today();
            }
        }
        self.rebuild(&changes.into_keys().collect::<Vec<_>>(), begun);
    }

    // What is different from the snapshot, below the files and folders named.
    fn changes(&mut self, hints: &BTreeSet<FilePath>, is_rescan: bool) -> BTreeMap<FilePath, Option<Entry>> {
        let mut looked: BTreeSet<FilePath> = BTreeSet::new();
        let mut gone: BTreeSet<FilePath> = BTreeSet::new();
        for hint in hints {
            let path = self.root.path().join(hint.as_str());
            let Survey { files, links, folders } = self.root.survey(&path);
            self.links.extend(links);
            if folders.is_empty() {
                self.watch.forget(&path);
            } else {
                self.watch.add(self.root.path(), folders);
            }
            let known: Vec<FilePath> = self
                .snapshot
                .below(hint)
                .filter(|file| !files.contains_key(*file) && file.as_str() != OWNERS_IN_SNAPSHOT)
                .cloned()
                .collect();
            gone.extend(known);
            for (file, stamp) in files {
                // What was named itself is read; of the others, those that look different.
                if file == *hint || self.stamps.get(&file) != Some(&stamp) {
                    looked.insert(file.clone());
                }
                self.stamps.insert(file, stamp);
            }
        }
        if !is_rescan {
            looked.extend(self.links.iter().cloned());
        }
        let mut changes = BTreeMap::new();
        for file in gone {
            self.stamps.remove(&file);
            self.links.remove(&file);
            changes.insert(file, None);
        }
        for file in looked {
            let entry = self.root.entry_at(&file);
            if entry.as_ref() != self.snapshot.get(&file) {
                changes.insert(file, entry);
            }
        }
        changes
    }

    fn rebuild(&mut self, changed: &[FilePath], begun: Instant) {
        if self.configured.0.unreadable {
            let before = self.preview.current();
            let findings = self.unreadable();
            self.say(changed, 0, begun, before.as_deref(), &findings);
            return;
        }
        let mut playbook = Playbook::read_after(self.playbook.take(), &self.snapshot, self.configured.clone());
        let audiences = match playbook.audiences(&self.wanted) {
            Ok(audiences) => audiences,
            Err(why) => return self.trouble(why),
        };
        let is_new_theme = self.theme.is_none();
        let theme = match self.theme.take().map_or_else(|| theme(&self.root, &self.snapshot, &self.configured.0), Ok) {
            Ok(theme) => theme,
            Err(error) => return self.trouble(error.message),
        };
        self.theme = Some(Arc::clone(&theme));
        let before = self.preview.current();
        let (mut pages, mut sites) = (0, Vec::new());
        let asked: Vec<Audience> = audiences.iter().map(|(audience, _)| *audience).collect();
        for ((audience, name), view) in audiences.into_iter().zip(playbook.views(&asked)) {
            let old = before.as_ref().and_then(|before| before.sites.iter().find(|site| site.name == name)?.site.clone());
            let last = old.as_deref().map(|old| (&old.output, changed));
            let shown = self.shown(view, audience, &name, &theme, last).after(old.as_deref());
            pages += shown.different_from(old.as_deref());
            sites.push(Mounted { name, site: Some(Arc::new(shown)) });
        }
        if is_new_theme && let Some(why) = sites.iter().find_map(|mounted| mounted.site.as_ref()?.failure()) {
            (self.playbook, self.theme) = (Some(playbook), None);
            return self.trouble(why);
        }
        self.show(sites.clone(), before.as_ref().map(|before| Arc::clone(&before.findings)).unwrap_or_default(), None, Some(&playbook));
        let findings = self.settle(&playbook, sites);
        self.playbook = Some(playbook);
        self.say(changed, pages, begun, before.as_deref(), &findings);
    }

    // A site as it is shown. Images are looked into again where one of them, or which there are, is different from the last state.
    fn shown(&self, view: View, audience: Audience, name: &str, theme: &Arc<Theme>, last: Option<(&Output, &[FilePath])>) -> Shown {
        let View { mut site, diagnostics: _, sources } = view;
        site.has_search &= search_index::IS_AVAILABLE;
        // A picture may be shown as code, too, and is a text then.
        let is_asset = |file: &FilePath| !TEXTS.iter().any(|extension| file.has_extension(extension));
        match last {
            Some((last, changed)) if last.site().assets == site.assets && !changed.iter().any(is_asset) => {
                site.image_sizes.clone_from(&last.site().image_sizes);
            }
            Some(_) | None => images::measure(&self.root, &mut site),
        }
        let output = Output::after(Arc::new(site), Arc::clone(theme), last.map(|(last, _)| last));
        Shown::new(name, audience, output, sources)
    }

    fn settle(&mut self, playbook: &Playbook, sites: Vec<Mounted>) -> Arc<Findings> {
        let served: Vec<Audience> = sites.iter().filter_map(|mounted| Some(mounted.site.as_ref()?.audience)).collect();
        let only = (!self.wanted.is_empty()).then_some(&served[..]);
        let findings = Arc::new(Findings::new(playbook.diagnostics(), self.snapshot.clone(), playbook.corpus(), only));
        self.show(sites, Arc::clone(&findings), None, Some(playbook));
        findings
    }

    fn show(&mut self, sites: Vec<Mounted>, findings: Arc<Findings>, trouble: Option<String>, playbook: Option<&Playbook>) {
        self.number += 1;
        let corpus = playbook.filter(|_| self.wanted.is_empty()).map(|playbook| Arc::clone(playbook.corpus()));
        let generation = Generation { number: self.number, sites, findings, trouble, root: Arc::clone(&self.root), corpus };
        self.preview.show(Arc::new(generation));
        self.signal.give(self.number);
    }

    // The last good sites stay, and what is wrong is said.
    fn trouble(&mut self, why: String) {
        terminal::fail(&MachineError::new(why.clone()));
        self.last_said = String::new();
        let before = self.preview.current();
        let (sites, findings) = before.map(|before| (before.sites.clone(), Arc::clone(&before.findings))).unwrap_or_default();
        self.show(sites, findings, Some(why), None);
    }

    fn unreadable(&mut self) -> Arc<Findings> {
        let sites = self.preview.current().map(|before| before.sites.clone()).unwrap_or_default();
        let findings = Arc::new(Findings::of_settings(self.configured.1.clone(), self.snapshot.clone()));
        self.show(sites, Arc::clone(&findings), Some("the configuration cannot be read".to_owned()), None);
        findings
    }

    // One line for what happened; the same again takes the place of the last.
    fn say(&mut self, changed: &[FilePath], pages: usize, begun: Instant, before: Option<&Generation>, findings: &Findings) {
        let names: Vec<&str> = changed.iter().take(2).map(FilePath::as_str).collect();
        let more = if changed.len() > 2 { format!(" and {} more", changed.len() - 2) } else { String::new() };
        let subject = format!("{}{more}", names.join(", "));
        let (new, mended) = before.map_or((0, 0), |before| findings.since(&before.findings));
        let mut line = format!("{subject}: {}, {} ms", plural(pages, "page"), begun.elapsed().as_millis());
        for (count, word) in [(new, "new"), (mended, "fixed")] {
            if count > 0 {
                let _ = write!(line, ", {count} {word}");
            }
        }
        let _ = writeln!(line, " ({})", findings.counts());
        terminal::say_again(&line, self.last_said == subject);
        self.last_said = subject;
    }
}
