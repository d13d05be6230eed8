//! What comes next: where in a body the next construct of each kind may begin.
//!
//! In:    a body, line by line.
//! Out:   the kinds of construct that may begin in a line.
//! Never: searches the same text twice.

use std::ops::Range;

use super::{COLONS, Kinds, LINK, MARKER};
use crate::base::find::{self, Ahead};
use crate::corpus::parse::emoji;

/// What comes next in a body that is read line by line.
pub(crate) struct Coming {
    markers: Ahead,
    colons: Ahead,
    brackets: Ahead,
    ats: Ahead,
    dollars: Ahead,
    emoji: Ahead,
    links: Ahead,
    // Between these two places nothing of what is wanted begins.
    quiet: Range<usize>,
}

impl Coming {
    /// Before the first line.
    pub(crate) fn new() -> Self {
        Self {
            markers: Ahead::new(|text, from| MARKER.next(text, from)),
            colons: Ahead::new(|text, from| COLONS.next(text, from)),
            brackets: Ahead::new(|text, from| find::byte(text, b'<', from)),
            ats: Ahead::new(|text, from| find::byte(text, b'@', from)),
            dollars: Ahead::new(|text, from| find::byte(text, b'$', from)),
            emoji: Ahead::new(emoji::next),
            links: Ahead::new(|text, from| LINK.next(text, from)),
            quiet: 0..0,
        }
    }

    /// Whether the target of a link may begin in a line.
    pub(crate) fn has_link(&mut self, source: &str, line: &Range<usize>) -> bool {
        self.links.is_in(source, line)
    }

    /// Whether a line is known to hold nothing of what is wanted, smileys, boxes and braces aside.
    #[inline]
    pub(crate) fn is_quiet(&self, line: &Range<usize>) -> bool {
        self.quiet.start <= line.start && line.end <= self.quiet.end
    }

    /// Those of the kinds that may begin in a line. What is wanted is the same for every line, but for smileys, boxes and braces.
    pub(crate) fn kinds(&mut self, source: &str, line: &Range<usize>, wants: Kinds) -> Kinds {
        let mut kinds = Kinds { smileys: wants.smileys, boxes: wants.boxes, braces: wants.braces, ..Kinds::default() };
        if self.is_quiet(line) {
            return kinds;
        }
        let mut end = usize::MAX;
        let mut look = |is_wanted: bool, ahead: &mut Ahead| {
            let is_here = is_wanted && ahead.is_in(source, line);
            if is_wanted {
                end = end.min(ahead.next());
            }
            is_here
        };
        kinds.includes = look(wants.includes, &mut self.markers);
        kinds.colons = look(wants.colons, &mut self.colons);
        kinds.references = look(wants.references, &mut self.brackets) | look(wants.references, &mut self.ats);
        kinds.emoji = look(wants.emoji, &mut self.emoji);
        kinds.math = look(wants.math, &mut self.dollars);
        self.quiet = line.start..end;
        kinds
    }
}
