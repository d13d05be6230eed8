//! Anchors: heading text → id, exactly as DocFX gives them.
//!
//! In:    the plain text of a heading.
//! Out:   an id, and unique ids within one page.
//! Never: changes between releases: published links depend on it.
//!
//! Source of the rule: Markdig's `AutoIdentifierOptions.GitHub`, which works on UTF-16 units. Hence characters outside the basic plane (emoji)
//! are dropped, whatever they are.

use std::sync::Arc;

use crate::base::hash::HashMap;

/// The id of a heading with the plain text `text`; `section` when nothing of the text can stand in an id.
pub fn slug(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            match c {
                'a'..='z' | '0'..='9' | '-' | '_' => id.push(c),
                'A'..='Z' => id.push(c.to_ascii_lowercase()),
                ' ' => id.push('-'),
                _ => {}
            }
        } else if u32::from(c) <= 0xffff && is_letter_or_decimal_digit(c) {
            lower_invariant(c, &mut id);
        }
    }
    if id.is_empty() {
        id.push_str("section");
    }
    id
}

/// The id of a heading where a playbook asks for ids of ASCII alone: letters lose their accents, the id begins with a letter, and no two marks stand side by
/// side. Source of the rule: Markdig's `AutoIdentifierOptions.Default`.
pub fn ascii_slug(text: &str) -> String {
    let is_mark = |c: char| matches!(c, '-' | '_' | '.');
    let mut id = String::with_capacity(text.len());
    let mut is_behind_blank = false;
    for c in text.chars() {
        let folded = folded(c);
        let mut own = [0; 4];
        let letters = folded.unwrap_or_else(|| c.encode_utf8(&mut own));
        for c in letters.chars() {
            let last = id.chars().next_back();
            if c.is_ascii_alphabetic() || c.is_ascii_digit() && last.is_some() {
                id.push(c.to_ascii_lowercase());
                is_behind_blank = false;
            } else if is_mark(c) && last.is_some() {
                // A mark takes the place of the blank before it.
                if is_behind_blank && last == Some('-') {
                    id.pop();
                }
                if !id.ends_with(c) {
                    id.push(c);
                }
                is_behind_blank = false;
            } else if c.is_whitespace() && !is_behind_blank && last.is_some_and(|last| !is_mark(last)) {
                id.push('-');
                is_behind_blank = true;
            }
        }
    }
    id.truncate(id.trim_end_matches(is_mark).len());
    if id.is_empty() {
        id.push_str("section");
    }
    id
}

// A letter of Latin-1 or Latin Extended-A in ASCII.
fn folded(c: char) -> Option<&'static str> {
    const LETTERS: &str = "A A A A A A AE C E E E E I I I I D N O O O O O - O U U U U Y TH ss a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y \
        A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h I i I i I i I i I i IJ ij J j K k k L l L l L l L l L l N n N n N n n N n \
        O o O o O o OE oe R r R r R r S s S s S s S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s";
    let place = u32::from(c).checked_sub(0xc0)?;
    LETTERS.split_ascii_whitespace().nth(usize::try_from(place).ok()?).filter(|letters| *letters != "-")
}

// Rust's alphabetic also holds marks and letter numbers, which .NET's IsLetterOrDigit does not.
fn is_letter_or_decimal_digit(c: char) -> bool {
    (c.is_alphabetic() && !is_mark(c) && !is_letter_number(c)) || is_decimal_digit(c)
}

fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036f | 0x05b0..=0x05c7 | 0x0610..=0x061a | 0x064b..=0x065f | 0x0670 | 0x06d6..=0x06ed
        | 0x0900..=0x0903 | 0x093a..=0x093c | 0x093e..=0x094f | 0x0e31 | 0x0e34..=0x0e3a | 0x0e47..=0x0e4e
        | 0x20d0..=0x20ff | 0x302a..=0x302f | 0x3099..=0x309a | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f)
}

fn is_letter_number(c: char) -> bool {
    matches!(u32::from(c), 0x2160..=0x2188 | 0x24b6..=0x24e9 | 0x3007 | 0x3021..=0x3029 | 0x3038..=0x303a)
}

fn is_decimal_digit(c: char) -> bool {
    c.is_numeric()
        && matches!(u32::from(c),
            0x0660..=0x0669 | 0x06f0..=0x06f9 | 0x0966..=0x096f | 0x09e6..=0x09ef | 0x0e50..=0x0e59 | 0xff10..=0xff19)
}

// The invariant culture maps one unit to one unit.
fn lower_invariant(c: char, id: &mut String) {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => id.push(one),
        _ => id.push(c),
    }
}

/// The ids already used in a page.
#[derive(Clone, Debug, Default)]
pub struct Anchors {
    used: HashMap<Arc<str>, u32>,
}

impl Anchors {
    /// Keeps an id that an author gave an element: no heading gets it any more.
    pub fn keep(&mut self, id: &str) {
        if !self.used.contains_key(id) {
            self.used.insert(id.into(), 0);
        }
    }

    /// Forgets all ids, for the next page.
    pub fn clear(&mut self) {
        // After a page with very many ids each other one would pay for their room.
        const MOST_ROOM: usize = 1 << 10;
        if self.used.capacity() > MOST_ROOM {
            self.used = HashMap::default();
        }
        self.used.clear();
    }

    /// Takes `wanted`, or the first of `wanted-1`, `wanted-2`, … that is free.
    pub fn take(&mut self, wanted: &str) -> Arc<str> {
        let mut id: Arc<str> = wanted.into();
        let Some(known) = self.used.get(&id) else {
            self.used.insert(Arc::clone(&id), 0);
            return id;
        };
        let mut number = *known;
        while self.used.contains_key(&id) {
            number += 1;
            id = format!("{wanted}-{number}").into();
        }
        // The number reached is remembered, so that a thousand equal headings stay linear.
        self.used.insert(wanted.into(), number);
        self.used.insert(Arc::clone(&id), 0);
        id
    }

    /// Whether some element of the page has this id.
    pub fn has(&self, id: &str) -> bool {
        self.used.contains_key(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_docfx_gives_them() {
        for (text, id) in [
            ("A - b &@! c _ d . !", "a---b--c-_-d--"),
            ("1. Do it", "1-do-it"),
            ("A  &  B", "a----b"),
            ("キックオフ 会議", "キックオフ-会議"),
            ("Einführung", "einführung"),
            ("\u{1f600}", "section"),
            ("", "section"),
            ("tab\there\u{a0}x", "tabherex"),
        ] {
            assert_eq!(slug(text), id);
        }
    }

    #[test]
    fn as_markdig_gives_them_in_ascii() {
        for (text, id) in [
            ("This - is a &@! heading _ with . and ! -", "this-is-a-heading_with.and"),
            ("1.0 This is 1 heading", "this-is-1-heading"),
            ("Größe & Ærø, Łódź", "grosse-aero-lodz"),
            ("ſ Ÿ Ž", "s-y-z"),
            ("×÷ 表", "section"),
            ("a--b__c..d", "a-b_c.d"),
        ] {
            assert_eq!(ascii_slug(text), id);
        }
    }

    #[test]
    fn equal_headings_are_numbered() {
        let mut anchors = Anchors::default();
        let given: Vec<_> = ["a", "a-1", "a", "a"].into_iter().map(|wanted| anchors.take(wanted)).collect();
        assert_eq!(given, ["a".into(), "a-1".into(), "a-2".into(), "a-3".into()]);
    }
}
