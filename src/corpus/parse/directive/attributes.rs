//! Attributes: the grammar that the directives of three colons share — one line, every value in double quotes.
//!
//! In:    a text that begins with `:::`.
//! Out:   the directive's name and attributes with their places, or the first thing that is wrong.
//! Never: knows which attributes a directive has; reads past the end of the line.
//!
//! Source of the rule: DocFX (`TripleColonHelper`).

use std::collections::BTreeSet;
use std::ops::Range;

use super::Problem;
use crate::base::diagnostic::Rule;
use crate::base::nearest::nearest;

/// A directive's name and attributes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Attributes {
    /// The name, in lower case.
    pub name: String,
    /// The attributes as written, each name once.
    pub list: Vec<Attr>,
    /// The byte after the construct.
    pub end: usize,
    /// Whether the list ended with three colons, not just with the line.
    pub is_closed: bool,
}

/// One attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Attr {
    /// The name, in lower case.
    pub key: String,
    /// The value, as written between the quotes; empty when there is none.
    pub value: String,
    /// Where the name stands.
    pub key_range: Range<usize>,
    /// Where the value stands, without its quotes.
    pub value_range: Range<usize>,
}

/// What keeps a directive from being read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wrong {
    /// The directive's name in lower case; empty when the text has none, and so is no directive.
    pub name: String,
    /// Where.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: String,
}

/// A value that is looked at later, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    /// The value as written.
    pub text: String,
    /// Where it stands, in bytes of the text that was read.
    pub range: Range<usize>,
}

/// What a text was read as.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reading<T> {
    /// The construct. `None`: it was meant, but is wrong, and stays text.
    pub(crate) construct: Option<T>,
    /// The byte after the construct.
    pub end: usize,
    /// What is wrong with it, each thing once.
    pub problems: Vec<Problem>,
}

impl<T> Reading<T> {
    /// The same reading of another form of the construct.
    pub(crate) fn map<U>(self, form: impl FnOnce(T) -> U) -> Reading<U> {
        Reading { construct: self.construct.map(form), end: self.end, problems: self.problems }
    }
}

impl Wrong {
    /// The problem that this is, of a rule.
    pub(crate) fn problem(self, rule: &'static Rule) -> Problem {
        Problem { rule, range: self.range, message: self.message, help: self.help }
    }
}

impl Attributes {
    /// The attribute with this name.
    pub(crate) fn find(&self, key: &str) -> Option<&Attr> {
        self.list.iter().find(|attr| attr.key == key)
    }

    /// The value of the attribute with this name, unless it is empty.
    pub(crate) fn value(&self, key: &str) -> Option<Value> {
        let attr = self.find(key).filter(|attr| !attr.value.trim().is_empty())?;
        Some(Value { text: attr.value.clone(), range: attr.value_range.clone() })
    }

    /// The text of the attribute with this name, unless it is empty.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.value(key).map(|value| value.text)
    }

    /// One problem for each attribute that is none of `known` (names in lower case).
    pub(crate) fn unknown(&self, rule: &'static Rule, known: &[&str]) -> Vec<Problem> {
        let unknown = self.list.iter().filter(|attr| !known.contains(&attr.key.as_str()));
        let problem = |attr: &Attr| Problem {
            rule,
            range: attr.key_range.clone(),
            message: format!("`{}` is no attribute of `{}`", attr.key, self.name),
            help: nearest(&attr.key, known.iter().copied())
                .or_else(|| known.iter().copied().find(|known| known.starts_with(&attr.key) && attr.key.len() >= 3))
                .map_or_else(|| format!("its attributes: {}", known.join(", ")), |near| format!("did you mean `{near}`?")),
        };
        unknown.map(problem).collect()
    }

    /// The problem of an attribute that has to be there and is not, or is empty.
    pub(crate) fn missing(&self, rule: &'static Rule, key: &str, example: &str) -> Option<Problem> {
        if self.value(key).is_some() {
            return None;
        }
        let found = self.find(&key.to_ascii_lowercase());
        if found.is_some_and(|attr| !attr.value.trim().is_empty()) {
            return None;
        }
        let name = &self.name;
        let (range, message) = match found {
            Some(attr) => (attr.key_range.start..attr.value_range.end.max(attr.key_range.end), format!("`{key}` of `{name}` is empty")),
            None => (3..self.end, format!("`{name}` lacks `{key}`")),
        };
        Some(Problem { rule, range, message, help: format!("write `{key}=\"{example}\"`") })
    }
}

/// The name after three or more colons, in lower case: how many colons there are, the name, and the byte after it.
pub(crate) fn name(text: &str) -> Option<(usize, String, usize)> {
    let colons = text.bytes().take_while(|&byte| byte == b':').count();
    let start = skip_blanks(text, colons);
    let end = word_end(text, start)?;
    (colons >= 3).then(|| (colons, text[start..end].to_ascii_lowercase(), end))
}

/// The first byte at or after `place` that is no space and no tab.
pub(crate) fn skip_blanks(text: &str, place: usize) -> usize {
    place + text.as_bytes()[place..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Reads a directive that begins with exactly three colons.
pub(crate) fn read(text: &str) -> Result<Attributes, Wrong> {
    let Some((3, name, mut place)) = name(text) else {
        let range = 0..line_end(text, 0);
        let (message, help) = ("no name follows the three colons".to_owned(), "write the name of a directive, such as `zone`".to_owned());
        return Err(Wrong { name: String::new(), range, message, help });
    };
    let wrong = |range: Range<usize>, message: String, help: String| Wrong { name: name.clone(), range, message, help };
    let mut list: Vec<Attr> = Vec::new();
    let mut keys: BTreeSet<String> = BTreeSet::new();
    loop {
        place = skip_blanks(text, place);
        // A list never goes on in the next line. The end of the line is not looked for beforehand: a line may hold many lists.
        if matches!(text.as_bytes().get(place), None | Some(b'\n' | b'\r')) {
            let end = text[..place].trim_end().len();
            return Ok(Attributes { name, list, end, is_closed: false });
        }
        if text[place..].starts_with(":::") {
            return Ok(Attributes { name, list, end: place + 3, is_closed: true });
        }
        let Some(key_end) = word_end(text, place) else { return Err(bad_character(text, place, &list, wrong)) };
        let (key_range, key) = (place..key_end, text[place..key_end].to_ascii_lowercase());
        if !keys.insert(key.clone()) {
            return Err(wrong(key_range, format!("`{key}` is given twice"), "keep one of the two".to_owned()));
        }
        let equals = skip_blanks(text, key_end);
        if text.as_bytes().get(equals) != Some(&b'=') {
            list.push(Attr { key, value: String::new(), key_range, value_range: key_end..key_end });
            place = key_end;
            continue;
        }
        let quote = skip_blanks(text, equals + 1);
        if text.as_bytes().get(quote) != Some(&b'"') {
            return Err(unquoted(text, &key, quote, wrong));
        }
        let value_end = text[quote + 1..].find(['"', '\n', '\r']).map(|length| quote + 1 + length);
        let Some(value_end) = value_end.filter(|&end| text.as_bytes()[end] == b'"') else {
            let help = format!("write `\"` where the value of `{key}` ends");
            return Err(wrong(quote..line_end(text, quote), format!("the value of `{key}` has no closing quote"), help));
        };
        let value_range = quote + 1..value_end;
        list.push(Attr { key, value: text[value_range.clone()].to_owned(), key_range, value_range });
        place = value_end + 1;
    }
}

// The end of the line in which `place` stands, without its blanks.
fn line_end(text: &str, place: usize) -> usize {
    let rest = &text[place..];
    place + rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())].trim_end().len()
}

fn word_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(start..)?;
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    (length > 0 && bytes[0].is_ascii_alphabetic()).then_some(start + length)
}

fn bad_character(text: &str, place: usize, list: &[Attr], wrong: impl Fn(Range<usize>, String, String) -> Wrong) -> Wrong {
    // `a="x b="y"`: the quote that is missing is the one before `b=`, not the one at which reading fails.
    let unclosed = list.iter().rev().take(2).find(|attr| attr.value.trim_end().ends_with('='));
    if let Some(attr) = unclosed {
        let message = format!("the value of `{}` has no closing quote", attr.key);
        return wrong(
            attr.value_range.start - 1..attr.value_range.end,
            message,
            format!("write `\"` where the value of `{}` ends", attr.key),
        );
    }
    let c = text[place..].chars().next().unwrap_or(' ');
    let help = "an attribute is a word, `=` and a value in double quotes: `name=\"value\"`".to_owned();
    wrong(place..place + c.len_utf8(), format!("no attribute begins with `{c}`"), help)
}

fn unquoted(text: &str, key: &str, start: usize, wrong: impl Fn(Range<usize>, String, String) -> Wrong) -> Wrong {
    let rest = &text[start..];
    let length = rest.find([' ', '\t', '\n', '\r']).unwrap_or(rest.len());
    let length = rest[..length].find(":::").unwrap_or(length);
    if length == 0 {
        return wrong(start.min(text.len())..start, format!("`{key}=` has no value"), format!("write `{key}=\"…\"`"));
    }
    let typed = &rest[..length];
    let value = typed.trim_matches(|c: char| matches!(c, '\'' | '"' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '＂'));
    let message = format!("the value of `{key}` is not in double quotes");
    wrong(start..start + length, message, format!("write `{key}=\"{value}\"`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Text, name, attributes, whether it is closed, and the rest.
    type Row<'t> = (&'t str, &'t str, &'t [(&'t str, &'t str)], bool, &'t str);

    #[test]
    fn what_is_read() {
        let table: &[Row<'_>] = &[
            (":::  zone  pivot=\" a,b \"    target=\"docs\"", "zone", &[("pivot", " a,b "), ("target", "docs")], false, ""),
            (
                ":::Image Source = \"a.png\"alt-text=\"x:::y\":::, then",
                "image",
                &[("source", "a.png"), ("alt-text", "x:::y")],
                true,
                ", then",
            ),
            (":::form action=\"\" flag :::", "form", &[("action", ""), ("flag", "")], true, ""),
            (":::code", "code", &[], false, ""),
            (":::image a=\"1\"  ", "image", &[("a", "1")], false, "  "),
            (":::row:::", "row", &[], true, ""),
            (":::a b\nc=\"d\":::", "a", &[("b", "")], false, "\nc=\"d\":::"),
            (":::a b::::", "a", &[("b", "")], true, ":"),
        ];
        for (text, name, list, is_closed, after) in table {
            let read = read(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
            let found: Vec<_> = read.list.iter().map(|attr| (attr.key.as_str(), attr.value.as_str())).collect();
            assert_eq!((read.name.as_str(), &found[..], read.is_closed, &text[read.end..]), (*name, *list, *is_closed, *after), "{text}");
            for attr in &read.list {
                assert_eq!(text[attr.key_range.clone()].to_ascii_lowercase(), attr.key);
                assert_eq!(text[attr.value_range.clone()], attr.value);
            }
        }
    }

    #[test]
    fn what_is_wrong() {
        let table = [
            ("::: zone pivot=windows", "zone", "windows", "not in double quotes"),
            ("::: zone pivot='windows' target=\"docs\"", "zone", "'windows'", "not in double quotes"),
            (":::image source=“a.png”:::", "image", "“a.png”", "not in double quotes"),
            ("::: zone pivot=", "zone", "", "has no value"),
            ("::: zone pivot=:::", "zone", "", "has no value"),
            ("::: zone pivot=\"windows", "zone", "\"windows", "no closing quote"),
            ("::: zone *=\"x\"", "zone", "*", "no attribute begins with `*`"),
            ("::: zone pivot=\"a\" Pivot=\"b\"", "zone", "Pivot", "given twice"),
            (":::image source=\"a.png alt-text=\"b\":::", "image", "\"a.png alt-text=", "`source` has no closing quote"),
            (":::image é=\"1\":::", "image", "é", "no attribute begins with `é`"),
            ("::: 1", "", "::: 1", "no name"),
            (":::: zone", "", ":::: zone", "no name"),
            (":::", "", ":::", "no name"),
        ];
        for (text, name, at, message) in table {
            let wrong = read(text).expect_err(text);
            assert_eq!((wrong.name.as_str(), &text[wrong.range.clone()]), (name, at), "{text}");
            assert!(wrong.message.contains(message), "{text}: {}", wrong.message);
        }
    }
}
