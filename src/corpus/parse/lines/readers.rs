//! Readers of sections: whom a section is for, and what becomes of it for the others.
//!
//! In:    sections as they begin and end, and lines in which one was meant.
//! Out:   one placeholder for all of a section for others, and nothing of what was found in it.
//! Never: shows to everyone what could not be understood.

use std::ops::Range;

use super::cursor::HtmlEnd;
use super::rows::TableAround;
use super::scan::{Container, Leaf, Scanner};
use super::sections::{Indent, MOST_OPEN, OpenSection, What};
use super::{AudienceSection, Edit};
use crate::base::audience::Readers;
use crate::base::find;
use crate::base::nearest::nearest;
use crate::corpus::parse::directive::division::Division;
use crate::corpus::parse::directive::moniker::{self, Moniker};
use crate::corpus::parse::directive::triple::Container as Section;
use crate::corpus::parse::directive::zone::Astray;
use crate::corpus::parse::directive::{self, Block, Found, Line};
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
        self.wants.zones && (is_zone() || self.astray(text).is_some())
    }

    /// What is wrong with a line in which a section for some audiences begins where none can.
    #[inline]
    pub(super) fn astray(&self, text: &str) -> Option<Astray> {
        if self.wants.zones { astray(text) } else { None }
    }

    /// Whether a line is none of the raw HTML around it: that does not go on beyond the section it stands in, and a section for an audience is one in it,
    /// too, since as text everyone would see it. A comment is for nobody, but for what follows it on its last line.
    pub(super) fn breaks_html(&self, html: HtmlEnd, text: &str, is_after_quote_mark: bool) -> bool {
        match html {
            HtmlEnd::BlankLine => self.ends_section(text) || self.is_audience_zone(text) || is_after_quote_mark && self.is_marker(text),
            HtmlEnd::RawElement(_) => {
                let is_in_section = self.open.last().is_some_and(|open| open.around.is_some());
                is_in_section && self.ends_section(text) || self.is_audience_zone(text)
            }
            HtmlEnd::Text(end) => {
                let behind = text.find(end).map(|place| place + end.len());
                self.wants.zones && behind.is_some_and(|behind| directive::zone::astray(text, behind).is_some())
            }
        }
    }

    /// What is wrong with a section that names its audiences with the key that pages have for them, or in the line after its own. `end` is where its line ends.
    fn misnamed(&self, text: &str, end: usize) -> Option<Astray> {
        let is_division = text.starts_with("[!");
        let may_open = || (self.wants.inlines.colons || directive::zone::may_begin(text)) && directive::zone::seems_to_open(text);
        if !self.wants.zones || !is_division && !may_open() {
            return None;
        }
        let key = &self.surroundings.config.audience_key;
        let names_key = || text.match_indices(key.as_str()).any(|(place, _)| text[place + key.len()..].trim_start().starts_with('='));
        let next = self.source[end..].lines().nth(1).unwrap_or_default();
        let (message, help) = if self.wants.key_of_pages && names_key() {
            (format!("a section names its audiences with `audience`, not with `{key}`; nobody sees what follows"), "write `audience=\"…\"`")
        } else if directive::zone::goes_on(text, next) {
            ("this section names its audiences in the next line, so nobody sees what follows".to_owned(), "write all of it on one line")
        } else {
            return None;
        };
        let problem =
            directive::Problem { rule: &rules::zone_invalid::RULE, range: 0..text.trim_end().len(), message, help: help.to_owned() };
        Some(Astray { problem, is_division })
    }

    /// Whether a line is a section that names its audiences with another word or in the line after its own.
    pub(super) fn is_misnamed(&self, text: &str, end: usize) -> bool {
        self.misnamed(text, end).is_some()
    }

    /// A line without a quote mark goes on with the paragraph of a division for some audiences, and is for its readers only. Its author is told once.
    pub(super) fn lazy_line(&mut self, matched: usize, range: Range<usize>) {
        let is_division = |open: &&mut OpenSection| open.depth > matched && matches!(open.what, What::Division);
        let Some(division) = self.open.iter_mut().find(is_division).filter(|division| !division.is_slip) else { return };
        division.is_slip = true;
        let place = division.place.clone();
        let range = range.start..range.start + self.source[range.clone()].trim_end().len();
        let diagnostic = rules::alert_invalid::RULE
            .at(self.file, self.at(range))
            .message("this line goes on with the paragraph above it, so it is for the readers of that division only")
            .related(self.file, self.at(place), "the division")
            .help("put `> ` before it; or a blank line, if it is for all readers of the page");
        self.report.push(diagnostic);
    }

    /// Takes a section that names its audiences with another word or in another line for one that nobody sees.
    pub(super) fn section_misnamed(&mut self, text: &str, matched: usize, indent: &Indent, range: Range<usize>) -> bool {
        self.misnamed(text, range.end).is_some_and(|astray| self.begin_astray(astray, matched, indent, range))
    }

    /// Takes a line in which a section for some audiences begins where none can for the beginning of one that nobody sees.
    pub(super) fn section_astray(&mut self, text: &str, matched: usize, indent: &Indent, range: Range<usize>) -> bool {
        let Some(astray) = self.astray(text) else {
            self.text_instead_of_a_zone(range);
            return false;
        };
        self.begin_astray(astray, matched, indent, range)
    }

    fn begin_astray(&mut self, Astray { problem, is_division }: Astray, matched: usize, indent: &Indent, range: Range<usize>) -> bool {
        self.leave(matched);
        if is_division && matches!(self.containers.last(), Some(Container::Quote)) {
            self.problem(problem, range.start);
            let division = Division { audiences: Some(Vec::new()), ..Division::default() };
            self.end_leaf();
            self.leaf_block(Block::Division(Box::new(division)), range);
            return true;
        }
        let zone = Block::Open(Box::new(Section::Zone(directive::zone::nobody())));
        self.directive(Found { line: Line::Block(zone), problems: vec![problem] }, matched, indent, range)
    }

    /// A line that seems to open a zone, and opens none: its end line must not end the section for an audience that it stands in.
    pub(super) fn text_instead_of_a_zone(&mut self, place: Range<usize>) {
        let around = self.open.last().map_or(Readers::EVERYONE, |open| open.readers);
        if around != Readers::EVERYONE && directive::zone::seems_to_open(&self.source[place.clone()]) {
            if self.open.len() >= 4 * MOST_OPEN {
                self.begin_one_too_many(place);
                return;
            }
            let depth = self.containers.len();
            self.open.push(OpenSection {
                depth,
                indent: 0,
                what: What::Text,
                place,
                readers: around,
                block: None,
                is_slip: false,
                around: None,
                table: TableAround::None,
            });
        }
    }

    /// Says that a section is one too many. Its line is text then, except that of a zone for some audiences, which nobody sees; whether it is one.
    pub(super) fn one_too_many(&mut self, section: &Section, matched: usize, place: Range<usize>) -> bool {
        let kind = section.kind();
        let is_for_audiences = matches!(section, Section::Zone(zone) if zone.audiences.is_some());
        let instead = if is_for_audiences { "nobody sees this zone" } else { "this line is text" };
        let diagnostic = kind.rule().at(self.file, self.at(place.clone()));
        let help = format!("close them, each with a line such as `{}`", kind.end_line(section.colons()));
        self.report.push(diagnostic.message(format!("{MOST_OPEN} sections are open here, and no more can be, so {instead}")).help(help));
        if is_for_audiences {
            self.leave(matched);
            self.end_leaf();
            self.begin_one_too_many(place.clone());
            self.edits.push(Edit { source: place, text: "<!---->".to_owned() });
        }
        is_for_audiences
    }

    /// A zone begins that is one section too many. What cannot be counted is for nobody: its end line must not end another zone.
    pub(super) fn begin_one_too_many(&mut self, place: Range<usize>) {
        if let Some(OpenSection { what: What::TooMany { zones }, .. }) = self.open.last_mut() {
            *zones += 1;
            return;
        }
        self.sections.push(AudienceSection { readers: Readers::NOBODY, is_understood: false, at: self.at(place.clone()) });
        self.begin(What::TooMany { zones: 0 }, Readers::NOBODY, place, 0, false);
    }

    // A section begins; it is hidden when its readers are others.
    pub(super) fn begin(&mut self, what: What, readers: Readers, place: Range<usize>, indent: usize, is_for_nobody: bool) {
        let is_for_others = !self.reader.sees(readers);
        if self.hidden.is_none() && (is_for_others || is_for_nobody) {
            self.hidden = Some(Hidden { start: place.start, reports: self.report.len(), section: self.open.len() });
        }
        let around = self.broken_html.take();
        if let Some(html) = around {
            self.leaf = Leaf::Html(html);
        }
        self.open.push(OpenSection {
            depth: self.containers.len(),
            indent,
            what,
            place,
            readers,
            block: None,
            is_slip: false,
            around,
            table: TableAround::None,
        });
    }

    /// The readers that a list of names means, inside the sections around it. What cannot be understood is for nobody.
    pub(super) fn readers_of(&self, names: &[(String, Range<usize>)]) -> Readers {
        let mut known = names.iter().map(|(name, _)| self.surroundings.config.audience(name));
        let named = known.try_fold(Readers::NOBODY, |readers, audience| Some(readers.or(Readers::only(audience?))));
        let around = self.open.last().map_or(Readers::EVERYONE, |open| open.readers);
        named.unwrap_or(Readers::NOBODY).and(around)
    }

    // As `readers_of`. The section is remembered, and each name that is none is reported.
    pub(super) fn audiences(&mut self, names: &[(String, Range<usize>)], line: &Range<usize>) -> Readers {
        let config = self.surroundings.config;
        let mut is_understood = !names.is_empty();
        for (name, range) in names.iter().filter(|(name, _)| config.audience(name).is_none()) {
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
        let readers = self.readers_of(names);
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
        if let Some(range) = self.hidden_up_to(end) {
            self.block(Block::Hidden, range);
        }
    }

    /// What was hidden up to `end`, when the section that hid it is open no more; what was reported of it is forgotten.
    pub(super) fn hidden_up_to(&mut self, end: usize) -> Option<Range<usize>> {
        let hidden = self.hidden.take_if(|hidden| hidden.section >= self.open.len())?;
        self.report.truncate(hidden.reports);
        Some(hidden.start..end.max(hidden.start))
    }

    /// Closes the sections from `first` on, since their containers end. The zones for audiences among them go on, outermost first: what follows may be
    /// meant for the same readers.
    pub(super) fn part_with(&mut self, first: usize, end: usize) -> Vec<OpenSection> {
        let mut carried = Vec::new();
        while let Some((open, is_seen)) = self.pop(first, end) {
            // One for the same readers as what is around it goes on, too, since its end line must not end that; unless that may have ended already.
            let is_in_doubt = self
                .open
                .last()
                .is_some_and(|around| around.readers == open.readers && matches!(around.what, What::Carried { has_end_elsewhere: true }));
            let goes_on = open.is_for_audiences() && open.readers != Readers::EVERYONE && !is_in_doubt;
            match open.what {
                What::Section { .. } if goes_on && is_seen => self.ended_too_early(open.place.clone()),
                What::Section { kind, colons, is_plain_zone: _ } if is_seen => self.unclosed(open.place.clone(), kind, colons),
                What::Section { .. } | What::Text | What::Division | What::Carried { .. } | What::TooMany { .. } => {}
            }
            if goes_on {
                carried.push(open);
            }
        }
        carried.reverse();
        carried
    }

    /// Begins again what goes on after its container ended, on the line that is being read, in the containers that are open.
    pub(super) fn carry_on(&mut self, carried: Vec<OpenSection>) {
        let end = find::byte(self.source, b'\n', self.line_start).unwrap_or(self.source.len());
        let start = self.content_start(self.containers.len(), end).unwrap_or(end);
        for OpenSection { what, place, readers, .. } in carried {
            let what = if matches!(what, What::TooMany { .. }) { what } else { What::Carried { has_end_elsewhere: false } };
            // What is hidden begins here; what is said of it is said at its own line.
            self.begin(what, readers, start..start, 0, false);
            if let Some(open) = self.open.last_mut() {
                open.place = place;
            }
        }
    }

    fn ended_too_early(&mut self, place: Range<usize>) {
        self.report.push(
            rules::zone_invalid::RULE
                .at(self.file, self.at(place))
                .message("what is around this zone ends before it, so all that follows is for its readers only, up to `::: zone-end`")
                .help("write `::: zone-end` where it ends, in the same list item, quote, row or section as its beginning"),
        );
    }
}

fn astray(text: &str) -> Option<Astray> {
    // A comment is for nobody; what follows it on the line is for everybody.
    let mut from = 0;
    while text[from..].trim_start().starts_with("<!--") {
        from += text[from..].find("-->")? + 3;
    }
    directive::zone::astray(text, from)
}
