//! Elsewhere: what other sites say about their uids.
//!
//! In:    the xref maps that the configuration names.
//! Out:   `Elsewhere`: an entry for each uid, and what is wrong with the maps.
//! Never: reads a map again whose text is the same.

use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::hash::HashMap;
use crate::input::config::Config;
use crate::input::snapshot::Snapshot;
use crate::input::xrefmap::{self, XrefEntry};
use crate::rules;

/// The uids of other sites.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    // The texts of the maps, in the order of the configuration.
    texts: Vec<Option<Arc<str>>>,
    by_uid: HashMap<String, XrefEntry>,
    /// What is wrong with the maps.
    pub(super) mistakes: Vec<Diagnostic>,
}

impl Elsewhere {
    /// Reads the maps. Of two that name the same uid, the first counts. `last` is of the same configuration.
    pub(super) fn read(snapshot: &Snapshot, config: &Config, last: Option<&Arc<Self>>) -> Arc<Self> {
        let texts: Vec<Option<Arc<str>>> = config.xref_maps.iter().map(|file| snapshot.text(file).cloned()).collect();
        if let Some(last) = last.filter(|last| last.texts == texts) {
            return Arc::clone(last);
        }
        let mut elsewhere = Self::default();
        for (file, text) in config.xref_maps.iter().zip(&texts) {
            let Some(text) = text else {
                let diagnostic = rules::file_not_found::RULE.on(file).message(format!("the xref map `{file}` does not exist"));
                elsewhere.mistakes.push(diagnostic.help("put the file there, or take it out of `xref` in `docfx.json`"));
                continue;
            };
            let read = if file.has_extension("json") { xrefmap::read_json(text) } else { xrefmap::read_yaml(text) };
            match read {
                Ok(entries) => entries.into_iter().for_each(|entry| {
                    elsewhere.by_uid.entry(entry.uid.clone()).or_insert(entry);
                }),
                Err(problem) => {
                    let diagnostic = rules::config_invalid::RULE.at(file, problem.range).message(problem.message);
                    elsewhere.mistakes.push(diagnostic.help("mend the map; none of its uids is known until then"));
                }
            }
        }
        elsewhere.texts = texts;
        Arc::new(elsewhere)
    }

    /// What another site says about a uid.
    pub(super) fn get(&self, uid: &str) -> Option<&XrefEntry> {
        self.by_uid.get(uid)
    }
}
