//! Divisions: `> [!div class="…"]`, a part of the page with attributes of its own.
//!
//! In:    the text right after a quote mark.
//! Out:   the attributes that may be written, and the audiences.
//! Never: copies text into a tag; takes a division whose audience cannot be read for one without an audience.
//!
//! Source of the rule: DocFX (`QuoteSectionNoteParser`), which copies the attributes as they stand. `audience` is our own.

use std::ops::Range;

use super::Problem;
use super::attributes::{Reading, Value, skip_blanks};
use super::zone::{self, Zone, audiences, may_mean_audience, names_audience};
use crate::corpus::parse::html::{self, RawAttribute, Token};
use crate::rules::{alert_invalid, html_unsafe, zone_invalid};

/// A part of the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Division {
    /// Its classes.
    pub class: Option<String>,
    /// Its id.
    pub id: Option<Value>,
    /// Its role.
    pub role: Option<String>,
    /// Its data attributes in the order written, names with `data-`; `title1` and `title2` are among them as `data-title1`, `data-title2`.
    pub data: Vec<(String, String)>,
    /// The audiences as written, each with its place. `None`: no audience is named. An empty list is for nobody.
    pub audiences: Option<Vec<(String, Range<usize>)>>,
}

const WORD: &str = "[!div";
// What is added to a message where the division may be meant for an audience.
const NOBODY: &str = "; it names an audience, so nobody sees what follows";

/// Reads the text right after a quote mark. `None`: it is no division.
pub(crate) fn read(text: &str) -> Option<Reading<Division>> {
    let end = text.trim_end().len();
    if !text.get(..WORD.len()).is_some_and(|start| start.eq_ignore_ascii_case(WORD)) {
        return is_slip(text).then(|| Reading {
            construct: Some(Division { audiences: Some(Vec::new()), ..Division::default() }),
            end,
            problems: vec![Problem {
                rule: &zone_invalid::RULE,
                range: 0..end,
                message: "this is no division, but names an audience, so nobody sees what follows".to_owned(),
                help: "write `[!div audience=\"…\"]`".to_owned(),
            }],
        });
    }
    let nobody = || may_mean_audience(text).then(|| Division { audiences: Some(Vec::new()), ..Division::default() });
    let wrong = |range: Range<usize>, message: String, help: &str| {
        let construct = nobody();
        let (rule, message) = match construct {
            Some(_) => (&zone_invalid::RULE, format!("{message}{NOBODY}")),
            None => (&alert_invalid::RULE, message),
        };
        Some(Reading { construct, end, problems: vec![Problem { rule, range, message, help: help.to_owned() }] })
    };
    let rest = &text[WORD.len()..];
    if !rest.starts_with([' ', '\t', ']', '`']) {
        // `[!divider]` is another word; `[!DIVclass="a"]` lacks a blank.
        return if rest.contains('=') { wrong(0..end, "no blank follows `div`".to_owned(), "write `[!div class=\"…\"]`") } else { None };
    }
    let Some(close) = marker_end(text) else {
        return if nobody().is_some() {
            wrong(0..end, "this section has no closing bracket".to_owned(), "write `]` at its end")
        } else {
            None
        };
    };
    if close + 1 < end {
        let help = "put the text on a line of its own below, after `> `";
        return wrong(
            skip_blanks(text, close + 1)..end,
            format!("text follows `{}` on the same line, so this is no section", &text[..=close]),
            help,
        );
    }
    let (division, problems) = division(text, WORD.len()..close);
    Some(Reading { construct: Some(division), end, problems })
}

// A marker that names an audience, and is no division: `[!dvi audience="…"]`.
fn is_slip(text: &str) -> bool {
    let Some(marker) = text.strip_prefix("[!") else { return false };
    let marker = &marker[..marker_end(marker).unwrap_or(marker.len())];
    let word: String = marker.chars().take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    !matches!(word.as_str(), "include" | "code" | "notebook" | "video") && names_audience(marker)
}

/// Whether a text begins a division and does not end it.
pub(super) fn is_open(text: &str) -> bool {
    text.get(..WORD.len()).is_some_and(|start| start.eq_ignore_ascii_case(WORD)) && marker_end(text).is_none()
}

/// Whether a division for an audience begins here that is none: behind other text, or without its `!`.
pub(super) fn is_astray(text: &str, is_after_text: bool) -> bool {
    let marker = &text[..marker_end(text).unwrap_or(text.len())];
    let is_word = |word: &str| marker.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    is_after_text && (is_word(WORD) && may_mean_audience(marker) || is_slip(marker)) || is_word("[div") && names_audience(marker)
}

/// A division for an audience that stands in no quote, which could be told from no other text: what follows is for nobody.
pub(crate) fn outside_a_quote(text: &str) -> Option<Reading<Zone>> {
    let is_division = text.get(..WORD.len())?.eq_ignore_ascii_case(WORD) && may_mean_audience(text) || is_slip(text);
    is_division.then(|| {
        let problem = Problem {
            rule: &zone_invalid::RULE,
            range: 0..text.trim_end().len(),
            message: "a division stands in a quote; nobody sees this one and what follows, up to `::: zone-end`".to_owned(),
            help: "put `> ` before this line and those that belong to it".to_owned(),
        };
        zone::for_nobody(problem, text)
    })
}

/// The place of the first `]` without a backslash before it.
pub(super) fn marker_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b']' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

fn division(text: &str, range: Range<usize>) -> (Division, Vec<Problem>) {
    let raw = &text[range.clone()];
    let typed = raw.trim();
    let start = range.start + raw.len() - raw.trim_start().len();
    let whole = start..start + typed.len();
    let unreadable = |message: &str, help: &str| {
        let audiences = may_mean_audience(typed).then(Vec::new);
        let (rule, and) = if audiences.is_some() { (&zone_invalid::RULE, NOBODY) } else { (&html_unsafe::RULE, "") };
        let problem = Problem { rule, range: whole.clone(), message: format!("{message}{and}"), help: help.to_owned() };
        (Division { audiences, ..Division::default() }, vec![problem])
    };
    let (start, typed) = match (typed.strip_prefix('`'), typed.ends_with('`')) {
        (Some(inner), true) if !inner.is_empty() => (start + 1, &inner[..inner.len() - 1]),
        (None, false) => (start, typed),
        (Some(_), _) | (None, true) => {
            return unreadable(
                "the backticks around these attributes are not a pair, so they are left out",
                "write `[!div class=\"…\"]` without backticks",
            );
        }
    };
    // Read as a browser would read them, so that nothing passes that it would take for something else.
    let tag = format!("<div {typed}>");
    let tokens = html::tokens(&tag);
    let Some((Token::Tag(tag), _)) = tokens.first().filter(|(_, range)| range.end == tag.len()) else {
        return unreadable("these attributes cannot be read, and are left out", "write each as `name=\"value\"`");
    };
    let shift = |place: usize| (place + start).saturating_sub("<div ".len());
    let mut division = Division::default();
    let mut problems = Vec::new();
    for attribute in &tag.attributes {
        let range = shift(attribute.range.start)..shift(attribute.range.end);
        // The reader of tags tells where a value stands; the name stands before it, with `=` and most often a quote between.
        let mut name_start = range.start.saturating_sub(attribute.name.len() + usize::from(!range.is_empty()) * 2).max(start);
        while !text.is_char_boundary(name_start) {
            name_start -= 1;
        }
        take(&mut division, attribute, range, name_start, &mut problems);
    }
    // `class="audience="internal"`: an attribute too many may be a quote too few.
    if division.audiences.is_none()
        && may_mean_audience(typed)
        && let Some(problem) = problems.first_mut()
    {
        division.audiences = Some(Vec::new());
        problem.rule = &zone_invalid::RULE;
        problem.message.push_str(NOBODY);
    }
    // Of an attribute given twice only the first is read; with an audience, neither is certain.
    if division.audiences.is_some() && typed.to_ascii_lowercase().matches("audience").count() > 1 {
        division.audiences = Some(Vec::new());
        let (message, help) =
            ("`audience` stands here more than once, so nobody sees this section".to_owned(), "keep one of them".to_owned());
        problems.push(Problem { rule: &zone_invalid::RULE, range: whole, message, help });
    }
    (division, problems)
}

fn take(division: &mut Division, attribute: &RawAttribute, range: Range<usize>, name_start: usize, problems: &mut Vec<Problem>) {
    // A backslash stands before a `]`, which would otherwise end the marker.
    let value = attribute.value.replace("\\]", "]");
    let name = attribute.name.as_str();
    match name {
        "class" => division.class = Some(value),
        "id" => division.id = Some(Value { text: value, range }),
        "role" => division.role = Some(value),
        "title1" | "title2" => division.data.push((format!("data-{name}"), value)),
        "audience" => {
            let (names, flaw) = audiences(&value, range.start);
            division.audiences = Some(names);
            problems.extend(flaw.map(|message| Problem {
                rule: &zone_invalid::RULE,
                range,
                message,
                help: "name the audiences: `audience=\"internal, partner\"`".to_owned(),
            }));
        }
        _ if name.len() > 5
            && name.starts_with("data-")
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) =>
        {
            division.data.push((name.to_owned(), value));
        }
        _ => {
            let range = name_start..range.end;
            let (mut rule, mut message) = (&html_unsafe::RULE, format!("`{name}` is no attribute of a section, and is left out"));
            if may_mean_audience(name) {
                division.audiences = Some(Vec::new());
                rule = &zone_invalid::RULE;
                message = format!("`{name}` is no attribute of a section; if it means `audience`, nobody may see what follows");
            }
            let help = "a section has `class`, `id`, `role`, `data-…` and `audience`".to_owned();
            problems.push(Problem { rule, range, message, help });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions() {
        for (text, class, id, data, names, reports) in [
            ("[!div]", None, None, "", None, 0),
            ("[!DIV\t\tclass=\"k\"] ", Some("k"), None, "", None, 0),
            (
                "[!div class=\"op_multi_selector\" title1=\"A\" title2='B &amp; C']",
                Some("op_multi_selector"),
                None,
                "data-title1=A data-title2=B & C",
                None,
                0,
            ),
            ("[!div data-resources=\"x.json\" id=b]", None, Some("b"), "data-resources=x.json", None, 0),
            ("[!div `id=\"b\"`]", None, Some("b"), "", None, 0),
            ("[!div `id=\"l\"]", None, None, "", None, 1),
            ("[!div `]", None, None, "", None, 1),
            ("[!div class=\"a\\]b\"]", Some("a]b"), None, "", None, 0),
            ("[!div class=\"a\" onclick=\"x()\" style=\"y\"]", Some("a"), None, "", None, 2),
            ("[!div class=\"a]", None, None, "", None, 1),
            ("[!div ><script>]", None, None, "", None, 1),
            ("[!div audience=\"internal, partner\" class=\"a\"]", Some("a"), None, "", Some("internal,partner"), 0),
            ("[!div audience=\"internal]", None, None, "", Some(""), 1),
            ("[!div `audience=\"internal\"]", None, None, "", Some(""), 1),
            ("[!div audience=\"\"]", None, None, "", Some(""), 1),
            ("[!div audiences=\"internal\"]", None, None, "", Some(""), 1),
            ("[!div audience=\"a\" audience=\"b\"]", None, None, "", Some(""), 1),
            ("[!div audience=\"internal\"] text", None, None, "", Some(""), 1),
            ("[!div audience=\"internal\"", None, None, "", Some(""), 1),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            let division = reading.construct.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(division.class.as_deref(), class, "{text}");
            assert_eq!(division.id.map(|id| id.text).as_deref(), id, "{text}");
            assert_eq!(division.data.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" "), data, "{text}");
            let found = division.audiences.map(|names| {
                assert!(names.iter().all(|(name, range)| &text[range.clone()] == name), "{text}");
                names.into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(",")
            });
            assert_eq!(found.as_deref(), names, "{text}");
            assert_eq!(reading.problems.len(), reports, "{text}: {:?}", reading.problems);
            assert!(reading.problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text}");
        }
    }

    #[test]
    fn what_is_text() {
        for (text, reports) in [("[!divider]", 0), ("[!div", 0), ("[!DIVclass=\"a\"]", 1), ("[!div class=\"a\"] text", 1), ("[!NOTE]", 0)] {
            let reading = read(text);
            assert_eq!(reading.as_ref().map_or(0, |reading| reading.problems.len()), reports, "{text}");
            assert_eq!(reading.and_then(|reading| reading.construct), None, "{text}");
        }
    }
}
