//! What holds for every text, whoever made it: `tests/laws.rs` tries it on pieces put together at random, `tests/fuzz` on what a fuzzer finds.

use std::collections::BTreeSet;
use std::sync::Arc;

use playbook::base::diagnostic::Diagnostic;
use playbook::base::path::FilePath;
use playbook::base::unseen::is_unseen;
use playbook::input::snapshot::{Entry, Snapshot};
use playbook::render::html;
use playbook::shell::report::{Look, Report};
use playbook::site::{Page, Site};

use super::{Built, MakeTree, THEME, Tree, built_with, links_of};

/// Extensions of Markdown that are off by default, switched on.
const EXTENSIONS: [&str; 2] = [
    r#"["footnotes", "tasklists", "definitionlists", "emphasisextras", "attributes", "abbreviations", "autoidentifiers", "smartypants", "emojis"]"#,
    r#"["nohtml", "hardlinebreak", "gfm-pipetables", "footnotes", "tasklists", "attributes", "citations"]"#,
];

/// A word that stands only where partners may not read.
const SECRET: &str = "qzxsecretzxq";

/// Reads playbooks for two audiences in which these are the texts of pages, of what they include, and of tables of contents, and makes all sites.
///
/// # Errors
/// What does not hold: a failure inside the program, a diagnostic that points nowhere, HTML that is not well-formed or lets a program run, a report
/// that cannot be shown, a trace in the site of the partners of what they may not read.
pub fn read_soundly(page: &str, fragment: &str, toc: &str, tree: MakeTree) -> Result<(), String> {
    let tagged = format!("ft.audience: partner\n---\n{page}");
    for page in [format!("---\n{tagged}"), tagged] {
        built(&[("x.md", &page), ("f.md", fragment), ("toc.yml", toc), ("sub/toc.md", toc), ("sub/y.md", fragment)], &[], tree)?;
    }
    keeps_the_wall(page, fragment, &[], tree)?;
    for extensions in EXTENSIONS {
        let docfx = format!(
            r#"{{"build": {{"content": ["**/*.{{md,yml}}"], "markdownEngineProperties": {{"markdigExtensions": {extensions}}}}}}}"#
        );
        let page = format!("{page}\n\n[!INCLUDE [x](f.md)] and [!INCLUDE [x](f.md)]\n");
        keeps_the_wall(&page, fragment, &[("docfx.json", &docfx), ("f.md", fragment)], tree)?;
    }
    Ok(())
}

/// Reads a playbook in which files and a folder have such names, and makes its site: a page without a title, one that links to it and shows it, what is
/// included, and pictures. Names that no file of a playbook can have are left out.
///
/// # Errors
/// What does not hold, as for texts; and a page that is not in the site.
pub fn read_names_soundly(folder: &str, name: &str, tree: MakeTree) -> Result<(), String> {
    let file = |extension: &str| FilePath::new(&format!("{folder}/{name}{extension}")).filter(|file| file.as_str().contains(extension));
    let (Some(page), Some(fragment), Some(picture)) = (file(".md"), file(".inc.md"), file(".png")) else { return Ok(()) };
    let encoded = |file: &FilePath| file.as_str().bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().replace("%2F", "/");
    let (link, included, shown) = (encoded(&page), encoded(&fragment), encoded(&picture));
    let index = format!(
        "# Index\n\n[x]({link}) [](<{}>) [y](<{page}>) ![z]({shown})\n\n[!INCLUDE [x]({included})]\n\n[!INCLUDE [x]({fragment})]\n",
        link.to_lowercase()
    );
    let toc = serde_json::json!([{"name": "I", "href": "index.md"}, {"href": page.as_str()}, {"name": page.as_str(), "href": &link}]);
    let toc = toc.to_string();
    let texts = [("index.md", &*index), ("toc.yml", &toc), (page.as_str(), "no title\n\n## Two\n"), (fragment.as_str(), "shown\n")];
    let picture_entry = (picture.as_str().to_owned(), Entry::Asset { len: 1, stamp: 1 });
    let built = built(&texts, &[picture_entry], tree)?;
    // Patterns pass over these, as they do in DocFX.
    if page.as_str().split('/').any(|part| part.starts_with('.') || matches!(part, "_site" | "node_modules")) {
        return Ok(());
    }
    let address = page.as_str().strip_suffix(".md").map(|stem| format!("{stem}.html")).unwrap_or_default();
    let is_there = built.trees.iter().any(|(_, tree)| tree.contains_key(&address));
    let is_told = || built.diagnostics.iter().any(|one| one.location.as_ref().is_some_and(|at| at.file == page));
    if is_there || is_told() {
        return Ok(());
    }
    let there: Vec<_> = built.trees.iter().flat_map(|(_, tree)| tree.keys()).collect();
    Err(format!("`{page}` is not at `{address}`, and nothing says so; there are {there:?}"))
}

/// Keys of front matter that mean something.
const PAGE_KEYS: [&str; 26] = [
    "title",
    "description",
    "titleOverwriteH1",
    "author",
    "ms.author",
    "ms.topic",
    "ms.date",
    "ms.service",
    "uid",
    "redirect_url",
    "monikerRange",
    "zone_pivot_groups",
    "_lang",
    "lang",
    "_description",
    "_noindex",
    "_disableToc",
    "_disableNavbar",
    "_disableFooter",
    "_disableBreadcrumb",
    "_disableAffix",
    "_disableNextArticle",
    "no-loc",
    "robots",
    "layout",
    "keywords",
];

/// Keys of an entry of a `toc.yml`.
const TOC_KEYS: [&str; 10] = ["name", "displayName", "href", "topicHref", "tocHref", "homepage", "uid", "topicUid", "expanded", "order"];

/// Keys of `playbook.yml`, and of what stands in them, but for those that decide who the audiences are.
pub const SETTINGS: [&[&str]; 25] = [
    &["title"],
    &["url"],
    &["language"],
    &["search", "facets", "Kind"],
    &["metadata", "_appName"],
    &["metadata", "_appTitle"],
    &["metadata", "_appLogoPath"],
    &["metadata", "_appLogoUrl"],
    &["metadata", "_appFaviconPath"],
    &["metadata", "_appFooter"],
    &["metadata", "_lang"],
    &["metadata", "ms.topic"],
    &["parameters", "imprint"],
    &["policy", "connect-src"],
    &["integrity"],
    &["extras"],
    &["publish"],
    &["freshness", "stale_after", "default"],
    &["reports"],
    &["tasks", "words", "id"],
    &["tasks", "roles"],
    &["tasks", "phases"],
    &["versions"],
    &["hosts", "x.example"],
    &["rules", "orphan-page"],
];

/// Reads a playbook in which these are values of front matter, of tables of contents and of a setting, and makes all sites.
///
/// # Errors
/// What does not hold, as for texts; the word that only an internal page has in the site of the partners.
pub fn read_values_soundly(setting: &[&str], values: &[String], tree: MakeTree) -> Result<(), String> {
    let mut values = values.iter().map(|value| serde_json::Value::from(value.as_str()).to_string()).cycle();
    let mut next = || values.next().unwrap_or_else(|| "\"\"".to_owned());
    let head: String = PAGE_KEYS.iter().map(|key| format!("{key}: {}\n", next())).collect();
    let mut entry = || {
        let keys: String = TOC_KEYS.iter().map(|key| format!("  {key}: {}\n", next())).collect();
        format!("- audience: [internal, partner]\n{keys}")
    };
    let toc: String = (0..3).map(|_| entry()).collect();
    let value = setting[1..].iter().rev().fold(next(), |value, key| format!("{{\"{key}\": {value}}}"));
    let playbook = format!("audiences: [internal, partner]\n{}: {value}\n", setting[0]);
    let page = format!("---\nft.audience: internal, partner\n{head}---\n\n[x](y.md) <xref:u>\n");
    let other = "---\nft.audience: internal, partner\nuid: u\n---\n# Y\n\n[](x.md)\n";
    let hidden = format!("---\nft.audience: internal\ntitle: {SECRET}\nmanager: {SECRET}\n---\n{SECRET}\n");
    let texts =
        [("playbook.yml", &*playbook), ("x.md", &page), ("y.md", other), ("hidden.md", &hidden), ("toc.yml", &toc), ("sub/toc.yml", &toc)];
    let built = built(&texts, &[], tree)?;
    match built.tree("partner").iter().find(|(_, bytes)| holds_secret(bytes)) {
        Some((address, _)) => Err(format!("the site of the partners has the secret in `{address}`")),
        None => Ok(()),
    }
}

fn holds_secret(bytes: &[u8]) -> bool {
    bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes())
}

/// The pages of a site without the theme around them: enough for a fuzzer, which has no time for the rest.
pub fn articles(_: &Snapshot, site: &Arc<Site>) -> Tree {
    let article = |page: &Arc<Page>| html::article(site, page, THEME.strings(&page.language)).into_bytes();
    site.pages.iter().map(|page| (page.address.as_str().to_owned(), article(page))).collect()
}

// What partners may not read is not in their site, and changes nothing there: a page, a fragment, and a section whatever follows in it.
fn keeps_the_wall(page: &str, fragment: &str, beside: &[(&str, &str)], tree: MakeTree) -> Result<(), String> {
    let site = |secret: &str, hidden: &str, included: &str| {
        let hidden = format!("---\ntitle: {secret}\nft.audience: internal\n---\n# {secret}\n\n{hidden}");
        let included = format!("---\nft.audience: internal\n---\n{secret}\n\n{included}");
        let section = format!("::: zone audience=\"internal\"\n## {secret}\n\n{page}");
        let open = format!("---\nft.audience: internal, partner\n---\n# Open\n\n{section}\n\n[!INCLUDE [x](g.md)]\n\n[h](hidden.md)\n");
        let toc = "- name: Open\n  href: open.md\n- href: hidden.md\n";
        let texts = [("open.md", &*open), ("hidden.md", &hidden), ("g.md", &included), ("toc.yml", toc)];
        built(&[&texts, beside].concat(), &[], tree)
    };
    let (full, empty) = (site(SECRET, page, fragment)?, site("other", "", "")?);
    let (full, empty) = (full.tree("partner"), empty.tree("partner"));
    for (address, bytes) in full {
        if holds_secret(bytes) {
            return Err(format!("the site of the partners has the secret in `{address}`"));
        }
        if empty.get(address) != Some(bytes) {
            return Err(format!("hidden text changes `{address}` in the site of the partners"));
        }
    }
    if full.len() == empty.len() { Ok(()) } else { Err("hidden text takes files from the site of the partners".to_owned()) }
}

// Both sites of a playbook, when everything about them is sound.
fn built(texts: &[(&str, &str)], others: &[(String, Entry)], tree: MakeTree) -> Result<Built, String> {
    let mut snapshot = Snapshot::of_texts(texts.iter().copied());
    for (file, entry) in others {
        snapshot.insert(FilePath::new(file).ok_or("no path")?, entry.clone());
    }
    let built = built_with(&snapshot, tree);
    in_bounds(&snapshot, &built.diagnostics)?;
    let report = Report::new(&built.diagnostics, &snapshot, &built.config.audiences);
    let text = report.text(Look::Plain);
    if text.contains(['\u{1b}', '\u{0}']) {
        return Err(format!("a report that steers the terminal: {text:?}"));
    }
    if serde_json::from_str::<serde_json::Value>(&report.json(&[])).is_err() {
        return Err("a report that is no JSON".to_owned());
    }
    for (name, tree) in &built.trees {
        for (address, bytes) in tree.iter().filter(|(address, _)| address.ends_with(".html")) {
            let html = std::str::from_utf8(bytes).map_err(|why| format!("{name}/{address}: {why}"))?;
            if html.contains("<!--") || html.contains(is_unseen) {
                return Err(format!("{name}/{address} shows a mark: {html}"));
            }
            well_formed(html).map_err(|why| format!("{name}/{address}: {why}\n{html}"))?;
        }
    }
    Ok(built)
}

/// Every element that is opened is closed, in order; every id occurs once; nothing runs but the scripts of the theme.
pub fn well_formed(html: &str) -> Result<(), String> {
    const VOID: [&str; 14] =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "!doctype"];
    // Elements of SVG may close themselves.
    let mut open: Vec<&str> = Vec::new();
    let mut ids = BTreeSet::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let mut end = start + 1;
        let mut quote = None;
        for (place, byte) in rest.bytes().enumerate().skip(start + 1) {
            match (quote, byte) {
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(mark), byte) if byte == mark => quote = None,
                (None, b'>') => {
                    end = place;
                    break;
                }
                _ => {}
            }
        }
        let tag = &rest[start + 1..end];
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or("");
        let outside_values: String = tag.split('"').step_by(2).collect();
        let runs = name == "script"
            && !tag.contains("src=\"assets/")
            && !tag.contains("../assets/")
            && !tag.contains("/assets/")
            && !tag.starts_with('/')
            || outside_values.split_whitespace().skip(1).any(|attribute| attribute.starts_with("on"))
            || links_of(&rest[start..=end]).iter().any(|link| {
                let link: String = link.chars().filter(|c| !c.is_control() && *c != ' ').collect();
                link.to_lowercase().starts_with("javascript:")
            });
        if runs {
            return Err(format!("`<{tag}>` can run a program"));
        }
        if tag.starts_with('/') {
            match open.pop() {
                Some(opened) if opened == name => {}
                opened => return Err(format!("`</{name}>` closes {opened:?}")),
            }
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next())
            && !ids.insert(id)
        {
            return Err(format!("the id `{id}` occurs twice"));
        }
        rest = &rest[(end + 1).min(rest.len())..];
    }
    if open.is_empty() { Ok(()) } else { Err(format!("never closed: {open:?}")) }
}

/// No diagnostic is about a failure of ours, and each points to characters that there are.
pub fn in_bounds(snapshot: &Snapshot, diagnostics: &[Diagnostic]) -> Result<(), String> {
    for diagnostic in diagnostics {
        if diagnostic.rule.code == "internal-error" || diagnostic.message.is_empty() {
            return Err(format!("{diagnostic:?}"));
        }
        let places = diagnostic.location.iter().chain(diagnostic.related.iter().map(|(location, _)| location));
        for location in places {
            let (start, end) = (location.range.start as usize, location.range.end as usize);
            let is_inside = match snapshot.get(&location.file) {
                Some(Entry::Text(text)) => start <= end && text.is_char_boundary(start) && text.is_char_boundary(end),
                // The shown text of a file that is not UTF-8 is longer than the file.
                Some(Entry::NotUtf8 { .. }) => start <= end,
                Some(Entry::Asset { .. } | Entry::Unreadable(_)) | None => start == 0 && end == 0,
            };
            if !is_inside {
                return Err(format!("a place that is not in the file: {diagnostic:?}\n{:?}", snapshot.text(&location.file)));
            }
        }
    }
    Ok(())
}
