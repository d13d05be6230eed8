//! Tables of a page: those that mean something, read cell by cell.
//!
//! In:    the admitted content of a page.
//! Out:   `Grid`: header and rows as texts, each with its node.
//! Never: looks at what a text means.

use std::borrow::Cow;

use crate::markup::{Content, Element, Node};
use crate::site::{Admitted, Link};

/// A table.
#[derive(Debug, Default)]
pub(in crate::corpus::view) struct Grid<'c> {
    /// The cells of the header.
    pub(in crate::corpus::view) header: Vec<Cell<'c>>,
    /// The rows.
    pub(in crate::corpus::view) rows: Vec<Row<'c>>,
}

/// A row of a table.
#[derive(Debug)]
pub(in crate::corpus::view) struct Row<'c> {
    /// Its node.
    pub(in crate::corpus::view) node: usize,
    /// Its cells.
    pub(in crate::corpus::view) cells: Vec<Cell<'c>>,
}

/// A cell of a table.
#[derive(Debug)]
pub(in crate::corpus::view) struct Cell<'c> {
    /// Its node.
    pub(in crate::corpus::view) node: usize,
    /// Its text; what stands on lines of its own is separated by `\n`.
    pub(in crate::corpus::view) text: Cow<'c, str>,
    /// The first link in it.
    pub(in crate::corpus::view) to: Option<&'c Link>,
}

/// The text of the first header cell of the table that opens at `place`: what it is, is known by that.
pub(in crate::corpus::view) fn first_header(content: &Content<Admitted>, place: usize) -> Option<Cow<'_, str>> {
    let cell = content.nodes()[place..].iter().take(4).position(|node| matches!(node, Node::Open(Element::TableCell(_))))?;
    Some(content.plain_text(place + cell))
}

/// Reads the table that opens at `place`.
pub(in crate::corpus::view) fn read(content: &Content<Admitted>, place: usize) -> Grid<'_> {
    let mut grid = Grid::default();
    let mut depth = 0_usize;
    for (node, what) in content.nodes().iter().enumerate().skip(place) {
        match what {
            Node::Open(element) => {
                depth += 1;
                match element {
                    Element::TableRow(_) => grid.rows.push(Row { node, cells: Vec::with_capacity(grid.header.len()) }),
                    Element::TableCell(_) => {
                        let cell = Cell { node, text: Cow::Borrowed(""), to: None };
                        match grid.rows.last_mut() {
                            Some(row) => row.cells.push(cell),
                            None => grid.header.push(cell),
                        }
                    }
                    Element::Link(link) => {
                        if let Some(cell) = grid.last() {
                            cell.to.get_or_insert(&link.to);
                        }
                    }
                    Element::Paragraph
                    | Element::Heading { .. }
                    | Element::Quote
                    | Element::Alert(_)
                    | Element::List(_)
                    | Element::TaskList(_)
                    | Element::Item
                    | Element::TaskItem
                    | Element::Footnotes
                    | Element::Footnote(_)
                    | Element::Table(_)
                    | Element::TableHead
                    | Element::Emphasis
                    | Element::Strong
                    | Element::Strikethrough
                    | Element::Styled(_)
                    | Element::Tabs(_)
                    | Element::Tab(_)
                    | Element::TabTitle
                    | Element::Section(_) => {}
                }
            }
            Node::Close => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Node::Text(span) | Node::Code(span) => grid.push(content.str(*span)),
            Node::Image(image) => grid.push(content.str(image.alt)),
            Node::LineBreak => grid.push("\n"),
            Node::Tag(tag) if &*tag.name == "br" => grid.push("\n"),
            Node::Rule | Node::CodeBlock(_) | Node::Math(_) | Node::Mark(_) | Node::Word(_) | Node::Tag(_) => {}
            Node::Deferred(never) => match *never {},
        }
    }
    grid
}

impl<'c> Grid<'c> {
    fn last(&mut self) -> Option<&mut Cell<'c>> {
        match self.rows.last_mut() {
            Some(row) => row.cells.last_mut(),
            None => self.header.last_mut(),
        }
    }

    fn push(&mut self, text: &'c str) {
        if let Some(cell) = self.last() {
            cell.text += text;
        }
    }
}
