//! Moniker invalid: a section for some versions that cannot be understood.
//!
//! In:    every `::: moniker` line, its end line, and `monikerRange` in front matter.
//! Out:   `moniker-invalid` at the characters that are wrong.
//! Never: hides text because a range cannot be read.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `moniker-invalid`.
pub const RULE: Rule = Rule {
    code: "moniker-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a moniker section is written wrongly",
    manual: "\
## What it finds

A `::: moniker` line without a range, or without the closing quote; text after the opener or the end; a range that names a version that is not in the list of versions.

## Why it matters

Readers of one version may see what is only true for another.

## Example

```markdown
::: moniker range=\">=app-2.0
```

lacks the closing quote.

## How to mend it

Write `::: moniker range=\">=app-2.0\"` alone on its line, and close it with `::: moniker-end`. Check the spelling of the version against the project's list.",
};
