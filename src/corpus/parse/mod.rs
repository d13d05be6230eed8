//! Parsing: one file's text → what it says; pure, total, per file.
//!
//! In:    a file and its text.
//! Out:   `Parsed`: front matter, body, and the mistakes that show without looking elsewhere.
//! Never: reads another file; fails.
//!
//! The order of work: front matter is split off (`front_matter`), the block constructs of DocFX are found line by line (`lines`), the Markdown parser
//! runs over the rest (`lower`).

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::find::Needle;
use crate::base::hash::HashMap;
use crate::base::path::FilePath;
use crate::base::span::Location;
use crate::corpus::document::{Authored, Contents, Deferred};
use crate::corpus::shown_file;
use crate::input::config::Config;
use crate::markup::{Content, Node};

mod autolink;
pub(super) mod directive;
mod emoji;
pub(super) mod front_matter;
pub(super) mod html;
mod lines;
mod lower;
mod mathml;
pub(super) mod media;
pub(super) mod only;
mod table;
pub(super) mod toc;
pub(super) mod xref;

pub(super) use front_matter::{FrontMatter, Tag};
pub(super) use lines::AudienceSection;
use lines::Reader;

/// What a conflict begins with that a merge left.
static MERGE_STARTS: Needle = Needle::of("<<<<<<< ");

/// What a document is read with, beside its own text.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'c> {
    /// The configuration.
    pub config: &'c Config,
    /// The kinds of alert.
    pub kinds: &'c directive::AlertKinds,
}

// The bodies for readers from whom a section is kept.
type Narrowed = Vec<(Option<Audience>, Content<Authored>)>;

/// What one file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Parsed {
    /// The file.
    pub file: FilePath,
    /// Its text.
    pub source: Arc<str>,
    /// Its head.
    pub head: FrontMatter,
    /// What it says: metadata, and a body for each reader from whom a section is kept; for none but `None`, where the playbook has no audiences.
    pub contents: Arc<Contents>,
    /// The paths of the files whose content it shows, as written, and whether they are shown as code.
    pub shows: Vec<(String, bool)>,
    /// Its sections for some audiences.
    pub sections: Vec<AudienceSection>,
    /// What is wrong with it.
    pub mistakes: Vec<Diagnostic>,
}

/// Parses one document. `room` is where content is made.
pub(super) fn parse(file: &FilePath, source: &Arc<str>, surroundings: Surroundings<'_>, room: &mut Content<Authored>) -> Parsed {
    let mut mistakes = Vec::new();
    let head = front_matter::read(file, source, surroundings.config, &mut mistakes);
    let text = lines::clean(file, &source[head.body..], head.body, &mut mistakes);
    let controls = if matches!(text, Cow::Owned(_)) { lines::controls(&source[head.body..]) } else { Vec::new() };
    let mut read = |reader, report: &mut Vec<Diagnostic>| {
        let prepared = lines::prepare(file, &text, &controls, head.body, surroundings, reader, report);
        (lower::lower(file, Some(source), &prepared, head.body, surroundings, report, room), prepared.sections().to_vec())
    };
    let (body, sections) = read(Reader::Everyone, &mut mistakes);
    let mut narrowed = Vec::new();
    if !sections.is_empty() {
        let audiences = (0..surroundings.config.audiences.len()).filter_map(Audience::at);
        let concerned = audiences.filter(|audience| sections.iter().any(|section| !section.readers.include(*audience)));
        for (audience, reader) in concerned.map(|audience| (Some(audience), Reader::Only(audience))).chain([(None, Reader::Nobody)]) {
            let mut report = Vec::new();
            narrowed.push((audience, read(reader, &mut report).0));
            // Most is found again by every reader. It is looked up by its place, since there may be many.
            let mut known: HashMap<Option<&Location>, Vec<&Diagnostic>> = HashMap::default();
            for mistake in &mistakes {
                known.entry(mistake.location.as_ref()).or_default().push(mistake);
            }
            report.retain(|mistake| known.get(&mistake.location.as_ref()).is_none_or(|there| !there.contains(&mistake)));
            mistakes.append(&mut report);
        }
    }
    let mut parsed = Parsed::new(file, source, head, body, narrowed);
    (parsed.sections, parsed.mistakes) = (sections, mistakes);
    let in_lines = parsed.shown_in_lines(surroundings);
    parsed.shows.extend(in_lines);
    parsed
}

/// What an audience reads of a document, as running text for a line of another one: marks of blocks are text. What is wrong in it was said when the
/// document was parsed. `None` when it still holds comments or sections, whose marks must not become text.
pub(super) fn as_text(
    file: &FilePath,
    source: &str,
    surroundings: Surroundings<'_>,
    audience: Option<Audience>,
) -> Option<Content<Authored>> {
    let mut said = Vec::new();
    let body = front_matter::read(file, source, surroundings.config, &mut said).body;
    let text = lines::clean(file, &source[body..], body, &mut said);
    let text = lines::seen_by(file, &text, surroundings, audience.map_or(Reader::Nobody, Reader::Only));
    let may_have_section = (text.contains(":::") || text.contains("[!")) && {
        let lower = text.to_ascii_lowercase();
        lower.contains("audience") || lower.contains("moniker")
    };
    if may_have_section || text.contains("<!--") {
        return None;
    }
    let prepared = lines::as_text(file, &text, body, surroundings, &mut said);
    Some(lower::lower(file, None, &prepared, body, surroundings, &mut said, &mut Content::default()))
}

/// The text of a file as an audience may see it, to be shown as code: without the lines that are for others, and without the marks of sections for
/// audiences, so that it is the same whatever stands in them, and however much.
pub(super) fn seen_by(file: &FilePath, source: &str, surroundings: Surroundings<'_>, audience: Option<Audience>) -> String {
    let mut said = Vec::new();
    let body = front_matter::read(file, source, surroundings.config, &mut said).body;
    let text = lines::clean(file, &source[body..], body, &mut said);
    let mut seen = source[..body].to_owned();
    let mut done = 0;
    for range in lines::unseen_by(file, &text, surroundings, audience.map_or(Reader::Nobody, Reader::Only)) {
        let mut line_end = text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline + 1);
        // How many blank lines follow may depend on what is hidden.
        let blanks = text[line_end..].split_inclusive('\n').take_while(|line| line.trim().is_empty());
        line_end += blanks.map(str::len).sum::<usize>();
        seen.push_str(&source[body..][done..range.start.max(done)]);
        done = line_end.max(done);
    }
    seen.push_str(&source[body..][done..]);
    seen
}

/// Where the front matter of a file ends.
pub(super) fn body_of(file: &FilePath, source: &str, surroundings: Surroundings<'_>) -> usize {
    front_matter::read(file, source, surroundings.config, &mut Vec::new()).body
}

/// The parts of a file that are kept from an audience, and the marks around them.
pub(super) fn kept_from(file: &FilePath, source: &str, surroundings: Surroundings<'_>, audience: Audience) -> Vec<std::ops::Range<usize>> {
    let mut said = Vec::new();
    let body = front_matter::read(file, source, surroundings.config, &mut said).body;
    let text = lines::clean(file, &source[body..], body, &mut said);
    let unseen = lines::unseen_by(file, &text, surroundings, Reader::Only(audience));
    unseen.into_iter().map(|range| body + range.start..body + range.end).collect()
}

// The paths of the files whose content a body shows, as written, and whether they are shown as code.
fn shown_by(body: &Content<Authored>) -> Vec<(String, bool)> {
    let mut shown = Vec::new();
    for node in body.nodes() {
        if let Node::Deferred(deferred) = node
            && let Some(path) = shown_file(body, node)
        {
            shown.push((path.to_owned(), matches!(**deferred, Deferred::Snippet(_))));
        }
    }
    shown
}

impl Parsed {
    fn new(file: &FilePath, source: &Arc<str>, mut head: FrontMatter, body: Content<Authored>, narrowed: Narrowed) -> Self {
        let metadata = std::mem::take(&mut head.metadata);
        let bodies = std::iter::once(&body).chain(narrowed.iter().map(|(_, body)| body));
        let mut shows: Vec<(String, bool)> = bodies.flat_map(shown_by).collect();
        if !narrowed.is_empty() {
            // Each reader's body shows much the same.
            shows.sort_unstable();
            shows.dedup();
        }
        let contents = Arc::new(Contents { metadata, body, narrowed });
        Self { file: file.clone(), source: Arc::clone(source), head, contents, shows, sections: Vec::new(), mistakes: Vec::new() }
    }

    // What is shown only where the document is running text in a line of another one: what is code by itself may be an include there.
    fn shown_in_lines(&self, surroundings: Surroundings<'_>) -> Vec<(String, bool)> {
        let written = directive::MARKER.places(&self.source).filter(|place| {
            let word = self.source.as_bytes().get(place + 2..place + 9);
            word.is_some_and(|word| word.eq_ignore_ascii_case(b"include"))
        });
        if written.count() <= self.shows.iter().filter(|(_, is_code)| !is_code).count() {
            return Vec::new();
        }
        let audiences = (0..surroundings.config.audiences.len()).filter_map(Audience::at);
        let texts = std::iter::once(None).chain(audiences.map(Some));
        let texts = texts.filter_map(|reader| as_text(&self.file, &self.source, surroundings, reader));
        texts.flat_map(|text| shown_by(&text)).filter(|shown| !self.shows.contains(shown)).collect()
    }

    /// What stands for a file on which the parser itself failed: nobody reads it, and the author is told.
    pub(super) fn failed(file: &FilePath, source: &Arc<str>, message: &str) -> Self {
        let mistake = crate::rules::internal_error::RULE
            .on(file)
            .message(format!("playbook failed on this file: {message}"))
            .help("the file is left out; please report it with the file");
        let head = FrontMatter {
            metadata: crate::input::metadata::Metadata::new(),
            tag: Tag::Denied,
            doubt: None,
            has_tag: false,
            tag_at: crate::base::span::TextRange::default(),
            places: Vec::new(),
            body: 0,
        };
        Self { mistakes: vec![mistake], ..Self::new(file, source, head, Content::default(), Vec::new()) }
    }
}
