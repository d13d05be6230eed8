//! Requests: what a browser asks for, and who may ask.
//!
//! In:    method, target and headers as they came, all of them hostile until proved otherwise.
//! Out:   a `Place` of the preview, or the reason why nothing is answered.
//! Never: makes a path of the disk from an address: what is asked for is looked up among known names.
//!
//! Other pages in the same browser, and names of foreign hosts that lead to this machine, are the attackers here. Only tabs that this server filled,
//! and people who type or follow an address, get an answer.

use std::net::IpAddr;

use super::answer::Answer;
use crate::base::url;

/// A request, as far as the preview looks at it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Request {
    /// The method, as sent.
    pub method: String,
    /// The target as sent: path and query.
    pub target: String,
    /// The headers: name in lower case, value as far as it is visible ASCII.
    pub headers: Vec<(String, String)>,
    /// The body of a `POST`, at most 4 KiB.
    pub body: Vec<u8>,
    /// Whether the other end is this machine.
    pub is_local: bool,
}

impl Request {
    /// The value of a header that stands once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    /// Path and query of the target.
    pub fn parts(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }

    /// A value of the query, decoded.
    pub fn query(&self, key: &str) -> Option<String> {
        let (_, query) = self.parts();
        let value = query.split('&').find_map(|pair| pair.split_once('=').filter(|(known, _)| *known == key))?.1;
        Some(url::decode(value).into_owned())
    }
}

/// The names under which this server answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    port: u16,
    known: Vec<String>,
    // Listening for the network: any address of this machine in digits will do. A foreign name that leads here is not one.
    any_address: bool,
}

impl Names {
    /// The names of this machine for itself, and those in `more`.
    pub fn new(port: u16, more: impl IntoIterator<Item = String>, any_address: bool) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        Self { port, known: own.into_iter().chain(more).map(|name| name.to_lowercase()).collect(), any_address }
    }

    fn include(&self, host: &str) -> bool {
        let host = host.to_lowercase();
        let name = match host.strip_suffix(&format!(":{}", self.port)) {
            Some(name) => name,
            None if self.port == 80 => host.as_str(),
            None => return false,
        };
        let digits = name.trim_start_matches('[').trim_end_matches(']');
        self.known.iter().any(|known| known == name) || self.any_address && digits.parse::<IpAddr>().is_ok()
    }
}

/// A place of the preview.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// Something of the preview itself: `/_playbook/` and what follows.
    Own(String),
    /// A decoded path of segments; `true` when it ends in `/`.
    Site(Vec<String>, bool),
}

/// The first folder of the preview's own pages.
pub const OWN: &str = "_playbook";

/// The one address at which something happens.
pub const OPEN: &str = "open";

/// Where a request leads.
///
/// # Errors
/// The refusal, when it is malformed or comes from somewhere else.
pub fn place(request: &Request, names: &Names) -> Result<Place, Answer> {
    let is_read = matches!(request.method.as_str(), "GET" | "HEAD");
    let (path, _) = request.parts();
    let is_open = path == format!("/{OWN}/{OPEN}");
    if is_open != (request.method == "POST") || !is_open && !is_read {
        return Err(Answer::refusal(405, "this address cannot be used in this way"));
    }
    // Also after an address in absolute form, which names a host of its own.
    if !path.starts_with('/') {
        return Err(Answer::refusal(400, "the target of the request is not a path"));
    }
    let Some(host) = request.header("host") else { return Err(Answer::refusal(400, "the request must name one host")) };
    if !names.include(host) {
        return Err(Answer::refusal(403, "this server is not called by that name; name it with --host"));
    }
    let own_origin = format!("http://{}", host.to_lowercase());
    if request.has("origin") && request.header("origin").is_none_or(|origin| origin.to_lowercase() != own_origin) {
        return Err(Answer::refusal(403, "pages of other origins get nothing here"));
    }
    let is_own = path == format!("/{OWN}") || path.starts_with(&format!("/{OWN}/"));
    let is_navigation = request.header("sec-fetch-mode") == Some("navigate") && request.header("sec-fetch-dest") == Some("document");
    match request.header("sec-fetch-site") {
        None if request.has("sec-fetch-site") => return Err(Answer::refusal(400, "the request says twice where it comes from")),
        None | Some("same-origin" | "none") => {}
        // Following a link to a page is what links are for; the page that has the link learns nothing.
        Some(_) if is_navigation && is_read && !is_own => {}
        Some(_) => return Err(Answer::refusal(403, "pages of other sites get nothing here")),
    }
    // What does something must prove that it comes from a page of ours.
    if is_open && (!request.has("origin") || !request.is_local) {
        return Err(Answer::refusal(403, "only pages of this server on this machine can open the editor"));
    }
    if is_own {
        return Ok(Place::Own(path[OWN.len() + 1..].trim_start_matches('/').to_owned()));
    }
    segments(path).ok_or_else(|| Answer::refusal(404, "there is no such address"))
}

// Decodes once, after the path is taken apart: an encoded separator is part of no name that we know.
fn segments(path: &str) -> Option<Place> {
    let mut segments: Vec<String> = Vec::new();
    let mut parts = path[1..].split('/').peekable();
    while let Some(part) = parts.next() {
        if part.is_empty() {
            // An empty one in the middle is no folder: `//host/` must never become a redirect.
            return parts.peek().is_none().then_some(Place::Site(segments, true));
        }
        let decoded = url::decode(part);
        let is_whole = !part.contains('%') || *decoded != *part;
        let is_name = !decoded.contains(['/', '\\', '\0']) && !matches!(&*decoded, "." | "..") && !decoded.chars().any(char::is_control);
        if !is_whole || !is_name {
            return None;
        }
        segments.push(decoded.into_owned());
    }
    Some(Place::Site(segments, false))
}
