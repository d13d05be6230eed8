//! Region not found: a part of a code file that is not there.
//!
//! In:    every code sample that names a region, and the file that it names.
//! Out:   `region-not-found` at the name, with the nearest existing one.
//! Never: shows the whole file instead.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `region-not-found`.
pub const RULE: Rule = Rule {
    code: "region-not-found",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a code file has no region of this name",
    manual: "\
## What it finds

A sample that asks for a named part of a file, where the file has no such part, or one that is never closed.

## Why it matters

Readers see an empty box instead of the code.

## Example

`[!code-csharp[Connect](start.cs?name=conect)]`, while the file marks `#region connect`.

## How to mend it

Follow the suggestion. Otherwise mark the part in the code file, with `#region connect` and `#endregion` or, in the comment style of its language, `//<connect>` and `//</connect>`.",
};
