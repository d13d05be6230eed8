//! Contents: the whole TOC of a site, for the page that is made for it.
//!
//! In:    the navigation of a site.
//! Out:   one section with a heading for each entry of the first level, and nested lists below; every page of the site is in it.
//! Never: leaves out a page that no TOC names.

use super::html::{escape, href};
use crate::base::hash::{HashMap, HashSet};
use crate::base::slug::{Anchors, slug};
use crate::site::nav::Tree;
use crate::site::{Link, Page, PageId, Site};

/// The whole TOC.
#[derive(Debug, Default)]
pub struct Contents {
    /// HTML.
    pub html: String,
    /// Its headings: id and text.
    pub outline: Vec<(String, String)>,
}

struct Writer<'a> {
    site: &'a Site,
    page: &'a Page,
    // By tree and entry: the trees that hang there.
    hanging: HashMap<(usize, usize), Vec<usize>>,
    anchors: Anchors,
    contents: Contents,
    // Whether a list of entries without others below them is open.
    in_list: bool,
}

/// All trees of a site, as `page` shows them. `others` is what pages are called that no TOC names.
pub fn contents(site: &Site, page: &Page, others: &str) -> Contents {
    let mut writer =
        Writer { site, page, hanging: site.nav.hanging(), anchors: Anchors::default(), contents: Contents::default(), in_list: false };
    let tops: Vec<usize> = site.nav.tops().collect();
    for tree in &tops {
        let content = &site.nav.trees[*tree];
        let mut firsts = content.children(None);
        let is_own_section = Some(*tree) == site.nav.root || tops.len() == 1 || (firsts.next().is_some() && firsts.next().is_none());
        if is_own_section {
            for entry in content.children(None) {
                writer.first(*tree, entry);
            }
        } else {
            writer.unnamed(*tree, content);
        }
    }
    writer.rest(others);
    writer.end_list();
    writer.contents
}

impl Writer<'_> {
    // An entry of the first level: a section where there are others below it.
    fn first(&mut self, tree: usize, entry: usize) {
        let content = &self.site.nav.trees[tree].entries[entry];
        let has_below = content.end > entry + 1 || self.hanging.contains_key(&(tree, entry));
        if !has_below {
            if !std::mem::replace(&mut self.in_list, true) {
                self.contents.html.push_str("<ul>");
            }
            self.contents.html.push_str("<li>");
            self.label(&content.title, &content.link);
            self.contents.html.push_str("</li>");
            return;
        }
        self.heading(&content.title, &content.link);
        self.contents.html.push_str("<ul>");
        self.below(tree, entry);
        self.contents.html.push_str("</ul></section>");
    }

    // A tree that hangs nowhere is called what its first page is called.
    fn unnamed(&mut self, tree: usize, content: &Tree) {
        let first = content.entries.iter().find(|entry| matches!(entry.link, Link::Page(..)));
        let Some(first) = first.or(content.entries.first()) else { return };
        self.heading(&first.title, &first.link);
        self.contents.html.push_str("<ul>");
        self.level(tree, None);
        self.contents.html.push_str("</ul></section>");
    }

    fn heading(&mut self, title: &str, link: &Link) {
        self.end_list();
        let id = self.anchors.take(&slug(title));
        self.contents.html.push_str("<section><h2 id=\"");
        escape(&id, &mut self.contents.html);
        self.contents.html.push_str("\">");
        self.label(title, link);
        self.contents.html.push_str("</h2>");
        self.contents.outline.push((id.to_string(), title.to_owned()));
    }

    fn end_list(&mut self) {
        if std::mem::replace(&mut self.in_list, false) {
            self.contents.html.push_str("</ul>");
        }
    }

    // What is below an entry: its own children, then the trees that hang there.
    fn below(&mut self, tree: usize, entry: usize) {
        self.level(tree, Some(entry));
        for other in self.hanging.get(&(tree, entry)).cloned().unwrap_or_default() {
            self.level(other, None);
        }
    }

    fn level(&mut self, tree: usize, parent: Option<usize>) {
        let content = &self.site.nav.trees[tree];
        for child in content.children(parent) {
            let entry = &content.entries[child];
            self.contents.html.push_str("<li>");
            self.label(&entry.title, &entry.link);
            if entry.end > child + 1 || self.hanging.contains_key(&(tree, child)) {
                self.contents.html.push_str("<ul>");
                self.below(tree, child);
                self.contents.html.push_str("</ul>");
            }
            self.contents.html.push_str("</li>");
        }
    }

    fn label(&mut self, title: &str, link: &Link) {
        let html = &mut self.contents.html;
        if let Some(address) = href(link, self.site, self.page) {
            html.push_str("<a href=\"");
            escape(&address, html);
            html.push_str("\">");
            escape(title, html);
            html.push_str("</a>");
        } else {
            html.push_str("<span>");
            escape(title, html);
            html.push_str("</span>");
        }
    }

    // The pages that no TOC names.
    fn rest(&mut self, others: &str) {
        let entries = self.site.nav.trees.iter().flat_map(|tree| &tree.entries);
        let listed: HashSet<PageId> = entries
            .filter_map(|entry| match entry.link {
                Link::Page(id, _) => Some(id),
                Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => None,
            })
            .collect();
        let rest: Vec<PageId> = self.site.page_ids().filter(|id| !listed.contains(id)).collect();
        if rest.is_empty() {
            return;
        }
        self.heading(others, &Link::Nowhere);
        self.contents.html.push_str("<ul>");
        for id in rest {
            self.contents.html.push_str("<li>");
            self.label(&self.site.page(id).title, &Link::Page(id, "".into()));
            self.contents.html.push_str("</li>");
        }
        self.contents.html.push_str("</ul></section>");
    }
}
