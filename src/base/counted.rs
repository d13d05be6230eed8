//! Counted: a number of things in words.
//!
//! In:    a number, and the word for one of them.
//! Out:   `1 page`, `2 pages`.
//! Never: knows another language than that of messages.

/// A number of things: `1 page`, `2 pages`.
pub fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
