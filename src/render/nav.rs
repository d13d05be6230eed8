//! Navigation markup: the branch of a page, the top navigation, and the whole tree.
//!
//! In:    the navigation of a site, and the page that shows it.
//! Out:   nested lists in HTML.
//! Never: writes the whole tree into a page that is not made for it: what a page carries is bounded, however large the site is.
//!
//! Pages beside each other show the same list but for the mark of the current one. So a list is made once for each branch and folder, with the
//! places at which a mark can be put in.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use super::html::{escape, shared_href};
use super::remembered::Remembered;
use super::theme::Markup;
use crate::base::hash::HashMap;
use crate::base::path::OutPath;
use crate::site::address::CONTENTS;
use crate::site::nav::{Entry, Home, Tree};
use crate::site::{Link, Page, PageId, Site};

const CURRENT: &str = " aria-current=\"page\"";

/// The most entries that are shown of one level. A longer one is shown in part, around the current entry; the rest is in the contents.
const MOST_BESIDE: usize = 48;
/// How many entries before and after a part are shown too, so that neighbours are in sight at its ends.
const OVERLAP: usize = 4;
/// The most entries of the top navigation.
const MOST_ON_TOP: usize = 24;
/// Groups without a page of their own are open as long as the branch has no more entries than this.
const MOST_OPEN: usize = 64;

/// Lists already made for a site.
#[derive(Debug, Default)]
pub struct Branches {
    made: Remembered<Key, Arc<Branch>>,
    tops: Remembered<TopKey, Markup>,
    // By folder: the entry of the top navigation that is nearest to it.
    nearest: Remembered<String, Option<usize>>,
}

// A tree, the entry whose children are the innermost level shown, the part of that level, and folder and language of the page.
type Key = (usize, Option<usize>, usize, String, String);
// The entry of the top navigation above the page, and folder and language of the page.
type TopKey = (Option<usize>, String, String);

#[derive(Debug, Default)]
struct Branch {
    html: String,
    // By entry: where a mark can be put into its link.
    marks: HashMap<usize, usize>,
}

impl Branch {
    fn marked(&self, entry: Option<usize>, mark: &str) -> Markup {
        match entry.and_then(|entry| self.marks.get(&entry)) {
            Some(&place) => Markup::of(&[&self.html[..place], mark, &self.html[place..]].concat()),
            None => Markup::of(&self.html),
        }
    }
}

/// The list of the headings of a page: level, id and text of each.
pub fn outline<'h>(headings: impl Iterator<Item = (u8, &'h str, &'h str)>) -> String {
    let mut html = String::new();
    for (level, id, text) in headings {
        html.push_str(if html.is_empty() { "<li" } else { "\n<li" });
        html.push_str(if level > 2 { " class=\"sub\"><a href=\"#" } else { "><a href=\"#" });
        escape(id, &mut html);
        html.push_str("\">");
        escape(text, &mut html);
        html.push_str("</a></li>");
    }
    html
}

/// Where lists are shown: a page, and what its links and words need.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The site.
    pub site: &'a Site,
    /// The page.
    pub page: &'a Page,
    /// What is put before links that stay in the site.
    pub root: &'a str,
    /// What the page with the whole TOC is called.
    pub contents: &'a str,
}

impl Place<'_> {
    fn folder(&self) -> &str {
        self.page.address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Branches {
    /// The entry of the top navigation above a page: by the TOCs, or else the one that leads to the longest folder shared.
    pub fn section(&self, site: &Site, id: PageId) -> Option<usize> {
        let tree = &site.nav.trees[site.nav.root?];
        site.nav.section(id).or_else(|| {
            let page = site.page(id);
            let folder = page.address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
            self.nearest.get(folder.to_owned(), || tree.nearest(site, &page.address))
        })
    }

    /// The items of the top navigation as a page shows them, the one above it marked; none where the site has no tree at its root.
    pub fn top(&self, place: Place<'_>, section: Option<usize>) -> Markup {
        let Some(tree) = place.site.nav.root.map(|root| &place.site.nav.trees[root]) else { return Markup::default() };
        self.tops.get((section, place.folder().to_owned(), place.page.language.clone()), || {
            let children: Vec<usize> = tree.children(None).collect();
            let at = section.and_then(|section| children.iter().position(|child| *child == section)).unwrap_or(0);
            let mut made = Branch::default();
            let shown = part(children.len(), at, MOST_ON_TOP, 0);
            items(place, &children, shown, &mut made, &mut |child, made| {
                let entry = &tree.entries[child];
                let link = if entry.link == Link::Nowhere { tree.first_page(child).unwrap_or(&entry.link) } else { &entry.link };
                made.html.push_str("<li>");
                label(place, entry, link, child, made);
                made.html.push_str("</li>");
            });
            made.marked(section, " aria-current=\"true\"")
        })
    }

    /// The branch of a page: its ancestors, their siblings, its own siblings and its children.
    pub fn branch(&self, place: Place<'_>, id: PageId) -> Markup {
        let Some(Home { tree, entry }) = place.site.nav.home(id) else { return Markup::default() };
        let content = &place.site.nav.trees[tree];
        let entries = &content.entries;
        // A leaf is shown by the branch of its parent.
        let open = entry.and_then(|entry| if entries[entry].end > entry + 1 { Some(entry) } else { entries[entry].parent });
        let beside = entry.filter(|entry| open != Some(*entry));
        let at = beside.and_then(|entry| content.children(open).position(|child| child == entry)).unwrap_or(0);
        let key = (tree, open, at / MOST_BESIDE, place.folder().to_owned(), place.page.language.clone());
        let branch = self.made.get(key, || Arc::new(Opened::new(content, open, beside).made(place)));
        branch.marked(entry, CURRENT)
    }
}

// The part of a level of `count` entries that is shown where `at` is the current one.
fn part(count: usize, at: usize, most: usize, overlap: usize) -> Range<usize> {
    if count <= most + 2 * overlap {
        return 0..count;
    }
    let start = at / most * most;
    start.saturating_sub(overlap)..(start + most + overlap).min(count)
}

// The items of a level that are shown, and before and after them how many more there are.
fn items(place: Place<'_>, children: &[usize], shown: Range<usize>, branch: &mut Branch, item: &mut dyn FnMut(usize, &mut Branch)) {
    let gap = |count: usize, branch: &mut Branch| {
        let Some(address) = OutPath::new(CONTENTS).filter(|_| count > 0) else { return };
        branch.html.push_str("<li class=\"gap\"><a href=\"");
        escape(place.root, &mut branch.html);
        escape(&address.href_from(&place.page.address), &mut branch.html);
        branch.html.push_str("\">");
        escape(place.contents, &mut branch.html);
        branch.html.push_str(" (+");
        branch.html.push_str(&count.to_string());
        branch.html.push_str(")</a></li>");
    };
    gap(shown.start, branch);
    for child in &children[shown.clone()] {
        item(*child, branch);
    }
    gap(children.len() - shown.end, branch);
}

// What is open of a tree.
struct Opened<'t> {
    tree: &'t Tree,
    // The way to the innermost level shown, outermost last.
    path: Vec<usize>,
    // The entry of that level that is the page.
    beside: Option<usize>,
    // Groups without a page of their own that are open though they are not on the way.
    groups: Vec<usize>,
}

impl<'t> Opened<'t> {
    fn new(tree: &'t Tree, open: Option<usize>, beside: Option<usize>) -> Self {
        let mut path = Vec::new();
        let mut place = open;
        while let Some(entry) = place {
            path.push(entry);
            place = tree.entries[entry].parent;
        }
        let mut opened = Self { tree, path, beside, groups: Vec::new() };
        let mut count: usize = opened.path.iter().copied().map(Some).chain([None]).map(|level| opened.shown(level).1.len()).sum();
        let mut levels: VecDeque<Option<usize>> = opened.path.iter().rev().copied().map(Some).collect();
        levels.push_front(None);
        while let Some(level) = levels.pop_front() {
            let (children, shown) = opened.shown(level);
            for child in children[shown].iter().copied() {
                let size = tree.children(Some(child)).count();
                let is_group = tree.entries[child].link == Link::Nowhere && size > 0 && !opened.path.contains(&child);
                if is_group && count + size <= MOST_OPEN {
                    count += size;
                    opened.groups.push(child);
                    levels.push_back(Some(child));
                }
            }
        }
        opened
    }

    // The entries of a level, and which of them are shown.
    fn shown(&self, level: Option<usize>) -> (Vec<usize>, Range<usize>) {
        let children: Vec<usize> = self.tree.children(level).collect();
        let at = children.iter().position(|child| self.path.contains(child) || self.beside == Some(*child)).unwrap_or(0);
        let shown = part(children.len(), at, MOST_BESIDE, OVERLAP);
        (children, shown)
    }

    fn made(&self, place: Place<'_>) -> Branch {
        let mut branch = Branch::default();
        self.level(place, None, &mut branch);
        branch
    }

    fn level(&self, place: Place<'_>, level: Option<usize>, branch: &mut Branch) {
        branch.html.push_str("<ul>");
        let (children, shown) = self.shown(level);
        items(place, &children, shown, branch, &mut |child, branch| {
            let entry = &self.tree.entries[child];
            let is_open = self.path.contains(&child) || self.groups.contains(&child);
            let has_children = entry.end > child + 1;
            branch.html.push_str(match (is_open, has_children) {
                (true, true) => "<li class=\"open\">",
                (false, true) => "<li class=\"more\">",
                (_, false) => "<li>",
            });
            // A group that is closed leads to the first page below it, so that no page is out of reach.
            let link =
                if entry.link == Link::Nowhere && !is_open { self.tree.first_page(child).unwrap_or(&entry.link) } else { &entry.link };
            label(place, entry, link, child, branch);
            if is_open && has_children {
                self.level(place, Some(child), branch);
            }
            branch.html.push_str("</li>");
        });
        branch.html.push_str("</ul>");
    }
}

// One entry.
fn label(place: Place<'_>, entry: &Entry, link: &Link, child: usize, branch: &mut Branch) {
    if let Some(address) = shared_href(link, place.site, place.page) {
        branch.html.push_str("<a href=\"");
        if !matches!(link, Link::External(_)) {
            escape(place.root, &mut branch.html);
        }
        escape(&address, &mut branch.html);
        branch.html.push('"');
        branch.marks.insert(child, branch.html.len());
        branch.html.push('>');
        escape(&entry.title, &mut branch.html);
        branch.html.push_str("</a>");
    } else {
        branch.html.push_str("<span>");
        escape(&entry.title, &mut branch.html);
        branch.html.push_str("</span>");
    }
}
