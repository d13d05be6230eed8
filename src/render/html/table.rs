//! Tables in an article: a region that scrolls, with a name, and cells that say what they are.
//!
//! In:    the nodes of a table.
//! Out:   its markup.
//! Never: takes an empty cell for a header.

use std::fmt::Write as _;

use super::{End, TableState, Writer, escape, task_rows};
use crate::markup::{Alignment, Element, Node, Span};

impl Writer<'_> {
    // A table scrolls in a region of its own, which the keyboard reaches and which has a name: that of the heading above it.
    pub(super) fn table(&mut self, place: usize, columns: &[Alignment]) {
        let heading = self.heading_above();
        let number = self.tables_by_heading.entry(heading.clone()).and_modify(|number| *number += 1).or_insert(1);
        let number = *number;
        self.out.push_str("<div class=\"table-scroll");
        if task_rows(self.content, place) > 0 {
            self.out.push_str(" tasks");
        }
        self.out.push_str("\" role=\"region\" tabindex=\"0\" aria-label=\"");
        escape(self.strings.get("table"), &mut self.out);
        if number > 1 {
            let _ = write!(self.out, " {number}");
        }
        if !heading.is_empty() {
            self.out.push_str(": ");
            escape(&heading, &mut self.out);
        }
        self.out.push_str("\"><table>\n");
        let first_cell = self.content.nodes()[place..].iter().position(|node| matches!(node, Node::Open(Element::TableCell(_))));
        let has_row_headers = first_cell.is_some_and(|cell| matches!(self.content.nodes().get(place + cell + 1), Some(Node::Close)));
        self.tables.push(TableState { columns: columns.into(), column: 0, in_head: false, has_body: false, has_row_headers, task: None });
        self.ends.push(End::Table);
    }

    pub(super) fn id(&mut self, id: Option<Span>) {
        if let Some(id) = id {
            self.out.push_str(" id=\"");
            escape(self.content.str(id), &mut self.out);
            self.out.push('"');
        }
    }

    pub(super) fn cell(&mut self, place: usize, id: Option<Span>) {
        let is_empty = matches!(self.content.nodes().get(place + 1), Some(Node::Close));
        let Some(table) = self.tables.last_mut() else { return };
        let column = table.column;
        table.column += 1;
        let is_row_header = !table.in_head && table.has_row_headers && column == 0;
        let class = match table.columns.get(column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            // Left is where text stands anyway.
            Some(Alignment::Natural | Alignment::Left) | None => "",
        };
        let (tag, end) = match (table.in_head, is_row_header) {
            // An empty header cell names nothing: it is no header.
            _ if is_empty => ("<td", "</td>\n"),
            (true, _) => ("<th scope=\"col\"", "</th>\n"),
            (false, true) => ("<th scope=\"row\"", "</th>\n"),
            (false, false) => ("<td", "</td>\n"),
        };
        self.out.push_str(tag);
        self.out.push_str(class);
        self.id(id);
        self.out.push('>');
        let is_linked = self.details(place, is_empty);
        self.ends.push(if is_linked { End::LinkedCell(end) } else { End::Cell(end) });
    }
}
