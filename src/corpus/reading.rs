//! Reading: a snapshot → a corpus, step by step.
//!
//! In:    a snapshot, the configuration, and what was read last.
//! Out:   the documents, each behind the decision who may read it, and ways to find them.
//! Never: takes over from the last reading what could be different now.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Document, DocumentId, Kind};
use super::index::targets::Role;
use super::parse::directive::AlertKinds;
use super::parse::{self, AudienceSection, Parsed, Surroundings, Tag};
use super::{Corpus, Judged, Toc, guarded, layout, variant_of};
use crate::base::audience::{Guarded, Readers};
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::metadata::Value;
use crate::input::snapshot::{Entry, Snapshot, is_same_text};
use crate::par;
use crate::rules;

// A document whose tag is known: its own, or the one that configuration gives it.
struct Tagged {
    parsed: Arc<Parsed>,
    kind: Kind,
    tag: Tag,
    tag_is_own: bool,
}

/// The work of `Corpus::read`, step by step.
pub(super) struct Reading<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) kinds: AlertKinds,
    pub(super) last: Option<&'a Corpus>,
    pub(super) corpus: Corpus,
}

impl Reading<'_> {
    pub(super) fn tocs(&mut self) {
        let layout = Arc::clone(&self.corpus.layout);
        let last: HashMap<&FilePath, &Arc<Toc>> =
            self.last.map_or_else(HashMap::default, |last| last.tocs.iter().map(|toc| (&toc.file, toc)).collect());
        let tocs = par::map(&layout.tocs, |(file, logical, variant)| {
            let source = self.snapshot.text(file)?;
            let known = last.get(file).copied().filter(|toc| is_same_text(&toc.source, source));
            Some(known.cloned().unwrap_or_else(|| {
                let (content, mistakes) = if file.has_extension("md") {
                    parse::toc::parse_markdown(file, source, &self.corpus.config.audience_key)
                } else {
                    parse::toc::parse_yaml(file, source, &self.corpus.config.audience_key)
                };
                let (file, logical, source) = (file.clone(), logical.clone(), Arc::clone(source));
                Arc::new(Toc { file, logical, variant: *variant, source, content, mistakes })
            }))
        });
        for toc in tocs.into_iter().flatten() {
            self.corpus.mistakes.extend(toc.mistakes.iter().cloned());
            self.corpus.tocs.push(toc);
        }
    }

    pub(super) fn pages(&self) -> Vec<Arc<Parsed>> {
        let texts = par::map(&self.corpus.layout.pages, |file| Some((file.clone(), Arc::clone(self.snapshot.text(file)?))));
        self.parse(&texts.into_iter().flatten().collect::<Vec<_>>(), 0)
    }

    // Parses files, or takes them over. `first` is where the first of them stood among the documents of the last reading, most likely.
    fn parse(&self, files: &[(FilePath, Arc<str>)], first: usize) -> Vec<Arc<Parsed>> {
        let (config, kinds) = (&self.corpus.config, &self.kinds);
        let known = |file: &FilePath, text: &Arc<str>, place: usize| {
            let last = self.last?;
            let parsed = &last.parsed[last.place(file, place)?];
            is_same_text(&parsed.source, text).then(|| Arc::clone(parsed))
        };
        let places: Vec<usize> = (0..files.len()).collect();
        par::map_in(&places, |room, place| {
            let (file, text) = &files[*place];
            known(file, text, first + place).unwrap_or_else(|| {
                let parsed = par::guarded(|| parse::parse(file, text, Surroundings { config, kinds }, room));
                Arc::new(parsed.unwrap_or_else(|message| Parsed::failed(file, text, &message)))
            })
        })
    }

    // The fragments of the last reading, where all documents show the files that they showed.
    fn same_fragments(&mut self, pages: &[Arc<Parsed>]) -> Option<Vec<Arc<Parsed>>> {
        let last = self.last.filter(|last| Arc::ptr_eq(&last.layout, &self.corpus.layout))?;
        let (known_pages, known_fragments) = last.parsed.split_at_checked(pages.len())?;
        let show_the_same = |was: &[Arc<Parsed>], is: &[Arc<Parsed>]| {
            was.iter().zip(is).all(|(was, is)| Arc::ptr_eq(was, is) || was.file.is(&is.file) && was.shows == is.shows)
        };
        if !show_the_same(known_pages, pages) {
            return None;
        }
        let text = |fragment: &Arc<Parsed>| Some((fragment.file.clone(), Arc::clone(self.snapshot.text(&fragment.file)?)));
        let fragments = self.parse(&known_fragments.iter().map(text).collect::<Option<Vec<_>>>()?, pages.len());
        if !show_the_same(known_fragments, &fragments) {
            return None;
        }
        let code = last.code.keys().map(|file| Some((file.clone(), Arc::clone(self.snapshot.text(file)?)))).collect::<Option<_>>()?;
        self.corpus.code = Arc::new(code);
        self.corpus.broken.clone_from(&last.broken);
        Some(fragments)
    }

    // The fragments that pages include, and those that they include.
    pub(super) fn fragments(&mut self, pages: &[Arc<Parsed>]) -> Vec<Arc<Parsed>> {
        if let Some(fragments) = self.same_fragments(pages) {
            return fragments;
        }
        if pages.iter().all(|page| page.shows.is_empty()) {
            return Vec::new();
        }
        let mut known: HashSet<FilePath> = pages.iter().map(|parsed| parsed.file.clone()).collect();
        let mut fragments: Vec<Arc<Parsed>> = Vec::new();
        let mut wanted = self.included_by(pages, &known);
        while !wanted.is_empty() {
            known.extend(wanted.iter().map(|(file, _)| file.clone()));
            let parsed = self.parse(&wanted, pages.len() + fragments.len());
            wanted = self.included_by(&parsed, &known);
            fragments.extend(parsed);
        }
        fragments
    }

    fn included_by(&mut self, parsed: &[Arc<Parsed>], known: &HashSet<FilePath>) -> Vec<(FilePath, Arc<str>)> {
        let mut wanted: BTreeMap<FilePath, Arc<str>> = BTreeMap::new();
        let mut broken: std::collections::BTreeSet<FilePath> = std::collections::BTreeSet::new();
        for document in parsed {
            for (path, is_code) in &document.shows {
                if *is_code {
                    self.corpus.take_code(self.snapshot, &document.file, path);
                }
                // Which of several it names depends on who reads; and what others include must not decide what there is.
                let named = self.corpus.targets.includable(&document.file, path);
                // A document that is shown as code is a document all the same: it says who may read it.
                let named = named.filter(|logical| !*is_code || guarded::is_markdown(logical));
                let slots = named.filter_map(|logical| self.corpus.targets.slot(logical));
                for candidate in slots.flat_map(|slot| &slot.files) {
                    // A page that cannot be read was reported as a page.
                    if known.contains(&candidate.file) || candidate.role == Role::Broken {
                        continue;
                    }
                    match self.snapshot.get(&candidate.file) {
                        Some(Entry::Text(text)) => _ = wanted.insert(candidate.file.clone(), Arc::clone(text)),
                        Some(Entry::NotUtf8 { .. }) => _ = broken.insert(candidate.file.clone()),
                        Some(Entry::Asset { .. } | Entry::Unreadable(_)) | None => {}
                    }
                }
            }
        }
        for file in broken {
            if let Some(entry) = self.snapshot.get(&file) {
                layout::unreadable(&file, entry, true, &mut self.corpus.broken);
            }
        }
        wanted.into_iter().collect()
    }

    // Decides who may read each document, and puts its contents behind that decision.
    pub(super) fn documents(&mut self, pages: Vec<Arc<Parsed>>, fragments: Vec<Arc<Parsed>>) {
        let tags: Vec<(Tag, bool)> = par::map(&pages, |page| self.page_tag(page));
        if pages.iter().any(|page| page.head.has_tag) || tags.iter().any(|(tag, is_own)| *tag != Tag::Absent && !is_own) {
            self.corpus.has_audiences = true;
        }
        let pages = pages.into_iter().zip(tags).map(|(parsed, (tag, tag_is_own))| Tagged { parsed, kind: Kind::Page, tag, tag_is_own });
        let fragments = fragments.into_iter().map(|parsed| {
            let (tag, tag_is_own) = self.fragment_tag(&parsed);
            Tagged { parsed, kind: Kind::Fragment, tag, tag_is_own }
        });
        let all: Vec<(usize, Tagged)> = pages.chain(fragments).enumerate().collect();
        let made = par::map_owned(all, |(place, tagged)| {
            let (document, mistakes) = self.judged_before(&tagged, place).unwrap_or_else(|| self.judge(&tagged));
            let Tagged { parsed, kind: _, tag, tag_is_own } = tagged;
            (document, Judged { tag, tag_is_own, mistakes }, parsed)
        });
        for (document, judged, parsed) in made {
            self.corpus.documents.push(document);
            self.corpus.judged.push(judged);
            self.corpus.parsed.push(parsed);
        }
    }

    // A page's tag: its own, or the one that configuration gives it.
    fn page_tag(&self, page: &Parsed) -> (Tag, bool) {
        if page.head.tag != Tag::Absent {
            return (page.head.tag, true);
        }
        match self.corpus.outer_metadata(&page.file, &self.corpus.config.audience_key) {
            // The page seems to say something else than the configuration says for it.
            Some(_) if page.head.doubt.is_some() => (Tag::Denied, true),
            Some(value) => (parse::front_matter::tag_of(value, &self.corpus.config), false),
            None => (Tag::Absent, true),
        }
    }

    // A fragment's tag: its own, or the one that a pattern of configuration gives it. What holds for all pages alike does not: a fragment follows its page.
    fn fragment_tag(&self, fragment: &Parsed) -> (Tag, bool) {
        let config = &self.corpus.config;
        match config.file_value(&fragment.file, &config.audience_key) {
            Some(value) if fragment.head.tag == Tag::Absent && fragment.head.doubt.is_none() => {
                (parse::front_matter::tag_of(value, config), false)
            }
            Some(_) | None => (fragment.head.tag, true),
        }
    }

    // The document of the last reading, when it would be made of the same.
    fn judged_before(&self, tagged: &Tagged, likely: usize) -> Option<(Arc<Document>, Arc<[Diagnostic]>)> {
        let Tagged { parsed, kind, tag, tag_is_own } = tagged;
        let last = self.last.filter(|last| last.has_audiences == self.corpus.has_audiences)?;
        let place = last.place(&parsed.file, likely)?;
        let (document, judged) = (&last.documents[place], &last.judged[place]);
        let is_same =
            Arc::ptr_eq(&last.parsed[place], parsed) && document.kind == *kind && judged.tag == *tag && judged.tag_is_own == *tag_is_own;
        is_same.then(|| (Arc::clone(document), Arc::clone(&judged.mistakes)))
    }

    // Makes a document, and says what is wrong with it.
    fn judge(&self, tagged: &Tagged) -> (Arc<Document>, Arc<[Diagnostic]>) {
        let &Tagged { ref parsed, kind, tag, tag_is_own } = tagged;
        let Parsed { file, source, head, contents, shows: _, sections, mistakes } = &**parsed;
        let mut mistakes = mistakes.clone();
        if tag == Tag::Denied && !tag_is_own {
            mistakes.insert(0, self.unknown_by_configuration(file));
        }
        let (logical, variant) = variant_of(file, &self.corpus.config);
        let everyone = if self.corpus.has_audiences { self.corpus.config.everyone() } else { Readers::EVERYONE };
        // Of a page whose front matter is broken and names nobody, it is enough to say that the tag is missing.
        let doubt = head.doubt.filter(|at| self.corpus.has_audiences && (kind == Kind::Fragment || *at != head.tag_at));
        let mut readers = match tag {
            Tag::For(readers) => readers.and(everyone),
            Tag::Denied => Readers::NOBODY,
            Tag::Absent if !self.corpus.has_audiences => everyone,
            Tag::Absent if doubt.is_some() => Readers::NOBODY,
            Tag::Absent if kind == Kind::Fragment => everyone,
            Tag::Absent => {
                mistakes.push(self.untagged(file, head.tag_at));
                Readers::NOBODY
            }
        };
        if let Some(at) = doubt {
            mistakes.push(self.doubtful(file, at));
        }
        if let Some(variant) = variant {
            let only = Readers::only(variant);
            if matches!(tag, Tag::For(named) if !named.include(variant)) {
                let name = self.corpus.config.audience_name(variant);
                mistakes.push(
                    rules::audience_conflict::RULE
                        .at(file, head.tag_at)
                        .message(format!("the file name says `{name}`, its `{}` does not", self.corpus.config.audience_key))
                        .label("the page is in no site")
                        .help(format!("name `{name}` here, or rename the file")),
                );
            }
            readers = readers.and(only);
        }
        self.empty_sections(file, readers, sections, &mut mistakes);
        let document = Document {
            file: file.clone(),
            logical,
            kind,
            source: Arc::clone(source),
            tag_at: head.tag_at,
            places: head.places.clone(),
            is_tagged: tag != Tag::Absent && tag_is_own,
            contents: Guarded::new(readers, Arc::clone(contents)),
        };
        (Arc::new(document), mistakes.into())
    }

    // Names for the documents: by file, and by uid.
    pub(super) fn index(&mut self) {
        fn uid(parsed: &Parsed) -> Option<&str> {
            parsed.contents.metadata.get("uid").and_then(Value::as_text)
        }
        let Corpus { documents, parsed, by_file, by_uid, .. } = &mut self.corpus;
        let same_places = self.last.filter(|last| {
            let places = last.documents.iter().zip(&*documents);
            last.documents.len() == documents.len()
                && places.into_iter().all(|(was, is)| Arc::ptr_eq(was, is) || was.file.is(&is.file) && was.kind == is.kind)
        });
        if let Some(last) = same_places {
            *by_file = Arc::clone(&last.by_file);
            if last.parsed.iter().zip(&*parsed).all(|(was, is)| Arc::ptr_eq(was, is) || uid(was) == uid(is)) {
                *by_uid = Arc::clone(&last.by_uid);
                return;
            }
        } else {
            let id = |place: usize| DocumentId(u32::try_from(place).unwrap_or(u32::MAX));
            *by_file = Arc::new(documents.iter().enumerate().map(|(place, document)| (document.file.clone(), id(place))).collect());
        }
        let mut named: BTreeMap<String, Vec<DocumentId>> = BTreeMap::new();
        for (place, (document, parsed)) in documents.iter().zip(&*parsed).enumerate() {
            if let Some(uid) = uid(parsed).filter(|_| document.kind == Kind::Page) {
                named.entry(uid.to_owned()).or_default().push(DocumentId(u32::try_from(place).unwrap_or(u32::MAX)));
            }
        }
        *by_uid = Arc::new(named);
    }

    // A section that nobody who has the document may read is shown to nobody.
    fn empty_sections(&self, file: &FilePath, readers: Readers, sections: &[AudienceSection], mistakes: &mut Vec<Diagnostic>) {
        for section in sections.iter().filter(|section| section.is_understood && !readers.is_nobody()) {
            let diagnostic = rules::audience_zone_empty::RULE.at(file, section.at);
            if !self.corpus.has_audiences {
                let help = "name the audiences in `playbook.yml`, and in each page whom it is for";
                mistakes.push(diagnostic.message("this playbook has no audiences, so nobody sees this section").help(help));
            } else if section.readers.and(readers).is_nobody() {
                let message = "none of these readers has this page, or the section around this one, so nobody sees it";
                let help = format!("name readers of the page: `{}`", self.names(readers).join(", "));
                mistakes.push(diagnostic.message(message).help(help));
            }
        }
    }

    fn names(&self, readers: Readers) -> Vec<&str> {
        let config = &self.corpus.config;
        let audiences = readers.iter().filter(|audience| audience.place() < config.audiences.len());
        audiences.map(|audience| config.audience_name(audience)).collect()
    }

    // What was read last, where it is the same.
    pub(super) fn settle(&mut self) {
        let corpus = &mut self.corpus;
        if let Some(last) = self.last.filter(|last| last.code == corpus.code) {
            corpus.code = Arc::clone(&last.code);
        }
    }

    // The configuration names an audience that there is not.
    fn unknown_by_configuration(&self, file: &FilePath) -> Diagnostic {
        let key = &self.corpus.config.audience_key;
        let names = self.corpus.outer_metadata(file, key).map(parse::front_matter::names_of).unwrap_or_default();
        let unknown = names.iter().find(|name| self.corpus.config.audience(name).is_none()).cloned().unwrap_or_default();
        let near = crate::base::nearest::nearest(&unknown, self.corpus.config.audiences.iter().map(String::as_str));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the audiences are `{}`", self.corpus.config.audiences.join("`, `")),
        };
        rules::audience_unknown::RULE
            .on(file)
            .message(format!("`{unknown}` is no audience of this playbook"))
            .label("the page is in no site")
            .help(help)
    }

    // A slip in the key of the audience.
    fn doubtful(&self, file: &FilePath, at: TextRange) -> Diagnostic {
        let key = &self.corpus.config.audience_key;
        rules::audience_missing::RULE
            .at(file, at)
            .message(format!("this does not say clearly who may read it: `{key}` is missing"))
            .label("nobody reads it")
            .help(format!("write `{key}: {}` at the left of a line of the front matter", self.corpus.config.audiences.join(", ")))
    }

    fn untagged(&self, file: &FilePath, at: TextRange) -> Diagnostic {
        rules::audience_missing::RULE
            .at(file, at)
            .message(format!("this page does not say who may read it: `{}` is missing", self.corpus.config.audience_key))
            .label("the page is in no site")
            .help(format!(
                "add a line `{}: {}` to its front matter",
                self.corpus.config.audience_key,
                self.corpus.config.audiences.join(", ")
            ))
    }
}
