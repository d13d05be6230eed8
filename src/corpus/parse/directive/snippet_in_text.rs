//! Snippets in running text, where they are none: with other text on their line, in a heading or a cell, or written wrongly.
//!
//! In:    a line of running text.
//! Out:   where each stands, and what is wrong with it.
//! Never: takes for one what stands in code or in a comment, or is escaped.

use std::ops::Range;

use super::Problem;
use super::code_spans::CodeSpans;
use super::include::unescaped;
use super::snippet::{self, Parts};
use crate::rules::code_invalid::RULE;

// More than this nobody writes; what is not closed is not looked for to the end of the line.
const LONGEST: usize = 2048;

/// What was meant as snippets in a line, in order. Problems count from the start of the line.
pub(crate) fn find(text: &str) -> Vec<(Range<usize>, Problem)> {
    let mut found = Vec::new();
    let code = CodeSpans::new(text);
    let mut has_comment_end = true;
    let mut place = 0;
    while let Some(length) = text[place..].find(['\\', '`', '<', '[']) {
        place += length;
        let rest = &text[place..];
        place = match rest.as_bytes()[0] {
            b'\\' => place + 1 + usize::from(rest[1..].starts_with(|c: char| c.is_ascii_punctuation())),
            b'`' => code.after(text, place),
            b'<' if has_comment_end && rest.starts_with("<!--") => {
                let end = rest.find("-->");
                has_comment_end = end.is_some();
                place + end.map_or(4, |end| end + 3)
            }
            b'[' => match slip(rest, place == 0) {
                Some((end, mut problem)) => {
                    problem.range = problem.range.start + place..problem.range.end + place;
                    found.push((place..place + end, problem));
                    place + end
                }
                None => place + 1,
            },
            _ => place + 1,
        };
    }
    found
}

// How far what was meant as a snippet goes at the start of a text, and what is wrong with it.
fn slip(text: &str, begins_line: bool) -> Option<(usize, Problem)> {
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let (word, _) = snippet::word(text)?;
    let (name_end, target) = target(text, word)?;
    let problem = |range, message: &str, help: String| Problem { rule: &RULE, range, message: message.to_owned(), help };
    let own_line = || "put the directive on a line of its own".to_owned();
    let Some(Parts { path, end, .. }) = snippet::parts(text, word) else {
        let end = text[target..].find(')').map_or(text.trim_end().len(), |close| target + close + 1);
        let end = text[end..].trim_start().strip_prefix(']').map_or(end, |after| text.len() - after.len());
        let help = "write `[!code-lang[name](path?query#region \"title\")]`".to_owned();
        return Some((end, problem(0..end, "this code directive cannot be read, so it is text", help)));
    };
    let after = end + text[end..].len() - text[end..].trim_start().len()..text.trim_end().len();
    let problem = if path.is_empty() {
        let help = format!("write the path of the file: `{}(sample.cs)]`", &text[..=name_end]);
        problem(name_end + 1..end, "this code directive names no file", help)
    } else if begins_line && after.start < after.end {
        problem(after, "text follows the code directive on the same line, so it is none", own_line())
    } else {
        problem(0..end, "this code directive has no line of its own, so it is text", own_line())
    };
    Some((end, problem))
}

// Where the name ends and the target begins, if what follows the word can only be meant as a snippet.
fn target(text: &str, word: usize) -> Option<(usize, usize)> {
    let open = word + text[word..].find(['[', ']', '('])?;
    let between = &text[word..open];
    if !text[open..].starts_with('[') || between.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let name_end = open + 1 + unescaped(&text[open + 1..], |c| c == ']')?;
    let after = text[name_end + 1..].trim_start();
    after.starts_with('(').then(|| (name_end, text.len() - after.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_as_one() {
        for (text, snippet, at) in [
            ("[!code[a](b.cs)].", "[!code[a](b.cs)]", "."),
            ("[!code[a](b.cs)]]", "[!code[a](b.cs)]", "]"),
            ("[!code[a]()]", "[!code[a]()]", "()]"),
            ("a [!CODE-cs[a](b.cs)] c", "[!CODE-cs[a](b.cs)]", "[!CODE-cs[a](b.cs)]"),
            ("| [!notebook[](b.cs)] |", "[!notebook[](b.cs)]", "[!notebook[](b.cs)]"),
            ("[!code cs[](b.cs)]", "[!code cs[](b.cs)]", "[!code cs[](b.cs)]"),
            ("[!code-cs[a](b.cs \"t\"?start=1) ] é", "[!code-cs[a](b.cs \"t\"?start=1) ]", "[!code-cs[a](b.cs \"t\"?start=1) ]"),
            ("[!code[a](b.cs] c", "[!code[a](b.cs] c", "[!code[a](b.cs] c"),
            ("[!code[a](b.cs) c", "[!code[a](b.cs)", "[!code[a](b.cs)"),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|(range, problem)| (&text[range], &text[problem.range])).collect();
            assert_eq!(found, [(snippet, at)], "{text}");
        }
    }

    #[test]
    fn what_is_not() {
        for text in [
            "`[!code[a](b.cs)]` c",
            "\\[!code[a](b.cs)]",
            "<!-- [!code[a](b.cs)] --> c",
            "[!codes[a](b.cs)] c",
            "[!code] [a](b.cs)",
            "[!code-cs",
            "[!code-cs[",
            "[!code[a] b",
            "[!é",
            "",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text(line in "([!\\[\\]()\\\\`<>é -]|\\[!code){0,40}") {
            for (range, problem) in find(&line) {
                assert!(line.get(range).is_some() && line.get(problem.range).is_some());
            }
        }
    }
}
