//! HTML comment unclosed: a comment that never ends.
//!
//! In:    the comments of every page and fragment.
//! Out:   `html-comment-unclosed` at the opening.
//! Never: publishes what stands in a comment.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `html-comment-unclosed`.
pub const RULE: Rule = Rule {
    code: "html-comment-unclosed",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "an html comment has no end",
    manual: "\
## What it finds

A `<!--` without a `-->` after it. Everything down to the end of the page counts as the comment. The same goes for `<![CDATA[` without `]]>`, `<?` without
`?>`, and `<!` with a word and without `>`: HTML knows no other use of them in a text than as comments.

## Why it matters

The rest of the page is missing for all readers, without a sign.

## Example

```html
<!-- Check this with the lawyers. ->
```

## How to mend it

Add `-->` where the comment should end. Comments are in no site; still, a public repository shows them to everybody.",
};
