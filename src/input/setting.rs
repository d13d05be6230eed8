//! Settings: values of a configuration file, each checked for its kind where it stands.
//!
//! In:    values with places.
//! Out:   texts, lists, patterns, folders; and a diagnostic for every value that is of another kind.
//! Never: knows what a setting is for.

use std::collections::BTreeMap;

use crate::base::diagnostic::{Diagnostic, Rule, Severity};
use crate::base::nearest::nearest;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::{is_unseen, was_replaced};
use crate::input::glob::{Glob, GlobOptions};
use crate::input::metadata::{Metadata, Value};
use crate::input::yaml::{Key, Yaml, YamlValue};
use crate::rules;

/// A text as messages name it.
pub(super) fn quoted(text: &str) -> String {
    if text.trim().is_empty() { "an empty text".to_owned() } else { format!("`{text}`") }
}

/// One configuration file while it is read, and what is wrong with it so far.
pub(super) struct Settings<'a> {
    file: &'a FilePath,
    /// What is wrong so far.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Settings<'a> {
    /// A file whose `text` was read as `root`.
    pub(super) fn of(file: &'a FilePath, text: &str, root: &Yaml) -> Self {
        Self { file, diagnostics: unseen(file, text, root) }
    }

    /// Reports a value that cannot be used.
    pub(super) fn invalid(&mut self, range: TextRange, message: impl Into<String>) {
        self.diagnostics.push(rules::config_invalid::RULE.at(self.file, range).message(message));
    }

    /// Reports a value that cannot be used, and the next step.
    pub(super) fn invalid_with_help(&mut self, range: TextRange, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(rules::config_invalid::RULE.at(self.file, range).message(message).help(help));
    }

    /// The keys of a metadata file, which stand at its top. Where they stand below the name that they have in `docfx.json`, it is clear what is meant.
    pub(super) fn unwrapped<'y>(&mut self, name: &str, value: &'y Yaml) -> &'y Yaml {
        match value.as_map() {
            Some([(key, inner)]) if key.text.eq_ignore_ascii_case(name) && inner.as_map().is_some() => {
                self.invalid(key.range, format!("the keys of this file stand at its top, not below `{}`", key.text));
                inner
            }
            _ => value,
        }
    }

    /// The metadata of such a file.
    pub(super) fn metadata(&mut self, name: &str, value: &Yaml) -> Metadata {
        let value = self.unwrapped(name, value);
        self.map(name, value);
        value.to_metadata()
    }

    /// Reports a key that has no effect.
    pub(super) fn ignored(&mut self, range: TextRange, message: impl Into<String>) {
        self.diagnostics.push(rules::config_ignored_key::RULE.at(self.file, range).message(message));
    }

    /// Reports a key that is not known.
    pub(super) fn unknown<'k>(&mut self, key: &Key, known: impl IntoIterator<Item = &'k str>) {
        let help = nearest(&key.text, known).map(|near| format!("did you mean `{near}`?"));
        let diagnostic = rules::config_unknown_key::RULE.at(self.file, key.range);
        self.diagnostics.push(diagnostic.message(format!("`{}` is not a known key", key.text)).help_if(help));
    }

    /// A text, number or truth value, as written. Nothing at all counts as not given.
    pub(super) fn text<'y>(&mut self, name: &str, value: &'y Yaml) -> Option<&'y str> {
        if value.as_text().is_none() && !value.is_null() {
            self.wrong_kind(name, "a text", value);
        }
        value.as_text()
    }

    /// A truth value, or the same as a text.
    pub(super) fn flag(&mut self, name: &str, value: &Yaml) -> bool {
        let flag = value.to_value().as_flag();
        if flag.is_none() && !value.is_null() {
            self.wrong_kind(name, "`true` or `false`", value);
        }
        flag.unwrap_or(false)
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, name: &str, value: &Yaml) -> Option<usize> {
        let count = value.as_text().and_then(|text| text.parse().ok()).filter(|&count: &usize| count > 0);
        if count.is_none() && !value.is_null() {
            self.wrong_kind(name, "a whole number from 1", value);
        }
        count
    }

    /// Keys and values.
    pub(super) fn map<'y>(&mut self, name: &str, value: &'y Yaml) -> &'y [(Key, Yaml)] {
        if value.as_map().is_none() && !value.is_null() {
            self.wrong_kind(name, "keys and values", value);
        }
        value.as_map().unwrap_or_default()
    }

    /// A text, or a list of texts, each with its place.
    pub(super) fn texts<'y>(&mut self, name: &str, value: &'y Yaml) -> Vec<(&'y str, TextRange)> {
        one_or_more(value).iter().filter_map(|item| Some((self.text(name, item)?, item.range))).collect()
    }

    /// The items of a list, or the one value that stands for it. A number or truth value is no item: `wanted` says what is.
    pub(super) fn items<'y>(&mut self, name: &str, wanted: &str, value: &'y Yaml) -> &'y [Yaml] {
        if matches!(value.to_value(), Value::Number(_) | Value::Bool(_)) {
            self.wrong_kind(name, wanted, value);
            return &[];
        }
        one_or_more(value)
    }

    /// A pattern, or a list of patterns.
    pub(super) fn globs(&mut self, name: &str, value: &Yaml, options: GlobOptions) -> Vec<Glob> {
        self.texts(name, value).into_iter().map(|(pattern, range)| self.glob(pattern, range, options)).collect()
    }

    /// A pattern.
    pub(super) fn glob(&mut self, pattern: &str, range: TextRange, options: GlobOptions) -> Glob {
        let glob = Glob::new(pattern, options);
        if let Some(complaint) = glob.complaint() {
            self.diagnostics.push(rules::glob_unsupported::RULE.at(self.file, range).message(format!("`{pattern}`: {complaint}")));
        }
        glob
    }

    /// A folder inside the playbook.
    pub(super) fn folder(&mut self, name: &str, value: &Yaml) -> Option<FilePath> {
        let text = self.text(name, value)?;
        let folder = FilePath::new(text.trim());
        if folder.is_none() {
            self.invalid(value.range, format!("`{name}` must name a folder inside the playbook, and `{text}` does not"));
        }
        folder
    }

    /// An output folder, which may lie outside the playbook.
    pub(super) fn out_folder(&mut self, name: &str, value: &Yaml) -> Option<String> {
        let text = self.text(name, value)?.trim().replace('\\', "/");
        if text.starts_with('/') || text.contains([':', '\0']) {
            self.invalid_with_help(
                value.range,
                format!("`{name}` must be a path relative to the playbook, and `{text}` is not"),
                "give an absolute path on the command line",
            );
            return None;
        }
        Some(text)
    }

    /// The absolute URL of a site, with a final `/`.
    pub(super) fn url(&mut self, name: &str, value: &Yaml) -> Option<String> {
        let text = self.text(name, value)?.trim();
        let rest = ["https://", "http://"]
            .into_iter()
            .find_map(|scheme| text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &text[scheme.len()..]));
        let is_valid = rest.is_some_and(|rest| {
            !rest.is_empty()
                && !rest.starts_with(['/', ':'])
                && !rest.contains(char::is_whitespace)
                && !rest.contains(['?', '#', '"', '<', '>', '\\'])
        });
        if !is_valid {
            self.invalid_with_help(
                value.range,
                format!("`{name}` must be the absolute URL of a site, and `{text}` is not"),
                "write it like `https://docs.example.com/guide/`, without `?` and `#`",
            );
            return None;
        }
        Some(if text.ends_with('/') { text.to_owned() } else { format!("{text}/") })
    }

    /// Gives a rule another severity; `None` is off. One that guards the wall between audiences is not made milder.
    pub(super) fn re_level(
        &mut self,
        severities: &mut BTreeMap<String, Option<Severity>>,
        rule: &Rule,
        severity: Option<Severity>,
        range: TextRange,
    ) {
        // `None` is less than every severity.
        if rule.guards_audiences && severity < Some(rule.severity) {
            self.invalid(
                range,
                format!("`{}` guards what audiences may read, so it cannot be less than `{}`", rule.code, rule.severity.name()),
            );
        } else {
            severities.insert(rule.code.to_owned(), severity);
        }
    }

    pub(super) fn wrong_kind(&mut self, name: &str, expected: &str, value: &Yaml) {
        let found = value.as_text().map_or_else(|| value.kind().to_owned(), |text| format!("`{text}`"));
        self.invalid(value.range, format!("`{name}` must be {expected}, and this is {found}"));
    }
}

// What is said of the values and keys of a file, read from `text` as `root`, in which a character that nobody can see was replaced.
fn unseen(file: &FilePath, text: &str, root: &Yaml) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    // It stands there as it is, or as an escape.
    if text.contains(is_unseen) || text.contains('\\') {
        find_unseen(text, root, &mut |range| found.push(rules::control_character::replaced(file, range, "this setting")));
    }
    found
}

fn find_unseen(text: &str, yaml: &Yaml, found: &mut impl FnMut(TextRange)) {
    let is_one = |value: &str, at: TextRange| text.get(at.bytes()).is_some_and(|written| was_replaced(value, written));
    match &yaml.value {
        YamlValue::Scalar(value) if is_one(value, yaml.range) => found(yaml.range),
        YamlValue::Scalar(_) | YamlValue::Null => {}
        YamlValue::List(items) => items.iter().for_each(|item| find_unseen(text, item, found)),
        YamlValue::Map(entries) => {
            for (key, value) in entries {
                if is_one(&key.text, key.range) {
                    found(key.range);
                }
                find_unseen(text, value, found);
            }
        }
    }
}

/// The values of a list; a value that is no list is a list of one, and nothing is none.
pub(super) fn one_or_more(value: &Yaml) -> &[Yaml] {
    match value.as_list() {
        Some(items) => items,
        None if value.is_null() => &[],
        None => std::slice::from_ref(value),
    }
}

/// The segments of a relative path, without those that lead nowhere: `a/./../b` is `b`.
pub(super) fn without_detours(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/').filter(|segment| !matches!(*segment, "" | ".")) {
        if segment == ".." && segments.last().is_some_and(|last| *last != "..") {
            segments.pop();
        } else {
            segments.push(segment);
        }
    }
    segments
}
