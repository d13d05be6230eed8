//! Xrefs: references by uid in running text — `@uid`, `@"uid"`, `<xref:"uid">` — and what their query asks for.
//!
//! In:    a stretch of running text, or the part of a reference behind `@` or `xref:`.
//! Out:   the references in it; `Query`.
//! Never: knows which uids there are: the caller says so.
//!
//! Source of the rules: DocFX (`XrefInlineShortParser`, `XrefInlineParser`, `XRefDetails`). Code spans and destinations of links are left out by the caller.

use std::ops::Range;

use super::html;
use crate::base::unseen::seen;
use crate::base::{find, url};

/// A reference `@uid`. How far it reaches may depend on which uids there are: see [`AtReference::choose`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct AtReference {
    /// Where it stands, as DocFX reads it.
    pub range: Range<usize>,
    /// What stands behind `@`, quotes taken off, as DocFX reads it.
    pub uid_part: Range<usize>,
}

/// What a reference asks for: `uid?displayProperty=fullName&x=y#fragment`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Query {
    /// The uid, decoded.
    pub uid: String,
    /// `displayProperty`: the property that is shown; `name`, where nothing is asked for.
    pub display_property: Option<String>,
    /// `altProperty`: the property that is shown where the uid has no address; `fullName`, where nothing is asked for.
    pub alt_property: Option<String>,
    /// `text`: what is shown.
    pub text: Option<String>,
    /// `alt`: what is shown where the uid is known, and has no address.
    pub alt: Option<String>,
    /// `title`: the title of the link.
    pub title: Option<String>,
    /// What moves on to the address: other parameters with `?`, the fragment with `#`, as written.
    pub rest: String,
}

// How many marks at the end of a reference may be taken for the text around it, when known uids are asked for.
const MOST_CLOSERS: usize = 8;

/// Whether an address is a reference to a uid.
pub(super) fn is_reference(address: &str) -> bool {
    address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("xref:"))
}

/// The `@` references of a text, in order. One that no uid answers is text, without a word to the author.
pub(crate) fn at_references(text: &str) -> Vec<AtReference> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = find::byte(text, b'@', place) {
        place = start + 1;
        if text[..start].ends_with('\\') {
            continue;
        }
        let rest = &text[place..];
        let reference = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let length = rest[1..].find([quote, '\n', '\r']).filter(|&length| length > 0 && rest[1 + length..].starts_with(quote));
                length.map(|length| AtReference { range: start..place + length + 2, uid_part: place + 1..place + 1 + length })
            }
            Some(first) if first.is_ascii_alphabetic() => {
                let end = place + length(rest);
                Some(AtReference { range: start..end, uid_part: place..end })
            }
            Some(_) | None => None,
        };
        if let Some(reference) = reference {
            place = reference.range.end;
            found.push(reference);
        }
    }
    found
}

// The length of an unquoted uid at the start of `text`.
fn length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let is_end = is_stop(c) || (is_continuable(c) && next.is_none_or(|next| is_stop(next) || is_continuable(next)));
        if is_end {
            return place;
        }
    }
    text.len()
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\0' | '"' | '\'' | '<' | '>' | '[' | ']' | '|')
}

fn is_continuable(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '~')
}

impl AtReference {
    /// Where the reference stands and what it asks for, in the text in which it was found.
    ///
    /// DocFX takes marks of the text around it (`)`, `*`, `_`, `` ` ``) for parts of the uid. That reading counts when there is such a uid, and else the next shorter
    /// one for which there is. When there is none, the marks are left to the text, parentheses that the uid opens excepted.
    pub(crate) fn choose(&self, text: &str, is_known: impl Fn(&str) -> bool) -> (Range<usize>, Query) {
        let part = &text[self.uid_part.clone()];
        let whole = query(part);
        let is_quoted = self.uid_part.end != self.range.end;
        if is_quoted || is_known(&whole.uid) {
            return (self.range.clone(), whole);
        }
        let shorter = |length: usize| (self.range.start..self.uid_part.start + length, query(&part[..length]));
        let closers = part.bytes().rev().take(MOST_CLOSERS).take_while(|&byte| is_closer(byte)).count();
        for length in (part.len() - closers..part.len()).rev() {
            let reading = shorter(length);
            if !reading.1.uid.is_empty() && is_known(&reading.1.uid) {
                return reading;
            }
        }
        match part.len() - surplus(part) {
            length if length == part.len() => (self.range.clone(), whole),
            length => shorter(length),
        }
    }
}

fn is_closer(byte: u8) -> bool {
    matches!(byte, b')' | b'*' | b'_' | b'`') || is_continuable(char::from(byte))
}

// How many bytes at the end belong to the text around a uid.
fn surplus(part: &str) -> usize {
    let open = part.bytes().filter(|&byte| byte == b'(').count();
    let mut closed = part.bytes().filter(|&byte| byte == b')').count();
    let mut length = part.len();
    while let Some(&last) = part.as_bytes()[..length].last() {
        if !is_closer(last) || (last == b')' && closed <= open) {
            break;
        }
        closed -= usize::from(last == b')');
        length -= 1;
    }
    part.len() - length
}

/// Whether a text may hold references with brackets around them.
pub(crate) fn may_be_quoted(text: &str) -> bool {
    find::all(text, b'<').any(|start| text.as_bytes().get(start + 1..start + 6).is_some_and(|word| word.eq_ignore_ascii_case(b"xref:")))
}

/// The references `<xref:"uid">` and `<xref:'uid'>` of a text, in which blanks may stand. Those without quotes are autolinks, which the Markdown parser reads.
pub(crate) fn quoted(text: &str) -> Vec<(Range<usize>, Query)> {
    const PREFIX: &str = "<xref:";
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = find::byte(text, b'<', place) {
        place = start + 1;
        let rest = &text[start..];
        let is_escaped = text[..start].bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1;
        if is_escaped || !rest.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX)) {
            continue;
        }
        let Some(quote @ ('"' | '\'')) = rest[PREFIX.len()..].chars().next() else { continue };
        let part = &rest[PREFIX.len() + 1..];
        let Some(length) = part.find([quote, '>', '\n']) else { continue };
        if length > 0 && part[length..].strip_prefix(quote).is_some_and(|after| after.starts_with('>')) {
            let end = start + PREFIX.len() + 1 + length + 2;
            found.push((start..end, query(&part[..length])));
            place = end;
        }
    }
    found
}

/// What stands behind `@` or `xref:`, taken apart. In a uid, `%23` is `#` and `+` is a blank.
pub(crate) fn query(uid_part: &str) -> Query {
    let (rest, fragment) = uid_part.split_at(uid_part.find('#').unwrap_or(uid_part.len()));
    let (uid, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let mut query = Query { uid: decoded(uid), ..Query::default() };
    for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let field = match key.to_ascii_lowercase().as_str() {
            "displayproperty" => &mut query.display_property,
            "altproperty" => &mut query.alt_property,
            "text" => &mut query.text,
            "alt" => &mut query.alt,
            "title" => &mut query.title,
            _ => {
                query.rest.push(if query.rest.is_empty() { '?' } else { '&' });
                query.rest.push_str(parameter);
                continue;
            }
        };
        field.get_or_insert_with(|| decoded(value));
    }
    query.rest.push_str(fragment);
    query
}

fn decoded(text: &str) -> String {
    seen(url::decode(&text.replace('+', " "))).into_owned()
}

/// What `@word` shows where it is no reference: ordinary text, in which backslashes and entities mean what they mean anywhere.
pub(crate) fn as_text(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(place) = rest.find('\\') {
        let after = &rest[place + 1..];
        text.push_str(&html::unescape(&rest[..place]));
        // An escaped `&` begins no entity.
        let kept = usize::from(after.starts_with(|c: char| c.is_ascii_punctuation()));
        text.push_str(if kept == 1 { &after[..1] } else { "\\" });
        rest = &after[kept..];
    }
    text.push_str(&html::unescape(rest));
    seen(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_as_docfx_reads_them() {
        for (text, expected) in [
            ("see @A.B and @c-d_e", &["A.B", "c-d_e"][..]),
            ("@q__2, @q!2; @q@r.", &["q__2", "q!2", "q@r"]),
            ("@q...@r", &["q", "r"]),
            ("(see @A.B) **@A.B** @L`1", &["A.B)", "A.B**", "L`1"]),
            ("@A.B? @a:b: @x|y @z[w] @v<u", &["A.B", "a:b", "x", "z", "v"]),
            ("@\"a b\" @'c \"d' tail", &["a b", "c \"d"]),
            ("me@site.org", &["site.org"]),
            ("@A.M(x)?text=b%20c#f", &["A.M(x)?text=b%20c#f"]),
            ("\\@a @1a @ x @\"\" @\"open @'line\nend' @", &[]),
            ("@@a é@ß @b…", &["a", "b…"]),
        ] {
            assert_eq!(at_references(text).into_iter().map(|found| &text[found.uid_part]).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(at_references("x @'b' y")[0].range, 2..6);
    }

    #[test]
    fn marks_of_the_text_around_a_reference() {
        let known = ["A.B", "A.M(x)", "O*", "a b", "C"];
        for (text, source, uid) in [
            ("(see @A.B)", "@A.B", "A.B"),
            ("(@A.B.)", "@A.B", "A.B"),
            ("**@A.B**", "@A.B", "A.B"),
            ("@O*", "@O*", "O*"),
            ("(**@A.M(x)**)", "@A.M(x)", "A.M(x)"),
            ("(@U.V)", "@U.V", "U.V"),
            ("(@U.M(x)).", "@U.M(x)", "U.M(x)"),
            ("@\"a b\"", "@\"a b\"", "a b"),
            ("@\"u)\"", "@\"u)\"", "u)"),
            ("@a*****************", "@a", "a"),
            ("(@C?title=t)", "@C?title=t)", "C"),
        ] {
            let (range, query) = at_references(text)[0].choose(text, |uid| known.contains(&uid));
            assert_eq!((&text[range], &*query.uid), (source, uid), "{text}");
        }
    }

    #[test]
    fn references_in_angle_brackets_and_quotes() {
        for (text, expected) in [
            ("a <xref:\"U V\"> <XRef:'w'>", &["U V", "w"][..]),
            ("<xref:\"U?alt=B\">", &["U"]),
            ("<xref:\"a <xref:'b'> <xref:\"\"> <xref:\"c\" > \\<xref:\"d\"> <xref:e> <xref:\"f", &["b"]),
            ("\\\\<xref:'g'>", &["g"]),
            ("<xref:\"a>b\"> <é <xref:'é'>", &["é"]),
        ] {
            assert_eq!(quoted(text).into_iter().map(|(_, query)| query.uid).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(quoted("x <xref:'b'> y")[0].0, 2..12);
    }

    #[test]
    fn queries() {
        let some = |text: &str| Some(text.to_owned());
        for (part, expected) in [
            ("A.B", Query { uid: "A.B".into(), ..Query::default() }),
            ("a%23b+c%2B", Query { uid: "a#b c+".into(), ..Query::default() }),
            (
                "U?displayProperty=fullName&x=1&ALT=b+c&y&title=%3Ct%3E#f?g",
                Query {
                    uid: "U".into(),
                    display_property: some("fullName"),
                    alt: some("b c"),
                    title: some("<t>"),
                    rest: "?x=1&y#f?g".into(),
                    ..Query::default()
                },
            ),
            ("U?text=a&text=b&altProperty=", Query { uid: "U".into(), text: some("a"), alt_property: some(""), ..Query::default() }),
            ("U#", Query { uid: "U".into(), rest: "#".into(), ..Query::default() }),
            ("%ff", Query { uid: "%ff".into(), ..Query::default() }),
            ("", Query::default()),
        ] {
            assert_eq!(query(part), expected, "{part}");
        }
    }

    #[test]
    fn long_texts_take_linear_time() {
        for piece in ["@", "@\"", "@a)", "@a ", "<xref:\"", "<xref:'a", "\\<", "<"] {
            let text = piece.repeat(50_000);
            for reference in at_references(&text) {
                reference.choose(&text, |_| false);
            }
            quoted(&text);
        }
        let text = format!("@a{}", ")".repeat(500_000));
        at_references(&text)[0].choose(&text, |_| false);
    }
}
