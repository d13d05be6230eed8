//! Include limit: a page that grows past what one page may hold.
//!
//! In:    the number and the size of all that a page includes, through all levels.
//! Out:   `include-limit` at the include that goes past the limit.
//! Never: lets a page fill the memory.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `include-limit`.
pub const RULE: Rule = Rule {
    code: "include-limit",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a page includes more than one page may hold",
    manual: "\
## What it finds

A page whose includes, counted through all levels, are more files or more text than the limit: 10,000 files or 32 MB unless `playbook.yml` says otherwise; or fragments that stand more than 64 deep in one another. What is past the limit is left out.

## Why it matters

Twenty small files, each of which includes the next one twice, make a million copies. The limit keeps a slip from stopping the build; no reader wants such a page anyway.

## Example

A fragment that stands in every row of a generated list:

```markdown
[!INCLUDE [Legal note](includes/legal.md)]
```

written 12,000 times on one page.

## How to mend it

Include the fragment once, divide the page, or link to the shared text. If the page is right as it is, raise the limit in `playbook.yml`.",
};
