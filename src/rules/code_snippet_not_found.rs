//! Code snippet not found: a sample whose file is not in the playbook.
//!
//! In:    every `[!code]` and `:::code` directive.
//! Out:   `code-snippet-not-found` at the path, with the nearest existing one.
//! Never: looks outside the playbook.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `code-snippet-not-found`.
pub const RULE: Rule = Rule {
    code: "code-snippet-not-found",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the file of a code sample does not exist",
    manual: "\
## What it finds

A code sample whose path leads to no file. The path is relative to the file in which the directive stands; `~/` is the root of the playbook.

## Why it matters

Readers see a notice where the code should be.

## Example

`[!code-python[Start](samples/strat.py)]`, while the file is `samples/start.py`.

## How to mend it

Follow the suggestion, or correct the path. If the sample lives in another repository, copy it into this one.",
};
