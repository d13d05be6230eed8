//! YAML: texts to values — the only file that names `serde_yaml` and `saphyr_parser`.
//!
//! In:    the text of a YAML file, or the front matter of a page.
//! Out:   `Yaml`, values with places; `Metadata`, values without; or the one problem that stands in the way.
//! Never: panics, recurses deeper than its limits, or grows beyond its budget, whatever the text.
//!
//! Two parsers, for two reasons. `serde_yaml` (YAML 1.1 with the common restraint: `yes` is a text) decides what front matter says.
//! `saphyr_parser` knows where things stand, which files that are read for their structure need. Where a number is written in a way that
//! its value does not keep (`1.10`), the second tells the first.

use std::collections::{BTreeMap, BTreeSet};

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::base::hash::HashMap;
use crate::base::span::TextRange;
use crate::base::unseen::seen;
use crate::input::metadata::{Metadata, Value};

/// The deepest nesting that is read.
pub const DEEPEST: usize = 64;

/// How much the aliases of one text may add, in bytes. A value counts with its text and 64 bytes more.
const ALIAS_BUDGET: usize = 4 << 20;

/// A value and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Yaml {
    /// The bytes of the value in the text, quotes included. An alias stands where it is used; what is in it, where it was written.
    pub range: TextRange,
    /// The value.
    pub value: YamlValue,
    /// Whether it is a text for certain: in quotes, a block, or tagged `!!str`. `"true"` is a text and `true` is not.
    pub is_quoted: bool,
}

/// What a value is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum YamlValue {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, number or truth value, as written, without quotes.
    Scalar(String),
    /// A list.
    List(Vec<Yaml>),
    /// A mapping, in order of writing. A key that stands twice is there twice.
    Map(Vec<(Key, Yaml)>),
}

/// A key of a mapping.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// The key as written, without quotes.
    pub text: String,
    /// The bytes of the key, quotes included.
    pub range: TextRange,
}

/// Why a text is not read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YamlProblem {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where.
    pub range: TextRange,
}

impl YamlProblem {
    /// A problem at a place.
    pub fn new(message: impl Into<String>, range: TextRange) -> Self {
        Self { message: message.into(), range }
    }
}

impl Yaml {
    /// The text of a text, number or truth value.
    pub fn as_text(&self) -> Option<&str> {
        if let YamlValue::Scalar(text) = &self.value { Some(text) } else { None }
    }

    /// The values of a list.
    pub fn as_list(&self) -> Option<&[Yaml]> {
        if let YamlValue::List(items) = &self.value { Some(items) } else { None }
    }

    /// The keys and values of a mapping.
    pub fn as_map(&self) -> Option<&[(Key, Yaml)]> {
        if let YamlValue::Map(entries) = &self.value { Some(entries) } else { None }
    }

    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        self.value == YamlValue::Null
    }

    /// A truth value that is not in quotes.
    pub fn as_bool(&self) -> Option<bool> {
        match self.to_value() {
            Value::Bool(flag) => Some(flag),
            Value::Null | Value::Number(_) | Value::Text(_) | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// What the value is called in a message: `a list`.
    pub fn kind(&self) -> &'static str {
        match self.to_shallow() {
            Value::Null => "nothing",
            Value::Bool(_) => "a truth value",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }

    /// The value without places. Of a key that stands twice the last counts.
    pub fn to_value(&self) -> Value {
        match &self.value {
            YamlValue::Null | YamlValue::Scalar(_) => self.to_shallow(),
            YamlValue::List(items) => Value::List(items.iter().map(Self::to_value).collect()),
            YamlValue::Map(_) => Value::Map(self.to_metadata()),
        }
    }

    /// The keys and values of a mapping without places; empty for anything else.
    pub fn to_metadata(&self) -> Metadata {
        self.as_map().unwrap_or_default().iter().map(|(key, value)| (key.text.clone(), value.to_value())).collect()
    }

    fn to_shallow(&self) -> Value {
        match &self.value {
            YamlValue::Null => Value::Null,
            YamlValue::Scalar(text) if self.is_quoted => Value::Text(text.clone()),
            YamlValue::Scalar(text) => plain(text),
            YamlValue::List(_) => Value::List(Vec::new()),
            YamlValue::Map(_) => Value::Map(BTreeMap::new()),
        }
    }
}

/// What a text without quotes means: the core schema of YAML 1.2, as `serde_yaml` has it. `yes`, `007` and dates are texts.
pub fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(body, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let all = |digits: &str, radix: u32| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = body.strip_prefix(prefix) {
            return all(digits, radix);
        }
    }
    let (mantissa, exponent) = body.split_once(['e', 'E']).map_or((body, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // `007` is a text: as a number it would lose its zeros.
    let is_padded = whole.len() > 1 && whole.starts_with('0') && fraction.is_none() && exponent.is_none();
    !is_padded
        && digits(whole)
        && fraction.is_none_or(digits)
        && (!whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty()))
        && exponent.is_none_or(|exponent| all(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), 10))
}

/// Reads one YAML document with places. A text without content is `Null`.
///
/// Limits: nesting of [`DEEPEST`], 4 MiB of aliases, keys that are texts, one document.
///
/// # Errors
/// The first place at which the text is not YAML, or breaks a limit.
pub fn read(text: &str) -> Result<Yaml, YamlProblem> {
    let places = Places::new(text);
    if let Some(nul) = text.find('\0') {
        return Err(YamlProblem::new("a NUL character stands in the text", TextRange::new(nul, nul + 1)));
    }
    let mut reader = Reader { places, frames: Vec::new(), anchors: HashMap::default(), spent: 0, root: None };
    let mut parser = Parser::new_from_str(&text[reader.places.start..]);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let at = reader.places.byte(error.marker().index());
            YamlProblem::new(error.info(), reader.places.character(at))
        })?;
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(YamlProblem::new("a second document begins here", reader.places.range(span)));
                }
            }
            Event::StreamEnd => break,
            Event::Nothing | Event::StreamStart | Event::DocumentEnd => {}
            Event::Alias(_)
            | Event::Scalar(..)
            | Event::SequenceStart(..)
            | Event::SequenceEnd
            | Event::MappingStart(..)
            | Event::MappingEnd => reader.take(event, span)?,
        }
    }
    let start = reader.places.start;
    Ok(reader.root.unwrap_or(Yaml { range: TextRange::new(start, start), value: YamlValue::Null, is_quoted: false }))
}

/// What is being read, outer before inner.
struct Reader<'a> {
    places: Places<'a>,
    frames: Vec<Frame>,
    /// Complete values by anchor. One that holds itself is never complete.
    anchors: HashMap<usize, Yaml>,
    /// How much aliases have added.
    spent: usize,
    root: Option<Yaml>,
}

struct Frame {
    start: usize,
    end: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Yaml>),
    Map(Vec<(Key, Yaml)>, Option<Key>),
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), YamlProblem> {
        let range = self.places.range(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tagged = tag.is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let is_quoted = style != ScalarStyle::Plain || tagged;
                let is_null = !is_quoted && plain(&text) == Value::Null && !self.wants_key();
                let value = if is_null { YamlValue::Null } else { YamlValue::Scalar(seen(text).into_owned()) };
                self.complete(Yaml { range, value, is_quoted }, anchor)
            }
            Event::Alias(anchor) => {
                let Some(known) = self.anchors.get(&anchor) else {
                    return Err(YamlProblem::new("this alias names a value that holds the alias itself", range));
                };
                self.spent = self.spent.saturating_add(weight(known));
                if self.spent > ALIAS_BUDGET {
                    return Err(YamlProblem::new("the aliases of this text grow beyond 4 MiB", range));
                }
                let copy = Yaml { range, ..known.clone() };
                if self.frames.len() + depth(&copy) > DEEPEST {
                    return Err(too_deep(range));
                }
                self.complete(copy, 0)
            }
            Event::SequenceStart(anchor, _) => self.open(range, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.open(range, anchor, Content::Map(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(Frame { start, end, anchor, content }) = self.frames.pop() else { return Ok(()) };
                // In flow style the event begins at the closing bracket, and takes blanks and a comment with it. In block style it is an empty
                // place somewhere below: what counts is the end of the last value.
                let end = if range.start < range.end { range.start as usize + 1 } else { end };
                let value = match content {
                    Content::List(items) => YamlValue::List(items),
                    Content::Map(entries, _) => YamlValue::Map(entries),
                };
                self.complete(Yaml { range: TextRange::new(start, end), value, is_quoted: false }, anchor)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => Ok(()),
        }
    }

    /// Whether what comes next is a key: `null:` and `~:` are keys of that text.
    fn wants_key(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { content: Content::Map(_, None), .. }))
    }

    fn open(&mut self, range: TextRange, anchor: usize, content: Content) -> Result<(), YamlProblem> {
        if self.wants_key() {
            return Err(YamlProblem::new("a key must be a text", range));
        }
        if self.frames.len() >= DEEPEST {
            return Err(too_deep(range));
        }
        self.frames.push(Frame { start: range.start as usize, end: range.end as usize, anchor, content });
        Ok(())
    }

    fn complete(&mut self, yaml: Yaml, anchor: usize) -> Result<(), YamlProblem> {
        if anchor > 0 {
            self.anchors.insert(anchor, yaml.clone());
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(yaml);
            return Ok(());
        };
        frame.end = frame.end.max(yaml.range.end as usize);
        match &mut frame.content {
            Content::List(items) => items.push(yaml),
            Content::Map(entries, key) => match key.take() {
                Some(key) => entries.push((key, yaml)),
                None => match yaml.value {
                    YamlValue::Scalar(text) => *key = Some(Key { text, range: yaml.range }),
                    YamlValue::Null => *key = Some(Key { text: String::new(), range: yaml.range }),
                    YamlValue::List(_) | YamlValue::Map(_) => return Err(YamlProblem::new("a key must be a text", yaml.range)),
                },
            },
        }
        Ok(())
    }
}

fn too_deep(range: TextRange) -> YamlProblem {
    YamlProblem::new(format!("the values are nested deeper than {DEEPEST} levels"), range)
}

fn weight(yaml: &Yaml) -> usize {
    64 + match &yaml.value {
        YamlValue::Null => 0,
        YamlValue::Scalar(text) => text.len(),
        YamlValue::List(items) => items.iter().map(weight).sum(),
        YamlValue::Map(entries) => entries.iter().map(|(key, value)| 64 + key.text.len() + weight(value)).sum(),
    }
}

fn depth(yaml: &Yaml) -> usize {
    match &yaml.value {
        YamlValue::Null | YamlValue::Scalar(_) => 0,
        YamlValue::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        YamlValue::Map(entries) => 1 + entries.iter().map(|(_, value)| depth(value)).max().unwrap_or(0),
    }
}

/// The bytes at which characters stand: both parsers count characters, behind the byte-order mark.
struct Places<'a> {
    text: &'a str,
    /// The byte behind the byte-order mark.
    start: usize,
    /// The byte of every 64th character; empty when all are of one byte.
    marks: Vec<usize>,
}

impl<'a> Places<'a> {
    const STEP: usize = 64;

    fn new(text: &'a str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let body = &text[start..];
        let marks = if body.is_ascii() { Vec::new() } else { body.char_indices().step_by(Self::STEP).map(|(at, _)| start + at).collect() };
        Self { text, start, marks }
    }

    fn byte(&self, character: usize) -> usize {
        if self.marks.is_empty() {
            return (self.start + character).min(self.text.len());
        }
        let Some(&mark) = self.marks.get(character / Self::STEP) else { return self.text.len() };
        self.text[mark..].char_indices().nth(character % Self::STEP).map_or(self.text.len(), |(at, _)| mark + at)
    }

    fn range(&self, span: Span) -> TextRange {
        TextRange::new(self.byte(span.start.index()), self.byte(span.end.index()))
    }

    /// The one character at a byte, for a caret; nothing at the end of a line or of the text.
    fn character(&self, at: usize) -> TextRange {
        let next = self.text[at..].chars().next().filter(|next| !matches!(next, '\n' | '\r'));
        TextRange::new(at, at + next.map_or(0, char::len_utf8))
    }
}

/// Reads a mapping without places: front matter. Empty text, comments only and `null` are an empty mapping.
///
/// Numbers keep their text as written (`1.10`). Tags are left out. Limits: those of `serde_yaml`, which are a nesting of 128 and an alias budget.
///
/// # Errors
/// The text is not YAML, holds a key twice, or is not a mapping.
pub fn metadata(text: &str) -> Result<Metadata, YamlProblem> {
    let places = Places::new(text);
    if let Some(at) = too_many_brackets(text) {
        return Err(too_deep(places.character(at)));
    }
    let parsed: serde_yaml::Value = serde_yaml::from_str(&text[places.start..]).map_err(|error| problem(&error, text, &places))?;
    match untagged(parsed) {
        serde_yaml::Value::Null => Ok(Metadata::new()),
        serde_yaml::Value::Mapping(mapping) => {
            // Numbers are rare in front matter: the second parser is asked only when there are some.
            let written = if mapping.values().any(has_number) { read(text).ok() } else { None };
            entries(mapping, written.as_ref()).ok_or_else(|| YamlProblem::new("a key must be a text", places.character(places.start)))
        }
        other @ (serde_yaml::Value::Bool(_)
        | serde_yaml::Value::Number(_)
        | serde_yaml::Value::String(_)
        | serde_yaml::Value::Sequence(_)
        | serde_yaml::Value::Tagged(_)) => {
            let range = read(text).map_or_else(|_| places.character(places.start), |yaml| yaml.range);
            let found = if other.is_sequence() { "a list" } else { "a single value" };
            Err(YamlProblem::new(format!("keys and values are expected, and {found} stands here"), range))
        }
    }
}

/// Where far too many brackets are open, quotes not regarded. The parser takes time by the square of their number, before it counts them.
fn too_many_brackets(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > 16 * DEEPEST
    })
}

fn untagged(mut value: serde_yaml::Value) -> serde_yaml::Value {
    while let serde_yaml::Value::Tagged(tagged) = value {
        value = tagged.value;
    }
    value
}

fn has_number(value: &serde_yaml::Value) -> bool {
    match value {
        serde_yaml::Value::Number(_) => true,
        serde_yaml::Value::Sequence(items) => items.iter().any(has_number),
        serde_yaml::Value::Mapping(mapping) => mapping.values().any(has_number),
        serde_yaml::Value::Tagged(tagged) => has_number(&tagged.value),
        serde_yaml::Value::Null | serde_yaml::Value::Bool(_) | serde_yaml::Value::String(_) => false,
    }
}

fn entries(mapping: serde_yaml::Mapping, written: Option<&Yaml>) -> Option<Metadata> {
    let places: HashMap<&str, &Yaml> =
        written.and_then(Yaml::as_map).unwrap_or_default().iter().map(|(key, value)| (key.text.as_str(), value)).collect();
    let entry = |(key, value)| {
        let key = match untagged(key) {
            serde_yaml::Value::Null => "null".to_owned(),
            serde_yaml::Value::Bool(flag) => flag.to_string(),
            serde_yaml::Value::Number(number) => number.to_string(),
            serde_yaml::Value::String(text) => seen(text).into_owned(),
            serde_yaml::Value::Sequence(_) | serde_yaml::Value::Mapping(_) | serde_yaml::Value::Tagged(_) => return None,
        };
        let value = value_of(value, places.get(key.as_str()).copied())?;
        Some((key, value))
    };
    mapping.into_iter().map(entry).collect()
}

fn value_of(value: serde_yaml::Value, written: Option<&Yaml>) -> Option<Value> {
    Some(match untagged(value) {
        // No tag is left, after `untagged`.
        serde_yaml::Value::Null | serde_yaml::Value::Tagged(_) => Value::Null,
        serde_yaml::Value::Bool(flag) => Value::Bool(flag),
        serde_yaml::Value::Number(number) => {
            Value::Number(written.and_then(Yaml::as_text).map_or_else(|| number.to_string(), str::to_owned))
        }
        serde_yaml::Value::String(text) => Value::Text(seen(text).into_owned()),
        serde_yaml::Value::Sequence(items) => {
            let written = written.and_then(Yaml::as_list).unwrap_or_default();
            let items = items.into_iter().enumerate().map(|(at, item)| value_of(item, written.get(at)));
            Value::List(items.collect::<Option<_>>()?)
        }
        serde_yaml::Value::Mapping(mapping) => Value::Map(entries(mapping, written)?),
    })
}

fn problem(error: &serde_yaml::Error, text: &str, places: &Places<'_>) -> YamlProblem {
    let message = without_places(&error.to_string());
    if message.contains("repetition limit exceeded") {
        return YamlProblem::new("the aliases of this text repeat more than is read", places.character(places.start));
    }
    if message.contains("duplicate entry")
        && let Some(key) = read(text).ok().as_ref().and_then(repeated_key)
    {
        return YamlProblem::new(format!("the key `{}` stands twice", key.text), key.range);
    }
    let at = error.location().map_or(places.start, |location| places.byte(location.index()));
    YamlProblem::new(message, places.character(at))
}

/// The first key that stands a second time in its mapping.
pub fn repeated_key(yaml: &Yaml) -> Option<&Key> {
    match &yaml.value {
        YamlValue::Null | YamlValue::Scalar(_) => None,
        YamlValue::List(items) => items.iter().find_map(repeated_key),
        YamlValue::Map(entries) => {
            let mut seen = BTreeSet::new();
            entries.iter().find_map(|(key, value)| if seen.insert(&key.text) { repeated_key(value) } else { Some(key) })
        }
    }
}

/// Takes ` at line 3 column 1` out of a message: the report shows the place.
fn without_places(message: &str) -> String {
    let mut result = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(" at line ") {
        result.push_str(&rest[..at]);
        rest = rest[at + " at line ".len()..].trim_start_matches(|char: char| char.is_ascii_digit());
        if let Some(column) = rest.strip_prefix(" column ") {
            rest = column.trim_start_matches(|char: char| char.is_ascii_digit());
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    fn number(value: &str) -> Value {
        Value::Number(value.to_owned())
    }

    /// Every key and scalar of `source`, with the bytes at which it is said to stand.
    fn places(source: &str) -> Vec<(String, String)> {
        fn walk(source: &str, yaml: &Yaml, found: &mut Vec<(String, String)>) {
            match &yaml.value {
                YamlValue::Null => {}
                YamlValue::Scalar(text) => found.push((text.clone(), source[yaml.range.bytes()].to_owned())),
                YamlValue::List(items) => items.iter().for_each(|item| walk(source, item, found)),
                YamlValue::Map(entries) => {
                    for (key, value) in entries {
                        found.push((key.text.clone(), source[key.range.bytes()].to_owned()));
                        walk(source, value, found);
                    }
                }
            }
        }
        let mut found = Vec::new();
        walk(source, &read(source).unwrap(), &mut found);
        found
    }

    #[test]
    fn places_are_bytes_whatever_the_text() {
        for source in [
            "a: b\n- c".replace("\n- c", ""),
            "- name: Über uns\n  href: größe/ä.md\n- name: \"q\u{1f600}\"\n  items:\n  - name: x\n".to_owned(),
            "\u{feff}- name: Über uns\r\n  href: größe/ä.md # note\r\n- name: 'y'\r\n".to_owned(),
            "{a: [b, \"c\"], d: e}".to_owned(),
            format!("# {}\nkey: value\n", "ä".repeat(300)),
            "name: plain with trailing   \nother: x".to_owned(),
        ] {
            for (value, written) in places(&source) {
                assert_eq!(written.trim_matches(['"', '\'']), value, "in {source:?}");
            }
        }
    }

    #[test]
    fn ranges_of_collections_end_with_their_last_value() {
        let source = "- name: a\n  items:\n  - name: b\n\n\n- name: c\n";
        let yaml = read(source).unwrap();
        let first = &yaml.as_list().unwrap()[0];
        assert_eq!(&source[first.range.bytes()], "name: a\n  items:\n  - name: b");
        let source = "x: [a, {b: c} ]  # end\n";
        let yaml = read(source).unwrap();
        assert_eq!(&source[yaml.as_map().unwrap()[0].1.range.bytes()], "[a, {b: c} ]");
    }

    #[test]
    fn what_values_mean() {
        let yaml =
            read("[1, 1.10, -3, 0x1F, 1e3, .5, 5., 007, 1.2.3, 4/25/2019, yes, on, true, False, 'true', '', ~, null, !!str 1]").unwrap();
        let Value::List(values) = yaml.to_value() else { panic!("a list") };
        let expected = vec![
            number("1"),
            number("1.10"),
            number("-3"),
            number("0x1F"),
            number("1e3"),
            number(".5"),
            number("5."),
            text("007"),
            text("1.2.3"),
            text("4/25/2019"),
            text("yes"),
            text("on"),
            Value::Bool(true),
            Value::Bool(false),
            text("true"),
            text(""),
            Value::Null,
            Value::Null,
        ];
        assert_eq!(values[..18], expected);
        assert_eq!(values.last(), Some(&text("1")));
    }

    #[test]
    fn nothing_is_null() {
        for source in ["", "\u{feff}", "# only a comment\n", "---\n", "~", "null"] {
            assert!(read(source).unwrap().is_null(), "{source:?}");
            assert_eq!(metadata(source), Ok(Metadata::new()), "{source:?}");
        }
    }

    #[test]
    fn keys_that_stand_twice_are_kept_for_the_caller() {
        let yaml = read("a: 1\nb: 2\na: 3\n").unwrap();
        let keys: Vec<&str> = yaml.as_map().unwrap().iter().map(|(key, _)| key.text.as_str()).collect();
        assert_eq!(keys, ["a", "b", "a"]);
        assert_eq!(repeated_key(&yaml).unwrap().range, TextRange::new(10, 11));
    }

    #[test]
    fn aliases_have_a_budget() {
        let yaml = read("a: &x {k: v}\nb: *x\n").unwrap();
        assert_eq!(yaml.as_map().unwrap()[1].1.to_metadata().get("k"), Some(&text("v")));
        let mut bomb = String::from("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol,lol]\n");
        for level in 1..12 {
            let below = format!("*a{}", level - 1);
            let _ = writeln!(bomb, "a{level}: &a{level} [{}]", vec![below; 10].join(","));
        }
        assert!(read(&bomb).unwrap_err().message.contains("4 MiB"));
        assert!(metadata(&bomb).is_err());
        assert!(read("a: &a [*a]").is_err());
        assert!(read("a: *missing").is_err());
    }

    #[test]
    fn nesting_has_a_limit() {
        let nested = |depth: usize| format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(DEEPEST)).is_ok());
        assert!(read(&nested(DEEPEST + 1)).unwrap_err().message.contains("deeper"));
        assert!(read(&nested(100_000)).is_err());
        assert!(read(&"- ".repeat(10_000)).is_err());
        assert!(metadata(&format!("a: {}", nested(100_000))).is_err());
    }

    #[test]
    fn problems_have_a_place() {
        let table = [
            ("a: b: c", 4),
            ("ä: 1\nb: [", 9),
            ("a: 1\nb: 2\n c: 3\n", 12),
            ("\u{feff}ö: 'x", 7),
            ("a: 1\n---\nb: 2\n", 5),
            ("? [a]\n: b\n", 2),
            ("a: \0", 3),
        ];
        for (source, least) in table {
            let problem = read(source).unwrap_err();
            assert!(problem.range.start as usize >= least, "{source:?}: {problem:?}");
            assert!(problem.range.end as usize <= source.len(), "{source:?}: {problem:?}");
        }
    }

    #[test]
    fn front_matter() {
        let found = metadata(
            "\u{feff}title: Größe\r\nms.date: 4/25/2019\r\nversion: 1.10\r\nft.audience: internal, partner\r\n\
             flag: true\r\nlist: [1.0, two]\r\nmap:\r\n  n: 2.50\r\nnone:\r\n1: one\r\nquoted: \"1.10\"\r\n",
        )
        .unwrap();
        let map = |key: &str, value: Value| Value::Map(BTreeMap::from([(key.to_owned(), value)]));
        for (key, value) in [
            ("title", text("Größe")),
            ("ms.date", text("4/25/2019")),
            ("version", number("1.10")),
            ("ft.audience", text("internal, partner")),
            ("flag", Value::Bool(true)),
            ("list", Value::List(vec![number("1.0"), text("two")])),
            ("map", map("n", number("2.50"))),
            ("none", Value::Null),
            ("1", text("one")),
            ("quoted", text("1.10")),
        ] {
            assert_eq!(found.get(key), Some(&value), "{key}");
        }
    }

    #[test]
    fn front_matter_that_is_none() {
        let at = |source: &str| {
            let problem = metadata(source).unwrap_err();
            assert!(!problem.message.contains(" line "), "{problem:?}");
            (problem.range.start, problem.range.end, problem.message)
        };
        assert_eq!(at("- a\n- b\n"), (0, 7, "keys and values are expected, and a list stands here".to_owned()));
        assert_eq!(at("text"), (0, 4, "keys and values are expected, and a single value stands here".to_owned()));
        assert_eq!(at("ä: 1\nb: 2\nä: 3\n"), (11, 13, "the key `ä` stands twice".to_owned()));
        let (start, ..) = at("title: ä\nnext: a: b\n");
        assert_eq!(start, 18, "behind the second colon");
    }

    proptest::proptest! {
        #[test]
        fn any_text(source in "[a-b:\\-?&*!|>'\"%@`{}\\[\\],# \n\r\t~<.é\u{85}\u{2028}\u{feff}]{0,40}") {
            if let Ok(yaml) = read(&source) {
                let _ = yaml.to_value();
                proptest::prop_assert!(source.get(yaml.range.bytes()).is_some());
            }
            let _ = metadata(&source);
        }
    }
}
