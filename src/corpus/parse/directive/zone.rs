//! Zones: `::: zone`, a section for some targets, pivots or audiences.
//!
//! In:    a line without its indentation.
//! Out:   the zone that it opens.
//! Never: takes a zone whose audience cannot be read for one without an audience: such a zone is for nobody.
//!
//! Source of the rule: DocFX (`ZoneExtension`); `audience` is our own. A zone that is wrong stays text, as in DocFX, unless it may be meant
//! for an audience: then its content must not become visible because of a typing mistake. That goes for what is no zone at all, too, when it looks
//! like one with an audience ([`slip`], [`astray`]).

use std::borrow::Cow;
use std::ops::Range;

use super::attributes::{self, Attr, Attributes, Reading};
use super::code_spans::CodeSpans;
use super::{Problem, division};
use crate::base::find::{self, Needle, holds};
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

// What begins with three colons and has a line for itself: no section.
const LEAVES: [&str; 5] = ["image", "video", "code", "form", "no-loc"];

/// Whether a body may name an audience, as a zone does, or a line that was meant as one: whatever marks it begins with.
pub(crate) fn may_name_audience(text: &str) -> bool {
    static AUDIENCE: Needle = Needle::of("udien");
    AUDIENCE.is_in(text)
}

/// Whether the first character of a line may begin a zone, or what was meant as one.
pub(crate) fn may_begin(text: &str) -> bool {
    text.starts_with(|c: char| matches!(c, ':' | ';' | '.' | ',') || !c.is_ascii() && !c.is_alphanumeric())
}

/// Reads an opening line. `None`: it is no zone.
pub(crate) fn read(text: &str) -> Option<Reading<Zone>> {
    let colons = match attributes::name(text) {
        Some((colons, name, _)) if name == "zone" => colons,
        _ => return slip(text),
    };
    if colons != 3 {
        // Only three colons make a zone; but a section for an audience that opens with more is not ordinary text.
        return may_mean_audience(text).then(|| {
            let message = format!("a zone begins with three colons, not {colons}");
            for_nobody(Problem { rule: &RULE, range: 0..colons, message, help: "write `::: zone`".to_owned() }, text)
        });
    }
    let (zone, problems) = match attributes::read(text) {
        Err(wrong) => ((may_mean_audience(text) || names_somebody(text)).then(nobody), vec![wrong.problem(&RULE)]),
        Ok(attributes) => match zone(text, &attributes) {
            (None, mut problems) if names_somebody(text) => {
                if let Some(problem) = problems.first_mut() {
                    problem.message.push_str(", and may be an audience, so nobody sees this zone");
                    "write `::: zone audience=\"…\"`".clone_into(&mut problem.help);
                }
                (Some(nobody()), problems)
            }
            read => read,
        },
    };
    Some(Reading { construct: zone, end: text.len(), problems })
}

// Whether a bare word follows the name, which may be that of an audience: `::: zone internal`.
fn names_somebody(text: &str) -> bool {
    let words = attributes::name(text).map_or("", |(.., end)| text[end..].trim());
    words.starts_with(char::is_alphanumeric) && !words.contains('=') && !words.starts_with("pivot") && !words.starts_with("target")
}

// A line that begins like a zone and names an audience, and is none: `:: zone audience="…"`, `::: zon audience="…"`, `:::row audience="…":::`.
fn slip(text: &str) -> Option<Reading<Zone>> {
    if !may_begin(text) {
        return None;
    }
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = bare.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let is_directive = text.starts_with(":::") && !LEAVES.iter().any(|leaf| leaf.eq_ignore_ascii_case(word));
    let is_near = nearest(word, ["zone"]).is_some() && (text.starts_with("::") || names_audience(bare));
    let is_meant = if is_near { may_mean_audience(bare) } else { is_directive && (names_audience(bare) || may_mean_audience(word)) };
    is_meant.then(|| {
        let message = "this is no zone, but names an audience; nobody sees what follows, up to `::: zone-end`".to_owned();
        let help = "write `::: zone audience=\"…\"`".to_owned();
        for_nobody(Problem { rule: &RULE, range: 0..text.trim_end().len(), message, help }, text)
    })
}

/// What is wrong with a line in which a section for an audience begins where none can: after other text, or as a division without its `!`.
/// Places before `from` are not looked at.
pub(crate) fn astray(text: &str, from: usize) -> Option<Astray> {
    let mut zones = LikeZones::default();
    let starts_zone = |place: &usize| {
        is_after_text(text, *place) && zones.begins_at(text, *place) && {
            let rest = &text[*place..];
            if rest.starts_with(":::") { may_mean_audience(rest) } else { names_audience(rest) }
        }
    };
    let colons = || text.match_indices("::").map(|(place, _)| place).filter(|place| *place >= from && !text[..*place].ends_with(':'));
    let zone = if holds(text, "::") { colons().find(starts_zone) } else { None };
    let starts_division = |place: &usize| division::is_astray(&text[*place..], is_after_text(text, *place));
    let division = find::all(text, b'[').filter(|place| *place >= from).find(starts_division);
    let place = zone.into_iter().chain(division).min()?;
    if CodeSpans::new(text).ranges(text).iter().any(|span| span.contains(&place)) {
        return None;
    }
    let is_division = division == Some(place);
    let (message, help) = if is_division {
        (
            "a division begins right after the mark of its quote, with `[!div`; nobody sees this one and what follows",
            "write `> [!div audience=\"…\"]` on a line of its own",
        )
    } else {
        (
            "a zone begins at the start of a line; nobody sees this one and what follows, up to `::: zone-end`",
            "put `::: zone` on a line of its own",
        )
    };
    let problem = Problem { rule: &RULE, range: place..text.trim_end().len(), message: message.to_owned(), help: help.to_owned() };
    Some(Astray { problem, is_division })
}

/// A section for an audience that begins where none can.
#[derive(Debug)]
pub(crate) struct Astray {
    /// What is said of it.
    pub problem: Problem,
    /// Whether it was meant as a division, which ends with its quote.
    pub is_division: bool,
}

fn is_after_text(text: &str, place: usize) -> bool {
    !text[..place].trim_start().is_empty()
}

/// Whether a line seems to open a zone of any kind, at its start or after other text.
pub(crate) fn seems_to_open(text: &str) -> bool {
    let mut zones = LikeZones::default();
    may_begin(text) && zones.begins_at(text, 0)
        || holds(text, ":::") && text.match_indices(":::").any(|(place, _)| zones.begins_at(text, place))
}

/// Whether a line that opens no section is followed by one that names an audience for it.
pub(crate) fn goes_on(text: &str, next: &str) -> bool {
    let is_open = || division::is_open(text) || read(text).is_some_and(|reading| reading.construct.is_none());
    !may_mean_audience(text) && names_audience(next) && is_open()
}

// Whether the word after colons is that of a zone, or nearly. All places before one word have the same answer, which is found once.
#[derive(Default)]
struct LikeZones {
    word: usize,
    is_zone: bool,
}

impl LikeZones {
    // Asked of the places of one text, in order.
    fn begins_at(&mut self, text: &str, place: usize) -> bool {
        if place >= self.word {
            let bare = text[place..].trim_start_matches(|c: char| !c.is_alphanumeric());
            let word = bare.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
            self.is_zone = nearest(word, ["zone"]).is_some();
            self.word = (text.len() - bare.len()).max(place + 1);
        }
        self.is_zone
    }
}

/// A zone for nobody, which a line opens that is wrong.
pub(crate) fn for_nobody(problem: Problem, text: &str) -> Reading<Zone> {
    Reading { construct: Some(nobody()), end: text.len(), problems: vec![problem] }
}

/// Whether an attribute of the text, outside the values of others, is called like the audience.
pub(crate) fn names_audience(text: &str) -> bool {
    let bare: String = seen(text).split('"').step_by(2).collect::<Vec<_>>().join("\"");
    bare.match_indices('=').any(|(place, _)| {
        let before = bare[..place].trim_end();
        before.rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).next().is_some_and(may_mean_audience)
    })
}

/// Whether a text may name audiences, be it misspelt: what cannot be read is then for nobody.
pub(crate) fn may_mean_audience(text: &str) -> bool {
    let seen = seen(text).to_lowercase();
    seen.contains("audience")
        || seen.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() >= 6 && nearest(word, ["audience"]).is_some())
}

// A text without the signs that nobody sees in a word: a zero-width blank, a soft hyphen.
fn seen(text: &str) -> Cow<'_, str> {
    let is_unseen = |c: char| matches!(c, '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    if text.contains(is_unseen) { text.replace(is_unseen, "").into() } else { text.into() }
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

/// The zone for nobody.
pub(crate) fn nobody() -> Zone {
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
    fn slips_with_an_audience_are_for_nobody() {
        for text in [
            "::: zon audience=\"internal\"",
            "::: zones audience=\"internal\"",
            ":: zone audience=\"internal\"",
            "::zone audience=internal",
            ": zone audience = \"internal\"",
            ":;: zone audience=\"internal\"",
            "：：： zone audience=\"internal\"",
            ":::row audience=\"internal\":::",
            "::: moniker range=\"x\" audience=\"internal\"",
            "::: section audince=\"internal\"",
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((reading.construct, reading.problems.len()), (Some(nobody()), 1), "{text}");
        }
        for (text, is_meant) in [
            ("Seen ::: zone audience=\"internal\"", true),
            ("`code` ::: zone audience=\"internal\"", true),
            ("Write `::: zone audience=\"internal\"` so.", false),
            ("Write `a ::: zone audience=\"internal\"` so.", false),
            ("Seen ::: zone pivot=\"a\"", false),
        ] {
            assert_eq!(astray(text, 0).is_some(), is_meant, "{text}");
        }
    }

    #[test]
    fn what_is_no_zone() {
        for text in [
            "::: zones pivot=\"a\"",
            ":::: zone pivot=\"a\"",
            "::: some words",
            ":::",
            "– Zones: an audience",
            "„Zone“ for an audience",
            ":::image source=\"a.png\" alt-text=\"audience=all\":::",
            "::: words about https://h.example/?x=\"audience=a\"",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
