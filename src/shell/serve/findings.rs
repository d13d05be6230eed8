//! Findings: what is wrong with a playbook, as the preview shows it.
//!
//! In:    diagnostics, and the texts they speak of.
//! Out:   `Findings`: each with its code frame, drawn when someone looks; those of one page; what is new since the last state.
//! Never: goes into a page that is built.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::corpus::Corpus;
use crate::input::snapshot::Snapshot;
use crate::shell::report::{Counts, Report};

/// What is wrong with one state of a playbook.
#[derive(Debug, Default)]
pub struct Findings {
    diagnostics: Vec<Diagnostic>,
    snapshot: Snapshot,
    audiences: Vec<String>,
    // What tells which readers a problem may be shown to.
    corpus: Option<Arc<Corpus>>,
    entries: OnceLock<Vec<Entry>>,
}

/// A diagnostic as shown in a browser.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Entry {
    /// `error`, `warning`, `suggestion`.
    pub severity: &'static str,
    /// The code of its rule.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file, if it is about one.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
    /// The whole report of it: the place in its line, the next step.
    pub frame: String,
}

impl Findings {
    /// The findings of a snapshot of which nothing could be read but the configuration.
    pub fn of_settings(diagnostics: Vec<Diagnostic>, snapshot: Snapshot) -> Self {
        Self { diagnostics, snapshot, ..Self::default() }
    }

    /// The findings of a snapshot. Where only the sites of some audiences are served, they are what one of those may be told.
    pub fn new(mut diagnostics: Vec<Diagnostic>, snapshot: Snapshot, corpus: &Arc<Corpus>, only: Option<&[Audience]>) -> Self {
        if let Some(only) = only {
            let mut tellings: Vec<_> = only.iter().map(|audience| corpus.telling(*audience)).collect();
            diagnostics.retain(|diagnostic| tellings.iter_mut().any(|telling| telling.may_tell(diagnostic)));
        }
        let audiences = corpus.config().audiences.clone();
        Self { diagnostics, snapshot, audiences, corpus: Some(Arc::clone(corpus)), entries: OnceLock::new() }
    }

    /// How many there are.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.diagnostics)
    }

    /// All of them.
    pub fn entries(&self) -> &[Entry] {
        self.entries.get_or_init(|| {
            let drawn = Report::new(&self.diagnostics, &self.snapshot, &self.audiences).entries();
            let entries = self.diagnostics.iter().zip(drawn);
            entries
                .map(|(diagnostic, (frame, place))| Entry {
                    severity: diagnostic.severity.name(),
                    code: diagnostic.rule.code,
                    message: diagnostic.message.clone(),
                    file: diagnostic.location.as_ref().map(|location| location.file.as_str().to_owned()),
                    line: place.map(|place| place.line),
                    column: place.map(|place| place.column),
                    frame: frame.trim_end().to_owned(),
                })
                .collect()
        })
    }

    /// Those of the page that is made of a file, for the readers of its site: in the file, or in what it includes. What stands in parts that are for other
    /// readers is not among them: it is shown beside the page that they have, and in the list of all.
    pub fn of_page(&self, file: &FilePath, audience: &str) -> Vec<&Entry> {
        let place = self.audiences.iter().position(|name| name == audience);
        let reader = self.corpus.as_deref().zip(place.and_then(Audience::at));
        let mut telling = reader.map(|(corpus, reader)| corpus.telling(reader));
        let concerns = |(_, diagnostic): &(usize, &Diagnostic)| {
            let is_here = diagnostic.location.as_ref().is_some_and(|location| location.file == *file) || diagnostic.via.contains(file);
            is_here && (audience.is_empty() || telling.as_mut().is_some_and(|telling| telling.may_tell(diagnostic)))
        };
        let concerned: Vec<usize> = self.diagnostics.iter().enumerate().filter(concerns).map(|(place, _)| place).collect();
        // Of a page without any the entries are not made.
        if concerned.is_empty() { Vec::new() } else { concerned.into_iter().map(|place| &self.entries()[place]).collect() }
    }

    /// Whether a file is one of this state, so that an editor may be told to open it.
    pub fn knows(&self, file: &FilePath) -> bool {
        self.snapshot.get(file).is_some()
    }

    /// How many there are that `before` has not, and how many are gone. Where one stands in its file does not matter.
    pub fn since(&self, before: &Self) -> (usize, usize) {
        fn count(findings: &Findings) -> BTreeMap<(Option<&FilePath>, &str, &str), isize> {
            let mut counts = BTreeMap::new();
            for diagnostic in &findings.diagnostics {
                let file = diagnostic.location.as_ref().map(|location| &location.file);
                *counts.entry((file, diagnostic.rule.code, diagnostic.message.as_str())).or_default() += 1;
            }
            counts
        }
        let mut difference = count(self);
        for (key, number) in count(before) {
            *difference.entry(key).or_default() -= number;
        }
        let sum = |sign: isize| difference.values().map(|number| (number * sign).max(0).unsigned_abs()).sum();
        (sum(1), sum(-1))
    }
}
