//! Cases: small playbooks, and the whole of what each gives — input data → expected data.
//!
//! `tests/cases/<area>/<name>/input/` is a playbook. `expected/` beside it holds for each audience the pages (`site` where there are no audiences), as
//! a few lines of model and the article's HTML, the navigation, the files that are shipped; and the report of all diagnostics. The theme is left out,
//! so that work on it changes no case. `SNAPSHOTS=overwrite cargo test --test cases [FILTER]` takes what is for what should be: read the difference.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    reason = "names are compared as they are; tests may be slow"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use playbook::render::nav::{Branches, Place};
use playbook::render::{export, freshness, html};
use playbook::shell::report::{Counts, Look, Report};
use playbook::site::nav::Tree;
use playbook::site::{Link, Page, PageId, Site, Switches, Task};

mod support;

fn main() {
    let arguments = Arguments::from_args();
    let overwrites = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut trials = Vec::new();
    for area in folders(&root) {
        for case in folders(&area) {
            let name = format!("{}/{}", name_of(&area), name_of(&case));
            trials.push(Trial::test(name, move || run(&case, overwrites)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn run(case: &Path, overwrites: bool) -> Result<(), Failed> {
    if !case.join("input").is_dir() {
        return Err("this case has no folder `input`".into());
    }
    let got = got(&case.join("input"));
    let folder = case.join("expected");
    if overwrites {
        let _ = fs::remove_dir_all(&folder);
        for (name, text) in &got {
            let file = folder.join(name);
            fs::create_dir_all(file.parent().expect("a file in a folder"))?;
            fs::write(file, text)?;
        }
        return Ok(());
    }
    if !folder.is_dir() {
        return Err("this case has no folder `expected`; `SNAPSHOTS=overwrite` makes it".into());
    }
    let expected: BTreeMap<String, String> = support::files_below(&folder)
        .into_iter()
        .map(|name| {
            let text = fs::read(folder.join(&name)).expect("a file that can be read");
            (name, String::from_utf8(text).expect("expected files are UTF-8"))
        })
        .collect();
    let names: BTreeSet<&String> = expected.keys().chain(got.keys()).collect();
    let mut report = String::new();
    for name in names {
        match (expected.get(name), got.get(name)) {
            (Some(expected), Some(got)) if expected == got => {}
            (Some(expected), Some(got)) => {
                let _ = writeln!(report, "\n=== {name} (- expected, + got)\n{}", difference(expected, got));
            }
            (Some(_), None) => {
                let _ = writeln!(report, "\n=== {name} is expected, and was not made");
            }
            (None, Some(got)) => {
                let _ = writeln!(report, "\n=== {name} was made, and is not expected\n{got}");
            }
            (None, None) => {}
        }
    }
    if report.is_empty() { Ok(()) } else { Err(report.into()) }
}

// Everything a playbook gives, as files of text.
fn got(input: &Path) -> BTreeMap<String, String> {
    let snapshot = support::snapshot_of(input);
    let (playbook, sites) = support::sites(&snapshot);
    let mut files = BTreeMap::new();
    for (name, _, site) in &sites {
        // The whole output is made too, so that no template fails on any case.
        let _ = support::tree(&snapshot, site);
        if site.upkeep.as_of.is_some() {
            files.insert(format!("{name}/freshness.csv"), freshness::csv(&[(name.clone(), site)]).replace("\r\n", "\n"));
        }
        if !site.tasks.is_empty() {
            let tasks: Vec<&Task> = site.tasks.rows().collect();
            files.insert(format!("{name}/tasks.csv"), export::csv(site, &tasks).replace("\r\n", "\n"));
        }
        for id in site.page_ids() {
            files.insert(format!("{name}/{}", site.page(id).address), page(site, id));
        }
        if !site.nav.trees.is_empty() {
            files.insert(format!("{name}/nav.txt"), nav(site));
        }
        if !site.assets.is_empty() {
            let assets: String = site.assets.keys().map(|address| format!("{address}\n")).collect();
            files.insert(format!("{name}/assets.txt"), assets);
        }
        if !site.redirects.is_empty() {
            let target = |link: &Link| match link {
                Link::Page(id, suffix) => format!("{}{suffix}", site.page(*id).address),
                Link::Asset(address, suffix) => format!("{address}{suffix}"),
                Link::External(address) => address.to_string(),
                Link::Here(_) | Link::Nowhere => "(nowhere)".to_owned(),
            };
            let redirects: String = site.redirects.iter().map(|(address, link)| format!("{address} -> {}\n", target(link))).collect();
            files.insert(format!("{name}/redirects.txt"), redirects);
        }
    }
    let diagnostics = playbook.diagnostics();
    let mut report = Report::new(&diagnostics, &snapshot, &playbook.config.audiences).text(Look::Plain);
    let _ = writeln!(report, "{}", Counts::of(&diagnostics));
    files.insert("diagnostics.txt".to_owned(), report);
    files
}

fn page(site: &Site, id: PageId) -> String {
    let page = site.page(id);
    let Page { address: _, title, description, language, date, switches, facets, redirect, body: _, outline, ids: _ } = page;
    let mut text = format!("title: {title}\n");
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name}: {value}");
        }
    };
    field("description", description);
    field("language", if language == "en" { "" } else { language });
    field("date", &date.map_or_else(String::new, |date| date.to_string()));
    let Switches { hides_toc, hides_navbar, hides_footer, hides_breadcrumb, hides_outline, hides_next, is_not_indexed } = *switches;
    let hidden = [
        (hides_toc, "toc"),
        (hides_navbar, "navbar"),
        (hides_footer, "footer"),
        (hides_breadcrumb, "breadcrumb"),
        (hides_outline, "outline"),
        (hides_next, "next"),
        (is_not_indexed, "index"),
    ];
    let hidden: Vec<&str> = hidden.into_iter().filter(|(is_hidden, _)| *is_hidden).map(|(_, name)| name).collect();
    field("hides", &hidden.join(" "));
    for (name, value) in facets {
        field(&format!("facet {name}"), value);
    }
    if let Some(redirect) = redirect {
        field("redirect", &html::href(redirect, site, page).unwrap_or_else(|| "(nowhere)".to_owned()));
    }
    let label = |title: &str, link: &Link| match html::href(link, site, page) {
        Some(address) => format!("{title} ({address})"),
        None => title.to_owned(),
    };
    let crumbs: Vec<String> = site.nav.ancestors(id).iter().map(|entry| label(&entry.title, &entry.link)).collect();
    field("breadcrumb", &crumbs.join(" > "));
    let (previous, next) = site.nav.neighbours(id);
    field("previous", &previous.map_or_else(String::new, |entry| label(&entry.title, &entry.link)));
    field("next", &next.map_or_else(String::new, |entry| label(&entry.title, &entry.link)));
    let ways: Vec<String> = site
        .languages
        .alternates(id)
        .iter()
        .map(|way| {
            let nearest = if way.is_translation { "" } else { "near " };
            format!("{}: {nearest}{}", site.languages.all[way.language].tag, site.page(way.page).address.href_from(&page.address))
        })
        .collect();
    field("languages", &ways.join(", "));
    let branch = lists(Branches::default().branch(Place { site, page, root: "", contents: "All contents" }, id).as_str());
    if !branch.is_empty() {
        text.push_str("branch:\n");
        text.push_str(&branch);
    }
    if !outline.is_empty() {
        text.push_str("outline:\n");
        for entry in outline {
            let _ = writeln!(text, "  {} #{} {}", "#".repeat(usize::from(entry.level)), entry.id, entry.text);
        }
    }
    let article = html::article(site, page, support::THEME.strings(&page.language));
    format!("---\n{text}---\n{}\n", article.trim_end_matches('\n'))
}

// All trees of a site, outlined.
fn nav(site: &Site) -> String {
    fn level(site: &Site, tree: &Tree, parent: Option<usize>, depth: usize, text: &mut String) {
        for child in tree.children(parent) {
            let entry = &tree.entries[child];
            let link = match &entry.link {
                Link::Page(id, suffix) => format!(" ({}{suffix})", site.page(*id).address),
                Link::Asset(address, suffix) => format!(" ({address}{suffix})"),
                Link::Here(suffix) => format!(" ({suffix})"),
                Link::External(address) => format!(" ({address})"),
                Link::Nowhere => String::new(),
            };
            let _ = writeln!(text, "{}- {}{link}", "  ".repeat(depth), entry.title);
            level(site, tree, Some(child), depth + 1, text);
        }
    }
    let mut text = String::new();
    for (place, tree) in site.nav.trees.iter().enumerate() {
        let _ = writeln!(text, "{}", if site.nav.root == Some(place) { "root tree" } else { "tree" });
        level(site, tree, None, 1, &mut text);
    }
    text
}

// Nested lists of HTML as indented lines; the current page has a star.
fn lists(html: &str) -> String {
    let mut text = String::new();
    let mut depth = 0;
    let mut rest = html;
    let mut suffix = String::new();
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let end = start + rest[start..].find('>').expect("a tag that ends");
        let tag = &rest[start..=end];
        match tag {
            "<ul>" => depth += 1,
            "</ul>" => depth -= 1,
            "</li>" => {}
            "</a>" | "</span>" => {
                text.push_str(&suffix);
                text.push('\n');
                suffix.clear();
            }
            _ if tag.starts_with("<li") => text.push_str(&"  ".repeat(depth)),
            _ if tag.starts_with("<a ") => {
                text.push_str(if tag.contains("aria-current") { "* " } else { "- " });
                suffix = format!(" ({})", support::links_of(tag).concat());
            }
            _ => text.push_str("- "),
        }
        rest = &rest[end + 1..];
    }
    text
}

// The lines of two texts that differ, with those around them.
fn difference(expected: &str, got: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.split('\n').collect(), got.split('\n').collect());
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut lines = Vec::new();
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            lines.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || i < old.len() && common[i + 1][j] >= common[i][j + 1] {
            lines.push(('-', old[i]));
            i += 1;
        } else {
            lines.push(('+', new[j]));
            j += 1;
        }
    }
    let is_near = |place: usize| lines[place.saturating_sub(2)..(place + 3).min(lines.len())].iter().any(|(mark, _)| *mark != ' ');
    let shown =
        (0..lines.len()).filter(|place| is_near(*place)).map(|place| format!("{}{}", lines[place].0, lines[place].1.escape_debug()));
    shown.collect::<Vec<_>>().join("\n")
}
