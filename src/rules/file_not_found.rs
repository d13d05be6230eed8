//! File not found: a link, an image or a TOC entry that leads to no file.
//!
//! In:    every link, image and TOC entry whose target is a file of the playbook.
//! Out:   `file-not-found` at the destination, with the nearest existing path.
//! Never: asks the network; reports a page that exists for another audience.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `file-not-found`.
pub const RULE: Rule = Rule {
    code: "file-not-found",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a link, an image or a TOC entry leads to no file",
    manual: "\
## What it finds

A path to a file that is not in the playbook. A path is relative to the file in which it is written, also in an included fragment; `~/` is the root of the playbook.

## Why it matters

Readers would reach a dead end in the middle of a procedure. A link stays as plain text, an image leaves its alternative text, a TOC entry vanishes.

## Example

```markdown
First [install the tools](setup/instal.md).
```

while the file is `setup/install.md`.

## How to mend it

Follow the suggestion, or correct the path. If the file was moved, search for its name; if it is gone for good, take the link away.",
};
