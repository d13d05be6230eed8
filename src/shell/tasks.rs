//! `playbook tasks`: the tasks of a site for other programs.
//!
//! In:    the words after `tasks`.
//! Out:   a table on standard output, or in a file.
//! Never: adds to what the site of that audience holds.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::args::{self, Paper, Subject, Table};
use super::commands::{Loaded, Timings, load};
use super::disk::Root;
use super::load::{theme, today};
use super::{MachineError, git, terminal};
use crate::base::audience::Audience;
use crate::input::config::Config;
use crate::input::vocabulary::TaskSettings;
use crate::pipeline::Playbook;
use crate::render::{Output, changes, export, freshness, workbook};
use crate::site::coverage::Coverage;
use crate::site::task::Choice;
use crate::site::{Site, Task, Tasks, task_changes};

/// Runs the command.
pub(super) fn run(tasks: &args::Tasks) -> Result<ExitCode, MachineError> {
    let Loaded { root, mut playbook, .. } = load(&tasks.source, None, &mut Timings::start())?;
    let names = playbook.config.tasks.clone();
    let choice = Choice {
        language: tasks.language.clone(),
        roles: names.roles.settled(tasks.roles.clone()),
        phases: names.phases.settled(tasks.phases.clone()),
        services: names.services.settled(tasks.services.clone()),
    };
    let wanted: Vec<String> = tasks.audience.iter().cloned().collect();
    let audiences = playbook.audiences(&wanted)?;
    let is_binary = tasks.table == Some(Table::Xlsx);
    if let Some(revision) = &tasks.since {
        let bytes = since(revision, &root, &mut playbook, &audiences, &choice, tasks.table)?;
        return deliver(&bytes, tasks.file.as_deref(), is_binary).map(|()| ExitCode::SUCCESS);
    }
    let [(audience, _)] = audiences.as_slice() else {
        let names: Vec<String> = audiences.iter().map(|(_, name)| format!("--audience {name}")).collect();
        return Err(MachineError::new(format!("each audience has tasks of its own; add {}", names.join(" or "))));
    };
    let site = playbook.site(*audience);
    let chosen = chosen(&site.tasks, &choice);
    let bytes = if tasks.coverage {
        let coverage = Coverage::by_language(&chosen);
        let unlisted = &site.tasks.unlisted;
        match tasks.table.unwrap_or(Table::Text) {
            Table::Text | Table::Md => changes::coverage_markdown(&coverage, unlisted).into_bytes(),
            Table::Json => changes::coverage_json(&site.audience, &coverage, unlisted).into_bytes(),
            Table::Csv => csv(&changes::coverage_table(&coverage)),
            Table::Xlsx => workbook::workbook("Coverage", &changes::coverage_table(&coverage))?,
        }
    } else {
        match tasks.table.unwrap_or(Table::Md) {
            Table::Csv => export::csv(&site, &chosen).into_bytes(),
            Table::Json => export::json(&site, &chosen).into_bytes(),
            Table::Md | Table::Text => export::markdown(&site, &chosen).into_bytes(),
            Table::Xlsx => workbook::workbook("Tasks", &export::table(&chosen, &site))?,
        }
    };
    deliver(&bytes, tasks.file.as_deref(), is_binary)?;
    Ok(ExitCode::SUCCESS)
}

// What changed since a revision: the playbook is read twice, each time with its own configuration.
fn since(
    revision: &str,
    root: &Root,
    playbook: &mut Playbook,
    audiences: &[(Audience, String)],
    choice: &Choice,
    table: Option<Table>,
) -> Result<Vec<u8>, MachineError> {
    let snapshot = git::snapshot_at(root.path(), revision)?;
    let configured = Config::read(&snapshot);
    if configured.0.unreadable {
        return Err(MachineError::new(format!("the configuration at `{revision}` cannot be read")));
    }
    let mut earlier = Playbook::read(&snapshot, configured);
    let mut all: Vec<changes::Changes> = Vec::new();
    for (audience, name) in audiences {
        // An audience that there was not had no tasks.
        let names: Vec<String> = [name.clone()].into_iter().filter(|name| !name.is_empty()).collect();
        let before = earlier.audiences(&names).ok().and_then(|found| found.first().map(|(audience, _)| *audience));
        let before = before.map(|audience| earlier.site(audience).tasks).unwrap_or_default();
        let before = named_as_now(&before, &playbook.config.tasks);
        let now = playbook.site(*audience).tasks;
        let (before, now) = (chosen(&before, choice), chosen(&now, choice));
        all.push((name.clone(), task_changes::changes(&before, &now)));
    }
    let rows = || changes::refresh_rows(&all, today().unwrap_or_default(), &git::user(root.path()));
    Ok(match table.unwrap_or(Table::Text) {
        Table::Text => changes::text(revision, &all).into_bytes(),
        Table::Json => changes::json(revision, &all).into_bytes(),
        Table::Csv => changes::csv(&all).into_bytes(),
        Table::Md => rows().into_bytes(),
        Table::Xlsx => return Err(MachineError::new("changes are no workbook; take `text`, `json`, `csv` or `md`")),
    })
}

// A name that another spelling got in the meantime is no change.
fn named_as_now(before: &Tasks, names: &TaskSettings) -> Tasks {
    let mut tasks = before.clone();
    for task in tasks.rows_mut() {
        task.roles = names.roles.settled(task.roles.to_vec()).into();
        task.services = names.services.settled(task.services.to_vec()).into();
        task.phase = names.phases.in_text(&task.phase).into();
    }
    tasks
}

fn chosen<'t>(tasks: &'t Tasks, choice: &Choice) -> Vec<&'t Task> {
    tasks.rows().filter(|task| choice.takes(task)).collect()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    rows.iter().map(|row| export::csv_row(row.iter().map(String::as_str))).collect::<String>().into_bytes()
}

/// Runs `playbook report`.
pub(super) fn report(report: &args::Report) -> Result<ExitCode, MachineError> {
    let Subject::Freshness = report.subject;
    let Loaded { root, snapshot, mut playbook, .. } = load(&report.source, None, &mut Timings::start())?;
    let audiences = playbook.audiences(&report.audiences)?;
    let sites: Vec<(String, Arc<Site>)> = audiences.into_iter().map(|(audience, name)| (name, Arc::new(playbook.site(audience)))).collect();
    let views: Vec<(String, &Site)> = sites.iter().map(|(name, site)| (name.clone(), &**site)).collect();
    let bytes = match report.paper {
        Paper::Text => freshness::text(&views).into_bytes(),
        Paper::Csv => freshness::csv(&views).into_bytes(),
        Paper::Html => {
            let [(_, site)] = sites.as_slice() else {
                let names: Vec<String> = sites.iter().map(|(name, _)| format!("--audience {name}")).collect();
                return Err(MachineError::new(format!("a page is for one audience; add {}", names.join(" or "))));
            };
            Output::new(Arc::clone(site), theme(&root, &snapshot, &playbook.config)?).report()?
        }
    };
    deliver(&bytes, report.file.as_deref(), false)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a result to a file, or to standard output; binary data not to a terminal.
pub(super) fn deliver(bytes: &[u8], file: Option<&Path>, is_binary: bool) -> Result<(), MachineError> {
    match file {
        Some(file) => fs::write(file, bytes).map_err(|why| MachineError::with_file("write", file, &why)),
        None if is_binary && io::stdout().is_terminal() => {
            Err(MachineError::new("a workbook is not for the terminal; name a file with --out"))
        }
        None => terminal::hand_over(bytes),
    }
}
