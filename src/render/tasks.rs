//! Task lists: a page for each language with all tasks of the site, and which articles have a list long enough to be filtered.
//!
//! In:    the tasks of a site.
//! Out:   addresses and models of the generated pages.
//! Never: shows a task that `playbook tasks` does not list, or the other way round.

use std::collections::BTreeSet;

use super::html::{href, task_rows};
use super::model::{TaskListModel, TaskModel};
use super::strings::Strings;
use crate::base::path::OutPath;
use crate::markup::{Element, Node};
use crate::site::task::Level;
use crate::site::{Link, Page, Site, Task};

/// Longer tables can be filtered: about a screen.
const SCREEN: usize = 12;

/// The task lists of a site: the language of each, and its address. That of the site comes first and is `tasks.html`; others are `tasks-de.html`.
pub fn lists(site: &Site) -> Vec<(String, OutPath)> {
    let mut languages: Vec<&str> = Vec::new();
    for task in &site.tasks.rows {
        if !languages.contains(&task.language.as_str()) {
            languages.push(&task.language);
        }
    }
    languages.sort_by_key(|language| (*language != site.language, language.to_lowercase()));
    let is_free = |address: &OutPath| !site.pages.iter().any(|page| page.address == *address);
    let list = |(place, language): (usize, &&str)| {
        let suffix = if place == 0 { String::new() } else { format!("-{}", language.to_lowercase()) };
        // A page of this name that an author wrote stays.
        let names = [format!("tasks{suffix}.html"), format!("task-list{suffix}.html")];
        let address = names.iter().filter_map(|name| OutPath::new(name)).find(is_free)?;
        Some(((*language).to_owned(), address))
    };
    languages.iter().enumerate().filter_map(list).collect()
}

/// The list for readers of a page: in its language, else the first.
pub fn list_for<'l>(lists: &'l [(String, OutPath)], language: &str) -> Option<&'l OutPath> {
    let same = lists.iter().find(|(known, _)| known == language);
    same.or(lists.first()).map(|(_, address)| address)
}

/// What the list of one language shows on the page at `page`.
pub fn model<'m>(site: &'m Site, language: &str, page: &Page, strings: &'m Strings) -> TaskListModel<'m> {
    let rows: Vec<TaskModel<'m>> =
        site.tasks.rows.iter().filter(|task| task.language == language).map(|task| row(site, task, page, strings)).collect();
    let total = rows.len().to_string();
    TaskListModel {
        filters: filters(&rows, strings),
        shown: strings.get("tasks_shown").replace("{shown}", &total).replace("{total}", &total),
        has_services: rows.iter().any(|row| !row.services.is_empty()),
        has_primary_role: rows.iter().any(|row| !row.primary_role.is_empty()),
        has_applies_to: rows.iter().any(|row| !row.applies_to.is_empty()),
        rows,
    }
}

// The columns that tasks.js has filters for.
fn filters<'m>(rows: &[TaskModel<'_>], strings: &'m Strings) -> Vec<&'m str> {
    let columns = [
        ("task_level", has_choice(rows.iter().map(|row| row.level.as_str()))),
        ("task_role", has_choice(rows.iter().map(|row| row.roles.as_str()))),
        ("task_services", has_choice(rows.iter().map(|row| row.services.as_str()))),
        ("task_phase", has_choice(rows.iter().map(|row| row.phase))),
    ];
    columns.into_iter().filter(|(_, has_choice)| *has_choice).map(|(key, _)| strings.get(key)).collect()
}

// Whether cells hold more than one value; tasks.js takes them apart at the same signs.
fn has_choice<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let items = cells.flat_map(|cell| cell.split(['/', ',', ';', '、', '，', '；'])).map(str::trim);
    items.filter(|item| !item.is_empty()).collect::<BTreeSet<_>>().len() > 1
}

fn row<'m>(site: &'m Site, task: &'m Task, page: &Page, strings: &Strings) -> TaskModel<'m> {
    let to = |target, anchor: &str| {
        let suffix = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
        href(&Link::Page(target, suffix.into()), site, page)
    };
    TaskModel {
        id: &task.id,
        name: &task.name,
        level: match task.level {
            Some(Level::Mandatory) => strings.get("task_mandatory").to_owned(),
            Some(Level::Optional) => strings.get("task_optional").to_owned(),
            None => String::new(),
        },
        roles: task.roles.join(" / "),
        services: task.services.join(" / "),
        phase: &task.phase,
        step: if task.step.is_empty() { &site.page(task.page).title } else { &task.step },
        primary_role: &task.primary_role,
        applies_to: &task.applies_to,
        href: to(task.page, &task.anchor).unwrap_or_default(),
        details_href: task.details.as_ref().and_then(|(target, anchor)| to(*target, anchor)),
    }
}

/// Whether an article has a task table that can be filtered.
pub fn has_long_table(site: &Site, page: &Page) -> bool {
    site.tasks.on(page).len() > SCREEN
        && (0..page.body.nodes().len())
            .any(|place| matches!(page.body.nodes()[place], Node::Open(Element::Table(_))) && task_rows(&page.body, place) > SCREEN)
}
