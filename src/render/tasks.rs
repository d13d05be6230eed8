//! Task lists: a page for each language with all tasks of the site, and which articles have a list long enough to be filtered.
//!
//! In:    the tasks of a site.
//! Out:   addresses and models of the generated pages.
//! Never: shows a task that `playbook tasks` does not list, or the other way round.

use super::html::{ListColumns, list_rows, task_rows};
use super::model::TaskListModel;
use super::strings::Strings;
use crate::base::path::OutPath;
use crate::markup::{Element, Node};
use crate::site::task::Level;
use crate::site::{Page, Site, Task};

/// Longer tables can be filtered: about a screen.
const SCREEN: usize = 12;

/// The task lists of a site: the language of each, and its address. That of the site comes first and is `tasks.html`; others are `tasks-de.html`.
pub fn lists(site: &Site) -> Vec<(String, OutPath)> {
    let mut languages: Vec<&str> = Vec::new();
    for task in site.tasks.rows() {
        if !languages.contains(&&*task.language) {
            languages.push(&task.language);
        }
    }
    languages.sort_by_key(|language| (*language != site.language, language.to_lowercase()));
    let list = |(place, language): (usize, &&str)| {
        let suffix = if place == 0 { String::new() } else { format!("-{}", language.to_lowercase()) };
        // A page or file of this name that an author wrote stays.
        let names = [format!("tasks{suffix}.html"), format!("task-list{suffix}.html")];
        let address = names.iter().filter_map(|name| OutPath::new(name)).find(|address| !site.is_taken(address))?;
        Some(((*language).to_owned(), address))
    };
    languages.iter().enumerate().filter_map(list).collect()
}

/// The list for readers of a page: in its language, else the first.
pub fn list_for<'l>(lists: &'l [(String, OutPath)], language: &str) -> Option<&'l OutPath> {
    let same = lists.iter().find(|(known, _)| known == language);
    same.or(lists.first()).map(|(_, address)| address)
}

/// The list of all tasks in one language.
pub struct List<'t> {
    tasks: Vec<&'t Task>,
    columns: ListColumns,
}

impl<'t> List<'t> {
    /// That of a language of a site.
    pub fn of(site: &'t Site, language: &str) -> Self {
        let tasks: Vec<&Task> = site.tasks.rows().filter(|task| *task.language == *language).collect();
        let columns = ListColumns {
            services: tasks.iter().any(|task| !task.services.is_empty()),
            primary_role: tasks.iter().any(|task| !task.primary_role.is_empty()),
            applies_to: tasks.iter().any(|task| !task.applies_to.is_empty()),
        };
        Self { tasks, columns }
    }

    /// What templates see of it, with these rows.
    pub fn model<'m>(&self, rows: String, strings: &'m Strings) -> TaskListModel<'m> {
        let total = self.tasks.len().to_string();
        TaskListModel {
            filters: filters(&self.tasks, strings),
            shown: strings.get("tasks_shown").replace("{shown}", &total).replace("{total}", &total),
            has_services: self.columns.services,
            has_primary_role: self.columns.primary_role,
            has_applies_to: self.columns.applies_to,
            rows,
        }
    }

    /// Adds its rows on the page `from` to `out`.
    pub fn write_rows(&self, site: &Site, from: &Page, strings: &Strings, out: &mut String) {
        list_rows(site, from, &self.tasks, self.columns, strings, out);
    }
}

// The columns that tasks.js has filters for.
fn filters<'m>(tasks: &[&Task], strings: &'m Strings) -> Vec<&'m str> {
    let level = |task: &&Task| match task.level {
        Some(Level::Mandatory) => "mandatory",
        Some(Level::Optional) => "optional",
        None => "",
    };
    let columns = [
        ("task_level", has_choice(tasks.iter().map(level))),
        ("task_role", has_choice(tasks.iter().flat_map(|task| task.roles.iter().map(String::as_str)))),
        ("task_services", has_choice(tasks.iter().flat_map(|task| task.services.iter().map(String::as_str)))),
        ("task_phase", has_choice(tasks.iter().map(|task| &*task.phase))),
    ];
    columns.into_iter().filter(|(_, has_choice)| *has_choice).map(|(key, _)| strings.get(key)).collect()
}

// Whether cells hold more than one value; tasks.js takes them apart at the same signs.
fn has_choice<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let mut items = cells.flat_map(|cell| cell.split(['/', ',', ';', '、', '，', '；'])).map(str::trim).filter(|item| !item.is_empty());
    items.next().is_some_and(|first| items.any(|item| item != first))
}

/// Whether an article has a task table that can be filtered.
pub fn has_long_table(site: &Site, page: &Page) -> bool {
    site.tasks.on(page).len() > SCREEN
        && (0..page.body.nodes().len())
            .any(|place| matches!(page.body.nodes()[place], Node::Open(Element::Table(_))) && task_rows(&page.body, place) > SCREEN)
}
