//! Redirects: the addresses of pages that moved, as `.openpublishing.redirection.json` lists them.
//!
//! In:    that file, where there is one at the root of the playbook.
//! Out:   `Redirect`s with their places, and diagnostics for entries that cannot be used.
//! Never: looks whether a target is there, or an old address stands twice; that depends on who reads.
//!
//! Source of the form: Microsoft's Open Publishing: `{"redirections": [{"source_path": "a.md", "redirect_url": "/b"}]}`. Keys that only matter
//! there (`redirect_document_id`, `monikers`) are passed over. Ours is the key of the audience: an old address may tell something, too.

use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::json;
use crate::input::setting::Settings;
use crate::input::snapshot::Snapshot;
use crate::rules;

/// Where redirects are listed.
pub const FILE: &str = ".openpublishing.redirection.json";

/// A page that moved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirect {
    /// The file that the page was made of.
    pub source: FilePath,
    /// Where that stands.
    pub source_at: TextRange,
    /// Where it leads, as it was written.
    pub target: String,
    /// Where that stands.
    pub target_at: TextRange,
    /// The names of the audiences that know the old address, each with its place; none when nobody is named.
    pub audiences: Vec<(String, TextRange)>,
}

/// The redirects of a playbook. `audience_key` is the key that says who knows the old address; `audience` is understood, too.
pub(super) fn read(snapshot: &Snapshot, audience_key: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Redirect> {
    let Some((file, text)) = FilePath::new(FILE).and_then(|file| Some((file.clone(), snapshot.text(&file)?))) else { return Vec::new() };
    let root = match json::read(text) {
        Ok(root) => root,
        Err(problem) => {
            diagnostics.push(
                rules::config_invalid::RULE
                    .at(&file, problem.range)
                    .message(problem.message)
                    .help("no page is redirected until this file can be read"),
            );
            return Vec::new();
        }
    };
    let mut settings = Settings::of(&file, text, &root);
    let mut found: Vec<Redirect> = Vec::new();
    for (key, value) in settings.map("the file", &root) {
        if key.text != "redirections" {
            settings.unknown(key, ["redirections"]);
            continue;
        }
        let Some(items) = value.as_list() else {
            settings.wrong_kind("redirections", "a list", value);
            continue;
        };
        for item in items {
            let (mut source, mut target, mut audiences) = (None, None, Vec::new());
            for (key, value) in settings.map("a redirection", item) {
                match key.text.as_str() {
                    "source_path" | "source_path_from_root" => {
                        source = settings.text(&key.text, value).map(|text| (text.trim_start_matches('/'), value.range));
                    }
                    "redirect_url" => target = settings.text("redirect_url", value).map(|text| (text.trim(), value.range)),
                    "redirect_document_id" | "monikers" => {}
                    name if name == audience_key || name == "audience" => {
                        let names = settings.texts(name, value).into_iter();
                        audiences =
                            names.flat_map(|(text, range)| text.split(',').map(move |name| (name.trim().to_owned(), range))).collect();
                    }
                    _ => settings.unknown(key, ["source_path", "redirect_url", "audience"]),
                }
            }
            let (Some((source, source_at)), Some((target, target_at))) = (source, target) else {
                settings.invalid(item.range, "a redirection needs `source_path` and `redirect_url`");
                continue;
            };
            match FilePath::new(source).filter(|source| source.has_extension("md")) {
                None => settings.invalid(source_at, format!("`{source}` is not the path of a Markdown file in the playbook")),
                Some(source) => found.push(Redirect { source, source_at, target: target.to_owned(), target_at, audiences }),
            }
        }
    }
    diagnostics.append(&mut settings.diagnostics);
    found
}
