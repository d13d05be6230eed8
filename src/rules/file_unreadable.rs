//! File unreadable: a file that is there but cannot be read.
//!
//! In:    every file of the playbook that the build needs.
//! Out:   `file-unreadable` on the file, with the reason that the system gave.
//! Never: stops the build for one file.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `file-unreadable`.
pub const RULE: Rule = Rule {
    code: "file-unreadable",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a file cannot be read",
    manual: "\
## What it finds

A file or folder that the system does not let the build read: no permission, locked by another program, or gone since the folder was listed. It is left out.

As a warning: a name that is not UTF-8 or has a character that no path of a playbook can have, and symbolic links that lead nowhere, out of the playbook, or to a folder. They are left out, too.

## Why it matters

The page or image is missing from the site, although it exists for its author.

## Example

`media/plan.png` belongs to another user and has no read permission.

## How to mend it

Correct the permission, close the program that holds the file, or replace the link by the file itself, and rename what has a name that cannot be read. Then build again.",
};
