//! Freshness: how old pages may be, and whose they are.
//!
//! In:    `freshness` of `playbook.yml`, and `CODEOWNERS`.
//! Out:   `Freshness`, `Owners`.
//! Never: asks the clock: the day comes from `as_of`, or from the shell.

use std::collections::BTreeMap;

use super::glob::{Glob, GlobOptions};
use super::setting::Settings;
use super::yaml::Yaml;
use crate::base::date::{self, Date};
use crate::base::path::FilePath;

/// What `freshness` in `playbook.yml` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Freshness {
    /// After how many days a page is stale, by topic; the empty topic is for all others.
    pub stale_after: BTreeMap<String, u32>,
    /// The day from which ages count.
    pub as_of: Option<Date>,
}

impl Freshness {
    /// After how many days a page of this topic is stale.
    pub fn limit(&self, topic: &str) -> Option<u32> {
        self.stale_after.get(&topic.to_lowercase()).or_else(|| self.stale_after.get("")).copied()
    }

    pub(super) fn read(settings: &mut Settings<'_>, value: &Yaml) -> Self {
        let mut freshness = Self::default();
        for (key, value) in settings.map("freshness", value) {
            match key.text.as_str() {
                "stale_after" => {
                    let mut add = |settings: &mut Settings<'_>, topic: &str, value: &Yaml| {
                        let days = settings.count("stale_after", value).map(|days| u32::try_from(days).unwrap_or(u32::MAX));
                        let topic = if topic == "default" { String::new() } else { topic.to_lowercase() };
                        freshness.stale_after.extend(days.map(|days| (topic, days)));
                    };
                    match value.as_map() {
                        Some(topics) => topics.iter().for_each(|(topic, days)| add(settings, &topic.text, days)),
                        None => add(settings, "default", value),
                    }
                }
                "as_of" => {
                    let text = settings.text("as_of", value).unwrap_or_default();
                    freshness.as_of = date::parse(text);
                    if freshness.as_of.is_none() && !value.is_null() {
                        settings.invalid_with_help(value.range, format!("`{text}` is no date"), "write it like `2026-04-25`");
                    }
                }
                _ => settings.unknown(key, ["stale_after", "as_of"]),
            }
        }
        freshness
    }
}

/// Who owns which files, as `CODEOWNERS` says. The last line that matches counts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Owners {
    lines: Vec<(Vec<Glob>, String)>,
}

impl Owners {
    /// Reads the text of `CODEOWNERS`.
    pub fn read(text: &str) -> Self {
        let line = |line: &str| {
            let line = line.split('#').next().unwrap_or_default().trim();
            let (pattern, owners) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let body = pattern.trim_start_matches('/').trim_end_matches('/');
            if body.is_empty() {
                return None;
            }
            // A pattern with a slash inside or before it counts from the root; one without fits anywhere.
            let is_rooted = pattern.trim_end_matches('/').contains('/');
            let start = if is_rooted { String::new() } else { "**/".to_owned() };
            let options = GlobOptions { dot: true, case: true, ..GlobOptions::default() };
            let globs = [format!("{start}{body}"), format!("{start}{body}/**")].map(|glob| Glob::new(&glob, options));
            let globs = if pattern.ends_with('/') { globs[1..].to_vec() } else { globs.to_vec() };
            Some((globs, owners.split_whitespace().collect::<Vec<_>>().join(", ")))
        };
        Self { lines: text.lines().filter_map(line).collect() }
    }

    /// The owners of a file; empty when there are none.
    pub fn of(&self, file: &FilePath) -> &str {
        let line = self.lines.iter().rfind(|(globs, _)| globs.iter().any(|glob| glob.matches(file.as_str())));
        line.map_or("", |(_, owners)| owners)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_matches_owns() {
        let owners = Owners::read("# all\n*  @all\n*.md @text # but\n/docs/ @docs @more\nguide/*.md @guide\nindex.md\n");
        let of = |path: &str| owners.of(&FilePath::new(path).unwrap());
        assert_eq!((of("a.png"), of("x/a.md"), of("docs/a/b.md"), of("x/docs/a.png")), ("@all", "@text", "@docs, @more", "@all"));
        assert_eq!((of("guide/a.md"), of("guide/b/a.md"), of("docs/index.md")), ("@guide", "@text", ""));
    }
}
