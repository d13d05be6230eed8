//! Notebook invalid: a notebook, or one of its cells, that cannot be shown.
//!
//! In:    every `[!notebook]` line and the file that it names.
//! Out:   `notebook-invalid` at the directive, with the reason.
//! Never: runs a cell.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `notebook-invalid`.
pub const RULE: Rule = Rule {
    code: "notebook-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a notebook or its cell cannot be shown",
    manual: "\
## What it finds

A `[!notebook]` line whose file is not a notebook, or whose cell name is that of no cell, or of several.

## Why it matters

Readers see an empty box instead of the code.

## Example

```markdown
[!notebook-python[Load](report.ipynb?name=laod)]
```

while the cell is named `load`. Upper and lower case count.

## How to mend it

Correct the name, or name one cell in its metadata: `\"name\": \"load\"`. A file that is not JSON cannot be shown; save it again as a notebook.",
};
