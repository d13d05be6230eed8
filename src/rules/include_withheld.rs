//! Include withheld: a fragment that some readers of the page may not see.
//!
//! In:    every include, the audience of the page and that of the fragment.
//! Out:   `include-withheld` at the directive, with the fragment's own statement beside it.
//! Never: shows a part of the fragment, or widens who may read it.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `include-withheld`.
pub const RULE: Rule = Rule {
    code: "include-withheld",
    severity: Severity::Error,
    guards_audiences: true,
    summary: "an included file is not for all readers of the page",
    manual: "\
## What it finds

An include whose file is for fewer audiences than the page. Readers who may not see the fragment get the page without it; nothing shows where it would have been.

## Why it matters

Those readers miss a part, and the sentence before it may now lead nowhere. Often it is the page that has the wrong audience.

## Example

`welcome.md` is for `internal, partner` and contains:

```markdown
[!INCLUDE [Contacts](includes/contacts.md)]
```

while `includes/contacts.md` says `ft.audience: internal`.

## How to mend it

If everybody may read the fragment, widen its audience, or delete its tag so that it follows each page. If not, put the include into a section for those who may:

```markdown
::: zone audience=\"internal\"
[!INCLUDE [Contacts](includes/contacts.md)]
::: zone-end
```",
};
