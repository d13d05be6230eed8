//! TOC dead: a table of contents with nothing in it for an audience.
//!
//! In:    every TOC as each audience sees it.
//! Out:   `toc-dead` on the TOC, with the audiences for whom it is empty.
//! Never: reports a TOC that is a variant for other audiences.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `toc-dead`.
pub const RULE: Rule = Rule {
    code: "toc-dead",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "a table of contents has no live entry for an audience",
    manual: "\
## What it finds

A TOC none of whose entries leads anywhere for some audience: the pages do not exist, or are not for them. The pages of its folder show no navigation of their own to these readers.

## Why it matters

Often the TOC was copied from another folder, and its paths were not changed.

## Example

`spanish/toc.yml` is a copy of `english/toc.yml`, and all its entries lead to `../english-media/…`, which does not exist.

## How to mend it

Correct the paths. If the folder is meant for one audience only, call the TOC after it: `toc--internal.yml`.",
};
