//! Slips: addresses that lack their scheme, that a mail gateway changed, or that are not spelled as the file.
//!
//! In:    the text of a link.
//! Out:   the address that is meant.
//! Never: knows which files there are.

use super::targets::Problem;
use crate::base::find::Needle;
use crate::base::spelling::composed;
use crate::base::url;
use crate::rules;

/// An address as it was meant, and what was wrong with it.
pub(super) struct Fixed {
    pub(super) url: String,
    pub(super) problem: Problem,
}

/// `someone@example.com`, `mailto=a@b.c`, `www.example.com/x`, `aka.ms/x`: what lacks its scheme.
pub(super) fn without_scheme(text: &str) -> Option<Fixed> {
    let bare = text.strip_prefix("mailto=").unwrap_or(text);
    let (path, _) = url::split_suffix(bare);
    let is_email = path.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host) && !name.contains(['/', ' ', '\\']));
    if is_email {
        let url = format!("mailto:{bare}");
        let problem = Problem {
            rule: &rules::email_without_mailto::RULE,
            message: format!("`{text}` is an e-mail address"),
            help: format!("write `{url}`"),
        };
        return Some(Fixed { url, problem });
    }
    let host = path.split(['/', '\\']).next().unwrap_or("");
    if text.starts_with(['.', '/', '~']) || !is_host(host) || is_file_name(host) {
        return None;
    }
    let url = format!("https://{text}");
    let problem = Problem {
        rule: &rules::url_without_scheme::RULE,
        message: format!("`{text}` is an address without its scheme"),
        help: format!("write `{url}`"),
    };
    Some(Fixed { url, problem })
}

fn is_host(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    labels.len() > 1
        && labels.iter().all(|label| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
        && labels.last().is_some_and(|top| top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

fn is_file_name(host: &str) -> bool {
    const EXTENSIONS: [&str; 34] = [
        "md", "markdown", "html", "htm", "yml", "yaml", "json", "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "bmp", "pdf",
        "ppt", "pptx", "doc", "docx", "xls", "xlsx", "csv", "txt", "zip", "mp4", "webm", "mp3", "cs", "js", "ps", "xml", "css",
    ];
    host.rsplit('.').next().is_some_and(|extension| EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str()))
}

// The gateway whose addresses are taken apart.
pub(super) static GATEWAY: Needle = Needle::of("safelinks.protection.outlook.com/");

/// The address that a mail gateway wrapped into one of its own.
pub(super) fn unwrapped_safelink(address: &str) -> Option<String> {
    let start = GATEWAY.next(address, 0)?;
    let (before, rest) = (&address[..start], &address[start + GATEWAY.length()..]);
    if !before.contains("://") {
        return None;
    }
    let query = rest.split_once('?')?.1;
    let value = query.split('&').find_map(|pair| pair.strip_prefix("url="))?;
    let decoded = url::decode(value).into_owned();
    decoded.starts_with("http").then_some(decoded)
}
/// A path that is not spelled as the file.
pub(super) fn other_spelling(path: &str, right: &str) -> Problem {
    // Two spellings that look the same are of no help.
    let looks_the_same = composed(&url::decode(path)) == composed(right);
    let (message, help) = if looks_the_same {
        let message = format!("`{path}` is written with other Unicode characters than the name of the file, which look the same");
        (message, "copy the name of the file, or rename the file with composed characters (NFC)".to_owned())
    } else {
        (format!("`{path}` is spelled `{right}` on disk"), format!("write `{right}`"))
    };
    Problem { rule: &rules::file_case_mismatch::RULE, message, help }
}
