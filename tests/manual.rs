//! Manual: what `content/` lists is what the program has.
//!
//! That the manual builds without a diagnostic, and reads well in a browser, is for `tests/all`.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::fs;
use std::path::Path;

use playbook::rules::RULES;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the repository")
}

/// The text between the first `start` and the next `end`.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let rest = text.split_once(start).expect("the start is there").1;
    rest.split_once(end).expect("the end is there").0
}

#[test]
fn every_rule_is_listed_with_its_severity() {
    let page = read("content/check/codes.md");
    for rule in RULES {
        let at_least = if rule.guards_audiences { ", at least" } else { "" };
        // A rule that nothing reports yet is listed without the addition.
        let rows = [at_least, ""].map(|addition| format!("| `{}` | {}{addition} |", rule.code, rule.severity.name()));
        assert!(rows.iter().any(|row| page.contains(row)), "content/check/codes.md lacks a row `{}`", rows[0]);
    }
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, RULES.len(), "content/check/codes.md lists a rule that there is not, or one twice");
}

#[test]
fn every_key_of_playbook_yml_has_a_section() {
    let page = read("content/reference/playbook-yml.md");
    let source = read("src/input/config.rs");
    let keys = between(&source, "const KEYS: &[&str] = &[", "];");
    let keys: Vec<&str> = keys.split(',').map(|key| key.trim().trim_matches('"')).filter(|key| !key.is_empty()).collect();
    assert!(keys.contains(&"audiences"));
    for key in keys {
        assert!(page.contains(&format!("\n## {key}\n")), "content/reference/playbook-yml.md lacks a section `{key}`");
    }
}

#[test]
fn every_field_that_templates_see_is_listed() {
    let page = read("content/publish/template-model.md");
    let source = read("src/render/model.rs");
    let root = ["site", "assets", "ui", "page", "nav", "tasks", "freshness"];
    for line in source.lines().filter_map(|line| line.strip_prefix("    pub ")) {
        let Some((field, _)) = line.split_once(':') else { continue };
        if !root.contains(&field) {
            assert!(page.contains(&format!("| `{field}` | ")), "content/publish/template-model.md lacks `{field}`");
        }
    }
}

#[test]
fn every_option_is_listed() {
    let page = read("content/reference/command-line.md");
    let source = read("src/shell/args.rs");
    let source = source.split_once("#[cfg(test)]").unwrap().0;
    // An option is called what `long = "…"` says, else as its field.
    let options = source.split("#[arg(long").skip(1).map(|rest| {
        let (attribute, rest) = rest.split_once(")]\n").expect("an attribute ends");
        let field = between(rest, "pub ", ":").replace('_', "-");
        attribute.strip_prefix(" = \"").map_or(field, |name| name.split_once('"').expect("a text ends").0.to_owned())
    });
    let options: std::collections::BTreeSet<String> = options.map(|name| format!("--{name}")).collect();
    assert!(options.contains("--audience") && options.contains("--no-search"), "{options:?}");
    for option in options {
        assert!(page.contains(&format!("| `{option}")), "content/reference/command-line.md lacks `{option}`");
    }
}
