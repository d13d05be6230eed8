//! Stale page: a page that nobody has looked at for too long.
//!
//! In:    the dates of pages, the day, and `freshness` in `playbook.yml`.
//! Out:   `stale-page` at the date of the page.
//! Never: speaks up where no age is configured.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `stale-page`.
pub const RULE: Rule = Rule {
    code: "stale-page",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a page is older than its kind may be",
    manual: "\
## What it finds

A page whose date, or the newest entry of its history of changes if that is later, is older than `freshness.stale_after` allows for its `ms.topic`. Without that setting nothing is stale.

## Why it matters

What was right two years ago may not be any more, and readers cannot tell.

## Example

```markdown
---
ms.date: 4/25/2019
ms.topic: playbook
---
```

## How to mend it

Read the page, mend what has changed, and set its date.",
};
