//! Redirects: old addresses, as one audience knows them.
//!
//! In:    the redirects of the configuration, and the pages of an audience.
//! Out:   where each old address leads.
//! Never: tells an audience of an old address that is not said to be for it, or of a page that it may not read.

use std::collections::BTreeMap;

use super::Admission;
use super::addresses::Wanted;
use super::compose::Bookmark;
use super::links::Written;
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::HashMap;
use crate::base::nearest::nearest;
use crate::base::path::{FilePath, OutPath};
use crate::base::url;
use crate::input::redirects::{FILE, Redirect};
use crate::rules;
use crate::site::{Link, address};

/// The old addresses of an audience, and where they lead.
pub(super) fn redirects(
    admission: &Admission<'_>,
    assets: &mut Wanted,
    bookmarks: &mut Vec<Bookmark>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<OutPath, Link> {
    let corpus = admission.corpus;
    let Some(file) = FilePath::new(FILE) else { return BTreeMap::new() };
    let mut known: HashMap<&FilePath, &Redirect> = HashMap::default();
    let mut theirs = Vec::new();
    for redirect in &corpus.config.redirects {
        if !is_for(admission, redirect, &file, diagnostics) {
            continue;
        }
        // The same address may lead others elsewhere.
        if known.contains_key(&redirect.source) {
            let message = format!("`{}` is redirected twice for the same readers, and only the first counts", redirect.source);
            diagnostics.push(rules::config_invalid::RULE.at(&file, redirect.source_at).message(message));
            continue;
        }
        known.insert(&redirect.source, redirect);
        theirs.push(redirect);
    }
    let mut found = BTreeMap::new();
    for redirect in theirs {
        let mapped = corpus.config.content_path(&redirect.source);
        let Some(old) = mapped.and_then(|mapped| address::of_page(&mapped, None)) else {
            let diagnostic = rules::config_invalid::RULE.at(&file, redirect.source_at);
            diagnostics.push(diagnostic.message(format!("`{}` is no part of the content, so it has no address", redirect.source)));
            continue;
        };
        // Two addresses that differ only in case are one file on many hosts.
        if admission.pages.iter().any(|page| page.address.as_str().eq_ignore_ascii_case(old.as_str())) {
            let diagnostic = rules::config_invalid::RULE.at(&file, redirect.source_at);
            diagnostics.push(
                diagnostic
                    .message(format!("`{}` is a page, so its address is not free", redirect.source))
                    .help("remove the redirection, or the page"),
            );
            continue;
        }
        // A target that moved, too, is followed to its end.
        let mut last = redirect;
        let mut steps = 0;
        let text = loop {
            let text = spelled(&last.target);
            let (path, _) = url::split_suffix(&text);
            let file = FilePath::new(path);
            match file.filter(|path| !admission.by_logical.contains_key(path)).and_then(|path| known.get(&path).copied()) {
                Some(next) if steps < known.len() => (last, steps) = (next, steps + 1),
                Some(_) => break None,
                None => break Some(text),
            }
        };
        let Some(text) = text else {
            let diagnostic = rules::config_invalid::RULE.at(&file, redirect.target_at);
            diagnostics
                .push(diagnostic.message(format!("`{}` leads round in a circle", redirect.target)).help("name a page that is there"));
            continue;
        };
        let resolved = admission.resolve(Written { file: &file, source: "", text: &text, at: last.target_at }, None);
        diagnostics.extend(resolved.diagnostics);
        bookmarks.extend(resolved.bookmark);
        assets.extend(resolved.asset);
        match resolved.link {
            Link::Nowhere | Link::Here(_) => {}
            link @ (Link::Page(..) | Link::Asset(..) | Link::External(_)) => {
                found.insert(old, link);
            }
        }
    }
    found
}

// Whether this audience knows the old address. Where there are audiences, silence is nobody.
fn is_for(admission: &Admission<'_>, redirect: &Redirect, file: &FilePath, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let corpus = admission.corpus;
    if !corpus.has_audiences {
        return true;
    }
    if redirect.audiences.is_empty() {
        let diagnostic = rules::audience_missing::RULE.at(file, redirect.source_at);
        let key = &corpus.config.audience_key;
        diagnostics.push(
            diagnostic
                .message(format!("this redirection does not say who knows the old address: `{key}` is missing"))
                .label("it is in no site"),
        );
        return false;
    }
    let mut is_for = false;
    for (name, at) in &redirect.audiences {
        let Some(audience) = corpus.config.audience(name) else {
            let near = nearest(name, corpus.config.audiences.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            let diagnostic = rules::audience_unknown::RULE.at(file, *at).message(format!("`{name}` is no audience of this playbook"));
            diagnostics.push(diagnostic.label("the redirection is in no site").help_if(near));
            return false;
        };
        is_for |= audience == admission.audience;
    }
    is_for
}

// An address as Open Publishing writes it, spelled as a link of ours: from the root, with the ending of a file.
fn spelled(target: &str) -> String {
    let Some(rooted) = target.strip_prefix('/').filter(|rest| !rest.starts_with('/')) else { return target.to_owned() };
    let (path, suffix) = url::split_suffix(rooted);
    let name = path.rsplit('/').next().unwrap_or_default();
    if name.is_empty() {
        format!("{path}index.md{suffix}")
    } else if name.contains('.') {
        path.strip_suffix(".html").map_or_else(|| rooted.to_owned(), |stem| format!("{stem}.md{suffix}"))
    } else {
        format!("{path}.md{suffix}")
    }
}
