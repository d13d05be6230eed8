//! Upkeep: whose each page is, and when somebody last looked after it.
//!
//! In:    front matter and histories of changes of the pages of one site.
//! Out:   `Upkeep`: a row for each page.
//! Never: is shown to readers, but on a site that is configured to hold reports.

use crate::base::date::{Date, days_between};
use crate::base::path::FilePath;

/// The upkeep of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Upkeep {
    /// A row for each page, in the order of the pages.
    pub pages: Vec<PageUpkeep>,
    /// The day from which ages count; without it nothing has an age.
    pub as_of: Option<Date>,
    /// Whether the site holds a page with this report.
    pub is_published: bool,
}

/// The upkeep of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageUpkeep {
    /// The source file.
    pub file: FilePath,
    /// Whose it is: `ft.owner`, else `ms.author`, else `CODEOWNERS`. May be empty.
    pub owner: String,
    /// `ms.topic`; may be empty.
    pub topic: String,
    /// `ms.date`.
    pub date: Option<Date>,
    /// The newest entry of its history of changes.
    pub refreshed: Option<Date>,
    /// How many entries its history has; `None` when it has no history.
    pub entries: Option<usize>,
    /// After how many days it is stale.
    pub limit: Option<u32>,
}

impl PageUpkeep {
    /// When somebody last looked after it.
    pub fn latest(&self) -> Option<Date> {
        self.date.max(self.refreshed)
    }

    /// How many days ago that was.
    pub fn age(&self, as_of: Option<Date>) -> Option<i32> {
        Some(days_between(self.latest()?, as_of?))
    }

    /// Whether it is older than it may be.
    pub fn is_stale(&self, as_of: Option<Date>) -> bool {
        self.age(as_of).zip(self.limit).is_some_and(|(age, limit)| i64::from(age) > i64::from(limit))
    }
}
