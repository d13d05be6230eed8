//! TOC cycle: a TOC that, by inclusion, contains itself.
//!
//! In:    the inclusions of all TOCs, together.
//! Out:   `toc-cycle` at the entry that closes the circle, with the others beside it.
//! Never: follows an inclusion twice.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `toc-cycle`.
pub const RULE: Rule = Rule {
    code: "toc-cycle",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a table of contents includes itself",
    manual: "\
## What it finds

An entry that includes another `toc.yml` which, directly or through further ones, includes the first again. The entry that closes the circle has no children.

## Why it matters

A navigation tree must end somewhere. Readers miss the branch that was meant.

## Example

`guides/toc.yml` contains:

```yaml
- name: All topics
  href: ../toc.yml
```

and `toc.yml` includes `guides/toc.yml`.

## How to mend it

Link to a page instead of the TOC above (`href: ../index.md`), or refer to a folder with a final slash (`href: ../guides/`), which links and does not copy.",
};
