//! Orphan page: a page to which nothing leads.
//!
//! In:    the TOCs and links of each audience's site.
//! Out:   `orphan-page` on the page, with the audiences for whom nothing leads there.
//! Never: reports the start page.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `orphan-page`.
pub const RULE: Rule = Rule {
    code: "orphan-page",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "no table of contents and no other page leads to this page",
    manual: "\
## What it finds

A page that is published, but that no TOC shows and no other page of the same site links to.

## Why it matters

Readers can only find it by search. It is also the page that everybody forgets to update.

## Example

`guides/holiday-cover.md` was added, but not to `guides/toc.yml`.

## How to mend it

Add it to the TOC of its folder, or link to it from a page where readers will look. If nobody needs it any more, delete it.",
};
