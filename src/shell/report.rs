//! Reports: diagnostics as a person or a program reads them.
//!
//! In:    diagnostics, the texts they speak of, the names of the audiences.
//! Out:   code frames, or one JSON object.
//! Never: prints; leaves a diagnostic out; lets what an author typed control the terminal.

use std::fmt;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::base::audience::Readers;
use crate::base::counted::plural;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::hash::HashMap;
use crate::base::path::FilePath;
use crate::base::span::{LineColumn, Location, TextRange};
use crate::input::snapshot::Snapshot;
use crate::par;

/// Diagnostics, and what is needed to show them.
#[derive(Debug)]
pub struct Report<'a> {
    diagnostics: &'a [Diagnostic],
    audiences: &'a [String],
    places: Vec<Places<'a>>,
}

/// Whether a text for people has colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Letters only.
    Plain,
    /// With escape sequences for colours, which the terminal takes out where nobody would see them.
    Coloured,
}

/// How many diagnostics there are of each weight.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// With [`Severity::Error`].
    pub errors: usize,
    /// With [`Severity::Warning`].
    pub warnings: usize,
    /// With [`Severity::Suggestion`].
    pub suggestions: usize,
}

impl Counts {
    /// Counts diagnostics.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Suggestion => counts.suggestions += 1,
            }
        }
        counts
    }
}

/// `2 errors, 1 warning`; `no problems`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (count, word) in [(self.errors, "error"), (self.warnings, "warning"), (self.suggestions, "suggestion")] {
            if count > 0 {
                write!(f, "{separator}{}", plural(count, word))?;
                separator = ", ";
            }
        }
        if separator.is_empty() { f.write_str("no problems") } else { Ok(()) }
    }
}

impl<'a> Report<'a> {
    /// A report of `diagnostics`, in their order. `audiences` are the names in configured order.
    pub fn new(diagnostics: &'a [Diagnostic], snapshot: &'a Snapshot, audiences: &'a [String]) -> Self {
        let mut texts = Texts { snapshot, texts: HashMap::default() };
        let places = diagnostics
            .iter()
            .map(|diagnostic| Places {
                primary: diagnostic.location.as_ref().and_then(|location| texts.place(location)),
                related: diagnostic.related.iter().map(|(location, _)| texts.place(location)).collect(),
            })
            .collect();
        Self { diagnostics, audiences, places }
    }

    /// One code frame for each diagnostic, with an empty line after each.
    pub fn text(&self, look: Look) -> String {
        let renderer = match look {
            Look::Plain => Renderer::plain(),
            Look::Coloured => Renderer::styled().hyperlink(false),
        };
        let frames = self.frames(&renderer);
        let mut text = String::with_capacity(frames.iter().map(|frame| frame.len() + 2).sum());
        for frame in frames {
            text.push_str(frame.trim_end_matches('\n'));
            text.push_str("\n\n");
        }
        text
    }

    /// Each diagnostic with its code frame as plain text, and the line and column where it stands.
    pub fn entries(&self) -> Vec<(String, Option<LineColumn>)> {
        let places = self.places.iter().map(|places| places.primary.as_ref().map(|place| place.start));
        self.frames(&Renderer::plain()).into_iter().zip(places).collect()
    }

    fn frames(&self, renderer: &Renderer) -> Vec<String> {
        let numbers: Vec<usize> = (0..self.diagnostics.len()).collect();
        par::map(&numbers, |&number| {
            let (diagnostic, places) = (&self.diagnostics[number], &self.places[number]);
            // Should the drawing fail, the words must not be lost.
            par::guarded(|| renderer.render(&self.groups(diagnostic, places))).unwrap_or_else(|_| in_words(diagnostic, places))
        })
    }

    /// The object that `playbook check --format json` prints. `pages` are the numbers of pages by audience.
    pub fn json(&self, pages: &[(String, usize)]) -> String {
        let Counts { errors, warnings, suggestions } = Counts::of(self.diagnostics);
        let object = JsonReport {
            version: 1,
            summary: JsonSummary { errors, warnings, suggestions, pages: JsonPages(pages) },
            diagnostics: self
                .diagnostics
                .iter()
                .zip(&self.places)
                .map(|(diagnostic, places)| self.json_diagnostic(diagnostic, places))
                .collect(),
        };
        let mut json = serde_json::to_string_pretty(&object).expect("text and numbers with text keys can always be written as JSON");
        json.push('\n');
        json
    }

    fn groups(&self, diagnostic: &'a Diagnostic, places: &Places<'a>) -> Vec<Group<'a>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Suggestion => Level::INFO.with_name("suggestion"),
        };
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.rule.code);
        let mut primary = Group::with_title(title);
        if let Some(location) = &diagnostic.location {
            primary = primary.elements(frame(&location.file, places.primary.as_ref(), &diagnostic.label));
        }
        if let Some(help) = &diagnostic.help {
            primary = primary.element(Level::HELP.message(normalize_untrusted_str(help)));
        }
        let audiences = self.names(diagnostic.audiences);
        if !audiences.is_empty() {
            primary = primary.element(Level::NOTE.with_name("audiences").message(normalize_untrusted_str(&audiences.join(", "))));
        }
        if !diagnostic.via.is_empty() {
            let pages = included_by(diagnostic);
            primary = primary.element(Level::NOTE.with_name("included by").message(normalize_untrusted_str(&pages)));
        }
        let related = diagnostic.related.iter().zip(&places.related).map(|((location, words), place)| {
            let title = Level::NOTE.secondary_title(normalize_untrusted_str(words));
            Group::with_title(title).elements(frame(&location.file, place.as_ref(), ""))
        });
        std::iter::once(primary).chain(related).collect()
    }

    fn names(&self, audiences: Readers) -> Vec<&'a str> {
        audiences.iter().filter_map(|audience| self.audiences.get(audience.place())).map(String::as_str).collect()
    }

    fn json_diagnostic(&self, diagnostic: &'a Diagnostic, places: &Places<'a>) -> JsonDiagnostic<'a> {
        let Diagnostic { rule, severity, message, location, label: _, related: _, help, target, audiences, via } = diagnostic;
        let place = places.primary.as_ref();
        JsonDiagnostic {
            code: rule.code,
            severity: severity.name(),
            message,
            help: help.as_deref(),
            file: location.as_ref().map(|location| location.file.as_str()),
            line: place.map(|place| place.start.line),
            column: place.map(|place| place.start.column),
            end_line: place.map(|place| place.end.line),
            end_column: place.map(|place| place.end.column),
            target: target.as_ref().map(FilePath::as_str),
            audiences: self.names(*audiences),
            via: via.iter().map(FilePath::as_str).collect(),
        }
    }
}

const MOST_PAGES_NAMED: usize = 3;

fn included_by(diagnostic: &Diagnostic) -> String {
    let pages = diagnostic.via.iter().take(MOST_PAGES_NAMED).map(FilePath::as_str).collect::<Vec<_>>().join(", ");
    match diagnostic.via.len().saturating_sub(MOST_PAGES_NAMED) {
        0 => pages,
        more => format!("{pages} (+{more} more)"),
    }
}

fn frame<'a>(file: &'a FilePath, place: Option<&Place<'a>>, label: &'a str) -> Vec<Element<'a>> {
    let path = normalize_untrusted_str(file.as_str());
    let Some(place) = place else { return vec![Origin::path(path).into()] };
    let line = place.start.line as usize;
    if place.line.len() > LONGEST_LINE {
        let origin = Origin::path(path).line(line).char_column(place.start.column as usize);
        let excerpt = Level::NOTE.with_name("in").message(normalize_untrusted_str(&place.excerpt()));
        return vec![origin.into(), excerpt.into()];
    }
    let label = (!label.is_empty()).then(|| normalize_untrusted_str(label));
    let mark = AnnotationKind::Primary.span(place.range.clone()).label(label);
    vec![Snippet::source(place.line).path(path).line_start(line).annotation(mark).into()]
}

fn in_words(diagnostic: &Diagnostic, places: &Places<'_>) -> String {
    let mut lines = vec![format!("{}[{}]: {}", diagnostic.severity.name(), diagnostic.rule.code, diagnostic.message)];
    lines.extend(diagnostic.location.as_ref().map(|location| match &places.primary {
        Some(place) => format!(" --> {}:{}:{}", location.file, place.start.line, place.start.column),
        None => format!(" --> {}", location.file),
    }));
    lines.extend(diagnostic.help.as_ref().map(|help| format!(" help: {help}")));
    normalize_untrusted_str(&lines.join("\n"))
}

// The places of one diagnostic; none where it speaks of a file as a whole.
#[derive(Debug)]
struct Places<'a> {
    primary: Option<Place<'a>>,
    related: Vec<Option<Place<'a>>>,
}

#[derive(Debug)]
struct Place<'a> {
    start: LineColumn,
    end: LineColumn,
    // The line of the start, without its end, and the range in it, in bytes.
    line: &'a str,
    range: std::ops::Range<usize>,
}

// Up to here the frame itself shows the part around the place; measuring a line of megabytes for each frame would take minutes.
const LONGEST_LINE: usize = 8 << 10;

impl Place<'_> {
    // A few words before the place, and what follows.
    fn excerpt(&self) -> String {
        let start = self.line.floor_char_boundary(self.range.start.saturating_sub(20));
        let end = self.line.ceil_char_boundary((start + 100).min(self.line.len()));
        let (before, after) = (if start > 0 { "…" } else { "" }, if end < self.line.len() { "…" } else { "" });
        format!("{before}{}{after}", &self.line[start..end])
    }
}

// The texts spoken of, each with the starts of its lines.
struct Texts<'a> {
    snapshot: &'a Snapshot,
    texts: HashMap<&'a FilePath, Option<Lines<'a>>>,
}

impl<'a> Texts<'a> {
    fn place(&mut self, location: &'a Location) -> Option<Place<'a>> {
        if location.range == TextRange::default() {
            return None;
        }
        let text = self.texts.entry(&location.file);
        let lines = text.or_insert_with(|| self.snapshot.text(&location.file).map(|text| Lines::new(text)));
        Some(lines.as_mut()?.place(location.range))
    }
}

struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    // The last place found: diagnostics come in order, so that a line of megabytes is counted once, not once for each.
    last: (usize, LineColumn),
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts, last: (0, LineColumn { line: 1, column: 1 }) }
    }

    fn place(&mut self, range: TextRange) -> Place<'a> {
        let range = range.bytes();
        let start = self.text.floor_char_boundary(range.start.min(self.text.len()));
        let end = self.text.floor_char_boundary(range.end.min(self.text.len())).max(start);
        let (from, to) = (self.line_column(start), self.line_column(end));
        let line_start = self.starts[from.line as usize - 1];
        let line_end = self.starts.get(from.line as usize).map_or(self.text.len(), |next| next - 1);
        let line = &self.text[line_start..line_end];
        // A byte-order mark is not shown, and neither is a carriage return.
        let shown = line.trim_start_matches('\u{feff}');
        let marks = line.len() - shown.len();
        let shown = shown.strip_suffix('\r').unwrap_or(shown);
        let within = |offset: usize| (offset - line_start).saturating_sub(marks).min(shown.len());
        Place { start: from, end: to, line: shown, range: within(start)..within(end) }
    }

    // As `base::span::line_column` gives it.
    fn line_column(&mut self, offset: usize) -> LineColumn {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX - 1);
        let (last_offset, last) = self.last;
        let column = if last.line as usize == line && last_offset <= offset && last.column > 1 {
            last.column + count(&self.text[last_offset..offset])
        } else {
            count(self.text[start..offset].trim_start_matches('\u{feff}')) + 1
        };
        let place = LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column };
        self.last = (offset, place);
        place
    }
}

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u32,
    summary: JsonSummary<'a>,
    diagnostics: Vec<JsonDiagnostic<'a>>,
}

#[derive(Serialize)]
struct JsonSummary<'a> {
    errors: usize,
    warnings: usize,
    suggestions: usize,
    pages: JsonPages<'a>,
}

// By audience, in configured order.
struct JsonPages<'a>(&'a [(String, usize)]);

impl Serialize for JsonPages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (audience, count) in self.0 {
            map.serialize_entry(audience, count)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct JsonDiagnostic<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    target: Option<&'a str>,
    audiences: Vec<&'a str>,
    via: Vec<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Rule;
    use crate::base::span::line_column;

    static NOT_FOUND: Rule =
        Rule { code: "file-not-found", severity: Severity::Warning, guards_audiences: false, summary: "a file is missing", manual: "" };
    static DENIED: Rule =
        Rule { code: "include-withheld", severity: Severity::Error, guards_audiences: true, summary: "a fragment is withheld", manual: "" };

    fn names() -> Vec<String> {
        vec!["internal".to_owned(), "partner".to_owned()]
    }

    fn path(text: &str) -> FilePath {
        FilePath::new(text).unwrap()
    }

    fn range_of(text: &str, part: &str) -> TextRange {
        let start = text.find(part).unwrap();
        TextRange::new(start, start + part.len())
    }

    #[test]
    fn a_frame_shows_the_place_and_the_next_step() {
        let page = "\u{feff}---\r\ntitle: x\r\n---\r\n\tSee [ä](setup/instal.md) now\r\n";
        let other = "one\ntwo words\n";
        let snapshot = Snapshot::of_texts([("a/page.md", page), ("b.md", other)]);
        let full = NOT_FOUND
            .at(&path("a/page.md"), range_of(page, "setup/instal.md"))
            .message("`setup/instal.md` does not exist")
            .label("not in the playbook")
            .related(&path("b.md"), range_of(other, "words"), "first used here")
            .help("did you mean `setup/install.md`?")
            .audiences(Readers::first(2))
            .via(&path("p1.md"))
            .via(&path("p2.md"))
            .via(&path("p3.md"))
            .via(&path("p4.md"))
            .via(&path("p5.md"));
        let diagnostics = [full, DENIED.on(&path("b.md")), NOT_FOUND.anywhere(), DENIED.at(&path("pic.png"), TextRange::new(1, 2))];
        let names = names();
        let report = Report::new(&diagnostics, &snapshot, &names);
        assert_eq!(report.text(Look::Plain), TEXT);
        let coloured = report.text(Look::Coloured);
        assert!(coloured.contains("\u{1b}[") && coloured.contains("first used here"));
        assert_eq!(
            report.json(&[("internal".to_owned(), 3), ("partner".to_owned(), 2)]).lines().take(41).collect::<Vec<_>>().join("\n"),
            JSON
        );
    }

    const TEXT: &str = "\
warning[file-not-found]: `setup/instal.md` does not exist
 --> a/page.md:4:10
  |
4 |     See [ä](setup/instal.md) now
  |             ^^^^^^^^^^^^^^^ not in the playbook
  |
  = help: did you mean `setup/install.md`?
  = audiences: internal, partner
  = included by: p1.md, p2.md, p3.md (+2 more)
note: first used here
 --> b.md:2:5
  |
2 | two words
  |     ^^^^^

error[include-withheld]: a fragment is withheld
--> b.md

warning[file-not-found]: a file is missing

error[include-withheld]: a fragment is withheld
--> pic.png

";

    const JSON: &str = r#"{
  "version": 1,
  "summary": {
    "errors": 2,
    "warnings": 2,
    "suggestions": 0,
    "pages": {
      "internal": 3,
      "partner": 2
    }
  },
  "diagnostics": [
    {
      "code": "file-not-found",
      "severity": "warning",
      "message": "`setup/instal.md` does not exist",
      "help": "did you mean `setup/install.md`?",
      "file": "a/page.md",
      "line": 4,
      "column": 10,
      "endLine": 4,
      "endColumn": 25,
      "target": null,
      "audiences": [
        "internal",
        "partner"
      ],
      "via": [
        "p1.md",
        "p2.md",
        "p3.md",
        "p4.md",
        "p5.md"
      ]
    },
    {
      "code": "include-withheld",
      "severity": "error",
      "message": "a fragment is withheld",
      "help": null,
      "file": "b.md","#;

    #[test]
    fn places_are_those_of_span() {
        let text = "\u{feff}ab\r\nä x\n\n\u{feff}\u{feff}y\nlast 終わり";
        let mut lines = Lines::new(text);
        // In order, backwards, and jumping: what is remembered never shows.
        let steps = (0..=text.len()).chain((0..=text.len()).rev()).chain((0..=text.len()).map(|step| step * 7 % text.len()));
        for offset in steps {
            let place = lines.place(TextRange::new(offset, offset + 3));
            let end = u32::try_from(offset + 3).unwrap();
            assert_eq!(place.start, line_column(text, u32::try_from(offset).unwrap()), "{offset}");
            assert_eq!(place.end, line_column(text, end).max(place.start), "{offset}");
            assert!(place.line.get(place.range.clone()).is_some() && !place.line.contains(['\n', '\r']), "{place:?}");
        }
    }

    #[test]
    fn a_range_of_many_lines_shows_its_first() {
        let text = "one\ntwo\nthree\n";
        let snapshot = Snapshot::of_texts([("a.md", text)]);
        let diagnostics = [DENIED.at(&path("a.md"), TextRange::new(5, 12)), DENIED.at(&path("a.md"), TextRange::new(900, 901))];
        let text = Report::new(&diagnostics, &snapshot, &[]).text(Look::Plain);
        assert!(text.contains("--> a.md:2:2\n  |\n2 | two\n  |  ^^\n"), "{text}");
        assert!(text.contains("--> a.md:4:1\n"), "{text}");
    }

    #[test]
    fn long_lines_are_shown_around_the_place() {
        let long = format!("{}broken{}", "ä ".repeat(400), " ö".repeat(400));
        let longer = format!("{}broken{}", "ä ".repeat(40_000), " ö".repeat(40_000));
        let snapshot = Snapshot::of_texts([("a.md", &*long), ("b.md", &*longer)]);
        let diagnostics =
            [NOT_FOUND.at(&path("a.md"), range_of(&long, "broken")), NOT_FOUND.at(&path("b.md"), range_of(&longer, "broken"))];
        let text = Report::new(&diagnostics, &snapshot, &[]).text(Look::Plain);
        assert!(text.contains("--> a.md:1:801\n") && text.contains("--> b.md:1:80001\n"), "{text}");
        assert!(text.contains("= in: …") && text.matches("broken").count() == 2, "{text}");
        assert!(text.lines().all(|line| line.chars().count() < 160), "{text}");
    }

    #[test]
    fn what_an_author_typed_does_not_control_the_terminal() {
        let text = "a \u{1b}]0;title\u{7} \u{202e}z\n";
        let snapshot = Snapshot::of_texts([("a\u{1b}[31m.md", text)]);
        let file = path("a\u{1b}[31m.md");
        let diagnostics = [NOT_FOUND
            .at(&file, TextRange::new(2, 5))
            .message(text)
            .label(text)
            .help(text)
            .related(&file, TextRange::new(2, 5), text)
            .audiences(Readers::first(1))
            .via(&file)];
        let audiences = ["\u{1b}x".to_owned()];
        let report = Report::new(&diagnostics, &snapshot, &audiences);
        assert!(!report.text(Look::Plain).contains(['\u{1b}', '\u{7}', '\u{202e}']));
        assert!(!in_words(&diagnostics[0], &report.places[0]).contains(['\u{1b}', '\u{7}', '\u{202e}']));
    }

    #[test]
    fn odd_ranges_are_drawn() {
        let text = "\u{feff}\ta\u{301}\u{200b}👩‍👩‍👧 終\r\n\r\n\0\u{feff}x\n    ";
        let snapshot = Snapshot::of_texts([("a.md", text)]);
        let diagnostics: Vec<Diagnostic> = (0..=text.len() + 1)
            .flat_map(|start| {
                (start..=text.len() + 2).map(move |end| NOT_FOUND.at(&path("a.md"), TextRange::new(start, end)).label("here"))
            })
            .collect();
        let report = Report::new(&diagnostics, &snapshot, &[]);
        let renderer = Renderer::plain();
        for (diagnostic, places) in diagnostics.iter().zip(&report.places) {
            renderer.render(&report.groups(diagnostic, places));
        }
    }

    #[test]
    fn counts_are_words() {
        let diagnostics = [DENIED.anywhere(), NOT_FOUND.anywhere(), NOT_FOUND.anywhere()];
        assert_eq!(Counts::of(&diagnostics).to_string(), "1 error, 2 warnings");
        assert_eq!(Counts::default().to_string(), "no problems");
    }
}
