//! Finding: whether and where a text holds a short one, at the speed of memory.
//!
//! In:    texts.
//! Out:   places in bytes.
//! Never: allocates.

use memchr::{memchr, memchr_iter, memchr2, memmem};

/// Whether `text` holds `wanted`.
pub fn holds(text: &str, wanted: &str) -> bool {
    match wanted.as_bytes() {
        [byte] => memchr(*byte, text.as_bytes()).is_some(),
        wanted => memmem::find(text.as_bytes(), wanted).is_some(),
    }
}

/// The place of the first of two bytes at or after `from`.
pub fn either(text: &str, one: u8, other: u8, from: usize) -> Option<usize> {
    memchr2(one, other, text.as_bytes().get(from..)?).map(|place| place + from)
}

/// The places of `wanted` in `text`, none of them inside another.
pub fn places<'t>(text: &'t str, wanted: &'t str) -> impl Iterator<Item = usize> + 't {
    memmem::find_iter(text.as_bytes(), wanted.as_bytes())
}

/// How often `byte` stands in `text`.
pub fn count(text: &str, byte: u8) -> usize {
    memchr_iter(byte, text.as_bytes()).count()
}

/// The place of the first `byte` at or after `from`.
pub fn byte(text: &str, byte: u8, from: usize) -> Option<usize> {
    memchr(byte, text.as_bytes().get(from..)?).map(|place| place + from)
}
