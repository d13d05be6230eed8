//! Audience unknown: a name that is none of the playbook's audiences.
//!
//! In:    every audience that an author names: in front matter, in `docfx.json`, in a section, in a TOC.
//! Out:   `audience-unknown` at the name, with the nearest known one.
//! Never: takes the nearest name as meant.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `audience-unknown`.
pub const RULE: Rule = Rule {
    code: "audience-unknown",
    severity: Severity::Error,
    guards_audiences: true,
    summary: "an audience is named that the playbook does not have",
    manual: "\
## What it finds

A name, where an audience is expected, that is none of the playbook's audiences. The whole page is withheld, also when other names beside it are known. An unknown name on a section or a TOC entry withholds that section or entry.

## Why it matters

A misspelt audience could mean anybody. Guessing would either hide the page from its readers or show it to others, so the build asks you.

## Example

```yaml
ft.audience: partnr
```

while the playbook's audiences are `internal` and `partner`.

## How to mend it

Correct the spelling; the report names the nearest audience. If the audience is new, add it to `audiences` in `playbook.yml` first.",
};
