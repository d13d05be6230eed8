//! Admitting: the corpus × an audience → the pages that the audience has, and where they stand.
//!
//! In:    the corpus, and one audience.
//! Out:   `Admission`.
//! Never: looks at the content of a page.

use std::sync::Arc;

use super::addresses::Addresses;
use super::{Admission, Admitted, compose, own_title};
use crate::base::audience::Audience;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::{HashMap, HashSet};
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::corpus::document::{Contents, Document, Kind};
use crate::corpus::{Corpus, Toc};
use crate::input::metadata::Value;
use crate::par;
use crate::rules;
use crate::site::{PageId, address};

// A page as it stands by itself, before it is known whether another one has its address.
struct Head<'a> {
    page: Admitted<'a>,
    mistake: Option<Diagnostic>,
}

impl<'a> Admission<'a> {
    // The page that a document of the content set is for this audience.
    fn head(&self, document: &Document) -> Option<Head<'a>> {
        let corpus = self.corpus;
        let (id, chosen, contents) = self.document(&document.logical)?;
        if !std::ptr::eq(chosen, document) || compose::preamble::is_for_no_version(self, chosen, contents) {
            return None;
        }
        let file_name = file_name(corpus, chosen, contents);
        let address = address::of_page(corpus.mapped.get(&chosen.file)?, file_name.and_then(Result::ok))?;
        let mistake = file_name.and_then(Result::err).map(|value| no_file_name(chosen, contents, value));
        let language = Arc::from(self.language(chosen, contents));
        Some(Head { page: Admitted { id, document: chosen, contents, address, language }, mistake })
    }
}

impl Admission<'_> {
    // What is said of a plain file that this audience may read, and for which each of its readers has a variant: it is in no site.
    fn replaced(&self, document: &Document) -> Option<Diagnostic> {
        let readers = document.contents.readers();
        let slot = self.corpus.targets.slot(&document.logical).filter(|slot| slot.files.len() > 1)?;
        let variant = |reader: Audience| {
            let variants = slot.files.iter().filter(|file| file.variant == Some(reader));
            let documents = variants.filter_map(|file| Some(self.corpus.document(*self.corpus.by_file.get(&file.file)?)));
            documents.into_iter().find(|variant| variant.kind == document.kind && variant.contents.readers().include(reader))
        };
        let is_plain = slot.files.iter().any(|file| file.file == document.file && file.variant.is_none());
        if !is_plain || !readers.include(self.audience) {
            return None;
        }
        let variants = readers.iter().map(variant).collect::<Option<Vec<_>>>()?;
        let diagnostic = rules::output_collision::RULE.at(&document.file, document.tag_at);
        let (what, label) = match document.kind {
            Kind::Page => ("page", "this page stands for it"),
            Kind::Fragment => ("text", "this text stands for it"),
        };
        let diagnostic = diagnostic.message(format!("each reader of this {what} has a variant of it, so it is in no site"));
        let diagnostic = diagnostic.help(format!("remove the {what}, or name readers who have no variant"));
        Some(variants.into_iter().fold(diagnostic, |said, variant| said.related(&variant.file, variant.tag_at, label)))
    }

    // As `replaced`, of a plain TOC.
    fn replaced_toc(&self, toc: &Toc) -> Option<Diagnostic> {
        let readers = self.readers_of_toc(toc)?;
        let slot = self.corpus.targets.slot(&toc.logical).filter(|slot| slot.files.len() > 1)?;
        if toc.variant.is_some() || !readers.include(self.audience) {
            return None;
        }
        let variant = |reader: Audience| {
            let variants = slot.files.iter().filter(|file| file.variant == Some(reader)).filter_map(|file| self.corpus.toc(&file.file));
            variants.into_iter().find(|variant| self.readers_of_toc(variant).is_some_and(|readers| readers.include(reader)))
        };
        let audiences = (0..self.corpus.config.audiences.len()).filter_map(Audience::at);
        let variants = audiences.filter(|reader| readers.include(*reader)).map(variant).collect::<Option<Vec<_>>>()?;
        let diagnostic = rules::output_collision::RULE.on(&toc.file);
        let diagnostic = diagnostic.message("each reader of this table of contents has a variant of it, so it is in no site");
        let diagnostic = diagnostic.help("remove the file, or one of the variants");
        let label = "this file stands for it";
        Some(variants.into_iter().fold(diagnostic, |said, variant| said.related(&variant.file, TextRange::default(), label)))
    }
}

/// The pages that an audience has; what is wrong with them joins the diagnostics.
pub(super) fn admit<'a>(corpus: &'a Corpus, audience: Audience, diagnostics: &mut Vec<Diagnostic>) -> Admission<'a> {
    let mut admission = Admission {
        corpus,
        audience,
        pages: Vec::new(),
        by_logical: Arc::default(),
        addresses: Arc::default(),
        copied_titles: Arc::default(),
    };
    // Documents of the content set come first, in the order of their paths.
    let pages = corpus.documents.iter().take_while(|document| document.kind == Kind::Page).collect::<Vec<_>>();
    let heads = par::map(&pages, |document| admission.head(document));
    if corpus.has_audiences {
        diagnostics.extend(corpus.documents.iter().filter_map(|document| admission.replaced(document)));
        diagnostics.extend(corpus.tocs.iter().filter_map(|toc| admission.replaced_toc(toc)));
    }
    let mut addresses = Addresses::with_room_for(heads.len());
    admission.pages.reserve_exact(heads.len());
    for Head { page, mistake } in heads.into_iter().flatten() {
        diagnostics.extend(mistake);
        if let Err(diagnostic) = addresses.take(&page.document.file, &page.address) {
            diagnostics.push(*diagnostic);
            continue;
        }
        admission.pages.push(page);
    }
    let by_logical = || (0_u32..).map(PageId).zip(&admission.pages).map(|(id, page)| (page.document.logical.clone(), id)).collect();
    let copied_titles = || {
        let mut titles = HashSet::default();
        let own = admission.pages.iter().filter_map(|page| own_title(page.contents));
        own.filter(|title| !titles.insert(*title)).map(ToOwned::to_owned).collect()
    };
    let (by_logical, copied_titles): (HashMap<FilePath, PageId>, HashSet<String>) = par::both(by_logical, copied_titles);
    Admission { by_logical: Arc::new(by_logical), addresses: Arc::new(addresses), copied_titles: Arc::new(copied_titles), ..admission }
}

/// The bare name that a page asks to be published under, or what it says instead of one.
pub(in crate::corpus) fn file_name<'a>(
    corpus: &'a Corpus,
    document: &Document,
    contents: &'a Contents,
) -> Option<Result<&'a str, &'a Value>> {
    let value = corpus.metadata(&document.file, contents, FILE_NAME)?;
    let is_bare = |name: &&str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    Some(value.as_text().map(str::trim).filter(is_bare).ok_or(value))
}

const FILE_NAME: &str = "outputFileName";

fn no_file_name(document: &Document, contents: &Contents, value: &Value) -> Diagnostic {
    let rule = &rules::output_name_invalid::RULE;
    let is_own = contents.metadata.contains_key(FILE_NAME);
    let diagnostic = if is_own { rule.at(&document.file, document.place(FILE_NAME)) } else { rule.on(&document.file) };
    let shown = value.as_text().filter(|name| !name.is_empty()).map_or_else(|| "this value".to_owned(), |name| format!("`{name}`"));
    diagnostic.message(format!("{shown} is no name of a file, so the page keeps its own")).help("write a bare name, such as `start.html`")
}
