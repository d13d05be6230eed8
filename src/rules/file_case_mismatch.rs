//! File case mismatch: a path that is right but for upper and lower case.
//!
//! In:    every path that an author writes.
//! Out:   `file-case-mismatch` at the path, with the real spelling.
//! Never: breaks the link: it is resolved to the file that was meant.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `file-case-mismatch`.
pub const RULE: Rule = Rule {
    code: "file-case-mismatch",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a path differs from the file in upper and lower case",
    manual: "\
## What it finds

A path that finds its file only when upper and lower case do not count, or that writes a letter such as `é` as two characters and the file name as one. The link is published with the real spelling, so it works.

## Why it matters

On Windows and macOS such a path works, on Linux and on most web servers it does not. It breaks for the next tool that reads the file.

## Example

`![Plan](media/Plan.PNG)`, while the file is `media/plan.png`.

## How to mend it

Write the path as in the report. If the file's name is the odd one, rename the file instead.",
};
