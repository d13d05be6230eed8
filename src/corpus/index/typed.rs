//! Typed: the path that an author typed → a path of the playbook.
//!
//! In:    a file, and the text of a link in it.
//! Out:   the path that is meant where nothing is wrong with it.
//! Never: asks what is there.

use std::borrow::Cow;

use super::slips::GATEWAY;
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

/// The host of an address that most links elsewhere have: of the web, complete, and written as it is published. That it is no host of the playbook is for
/// others to see.
pub(crate) fn elsewhere(text: &str) -> Option<&str> {
    let after_scheme = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let host = &after_scheme[..after_scheme.find(['/', '?', '#']).unwrap_or(after_scheme.len())];
    let is_complete = matches!(url::encode_url(text), Cow::Borrowed(_));
    (is_complete && url::is_plain_host(host) && !GATEWAY.is_in(text)).then_some(host)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::index::targets::{Found, Target, Targets};
    use crate::input::config::Config;

    #[test]
    fn only_what_means_nothing_else_is_elsewhere() {
        assert_eq!(elsewhere("https://www.example.com/a?b=c#d"), Some("www.example.com"));
        assert_eq!(elsewhere("http://example.com"), Some("example.com"));
        for text in [
            "https://Example.com/",
            "https://example.com./",
            "https://example.com:443/",
            "https://xn--mnchen-3ya.example/",
            "https://example.com\\a",
            "https://example.com/a b",
            "https://example.com/\u{fc}",
            "https://gateway.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com",
            "https://",
            "https:///a",
            "Https://example.com/",
            "ftp://example.com/",
            "example.com/",
        ] {
            assert_eq!(elsewhere(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_elsewhere_at_a_glance_is_so_on_the_long_way(text in "https?:/?/[a-cxnX.:@%-]{0,8}(\\.safelinks\\.protection\\.outlook\\.com)?[/?#\\\\]?(url=https:)?[ -~\u{e9}]{0,6}") {
            let found = Targets::default().find(&FilePath::root(), &text, &Config::default(), &|_| true);
            if elsewhere(&text).is_some() {
                let expected = Found { target: Target::External(text.clone()), suffix: String::new(), problems: Vec::new() };
                proptest::prop_assert_eq!(found, expected);
                proptest::prop_assert_eq!(&*url::encode_url(&text), &*text);
            }
        }
    }
}
