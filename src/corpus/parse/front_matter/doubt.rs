//! Doubt: lines that seem to say who may read a document, and do not — a slip in the key must not open what it was meant to close.
//!
//! In:    a document in whose front matter the key of the audience is not found.
//! Out:   the place of the first such line.
//! Never: takes a line for an answer: a doubt only ever denies.

use std::ops::Range;

use crate::base::nearest::nearest;
use crate::base::span::TextRange;
use crate::input::config::Config;

// In a body, only what stands near its beginning can have been meant as front matter.
const LINES_OF_A_BODY: usize = 20;

/// A key like that of the audience, with the name of an audience behind it, at any depth of the front matter.
pub(super) fn in_block(text: &str, block: &Range<usize>, config: &Config) -> Option<TextRange> {
    lines(text, block.clone()).find_map(|(line, at)| {
        let (key, value) = parts(line)?;
        let is_like = [config.audience_key.as_str(), "audience"].iter().any(|known| nearest(key, [*known]).is_some());
        // In a mapping on one line, which others may take over: `base: &b {ft.audience: internal}`.
        let is_nested = value.contains('{') && value.contains(&config.audience_key);
        ((is_like || is_nested) && names(value).any(|name| is_audience(name, config))).then_some(at)
    })
}

/// The line of an audience, in front matter that is none: after other text, after an invisible character, between lines of the wrong length.
pub(super) fn in_body(text: &str, body: usize, config: &Config) -> Option<TextRange> {
    let is_shown_or_headed =
        |line: &str| line.starts_with("```") || line.starts_with("~~~") || line.starts_with("# ") || line.starts_with("## ");
    lines(text, body..text.len()).take(LINES_OF_A_BODY).take_while(|(line, _)| !is_shown_or_headed(line)).find_map(|(line, at)| {
        let (key, value) = parts(line)?;
        (is_same(key, &config.audience_key) && names(value).all(|name| is_audience(name, config))).then_some(at)
    })
}

/// Whether an unindented line of YAML that cannot be read, other than the one at `said`, has the word of the audience's key before its colon: the key in quotes, in braces, or by
/// another spelling.
pub(super) fn is_said_again(yaml: &str, said: usize, config: &Config) -> bool {
    let word = config.audience_key.rsplit('.').next().unwrap_or_default().to_lowercase();
    lines(yaml, 0..yaml.len()).any(|(line, at)| {
        let key = line.split(':').next().unwrap_or_default().to_lowercase();
        let is_comment = line.starts_with('#');
        let is_indented = yaml[..at.start as usize].ends_with([' ', '\t']);
        (at.start as usize) != said && !is_comment && !is_indented && (key.contains(&word) || key.contains("\\x") || key.contains("\\u"))
    })
}

// Each line without what surrounds it, and where it stands.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = (&str, TextRange)> {
    let mut place = range.start;
    text[range].split_inclusive('\n').map(move |line| {
        let start = place + line.len() - line.trim_start_matches(is_around).len();
        place += line.len();
        let line = line.trim_matches(is_around);
        (line, TextRange::new(start, start + line.len()))
    })
}

fn is_around(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '"' | '\'')
}

// The first word, and what follows the mark or the blanks behind it.
fn parts(line: &str) -> Option<(&str, &str)> {
    let end = line.find(|c: char| c == ':' || c == '=' || c.is_whitespace())?;
    Some((line[..end].trim_end_matches(is_around), &line[end..]))
}

fn names(value: &str) -> impl Iterator<Item = &str> {
    let is_apart = |c: char| is_around(c) || matches!(c, ':' | '=' | ',' | ';' | '[' | ']' | '{' | '}');
    value.split(is_apart).filter(|name| !name.is_empty())
}

fn is_audience(name: &str, config: &Config) -> bool {
    nearest(name, config.audiences.iter().map(String::as_str)).is_some()
}

// Whether two keys have the same letters and digits.
fn is_same(key: &str, known: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(key) == letters(known)
}
