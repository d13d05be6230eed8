//! Date mismatch: a date that the history of changes contradicts.
//!
//! In:    `ms.date` and the history of changes of a page.
//! Out:   `date-mismatch` at the date of the page.
//! Never: takes a date in two ways on one page.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `date-mismatch`.
pub const RULE: Rule = Rule {
    code: "date-mismatch",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "the date of a page is not that of its newest change",
    manual: "\
## What it finds

A page whose `ms.date` is not the date of the newest entry of its history of changes (*Refresh Summary*).

## Why it matters

Readers see when a page was last brought up to date, and reports count by that. One of the two dates is wrong.

## Example

```markdown
---
ms.date: 4/25/2026
---
| Date | Who Changed | What Changed |
|---|---|---|
| 5/2/2026 | Kim | New agenda |
```

## How to mend it

Set `ms.date` to the date of the newest entry, or add the entry that is missing.",
};
