//! Navigation: the trees that lead to the pages of a site, and where each page stands in them.
//!
//! In:    TOCs whose entries are already those of this audience.
//! Out:   `Nav`: trees, each page's home in one of them, breadcrumb, previous and next.
//! Never: knows an entry that leads nowhere.

use std::collections::{HashMap, HashSet};

use super::{Link, PageId, Site};
use crate::base::path::OutPath;

/// The navigation of a site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Nav {
    /// All trees.
    pub trees: Vec<Tree>,
    /// The tree at the root of the site: its first level is the top navigation.
    pub root: Option<usize>,
    // By page: the tree it shows, and its entry there.
    homes: HashMap<PageId, Home>,
    // By tree: the entries at which its pages stand first, in order.
    orders: Vec<Vec<usize>>,
}

/// One TOC.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    /// Its entries in order of reading, parents before children.
    pub entries: Vec<Entry>,
}

/// An entry of a TOC.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// Where it leads; `Link::Nowhere` for a mere heading of others.
    pub link: Link,
    /// The entry above it.
    pub parent: Option<usize>,
    /// The entries below it: they follow it directly; this is the place after the last of them.
    pub end: usize,
}

/// Where a page stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Home {
    /// Its tree.
    pub tree: usize,
    /// Its entry, if it has one: a page that no TOC names still shows the tree of its folder.
    pub entry: Option<usize>,
}

impl Nav {
    /// A navigation of `trees`, the homes of whose pages are known.
    pub fn new(trees: Vec<Tree>, root: Option<usize>, homes: HashMap<PageId, Home>) -> Self {
        let orders = trees.iter().map(order).collect();
        Self { trees, root, homes, orders }
    }

    /// Where a page stands.
    pub fn home(&self, page: PageId) -> Option<Home> {
        self.homes.get(&page).copied()
    }

    /// The entries above a page, outermost first.
    pub fn ancestors(&self, page: PageId) -> Vec<&Entry> {
        let Some(Home { tree, entry: Some(entry) }) = self.home(page) else { return Vec::new() };
        let entries = &self.trees[tree].entries;
        let mut above = Vec::new();
        let mut place = entries[entry].parent;
        while let Some(parent) = place {
            above.push(&entries[parent]);
            place = entries[parent].parent;
        }
        above.reverse();
        above
    }

    /// The entries before and after a page in the order of its tree; pages only, each counted once, where it stands first.
    pub fn neighbours(&self, page: PageId) -> (Option<&Entry>, Option<&Entry>) {
        let Some(Home { tree, entry: Some(entry) }) = self.home(page) else { return (None, None) };
        let order = &self.orders[tree];
        let entry_at = |place: usize| order.get(place).map(|entry| &self.trees[tree].entries[*entry]);
        match order.binary_search(&entry) {
            Ok(place) => (place.checked_sub(1).and_then(entry_at), entry_at(place + 1)),
            Err(_) => (None, None),
        }
    }
}

// The entries at which the pages of a tree stand first.
fn order(tree: &Tree) -> Vec<usize> {
    let mut seen = HashSet::new();
    let is_first = |entry: &Entry, seen: &mut HashSet<PageId>| matches!(entry.link, Link::Page(id, _) if seen.insert(id));
    tree.entries.iter().enumerate().filter(|(_, entry)| is_first(entry, &mut seen)).map(|(place, _)| place).collect()
}

impl Tree {
    /// The entries directly below `parent`, or the first level.
    pub fn children(&self, parent: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let (mut place, end) = match parent {
            Some(parent) => (parent + 1, self.entries[parent].end),
            None => (0, self.entries.len()),
        };
        std::iter::from_fn(move || {
            (place < end).then(|| {
                let child = place;
                place = self.entries[child].end;
                child
            })
        })
    }

    /// The first page at or below an entry.
    pub fn first_page(&self, entry: usize) -> Option<&Link> {
        self.entries[entry..self.entries[entry].end].iter().map(|entry| &entry.link).find(|link| matches!(link, Link::Page(..)))
    }

    /// The entry of the first level whose first page shares the longest folder with an address.
    pub fn nearest(&self, site: &Site, from: &OutPath) -> Option<usize> {
        let from = from.as_str();
        let shared = self.children(None).filter_map(|child| match self.first_page(child)? {
            Link::Page(id, _) => {
                let address = site.page(*id).address.as_str();
                let length = address.rsplit_once('/').map_or(0, |(folder, _)| folder.len());
                (length > 0 && from.len() > length && from.as_bytes()[..=length] == address.as_bytes()[..=length])
                    .then_some((length, std::cmp::Reverse(child)))
            }
            Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => None,
        });
        shared.max().map(|(_, child)| child.0)
    }
}
