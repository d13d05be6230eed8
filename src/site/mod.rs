//! Site: what one audience may know; there is no way back.
//!
//! In:    what the view admits.
//! Out:   `Site`: pages, navigation, assets — owned, self-contained.
//! Never: refers to a document, or to anything this audience may not read.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::path::{FilePath, OutPath};
use crate::markup::{Content, Span, Stage, Tab};

pub mod address;
pub mod coverage;
pub mod languages;
pub mod look;
pub mod nav;
pub mod search;
pub mod summary;
pub mod task;
pub mod task_changes;
mod unpublished;
pub mod upkeep;

pub use languages::Languages;
pub use look::Look;
pub use nav::Nav;
pub use task::{Task, Tasks};
use upkeep::Upkeep;

/// The stage of content as one audience sees it: everything is decided.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Admitted {}

impl Stage for Admitted {
    type Link = Link;
    type Anchor = Span;
    type At = ();
    type Place = Option<Span>;
    type Deferred = Infallible;
    type Tabs = Box<TabGroup>;
}

// A page has thousands of nodes: what is large or rare lies behind a pointer.
const _: () = assert!(size_of::<crate::markup::Node<Admitted>>() <= 16);

/// A group of tabs on a page.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TabGroup {
    /// Its number on the page, from 1; an inner group comes before the one around it.
    pub number: u32,
    /// Its tabs, in order.
    pub tabs: Vec<TabState>,
}

impl TabGroup {
    /// Its id on the page.
    pub fn id(&self) -> String {
        format!("tabgroup_{}", self.number)
    }

    /// The id of a panel of it. Ids and conditions of tabs hold letters, digits, `-` and `+` only: it needs no escaping.
    pub fn panel_id(&self, tab: &Tab, state: TabState) -> String {
        let condition = tab.condition.as_ref().map_or_else(String::new, |condition| format!("_{condition}"));
        let repeats = if state.repeats > 0 { format!("-{}", state.repeats) } else { String::new() };
        format!("tabpanel_{}_{}{condition}{repeats}", self.number, tab.ids)
    }
}

/// How a tab is shown at first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct TabState {
    /// Whether its condition holds.
    pub is_visible: bool,
    /// Whether it is the one shown.
    pub is_active: bool,
    /// How many tabs before it in the group have the same ids.
    pub repeats: u32,
}

/// A page of a site. Only a site issues these, for its own pages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PageId(pub(crate) u32);

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Link {
    /// A page of this site, and what follows its address: `?a#b`, or nothing.
    Page(PageId, Box<str>),
    /// A file of this site, and what follows its address.
    Asset(OutPath, Box<str>),
    /// A place on the same page: `#b`.
    Here(Box<str>),
    /// An address elsewhere, complete.
    External(Box<str>),
    /// Nowhere: the text stays, the link does not. What is missing and what is withheld are the same here, or a reader could tell.
    Nowhere,
}

/// Everything that one audience may know.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Site {
    /// The name of the audience; empty when the playbook has none.
    pub audience: String,
    /// The name of the site.
    pub title: String,
    /// The absolute URL of the site with a final `/`; empty when it is not known.
    pub url: String,
    /// The language of what no page says otherwise of.
    pub language: String,
    /// The pages, by address. Shared, so that the next state of a site that is edited costs what was edited.
    pub pages: Vec<Arc<Page>>,
    /// The navigation.
    pub nav: Arc<Nav>,
    /// The languages of its pages, and the translations of each.
    pub languages: Arc<Languages>,
    /// The tasks of its pages.
    pub tasks: Arc<Tasks>,
    /// Whose its pages are, and when somebody last looked after them.
    pub upkeep: Arc<Upkeep>,
    /// The files that pages refer to: address → source.
    pub assets: BTreeMap<OutPath, FilePath>,
    /// Width and height in pixels of its images, as far as the shell has looked them up.
    pub image_sizes: BTreeMap<OutPath, (u32, u32)>,
    /// Whether readers can search it.
    pub has_search: bool,
    /// The frame of its pages.
    pub look: Look,
    /// Addresses at which pages stood before, and where they lead.
    pub redirects: BTreeMap<OutPath, Link>,
}

impl Site {
    /// A page by its id.
    ///
    /// # Panics
    /// When the id is of another site.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// The entry of the root's tree that a page belongs to: the one above it, through all trees, or else the one that leads to the longest folder shared.
    pub fn section(&self, id: PageId) -> Option<&nav::Entry> {
        let tree = &self.nav.trees[self.nav.root?];
        let entry = self.nav.section(id).or_else(|| tree.nearest(self, &self.page(id).address));
        entry.map(|entry| &tree.entries[entry])
    }

    /// Whether a page or a file of an author stands at an address, whatever the case.
    pub fn is_taken(&self, address: &OutPath) -> bool {
        let is_it = |other: &OutPath| other.as_str().eq_ignore_ascii_case(address.as_str());
        self.pages.iter().any(|page| is_it(&page.address)) || self.assets.keys().any(is_it)
    }

    /// All pages with their ids.
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..u32::try_from(self.pages.len()).unwrap_or(u32::MAX)).map(PageId)
    }
}

/// A page as one audience sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Where it is.
    pub address: OutPath,
    /// Its title, for navigation and the window.
    pub title: String,
    /// Its description; may be empty.
    pub description: String,
    /// Its language (BCP 47).
    pub language: String,
    /// The date its author gives.
    pub date: Option<Date>,
    /// What the author switched.
    pub switches: Switches,
    /// What results of a search can be narrowed by: name and value.
    pub facets: Vec<(String, String)>,
    /// Where the page leads at once, when it only redirects. A complete URL or a relative address as written.
    pub redirect: Option<Link>,
    /// Its content.
    pub body: Content<Admitted>,
    /// Its headings, in order.
    pub outline: Vec<OutlineEntry>,
    /// Every id on the page, for checking links.
    pub ids: BTreeSet<Arc<str>>,
}

/// What metadata switches off on a page (DocFX's `_disable…`, `_noindex`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one key of DocFX")]
pub struct Switches {
    /// `_disableToc`.
    pub hides_toc: bool,
    /// `_disableNavbar`.
    pub hides_navbar: bool,
    /// `_disableFooter`.
    pub hides_footer: bool,
    /// `_disableBreadcrumb`.
    pub hides_breadcrumb: bool,
    /// `_disableAffix`.
    pub hides_outline: bool,
    /// `_disableNextArticle`.
    pub hides_next: bool,
    /// `_noindex`.
    pub is_not_indexed: bool,
}

/// A heading of a page.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OutlineEntry {
    /// 1 to 6.
    pub level: u8,
    /// Its id.
    pub id: Arc<str>,
    /// Its text.
    pub text: Box<str>,
}
