//! Task without details: a task that is named and explained nowhere.
//!
//! In:    the tasks of one audience, and its pages of details.
//! Out:   `task-without-details` at the id.
//! Never: speaks up where no page holds details.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `task-without-details`.
pub const RULE: Rule = Rule {
    code: "task-without-details",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "a task has no details",
    manual: "\
## What it finds

A task whose details stand nowhere, in a playbook that has pages of details: no heading `## 1001: Invite the sponsor` on such a page, and no link from its id or name to another page. It is said once for each id.

## Why it matters

Readers know what to do, and not how.

## Example

```markdown
### 1001: Invite the sponsor

…while the table also names a task 1002
```

## How to mend it

Write a heading with the id and the name on the page of details, or link the name of the task to a page that explains it.",
};
