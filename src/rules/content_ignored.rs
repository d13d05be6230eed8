//! Content ignored: a file that looks like content, and of which nothing is made.
//!
//! In:    the names of all files, and the patterns of `content`.
//! Out:   `content-ignored` on the file.
//! Never: reports what a pattern keeps out, what is a resource, or what pages show as code.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `content-ignored`.
pub const RULE: Rule = Rule {
    code: "content-ignored",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a file looks like content, and nothing is made of it",
    manual: "\
## What it finds

A file that a pattern of `content` in `docfx.json` takes in although it is neither Markdown nor a `toc.yml`, such as other YAML; or a table of contents that stands above pages, and that no pattern takes in. What `exclude` names is left out on purpose, and is not reported.

## Why it matters

What its author wrote is in no site, or the pages below it have no navigation of their own.

## Example

```json
{ \"build\": { \"content\": [ { \"files\": [ \"guide/**/*.md\" ] } ] } }
```

leaves out `guide/toc.yml`.

## How to mend it

Add a pattern for a table of contents: `guide/**/*.{md,yml}`. Let a pattern of `resource` take in what is a download, and exclude the rest.",
};
