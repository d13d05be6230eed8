//! Unseen: characters that no reader can see and no author typed.
//!
//! In:    texts.
//! Out:   the same with U+FFFD in the place of such characters.
//! Never: takes away a tab, a line end, or anything that a script needs, such as a joiner.

use std::borrow::Cow;

/// Two characters that Unicode leaves to programs (Unicode 23.7): with them this one marks what it puts into a text for itself.
pub const MARKS: [char; 2] = ['\u{fdd0}', '\u{fdd1}'];

/// Whether a byte is a control character of ASCII that is neither a tab nor the end of a line.
pub fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// Whether a character is such a control character, or one of the [`MARKS`].
pub fn is_unseen(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_control) || MARKS.contains(&c)
}

/// A text without unseen characters.
pub fn seen<'t>(text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
    let text = text.into();
    if text.contains(is_unseen) { Cow::Owned(text.replace(is_unseen, "\u{fffd}")) } else { text }
}

/// Whether a character was replaced in `text`, which is what `written` says.
pub fn was_replaced(text: &str, written: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER) && !written.contains(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_stays() {
        for text in ["", "a\tb\r\nc", "\u{200d}\u{ad}\u{fdcf}\u{fdd2}", "\u{fffd}", "日本"] {
            assert_eq!(seen(text), text);
            assert!(!was_replaced(text, text));
        }
        assert_eq!(seen("a\0b\u{1b}\u{fdd0}\u{7f}"), "a\u{fffd}b\u{fffd}\u{fffd}\u{fffd}");
        assert!(was_replaced("a\u{fffd}", "\"a\\0\""));
    }
}
