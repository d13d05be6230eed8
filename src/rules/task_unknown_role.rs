//! Task unknown role: a role that nobody has.
//!
//! In:    the roles of the tasks of one audience in one language.
//! Out:   `task-unknown-role` at the cell where it stands first, with the nearest role that is known.
//! Never: guesses without a role that is five times as frequent, or a list.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `task-unknown-role`.
pub const RULE: Rule = Rule {
    code: "task-unknown-role",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a task is for a role that is not known",
    manual: "\
## What it finds

With `tasks.roles` in `playbook.yml`: a role that is not on that list. Without: a role that is a slip of the hand away from one that is at least five times as frequent.

## Why it matters

Whoever filters the tasks by their role does not see this one.

## Example

```markdown
| Task ID | Task | M/O | Role |
|---|---|---|---|
| 1001 | Invite the sponsor | M | Project Laed |
```

## How to mend it

Write the role as it is written elsewhere, or add it to `tasks.roles`, as a name or as another spelling of one.",
};
