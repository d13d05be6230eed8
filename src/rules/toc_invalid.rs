//! TOC invalid: a table of contents that cannot be read.
//!
//! In:    every TOC file.
//! Out:   `toc-invalid` at the place where reading stopped or a part was left out.
//! Never: stops the build: what can be read of the TOC is kept.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `toc-invalid`.
pub const RULE: Rule = Rule {
    code: "toc-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a table of contents cannot be read",
    manual: "\
## What it finds

A `toc.yml` that is not YAML or not a list of entries, an entry of the wrong shape, or a `toc.md` with a line that is neither heading, comment nor blank, or with a heading more than one level below the one before. Also keys of one entry of which only one can have an effect, such as two pages that it leads to. A TOC that is not YAML is left out; of any other, the parts that can be read are kept.

## Why it matters

The pages of the TOC lose their place in the navigation.

## Example

```yaml
- name: Start
  href: index.md
   items: []
```

The third line is indented by one blank too many.

## How to mend it

Go to the place that the message names. In YAML, keys of one entry stand exactly below each other, and a text with `: ` or ` #` in it needs quotes.",
};
