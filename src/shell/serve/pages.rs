//! Pages of the preview itself: the list of all mistakes, what stands for a page that cannot be shown, and the answers to its script.
//!
//! In:    a generation.
//! Out:   HTML and JSON for the author.
//! Never: is part of a site.

use std::fmt::Write as _;

use serde::Serialize;

use super::findings::{Entry, Findings};
use super::generation::{Found, Generation, Mounted, Shown, with_script};
use crate::base::digest::short_digest;
use crate::base::nearest::nearest;
use crate::base::path::OutPath;
use crate::base::url::encode_path;
use crate::render::html::escape;

// What the script of a page asks for.
#[derive(Serialize)]
struct State<'a> {
    generation: u64,
    // The page as it is now; empty when it is not there.
    digest: String,
    styles: Vec<String>,
    trouble: Option<String>,
    counts: [usize; 3],
    file: Option<String>,
    can_open: bool,
    sites: Vec<Other<'a>>,
    findings: Vec<&'a Entry>,
}

// The same page in a site.
#[derive(Serialize)]
struct Other<'a> {
    name: &'a str,
    href: Option<String>,
    is_here: bool,
    why: Option<String>,
}

/// What the script of the page at `address` of the site `name` is told; without a site, what the list of mistakes is told.
pub fn state(generation: &Generation, name: Option<&str>, address: &str, can_open: bool) -> String {
    let counts = generation.findings.counts();
    let mut why = None;
    let here = name.and_then(|name| generation.sites.iter().find(|site| site.name == name)).and_then(|mounted| mounted.site.as_deref());
    let address = OutPath::new(address);
    let (mut digest, mut styles, mut findings, mut file) = (String::new(), Vec::new(), Vec::new(), None);
    if name.is_none() {
        digest = short_digest(list_body(generation, can_open).as_bytes());
    }
    if let (Some(site), Some(address), Some(name)) = (here, &address, name) {
        match site.find(address) {
            Some(Found::Made(made)) => {
                digest.clone_from(&made.digest);
                styles.clone_from(&made.styles);
            }
            Some(Found::Failed(failure)) => {
                digest = short_digest(failure.as_bytes());
                why = failure.lines().next().map(str::to_owned);
            }
            Some(Found::CopyOf(_) | Found::NotYet) => {}
            None => {
                if let Some(absent) = absent(generation, site, name, address) {
                    digest = absent.digest();
                    (why, findings, file) = (Some(format!("Not in this site: {}", absent.why)), absent.findings, absent.file);
                }
            }
        }
        if let Some(source) = site.source(address) {
            findings = generation.findings.of_page(&source.file, name);
            file = Some(source.file.as_str().to_owned());
        }
    }
    let others = match (here, &address) {
        (Some(site), Some(address)) => generation.sites.iter().map(|other| counterpart(generation, site, address, other)).collect(),
        _ => {
            generation.sites.iter().map(|other| Other { name: &other.name, href: Some(mount(other)), is_here: false, why: None }).collect()
        }
    };
    let state = State {
        generation: generation.number,
        digest,
        styles,
        trouble: generation.trouble.clone().or(why),
        counts: [counts.errors, counts.warnings, counts.suggestions],
        file,
        can_open,
        sites: others,
        findings,
    };
    serde_json::to_string(&state).expect("text and numbers can always be written as JSON")
}

// Why there is no page at an address of a site, though some file would make one, and what is wrong with that file.
struct Absent<'g> {
    why: String,
    file: Option<String>,
    findings: Vec<&'g Entry>,
}

impl Absent<'_> {
    fn digest(&self) -> String {
        let frames: String = self.findings.iter().map(|finding| finding.frame.as_str()).collect();
        short_digest(format!("{}{frames}", self.why).as_bytes())
    }
}

fn absent<'g>(generation: &'g Generation, site: &Shown, name: &str, address: &OutPath) -> Option<Absent<'g>> {
    let corpus = generation.corpus.as_ref()?;
    let (logical, files) = corpus.page_at(address)?;
    let findings = files.iter().flat_map(|file| generation.findings.of_page(file, name)).collect();
    Some(Absent { why: corpus.absence(&logical, site.audience), file: files.first().map(|file| file.as_str().to_owned()), findings })
}

fn mount(site: &Mounted) -> String {
    if site.name.is_empty() { "/".to_owned() } else { format!("/{}/", site.name) }
}

// The page that another audience has in the place of this one.
fn counterpart<'a>(generation: &Generation, site: &Shown, address: &OutPath, other: &'a Mounted) -> Other<'a> {
    let is_here = other.site.as_deref().is_some_and(|other| std::ptr::eq(other, site));
    let there = other.site.as_deref().and_then(|shown| match site.source(address) {
        Some(source) => shown.page_of(&source.logical).cloned(),
        None => shown.output.has(address).then(|| address.clone()),
    });
    let why = match (&there, &other.site, site.source(address)) {
        (Some(_), ..) => None,
        (None, None, _) => Some("this site is still being made".to_owned()),
        (None, Some(shown), Some(source)) => generation.corpus.as_ref().map(|corpus| corpus.absence(&source.logical, shown.audience)),
        (None, Some(_), None) => Some("this site has no such page".to_owned()),
    };
    let href = there.map(|address| format!("{}{}", mount(other), encode_path(address.as_str())));
    Other { name: &other.name, href, is_here, why }
}

/// All mistakes of the playbook; `can_open` when an editor is known that can be told to open their places.
pub fn list(generation: &Generation, can_open: bool) -> String {
    let body = list_body(generation, can_open);
    let digest = short_digest(body.as_bytes());
    with_script(document("Mistakes", &body), "", "", &digest)
}

fn list_body(generation: &Generation, can_open: bool) -> String {
    let findings = &generation.findings;
    let mut html = match &generation.trouble {
        Some(trouble) => format!("<h1>The last good state is shown</h1><p class=\"trouble\">{}</p>", text(trouble)),
        None => format!("<h1>{}</h1>", text(&findings.counts().to_string())),
    };
    html.push_str("<p>Sites:");
    for site in &generation.sites {
        let name = if site.name.is_empty() { "the site" } else { &site.name };
        let _ = write!(html, " <a href=\"{}\">{}</a>", text(&mount(site)), text(name));
    }
    html.push_str("</p>");
    entries(findings, if can_open { "Open in editor" } else { "Copy the place" }, &mut html);
    html
}

fn entries(findings: &Findings, action: &str, html: &mut String) {
    let mut last = None;
    for entry in findings.entries() {
        if last != Some(&entry.file) {
            let _ = write!(html, "<h2>{}</h2>", text(entry.file.as_deref().unwrap_or("the playbook")));
            last = Some(&entry.file);
        }
        let _ = write!(html, "<article class=\"{}\"><pre>{}</pre>", entry.severity, text(&entry.frame));
        if let (Some(file), line, column) = (&entry.file, entry.line.unwrap_or(1), entry.column.unwrap_or(1)) {
            let _ = write!(
                html,
                "<button type=\"button\" data-file=\"{}\" data-line=\"{line}\" data-column=\"{column}\">{action}</button>",
                text(file)
            );
        }
        html.push_str("</article>");
    }
}

/// What stands for an address that is not there.
pub fn missing(generation: &Generation, site: &Shown, wanted: &str) -> String {
    let name = site.mount().trim_matches('/');
    if let Some(absent) = OutPath::new(wanted).and_then(|address| absent(generation, site, name, &address)) {
        let title = "This page is not in this site";
        let mut html = format!("<h1>{title}</h1><p>{}</p>", text(&absent.why));
        for finding in &absent.findings {
            let _ = write!(html, "<article class=\"{}\"><pre>{}</pre></article>", finding.severity, text(&finding.frame));
        }
        html.push_str("<p>It comes by itself when this is mended.</p>");
        return with_script(document(title, &html), site.mount(), wanted, &absent.digest());
    }
    let names: Vec<&str> = site.output.addresses().map(OutPath::as_str).filter(|address| address.ends_with(".html")).collect();
    let last = |address: &str| address.rsplit('/').next().unwrap_or("").to_lowercase();
    let wanted_name = last(wanted);
    let near = nearest(wanted, names.iter().copied());
    let mut shown: Vec<&str> = near.into_iter().collect();
    let stem = wanted_name.strip_suffix(".html").unwrap_or(&wanted_name);
    for name in &names {
        let is_near = !stem.is_empty() && last(name).strip_suffix(".html").is_some_and(|known| known == stem);
        if is_near && !shown.contains(name) && shown.len() < 5 {
            shown.push(name);
        }
    }
    if shown.len() < 5
        && let Some(name) = nearest(&wanted_name, names.iter().map(|name| name.rsplit('/').next().unwrap_or("")))
    {
        let more = names.iter().filter(|known| known.rsplit('/').next() == Some(name)).take(5 - shown.len());
        shown.extend(more.copied().filter(|more| !near.is_some_and(|near| near == *more)).collect::<Vec<_>>());
    }
    shown.dedup();
    let mut html = format!("<h1>There is no such page</h1><p><code>{}{}</code> is not in this site.</p>", text(site.mount()), text(wanted));
    if !shown.is_empty() {
        html.push_str("<p>Did you mean:</p><ul>");
        for name in shown {
            let _ = write!(html, "<li><a href=\"{}{}\">{}</a></li>", text(site.mount()), encode_path(name), text(name));
        }
        html.push_str("</ul>");
    }
    let _ = write!(html, "<p><a href=\"{}\">First page</a> · <a href=\"/_playbook/\">All mistakes</a></p>", text(site.mount()));
    // An empty digest is that of a page that is not there: once it is, the tab shows it.
    with_script(document("There is no such page", &html), site.mount(), wanted, "")
}

/// What stands for a page that cannot be made.
pub fn failed(site: &Shown, address: &OutPath, why: &str) -> String {
    let html = format!("<h1>This page cannot be shown</h1><pre>{}</pre><p>It comes back by itself when this is mended.</p>", text(why));
    with_script(document("This page cannot be shown", &html), site.mount(), address.as_str(), &short_digest(why.as_bytes()))
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/_playbook/preview.css\">\n</head>\n\
         <body class=\"own\">\n<main>{body}</main>\n</body>\n</html>\n"
    )
}

fn text(plain: &str) -> String {
    let mut html = String::new();
    escape(plain, &mut html);
    html
}
