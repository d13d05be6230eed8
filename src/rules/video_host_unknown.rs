//! Video host unknown: a video from a host that is no known video service.
//!
//! In:    the source of every video.
//! Out:   `video-host-unknown` at the address.
//! Never: asks the network.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `video-host-unknown`.
pub const RULE: Rule = Rule {
    code: "video-host-unknown",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a video comes from a host that is not known",
    manual: "\
## What it finds

A video whose address is not that of a known video service, or is that of its watching page and not of its player.

## Why it matters

A strange host may refuse to show its pages within others, may follow your readers, or may vanish. Readers then see an empty box.

## Example

`> [!VIDEO https://files.example.com/tour]`

## How to mend it

Use the address that the service offers for embedding, such as `https://www.youtube.com/embed/…`. For any other host, write an ordinary link.",
};
