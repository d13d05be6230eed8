//! Alternates: a page in other languages, as templates see it.
//!
//! In:    the languages of a site.
//! Out:   for a page, one link for each language.
//! Never: tells search engines of a page that is no translation.

use super::model::AlternateModel;
use crate::base::path::OutPath;
use crate::base::url::encode_path;
use crate::site::languages::{Alternate, LanguageName};
use crate::site::{Page, PageId, Site};

/// The ways from the list of tasks at an address to those of other languages; none where there is one list.
pub fn of_lists<'a>(site: &'a Site, lists: &'a [(String, OutPath)], from: &OutPath) -> Vec<AlternateModel<'a>> {
    if lists.len() < 2 {
        return Vec::new();
    }
    let model = |(language, address): &'a (String, OutPath)| {
        let name = site.languages.all.iter().find(|known| known.tag == *language).map(|known| known.name.as_str());
        let (href, url) = addresses(site, from, address);
        AlternateModel { language, label: name.unwrap_or(language), href, url, fallback: false, is_linked: true }
    };
    lists.iter().map(model).collect()
}

/// The ways from the page with the whole contents, which holds those of every language, to where each other language begins; none where there is one.
pub fn of_contents<'a>(site: &'a Site, from: &OutPath) -> Vec<AlternateModel<'a>> {
    // The page that is nearest to the root, and an index before its neighbours.
    let rank = |page: &Page| {
        let address = page.address.as_str();
        let name = address.rsplit('/').next().unwrap_or_default();
        (address.matches('/').count(), !name.starts_with("index"), address.to_owned())
    };
    let first = |tag: &str| {
        let pages = site.pages.iter().filter(|page| page.language == tag && page.redirect.is_none() && !page.switches.is_not_indexed);
        pages.min_by_key(|page| rank(page)).map(|page| &page.address)
    };
    let model = |LanguageName { tag, name }: &'a LanguageName| {
        let to = if *tag == site.language { from } else { first(tag)? };
        let (href, url) = addresses(site, from, to);
        Some(AlternateModel { language: tag, label: name, href, url, fallback: false, is_linked: false })
    };
    let ways: Vec<_> = site.languages.all.iter().filter_map(model).collect();
    if ways.len() > 1 { ways } else { Vec::new() }
}

/// The ways from a page to the languages it is there in.
pub fn alternates(site: &Site, id: PageId) -> Vec<AlternateModel<'_>> {
    let from = &site.page(id).address;
    let ways = site.languages.alternates(id);
    // A second page that says the same as another one is no translation of it, nor are the others of it.
    let is_one = ways.iter().any(|way| way.page == id && way.is_translation) && ways.iter().filter(|way| way.is_translation).count() > 1;
    let model = |way: &Alternate| {
        let LanguageName { tag, name } = &site.languages.all[way.language];
        let (href, url) = addresses(site, from, &site.page(way.page).address);
        AlternateModel {
            language: tag,
            label: name,
            href,
            url,
            fallback: !way.is_translation && way.page != id,
            is_linked: is_one && way.is_translation,
        }
    };
    ways.iter().map(model).collect()
}

// The link from one address to another, and the one for search engines.
fn addresses(site: &Site, from: &OutPath, to: &OutPath) -> (String, String) {
    let href = to.href_from(from);
    let url = if site.url.is_empty() { href.clone() } else { format!("{}{}", site.url, encode_path(to.as_str())) };
    (href, url)
}
