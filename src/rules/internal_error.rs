//! Internal error: a file on which the tool itself failed.
//!
//! In:    the failure of the tool at work on one file.
//! Out:   `internal-error` on that file; the file is left out.
//! Never: blames the author; stops the build for the other files.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `internal-error`.
pub const RULE: Rule = Rule {
    code: "internal-error",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "the tool failed on this file",
    manual: "\
## What it finds

A file on which playbook failed because of a mistake of its own. The file is left out of every site; all others are built.

## Why it matters

The page is missing. The mistake is ours, but only you know that it happened.

## Example

A page on which the build reports `internal-error`, while other pages of the same kind build.

## How to mend it

Please report it, with the file if you may share it. Until it is mended, take away half of the page at a time to find the lines that cause it, and write these differently.",
};
