//! Link withheld: a link or an image that some readers of the page may not follow.
//!
//! In:    every link, image and cross reference whose target is in the playbook.
//! Out:   `link-withheld` at the destination, with the audiences that do not get it.
//! Never: reports TOC entries: a TOC that audiences share is normal. Leaves a trace of the target for those readers.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `link-withheld`.
pub const RULE: Rule = Rule {
    code: "link-withheld",
    severity: Severity::Warning,
    guards_audiences: true,
    summary: "a link leads to a page that some readers may not see",
    manual: "\
## What it finds

A link, image or cross reference to something that exists, but not for every audience of the page that contains it. Those readers see the text of the link, as plain text.

## Why it matters

The sentence around the link may promise what those readers never get. And its words stay visible: make sure that they give nothing away.

## Example

On a page for `internal, partner`, where `escalation.md` is internal:

```markdown
Then follow [our escalation path](escalation.md).
```

## How to mend it

If partners may read the target, add them to its audience. Otherwise put the sentence into a section for those who may follow it, or write it so that it needs no link.",
};
