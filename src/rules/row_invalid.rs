//! Row invalid: a row that cannot be understood.
//!
//! In:    every `:::row:::` line and its end line.
//! Out:   `row-invalid` at the characters that are wrong.
//! Never: drops the content of the row.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `row-invalid`.
pub const RULE: Rule = Rule {
    code: "row-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a row is written wrongly",
    manual: "\
## What it finds

A `:::row` line with anything else in it, or an end line with text after it or with another number of colons than the opener.

## Why it matters

Columns that should stand side by side stand one below the other, or a line of colons is shown as text.

## Example

```markdown
:::row count=\"2\":::
```

A row has no attributes.

## How to mend it

Write `:::row:::` and `:::row-end:::`, each alone on its line and with the same number of colons. The columns inside tell the number.",
};
