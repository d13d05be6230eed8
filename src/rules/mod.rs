//! Rules: every kind of mistake that the tool knows, one file each.
//!
//! In:    nothing.
//! Out:   `RULES`, sorted by code; each rule's weight, summary and manual page.
//! Never: looks for the mistake: the code that can see it names the rule.

use crate::base::diagnostic::Rule;

/// All rules, by code.
pub const RULES: &[&Rule] = &[];
