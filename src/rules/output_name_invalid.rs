//! Output name invalid: a name that cannot be that of a file of the site.
//!
//! In:    the `outputFileName` of every page, and the addresses of all files.
//! Out:   `output-name-invalid` at the value, and the page keeps its own name; on the file, where no name is left to it.
//! Never: lets a name lead to another folder, or a page vanish for its name.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `output-name-invalid`.
pub const RULE: Rule = Rule {
    code: "output-name-invalid",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "a page cannot be published under the name that it asks for",
    manual: "\
## What it finds

An `outputFileName` that is empty, names a folder, or is no text. The page is published under its own name.

A page or file whose name, or the name of a folder above it, would be longer than the 255 bytes that file systems allow. It is not published, and this is an error.

## Why it matters

Links that others have to the name that was meant lead nowhere.

## Example

```yaml
outputFileName: guides/start.html
```

## How to mend it

Write the bare name of a file, such as `start.html`. To move a page to another folder, move the file, or give its mapping in `docfx.json` a `dest`. Give a file whose name is too long a shorter one; letters other than a to z count as two or more bytes.",
};
