//! Normal form of HTML: two texts that a browser shows alike are compared as equal.
//!
//! White space between blocks does not count, nor do the colours of code. Each block stands on a line of its own, so that a difference is read at once.

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "audio",
    "blockquote",
    "button",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "source",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "video",
];

/// A piece of HTML as written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'h> {
    /// A tag, with its name in lower case as written.
    Tag {
        /// From `<` to `>`.
        text: &'h str,
        /// Its name; a browser would read it without regard to case.
        name: &'h str,
        /// Whether it is an end tag.
        is_end: bool,
    },
    /// What stands between tags: text, comments, declarations.
    Text(&'h str),
}

/// The pieces of a piece of HTML.
pub(crate) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(length) = tag_length(rest) {
            let text = &rest[..length];
            let inner = text[1..].trim_start_matches('/');
            let name_length = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
            pieces.push(Piece::Tag { text, name: &inner[..name_length], is_end: text.starts_with("</") });
            rest = &rest[length..];
            continue;
        }
        let from =
            if let Some(comment) = rest.strip_prefix("<!--") { rest.len() - comment.len() } else { usize::from(rest.starts_with('<')) };
        let length = if from == 4 {
            rest[from..].find("-->").map_or(rest.len(), |end| from + end + 3)
        } else {
            rest[from..].find('<').map_or(rest.len(), |end| from + end)
        };
        pieces.push(Piece::Text(&rest[..length]));
        rest = &rest[length..];
    }
    pieces
}

// The length of the tag that stands at the start; a `>` inside quotes does not end it.
fn tag_length(html: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let first = if bytes.get(1) == Some(&b'/') { 2 } else { 1 };
    if bytes.first() != Some(&b'<') || !bytes.get(first)?.is_ascii_alphabetic() {
        return None;
    }
    let mut quote = None;
    for (place, &byte) in bytes.iter().enumerate().skip(first) {
        match (quote, byte) {
            (None, b'>') => return Some(place + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The normal form.
pub(crate) fn normal(html: &str) -> String {
    let pieces = pieces(html);
    let mut out = String::with_capacity(html.len() + 64);
    let mut pre = 0_usize;
    // The spans that are open inside `pre`: whether each is written.
    let mut spans: Vec<bool> = Vec::new();
    for (place, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Tag { text, name, is_end } => {
                if pre > 0 && name == "span" {
                    let is_written = if is_end { spans.pop().unwrap_or(true) } else { !text.starts_with("<span class=\"hl-") };
                    if !is_end {
                        spans.push(is_written);
                    }
                    if !is_written {
                        continue;
                    }
                }
                let is_block = is_block(name) && (pre == 0 || name.eq_ignore_ascii_case("pre"));
                if is_block && !is_end && !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                out.push_str(text);
                if is_block && is_end {
                    out.push('\n');
                }
                if name.eq_ignore_ascii_case("pre") {
                    pre = if is_end { pre.saturating_sub(1) } else { pre + 1 };
                }
            }
            Piece::Text(text) if pre > 0 => out.push_str(text),
            Piece::Text(text) => {
                let before = place.checked_sub(1).map(|before| pieces[before]);
                let after = pieces.get(place + 1).copied();
                out.push_str(trimmed(text, before, after));
            }
        }
    }
    out.trim().to_owned()
}

// White space with a line end in it, next to a block or an end of the text, is only there to be read in the source.
fn trimmed<'h>(text: &'h str, before: Option<Piece<'_>>, after: Option<Piece<'_>>) -> &'h str {
    let is_edge = |piece: Option<Piece<'_>>| match piece {
        None => true,
        Some(Piece::Tag { name, .. }) => is_block(name) || name.eq_ignore_ascii_case("br"),
        Some(Piece::Text(_)) => false,
    };
    let mut text = text;
    let start = text.trim_start();
    if text[..text.len() - start.len()].contains('\n') && is_edge(before) {
        text = start;
    }
    let end = text.trim_end();
    if text[end.len()..].contains('\n')
        && is_edge(after)
        && !matches!(after, Some(Piece::Tag { name, .. }) if name.eq_ignore_ascii_case("br"))
    {
        text = end;
    }
    text
}

fn is_block(name: &str) -> bool {
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(name))
}

/// The lines of two texts, with a mark before those that only one of them has.
pub(crate) fn difference(expected: &str, got: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), got.lines().collect());
    let same_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let same_end = old[same_start..].iter().rev().zip(new[same_start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    let mut add = |mark: &str, lines: &[&str]| {
        for line in lines {
            text.push_str(mark);
            text.push_str(line);
            text.push('\n');
        }
    };
    add("  ", &old[..same_start]);
    add("- ", &old[same_start..old.len() - same_end]);
    add("+ ", &new[same_start..new.len() - same_end]);
    add("  ", &old[old.len() - same_end..]);
    text
}
