//! Abbreviations: `*[HTML]: hypertext` — off by default.
//!
//! In:    a line; a text, and what is known of the abbreviations in it.
//! Out:   what the line defines; where an abbreviation stands in the text.
//! Never: takes a part of a word or of an address for one.
//!
//! Source of the rule: Markdig's abbreviations.

use std::collections::BTreeMap;

/// What a line defines: what is short, and what it stands for.
pub(crate) fn definition(text: &str) -> Option<(&str, &str)> {
    let (short, long) = text.strip_prefix("*[")?.split_once("]:")?;
    let (short, long) = (short.trim(), long.trim());
    (!short.is_empty() && !short.contains(['[', ']', '\\']) && !long.is_empty()).then_some((short, long))
}

/// The abbreviations of a document, in the order of their letters.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Abbreviations(Vec<Abbreviation>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Abbreviation {
    short: Box<str>,
    long: Box<str>,
    // The longest of the others with which it begins.
    shorter: Option<usize>,
}

impl Abbreviations {
    /// Those of a list; of two that are short for different things the last one counts.
    pub(crate) fn new(list: &[(Box<str>, Box<str>)]) -> Self {
        let meanings: BTreeMap<&str, &str> = list.iter().map(|(short, long)| (&**short, &**long)).collect();
        let mut all: Vec<Abbreviation> = Vec::with_capacity(meanings.len());
        for (short, long) in meanings {
            // Those with which it begins stand before it; the last one there has begun with the same ones.
            let mut shorter = all.len().checked_sub(1);
            while let Some(place) = shorter.filter(|place| !short.starts_with(&*all[*place].short)) {
                shorter = all[place].shorter;
            }
            all.push(Abbreviation { short: short.into(), long: long.into(), shorter });
        }
        Self(all)
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The longest abbreviation that stands at the start of `text`, if nothing of a word stands before it, and what it is short for.
    pub(crate) fn at<'a>(&'a self, text: &str) -> Option<(&'a str, &'a str)> {
        let ends = |short: &str| !text[short.len()..].starts_with(char::is_alphanumeric);
        // What `text` begins with is the last one that is not behind it, or that one begins with it.
        let mut place = self.0.partition_point(|known| *known.short <= *text).checked_sub(1)?;
        let common = self.0[place].short.bytes().zip(text.bytes()).take_while(|(one, other)| one == other).count();
        loop {
            let Abbreviation { short, long, shorter } = &self.0[place];
            if short.len() <= common && ends(short) {
                return Some((short, long));
            }
            place = (*shorter)?;
        }
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

    #[test]
    fn any_number_of_them_may_begin_alike() {
        let all: Vec<(Box<str>, Box<str>)> = (0..200).map(|number| (format!("API {number}").into(), number.to_string().into())).collect();
        let all = Abbreviations::new(&all);
        for number in 0..200 {
            assert_eq!(all.at(&format!("API {number}, or")).map(|(_, long)| long.to_owned()), Some(number.to_string()));
        }
        assert_eq!(all.at("API 1234"), None);
        assert_eq!(Abbreviations::default().at("API"), None);
    }
}
