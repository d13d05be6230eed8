//! Date ambiguous: a date whose day and month could be either way round.
//!
//! In:    the dates in histories of changes.
//! Out:   `date-ambiguous` at the first such date of a page.
//! Never: speaks up where all dates of the playbook that are clear have the same order.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `date-ambiguous`.
pub const RULE: Rule = Rule {
    code: "date-ambiguous",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "the day and the month of a date could be either way round",
    manual: "\
## What it finds

A date such as `4/5/2026` in a history of changes none of whose dates has a number above 12 in one of the two places, in a playbook whose other histories use both orders. It is read in the order that most of them have.

## Why it matters

The fourth of May and the fifth of April are a month apart. Reports count ages by these dates.

## Example

```markdown
| Date | Who Changed | What Changed |
|---|---|---|
| 4/5/2026 | Kim | New agenda |
```

## How to mend it

Write the date as `2026-04-05`, or use one order in the whole playbook.",
};
