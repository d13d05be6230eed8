//! Changes: what became of tasks, and which phases and roles have none, written down.
//!
//! In:    changes of the tasks of each audience; the coverage of one site.
//! Out:   text, JSON, CSV, Markdown.
//! Never: reads a clock: who asks says the day.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Serialize;

use super::export::{csv_row, markdown_row};
use crate::base::counted::plural;
use crate::base::date::Date;
use crate::base::hash::HashMap;
use crate::site::coverage::{Count, Coverage};
use crate::site::task::Unlisted;
use crate::site::task_changes::{Change, ChangeKind};

/// The changes of one audience's tasks. The name is empty where there is only one site.
pub type Changes = (String, Vec<Change>);

#[derive(Serialize)]
struct JsonChanges<'a> {
    version: u32,
    since: &'a str,
    audiences: Vec<JsonAudience<'a>>,
}

#[derive(Serialize)]
struct JsonAudience<'a> {
    audience: &'a str,
    changes: Vec<JsonChange<'a>>,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    change: &'static str,
    id: &'a str,
    language: &'a str,
    name: &'a str,
    before: &'a str,
    after: &'a str,
}

/// The changes as one JSON object.
pub fn json(since: &str, all: &[Changes]) -> String {
    let mut audiences = Vec::new();
    for (audience, changes) in all {
        let mut listed = Vec::new();
        for one in changes {
            let Change { kind, id, language, name, before, after } = one;
            listed.push(JsonChange { change: kind.name(), id, language, name, before, after });
        }
        audiences.push(JsonAudience { audience, changes: listed });
    }
    written(&JsonChanges { version: 1, since, audiences })
}

/// The changes in lines for people.
pub fn text(since: &str, all: &[Changes]) -> String {
    let mut out = String::new();
    for (audience, changes) in all {
        let name = if audience.is_empty() { "site" } else { audience };
        let sentences = sentences(changes);
        let _ = writeln!(out, "{name}: {} since {since}", plural(sentences.len(), "change"));
        for (kind, sentence) in sentences {
            let _ = writeln!(out, "  {:<8} {sentence}", kind.name());
        }
    }
    out
}

/// The changes as comma-separated values.
pub fn csv(all: &[Changes]) -> String {
    let mut out = csv_row(["audience", "change", "id", "language", "name", "before", "after"]);
    for (audience, changes) in all {
        for Change { kind, id, language, name, before, after } in changes {
            out.push_str(&csv_row([audience, kind.name(), id, language, name, before, after]));
        }
    }
    out
}

/// The changes as rows of a history of changes: date, who, what. One row for each audience with changes; a change of several audiences stands in the
/// row of each, since each history is for its readers; whose it is stands above it where there are several.
pub fn refresh_rows(all: &[Changes], day: Date, who: &str) -> String {
    let mut out = String::new();
    for (audience, changes) in all.iter().filter(|(_, changes)| !changes.is_empty()) {
        if all.len() > 1 {
            let _ = writeln!(out, "{}{audience}:\n", if out.is_empty() { "" } else { "\n" });
        }
        let what: Vec<String> = sentences(changes).into_iter().map(|(_, sentence)| sentence).collect();
        let date = format!("{}/{}/{}", day.month(), day.day(), day.year());
        let row = markdown_row([date.as_str(), who, &what.join("\n")]);
        out.push_str(&row);
    }
    out
}

// What is said of the changes: once of what is the same in several languages. The languages are named where it is not the same in all.
fn sentences(changes: &[Change]) -> Vec<(ChangeKind, String)> {
    let languages: BTreeSet<&str> = changes.iter().map(|change| change.language.as_str()).collect();
    let mut said: Vec<(ChangeKind, String, BTreeSet<&str>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::default();
    for change in changes {
        let sentence = sentence(change);
        let place = *places.entry(sentence.clone()).or_insert(said.len());
        if place == said.len() {
            said.push((change.kind, sentence, BTreeSet::new()));
        }
        said[place].2.insert(&change.language);
    }
    let with_languages = |(kind, sentence, of): (ChangeKind, String, BTreeSet<&str>)| {
        let names = of.iter().copied().collect::<Vec<_>>().join(", ");
        (kind, if of == languages { sentence } else { format!("{sentence} ({names})") })
    };
    said.into_iter().map(with_languages).collect()
}

fn sentence(change: &Change) -> String {
    let Change { kind, id, language: _, name, before, after } = change;
    match kind {
        ChangeKind::Added => format!("Added task {id} ({name})."),
        ChangeKind::Removed => format!("Removed task {id} ({name})."),
        ChangeKind::Renamed => format!("Renamed task {id} from “{before}” to “{after}”."),
        ChangeKind::Level => format!("Task {id} ({name}) is {after}, was {before}."),
        ChangeKind::Roles => format!("Task {id} ({name}) is for {after}, was for {before}."),
    }
}

#[derive(Serialize)]
struct JsonCoverage<'a> {
    version: u32,
    audience: &'a str,
    cells: Vec<JsonCell<'a>>,
    #[serde(rename = "phasesWithoutMandatory")]
    phases_without_mandatory: Vec<&'a str>,
    unlisted: Vec<JsonUnlisted<'a>>,
}

#[derive(Serialize)]
struct JsonCell<'a> {
    language: &'a str,
    phase: &'a str,
    role: &'a str,
    service: &'a str,
    tasks: usize,
    mandatory: usize,
}

#[derive(Serialize)]
struct JsonUnlisted<'a> {
    id: &'a str,
    name: &'a str,
}

/// The coverage of one language, and the language.
pub type OfLanguage = (String, Coverage);

/// The coverage of a site as one JSON object.
pub fn coverage_json(audience: &str, languages: &[OfLanguage], unlisted: &[Unlisted]) -> String {
    let cells = languages.iter().flat_map(|(language, coverage)| {
        let cell = move |(phase, role, service, count): (_, _, _, Count)| {
            let Count { all: tasks, mandatory } = count;
            JsonCell { language, phase, role, service, tasks, mandatory }
        };
        coverage.cells().map(cell)
    });
    written(&JsonCoverage {
        version: 1,
        audience,
        cells: cells.collect(),
        phases_without_mandatory: languages.iter().flat_map(|(_, coverage)| coverage.phases_without_duty()).collect(),
        unlisted: unlisted.iter().map(|task| JsonUnlisted { id: &task.id, name: &task.name }).collect(),
    })
}

/// Every language, phase, role and service with its numbers, as texts below a header.
pub fn coverage_table(languages: &[OfLanguage]) -> Vec<Vec<String>> {
    let header = ["language", "phase", "role", "service", "tasks", "mandatory"].map(ToOwned::to_owned).to_vec();
    let rows = languages.iter().flat_map(|(language, coverage)| {
        coverage.cells().map(move |(phase, role, service, count)| {
            [language, phase, role, service, &count.all.to_string(), &count.mandatory.to_string()].map(ToOwned::to_owned).to_vec()
        })
    });
    std::iter::once(header).chain(rows).collect()
}

/// The coverage of a site as Markdown: for each language a table for each phase, roles down and services across, and what is missing.
pub fn coverage_markdown(languages: &[OfLanguage], unlisted: &[Unlisted]) -> String {
    let mut out = String::new();
    for (language, coverage) in languages {
        if languages.len() > 1 {
            let _ = writeln!(out, "# {language}\n");
        }
        one_language(coverage, &mut out);
        out.push_str(if languages.len() > 1 { "\n" } else { "" });
    }
    if !unlisted.is_empty() {
        out.push_str("Tasks with details that no table names:\n\n");
        for task in unlisted {
            let _ = writeln!(out, "- {}: {}", task.id, task.name);
        }
    }
    out
}

fn one_language(coverage: &Coverage, out: &mut String) {
    let named = |name: &str| if name.is_empty() { "(not said)".to_owned() } else { name.to_owned() };
    for phase in &coverage.phases {
        let _ = writeln!(out, "## {}\n", named(phase));
        let header: Vec<String> =
            std::iter::once("Role".to_owned()).chain(coverage.services.iter().map(|service| named(service))).collect();
        out.push_str(&markdown_row(header.iter().map(String::as_str)));
        out.push_str(&markdown_row(header.iter().map(|_| "---")));
        for role in &coverage.roles {
            let numbers = coverage.services.iter().map(|service| match coverage.count(phase, role, service).all {
                0 => "–".to_owned(),
                count => count.to_string(),
            });
            let row: Vec<String> = std::iter::once(named(role)).chain(numbers).collect();
            out.push_str(&markdown_row(row.iter().map(String::as_str)));
        }
        out.push('\n');
    }
    let (all, empty) = coverage.cells().fold((0, 0), |(all, empty), (.., count)| (all + 1, empty + usize::from(count.all == 0)));
    let _ = writeln!(out, "{empty} of {all} combinations of phase, role and service have no task.");
    let without = coverage.phases_without_duty();
    if !without.is_empty() {
        let _ =
            writeln!(out, "Phases without a mandatory task: {}.", without.iter().map(|phase| named(phase)).collect::<Vec<_>>().join(", "));
    }
}

fn written(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("texts and numbers can always be written as JSON") + "\n"
}
