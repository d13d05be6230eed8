//! Folders as navigation: for a playbook without any TOC.
//!
//! In:    the pages of a site.
//! Out:   a tree after the folders of their addresses.
//! Never: names a folder that has no page for this audience.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::nav::{Branch, homes, lay_out};
use crate::site::nav::Nav;
use crate::site::{Link, Page, PageId};

/// The navigation of a playbook without any TOC.
pub(super) fn by_folder(pages: &[Arc<Page>]) -> Nav {
    #[derive(Default)]
    struct Folder {
        index: Option<PageId>,
        pages: Vec<PageId>,
        folders: BTreeMap<String, Folder>,
    }
    fn branches(folder: Folder, pages: &[Arc<Page>]) -> Vec<Branch> {
        let title = |page: PageId| pages[page.0 as usize].title.clone();
        let leaf = |page: PageId| Branch { title: title(page), link: Link::Page(page, "".into()), children: Vec::new() };
        let mut result: Vec<Branch> = folder.pages.into_iter().map(leaf).collect();
        for (name, below) in folder.folders {
            let index = below.index;
            let children = branches(below, pages);
            let link = index.map_or(Link::Nowhere, |page| Link::Page(page, "".into()));
            result.push(Branch { title: index.map_or_else(|| name.replace(['-', '_'], " "), title), link, children });
        }
        result
    }
    let mut root = Folder::default();
    for (place, page) in pages.iter().enumerate() {
        let id = PageId(u32::try_from(place).unwrap_or(u32::MAX));
        let mut segments: Vec<&str> = page.address.as_str().split('/').collect();
        let name = segments.pop().unwrap_or("");
        let mut folder = &mut root;
        for segment in segments {
            folder = folder.folders.entry(segment.to_owned()).or_default();
        }
        if name == "index.html" { folder.index = Some(id) } else { folder.pages.push(id) }
    }
    let index = root.index;
    let mut all = branches(root, pages);
    if let Some(page) = index {
        all.insert(0, Branch { title: pages[page.0 as usize].title.clone(), link: Link::Page(page, "".into()), children: Vec::new() });
    }
    let tree = lay_out(all);
    let homes = homes(pages, std::slice::from_ref(&tree), &[String::new()], &[0]);
    Nav::new(vec![tree], None, homes)
}
