//! Zone invalid: a zone that cannot be understood.
//!
//! In:    every `::: zone` line and its end line, and code around it that has no end, or begins where none can.
//! Out:   `zone-invalid` at the characters that are wrong, with the opener where the end is wrong.
//! Never: takes a zone whose audience cannot be read for one without an audience.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `zone-invalid`.
pub const RULE: Rule = Rule {
    code: "zone-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a zone is written wrongly",
    manual: "\
## What it finds

A `::: zone` line with no attribute, an unknown or repeated one, a value without double quotes, a target other than `docs`, `chromeless` and `pdf`, a pivot with odd characters, a zone inside a zone of the same kind, or an end line with text after it. Also what was meant as a section for an audience and is none: `:: zone` or `::: zon` with an `audience`, a zone or division behind other text, `[!div audience=…]` outside a quote, a zone for an audience that its list item, quote, row or version ends before its end line, and a section for an audience in code that is not closed, or that begins in raw HTML, without a blank line before it.

## Why it matters

A line that is not understood opens no zone, so that its content would be shown to readers of other products or targets. Where it may be meant for an audience, nobody sees what follows, up to `::: zone-end`; after a division, up to the end of its quote.

## Example

```markdown
::: zone pivot=windows
```

lacks the quotes.

## How to mend it

Write the opener alone on its line, every value in double quotes, and close it with `::: zone-end`:

```markdown
::: zone pivot=\"windows\"
Open the Control Panel.
::: zone-end
```",
};
