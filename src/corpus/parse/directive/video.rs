//! Videos: `:::video` and `> [!VIDEO address]`, and the address at which a player is found.
//!
//! In:    a text that begins with `:::video`, or the text right after a quote mark.
//! Out:   the video as written, its address made fit for a player.
//! Never: asks the network; takes an address that is not on the web.
//!
//! Source of the rule: DocFX (`VideoExtension`, `QuoteSectionNoteRender.FixUpLink`).

use std::ops::Range;

use super::Problem;
use super::attributes::{self, Attributes, Reading, Value};
use super::division::marker_end;
use crate::base::url::{encode_url, scheme};
use crate::rules;

/// A video.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct VideoDirective {
    /// Whether a description follows, up to the end line.
    pub is_complex: bool,
    /// The address as written.
    pub source: Value,
    /// The address of the player.
    pub address: String,
    /// What it is called.
    pub title: Option<String>,
    /// How wide it may become, in pixels.
    pub max_width: Option<u32>,
    /// The picture that stands for it.
    pub thumbnail: Option<String>,
    /// When it was published.
    pub upload_date: Option<String>,
    /// How long it takes.
    pub duration: Option<String>,
}

const KNOWN: [&str; 7] = ["source", "title", "max-width", "thumbnail", "upload-date", "duration", "type"];

/// Reads a video at the start of a text. `None`: it is none.
pub(crate) fn read(text: &str) -> Option<Reading<VideoDirective>> {
    match attributes::read(text) {
        Err(wrong) if wrong.name == "video" => {
            let end = wrong.range.start;
            Some(Reading { construct: None, end, problems: vec![wrong.problem(&rules::video_invalid::RULE)] })
        }
        Ok(attributes) if attributes.name == "video" => Some(video(&attributes)),
        Ok(_) | Err(_) => None,
    }
}

fn video(attributes: &Attributes) -> Reading<VideoDirective> {
    let rule = &rules::video_invalid::RULE;
    let end = attributes.end;
    let mut problems = attributes.unknown(rule, &KNOWN);
    if problems.is_empty() {
        problems.extend(attributes.missing(rule, "source", "https://www.youtube.com/embed/…"));
    }
    let width = attributes.value("max-width");
    let max_width = width.as_ref().and_then(|width| width.text.trim().parse::<u32>().ok());
    if width.is_none() && attributes.find("max-width").is_some() {
        problems.extend(attributes.missing(rule, "max-width", "640"));
    }
    if let (Some(width), None) = (width, max_width) {
        let (message, help) = (format!("`{}` is no whole number", width.text), "give the width in pixels: `max-width=\"640\"`".to_owned());
        problems.push(Problem { rule, range: width.range, message, help });
    }
    let source = attributes.value("source");
    let address = source.as_ref().and_then(|source| fixed(&source.text).or_else(|| relative(&source.text)));
    if let (Some(source), None) = (&source, &address) {
        let message = format!("`{}` is no address on the web", source.text);
        problems.push(Problem { rule, range: source.range.clone(), message, help: "begin it with `https://`".to_owned() });
    }
    let (Some(source), Some(address), true) = (source, address, problems.is_empty()) else {
        return Reading { construct: None, end, problems };
    };
    problems.extend(strange_host(&address, &source));
    problems.extend(attributes.missing(rule, "thumbnail", "https://…/picture.png"));
    problems.extend(attributes.missing(rule, "upload-date", "2025-03-31"));
    let construct = VideoDirective {
        is_complex: attributes.value("type").is_some_and(|value| value.text.eq_ignore_ascii_case("complex")),
        source,
        address,
        title: attributes.text("title"),
        max_width,
        thumbnail: attributes.text("thumbnail"),
        upload_date: attributes.text("upload-date"),
        duration: attributes.text("duration"),
    };
    Reading { construct: Some(construct), end, problems }
}

/// Reads `[!VIDEO address]` right after a quote mark. `None`: it is none.
pub(crate) fn read_quote(text: &str) -> Option<Reading<VideoDirective>> {
    let word = "[!video";
    if !text.get(..word.len())?.eq_ignore_ascii_case(word) || !text[word.len()..].starts_with([' ', '\t']) {
        return None;
    }
    let close = marker_end(text)?;
    let typed = &text[word.len()..close];
    let start = word.len() + typed.len() - typed.trim_start().len();
    let range = start..start + typed.trim().len();
    if range.is_empty() {
        return None;
    }
    let source = Value { text: text[range.clone()].replace("\\]", "]"), range };
    let end = text.trim_end().len();
    let wrong = |rule, range: Range<usize>, message: String, help: String| {
        Some(Reading { construct: None, end, problems: vec![Problem { rule, range, message, help }] })
    };
    let is_proper = typed.starts_with(' ') && (source.text.starts_with("https://") || source.text.starts_with("http://"));
    let address = fixed(&source.text).filter(|_| is_proper && start == word.len() + 1);
    let Some(address) = address else {
        let message = format!("`{}` is no video: one space and an address that begins with `https://` have to follow", &text[..word.len()]);
        return wrong(&rules::video_invalid::RULE, source.range, message, "write `[!VIDEO https://…]`".to_owned());
    };
    if close + 1 < end {
        let help = "put the text on a line of its own, outside the quote".to_owned();
        let message = format!("text follows `{}` on the same line, so this is no video", &text[..=close]);
        return wrong(&rules::alert_invalid::RULE, attributes::skip_blanks(text, close + 1)..end, message, help);
    }
    let problems = strange_host(&address, &source).into_iter().collect();
    let construct = VideoDirective {
        is_complex: false,
        source,
        address,
        title: None,
        max_width: None,
        thumbnail: None,
        upload_date: None,
        duration: None,
    };
    Some(Reading { construct: Some(construct), end, problems })
}

/// The address of the player that an address of a video means. `None`: it is no address on the web.
pub(crate) fn fixed(url: &str) -> Option<String> {
    let url = url.trim();
    let split = url.find("://").filter(|&end| ["http", "https"].iter().any(|scheme| url[..end].eq_ignore_ascii_case(scheme)))?;
    let rest = &url[split + 3..];
    let authority_end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(authority_end);
    let (rest, fragment) = rest.find('#').map_or((rest, ""), |place| rest.split_at(place));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let is_host = !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'));
    if !is_host || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let port = if port.is_empty() || port == "443" { String::new() } else { format!(":{port}") };
    // Browsers read `\` in a path as `/`.
    let path = path.replace('\\', "/");
    let path = if path.is_empty() { "/" } else { &path };
    let host = host.to_lowercase();
    let address = match host.as_str() {
        "channel9.msdn.com" => {
            let query = if query.is_empty() { "nocookie=true".to_owned() } else { format!("{query}&nocookie=true") };
            Address { host, path: path.to_owned(), query }
        }
        "youtube.com" | "www.youtube.com" | "youtu.be" | "www.youtube-nocookie.com" => youtube(host, path, query),
        _ => Address { host, path: path.to_owned(), query: query.to_owned() },
    };
    let mark = if address.query.is_empty() { "" } else { "?" };
    let fragment = if fragment == "#" { "" } else { fragment };
    let tail = format!("{}{mark}{}{fragment}", address.path, address.query);
    Some(format!("https://{}{port}{}", address.host, encode_url(&tail)))
}

struct Address {
    host: String,
    path: String,
    query: String,
}

const PLAYER: &str = "www.youtube-nocookie.com";

fn youtube(host: String, path: &str, query: &str) -> Address {
    let is_id = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let parameters: Vec<&str> = query.split('&').filter(|parameter| !parameter.is_empty()).collect();
    let value = |name: &str| parameters.iter().find_map(|parameter| parameter.strip_prefix(name)?.strip_prefix('='));
    let embedded = path.strip_prefix("/embed/").map(|rest| rest.trim_end_matches('/'));
    let short = if host == "youtu.be" { path.strip_prefix('/').map(|rest| rest.trim_end_matches('/')) } else { None };
    let has_list = value("list").is_some_and(|list| !list.is_empty());
    let id = short.filter(|id| is_id(id)).or_else(|| value("v").filter(|id| is_id(id)));
    let id = id.or_else(|| embedded.filter(|id| is_id(id) && *id != "videoseries"));
    let path = match id {
        Some(id) => format!("/embed/{id}"),
        None if has_list || embedded == Some("videoseries") => "/embed/videoseries".to_owned(),
        None => {
            let host = if host == "youtu.be" { host } else { PLAYER.to_owned() };
            return Address { host, path: path.to_owned(), query: query.to_owned() };
        }
    };
    let mut remaining: Vec<&str> =
        parameters.iter().copied().filter(|parameter| !(*parameter == "v" || parameter.starts_with("v="))).collect();
    if value("rel").is_none() {
        remaining.push("rel=0");
    }
    Address { host: PLAYER.to_owned(), path, query: remaining.join("&") }
}

// An address within the playbook, or of the host that a page is on.
fn relative(source: &str) -> Option<String> {
    let has_scheme = scheme(source).is_some() || source.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'));
    (!has_scheme && !source.chars().any(char::is_control)).then(|| encode_url(source.trim()).into_owned())
}

fn strange_host(address: &str, source: &Value) -> Option<Problem> {
    let rest = address.strip_prefix("https://").unwrap_or_default();
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let path = &path[..path.find(['?', '#']).unwrap_or(path.len())];
    let (is_known, is_player) = match host {
        "channel9.msdn.com" => (true, path.ends_with("/player")),
        PLAYER => (true, path.starts_with("/embed/")),
        "microsoft.com" | "www.microsoft.com" => (true, path.contains("/videoplayer/embed")),
        "learn-video.azurefd.net" => (true, true),
        _ => (false, false),
    };
    let (message, help) = match (is_known, is_player) {
        (true, true) => return None,
        (true, false) => {
            (format!("`{}` is not the address of the player", source.text), "use the address that the service offers for embedding")
        }
        (false, _) => (format!("`{}` is on no known video service", source.text), "for a video on another host, write an ordinary link"),
    };
    Some(Problem { rule: &rules::video_host_unknown::RULE, range: source.range.clone(), message, help: help.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (url, expected) in [
            ("http://h.example:8080?a=b+c#d", Some("https://h.example:8080/?a=b+c#d")),
            ("https://H.Example:443/A", Some("https://h.example/A")),
            ("https://channel9.msdn.com/x/player", Some("https://channel9.msdn.com/x/player?nocookie=true")),
            ("http://channel9.msdn.com/x/player?a=1", Some("https://channel9.msdn.com/x/player?a=1&nocookie=true")),
            ("https://channel9.msdn.com/p?nocookie=true", Some("https://channel9.msdn.com/p?nocookie=true&nocookie=true")),
            ("https://youtube.com/bar", Some("https://www.youtube-nocookie.com/bar")),
            ("https://youtu.be/aB-3_x", Some("https://www.youtube-nocookie.com/embed/aB-3_x?rel=0")),
            ("https://youtu.be/aB3?t=7", Some("https://www.youtube-nocookie.com/embed/aB3?t=7&rel=0")),
            ("https://www.youtube.com/watch?v=aB3", Some("https://www.youtube-nocookie.com/embed/aB3?rel=0")),
            ("https://www.youtube.com/watch?a=1&v=aB3&b=2", Some("https://www.youtube-nocookie.com/embed/aB3?a=1&b=2&rel=0")),
            ("https://www.youtube.com/embed/aB3", Some("https://www.youtube-nocookie.com/embed/aB3?rel=0")),
            ("https://www.youtube.com/embed/aB3?rel=1", Some("https://www.youtube-nocookie.com/embed/aB3?rel=1")),
            ("https://www.youtube.com/playlist?list=L1", Some("https://www.youtube-nocookie.com/embed/videoseries?list=L1&rel=0")),
            ("https://youtube.com/embed/videoseries?list=L1", Some("https://www.youtube-nocookie.com/embed/videoseries?list=L1&rel=0")),
            ("https://h.example/a\"b<c>", Some("https://h.example/a%22b%3Cc%3E")),
            ("https://www.youtube.com\\@evil.example/embed/a", Some("https://www.youtube-nocookie.com/@evil.example/embed/a")),
            ("https://www.youtube.com@evil.example/embed/a", None),
            ("https://", None),
            ("ftp://h.example/a", None),
            ("javascript:alert(1)", None),
            ("a.mp4", None),
        ] {
            assert_eq!(fixed(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn directives() {
        let dated = "thumbnail=\"t.png\" upload-date=\"2025-01-02\"";
        for (attributes, is_video, messages) in [
            ("source=\"https://www.youtube.com/embed/a\" max-width=\"400\" type=\"complex\" title=\"T\" duration=\"PT1M\"", true, &[][..]),
            ("source=\"https://channel9.msdn.com/x\"", true, &["`https://channel9.msdn.com/x` is not the address of the player"]),
            ("source=\"https://h.example/x\"", true, &["`https://h.example/x` is on no known video service"]),
            ("source=\"media/a.mp4\"", true, &["`media/a.mp4` is on no known video service"]),
            ("source=\"\"", false, &["`source` of `video` is empty"]),
            ("", false, &["`video` lacks `source`"]),
            ("source=\"https://youtu.be/a\" max-width=\"wide\"", false, &["`wide` is no whole number"]),
            ("source=\"https://youtu.be/a\" width=\"4\"", false, &["`width` is no attribute of `video`"]),
            ("source=\"javascript:x\"", false, &["`javascript:x` is no address on the web"]),
            ("source=\"java\tscript:x\"", false, &["`java\tscript:x` is no address on the web"]),
        ] {
            let text = format!(":::video {attributes} {dated}:::");
            let reading = read(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(reading.construct.is_some(), is_video, "{text}");
            assert_eq!(reading.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(), messages, "{text}");
        }
        let reading = read(":::video source=\"https://youtu.be/a\":::").expect("a video");
        assert_eq!((reading.construct.is_some(), reading.problems.len()), (true, 2));
    }

    #[test]
    fn quotes() {
        for (text, address, at) in [
            ("[!VIDEO https://youtu.be/a]", Some("https://www.youtube-nocookie.com/embed/a?rel=0"), None),
            ("[!Video http://h.example/a]  ", Some("https://h.example/a"), Some("http://h.example/a")),
            ("[!VIDEO https://youtu.be/a] now", None, Some("now")),
            ("[!VIDEO  https://youtu.be/a]", None, Some("https://youtu.be/a")),
            ("[!VIDEO HTTPS://youtu.be/a]", None, Some("HTTPS://youtu.be/a")),
            ("[!VIDEO a.mp4]", None, Some("a.mp4")),
            ("[!Video]", None, None),
            ("[!Videos https://youtu.be/a]", None, None),
            ("[!VIDEO https://youtu.be/a", None, None),
        ] {
            let reading = read_quote(text);
            let problem = reading.as_ref().and_then(|reading| reading.problems.first());
            assert_eq!(problem.map(|problem| &text[problem.range.clone()]), at, "{text}");
            assert_eq!(reading.and_then(|reading| reading.construct).map(|video| video.address).as_deref(), address, "{text}");
        }
    }
}
