//! Alert invalid: text on the line that belongs to the alert's marker.
//!
//! In:    the marker line of every alert, section and video in a quote.
//! Out:   `alert-invalid` at the text after the marker.
//! Never: drops the text.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `alert-invalid`.
pub const RULE: Rule = Rule {
    code: "alert-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "text follows the marker of an alert on the same line",
    manual: "\
## What it finds

Text after `[!NOTE]`, or another marker, on the same line. A marker has its line for itself. And a marker in code that stands in a quote: it begins nothing, while DocFX ends the code there. And a line without `>` that goes on with a paragraph of a division for an audience: it is for the readers of that division only.

## Why it matters

The alert is shown as an ordinary quote that begins with the marker, and readers may overlook it. A line that was meant for all readers is missing for most.

## Example

```markdown
> [!WARNING] This cannot be undone.
```

## How to mend it

Put the text on the next line:

```markdown
> [!WARNING]
> This cannot be undone.
```",
};
