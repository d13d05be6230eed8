//! Definitions: the labels by which links of a body may be called, for the tables that have such links in their cells.
//!
//! In:    the lines that may define one.
//! Out:   `Labels`; and each label with a `|` in it once more, with what stands for a pipe in a cell.
//! Never: counts a definition that the reader does not see.

use std::ops::Range;

use super::Edit;
use super::running::blank_markers;
use super::scan::{Leaf, Scanner};
use crate::base::audience::Readers;
use crate::corpus::parse::directive::{Block, abbreviation};
use crate::corpus::parse::table::{Labels, PIPE};
use crate::rules;

/// What a short form was last said to stand for, and where.
#[derive(Debug)]
pub(super) struct Short<'a> {
    long: &'a str,
    line: Range<usize>,
}

impl Scanner<'_, '_> {
    /// Remembers the text of a heading, to which a link by that text leads. One with an id of its own is left to its author.
    pub(super) fn heading(&mut self, line: Range<usize>) {
        if !self.wants.headings || self.hidden.is_some() {
            return;
        }
        let text = self.source[line].trim_start_matches('#').trim().trim_end_matches('#').trim_end();
        if !text.starts_with('<') && !text.ends_with('}') && !text.is_empty() {
            self.headings.insert(label_of(text));
        }
    }

    /// Takes a line out that says what an abbreviation stands for, and remembers it; whether it is one. What stands in a section for others is unknown.
    pub(super) fn abbreviation(&mut self, line: Range<usize>, matched: usize) -> bool {
        let Some((short, long)) = abbreviation::definition(&self.source[line.clone()]) else { return false };
        self.leave(matched);
        self.end_leaf();
        if self.hidden.is_none() {
            self.abbreviations.push((short.into(), long.into()));
            let readers = self.open.last().map_or(Readers::EVERYONE, |open| open.readers);
            // One in a section for some may say something else to them.
            let before = self.shorts.insert((short, readers), Short { long, line: line.clone() });
            if let Some(before) = before.filter(|before| before.long != long) {
                let diagnostic = rules::abbreviation_duplicate::RULE.at(self.file, self.at(before.line));
                let diagnostic = diagnostic.message(format!("`{short}` is said to be short for something else further down"));
                let diagnostic = diagnostic.related(self.file, self.at(line.clone()), "this line counts");
                self.report.push(diagnostic.help("remove one of the two lines, or give each meaning a short form of its own"));
            }
        }
        self.edits.push(Edit { source: line, text: String::new() });
        true
    }

    /// Remembers a line of running text that defines a link: the first of a paragraph, or one after such a line.
    pub(super) fn definition(&mut self, content: Range<usize>) {
        let text = &self.source[content.clone()];
        if !text.starts_with('[') || text.starts_with("[!") {
            return;
        }
        let may_be_one = !matches!(self.leaf, Leaf::Paragraph) || self.definitions.last() == self.last_line.as_ref();
        if may_be_one && label(text).is_some() {
            self.definitions.push(content);
        }
    }

    /// The labels that are defined for this reader.
    pub(super) fn labels(&self) -> Labels {
        let hidden: Vec<_> = self.blocks.iter().filter(|(block, _)| *block == Block::Hidden).map(|(_, range)| range.bytes()).collect();
        // One hidden section never overlaps another, and they come in order.
        let is_seen = |line: &&Range<usize>| {
            let after = hidden.partition_point(|range| range.end <= line.start);
            hidden.get(after).is_none_or(|range| line.start < range.start)
        };
        self.definitions.iter().filter(is_seen).filter_map(|line| label(&self.source[line.clone()])).collect()
    }

    /// Defines each label with a pipe once more, as a cell has it.
    pub(super) fn define_for_cells(&mut self) {
        for line in std::mem::take(&mut self.definitions) {
            let text = &self.source[line.clone()];
            let Some(label) = label(text).filter(|label| label.contains('|')) else { continue };
            let start = self.source[..line.start].rfind('\n').map_or(0, |newline| newline + 1);
            let (label, rest) = (label.replace('|', PIPE), &text[label.len() + 2..]);
            let marks = blank_markers(&self.source[start..line.start]);
            self.edits.push(Edit { source: line.start..line.start, text: format!("[{label}]{rest}\n{marks}") });
        }
    }
}

// The label that a line defines: `[label]: target "title"`, all of it on this line.
fn label(text: &str) -> Option<&str> {
    let end = text.find(']')?;
    let label = &text[1..end];
    let rest = text[end + 1..].strip_prefix(':')?.trim();
    let target_end = if rest.starts_with('<') { rest.find('>')? + 1 } else { rest.find([' ', '\t']).unwrap_or(rest.len()) };
    let (target, title) = rest.split_at(target_end);
    let is_balanced = target.matches('(').count() == target.matches(')').count();
    let is_label = !label.trim().is_empty() && !label.contains(['[', '\\']);
    (is_label && !target.is_empty() && is_balanced && (title.is_empty() || is_title(title.trim_start()))).then_some(label)
}

fn is_title(text: &str) -> bool {
    [('"', '"'), ('\'', '\''), ('(', ')')].iter().any(|(open, close)| {
        let inner = text.strip_prefix(*open).and_then(|text| text.strip_suffix(*close));
        inner.is_some_and(|inner| !inner.contains([*open, *close, '\\']))
    })
}

/// A label of a link as labels are compared: in lower case, with one blank where there is any.
pub(super) fn label_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn lines_that_define() {
        for line in ["[r|s]: guide.md", "[r|s]:<a b> 'title' ", "[r|s]: a_(b) (title)"] {
            assert_eq!(label(line), Some("r|s"), "{line}");
        }
        for line in [
            "[r|s] guide.md",
            "[r|s]:",
            "[r|s]: guide.md and more",
            "[ ]: a",
            "[a\\]b]: c",
            "[r|s]: a \"b\" c\"",
            "[r|s]: <a",
            "[r|s]: a (",
        ] {
            assert_eq!(label(line), None, "{line}");
        }
    }
}
