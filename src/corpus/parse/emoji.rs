//! Emoji: `:name:` with the names of GitHub — the only file that names the crate `emojis`.
//!
//! In:    a stretch of running text, outside links and code.
//! Out:   the names in it that are known, with their characters.
//! Never: looks for smileys (`:)`) where they are not switched on.
//!
//! Source of the rule: Markdig (`EmojiParser`): a name stands at the start or after white space; what follows it does not matter.

use std::ops::Range;

use crate::base::find;

// No name is longer; the longest of GitHub's has 43 characters.
const LONGEST: usize = 64;

/// Whether a text may hold the name of an emoji.
pub(crate) fn may_hold_one(text: &str) -> bool {
    next(text, 0).is_some()
}

/// Where the next one may begin in a body, at or after `from`. A line of it may begin behind the mark of a quote or a note.
pub(crate) fn next(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut place = from;
    while let Some(start) = find::byte(text, b':', place) {
        place = start + 1;
        let before = start.checked_sub(1).map(|before| bytes[before]);
        let is_first = before.is_none_or(|before| before.is_ascii_whitespace() || matches!(before, b'>' | b':') || !before.is_ascii());
        if is_first && bytes.get(place).is_some_and(|byte| is_of_name(*byte)) {
            return Some(start);
        }
    }
    None
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

// What smileys stand for, longer ones first.
const SMILEYS: &[(&str, &str)] = &[
    (">:-(", "angry"),
    (">:(", "angry"),
    (":'-(", "cry"),
    (":'(", "cry"),
    ("]:-)", "smiling_imp"),
    ("]:)", "smiling_imp"),
    ("o:-)", "innocent"),
    ("o:)", "innocent"),
    ("O:)", "innocent"),
    (":')", "joy"),
    ("</3", "broken_heart"),
    ("<3", "heart"),
    (":-/", "confused"),
    (":-(", "frowning"),
    (":(", "frowning"),
    (":-|", "neutral_face"),
    (":|", "neutral_face"),
    (":-O", "open_mouth"),
    (":O", "open_mouth"),
    (":-D", "smile"),
    (":D", "smile"),
    (":-)", "smiley"),
    (":)", "smiley"),
    (":-P", "stuck_out_tongue"),
    (":P", "stuck_out_tongue"),
    ("8-)", "sunglasses"),
    (";-)", "wink"),
    (";)", "wink"),
];

/// The smileys of a text: each is a word of its own, but for marks after it.
pub(crate) fn smileys(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut place = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        if let Some((mark, name)) = SMILEYS.iter().find(|(mark, _)| word.starts_with(mark))
            && word[mark.len()..].chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, '.' | ',' | '!' | '?' | ')'))
            && let Some(emoji) = emojis::get_by_shortcode(name)
        {
            found.push((place..place + mark.len(), emoji.as_str()));
        }
        place += word.len();
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
        let faces = |text| smileys(text).into_iter().map(|(range, _)| range).collect::<Vec<_>>();
        assert_eq!(faces("a :) b;) :Dance (:) <3."), [2..4, 20..22]);
        assert!(SMILEYS.iter().all(|(_, name)| emojis::get_by_shortcode(name).is_some()));
        assert_eq!(find("x :tada: y")[0].0, 2..8);
        assert!(emojis::iter().flat_map(emojis::Emoji::shortcodes).all(|name| name.len() <= LONGEST && name.bytes().all(is_of_name)));
    }
}
