//! References with blanks: `<xref: uid>` and `<xref:a uid>`, which are text without quotes around the uid.
//!
//! In:    a line of running text.
//! Out:   where each stands, and what is wrong with it.
//! Never: takes for one what has quotes, stands in code or is escaped.

use std::ops::Range;

use super::Problem;
use super::code_spans::CodeSpans;
use crate::rules::link_malformed::RULE;

const START: &str = "<xref:";

/// Those in a line, in order. Problems count from the start of the line.
pub(crate) fn find(text: &str) -> Vec<(Range<usize>, Problem)> {
    let mut code: Option<Vec<Range<usize>>> = None;
    let mut found = Vec::new();
    for (place, _) in text.match_indices('<') {
        let rest = &text[place..];
        if !rest.get(..START.len()).is_some_and(|start| start.eq_ignore_ascii_case(START)) || text[..place].ends_with('\\') {
            continue;
        }
        let Some(end) = rest[1..].find(['>', '"', '\'', '<']).map(|end| end + 1).filter(|end| rest[*end..].starts_with('>')) else {
            continue;
        };
        let uid = &rest[START.len()..end];
        let code = code.get_or_insert_with(|| CodeSpans::new(text).ranges(text));
        if uid.trim().is_empty() || !uid.contains([' ', '\t']) || code.iter().any(|span| span.contains(&place)) {
            continue;
        }
        let range = place..place + end + 1;
        let message = "a blank stands in this reference, so it is text".to_owned();
        let uid = uid.trim();
        let help = if uid.contains([' ', '\t']) { format!("write `<xref:\"{uid}\">`") } else { format!("write `<xref:{uid}>`") };
        found.push((range.clone(), Problem { rule: &RULE, range, message, help }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn references() {
        for (text, expected) in [
            ("<xref: guide> <XREF:guide > x <xref:a b>", &["<xref: guide>", "<XREF:guide >", "<xref:a b>"][..]),
            ("<xref:guide> <xref:\"a b\"> \\<xref: a> `<xref: a>` <xref: > <xref: a <xref: \"b\">", &[]),
        ] {
            let found: Vec<_> = find(text).into_iter().map(|(range, _)| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
