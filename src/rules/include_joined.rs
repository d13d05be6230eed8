//! Include joined: a file with several paragraphs that is put into a line.
//!
//! In:    what every include in a line puts there.
//! Out:   `include-joined` at the include, where that was more than one paragraph.
//! Never: joins words: a blank stands between the paragraphs.

use crate::base::diagnostic::{Rule, Severity};

/// The rule `include-joined`.
pub const RULE: Rule = Rule {
    code: "include-joined",
    severity: Severity::Warning,
    guards_audiences: false,
    summary: "an include in a line makes one paragraph of several",
    manual: "\
## What it finds

An include with other text on its line, whose file has more than one paragraph. In a line there is no place for paragraphs: they follow each other, with a blank between them. (DocFX leaves even that out.)

## Why it matters

Readers see one long paragraph where the author of the file wrote several; a heading or a list in it is text.

## Example

```markdown
The fee is [!INCLUDE [fee](includes/fee.md)].
```

with a file `includes/fee.md` of two paragraphs.

## How to mend it

Give the include a line of its own, or make one paragraph of the file.",
};
