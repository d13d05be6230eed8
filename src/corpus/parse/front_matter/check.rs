//! Checks of front matter: those that need nothing but its text.
//!
//! In:    the YAML block, and where it stands.
//! Out:   `control-character`, `date-invalid`, `merge-conflict-marker`.
//! Never: changes what the block means.

use super::Entry;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::was_replaced;
use crate::base::{date, find};
use crate::corpus::parse::MERGE_STARTS;
use crate::input::metadata::{Metadata, Value};
use crate::rules;

// A merge left in the head makes any of its keys doubtful.
pub(super) fn conflict(file: &FilePath, yaml: &str, offset: usize, report: &mut Vec<Diagnostic>) {
    if !MERGE_STARTS.is_in(yaml) {
        return;
    }
    let mut place = 0;
    for line in yaml.split_inclusive('\n') {
        let text = line.trim_end();
        if text.starts_with("<<<<<<< ") {
            report.push(
                rules::merge_conflict_marker::RULE
                    .at(file, TextRange::new(offset + place, offset + place + text.len()))
                    .message(format!("a merge conflict was left here: `{text}`"))
                    .help("decide between the two versions and remove the three marker lines"),
            );
        }
        place += line.len();
    }
}

// In the texts of a value such characters were replaced.
pub(super) fn unseen(file: &FilePath, metadata: &Metadata, entries: &[Entry<'_>], yaml: &str, offset: usize, report: &mut Vec<Diagnostic>) {
    // They stand there as escapes, or are no ASCII.
    if yaml.is_ascii() && !find::holds(yaml, "\\") {
        return;
    }
    for Entry { key, range, value, is_one_line: _ } in entries {
        if metadata.get(*key).is_some_and(|value| value.any_text(&|text| was_replaced(text, &yaml[range.clone()]))) {
            let at = TextRange::new(offset + value.start, offset + value.end);
            report.push(rules::control_character::replaced(file, at, &format!("the value of `{key}`")));
        }
    }
}

pub(super) fn date(file: &FilePath, metadata: &Metadata, entries: &[Entry<'_>], yaml: &str, offset: usize, report: &mut Vec<Diagnostic>) {
    let Some(entry) = entries.iter().rfind(|entry| entry.key == "ms.date") else { return };
    let text = &yaml[entry.value.clone()];
    let is_date = match metadata.get("ms.date") {
        None | Some(Value::Null) => return,
        Some(Value::Text(text)) => date::parse(text).is_some(),
        Some(Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Map(_)) => false,
    };
    if is_date {
        return;
    }
    report.push(
        rules::date_invalid::RULE
            .at(file, TextRange::new(offset + entry.value.start, offset + entry.value.start + yaml[entry.value.clone()].len()))
            .message(format!("`{text}` is no date"))
            .help("write month/day/year, as in `4/25/2026`, or `2026-04-25`"),
    );
}
