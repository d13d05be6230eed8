//! Monikers: `::: moniker range="…"`, a section for some versions, and what such a range selects.
//!
//! In:    a line without its indentation; a range and the versions in their order.
//! Out:   the section that a line opens; the versions of a range.
//! Never: hides text because a range cannot be read.
//!
//! Source of the rule: DocFX (`MonikerRangeParser`) for the line, the Microsoft Learn authoring guide for the range.

use std::ops::Range;

use super::Problem;
use super::attributes::{self, Reading, skip_blanks};
use crate::base::nearest::nearest;
use crate::rules::moniker_invalid::RULE;

/// A section for some versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Moniker {
    /// How many colons opened it; as many close it.
    pub colons: usize,
    /// The range as written.
    pub range: String,
    /// Where the range stands, without its quotes.
    pub range_at: Range<usize>,
}

/// Reads an opening line. `None`: it is no moniker.
pub(crate) fn read(text: &str) -> Option<Reading<Moniker>> {
    let (colons, name, place) = attributes::name(text)?;
    // Nothing has to stand between the two words, so that the name may be read as both.
    let word_end = if name == "moniker" || name == "monikerrange" { place - (name.len() - "moniker".len()) } else { return None };
    let start = skip_blanks(text, word_end);
    let rest = &text[start..];
    let end = text.trim_end().len();
    let wrong = |range: Range<usize>, message: &str| {
        let help = "write `::: moniker range=\">= version\"`, alone on its line".to_owned();
        let problems = vec![Problem { rule: &RULE, range, message: message.to_owned(), help }];
        Some(Reading { construct: None, end, problems })
    };
    if rest.trim().is_empty() {
        return wrong(0..end, "this moniker section has no range");
    }
    let key = "range=\"";
    if !rest.get(..key.len()).is_some_and(|typed| typed.eq_ignore_ascii_case(key)) {
        // `::: moniker` in a sentence is text; what has the look of an attribute was meant as one.
        return if rest.contains('=') { wrong(start..end, "`range=\"…\"` does not follow `moniker`") } else { None };
    }
    let range_start = start + key.len();
    let Some(length) = text[range_start..].find('"') else { return wrong(range_start - 1..end, "the range has no closing quote") };
    let range_at = range_start..range_start + length;
    let after = skip_blanks(text, range_at.end + 1);
    let mut problems = Vec::new();
    if after < end {
        problems.push(Problem {
            rule: &RULE,
            range: after..end,
            message: "text follows the range on the same line, and is not shown".to_owned(),
            help: "put the text on a line of its own".to_owned(),
        });
    }
    Some(Reading { construct: Some(Moniker { colons, range: text[range_at.clone()].to_owned(), range_at }), end, problems })
}

/// The places of all versions that a range selects, in order.
pub(crate) fn matching(range: &str, versions: &[String]) -> Result<Vec<usize>, String> {
    let alternatives = alternatives(range, versions)?;
    let is_selected = |place: &usize| alternatives.iter().any(|conditions| conditions.iter().all(|condition| condition.holds(*place)));
    Ok((0..versions.len()).filter(is_selected).collect())
}

/// The versions that a range selects, as readers are told; nothing where it selects them all. Without a list of versions, the range as written.
pub(crate) fn in_words(range: &str, versions: &[String]) -> String {
    match matching(range, versions) {
        Ok(places) if places.len() == versions.len() => String::new(),
        Ok(places) => places.iter().map(|&place| versions[place].as_str()).collect::<Vec<_>>().join(", "),
        Err(_) => range.trim().to_owned(),
    }
}

#[derive(Clone, Copy)]
enum Comparison {
    AtLeast,
    AtMost,
    After,
    Before,
    Just,
}

#[derive(Clone, Copy)]
struct Condition {
    comparison: Comparison,
    place: usize,
}

impl Condition {
    fn holds(self, place: usize) -> bool {
        match self.comparison {
            Comparison::AtLeast => place >= self.place,
            Comparison::AtMost => place <= self.place,
            Comparison::After => place > self.place,
            Comparison::Before => place < self.place,
            Comparison::Just => place == self.place,
        }
    }
}

// Longer signs first, since they begin with the shorter ones.
const SIGNS: [(&str, Comparison); 5] =
    [(">=", Comparison::AtLeast), ("<=", Comparison::AtMost), (">", Comparison::After), ("<", Comparison::Before), ("=", Comparison::Just)];

fn alternatives(range: &str, versions: &[String]) -> Result<Vec<Vec<Condition>>, String> {
    range.split("||").map(|alternative| conditions(range, alternative, versions)).collect()
}

fn conditions(range: &str, alternative: &str, versions: &[String]) -> Result<Vec<Condition>, String> {
    let mut conditions = Vec::new();
    let mut rest = alternative.trim();
    while !rest.is_empty() {
        let sign = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign));
        let (typed, comparison) = sign.map_or(("", Comparison::Just), |(sign, comparison)| (*sign, *comparison));
        rest = rest[typed.len()..].trim_start();
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '=' | '|')).unwrap_or(rest.len());
        if length == 0 {
            return Err(format!("no version follows `{typed}` in `{range}`").replace("follows ``", "stands between two signs"));
        }
        conditions.push(Condition { comparison, place: place(versions, &rest[..length])? });
        rest = rest[length..].trim_start();
    }
    if conditions.is_empty() { Err(format!("a part of the range `{range}` is empty")) } else { Ok(conditions) }
}

fn place(versions: &[String], version: &str) -> Result<usize, String> {
    versions.iter().position(|known| known.eq_ignore_ascii_case(version)).ok_or_else(|| {
        let near = nearest(version, versions.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; the nearest one is `{near}`"));
        format!("`{version}` is no version of this playbook{near}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openers() {
        for (text, colons, range, odd) in [
            ("::: moniker range=\"> v1\"", 3, "> v1", None),
            ("::::MONIKER Range=\"any text = at all\"  ", 4, "any text = at all", None),
            (":::monikerrange=\"a\"", 3, "a", None),
            ("::: moniker range=\"\"", 3, "", None),
            ("::: moniker range=\"a\" :::", 3, "a", Some(":::")),
            ("::: moniker range=\"a\" more text ", 3, "a", Some("more text")),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            let moniker = reading.construct.unwrap_or_else(|| panic!("{text}"));
            assert_eq!((moniker.colons, moniker.range.as_str(), &text[moniker.range_at.clone()]), (colons, range, range), "{text}");
            assert_eq!(reading.problems.first().map(|problem| &text[problem.range.clone()]), odd, "{text}");
        }
    }

    #[test]
    fn what_is_text() {
        for (text, reports) in [
            ("::: moniker range=\"> v1", 1),
            ("::: moniker", 1),
            ("::: moniker range = \"a\"", 1),
            ("::: moniker for=\"x\" range=\"a\"", 1),
            ("::: moniker words", 0),
            ("::: monikers range=\"a\"", 0),
            (":: moniker range=\"a\"", 0),
        ] {
            let reading = read(text);
            assert_eq!(reading.as_ref().map_or(0, |reading| reading.problems.len()), reports, "{text}");
            assert_eq!(reading.and_then(|reading| reading.construct), None, "{text}");
        }
    }

    #[test]
    fn ranges() {
        let versions: Vec<String> = ["app-1", "app-2", "app-3", "cloud"].map(ToOwned::to_owned).to_vec();
        for (range, places) in [
            (">= app-2", &[1, 2, 3][..]),
            (">=app-2", &[1, 2, 3]),
            ("> app-2", &[2, 3]),
            ("< app-2", &[0]),
            ("<=app-2", &[0, 1]),
            ("= cloud", &[3]),
            ("app-3", &[2]),
            (">= app-2 < cloud", &[1, 2]),
            (">=app-2<cloud || = app-1", &[0, 1, 2]),
            ("app-1 app-2", &[]),
            ("APP-1 || cloud", &[0, 3]),
        ] {
            assert_eq!(matching(range, &versions).as_deref(), Ok(places), "{range}");
        }
        for (range, message) in [
            ("", "is empty"),
            ("app-1 ||", "is empty"),
            (">=", "no version follows `>=`"),
            (">= < app-1", "no version follows `>=`"),
            ("app-1 | app-2", "no version stands between two signs"),
            (">= apq-2", "the nearest one is `app-2`"),
            (">= other", "`other` is no version of this playbook"),
        ] {
            let error = matching(range, &versions).expect_err(range);
            assert!(error.contains(message), "{range}: {error}");
        }
    }
}
