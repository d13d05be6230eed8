//! JSON: texts of configuration to values with places — comments and trailing commas are forgiven.
//!
//! In:    the text of a JSON file.
//! Out:   `Yaml`, the same tree that YAML files give; or the one problem that stands in the way.
//! Never: panics, or recurses deeper than its limit, whatever the text.
//!
//! Source of the rules: RFC 8259, and what DocFX's reader of `docfx.json` forgives.

use crate::base::span::TextRange;
use crate::base::unseen::seen;
use crate::input::metadata::Value;
use crate::input::yaml::{DEEPEST, Key, Yaml, YamlProblem, YamlValue, plain};

/// Reads a JSON text. `//` and `/* */` comments, trailing commas and a byte-order mark are forgiven.
///
/// # Errors
/// The first place at which the text is not JSON, or is nested deeper than [`DEEPEST`].
pub fn read(text: &str) -> Result<Yaml, YamlProblem> {
    let mut reader = Reader { text, at: if text.starts_with('\u{feff}') { 3 } else { 0 } };
    let value = reader.value(0)?;
    reader.blanks()?;
    if reader.at < text.len() { Err(reader.problem("nothing more is expected after the end of the value")) } else { Ok(value) }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn problem(&self, message: impl Into<String>) -> YamlProblem {
        let next = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        YamlProblem::new(message, TextRange::new(self.at, self.at + next))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) -> Result<(), YamlProblem> {
        loop {
            let rest = &self.text[self.at..];
            let length = match rest.as_bytes() {
                [b' ' | b'\t' | b'\r' | b'\n', ..] => 1,
                [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
                [b'/', b'*', ..] => match rest[2..].find("*/") {
                    Some(end) => end + 4,
                    None => return Err(self.problem("this comment is not closed")),
                },
                _ => return Ok(()),
            };
            self.at += length;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Yaml, YamlProblem> {
        self.blanks()?;
        let start = self.at;
        let mut is_quoted = false;
        let value = match self.peek() {
            None => return Err(self.problem("a value is missing at the end of the text")),
            Some(b'{' | b'[') if depth >= DEEPEST => {
                return Err(self.problem(format!("the values are nested deeper than {DEEPEST} levels")));
            }
            Some(b'{') => YamlValue::Map(self.entries(depth)?),
            Some(b'[') => YamlValue::List(self.items(depth)?),
            Some(b'"') => {
                is_quoted = true;
                YamlValue::Scalar(self.string()?)
            }
            Some(_) => self.word()?,
        };
        Ok(Yaml { range: TextRange::new(start, self.at), value, is_quoted })
    }

    fn entries(&mut self, depth: usize) -> Result<Vec<(Key, Yaml)>, YamlProblem> {
        let mut entries = Vec::new();
        self.at += 1;
        while self.more(b'}', !entries.is_empty())? {
            if self.peek() != Some(b'"') {
                return Err(self.problem("a key in double quotes, or `}`, is expected here"));
            }
            let start = self.at;
            let key = Key { text: self.string()?, range: TextRange::new(start, self.at) };
            self.blanks()?;
            if self.peek() != Some(b':') {
                return Err(self.problem("a `:` is expected after the key"));
            }
            self.at += 1;
            entries.push((key, self.value(depth + 1)?));
        }
        Ok(entries)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Yaml>, YamlProblem> {
        let mut items = Vec::new();
        self.at += 1;
        while self.more(b']', !items.is_empty())? {
            items.push(self.value(depth + 1)?);
        }
        Ok(items)
    }

    /// Goes to the next item of a list or mapping; at the end, past it.
    fn more(&mut self, end: u8, needs_comma: bool) -> Result<bool, YamlProblem> {
        self.blanks()?;
        if needs_comma && self.peek() == Some(b',') {
            self.at += 1;
            self.blanks()?;
        } else if needs_comma && self.peek() != Some(end) {
            return Err(self.problem(format!("a `,` or `{}` is expected here", char::from(end))));
        }
        let ends = self.peek() == Some(end);
        self.at += usize::from(ends);
        Ok(!ends)
    }

    fn string(&mut self) -> Result<String, YamlProblem> {
        let start = self.at;
        let unclosed = |end: usize| YamlProblem::new("this text is not closed by a double quote", TextRange::new(start, end));
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = &self.text[self.at..];
            let length = rest.find(['"', '\\', '\n']).ok_or_else(|| unclosed(self.text.len()))?;
            value.push_str(&rest[..length]);
            self.at += length;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(seen(value).into_owned());
                }
                Some(b'\\') => value.push(self.escape()?),
                _ => return Err(unclosed(self.at)),
            }
        }
    }

    fn escape(&mut self) -> Result<char, YamlProblem> {
        let escaped = self.text.as_bytes().get(self.at + 1).copied();
        let char = match escaped {
            Some(b'u') => return self.unicode(),
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            _ => return Err(self.problem("this `\\` begins no escape; a backslash itself is written `\\\\`")),
        };
        self.at += 2;
        Ok(char)
    }

    /// `\u00e4`, or a pair of surrogates. Half a pair is U+FFFD.
    fn unicode(&mut self) -> Result<char, YamlProblem> {
        let unit = |at: usize| {
            let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
        };
        let Some(first) = unit(self.at) else { return Err(self.problem("four hexadecimal digits are expected after `\\u`")) };
        let second = unit(self.at + 6).filter(|second| (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(second));
        self.at += if second.is_some() { 12 } else { 6 };
        let code = second.map_or(first, |second| 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn word(&mut self) -> Result<YamlValue, YamlProblem> {
        let rest = &self.text[self.at..];
        let length = rest.find(|char: char| !char.is_alphanumeric() && !matches!(char, '+' | '-' | '.' | '_')).unwrap_or(rest.len());
        let word = &rest[..length];
        let value = match (plain(word), word) {
            (_, "null") => YamlValue::Null,
            (_, "true" | "false") | (Value::Number(_), _) => YamlValue::Scalar(word.to_owned()),
            (_, "") => return Err(self.problem("a value is expected here")),
            _ => {
                let range = TextRange::new(self.at, self.at + length);
                return Err(YamlProblem::new(format!("`{word}` is no value; texts stand in double quotes"), range));
            }
        };
        self.at += length;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_places() {
        let source =
            "\u{feff}// head\r\n{\r\n\t\"ä\": [1.10, \"b\\u00e4\\ud83d\\ude00\\/\", true, null,], /* x */\r\n \"k\": {},\r\n}\r\n// end";
        let yaml = read(source).unwrap();
        let map = yaml.as_map().unwrap();
        assert_eq!(&source[map[0].0.range.bytes()], "\"ä\"");
        assert_eq!(
            map[0].1.to_value(),
            Value::List(vec![Value::Number("1.10".to_owned()), Value::Text("bä\u{1f600}/".to_owned()), Value::Bool(true), Value::Null])
        );
        assert_eq!(&source[map[0].1.as_list().unwrap()[1].range.bytes()], "\"b\\u00e4\\ud83d\\ude00\\/\"");
        assert_eq!(map[1].1.to_metadata().len(), 0);
        assert_eq!(read("\"// not a comment /* \"").unwrap().as_text(), Some("// not a comment /* "));
        assert_eq!(read("\"\\ud83d x\"").unwrap().as_text(), Some("\u{fffd} x"));
    }

    #[test]
    fn problems_have_a_place() {
        for (source, start) in [
            ("", 0),
            ("{\"a\": }", 6),
            ("{\"a\" 1}", 5),
            ("{\"a\": 1 \"b\": 2}", 8),
            ("{a: 1}", 1),
            ("{'a': 1}", 1),
            ("[1 2]", 3),
            ("[1,,2]", 3),
            ("[\"ä\n\"]", 1),
            ("[\"\\x\"]", 2),
            ("[\"\\u12g4\"]", 2),
            ("[\"\\u12", 2),
            ("{} x", 3),
            ("[yes]", 1),
            ("[/* x", 1),
            ("{", 1),
            ("[1", 2),
        ] {
            let problem = read(source).unwrap_err();
            assert_eq!(problem.range.start, start, "{source:?}: {problem:?}");
        }
        assert!(read(&"[".repeat(100_000)).unwrap_err().message.contains("deeper"));
    }

    proptest::proptest! {
        #[test]
        fn any_text(source in "[\\[\\]{}\",:/*\\\\u0-9a-e \n\u{e9}tn-]{0,40}") {
            let _ = read(&source);
        }
    }
}
