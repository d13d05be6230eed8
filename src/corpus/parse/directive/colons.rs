//! Colons: directives that begin with more or fewer than three of them, and so are text.
//!
//! In:    a line of running text.
//! Out:   where each begins, and what is wrong with it.
//! Never: takes for one what has no attribute; speaks of sections, which may have more colons, or of what stands in code.

use std::ops::Range;

use super::Problem;
use super::attributes::skip_blanks;
use super::code_spans::CodeSpans;
use crate::base::diagnostic::Rule;
use crate::base::find::holds;
use crate::rules::{code_invalid, form_invalid, image_invalid, video_invalid};

/// The directives that begin with exactly three colons and have attributes, with their rules.
pub(super) const NAMES: [(&str, &Rule); 4] =
    [("code", &code_invalid::RULE), ("form", &form_invalid::RULE), ("image", &image_invalid::RULE), ("video", &video_invalid::RULE)];

/// Whether a text may hold one that begins with two.
pub(crate) fn may_hold_one(text: &str) -> bool {
    const STARTS: [&str; 8] = ["::code ", "::form ", "::image ", "::video ", ":: code ", ":: form ", ":: image ", ":: video "];
    STARTS.iter().any(|start| holds(text, start))
}

/// Those in a line, in order: the colons and the name of each. Problems count from the start of the line.
pub(crate) fn find(text: &str) -> Vec<(Range<usize>, Problem)> {
    let mut found = Vec::new();
    let mut code: Option<Vec<Range<usize>>> = None;
    let mut place = 0;
    while let Some(length) = text[place..].find("::") {
        let start = place + length;
        let colons = text[start..].bytes().take_while(|byte| *byte == b':').count();
        place = start + colons;
        let Some((end, name, rule)) = named(text, place).filter(|_| colons != 3 && !text[..start].ends_with('\\')) else { continue };
        let code = code.get_or_insert_with(|| CodeSpans::new(text).ranges(text));
        if code.iter().any(|span| span.contains(&start)) {
            continue;
        }
        let message = format!("`{name}` begins with three colons, not {colons}, so this is text");
        let problem = Problem { rule, range: start..place, message, help: format!("write `:::{name}`, and `:::` at the end") };
        found.push((start..end, problem));
        place = end;
    }
    found
}

// The name of a directive with an attribute at a place: where it ends, and its rule.
fn named(text: &str, place: usize) -> Option<(usize, &'static str, &'static Rule)> {
    let start = skip_blanks(text, place);
    let is_it = |name: &str| text[start..].get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name));
    let (name, rule) = NAMES.into_iter().find(|(name, _)| is_it(name))?;
    let end = start + name.len();
    let after = text[end..].strip_prefix([' ', '\t'])?.trim_start();
    let equals = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|length| *length > 0)?;
    after[equals..].trim_start().strip_prefix('=')?.trim_start().starts_with('"').then_some((end, name, rule))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn colons() {
        for (text, starts) in [
            ("::::code source=\"a.cs\"::::", &["::::code"][..]),
            ("::code source=\"a.cs\"::", &["::code"]),
            ("x :: Image  alt-text = \"a\":: ::::::video source=\"b\"", &[":: Image", "::::::video"]),
            (":::code source=\"a.cs\":::", &[]),
            ("`::code source=\"a.cs\"::` \\::code source=\"a.cs\"::", &[]),
            ("std::code a::image = \"x\" ::form :::: ::codes a=\"b\"", &[]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|(range, _)| &text[range]).collect();
            assert_eq!(found, starts, "{text}");
        }
    }
}
