//! Boxes to tick: `[ ]` and `[x]` in the items of a list — off by default.
//!
//! In:    a line of an item.
//! Out:   the boxes in it, and whether each is ticked.
//! Never: takes the text of a link for one.
//!
//! Source of the rule: Markdig's task lists, which take a box anywhere in an item.

use std::ops::Range;

use crate::base::find;

/// Whether a text may hold a box.
pub(crate) fn may_hold_one(text: &str) -> bool {
    ["[ ]", "[x]", "[X]"].iter().any(|mark| find::holds(text, mark))
}

/// The boxes of a line.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, bool)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(start) = find::byte(text, b'[', place) {
        place = start + 1;
        let is_box = matches!(bytes.get(start + 1..start + 3), Some([b' ' | b'x' | b'X', b']']));
        let is_escaped = bytes[..start].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        if is_box && !is_escaped && !matches!(bytes.get(start + 3), Some(b'(' | b'[' | b':')) && (start == 0 || bytes[start - 1] != b']') {
            found.push((start..start + 3, bytes[start + 1] != b' '));
            place = start + 3;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes() {
        for (text, expected) in [
            ("[ ] a", &[(0..3, false)][..]),
            ("a [X] b [x]", &[(2..5, true), (8..11, true)]),
            ("[x](y) [x][y] [x]: z [] [xx] \\[x] [y][x]", &[]),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }
}
