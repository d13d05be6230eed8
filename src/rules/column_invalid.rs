//! Column invalid: a column that cannot be understood.
//!
//! In:    every `:::column:::` line and its end line.
//! Out:   `column-invalid` at the characters that are wrong.
//! Never: drops the content of the column.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `column-invalid`.
pub const RULE: Rule = Rule {
    code: "column-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a column is written wrongly",
    manual: "\
## What it finds

A `:::column` line whose `span` has no closing quote or is not a whole number, an end line with text after it, or a column outside a row.

## Why it matters

The text is shown, but not where it was meant to stand.

## Example

```markdown
:::column span=\"2:::
```

lacks the closing quote.

## How to mend it

Write `:::column:::` or `:::column span=\"2\":::`, close it with `:::column-end:::`, and put both between `:::row:::` and `:::row-end:::`.",
};
