//! Merge conflicts: the marks that a merge left in a body.
//!
//! In:    a line.
//! Out:   an edit that takes the line out, and `merge-conflict-marker`.
//! Never: decides between the two versions: both stay.

use super::Edit;
use super::scan::Scanner;
use crate::base::find::Needle;
use crate::rules;

pub(super) static ENDS: Needle = Needle::of(">>>>>>> ");

impl Scanner<'_, '_> {
    // A line that a merge left behind is no content: it is reported, and taken out so that what stands around it is not swallowed.
    pub(super) fn conflict_marker(&mut self, line: &str, start: usize, end: usize) -> bool {
        let is_marker = (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line.starts_with("||||||| "))
            || (line.trim_end() == "=======" && self.in_conflict);
        if is_marker {
            let range = self.at(start..start + line.len());
            self.report.push(
                rules::merge_conflict_marker::RULE
                    .at(self.file, range)
                    .message(format!("a merge conflict was left here: `{}`", line.trim_end()))
                    .help("decide between the two versions and remove the three marker lines"),
            );
            self.edits.push(Edit { source: start..end, text: String::new() });
            self.in_conflict = line.starts_with(['<', '|']);
        }
        is_marker
    }
}
