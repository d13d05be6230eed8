//! Image alt missing: an image without words.
//!
//! In:    the alternative text of every image.
//! Out:   `image-alt-missing` at the image.
//! Never: judges the words; asks for them where the image is marked as decoration.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `image-alt-missing`.
pub const RULE: Rule = Rule {
    code: "image-alt-missing",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "an image has no alternative text",
    manual: "\
## What it finds

An image whose alternative text is empty.

## Why it matters

Some readers hear the page instead of seeing it. The text also stands in for an image that does not load or that an audience may not see.

## Example

`![](media/phases.png)`

## How to mend it

Say what the image tells, not what it looks like: `![Four phases, from plan to handover](media/phases.png)`. For mere decoration use `:::image type=\"icon\" source=\"media/star.png\":::`.",
};
