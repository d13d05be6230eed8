//! Words that are not translated: `:::no-loc text="…":::`, shown exactly as they stand.
//!
//! In:    a text that begins with `:::no-loc`.
//! Out:   the words.
//! Never: reads Markdown in them; reports anything: any other spelling is text.
//!
//! Source of the rule: DocFX (`NolocParser`).

/// Words that are not translated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NoLoc {
    /// The words, escapes removed.
    pub text: String,
}

const OPEN: &str = ":::no-loc text=\"";

/// Reads the construct at the start of a text, and the byte after it. `None`: it is none.
pub(crate) fn read(text: &str) -> Option<(NoLoc, usize)> {
    let rest = text.strip_prefix(OPEN)?;
    let mut words = String::new();
    let mut chars = rest.char_indices();
    while let Some((place, c)) = chars.next() {
        match c {
            '"' => {
                let found = NoLoc { text: words.trim().to_owned() };
                return rest[place + 1..].starts_with(":::").then_some((found, OPEN.len() + place + 4));
            }
            '\n' | '\r' => return None,
            '\\' => match chars.next() {
                None | Some((_, '\n' | '\r')) => return None,
                Some((_, escaped)) => words.push(escaped),
            },
            _ => words.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (text, words, after) in [
            (":::no-loc text=\"Contoso\"::: Ltd", Some("Contoso"), " Ltd"),
            (":::no-loc text=\" *a* \\\"b\\\" <c> \":::", Some("*a* \"b\" <c>"), ""),
            (":::no-loc text=\"\":::", Some(""), ""),
            ("::: no-loc text=\"a\":::", None, ""),
            (":::No-loc text=\"a\":::", None, ""),
            (":::no-loc text=\"a\" :::", None, ""),
            (":::no-loc  text=\"a\":::", None, ""),
            (":::no-loc text=\"a\nb\":::", None, ""),
            (":::no-loc text=\"a", None, ""),
            (":::no-loc text=\"a\\", None, ""),
        ] {
            let found = read(text);
            assert_eq!(found.as_ref().map(|(found, _)| found.text.as_str()), words, "{text}");
            if let Some((_, end)) = found {
                assert_eq!(&text[end..], after, "{text}");
            }
        }
    }
}
