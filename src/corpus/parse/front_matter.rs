//! Front matter: the YAML block at the top of a document, and above all: who may read the document.
//!
//! In:    the text of one file.
//! Out:   `FrontMatter`: metadata, the audience tag, and where the body begins.
//! Never: admits in doubt: what gives no clear answer is `Tag::Denied`.
//!
//! Source of the rule: DocFX (`YamlHeaderParser`); an opener after blank lines is accepted too when keys follow it.

use crate::base::audience::Readers;
use crate::base::diagnostic::Diagnostic;
use crate::base::find;
use crate::base::nearest::nearest;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::seen;
use crate::input::config::Config;
use crate::input::metadata::{Metadata, Value};
use crate::input::yaml;
use crate::rules;

mod check;
mod doubt;
mod plain;

/// What a document's front matter says about its readers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Tag {
    /// Nothing.
    Absent,
    /// These may read it.
    For(Readers),
    /// No clear answer: nobody.
    Denied,
}

/// The head of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FrontMatter {
    /// Keys and values; empty when there are none, or they cannot be read.
    pub metadata: Metadata,
    /// The audience.
    pub tag: Tag,
    /// Whether the key of the audience stands in it, with whatever value.
    pub has_tag: bool,
    /// Where the audience is said, or would be: for messages.
    pub tag_at: TextRange,
    /// Where the author seems to say who may read the document, while the key of the audience is not there.
    pub doubt: Option<TextRange>,
    /// Where the values of [`PLACED`] stand.
    pub places: Vec<(&'static str, TextRange)>,
    /// The byte at which the body begins.
    pub body: usize,
}

// The keys to whose values others refer.
const PLACED: [&str; 6] = ["uid", "redirect_url", "ms.date", "monikerRange", "zone_pivot_groups", "outputFileName"];

struct Entry<'t> {
    key: &'t str,
    // The whole entry, up to the next one.
    range: std::ops::Range<usize>,
    value: std::ops::Range<usize>,
    is_one_line: bool,
}

/// Reads the head of a document.
pub(crate) fn read(file: &FilePath, text: &str, config: &Config, report: &mut Vec<Diagnostic>) -> FrontMatter {
    let none = |body| FrontMatter {
        metadata: Metadata::new(),
        tag: Tag::Absent,
        has_tag: false,
        tag_at: TextRange::default(),
        doubt: None,
        places: Vec::new(),
        body,
    };
    let bom = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let block = match split(text, bom) {
        Split::None => return FrontMatter { doubt: doubt::in_body(text, bom, config), ..none(bom) },
        Split::Unclosed(opener) => {
            report.push(
                rules::front_matter_invalid::RULE
                    .at(file, TextRange::new(opener.start, opener.end))
                    .message("the front matter that begins here has no end")
                    .help("close it with a line `---`"),
            );
            let tag_at = TextRange::new(opener.start, opener.end);
            let has_tag = text[opener.end..].lines().filter_map(key_of).any(|(key, _)| key == config.audience_key);
            return FrontMatter { tag: Tag::Denied, has_tag, tag_at, ..none(opener.end) };
        }
        Split::Block(block) => block,
    };
    let yaml_text = &text[block.yaml.clone()];
    let (entries, has_stray_lines) = entries(yaml_text);
    let duplicates = duplicates(file, &entries, yaml_text, block.yaml.start, report);
    let parsed = match plain::metadata(yaml_text, &entries, has_stray_lines) {
        Some(metadata) => Ok(metadata),
        None => yaml::metadata(duplicates.as_deref().unwrap_or(yaml_text)),
    };
    let at = |range: &std::ops::Range<usize>| TextRange::new(range.start + block.yaml.start, range.end + block.yaml.start);
    let named: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.key == config.audience_key).collect();
    let tag_at = named.first().map_or(TextRange::new(block.opener.start, block.opener.end), |entry| at(&entry.value));
    let is_broken = parsed.is_err();
    let mut reading = AudienceReading { file, config, report };
    let (metadata, tag) = match parsed {
        Ok(metadata) => {
            let tag = reading.of_values(&named, &metadata, yaml_text, block.yaml.start);
            (metadata, tag)
        }
        Err(problem) => {
            let range = TextRange::new(problem.range.start as usize + block.yaml.start, problem.range.end as usize + block.yaml.start);
            let tag = reading.of_lines(&named, &entries, yaml_text, block.yaml.start);
            reading.report.push(
                rules::front_matter_invalid::RULE
                    .at(file, range)
                    .message(format!("this front matter is no valid YAML: {}", problem.message))
                    .label(if tag == Tag::Denied { "the page is in no site" } else { "" })
                    .help("a value with `: ` or ` #` in it, or one that begins with a mark, needs quotes around it"),
            );
            (line_values(&entries, yaml_text), tag)
        }
    };
    check::date(file, &metadata, &entries, yaml_text, block.yaml.start, report);
    check::conflict(file, yaml_text, block.yaml.start, report);
    check::unseen(file, &metadata, &entries, yaml_text, block.yaml.start, report);
    let placed = |entry: &Entry<'_>| Some((*PLACED.iter().find(|key| **key == entry.key)?, at(&entry.value)));
    let places = entries.iter().filter_map(placed).collect();
    let doubt = if tag == Tag::Absent {
        let in_block = doubt::in_block(text, &block.yaml, config).or_else(|| doubt::in_body(text, block.body, config));
        // What cannot be read may have said it.
        in_block.or_else(|| is_broken.then_some(tag_at))
    } else {
        None
    };
    FrontMatter { metadata, tag, has_tag: !named.is_empty(), tag_at, doubt, places, body: block.body }
}

enum Split {
    None,
    Unclosed(std::ops::Range<usize>),
    Block(Block),
}

struct Block {
    opener: std::ops::Range<usize>,
    yaml: std::ops::Range<usize>,
    body: usize,
}

fn split(text: &str, start: usize) -> Split {
    let mut place = start;
    let mut lines = find::lines(&text[start..]).map(|line| {
        let range = place..place + line.len();
        place += line.len();
        (line.trim_end(), range)
    });
    let mut after_blank = false;
    let opener = loop {
        match lines.next() {
            Some(("", _)) => after_blank = true,
            Some(("---", range)) => break range,
            _ => return Split::None,
        }
    };
    let mut has_key = false;
    for (line, range) in lines {
        if line == "---" || line == "..." {
            // After blank lines this could be two thematic breaks; keys between them settle it.
            if after_blank && !has_key {
                return Split::None;
            }
            return Split::Block(Block { yaml: opener.end..range.start, body: range.end, opener });
        }
        has_key = has_key || after_blank && key_of(line).is_some();
    }
    if has_key_line(&text[opener.end..]) { Split::Unclosed(opener) } else { Split::None }
}

// Whether the first line that is neither blank nor a comment is `key: value`: then `---` was meant as front matter.
fn has_key_line(text: &str) -> bool {
    text.lines().map(str::trim_end).find(|line| !line.is_empty() && !line.starts_with('#')).is_some_and(|line| key_of(line).is_some())
}

// The key of an unindented `key: value` line, and where the value begins.
fn key_of(line: &str) -> Option<(&str, usize)> {
    let first = *line.as_bytes().first()?;
    if !(first.is_ascii_alphanumeric() || first == b'_') {
        return None;
    }
    let length = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')).count();
    let after = line[length..].trim_start();
    let value = after.strip_prefix(':')?;
    if !(value.is_empty() || value.starts_with([' ', '\t'])) {
        return None;
    }
    Some((&line[..length], line.len() - value.trim_start().len()))
}

// The top-level entries; and whether there are unindented lines that belong to none.
fn entries(yaml: &str) -> (Vec<Entry<'_>>, bool) {
    let mut entries: Vec<Entry<'_>> = Vec::with_capacity(16);
    let mut stray = false;
    let mut place = 0;
    for line in find::lines(yaml) {
        let content = line.trim_end();
        let end = place + line.len();
        match key_of(content) {
            Some((key, value)) => entries.push(Entry {
                key,
                range: place..end,
                value: place + value.min(content.len())..place + content.len(),
                is_one_line: true,
            }),
            None if content.is_empty() || content.starts_with('#') => {}
            None => {
                let continues = content.starts_with([' ', '\t', '-']);
                stray = stray || !continues || entries.is_empty();
                if let Some(last) = entries.last_mut().filter(|_| continues) {
                    last.is_one_line = false;
                    last.range.end = end;
                }
            }
        }
        place = end;
    }
    (entries, stray)
}

// The YAML with all but the last entry of each key blanked, when there are keys given twice.
fn duplicates(file: &FilePath, entries: &[Entry<'_>], yaml: &str, offset: usize, report: &mut Vec<Diagnostic>) -> Option<String> {
    // Comparing a few with each other takes less time than putting them in order.
    let is_earlier = |(place, entry): (usize, &Entry<'_>)| entries[..place].iter().any(|earlier| earlier.key == entry.key);
    if entries.len() <= 20 && !entries.iter().enumerate().any(is_earlier) {
        return None;
    }
    let mut blanked: Option<Vec<u8>> = None;
    let mut by_key: Vec<&Entry<'_>> = entries.iter().collect();
    // Entries of one key stay in their order.
    by_key.sort_by_key(|entry| entry.key);
    let range = |entry: &Entry<'_>| TextRange::new(offset + entry.range.start, offset + entry.range.start + entry.key.len());
    for same in by_key.chunk_by(|one, other| one.key == other.key) {
        let [earlier @ .., last] = same else { continue };
        for entry in earlier {
            let differs = yaml[entry.value.clone()] != yaml[last.value.clone()];
            report.push(
                rules::front_matter_duplicate_key::RULE
                    .at(file, range(entry))
                    .message(format!("`{}` is given twice{}", entry.key, if differs { ", with different values" } else { "" }))
                    .related(file, range(last), "this one counts")
                    .help("keep one of them"),
            );
            let bytes = blanked.get_or_insert_with(|| yaml.as_bytes().to_vec());
            bytes[entry.range.clone()].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
        }
    }
    blanked.and_then(|bytes| String::from_utf8(bytes).ok())
}

// What can still be read of front matter whose YAML is broken: its one-line values.
fn line_values(entries: &[Entry<'_>], yaml: &str) -> Metadata {
    entries
        .iter()
        .filter(|entry| entry.is_one_line)
        .map(|entry| (entry.key.to_owned(), Value::Text(seen(yaml[entry.value.clone()].trim_matches(['"', '\''])).into_owned())))
        .collect()
}

/// The tag that a value of configuration stands for.
pub(crate) fn tag_of(value: &Value, config: &Config) -> Tag {
    let mut readers = Readers::NOBODY;
    for name in names_of(value) {
        match config.audience(&name) {
            Some(audience) => readers = readers.or(Readers::only(audience)),
            None => return Tag::Denied,
        }
    }
    if readers.is_nobody() { Tag::Denied } else { Tag::For(readers) }
}

/// The names in a value, as written.
pub(crate) fn names_of(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) | Value::Number(text) => text.split(',').map(|name| name.trim().to_owned()).collect(),
        Value::List(items) => items.iter().map(|item| item.as_text().unwrap_or("").trim().to_owned()).collect(),
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Map(_) => vec![String::new()],
    }
}

struct AudienceReading<'a> {
    file: &'a FilePath,
    config: &'a Config,
    report: &'a mut Vec<Diagnostic>,
}

impl AudienceReading<'_> {
    fn of_values(&mut self, named: &[&Entry<'_>], metadata: &Metadata, yaml: &str, offset: usize) -> Tag {
        let Some(value) = metadata.get(&self.config.audience_key) else { return Tag::Absent };
        let range = named.last().map_or(TextRange::default(), |entry| {
            let start = offset + entry.value.start;
            TextRange::new(start, offset + entry.range.start + yaml[entry.range.clone()].trim_end().len())
        });
        let names = names_of(value);
        let written = &yaml[(range.start as usize).saturating_sub(offset)..(range.end as usize).saturating_sub(offset)];
        let tag = self.names(&names, range, written);
        // Given twice, with different values: the author's mind cannot be read.
        let differing = named.iter().find(|entry| {
            named.last().is_some_and(|last| yaml[entry.value.clone()].split_whitespace().ne(yaml[last.value.clone()].split_whitespace()))
        });
        if let Some(entry) = differing {
            self.report.push(
                rules::audience_conflict::RULE
                    .at(self.file, TextRange::new(offset + entry.value.start, offset + entry.value.end))
                    .message(format!("`{}` is given twice, with different values", self.config.audience_key))
                    .related(self.file, range, "the other value")
                    .help("keep the one that is meant; until then the page is in no site"),
            );
            return Tag::Denied;
        }
        tag
    }

    // The YAML is broken: the audience counts only when exactly one unindented line says it, and no indented line follows that line.
    fn of_lines(&mut self, named: &[&Entry<'_>], entries: &[Entry<'_>], yaml: &str, offset: usize) -> Tag {
        let [entry] = named else { return if named.is_empty() { Tag::Absent } else { Tag::Denied } };
        let is_clear = entry.is_one_line
            && !yaml[entry.value.clone()].is_empty()
            && entries.iter().all(|entry| !entry.key.is_empty())
            && !doubt::is_said_again(yaml, entry.range.start, self.config);
        if !is_clear {
            return Tag::Denied;
        }
        let names: Vec<String> = yaml[entry.value.clone()].split(',').map(|name| name.trim().to_owned()).collect();
        self.names(&names, TextRange::new(offset + entry.value.start, offset + entry.value.end), &yaml[entry.value.clone()])
    }

    fn names(&mut self, names: &[String], range: TextRange, written: &str) -> Tag {
        let mut readers = Readers::NOBODY;
        let mut is_denied = names.is_empty();
        for name in names {
            if let Some(audience) = self.config.audience(name) {
                readers = readers.or(Readers::only(audience));
            } else {
                is_denied = true;
                let known = self.config.audiences.join("`, `");
                let place = written.find(name.as_str()).filter(|_| !name.is_empty());
                let at =
                    place.map_or(range, |place| TextRange::new(range.start as usize + place, range.start as usize + place + name.len()));
                self.report.push(
                    rules::audience_unknown::RULE
                        .at(self.file, at)
                        .message(format!("`{name}` is no audience of this playbook"))
                        .label("the page is in no site")
                        .help(match nearest(name, self.config.audiences.iter().map(String::as_str)) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => format!("the audiences are `{known}`"),
                        }),
                );
            }
        }
        if names.is_empty() {
            self.report.push(
                rules::audience_missing::RULE
                    .at(self.file, range)
                    .message(format!("`{}` has no value", self.config.audience_key))
                    .label("the page is in no site")
                    .help(format!("name one or several of `{}`, separated by commas", self.config.audiences.join("`, `"))),
            );
        }
        if is_denied { Tag::Denied } else { Tag::For(readers) }
    }
}
