//! End lines: `::: zone-end`, `:::row-end:::` and their kin.
//!
//! In:    a line without its indentation.
//! Out:   which kind of section it closes, with how many colons.
//! Never: knows what is open.
//!
//! An end line with something odd after it still closes: a section that goes on to the end of the page would take the rest of it along.

use super::{Problem, attributes};
use crate::base::diagnostic::Rule;
use crate::rules;

/// What a section is that an end line closes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum ContainerKind {
    /// `::: zone`
    Zone,
    /// `::: moniker`
    Moniker,
    /// `:::row:::`
    Row,
    /// `:::column:::`
    Column,
    /// `:::image type="complex"`
    ComplexImage,
    /// `:::video type="complex"`
    ComplexVideo,
}

/// An end line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct End {
    /// What it closes.
    pub kind: ContainerKind,
    /// How many colons it begins with: rows, columns and monikers are closed by as many as opened them.
    pub colons: usize,
    /// What is wrong with it; it closes all the same.
    pub problem: Option<Problem>,
}

impl ContainerKind {
    const ALL: [Self; 6] = [Self::Zone, Self::Moniker, Self::Row, Self::Column, Self::ComplexImage, Self::ComplexVideo];

    /// The word after the colons of the opener.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Moniker => "moniker",
            Self::Row => "row",
            Self::Column => "column",
            Self::ComplexImage => "image",
            Self::ComplexVideo => "video",
        }
    }

    /// The rule for what is wrong with such a section.
    pub(crate) fn rule(self) -> &'static Rule {
        match self {
            Self::Zone => &rules::zone_invalid::RULE,
            Self::Moniker => &rules::moniker_invalid::RULE,
            Self::Row => &rules::row_invalid::RULE,
            Self::Column => &rules::column_invalid::RULE,
            Self::ComplexImage => &rules::image_invalid::RULE,
            Self::ComplexVideo => &rules::video_invalid::RULE,
        }
    }

    /// The end line of a section that `colons` colons opened, as it should be written.
    pub(crate) fn end_line(self, colons: usize) -> String {
        let colons = ":".repeat(colons.clamp(3, 16));
        match self {
            Self::Zone | Self::Moniker => format!("{colons} {}-end", self.word()),
            Self::Row | Self::Column | Self::ComplexImage | Self::ComplexVideo => format!("{colons}{}-end{colons}", self.word()),
        }
    }

    // Zones, images and videos: exactly three colons, and a name in lower case only.
    fn is_strict(self) -> bool {
        match self {
            Self::Zone | Self::ComplexImage | Self::ComplexVideo => true,
            Self::Moniker | Self::Row | Self::Column => false,
        }
    }

    fn ends_with_colons(self) -> bool {
        match self {
            Self::Zone | Self::Moniker => false,
            Self::Row | Self::Column | Self::ComplexImage | Self::ComplexVideo => true,
        }
    }
}

/// The end line that a text is.
pub(crate) fn end(text: &str) -> Option<End> {
    let (kind, colons, place) = named(text)?;
    let is_as_typed = text[..place].ends_with(&format!("{}-end", kind.word()));
    if kind.is_strict() && (colons != 3 || !is_as_typed) {
        return None;
    }
    Some(End { kind, colons, problem: oddity(text, kind, colons, place) })
}

/// What is wrong with a text that is meant as an end line, but that [`end`] does not take for one.
pub(crate) fn near_miss(text: &str) -> Option<Problem> {
    let (kind, colons, place) = named(text).filter(|_| end(text).is_none())?;
    let why = if colons == 3 { "its name has capital letters" } else { "it has more than three colons" };
    let message = format!("`{}` closes nothing: {why}", text[..place].trim_end());
    Some(Problem { rule: kind.rule(), range: 0..place, message, help: format!("write `{}`", kind.end_line(3)) })
}

fn named(text: &str) -> Option<(ContainerKind, usize, usize)> {
    let (colons, name, place) = attributes::name(text)?;
    let word = name.strip_suffix("-end")?;
    let kind = ContainerKind::ALL.into_iter().find(|kind| kind.word() == word)?;
    Some((kind, colons, place))
}

fn oddity(text: &str, kind: ContainerKind, colons: usize, place: usize) -> Option<Problem> {
    let rest = &text[place..];
    let (after, has_colons) = match rest.strip_prefix(":::") {
        // As many colons as at the beginning are as good as three.
        Some(_) if kind.ends_with_colons() => (rest.trim_start_matches(':'), true),
        Some(_) | None => (rest, !kind.ends_with_colons()),
    };
    let start = text.len() - after.len();
    let is_empty = after.trim().is_empty();
    if is_empty && has_colons {
        return None;
    }
    let message = if !has_colons && (is_empty || after.trim() == ":::") {
        format!("`{}` has no closing colons right after the name", text[..place].trim_end())
    } else {
        format!("text follows `{}` on the same line, and is not shown", text[..start].trim_end())
    };
    let range = if is_empty { 0..place } else { start + after.len() - after.trim_start().len()..text.trim_end().len() };
    Some(Problem { rule: kind.rule(), range, message, help: format!("write `{}`, alone on its line", kind.end_line(colons)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_close() {
        use ContainerKind::{Column, ComplexImage, ComplexVideo, Moniker, Row, Zone};
        let table = [
            ("::: zone-end", Zone, 3, None),
            (":::zone-end  ", Zone, 3, None),
            (":::    zone-end", Zone, 3, None),
            ("::: zone-end :::", Zone, 3, Some(":::")),
            ("::: zone-end here", Zone, 3, Some("here")),
            ("::: moniker-end", Moniker, 3, None),
            ("::::Moniker-End x", Moniker, 4, Some("x")),
            (":::row-end:::", Row, 3, None),
            ("::::: ROW-END:::", Row, 5, None),
            ("::::row-end::::", Row, 4, None),
            (":::row-end::: x", Row, 3, Some("x")),
            (":::row-end", Row, 3, Some(":::row-end")),
            (":::column-end::: ", Column, 3, None),
            (":::image-end:::", ComplexImage, 3, None),
            ("::: image-end", ComplexImage, 3, Some("::: image-end")),
            (":::video-end :::", ComplexVideo, 3, Some(":::")),
        ];
        for (text, kind, colons, odd) in table {
            let end = end(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((end.kind, end.colons), (kind, colons), "{text}");
            assert_eq!(end.problem.map(|problem| &text[problem.range]), odd, "{text}");
        }
    }

    #[test]
    fn lines_that_do_not() {
        for (text, is_near) in [
            ("::: Zone-End", true),
            (":::: zone-end", true),
            (":::IMAGE-end:::", true),
            ("::: zone-ending", false),
            ("::: zone end", false),
            (":: zone-end", false),
            ("::: code-end", false),
            (":::", false),
        ] {
            assert_eq!(end(text), None, "{text}");
            assert_eq!(near_miss(text).is_some(), is_near, "{text}");
        }
    }
}
