//! Three colons: which of the directives that begin with `:::` a text is.
//!
//! In:    a line without its indentation, or a line of running text.
//! Out:   the section it opens or closes, the construct it is, or the constructs in it.
//! Never: knows what is open; says the same mistake twice: what `line` leaves to `inlines`, only `inlines` reports.

use std::ops::Range;

use super::attributes::{self, Reading};
use super::code::{self, CodeDirective};
use super::code_spans::CodeSpans;
use super::end::{self, End};
use super::form::{self, Form};
use super::image::{self, ImageDirective, ImageKind};
use super::moniker::{self, Moniker};
use super::no_loc::{self, NoLoc};
use super::row::{self, Row};
use super::video::{self, VideoDirective};
use super::zone::{self, Zone};
use super::{Problem, end::ContainerKind};
use crate::base::diagnostic::Rule;
use crate::base::find::holds;
use crate::rules::{image_invalid, video_invalid};

/// What a line that begins with three colons is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum TripleLine {
    /// Ordinary text, in which [`inlines`] may find something.
    Text,
    /// It opens a section.
    Open(Container),
    /// It closes a section. What is wrong with it is among the line's problems, and taken out of here.
    Close(End),
    /// It is a construct of its own.
    Leaf(Leaf),
}

/// A section that a line opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Container {
    /// `::: zone`
    Zone(Zone),
    /// `::: moniker`
    Moniker(Moniker),
    /// `:::row:::`
    Row {
        /// How many colons opened it.
        colons: usize,
    },
    /// `:::column:::`
    Column {
        /// How many colons opened it.
        colons: usize,
        /// How many parts of the row it takes: digits, or nothing for `span=""`. `None`: one part, or nothing said.
        span: Option<String>,
    },
    /// `:::image type="complex"`: its body is the description.
    ComplexImage(ImageDirective),
    /// `:::video type="complex"`: its body is the description.
    ComplexVideo(VideoDirective),
}

/// A construct that takes a line of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Leaf {
    /// `:::code`
    Code(CodeDirective),
    /// `::: form`
    Form(Form),
}

/// A construct in running text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum TripleInline {
    /// `:::image`, content or icon.
    Image(ImageDirective),
    /// `:::video`
    Video(VideoDirective),
    /// `:::no-loc`
    NoLoc(NoLoc),
    /// It was meant as a construct, is wrong, and stays text.
    Text,
}

impl Container {
    /// What kind of section it is.
    pub(crate) fn kind(&self) -> ContainerKind {
        match self {
            Self::Zone(_) => ContainerKind::Zone,
            Self::Moniker(_) => ContainerKind::Moniker,
            Self::Row { colons: _ } => ContainerKind::Row,
            Self::Column { colons: _, span: _ } => ContainerKind::Column,
            Self::ComplexImage(_) => ContainerKind::ComplexImage,
            Self::ComplexVideo(_) => ContainerKind::ComplexVideo,
        }
    }

    /// How many colons the end line needs.
    pub(crate) fn colons(&self) -> usize {
        match self {
            Self::Zone(_) | Self::ComplexImage(_) | Self::ComplexVideo(_) => 3,
            Self::Moniker(moniker) => moniker.colons,
            Self::Row { colons } | Self::Column { colons, span: _ } => *colons,
        }
    }
}

/// What a line is, its indentation taken off, and what is wrong with it.
pub(crate) fn line(text: &str) -> (TripleLine, Vec<Problem>) {
    if let Some(mut end) = end::end(text) {
        let problems = end.problem.take().into_iter().collect();
        return (TripleLine::Close(end), problems);
    }
    if let Some(problem) = end::near_miss(text) {
        return (TripleLine::Text, vec![problem]);
    }
    let opened = zone::read(text)
        .map(|reading| reading.map(Container::Zone))
        .or_else(|| moniker::read(text).map(|reading| reading.map(Container::Moniker)))
        .or_else(|| row::read(text).map(|reading| reading.map(container)));
    if let Some(reading) = opened {
        return (reading.construct.map_or(TripleLine::Text, TripleLine::Open), reading.problems);
    }
    let leaf = code::read(text).map(|reading| reading.map(Leaf::Code)).or_else(|| form::read(text).map(|reading| reading.map(Leaf::Form)));
    if let Some(reading) = leaf {
        return (reading.construct.map_or(TripleLine::Text, TripleLine::Leaf), reading.problems);
    }
    if let Some(reading) = image::read(text) {
        let is_section = |image: &ImageDirective| image.kind == ImageKind::Complex;
        return section_or_text(text, reading, "image", &image_invalid::RULE, is_section, Container::ComplexImage);
    }
    if let Some(reading) = video::read(text) {
        let is_section = |video: &VideoDirective| video.is_complex;
        return section_or_text(text, reading, "video", &video_invalid::RULE, is_section, Container::ComplexVideo);
    }
    (TripleLine::Text, Vec::new())
}

fn container(row: Row) -> Container {
    match row {
        Row::Row { colons } => Container::Row { colons },
        Row::Column { colons, span } => Container::Column { colons, span },
    }
}

// An image or video with a description has the line for itself; any other is a matter of running text, where it is read and judged again.
fn section_or_text<T>(
    text: &str,
    reading: Reading<T>,
    word: &str,
    rule: &'static Rule,
    is_section: impl Fn(&T) -> bool,
    section: impl Fn(T) -> Container,
) -> (TripleLine, Vec<Problem>) {
    let is_alone = text[reading.end..].trim().is_empty();
    match reading.construct {
        Some(construct) if is_section(&construct) && is_alone => {
            let mut problems = reading.problems;
            problems.extend(unclosed(text, reading.end, word, rule));
            (TripleLine::Open(section(construct)), problems)
        }
        Some(_) | None if text[3..].starts_with([' ', '\t']) => {
            let place = attributes::skip_blanks(text, 3);
            let message = format!("a blank stands before `{word}`, so this is text");
            let help = format!("write `:::{word}`");
            let problem = Problem { rule, range: 0..place + word.len(), message, help };
            (TripleLine::Text, vec![problem])
        }
        Some(_) | None => (TripleLine::Text, Vec::new()),
    }
}

/// The constructs in a line of running text, in order, each with its place and with what is wrong with it. Places of problems count from the
/// start of the line. What stands in code or in a comment, and what is escaped, is text.
pub(crate) fn inlines(text: &str) -> Vec<(Range<usize>, TripleInline, Vec<Problem>)> {
    let mut found = Vec::new();
    if !holds(text, ":::") {
        return found;
    }
    let bytes = text.as_bytes();
    let code = CodeSpans::new(text);
    let mut has_comment_end = true;
    let mut place = 0;
    while place < bytes.len() {
        match bytes[place] {
            b'\\' => place += 1 + usize::from(bytes.get(place + 1).is_some_and(u8::is_ascii_punctuation)),
            b'`' => place = code.after(text, place),
            b'<' if has_comment_end && text[place..].starts_with("<!--") => {
                let end = text[place + 4..].find("-->");
                has_comment_end = end.is_some();
                place += end.map_or(4, |end| end + 7);
            }
            b':' if text[place..].starts_with(":::") => {
                let colons = bytes[place..].iter().take_while(|&&byte| byte == b':').count();
                let (end, inline) = if colons == 3 { inline(&text[place..]) } else { (colons, None) };
                if let Some((inline, mut problems)) = inline {
                    for problem in &mut problems {
                        problem.range = problem.range.start + place..problem.range.end + place;
                    }
                    found.push((place..place + end, inline, problems));
                }
                place += end.max(1);
            }
            _ => place += 1,
        }
    }
    found
}

// The construct at the start of a text, and how much of the text is done with.
fn inline(text: &str) -> (usize, Option<(TripleInline, Vec<Problem>)>) {
    if let Some((no_loc, end)) = no_loc::read(text) {
        return (end, Some((TripleInline::NoLoc(no_loc), Vec::new())));
    }
    // The name follows the colons directly here.
    if !text[3..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return (3, None);
    }
    if let Some(reading) = image::read(text) {
        let reading = alone(text, reading, "image", &image_invalid::RULE, |image| image.kind == ImageKind::Complex);
        return judged(reading.map(TripleInline::Image));
    }
    if let Some(reading) = video::read(text) {
        let reading = alone(text, reading, "video", &video_invalid::RULE, |video| video.is_complex);
        return judged(reading.map(TripleInline::Video));
    }
    (3, None)
}

// What is not closed, or needs a line of its own, is text here.
fn alone<T>(text: &str, reading: Reading<T>, word: &str, rule: &'static Rule, needs_line: impl Fn(&T) -> bool) -> Reading<T> {
    let Some(construct) = reading.construct else { return reading };
    let problem = |message: String, help: String| vec![Problem { rule, range: 0..reading.end, message, help }];
    if needs_line(&construct) {
        let help = format!("put it on a line of its own, its description below, and `:::{word}-end:::` at the end");
        let problems = problem(format!("a complex {word} cannot stand in a line of text"), help);
        return Reading { construct: None, end: reading.end, problems };
    }
    if let Some(problem) = unclosed(text, reading.end, word, rule) {
        return Reading { construct: None, end: reading.end, problems: vec![problem] };
    }
    Reading { construct: Some(construct), ..reading }
}

fn unclosed(text: &str, end: usize, word: &str, rule: &'static Rule) -> Option<Problem> {
    if text[..end].ends_with(":::") && end >= 6 {
        return None;
    }
    let (message, help) = (format!("`:::{word}` has no closing colons"), "write `:::` after the last attribute".to_owned());
    Some(Problem { rule, range: 0..end, message, help })
}

fn judged(reading: Reading<TripleInline>) -> (usize, Option<(TripleInline, Vec<Problem>)>) {
    let Reading { construct, end, problems } = reading;
    (end.max(3), Some((construct.unwrap_or(TripleInline::Text), problems)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> (String, usize) {
        let (line, problems) = line(text);
        let kind = match line {
            TripleLine::Text => "text".to_owned(),
            TripleLine::Open(container) => format!("open {} {}", container.kind().word(), container.colons()),
            TripleLine::Close(end) => format!("close {} {}", end.kind.word(), end.colons),
            TripleLine::Leaf(Leaf::Code(_)) => "code".to_owned(),
            TripleLine::Leaf(Leaf::Form(_)) => "form".to_owned(),
        };
        (kind, problems.len())
    }

    #[test]
    fn lines() {
        for (text, expected, reports) in [
            ("::: zone pivot=\"a\"", "open zone 3", 0),
            ("::: zone", "text", 1),
            ("::: zone-end", "close zone 3", 0),
            ("::: zone-end x", "close zone 3", 1),
            ("::: Zone-end", "text", 1),
            (":::: moniker range=\"a\"", "open moniker 4", 0),
            ("::: moniker range=\"a", "text", 1),
            (":::::row:::", "open row 5", 0),
            ("::: column span=\"2\":::", "open column 3", 0),
            (":::column span=\"2:::", "text", 1),
            (":::code source=\"a.rs\":::", "code", 0),
            (":::code:::", "text", 1),
            ("::: form action=\"a\" submitText=\"b\" :::", "form", 0),
            (":::image type=\"complex\" source=\"a\" alt-text=\"b\":::", "open image 3", 0),
            ("::: image type=\"complex\" source=\"a\" alt-text=\"b\"", "open image 3", 1),
            (":::image type=\"complex\" source=\"a\" alt-text=\"b\"::: x", "text", 0),
            (":::image type=\"complex\" source=\"a\":::", "text", 0),
            (":::image source=\"a\" alt-text=\"b\":::", "text", 0),
            ("::: image source=\"a\" alt-text=\"b\":::", "text", 1),
            (":::image source=a:::", "text", 0),
            (":::video source=\"https://youtu.be/a\" type=\"complex\" thumbnail=\"t\" upload-date=\"d\":::", "open video 3", 0),
            (":::video source=\"https://youtu.be/a\":::", "text", 0),
            (":::no-loc text=\"a\":::", "text", 0),
            ("::: some words", "text", 0),
            (":::", "text", 0),
            (":::é", "text", 0),
        ] {
            assert_eq!(kind(text), (expected.to_owned(), reports), "{text}");
        }
    }

    #[test]
    fn constructs_in_text() {
        let image = ":::image source=\"a\" alt-text=\"b\":::";
        for (text, expected) in [
            (format!("x {image}, y {image}"), &[("image", 0), ("image", 0)][..]),
            (format!("\\{image}"), &[]),
            (format!("\\\\{image}"), &[("image", 0)]),
            (format!("`{image}`"), &[]),
            (format!("`` ` {image} `` {image}"), &[("image", 0)]),
            (format!("` {image}"), &[("image", 0)]),
            (format!("\\`{image}`"), &[("image", 0)]),
            (format!("<!-- {image} --> {image}"), &[("image", 0)]),
            (format!("<!-- {image}"), &[("image", 0)]),
            (format!(":{image}"), &[]),
            (
                ":::no-loc text=\"*x*\"::: and :::video source=\"https://youtu.be/a\" thumbnail=\"t\" upload-date=\"d\":::".to_owned(),
                &[("no-loc", 0), ("video", 0)],
            ),
            (":::image source=\"a\" alt-text=\"b\"".to_owned(), &[("text", 1)]),
            (":::image source=\"a\" alt-text=\"b\" and more".to_owned(), &[("text", 2)]),
            (format!(":::image source=a::: and {image}"), &[("text", 1), ("image", 0)]),
            (format!(":::image:::{image}"), &[("text", 2), ("image", 0)]),
            ("a :::image type=\"complex\" source=\"a\" alt-text=\"b\"::: b".to_owned(), &[("text", 1)]),
            (":::No-loc text=\"x\"::: ::: image source=\"a\":::".to_owned(), &[]),
            ("::: :::: :::foo::: é:::é".to_owned(), &[]),
        ] {
            let found = inlines(&text);
            let kinds: Vec<_> = found
                .iter()
                .map(|(_, inline, problems)| {
                    let kind = match inline {
                        TripleInline::Image(_) => "image",
                        TripleInline::Video(_) => "video",
                        TripleInline::NoLoc(_) => "no-loc",
                        TripleInline::Text => "text",
                    };
                    (kind, problems.len())
                })
                .collect();
            assert_eq!(kinds, expected, "{text}");
            for (range, inline, problems) in &found {
                assert!(*inline == TripleInline::Text || text[range.clone()].ends_with(":::"), "{text}");
                assert!(problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text}");
            }
        }
    }

    // Every cut of every kind of line, with letters of several bytes in it, and long lines of the same thing over and over.
    #[test]
    fn nothing_panics_or_takes_long() {
        let seeds = [
            "::: zone audience=\"é, b\" pivot=\"x\"",
            ":::: moniker range=\">= é\" :::",
            ":::column span=\"é\"::: é",
            ":::row:::é",
            ":::row-end:::é",
            ":::image source=\"é.png\" alt-text=\"é\" border=\"é\" type=\"é\":::é",
            ":::video source=\"https://é/é?v=é#é\" max-width=\"é\":::",
            ":::no-loc text=\"é\\é\":::",
            ":::code source=\"é\"::: é",
            "::: form action=\"é\" submitText=\"é\" ::: é",
            "[!div class=\"é\" é=\"é\\]\" onéa]",
            "[!VIDEO https://é/é]",
            "`é``é`:::image é",
        ];
        let places =
            |text: &str, problems: &[Problem]| assert!(problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text}");
        for seed in seeds {
            for start in (0..seed.len()).filter(|&place| seed.is_char_boundary(place)) {
                for end in (start..=seed.len()).filter(|&place| seed.is_char_boundary(place)) {
                    for text in [seed[start..end].to_owned(), format!(":::{}", &seed[start..end]), format!("[!div {}]", &seed[start..end])]
                    {
                        places(&text, &line(&text).1);
                        for (range, _, problems) in inlines(&text) {
                            assert!(text.get(range).is_some(), "{text}");
                            places(&text, &problems);
                        }
                        for reading in [super::super::division::read(&text)].into_iter().flatten() {
                            places(&text, &reading.problems);
                        }
                        for reading in [video::read_quote(&text)].into_iter().flatten() {
                            places(&text, &reading.problems);
                        }
                        let _ = video::fixed(&text);
                    }
                }
            }
        }
        for piece in
            [":::image ", ":::image a=\"", ":::image a=b ", "`", "`a``", "<!--", ":::no-loc text=\"", "\\`", ":::video a b=\"c\" ", ":::"]
        {
            let text = piece.repeat(200_000 / piece.len());
            let _ = (inlines(&text), line(&text));
        }
        let many: String = (0..20_000).map(|number| format!(" a{number}=\"b\"")).collect();
        let _ = (line(&format!(":::code{many}")), line(&format!("::: zone{many}")));
    }
}
