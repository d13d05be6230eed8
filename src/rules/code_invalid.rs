//! Code invalid: a code directive that cannot be understood.
//!
//! In:    every `:::code` and `[!code…]` directive.
//! Out:   `code-invalid` at the characters that are wrong.
//! Never: runs the code.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `code-invalid`.
pub const RULE: Rule = Rule {
    code: "code-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a code directive is written wrongly",
    manual: "\
## What it finds

A `[!code…]` that has no line of its own or is written wrongly; a `:::code` line without `source`, with an unknown or repeated attribute, with a value without double quotes, with a language that is not known, or with a range that selects no line.

## Why it matters

The sample is missing or loses its colours, and the reader cannot follow the text around it.

## Example

```markdown
:::code language=\"cshrap\" source=\"start.cs\" range=\"3-9\":::
```

## How to mend it

Correct what the report points at. The language may be left out: the extension of the file then tells it. The directive stands alone on its line.",
};
