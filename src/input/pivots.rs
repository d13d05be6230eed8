//! Pivots: the choices that zones of a page are for, as `zone-pivot-groups.yml` names them.
//!
//! In:    that file, where there is one at the root of the playbook, or the one that `zone_pivot_group_filename` names.
//! Out:   `PivotGroup`s, and diagnostics for what cannot be used.
//! Never: knows which pages use a group.
//!
//! Source of the form: Microsoft Learn: `groups:` with `id`, `title`, `prompt` and `pivots:` of `id` and `title`.

use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::input::setting::Settings;
use crate::input::snapshot::Snapshot;
use crate::input::yaml::{self, Yaml};
use crate::rules;

/// Where groups are listed, unless metadata names another file.
pub const FILE: &str = "zone-pivot-groups.yml";

/// A group of choices.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PivotGroup {
    /// What pages call it (`zone_pivot_groups`).
    pub id: String,
    /// What asks the reader to choose; may be empty.
    pub prompt: String,
    /// The choices, in order: what zones call them, and what readers see.
    pub pivots: Vec<(String, String)>,
}

/// The groups of a playbook. `named` is the file that metadata names.
pub(super) fn read(snapshot: &Snapshot, named: Option<&str>, diagnostics: &mut Vec<Diagnostic>) -> Vec<PivotGroup> {
    let path = named.unwrap_or(FILE);
    let Some((file, text)) = FilePath::new(path).and_then(|file| Some((file.clone(), snapshot.text(&file)?))) else { return Vec::new() };
    let root = match yaml::read(text) {
        Ok(root) => root,
        Err(problem) => {
            let diagnostic = rules::config_invalid::RULE.at(&file, problem.range).message(problem.message);
            diagnostics.push(diagnostic.help("mend the file; pivots are shown by their ids until then"));
            return Vec::new();
        }
    };
    let mut settings = Settings::of(&file, text, &root);
    let groups = value(&root, "groups").and_then(Yaml::as_list);
    if groups.is_none() {
        settings.invalid(root.range, "a list of `groups` is expected");
    }
    let read = groups.unwrap_or_default().iter().filter_map(|group| {
        let id = text_of(group, "id");
        if id.is_empty() {
            settings.invalid(group.range, "this group has no `id`");
            return None;
        }
        let pivots = value(group, "pivots").and_then(Yaml::as_list).unwrap_or_default().iter();
        let pivots = pivots.map(|pivot| (text_of(pivot, "id"), text_of(pivot, "title"))).filter(|(id, _)| !id.is_empty());
        let pivots = pivots.map(|(id, title)| if title.is_empty() { (id.clone(), id) } else { (id, title) }).collect();
        Some(PivotGroup { id, prompt: text_of(group, "prompt"), pivots })
    });
    let read = read.collect();
    diagnostics.append(&mut settings.diagnostics);
    read
}

fn value<'a>(map: &'a Yaml, key: &str) -> Option<&'a Yaml> {
    map.as_map()?.iter().find(|(known, _)| known.text == key).map(|(_, value)| value)
}

fn text_of(map: &Yaml, key: &str) -> String {
    value(map, key).and_then(Yaml::as_text).unwrap_or_default().trim().to_owned()
}
