//! Config ignored key: a key of the configuration that is known and has no effect here.
//!
//! In:    every key of `docfx.json`.
//! Out:   `config-ignored-key` at the key.
//! Never: reports a key that changes the site.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `config-ignored-key`.
pub const RULE: Rule = Rule {
    code: "config-ignored-key",
    severity: Severity::Suggestion,
    guards_audiences: false,
    summary: "the configuration has a key without effect",
    manual: "\
## What it finds

A key of `docfx.json` that DocFX knows or knew, and that has no effect in this tool: old keys, plug-ins, settings of the DocFX templates, and debugging aids. A key that stands twice is reported too: only the last one has an effect.

## Why it matters

It does no harm. But whoever reads the file may believe that the key does something.

## Example

```json
{ \"build\": { \"markdownEngineName\": \"markdig\", \"template\": [ \"default\", \"modern\" ] } }
```

## How to mend it

Remove the key if nobody builds this repository with DocFX any more. Otherwise leave it, and switch the rule off in `playbook.yml`:

```yaml
rules:
  config-ignored-key: off
```",
};
