//! Model: all that a template may see — the theme's contract.
//!
//! In:    a site and one of its pages.
//! Out:   `Frame` and `Model`, serialisable; every key is always there.
//! Never: leaves a template anything to compute.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::theme::Markup;

/// What a template sees on every page of a folder in one language.
#[derive(Debug)]
pub struct Frame<'a> {
    /// The site.
    pub site: SiteModel<'a>,
    /// Links to the files of the theme.
    pub assets: AssetsModel,
    /// The language of the words of the chrome, which are `ui`.
    pub language: &'a str,
}

/// What a template sees of one page, beside its frame.
#[derive(Debug)]
pub struct Model<'a> {
    /// The page.
    pub page: PageModel<'a>,
    /// The navigation.
    pub nav: NavModel<'a>,
    /// The tasks, on a page that lists them. Templates of other pages see an empty list.
    pub tasks: Option<TaskListModel<'a>>,
    /// The ages of the pages, on the page that reports them. Templates of other pages see a report of none.
    pub freshness: Option<FreshnessModel<'a>>,
}

/// What all pages of a site share.
#[derive(Debug, Serialize)]
pub struct SiteModel<'a> {
    /// A name that tells this site from others on the same origin, for keys of the browser's storage.
    pub id: &'a str,
    /// The site's name.
    pub title: &'a str,
    /// What the header calls the site.
    pub name: &'a str,
    /// The picture in the header.
    pub logo_href: Option<String>,
    /// Where name and picture of the header lead.
    pub brand_href: String,
    /// The icon of the site, when it is not the theme's.
    pub favicon_href: Option<String>,
    /// The foot of each page, HTML; empty: the theme's own.
    pub footer: String,
    /// The `parameters` of `playbook.yml`, by name, as this audience gets them.
    pub parameters: &'a BTreeMap<String, String>,
    /// The prefix that leads from this page to the root of the site: empty, or `../` as often as needed.
    pub root: String,
    /// The audience, to be shown in the header; null where there is only one site.
    pub audience: Option<&'a str>,
    /// The language of what no page says otherwise of.
    pub language: &'a str,
    /// The first page.
    pub home_href: String,
    /// The page that holds the whole TOC.
    pub toc_href: String,
    /// The feed; null where none is asked for.
    pub feed_href: Option<String>,
    /// The program that searches the site; null where there is no search.
    pub search_href: Option<String>,
    /// The list of tasks for readers of this page; null when there are none.
    pub tasks_href: Option<String>,
    /// The report on owners and ages of pages; null where the site holds none.
    pub freshness_href: Option<String>,
    /// The name and version of this program.
    pub generator: &'static str,
}

/// Links to the files of the theme. Their names change with their content.
#[derive(Debug, Serialize)]
pub struct AssetsModel {
    /// The style sheet.
    pub style: String,
    /// The script that is deferred.
    pub theme_js: String,
    /// The script that sets the colour scheme before anything is painted.
    pub scheme_js: String,
    /// The script of the search, loaded when it is first used.
    pub search_js: String,
    /// The style of the search, loaded with its script.
    pub search_css: String,
    /// The script that filters and sorts task tables.
    pub tasks_js: String,
    /// The style of its controls.
    pub tasks_css: String,
    /// The icons.
    pub icons: String,
    /// By the name of a file, the attribute that says what it must be: ` integrity="…"`, HTML. Empty texts where that is not asked for.
    pub integrity: BTreeMap<&'static str, String>,
    /// The style that a project adds: `custom.css` of its theme.
    pub custom_css: Option<String>,
    /// The script that a project adds: `custom.js` of its theme.
    pub custom_js: Option<String>,
    /// The script that counts visits: `analytics.js` of a project's theme.
    pub analytics_js: Option<String>,
}

/// What a page is made by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// A page that an author wrote.
    Article,
    /// The page with the whole TOC.
    Toc,
    /// A page with all tasks in one language.
    Tasks,
    /// The page that reports the ages of the others.
    Freshness,
    /// The page for addresses that are not there.
    NotFound,
}

/// One page.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch that a template reads by its name")]
pub struct PageModel<'a> {
    /// What it is made by.
    pub kind: PageKind,
    /// Its title.
    pub title: &'a str,
    /// Its title and the site's.
    pub window_title: String,
    /// Its description, or else its first paragraph; may be empty.
    pub description: Cow<'a, str>,
    /// Its language.
    pub language: &'a str,
    /// The article, HTML.
    pub content: Markup,
    /// The text of a first heading, when the content has none.
    pub heading: Option<&'a str>,
    /// The way from the top to the page, itself left out.
    pub breadcrumb: Vec<StepModel<'a>>,
    /// The page before it in the TOC.
    pub previous: Option<StepModel<'a>>,
    /// The page after it in the TOC.
    pub next: Option<StepModel<'a>>,
    /// Its date.
    pub date: Option<DateModel>,
    /// Its absolute address, when the site's is known.
    pub canonical: Option<String>,
    /// Its copy in Markdown; null where none is asked for.
    pub markdown_href: Option<String>,
    /// The value of `<meta name="robots">`.
    pub robots: Option<&'static str>,
    /// The same page in all languages, its own among them; none where it is the only one.
    pub alternates: Vec<AlternateModel<'a>>,
    /// Where it leads at once.
    pub redirect: Option<String>,
    /// Whether a task table is long enough to be filtered.
    pub has_task_list: bool,
    /// No side navigation.
    pub hide_toc: bool,
    /// No top navigation.
    pub hide_navbar: bool,
    /// No foot.
    pub hide_footer: bool,
    /// No breadcrumb.
    pub hide_breadcrumb: bool,
    /// No list of headings.
    pub hide_outline: bool,
    /// No previous and next page.
    pub hide_next: bool,
}

/// A step on the way.
#[derive(Debug, Serialize)]
pub struct StepModel<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its link, if it has one.
    pub href: Option<String>,
}

/// A date.
#[derive(Debug, Serialize)]
pub struct DateModel {
    /// ISO 8601.
    pub iso: String,
    /// As shown.
    pub text: String,
}

/// The page in a language, its own among them.
#[derive(Debug, Serialize)]
pub struct AlternateModel<'a> {
    /// The language (BCP 47).
    pub language: &'a str,
    /// What the language calls itself.
    pub label: &'a str,
    /// The link.
    pub href: String,
    /// The link for search engines: absolute where the address of the site is known.
    pub url: String,
    /// Whether it leads to another page because there is no translation.
    pub fallback: bool,
    /// Whether search engines are told: a translation, and on a page that its translations lead back to.
    pub is_linked: bool,
}

/// The navigation of a page.
#[derive(Debug, Serialize)]
pub struct NavModel<'a> {
    /// The items of the top navigation, HTML: `<li>` each, the one above the page with `aria-current="true"`. Empty when there is none. To be
    /// written once in a page.
    pub top: Markup,
    /// The language of the top navigation, where it is not that of the page.
    pub top_language: Option<&'a str>,
    /// The branch of the page, HTML.
    pub branch: Markup,
    /// What the branch is called: its entry in the top navigation. Null where the branch is the top navigation's own.
    pub branch_title: Option<&'a str>,
    /// The headings of level 2 and 3, HTML: `<li>` each, those of level 3 with the class `sub`; the parts of the whole tree on the page that is made
    /// for it. Empty when there are none.
    pub outline: Markup,
    /// The whole tree, HTML: a section with a heading for each part; only on the page that is made for it.
    pub whole: Markup,
}

/// All tasks in one language.
#[derive(Debug, Default, Serialize)]
pub struct TaskListModel<'a> {
    /// The tasks, HTML: a `<tr>` each, with the cells of all columns that the list has.
    pub rows: String,
    /// Whether any of them names services.
    pub has_services: bool,
    /// Whether any of them has a primary role.
    pub has_primary_role: bool,
    /// Whether any of them says what it applies to.
    pub has_applies_to: bool,
    /// What they can be filtered by, as words of the theme: the columns with more than one value, in their order.
    pub filters: Vec<&'a str>,
    /// How many of them are shown before any is filtered out, in words.
    pub shown: String,
}

/// The report on owners and ages of pages.
#[derive(Debug, Default, Serialize)]
pub struct FreshnessModel<'a> {
    /// The day from which ages count, ISO 8601.
    pub as_of: Option<String>,
    /// The owners, those with most stale pages first.
    pub owners: Vec<OwnerModel<'a>>,
    /// The pages, those that have waited longest first.
    pub pages: Vec<PageAgeModel<'a>>,
}

/// What one owner has.
#[derive(Debug, Serialize)]
pub struct OwnerModel<'a> {
    /// The owner; empty for pages of nobody.
    pub owner: &'a str,
    /// How many pages.
    pub pages: usize,
    /// How many of them are stale.
    pub stale: usize,
    /// How many of them have no date.
    pub undated: usize,
}

/// The age of a page.
#[derive(Debug, Serialize)]
pub struct PageAgeModel<'a> {
    /// Its title.
    pub title: &'a str,
    /// Where it stands.
    pub href: String,
    /// Whose it is.
    pub owner: &'a str,
    /// Its `ms.topic`.
    pub topic: &'a str,
    /// When somebody last looked after it, ISO 8601.
    pub latest: Option<String>,
    /// How many days ago that was; may be empty.
    pub age: String,
    /// `fresh`, `stale` or `undated`.
    pub state: &'static str,
}
