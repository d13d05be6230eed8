//! Include not found: an include whose file is not in the playbook.
//!
//! In:    every include directive, in pages and in fragments.
//! Out:   `include-not-found` at the path, with the nearest existing one.
//! Never: looks outside the playbook.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `include-not-found`.
pub const RULE: Rule = Rule {
    code: "include-not-found",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "an included file does not exist",
    manual: "\
## What it finds

An include whose path leads to no file of the playbook. The path is relative to the file in which the directive stands; `~/` is the root of the playbook. Web addresses and paths from the root of the disk cannot be included.

## Why it matters

A part of the page is missing, and the reader cannot see that it is.

## Example

```markdown
[!INCLUDE [Requirements](includes/requirments.md)]
```

while the file is `includes/requirements.md`.

## How to mend it

Follow the suggestion, or correct the path. A path with a blank in it cannot be written: rename the file. If the fragment is gone for good, delete the directive.",
};
