//! Images: `:::image`, with a border, an enlarged form, a link or a long description.
//!
//! In:    a text that begins with `:::image`.
//! Out:   the image as written.
//! Never: reports the same mistake twice; looks for the file.
//!
//! Source of the rule: DocFX (`ImageExtension`).

use super::Problem;
use super::attributes::{self, Attributes, Reading, Value};
use crate::rules::image_invalid::RULE;

/// An image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ImageDirective {
    /// What it is for.
    pub kind: ImageKind,
    /// The file.
    pub source: Value,
    /// What it shows, in words. Empty for an icon.
    pub alt_text: String,
    /// The file that is shown when the reader wants it larger.
    pub lightbox: Option<Value>,
    /// Where a click leads; stronger than `lightbox`.
    pub link: Option<Value>,
    /// Whether a line is drawn around it.
    pub has_border: bool,
    /// What steers translation; has no effect here.
    pub loc_scope: Option<String>,
}

/// What an image is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ImageKind {
    /// It says something.
    Content,
    /// It says more than fits in its alternative text: a description follows, up to the end line.
    Complex,
    /// It is decoration.
    Icon,
}

const KNOWN: [&str; 7] = ["source", "alt-text", "type", "lightbox", "border", "link", "loc-scope"];

/// Reads an image at the start of a text. `None`: it is none.
pub(crate) fn read(text: &str) -> Option<Reading<ImageDirective>> {
    match attributes::read(text) {
        Err(wrong) if wrong.name == "image" => {
            let end = wrong.range.start;
            Some(Reading { construct: None, end, problems: vec![wrong.problem(&RULE)] })
        }
        Ok(attributes) if attributes.name == "image" => Some(image(text, &attributes)),
        Ok(_) | Err(_) => None,
    }
}

fn image(text: &str, attributes: &Attributes) -> Reading<ImageDirective> {
    let end = attributes.end;
    let mut problems = attributes.unknown(&RULE, &KNOWN);
    if !problems.is_empty() {
        return Reading { construct: None, end, problems };
    }
    let typed = |key: &str| attributes.value(key).map(|value| (value.text.to_ascii_lowercase(), value.range));
    let odd = |range, message: String, help: &str| Problem { rule: &RULE, range, message, help: help.to_owned() };
    let mut oddities = Vec::new();
    let kind = match typed("type") {
        None => ImageKind::Content,
        Some((word, _)) if word == "content" => ImageKind::Content,
        Some((word, _)) if word == "complex" => ImageKind::Complex,
        Some((word, _)) if word == "icon" => ImageKind::Icon,
        Some((_, range)) => {
            let message = format!("`{}` is no type of image; it is shown as `content`", &text[range.clone()]);
            oddities.push(odd(range, message, "the types are `content`, `complex` and `icon`"));
            ImageKind::Content
        }
    };
    let is_icon = kind == ImageKind::Icon;
    let has_border = match typed("border") {
        None => !is_icon,
        Some((word, _)) if word == "true" => true,
        Some((word, _)) if word == "false" => false,
        Some((_, range)) => {
            oddities.push(odd(
                range.clone(),
                format!("`{}` is neither `true` nor `false`", &text[range]),
                "write `border=\"false\"`, or leave it out",
            ));
            !is_icon
        }
    };
    let source = attributes.value("source");
    problems.extend(attributes.missing(&RULE, "source", "media/plan.png"));
    if !is_icon {
        problems.extend(attributes.missing(&RULE, "alt-text", "what the image tells"));
    }
    let construct = source.filter(|_| problems.is_empty()).map(|source| ImageDirective {
        kind,
        source,
        alt_text: attributes.text("alt-text").filter(|_| !is_icon).unwrap_or_default(),
        lightbox: attributes.value("lightbox"),
        link: attributes.value("link"),
        has_border,
        loc_scope: attributes.text("loc-scope"),
    });
    if construct.is_some() {
        problems = oddities;
    }
    Reading { construct, end, problems }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images() {
        use ImageKind::{Complex, Content, Icon};
        for (text, kind, alt, border, lightbox, link, reports) in [
            (":::image source=\"a.png\" alt-text=\"A\":::", Content, "A", true, None, None, 0),
            (":::image type=\"content\" source=\"a.png\" alt-text=\"A *b*\" border=\"False\":::", Content, "A *b*", false, None, None, 0),
            (
                ":::image source=\"a.png\" alt-text=\"A\" lightbox=\"b.png\" link=\"c.md\":::",
                Content,
                "A",
                true,
                Some("b.png"),
                Some("c.md"),
                0,
            ),
            (":::image type=\"icon\" source=\"a.png\":::", Icon, "", false, None, None, 0),
            (":::image type=\"icon\" source=\"a.png\" alt-text=\"x\" border=\"true\":::", Icon, "", true, None, None, 0),
            (":::image type=\"Complex\" source=\"a.png\" alt-text=\"A\" loc-scope=\"x\":::", Complex, "A", true, None, None, 0),
            (":::image type=\"photo\" source=\"a.png\" alt-text=\"A\":::", Content, "A", true, None, None, 1),
            (":::image border=\"no\" source=\"a.png\" alt-text=\"A\":::", Content, "A", true, None, None, 1),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            let image = reading.construct.unwrap_or_else(|| panic!("{text}"));
            assert_eq!((image.kind, image.alt_text.as_str(), image.has_border), (kind, alt, border), "{text}");
            assert_eq!(image.lightbox.map(|value| value.text).as_deref(), lightbox, "{text}");
            assert_eq!(image.link.map(|value| value.text).as_deref(), link, "{text}");
            assert_eq!((image.source.text.as_str(), &text[image.source.range]), ("a.png", "a.png"), "{text}");
            assert_eq!(reading.problems.len(), reports, "{text}");
            assert_eq!(reading.end, text.len(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_once() {
        for (text, messages) in [
            (":::image alt-text=\"A\":::", &["`image` lacks `source`"][..]),
            (":::image source=\"a.png\":::", &["`image` lacks `alt-text`"]),
            (":::image source=\"\" alt-text=\" \":::", &["`source` of `image` is empty", "`alt-text` of `image` is empty"]),
            (":::image:::", &["`image` lacks `source`", "`image` lacks `alt-text`"]),
            (":::image type=\"icon\":::", &["`image` lacks `source`"]),
            (":::image source=\"a.png\" alt=\"A\":::", &["`alt` is no attribute of `image`"]),
            (":::image source=a.png alt-text=\"A\":::", &["the value of `source` is not in double quotes"]),
        ] {
            let reading = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(reading.construct, None, "{text}");
            assert_eq!(reading.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(), messages, "{text}");
        }
        let help = read(":::image source=\"a.png\" alt=\"A\":::").and_then(|reading| Some(reading.problems.first()?.help.clone()));
        assert_eq!(help.as_deref(), Some("did you mean `alt-text`?"));
        assert_eq!(read(":::images source=\"a\":::"), None);
    }
}
