//! Code spans of a line: where code begins and ends, so that nothing in it is taken for a construct.
//!
//! In:    a line.
//! Out:   for each run of backticks, where its code ends.
//! Never: sees a span that goes on to another line: placeholders in such a one are put back as they were written.
//!
//! Source of the rule: `CommonMark` 0.31, section 6.1.

use std::ops::Range;

use crate::base::find;
use crate::base::hash::HashMap;

/// The code spans of a line: where each begins, and ends.
pub(super) struct CodeSpans(HashMap<usize, usize>);

impl CodeSpans {
    /// The spans of a line.
    pub(super) fn new(line: &str) -> Self {
        let mut ends = HashMap::default();
        let mut next_of_length: HashMap<usize, usize> = HashMap::default();
        let mut runs = Vec::new();
        let mut place = 0;
        while let Some(start) = find::byte(line, b'`', place) {
            let length = line[start..].bytes().take_while(|&byte| byte == b'`').count();
            runs.push((start, length));
            place = start + length;
        }
        for (start, length) in runs.into_iter().rev() {
            if let Some(end) = next_of_length.insert(length, start + length) {
                ends.insert(start, end);
            }
        }
        Self(ends)
    }

    /// The end of the span that begins at `start`, or else of the run of marks.
    pub(super) fn after(&self, line: &str, start: usize) -> usize {
        self.0.get(&start).copied().unwrap_or_else(|| start + line[start..].bytes().take_while(|&byte| byte == b'`').count())
    }

    /// The spans, from the first one on; none is in another.
    pub(super) fn ranges(&self, line: &str) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut place = 0;
        while let Some(start) = find::byte(line, b'`', place) {
            place = self.after(line, start);
            if self.0.contains_key(&start) {
                ranges.push(start..place);
            }
        }
        ranges
    }
}
