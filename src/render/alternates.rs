//! Alternates: a page in other languages, as templates see it.
//!
//! In:    the languages of a site.
//! Out:   for a page, one link for each language.
//! Never: tells search engines of a page that is no translation.

use super::model::AlternateModel;
use crate::base::url::encode_path;
use crate::site::languages::{Alternate, LanguageName};
use crate::site::{PageId, Site};

/// The ways from a page to the languages it is there in.
pub fn alternates(site: &Site, id: PageId) -> Vec<AlternateModel<'_>> {
    let from = &site.page(id).address;
    let ways = site.languages.alternates(id);
    // A second page that says the same as another one is no translation of it, nor are the others of it.
    let is_one = ways.iter().any(|way| way.page == id && way.is_translation) && ways.iter().filter(|way| way.is_translation).count() > 1;
    let model = |way: &Alternate| {
        let LanguageName { tag, name } = &site.languages.all[way.language];
        let address = &site.page(way.page).address;
        let href = address.href_from(from);
        let url = if site.url.is_empty() { href.clone() } else { format!("{}{}", site.url, encode_path(address.as_str())) };
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
