//! Directive unclosed: a section without its end line, or an end line without its section.
//!
//! In:    the openers and end lines of all sections.
//! Out:   `directive-unclosed` at the opener, or at the end line that has none.
//! Never: lets a section reach past the file or the list item in which it begins.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `directive-unclosed`.
pub const RULE: Rule = Rule {
    code: "directive-unclosed",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a section has no end line",
    manual: "\
## What it finds

A zone, moniker section, row, column, or complex image or video that is not closed before its file, list item or quote ends; and an end line that closes nothing, be it that there is nothing to close or that it stands in code. (In DocFX it ends the code and the section.) An include cannot open what the page closes.

## Why it matters

The section goes on to the end: text for everybody may be hidden from some readers, or stand in a column.

## Example

```markdown
::: zone audience=\"internal\"
Ask the duty manager.
```

and the page goes on for everybody, with no end line.

## How to mend it

Add the end line (`::: zone-end`, `::: moniker-end`, `:::row-end:::`) with as many colons as the opener, and with the same indentation when it stands in a list.",
};
