//! Audience conflict: two statements about who may read a file, and they disagree.
//!
//! In:    the suffix of a file's name, and all that its front matter says of its audience.
//! Out:   `audience-conflict` at the later statement, with the earlier one beside it.
//! Never: chooses between them.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `audience-conflict`.
pub const RULE: Rule = Rule {
    code: "audience-conflict",
    severity: Severity::Error,
    guards_audiences: true,
    summary: "two statements about who may read the file disagree",
    manual: "\
## What it finds

A file whose name ends in an audience that its front matter does not name, or front matter that gives the audience twice with different values. The page is in no site.

## Why it matters

One of the two statements is wrong, and the tool cannot know which. Taking the wider one could publish what was meant to stay inside.

## Example

The file `pricing--internal.md` begins with:

```yaml
---
ft.audience: partner
---
```

## How to mend it

Decide who reads the page. Then rename the file or change the line, so that both say the same; of two lines with the audience, delete one.",
};
