//! TOC entry missing name: an entry for which no label can be found.
//!
//! In:    every entry of every TOC, and the title of its target.
//! Out:   `toc-entry-missing-name` at the entry.
//! Never: invents a label.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `toc-entry-missing-name`.
pub const RULE: Rule = Rule {
    code: "toc-entry-missing-name",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "an entry of a table of contents has no name",
    manual: "\
## What it finds

An entry without `name` whose target gives no label either: it has no target, or the page has no title. The entry is not shown; its children are.

## Why it matters

Readers cannot click on nothing, and what the entry led to is missing from the navigation.

## Example

```yaml
- href: https://status.example.com
- name: Start
  href: index.md
```

The first entry leads to another site, whose title is unknown here.

## How to mend it

Add a `name`, or give the target page a title.",
};
