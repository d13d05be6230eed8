//! Publishing: what a configuration says of a site beside its pages.
//!
//! In:    values of `playbook.yml`.
//! Out:   `Publishing`, and diagnostics for what cannot be used.
//! Never: looks at pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::extra::Extra;
use crate::base::nearest::nearest;
use crate::input::setting::Settings;
use crate::input::yaml::Yaml;

/// What a site has beside its pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Publishing {
    /// Whether readers can search.
    pub has_search: bool,
    /// What results of a search can be narrowed by, beside the section: name → key of metadata, in order.
    pub facets: Vec<(String, String)>,
    /// What templates are given beside the model: name → value, per audience name; the empty one is for all.
    pub parameters: BTreeMap<String, BTreeMap<String, String>>,
    /// What the policy allows beyond the site itself: directive → sources.
    pub policy: BTreeMap<String, Vec<String>>,
    /// What is made beside the pages.
    pub extras: BTreeSet<Extra>,
    /// Whether pages say what their scripts and styles must be.
    pub has_integrity: bool,
}

// The directives of a policy to which sources can be added; `script-src` would let other people's programs run, and says so by standing there.
const DIRECTIVES: &[&str] = &["connect-src", "font-src", "form-action", "frame-src", "img-src", "media-src", "script-src", "style-src"];

impl Default for Publishing {
    fn default() -> Self {
        Self {
            has_search: true,
            facets: Vec::new(),
            parameters: BTreeMap::new(),
            policy: BTreeMap::new(),
            extras: BTreeSet::new(),
            has_integrity: false,
        }
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

    /// The parameters of an audience.
    pub fn parameters_of(&self, audience: &str) -> BTreeMap<String, String> {
        let of = |values: &BTreeMap<String, String>| values.get(audience).or_else(|| values.get("")).cloned();
        self.parameters.iter().map(|(name, values)| (name.clone(), of(values).unwrap_or_default())).collect()
    }

    /// Reads `parameters`: names with a value, or with one for each of the `audiences`.
    pub(super) fn read_parameters(&mut self, settings: &mut Settings<'_>, value: &Yaml, audiences: &[String]) {
        for (name, value) in settings.map("parameters", value) {
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.text.is_empty() || !name.text.chars().all(is_name) {
                settings.invalid_with_help(
                    name.range,
                    format!("`{}` cannot be the name of a parameter", name.text),
                    "a name has letters, digits and `_`",
                );
                continue;
            }
            let values = self.parameters.entry(name.text.clone()).or_default();
            let Some(entries) = value.as_map() else {
                values.extend(settings.text(&name.text, value).map(|text| (String::new(), text.to_owned())));
                continue;
            };
            for (audience, value) in entries {
                if !audiences.contains(&audience.text) {
                    let help = nearest(&audience.text, audiences.iter().map(String::as_str))
                        .map_or_else(|| format!("the audiences are {}", audiences.join(", ")), |near| format!("did you mean `{near}`?"));
                    settings.invalid_with_help(audience.range, format!("`{}` is not an audience of this playbook", audience.text), help);
                } else if let Some(text) = settings.text(&audience.text, value) {
                    values.insert(audience.text.clone(), text.to_owned());
                }
            }
        }
    }

    /// Reads `policy`: directives with sources.
    pub(super) fn read_policy(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        for (directive, value) in settings.map("policy", value) {
            if !DIRECTIVES.contains(&directive.text.as_str()) {
                settings.unknown(directive, DIRECTIVES.iter().copied());
                continue;
            }
            for (source, range) in settings.texts(&directive.text, value) {
                if source.is_empty()
                    || source.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, ';' | ',' | '"' | '<' | '>'))
                {
                    settings.invalid_with_help(
                        range,
                        format!("`{source}` is no source of a policy"),
                        "write it like `https://example.com`",
                    );
                } else {
                    self.policy.entry(directive.text.clone()).or_default().push(source.to_owned());
                }
            }
        }
    }

    /// Reads `extras`: names of files.
    pub(super) fn read_extras(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        for (name, range) in settings.texts("extras", value) {
            if let Some(extra) = Extra::from_name(name) {
                self.extras.insert(extra);
            } else {
                let names = Extra::ALL.map(Extra::name);
                let help = nearest(name, names)
                    .map_or_else(|| format!("there are {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
                settings.invalid_with_help(range, format!("`{name}` is nothing that can be made beside the pages"), help);
            }
        }
    }
}
