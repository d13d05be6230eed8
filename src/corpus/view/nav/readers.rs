//! Readers of navigation: for whom an entry or a whole TOC is.
//!
//! In:    the names in its tag.
//! Out:   whether it is for the readers of this site, and what is wrong with the tag.
//! Never: takes a tag that gives no clear answer for none.

use super::{Admission, Building};
use crate::base::audience::Readers;
use crate::base::span::TextRange;
use crate::corpus::Toc;
use crate::corpus::parse::front_matter::names_of;
use crate::rules;

impl Admission<'_> {
    /// Whether the readers of this site have a TOC: neither what it says itself nor a pattern of configuration keeps it from them. `None` when that is not
    /// clear, so that nobody has it.
    pub(in crate::corpus::view) fn has_toc(&self, toc: &Toc) -> Option<bool> {
        let readers = self.readers_of_toc(toc)?;
        Some(readers == Readers::EVERYONE || self.reader().is_some_and(|reader| readers.include(reader)))
    }

    /// Whom a TOC is for, by what it says itself, else by a pattern of configuration. `None` when that is not clear.
    pub(in crate::corpus::view) fn readers_of_toc(&self, toc: &Toc) -> Option<Readers> {
        let config = &self.corpus.config;
        let by_pattern = || config.file_value(&toc.file, &config.audience_key).map(|value| names_of(value).join(","));
        let Some(names) = toc.content.audience.as_ref().map(|(names, _)| names.clone()).or_else(by_pattern) else {
            return Some(Readers::EVERYONE);
        };
        let mut named = names.split(',').map(|name| config.audience(name.trim()));
        named.try_fold(Readers::NOBODY, |readers, audience| Some(readers.or(Readers::only(audience?))))
    }
}

impl Building<'_, '_> {
    /// Whether a TOC that says nothing itself is for the readers of this site: a pattern of configuration may say it, as for pages and fragments.
    pub(super) fn is_for_us_by_pattern(&mut self, toc: &Toc) -> bool {
        let config = &self.admission.corpus.config;
        let names = config.file_value(&toc.file, &config.audience_key).map(|value| names_of(value).join(","));
        names.is_none_or(|names| self.is_for_us(toc, &names, TextRange::default(), "TOC"))
    }

    /// Whether an entry or a TOC, tagged with these names, is for the readers of this site.
    pub(super) fn is_for_us(&mut self, toc: &Toc, names: &str, at: TextRange, what: &str) -> bool {
        let config = &self.admission.corpus.config;
        let mut is_for_us = false;
        if names.is_empty() {
            self.diagnostics.push(
                rules::audience_unknown::RULE
                    .at(&toc.file, at)
                    .message(format!("this does not say clearly for whom the {what} is"))
                    .label(format!("the {what} is in no site"))
                    .help(format!("write `audience: {}`, or remove the line", config.audiences.join(", "))),
            );
            return false;
        }
        for name in names.split(',').map(str::trim) {
            if let Some(audience) = config.audience(name) {
                is_for_us = is_for_us || self.admission.reader() == Some(audience);
            } else {
                self.diagnostics.push(
                    rules::audience_unknown::RULE
                        .at(&toc.file, at)
                        .message(format!("`{name}` is no audience of this playbook"))
                        .label(format!("the {what} is in no site"))
                        .help(format!("the audiences are `{}`", config.audiences.join("`, `"))),
                );
                return false;
            }
        }
        if self.admission.reader().is_none() {
            self.diagnostics.push(
                rules::audience_unknown::RULE
                    .at(&toc.file, at)
                    .message(format!("this playbook has no audiences, so nobody sees the {what}"))
                    .help("name the audiences in `playbook.yml`, and in each page whom it is for"),
            );
        }
        is_for_us
    }
}
