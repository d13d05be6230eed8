//! Strings: the words of the chrome, in the language of the page.
//!
//! In:    the JSON files of a theme's `strings` folder.
//! Out:   `Strings` of a language.
//! Never: leaves a word untranslated silently: what a language lacks is English.

use std::collections::BTreeMap;

/// The words of one language, by key.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Strings(BTreeMap<String, String>);

impl Strings {
    /// Reads a file of words: one JSON object of texts.
    pub fn read(json: &str) -> Result<Self, String> {
        serde_json::from_str(json).map(Self).map_err(|why| why.to_string())
    }

    /// These words, and for those that are missing the words of `other`.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for (key, word) in &other.0 {
            self.0.entry(key.clone()).or_insert_with(|| word.clone());
        }
        self
    }

    /// A word; empty when no theme file has it.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// What an alert of a kind is called: a word of the theme, else the kind itself.
    pub fn alert(&self, kind: &str) -> String {
        let lower = kind.to_lowercase();
        if let Some(word) = self.0.get(&format!("alert_{lower}")) {
            word.clone()
        } else if kind != lower && kind != kind.to_uppercase() {
            kind.to_owned()
        } else {
            let mut rest = lower.chars();
            rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
        }
    }
}
