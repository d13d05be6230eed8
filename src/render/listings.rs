//! Listings: files that name many pages of a site — for search engines, readers of feeds, and programs.
//!
//! In:    a site.
//! Out:   `sitemap.xml`, `feed.xml`, `llms.txt`, `index.json`.
//! Never: names a page that asks not to be found, or one that only leads elsewhere.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::html::escape;
use crate::base::extra::Extra;
use crate::base::hash::HashSet;
use crate::base::url::encode_path;
use crate::site::{Link, Page, PageId, Site, search};

/// How many pages a feed has at the most.
const MOST_ENTRIES: usize = 50;

// The pages that may be named, by address.
fn named(site: &Site) -> impl Iterator<Item = &Page> {
    site.pages.iter().map(AsRef::as_ref).filter(|page: &&Page| page.redirect.is_none() && !page.switches.is_not_indexed)
}

/// `sitemap.xml`: the pages with their dates.
pub fn sitemap(site: &Site) -> String {
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for page in named(site) {
        xml.push_str("<url><loc>");
        escape(&site.url, &mut xml);
        escape(&encode_path(page.address.as_str()), &mut xml);
        xml.push_str("</loc>");
        if let Some(date) = page.date {
            let _ = write!(xml, "<lastmod>{date}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// `feed.xml`: the pages that were changed last (Atom, RFC 4287). `title` is what the site is called.
pub fn feed(site: &Site, title: &str) -> String {
    let mut dated: Vec<_> = named(site).filter_map(|page| Some((page.date?, page))).collect();
    // Newest first; of one day by address.
    dated.sort_by(|(left, a), (right, b)| right.cmp(left).then_with(|| a.address.cmp(&b.address)));
    dated.truncate(MOST_ENTRIES);
    let newest = dated.first().map_or_else(|| "1970-01-01".to_owned(), |(date, _)| date.to_string());
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    escape(&site.language, &mut xml);
    xml.push_str("\">\n<title>");
    escape(title, &mut xml);
    xml.push_str("</title>\n<id>");
    escape(&site.url, &mut xml);
    let _ = write!(xml, "</id>\n<updated>{newest}T00:00:00Z</updated>\n<author><name>");
    escape(title, &mut xml);
    xml.push_str("</name></author>\n<link href=\"");
    escape(&site.url, &mut xml);
    xml.push_str("\"/>\n<link rel=\"self\" href=\"");
    escape(&site.url, &mut xml);
    xml.push_str("feed.xml\"/>\n");
    for (date, page) in dated {
        let mut address = String::new();
        escape(&site.url, &mut address);
        escape(&encode_path(page.address.as_str()), &mut address);
        xml.push_str("<entry><title>");
        escape(&page.title, &mut xml);
        let _ = write!(xml, "</title><id>{address}</id><link href=\"{address}\"/><updated>{date}T00:00:00Z</updated>");
        if !page.description.is_empty() {
            xml.push_str("<summary>");
            escape(&page.description, &mut xml);
            xml.push_str("</summary>");
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    xml
}

/// `llms.txt` (llmstxt.org): the pages by section, in the order of the contents. Markdown copies are named where there are some.
pub fn llms(site: &Site, title: &str) -> String {
    let mut order: Vec<PageId> = Vec::new();
    let mut seen = HashSet::default();
    let trees = site.nav.root.into_iter().chain((0..site.nav.trees.len()).filter(|tree| Some(*tree) != site.nav.root));
    let listed = trees.flat_map(|tree| &site.nav.trees[tree].entries).filter_map(|entry| match entry.link {
        Link::Page(id, _) => Some(id),
        Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => None,
    });
    order.extend(listed.chain(site.page_ids()).filter(|id| seen.insert(*id)));
    let mut sections: Vec<(&str, Vec<&Page>)> = Vec::new();
    for id in order {
        let page = site.page(id);
        if page.redirect.is_some() || page.switches.is_not_indexed {
            continue;
        }
        let section = site.section(id).map_or("", |entry| entry.title.as_str());
        match sections.iter_mut().find(|(known, _)| *known == section) {
            Some((_, pages)) => pages.push(page),
            None => sections.push((section, vec![page])),
        }
    }
    let mut text = format!("# {}\n", one_line(title));
    let has_copies = site.look.extras.contains(&Extra::Markdown);
    for (section, pages) in sections {
        let _ = write!(text, "\n## {}\n\n", if section.is_empty() { "Pages".to_owned() } else { one_line(section) });
        for page in pages {
            let address = page.address.as_str();
            let address = if has_copies { super::markdown::address(address) } else { address.to_owned() };
            let title = one_line(&page.title).replace('[', "\\[").replace(']', "\\]");
            let _ = write!(text, "- [{title}]({}{})", site.url, encode_path(&address));
            if !page.description.is_empty() {
                let _ = write!(text, ": {}", one_line(&page.description));
            }
            text.push('\n');
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `index.json`, as DocFX writes it: address → address, title of the window, and all words.
pub fn index_json(site: &Site) -> String {
    let entries = search::records(site).into_iter().map(|record| {
        let summary = record.words();
        let title = if site.title.is_empty() { record.title } else { format!("{} | {}", record.title, site.title) };
        (record.address.clone(), json!({"href": record.address, "title": title, "summary": summary}))
    });
    let index: Map<String, Value> = entries.collect();
    format!("{:#}\n", Value::Object(index))
}
