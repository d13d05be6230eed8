//! Image invalid: an image directive that cannot be understood.
//!
//! In:    every `:::image` directive.
//! Out:   `image-invalid` at the characters that are wrong, once.
//! Never: reports the same mistake twice, or shows half an image.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `image-invalid`.
pub const RULE: Rule = Rule {
    code: "image-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "an image directive is written wrongly",
    manual: "\
## What it finds

An `:::image` without `source` or, unless it is an icon, without `alt-text`; with an unknown or repeated attribute, or a value without double quotes; or a complex image with no description, in mid-line, or with a wrong end line.

## Why it matters

The directive is shown as text, and the image is missing.

## Example

```markdown
:::image source=\"media/plan.png\" alt=\"Plan\":::
```

The attribute is called `alt-text`.

## How to mend it

Write `:::image source=\"media/plan.png\" alt-text=\"The plan, in four phases\":::`. For a long description use `type=\"complex\"`, alone on its line, and close it with `:::image-end:::`.",
};
