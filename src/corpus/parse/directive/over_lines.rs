//! Directives over several lines: one with three colons whose attributes go on in the next line, which makes text of it.
//!
//! In:    a line of running text, and the text after it.
//! Out:   where such a directive begins, and what is wrong with it.
//! Never: takes for one what is closed, or what stands above ordinary text.
//!
//! Source of the rule: DocFX (`TripleColonHelper`): all attributes stand on one line. Sections have rules of their own: what one hides stays hidden.

use std::ops::Range;

use super::Problem;
use super::attributes::{self, skip_blanks};
use super::code_spans::CodeSpans;
use super::colons::NAMES;
use crate::base::find::holds;

/// The directive in a line that goes on in the next one: it is the last in the line. The problem counts from the start of the line.
pub(crate) fn find(source: &str, line: Range<usize>) -> Option<(Range<usize>, Problem)> {
    let text = &source[line.clone()];
    if !holds(text, ":::") {
        return None;
    }
    let start = text.rmatch_indices(":::").map(|(place, _)| place).find(|place| !text[..*place].ends_with(':'))?;
    let is_text = text[..start].ends_with([':', '\\']) || CodeSpans::new(text).ranges(text).iter().any(|span| span.contains(&start));
    let attributes = attributes::read(&text[start..]).ok().filter(|attributes| !attributes.is_closed && !is_text)?;
    let (name, rule) = NAMES.into_iter().find(|(name, _)| *name == attributes.name)?;
    if !goes_on(source[line.end..].lines().nth(1)?) {
        return None;
    }
    let range = start..start + attributes.end;
    let message = format!("this `{name}` goes on in the next line, so it is text");
    let help = format!("write all of it on one line, from `:::{name}` to `:::`");
    Some((line.start + start..line.start + range.end, Problem { rule, range, message, help }))
}

/// Whether a line of a block is no construct since it goes on in the next one.
pub(crate) fn is_one(source: &str, line: Range<usize>) -> bool {
    let start = line.start;
    find(source, line).is_some_and(|(range, _)| range.start == start)
}

// Whether a line begins with an attribute, or is what closes a directive.
fn goes_on(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let name = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let equals = skip_blanks(text, name);
    let is_attribute = || name > 0 && text[equals..].strip_prefix('=').is_some_and(|value| value.trim_start().starts_with('"'));
    text == ":::" || is_attribute()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on() {
        for (source, at) in [
            (":::code source=\"a.cs\"\nlanguage=\"cs\":::", Some(":::code source=\"a.cs\"")),
            ("> x ::: image source=\"a\" \r\n>   alt-text = \"b\":::", Some("::: image source=\"a\"")),
            (":::image source=\"a\" alt-text=\"b\"::: :::video source=\"c\"\n:::", Some(":::video source=\"c\"")),
            (":::code source=\"a.cs\":::\nlanguage=\"cs\":::", None),
            (":::code source=\"a.cs\"\n\nlanguage=\"cs\":::", None),
            (":::code source=\"a.cs\"\nText.", None),
            (":::code source=\"a.cs\"", None),
            ("::: zone pivot=\"a\"\ntarget=\"docs\"", None),
            ("`:::code source=\"a.cs\" `\nlanguage=\"cs\":::", None),
            ("\\:::code source=\"a.cs\"\nlanguage=\"cs\":::", None),
            ("::::code source=\"a.cs\"\nlanguage=\"cs\":::", None),
        ] {
            let end = source.find(['\r', '\n']).unwrap_or(source.len());
            let found = find(source, 0..end);
            assert_eq!(found.as_ref().map(|(range, _)| &source[range.clone()]), at, "{source}");
            assert_eq!(found.map(|(_, problem)| &source[problem.range]), at, "{source}");
        }
    }
}
