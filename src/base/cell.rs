//! Cells: the text of a cell of a table, and the items that it lists.
//!
//! In:    texts.
//! Out:   texts on one line, and their items.
//! Never: changes a letter.

/// The items of a cell that lists several: `Exchange / SharePoint`, `A, B`, or one on each line.
pub fn list(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for item in text.split(['/', ',', ';', '、', '，', '；', '／', '\n']).map(tidy).filter(|item| !item.is_empty()) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

/// A text on one line: blanks of every kind are one blank, characters without width are none.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')) {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A text without all that does not count when words are compared.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
