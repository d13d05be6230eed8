//! Date invalid: a date that is no day of the calendar.
//!
//! In:    every date in front matter and in refresh tables.
//! Out:   `date-invalid` at the date.
//! Never: guesses which digits were meant.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `date-invalid`.
pub const RULE: Rule = Rule {
    code: "date-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a date cannot be read",
    manual: "\
## What it finds

A value, where a date is expected, that is not in a known form or that is no day of the calendar. With slashes, the order is month, day, year.

## Why it matters

The page then has no date: readers cannot see how fresh it is, and it is missing from lists of stale pages.

## Example

`ms.date: 12/13\\7/2019`, or `ms.date: 31/12/2024`, where the month comes first.

## How to mend it

Write `2024-12-31`, which cannot be misread. `12/31/2024`, `31 Dec 2024` and `31.12.2024` are also understood.",
};
