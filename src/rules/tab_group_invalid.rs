//! Tab group invalid: tabs that do not work together.
//!
//! In:    every group of tabs on a page, together with those before it.
//! Out:   `tab-group-invalid` at the tab's heading, with the other tab beside it.
//! Never: hides the content of a tab for good.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `tab-group-invalid`.
pub const RULE: Rule = Rule {
    code: "tab-group-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the tabs of a group do not fit together",
    manual: "\
## What it finds

A group in which the same tab occurs twice, in which no tab is ever visible, or which shares some tabs with an earlier group on the page, but not all. The group is still shown.

## Why it matters

Choosing a tab switches all groups of the page. A reader who chose `macOS` above finds no such tab below, and reads instructions for another system.

## Example

A group with `#tab/linux` and `#tab/macos`, and further down one with `#tab/linux` and `#tab/windows`.

## How to mend it

Give the groups of a page the same tabs, if need be with a sentence that there is nothing to do. If groups have nothing to do with each other, let them share no tab name.",
};
