//! Includes: `[!INCLUDE [title](path)]`, on a line of its own or in running text.
//!
//! In:    a line, or a place in one.
//! Out:   the title and path as written.
//! Never: reads the included file.
//!
//! Source of the rule: DocFX (`InclusionBlockParser`, `InclusionInlineParser`).

use std::ops::Range;

/// An include directive.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Include {
    /// The text in the inner brackets; never shown.
    pub title: Box<str>,
    /// The path as written, escapes removed.
    pub path: Box<str>,
    /// Where the path stands, in bytes from the start of the directive.
    pub path_range: Range<usize>,
}

const WORD: &str = "[!include";

/// The include that the whole line is.
pub(crate) fn block(line: &str) -> Option<Include> {
    let (include, length) = read(line, '+')?;
    line[length..].trim().is_empty().then_some(include)
}

/// The includes that begin in `line`, with their places in `source`.
pub(crate) fn inlines(source: &str, line: Range<usize>) -> Vec<(Range<usize>, Include)> {
    let mut found = Vec::new();
    let mut place = line.start;
    while let Some(next) = find(&source[place..line.end]) {
        let start = place + next;
        let is_escaped = source[line.start..start].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1;
        match read(reach(&source[start..]), '-').filter(|_| !is_escaped) {
            Some((include, length)) => {
                found.push((start..start + length, include));
                place = start + length;
                if place >= line.end {
                    break;
                }
            }
            None => place = start + WORD.len(),
        }
    }
    found
}

// How far a directive may reach: not beyond its paragraph, nor farther than anyone writes, lest each that is not closed be looked for to the end.
fn reach(text: &str) -> &str {
    const LONGEST: usize = 2048;
    let text = &text[..text.floor_char_boundary(LONGEST)];
    &text[..text.find("\n\n").unwrap_or(text.len())]
}

fn find(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(WORD.len() - 1))
        .find(|&place| bytes[place] == b'[' && bytes[place..place + WORD.len()].eq_ignore_ascii_case(WORD.as_bytes()))
}

// Reads a directive at the start of `text`: what it says and its length. `force` is the sign that makes this form certain.
fn read(text: &str, force: char) -> Option<(Include, usize)> {
    let head = text.get(..WORD.len())?;
    if !head.eq_ignore_ascii_case(WORD) {
        return None;
    }
    let rest = &text[WORD.len()..];
    let rest = rest.strip_prefix(force).unwrap_or(rest).trim_start_matches(' ');
    let rest = rest.strip_prefix('[')?;
    let title_end = unescaped(rest, |c| c == ']')?;
    // A title may wrap over lines, never over paragraphs.
    if rest[..title_end].contains("\n\n") {
        return None;
    }
    let target = rest[title_end + 1..].strip_prefix('(')?;
    let trimmed = target.trim_start();
    let in_angles = trimmed.strip_prefix('<');
    let path_text = in_angles.unwrap_or(trimmed);
    let path_length = if in_angles.is_some() {
        path_text.find('>')?
    } else {
        path_text.find(char::is_whitespace).unwrap_or(path_text.len()).min(unescaped(path_text, |c| c == ')')?)
    };
    let after = &path_text[path_length..];
    let after = if in_angles.is_some() { &after[1..] } else { after };
    let close = unescaped(after, |c| c == ')')?;
    let end = after[close + 1..].strip_prefix(']')?;
    let path_start = text.len() - path_text.len();
    let include = Include {
        title: rest[..title_end].into(),
        path: remove_escapes(&path_text[..path_length]).into(),
        path_range: path_start..path_start + path_length,
    };
    Some((include, text.len() - end.len()))
}

pub(super) fn unescaped(text: &str, is_end: impl Fn(char) -> bool) -> Option<usize> {
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if is_end(c) {
            return Some(place);
        }
    }
    None
}

// A backslash before punctuation is an escape; before a letter it separates folders, as authors on Windows write it.
pub(super) fn remove_escapes(path: &str) -> String {
    let mut result = String::with_capacity(path.len());
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() && *next != '.' => {}
            _ => result.push(c),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_are_includes() {
        for (line, path) in [
            ("[!INCLUDE [a](b.md)]", "b.md"),
            ("[!include[a](../x/b.md \"hello\")]  ", "../x/b.md"),
            ("[!Include+[](<b.md>)]", "b.md"),
            ("[!include[a](q\\(1\\).md)]", "q(1).md"),
        ] {
            assert_eq!(block(line).map(|include| include.path.to_string()).as_deref(), Some(path), "{line}");
        }
    }

    #[test]
    fn forms_that_are_text() {
        for line in ["[!include[a] (b.md)]", "[!include[a](b.md) ]", "[!includes[a](b.md)]", "[!INCLUDE [a](b.md)].", "[include [a](b.md)]"]
        {
            assert_eq!(block(line), None, "{line}");
        }
    }

    #[test]
    fn several_in_one_line() {
        let text = "x [!INCLUDE [a](a.md)], \\[!INCLUDE [c](c.md)] and [!INCLUDE [b](b.md)].";
        let found = inlines(text, 0..text.len());
        assert_eq!(found.iter().map(|(_, include)| &*include.path).collect::<Vec<_>>(), ["a.md", "b.md"]);
        assert_eq!(&text[found[0].0.clone()], "[!INCLUDE [a](a.md)]");
        assert_eq!(&text[found[0].0.start..][found[0].1.path_range.clone()], "a.md");
    }
}
