//! Navigation for an audience: TOCs as authored → trees of what the audience has.
//!
//! In:    the TOCs of this audience, and its pages.
//! Out:   `Nav`, and diagnostics for entries that lead nowhere for anybody.
//! Never: keeps an entry that leads to nothing here, or a parent left empty by it.
//!
//! Source of the rules: DocFX: which TOC a page shows, references to folders, inclusion of TOC files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::addresses::Wanted;
use super::links::{Resolved, Written};
use super::{Admission, folders};
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::corpus::Toc;
use crate::corpus::parse::toc::{TocNode, is_toc};
use crate::rules;
use crate::site::nav::{Entry, Home, Nav, Tree};
use crate::site::{Link, Page, PageId};

mod readers;

/// An entry before the trees are laid out.
pub(super) struct Branch {
    pub(super) title: String,
    pub(super) link: Link,
    pub(super) children: Vec<Branch>,
}

struct Building<'r, 'a> {
    admission: &'r Admission<'a>,
    pages: &'r [Arc<Page>],
    tocs: BTreeMap<&'a FilePath, &'a Toc>,
    diagnostics: &'r mut Vec<Diagnostic>,
    // TOCs that another one includes: they are weaker as the home of a page.
    included: HashSet<&'a FilePath>,
    // The files that entries lead to.
    assets: Wanted,
    // TOCs that are being included, to see a cycle.
    stack: Vec<&'a FilePath>,
}

/// Makes the navigation of a site, and the files that it leads to.
pub(super) fn nav(admission: &Admission<'_>, pages: &[Arc<Page>], diagnostics: &mut Vec<Diagnostic>) -> (Nav, Wanted) {
    let tocs = admission.tocs();
    let mut building = Building {
        admission,
        pages,
        tocs: tocs.iter().map(|toc| (&toc.logical, *toc)).collect(),
        diagnostics,
        included: HashSet::default(),
        assets: Wanted::new(),
        stack: Vec::new(),
    };
    let mut trees = Vec::new();
    let mut live: Vec<&Toc> = Vec::new();
    for toc in &tocs {
        building.stack.push(&toc.logical);
        let branches = building.entries(toc, 0);
        building.stack.pop();
        if branches.is_empty() {
            // Only where readers have a page beside it do they miss its entries.
            let folder = output_folder(admission, &toc.logical);
            let is_missed = pages
                .iter()
                .any(|page| folder.is_empty() || page.address.as_str().strip_prefix(&folder).is_some_and(|rest| rest.starts_with('/')));
            if is_missed && !toc.content.nodes.is_empty() {
                building.diagnostics.push(
                    rules::toc_dead::RULE
                        .on(&toc.file)
                        .message("no entry of this TOC leads to a page")
                        .help("give its readers a TOC of their own"),
                );
            }
            continue;
        }
        live.push(toc);
        let mut tree = lay_out(branches);
        admission.language_of_path(&toc.logical).clone_into(&mut tree.language);
        trees.push(tree);
    }
    // A TOC that these readers have not is as none.
    if !has_tocs(admission) {
        return (folders::by_folder(pages), Wanted::new());
    }
    let orders: Vec<i64> = live
        .iter()
        .map(|toc| if toc.content.order == 0 && building.included.contains(&toc.logical) { 100 } else { toc.content.order })
        .collect();
    let folders: Vec<String> = live.iter().map(|toc| output_folder(admission, &toc.logical)).collect();
    let root = folders.iter().position(String::is_empty);
    let assets = building.assets;
    let homes = homes(pages, &trees, &folders, &orders);
    (Nav::new(trees, root, homes), assets)
}

// The folder of a TOC in the output: where the mapping puts it.
fn output_folder(admission: &Admission<'_>, logical: &FilePath) -> String {
    let corpus = admission.corpus;
    let mapped = corpus.config.content_path(logical);
    let mapped = mapped.and_then(|mapped| FilePath::new(&mapped)).unwrap_or_else(|| logical.clone());
    mapped.folder().as_str().to_owned()
}

impl<'a> Building<'_, 'a> {
    fn entries(&mut self, toc: &'a Toc, depth: usize) -> Vec<Branch> {
        let is_for_us = match &toc.content.audience {
            Some((names, at)) => self.is_for_us(toc, names, *at, "TOC"),
            None => self.is_for_us_by_pattern(toc),
        };
        if is_for_us { self.branches(toc, &toc.content.nodes, depth) } else { Vec::new() }
    }

    fn branches(&mut self, toc: &'a Toc, nodes: &'a [TocNode], depth: usize) -> Vec<Branch> {
        nodes.iter().flat_map(|node| self.branch(toc, node, depth)).collect()
    }

    // The entry for a node. A node without a name of its own that only holds others gives way to them.
    fn branch(&mut self, toc: &'a Toc, node: &'a TocNode, depth: usize) -> Vec<Branch> {
        if let Some((names, at)) = &node.audience
            && !self.is_for_us(toc, names, *at, "entry")
        {
            return Vec::new();
        }
        let href = node.href.as_ref().or(node.toc_href.as_ref());
        let landing = node.topic_href.as_ref().or(node.homepage.as_ref());
        let mut children = self.branches(toc, &node.children, depth + 1);
        let mut link = Link::Nowhere;
        match href {
            Some((text, at)) if is_toc(text) => {
                let (first, included) = self.other_toc(toc, text, *at, depth);
                link = first;
                if !included.is_empty() {
                    children = included;
                }
            }
            Some((text, at)) if !text.trim().is_empty() => link = self.resolve(toc, text, *at),
            Some(_) | None => {}
        }
        if let Some((text, at)) = landing
            && !text.trim().is_empty()
        {
            link = self.resolve(toc, text, *at);
        }
        if let (Link::Nowhere, Some((uid, at))) = (&link, node.topic_uid.as_ref().or(node.uid.as_ref())) {
            link = self.resolve(toc, &format!("xref:{uid}"), *at);
        }
        if link == Link::Nowhere && children.is_empty() {
            let has_target = [&node.href, &node.toc_href, &node.topic_href, &node.homepage, &node.uid, &node.topic_uid]
                .iter()
                .any(|target| target.is_some());
            if !has_target && node.children.is_empty() {
                let at = node.name.as_ref().map_or(node.range, |(_, at)| TextRange { start: node.range.start, end: at.end });
                self.diagnostics.push(rules::toc_entry_empty::RULE.at(&toc.file, at).message("this entry leads nowhere"));
            }
            return Vec::new();
        }
        let name = node.name.as_ref().map(|(name, _)| name.trim()).filter(|name| !name.is_empty());
        let title = match (name, &link) {
            (Some(name), _) => name.to_owned(),
            (None, Link::Page(page, _)) => self.pages[page.0 as usize].title.clone(),
            // A page that is not there for these readers gives no name, not even that of its file.
            (None, Link::Nowhere) if href.is_some_and(|(text, _)| !is_toc(text)) => return children,
            (None, _) => {
                if let Some(name) = href.map(|(text, _)| folder_name(text)).filter(|name| !name.is_empty()) {
                    name
                } else {
                    self.diagnostics.push(
                        rules::toc_entry_missing_name::RULE
                            .at(&toc.file, node.range)
                            .message("this entry has no name")
                            .help("add a line `name:`"),
                    );
                    return children;
                }
            }
        };
        vec![Branch { title, link, children }]
    }

    // A reference to a folder gives a link to the first page of its TOC; the name of a TOC file gives its entries.
    fn other_toc(&mut self, toc: &'a Toc, href: &str, at: TextRange, depth: usize) -> (Link, Vec<Branch>) {
        let (path, suffix) = crate::base::url::split_suffix(href.trim());
        let is_folder = path.ends_with('/');
        let folder = |path: &str| path.strip_prefix("~/").map_or_else(|| toc.file.beside(path), FilePath::new);
        let names: Vec<String> = if is_folder { vec![format!("{path}toc.yml"), format!("{path}toc.md")] } else { vec![path.to_owned()] };
        let other = names.iter().filter_map(|name| folder(name)).find_map(|logical| self.find_toc(&logical));
        let Some(other) = other else {
            // What others have must not change what these readers get: it only decides what the author is told.
            let is_others =
                names.iter().filter_map(|name| folder(name)).any(|logical| self.admission.corpus.targets.slot(&logical).is_some());
            let said = self.diagnostics.len();
            let link = if is_folder { self.resolve(toc, href, at) } else { Link::Nowhere };
            if is_others {
                self.diagnostics.truncate(said);
            } else if !is_folder {
                self.diagnostics.push(rules::file_not_found::RULE.at(&toc.file, at).message(format!("there is no TOC `{path}`")));
            }
            return (link, Vec::new());
        };
        if !suffix.is_empty() {
            let diagnostic = rules::link_malformed::RULE.at(&toc.file, at).message(format!("`{suffix}` has no meaning behind a TOC"));
            self.diagnostics.push(diagnostic.help(format!("write `{path}`, or name a page of it")));
        }
        if self.stack.contains(&&other.logical) || depth > 64 {
            self.diagnostics.push(
                rules::toc_cycle::RULE
                    .at(&toc.file, at)
                    .message(format!("`{}` includes itself by way of `{path}`", other.file))
                    .target(&other.file),
            );
            return (Link::Nowhere, Vec::new());
        }
        self.stack.push(&other.logical);
        // What is wrong inside the other TOC is said there.
        let said = self.diagnostics.len();
        let branches = self.entries(other, depth + 1);
        self.keep_cycles(said);
        self.stack.pop();
        if is_folder {
            // A TOC without an entry for these readers is as none: the folder's own first page stands for it, if they have one.
            let link = first_page(&branches).unwrap_or_else(|| {
                let said = self.diagnostics.len();
                let link = self.resolve(toc, path, at);
                self.diagnostics.truncate(said);
                link
            });
            return (link, Vec::new());
        }
        self.included.insert(&other.logical);
        (Link::Nowhere, branches)
    }

    // A cycle is reported where it closes, also when that is inside an included TOC.
    fn keep_cycles(&mut self, from: usize) {
        let tail = self.diagnostics.split_off(from);
        self.diagnostics.extend(tail.into_iter().filter(|diagnostic| diagnostic.rule == &rules::toc_cycle::RULE));
    }

    fn find_toc(&self, logical: &FilePath) -> Option<&'a Toc> {
        self.tocs.get(logical).copied().or_else(|| {
            let lower = logical.as_str().to_lowercase();
            self.tocs.iter().find(|(known, _)| known.as_str().to_lowercase() == lower).map(|(_, toc)| *toc)
        })
    }

    fn resolve(&mut self, toc: &Toc, text: &str, at: TextRange) -> Link {
        let written = Written { file: &toc.file, source: &toc.source, text, at };
        let Resolved { link, diagnostics, bookmark, asset } = self.admission.resolve(written, None);
        self.assets.extend(asset);
        // An entry for other readers vanishes without a word: a TOC shared by all audiences is normal.
        let is_silent = |diagnostic: &Diagnostic| diagnostic.rule == &rules::link_withheld::RULE;
        self.diagnostics.extend(diagnostics.into_iter().filter(|diagnostic| !is_silent(diagnostic)));
        if let Some(bookmark) = bookmark
            && !self.pages[bookmark.page.0 as usize].ids.contains(&*bookmark.id)
        {
            self.diagnostics.push(bookmark.diagnostic);
        }
        match link {
            Link::Here(_) => {
                let diagnostic = rules::link_malformed::RULE
                    .at(&toc.file, at)
                    .message(format!("`{text}` leads to a place of a page, and a TOC is none"));
                self.diagnostics.push(diagnostic.help(format!("name the page before it: `page.md{text}`")));
                Link::Nowhere
            }
            Link::Page(..) | Link::Asset(..) | Link::External(_) | Link::Nowhere => link,
        }
    }
}

fn folder_name(href: &str) -> String {
    let path = href.trim().trim_end_matches("toc.yml").trim_end_matches("toc.md").trim_end_matches('/');
    path.rsplit('/').next().unwrap_or("").replace(['-', '_'], " ")
}

fn first_page(branches: &[Branch]) -> Option<Link> {
    branches.iter().find_map(|branch| match &branch.link {
        link @ Link::Page(..) => Some(link.clone()),
        Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => first_page(&branch.children),
    })
}

/// Puts entries into one list, parents before children.
pub(super) fn lay_out(branches: Vec<Branch>) -> Tree {
    fn add(tree: &mut Tree, branches: Vec<Branch>, parent: Option<usize>) {
        for Branch { title, link, children } in branches {
            let place = tree.entries.len();
            tree.entries.push(Entry { title, link, parent, end: 0 });
            add(tree, children, Some(place));
            tree.entries[place].end = tree.entries.len();
        }
    }
    let mut tree = Tree::default();
    add(&mut tree, branches, None);
    tree
}

/// The TOC each page shows, and its place in it.
pub(super) fn homes(pages: &[Arc<Page>], trees: &[Tree], folders: &[String], orders: &[i64]) -> HashMap<PageId, Home> {
    let mut homes: HashMap<PageId, (Rank, Home)> = HashMap::default();
    for (tree, content) in trees.iter().enumerate() {
        for (entry, Entry { link, .. }) in content.entries.iter().enumerate() {
            let Link::Page(page, _) = link else { continue };
            let rank = rank(pages[page.0 as usize].address.as_str(), &folders[tree], orders[tree], tree);
            let home = Home { tree, entry: Some(entry) };
            homes
                .entry(*page)
                .and_modify(|known| {
                    if rank < known.0 {
                        *known = (rank, home);
                    }
                })
                .or_insert((rank, home));
        }
    }
    let by_folder: HashMap<&str, Vec<usize>> = folders.iter().enumerate().fold(HashMap::default(), |mut map, (tree, folder)| {
        map.entry(folder.as_str()).or_default().push(tree);
        map
    });
    let mut result: HashMap<PageId, Home> = homes.into_iter().map(|(page, (_, home))| (page, home)).collect();
    for (place, page) in pages.iter().enumerate() {
        let id = PageId(u32::try_from(place).unwrap_or(u32::MAX));
        if let std::collections::hash_map::Entry::Vacant(vacant) = result.entry(id)
            && let Some(tree) = nearest_above(page.address.as_str(), &by_folder, orders)
        {
            vacant.insert(Home { tree, entry: None });
        }
    }
    result
}

// Smallest order, then fewest folders down, then fewest up, then the first TOC by path.
type Rank = (i64, usize, usize, usize);

fn rank(address: &str, folder: &str, order: i64, tree: usize) -> Rank {
    let from: Vec<&str> = address.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let to: Vec<&str> = folder.split('/').filter(|segment| !segment.is_empty()).collect();
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    (order, to.len() - shared, from.len() - shared, tree)
}

fn nearest_above(address: &str, by_folder: &HashMap<&str, Vec<usize>>, orders: &[i64]) -> Option<usize> {
    let mut folder = address;
    let mut best: Option<(i64, usize)> = None;
    while !folder.is_empty() {
        folder = folder.rsplit_once('/').map_or("", |(folder, _)| folder);
        for &tree in by_folder.get(folder).map_or(&[][..], Vec::as_slice) {
            if best.is_none_or(|(order, _)| orders[tree] < order) {
                best = Some((orders[tree], tree));
            }
        }
    }
    best.map(|(_, tree)| tree)
}

fn has_tocs(admission: &Admission<'_>) -> bool {
    admission.tocs().into_iter().any(|toc| admission.has_toc(toc) == Some(true))
}

/// Reports pages that no TOC names. `links` says of each page how many links of others lead to it.
pub(super) fn orphans(admission: &Admission<'_>, pages: &[Arc<Page>], nav: &Nav, links: &[usize], diagnostics: &mut Vec<Diagnostic>) {
    // Without any TOC, folders are the navigation.
    if !has_tocs(admission) {
        return;
    }
    for (place, page) in pages.iter().enumerate() {
        let id = PageId(u32::try_from(place).unwrap_or(u32::MAX));
        let has_entry = nav.home(id).is_some_and(|home| home.entry.is_some());
        // A page that moved away is nobody's to look for.
        if has_entry || page.address.as_str() == "index.html" || page.redirect.is_some() {
            continue;
        }
        let document = admission.pages[place].document;
        let label = match links[place] {
            0 => "no page links to it either".to_owned(),
            1 => "one link leads to it".to_owned(),
            count => format!("{count} links lead to it"),
        };
        diagnostics.push(
            rules::orphan_page::RULE
                .on(&document.file)
                .message("no TOC names this page")
                .label(label)
                .help("add it to the `toc.yml` of its folder"),
        );
    }
}
