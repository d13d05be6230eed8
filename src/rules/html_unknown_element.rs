//! Unknown element: text in angle brackets that a browser would swallow.
//!
//! In:    raw HTML tags.
//! Out:   `html-unknown-element` at the tag.
//! Never: concerns elements of HTML or of drawings and formulas in it.

use crate::base::diagnostic::{Rule, Severity};

/// See the manual text.
pub const RULE: Rule = Rule {
    code: "html-unknown-element",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a tag in angle brackets is no HTML element",
    manual: "\
## What it finds
A tag such as `<Customer>` whose name is no element of HTML, SVG or MathML. `<your-name>` is one too, unless `</your-name>`
follows: then it is a custom element.
## Why it matters
A browser shows nothing for it, so the word would vanish from the sentence. It is shown as text instead.
## Example
`Send it to <Partner> by Friday`
## How to mend it
Write `\\<Partner>` or `*Partner*` when a placeholder is meant; otherwise correct the name of the element.
",
};

/// What is said of a tag that is none.
pub fn shown_as_text(written: &str) -> String {
    format!("`{written}` is no HTML element; it is shown as text")
}
