//! Output: every file of a site, by address; pages are made when they are asked for.
//!
//! In:    a site and a theme.
//! Out:   `Output`: the addresses, and the content of each.
//! Never: keeps a page: what was written is dropped, so memory does not grow with the size of the site.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::alternates::{self, alternates};
use super::contents::contents;
use super::html::{self, href};
use super::model::{DateModel, PageKind, StepModel};
use super::nav::{self, Branches, Place};
use super::remembered::Remembered;
use super::theme::{Markup, ReadyFrame, Theme};
use super::{frame, freshness, hosts, listings, markdown, tasks};
use crate::base::extra::Extra;
use crate::base::path::{FilePath, OutPath};
use crate::base::slug::slug;
use crate::site::address::CONTENTS;
use crate::site::nav::Entry;
use crate::site::{Link, Page, PageId, Site, Switches};

mod models;
mod reports;

/// Every file of a site.
#[derive(Debug)]
pub struct Output {
    site: Arc<Site>,
    theme: Arc<Theme>,
    id: String,
    files: Arc<BTreeMap<OutPath, Source>>,
    branches: Arc<Branches>,
    // By folder and language.
    frames: Remembered<(String, String), Result<ReadyFrame, String>>,
    // The lists of tasks: language and address.
    tasks: Vec<(String, OutPath)>,
}

// What a file is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Source {
    Page(PageId),
    Contents,
    // The tasks in a language.
    Tasks(String),
    Freshness,
    NotFound,
    Sitemap,
    Extra(Extra),
    Copy(PageId),
    Redirect(Link),
    Theme(String),
    CopyOf(FilePath),
}

/// The content of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the playbook.
    CopyOf(FilePath),
}

/// One file of a site, to be made.
#[derive(Clone, Copy, Debug)]
pub struct File<'o> {
    output: &'o Output,
    source: &'o Source,
    /// Where it stands.
    pub address: &'o OutPath,
}

impl File<'_> {
    /// Whether it is made of all pages, and so takes longer than a page.
    pub fn is_of_all_pages(&self) -> bool {
        match self.source {
            Source::Contents | Source::Tasks(_) | Source::Freshness | Source::Sitemap | Source::Extra(_) => true,
            Source::Page(_) | Source::NotFound | Source::Copy(_) | Source::Redirect(_) | Source::Theme(_) | Source::CopyOf(_) => false,
        }
    }

    /// What [`Output::content`] gives for its address.
    ///
    /// # Errors
    /// As there.
    pub fn content(&self) -> Option<Result<Content, String>> {
        self.output.made(self.address, self.source)
    }
}

// What a site is called that no configuration names.
fn title_of(site: &Site) -> &str {
    if site.title.is_empty() { "Playbook" } else { &site.title }
}

fn step<'m>(entry: &'m Entry, site: &Site, page: &Page) -> StepModel<'m> {
    StepModel { title: &entry.title, href: href(&entry.link, site, page) }
}

// Whether a site has the same files as another, made of the same pages by their numbers; each field is named here, so that a new one is thought of.
fn has_files_of(old: &Site, new: &Site) -> bool {
    let Site {
        audience,
        title,
        url,
        language,
        pages,
        nav: _,
        languages: _,
        tasks,
        upkeep,
        assets,
        image_sizes: _,
        has_search: _,
        look,
        redirects,
    } = old;
    // What is in a page is no matter; its navigation is remembered by its folder and language.
    let is_like = |(old, new): (&Arc<Page>, &Arc<Page>)| {
        Arc::ptr_eq(old, new)
            || old.address == new.address && old.language == new.language && old.redirect.is_none() == new.redirect.is_none()
    };
    (audience, title, url, language) == (&new.audience, &new.title, &new.url, &new.language)
        && Arc::ptr_eq(tasks, &new.tasks)
        && upkeep.is_published == new.upkeep.is_published
        && (look, redirects, assets) == (&new.look, &new.redirects, &new.assets)
        && pages.len() == new.pages.len()
        && pages.iter().zip(&new.pages).all(is_like)
}

fn home_from(address: &OutPath) -> String {
    OutPath::new("index.html").map_or_else(String::new, |home| home.href_from(address))
}

impl Output {
    /// The output of a site.
    pub fn new(site: Arc<Site>, theme: Arc<Theme>) -> Self {
        let mut files: BTreeMap<OutPath, Source> = BTreeMap::new();
        for asset in theme.assets() {
            // Names with a digest in them cannot be meant by an author.
            let name = asset.address.as_str().to_owned();
            files.insert(asset.address.clone(), Source::Theme(name));
        }
        files.extend(site.assets.iter().map(|(address, file)| (address.clone(), Source::CopyOf(file.clone()))));
        let generated = [("404.html", Source::NotFound), (CONTENTS, Source::Contents), ("index.html", Source::Contents)];
        let sitemap = (!site.url.is_empty()).then_some(("sitemap.xml", Source::Sitemap));
        for (address, source) in generated.into_iter().chain(sitemap) {
            // What an author wrote comes first. A first page by another case is none on many hosts, so there is one beside it.
            if let Some(address) = OutPath::new(address).filter(|address| address.as_str() == "index.html" || !site.is_taken(address)) {
                files.entry(address).or_insert(source);
            }
        }
        let tasks = tasks::lists(&site);
        files.extend(freshness::address(&site).map(|address| (address, Source::Freshness)));
        files.extend(tasks.iter().map(|(language, address)| (address.clone(), Source::Tasks(language.clone()))));
        for extra in site.look.extras.iter().filter(|extra| **extra != Extra::Feed || !site.url.is_empty()) {
            if *extra == Extra::Markdown {
                for id in site.page_ids().filter(|id| site.page(*id).redirect.is_none()) {
                    if let Some(address) = OutPath::new(&markdown::address(site.page(id).address.as_str())) {
                        files.entry(address).or_insert(Source::Copy(id));
                    }
                }
            } else if let Some(address) = OutPath::new(extra.name()).filter(|address| !site.is_taken(address)) {
                files.entry(address).or_insert(Source::Extra(*extra));
            }
        }
        for (address, link) in &site.redirects {
            files.entry(address.clone()).or_insert_with(|| Source::Redirect(link.clone()));
        }
        files.append(&mut site.page_ids().map(|id| (site.page(id).address.clone(), Source::Page(id))).collect());
        let id = slug(format!("{} {}", title_of(&site), site.audience).trim());
        Self { site, theme, id, files: Arc::new(files), branches: Arc::default(), frames: Remembered::default(), tasks }
    }

    /// The output of the next state of a site: what is the same in the `last` one is taken over. It is that of [`Output::new`].
    pub fn after(site: Arc<Site>, theme: Arc<Theme>, last: Option<&Self>) -> Self {
        let Some(last) = last.filter(|last| Arc::ptr_eq(&last.theme, &theme) && has_files_of(&last.site, &site)) else {
            return Self::new(site, theme);
        };
        let branches = if Arc::ptr_eq(&last.site.nav, &site.nav) { Arc::clone(&last.branches) } else { Arc::default() };
        let (id, files, tasks) = (last.id.clone(), Arc::clone(&last.files), last.tasks.clone());
        Self { site, theme, id, files, branches, frames: Remembered::default(), tasks }
    }

    /// The site.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// The addresses, in order.
    pub fn addresses(&self) -> impl ExactSizeIterator<Item = &OutPath> {
        self.files.keys()
    }

    /// Whether another output has the very theme of this one.
    pub fn has_theme_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.theme, &other.theme)
    }

    /// Whether this was made from another output, and has the very same addresses.
    pub fn has_addresses_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.files, &other.files)
    }

    /// Whether something stands at an address.
    pub fn has(&self, address: &OutPath) -> bool {
        self.files.contains_key(address)
    }

    /// All files, to be made.
    pub fn files(&self) -> impl ExactSizeIterator<Item = File<'_>> {
        self.files.iter().map(|(address, source)| File { output: self, address, source })
    }

    /// The content of a file.
    ///
    /// # Errors
    /// A sentence for the author of the theme, when a template fails.
    pub fn content(&self, address: &OutPath) -> Option<Result<Content, String>> {
        let (address, source) = self.files.get_key_value(address)?;
        File { output: self, address, source }.content()
    }

    fn made(&self, address: &OutPath, source: &Source) -> Option<Result<Content, String>> {
        let made = match source {
            Source::Page(id) => self.page(*id),
            Source::Contents => self.contents(address),
            Source::Tasks(language) => self.tasks(address, language),
            Source::Freshness => self.freshness(address),
            Source::NotFound => self.not_found(address),
            Source::Sitemap => Ok(listings::sitemap(&self.site).into_bytes()),
            Source::Extra(extra) => Ok(self.extra(*extra).into_bytes()),
            Source::Redirect(link) => self.redirect(address, link),
            Source::Copy(id) => {
                let page = self.site.page(*id);
                Ok(markdown::copy(&self.site, page, self.theme.strings(&page.language)).into_bytes())
            }
            Source::CopyOf(file) => return Some(Ok(Content::CopyOf(file.clone()))),
            Source::Theme(name) => {
                let asset = self.theme.assets().find(|asset| asset.address.as_str() == name)?;
                return Some(Ok(Content::Bytes(asset.bytes.clone())));
            }
        };
        Some(made.map(Content::Bytes))
    }

    fn page(&self, id: PageId) -> Result<Vec<u8>, String> {
        let site = &*self.site;
        let page = site.page(id);
        let strings = self.theme.strings(&page.language);
        let Page { address: _, title: _, description: _, language: _, date, switches, facets: _, redirect, body: _, outline, ids: _ } =
            page;
        let mut model = self.model(page, PageKind::Article);
        if let Some(redirect) = redirect {
            model.page.redirect = Some(href(redirect, site, page).unwrap_or_else(|| home_from(&page.address)));
            return self.theme.render("redirect.html", &self.frame(page)?, &model);
        }
        let (previous, next) = site.nav.neighbours(id);
        let section = self.branches.section(site, id);
        let has_heading = outline.iter().any(|entry| entry.level == 1);
        model.page.content = Markup::of(&html::article(site, page, strings));
        model.page.heading = (!has_heading).then_some(&page.title);
        let headings = outline.iter().filter(|entry| matches!(entry.level, 2 | 3) && !entry.text.is_empty());
        model.nav.outline = Markup::of(&nav::outline(headings.map(|entry| (entry.level, &*entry.id, &*entry.text))));
        model.page.breadcrumb = site.nav.trail(id, section).into_iter().map(|entry| step(entry, site, page)).collect();
        model.page.previous = previous.map(|entry| step(entry, site, page));
        model.page.next = next.map(|entry| step(entry, site, page));
        model.page.date = date.map(|date| DateModel { iso: date.to_string(), text: date.to_string() });
        let Switches { hides_toc, hides_navbar, hides_footer, hides_breadcrumb, hides_outline, hides_next, is_not_indexed } = *switches;
        model.page.hide_toc = hides_toc;
        model.page.hide_navbar = hides_navbar;
        model.page.hide_footer = hides_footer;
        model.page.hide_breadcrumb = hides_breadcrumb;
        model.page.hide_outline = hides_outline;
        model.page.hide_next = hides_next;
        model.page.robots = is_not_indexed.then_some("noindex");
        let place = Place { site, page, root: "", contents: strings.get("contents") };
        if !hides_toc {
            model.nav.branch = self.branches.branch(place, id);
            let is_another = site.nav.home(id).is_some_and(|home| Some(home.tree) != site.nav.root);
            model.nav.branch_title = section.filter(|_| is_another).map(|section| site.nav.root_entry(section).title.as_str());
        }
        if !hides_navbar {
            model.nav.top = self.branches.top(place, section);
        }
        model.page.alternates = alternates(site, id);
        model.page.has_task_list = tasks::has_long_table(site, page);
        self.theme.render("page.html", &self.frame(page)?, &model)
    }

    // The page with the whole TOC; it also stands for a first page that no author wrote.
    fn contents(&self, address: &OutPath) -> Result<Vec<u8>, String> {
        let strings = self.theme.strings(&self.site.language);
        let title =
            if address.as_str() == "index.html" && !self.site.title.is_empty() { &self.site.title } else { strings.get("contents") };
        let mut page = self.made_page(address.clone(), title);
        strings.get("contents_about").clone_into(&mut page.description);
        let mut model = self.model(&page, PageKind::Toc);
        let place = Place { site: &self.site, page: &page, root: "", contents: strings.get("contents") };
        let contents = contents(&self.site, &page, strings.get("unlisted"));
        model.nav.top = self.branches.top(place, None);
        model.nav.whole = Markup::of(&contents.html);
        model.nav.outline = Markup::of(&nav::outline(contents.outline.iter().map(|(id, text)| (2, &**id, &**text))));
        model.page.alternates = alternates::of_contents(&self.site, address);
        model.page.hide_toc = true;
        self.theme.render("toc.html", &self.frame(&page)?, &model)
    }

    // Whatever depth the missing address has, this page is shown there: its links start at the root of the site.
    fn not_found(&self, address: &OutPath) -> Result<Vec<u8>, String> {
        let page = self.made_page(address.clone(), self.theme.strings(&self.site.language).get("not_found_title"));
        let mut model = self.model(&page, PageKind::NotFound);
        let path = self.site.url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|start| rest[start..].to_owned()));
        let root = path.unwrap_or_else(|| "/".to_owned());
        let place = Place { site: &self.site, page: &page, root: &root, contents: self.theme.strings(&page.language).get("contents") };
        // Lists for this page serve no other one: their links start elsewhere.
        model.nav.top = Branches::default().top(place, None);
        model.page.hide_toc = true;
        model.page.robots = Some("noindex");
        let mut frame = self.frame_of(&page);
        frame::begin_at(&mut frame, &root, matches!(self.site.look.home, Some(Link::External(_))));
        frame.site.footer = self.foot(&page, &root);
        self.theme.render("404.html", &self.theme.frame(&frame)?, &model)
    }

    // A page that stands where another stood before.
    fn redirect(&self, address: &OutPath, link: &Link) -> Result<Vec<u8>, String> {
        let title = match link {
            Link::Page(id, _) => &self.site.page(*id).title,
            Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => title_of(&self.site),
        };
        let page = self.made_page(address.clone(), title);
        let mut model = self.model(&page, PageKind::Article);
        model.page.redirect = href(link, &self.site, &page);
        self.theme.render("redirect.html", &self.frame(&page)?, &model)
    }

    fn extra(&self, extra: Extra) -> String {
        let site = &*self.site;
        let assets = self.theme.assets().map(|asset| &asset.address);
        match extra {
            Extra::Feed => listings::feed(site, title_of(site)),
            Extra::Llms => listings::llms(site, title_of(site)),
            Extra::IndexJson => listings::index_json(site),
            Extra::StaticWebApp => hosts::static_web_app(site, assets),
            Extra::Headers => hosts::headers_file(site, assets),
            Extra::Nginx => hosts::nginx(site, assets),
            Extra::WebConfig => hosts::web_config(site, assets),
            // Copies are files of their own, one for each page.
            Extra::Markdown => String::new(),
        }
    }
}
