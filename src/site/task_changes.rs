//! Changes of tasks: what became of them between two states of a site.
//!
//! In:    the tasks of the same audience, before and after.
//! Out:   `Change`s, by language and id.
//! Never: takes another order, another page, another wrapping of lines or other marks around a role for a change.

use std::collections::{BTreeMap, BTreeSet};

use super::task::{Level, Task};
use crate::base::cell::bare;

/// A change of a task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What kind of change.
    pub kind: ChangeKind,
    /// The id of the task.
    pub id: String,
    /// Its language.
    pub language: String,
    /// Its name now; of a task that was removed, its last name.
    pub name: String,
    /// What it was; empty for a task that was added or removed.
    pub before: String,
    /// What it is; likewise.
    pub after: String,
}

/// The kinds of changes, in the order in which they are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ChangeKind {
    /// The task is new.
    Added,
    /// The task is gone.
    Removed,
    /// It has another name.
    Renamed,
    /// It became mandatory or optional.
    Level,
    /// Others do it.
    Roles,
}

impl ChangeKind {
    /// The word for it in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Level => "level",
            Self::Roles => "roles",
        }
    }
}

// What all rows of one id say.
#[derive(Default)]
struct Facts {
    names: BTreeSet<String>,
    levels: BTreeSet<&'static str>,
    // By what counts of it: as it is written.
    roles: BTreeMap<String, String>,
}

/// What changed from `before` to `after`.
pub fn changes(before: &[&Task], after: &[&Task]) -> Vec<Change> {
    let (before, after) = (facts(before), facts(after));
    let ids: BTreeSet<&(String, String)> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for key in ids {
        let (language, id) = key;
        let mut add = |kind, name: &str, before: String, after: String| {
            changes.push(Change { kind, id: id.clone(), language: language.clone(), name: name.to_owned(), before, after });
        };
        let name = |facts: &Facts| facts.names.first().cloned().unwrap_or_default();
        match (before.get(key), after.get(key)) {
            (None, Some(now)) => add(ChangeKind::Added, &name(now), String::new(), String::new()),
            (Some(old), None) => add(ChangeKind::Removed, &name(old), String::new(), String::new()),
            (Some(old), Some(now)) => {
                let name = name(now);
                if old.names != now.names {
                    add(ChangeKind::Renamed, &name, joined(&old.names), joined(&now.names));
                }
                if old.levels != now.levels {
                    add(ChangeKind::Level, &name, joined(&old.levels), joined(&now.levels));
                }
                if !old.roles.keys().eq(now.roles.keys()) {
                    add(ChangeKind::Roles, &name, joined(old.roles.values()), joined(now.roles.values()));
                }
            }
            (None, None) => {}
        }
    }
    changes.sort_by(|a, b| (a.kind, &a.language, &a.id).cmp(&(b.kind, &b.language, &b.id)));
    changes
}

fn facts(tasks: &[&Task]) -> BTreeMap<(String, String), Facts> {
    let mut facts: BTreeMap<(String, String), Facts> = BTreeMap::new();
    for task in tasks {
        let facts = facts.entry((task.language.to_string(), task.id.clone())).or_default();
        facts.names.insert(task.name.clone());
        facts.levels.insert(match task.level {
            Some(Level::Mandatory) => "mandatory",
            Some(Level::Optional) => "optional",
            None => "not said",
        });
        let mut roles: Vec<(String, &str)> = task.roles.iter().map(|role| (bare(role), role.as_str())).collect();
        roles.sort();
        let written: Vec<&str> = roles.iter().map(|(_, role)| *role).collect();
        let written = if written.is_empty() { "nobody".to_owned() } else { written.join(", ") };
        let counts: Vec<&str> = roles.iter().map(|(bare, _)| bare.as_str()).collect();
        facts.roles.entry(counts.join(" ")).or_insert(written);
    }
    facts
}

fn joined<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> String {
    values.into_iter().map(|value| value.as_ref().to_owned()).collect::<Vec<_>>().join(" or ")
}
