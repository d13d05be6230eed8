//! HTML unsafe: raw HTML that can act in the reader's browser.
//!
//! In:    the raw HTML of every page and fragment.
//! Out:   `html-unsafe` at the tag or the attribute, which is left out.
//! Never: drops the text around it.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `html-unsafe`.
pub const RULE: Rule = Rule {
    code: "html-unsafe",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "raw HTML contains a script or an event handler",
    manual: "\
## What it finds

A `<script>`, an attribute such as `onclick`, an address that begins with `javascript:`, or another part of raw HTML that can act. It is left out of the site unless the project's configuration allows it.

## Why it matters

A script on a page can read what the reader can read, and send it away. The sites also forbid scripts within pages, so that it would not run.

## Example

```html
<a href=\"plan.html\" onclick=\"track()\">Plan</a>
```

## How to mend it

Use Markdown, or plain HTML without scripts. What all pages need belongs into the theme.",
};

/// What is said of an attribute that is left out.
pub fn attribute(name: &str) -> String {
    format!("the attribute `{name}` is not published")
}

/// What is said of an element that is left out.
pub fn element(name: &str) -> String {
    format!("`<{name}>` is not published")
}
