//! Autolinks: bare addresses in running text.
//!
//! In:    a stretch of running text, outside links and code.
//! Out:   the addresses in it, with what is shown for each.
//! Never: takes an e-mail address for one; resolves anything.
//!
//! Source of the rule: Markdig's `AutoLinkParser`; a table's `|` always ends an address, and all marks at its end belong to the sentence.

use std::ops::Range;

use crate::base::find::{self, Ahead, Needle};

/// A bare address.
#[derive(Debug)]
pub(super) struct Autolink {
    /// Where it stands.
    pub range: Range<usize>,
    /// What is shown of it.
    pub shown: Range<usize>,
    /// Where it leads.
    pub target: String,
}

const PREFIXES: [&str; 6] = ["http://", "https://", "ftp://", "mailto:", "tel:", "www."];
// In bytes: what RFC 9110, section 4.1, asks programs to take at the least. Longer ones stay text, since the end is looked for at each prefix anew.
const LONGEST: usize = 8000;

/// Looks for what addresses a whole document may hold: without one that begins with `www.`, in most.
pub(super) fn ahead(document: &str) -> Ahead {
    static WITHOUT_SCHEME: Needle = Needle::of("www.");
    Ahead::new(if WITHOUT_SCHEME.is_in(document) { next } else { next_with_scheme })
}

/// Where the next address may begin in a text, at or after `from`: the place of its mark, which is never cut from the word before it.
pub(super) fn next(text: &str, from: usize) -> Option<usize> {
    next_of(|from| find::either(text, b':', b'.', from), text, from)
}

fn next_with_scheme(text: &str, from: usize) -> Option<usize> {
    next_of(|from| find::byte(text, b':', from), text, from)
}

fn next_of(mark: impl Fn(usize) -> Option<usize>, text: &str, mut from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    while let Some(place) = mark(from) {
        let before = &bytes[..place];
        let is_one = if bytes[place] == b':' {
            bytes[place..].starts_with(b"://") || before.ends_with(b"mailto") || before.ends_with(b"tel")
        } else {
            before.ends_with(b"www")
        };
        if is_one {
            return Some(place);
        }
        from = place + 1;
    }
    None
}

/// The addresses of a text.
pub(super) fn find(text: &str) -> Vec<Autolink> {
    let mut found: Vec<Autolink> = Vec::new();
    let mut place = 0;
    while let Some((start, prefix)) = next_prefix(text, place) {
        place = start + prefix.len();
        let before = text[..start].chars().next_back();
        if !before.is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '\u{200b}')) {
            continue;
        }
        let Some(length) = length(&text[start..], prefix) else { continue };
        let end = start + length;
        let (shown, target) = match prefix {
            "www." => (start..end, format!("http://{}", &text[start..end])),
            "mailto:" | "tel:" => (start + prefix.len()..end, text[start..end].to_owned()),
            _ => (start..end, text[start..end].to_owned()),
        };
        found.push(Autolink { range: start..end, shown, target });
        place = end;
    }
    found
}

// The first prefix at or after `from`. None lies in another, so the first one to end is the first one to begin.
fn next_prefix(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let mut looked = from;
    while let Some(mark) = find::either(text, b':', b'.', looked) {
        looked = mark + 1;
        let begin = |prefix: &str| {
            let (word, marks) = prefix.split_at(prefix.find([':', '.'])?);
            (text[from..mark].ends_with(word) && text[mark..].starts_with(marks)).then(|| mark - word.len())
        };
        if let Some(found) = PREFIXES.iter().find_map(|prefix| Some((begin(prefix)?, *prefix))) {
            return Some(found);
        }
    }
    None
}

fn length(text: &str, prefix: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut end = text.len();
    for (place, c) in text.char_indices() {
        if place > LONGEST {
            return None;
        }
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => {
                end = place;
                break;
            }
            ')' => depth -= 1,
            // Zero-width spaces and full-width punctuation come from pasting; they are never part of an address.
            '<' | '|' | '\u{200b}' | '\u{feff}' | '\u{3000}'..='\u{3002}' | '\u{ff08}' | '\u{ff09}' | '\u{ff0c}' | '"' => {
                end = place;
                break;
            }
            c if c.is_whitespace() || c.is_control() => {
                end = place;
                break;
            }
            _ => {}
        }
    }
    if depth > 0 {
        return None;
    }
    let mut url = &text[..end];
    // Markdig leaves out one mark only; a sentence may end in several.
    url = url.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', ';', '\'']);
    let rest = url.get(prefix.len()..)?;
    let is_valid = match prefix {
        "mailto:" => rest.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')),
        "tel:" => !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'#')),
        "www." => has_domain(url),
        _ => has_domain(rest),
    };
    is_valid.then_some(url.len())
}

fn has_domain(text: &str) -> bool {
    let host = &text[..text.find(['/', '?', '#', ':']).unwrap_or(text.len())];
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() > 1
        && labels.iter().all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')))
        && labels.iter().rev().take(2).all(|label| !label.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<String> {
        find(text).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn addresses() {
        assert_eq!(
            targets("see https://h.example/a_b(c)?d=e. Or (www.h.example), *ftp://f.example*"),
            ["https://h.example/a_b(c)?d=e", "http://www.h.example", "ftp://f.example"]
        );
        assert_eq!(targets("mailto:a@b.example tel:+49-1"), ["mailto:a@b.example", "tel:+49-1"]);
    }

    #[test]
    fn texts_that_are_none() {
        for text in [
            "xhttps://h.example",
            "http://localhost",
            "https://",
            "\"https://h.example",
            "https://a_b.example",
            "me@h.example",
            "https://h.example/(x",
            "tel:",
            "www.",
            "mailto:",
            &format!("https://h.example/{}", "a".repeat(LONGEST)),
        ] {
            assert_eq!(targets(text), Vec::<String>::new(), "{text}");
        }
    }
}
