//! Task details unused: details of a task that no table names.
//!
//! In:    the headings of pages of details.
//! Out:   `task-details-unused` at the heading.
//! Never: looks at tables of another audience.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `task-details-unused`.
pub const RULE: Rule = Rule {
    code: "task-details-unused",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "details are given of a task that no table names",
    manual: "\
## What it finds

A heading `## 1001: Invite the sponsor` on a page of details, and no task table with the id 1001 for the same readers. A page is one of details when at least half of its headings that begin with an id and a colon name tasks.

## Why it matters

The task was removed and its details forgotten, or a table has a wrong id.

## Example

```markdown
### 1001: Invite the sponsor

…and no table has a row 1001
```

## How to mend it

Remove the details, or add the task to a table.",
};
