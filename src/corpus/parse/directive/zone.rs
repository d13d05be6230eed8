//! Zones: `::: zone`, a section for some targets, pivots or audiences.
//!
//! In:    a line without its indentation.
//! Out:   the zone that it opens.
//! Never: takes a zone whose audience cannot be read for one without an audience: such a zone is for nobody.
//!
//! Source of the rule: DocFX (`ZoneExtension`); `audience` is our own. A zone that is wrong stays text, as in DocFX, unless it may be meant
//! for an audience: then its content must not become visible because of a typing mistake.

use std::ops::Range;

use super::attributes::{self, Attributes, Reading};
use super::{Problem, attributes::Attr};
use crate::base::nearest::nearest;
use crate::rules::zone_invalid::RULE;

/// A zone that a line opens.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Zone {
    /// Where it is shown, if that is said.
    pub target: Option<Target>,
    /// The pivots it belongs to; empty when none is named.
    pub pivots: Vec<String>,
    /// The audiences as written, each with its place. `None`: no audience is named. An empty list is for nobody.
    pub audiences: Option<Vec<(String, Range<usize>)>>,
}

/// What a zone is shown in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    /// `docs`
    Docs,
    /// `chromeless`
    Chromeless,
    /// `pdf`
    Pdf,
}

impl Target {
    /// The word an author writes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Docs => "docs",
            Self::Chromeless => "chromeless",
            Self::Pdf => "pdf",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Docs, Self::Chromeless, Self::Pdf].into_iter().find(|target| target.name() == name)
    }
}

/// Reads an opening line. `None`: it is no zone.
pub(crate) fn read(text: &str) -> Option<Reading<Zone>> {
    let (colons, name, _) = attributes::name(text)?;
    if name != "zone" {
        return None;
    }
    if colons != 3 {
        // Only three colons make a zone; but a section for an audience that opens with more is not ordinary text.
        return may_mean_audience(text).then(|| {
            let (message, help) = (format!("a zone begins with three colons, not {colons}"), "write `::: zone`".to_owned());
            Reading { construct: Some(nobody()), end: text.len(), problems: vec![Problem { rule: &RULE, range: 0..colons, message, help }] }
        });
    }
    let (zone, problems) = match attributes::read(text) {
        Err(wrong) => (may_mean_audience(text).then(nobody), vec![wrong.problem(&RULE)]),
        Ok(attributes) => zone(text, &attributes),
    };
    Some(Reading { construct: zone, end: text.len(), problems })
}

/// What is wrong with a line of text in which a zone for an audience stands: everyone sees it, and what follows it.
pub(crate) fn in_mid_line(text: &str) -> Option<Problem> {
    let place = text.match_indices(":::").map(|(place, _)| place).find(|place| *place > 0 && !text[..*place].ends_with([':', '`']))?;
    let (_, name, _) = attributes::name(&text[place..])?;
    (name == "zone" && may_mean_audience(&text[place..])).then(|| Problem {
        rule: &RULE,
        range: place..text.trim_end().len(),
        message: "a zone begins at the start of a line, so this is text, and everyone sees what follows".to_owned(),
        help: "put `::: zone` on a line of its own".to_owned(),
    })
}

/// Whether a text may name audiences, be it misspelt: what cannot be read is then for nobody.
pub(crate) fn may_mean_audience(text: &str) -> bool {
    text.to_ascii_lowercase().contains("audience")
        || text.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() >= 6 && nearest(word, ["audience"]).is_some())
}

/// The audiences that a comma list names, and what is wrong with the list. `start` is where the list stands.
pub(crate) fn audiences(list: &str, start: usize) -> (Vec<(String, Range<usize>)>, Option<String>) {
    let names: Vec<_> = items(list, start).collect();
    let message = if names.iter().all(|(name, _)| name.is_empty()) {
        Some("`audience` names nobody, so nobody sees this section".to_owned())
    } else if names.iter().any(|(name, _)| name.is_empty()) {
        Some("a comma in `audience` has no name beside it".to_owned())
    } else {
        None
    };
    (names.into_iter().filter(|(name, _)| !name.is_empty()).collect(), message)
}

fn nobody() -> Zone {
    Zone { audiences: Some(Vec::new()), ..Zone::default() }
}

fn zone(text: &str, attributes: &Attributes) -> (Option<Zone>, Vec<Problem>) {
    let mut problems = attributes.unknown(&RULE, &["target", "pivot", "audience"]);
    let problem = |range: Range<usize>, message: String, help: &str| Problem { rule: &RULE, range, message, help: help.to_owned() };
    let mut named = None;
    let mut flaws = Vec::new();
    if let Some(attr) = attributes.find("audience") {
        let (names, flaw) = audiences(&attr.value, attr.value_range.start);
        named = Some(names);
        // The list is understood, so this is said without taking the zone away.
        flaws.extend(flaw.map(|flaw| problem(whole(attr), flaw, "name the audiences: `audience=\"internal, partner\"`")));
    }
    if attributes.is_closed {
        let range = attributes.end - 3..text.trim_end().len();
        problems.push(problem(range, "a zone has no closing colons".to_owned(), "end the line after the last attribute"));
    }
    let target = attributes.find("target").and_then(|attr| {
        let target = Target::from_name(&attr.value);
        if target.is_none() {
            let message = format!("`{}` is no target of a zone", attr.value);
            problems.push(problem(attr.value_range.clone(), message, "the targets are `docs`, `chromeless` and `pdf`"));
        }
        target
    });
    let mut pivots = Vec::new();
    if let Some(attr) = attributes.find("pivot") {
        let is_pivot = |name: &str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let wrong = items(&attr.value, attr.value_range.start).find(|(name, _)| name.is_empty() || !is_pivot(name));
        if let Some((name, range)) = wrong {
            let help = "a pivot has lower-case letters, digits and `-`; several are separated by commas";
            problems.push(problem(range, format!("`{name}` is no pivot"), help));
        }
        pivots.extend(items(&attr.value, 0).map(|(name, _)| name));
        if target == Some(Target::Pdf) {
            problems.push(problem(whole(attr), "a zone for `pdf` has a pivot".to_owned(), "take out the pivot, or make it two zones"));
        }
    }
    if attributes.list.is_empty() && problems.is_empty() {
        let help = "say for whom it is: `::: zone pivot=\"…\"`, `target=\"…\"` or `audience=\"…\"`";
        problems.push(problem(0..text.trim_end().len(), "this zone says neither pivot, target nor audience".to_owned(), help));
    }
    let misspelt = attributes.list.iter().any(|attr| attr.key != "audience" && may_mean_audience(&attr.key));
    let zone = if misspelt {
        Some(nobody())
    } else if problems.is_empty() {
        Some(Zone { target, pivots, audiences: named })
    } else {
        named.map(|names| Zone { audiences: Some(names), ..Zone::default() })
    };
    problems.extend(flaws);
    (zone, problems)
}

fn whole(attr: &Attr) -> Range<usize> {
    attr.key_range.start..attr.value_range.end
}

// The items of a comma list, trimmed, with their places.
fn items(list: &str, start: usize) -> impl Iterator<Item = (String, Range<usize>)> {
    let mut place = start;
    list.split(',').map(move |item| {
        let name = item.trim();
        let from = place + item.len() - item.trim_start().len();
        place += item.len() + 1;
        (name.to_owned(), from..from + name.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones() {
        type Row<'a> = (&'a str, Option<&'a str>, &'a [&'a str], Option<&'a [&'a str]>);
        let table: &[Row<'_>] = &[
            ("::: zone pivot=\"red\"", None, &["red"], None),
            (":::  Zone  pivot=\" red,blue-2 \"    target=\"docs\"", Some("docs"), &["red", "blue-2"], None),
            ("::: zone target=\"pdf\"", Some("pdf"), &[], None),
            ("::: zone audience=\"internal, Partner\"", None, &[], Some(&["internal", "Partner"])),
            (":::zone audience=\"internal\" target=\"chromeless\" pivot=\"x\"", Some("chromeless"), &["x"], Some(&["internal"])),
        ];
        for (text, target, pivots, audiences) in table {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(reading.problems, [], "{text}");
            let zone = reading.construct.unwrap_or_else(|| panic!("{text}"));
            assert_eq!((zone.target.map(Target::name), zone.pivots.join(" ")), (*target, pivots.join(" ")), "{text}");
            let names = zone.audiences.map(|names| {
                assert!(names.iter().all(|(name, range)| &text[range.clone()] == name), "{text}");
                names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
            });
            assert_eq!(names, audiences.map(|names| names.iter().map(|name| (*name).to_owned()).collect()), "{text}");
        }
    }

    #[test]
    fn wrong_zones_are_text_with_one_report() {
        for (text, at) in [
            ("::: zone", "::: zone"),
            ("::: zone target=\"pdf\" pivot=\"x\"", "pivot=\"x"),
            ("::: zone target=\"print\"", "print"),
            ("::: zone target=\"Docs\"", "Docs"),
            ("::: zone pivot=\"B*\"", "B*"),
            ("::: zone pivot=\"a b\"", "a b"),
            ("::: zone pivot=\"a,,b\"", ""),
            ("::: zone pivot=\"\"", ""),
            ("::: zone pivot=\"a\" word", "word"),
            ("::: zone pivot=\"a\" pivot=\"b\"", "pivot"),
            ("::: zone *=\"x\"", "*"),
            ("::: zone pivot=\"a", "\"a"),
            ("::: zone pivot=\"a\" :::", ":::"),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(reading.construct, None, "{text}");
            assert_eq!(reading.problems.iter().map(|problem| &text[problem.range.clone()]).collect::<Vec<_>>(), [at], "{text}");
        }
    }

    #[test]
    fn wrong_zones_with_an_audience_are_never_text() {
        for (text, names) in [
            ("::: zone audience=internal", &[][..]),
            ("::: zone audience=\"internal", &[]),
            ("::: zone audience=\"\"", &[]),
            ("::: zone audience", &[]),
            ("::: zone audince=\"internal\"", &[]),
            ("::: zone audiences=\"internal\"", &[]),
            ("::: zone audience=\"internal\" audience=\"partner\"", &[]),
            (":::: zone audience=\"internal\"", &[]),
            ("::: zone audience=\"internal\" target=\"print\"", &["internal"]),
            ("::: zone audience=\"internal\" :::", &["internal"]),
            ("::: zone audience=\"internal,\"", &["internal"]),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(reading.problems.len(), 1, "{text}: {:?}", reading.problems);
            let audiences = reading.construct.and_then(|zone| zone.audiences).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(audiences.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names, "{text}");
        }
    }

    #[test]
    fn what_is_no_zone() {
        for text in ["::: zones pivot=\"a\"", ":::: zone pivot=\"a\"", "::: some words", ":::"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
