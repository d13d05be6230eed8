//! Config unknown key: a key of the configuration that nothing reads.
//!
//! In:    every key of `playbook.yml` and `docfx.json`, and every rule code they name; the keys of TOC entries.
//! Out:   `config-unknown-key` at the key, with the nearest known one.
//! Never: reports metadata: its keys are the author's, as are those of entries that are like no known one.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `config-unknown-key`.
pub const RULE: Rule = Rule {
    code: "config-unknown-key",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "the configuration has a key that is not known",
    manual: "\
## What it finds

A key in `playbook.yml` or `docfx.json`, or the code of a rule, that the tool does not know; or a key of an entry of a `toc.yml` that is nearly a known one. The key has no effect. Keys under `globalMetadata` and `fileMetadata` are yours, and are never reported.

## Why it matters

What the key was meant to do does not happen, and nothing else will say so. With `resources` instead of `resource`, no image is shipped.

## Example

```json
{ \"build\": { \"resources\": [ { \"files\": [ \"**/*.png\" ] } ] } }
```

## How to mend it

Follow the suggestion, or remove the key.",
};
