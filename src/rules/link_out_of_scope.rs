//! Link out of scope: a link to a file that exists but is not published.
//!
//! In:    every link, image and TOC entry whose target is a file on disk.
//! Out:   `link-out-of-scope` at the destination.
//! Never: publishes a file because somebody links to it.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `link-out-of-scope`.
pub const RULE: Rule = Rule {
    code: "link-out-of-scope",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a link leads to a file that is not part of the site",
    manual: "\
## What it finds

A link, image or TOC entry whose file exists, but which neither `content` nor `resource` of `docfx.json` selects, or which an `exclude` takes away. In a playbook with audiences also a link to a text that may hold something for some readers only, and is not published as it stands: Markdown that is no page, a TOC that is none of the site, YAML or JSON that speaks of the audiences.

## Why it matters

The file is in nobody's site, so readers see the plain text of the link.

## Example

`[Template](templates/plan.md)`, while `docfx.json` excludes `templates/**`.

## How to mend it

Link to a page that is published, or add the file to `content` or `resource`. A fragment for includes should stay outside: link to a page that includes it.",
};
