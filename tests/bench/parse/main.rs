//! How many times as long as bare `pulldown-cmark` playbook takes to read the same texts: on one thread, in turns, in the same run.
//!
//!     cargo run --release --manifest-path tests/bench/parse/Cargo.toml -- PATH/TO/DOCS [ROUNDS]
//!
//! Every Markdown file below the folder is a text; each is read once a round, includes are not followed, and one thread does it all. `pulldown-cmark` parses
//! with the same options, and every event is looked at. playbook parses a text after the other: front matter, directives, the content tree, diagnostics.
//! Neither keeps anything. Then the same for its corpus: all texts, kept and indexed, and freed again.

use std::ffi::OsStr;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use playbook::base::path::FilePath;
use playbook::corpus::{Corpus, ParseOnly};
use playbook::input::config::Config;
use playbook::input::snapshot::Snapshot;
use playbook::par;
use pulldown_cmark::{Options, Parser};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: parse FOLDER [ROUNDS | markdown | playbook]");
        std::process::exit(2);
    };
    let how = arguments.next();
    let texts = texts_below(Path::new(&folder));
    let bytes: usize = texts.iter().map(String::len).sum();
    assert!(bytes > 0, "no Markdown below this folder");
    let named = texts.iter().enumerate().map(|(number, text)| (format!("p{number}.md"), text.as_str())).collect::<Vec<_>>();
    let snapshot = Snapshot::of_texts(named.iter().map(|(name, text)| (name.as_str(), *text)));
    let config = Arc::new(Config::read(&snapshot).0);
    let files: Vec<(&FilePath, &Arc<str>)> = snapshot.files().filter_map(|(file, _)| Some((file, snapshot.text(file)?))).collect();
    let playbook = || {
        let mut parser = ParseOnly::new(&config);
        for (file, text) in &files {
            black_box(parser.parse(file, text));
        }
    };
    let corpus = || drop(black_box(Corpus::read(&snapshot, &config, None)));
    par::with_threads(1, || match how.as_deref().and_then(OsStr::to_str) {
        // One of them alone, for a profiler.
        Some("markdown") => markdown(&texts),
        Some("playbook") => playbook(),
        rounds => {
            let rounds = rounds.map_or(20, |rounds| rounds.parse().expect("a number of rounds"));
            println!("{} texts, {bytes} bytes, {rounds} rounds; medians (least, most)", texts.len());
            compare("parsing", rounds, || markdown(&texts), playbook);
            compare("corpus", rounds, || markdown(&texts), corpus);
        }
    });
}

// Prints how long the bare parser and something of playbook's take, in turns.
fn compare(what: &str, rounds: usize, bare: impl Fn(), ours: impl Fn()) {
    let mut times: Vec<(f64, f64)> = (0..rounds + 2).map(|_| (seconds(&bare), seconds(&ours))).collect();
    // The first ones warm up.
    times.drain(..2);
    let median = |of: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = times.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        (values[0], values[values.len() / 2], values[values.len() - 1])
    };
    println!("{what}");
    for (name, (least, middle, most)) in
        [("pulldown-cmark ms", median(|t| t.0 * 1e3)), ("playbook ms", median(|t| t.1 * 1e3)), ("ratio", median(|t| t.1 / t.0))]
    {
        println!("  {name:18}{middle:8.2} ({least:.2}, {most:.2})");
    }
}

fn markdown(texts: &[String]) {
    for text in texts {
        for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
            black_box(event);
        }
    }
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn texts_below(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            texts.extend(texts_below(&path));
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md")) {
            texts.extend(std::fs::read_to_string(&path));
        }
    }
    texts
}
