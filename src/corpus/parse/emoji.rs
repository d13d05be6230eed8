//! Emoji: `:name:` with the names of GitHub — the only file that names the crate `emojis`.
//!
//! In:    a stretch of running text, outside links and code.
//! Out:   the names in it that are known, with their characters.
//! Never: knows smileys (`:)`).
//!
//! Source of the rule: Markdig (`EmojiParser`): a name stands at the start or after white space; what follows it does not matter.

use std::ops::Range;

use crate::base::find;

// No name is longer; the longest of GitHub's has 43 characters.
const LONGEST: usize = 64;

/// Whether a text may hold the name of an emoji.
pub(crate) fn may_hold_one(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut place = 0;
    while let Some(start) = find::byte(text, b':', place) {
        place = start + 1;
        let is_first = start == 0 || bytes[start - 1].is_ascii_whitespace() || !bytes[start - 1].is_ascii();
        if is_first && bytes.get(place).is_some_and(|byte| is_of_name(*byte)) {
            return true;
        }
    }
    false
}

/// The emoji of a text: where each stands, colons included, and its characters. Its start counts as after white space.
pub(crate) fn find(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = find::byte(text, b':', place) {
        place = start + 1;
        if !text[..start].chars().next_back().is_none_or(char::is_whitespace) {
            continue;
        }
        let length = text[place..].bytes().take(LONGEST).take_while(|byte| is_of_name(*byte)).count();
        let end = place + length;
        if text.as_bytes().get(end) == Some(&b':')
            && let Some(emoji) = emojis::get_by_shortcode(&text[place..end])
        {
            found.push((start..end + 1, emoji.as_str()));
            place = end + 1;
        }
    }
    found
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (text, expected) in [
            (":smile: and :+1:", &["😄", "👍"][..]),
            ("a\t:rocket:b", &["🚀"]),
            (":smile::heart:", &["😄"]),
            ("a:smile: (:smile:) :no_such_name: :Smile: :) : :: :smile", &[]),
            (":a :tada:", &["🎉"]),
            ("\u{3000}:white_check_mark: é:x:", &["✅"]),
        ] {
            assert_eq!(find(text).into_iter().map(|(_, emoji)| emoji).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(find("x :tada: y")[0].0, 2..8);
        assert!(emojis::iter().flat_map(emojis::Emoji::shortcodes).all(|name| name.len() <= LONGEST && name.bytes().all(is_of_name)));
    }
}
