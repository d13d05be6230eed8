//! Front matter invalid: a header that is not YAML, not a list of keys, or has no end.
//!
//! In:    the front matter of every file.
//! Out:   `front-matter-invalid` at the line that cannot be read.
//! Never: drops the page's audience because of it: what is unclear denies.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `front-matter-invalid`.
pub const RULE: Rule = Rule {
    code: "front-matter-invalid",
    severity: Severity::Error,
    guards_audiences: true,
    summary: "the front matter cannot be read",
    manual: "\
## What it finds

Front matter that is not valid YAML, that is something other than `key: value` lines, or that has no closing `---`. Its plain lines are still read one by one. The audience counts only where exactly one line states it clearly; without an end, the page is in no site.

## Why it matters

Title, date and audience stand here. What cannot be read is lost, and a page whose audience is in doubt is withheld.

## Example

A second colon without quotes:

```yaml
---
title: Appendix B
description: Appendix B: Glossary
---
```

## How to mend it

Put the value into quotes: `description: \"Appendix B: Glossary\"`. Also look for a missing colon, a tab, and a missing closing `---`.",
};
