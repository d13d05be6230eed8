//! Task malformed row: a row of a task table that cannot be read as it stands.
//!
//! In:    the rows of task tables.
//! Out:   `task-malformed-row` at the cell.
//! Never: drops a task that can be made out.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `task-malformed-row`.
pub const RULE: Rule = Rule {
    code: "task-malformed-row",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a row of a task table has its bars in the wrong places, or no id",
    manual: "\
## What it finds

A row of a task table with two tasks on one line, a bar too many at its start, a bar missing between two cells, no id, or a line that a merge left behind. The tasks that can be made out are taken all the same: in the example, both.

## Why it matters

The cells stand under the wrong headers, and the second task of a line is under none: readers overlook it, and so do tools.

## Example

```markdown
| Task ID | Task | M/O | Role |
|---|---|---|---|
| 1001 | Invite the sponsor | M | Lead || 1002 | Send the agenda | O | Lead |
```

## How to mend it

Give each task a line of its own, with as many bars as the header has.",
};
