//! Link repair: destinations that a hand slipped in writing, and that can only mean one thing.
//!
//! In:    a line of running text.
//! Out:   edits that make the link what it was meant to be, each with what to say to the author.
//! Never: guesses: what is not certain stays as written.

use std::ops::Range;

use super::LINK;
use super::code_spans::CodeSpans;
use crate::base::find::{self, Needle};

/// An edit of one line.
#[derive(Debug)]
pub(crate) struct Repair {
    /// What is replaced, in bytes of the line.
    pub range: Range<usize>,
    /// What takes its place.
    pub text: String,
    /// What was wrong.
    pub message: String,
    /// How it is written.
    pub help: String,
}

// No target with its title is longer: a line may begin many links, and end none.
const LONGEST: usize = 2048;

static DOUBLED: Needle = Needle::of("]((");

const QUOTES: [(char, char); 4] = [('「', '」'), ('“', '”'), ('＂', '＂'), ('『', '』')];

/// Whether a text may hold something to repair.
pub(crate) fn may_want_one(text: &str) -> bool {
    LINK.is_in(text) && (!text.is_ascii() || DOUBLED.is_in(text))
}

/// The repairs of one line.
pub(crate) fn repairs(line: &str) -> Vec<Repair> {
    let is_ascii = line.is_ascii();
    if is_ascii && !DOUBLED.is_in(line) {
        return Vec::new();
    }
    let repair = |start: usize| {
        let target = &line[start..line.floor_char_boundary(start + LONGEST)];
        let title = if is_ascii { None } else { full_width_title(target, start) };
        title.or_else(|| doubled_parenthesis(target, start))
    };
    let found: Vec<_> = LINK.places(line).filter_map(|place| Some((place, repair(place + 2)?))).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let code = CodeSpans::new(line).ranges(line);
    let is_code = |place: usize| code[..code.partition_point(|span| span.start <= place)].last().is_some_and(|span| span.contains(&place));
    found.into_iter().filter(|(place, _)| !is_code(*place)).map(|(_, repair)| repair).collect()
}

// `](a.png 「title」)`: full-width quotes do not delimit a title, so the whole is either no link or a wrong path.
fn full_width_title(target: &str, start: usize) -> Option<Repair> {
    // Most targets are plain up to their end.
    let end = find::byte(target, b')', 0)?;
    if target[..end].is_ascii() && find::byte(&target[..end], b'(', 0).is_none() {
        return None;
    }
    let mut depth = 0_i32;
    let (quote, open, close) = target
        .char_indices()
        .take_while(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth >= 0 && !matches!(c, '"' | '\'' | '<')
        })
        .find_map(|(place, c)| QUOTES.iter().find(|(open, _)| *open == c).map(|(open, close)| (place, *open, *close)))?;
    let path = target[..quote].trim_end();
    if path.is_empty() || path.contains([' ', '\t']) {
        return None;
    }
    let title_start = quote + open.len_utf8();
    let title_length = target[title_start..].find(close)?;
    let end = title_start + title_length + close.len_utf8();
    target[end..].starts_with(')').then(|| {
        let title = &target[title_start..title_start + title_length];
        Repair {
            range: start + path.len()..start + end,
            text: format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\"")),
            message: format!("the title of this link stands in `{open}{close}`"),
            help: format!("write `({path} \"{title}\")`"),
        }
    })
}

// `]((https://…))` and `]((https://…)`.
fn doubled_parenthesis(target: &str, start: usize) -> Option<Repair> {
    let target = target.strip_prefix('(')?;
    let end = target.find(')')?;
    let url = &target[..end];
    let is_plain = !url.is_empty() && !url.contains(['(', ' ', '<', '"']);
    is_plain.then(|| {
        let doubled = target[end + 1..].starts_with(')');
        Repair {
            range: start..start + 1 + end + usize::from(doubled),
            text: url.to_owned(),
            message: "the address stands in doubled parentheses".to_owned(),
            help: format!("write `({url})`"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(line: &str) -> String {
        let mut result = line.to_owned();
        for repair in repairs(line).into_iter().rev() {
            result.replace_range(repair.range, &repair.text);
        }
        result
    }

    #[test]
    fn slips_that_mean_one_thing() {
        assert_eq!(repaired("![a](m/x.png 「題 (1)」) b"), "![a](m/x.png \"題 (1)\") b");
        assert_eq!(repaired("![a](m/x.png「題」)"), "![a](m/x.png \"題\")");
        assert_eq!(repaired("[a]((https://h.example/x))."), "[a](https://h.example/x).");
        assert_eq!(repaired("[a]((https://h.example/x)."), "[a](https://h.example/x).");
        assert_eq!(repaired("`[a]((x))` and ``[b]((y))`` [c]((z))"), "`[a]((x))` and ``[b]((y))`` [c](z)");
        assert_eq!(repaired("[a](b.md \"「x」\") (「y」)"), "[a](b.md \"「x」\") (「y」)");
    }
}
