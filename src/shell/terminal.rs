//! Terminal: what is said to whoever started the tool.
//!
//! In:    texts, possibly coloured.
//! Out:   the same on standard output and standard error; colours and progress only where a person sees them.
//! Never: takes a closed pipe for an error.

use std::io::{self, IsTerminal as _, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::MachineError;

/// Writes a text, possibly coloured, to standard output.
///
/// # Errors
/// When it cannot be written, for instance because the disk of the file that it goes to is full.
pub fn say(text: &str) -> Result<(), MachineError> {
    finish(write(&mut anstream::stdout().lock(), text.as_bytes()))
}

/// Writes a line to standard output; on a terminal it takes the place of the line before where `is_again`. A reader who went away is no error.
pub fn say_again(line: &str, is_again: bool) {
    let up = if is_again && io::stdout().is_terminal() { "\u{1b}[1A\u{1b}[2K" } else { "" };
    let _ = say(&format!("{up}{}", printable(line)));
}

/// Writes to standard output exactly what it is given: for output that another program reads.
///
/// # Errors
/// As [`say`].
pub fn hand_over(bytes: impl AsRef<[u8]>) -> Result<(), MachineError> {
    finish(write(&mut io::stdout().lock(), bytes.as_ref()))
}

/// Writes a text, possibly coloured, to standard error. When even that is closed, there is nobody to tell.
pub fn warn(text: &str) {
    let _ = write(&mut anstream::stderr().lock(), text.as_bytes());
}

/// Says why nothing was done.
pub fn fail(error: &MachineError) {
    warn(&format!("\u{1b}[1m\u{1b}[91merror\u{1b}[0m\u{1b}[1m: {}\u{1b}[0m\n", printable(&error.message)));
}

/// One line on a terminal that tells how far the work is; nothing at all elsewhere.
#[derive(Debug)]
pub struct Progress {
    // When the line was last drawn; `None` where nobody looks.
    drawn: Option<Mutex<Option<Instant>>>,
}

// More often, a person does not see it, and drawing it costs time.
const PAUSE: Duration = Duration::from_millis(80);

impl Progress {
    /// Begins without showing anything.
    pub fn new() -> Self {
        Self { drawn: io::stderr().is_terminal().then(Mutex::default) }
    }

    /// Shows what is being done. May be called from several threads, and as often as one likes.
    pub fn step(&self, words: &str) {
        let Some(mut drawn) = self.drawn.as_ref().and_then(|drawn| drawn.try_lock().ok()) else { return };
        if drawn.is_none_or(|at| at.elapsed() >= PAUSE) {
            *drawn = Some(Instant::now());
            // Longer lines would wrap, and could not be taken back.
            let words: String = printable(words).chars().take(70).collect();
            warn(&format!("\r\u{1b}[2K{words}"));
        }
    }

    /// Takes the line away.
    pub fn clear(&self) {
        let Some(mut drawn) = self.drawn.as_ref().and_then(|drawn| drawn.lock().ok()) else { return };
        if drawn.take().is_some() {
            warn("\r\u{1b}[2K");
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

// Names of files may hold escape sequences.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

fn write(stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

// Whoever closed the pipe has read enough: `playbook check | head`.
fn finish(result: io::Result<()>) -> Result<(), MachineError> {
    match result {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            Err(MachineError::new(format!("cannot write the output: {}", super::words_of(&why))))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_error() {
        assert_eq!(finish(Err(io::ErrorKind::BrokenPipe.into())), Ok(()));
        assert_eq!(finish(Err(io::ErrorKind::StorageFull.into())).unwrap_err().message, "cannot write the output: no storage space");
    }

    #[test]
    fn escape_sequences_in_names_are_not_sent() {
        assert_eq!(printable("a\u{1b}[2Jb\n"), "a\u{fffd}[2Jb\n");
    }
}
