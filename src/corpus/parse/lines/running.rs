//! Running text: the constructs in a line of it, and the tables it makes.
//!
//! In:    a line of a paragraph, a heading or a table; a complete table.
//! Out:   edits: each construct replaced by its placeholder, each row with the cells it needs.
//! Never: parts a cell at a `|` that belongs to a construct.

use std::ops::Range;

use super::scan::Scanner;
use super::{CLOSE, Edit, OPEN};
use crate::base::span::TextRange;
use crate::corpus::parse::directive;
use crate::corpus::parse::table::TableLines;
use crate::rules;

impl Scanner<'_, '_> {
    /// Mends a table, now that it is complete.
    pub(super) fn end_table(&mut self, lines: TableLines) {
        let masked = self.masked();
        let repairs = lines.repairs(masked.as_deref().unwrap_or(self.source));
        for (range, text) in repairs.edits {
            self.edits.push(Edit { source: range, text });
        }
        for problem in repairs.problems {
            self.report
                .push(problem.rule.at(self.file, self.at(problem.range)).message(problem.message).label(problem.label).help(problem.help));
        }
    }

    // The source with the pipes inside inline constructs covered, when there are any: they part no cells.
    fn masked(&self) -> Option<String> {
        let with_pipes: Vec<_> =
            self.inlines.iter().map(|(_, range)| range.bytes()).filter(|range| self.source[range.clone()].contains('|')).collect();
        (!with_pipes.is_empty()).then(|| {
            let mut masked = self.source.to_owned();
            for range in with_pipes {
                masked.replace_range(range.clone(), &self.source[range].replace('|', "x"));
            }
            masked
        })
    }

    /// Replaces the constructs of a line of running text.
    pub(super) fn inline_constructs(&mut self, line: Range<usize>) {
        if self.wants.inlines.colons
            && let Some(problem) = directive::zone::in_mid_line(&self.source[line.clone()])
        {
            self.problem(problem, line.start);
        }
        if self.wants.inlines.is_some() {
            for (range, inline, problems) in directive::inlines(self.source, line.clone(), self.wants.inlines) {
                for problem in problems {
                    self.problem(problem, line.start);
                }
                self.edits.push(Edit { source: range.clone(), text: format!("{OPEN}{}{CLOSE}", self.inlines.len()) });
                self.inlines.push((inline, TextRange::new(range.start, range.end)));
            }
        }
        if !self.wants.repairs {
            return;
        }
        for repair in directive::link_repair::repairs(&self.source[line.clone()]) {
            let range = repair.range.start + line.start..repair.range.end + line.start;
            self.report.push(rules::link_malformed::RULE.at(self.file, self.at(range.clone())).message(repair.message).help(repair.help));
            self.edits.push(Edit { source: range, text: repair.text });
        }
    }
}
