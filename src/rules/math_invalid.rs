//! Math invalid: a formula that cannot be typeset.
//!
//! In:    every formula.
//! Out:   `math-invalid` at the part that is not understood, or at the beginning of what has no end.
//! Never: drops the formula: its source is shown.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `math-invalid`.
pub const RULE: Rule = Rule {
    code: "math-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a formula cannot be understood",
    manual: "\
## What it finds

A formula between `$` signs that is not valid, or uses a command that is not known. Its source is shown instead. Also a block of `$$` without an end, which takes in all that follows in its list item, quote or page.

## Why it matters

Readers see backslashes and braces.

## Example

`$\\frac{1}{2$`, where a brace is missing.

## How to mend it

Correct what the report points at. For a price, nothing need be done: `$5 and $6` is text. A single dollar sign can be written `\\$`.",
};
