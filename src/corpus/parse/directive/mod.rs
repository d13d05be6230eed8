//! Directives: what DocFX adds to Markdown, each in a file of its own.
//!
//! In:    one line, or a place in a line.
//! Out:   `Block` or `Inline`, or nothing where the text is ordinary Markdown.
//! Never: reads another file; renders.

use std::ops::Range;

pub(crate) mod alert;
pub(crate) mod include;
pub(crate) mod link_repair;

pub(crate) use alert::AlertKinds;

use crate::base::diagnostic::Rule;
use crate::markup::Alert;

/// A construct that takes a line of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Block {
    /// `> [!NOTE]`: the quote it stands in is an alert from here on.
    Alert(Alert),
    /// `[!INCLUDE [title](path)]`.
    Include(include::Include),
}

/// A construct in running text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Inline {
    /// `[!INCLUDE [title](path)]` with text around it.
    Include(include::Include),
}

/// What a line was found to be.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The construct. `None`: the line stays ordinary Markdown.
    pub block: Option<Block>,
    /// What is wrong with it.
    pub problem: Option<Problem>,
}

/// Something wrong with a construct, at a range of the text looked at.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The rule.
    pub rule: &'static Rule,
    /// Where, in bytes of the text that was looked at.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The next step.
    pub help: String,
}

/// The construct that the text right after a quote mark is.
pub(crate) fn quote_block(text: &str, kinds: &AlertKinds) -> Found {
    alert::read(text, kinds)
}

/// The construct that a line is, its indentation taken off.
pub(crate) fn block(text: &str) -> Found {
    Found { block: include::block(text).map(Block::Include), problem: None }
}

/// The constructs in one line of running text, in order. A construct may reach beyond the line.
pub(crate) fn inlines(source: &str, line: Range<usize>) -> Vec<(Range<usize>, Inline)> {
    include::inlines(source, line).into_iter().map(|(range, include)| (range, Inline::Include(include))).collect()
}
