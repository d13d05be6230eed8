//! Title missing: a page without a name.
//!
//! In:    the front matter and the headings of every page.
//! Out:   `title-missing` at the start of the page.
//! Never: takes the name of a file for a title without saying so.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `title-missing`.
pub const RULE: Rule = Rule {
    code: "title-missing",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a page has no title",
    manual: "\
## What it finds

A page with neither a `title` in its front matter nor a heading of the first level. Its file name is shown instead.

## Why it matters

The title stands in the browser tab, in the navigation, in search results and in the list of previous and next pages. A screen reader says it first.

## Example

A page that begins with `## Before you start` and has no front matter but the audience.

## How to mend it

Add `title: Prepare the kick-off` to the front matter, or begin the page with `# Prepare the kick-off`.",
};
