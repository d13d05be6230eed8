//! Tidiness: rules about the repository that no compiler checks.
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

use playbook::rules::RULES;

mod support;

// ---------------------------------------------------------------------------------------------------------------- the tables

/// Which modules a module may name. Data goes one way: `base ← input ← corpus → site ← render`; the shell may name all.
const ARROWS: &[(&str, &[&str])] = &[
    ("base", &["base"]),
    ("markup", &["base"]),
    ("par", &[]),
    ("rules", &["base", "rules"]),
    ("input", &["base", "input", "rules"]),
    ("corpus", &["base", "corpus", "input", "markup", "par", "rules", "site"]),
    ("site", &["base", "markup", "site"]),
    ("render", &["base", "markup", "par", "render", "site"]),
    ("pipeline", &["base", "corpus", "input", "par", "site"]),
    ("shell", &["base", "corpus", "input", "markup", "par", "pipeline", "render", "rules", "shell", "site"]),
];

/// Of `corpus`, only what makes a site, and what tells why a page is in one, may name `site`.
const BUILDERS_OF_SITES: &[&str] = &["src/corpus/view/", "src/corpus/explain.rs", "src/corpus/layout.rs"];

/// The only files that name a dependency. Replacing a library is then a matter of one file.
const HOMES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/shell/report.rs"]),
    ("anstream", &["src/shell/terminal.rs"]),
    ("blake3", &["src/base/digest.rs"]),
    ("clap", &["src/shell/args.rs"]),
    ("emojis", &["src/corpus/parse/emoji.rs"]),
    ("foldhash", &["src/base/hash.rs"]),
    ("htmlize", &["src/corpus/parse/html.rs"]),
    ("http_body_util", &["src/shell/serve/socket.rs"]),
    ("hyper", &["src/shell/serve/socket.rs"]),
    ("hyper_util", &["src/shell/serve/socket.rs"]),
    ("imagesize", &["src/shell/images.rs"]),
    ("include_dir", &["src/render/theme.rs"]),
    ("jiff", &["src/base/date.rs"]),
    ("math_core", &["src/corpus/parse/mathml.rs"]),
    ("memchr", &["src/base/find.rs"]),
    ("mimalloc", &["src/main.rs"]),
    ("notify", &["src/shell/serve/watch.rs"]),
    ("open", &["src/shell/serve/mod.rs"]),
    ("pagefind", &["src/render/search_index.rs"]),
    ("percent_encoding", &["src/base/url.rs"]),
    ("pulldown_cmark", &["src/corpus/parse/lower.rs"]),
    ("rayon", &["src/par.rs"]),
    ("rust_xlsxwriter", &["src/render/workbook.rs"]),
    ("rustix", &["src/shell/kernel.rs"]),
    ("saphyr_parser", &["src/input/yaml.rs"]),
    (
        "serde",
        &[
            "src/render/changes.rs",
            "src/render/export.rs",
            "src/render/model.rs",
            "src/render/strings.rs",
            "src/render/theme.rs",
            "src/shell/report.rs",
            "src/shell/serve/findings.rs",
            "src/shell/serve/pages.rs",
        ],
    ),
    (
        "serde_json",
        &[
            "src/render/changes.rs",
            "src/render/export.rs",
            "src/render/hosts.rs",
            "src/render/listings.rs",
            "src/render/search_index.rs",
            "src/render/strings.rs",
            "src/shell/report.rs",
            "src/shell/serve/pages.rs",
        ],
    ),
    ("serde_yaml", &["src/input/yaml.rs"]),
    ("sha2", &["src/base/digest.rs"]),
    ("strsim", &["src/base/nearest.rs"]),
    ("syntect", &["src/render/highlight.rs"]),
    ("tera", &["src/render/theme.rs"]),
    ("tokio", &["src/render/search_index.rs", "src/shell/serve/socket.rs"]),
    ("two_face", &["src/render/highlight.rs"]),
    ("unicode_normalization", &["src/base/spelling.rs"]),
    ("walkdir", &["src/shell/disk.rs"]),
];

/// The most lines of code a file has, without its tests.
const MOST_LINES: usize = 400;

/// Files that are longer, and the most they may be. Shorten them, and this list.
const LONGER: &[(&str, usize)] = &[
    ("src/corpus/parse/lines/scan.rs", 450),
    ("src/input/config.rs", 535),
    ("src/input/docfx.rs", 480),
    ("src/input/glob.rs", 550),
    ("src/input/yaml.rs", 530),
    ("src/render/html.rs", 505),
    ("src/shell/publish.rs", 430),
];

/// Rules that no small playbook can raise.
const WITHOUT_CASE: &[&str] = &[
    // Only where playbook itself fails.
    "internal-error",
    // A matter of the disk: `tests/cli.rs`.
    "file-unreadable",
];

// ---------------------------------------------------------------------------------------------------------------- helpers

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|why| panic!("`{file}`: {why}"))
}

// The files of the repository.
fn files() -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            let kind = entry.file_type().expect("a type");
            let is_hidden = name.starts_with('.') && ![".cargo", ".ci", ".github", ".gitignore", ".gitattributes"].contains(&name.as_str());
            // A link leads to what is listed elsewhere.
            if is_hidden
                || kind.is_symlink()
                || kind.is_dir() && ["target", "_site", "node_modules", "__pycache__"].contains(&name.as_str())
            {
                continue;
            }
            if kind.is_dir() {
                walk(&entry.path(), &format!("{prefix}{name}/"), found);
            } else {
                found.push(format!("{prefix}{name}"));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    found.sort();
    found
}

fn sources() -> Vec<String> {
    files().into_iter().filter(|file| file.starts_with("src/") && file.ends_with(".rs")).collect()
}

// The text of a source file before its tests.
fn code(file: &str) -> String {
    let text = text(file);
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

fn without_comments(code: &str) -> String {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .map(|line| line.split(" // ").next().unwrap_or(line).to_owned() + "\n")
        .collect()
}

fn none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

fn is_word(code: &str, place: usize, length: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !is_letter(code[..place].chars().next_back()) && !is_letter(code[place + length..].chars().next())
}

// ---------------------------------------------------------------------------------------------------------------- the code

#[test]
fn modules_name_only_those_they_may() {
    let mut found = Vec::new();
    let known: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for file in sources() {
        let module = file["src/".len()..].split(['/', '.']).next().unwrap_or_default().to_owned();
        if ["lib", "main"].contains(&module.as_str()) {
            continue;
        }
        let Some(allowed) = known.get(module.as_str()) else {
            found.push(format!("{file}: the module `{module}` is not in the table"));
            continue;
        };
        let code = without_comments(&text(&file));
        for (place, _) in code.match_indices("crate::") {
            let rest = &code[place + "crate::".len()..];
            if rest.starts_with('{') {
                found.push(format!("{file}: write one `use crate::…` for each module, so that the arrows can be read"));
                continue;
            }
            let named: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if known.contains_key(named.as_str()) && !allowed.contains(&named.as_str()) {
                found.push(format!("{file}: `{module}` may not name `{named}`"));
            }
            if module == "corpus" && named == "site" && !BUILDERS_OF_SITES.iter().any(|builder| file.starts_with(builder)) {
                found.push(format!("{file}: only {BUILDERS_OF_SITES:?} may name `site`"));
            }
        }
    }
    none(&found, "arrows that point the wrong way");
}

#[test]
fn each_dependency_has_one_home() {
    let manifest = text("Cargo.toml");
    let mut dependencies = BTreeSet::new();
    let mut is_inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_inside = line == "[dependencies]" || line.starts_with("[target.") && line.ends_with(".dependencies]");
        } else if is_inside && let Some((name, _)) = line.split_once(" = ") {
            dependencies.insert(name.replace('-', "_"));
        }
    }
    let listed: BTreeSet<String> = HOMES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(dependencies, listed, "Cargo.toml and the list of homes");
    let mut found = Vec::new();
    for file in sources() {
        let code = without_comments(&text(&file));
        for (name, homes) in HOMES {
            let is_named = code.match_indices(name).any(|(place, _)| {
                is_word(&code, place, name.len())
                    && !code[..place].ends_with("::")
                    && (code[place + name.len()..].starts_with("::")
                        || code[..place].ends_with("use ")
                        || code[..place].ends_with("derive("))
            });
            if is_named && !homes.contains(&file.as_str()) {
                found.push(format!("{file} names `{name}`, whose home is {homes:?}"));
            }
        }
    }
    for (name, homes) in HOMES {
        for home in *homes {
            if !text(home).contains(name) && *name != "serde" {
                found.push(format!("{home} is listed as a home of `{name}` and does not name it"));
            }
        }
    }
    none(&found, "dependencies away from home");
}

#[test]
fn every_file_says_what_it_is_takes_gives_and_never_does() {
    let mut found = Vec::new();
    for file in sources().into_iter().filter(|file| !["src/lib.rs", "src/main.rs"].contains(&file.as_str())) {
        let text = text(&file);
        let head: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
        let place = |start: &str| head.iter().position(|line| line.starts_with(start));
        let is_title = head.first().is_some_and(|line| line.len() > 4 && line.contains(": ")) && head.get(1) == Some(&"//!");
        let order = [place("//! In:    "), place("//! Out:   "), place("//! Never: ")];
        if !is_title || order.iter().any(Option::is_none) || !order.is_sorted() {
            found.push(file);
        }
    }
    none(&found, "files without `//! Title: …`, `//! In:`, `//! Out:`, `//! Never:`");
}

#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for file in sources() {
        let lines = code(&file).lines().count();
        let most = LONGER.iter().find(|(name, _)| *name == file).map_or(MOST_LINES, |(_, most)| *most);
        if lines > most {
            found.push(format!("{file}: {lines} lines of at most {most}"));
        }
        if most > MOST_LINES && lines <= MOST_LINES {
            found.push(format!("{file}: {lines} lines; take it from the list of longer files"));
        }
    }
    for (file, _) in LONGER {
        if !root().join(file).is_file() {
            found.push(format!("{file}: it is in the list of longer files, and not there"));
        }
    }
    none(&found, "file lengths");
}

#[test]
fn what_looks_past_an_audience_is_in_the_vault_and_says_why() {
    let mut found = Vec::new();
    for file in sources() {
        let code = without_comments(&code(&file));
        for (place, _) in code.match_indices(".inspect(") {
            let rest = &code[place + ".inspect(".len()..];
            let is_reasoned = rest.trim_start().starts_with('"');
            let is_of_iterators = rest.trim_start().starts_with('|');
            if !(is_of_iterators || is_reasoned && file.starts_with("src/corpus/")) {
                found.push(file.clone());
            }
        }
    }
    none(&found, "`inspect(` without a reason, or outside `src/corpus/`");
}

// ---------------------------------------------------------------------------------------------------------------- the rules

#[test]
fn every_rule_is_listed_and_has_its_manual() {
    let files: BTreeSet<String> = sources()
        .into_iter()
        .filter_map(|file| Some(file.strip_prefix("src/rules/")?.strip_suffix(".rs")?.replace('_', "-")))
        .filter(|name| name != "mod")
        .collect();
    let listed: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(files, listed);
    for rule in RULES {
        let headings: Vec<&str> = rule.manual.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["What it finds", "Why it matters", "Example", "How to mend it"], "`{}`", rule.code);
    }
}

#[test]
fn every_rule_is_raised() {
    let all: String = sources().iter().filter(|file| !file.starts_with("src/rules/")).map(|file| code(file)).collect();
    let mut found = Vec::new();
    for rule in RULES {
        let is_raised = all.contains(&format!("rules::{}::RULE", rule.code.replace('-', "_")));
        if !is_raised {
            found.push(format!("`{}`", rule.code));
        }
    }
    none(&found, "rules that nothing raises");
}

#[test]
fn every_rule_that_is_raised_has_a_case() {
    let cases: String = files().into_iter().filter(|file| file.ends_with("expected/diagnostics.txt")).map(|file| text(&file)).collect();
    let mut found = Vec::new();
    for rule in RULES.iter().filter(|rule| !WITHOUT_CASE.contains(&rule.code)) {
        if !cases.contains(&format!("[{}]: ", rule.code)) {
            found.push(format!("`{}`", rule.code));
        }
    }
    none(&found, "rules that no case in `tests/cases/` raises");
}

// ---------------------------------------------------------------------------------------------------------------- all files

// What tests feed in and expect may be as odd as authors are.
fn is_test_data(file: &str) -> bool {
    ["tests/cases/", "tests/bench/results/", "tests/dialect/"].iter().any(|folder| file.starts_with(folder))
}

fn is_text(file: &str) -> bool {
    let extension = file.rsplit('.').next().unwrap_or_default();
    !["png", "jpg", "jpeg", "gif", "webp", "ico", "woff2", "pdf", "wasm", "gz"].contains(&extension)
}

#[test]
fn white_space_is_plain() {
    let mut found = Vec::new();
    for file in files().into_iter().filter(|file| is_text(file) && !is_test_data(file)) {
        let text = text(&file);
        // Two blanks at the end of a line of Markdown break it.
        let is_markdown = file.ends_with(".md");
        for (number, line) in text.split('\n').enumerate() {
            let is_blank_kept = is_markdown && line.ends_with("  ") && !line.ends_with("   ") && !line.trim().is_empty();
            if line.contains('\r') || line.contains('\t') || line.ends_with(' ') && !is_blank_kept {
                found.push(format!("{file}:{}", number + 1));
            }
        }
        if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
            found.push(format!("{file}: one line end at the end"));
        }
    }
    none(&found, "tabs, carriage returns, blanks at the end of lines");
}

#[test]
fn no_file_names_a_machine() {
    let mut found = Vec::new();
    // Written in two parts, so that this file does not name them itself.
    let folders =
        [["/wo", "rk/"], ["/ro", "ot/"], ["/tm", "p/"], ["/ho", "me/"], ["/Us", "ers/"], ["C:\\Us", "ers"]].map(|parts| parts.concat());
    for file in files().into_iter().filter(|file| is_text(file) && *file != "Cargo.lock") {
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            for folder in &folders {
                let names = line.match_indices(folder.as_str()).any(|(place, _)| {
                    // A part of a longer path or address is none: `docs/work/x`.
                    !line[..place].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '}' | '~'))
                });
                if names {
                    found.push(format!("{file}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    none(&found, "paths of a machine");
}

#[test]
fn the_usual_files_are_there() {
    for file in ["README.md", "CHANGELOG.md", "LICENSE", "Cargo.lock", "clippy.toml", "deny.toml", "rustfmt.toml", "rust-toolchain.toml"] {
        assert!(root().join(file).is_file(), "`{file}` is missing");
    }
    assert!(text("CHANGELOG.md").contains("Unreleased"), "what is new stands under Unreleased");
    assert!(text("LICENSE").contains("MIT"));
}

#[test]
fn the_commands_of_the_readme_exist() {
    let readme = text("README.md");
    let mut commands = BTreeSet::new();
    let mut is_code = false;
    for line in readme.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            let words = line.trim().trim_start_matches("$ ");
            let rest =
                words.strip_prefix("playbook ").or_else(|| words.strip_prefix("cargo run ")?.split_once("-- ").map(|(_, rest)| rest));
            commands.extend(rest.map(|rest| rest.split("  ").next().unwrap_or(rest).trim().to_owned()));
        }
    }
    assert!(!commands.is_empty(), "the README shows how to use the program");
    for line in commands {
        let mut words = line.split_whitespace();
        let command = words.next().expect("a word");
        let help = Command::new(env!("CARGO_BIN_EXE_playbook")).args([command, "--help"]).output().expect("the program runs");
        assert!(help.status.success(), "`playbook {line}`: there is no `{command}`");
        let help = String::from_utf8_lossy(&help.stdout).into_owned();
        for option in words.filter(|word| word.starts_with("--")) {
            let option = option.split(['=', ']']).next().unwrap_or(option);
            assert!(help.contains(option), "`playbook {line}`: there is no `{option}`");
        }
    }
}

// The manual is an example of how to do it.
#[test]
fn the_manual_has_no_mistakes() {
    let folder = root().join("content");
    assert!(folder.is_dir(), "there is no manual in `content/`");
    let snapshot = support::snapshot_of(&folder);
    let built = support::build(&snapshot);
    let report = playbook::shell::report::Report::new(&built.diagnostics, &snapshot, &built.config.audiences);
    assert!(built.diagnostics.is_empty(), "{}", report.text(playbook::shell::report::Look::Plain));
}
