//! Link to other site: an absolute link to one of the playbook's own hosts that is another audience's site.
//!
//! In:    every absolute link whose host is one of the playbook's own.
//! Out:   `link-to-other-site` at the address, with the audiences for whom it is wrong.
//! Never: asks the network; judges hosts that are not the playbook's own.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `link-to-other-site`.
pub const RULE: Rule = Rule {
    code: "link-to-other-site",
    severity: Severity::Warning,
    guards_audiences: true,
    summary: "a link leads to the site of another audience",
    manual: "\
## What it finds

An absolute link to a host that `playbook.yml` lists under `hosts` as the site of an audience that some reader of this page does not belong to.

## Why it matters

The reader meets a sign-in page or an error. And the address itself tells partners the name of a host, and perhaps of a page, that is internal.

## Example

`playbook.yml` says `staff-docs.example.com: internal`, and a page for partners contains:

```markdown
See the [checklist](https://staff-docs.example.com/checklist.html).
```

## How to mend it

Link to the source file (`../checklist.md`) instead: each audience then gets the link that works on its own site, or plain text. If only some readers need it, put the sentence into a section for them.",
};
