//! Table too wide: a table with more columns or cells than a page can hold.
//!
//! In:    the size of every table.
//! Out:   `table-too-wide` at the table; it is shown as text.
//! Never: lets a table fill the memory.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `table-too-wide`.
pub const RULE: Rule = Rule {
    code: "table-too-wide",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a table has more columns or cells than a page can hold",
    manual: "\
## What it finds

A table with more than 1,024 columns, or one whose rows, each as wide as the widest, would have more than 262,144 cells.

## Why it matters

One line with a hundred thousand bars makes every row of the table as wide as that. No reader can use it, and no browser can show it.

## Example

A log, pasted below a table without a blank line between them, whose lines are full of `|`.

## How to mend it

Put a blank line after the table. Put logs and other raw data into a code block, or offer them as a file.",
};
