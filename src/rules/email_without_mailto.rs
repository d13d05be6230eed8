//! E-mail without mailto: an address that is written where a link leads.
//!
//! In:    the destination of every link.
//! Out:   `email-without-mailto` at the destination, with the right spelling.
//! Never: sends mail, or checks that the address exists.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `email-without-mailto`.
pub const RULE: Rule = Rule {
    code: "email-without-mailto",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a link to an e-mail address lacks `mailto:`",
    manual: "\
## What it finds

A link whose destination is a bare e-mail address, or one after `mailto=`. It is published as the mail link that was meant.

## Why it matters

Other tools take it for the name of a file, and the link is dead.

## Example

`[Ask the team](team@example.com)`

## How to mend it

Write `[Ask the team](mailto:team@example.com)`.",
};
