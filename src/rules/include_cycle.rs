//! Include cycle: a file that, by includes, contains itself.
//!
//! In:    the includes of all files, together.
//! Out:   `include-cycle` at the include that closes the circle, with the others beside it.
//! Never: expands a file inside itself.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `include-cycle`.
pub const RULE: Rule = Rule {
    code: "include-cycle",
    severity: Severity::Error,
    guards_audiences: false,
    summary: "an include leads back to the file that contains it",
    manual: "\
## What it finds

A chain of includes that comes back to a file already in it. A file that includes itself is the shortest such chain. The include that would close the circle is left out.

## Why it matters

Such a page would never end. Without the closing include it is not what its authors meant, either.

## Example

`setup.md` contains `[!INCLUDE [a](tools.md)]`, and `tools.md` contains `[!INCLUDE [b](setup.md)]`.

## How to mend it

Follow the chain in the report and delete one of its includes. If both files need the same paragraphs, move these to a third file that both include.",
};
