//! Abbreviation duplicate: a short form that stands for two things.
//!
//! In:    every line that says what is short for what, where a playbook has them.
//! Out:   `abbreviation-duplicate` at the line that does not count.
//! Never: reports one that some readers get in the place of another.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `abbreviation-duplicate`.
pub const RULE: Rule = Rule {
    code: "abbreviation-duplicate",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a short form is said to stand for two things",
    manual: "\
## What it finds

Two lines `*[short]: words` in one file that give one short form different meanings. Abbreviations are off unless `docfx.json` switches them on.

## Why it matters

The last line counts for the whole file; what the line before it says is shown to nobody. Readers of a section for some may get another meaning there.

## Example

```markdown
*[ETA]: Estimated time of arrival

*[ETA]: End of the trial agreement
```

## How to mend it

Remove one of the two lines, or give each meaning a short form of its own.",
};
