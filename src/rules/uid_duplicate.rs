//! UID duplicate: a name that two pages bear.
//!
//! In:    the uid of every page.
//! Out:   `uid-duplicate` at the later one, with the earlier one beside it.
//! Never: compares pages that no audience sees together.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `uid-duplicate`.
pub const RULE: Rule = Rule {
    code: "uid-duplicate",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "two pages have the same uid",
    manual: "\
## What it finds

Two pages that one audience can read and whose front matter gives the same `uid`. A cross reference leads to the first in order of path.

## Why it matters

A uid stands for one page. Readers may land on the other one.

## Example

A page was copied, with `uid: kick-off`, to start a new one.

## How to mend it

Give the newer page a uid of its own, or delete the line if nobody refers to it.",
};
