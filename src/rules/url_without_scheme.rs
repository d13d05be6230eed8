//! URL without scheme: a web address without `https://`.
//!
//! In:    the destination of every link.
//! Out:   `url-without-scheme` at the destination, with the right spelling.
//! Never: asks the network; takes an existing file for a host.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `url-without-scheme`.
pub const RULE: Rule = Rule {
    code: "url-without-scheme",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a web address lacks `https://`",
    manual: "\
## What it finds

A link whose destination looks like a host and not like a file of the playbook: `www.example.com`, `short.example/plan`. It is published with `https://`.

## Why it matters

Without it, a browser looks for a file of that name beside the page, and the link is dead.

## Example

`[Status](www.example.com/status)`

## How to mend it

Write `[Status](https://www.example.com/status)`. If you mean a file, check its name: there is none at this path.",
};
