//! Table repaired: a table whose rows do not fit each other.
//!
//! In:    the rows of every table.
//! Out:   `table-repaired` at the first row that does not fit.
//! Never: drops a cell.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `table-repaired`.
pub const RULE: Rule = Rule {
    code: "table-repaired",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the rows of a table do not have the same number of cells",
    manual: "\
## What it finds

A table whose delimiter row has fewer or more cells than its header, or with a row that has more cells than the header. The table is shown as wide as its widest row; nothing is cut. Also a section among the rows that ends the table, so that the rows in it, or behind it, are text.

## Why it matters

Cells may stand in the wrong column. Other tools cut the surplus cells, or show the whole table as text.

## Example

```markdown
| Task | Owner | Due |
|------|-------|
| 12   | Kim   | May |
```

## How to mend it

Give each row the same number of cells. A bar that belongs to the text is written `\\|`; a missing bar or a doubled one at the start of a row moves all cells.

Rows for some audiences stand in a `::: zone` with an `audience` and nothing else, whole, without a blank line, in the table:

```markdown
| Task | Owner |
|------|-------|
| 12   | Kim   |
::: zone audience=\"internal\"
| 13   | Lee   |
::: zone-end
| 14   | Sam   |
```",
};
