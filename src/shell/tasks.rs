//! `playbook tasks`: the tasks of a site for other programs.
//!
//! In:    the words after `tasks`.
//! Out:   a table on standard output, or in a file.
//! Never: adds to what the site of that audience holds.

use std::fs;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::process::ExitCode;

use super::args::{self, Table};
use super::commands::{Loaded, Timings, load};
use super::{MachineError, terminal};
use crate::render::{export, workbook};
use crate::site::Task;
use crate::site::task::Choice;

/// Runs the command.
pub(super) fn run(tasks: &args::Tasks) -> Result<ExitCode, MachineError> {
    let Loaded { mut playbook, .. } = load(&tasks.source, None, &mut Timings::start())?;
    let wanted: Vec<String> = tasks.audience.iter().cloned().collect();
    let audiences = playbook.audiences(&wanted)?;
    let [(audience, _)] = audiences.as_slice() else {
        let names: Vec<String> = audiences.iter().map(|(_, name)| format!("--audience {name}")).collect();
        return Err(MachineError::new(format!("each audience has tasks of its own; add {}", names.join(" or "))));
    };
    let site = playbook.site(*audience);
    let choice = Choice {
        language: tasks.language.clone(),
        roles: tasks.roles.clone(),
        phases: tasks.phases.clone(),
        services: tasks.services.clone(),
    };
    let chosen: Vec<&Task> = site.tasks.rows.iter().filter(|task| choice.takes(task)).collect();
    let bytes = match tasks.table {
        Table::Csv => export::csv(&site, &chosen).into_bytes(),
        Table::Json => export::json(&site, &chosen).into_bytes(),
        Table::Md => export::markdown(&site, &chosen).into_bytes(),
        Table::Xlsx => workbook::workbook("Tasks", &export::table(&chosen, &site))?,
    };
    deliver(&bytes, tasks.file.as_deref(), tasks.table == Table::Xlsx)?;
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
