//! Dialect: the specification of our Markdown, written and executed — input data → expected data.
//!
//! Every page of `content/dialect/` is prose with examples; `content/dialect/index.md` says how an example is written. Each is a test of its own, named by its
//! page and heading: `cargo test --test dialect zones/`. `SNAPSHOTS=overwrite` puts what is in place of what should be, in the pages themselves and only for
//! the examples that run: read the difference.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};
use playbook::base::path::FilePath;
use playbook::base::slug::{Anchors, slug};
use playbook::base::span::line_column;
use playbook::input::snapshot::{Entry, Snapshot};
use playbook::pipeline::Playbook;
use playbook::render::html;
use playbook::render::theme::Theme;

#[path = "commonmark/normal.rs"]
mod normal;

use normal::{difference, normal};

const PAGE: &str = "page.md";

// What every example's playbook holds beside its own files; `index.md` shows it to readers.
const STOCK: &[(&str, &str)] = &[
    (
        "docfx.json",
        r#"{"build": {"content": [{"files": ["**/*.md", "**/*.yml"], "exclude": ["includes/**"]}], "resource": [{"files": ["media/**"]}]}}"#,
    ),
    ("guide.md", "---\nuid: guide\n---\n# The guide\n\n## First steps\n"),
    ("port/pilots.md", "---\nuid: port.pilots\ntitle: Pilots\n---\n# Pilots on call\n"),
    ("media/quay.png", ""),
    ("media/quay-large.png", ""),
    ("media/tide.svg", ""),
];

// Files that are only copied; their bytes do not matter.
const ASSETS: &[&str] = &["png", "jpg", "svg", "gif", "mp4", "webm", "mp3", "pdf", "zip"];

// What is said of any page that stands in no table of contents.
const BESIDE_THE_POINT: &[&str] = &["orphan-page", "title-missing", "toc-dead"];

static THEME: LazyLock<std::sync::Arc<Theme>> = LazyLock::new(Theme::built_in);

// What ran with `SNAPSHOTS=overwrite`: by page and number of the example.
static TAKEN: Mutex<BTreeMap<(PathBuf, usize), Got>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Debug)]
struct Example {
    name: String,
    files: Vec<(String, String)>,
    // By audience; the empty name stands for every site.
    html: Vec<(String, Block)>,
    diagnostics: Option<Block>,
    // The line after the example's last block.
    end: usize,
}

// The lines between two fences.
#[derive(Clone, Debug)]
struct Block {
    text: String,
    lines: Range<usize>,
}

#[derive(Clone, Debug)]
struct Got {
    // By audience; one with an empty name where there are none.
    html: BTreeMap<String, Option<String>>,
    diagnostics: String,
}

fn main() {
    let arguments = Arguments::from_args();
    let overwrites = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialect");
    let mut pages: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder of the dialect")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    let mut trials = Vec::new();
    let mut of_page: HashMap<PathBuf, Vec<Example>> = HashMap::new();
    for path in pages {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a page of the dialect that can be read");
        let examples = examples(&text);
        for (number, example) in examples.iter().cloned().enumerate() {
            let key = (path.clone(), number);
            let name = format!("{stem}/{}", example.name);
            trials.push(Trial::test(name, move || {
                let got = run(&example);
                if overwrites {
                    TAKEN.lock().map_err(|why| why.to_string())?.insert(key, got);
                    return Ok(());
                }
                compare(&example, &got)
            }));
        }
        of_page.insert(path, examples);
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if overwrites {
        write_back(&of_page);
    }
    conclusion.exit();
}

// The examples of a page.
fn examples(text: &str) -> Vec<Example> {
    let lines: Vec<&str> = text.lines().collect();
    let mut names = Anchors::default();
    let mut heading = String::from("example");
    let mut examples: Vec<Example> = Vec::new();
    let mut place = 0;
    while place < lines.len() {
        let line = lines[place];
        let fence = line.bytes().take_while(|&byte| byte == b'`').count();
        if fence < 3 {
            if let Some(title) = line.strip_prefix('#') {
                heading = slug(title.trim_start_matches('#').trim());
            }
            place += 1;
            continue;
        }
        let start = place + 1;
        let is_end = |line: &str| line.bytes().all(|byte| byte == b'`') && line.len() >= fence;
        let length = lines[start..].iter().position(|line| is_end(line)).unwrap_or(lines.len() - start);
        let block =
            Block { text: lines[start..start + length].iter().flat_map(|line| [*line, "\n"]).collect(), lines: start..start + length };
        place = start + length + 1;
        let info: Vec<&str> = line[fence..].split_whitespace().collect();
        match (info.as_slice(), examples.last_mut()) {
            (["markdown", "example"], _) => {
                examples.push(Example {
                    name: names.take(&heading).to_string(),
                    files: files(&block.text),
                    html: Vec::new(),
                    diagnostics: None,
                    end: place,
                });
            }
            (["html"], Some(example)) => {
                example.html.push((String::new(), block));
                example.end = place;
            }
            (["html", audience], Some(example)) => {
                example.html.push(((*audience).to_owned(), block));
                example.end = place;
            }
            (["text", "diagnostics"], Some(example)) => {
                example.diagnostics = Some(block);
                example.end = place;
            }
            _ => {}
        }
    }
    examples
}

// The files of an example: `//- path` begins another one. `→` stands for a tab, `␠` for a blank that could not be seen, `␍` for a carriage return.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files = vec![(PAGE.to_owned(), String::new())];
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("//- ") {
            files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, file)) = files.last_mut() {
            file.push_str(&line.replace('→', "\t").replace('␠', " ").replace('␍', "\r"));
        }
    }
    files
}

fn run(example: &Example) -> Got {
    let mut snapshot = Snapshot::default();
    let stock = STOCK.iter().map(|(path, text)| (*path, *text));
    for (path, text) in stock.chain(example.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))) {
        let path = FilePath::new(path).expect("a path inside the playbook");
        let is_asset = ASSETS.iter().any(|extension| path.has_extension(extension));
        let entry = if is_asset { Entry::Asset { len: 1, stamp: 1 } } else { Entry::Text(Arc::from(text)) };
        snapshot.insert(path, entry);
    }
    let file = FilePath::new(PAGE).expect("a path inside the playbook");
    let mut playbook = Playbook::of(&snapshot);
    let mut html = BTreeMap::new();
    for (audience, name) in playbook.audiences(&[]).expect("all audiences") {
        let site = playbook.site(audience);
        let page = playbook.corpus().page_of(&site, audience, &file).map(|id| site.page(id));
        html.insert(name, page.map(|page| html::article(&site, page, THEME.strings(&page.language))));
    }
    Got { html, diagnostics: diagnostics(example, &playbook, &snapshot, &file) }
}

fn is_stock(path: &str, example: &Example) -> bool {
    STOCK.iter().any(|(stock, _)| *stock == path) && example.files.iter().all(|(own, _)| own != path)
}

fn diagnostics(example: &Example, playbook: &Playbook, snapshot: &Snapshot, page: &FilePath) -> String {
    let mut lines = String::new();
    for diagnostic in playbook.diagnostics() {
        let code = diagnostic.rule.code;
        if BESIDE_THE_POINT.contains(&code) {
            continue;
        }
        let Some(location) = &diagnostic.location else {
            let _ = writeln!(lines, "{code}");
            continue;
        };
        // That the stock belongs to no audience is no matter of the example.
        if code == "audience-missing" && playbook.config.audiences_are_named && is_stock(location.file.as_str(), example) {
            continue;
        }
        let text = snapshot.text(&location.file).map_or("", |text| text);
        let place = line_column(text, location.range.start);
        let file = if location.file == *page { String::new() } else { format!("{}:", location.file) };
        let _ = writeln!(lines, "{file}{}:{} {code}", place.line, place.column);
    }
    lines
}

fn compare(example: &Example, got: &Got) -> Result<(), Failed> {
    let mut report = String::new();
    if example.html.is_empty() {
        report.push_str("this example has no `html` block\n");
    }
    for (audience, block) in &example.html {
        let expected = normal(&block.text);
        let sites = got.html.iter().filter(|(name, _)| audience.is_empty() || *name == audience);
        let mut is_there = false;
        for (name, html) in sites {
            is_there = true;
            let html = html.as_deref().map_or_else(|| "(no page)".to_owned(), normal);
            if html != expected {
                let _ = writeln!(report, "=== html {name} (- expected, + got)\n{}", difference(&expected, &html));
            }
        }
        if !is_there {
            let _ = writeln!(report, "=== there is no site for `{audience}`");
        }
    }
    let expected = example.diagnostics.as_ref().map_or("", |block| block.text.trim());
    if got.diagnostics.trim() != expected {
        let _ = writeln!(report, "=== diagnostics (- expected, + got)\n{}", difference(expected, &got.diagnostics));
    }
    if report.is_empty() { Ok(()) } else { Err(report.into()) }
}

// Puts what was got into the pages, from the last block to the first, so that the places of the others stay.
fn write_back(pages: &HashMap<PathBuf, Vec<Example>>) {
    let taken = TAKEN.lock().expect("no test panicked while it held the results");
    let mut edits: BTreeMap<&Path, Vec<(Range<usize>, String)>> = BTreeMap::new();
    for ((path, number), got) in taken.iter() {
        let Some(example) = pages.get(path).and_then(|examples| examples.get(*number)) else { continue };
        let edits = edits.entry(path).or_default();
        for (audience, block) in &example.html {
            let html = got.html.iter().find(|(name, _)| audience.is_empty() || *name == audience).and_then(|(_, html)| html.as_deref());
            let html = html.unwrap_or("(no page)").trim_end();
            if normal(html) != normal(&block.text) {
                edits.push((block.lines.clone(), without_colours(html)));
            }
        }
        let found = got.diagnostics.trim_end();
        match &example.diagnostics {
            Some(block) if block.text.trim_end() != found => edits.push((block.lines.clone(), found.to_owned())),
            None if !found.is_empty() => edits.push((example.end..example.end, format!("\n```text diagnostics\n{found}\n```"))),
            Some(_) | None => {}
        }
    }
    for (path, mut edits) in edits {
        edits.sort_by_key(|(range, _)| range.start);
        let text = fs::read_to_string(path).expect("a page of the dialect that can be read");
        let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        for (range, text) in edits.into_iter().rev() {
            lines.splice(range, text.lines().map(ToOwned::to_owned));
        }
        fs::write(path, lines.join("\n") + "\n").expect("a page of the dialect that can be written");
    }
}

// Blocks on lines of their own, code without its colours.
fn without_colours(html: &str) -> String {
    if html.contains("<span class=\"hl-") { normal(html) } else { html.to_owned() }
}
