//! Tasks: the rows of the task tables of a site, as data.
//!
//! In:    what the view read from the admitted content of the pages.
//! Out:   `Task`, and which of them a choice takes.
//! Never: holds a task that this audience may not know.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Page, PageId};
use crate::base::cell::list;
use crate::base::hash::HashMap;
use crate::base::path::{FilePath, OutPath};

/// The tasks of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tasks {
    // All of them: for each page that has some, in the order of the pages, those on it, in the order of the rows.
    on_pages: Vec<Vec<Task>>,
    /// How many task tables there are, those without rows included.
    pub tables: usize,
    /// Tasks that have details and stand in no table, by id.
    pub unlisted: Vec<Unlisted>,
    // By the address of a page: where its tasks are among those of all pages.
    by_page: HashMap<OutPath, usize>,
    // By the address of a page: which tasks have their details there.
    details: BTreeMap<OutPath, Details>,
}

// By the id of a heading, which is empty for the page as a whole: tasks, by the place of their page and their own.
type Details = BTreeMap<Arc<str>, Vec<(usize, usize)>>;

impl Tasks {
    /// The tasks of a site: of each page in their order, those on it. `address` gives the address of a page.
    pub fn new<'p>(
        on_pages: impl IntoIterator<Item = Vec<Task>>,
        tables: usize,
        unlisted: Vec<Unlisted>,
        address: impl Fn(PageId) -> &'p OutPath,
    ) -> Self {
        let on_pages = on_pages.into_iter().filter(|tasks| !tasks.is_empty()).collect();
        let mut tasks = Self { on_pages, tables, unlisted, ..Self::default() };
        for (place, on_page) in tasks.on_pages.iter().enumerate() {
            tasks.by_page.insert(address(on_page[0].page).clone(), place);
            for (row, task) in on_page.iter().enumerate() {
                if let Some((page, anchor)) = &task.details {
                    let details = tasks.details.entry(address(*page).clone()).or_default();
                    details.entry(Arc::clone(anchor)).or_default().push((place, row));
                }
            }
        }
        tasks
    }

    /// All of them, in the order of the pages and of the rows on them.
    pub fn rows(&self) -> impl Iterator<Item = &Task> + Clone {
        self.on_pages.iter().flatten()
    }

    /// All of them, to be changed in place.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut Task> {
        self.on_pages.iter_mut().flatten()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.on_pages.is_empty()
    }

    /// The tasks that stand on a page, in order.
    pub fn on(&self, page: &Page) -> &[Task] {
        self.by_page.get(&page.address).map_or(&[], |place| &self.on_pages[*place])
    }

    /// Whether any details stand on a page.
    pub fn has_details_on(&self, page: &Page) -> bool {
        self.details.contains_key(&page.address)
    }

    /// The tasks whose details stand below a heading of a page; an empty id means the page as a whole.
    pub fn detailed_at<'t>(&'t self, page: &Page, anchor: &str) -> impl Iterator<Item = &'t Task> + use<'t> {
        let places = self.details.get(&page.address).and_then(|details| details.get(anchor));
        places.into_iter().flatten().map(|(page, row)| &self.on_pages[*page][*row])
    }
}

/// A task that has details and stands in no table.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Unlisted {
    /// Its id.
    pub id: String,
    /// Its name, as the heading of its details says.
    pub name: String,
    /// The page with its details.
    pub page: PageId,
}

/// A row of a task table. Rows of one table mostly say the same of all but their id and name: they share what they have in common.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Task {
    /// What people and tools call it: `3186`. As written.
    pub id: String,
    /// What is to be done; plain text.
    pub name: String,
    /// Whether it must be done; `None` when the table does not say.
    pub level: Option<Level>,
    /// Who does it.
    pub roles: Arc<[String]>,
    /// What it applies to.
    pub services: Arc<[String]>,
    /// The phase: of the row, else of the lines above the table, else the title of the page.
    pub phase: Arc<str>,
    /// The step: the nearest heading that is not just a heading of tasks. May be empty.
    pub step: Arc<str>,
    /// Who leads the step. May be empty.
    pub primary_role: Arc<str>,
    /// What the step applies to. May be empty.
    pub applies_to: Arc<str>,
    /// Who answers for the page. May be empty.
    pub program_manager: Arc<str>,
    /// Columns that have no meaning for us: header and cell.
    pub more: Vec<(String, String)>,
    /// The page it stands on.
    pub page: PageId,
    /// The id of its row there.
    pub anchor: Arc<str>,
    /// Its language (BCP 47).
    pub language: Arc<str>,
    /// Where its details stand: the page, and the place on it, which may be empty.
    pub details: Option<(PageId, Arc<str>)>,
    /// Where it was written.
    pub source: Source,
}

/// Whether a task must be done.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// It must.
    Mandatory,
    /// It may.
    Optional,
}

/// Where a task was written: for tools of authors, never for readers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The file of the page.
    pub page: FilePath,
    /// The file in which the row stands: that of the page, or a fragment which it includes.
    pub file: FilePath,
    /// The line of the row in that file, from 1.
    pub line: u32,
}

/// Which tasks are wanted. What is not said takes all.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// A language, as a BCP 47 tag or its first part.
    pub language: Option<String>,
    /// Any of these roles.
    pub roles: Vec<String>,
    /// Any of these phases.
    pub phases: Vec<String>,
    /// Any of these services.
    pub services: Vec<String>,
}

impl Choice {
    /// Whether a task is wanted. Case does not count.
    pub fn takes(&self, task: &Task) -> bool {
        let same = |a: &str, b: &str| a.to_lowercase() == b.trim().to_lowercase();
        let any = |wanted: &[String], have: &[String]| {
            wanted.is_empty() || wanted.iter().any(|wanted| have.iter().any(|have| same(have, wanted)))
        };
        let speaks = self.language.as_ref().is_none_or(|wanted| {
            let (have, wanted) = (task.language.to_lowercase(), wanted.to_lowercase());
            have == wanted || have.split('-').next() == Some(wanted.as_str())
        });
        speaks && any(&self.roles, &task.roles) && any(&self.services, &task.services) && any(&self.phases, &task.phases())
    }
}

impl Task {
    /// The phases one by one: a page may be for several of them.
    pub fn phases(&self) -> Vec<String> {
        list(&self.phase)
    }
}
