//! Config invalid: a value of the configuration that cannot be used.
//!
//! In:    `playbook.yml`, `docfx.json` and the metadata files they name.
//! Out:   `config-invalid` at the value.
//! Never: hides a mistake by guessing: the default takes its place, and this says so.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `config-invalid`.
pub const RULE: Rule = Rule {
    code: "config-invalid",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "a value of the configuration cannot be used",
    manual: "\
## What it finds

A value in `playbook.yml` or `docfx.json` of the wrong kind or out of bounds: a list where a text belongs, a URL without `https://`, an audience that is not configured, a folder outside the playbook, a metadata file that is not there. The default takes its place. It also finds a file that cannot be read at all; then nothing is built.

Rules that guard the wall between audiences may be made stricter and never milder, so `audience-missing: off` is such a value too.

## Why it matters

The site is built otherwise than its owners decided.

## Example

```yaml
audiences: [internal, Partner Team]
url: docs.example.com
```

The name of an audience has lower-case letters, digits and hyphens; a URL begins with `https://` or `http://`.

## How to mend it

Correct the value as the message says.",
};
