//! Raw HTML: what authors write in angle brackets, read as a browser would.
//!
//! In:    the text of an HTML block, or of one inline tag.
//! Out:   tokens with their places; names in lower case, attribute values decoded.
//! Never: passes text through: what is written later is written from the tokens, so a browser cannot read it in another way than we did.
//!
//! Source of the rules: WHATWG HTML, section 13.2.5 (tokenization), for tags, attributes and comments.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::hash::HashMap;

/// A piece of raw HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::corpus) enum Token {
    /// Text, entities decoded.
    Text(String),
    /// A start or end tag.
    Tag(RawTag),
    /// The beginning of a comment without an end, and what would end it: all that follows belongs to it.
    Unclosed(&'static str, &'static str),
    /// A comment, a declaration, or an element whose content is code for the browser (`script`, `style`); holds the element's name, or nothing.
    Dropped(String),
}

/// A tag as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::corpus) struct RawTag {
    /// The name in lower case.
    pub name: String,
    /// Whether it is an end tag.
    pub is_end: bool,
    /// Whether it ends in `/>`.
    pub is_closed: bool,
    /// The attributes, first of each name only.
    pub attributes: Vec<RawAttribute>,
}

/// An attribute as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::corpus) struct RawAttribute {
    /// The name in lower case.
    pub name: String,
    /// The value, entities decoded; empty when there is none.
    pub value: String,
    /// Where the value stands in the text.
    pub range: Range<usize>,
}

// No author gives an element more; a bound keeps the look-up of names linear.
const MOST_ATTRIBUTES: usize = 64;

/// The tokens of a piece of HTML, with their places.
pub(in crate::corpus) fn tokens(html: &str) -> Vec<(Token, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut place = 0;
    while place < html.len() {
        let rest = &html[place..];
        let (token, length) = if rest.starts_with('<') {
            markup(rest).unwrap_or_else(|| (Token::Text("<".to_owned()), 1))
        } else {
            let length = rest.find('<').unwrap_or(rest.len());
            (Token::Text(unescape(&rest[..length]).into_owned()), length)
        };
        tokens.push((token, place..place + length));
        place += length;
    }
    tokens
}

fn markup(text: &str) -> Option<(Token, usize)> {
    let dropped = |length: usize| Some((Token::Dropped(String::new()), length));
    if let Some(comment) = text.strip_prefix("<!--") {
        // `<!-->` and `<!--->` are complete comments.
        if comment.starts_with('>') {
            return dropped(5);
        }
        if comment.starts_with("->") {
            return dropped(6);
        }
        return match comment.find("-->") {
            Some(end) => dropped(end + 7),
            None => Some((Token::Unclosed("<!--", "-->"), text.len())),
        };
    }
    // The other comments of CommonMark 4.6.
    for (start, end) in [("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")] {
        if text.starts_with(start) {
            let close = text.find(end).map(|close| close + end.len());
            return close.map_or(Some((Token::Unclosed(start, end), text.len())), dropped);
        }
    }
    let (tag, length) = tag(text)?;
    if !tag.is_end && matches!(tag.name.as_str(), "script" | "style" | "template" | "noscript" | "title") {
        let end = format!("</{}", tag.name);
        let lower = text[length..].to_ascii_lowercase();
        let close = lower.find(&end).map_or(text.len(), |start| {
            let start = length + start;
            text[start..].find('>').map_or(text.len(), |close| start + close + 1)
        });
        return Some((Token::Dropped(tag.name), close));
    }
    if matches!(tag.name.as_str(), "base" | "link" | "meta") {
        return Some((Token::Dropped(tag.name), length));
    }
    Some((Token::Tag(tag), length))
}

fn tag(text: &str) -> Option<(RawTag, usize)> {
    let bytes = text.as_bytes();
    let is_end = bytes.get(1) == Some(&b'/');
    let mut place = if is_end { 2 } else { 1 };
    if !bytes.get(place)?.is_ascii_alphabetic() {
        return None;
    }
    let start = place;
    while bytes.get(place).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-') {
        place += 1;
    }
    let name = text[start..place].to_ascii_lowercase();
    let mut attributes: Vec<RawAttribute> = Vec::new();
    loop {
        while bytes.get(place).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
            place += 1;
        }
        if bytes.get(place)? == &b'>' {
            let is_closed = bytes[place - 1] == b'/';
            return Some((RawTag { name, is_end, is_closed, attributes }, place + 1));
        }
        let (attribute, end) = attribute(text, place)?;
        place = end;
        if attributes.len() < MOST_ATTRIBUTES && attributes.iter().all(|known| known.name != attribute.name) {
            attributes.push(attribute);
        }
    }
}

fn attribute(text: &str, start: usize) -> Option<(RawAttribute, usize)> {
    let bytes = text.as_bytes();
    let mut place = start + 1;
    while !matches!(bytes.get(place)?, b'=' | b'>' | b'/') && !bytes[place].is_ascii_whitespace() {
        place += 1;
    }
    let name = text.get(start..place)?.to_ascii_lowercase();
    let mut after = place;
    while bytes.get(after)?.is_ascii_whitespace() {
        after += 1;
    }
    if bytes[after] != b'=' {
        return Some((RawAttribute { name, value: String::new(), range: place..place }, place));
    }
    after += 1;
    while bytes.get(after)?.is_ascii_whitespace() {
        after += 1;
    }
    let (value_start, value_end, end) = if let quote @ (b'"' | b'\'') = bytes[after] {
        let close = bytes[after + 1..].iter().position(|&byte| byte == quote)? + after + 1;
        (after + 1, close, close + 1)
    } else {
        let end = after + bytes[after..].iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
        (after, end, end)
    };
    let value = unescape(text.get(value_start..value_end)?).into_owned();
    Some((RawAttribute { name, value, range: value_start..value_end }, end))
}

/// A text with its entities read.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    htmlize::unescape(text)
}

/// Whether an element makes an HTML block (`CommonMark` 0.31, section 4.6, kind 6).
pub(super) fn is_block_element(name: &str) -> bool {
    BLOCK_ELEMENTS.binary_search(&name).is_ok()
}

/// Whether a name may be one of a custom element.
pub(super) fn is_custom_name(name: &str) -> bool {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let is_reserved = matches!(name, "annotation-xml" | "color-profile" | "missing-glyph") || name.starts_with("font-face");
    is_plain && name.contains('-') && name.starts_with(|c: char| c.is_ascii_lowercase()) && !is_reserved
}

/// Where the last end tag of each custom element stands in a text.
pub(in crate::corpus) fn custom_ends(text: &str) -> HashMap<String, usize> {
    let name = |place: usize| {
        let rest = &text[place + 2..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        rest[..end].to_ascii_lowercase()
    };
    text.match_indices("</").map(|(place, _)| (name(place), place)).filter(|(name, _)| is_custom_name(name)).collect()
}

/// Whether HTML, SVG or `MathML` knows an element.
pub(in crate::corpus) fn is_known_element(name: &str) -> bool {
    INLINE_ELEMENTS.binary_search(&name).is_ok() || is_block_element(name)
}

/// Whether an element is one of SVG or `MathML`, which may be closed by `/>`.
pub(crate) fn is_drawing_element(name: &str) -> bool {
    const DRAWING: [&str; 17] = [
        "circle", "defs", "ellipse", "g", "line", "mfrac", "mi", "mn", "mo", "mtext", "path", "polygon", "polyline", "rect", "symbol",
        "text", "use",
    ];
    DRAWING.contains(&name)
}

/// Whether the name of a tag is all that stands before its attributes: `<a@b.example>` is no `a`.
pub(in crate::corpus) fn is_whole_name(written: &str, name: &str) -> bool {
    let rest = written.trim_start_matches(['<', '/']).get(name.len()..).unwrap_or_default();
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
}

/// What becomes of an attribute, by its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::corpus) enum Fate {
    /// It could run a program, or ask for what nobody looked at: its author is told.
    Refused,
    /// Its value is a link, and is resolved.
    Link,
    /// It stays as it is.
    Plain,
    /// It is the name of none.
    Nothing,
}

/// What becomes of an attribute with this name.
pub(in crate::corpus) fn fate(name: &str) -> Fate {
    match name {
        "srcset" | "srcdoc" | "ping" | "http-equiv" => Fate::Refused,
        "href" | "src" | "poster" | "data" | "action" | "formaction" | "longdesc" | "cite" | "background" | "xlink:href" => Fate::Link,
        _ if name.starts_with("on") => Fate::Refused,
        _ if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')) => Fate::Plain,
        _ => Fate::Nothing,
    }
}

/// Whether an element never has content.
pub(crate) fn is_void_element(name: &str) -> bool {
    matches!(name, "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "track" | "wbr")
}

const BLOCK_ELEMENTS: &[&str] = &[
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

const INLINE_ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "area", "audio", "b", "bdi", "bdo", "big", "br", "button", "canvas", "circle", "cite", "code", "data",
    "datalist", "defs", "del", "dfn", "ellipse", "em", "embed", "font", "g", "i", "img", "input", "ins", "kbd", "label", "line", "map",
    "mark", "marquee", "math", "meta", "meter", "mfrac", "mi", "mn", "mo", "mroot", "mrow", "msqrt", "mstyle", "msub", "msubsup", "msup",
    "mtable", "mtd", "mtext", "mtr", "nobr", "noscript", "object", "output", "path", "picture", "polygon", "polyline", "pre", "progress",
    "q", "rect", "rp", "rt", "ruby", "s", "samp", "script", "select", "slot", "small", "source", "span", "strike", "strong", "style",
    "sub", "sup", "svg", "symbol", "template", "text", "textarea", "time", "tspan", "tt", "u", "use", "var", "video", "wbr", "xref",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(BLOCK_ELEMENTS.is_sorted());
        assert!(INLINE_ELEMENTS.is_sorted());
    }

    #[test]
    fn tags_comments_and_text() {
        let kinds: Vec<String> = tokens("a<B c='1&amp;2' d e=f>x<!-- y --></b><script>z</script><br/>&copy; < 3")
            .into_iter()
            .map(|(token, _)| match token {
                Token::Text(text) => format!("t:{text}"),
                Token::Tag(tag) => {
                    let attributes: Vec<_> = tag.attributes.iter().map(|a| format!("{}={}", a.name, a.value)).collect();
                    format!("{}{}[{}]", if tag.is_end { "/" } else { "" }, tag.name, attributes.join(","))
                }
                Token::Unclosed(..) => "-open".to_owned(),
                Token::Dropped(name) => format!("-{name}"),
            })
            .collect();
        assert_eq!(kinds, ["t:a", "b[c=1&2,d=,e=f]", "t:x", "-", "/b[]", "-script", "br[]", "t:© ", "t:<", "t: 3"]);
    }

    #[test]
    fn nothing_hangs_or_panics_on_broken_tags() {
        for text in ["<a href=\"x", "<", "</", "<a =", "<!--", "<!-->x", "<a b='", "<script>", "<é>", "<a é=1>"] {
            let total: usize = tokens(text).iter().map(|(_, range)| range.len()).sum();
            assert_eq!(total, text.len(), "{text}");
        }
    }
}
