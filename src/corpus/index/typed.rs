//! Typed: the path that an author typed → a path of the playbook.
//!
//! In:    a file, and the text of a link in it.
//! Out:   the path that is meant where nothing is wrong with it.
//! Never: asks what is there.

use crate::base::path::FilePath;
use crate::base::url;

/// The path that most links name, and what follows it: one relative to the file, with nothing in it that could mean anything else. What stands there and is
/// spelled so is meant.
pub(crate) fn plain<'t>(from: &FilePath, text: &'t str) -> Option<(String, &'t str)> {
    let (path, suffix) = url::split_suffix(text);
    let could_mean_more = |byte| matches!(byte, b':' | b'%' | b'\\' | b'@');
    let is_plain = !path.is_empty() && !path.starts_with(['/', '~']) && !path.bytes().any(could_mean_more) && !path.contains("//");
    if is_plain { Some((from.text_beside(path)?, suffix)) } else { None }
}

/// A path as typed in a file: relative to it, `~/` and `/` to the root. Climbing above the root from a rooted path stays at the root, as browsers do.
pub(super) fn resolve(from: &FilePath, path: &str) -> Option<FilePath> {
    if let Some(rooted) = path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")) {
        return FilePath::new(rooted);
    }
    if path.starts_with(['/', '\\']) {
        let mut rest = path.trim_start_matches(['/', '\\']);
        while let Some(shorter) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("..\\")) {
            rest = shorter;
        }
        return FilePath::new(rest);
    }
    from.beside(path)
}
