//! Spelling: when two names that are written with different characters are one name.
//!
//! In:    names of files, as they are written.
//! Out:   one spelling for all that a file system may take for the same.
//! Never: changes a name that is shown or written anywhere.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The one spelling of all names that some file system takes for `name`: whatever the case, and however accents are composed.
pub fn one_for_all(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        let has_upper = name.bytes().any(|byte| byte.is_ascii_uppercase());
        return if has_upper { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) };
    }
    // Lower case may bring accents of its own, which then are composed.
    Cow::Owned(composed(&name.to_lowercase()).into_owned())
}

/// A name with its accents composed: `é` as one character, as most systems write it, not as an `e` and an accent, as macOS does.
pub fn composed(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc(name) { Cow::Borrowed(name) } else { Cow::Owned(name.nfc().collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_takes_for_one() {
        let same = |a: &str, b: &str| one_for_all(a) == one_for_all(b);
        assert!(same("A/b.HTML", "a/B.html"));
        assert!(same("Caf\u{e9}.md", "cafe\u{301}.md"));
        assert!(same("CAF\u{c9}.md", "cafe\u{301}.md"));
        assert!(!same("cafe.md", "caf\u{e9}.md"));
        assert!(!same("a.md", "b.md"));
    }
}
