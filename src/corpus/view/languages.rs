//! Languages for an audience: what each of its pages is written in, and where its translations are.
//!
//! In:    the admission.
//! Out:   the language of a file, and `Languages` of the site.
//! Never: takes a file into account that this audience does not have.

use super::Admission;
use crate::base::path::FilePath;
use crate::corpus::document::{Contents, Document};
use crate::input::languages::{is_language, key_of, language_of};
use crate::input::metadata::Value;
use crate::site::PageId;
use crate::site::languages::{LanguageName, Languages, Spoken, own_name};

impl<'a> Admission<'a> {
    /// The language of a document: what its front matter says (`_lang`), else its folder or the end of its name, else metadata by file, else that of
    /// the playbook.
    pub(super) fn language(&self, document: &'a Document, contents: &'a Contents) -> &'a str {
        let config = &self.corpus.config;
        let text = |value: &'a Value| value.as_text().map(str::trim).filter(|tag| is_language(tag));
        let by_path = || self.language_by_path(&document.logical).map(|place| config.languages[place].tag.as_str());
        let by_metadata = || self.corpus.outer_metadata(&document.file, "_lang").and_then(text);
        contents.metadata.get("_lang").and_then(text).or_else(by_path).or_else(by_metadata).unwrap_or(&config.language)
    }

    /// The language of a file that has no front matter.
    pub(super) fn language_of_path(&self, logical: &FilePath) -> &'a str {
        let config = &self.corpus.config;
        self.language_by_path(logical).map_or(&config.language, |place| &config.languages[place].tag)
    }

    fn language_by_path(&self, logical: &FilePath) -> Option<usize> {
        language_of(&self.corpus.config.languages, logical, &|twin| self.document(twin).is_some())
    }

    /// The languages of the site, and the translations of its pages.
    pub(super) fn languages(&self) -> Languages {
        let config = &self.corpus.config;
        if config.languages.is_empty() {
            return Languages::default();
        }
        let mut all: Vec<LanguageName> = Vec::new();
        let named = config.languages.iter().map(|language| (&language.tag, language.name.as_str()));
        // The language of the playbook comes first where `languages` does not place it.
        let is_placed = config.languages.iter().any(|language| language.tag == config.language);
        let default = (!is_placed).then_some((&config.language, ""));
        for (tag, name) in default.into_iter().chain(named) {
            if !all.iter().any(|language| language.tag == *tag) {
                all.push(LanguageName { tag: tag.clone(), name: if name.is_empty() { own_name(tag) } else { name }.to_owned() });
            }
        }
        let spoken: Vec<Spoken> = (0_u32..)
            .zip(&self.pages)
            .filter_map(|(id, page)| {
                let language = all.iter().position(|language| *language.tag == *page.language)?;
                let logical = &page.document.logical;
                let (key, is_at_home) = key_of(&config.languages, logical, self.language_by_path(logical));
                Some(Spoken { page: PageId(id), language, key, is_at_home })
            })
            .collect();
        Languages::new(all, &spoken)
    }
}
