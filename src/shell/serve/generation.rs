//! Generations: one state of the playbook, as the preview shows it.
//!
//! In:    the sites of a playbook, and what is wrong with it.
//! Out:   `Generation`: known addresses and their contents, pages made when they are first asked for.
//! Never: changes: the next state is another value, and each answer is from one of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use super::findings::Findings;
use crate::base::audience::Audience;
use crate::base::digest::short_digest;
use crate::base::hash::HashMap;
use crate::base::path::{FilePath, OutPath};
use crate::corpus::{Corpus, Source};
use crate::par;
use crate::render::html::escape;
use crate::render::{Content, Output, search_index};
use crate::shell::disk::Root;
use crate::site::{Page, Site, search};

// The folder of the search in a site.
const INDEX: &str = "search/";

/// One state of a playbook.
#[derive(Debug)]
pub struct Generation {
    /// Counts up, from 1.
    pub number: u64,
    /// The sites, in the order of the audiences.
    pub sites: Vec<Mounted>,
    /// What is wrong.
    pub findings: Arc<Findings>,
    /// Why the sites are those of an earlier state, when the present one cannot be shown.
    pub trouble: Option<String>,
    /// The folder that files are copied from.
    pub root: Arc<Root>,
    /// What tells why a page is not in a site. Not there when only some audiences are asked for: they may be looking on, and what others have is not spoken of.
    pub corpus: Option<Arc<Corpus>>,
}

/// A site at its place.
#[derive(Clone, Debug)]
pub struct Mounted {
    /// The name of its audience; empty where there is one site for everybody, which stands at the root.
    pub name: String,
    /// The site, as soon as it is made.
    pub site: Option<Arc<Shown>>,
}

/// A site as it is shown.
#[derive(Debug)]
pub struct Shown {
    /// Whose it is.
    pub audience: Audience,
    /// What it is made of, page by page.
    pub sources: Arc<Vec<Source>>,
    /// Its pages and files.
    pub output: Output,
    mount: String,
    names: Arc<Names>,
    made: Mutex<HashMap<OutPath, Arc<Made>>>,
    index: Arc<SearchIndex>,
    // That of an earlier state: it is better than none while the present one is being made.
    earlier_index: Option<Arc<SearchIndex>>,
}

// Other ways to name what is in a site, each made when it is first asked for.
#[derive(Debug, Default)]
struct Names {
    // By lower-case address.
    spellings: OnceLock<HashMap<String, OutPath>>,
    // The page that a logical path is.
    logical: OnceLock<HashMap<FilePath, OutPath>>,
    // Where the page of an address stands among the pages.
    places: OnceLock<HashMap<OutPath, usize>>,
}

// The files of the search; made when someone searches, which takes seconds.
#[derive(Debug, Default)]
struct SearchIndex {
    is_asked: AtomicBool,
    files: OnceLock<HashMap<OutPath, Arc<Made>>>,
}

/// A page or file that was made.
#[derive(Debug)]
pub struct Made {
    /// As it is sent.
    pub bytes: Arc<Vec<u8>>,
    /// A name for its content.
    pub etag: String,
    /// A name for what a reader sees of it, style sheets apart. Empty for what is no page.
    pub digest: String,
    /// The addresses of its style sheets.
    pub styles: Vec<String>,
}

/// What stands at an address.
#[derive(Debug)]
pub enum Found {
    /// Something made.
    Made(Arc<Made>),
    /// A file of the playbook.
    CopyOf(FilePath),
    /// It could not be made; why.
    Failed(String),
    /// It is being made.
    NotYet,
}

impl Shown {
    /// A site to be shown.
    pub fn new(name: &str, audience: Audience, output: Output, sources: Arc<Vec<Source>>) -> Self {
        let mount = if name.is_empty() { "/".to_owned() } else { format!("/{name}/") };
        Self { audience, sources, output, mount, names: Arc::default(), made: Mutex::default(), index: Arc::default(), earlier_index: None }
    }

    /// The next state of a site: pages that were made and cannot be different are taken over.
    #[must_use]
    pub fn after(mut self, before: Option<&Self>) -> Self {
        let Some(before) = before else { return self };
        let is_made = before.index.files.get().is_some();
        self.earlier_index = if is_made { Some(Arc::clone(&before.index)) } else { before.earlier_index.clone() };
        if Arc::ptr_eq(&self.sources, &before.sources) && self.output.has_addresses_of(&before.output) {
            self.names = Arc::clone(&before.names);
        }
        let (old, new) = (before.output.site(), self.output.site());
        if !before.output.has_theme_of(&self.output) || !is_like(old, new) {
            return self;
        }
        let same = old.pages.iter().zip(&new.pages).filter(|(old, new)| old == new).map(|(_, page)| &page.address);
        let made =
            before.made.lock().map(|made| same.filter_map(|address| Some((address.clone(), Arc::clone(made.get(address)?)))).collect());
        self.made = Mutex::new(made.unwrap_or_default());
        self
    }

    /// Where it stands: `/partner/`.
    pub fn mount(&self) -> &str {
        &self.mount
    }

    /// What stands at an address, made now if need be.
    pub fn find(&self, address: &OutPath) -> Option<Found> {
        if let Some(made) = self.made.lock().ok().and_then(|made| made.get(address).cloned()) {
            return Some(Found::Made(made));
        }
        let bytes = match par::guarded(|| self.output.content(address)) {
            Ok(None) => return self.find_in_index(address),
            Ok(Some(Ok(Content::CopyOf(file)))) => return Some(Found::CopyOf(file)),
            Ok(Some(Ok(Content::Bytes(bytes)))) => bytes,
            Ok(Some(Err(why))) => return Some(Found::Failed(format!("the theme failed on this page: {why}"))),
            Err(panic) => return Some(Found::Failed(format!("playbook failed on this page; please report it: {panic}"))),
        };
        let made = Arc::new(if address.as_str().ends_with(".html") { self.page(address, bytes) } else { file(bytes) });
        if let Ok(mut known) = self.made.lock() {
            known.insert(address.clone(), Arc::clone(&made));
        }
        Some(Found::Made(made))
    }

    fn find_in_index(&self, address: &OutPath) -> Option<Found> {
        let site = self.output.site();
        if !site.has_search || !address.as_str().starts_with(INDEX) {
            return None;
        }
        let (index, site) = (Arc::clone(&self.index), Arc::clone(site));
        if !self.index.is_asked.swap(true, Ordering::Relaxed) {
            std::thread::spawn(move || {
                let files = par::guarded(|| search_index::index(search::records(&site))).and_then(|files| files);
                let made = |(address, bytes)| (address, Arc::new(file(bytes)));
                // Without an index nothing can be found; a build says why.
                let _ = index.files.set(files.unwrap_or_default().into_iter().map(made).collect());
            });
        }
        let earlier = self.earlier_index.as_ref().and_then(|index| index.files.get()?.get(address));
        match self.index.files.get() {
            Some(files) => files.get(address).or(earlier).map(|made| Found::Made(Arc::clone(made))),
            None => Some(earlier.map_or(Found::NotYet, |made| Found::Made(Arc::clone(made)))),
        }
    }

    /// An address that differs only in case.
    pub fn spelled(&self, address: &str) -> Option<&OutPath> {
        let by_lower = self
            .names
            .spellings
            .get_or_init(|| self.output.addresses().map(|address| (address.as_str().to_lowercase(), address.clone())).collect());
        by_lower.get(&address.to_lowercase())
    }

    /// What the page at an address is made of.
    pub fn source(&self, address: &OutPath) -> Option<&Source> {
        let by_address = self
            .names
            .places
            .get_or_init(|| self.output.site().pages.iter().enumerate().map(|(place, page)| (page.address.clone(), place)).collect());
        self.sources.get(*by_address.get(address)?)
    }

    /// The page that a logical path is in this site.
    pub fn page_of(&self, logical: &FilePath) -> Option<&OutPath> {
        let by_logical = self.names.logical.get_or_init(|| {
            let pages = self.sources.iter().zip(&self.output.site().pages);
            pages.map(|(source, page)| (source.logical.clone(), page.address.clone())).collect()
        });
        by_logical.get(logical)
    }

    /// Why the theme fails, if it does on the first page or on one that is made of no file.
    pub fn failure(&self) -> Option<String> {
        let first = self.output.site().pages.first().map(|page| page.address.clone());
        let made = ["toc.html", "tasks.html", "404.html"].into_iter().filter_map(OutPath::new);
        first.into_iter().chain(made).find_map(|address| match self.find(&address) {
            Some(Found::Failed(why)) => Some(why),
            Some(Found::Made(_) | Found::CopyOf(_) | Found::NotYet) | None => None,
        })
    }

    /// How many pages are other than those of an earlier state: all of them, where no page changed but what stands around them did.
    pub fn different_from(&self, before: Option<&Self>) -> usize {
        let Some(before) = before else { return self.output.site().pages.len() };
        let pages = self.pages_different_from(before);
        let is_framed_alike = before.output.has_theme_of(&self.output) && is_like(before.output.site(), self.output.site());
        if pages == 0 && !is_framed_alike { self.output.site().pages.len() } else { pages }
    }

    fn pages_different_from(&self, before: &Self) -> usize {
        let (old, new) = (&before.output.site().pages, &self.output.site().pages);
        let is_other = |(old, new): (&Arc<Page>, &Arc<Page>)| !Arc::ptr_eq(old, new) && old != new;
        if old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.address == new.address) {
            return old.iter().zip(new).filter(|(old, new)| is_other((old, new))).count();
        }
        let old: HashMap<&OutPath, &Arc<Page>> = old.iter().map(|page| (&page.address, page)).collect();
        new.iter().filter(|page| old.get(&page.address).is_none_or(|old| is_other((old, page)))).count()
    }

    // A page as it is built, and the one line that makes it live.
    fn page(&self, address: &OutPath, bytes: Vec<u8>) -> Made {
        let html = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let (digest, styles) = seen(&html);
        let html = with_script(html, &self.mount, address.as_str(), &digest);
        let etag = format!("\"{}\"", short_digest(html.as_bytes()));
        Made { bytes: Arc::new(html.into_bytes()), etag, digest, styles }
    }
}

// Whether a page that is the same in both sites looks the same in both. Of other pages it shows what they are called and where they are, never what they
// say; each field is named here, so that a new one is thought of.
fn is_like(old: &Site, new: &Site) -> bool {
    let Site { audience, title, url, language, pages, nav, languages, tasks, assets, image_sizes, has_search, look, redirects, upkeep } =
        old;
    let heads = |page: &Page| {
        let Page { address, title, description, language, date, switches, facets, redirect, body: _, outline: _, ids: _ } = page;
        (address.clone(), title.clone(), description.clone(), language.clone(), *date, *switches, facets.clone(), redirect.clone())
    };
    (nav, languages, tasks) == (&new.nav, &new.languages, &new.tasks)
        && (audience, title, url, language) == (&new.audience, &new.title, &new.url, &new.language)
        && (has_search, look, redirects, upkeep) == (&new.has_search, &new.look, &new.redirects, &new.upkeep)
        && (assets, image_sizes) == (&new.assets, &new.image_sizes)
        && pages.len() == new.pages.len()
        && pages.iter().zip(&new.pages).all(|(old, new)| Arc::ptr_eq(old, new) || heads(old) == heads(new))
}

fn file(bytes: Vec<u8>) -> Made {
    let etag = format!("\"{}\"", short_digest(&bytes));
    Made { bytes: Arc::new(bytes), etag, digest: String::new(), styles: Vec::new() }
}

// A name for a page without its style sheets, and the style sheets.
fn seen(html: &str) -> (String, Vec<String>) {
    const MARK: &str = "<link rel=\"stylesheet\" href=\"";
    let mut styles = Vec::new();
    let mut rest = html;
    let mut apart = String::with_capacity(html.len());
    while let Some(start) = rest.find(MARK) {
        let (before, after) = rest.split_at(start + MARK.len());
        let Some(end) = after.find('"') else { break };
        apart.push_str(before);
        styles.push(after[..end].to_owned());
        rest = &after[end..];
    }
    apart.push_str(rest);
    (short_digest(apart.as_bytes()), styles)
}

/// Puts the preview's script at the end of a page.
pub fn with_script(mut html: String, mount: &str, address: &str, digest: &str) -> String {
    let mut tag = String::from("<script src=\"/_playbook/preview.js\" data-mount=\"");
    for (value, after) in [(mount, "\" data-page=\""), (address, "\" data-digest=\""), (digest, "\" defer></script>")] {
        escape(value, &mut tag);
        tag.push_str(after);
    }
    let place = html.rfind("</body>").unwrap_or(html.len());
    html.insert_str(place, &tag);
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_do_not_make_another_page() {
        let page = |style: &str, text: &str| {
            seen(&format!("<head><link rel=\"stylesheet\" href=\"{style}\"><link rel=\"icon\" href=\"{text}\"></head>{text}"))
        };
        assert_eq!(page("a.css", "x").0, page("b.css", "x").0);
        assert_ne!(page("a.css", "x").0, page("a.css", "y").0);
        assert_eq!(page("a.css", "x").1, ["a.css"]);
    }

    #[test]
    fn the_script_is_all_that_is_added() {
        let html = "<html><body>one</body>\n</html>".to_owned();
        let tag = "<script src=\"/_playbook/preview.js\" data-mount=\"/a/\" data-page=\"&quot;x.html\" data-digest=\"0\" defer></script>";
        assert_eq!(with_script(html.clone(), "/a/", "\"x.html", "0").replacen(tag, "", 1), html);
        assert!(with_script("no body".to_owned(), "/", "x.html", "0").starts_with("no body<script"));
    }
}
