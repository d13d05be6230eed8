//! Footnote unused: a footnote that no mark leads to.
//!
//! In:    every footnote, where a playbook has them.
//! Out:   `footnote-unused` at the footnote.
//! Never: reports a footnote in a section that its readers do not get.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `footnote-unused`.
pub const RULE: Rule = Rule {
    code: "footnote-unused",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "no mark in the text leads to a footnote",
    manual: "\
## What it finds

A line `[^name]: words` to which no `[^name]` in the same file leads. Footnotes are off unless `docfx.json` switches them on.

## Why it matters

Readers come to a footnote by its mark. One without is left out of the page.

## Example

```markdown
The harbour closes at ten.[^hours]

[^hour]: In winter at eight.
```

## How to mend it

Give mark and footnote the same name, or remove the footnote.",
};
