//! Finding: whether and where a text holds a short one, at the speed of memory.
//!
//! In:    texts.
//! Out:   places in bytes.
//! Never: allocates.

use memchr::{memchr, memmem};

/// Whether `text` holds `wanted`.
pub fn holds(text: &str, wanted: &str) -> bool {
    memmem::find(text.as_bytes(), wanted.as_bytes()).is_some()
}

/// The place of the first `byte` at or after `from`.
pub fn byte(text: &str, byte: u8, from: usize) -> Option<usize> {
    memchr(byte, text.as_bytes().get(from..)?).map(|place| place + from)
}
