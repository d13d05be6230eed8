//! Video invalid: a video directive that cannot be understood.
//!
//! In:    every `:::video` directive and every `[!VIDEO]` line.
//! Out:   `video-invalid` at the characters that are wrong, once.
//! Never: asks the network whether the video exists.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `video-invalid`.
pub const RULE: Rule = Rule {
    code: "video-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a video directive is written wrongly",
    manual: "\
## What it finds

A video without a source, with an unknown or repeated attribute, with a value without double quotes or a width that is not a whole number, or with a wrong end line.

## Why it matters

The directive is shown as text, and readers miss the video.

## Example

```markdown
:::video source=\"https://www.youtube.com/embed/abc123\" max-width=\"wide\":::
```

## How to mend it

Give the width as a number, such as `max-width=\"640\"`, or leave it out. Every value needs double quotes.",
};
