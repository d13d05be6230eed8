//! Control character: a character that no reader can see and no author typed.
//!
//! In:    the text of every page, fragment and TOC, and of the settings.
//! Out:   `control-character` at the character, with its number, or at the value that has it.
//! Never: lets the character reach a site.

use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::path::FilePath;
use crate::base::span::TextRange;

/// The rule `control-character`.
pub const RULE: Rule = Rule {
    code: "control-character",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the text contains a control character",
    manual: "\
## What it finds

A NUL or another control character that is neither a tab nor the end of a line, as it stands in a text or as an escape in a value: `\\0`, `\\e`. It is replaced.

## Why it matters

It comes with pasted text or from a damaged file. It can split a word for search, break a link, or stop other tools from reading the file.

## Example

A page exported from a terminal, where each colour left the character U+001B behind.

## How to mend it

Delete the character. If your editor does not show it, delete the word around it and type it again. If there are many, the file may be damaged: take it from the history.",
};

/// The next step where such a character was replaced.
pub const HELP: &str = "remove it; readers see a replacement character in its place";

/// What is said where such a character was replaced; `what` is how the words are called in which it was.
pub fn replaced(file: &FilePath, at: TextRange, what: &str) -> Diagnostic {
    RULE.at(file, at).message(format!("{what} holds a character that nobody can see")).help(HELP)
}
