//! Shell: the outside world — the only folder with effects.
//!
//! In:    arguments, the disk, the clock.
//! Out:   a `Snapshot` for the core; what the core made, on disk and on the terminal.
//! Never: decides what a page says or who may read it.
#![expect(clippy::disallowed_methods, reason = "effects live here and nowhere else")]

pub mod args;
pub mod code_names;
pub mod commands;
pub mod disk;
mod git;
pub mod images;
mod kernel;
pub mod load;
pub mod publish;
pub mod report;
pub mod serve;
mod starter;
mod tasks;
pub mod terminal;

use std::fmt;
use std::io;
use std::path::Path;

/// Something that the machine could not do. The exit code is 2, and nothing was written.
///
/// Not for mistakes of authors: those are [`Diagnostic`](crate::base::diagnostic::Diagnostic)s.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MachineError {
    /// A sentence for the person at the terminal: what could not be done, with what, and why. Lower case, no full stop.
    pub message: String,
}

impl MachineError {
    /// An error that says `message`.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// `cannot read `a/b`: permission denied`.
    fn with_file(cannot: &str, file: &Path, why: &io::Error) -> Self {
        Self::new(format!("cannot {cannot} `{}`: {}", file.display(), words_of(why)))
    }
}

impl fmt::Display for MachineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for MachineError {}

// `Permission denied (os error 13)` → `permission denied`.
fn words_of(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.rfind(" (os error").map_or(&*text, |end| &text[..end]);
    let mut letters = words.chars();
    match (letters.next(), words.chars().nth(1)) {
        // `I/O error` and `EOF` keep their capitals.
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}
