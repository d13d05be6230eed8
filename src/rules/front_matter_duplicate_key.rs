//! Front matter duplicate key: a key that stands twice.
//!
//! In:    the keys of the front matter of every file.
//! Out:   `front-matter-duplicate-key` at the later key, with the earlier one beside it.
//! Never: decides about the audience: two different ones are `audience-conflict`.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `front-matter-duplicate-key`.
pub const RULE: Rule = Rule {
    code: "front-matter-duplicate-key",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a key stands twice in the front matter",
    manual: "\
## What it finds

A key that is given more than once in the front matter of one file. The last value counts.

## Why it matters

Whoever edits the first line later will wonder why nothing changes.

## Example

```yaml
title: Operations guide
ft.owner: kim
title: Operations handbook
```

## How to mend it

Delete the line that is wrong.",
};
