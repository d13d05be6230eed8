//! Glob unsupported: a pattern that cannot do what it says.
//!
//! In:    every pattern of `playbook.yml` and `docfx.json`.
//! Out:   `glob-unsupported` at the pattern.
//! Never: reports a pattern that merely matches nothing yet.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `glob-unsupported`.
pub const RULE: Rule = Rule {
    code: "glob-unsupported",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a pattern of paths matches nothing, whatever the files",
    manual: "\
## What it finds

A pattern with `../`, with a leading `./`, with braces that are not balanced, or whose braces give more than 1024 alternatives. It matches nothing.

## Why it matters

The files it was meant to take are missing from the site; the files it was meant to exclude are in it.

## Example

```json
{ \"files\": [ \"./guides/**/*.md\", \"../shared/*.md\", \"**/*.{md,yml\" ] }
```

## How to mend it

Write patterns relative to the `src` of their mapping, without a leading `./`, and close every brace. To reach another folder of the playbook, give the mapping a `src`.",
};
