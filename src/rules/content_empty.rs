//! Content empty: a playbook without a single page.
//!
//! In:    the content set.
//! Out:   `content-empty` on the configuration that selects it.
//! Never: reports a playbook whose pages are merely for other readers.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `content-empty`.
pub const RULE: Rule = Rule {
    code: "content-empty",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "the playbook has no page",
    manual: "\
## What it finds

A folder in which no file is a page: it has no Markdown, or no pattern of `docfx.json` takes one in. Pages that cannot be read are reported by themselves.

## Why it matters

The sites are empty. Nearly always this is a wrong folder, or a pattern that does not match; published, it would take the place of a site that is right.

## Example

```json
{ \"build\": { \"content\": [ { \"files\": [ \"docs/**/*.md\" ] } ] } }
```

in the folder `docs` itself.

## How to mend it

Name the folder of the playbook on the command line, or correct `files`, `exclude` and `src`. `playbook explain FILE` says which pattern keeps a page out.",
};
