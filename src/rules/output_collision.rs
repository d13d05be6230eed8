//! Output collision: two sources that would be written to one address.
//!
//! In:    the addresses of everything that a site publishes.
//! Out:   `output-collision` at the later source, with the earlier one beside it.
//! Never: lets the last one win silently.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `output-collision`.
pub const RULE: Rule = Rule {
    code: "output-collision",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "two files would be written to the same address",
    manual: "\
## What it finds

Two sources that end at the same address in one site, also when the addresses differ only in upper and lower case or in the Unicode form of a letter, which many file systems take for the same; a file where another one needs a folder; a file at an address that the program itself writes to. Pages go before resources, then the first in order of path; only that one is published. Also a page, an included text or a table of contents for each of whose readers a variant stands in its place.

## Why it matters

One of the two cannot be reached by anybody, and links to it show the other one.

## Example

`guide.md` becomes `guide.html`, and a resource beside it is called `guide.html` already.

## How to mend it

Rename one of the two, exclude it in `docfx.json`, or give its folder another `dest`. Check `outputFileName` in the front matter of both.",
};
