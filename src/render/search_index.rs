//! Search index: the files by which a browser searches a site, made by Pagefind.
//!
//! In:    what can be found on the pages of a site.
//! Out:   the files below `search/`: Pagefind's program, and an index for each language.
//! Never: sees the site; gives other bytes for the same records.
//!
//! The only file that names `pagefind`.
//!
//! Pagefind reads HTML, so each record is handed over as a small page of its own: no theme has a say in what is found. A language is indexed at once
//! and from end to end on one thread; languages and sites are what can be done beside each other.

use crate::base::path::OutPath;
use crate::site::search::Record;

/// The folder of the index.
pub const FOLDER: &str = "search/";

/// Pagefind's own program, which the theme's script loads.
pub const PROGRAM: &str = "search/pagefind.js";

/// Whether this program can make an index at all: the feature `search`.
pub const IS_AVAILABLE: bool = cfg!(feature = "search");

/// The files of the index, by address. None when nothing can be found, or where this program was built without search.
///
/// # Errors
/// What Pagefind says when it fails.
#[cfg(not(feature = "search"))]
pub fn index(_: Vec<Record>) -> Result<Vec<(OutPath, Vec<u8>)>, String> {
    Ok(Vec::new())
}

/// The files of the index, by address. None when nothing can be found, or where this program was built without search.
///
/// # Errors
/// What Pagefind says when it fails.
#[cfg(feature = "search")]
pub fn index(records: Vec<Record>) -> Result<Vec<(OutPath, Vec<u8>)>, String> {
    use std::collections::BTreeMap;
    let mut languages: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for record in records {
        languages.entry(record.language.to_lowercase()).or_default().push(record);
    }
    let languages: Vec<(String, Vec<Record>)> = languages.into_iter().collect();
    let made = crate::par::map(&languages, |(_, records)| crate::par::guarded(|| finder::of_language(records)));
    let mut entry: Option<serde_json::Value> = None;
    let mut files = BTreeMap::new();
    for made in made {
        for (name, bytes) in made.map_err(|panic| format!("Pagefind panicked: {panic}")).and_then(|made| made)? {
            if name == finder::ENTRY {
                join(&mut entry, &bytes)?;
            } else if let Some(address) = OutPath::new(&format!("{FOLDER}{name}")) {
                files.insert(address, bytes);
            }
        }
    }
    if let (Some(entry), Some(address)) = (entry, OutPath::new(&format!("{FOLDER}{}", finder::ENTRY))) {
        files.insert(address, entry.to_string().into_bytes());
    }
    Ok(files.into_iter().collect())
}

// Pagefind's list of languages, of which each index knows its own.
#[cfg(feature = "search")]
fn join(entry: &mut Option<serde_json::Value>, bytes: &[u8]) -> Result<(), String> {
    let more: serde_json::Value = serde_json::from_slice(bytes).map_err(|why| why.to_string())?;
    match entry {
        None => *entry = Some(more),
        Some(entry) => {
            let languages = entry.get_mut("languages").and_then(serde_json::Value::as_object_mut);
            if let (Some(languages), Some(serde_json::Value::Object(more))) = (languages, more.get("languages").cloned()) {
                languages.extend(more);
            }
        }
    }
    Ok(())
}

#[cfg(feature = "search")]
mod finder {
    use pagefind::api::PagefindIndex;
    use pagefind::options::PagefindServiceConfig;

    use crate::render::html::escape;
    use crate::site::search::Record;

    /// Where Pagefind lists its languages.
    pub(super) const ENTRY: &str = "pagefind-entry.json";

    /// The files of one language. Interfaces that the theme does not use are left out.
    pub(super) fn of_language(records: &[Record]) -> Result<Vec<(String, Vec<u8>)>, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|why| format!("cannot run Pagefind: {why}"))?;
        let files = runtime
            .block_on(async {
                let mut index = PagefindIndex::new(Some(PagefindServiceConfig::builder().keep_index_url(true).build()))?;
                for record in records {
                    index.add_html_file(None, Some(record.address.clone()), page(record)).await?;
                }
                index.get_files().await
            })
            .map_err(|why| format!("Pagefind failed: {why}"))?;
        let named = files.into_iter().filter_map(|file| Some((file.filename.to_str()?.replace('\\', "/"), file.contents)));
        let files: Vec<(String, Vec<u8>)> = named.filter(|(name, _)| is_used(name)).collect();
        Ok(files)
    }

    fn is_used(name: &str) -> bool {
        name == "pagefind.js" || name == ENTRY || !name.starts_with("pagefind-")
    }

    // The page that is shown to Pagefind. Its headings count more than its text, as Pagefind has it.
    fn page(record: &Record) -> String {
        let mut html = String::from("<!doctype html><html lang=\"");
        escape(&record.language, &mut html);
        html.push_str("\"><body data-pagefind-body>");
        for (name, value) in &record.facets {
            html.push_str("<i data-pagefind-filter=\"");
            escape(name, &mut html);
            html.push_str("[title]\" title=\"");
            escape(value, &mut html);
            html.push_str("\"></i>");
        }
        html.push_str("<h1 data-pagefind-meta=\"title\">");
        escape(&record.title, &mut html);
        html.push_str("</h1>");
        if !record.tasks.is_empty() {
            html.push_str("<i data-pagefind-meta=\"tasks[title]\" title=\"");
            escape(&record.tasks.join(" "), &mut html);
            html.push_str("\"></i>");
        }
        for passage in &record.passages {
            // The title is there already.
            if passage.level > 1 || passage.level == 1 && passage.heading != record.title {
                let level = char::from(b'0' + passage.level.min(6));
                html.extend(["<h", level.encode_utf8(&mut [0; 4]), " id=\""]);
                escape(&passage.id, &mut html);
                html.push_str("\">");
                escape(&passage.heading, &mut html);
                html.extend(["</h", level.encode_utf8(&mut [0; 4]), ">"]);
            }
            // Breaks part words; a paragraph for each would put a full stop after each cell of a table.
            html.push_str("<p>");
            for block in passage.text.lines() {
                escape(block, &mut html);
                html.push_str("<br>");
            }
            html.push_str("</p>");
        }
        html.push_str("</body></html>");
        html
    }
}
