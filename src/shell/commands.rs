//! Commands: what each word of the command line does.
//!
//! In:    the arguments of the program.
//! Out:   its exit code: 0 no error, 1 done with errors for authors to mend, 2 nothing done.
//! Never: decides anything about content.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::args::{self, Answer, Command, Format};
use super::disk::Root;
use super::load::{Files, theme};
use super::publish::{Others, Publisher, Stage};
use super::report::{Counts, Look, Report};
use super::starter;
use super::{MachineError, images, serve, terminal};
use crate::base::audience::Audience;
use crate::base::counted::plural;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::FilePath;
use crate::input::snapshot::Snapshot;
use crate::par;
use crate::pipeline::Playbook;
use crate::render::{Content, File, Output, Theme, search_index};
use crate::site::{Site, search};

/// Runs the program with the arguments that the system gave it.
pub fn run() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let command = match args::read(words) {
        Ok(command) => command,
        Err(Answer::Help(text)) => {
            return match terminal::say(&text) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::from(2),
            };
        }
        Err(Answer::Misuse(text)) => {
            terminal::warn(&text);
            return ExitCode::from(2);
        }
    };
    let done = match command {
        Command::Build(build) => with_jobs(build.jobs, || self::build(&build)),
        Command::Check(check) => self::check(&check),
        Command::Serve(wanted) => with_jobs(None, || serve::serve(&wanted)),
        Command::Render(render) => self::render(&render),
        Command::Explain(explain) => self::explain(&explain),
        Command::Tasks(tasks) => super::tasks::run(&tasks),
        Command::Report(report) => super::tasks::report(&report),
        Command::New(new) => starter::write(&new.folder).map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        terminal::fail(&error);
        ExitCode::from(2)
    })
}

fn with_jobs<R: Send>(jobs: Option<NonZeroUsize>, work: impl FnOnce() -> R + Send) -> R {
    par::with_threads(jobs.map_or(0, NonZeroUsize::get), work)
}

// A playbook as read from the disk.
pub(super) struct Loaded {
    pub(super) root: Root,
    pub(super) snapshot: Snapshot,
    pub(super) playbook: Playbook,
    out: PathBuf,
}

// Where the time of a build goes, for the benchmark: `PLAYBOOK_TIMINGS=1` prints it.
pub(super) struct Timings {
    is_on: bool,
    last: Instant,
}

impl Timings {
    pub(super) fn start() -> Self {
        Self { is_on: std::env::var_os("PLAYBOOK_TIMINGS").is_some(), last: Instant::now() }
    }

    fn stage(&mut self, name: &str) {
        let now = Instant::now();
        if self.is_on {
            terminal::warn(&format!("timing {name} {:.1}\n", (now - self.last).as_secs_f64() * 1000.0));
        }
        self.last = now;
    }
}

pub(super) fn load(source: &Path, out: Option<&Path>, timings: &mut Timings) -> Result<Loaded, MachineError> {
    let files = Files::read(source, out)?;
    timings.stage("load");
    let mut files = files.with_settings()?;
    let left_out: Vec<Diagnostic> = files.left_out().collect();
    files.configured.1.extend(left_out);
    let Files { root, snapshot, configured, out, notes: _ } = files;
    let playbook = Playbook::read(&snapshot, configured);
    timings.stage("parse");
    Ok(Loaded { root, snapshot, playbook, out })
}

fn build(build: &args::Build) -> Result<ExitCode, MachineError> {
    let started = Instant::now();
    let mut timings = Timings::start();
    // The theme asks for nothing that is read, and most projects have no other.
    drop(par::later(Theme::built_in));
    let Loaded { root, snapshot, mut playbook, out } = load(&build.source, build.out.as_deref(), &mut timings)?;
    let audiences = playbook.audiences(&build.audiences).map_err(MachineError::new)?;
    let theme = theme(&root, &snapshot, &playbook.config)?;
    let publisher = Publisher::open(&out, || terminal::warn("another build writes the same site; waiting for it\n"))?;
    let progress = terminal::Progress::new();
    let names: Vec<&str> = audiences.iter().map(|(_, name)| if name.is_empty() { "the site" } else { name }).collect();
    progress.step(&format!("building {}", names.join(", ")));
    let mut indexes = Vec::new();
    let (mut stages, mut outputs) = (Vec::new(), Vec::new());
    let sites = playbook.sites(&audiences.iter().map(|(audience, _)| *audience).collect::<Vec<_>>());
    timings.stage("view");
    for ((_, name), mut site) in audiences.iter().zip(sites) {
        images::measure(&root, &mut site);
        site.has_search &= !build.no_search && search_index::IS_AVAILABLE;
        let site = Arc::new(site);
        if site.has_search {
            let site = Arc::clone(&site);
            indexes.push((stages.len(), par::later(move || search_index::index(search::records(&site)))));
        }
        stages.push(publisher.stage((!name.is_empty()).then_some(name))?);
        outputs.push(Output::new(site, Arc::clone(&theme)));
    }
    let elapsed = write_all(&outputs, &stages, &root, started)?;
    timings.stage("write");
    progress.step("indexing for the search");
    for (place, index) in indexes {
        let files = index
            .get()
            .and_then(|files| files)
            .map_err(|why| MachineError::new(format!("the search index cannot be made: {why}; leave it out with --no-search")))?;
        for (address, bytes) in files {
            stages[place].write(&address, &bytes)?;
        }
    }
    timings.stage("search");
    // Who asks for some audiences only leaves the sites of others alone.
    let others = if build.audiences.is_empty() { Others::Go } else { Others::Stay };
    let former = publisher.commit(stages, others)?;
    timings.stage("publish");
    progress.clear();
    for name in former {
        terminal::warn(&format!("note: the site `{name}` is removed: there is no such audience any more\n"));
    }
    let diagnostics = playbook.diagnostics();
    let counts = Counts::of(&diagnostics);
    // A build says what must be mended; `check` says everything.
    let is_short = diagnostics.len() <= 20;
    let shown: Vec<Diagnostic> =
        diagnostics.iter().filter(|diagnostic| is_short || diagnostic.severity == Severity::Error).cloned().collect();
    terminal::warn(&Report::new(&shown, &snapshot, &playbook.config.audiences).text(Look::Coloured));
    for (((audience, name), output), elapsed) in audiences.iter().zip(&outputs).zip(elapsed) {
        terminal::say(&summary(name, output.site(), Counts::of(concerning(&diagnostics, *audience)), elapsed))?;
    }
    let more = if is_short { "" } else { "; `playbook check` shows them all" };
    terminal::say(&format!("{counts} in {}{more}\n", took(started.elapsed())))?;
    timings.stage("report");
    // The process ends here: giving back every page one by one would only cost time.
    std::mem::forget((playbook, snapshot, outputs));
    Ok(if counts.errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

// Writes the files of all sites; gives when each was complete.
fn write_all(outputs: &[Output], stages: &[Stage<'_>], root: &Root, started: Instant) -> Result<Vec<Duration>, MachineError> {
    // How many files of each site are to be written, and when the last one was.
    let left: Vec<(AtomicUsize, OnceLock<Duration>)> =
        outputs.iter().map(|output| (AtomicUsize::new(output.addresses().len()), OnceLock::new())).collect();
    // What takes long begins first, so that nobody waits for it at the end.
    let mut work: Vec<(usize, File<'_>)> =
        (0..).zip(outputs).flat_map(|(place, output)| output.files().map(move |file| (place, file))).collect();
    work.sort_by_key(|(_, file)| !file.is_of_all_pages());
    par::try_for_each(&work, |(place, file)| {
        let address = file.address;
        match file.content() {
            Some(Ok(Content::Bytes(bytes))) => stages[*place].write(address, &bytes)?,
            Some(Ok(Content::CopyOf(file))) => stages[*place].copy(address, root, &file)?,
            Some(Err(why)) => return Err(MachineError::new(format!("the theme failed on `{address}`: {why}"))),
            None => {}
        }
        let (left, done) = &left[*place];
        if left.fetch_sub(1, Ordering::Relaxed) == 1 {
            _ = done.set(started.elapsed());
        }
        Ok(())
    })?;
    Ok(left.into_iter().map(|(_, done)| done.into_inner().unwrap_or_else(|| started.elapsed())).collect())
}

// Those that are about the site of an audience, or about every site.
fn concerning(diagnostics: &[Diagnostic], audience: Audience) -> impl Iterator<Item = &Diagnostic> {
    diagnostics.iter().filter(move |diagnostic| diagnostic.audiences.is_nobody() || diagnostic.audiences.include(audience))
}

fn summary(name: &str, site: &Site, found: Counts, elapsed: Duration) -> String {
    let tocs = site.nav.trees.len();
    let name = if name.is_empty() { "site" } else { name };
    format!(
        "{name}: {}, {}, {}, {found}, {}\n",
        plural(site.pages.len(), "page"),
        plural(tocs, "TOC"),
        plural(site.assets.len(), "asset"),
        took(elapsed)
    )
}

fn took(elapsed: Duration) -> String {
    if elapsed.as_secs() >= 1 { format!("{:.1} s", elapsed.as_secs_f64()) } else { format!("{} ms", elapsed.as_millis()) }
}

fn check(check: &args::Check) -> Result<ExitCode, MachineError> {
    let mut timings = Timings::start();
    let Loaded { snapshot, mut playbook, .. } = load(&check.source, None, &mut timings)?;
    let audiences = playbook.audiences(&check.audiences).map_err(MachineError::new)?;
    let progress = terminal::Progress::new();
    let mut pages = Vec::new();
    for (audience, name) in &audiences {
        progress.step(&format!("checking {}", if name.is_empty() { "the site" } else { name }));
        let site = playbook.site(*audience);
        pages.push((if name.is_empty() { "site".to_owned() } else { name.clone() }, site.pages.len()));
    }
    timings.stage("view");
    let diagnostics = playbook.diagnostics();
    progress.clear();
    let counts = Counts::of(&diagnostics);
    let report = Report::new(&diagnostics, &snapshot, &playbook.config.audiences);
    match check.format {
        Format::Json => terminal::hand_over(report.json(&pages))?,
        Format::Text => {
            terminal::say(&report.text(Look::Coloured))?;
            let pages: Vec<String> = pages.iter().map(|(name, pages)| format!("{name} {pages}")).collect();
            terminal::say(&format!("{counts} (pages: {})\n", pages.join(", ")))?;
        }
    }
    timings.stage("report");
    Ok(if counts.errors > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

// The folder that a file belongs to: the nearest one above it with a configuration; else the one that `build` takes where none is named, if the
// file lies in it; else its own.
fn root_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let absolute = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let has_settings = |folder: &&Path| folder.join("playbook.yml").is_file() || folder.join("docfx.json").is_file();
    if let Some(root) = absolute.ancestors().find(has_settings) {
        return root.to_owned();
    }
    let here = std::fs::canonicalize(".").ok().filter(|here| absolute.starts_with(here));
    here.unwrap_or(absolute)
}

// A file named on the command line, as the playbook in `root` names it.
fn named(root: &Root, file: &Path) -> Result<FilePath, MachineError> {
    let below = || FilePath::new(file.to_str()?).filter(|path| root.entry_at(path).is_some());
    let from_here = || {
        let absolute =
            std::fs::canonicalize(file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))).ok()?;
        let path = absolute.join(file.file_name()?);
        FilePath::new(path.strip_prefix(root.path()).ok()?.to_str()?)
    };
    let found = from_here().filter(|path| root.entry_at(path).is_some()).or_else(below);
    found.ok_or_else(|| MachineError::new(format!("`{}` is no file of the playbook in `{}`", file.display(), root.path().display())))
}

fn render(render: &args::Render) -> Result<ExitCode, MachineError> {
    let source = render.root.clone().unwrap_or_else(|| root_of(&render.file));
    let Loaded { root, snapshot, mut playbook, .. } = load(&source, None, &mut Timings::start())?;
    let file = named(&root, &render.file)?;
    let wanted: Vec<String> = render.audience.iter().cloned().collect();
    let theme = theme(&root, &snapshot, &playbook.config)?;
    let mut html = None;
    for (audience, _) in playbook.audiences(&wanted)? {
        let mut site = playbook.site(audience);
        images::measure(&root, &mut site);
        if let Some(page) = playbook.corpus().page_of(&site, audience, &file) {
            html = Some(crate::render::html::article(&site, site.page(page), theme.strings(&site.page(page).language)));
            break;
        }
    }
    let concerned = |diagnostic: &Diagnostic| {
        diagnostic.location.as_ref().is_some_and(|location| location.file == file) || diagnostic.via.contains(&file)
    };
    let diagnostics: Vec<Diagnostic> = playbook.diagnostics().into_iter().filter(concerned).collect();
    terminal::warn(&Report::new(&diagnostics, &snapshot, &playbook.config.audiences).text(Look::Coloured));
    let Some(html) = html else {
        return Err(MachineError::new(format!("`{file}` is no page of this site; `playbook explain {file}` says why")));
    };
    terminal::hand_over(html)?;
    let has_errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(if has_errors { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn explain(explain: &args::Explain) -> Result<ExitCode, MachineError> {
    if let Some(rule) = crate::rules::rule(&explain.subject) {
        let guard = if rule.guards_audiences { "; it may be raised, never lowered" } else { "" };
        terminal::say(&format!("{} ({}{guard}): {}\n\n{}\n", rule.code, rule.severity.name(), rule.summary, rule.manual.trim()))?;
        return Ok(ExitCode::SUCCESS);
    }
    let file = Path::new(&explain.subject);
    let source = match &explain.source {
        Some(source) => source.clone(),
        None if file.exists() => root_of(file),
        None => PathBuf::from("."),
    };
    let is_code = !explain.subject.contains(['.', '/', '\\']);
    let Loaded { root, playbook, .. } = match load(&source, None, &mut Timings::start()) {
        Ok(loaded) => loaded,
        Err(error) if !is_code => return Err(error),
        Err(_) => return Err(no_code(&explain.subject)),
    };
    let file = named(&root, file).map_err(|error| if is_code { no_code(&explain.subject) } else { error })?;
    terminal::say(&playbook.corpus().explain(&file))?;
    Ok(ExitCode::SUCCESS)
}

fn no_code(subject: &str) -> MachineError {
    let near = crate::base::nearest::nearest(subject, crate::rules::RULES.iter().map(|rule| rule.code));
    MachineError::new(match near {
        Some(near) => format!("`{subject}` is neither a file nor the code of a diagnostic; did you mean `{near}`?"),
        None => format!("`{subject}` is neither a file of the playbook nor the code of a diagnostic"),
    })
}

impl From<String> for MachineError {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}
