//! Export: the tasks of a site as files for other programs.
//!
//! In:    a site and the tasks that are wanted.
//! Out:   CSV, JSON, Markdown or a workbook, always with the same columns.
//! Never: leaves a column out, names it otherwise from one version to the next, or writes a date of its own.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use crate::base::path::OutPath;
use crate::site::task::Level;
use crate::site::{PageId, Site, Task};

/// The names of the columns, which are also the keys of the JSON objects. A promise to other programs.
pub const COLUMNS: [&str; 16] = [
    "id",
    "name",
    "mandatory",
    "roles",
    "services",
    "phase",
    "step",
    "primaryRole",
    "appliesTo",
    "programManager",
    "page",
    "file",
    "line",
    "anchor",
    "language",
    "details",
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonTasks<'a> {
    version: u32,
    audience: &'a str,
    tables: usize,
    tasks: Vec<JsonTask<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonTask<'a> {
    id: &'a str,
    name: &'a str,
    mandatory: Option<bool>,
    roles: &'a [String],
    services: &'a [String],
    phase: &'a str,
    step: &'a str,
    primary_role: &'a str,
    applies_to: &'a str,
    program_manager: &'a str,
    page: &'a str,
    file: &'a str,
    line: u32,
    anchor: &'a str,
    language: &'a str,
    details: Option<String>,
    more: serde_json::Map<String, serde_json::Value>,
}

/// The tasks as one JSON object.
pub fn json(site: &Site, tasks: &[&Task]) -> String {
    let tasks = tasks.iter().map(|task| JsonTask {
        id: &task.id,
        name: &task.name,
        mandatory: task.level.map(|level| level == Level::Mandatory),
        roles: &task.roles,
        services: &task.services,
        phase: &task.phase,
        step: &task.step,
        primary_role: &task.primary_role,
        applies_to: &task.applies_to,
        program_manager: &task.program_manager,
        page: task.source.page.as_str(),
        file: task.source.file.as_str(),
        line: task.source.line,
        anchor: &task.anchor,
        language: &task.language,
        details: task.details.as_ref().map(|details| place(site, details)),
        more: task.more.iter().map(|(header, cell)| (header.clone(), cell.as_str().into())).collect(),
    });
    let object = JsonTasks { version: 1, audience: &site.audience, tables: site.tasks.tables, tasks: tasks.collect() };
    let mut json = serde_json::to_string_pretty(&object).expect("texts and numbers with text keys can always be written as JSON");
    json.push('\n');
    json
}

/// The tasks as comma-separated values (RFC 4180), with a header.
pub fn csv(site: &Site, tasks: &[&Task]) -> String {
    table(tasks, site).iter().map(|row| csv_row(row.iter().map(AsRef::as_ref))).collect()
}

/// One row of comma-separated values. A cell that a spreadsheet would take for a formula has a `'` before it, which makes it a text there.
pub fn csv_row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let cells = cells.into_iter().map(|cell| {
        let cell = if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) };
        let needs_quotes = cell.contains([',', '"', '\n', '\r', '\t']) || cell.starts_with(' ') || cell.ends_with(' ');
        if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.into_owned() }
    });
    cells.collect::<Vec<_>>().join(",") + "\r\n"
}

// Whether a spreadsheet would calculate a cell: it begins with the sign of a formula, blanks aside, and is no number. tasks.js asks the same.
fn is_formula(cell: &str) -> bool {
    let cell = cell.trim_start();
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match cell.chars().next() {
        Some('+' | '-') => !is_number(&cell[1..]),
        Some('=' | '@' | '＝' | '＋' | '－' | '＠') => true,
        Some(_) | None => false,
    }
}

/// The tasks as a Markdown table.
pub fn markdown(site: &Site, tasks: &[&Task]) -> String {
    let rows = table(tasks, site);
    let mut out = markdown_row(rows[0].iter().map(AsRef::as_ref));
    out.push_str(&markdown_row(COLUMNS.iter().map(|_| "---")));
    out.extend(rows[1..].iter().map(|row| markdown_row(row.iter().map(AsRef::as_ref))));
    out
}

/// One row of a Markdown table.
pub fn markdown_row<'c>(cells: impl IntoIterator<Item = &'c str>) -> String {
    let mut row = String::from("|");
    for cell in cells {
        row.push(' ');
        for c in cell.chars() {
            match c {
                '\n' => row.push(' '),
                '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' => row.extend(['\\', c]),
                _ => row.push(c),
            }
        }
        row.push_str(" |");
    }
    row + "\n"
}

/// Header and rows as texts. What has several values has them separated by `; `.
pub fn table<'t>(tasks: &[&'t Task], site: &Site) -> Vec<Vec<Cow<'t, str>>> {
    let header = COLUMNS.iter().map(|name| Cow::Borrowed(*name)).collect();
    let rows = tasks.iter().map(|task| {
        let level = match task.level {
            Some(Level::Mandatory) => "mandatory",
            Some(Level::Optional) => "optional",
            None => "",
        };
        vec![
            Cow::Borrowed(task.id.as_str()),
            task.name.as_str().into(),
            level.into(),
            task.roles.join("; ").into(),
            task.services.join("; ").into(),
            (&*task.phase).into(),
            (&*task.step).into(),
            (&*task.primary_role).into(),
            (&*task.applies_to).into(),
            (&*task.program_manager).into(),
            task.source.page.as_str().into(),
            task.source.file.as_str().into(),
            task.source.line.to_string().into(),
            (*task.anchor).into(),
            (&*task.language).into(),
            task.details.as_ref().map_or(String::new(), |details| place(site, details)).into(),
        ]
    });
    std::iter::once(header).chain(rows).collect()
}

/// A place of a site as an address from its root: `details.html#3186-prepare`.
fn place(site: &Site, (page, anchor): &(PageId, Arc<str>)) -> String {
    let address: &OutPath = &site.page(*page).address;
    if anchor.is_empty() { address.as_str().to_owned() } else { format!("{address}#{anchor}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_quoted_where_it_must_be() {
        assert_eq!(csv_row(["a", "b,c", "d\"e", "f\ng", ""]), "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n");
    }

    #[test]
    fn no_cell_of_a_csv_is_calculated() {
        assert_eq!(csv_row(["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "＝1"]), "'=1+1,'+A1,'-A1,'@SUM(A1),\"'\t=1\",'＝1\r\n");
        assert_eq!(csv_row(["=HYPERLINK(\"x\",1)"]), "\"'=HYPERLINK(\"\"x\"\",1)\"\r\n");
        assert_eq!(csv_row(["-5", "+49", "-1.5", "-", "a=b", "–"]), "-5,+49,-1.5,'-,a=b,–\r\n");
    }

    #[test]
    fn markdown_stays_text() {
        assert_eq!(markdown_row(["a|b", "*c*"]), "| a\\|b | \\*c\\* |\n");
    }
}
