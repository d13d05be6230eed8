//! Addresses: percent-encoding and the parts of what an author typed as a link.
//!
//! In:    text.
//! Out:   encoded or decoded text, and its parts.
//! Never: resolves anything.
//!
//! Source of the rules: RFC 3986; the exceptions are DocFX's.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

// URI data of RFC 3986 leaves only the unreserved characters; DocFX keeps parentheses, and `/` separates segments.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'$')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'*')
    .add(b'+')
    .add(b',')
    .add(b':')
    .add(b';')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'!');

// What may not stand in a URL that an author wrote whole; `%` stays, since it may be an escape already.
const URL: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'[').add(b'\\').add(b']').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// Encodes a relative path, segment by segment.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Encodes what may not stand in a URL that is otherwise complete.
pub fn encode_url(url: &str) -> Cow<'_, str> {
    utf8_percent_encode(url, URL).into()
}

/// Decodes percent escapes. Escapes that do not give UTF-8 are left as they are.
pub fn decode(text: &str) -> Cow<'_, str> {
    if text.contains('%') { percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text)) } else { Cow::Borrowed(text) }
}

/// Splits a link at its first `?` or `#`: the path, and the rest with its mark.
pub fn split_suffix(href: &str) -> (&str, &str) {
    href.split_at(href.find(['?', '#']).unwrap_or(href.len()))
}

/// The fragment of a link, without `#`, if it has one.
pub fn fragment(suffix: &str) -> Option<&str> {
    suffix.split_once('#').map(|(_, fragment)| fragment)
}

/// The scheme of an absolute URL, as written: letters, digits, `+`, `-`, `.` up to a colon, at least two characters (one is a drive).
pub fn scheme(href: &str) -> Option<&str> {
    let (scheme, _) = href.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.as_bytes()[0].is_ascii_alphabetic()
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    valid.then_some(scheme)
}
