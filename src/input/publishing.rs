//! Publishing: what a configuration says of a site beside its pages.
//!
//! In:    values of `playbook.yml`.
//! Out:   `Publishing`, and diagnostics for what cannot be used.
//! Never: looks at pages.

use crate::input::setting::Settings;
use crate::input::yaml::Yaml;

/// What a site has beside its pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Publishing {
    /// Whether readers can search.
    pub has_search: bool,
    /// What results of a search can be narrowed by, beside the section: name → key of metadata, in order.
    pub facets: Vec<(String, String)>,
}

impl Default for Publishing {
    fn default() -> Self {
        Self { has_search: true, facets: Vec::new() }
    }
}

impl Publishing {
    /// Reads `search`: `false`, `true`, or keys and values.
    pub(super) fn read_search(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        if value.as_map().is_none() {
            self.has_search = value.is_null() || settings.flag("search", value);
            return;
        }
        self.has_search = true;
        for (key, value) in settings.map("search", value) {
            match key.text.as_str() {
                "facets" => {
                    for (name, value) in settings.map("facets", value) {
                        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
                        if name.text.is_empty() || !name.text.chars().all(is_plain) {
                            settings.invalid_with_help(
                                name.range,
                                format!("`{}` cannot be the name of a facet", name.text),
                                "a name has letters, digits, blanks, `-` and `_`",
                            );
                        } else if let Some(source) = settings.text(&name.text, value) {
                            self.facets.push((name.text.clone(), source.trim().to_owned()));
                        }
                    }
                }
                _ => settings.unknown(key, ["facets"]),
            }
        }
    }
}
