//! Cleaning: a body without what the parser must not see.
//!
//! In:    the body of one document, as it stands in the file.
//! Out:   the same, byte for byte in its place, and `control-character`.
//! Never: lets through a mark of a placeholder.

use std::borrow::Cow;

use super::{CLOSE, OPEN};
use crate::base::diagnostic::Diagnostic;
use crate::base::find;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::{is_control, is_unseen};
use crate::rules;

/// The body without what must not be taken for a placeholder, each byte in its place. Control characters become `?`: in running text an edit shows
/// them as U+FFFD, in a directive they mean nothing.
///
/// NUL makes the parser's range bookkeeping panic (pulldown-cmark issue 1129), the two marks must not occur, and no reader wants a bell.
pub(in crate::corpus::parse) fn clean<'a>(file: &FilePath, source: &'a str, offset: usize, report: &mut Vec<Diagnostic>) -> Cow<'a, str> {
    // Without a way out of the inner loop the compiler reads many bytes at a time.
    let has_control = |chunk: &[u8]| chunk.iter().fold(false, |found, byte| found | is_control(*byte));
    // What both marks begin with.
    let may_have_mark = || find::bytes(source.as_bytes(), &[0xef, 0xb7]).is_some();
    if !source.as_bytes().chunks(256).any(has_control) && (source.is_ascii() || !may_have_mark()) {
        return Cow::Borrowed(source);
    }
    let found: Vec<_> = suspects(source).collect();
    if found.is_empty() {
        return Cow::Borrowed(source);
    }
    if let Some(&(place, c)) = found.first() {
        report.push(
            rules::control_character::RULE
                .at(file, TextRange::new(place + offset, place + offset + c.len_utf8()))
                .message(format!("the text holds U+{:04X}, {} in all", u32::from(c), found.len()))
                .help(rules::control_character::HELP),
        );
    }
    let cleaned = source.chars().map(|c| match c {
        OPEN | CLOSE => char::REPLACEMENT_CHARACTER,
        c if is_unseen(c) => '?',
        c => c,
    });
    Cow::Owned(cleaned.collect())
}

// The marks and the control characters of a text, with their places.
fn suspects(source: &str) -> impl Iterator<Item = (usize, char)> {
    source.char_indices().filter(|(_, c)| is_unseen(*c))
}

/// Where the control characters of a body stand.
pub(in crate::corpus::parse) fn controls(source: &str) -> Vec<usize> {
    suspects(source).filter(|(_, c)| !matches!(*c, OPEN | CLOSE)).map(|(place, _)| place).collect()
}
