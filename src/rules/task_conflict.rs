//! Task conflict: one id, and not one task.
//!
//! In:    the tasks of one audience in one language.
//! Out:   `task-conflict` at the name, level or role that differs from the most frequent one.
//! Never: compares audiences or languages with each other.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `task-conflict`.
pub const RULE: Rule = Rule {
    code: "task-conflict",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "one task id has two names, levels or roles",
    manual: "\
## What it finds

A task id that stands in several tables with another name, mandatory here and optional there, or with other roles. Only tables of the same audience and the same language are compared; case, blanks and punctuation do not count.

## Why it matters

An id is what people and tools refer to. Whoever reads one of the tables does something else than whoever reads the other.

## Example

```markdown
| Task ID | Task | M/O |
|---|---|---|
| 1001 | Invite the sponsor | M |
| 1001 | Invite the sponsor | O |
```

## How to mend it

Make the rows the same, or give one of the tasks an id of its own.",
};
