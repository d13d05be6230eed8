//! Answers: what the preview sends back.
//!
//! In:    bytes, redirections and refusals.
//! Out:   `Answer`: status, headers, body, with the part of it that was asked for.
//! Never: lets a page of another origin read, frame or run anything; sends a header for sharing across origins.

use std::fs::File;
use std::sync::Arc;

use super::request::Request;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The headers beside those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// What follows them.
    pub body: Body,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// Bytes in memory, from `start` up to `end`.
    Bytes(Arc<Vec<u8>>, usize, usize),
    /// A part of a file that was opened: where it starts, and how many bytes.
    File(File, u64, u64),
    /// Nothing but the length that a body would have.
    Head(u64),
    /// The stream of changes.
    Changes,
    /// The site that was asked for is not made yet.
    NotYet,
}

/// What every answer has. Nothing of the preview can be framed, run or read by a page of another origin.
pub const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("referrer-policy", "same-origin"),
    (
        "content-security-policy",
        "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; \
         form-action 'self'; frame-ancestors 'self'",
    ),
    ("cache-control", "no-cache"),
];

impl Answer {
    /// Bytes of a type, with a name for their content by which a browser asks again. Serves `If-None-Match`, `HEAD` and ranges.
    pub fn bytes(request: &Request, bytes: &Arc<Vec<u8>>, mime: &str, etag: &str) -> Self {
        let part = part(request, bytes.len() as u64, etag);
        part.answer(request, bytes.len() as u64, mime, etag, |start, length| {
            let start = usize::try_from(start).unwrap_or(0);
            Body::Bytes(Arc::clone(bytes), start, start + usize::try_from(length).unwrap_or(0))
        })
    }

    /// A file that was opened.
    pub fn file(request: &Request, file: File, length: u64, mime: &str, etag: &str) -> Self {
        let part = part(request, length, etag);
        part.answer(request, length, mime, etag, |start, length| Body::File(file, start, length))
    }

    /// A text made for this request alone.
    pub fn text(request: &Request, status: u16, mime: &str, text: String) -> Self {
        let bytes = Arc::new(text.into_bytes());
        let length = bytes.len();
        let body = if request.method == "HEAD" { Body::Head(length as u64) } else { Body::Bytes(bytes, 0, length) };
        Self { status, headers: vec![("content-type", mime.to_owned())], body }
    }

    /// Leads elsewhere on this server. `location` is made from names that we know.
    pub fn redirect(location: String) -> Self {
        Self { status: 307, headers: vec![("location", location)], body: Body::Bytes(Arc::default(), 0, 0) }
    }

    /// A refusal in one sentence.
    pub fn refusal(status: u16, words: &str) -> Self {
        let bytes = Arc::new(format!("{words}\n").into_bytes());
        let length = bytes.len();
        Self { status, headers: vec![("content-type", "text/plain; charset=utf-8".to_owned())], body: Body::Bytes(bytes, 0, length) }
    }

    /// The site that was asked for is being made.
    pub fn not_yet() -> Self {
        Self { status: 503, headers: Vec::new(), body: Body::NotYet }
    }

    /// The stream of changes.
    pub fn changes() -> Self {
        Self { status: 200, headers: vec![("content-type", "text/event-stream".to_owned())], body: Body::Changes }
    }
}

// What part of something is asked for.
enum Part {
    Whole,
    // First byte and length.
    Range(u64, u64),
    NotThere,
    // The browser has it.
    Known,
}

impl Part {
    fn answer(self, request: &Request, whole: u64, mime: &str, etag: &str, body: impl FnOnce(u64, u64) -> Body) -> Answer {
        let mut headers = vec![("etag", etag.to_owned())];
        let empty = || Body::Bytes(Arc::default(), 0, 0);
        let (status, start, length) = match self {
            Self::Known => return Answer { status: 304, headers, body: empty() },
            Self::NotThere => {
                headers.push(("content-range", format!("bytes */{whole}")));
                return Answer { status: 416, headers, body: empty() };
            }
            Self::Range(start, length) => {
                headers.push(("content-range", format!("bytes {start}-{}/{whole}", start + length - 1)));
                (206, start, length)
            }
            Self::Whole => (200, 0, whole),
        };
        headers.push(("content-type", mime.to_owned()));
        headers.push(("accept-ranges", "bytes".to_owned()));
        let body = if request.method == "HEAD" { Body::Head(length) } else { body(start, length) };
        Answer { status, headers, body }
    }
}

fn part(request: &Request, whole: u64, etag: &str) -> Part {
    if let Some(known) = request.header("if-none-match") {
        let is_known = known.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag);
        if is_known {
            return Part::Known;
        }
    }
    // Of a changed file, the whole is sent rather than a part that does not fit.
    if request.method != "GET" || request.header("if-range").is_some_and(|tag| tag != etag) {
        return Part::Whole;
    }
    request.header("range").and_then(|range| range_of(range, whole)).unwrap_or(Part::Whole)
}

// One range. Several at once, other units and nonsense are as if nothing was said, which RFC 9110 (14.2) allows.
fn range_of(text: &str, whole: u64) -> Option<Part> {
    let (from, to) = text.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| -> Option<u64> {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // Past all bounds is past the end.
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (start, end) = match (from, to) {
        ("", last) => {
            let last = number(last)?.min(whole);
            (whole - last, whole)
        }
        (first, "") => (number(first)?, whole),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(whole))
        }
    };
    Some(if start >= end { Part::NotThere } else { Part::Range(start, end - start) })
}

/// The type of a file by its extension.
pub fn mime(name: &str) -> &'static str {
    let extension = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "bmp" => "image/bmp",
        "xml" => "application/xml",
        "txt" | "log" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "zip" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(headers: &[(&str, &str)]) -> Request {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Request { method: "GET".to_owned(), target: "/".to_owned(), headers, body: Vec::new(), is_local: true }
    }

    fn sent(headers: &[(&str, &str)]) -> (u16, String) {
        let answer = Answer::bytes(&get(headers), &Arc::new(b"0123456789".to_vec()), "text/plain", "\"x\"");
        let text = match answer.body {
            Body::Bytes(bytes, start, end) => String::from_utf8(bytes[start..end].to_vec()).unwrap(),
            Body::File(..) | Body::Head(_) | Body::Changes | Body::NotYet => panic!("bytes"),
        };
        (answer.status, text)
    }

    #[test]
    fn ranges_as_rfc_9110_has_them() {
        for (range, status, text) in [
            ("bytes=0-3", 206, "0123"),
            ("bytes=8-", 206, "89"),
            ("bytes=-3", 206, "789"),
            ("bytes=-99", 206, "0123456789"),
            ("bytes=5-99999999999999999999999999", 206, "56789"),
            ("bytes=10-", 416, ""),
            ("bytes=99999999999999999999999999-", 416, ""),
            ("bytes=-0", 416, ""),
            ("bytes=3-2", 200, "0123456789"),
            ("bytes=0-1,4-5", 200, "0123456789"),
            ("bytes=a-b", 200, "0123456789"),
            ("lines=0-1", 200, "0123456789"),
            ("bytes=", 200, "0123456789"),
            ("bytes=--1", 200, "0123456789"),
        ] {
            assert_eq!(sent(&[("range", range)]), (status, text.to_owned()), "{range}");
        }
        assert_eq!(sent(&[("range", "bytes=0-3"), ("if-range", "\"y\"")]).0, 200);
        assert_eq!(sent(&[("if-none-match", "\"a\", W/\"x\"")]).0, 304);
        assert_eq!(sent(&[("if-none-match", "*")]).0, 304);
        assert_eq!(sent(&[("if-none-match", "\"y\"")]).0, 200);
    }
}
