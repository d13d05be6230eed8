//! TOC entry empty: an entry of a table of contents with nothing in it.
//!
//! In:    every entry of every TOC file.
//! Out:   `toc-entry-empty` at the entry.
//! Never: reports an entry that has only children.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `toc-entry-empty`.
pub const RULE: Rule = Rule {
    code: "toc-entry-empty",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "an entry of a table of contents is empty",
    manual: "\
## What it finds

A `-` in a `toc.yml` with nothing after it. The entry is left out.

## Why it matters

Something was meant to stand there: often the entry itself was deleted and its hyphen forgotten, or its keys lost their indent.

## Example

```yaml
- name: Start
  href: index.md
-
```

## How to mend it

Delete the hyphen, or write the entry.",
};
