//! Audience missing: a page that names no audience, where the playbook has audiences.
//!
//! In:    the metadata of every page, and what looks like a tag in fragments, in a playbook with audiences.
//! Out:   `audience-missing` at the front matter, or at the start of the file.
//! Never: guesses an audience from a folder, a title or a neighbour.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `audience-missing`.
pub const RULE: Rule = Rule {
    code: "audience-missing",
    severity: Severity::Error,
    guards_audiences: true,
    summary: "a page does not say who may read it",
    manual: "\
## What it finds

A page without an audience: neither its front matter, nor its file name, nor the metadata of its folder names one. The page is in no site.

Also front matter that seems to name the readers and does not: a slip in the key, `ft.audiense`, a key below another one, front matter that cannot be read, or that is none because something stands before it. A fragment without any tag follows its page; one with such a slip is shown to nobody.

## Why it matters

Silence must not publish. If a page without an audience went to everybody, one forgotten line would show internal material to partners.

## Example

A page with nothing but a title, in a playbook where other pages have `ft.audience`:

```yaml
---
title: Plan the kick-off
---
```

## How to mend it

Add the line that says who reads the page:

```yaml
ft.audience: internal, partner
```

For a whole folder, name the audience once in `fileMetadata` of `docfx.json`.",
};
