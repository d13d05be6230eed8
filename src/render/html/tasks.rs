//! Tasks in an article: the ways from a row to the task's details, and from the details to the rows.
//!
//! In:    the tasks of the site.
//! Out:   links around ids, a line below each heading that holds details, and the rows of the lists of tasks.
//! Never: decides what a task is: rows that are tasks have an id.

use super::{Writer, escape};
use crate::markup::{Content, Element, Node};
use crate::render::strings::Strings;
use crate::site::task::Level;
use crate::site::{Admitted, Link, Page, PageId, Site, Task};

/// How many rows with tasks the table has that opens at `place`.
pub fn task_rows(content: &Content<Admitted>, place: usize) -> usize {
    let rows = content.nodes()[place + 1..].iter().take_while(|node| !matches!(node, Node::Open(Element::Table(_))));
    rows.filter(|node| matches!(node, Node::Open(Element::TableRow(Some(_))))).count()
}

/// The columns of a list of tasks that not every list has.
#[derive(Clone, Copy, Debug)]
pub struct ListColumns {
    /// What the tasks apply to.
    pub services: bool,
    /// Who leads their steps.
    pub primary_role: bool,
    /// What their steps apply to.
    pub applies_to: bool,
}

/// Adds the rows of a list of tasks on the page `from` to `out`.
pub fn list_rows(site: &Site, from: &Page, tasks: &[&Task], columns: ListColumns, strings: &Strings, out: &mut String) {
    // About as long as its texts and the marks between them.
    let size = |task: &&Task| {
        256 + task.name.len() + task.step.len() + task.roles.iter().chain(task.services.iter()).map(String::len).sum::<usize>()
    };
    out.reserve(tasks.iter().map(size).sum());
    let address = |page: PageId| site.page(page).address.href_from(&from.address);
    // Where the page of the row before stands: that of the next one, mostly.
    let mut last_page: Option<(PageId, String)> = None;
    for (number, task) in tasks.iter().enumerate() {
        out.push_str(if number == 0 { "<tr><td>" } else { "\n<tr><td>" });
        match &task.details {
            Some((page, anchor)) => linked(&address(*page), anchor, &task.id, out),
            None => escape(&task.id, out),
        }
        let level = match task.level {
            Some(Level::Mandatory) => strings.get("task_mandatory"),
            Some(Level::Optional) => strings.get("task_optional"),
            None => "",
        };
        for cell in [&*task.name, level] {
            out.push_str("</td><td>");
            escape(cell, out);
        }
        for list in [Some(&task.roles), columns.services.then_some(&task.services)].into_iter().flatten() {
            out.push_str("</td><td>");
            for (number, item) in list.iter().enumerate() {
                out.push_str(if number == 0 { "" } else { " / " });
                escape(item, out);
            }
        }
        out.push_str("</td><td>");
        escape(&task.phase, out);
        out.push_str("</td><td>");
        let known = last_page.take().filter(|(page, _)| *page == task.page);
        let (_, address) = last_page.insert(known.unwrap_or_else(|| (task.page, address(task.page))));
        let step = if task.step.is_empty() { &*site.page(task.page).title } else { &*task.step };
        linked(address, &task.anchor, step, out);
        let last = [columns.primary_role.then_some(&*task.primary_role), columns.applies_to.then_some(&*task.applies_to)];
        for cell in last.into_iter().flatten() {
            out.push_str("</td><td>");
            escape(cell, out);
        }
        out.push_str("</td></tr>");
    }
}

// A link to the place `anchor` on the page at `address`; to the page where there is no place.
fn linked(address: &str, anchor: &str, text: &str, out: &mut String) {
    out.push_str("<a href=\"");
    escape(address, out);
    if !anchor.is_empty() {
        out.push('#');
        escape(anchor, out);
    }
    out.push_str("\">");
    escape(text, out);
    out.push_str("</a>");
}

impl<'a> Writer<'a> {
    // The task of the row with this id. Tasks are in the order of their rows: those before it were written.
    pub(super) fn task(&mut self, id: &str) -> Option<&'a Task> {
        let place = self.tasks.iter().position(|task| *task.anchor == *id)?;
        let (before, after) = self.tasks.split_at(place + 1);
        self.tasks = after;
        before.last()
    }

    // Whether details stand below a heading; below the title of a page stands what the page as a whole is for.
    pub(super) fn holds_details(&self, anchor: &str, is_title: bool) -> bool {
        let holds = |anchor: &str| self.site.tasks.detailed_at(self.page, anchor).next().is_some();
        self.has_details && (holds(anchor) || is_title && holds(""))
    }

    // What is written between a cell's tag and its text, and after it: the id of a task leads to the task's details.
    pub(super) fn details(&mut self, place: usize, is_empty: bool) -> bool {
        let Some(details) = self.tables.last_mut().filter(|_| !is_empty).and_then(|table| table.task.take()).and_then(|task| {
            let (page, anchor) = task.details.as_ref()?;
            let suffix = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
            Some(Link::Page(*page, suffix.into()))
        }) else {
            return false;
        };
        let cell = &self.content.nodes()[place + 1..];
        let has_link = cell.iter().take_while(|node| !matches!(node, Node::Close)).any(|node| matches!(node, Node::Open(Element::Link(_))));
        let Some(address) = self.href(&details).filter(|_| !has_link) else { return false };
        self.out.push_str("<a href=\"");
        escape(&address, &mut self.out);
        self.out.push_str("\">");
        true
    }

    // Below a heading that holds the details of a task: where the task is listed.
    pub(super) fn uses(&mut self, anchor: &str, is_title: bool) {
        let of = |anchor: &str| self.site.tasks.detailed_at(self.page, anchor);
        let tasks = of(anchor).chain(is_title.then(|| of("")).into_iter().flatten());
        self.out.push_str("<p class=\"task-uses\">");
        escape(self.strings.get("task_uses"), &mut self.out);
        for (number, task) in tasks.enumerate() {
            self.out.push_str(if number == 0 { " " } else { ", " });
            let Some(address) = self.href(&Link::Page(task.page, format!("#{}", task.anchor).into())) else { continue };
            self.out.push_str("<a href=\"");
            escape(&address, &mut self.out);
            self.out.push_str("\">");
            escape(&self.site.page(task.page).title, &mut self.out);
            if !task.step.is_empty() {
                self.out.push_str(" – ");
                escape(&task.step, &mut self.out);
            }
            self.out.push_str("</a>");
        }
        self.out.push_str("</p>\n");
    }
}
