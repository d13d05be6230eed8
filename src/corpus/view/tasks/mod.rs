//! Tasks: the task tables of a page as this audience sees it, row by row.
//!
//! In:    the admitted content of a page, and where its headings, rows and cells were written.
//! Out:   the tasks, each row with an id to link to; what is wrong with the tables.
//! Never: sees what the audience may not: a row that was withheld is neither counted nor compared.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Admission;
use crate::base::cell::tidy;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::slug::{Anchors, slug};
use crate::base::span::{Lines, TextRange};
use crate::corpus::document::{Document, DocumentId};
use crate::input::names::Names;
use crate::input::vocabulary::{Vocabulary, Word};
use crate::markup::{Content, Element, Node};
use crate::rules;
use crate::site::task::Source;
use crate::site::{Admitted, Link, OutlineEntry, PageId, Task};

mod check;
mod labels;
mod row;
pub(super) mod table;

pub(super) use check::of_pages;
use labels::labelled;
use row::Column;
pub(super) use table::{Grid, first_header};

/// Where a node of a page was written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The node.
    pub(super) node: usize,
    /// The document.
    pub(super) document: DocumentId,
    /// The range in it.
    pub(super) at: TextRange,
}

/// Where the cells of a task were written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Written {
    /// The file.
    pub(super) file: FilePath,
    /// Where its id stands, …
    pub(super) id_at: TextRange,
    /// … its name, …
    pub(super) name_at: TextRange,
    /// … its level …
    pub(super) level_at: TextRange,
    /// … and its roles.
    pub(super) roles_at: TextRange,
}

/// A heading that begins with an id: `## 3186: Prepare the meeting`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct DetailsHeading {
    /// The id.
    pub(super) id: String,
    /// The name.
    pub(super) name: String,
    /// The heading's own id.
    pub(super) anchor: Arc<str>,
    /// The file, …
    pub(super) file: FilePath,
    /// … and where in it.
    pub(super) at: TextRange,
}

/// What was found on a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct PageTasks {
    /// The tasks; their details are not looked for yet.
    pub(super) tasks: Vec<Task>,
    /// Where each of them was written.
    pub(super) written: Vec<Written>,
    pub(super) details: Vec<DetailsHeading>,
    pub(super) tables: usize,
}

/// A page whose content is complete.
pub(super) struct Reader<'r, 'a> {
    pub(super) admission: &'r Admission<'a>,
    pub(super) page: PageId,
    pub(super) places: &'r [Place],
    /// Where its tables open.
    pub(super) tables: &'r [usize],
    pub(super) outline: &'r [OutlineEntry],
}

// A line above a table, and the level of the heading below which it stands.
struct Line {
    word: Word,
    value: String,
    level: u8,
}

// What is known where a table begins.
struct Head<'h> {
    columns: &'h [Column],
    step: &'h str,
    lines: &'h [Line],
}

impl<'r> Reader<'r, '_> {
    /// Reads a page, and gives each row of a task table an id.
    pub(super) fn read(
        &self,
        content: &mut Content<Admitted>,
        anchors: &mut Anchors,
        ids: &mut BTreeSet<Arc<str>>,
        report: &mut Vec<Diagnostic>,
    ) -> PageTasks {
        let mut found = PageTasks { details: self.details(content), ..PageTasks::default() };
        let words = &self.admission.corpus.config.tasks.words;
        let is_task_table = |place: usize| first_header(content, place).is_some_and(|header| words.means(&header, Word::Id));
        let tables: Vec<usize> = self.tables.iter().copied().filter(|place| is_task_table(*place)).collect();
        if tables.is_empty() {
            return found;
        }
        let mut headings = self.outline.iter();
        let mut above: Vec<&OutlineEntry> = Vec::new();
        let mut lines: Vec<Line> = Vec::new();
        let mut given: Vec<(usize, Arc<str>)> = Vec::new();
        let mut source_lines = Lines::of("");
        for place in 0..=tables[tables.len() - 1] {
            match &content.nodes()[place] {
                Node::Open(Element::Heading { .. }) => {
                    let Some(heading) = headings.next() else { continue };
                    above.retain(|known| known.level < heading.level);
                    lines.retain(|line| line.level < heading.level);
                    above.push(heading);
                }
                Node::Open(Element::Paragraph) => {
                    let level = above.last().map_or(0, |heading| heading.level);
                    for (word, value) in labelled(content, place, words) {
                        lines.retain(|line| line.word != word || line.level < level);
                        lines.push(Line { word, value, level });
                    }
                }
                Node::Open(Element::Table(_)) if tables.binary_search(&place).is_ok() => {
                    let grid = table::read(content, place);
                    let Some(columns) = columns(&grid, words) else { continue };
                    found.tables += 1;
                    let step = above.iter().rev().find(|heading| !words.means(&heading.text, Word::TasksHeading));
                    let head = Head { columns: &columns, step: step.map_or("", |step| &step.text), lines: &lines };
                    self.table(&grid, &head, &mut source_lines, &mut found, report, |node, id| {
                        let anchor = anchors.take(&format!("task-{}", slug(id)));
                        given.push((node, Arc::clone(&anchor)));
                        anchor
                    });
                }
                Node::Open(_)
                | Node::Close
                | Node::Text(_)
                | Node::Code(_)
                | Node::LineBreak
                | Node::Rule
                | Node::CodeBlock(_)
                | Node::Math(_)
                | Node::Mark(_)
                | Node::Word(_)
                | Node::Image(_)
                | Node::Tag(_) => {}
                Node::Deferred(never) => match *never {},
            }
        }
        for (node, anchor) in given {
            let id = Some(content.intern(&anchor));
            if let Node::Open(element @ (Element::TableRow(_) | Element::TableCell(_))) = &mut content.nodes_mut()[node] {
                *element = if matches!(element, Element::TableRow(_)) { Element::TableRow(id) } else { Element::TableCell(id) };
            }
            ids.insert(anchor);
        }
        found
    }

    fn table(
        &self,
        grid: &Grid<'_>,
        head: &Head<'_>,
        source_lines: &mut Lines<'r>,
        found: &mut PageTasks,
        report: &mut Vec<Diagnostic>,
        mut anchor: impl FnMut(usize, &str) -> Arc<str>,
    ) {
        let config = &self.admission.corpus.config;
        let (words, columns) = (&config.tasks.words, head.columns);
        let line = |word: Word| head.lines.iter().rev().find(|line| line.word == word).map_or("", |line| line.value.as_str());
        let page = &self.admission.pages[self.page.0 as usize];
        let language: Arc<str> = language(&page.language, &grid.header[0].text, config).into();
        let step: Arc<str> = tidy(head.step).into();
        let phase: Arc<str> = config.tasks.phases.in_text(line(Word::Phase)).into();
        let [primary_role, applies_to, program_manager] =
            [Word::PrimaryRole, Word::AppliesTo, Word::ProgramManager].map(|word| Arc::from(line(word)));
        let (mut roles, mut services) = (Lists::of(&config.tasks.roles), Lists::of(&config.tasks.services));
        found.tasks.reserve_exact(grid.rows.len());
        found.written.reserve_exact(grid.rows.len());
        for row in &grid.rows {
            let cells = &row.cells;
            let reading = row::read(columns, cells, words);
            if let Some(problem) = reading.problem {
                let (document, row_at) = self.place(row.node);
                let at = problem.cell.and_then(|cell| cells.get(cell)).map_or(row_at, |cell| self.place(cell.node).1);
                let at = if at.start == at.end { row_at } else { at };
                let diagnostic = rules::task_malformed_row::RULE.at(&document.file, at).message(problem.message).help(problem.help);
                report.push(self.via(diagnostic, document));
            }
            for (number, parts) in reading.tasks.iter().enumerate() {
                let text = |word: Word| parts.text(columns, cells, word);
                let or_line = |word: Word, line: &Arc<str>| match tidy(text(word)) {
                    text if text.is_empty() => Arc::clone(line),
                    text => text.into(),
                };
                let Some(id_cell) = parts.of(columns, Word::Id) else { continue };
                let id = tidy(&cells[id_cell].text).into_owned();
                let (document, row_at) = self.place(row.node);
                if !source_lines.are_of(&document.source) {
                    *source_lines = Lines::of(&document.source);
                }
                let at = |word: Word| parts.of(columns, word).map_or(row_at, |cell| self.place(cells[cell].node).1);
                let more = columns.iter().enumerate().filter_map(|(place, column)| {
                    let Column::Other(header) = column else { return None };
                    let value = tidy(&cells[parts.cell(place)?].text).into_owned();
                    (!header.is_empty() && !value.is_empty()).then(|| (header.clone(), value))
                });
                let details = |word: Word| match parts.of(columns, word).map(|cell| &cells[cell].to) {
                    Some(Some(Link::Page(page, place))) => Some((*page, place.strip_prefix('#').unwrap_or("").into())),
                    _ => None,
                };
                let task = Task {
                    name: tidy(text(Word::Name)).into_owned(),
                    level: parts.level(columns, cells, words),
                    roles: match parts.rest() {
                        Some(rest) => config.tasks.roles.in_cell(rest).into(),
                        None => roles.in_cell(text(Word::Roles)),
                    },
                    services: services.in_cell(text(Word::Services)),
                    phase: match tidy(text(Word::Phase)) {
                        text if text.is_empty() => Arc::clone(&phase),
                        text => config.tasks.phases.in_text(&text).into(),
                    },
                    step: Arc::clone(&step),
                    primary_role: or_line(Word::PrimaryRole, &primary_role),
                    applies_to: or_line(Word::AppliesTo, &applies_to),
                    program_manager: or_line(Word::ProgramManager, &program_manager),
                    more: more.collect(),
                    page: self.page,
                    anchor: anchor(if number == 0 { row.node } else { cells[id_cell].node }, &id),
                    language: Arc::clone(&language),
                    details: details(Word::Id).or_else(|| details(Word::Name)),
                    source: Source { page: page.document.file.clone(), file: document.file.clone(), line: source_lines.line(row_at.start) },
                    id,
                };
                found.tasks.push(task);
                found.written.push(Written {
                    file: document.file.clone(),
                    id_at: at(Word::Id),
                    name_at: at(Word::Name),
                    level_at: at(Word::Mandatory),
                    roles_at: at(Word::Roles),
                });
            }
        }
    }

    // The headings that begin with an id.
    fn details(&self, content: &Content<Admitted>) -> Vec<DetailsHeading> {
        let of = |entry: &OutlineEntry| {
            let (id, rest) = entry.text.split_once([':', '：'])?;
            let id = tidy(id);
            let name = tidy(rest);
            (entry.level > 1 && row::is_id(&id) && !name.is_empty()).then(|| (id.into_owned(), name.into_owned()))
        };
        if self.outline.iter().all(|entry| of(entry).is_none()) {
            return Vec::new();
        }
        let headings = content.nodes().iter().enumerate().filter(|(_, node)| matches!(node, Node::Open(Element::Heading { .. })));
        headings
            .zip(self.outline)
            .filter_map(|((node, _), entry)| {
                let (document, at) = self.place(node);
                let (id, name) = of(entry)?;
                Some(DetailsHeading { id, name, anchor: entry.id.clone(), file: document.file.clone(), at })
            })
            .collect()
    }

    fn place(&self, node: usize) -> (&'r Document, TextRange) {
        let corpus = self.admission.corpus;
        match self.places.binary_search_by_key(&node, |place| place.node) {
            Ok(place) => {
                let (document, at) = (corpus.document(self.places[place].document), self.places[place].at);
                (document, trimmed(&document.source, at))
            }
            Err(_) => (self.admission.pages[self.page.0 as usize].document, TextRange::default()),
        }
    }

    fn via(&self, diagnostic: Diagnostic, document: &Document) -> Diagnostic {
        let page = &self.admission.pages[self.page.0 as usize].document.file;
        if document.file == *page { diagnostic } else { diagnostic.via(page) }
    }
}

// A range without the blanks at its ends.
pub(super) fn trimmed(source: &str, at: TextRange) -> TextRange {
    let Some(text) = source.get(at.bytes()) else { return at };
    let from_start = text.trim_start();
    let start = at.start as usize + text.len() - from_start.len();
    let trimmed = from_start.trim_end();
    if trimmed.is_empty() { at } else { TextRange::new(start, start + trimmed.len()) }
}

// What the columns hold; nothing when this is no task table after all.
fn columns(grid: &Grid<'_>, words: &Vocabulary) -> Option<Vec<Column>> {
    const KNOWN: [Word; 9] = [
        Word::Id,
        Word::Name,
        Word::Mandatory,
        Word::Roles,
        Word::Services,
        Word::Phase,
        Word::PrimaryRole,
        Word::AppliesTo,
        Word::ProgramManager,
    ];
    // A table that was widened for the sake of one row has empty headers at its end.
    let width = grid.header.iter().rposition(|cell| !tidy(&cell.text).is_empty())? + 1;
    let mut columns: Vec<Column> = Vec::with_capacity(width);
    for cell in &grid.header[..width] {
        let known = words.find(&cell.text, &KNOWN).map(Column::Known).filter(|known| !columns.contains(known));
        columns.push(known.unwrap_or_else(|| Column::Other(tidy(&cell.text).into_owned())));
    }
    columns.contains(&Column::Known(Word::Name)).then_some(columns)
}

// The lists in the cells of a column. Rows often say the same as one above, and then have the same list.
struct Lists<'t> {
    names: &'t Names,
    known: Vec<(&'t str, Arc<[String]>)>,
}

impl<'t> Lists<'t> {
    // So many different cells are remembered: a column with more of them hardly repeats any.
    const MOST: usize = 8;

    fn of(names: &'t Names) -> Self {
        Self { names, known: Vec::new() }
    }

    fn in_cell(&mut self, cell: &'t str) -> Arc<[String]> {
        if let Some((_, list)) = self.known.iter().find(|(known, _)| *known == cell) {
            return Arc::clone(list);
        }
        let list: Arc<[String]> = self.names.in_cell(cell).into();
        if self.known.len() < Self::MOST {
            self.known.push((cell, Arc::clone(&list)));
        }
        list
    }
}

/// The language of a task table: that of its page where the playbook says which pages are in which language, else the one that its header is in.
fn language<'l>(page: &'l str, header: &str, config: &'l crate::input::config::Config) -> &'l str {
    let spoken = config.tasks.words.languages(header, Word::Id).unwrap_or_default();
    let is_said = !config.languages.is_empty() || spoken.iter().any(|language| language == page);
    spoken.first().filter(|_| !is_said).map_or(page, String::as_str)
}
