//! Safelink: a link that a mail gateway has wrapped.
//!
//! In:    the destination of every link.
//! Out:   `safelink` at the destination, with the address inside it where it can be read.
//! Never: asks the network.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `safelink`.
pub const RULE: Rule = Rule {
    code: "safelink",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a link was wrapped by a mail gateway",
    manual: "\
## What it finds

A link copied from an e-mail, whose address a mail gateway replaced by one of its own, such as `https://eur01.safelinks.protection.outlook.com/?url=…`.

## Why it matters

It contains data about the person who received the mail. It may stop working, hides from readers where it leads, and goes through a stranger's server.

## Example

A link to `https://example.com/plan` that was pasted from Outlook and now has two hundred characters.

## How to mend it

Replace it by the address inside it, which the report shows where it can be read. Or open the link and copy the address from the browser.",
};
