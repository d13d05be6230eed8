//! Invalid UTF-8: a text file with bytes that are no characters.
//!
//! In:    the bytes of every text file.
//! Out:   `invalid-utf8` at the first bad byte; the file is left out.
//! Never: guesses an encoding, or replaces what it cannot read.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `invalid-utf8`.
pub const RULE: Rule = Rule {
    code: "invalid-utf8",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a file is not valid UTF-8 text",
    manual: "\
## What it finds

A page, fragment, TOC or metadata file whose bytes are not UTF-8. The report names the first bad byte. The file is left out of every site.

## Why it matters

In another encoding, accents and whole alphabets turn into nonsense, and so might the line that names the audience.

## Example

A page saved by an old editor as Windows-1252: the `é` of `café` is one byte, `E9`, where UTF-8 has two.

## How to mend it

Open the file with its real encoding, and save it as UTF-8. Most editors show the encoding at the bottom of the window and offer \"Save with encoding\".",
};
