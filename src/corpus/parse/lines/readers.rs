//! Readers of sections: whom a section is for, and what becomes of it for the others.
//!
//! In:    sections as they begin and end.
//! Out:   one placeholder for all of a section for others, and nothing of what was found in it.
//! Never: shows to everyone what could not be understood.

use std::ops::Range;

use super::AudienceSection;
use super::scan::Scanner;
use super::sections::{OpenSection, What};
use crate::base::audience::Readers;
use crate::base::nearest::nearest;
use crate::corpus::parse::directive::moniker::{self, Moniker};
use crate::corpus::parse::directive::{self, Block, Line};
use crate::rules;

/// A section for others, while it goes on: where it begins, and how much had been reported before it.
#[derive(Debug)]
pub(super) struct Hidden {
    start: usize,
    reports: usize,
    /// The place among the open sections of the one that hides.
    pub(super) section: usize,
}

impl Scanner<'_, '_> {
    /// Whether a line ends a section that is open.
    pub(super) fn ends_section(&self, text: &str) -> bool {
        let text = text.trim_start_matches([' ', '\t']);
        !self.open.is_empty() && text.starts_with(":::") && directive::end::end(text).is_some_and(|end| self.is_open(&end))
    }

    /// Whether a text right after a quote mark is a marker.
    pub(super) fn is_marker(&self, text: &str) -> bool {
        text.starts_with("[!") && matches!(directive::quote_block(text, self.surroundings.kinds).line, Line::Block(_))
    }

    /// Whether a line opens a zone for some audiences, or was meant to.
    pub(super) fn is_audience_zone(&self, text: &str) -> bool {
        let text = text.trim_start_matches([' ', '\t']);
        let is_zone = || {
            let reading = if text.starts_with("[!") { directive::division::outside_a_quote(text) } else { directive::zone::read(text) };
            reading.and_then(|reading| reading.construct).is_some_and(|zone| zone.audiences.is_some())
        };
        self.wants.zones && (is_zone() || self.in_mid_line(text).is_some())
    }

    /// What is wrong with a line in which a zone for some audiences stands after other text.
    pub(super) fn in_mid_line(&self, text: &str) -> Option<directive::Problem> {
        // A comment is for nobody.
        if self.wants.zones && !text.starts_with("<!--") { directive::zone::in_mid_line(text) } else { None }
    }

    // A section begins; it is hidden when its readers are others.
    pub(super) fn begin(&mut self, what: What, readers: Readers, place: Range<usize>, is_for_nobody: bool) {
        let is_for_others = !self.reader.may_read(readers) && readers != Readers::EVERYONE;
        if self.hidden.is_none() && (is_for_others || is_for_nobody) {
            self.hidden = Some(Hidden { start: place.start, reports: self.report.len(), section: self.open.len() });
        }
        self.open.push(OpenSection { depth: self.containers.len(), what, place, readers, block: None });
    }

    // The readers that a list of names means, inside the sections around it. What cannot be understood is for nobody.
    pub(super) fn audiences(&mut self, names: &[(String, Range<usize>)], line: &Range<usize>) -> Readers {
        let config = self.surroundings.config;
        let mut readers = Readers::NOBODY;
        let mut is_understood = !names.is_empty();
        for (name, range) in names {
            if let Some(audience) = config.audience(name) {
                readers = readers.or(Readers::only(audience));
                continue;
            }
            is_understood = false;
            let known = config.audiences.iter().map(String::as_str);
            let help = match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the audiences are `{}`", config.audiences.join("`, `")),
            };
            self.report.push(
                rules::audience_unknown::RULE
                    .at(self.file, self.at(range.start + line.start..range.end + line.start))
                    .message(format!("`{name}` is no audience of this playbook"))
                    .label("nobody sees this section")
                    .help(help),
            );
        }
        if !is_understood {
            readers = Readers::NOBODY;
        }
        let around = self.open.last().map_or(Readers::EVERYONE, |open| open.readers);
        let readers = readers.and(around);
        let at = match (names.first(), names.last()) {
            (Some((_, first)), Some((_, last))) => self.at(first.start + line.start..last.end + line.start),
            (_, _) => self.at(line.clone()),
        };
        self.sections.push(AudienceSection { readers, is_understood, at });
        readers
    }

    // Whether a range selects none of the versions that are listed. One that cannot be understood hides nothing.
    pub(super) fn selects_nothing(&mut self, moniker: &Moniker, start: usize) -> bool {
        let versions = &self.surroundings.config.versions;
        if versions.is_empty() {
            return false;
        }
        match moniker::matching(&moniker.range, versions) {
            Ok(places) => places.is_empty(),
            Err(message) => {
                let at = self.at(moniker.range_at.start + start..moniker.range_at.end + start);
                let help = "write names from the list `versions` in `playbook.yml`";
                self.report.push(rules::moniker_invalid::RULE.at(self.file, at).message(message).help(help));
                false
            }
        }
    }

    // Ends what was hidden, when the section that hid it is open no more.
    pub(super) fn reveal(&mut self, end: usize) {
        let Some(hidden) = self.hidden.take_if(|hidden| hidden.section >= self.open.len()) else { return };
        self.report.truncate(hidden.reports);
        self.block(Block::Hidden, hidden.start..end.max(hidden.start));
    }
}
