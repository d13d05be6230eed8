//! Navigation: the trees that lead to the pages of a site, and where each page stands in them.
//!
//! In:    TOCs whose entries are already those of this audience.
//! Out:   `Nav`: trees, each page's home in one of them, breadcrumb, previous and next.
//! Never: knows an entry that leads nowhere.

use std::collections::VecDeque;

use super::{Link, PageId, Site};
use crate::base::hash::{HashMap, HashSet};
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
    // By tree: the tree and the entry below which it hangs, because that entry leads to one of its pages.
    hangs: Vec<Option<(usize, usize)>>,
    // By tree: whether it is the home of no page, and all it leads to stands in others: one that is included in another, for the most part.
    is_spare: Vec<bool>,
}

/// One TOC.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tree {
    /// The language of the TOC (BCP 47).
    pub language: String,
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
        let hangs = hangs(&trees, root, &homes);
        let is_spare = spare(&trees, root, &homes);
        Self { trees, root, homes, orders, hangs, is_spare }
    }

    /// The trees that hang below no other one, that of the root first; without those whose entries stand in others anyway.
    pub fn tops(&self) -> impl Iterator<Item = usize> + '_ {
        let is_top = |tree: &usize| Some(*tree) != self.root && self.hangs[*tree].is_none() && !self.is_spare[*tree];
        self.root.into_iter().chain((0..self.trees.len()).filter(is_top))
    }

    /// The trees that hang below an entry, by tree and entry.
    pub fn hanging(&self) -> HashMap<(usize, usize), Vec<usize>> {
        let mut below: HashMap<(usize, usize), Vec<usize>> = HashMap::default();
        for (tree, hang) in self.hangs.iter().enumerate() {
            if let Some(hang) = hang {
                below.entry(*hang).or_default().push(tree);
            }
        }
        below
    }

    /// The entry of the top navigation above a page, as far as TOCs tell: its place in the tree of the root.
    pub fn section(&self, page: PageId) -> Option<usize> {
        let root = self.root?;
        let Home { mut tree, mut entry } = self.home(page)?;
        while tree != root {
            let (above, place) = self.hangs[tree]?;
            (tree, entry) = (above, Some(place));
        }
        let entries = &self.trees[root].entries;
        let mut place = entry?;
        while let Some(parent) = entries[place].parent {
            place = parent;
        }
        Some(place)
    }

    /// Where a page stands.
    pub fn home(&self, page: PageId) -> Option<Home> {
        self.homes.get(&page).copied()
    }

    /// The entries above a page, outermost first, through all trees above its own. None leads to the page itself, nor to the same page as the
    /// one before it.
    pub fn ancestors(&self, page: PageId) -> Vec<&Entry> {
        let Some(Home { mut tree, entry }) = self.home(page) else { return Vec::new() };
        let mut above: Vec<&Entry> = Vec::new();
        let mut place = entry.and_then(|entry| self.trees[tree].entries[entry].parent);
        loop {
            while let Some(parent) = place {
                let entry = &self.trees[tree].entries[parent];
                place = entry.parent;
                above.push(entry);
            }
            let Some((next, hang)) = self.hangs[tree] else { break };
            (tree, place) = (next, Some(hang));
        }
        above.reverse();
        above.retain(|entry| !matches!(&entry.link, Link::Page(to, _) if *to == page));
        above.dedup_by(|inner, outer| inner.link == outer.link && inner.link != Link::Nowhere);
        above
    }

    /// An entry of the tree of the root, by its place.
    ///
    /// # Panics
    /// When there is none.
    pub fn root_entry(&self, place: usize) -> &Entry {
        &self.trees[self.root.unwrap_or_default()].entries[place]
    }

    /// The way from the top to a page. Where TOCs do not connect the page with the top, its section does: an entry of the tree of the root.
    pub fn trail(&self, id: PageId, section: Option<usize>) -> Vec<&Entry> {
        let mut trail = self.ancestors(id);
        if let Some(section) = section.filter(|_| self.section(id).is_none()).map(|section| self.root_entry(section))
            && !matches!(section.link, Link::Page(page, _) if page == id)
        {
            trail.insert(0, section);
        }
        trail
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

// Where each tree hangs: at the first entry of another one that leads to a page whose home it is. Each hangs once, and none below itself.
fn hangs(trees: &[Tree], root: Option<usize>, homes: &HashMap<PageId, Home>) -> Vec<Option<(usize, usize)>> {
    let leads_to = |entry: &Entry| match &entry.link {
        Link::Page(page, _) => homes.get(page).map(|home| home.tree),
        Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => None,
    };
    let mut hangs = vec![None; trees.len()];
    let mut is_placed = vec![false; trees.len()];
    let mut is_led_to = vec![false; trees.len()];
    for (tree, content) in trees.iter().enumerate() {
        for other in content.entries.iter().filter_map(leads_to).filter(|other| *other != tree) {
            is_led_to[other] = true;
        }
    }
    // Trees to which no other one leads come before those that lead to each other.
    let free = (0..trees.len()).filter(|tree| !is_led_to[*tree]);
    for start in root.into_iter().chain(free).chain(0..trees.len()) {
        let mut queue = VecDeque::new();
        if !std::mem::replace(&mut is_placed[start], true) {
            queue.push_back(start);
        }
        while let Some(tree) = queue.pop_front() {
            // The first level comes first: there a TOC names its parts.
            let entries = || trees[tree].entries.iter().enumerate();
            let (first, below) =
                (entries().filter(|(_, entry)| entry.parent.is_none()), entries().filter(|(_, entry)| entry.parent.is_some()));
            for (place, entry) in first.chain(below) {
                let Some(other) = leads_to(entry) else { continue };
                if !std::mem::replace(&mut is_placed[other], true) {
                    hangs[other] = Some((tree, place));
                    queue.push_back(other);
                }
            }
        }
    }
    hangs
}

fn spare(trees: &[Tree], root: Option<usize>, homes: &HashMap<PageId, Home>) -> Vec<bool> {
    let mut is_home = vec![false; trees.len()];
    for tree in homes.values().map(|home| home.tree).chain(root) {
        is_home[tree] = true;
    }
    let kept = trees.iter().zip(&is_home).filter(|(_, is_home)| **is_home);
    let links: HashSet<&Link> = kept.flat_map(|(tree, _)| &tree.entries).map(|entry| &entry.link).collect();
    let is_said = |tree: &Tree| tree.entries.iter().all(|entry| entry.link == Link::Nowhere || links.contains(&entry.link));
    trees.iter().zip(&is_home).map(|(tree, is_home)| !is_home && is_said(tree)).collect()
}

// The entries at which the pages of a tree stand first.
fn order(tree: &Tree) -> Vec<usize> {
    let mut seen = HashSet::default();
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
