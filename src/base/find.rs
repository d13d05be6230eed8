//! Finding: whether and where a text holds a short one, at the speed of memory.
//!
//! In:    texts.
//! Out:   places in bytes.
//! Never: allocates.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::{memchr, memchr_iter, memchr2, memchr3, memmem, memrchr};

/// Whether `text` holds `wanted`.
pub fn holds(text: &str, wanted: &str) -> bool {
    match wanted.as_bytes() {
        [byte] => memchr(*byte, text.as_bytes()).is_some(),
        // Getting ready for a search takes longer than looking at a short text.
        [first, rest @ ..] if text.len() < 256 => {
            let bytes = text.as_bytes();
            memchr_iter(*first, bytes).any(|place| bytes[place + 1..].starts_with(rest))
        }
        wanted => memmem::find(text.as_bytes(), wanted).is_some(),
    }
}

/// A text of a few bytes that is looked for in many texts: the search is made ready once, which costs as much as searching some thousand bytes.
pub struct Needle {
    wanted: &'static str,
    finder: OnceLock<memmem::Finder<'static>>,
}

impl Needle {
    /// The one of a text.
    pub const fn of(wanted: &'static str) -> Self {
        Self { wanted, finder: OnceLock::new() }
    }

    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.wanted.len()
    }

    fn finder(&self) -> &memmem::Finder<'static> {
        self.finder.get_or_init(|| memmem::Finder::new(self.wanted))
    }

    /// Whether a text holds it.
    pub fn is_in(&self, text: &str) -> bool {
        self.finder().find(text.as_bytes()).is_some()
    }

    /// The first place of it at or after `from`.
    pub fn next(&self, text: &str, from: usize) -> Option<usize> {
        self.finder().find(text.as_bytes().get(from..)?).map(|place| place + from)
    }

    /// The places of it in a text, none of them inside another.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        self.finder().find_iter(text.as_bytes())
    }
}

/// Where something comes next in a text that is read from its start to its end, line by line: the text is searched once, not line by line.
#[derive(Clone, Debug)]
pub struct Ahead {
    find: fn(&str, usize) -> Option<usize>,
    // The text between the two holds none.
    from: usize,
    next: usize,
}

impl Ahead {
    /// Looks for what `find` finds: the first place at or after a byte of a text.
    pub fn new(find: fn(&str, usize) -> Option<usize>) -> Self {
        Self { find, from: 1, next: 0 }
    }

    /// The place that was found last, or the greatest number where there was none.
    pub fn next(&self) -> usize {
        self.next
    }

    /// Whether it begins in this part of the text, which is always the same text.
    pub fn is_in(&mut self, text: &str, part: &Range<usize>) -> bool {
        if part.start < self.from || part.start > self.next {
            self.from = part.start;
            self.next = (self.find)(text, part.start).unwrap_or(usize::MAX);
        }
        self.next < part.end
    }
}

/// Whether `text` holds one of three bytes.
pub fn any_of(text: &str, bytes: [u8; 3]) -> bool {
    memchr3(bytes[0], bytes[1], bytes[2], text.as_bytes()).is_some()
}

/// The place of the first of two bytes at or after `from`.
pub fn either(text: &str, one: u8, other: u8, from: usize) -> Option<usize> {
    memchr2(one, other, text.as_bytes().get(from..)?).map(|place| place + from)
}

/// The places of `wanted` in `text`, none of them inside another.
pub fn places<'t>(text: &'t str, wanted: &'t str) -> impl Iterator<Item = usize> + 't {
    memmem::find_iter(text.as_bytes(), wanted.as_bytes())
}

/// The place of the first `wanted` in `text` at or after `from`.
pub fn text(text: &str, wanted: &str, from: usize) -> Option<usize> {
    memmem::find(text.as_bytes().get(from..)?, wanted.as_bytes()).map(|place| place + from)
}

/// The place of the first `wanted` in `bytes`.
pub fn bytes(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    memmem::find(bytes, wanted)
}

/// The place of the last `byte` in `text`.
pub fn last(text: &str, byte: u8) -> Option<usize> {
    memrchr(byte, text.as_bytes())
}

/// The places of `byte` in `text`.
pub fn all(text: &str, byte: u8) -> impl Iterator<Item = usize> + '_ {
    memchr_iter(byte, text.as_bytes())
}

/// The lines of `text`, each with its end; as `split_inclusive('\n')` has them, in half the time.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |newline| newline + 1);
        let line;
        (line, rest) = rest.split_at(end);
        (end > 0).then_some(line)
    })
}

/// A line without what ends it.
pub fn without_end(line: &str) -> &str {
    let content = line.strip_suffix('\n').unwrap_or(line);
    // Mostly there is nothing to trim, which is soon seen.
    if content.ends_with('\r') { content.trim_end_matches('\r') } else { content }
}

/// How often `byte` stands in `text`.
pub fn count(text: &str, byte: u8) -> usize {
    memchr_iter(byte, text.as_bytes()).count()
}

/// The place of the first `byte` at or after `from`.
pub fn byte(text: &str, byte: u8, from: usize) -> Option<usize> {
    memchr(byte, text.as_bytes().get(from..)?).map(|place| place + from)
}
