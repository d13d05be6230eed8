//! Conformance: the 652 examples of the `CommonMark` specification, through our own parser and writer.
//!
//! An example passes when a browser shows the same. Where our dialect or our writer differs on purpose, `deviations.md` has the number of the example, the
//! reason, and what we make of it; anything else that differs fails, and so does a listed deviation that is none. `SNAPSHOTS=overwrite` puts what is into the
//! entries that are there; it never adds one.
#![expect(clippy::disallowed_methods, reason = "tests read and write files")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Failed, Trial};
use playbook::base::path::FilePath;
use playbook::input::snapshot::{Entry, Snapshot};
use playbook::pipeline::Playbook;
use playbook::render::html;
use playbook::render::strings::Strings;

mod normal;

use normal::{Piece, difference, normal, pieces};

// The page alone is content, so that every other file that an example links to is there to be linked to.
const CONFIGURATION: &str = r#"{"build": {"content": ["page.md"], "resource": ["**"]}}"#;

static TAKEN: Mutex<BTreeMap<u64, String>> = Mutex::new(BTreeMap::new());

#[derive(Clone, Debug)]
struct Example {
    number: u64,
    markdown: String,
    html: String,
}

fn main() {
    let arguments = Arguments::from_args();
    let overwrites = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commonmark");
    let list = folder.join("deviations.md");
    let deviations = deviations(&fs::read_to_string(&list).expect("the list of deviations"));
    let spec: serde_json::Value = serde_json::from_str(&fs::read_to_string(folder.join("spec.json")).expect("the examples")).expect("JSON");
    let mut trials = Vec::new();
    for example in spec.as_array().expect("a list of examples") {
        let text = |key: &str| example[key].as_str().expect("a text").to_owned();
        let number = example["number"].as_u64().expect("a number");
        let name = format!("{}/{number}", text("section").to_lowercase().replace(' ', "-"));
        let example = Example { number, markdown: text("markdown"), html: text("html") };
        let deviation = deviations.get(&number).cloned();
        trials.push(Trial::test(name, move || run(&example, deviation.as_deref(), overwrites)));
    }
    let unknown: Vec<&u64> = deviations.keys().filter(|number| !(1..=652).contains(*number)).collect();
    assert!(unknown.is_empty(), "`deviations.md` lists examples that do not exist: {unknown:?}");
    let conclusion = libtest_mimic::run(&arguments, trials);
    if overwrites {
        write_back(&list);
    }
    conclusion.exit();
}

fn run(example: &Example, deviation: Option<&str>, overwrites: bool) -> Result<(), Failed> {
    let expected = normal(&plain(&example.html, false));
    let got = rendered(example);
    let compared = normal(&plain(&got, true));
    let Some(listed) = deviation else {
        let shown = difference(&expected, &compared);
        return if compared == expected { Ok(()) } else { Err(format!("{}\n(- CommonMark, + ours)\n{shown}", example.markdown).into()) };
    };
    if compared == expected {
        return Err("this is what CommonMark wants; take it from `deviations.md`".into());
    }
    let got = normal(&got);
    if overwrites {
        TAKEN.lock().map_err(|why| why.to_string())?.insert(example.number, got);
        return Ok(());
    }
    let listed = normal(listed);
    if got == listed { Ok(()) } else { Err(format!("{}\n(- listed, + ours)\n{}", example.markdown, difference(&listed, &got)).into()) }
}

fn rendered(example: &Example) -> String {
    let mut snapshot = Snapshot::of_texts([("docfx.json", CONFIGURATION)]);
    for path in local_targets(&example.html) {
        if let Some(path) = FilePath::new(&path).filter(|path| !path.as_str().is_empty()) {
            snapshot.insert(path, Entry::Asset { len: 1, stamp: 1 });
        }
    }
    let file = FilePath::new("page.md").expect("a path inside the playbook");
    snapshot.insert(file.clone(), Entry::Text(Arc::from(example.markdown.as_str())));
    let mut playbook = Playbook::of(&snapshot);
    let audience = playbook.audiences(&[]).expect("one site")[0].0;
    let site = playbook.site(audience);
    let page = playbook.corpus().page_of(&site, audience, &file);
    page.map_or_else(|| "(no page)".to_owned(), |page| html::article(&site, site.page(page), &Strings::default()))
}

// The files to which the expected HTML leads: without them our links would leave their text alone.
fn local_targets(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in pieces(html) {
        let Piece::Tag { text, .. } = piece else { continue };
        for (name, value) in attributes(text) {
            let path = value.split(['?', '#']).next().unwrap_or("");
            if matches!(name.as_str(), "href" | "src") && !path.contains(':') && !path.starts_with("//") {
                found.push(decoded(path).trim_start_matches(['/', '\\']).to_owned());
            }
        }
    }
    found
}

// What is the same to a reader, in one form. `is_ours`: what only our writer adds is left out.
fn plain(html: &str, is_ours: bool) -> String {
    let mut out = String::with_capacity(html.len());
    for piece in pieces(html) {
        let (text, name, is_end) = match piece {
            Piece::Text(text) => {
                out.push_str(text);
                continue;
            }
            Piece::Tag { text, name, is_end } => (text, name.to_ascii_lowercase(), is_end),
        };
        if is_end {
            let _ = write!(out, "</{name}>");
            continue;
        }
        let is_heading = matches!(name.as_bytes(), [b'h', b'1'..=b'6']);
        let _ = write!(out, "<{name}");
        for (key, value) in attributes(text) {
            let is_added = match key.as_str() {
                "id" => is_heading,
                "tabindex" => name == "pre",
                "rel" => name == "a",
                "loading" | "decoding" => name == "img",
                _ => false,
            };
            if is_ours && is_added {
                continue;
            }
            let value = match key.as_str() {
                "class" if name == "code" => value.replace("language-", "lang-"),
                "href" | "src" => decoded(value.trim_start_matches("./").trim_start_matches('/')),
                _ => value,
            };
            let _ =
                write!(out, " {key}=\"{}\"", value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
        }
        out.push('>');
    }
    out
}

// The attributes of a start tag: names in lower case, values with the common entities decoded.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut rest = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-').trim_start();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let name_length = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest[..name_length].to_ascii_lowercase();
        rest = rest[name_length..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let start = quote.map_or(0, char::len_utf8);
            let length =
                after[start..].find(|c: char| quote.map_or_else(|| c.is_whitespace(), |quote| c == quote)).unwrap_or(after.len() - start);
            value = &after[start..start + length];
            rest = after[start + length..].strip_prefix(['"', '\'']).unwrap_or(&after[start + length..]);
        }
        rest = rest.trim_start();
        if !name.is_empty() {
            let value =
                value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&ouml;", "ö").replace("&amp;", "&");
            found.push((name, value));
        }
    }
    found
}

// Percent-decoded, where that gives text.
fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while place < bytes.len() {
        let code =
            (bytes[place] == b'%').then(|| address.get(place + 1..place + 3)).flatten().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(code.unwrap_or(bytes[place]));
        place += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| address.to_owned())
}

// The examples that are listed, with what we make of each.
fn deviations(text: &str) -> BTreeMap<u64, String> {
    let mut found = BTreeMap::new();
    let mut number = None;
    let mut is_html = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if let Some(heading) = trimmed.strip_prefix("### ").filter(|_| !is_html) {
            number = heading.parse::<u64>().ok();
        } else if trimmed == "````html" {
            is_html = true;
            if let Some(number) = number {
                found.insert(number, String::new());
            }
        } else if trimmed == "````" {
            is_html = false;
        } else if is_html && let Some(html) = number.and_then(|number| found.get_mut(&number)) {
            html.push_str(line);
        }
    }
    found
}

fn write_back(list: &PathBuf) {
    let taken = TAKEN.lock().expect("no test panicked while it held the results");
    let text = fs::read_to_string(list).expect("the list of deviations");
    let mut out = String::with_capacity(text.len());
    let mut number = None;
    let mut is_left_out = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if let Some(heading) = trimmed.strip_prefix("### ").filter(|_| !is_left_out) {
            number = heading.parse::<u64>().ok();
        }
        if trimmed == "````" {
            is_left_out = false;
        }
        if !is_left_out {
            out.push_str(line);
        }
        if trimmed == "````html"
            && let Some(html) = number.and_then(|number| taken.get(&number))
        {
            let _ = writeln!(out, "{}", html.trim_end());
            is_left_out = true;
        }
    }
    fs::write(list, out).expect("the list of deviations can be written");
}
