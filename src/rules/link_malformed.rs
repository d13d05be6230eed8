//! Link malformed: a link whose address was not typed as an address is.
//!
//! In:    the destination of every link and image.
//! Out:   `link-malformed` at the destination, with what was understood.
//! Never: changes the text of a page; guesses where two readings are possible.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `link-malformed`.
pub const RULE: Rule = Rule {
    code: "link-malformed",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the address of a link is written wrongly",
    manual: "\
## What it finds

An address with a slip in it: backslashes instead of slashes, `hhttps:`, doubled parentheses, invisible characters, typographic quotes around a title, an unescaped blank. What can be understood is resolved as it was meant.

## Why it matters

It may work here and fail elsewhere, or take the reader to a wrong address.

## Example

```markdown
See the [portal]((https://portal.example.com)).
![Plan](media\\plan.png)
```

## How to mend it

Write the address as in the report. When nothing looks wrong, delete it and type it again: invisible characters come along when text is pasted.",
};
