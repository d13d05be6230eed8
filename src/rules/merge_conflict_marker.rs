//! Merge conflict marker: a line that a version control system left behind.
//!
//! In:    the lines of every page, fragment and TOC.
//! Out:   `merge-conflict-marker` at the marker.
//! Never: chooses a side.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `merge-conflict-marker`.
pub const RULE: Rule = Rule {
    code: "merge-conflict-marker",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a merge conflict was not resolved",
    manual: "\
## What it finds

Lines that Git writes where two changes met and nobody decided between them: `<<<<<<< HEAD`, `=======` and `>>>>>>> branch`.

## Why it matters

Readers see both versions and the markers. `>>>>>>>` even reads as seven nested quotes and may swallow the rows of a table after it.

## Example

A page that tells the reader two durations, one below `<<<<<<< HEAD`, the other below `=======`.

## How to mend it

Decide which version is right, delete the other, and delete all three marker lines. To show a marker on purpose, write it within a line as code, like this page does.",
};
