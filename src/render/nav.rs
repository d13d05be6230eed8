//! Navigation markup: the branch of a page, and the whole tree.
//!
//! In:    the navigation of a site, and the page that shows it.
//! Out:   nested lists in HTML.
//! Never: writes the whole tree into a page that is not made for it.
//!
//! Pages beside each other show the same list but for the mark of the current one. So a list is made once for each branch and folder, with the
//! places at which a mark can be put in.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::html::{escape, href};
use crate::site::nav::{Entry, Home, Tree};
use crate::site::{Link, Page, PageId, Site};

const CURRENT: &str = " aria-current=\"page\"";

/// Lists already made for a site.
#[derive(Debug, Default)]
pub struct Branches {
    made: Mutex<HashMap<Key, Arc<Branch>>>,
    // The top navigation as pages of a folder show it, and the entry that is nearest to that folder.
    tops: Mutex<HashMap<String, Arc<Top>>>,
}

#[derive(Debug)]
struct Top {
    branch: Branch,
    nearest: Option<usize>,
}

// A tree, the entry whose children are the innermost level shown, and the folder of the page.
type Key = (usize, Option<usize>, String);

#[derive(Debug)]
struct Branch {
    html: String,
    // By entry: where a mark can be put into its link.
    marks: HashMap<usize, usize>,
}

impl Branches {
    /// The items of the top navigation as a page shows them; none where the site has no tree at its root.
    pub fn top(&self, site: &Site, page: &Page, id: Option<PageId>) -> String {
        let Some(root) = site.nav.root else { return String::new() };
        let folder = page.address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let known = self.tops.lock().ok().and_then(|tops| tops.get(folder).cloned());
        let made = known.unwrap_or_else(|| {
            let (html, marks) = top(site, page, "");
            let made = Arc::new(Top { nearest: site.nav.trees[root].nearest(site, &page.address), branch: Branch { html, marks } });
            if let Ok(mut tops) = self.tops.lock() {
                tops.insert(folder.to_owned(), Arc::clone(&made));
            }
            made
        });
        // The entry above the page: by the root's own tree, or else the one that leads to the longest folder shared.
        let tree = &site.nav.trees[root];
        let own = id.and_then(|id| site.nav.home(id)).filter(|home| home.tree == root).and_then(|home| home.entry);
        let current = match (id, own) {
            (None, _) => None,
            (Some(_), Some(own)) => tree.children(None).find(|child| (*child..tree.entries[*child].end).contains(&own)),
            (Some(_), None) => made.nearest,
        };
        match current.and_then(|current| made.branch.marks.get(&current)) {
            Some(&place) => [&made.branch.html[..place], " aria-current=\"true\"", &made.branch.html[place..]].concat(),
            None => made.branch.html.clone(),
        }
    }

    /// The branch of a page: its ancestors, their siblings, its own siblings and its children.
    pub fn branch(&self, site: &Site, id: PageId) -> String {
        let Some(Home { tree, entry }) = site.nav.home(id) else { return String::new() };
        let entries = &site.nav.trees[tree].entries;
        // A leaf is shown by the branch of its parent.
        let open = entry.and_then(|entry| if entries[entry].end > entry + 1 { Some(entry) } else { entries[entry].parent });
        let page = site.page(id);
        let folder = page.address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let key = (tree, open, folder);
        let known = self.made.lock().ok().and_then(|made| made.get(&key).cloned());
        let branch = known.unwrap_or_else(|| {
            let branch = Arc::new(make(site, page, &site.nav.trees[tree], open));
            if let Ok(mut made) = self.made.lock() {
                made.insert(key, Arc::clone(&branch));
            }
            branch
        });
        match entry.and_then(|entry| branch.marks.get(&entry)) {
            Some(&place) => [&branch.html[..place], CURRENT, &branch.html[place..]].concat(),
            None => branch.html.clone(),
        }
    }
}

/// The items of the top navigation, and where each can be marked. `root` is put before the links that stay in the site.
pub fn top(site: &Site, page: &Page, root: &str) -> (String, HashMap<usize, usize>) {
    let mut made = Branch { html: String::new(), marks: HashMap::new() };
    let Some(tree) = site.nav.root.map(|root| &site.nav.trees[root]) else { return (made.html, made.marks) };
    for child in tree.children(None) {
        let entry = &tree.entries[child];
        let link = if entry.link == Link::Nowhere { tree.first_page(child).unwrap_or(&entry.link) } else { &entry.link };
        made.html.push_str("<li>");
        label(site, page, entry, link, child, root, &mut made);
        made.html.push_str("</li>");
    }
    (made.html, made.marks)
}

fn make(site: &Site, page: &Page, tree: &Tree, open: Option<usize>) -> Branch {
    let mut path = Vec::new();
    let mut place = open;
    while let Some(entry) = place {
        path.push(entry);
        place = tree.entries[entry].parent;
    }
    let mut branch = Branch { html: String::new(), marks: HashMap::new() };
    level(site, page, tree, None, &path, &mut branch);
    branch
}

fn level(site: &Site, page: &Page, tree: &Tree, parent: Option<usize>, path: &[usize], branch: &mut Branch) {
    branch.html.push_str("<ul>");
    for child in tree.children(parent) {
        let entry = &tree.entries[child];
        let is_open = path.contains(&child);
        let has_children = entry.end > child + 1;
        branch.html.push_str(match (is_open, has_children) {
            (true, true) => "<li class=\"open\">",
            (false, true) => "<li class=\"more\">",
            (_, false) => "<li>",
        });
        // A heading of others that is closed leads to the first page below it, so that no page is out of reach.
        let link = if entry.link == Link::Nowhere && !is_open { tree.first_page(child).unwrap_or(&entry.link) } else { &entry.link };
        label(site, page, entry, link, child, "", branch);
        if is_open && has_children {
            level(site, page, tree, Some(child), path, branch);
        }
        branch.html.push_str("</li>");
    }
    branch.html.push_str("</ul>");
}

// One entry. `root` is put before a link that stays in the site.
fn label(site: &Site, page: &Page, entry: &Entry, link: &Link, place: usize, root: &str, branch: &mut Branch) {
    if let Some(address) = href(link, site, page) {
        // A link to the page itself is written whole here: the list is shared by its neighbours.
        let address = if address.is_empty() || address.starts_with('#') { page_address(link, site, page) } else { address };
        branch.html.push_str("<a href=\"");
        if !matches!(link, Link::External(_)) {
            escape(root, &mut branch.html);
        }
        escape(&address, &mut branch.html);
        branch.html.push('"');
        branch.marks.insert(place, branch.html.len());
        branch.html.push('>');
        escape(&entry.title, &mut branch.html);
        branch.html.push_str("</a>");
    } else {
        branch.html.push_str("<span>");
        escape(&entry.title, &mut branch.html);
        branch.html.push_str("</span>");
    }
}

fn page_address(link: &Link, site: &Site, page: &Page) -> String {
    match link {
        Link::Page(id, suffix) => site.page(*id).address.href_from(&page.address) + suffix,
        Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => String::new(),
    }
}

/// All trees of a site, for the page that holds them; `page` is that page.
pub fn whole(site: &Site, page: &Page) -> String {
    let mut branch = Branch { html: String::new(), marks: HashMap::new() };
    let nav = &site.nav;
    // The trees of sections follow the tree of the root, each under the name of its first page's entry.
    let order = nav.root.into_iter().chain((0..nav.trees.len()).filter(|tree| Some(*tree) != nav.root));
    for tree in order {
        let tree = &nav.trees[tree];
        let all: Vec<usize> = (0..tree.entries.len()).collect();
        level(site, page, tree, None, &all, &mut branch);
    }
    let listed: std::collections::HashSet<PageId> = nav
        .trees
        .iter()
        .flat_map(|tree| &tree.entries)
        .filter_map(|entry| match entry.link {
            Link::Page(id, _) => Some(id),
            Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => None,
        })
        .collect();
    let rest: Vec<PageId> = site.page_ids().filter(|id| !listed.contains(id)).collect();
    if !rest.is_empty() {
        branch.html.push_str("<ul>");
        for id in rest {
            branch.html.push_str("<li><a href=\"");
            escape(&site.page(id).address.href_from(&page.address), &mut branch.html);
            branch.html.push_str("\">");
            escape(&site.page(id).title, &mut branch.html);
            branch.html.push_str("</a></li>");
        }
        branch.html.push_str("</ul>");
    }
    branch.html
}
