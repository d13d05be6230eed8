//! Bookmark not found: a link to a place that its page does not have.
//!
//! In:    every link with a `#`, and the headings and anchors of its target as each audience sees it.
//! Out:   `bookmark-not-found` at the part after `#`, with the nearest existing one.
//! Never: reports a link whose page is missing: that is `file-not-found`.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `bookmark-not-found`.
pub const RULE: Rule = Rule {
    code: "bookmark-not-found",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a link leads to a heading that its page does not have",
    manual: "\
## What it finds

The part after `#` in a link is not the anchor of a heading, or of another element, on the target page. A heading's anchor is its text in lower case with hyphens for blanks; punctuation vanishes.

## Why it matters

The reader lands at the top of the page, and has to search for what you meant to show.

## Example

`[Roles](plan.md#who-does-what)`, after the heading was changed to `## Roles and duties`.

## How to mend it

Follow the suggestion, or open the page and copy the anchor from its heading. If the heading is in a section for one audience only, link to one that all readers have.",
};
