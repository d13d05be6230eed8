//! Telling: which problems may be shown beside the pages of an audience.
//!
//! In:    the corpus, a problem, and the audience whose site is looked at.
//! Out:   whether all that the problem quotes is what that audience may read.
//! Never: decides what is wrong; keeps anything from `check`, which is for authors.

use std::ops::Range;

use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::HashMap;
use crate::base::path::FilePath;
use crate::base::span::{Location, TextRange};
use crate::corpus::Corpus;
use crate::corpus::document::{DocumentId, Kind};
use crate::corpus::parse::directive::AlertKinds;
use crate::corpus::parse::{self, Surroundings};

/// What may be told to an audience. Each file is read once, however many problems it has.
#[derive(Debug)]
pub struct Telling<'c> {
    corpus: &'c Corpus,
    audience: Audience,
    kinds: AlertKinds,
    // The parts of files that are kept from the audience.
    kept: HashMap<DocumentId, Vec<Range<usize>>>,
}

impl Corpus {
    /// What may be told to those who look at the site of an audience.
    pub fn telling(&self, audience: Audience) -> Telling<'_> {
        Telling { corpus: self, audience, kinds: AlertKinds::with(&self.config.dialect.alerts), kept: HashMap::default() }
    }
}

impl Telling<'_> {
    /// Whether a problem may be shown to them: its frame quotes the lines in which it stands.
    pub fn may_tell(&mut self, diagnostic: &Diagnostic) -> bool {
        if !self.corpus.has_audiences {
            return true;
        }
        // What is found while the site of an audience is made stands in what the audience reads.
        let is_of_site = diagnostic.audiences.include(self.audience);
        let places = diagnostic.location.iter().chain(diagnostic.related.iter().map(|(place, _)| place));
        let is_foreign = !diagnostic.audiences.is_nobody() && !is_of_site;
        !is_foreign && places.skip(usize::from(is_of_site)).all(|place| self.may_quote(place, diagnostic))
    }

    fn may_quote(&mut self, place: &Location, diagnostic: &Diagnostic) -> bool {
        let (corpus, audience) = (self.corpus, self.audience);
        let Some(id) = corpus.by_file.get(&place.file) else { return false };
        let document = corpus.document(*id);
        let readers = document.contents.readers();
        let surroundings = Surroundings { config: &corpus.config, kinds: &self.kinds };
        // Of what nobody reads, the slip that keeps everyone out is told, and it stands at the top.
        if readers.is_nobody() {
            return place.range.end as usize <= parse::body_of(&place.file, &document.source, surroundings);
        }
        // A fragment that names nobody is for those who have a page that includes it.
        let is_had = |page: &FilePath| corpus.by_file.get(page).is_some_and(|id| corpus.document(*id).contents.readers().include(audience));
        let is_theirs = document.kind == Kind::Page || document.is_tagged || diagnostic.via.iter().any(is_had);
        if !is_theirs || !readers.include(audience) {
            return false;
        }
        let lines = lines_of(&document.source, place.range);
        // A slip in the mark of a section is told, since it keeps the section from everyone; nothing else stands in its line.
        let is_mark = |kept: &Range<usize>| {
            diagnostic.rule.guards_audiences && kept.start == lines.start && !document.source[lines.clone()].contains('\n')
        };
        let is_kept = |kept: &Range<usize>| kept.start < lines.end && lines.start < kept.end && !is_mark(kept);
        let kept = self.kept.entry(*id).or_insert_with(|| parse::kept_from(&place.file, &document.source, surroundings, audience));
        !kept.iter().any(is_kept)
    }
}

// The lines in which a range stands.
fn lines_of(source: &str, range: TextRange) -> Range<usize> {
    let bytes = source.as_bytes();
    let start = (range.start as usize).min(bytes.len());
    let end = (range.end as usize).clamp(start, bytes.len());
    let before = bytes[..start].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let after = bytes[end..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| end + newline);
    before..after
}
