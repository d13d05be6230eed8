//! Output name invalid: an `outputFileName` that cannot be the name of a page.
//!
//! In:    the `outputFileName` of every page.
//! Out:   `output-name-invalid` at the value; the page keeps its own name.
//! Never: lets a name lead to another folder, or a page vanish for its name.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `output-name-invalid`.
pub const RULE: Rule = Rule {
    code: "output-name-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a page cannot be published under the name that it asks for",
    manual: "\
## What it finds

An `outputFileName` that is empty, names a folder, or is no text. The page is published under its own name.

## Why it matters

Links that others have to the name that was meant lead nowhere.

## Example

```yaml
outputFileName: guides/start.html
```

## How to mend it

Write the bare name of a file, such as `start.html`. To move a page to another folder, move the file, or give its mapping in `docfx.json` a `dest`.",
};
