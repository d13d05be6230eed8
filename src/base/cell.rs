//! Cells: the text of a cell of a table, and the items that it lists.
//!
//! In:    texts.
//! Out:   texts on one line, and their items.
//! Never: changes a letter.

use std::borrow::Cow;

/// The items of a cell that lists several: `Exchange / SharePoint`, `A, B`, or one on each line.
pub fn list(text: &str) -> Vec<String> {
    // Most cells list one.
    if text.is_ascii() && !text.bytes().fold(false, |found, byte| found | matches!(byte, b'/' | b',' | b';' | b'\n')) {
        let item = tidy(text);
        return if item.is_empty() { Vec::new() } else { vec![item.into_owned()] };
    }
    let mut items: Vec<String> = Vec::new();
    for item in text.split(['/', ',', ';', '、', '，', '；', '／', '\n']).map(tidy).filter(|item| !item.is_empty()) {
        if !items.iter().any(|known| *known == *item) {
            items.push(item.into_owned());
        }
    }
    items
}

/// A text on one line: blanks of every kind are one blank, characters without width are none.
pub fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_tidy(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

// Whether a text without blanks at its ends is on one line; not known of what is not ASCII.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    // All bytes are looked at, whatever the first ones are: many at once.
    let is_plain = bytes.iter().fold(true, |is_plain, byte| is_plain & matches!(byte, b' '..=b'~'));
    // Of these bytes only two blanks, put together bit by bit, give a blank.
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    is_plain && pairs.fold(u8::MAX, |least, (one, next)| least.min(one | next)) > b' '
}

/// A text without all that does not count when words are compared.
pub fn bare(text: &str) -> String {
    letters(text).collect()
}

/// The characters of a text that count when words are compared.
pub fn letters(text: &str) -> impl Iterator<Item = char> {
    // Most texts are ASCII, of which all this is plain.
    let (ascii, other) = if text.is_ascii() { (text, "") } else { ("", text) };
    let ascii = ascii.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase()));
    ascii.chain(other.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_many_marks() {
        assert_eq!(list("Exchange / OneDrive for Business/ Exchange"), ["Exchange", "OneDrive for Business"]);
        assert_eq!(list("A, B;C\u{3001}D\n E "), ["A", "B", "C", "D", "E"]);
        assert!(list(" \u{200b} ").is_empty());
        assert_eq!(tidy(" a\u{a0}\n b\u{200b}c "), "a bc");
    }
}
