//! Heading anchor duplicate: two places of a page with one anchor.
//!
//! In:    the anchors that authors give, and the headings of what a page includes.
//! Out:   `heading-anchor-duplicate` at the later one, with the earlier one beside it.
//! Never: reports equal headings of one file: these are numbered.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `heading-anchor-duplicate`.
pub const RULE: Rule = Rule {
    code: "heading-anchor-duplicate",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "two places on a page have the same anchor",
    manual: "\
## What it finds

Two elements of a finished page with the same anchor: given by hand in HTML, or by headings of included files that are alike. Equal headings in one file are no problem: the second one gets a number.

## Why it matters

A link to the anchor always leads to the first place. The numbers of anchors from included files may change when a file above them changes.

## Example

A page includes two fragments which both begin with `## Contacts`.

## How to mend it

Give the headings different words, which also helps those who read only the list of headings, or change the anchor written by hand.",
};
