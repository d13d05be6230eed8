//! Names: what the roles, services and phases of a playbook are called, each with its other spellings.
//!
//! In:    `tasks.roles`, `tasks.services` and `tasks.phases` of `playbook.yml`.
//! Out:   `Names`, which give a cell the names that are meant in it.
//! Never: lets one spelling stand for two names, or a name be taken for two.

use std::collections::BTreeMap;

use super::setting::Settings;
use super::vocabulary::bare;
use super::yaml::Yaml;
use crate::base::cell::list;
use crate::base::span::TextRange;

/// Names of one kind, in the order in which they were written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    all: Vec<String>,
    // Every spelling as it was written, and the place of its name.
    spellings: Vec<(String, usize)>,
    // By the bare spelling.
    known: BTreeMap<String, usize>,
}

impl Names {
    /// Reads a list of names, or names with their other spellings.
    pub(super) fn read(settings: &mut Settings<'_>, key: &str, value: &Yaml) -> Self {
        let mut names = Self::default();
        match value.as_map() {
            Some(entries) => {
                for (name, others) in entries {
                    let Some(place) = names.name_it(settings, &name.text, name.range) else { continue };
                    for (other, range) in settings.texts(key, others) {
                        names.spell(settings, other, place, range);
                    }
                }
            }
            None => {
                for (name, range) in settings.texts(key, value) {
                    names.name_it(settings, name, range);
                }
            }
        }
        names
    }

    fn name_it(&mut self, settings: &mut Settings<'_>, name: &str, range: TextRange) -> Option<usize> {
        let name = name.trim();
        if list(name).len() > 1 {
            settings.invalid_with_help(
                range,
                format!("`{name}` would be taken for {} names", list(name).len()),
                "write a name without `/`, `,` and `;`; they stand between the names in a cell",
            );
            return None;
        }
        let place = self.all.len();
        let is_new = self.spell(settings, name, place, range);
        is_new.then(|| self.all.push(name.to_owned()))?;
        Some(place)
    }

    // Whether the spelling stands for the name now.
    fn spell(&mut self, settings: &mut Settings<'_>, spelling: &str, place: usize, range: TextRange) -> bool {
        let (spelling, key) = (spelling.trim(), bare(spelling));
        if key.is_empty() {
            settings.invalid(range, format!("`{spelling}` has no letter or digit, by which names are told apart"));
            return false;
        }
        match self.known.get(&key) {
            Some(known) if *known == place => false,
            Some(known) => {
                settings.invalid(range, format!("`{spelling}` stands for `{}` already", self.all[*known]));
                false
            }
            None => {
                self.known.insert(key, place);
                self.spellings.push((spelling.to_owned(), place));
                true
            }
        }
    }

    /// Whether none are named.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All names.
    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// All spellings of all names.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        self.spellings.iter().map(|(spelling, _)| spelling.as_str())
    }

    /// The name that a text means. Case, blanks and punctuation do not count.
    pub fn meant(&self, text: &str) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        Some(self.all[*self.known.get(&bare(text))?].as_str())
    }

    /// The names in a cell that may list several; what is not known stays as it is.
    pub fn in_cell(&self, cell: &str) -> Vec<String> {
        match self.meant(cell) {
            Some(name) => vec![name.to_owned()],
            None => self.settled(list(cell)),
        }
    }

    /// A text that may list several, with the names that are meant; as it is when none of them is known.
    pub fn in_text(&self, text: &str) -> String {
        if self.is_empty() {
            return text.to_owned();
        }
        let items = list(text);
        let is_known = |item: &String| self.meant(item).is_some();
        if self.meant(text).is_some() || items.iter().any(is_known) { self.in_cell(text).join(" / ") } else { text.to_owned() }
    }

    /// Items, each by its name, each name once.
    pub fn settled(&self, items: Vec<String>) -> Vec<String> {
        if self.is_empty() {
            return items;
        }
        let mut settled: Vec<String> = Vec::with_capacity(items.len());
        for item in items {
            let name = self.meant(&item).map_or(item.clone(), ToOwned::to_owned);
            if !settled.contains(&name) {
                settled.push(name);
            }
        }
        settled
    }
}
