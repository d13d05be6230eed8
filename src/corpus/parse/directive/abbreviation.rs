//! Abbreviations: `*[HTML]: hypertext` — off by default.
//!
//! In:    a line; a text, and what is known of the abbreviations in it.
//! Out:   what the line defines; where an abbreviation stands in the text.
//! Never: takes a part of a word or of an address for one.
//!
//! Source of the rule: Markdig's abbreviations.

use std::collections::BTreeMap;

// Of more abbreviations with one first word the longest count.
const MOST_OF_A_WORD: usize = 16;

/// What a line defines: what is short, and what it stands for.
pub(crate) fn definition(text: &str) -> Option<(&str, &str)> {
    let (short, long) = text.strip_prefix("*[")?.split_once("]:")?;
    let (short, long) = (short.trim(), long.trim());
    (!short.is_empty() && !short.contains(['[', ']', '\\']) && !long.is_empty()).then_some((short, long))
}

// What is short for what.
type Pair = (Box<str>, Box<str>);

/// The abbreviations of a document, by their first words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Abbreviations(BTreeMap<Box<str>, Vec<Pair>>);

impl Abbreviations {
    /// Those of a list; of two that are short for different things the last one counts.
    pub(crate) fn new(list: &[(Box<str>, Box<str>)]) -> Self {
        let mut all: BTreeMap<Box<str>, Vec<Pair>> = BTreeMap::new();
        for (short, long) in list {
            let of_word = all.entry(first_word(short).into()).or_default();
            if let Some((_, said)) = of_word.iter_mut().find(|(known, _)| known == short) {
                said.clone_from(long);
            } else if of_word.len() < MOST_OF_A_WORD {
                of_word.push((short.clone(), long.clone()));
            }
        }
        for of_word in all.values_mut() {
            of_word.sort_by_key(|(short, _)| std::cmp::Reverse(short.len()));
        }
        Self(all)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The abbreviation that stands at the start of `text`, if nothing of a word stands before it, and what it is short for.
    pub(crate) fn at<'a>(&'a self, text: &str) -> Option<(&'a str, &'a str)> {
        let ends = |short: &str| !text[short.len()..].starts_with(char::is_alphanumeric);
        let of_word = self.0.get(first_word(text))?;
        of_word.iter().find(|(short, _)| text.starts_with(&**short) && ends(short)).map(|(short, long)| (&**short, &**long))
    }
}

fn first_word(text: &str) -> &str {
    match text.find(|c: char| !c.is_alphanumeric()) {
        Some(0) => &text[..text.chars().next().map_or(0, char::len_utf8)],
        Some(end) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions() {
        assert_eq!(definition("*[HTML]:  hypertext "), Some(("HTML", "hypertext")));
        for text in ["*[]: a", "*[a]:", "* [a]: b", "[a]: b", "*[a] b", "*[a](b): c"] {
            assert_eq!(definition(text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_one_counts() {
        let all = [("C", "a"), ("C++", "b"), ("C++ API", "c"), ("C", "d")].map(|(short, long)| (short.into(), long.into()));
        let all = Abbreviations::new(&all);
        for (text, found) in
            [("C", Some("d")), ("C+", Some("d")), ("C++.", Some("b")), ("C++ APIs", Some("b")), ("C++ API", Some("c")), ("CC", None)]
        {
            assert_eq!(all.at(text).map(|(_, long)| long), found, "{text}");
        }
    }
}
