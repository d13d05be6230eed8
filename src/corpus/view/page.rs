//! Pages: an admitted document → a page of the site, and what came with it.
//!
//! In:    the admission, and the place of a page in it.
//! Out:   the page with its head; what composing it found.
//! Never: asks another page for more than its head.

use std::sync::Arc;

use super::tasks::PageTasks;
use super::{Admission, Admitted, compose, own_title};
use crate::base::date;
use crate::base::diagnostic::Diagnostic;
use crate::input::metadata::Value;
use crate::par;
use crate::rules;
use crate::site::{Page, PageId, Switches};

/// Makes a page.
pub(super) fn make(admission: &Admission<'_>, id: PageId, room: &mut compose::Room) -> (Arc<Page>, Arc<compose::Composed>) {
    let file = &admission.pages[id.0 as usize].document.file;
    let composed = par::guarded(|| compose::compose(admission, id, room));
    let mut composed = composed.unwrap_or_else(|message| compose::Composed::failed(file, &message));
    let content = std::mem::take(&mut composed.page);
    let page = page(admission, id, content, &mut composed.diagnostics);
    (Arc::new(page), Arc::new(composed))
}

/// The tasks of the pages, in their order: copies of them where the pages are kept for the next view, else themselves.
pub(super) fn tasks(made: &mut [(Arc<Page>, Arc<compose::Composed>)], are_kept: bool) -> Vec<PageTasks> {
    let of = |composed: &mut Arc<compose::Composed>| match Arc::get_mut(composed) {
        Some(own) if !are_kept => std::mem::take(&mut own.tasks),
        Some(_) | None => composed.tasks.clone(),
    };
    made.iter_mut().map(|(_, composed)| of(composed)).collect()
}

fn page(admission: &Admission<'_>, id: PageId, composed: compose::ComposedPage, diagnostics: &mut Vec<Diagnostic>) -> Page {
    let Admitted { id: _, document, contents, address, language } = &admission.pages[id.0 as usize];
    let corpus = admission.corpus;
    let meta = |key: &str| corpus.metadata(&document.file, contents, key);
    let text = |key: &str| meta(key).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty());
    let flag = |key: &str| meta(key).and_then(Value::as_flag).unwrap_or(false);
    let compose::ComposedPage { body, outline, ids, redirect } = composed;
    let first_heading = outline.iter().find(|entry| entry.level == 1).map(|entry| entry.text.trim()).filter(|text| !text.is_empty());
    let (own, copied) = match own_title(contents) {
        Some(title) if admission.copied_titles.contains(title) => (None, Some(title)),
        own => (own, None),
    };
    let title = own.or_else(|| text("titleOverwriteH1")).or(first_heading).or(copied).or_else(|| text("title"));
    if title.is_none() && redirect.is_none() {
        diagnostics.push(
            rules::title_missing::RULE
                .on(&document.file)
                .message(format!("this page has no title; readers see `{}`", document.shown_name()))
                .help("begin it with a heading, `# …`, or give it a `title` in its front matter"),
        );
    }
    Page {
        address: address.clone(),
        title: title.map_or_else(|| document.shown_name().into_owned(), ToOwned::to_owned),
        // Repositories write `_description: "true"` as a switch of their template.
        description: text("description")
            .or_else(|| text("_description"))
            .filter(|text| !matches!(*text, "true" | "false"))
            .unwrap_or("")
            .to_owned(),
        language: language.to_string(),
        date: text("ms.date").and_then(date::parse),
        switches: Switches {
            hides_toc: flag("_disableToc"),
            hides_navbar: flag("_disableNavbar"),
            hides_footer: flag("_disableFooter"),
            hides_breadcrumb: flag("_disableBreadcrumb"),
            hides_outline: flag("_disableAffix"),
            hides_next: flag("_disableNextArticle"),
            is_not_indexed: flag("_noindex"),
        },
        facets: facets(corpus.config.publishing.facets.iter().map(|(name, key)| (name, meta(key)))),
        redirect,
        body,
        outline,
        ids,
    }
}

// A list of values, or a text with commas, is several values.
fn facets<'a>(named: impl Iterator<Item = (&'a String, Option<&'a Value>)>) -> Vec<(String, String)> {
    let mut facets = Vec::new();
    for (name, value) in named {
        let texts: Vec<&str> = match value {
            Some(Value::List(values)) => values.iter().filter_map(Value::as_text).collect(),
            Some(value) => value.as_text().into_iter().flat_map(|text| text.split(',')).collect(),
            None => Vec::new(),
        };
        let texts = texts.into_iter().map(str::trim).filter(|text| !text.is_empty());
        facets.extend(texts.map(|text| (name.clone(), text.to_owned())));
    }
    facets
}
