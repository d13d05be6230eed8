//! Plain front matter: `key: plain text` on each line, as most of it is, which needs no YAML parser.
//!
//! In:    the YAML block and its entries.
//! Out:   what they say, where that is as plain as it looks.
//! Never: reads anything otherwise than the YAML parser does; the law test compares the two ways.

use super::Entry;
use crate::base::unseen::MARKS;
use crate::input::metadata::{Metadata, Value};

// The metadata, when each entry is one line of plain text. Of those with one key the last one counts.
pub(super) fn metadata(yaml: &str, entries: &[Entry<'_>], has_stray_lines: bool) -> Option<Metadata> {
    if has_stray_lines || entries.iter().any(|entry| !entry.is_one_line) {
        return None;
    }
    entries.iter().map(|entry| plain_value(&yaml[entry.value.clone()]).map(|value| (entry.key.to_owned(), value))).collect()
}

// Words that are no text in YAML, the longest of which has five letters.
const WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];

fn plain_value(text: &str) -> Option<Value> {
    let first = text.chars().next()?;
    if matches!(first, '"' | '\'') {
        return quoted_value(text, first);
    }
    let is_letter_first = first.is_alphabetic();
    // A date with slashes is text whatever its digits; other digits may be numbers and go to the parser.
    let is_date = || first.is_ascii_digit() && text.contains('/') && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/');
    let is_word = text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    ((is_letter_first || is_date()) && !is_word && is_plain_text(text)).then(|| Value::Text(text.to_owned()))
}

// Whether a text holds nothing that means more in YAML than itself.
fn is_plain_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Without a way out of the loop the compiler reads many bytes at a time.
    let may_mean_more = |byte: u8| matches!(byte, b':' | b'#') || !(b' '..0x7f).contains(&byte);
    if !bytes.iter().fold(false, |found, byte| found | may_mean_more(*byte)) {
        return true;
    }
    let is_blank = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    let is_mark = |(place, byte): (usize, &u8)| match byte {
        // A key ends, or a comment begins.
        b':' => bytes.get(place + 1).is_none_or(|next| is_blank(Some(next))),
        b'#' => is_blank(place.checked_sub(1).and_then(|before| bytes.get(before))),
        byte => byte.is_ascii_control(),
    };
    !bytes.iter().enumerate().any(is_mark) && (text.is_ascii() || !text.chars().any(is_break))
}

// A character that is no ordinary one in YAML, beyond ASCII.
fn is_break(c: char) -> bool {
    !c.is_ascii() && c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') || MARKS.contains(&c)
}

// A text in quotes on one line, with nothing in it that means something else there.
fn quoted_value(text: &str, quote: char) -> Option<Value> {
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = |c: char| c != quote && c != '\\' && !c.is_ascii_control() && !is_break(c);
    inner.chars().all(is_plain).then(|| Value::Text(inner.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::yaml;

    #[test]
    fn what_is_plain_says_the_same_to_the_yaml_parser() {
        let pieces = [
            "a", "Z", "é", "日本", " ", "  ", ":", ": ", "#", " #", "'", "\"", "/", "1", "-", "true", "No", "y", "%", "\t", "[", "{", "&",
            "*", "!", ",", "\u{a0}",
        ];
        let mut plain = 0;
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let text = [first, second, third].concat();
                    let Some(value) = plain_value(text.trim()) else { continue };
                    plain += 1;
                    let read = yaml::metadata(&format!("key: {}\n", text.trim())).map(|metadata| metadata.get("key").cloned());
                    assert_eq!(read.ok().flatten(), Some(value), "{text:?}");
                }
            }
        }
        assert!(plain > 1000, "{plain} texts are plain");
    }
}
