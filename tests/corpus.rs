//! A real repository: what is known of it must be found, and nothing of the one site in the other.
//!
//! Runs where `PLAYBOOK_CORPUS` names the folder of the `FastTrack` content repository, which is not part of this one. The numbers were counted by other
//! programs; nothing here was taken from the output of the program under test.
#![expect(clippy::disallowed_methods, reason = "tests read files and run the program")]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    reason = "names are compared as they are; tests may be slow"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

mod support;

const VARIABLE: &str = "PLAYBOOK_CORPUS";

/// One look at the built sites.
type Check = fn(&Built) -> Result<(), String>;

fn main() {
    let arguments = Arguments::from_args();
    let source = std::env::var_os(VARIABLE).map(PathBuf::from);
    if source.is_none() {
        #[expect(clippy::print_stderr, reason = "whoever reads the log must see what was left out")]
        {
            eprintln!("{VARIABLE} is not set: the tests on a real repository are left out");
        }
    }
    let corpus = Arc::new(Corpus { source, built: OnceLock::new() });
    let tests: [(&str, Check); 14] = [
        ("the_sites_have_the_pages_that_were_counted", pages),
        ("the_errors_are_the_known_ones", errors),
        ("warnings_are_of_the_known_kinds", kinds),
        ("broken_links_and_images_are_those_that_were_counted", broken),
        ("no_page_of_the_one_is_in_the_other", page_names),
        ("no_title_of_the_one_is_in_the_other", titles),
        ("no_image_of_the_one_is_in_the_other", images),
        ("no_text_of_a_withheld_fragment_is_in_the_partner_site", fragments),
        ("every_link_leads_somewhere", links),
        ("the_task_tables_are_those_that_were_counted", task_tables),
        ("the_tasks_are_those_that_were_counted", tasks),
        ("rows_that_are_malformed_are_reported_and_recovered", malformed_rows),
        ("the_histories_of_changes_are_those_that_were_counted", histories),
        ("nothing_is_left_of_directives_and_comments", traces),
    ];
    let trials = tests
        .into_iter()
        .map(|(name, test)| {
            let corpus = Arc::clone(&corpus);
            let is_left_out = corpus.source.is_none();
            Trial::test(name, move || test(corpus.built()).map_err(Failed::from)).with_ignored_flag(is_left_out)
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

struct Corpus {
    source: Option<PathBuf>,
    built: OnceLock<Built>,
}

struct Built {
    // The pages of the content set, by path without extension.
    authored: BTreeMap<String, Authored>,
    source: PathBuf,
    trees: BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>,
    report: Value,
    tasks: BTreeMap<&'static str, Value>,
    freshness: String,
    exit: Option<i32>,
}

struct Authored {
    audiences: BTreeSet<String>,
    title: String,
    text: String,
}

impl Corpus {
    fn built(&self) -> &Built {
        self.built.get_or_init(|| {
            let source = self.source.clone().expect("these tests run only where the corpus is");
            let folder = tempfile::tempdir().expect("a folder");
            let out = folder.path().join("site");
            let program = || Command::new(env!("CARGO_BIN_EXE_playbook"));
            let build = program().arg("build").arg(&source).arg("--out").arg(&out).output().expect("the program runs");
            let check = program().arg("check").arg(&source).args(["--format", "json"]).output().expect("the program runs");
            let read = |name: &str| {
                let root = out.join(name);
                support::files_below(&root).into_iter().map(|file| (file.clone(), fs::read(root.join(file)).expect("a file"))).collect()
            };
            let tasks = |audience: &str| -> Value {
                let done = program().arg("tasks").arg(&source).args(["--audience", audience, "--format", "json"]).output();
                serde_json::from_slice(&done.expect("the program runs").stdout).expect("the tasks are JSON")
            };
            let freshness = program().args(["report", "freshness"]).arg(&source).args(["--format", "csv"]).output();
            Built {
                freshness: String::from_utf8(freshness.expect("the program runs").stdout).expect("a report is UTF-8"),
                tasks: BTreeMap::from([("internal", tasks("internal")), ("partner", tasks("partner"))]),
                authored: authored(&source),
                trees: BTreeMap::from([("internal", read("internal")), ("partner", read("partner"))]),
                report: serde_json::from_slice(&check.stdout).expect("the report is JSON"),
                exit: build.status.code(),
                source,
            }
        })
    }
}

// The pages as a simple reader sees them: a page is every `.md` file that carries the key.
fn authored(source: &Path) -> BTreeMap<String, Authored> {
    let files = support::files_below(source);
    let excluded = ["archive/", "includes/", "templates/", "_site/"];
    files
        .into_iter()
        .filter(|file| {
            file.ends_with(".md") && !excluded.iter().any(|folder| file.starts_with(folder) || file.contains(&format!("/{folder}")))
        })
        .filter_map(|file| {
            let text = String::from_utf8(fs::read(source.join(&file)).ok()?).ok()?;
            let value =
                |key: &str| text.lines().take(40).filter_map(|line| line.strip_prefix(key)).last().map(|value| value.trim().to_owned());
            let audiences = value("ft.audience:")?.split(',').map(|name| name.trim().to_lowercase()).collect();
            let logical = file.trim_end_matches(".md").trim_end_matches("--internal").trim_end_matches("--partner").to_owned();
            let key = if file.contains("--") { file.trim_end_matches(".md").to_owned() } else { logical };
            Some((key, Authored { audiences, title: value("title:").unwrap_or_default(), text }))
        })
        .collect()
}

// Pages that one audience has and the other has not, as addresses without extension.
fn only(built: &Built, audience: &str, other: &str) -> BTreeSet<String> {
    let of = |audience: &str| -> BTreeSet<String> {
        let pages = built.authored.iter().filter(|(_, page)| page.audiences.contains(audience));
        pages.map(|(key, _)| key.trim_end_matches("--internal").trim_end_matches("--partner").to_owned()).collect()
    };
    &of(audience) - &of(other)
}

const BOTH_WAYS: [(&str, &str); 2] = [("internal", "partner"), ("partner", "internal")];

fn check(is_right: bool, words: impl FnOnce() -> String) -> Result<(), String> {
    if is_right { Ok(()) } else { Err(words()) }
}

fn some<T: std::fmt::Debug>(found: &[T]) -> String {
    format!("{} of them, such as {:#?}", found.len(), &found[..found.len().min(12)])
}

fn diagnostics(built: &Built) -> &[Value] {
    built.report["diagnostics"].as_array().map_or(&[][..], Vec::as_slice)
}

fn pages(built: &Built) -> Result<(), String> {
    check(built.exit == Some(1), || format!("the exit code is {:?}", built.exit))?;
    let pages = &built.report["summary"]["pages"];
    check(pages["internal"] == 612 && pages["partner"] == 1110, || format!("pages: {pages}"))?;
    for (audience, count) in [("internal", 612), ("partner", 1110)] {
        let own = ["404.html", "toc.html"];
        let pages = built.trees[audience]
            .keys()
            .filter(|address| address.ends_with(".html") && !own.contains(&address.as_str()) && !address.starts_with("tasks"))
            .count();
        check((count..=count + 1).contains(&pages), || format!("{pages} pages were written for {audience}"))?;
        let expected: BTreeSet<String> = built
            .authored
            .iter()
            .filter(|(_, page)| page.audiences.contains(audience))
            .map(|(key, _)| format!("{}.html", key.trim_end_matches("--internal").trim_end_matches("--partner")))
            .collect();
        let missing: Vec<&String> = expected.iter().filter(|address| !built.trees[audience].contains_key(*address)).collect();
        check(missing.is_empty(), || format!("{audience} lacks {}", some(&missing)))?;
    }
    Ok(())
}

// Two pages include a fragment that is not for their readers; two have markers of a merge in them; six have front matter that is no YAML.
fn errors(built: &Built) -> Result<(), String> {
    let mut counts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for diagnostic in diagnostics(built).iter().filter(|diagnostic| diagnostic["severity"] == "error") {
        counts.entry(diagnostic["code"].as_str().unwrap_or("")).or_default().insert(diagnostic["file"].as_str().unwrap_or(""));
    }
    let counts: BTreeMap<&str, usize> = counts.into_iter().map(|(code, files)| (code, files.len())).collect();
    let expected = BTreeMap::from([("front-matter-invalid", 6), ("include-withheld", 2), ("merge-conflict-marker", 2)]);
    check(counts == expected, || format!("files with errors, by code: {counts:?}, expected {expected:?}"))
}

fn kinds(built: &Built) -> Result<(), String> {
    let codes: BTreeSet<&str> = diagnostics(built).iter().filter_map(|diagnostic| diagnostic["code"].as_str()).collect();
    let never = [
        "internal-error",
        "audience-missing",
        "audience-unknown",
        "audience-conflict",
        "include-not-found",
        "include-cycle",
        "include-limit",
        "invalid-utf8",
        "output-collision",
        "toc-invalid",
        "config-invalid",
    ];
    let found: Vec<&&str> = codes.iter().filter(|code| never.contains(code)).collect();
    check(found.is_empty(), || format!("{found:?} are reported, and there is nothing of the kind"))?;
    let must = [
        "alert-unknown",
        "bookmark-not-found",
        "date-invalid",
        "email-without-mailto",
        "file-case-mismatch",
        "file-not-found",
        "front-matter-duplicate-key",
        "html-unknown-element",
        "link-malformed",
        "link-withheld",
        "orphan-page",
        "safelink",
        "table-repaired",
        "url-without-scheme",
    ];
    let missing: Vec<&&str> = must.iter().filter(|code| !codes.contains(**code)).collect();
    check(missing.is_empty(), || format!("{missing:?} are not reported"))
}

// In the part of the repository that is in use.
fn broken(built: &Built) -> Result<(), String> {
    let in_use = |diagnostic: &&Value| {
        let file = diagnostic["file"].as_str().unwrap_or("");
        !file.starts_with("playbook-prelim/") && !file.starts_with("partner-site-prelim/")
    };
    let count = |code: &str, audience: &str| {
        let all = diagnostics(built).iter().filter(in_use);
        all.filter(|diagnostic| {
            diagnostic["code"] == code && diagnostic["audiences"].as_array().is_some_and(|all| all.contains(&audience.into()))
        })
        .count()
    };
    // In the head of a page, and in its history of changes.
    let dates = |is_head: bool| {
        let all = diagnostics(built).iter().filter(|diagnostic| diagnostic["code"] == "date-invalid");
        all.filter(|diagnostic| (diagnostic["line"].as_u64() < Some(25)) == is_head).count()
    };
    let mut wrong = Vec::new();
    let mut expect = |what: String, found: usize, expected: std::ops::RangeInclusive<usize>| {
        if !expected.contains(&found) {
            wrong.push(format!("{what}: {found}, expected {expected:?}"));
        }
    };
    expect("front-matter-duplicate-key, files".to_owned(), files_with(built, "front-matter-duplicate-key").len(), 80..=80);
    expect("date-invalid in heads".to_owned(), dates(true), 1..=2);
    // Six in use and two copies have `10/018/2019`, one has the year 1019.
    expect("date-invalid in histories".to_owned(), dates(false), 6 + 2 + 1..=6 + 2 + 1);
    expect("bookmark-not-found, internal".to_owned(), count("bookmark-not-found", "internal"), 9..=9);
    expect("bookmark-not-found, partner".to_owned(), count("bookmark-not-found", "partner"), 0..=0);
    expect("link-withheld, internal".to_owned(), count("link-withheld", "internal"), 11..=11);
    expect("link-withheld, partner".to_owned(), count("link-withheld", "partner"), 10..=10);
    check(wrong.is_empty(), || wrong.join("\n"))
}

fn is_in_use(file: &str) -> bool {
    !file.starts_with("playbook-prelim/") && !file.starts_with("partner-site-prelim/")
}

// No page with a task table is in both sites.
fn task_tables(built: &Built) -> Result<(), String> {
    let count = |audience: &str, is_wanted: &dyn Fn(&str) -> bool| {
        let pages = built.trees[audience]
            .iter()
            .filter(|(address, _)| address.ends_with(".html") && !address.starts_with("tasks") && is_wanted(address));
        pages.map(|(_, bytes)| String::from_utf8_lossy(bytes).matches("class=\"table-scroll tasks\"").count()).sum::<usize>()
    };
    // Two tables have no rows, and are not marked.
    let all: u64 = ["internal", "partner"].iter().filter_map(|audience| built.tasks[audience]["tables"].as_u64()).sum();
    let (internal, partner) = (count("internal", &is_in_use), count("partner", &is_in_use));
    let found = (all, internal, partner);
    check(found == (735, 63, 307), || format!("task tables in all, in use internal and partner: {found:?}"))
}

// The page in which a merge left lines of its own in a task table, and the row below the last of them: CommonMark makes seven quotes of
// `>>>>>>> …`, which swallow that row. The program takes it for what it is.
const MERGED: &str = "partner-site/fasttrack-playbook/portuguese-playbook/approach-opp-365-standalone-pr.md";
const BELOW_THE_MERGE: u64 = 148;

// The lines of task tables that the report takes exception to: rows that are malformed, and the two lines of a merge which CommonMark sees as rows.
fn reported_rows(built: &Built) -> BTreeSet<(&str, u64)> {
    let place = |diagnostic: &'_ Value| diagnostic["line"].as_u64().unwrap_or(0);
    let of_table = |diagnostic: &&Value| match diagnostic["code"].as_str() {
        Some("task-malformed-row") => true,
        Some("merge-conflict-marker") => diagnostic["file"] == MERGED && place(diagnostic) < BELOW_THE_MERGE - 1,
        Some(_) | None => false,
    };
    let rows = diagnostics(built).iter().filter(of_table);
    rows.map(|diagnostic| (diagnostic["file"].as_str().unwrap_or(""), place(diagnostic))).collect()
}

// Rows as authored are the lines of task tables as CommonMark sees them, whatever they hold; that is what was counted. Tasks are what the program makes
// of them. Three lines hold no task: two are of a merge, one is the second half of a row. Six hold two tasks, of which the second is 1328. And one task
// stands on a line that CommonMark does not see as a row.
fn tasks(built: &Built) -> Result<(), String> {
    let rows = |audience: &str, is_wanted: &dyn Fn(&str) -> bool| -> Vec<&Value> {
        let tasks = built.tasks[audience]["tasks"].as_array().expect("a list");
        tasks.iter().filter(|task| is_wanted(task["page"].as_str().unwrap_or(""))).collect()
    };
    let ids = |rows: &[&Value]| rows.iter().map(|task| task["id"].as_str().unwrap_or("").to_owned()).collect::<BTreeSet<_>>();
    let (internal, partner) = (rows("internal", &is_in_use), rows("partner", &is_in_use));
    let all = [rows("internal", &|_| true), rows("partner", &|_| true)].concat();
    let in_use = [internal.clone(), partner.clone()].concat();
    let place = |task: &Value| (task["file"].as_str().unwrap_or("").to_owned(), task["line"].as_u64().unwrap_or(0));
    let swallowed = (MERGED.to_owned(), BELOW_THE_MERGE);
    check(all.iter().filter(|task| place(task) == swallowed && task["id"] == "3650").count() == 1, || "3650 is not recovered".to_owned())?;
    // All lines without a task are partners'.
    let authored = |tasks: &[&Value], without: &dyn Fn(&str) -> bool| {
        let mut lines: BTreeSet<(String, u64)> = tasks.iter().map(|task| place(task)).collect();
        lines.remove(&swallowed);
        lines.extend(reported_rows(built).into_iter().filter(|(file, _)| without(file)).map(|(file, line)| (file.to_owned(), line)));
        lines.len()
    };
    let found = [authored(&all, &|_| true), authored(&in_use, &is_in_use), authored(&internal, &|_| false), authored(&partner, &is_in_use)];
    check(found == [3578, 1862, 318, 1544], || format!("rows as authored: {found:?}"))?;
    let found = [all.len(), in_use.len(), internal.len(), partner.len()];
    check(found == [3578 - 3 + 1 + 6, 1862 - 2 + 1 + 5, 318, 1544 - 2 + 1 + 5], || format!("tasks: {found:?}"))?;
    let recovered =
        all.iter().filter(|task| task["id"] == "1328" && all.iter().any(|other| other["id"] == "3143" && place(other) == place(task)));
    check(recovered.count() == 6, || "1328 is not recovered from each line that it shares with 3143".to_owned())?;
    let found = [ids(&all).len(), ids(&in_use).len(), ids(&internal).len(), ids(&partner).len()];
    check(found == [316, 285, 273, 225], || format!("ids: {found:?}"))?;
    let bare: Vec<&str> = in_use
        .iter()
        .filter(|task| task["name"] == "" || task["phase"] == "" || task["step"] == "")
        .filter_map(|task| task["page"].as_str())
        .collect();
    check(bare.is_empty(), || format!("tasks without name, phase or step: {}", some(&bare)))
}

// Two of them are lines of a merge, which have a rule of their own.
fn malformed_rows(built: &Built) -> Result<(), String> {
    let rows = reported_rows(built);
    let in_use = rows.iter().filter(|(file, _)| is_in_use(file)).count();
    check((rows.len(), in_use) == (20, 15), || format!("{} rows, {in_use} in use: {rows:#?}", rows.len()))
}

// Each page has one at most.
fn histories(built: &Built) -> Result<(), String> {
    // Cells that come before those asked for are never quoted but for the title.
    let cells = |line: &str| -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for c in line.chars() {
            match c {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                _ => cells.last_mut().expect("a cell").push(c),
            }
        }
        cells
    };
    let mut pages: BTreeMap<String, (String, String)> = BTreeMap::new();
    for row in built.freshness.lines().skip(1).map(cells).filter(|row| !row[8].is_empty()) {
        pages.insert(row[1].clone(), (row[6].clone(), row[7].clone()));
    }
    let in_use: Vec<&(String, String)> = pages.iter().filter(|(page, _)| is_in_use(page)).map(|(_, dates)| dates).collect();
    check((pages.len(), in_use.len()) == (1133, 613), || format!("{} histories, {} in use", pages.len(), in_use.len()))?;
    let same = in_use.iter().filter(|(date, refreshed)| date == refreshed).count();
    check(same == 88, || format!("{same} pages have the date of their newest change"))
}

fn files_with(built: &Built, code: &str) -> BTreeSet<String> {
    diagnostics(built)
        .iter()
        .filter(|diagnostic| diagnostic["code"] == code)
        .filter_map(|diagnostic| diagnostic["file"].as_str().map(ToOwned::to_owned))
        .collect()
}

fn page_names(built: &Built) -> Result<(), String> {
    for (own, other) in BOTH_WAYS {
        let only = only(built, own, other);
        check(only.len() > 400, || format!("only {} pages are for {own} alone", only.len()))?;
        let tree = &built.trees[other];
        let addresses: Vec<String> = only.iter().map(|key| format!("{key}.html")).filter(|address| tree.contains_key(address)).collect();
        check(addresses.is_empty(), || format!("pages for {own} alone in the {other} site: {}", some(&addresses)))?;
        // Names of files that no page of the other audience has.
        let last = |key: &str| key.rsplit('/').next().unwrap_or(key).to_owned();
        let shared: BTreeSet<String> = tree.keys().map(|address| last(address.trim_end_matches(".html"))).collect();
        let names: BTreeSet<String> = only.iter().map(|key| last(key)).filter(|name| name.len() > 11 && !shared.contains(name)).collect();
        let mut found = Vec::new();
        for (address, bytes) in
            tree.iter().filter(|(address, _)| address.ends_with(".html") || address.ends_with(".xml") || address.ends_with(".json"))
        {
            let html = String::from_utf8_lossy(bytes);
            for link in support::links_of(&html).iter().filter(|link| !link.contains("://")) {
                let name = last(link.split(['#', '?']).next().unwrap_or("").trim_end_matches(".html"));
                if names.contains(&name) {
                    found.push(format!("{address} -> {link}"));
                }
            }
        }
        check(found.is_empty(), || format!("links in the {other} site to pages for {own} alone: {}", some(&found)))?;
    }
    Ok(())
}

fn titles(built: &Built) -> Result<(), String> {
    for (own, other) in BOTH_WAYS {
        let title_of =
            |html: &str| html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title.to_owned());
        let titles = |audience: &str| -> BTreeSet<String> {
            built.authored.values().filter(|page| page.audiences.contains(audience)).map(|page| page.title.replace('&', "&amp;")).collect()
        };
        // The other audience's own pages may have the same words for a heading, which is their title where several have the same one.
        let pages = built.authored.values().filter(|page| page.audiences.contains(other));
        let headings = pages.flat_map(|page| page.text.lines().filter_map(|line| line.strip_prefix("# ")));
        let headings: BTreeSet<String> = headings.map(|heading| heading.trim().replace('&', "&amp;")).collect();
        let only: BTreeSet<String> = (&(&titles(own) - &titles(other)) - &headings).into_iter().filter(|title| title.len() > 12).collect();
        check(only.len() > 60, || format!("only {} titles are of {own} alone", only.len()))?;
        // As the title of a page, and as the label of an entry of the navigation. In running text the same words may occur.
        let mut found = Vec::new();
        for (address, bytes) in built.trees[other].iter().filter(|(address, _)| address.ends_with(".html")) {
            let html = String::from_utf8_lossy(bytes);
            if let Some(title) = title_of(&html)
                && only.iter().any(|known| title == **known || title.starts_with(&format!("{known} | ")))
            {
                found.push(format!("{address}: {title}"));
            }
        }
        check(found.is_empty(), || format!("titles of {own} in the {other} site: {}", some(&found)))?;
    }
    Ok(())
}

fn images(built: &Built) -> Result<(), String> {
    let is_image = |address: &&String| {
        [".png", ".jpg", ".jpeg", ".gif", ".PNG", ".svg"].iter().any(|end| address.ends_with(end)) && !address.starts_with("assets/")
    };
    let of = |audience: &str| -> BTreeSet<&String> { built.trees[audience].keys().filter(is_image).collect() };
    let (internal, partner) = (of("internal"), of("partner"));
    // Referenced in use: internal 400, partner 280, both 22; the parts that are not in use add to them.
    check(internal.len() >= 400 && partner.len() >= 280, || format!("internal {} images, partner {}", internal.len(), partner.len()))?;
    for (own, other) in BOTH_WAYS {
        // What no text for the other audience names cannot be in its site.
        let named: String =
            built.authored.values().filter(|page| page.audiences.contains(other)).map(|page| page.text.to_lowercase()).collect();
        let fragments: String = support::files_below(&built.source)
            .into_iter()
            .filter(|file| file.ends_with(".md") && file.contains("include"))
            .map(|file| String::from_utf8_lossy(&fs::read(built.source.join(file)).unwrap_or_default()).to_lowercase())
            .collect();
        let is_end = |c: char| c.is_whitespace() || matches!(c, '/' | '\\' | '(' | ')' | '"' | '<' | '>');
        let words: BTreeSet<&str> = named.split(is_end).chain(fragments.split(is_end)).filter(|word| word.contains('.')).collect();
        let found: Vec<&String> = of(other)
            .into_iter()
            .filter(|address| {
                let name = address.rsplit('/').next().unwrap_or(address).to_lowercase();
                let encoded = name.replace(' ', "%20");
                // The whole text only for the few names with blanks in them.
                !(words.contains(name.as_str()) || words.contains(encoded.as_str()) || name.contains(' ') && named.contains(&name))
            })
            .collect();
        check(found.is_empty(), || format!("images of {own} in the {other} site: {}", some(&found)))?;
    }
    Ok(())
}

// Sentences that stand only in what partners may not read.
fn fragments(built: &Built) -> Result<(), String> {
    // Whole lines of running text without any markup.
    let sentences = |text: &str| -> BTreeSet<String> {
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| line.len() > 60 && line.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-')));
        lines.map(ToOwned::to_owned).collect()
    };
    for (own, other) in BOTH_WAYS {
        let mut secret = BTreeSet::new();
        let mut open = String::new();
        for page in built.authored.values() {
            if page.audiences.contains(other) {
                open.push_str(&page.text);
            } else if page.audiences.contains(own) {
                secret.extend(sentences(&page.text));
            }
        }
        for file in support::files_below(&built.source).into_iter().filter(|file| file.ends_with(".md") && file.contains("include")) {
            open.push_str(&String::from_utf8_lossy(&fs::read(built.source.join(file)).unwrap_or_default()));
        }
        let lines: BTreeSet<&str> = open.lines().map(str::trim).collect();
        secret.retain(|sentence| !lines.contains(sentence.as_str()));
        check(secret.len() > 200, || format!("only {} sentences are for {own} alone", secret.len()))?;
        let mut found = Vec::new();
        for (address, bytes) in &built.trees[other] {
            let text = String::from_utf8_lossy(bytes);
            // Running text keeps its lines.
            let lines = text.split(['<', '>', '\n']).map(str::trim).filter(|line| secret.contains(*line));
            // What a page of these readers says too, within a longer line.
            found.extend(lines.filter(|line| !open.contains(line)).map(|line| format!("{address}: {line}")));
        }
        check(found.is_empty(), || format!("sentences for {own} alone in the {other} site: {}", some(&found)))?;
    }
    Ok(())
}

fn links(built: &Built) -> Result<(), String> {
    for (audience, tree) in &built.trees {
        let pages: Vec<(&str, String)> = tree
            .iter()
            .filter(|(address, _)| address.ends_with(".html"))
            .map(|(address, bytes)| (address.as_str(), String::from_utf8_lossy(bytes).into_owned()))
            .collect();
        let dead =
            support::dead_links(pages.iter().map(|(address, html)| (*address, html.as_str())), "/", &|address| tree.contains_key(address));
        check(dead.is_empty(), || format!("dead links in the {audience} site: {}", some(&dead)))?;
    }
    Ok(())
}

fn traces(built: &Built) -> Result<(), String> {
    for (audience, tree) in &built.trees {
        let mut found = Vec::new();
        for (address, bytes) in tree.iter().filter(|(address, _)| address.ends_with(".html")) {
            let html = String::from_utf8_lossy(bytes);
            if html.contains("<!--") || html.contains(['\u{fdd0}', '\u{fdd1}', '\u{fffd}']) || html.contains("<<<<<<<") {
                found.push(address.clone());
            }
            // One page shows a directive in a code block.
            let mut prose = String::new();
            let mut rest = &*html;
            while let Some(start) = rest.find("<code") {
                prose.push_str(&rest[..start]);
                rest = rest[start..].find("</code>").map_or("", |end| &rest[start + end..]);
            }
            prose.push_str(rest);
            if prose.contains("[!INCLUDE") || prose.contains("[!include") {
                found.push(format!("{address}: an include that is shown as text"));
            }
            if String::from_utf8_lossy(bytes).contains(&*built.source.to_string_lossy()) {
                found.push(format!("{address}: the folder of the build"));
            }
        }
        check(found.is_empty(), || format!("the {audience} site: {}", some(&found)))?;
    }
    Ok(())
}
