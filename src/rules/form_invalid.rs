//! Form invalid: a form directive that cannot be understood.
//!
//! In:    every `::: form` directive.
//! Out:   `form-invalid` at the characters that are wrong.
//! Never: sends anything anywhere.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `form-invalid`.
pub const RULE: Rule = Rule {
    code: "form-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a form directive is written wrongly",
    manual: "\
## What it finds

A `::: form` line without `action` or `submitText`, with one of them empty, with an unknown or repeated attribute, or with a value without double quotes.

## Why it matters

The directive is shown as text instead of the form.

## Example

```markdown
::: form action=\"subscribe\" :::
```

has no label for its button.

## How to mend it

Give both: `::: form action=\"subscribe\" submitText=\"Subscribe\" :::`.",
};
