//! UID not found: a cross reference that no page answers to.
//!
//! In:    every `xref:` link and every uid in a TOC.
//! Out:   `uid-not-found` at the uid, with the nearest existing one.
//! Never: reports `@name` in running text, which may be no reference at all.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `uid-not-found`.
pub const RULE: Rule = Rule {
    code: "uid-not-found",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a cross reference leads to no page",
    manual: "\
## What it finds

A cross reference whose uid is neither in the front matter of a page nor in a cross reference map. Upper and lower case count.

## Why it matters

Readers see the text instead of a link.

## Example

`<xref:plan-kickoff>`, while the page says `uid: plan-kick-off`.

## How to mend it

Follow the suggestion, add the `uid` to the page, or link to the file instead.",
};
