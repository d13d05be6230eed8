//! Addresses: percent-encoding and the parts of what an author typed as a link.
//!
//! In:    text.
//! Out:   encoded or decoded text, and its parts.
//! Never: resolves anything.
//!
//! Source of the rules: RFC 3986; the exceptions are DocFX's.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::base::find::{self, holds};

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
pub fn encode_path(path: &str) -> Cow<'_, str> {
    utf8_percent_encode(path, PATH).into()
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
    href.split_at(find::either(href, b'?', b'#', 0).unwrap_or(href.len()))
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

/// The host of an address, between `://` and its path, in the one form in which hosts are compared: in lower case, names of other scripts as they are
/// (`xn--mnchen-3ya` is `münchen`), without the name of a user, the dot at the end and the port that is meant anyway.
pub fn host(written: &str) -> String {
    if is_plain_host(written) {
        return written.to_owned();
    }
    let written = decode(written);
    let written = written.rsplit_once('@').map_or(&*written, |(_, host)| host);
    let (name, port) = match written.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port),
        _ => (written, ""),
    };
    let name = name.trim_end_matches('.').to_lowercase();
    // Scripts of East Asia have dots of their own.
    let labels = name.split(['.', '\u{3002}', '\u{ff0e}', '\u{ff61}']);
    let labels: Vec<_> = labels.map(|label| label.strip_prefix("xn--").and_then(punycode).unwrap_or_else(|| label.to_owned())).collect();
    let is_usual = matches!(port, "" | "80" | "443");
    if is_usual { labels.join(".") } else { format!("{}:{port}", labels.join(".")) }
}

/// Whether a host is written in the form in which hosts are compared.
pub fn is_plain_host(written: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    !written.is_empty() && written.bytes().all(is_plain) && !written.ends_with('.') && !holds(written, "xn--")
}

// What a label says that is written in Punycode (RFC 3492, 6.2), without its `xn--`.
fn punycode(label: &str) -> Option<String> {
    const LONGEST: usize = 63;
    if label.len() > LONGEST || !label.is_ascii() {
        return None;
    }
    let (basic, extended) = label.rsplit_once('-').unwrap_or(("", label));
    let mut text: Vec<char> = basic.chars().collect();
    let (mut code, mut at, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = extended.bytes();
    while digits.len() > 0 {
        let (before, mut weight, mut k) = (at, 1_u32, 36_u32);
        loop {
            let digit = match digits.next()? {
                byte @ b'a'..=b'z' => byte - b'a',
                byte @ b'0'..=b'9' => byte - b'0' + 26,
                _ => return None,
            };
            at = at.checked_add(u32::from(digit).checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(1, 26);
            if u32::from(digit) < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            k += 36;
        }
        let count = u32::try_from(text.len()).ok()? + 1;
        let mut delta = if before == 0 { (at - before) / 700 } else { (at - before) / 2 };
        delta += delta / count;
        let mut steps = 0;
        while delta > 455 {
            delta /= 35;
            steps += 36;
        }
        bias = steps + 36 * delta / (delta + 38);
        code = code.checked_add(at / count)?;
        at %= count;
        text.insert(usize::try_from(at).ok()?, char::from_u32(code)?);
        at += 1;
    }
    Some(text.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_host_in_many_forms() {
        for (written, meant) in [
            ("Docs.Example.COM", "docs.example.com"),
            ("xn--mnchen-3ya.example", "münchen.example"),
            ("XN--MNCHEN-3YA.example:443", "münchen.example"),
            ("MÜNCHEN.example.", "münchen.example"),
            ("m%C3%BCnchen.example", "münchen.example"),
            ("me:secret@münchen.example:8080", "münchen.example:8080"),
            ("xn--ihqwcrb4cv8a8dqg056pqjye.example", "他们为什么不说中文.example"),
            ("xn--80akhbyknj4f", "испытание"),
            ("xn--.example", ".example"),
            ("xn--a-\u{e4}.example", "xn--a-\u{e4}.example"),
            ("xn--99999999.example", "xn--99999999.example"),
        ] {
            assert_eq!(host(written), meant, "{written}");
        }
    }
}
