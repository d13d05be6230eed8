//! What several test programs need: a snapshot of a folder, and a build in memory.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use playbook::base::audience::Audience;
use playbook::base::date::Date;
use playbook::base::diagnostic::Diagnostic;
use playbook::base::path::FilePath;
use playbook::input::config::Config;
use playbook::input::snapshot::{Entry, Snapshot};
use playbook::pipeline::Playbook;
use playbook::render::{Content, Output, Theme, changes, export, freshness, workbook};
use playbook::site::coverage::Coverage;
use playbook::site::{Site, Task, task_changes};

pub mod sound;

/// The built-in theme, read once.
pub static THEME: LazyLock<Arc<Theme>> = LazyLock::new(Theme::built_in);

/// Every file of a site by its address.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A playbook built in memory.
pub struct Built {
    /// The names of the audiences and the trees of their sites; the name is `site` where there is only one.
    pub trees: Vec<(String, Tree)>,
    /// Everything that was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Its configuration.
    pub config: Arc<Config>,
}

impl Built {
    /// The site of an audience.
    pub fn tree(&self, name: &str) -> &Tree {
        &self.trees.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("there is no site `{name}`")).1
    }
}

/// Reads a playbook and makes the site of each audience.
pub fn sites(snapshot: &Snapshot) -> (Playbook, Vec<(String, Audience, Arc<Site>)>) {
    let mut playbook = Playbook::of(snapshot);
    let audiences = playbook.audiences(&[]).expect("all audiences can be asked for");
    let sites = audiences
        .into_iter()
        .map(|(audience, name)| {
            let site = Arc::new(playbook.site(audience));
            (if name.is_empty() { "site".to_owned() } else { name }, audience, site)
        })
        .collect();
    (playbook, sites)
}

/// How a tree is made of a site.
pub type MakeTree = fn(&Snapshot, &Arc<Site>) -> Tree;

/// Builds all sites of a playbook.
pub fn build(snapshot: &Snapshot) -> Built {
    built_with(snapshot, tree)
}

/// Builds all sites of a playbook, as much of each as `tree` makes.
pub fn built_with(snapshot: &Snapshot, tree: MakeTree) -> Built {
    let (playbook, sites) = sites(snapshot);
    let trees = sites.iter().map(|(name, _, site)| (name.clone(), tree(snapshot, site))).collect();
    Built { trees, diagnostics: playbook.diagnostics(), config: Arc::clone(&playbook.config) }
}

/// Every file of a site, and what is exported of it. What is copied is represented by its size and stamp.
pub fn tree(snapshot: &Snapshot, site: &Arc<Site>) -> Tree {
    let output = Output::new(Arc::clone(site), Arc::clone(&THEME));
    let addresses: Vec<_> = output.addresses().cloned().collect();
    // The index is a function of these; making it is Pagefind's work, and takes its time.
    let records = format!("{:#?}", playbook::site::search::records(site)).into_bytes();
    let exports =
        [("(tasks.csv)", export::csv as fn(&Site, &[&Task]) -> String), ("(tasks.json)", export::json), ("(tasks.md)", export::markdown)];
    // Lines of source files are for authors: what is hidden above a row in the same file moves them.
    let mut rows: Vec<Task> = site.tasks.rows().cloned().collect();
    for row in &mut rows {
        row.source.line = 0;
    }
    let tasks: Vec<&Task> = rows.iter().collect();
    let exported = exports.into_iter().map(|(name, write)| (name.to_owned(), write(site, &tasks).into_bytes()));
    let pages = addresses.iter().map(|address| {
        let bytes = match output.content(address) {
            Some(Ok(Content::Bytes(bytes))) => bytes,
            Some(Ok(Content::CopyOf(file))) => format!("copy of {:?}", snapshot.get(&file)).into_bytes(),
            Some(Err(why)) => panic!("the theme failed on `{address}`: {why}"),
            None => panic!("`{address}` has no content"),
        };
        (address.as_str().to_owned(), bytes)
    });
    pages.chain(exported).chain(reports(site, &output, &tasks)).chain([("search (records)".to_owned(), records)]).collect()
}

// What else is told of a site: workbooks, coverage, freshness, and what changed since there was nothing.
fn reports(site: &Site, output: &Output, tasks: &[&Task]) -> Vec<(String, Vec<u8>)> {
    let views = [(site.audience.clone(), site)];
    let (coverage, unlisted) = (Coverage::by_language(tasks), &site.tasks.unlisted);
    let since = [(site.audience.clone(), task_changes::changes(&[], tasks))];
    let texts = [
        ("(freshness.csv)", freshness::csv(&views)),
        ("(freshness.text)", freshness::text(&views)),
        ("(coverage.md)", changes::coverage_markdown(&coverage, unlisted)),
        ("(coverage.json)", changes::coverage_json(&site.audience, &coverage, unlisted)),
        ("(since.text)", changes::text("v1", &since)),
        ("(since.json)", changes::json("v1", &since)),
        ("(since.csv)", changes::csv(&since)),
        ("(since.md)", changes::refresh_rows(&since, Date::default(), "Ida")),
    ];
    let workbooks = [
        ("(tasks.xlsx)", workbook::workbook("Tasks", &export::table(tasks, site))),
        ("(coverage.xlsx)", workbook::workbook("Coverage", &changes::coverage_table(&coverage))),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes()));
    let workbooks = workbooks.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.expect("a small table fits a sheet")));
    let page = output.report().expect("the built-in theme writes the report");
    texts.chain(workbooks).chain([("(freshness.html)".to_owned(), page)]).collect()
}

/// A path of a playbook.
pub fn path(text: &str) -> FilePath {
    FilePath::new(text).unwrap_or_else(|| panic!("`{text}` leads out of the playbook"))
}

/// The files below a folder, relative to it, with `/`, sorted.
pub fn files_below(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries {
            let entry = entry.expect("a folder that can be read");
            let name = entry.file_name().into_string().expect("names are UTF-8");
            if entry.file_type().expect("a type").is_dir() {
                walk(&entry.path(), &format!("{prefix}{name}/"), found);
            } else {
                found.push(format!("{prefix}{name}"));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, "", &mut found);
    found.sort();
    found
}

/// The files below a folder as a snapshot, read in the way of the shell.
pub fn snapshot_of(folder: &Path) -> Snapshot {
    let files =
        || files_below(folder).into_iter().map(|name| (path(&name), fs::read(folder.join(&name)).expect("a file that can be read")));
    let mut snapshot = Snapshot::new(files().map(|(file, bytes)| {
        let entry = entry_of(&file, &bytes);
        (file, entry)
    }));
    let code: Vec<String> =
        snapshot.files().filter_map(|(file, _)| snapshot.text(file)).flat_map(|text| playbook::corpus::code_files_named(text)).collect();
    let code: std::collections::HashSet<&str> = code.iter().map(String::as_str).collect();
    for (file, bytes) in files().filter(|(file, _)| playbook::corpus::is_code_file_named(file.name(), &code)) {
        snapshot.insert(file, Entry::Text(Arc::from(String::from_utf8_lossy(&bytes))));
    }
    snapshot
}

/// What the shell makes of a file with these bytes.
pub fn entry_of(file: &FilePath, bytes: &[u8]) -> Entry {
    if ["md", "markdown", "yml", "yaml", "json"].iter().any(|extension| file.has_extension(extension)) {
        return Entry::of_bytes(bytes);
    }
    // FNV-1a.
    let stamp = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    Entry::Asset { len: bytes.len() as u64, stamp }
}

/// The values of `href` and `src` in a page, entities decoded as far as our own writer encodes.
pub fn links_of(html: &str) -> Vec<String> {
    let mut links = Vec::new();
    for name in [" href=\"", " src=\""] {
        for (place, _) in html.match_indices(name) {
            let value = &html[place + name.len()..];
            let value = &value[..value.find('"').expect("an attribute value that ends")];
            links.push(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
        }
    }
    links
}

/// The address that a relative link in the page at `from` leads to: no scheme, no host, no query, decoded. `None` when it leads elsewhere or to the
/// page itself.
pub fn address_of(from: &str, link: &str) -> Option<String> {
    let has_scheme = link.split_once(':').is_some_and(|(scheme, _)| !scheme.is_empty() && !scheme.contains(['/', '?', '#', '.']));
    if has_scheme || link.starts_with("//") || link.starts_with(['#', '?']) || link.is_empty() {
        return None;
    }
    let link = &link[..link.find(['#', '?']).unwrap_or(link.len())];
    let decoded = percent_decoded(link);
    let mut segments: Vec<&str> = from.split('/').collect();
    segments.pop();
    for segment in decoded.split('/') {
        match segment {
            "." | "" => {}
            ".." => {
                if segments.pop().is_none() {
                    return Some("(above the root)".to_owned());
                }
            }
            name => segments.push(name),
        }
    }
    if link.ends_with('/') {
        segments.push("index.html");
    }
    Some(segments.join("/"))
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut place = 0;
    while place < bytes.len() {
        let value =
            (bytes[place] == b'%').then(|| text.get(place + 1..place + 3)).flatten().and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(value.unwrap_or(bytes[place]));
        place += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Relative links of the pages of a tree that lead to no file of it, as `page -> link`. `root` is the path of the site on its host: the page for
/// missing addresses is shown at any depth, so its links begin there.
pub fn dead_links<'a>(pages: impl IntoIterator<Item = (&'a str, &'a str)>, root: &str, is_there: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut dead = Vec::new();
    for (address, html) in pages {
        for link in links_of(html) {
            let target = if address == "404.html" {
                link.strip_prefix(root).and_then(|link| address_of("", link))
            } else {
                address_of(address, &link)
            };
            if target.is_some_and(|target| !is_there(&target)) {
                dead.push(format!("{address} -> {link}"));
            }
        }
    }
    dead
}
