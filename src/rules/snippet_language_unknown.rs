//! Snippet language unknown: a sample in a language whose comments are not known.
//!
//! In:    every code sample that names a region.
//! Out:   `snippet-language-unknown` at the language, with the nearest known one.
//! Never: gives the region up: all comment styles are tried.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `snippet-language-unknown`.
pub const RULE: Rule = Rule {
    code: "snippet-language-unknown",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the language of a code sample is not known",
    manual: "\
## What it finds

A sample with a named region, where neither its language nor the extension of its file is known. All comment styles are tried for the markers.

## Why it matters

A wrong style may match, and show the wrong lines. The code has no colours either.

## Example

`[!code-CSharp[Start](start.txt?name=main)]`: the name of a language is in lower case.

## How to mend it

Write the language as in the suggestion, such as `csharp`. If the language has no name here, choose lines instead: `#L10-L20`.",
};
