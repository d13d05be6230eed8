//! Audience zone empty: a section that none of the page's readers may see.
//!
//! In:    every section with an audience, the audience of what stands around it.
//! Out:   `audience-zone-empty` at the section's audience, with the outer statement beside it.
//! Never: widens the page for the sake of the section.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `audience-zone-empty`.
pub const RULE: Rule = Rule {
    code: "audience-zone-empty",
    severity: Severity::Error,
    guards_audiences: true,
    summary: "a section is for none of the readers of its page",
    manual: "\
## What it finds

A section whose audience and that of its page, or of the section around it, have nobody in common. The section is in no site.

## Why it matters

A section can only narrow: it never brings readers to a page that is closed to them. So this text has no reader at all, which is hardly what was meant.

## Example

On a page with `ft.audience: partner`:

```markdown
::: zone audience=\"internal\"
Ask your manager first.
::: zone-end
```

## How to mend it

If the section is right, add its audience to the page's front matter and close the rest of the page to that audience where needed. Otherwise correct the section's audience, or move the text to a page of its own.",
};
