//! Attributes in braces: `{#id .class key=value}` — off by default.
//!
//! In:    a line of running text.
//! Out:   the lists of attributes in it, and what of each is not for readers.
//! Never: decides what they belong to; takes a placeholder such as `{name}` for one.
//!
//! Source of the rule: Markdig's generic attributes, of which those that could do harm are left out.

use std::ops::Range;

use crate::base::find;
use crate::markup::Extras;

/// A list of attributes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Braces {
    /// Those that are published.
    pub extras: Extras,
    /// The names of the others.
    pub refused: Vec<Box<str>>,
}

impl Braces {
    fn add(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "id" => self.extras.id = value.into(),
            "class" => self.class(value),
            name if is_harmless(name) => self.extras.set(name, value),
            name => self.refused.push(name.into()),
        }
    }

    fn class(&mut self, class: &str) {
        let known = std::mem::take(&mut self.extras.class);
        self.extras.class = format!("{known} {class}").trim().into();
    }
}

/// Whether an attribute of this name, in lower case, does no harm.
pub(crate) fn is_harmless(name: &str) -> bool {
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_name
        && (name.starts_with("data-")
            || name.starts_with("aria-")
            || matches!(name, "lang" | "dir" | "title" | "role" | "width" | "height" | "align" | "target" | "rel" | "loading" | "download"))
}

/// The lists in a line.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Braces)> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = find::byte(text, b'{', place) {
        place = start + 1;
        let is_escaped = text[..start].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        if let Some((braces, length)) = read(&text[place..]).filter(|_| !is_escaped) {
            place += length;
            found.push((start..place, braces));
        }
    }
    found
}

// Reads a list behind its `{`: what it says, and its length with `}`. A list of bare names alone is a placeholder in a text.
fn read(text: &str) -> Option<(Braces, usize)> {
    let is_part = |c: char| !c.is_whitespace() && !matches!(c, '{' | '}' | '"' | '\'' | '=' | '<' | '>' | '`');
    let word = |rest: &str| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let mut braces = Braces::default();
    let mut is_certain = false;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        if let Some(after) = rest.strip_prefix('}') {
            return is_certain.then(|| (braces, text.len() - after.len()));
        }
        let mark = rest.strip_prefix(['#', '.']);
        let from = mark.unwrap_or(rest);
        let length = word(from);
        if length == 0 {
            return None;
        }
        let (name, after) = from.split_at(length);
        rest = after;
        if mark.is_some() {
            is_certain = true;
            if rest.starts_with('=') {
                return None;
            }
            if text[..text.len() - from.len()].ends_with('#') { braces.extras.id = name.into() } else { braces.class(name) }
        } else if let Some(value) = rest.strip_prefix('=') {
            is_certain = true;
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value[1..].split_once(quote)?,
                _ => value.split_at(word(value)),
            };
            rest = after;
            braces.add(name, value);
        } else {
            braces.add(name, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        for (text, id, class, attributes, refused) in [
            ("{#a .b .c}", "a", "b c", &[][..], &[][..]),
            ("{ width=3 title=\"x } y\" }", "", "", &[("width", "3"), ("title", "x } y")], &[]),
            ("{.b onclick=x data-y}", "", "b", &[("data-y", "")], &["onclick"]),
            ("{class='a b' id=c}", "c", "a b", &[], &[]),
        ] {
            let found = find(text);
            let [(range, braces)] = found.as_slice() else { panic!("{text}") };
            assert_eq!((range, &*braces.extras.id, &*braces.extras.class), (&(0..text.len()), id, class), "{text}");
            let got: Vec<_> = braces.extras.attributes.iter().map(|(name, value)| (&**name, &**value)).collect();
            assert_eq!((got.as_slice(), braces.refused.iter().map(|name| &**name).collect::<Vec<_>>().as_slice()), (attributes, refused));
        }
    }

    #[test]
    fn no_lists() {
        for text in ["{}", "{name}", "{0}", "{a b}", "\\{.a}", "{.a", "{.a=b}", "{{.a}", "{=a}", "{a: 1}", "{.}"] {
            assert!(find(text).iter().all(|(range, _)| range.start > 0), "{text}");
        }
    }
}
