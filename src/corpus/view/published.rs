//! Published always: files that every site gets though no page refers to them.
//!
//! In:    the patterns of `publish`, and the resources of the playbook.
//! Out:   the files that one audience gets by them.
//! Never: ships a text that may hold something for some readers only.

use super::Admission;
use super::addresses::Wanted;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::corpus::variant_of;
use crate::input::config::PLAYBOOK;
use crate::rules;
use crate::site::address;

/// The files that are shipped even when no page refers to them.
pub(super) fn always(admission: &Admission<'_>, diagnostics: &mut Vec<Diagnostic>) -> Wanted {
    let corpus = admission.corpus;
    if corpus.config.always_published.is_empty() {
        return Wanted::new();
    }
    let is_wanted = |file: &FilePath| corpus.config.always_published.iter().any(|glob| glob.matches(file.as_str()));
    let wanted = corpus.mapped.iter().filter(|(file, _)| is_wanted(file));
    let is_own = |file: &FilePath| admission.resource(&variant_of(file, &corpus.config).0) == Some(file);
    let (guarded, free): (Vec<_>, Vec<_>) = wanted.filter(|(file, _)| is_own(file)).partition(|(file, _)| admission.is_guarded(file));
    diagnostics.extend(guarded.iter().map(|(file, _)| *file).min().map(not_published));
    free.into_iter().filter_map(|(file, mapped)| Some((address::of_asset(mapped)?, file.clone()))).collect()
}

fn not_published(first: &FilePath) -> Diagnostic {
    let rule = &rules::config_invalid::RULE;
    let diagnostic = FilePath::new(PLAYBOOK).map_or_else(|| rule.anywhere(), |file| rule.on(&file));
    diagnostic
        .message(format!("`publish` takes in texts such as `{first}`, which may hold something for some readers only; they are in no site"))
        .target(first)
        .help("let the patterns take in pictures and downloads alone, and publish a text as a page")
}
