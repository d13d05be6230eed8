//! Alert unknown: a quote that looks like an alert of a kind that is not known.
//!
//! In:    the first words of every quote, where they stand in `[!` and `]`.
//! Out:   `alert-unknown` at the kind, with the nearest known one.
//! Never: hides the quote: it is shown.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `alert-unknown`.
pub const RULE: Rule = Rule {
    code: "alert-unknown",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "an alert is of a kind that is not known",
    manual: "\
## What it finds

A quote that begins with `[!SOMETHING]`, where that is none of `NOTE`, `TIP`, `IMPORTANT`, `WARNING`, `CAUTION` or the kinds that the project adds; also a known kind with blanks in it. The kind is never translated: the heading that readers see is.

## Why it matters

Readers see the marker as text, and the warning looks like an ordinary quote.

## Example

```markdown
> [! NOTE]
> Save your work first.
```

## How to mend it

Write one of the known kinds, without blanks: `> [!NOTE]`. To add a kind of your own, name it under `alerts` in `markdownEngineProperties` of `docfx.json`.",
};
