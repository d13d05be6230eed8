//! Models: what templates see of a page, before anything is known of its content.
//!
//! In:    a page, and where it stands.
//! Out:   its frame, and a model to be filled in.
//! Never: makes markup.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Output, title_of};
use crate::base::extra::Extra;
use crate::base::path::OutPath;
use crate::base::url::encode_path;
use crate::render::model::{Frame, Model, NavModel, PageKind, PageModel, SiteModel};
use crate::render::theme::{Markup, ReadyFrame};
use crate::render::{frame, freshness, html, markdown, search_index, tasks};
use crate::site::address::CONTENTS;
use crate::site::summary::summary;
use crate::site::{Page, Switches};

const GENERATOR: &str = concat!("playbook ", env!("CARGO_PKG_VERSION"));

impl Output {
    pub(super) fn made_page(&self, address: OutPath, title: &str) -> Page {
        Page {
            address,
            title: title.to_owned(),
            description: String::new(),
            language: self.site.language.clone(),
            date: None,
            switches: Switches::default(),
            facets: Vec::new(),
            redirect: None,
            body: crate::markup::Content::default(),
            outline: Vec::new(),
            ids: BTreeSet::new(),
        }
    }

    // What a page has in common with all others of its folder and language.
    pub(super) fn frame(&self, page: &Page) -> Result<ReadyFrame, String> {
        let folder = page.address.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        self.frames.get((folder.to_owned(), page.language.clone()), || self.theme.frame(&self.frame_of(page)))
    }

    // The foot of the pages beside a page. Links in it begin with `root`.
    pub(super) fn foot(&self, page: &Page, root: &str) -> String {
        let footer = &self.site.look.footer;
        if footer.is_empty() {
            return String::new();
        }
        let foot = Page { body: footer.clone(), ..self.made_page(page.address.clone(), "") };
        html::article_at(&self.site, &foot, self.theme.strings(&page.language), root)
    }

    pub(super) fn frame_of<'m>(&'m self, page: &'m Page) -> Frame<'m> {
        let site = &*self.site;
        let to = |address: &str| OutPath::new(address).map_or_else(String::new, |address| address.href_from(&page.address));
        let look = &site.look;
        let file = |address: &Option<OutPath>| address.as_ref().map(|address| address.href_from(&page.address));
        Frame {
            site: SiteModel {
                id: &self.id,
                title: title_of(site),
                name: if look.name.is_empty() { title_of(site) } else { &look.name },
                logo_href: file(&look.logo),
                brand_href: look.home.as_ref().and_then(|home| html::shared_href(home, site, page)).unwrap_or_else(|| to("index.html")),
                favicon_href: file(&look.favicon),
                footer: self.foot(page, ""),
                parameters: &look.parameters,
                root: page.address.to_root(),
                audience: (!site.audience.is_empty()).then_some(site.audience.as_str()),
                language: &site.language,
                home_href: to("index.html"),
                toc_href: to(CONTENTS),
                feed_href: look.extras.contains(&Extra::Feed).then(|| to("feed.xml")).filter(|_| !site.url.is_empty()),
                search_href: site.has_search.then(|| to(search_index::PROGRAM)),
                tasks_href: tasks::list_for(&self.tasks, &page.language).map(|address| address.href_from(&page.address)),
                freshness_href: freshness::address(site).map(|address| address.href_from(&page.address)),
                generator: GENERATOR,
            },
            assets: frame::assets(&self.theme, &page.address, look.has_integrity),
            language: &page.language,
        }
    }

    pub(super) fn model<'m>(&'m self, page: &'m Page, kind: PageKind) -> Model<'m> {
        let site = &*self.site;
        let look = &site.look;
        let window_title = match site.title.as_str() {
            "" => page.title.clone(),
            title if title == page.title => page.title.clone(),
            title => format!("{} | {title}", page.title),
        };
        let top_language = site.nav.root.map(|root| site.nav.trees[root].language.as_str()).filter(|language| *language != page.language);
        let has_robots = if kind == PageKind::NotFound { Some("noindex") } else { None };
        Model {
            page: PageModel {
                kind,
                title: &page.title,
                window_title,
                description: if page.description.is_empty() { Cow::Owned(summary(page)) } else { Cow::Borrowed(&page.description) },
                language: &page.language,
                content: Markup::default(),
                heading: None,
                breadcrumb: Vec::new(),
                previous: None,
                next: None,
                date: None,
                canonical: (!site.url.is_empty() && kind != PageKind::NotFound)
                    .then(|| format!("{}{}", site.url, encode_path(page.address.as_str()))),
                robots: has_robots,
                markdown_href: (look.extras.contains(&Extra::Markdown) && kind == PageKind::Article).then(|| markdown::link(page)),
                alternates: Vec::new(),
                redirect: None,
                has_task_list: false,
                hide_toc: false,
                hide_navbar: false,
                hide_footer: false,
                hide_breadcrumb: false,
                hide_outline: false,
                hide_next: false,
            },
            nav: NavModel {
                top: Markup::default(),
                top_language,
                branch: Markup::default(),
                branch_title: None,
                outline: Markup::default(),
                whole: Markup::default(),
            },
            tasks: None,
            freshness: None,
        }
    }
}
