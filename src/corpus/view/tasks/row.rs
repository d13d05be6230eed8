//! Rows of a task table: which tasks stand in one, also where its bars were set wrong.
//!
//! In:    the columns of the table and the cells of a row.
//! Out:   `Reading`: the tasks, and what is wrong with the row.
//! Never: drops a task that can be made out.

use super::table::Cell;
use crate::base::cell::tidy;
use crate::input::vocabulary::{Vocabulary, Word};
use crate::site::task::Level;

/// What a column holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Column {
    /// Something known.
    Known(Word),
    /// Something else: its header, which may be empty.
    Other(String),
}

/// What a row says.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// Its tasks, in order.
    pub(super) tasks: Vec<Parts>,
    /// What is wrong with it.
    pub(super) problem: Option<Problem>,
}

/// One task of a row: which cell stands for which column.
#[derive(Debug, Default)]
pub(super) struct Parts {
    // The cell of the first column, and the one behind the last.
    first: usize,
    end: usize,
    // Where the bar after the level is missing.
    split: Option<Split>,
}

// A cell that holds what belongs into two.
#[derive(Debug)]
struct Split {
    // Its column.
    column: usize,
    level: Level,
    rest: String,
    // Whether an empty cell was left for the rest, so that what follows stands where it belongs.
    has_gap: bool,
}

/// What is wrong with a row, and what was made of it.
#[derive(Debug)]
pub(super) struct Problem {
    /// The cell at which it shows; the row when there is none.
    pub(super) cell: Option<usize>,
    /// A sentence.
    pub(super) message: String,
    /// The next step.
    pub(super) help: &'static str,
}

impl Parts {
    /// The cell that stands for a column.
    pub(super) fn cell(&self, column: usize) -> Option<usize> {
        let is_early = |split: &Split| column == split.column + 1 || column > split.column && !split.has_gap;
        let cell = self.first + column - usize::from(self.split.as_ref().is_some_and(is_early));
        Some(cell).filter(|cell| *cell < self.end)
    }

    /// The cell that stands for something known.
    pub(super) fn of(&self, columns: &[Column], word: Word) -> Option<usize> {
        self.cell(columns.iter().position(|column| *column == Column::Known(word))?)
    }

    /// The text of what is known; that of the roles may stand in a part of a cell, see [`Self::rest`].
    pub(super) fn text<'c>(&self, columns: &[Column], cells: &'c [Cell<'_>], word: Word) -> &'c str {
        self.of(columns, word).map_or("", |cell| cells[cell].text.trim())
    }

    /// The roles, where the bar before them is missing.
    pub(super) fn rest(&self) -> Option<&str> {
        self.split.as_ref().map(|split| split.rest.as_str())
    }

    /// The level.
    pub(super) fn level(&self, columns: &[Column], cells: &[Cell<'_>], words: &Vocabulary) -> Option<Level> {
        if let Some(split) = &self.split {
            return Some(split.level);
        }
        level(self.text(columns, cells, Word::Mandatory), words)
    }
}

/// Reads a row.
pub(super) fn read(columns: &[Column], cells: &[Cell<'_>], words: &Vocabulary) -> Reading {
    let filled = cells.iter().rposition(|cell| !tidy(&cell.text).is_empty()).map_or(0, |place| place + 1);
    let (width, text) = (columns.len(), |cell: usize| tidy(&cells[cell].text));
    if filled == 0 {
        return Reading::default();
    }
    let first = text(0);
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|mark| first.starts_with(mark)) {
        return Reading::wrong(
            None,
            "a line of a merge stands in this table".to_owned(),
            "decide between the two versions and remove the marker lines",
        );
    }
    let Some(start) = (0..filled.min(2)).find(|cell| is_id(&text(*cell))).filter(|start| *start == 0 || first.is_empty()) else {
        return if first.is_empty() {
            Reading::wrong(Some(0), "this row has no task id".to_owned(), "give the task an id, or move the text out of the table")
        } else {
            Reading::wrong(Some(0), format!("`{first}` is no task id"), "write an id of letters and digits with at least one digit")
        };
    };
    let mut reading = Reading::default();
    // Where further tasks begin on the same line: an id that begins a row of its own, after a whole task.
    let mut starts = vec![start];
    if filled > start + width {
        for cell in start + 2..filled.saturating_sub(1) {
            let last = starts[starts.len() - 1];
            if cell >= last + width.min(3) && is_id(&text(cell)) && !text(cell + 1).is_empty() && !is_id(&text(cell + 1)) {
                starts.push(cell);
            }
        }
    }
    for (place, &first) in starts.iter().enumerate() {
        let end = starts.get(place + 1).copied().unwrap_or(filled);
        reading.tasks.push(Parts { first, end: end.min(first + width), split: None });
    }
    if starts.len() > 1 {
        let ids: Vec<String> = starts.iter().map(|start| format!("`{}`", text(*start))).collect();
        reading.problem = Some(Problem {
            cell: Some(starts[1]),
            message: format!("the tasks {} stand on one line", ids.join(" and ")),
            help: "give each task a line of its own",
        });
    } else if start > 0 {
        let message = format!("the row of task `{}` begins with a bar too many", text(start));
        reading.problem = Some(Problem { cell: Some(0), message, help: "remove the first `|`" });
    } else if filled > width {
        let message = format!("this row has {filled} cells, the table {width} columns");
        reading.problem =
            Some(Problem { cell: Some(width), message, help: "remove the surplus, or write `\\|` where a `|` belongs to the text" });
    } else {
        reading.problem = reading.tasks.first_mut().and_then(|parts| missing_bar(parts, columns, cells, words));
        let roles = columns.iter().position(|column| *column == Column::Known(Word::Roles)).filter(|roles| filled <= *roles);
        if reading.problem.is_none() && roles.is_some() {
            let message = format!("the row of task `{first}` ends after {filled} of {width} cells");
            reading.problem = Some(Problem { cell: Some(filled - 1), message, help: "write the whole row on one line" });
        }
    }
    reading
}

impl Reading {
    fn wrong(cell: Option<usize>, message: String, help: &'static str) -> Self {
        Self { tasks: Vec::new(), problem: Some(Problem { cell, message, help }) }
    }
}

// `O FastTrack Engineer` in one cell, with a cell too few after it.
fn missing_bar(parts: &mut Parts, columns: &[Column], cells: &[Cell<'_>], words: &Vocabulary) -> Option<Problem> {
    let place = columns.iter().position(|column| *column == Column::Known(Word::Mandatory))?;
    let cell = parts.cell(place)?;
    let text = tidy(&cells[cell].text);
    if text.is_empty() || level(&text, words).is_some() {
        return None;
    }
    let is_next_role = columns.get(place + 1) == Some(&Column::Known(Word::Roles));
    let split = text.split_once(' ').and_then(|(letter, rest)| Some((level(letter, words)?, rest.trim().to_owned())));
    let Some((level, rest)) = split.filter(|_| is_next_role) else {
        return Some(Problem {
            cell: Some(cell),
            message: format!("`{text}` is neither mandatory nor optional"),
            help: "write `M` or `O`, or add the word to `tasks.words` in `playbook.yml`",
        });
    };
    // What follows stands one cell too early, unless an empty cell was left for it.
    let has_gap = parts.cell(place + 1).is_some_and(|next| tidy(&cells[next].text).is_empty());
    let message = format!("a bar is missing in `{text}`");
    parts.split = Some(Split { column: place, level, rest, has_gap });
    Some(Problem { cell: Some(cell), message, help: "write `|` between the letter and the role" })
}

fn level(text: &str, words: &Vocabulary) -> Option<Level> {
    let text = text.trim().trim_matches(['(', ')']);
    let word = words.find(text, &[Word::IsMandatory, Word::IsOptional])?;
    Some(if word == Word::IsMandatory { Level::Mandatory } else { Level::Optional })
}

/// Whether a text can be the id of a task: letters, digits, `-`, `_` and `.`, with a digit among them.
pub(super) fn is_id(text: &str) -> bool {
    text.len() <= 24
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
