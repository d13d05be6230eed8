//! Telling: which problems may be shown beside the pages of an audience.
//!
//! In:    the corpus, a problem, and the audience whose site is looked at.
//! Out:   whether all that the problem quotes is what that audience may read.
//! Never: decides what is wrong; keeps anything from `check`, which is for authors.

use std::ops::Range;

use super::Corpus;
use super::document::Kind;
use super::parse::directive::AlertKinds;
use super::parse::{self, Surroundings};
use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::{Location, TextRange};

impl Corpus {
    /// Whether a problem may be shown to those who look at the site of an audience: its frame quotes the lines in which it stands.
    pub fn may_tell(&self, diagnostic: &Diagnostic, audience: Audience) -> bool {
        if !self.has_audiences {
            return true;
        }
        // What is found while the site of an audience is made stands in what the audience reads.
        let is_of_site = diagnostic.audiences.include(audience);
        let places = diagnostic.location.iter().chain(diagnostic.related.iter().map(|(place, _)| place));
        let is_foreign = !diagnostic.audiences.is_nobody() && !is_of_site;
        !is_foreign && places.skip(usize::from(is_of_site)).all(|place| self.may_quote(place, audience, diagnostic))
    }

    fn may_quote(&self, place: &Location, audience: Audience, diagnostic: &Diagnostic) -> bool {
        let Some(id) = self.by_file.get(&place.file) else { return false };
        let document = self.document(*id);
        let readers = document.contents.readers();
        let kinds = AlertKinds::with(&self.config.dialect.alerts);
        let surroundings = Surroundings { config: &self.config, kinds: &kinds };
        // Of what nobody reads, the slip that keeps everyone out is told, and it stands at the top.
        if readers.is_nobody() {
            return place.range.end as usize <= parse::body_of(&place.file, &document.source, surroundings);
        }
        // A fragment that names nobody is for those who have a page that includes it.
        let is_had = |page: &FilePath| self.by_file.get(page).is_some_and(|id| self.document(*id).contents.readers().include(audience));
        let is_theirs = document.kind == Kind::Page || document.is_tagged || diagnostic.via.iter().any(is_had);
        let lines = lines_of(&document.source, place.range);
        // A slip in the mark of a section is told, since it keeps the section from everyone; nothing else stands in its line.
        let is_mark = |kept: &Range<usize>| {
            diagnostic.rule.guards_audiences && kept.start == lines.start && !document.source[lines.clone()].contains('\n')
        };
        let is_kept = |kept: &Range<usize>| kept.start < lines.end && lines.start < kept.end && !is_mark(kept);
        is_theirs
            && readers.include(audience)
            && !parse::kept_from(&place.file, &document.source, surroundings, audience).iter().any(is_kept)
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
