//! Hosts: what web servers are told of a site — its policy, its headers, how long files may be kept.
//!
//! In:    a site and the files of its theme.
//! Out:   configuration files for Azure Static Web Apps, Netlify and Cloudflare Pages, nginx, and IIS.
//! Never: names an author's file, or allows more than the pages show and the configuration asks for.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;

use super::html::escape;
use crate::base::path::OutPath;
use crate::markup::{Attribute, Node};
use crate::site::{Link, Site};

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The file that says which pages browsers may make ahead, and what servers must call it.
const AHEAD: &str = "assets/ahead.";
const AHEAD_ENDING: &str = ".speculationrules";
const AHEAD_TYPE: &str = "application/speculationrules+json";

/// The endings of the files of the search, which servers do not know.
const SEARCH_ENDINGS: [&str; 5] = [".pagefind", ".pf_filter", ".pf_fragment", ".pf_index", ".pf_meta"];

/// The folders of the search whose files have names that change with their content.
const SEARCH_FOLDERS: [&str; 3] = ["search/filter/", "search/fragment/", "search/index/"];

/// The Content-Security-Policy under which all pages of a site work.
pub fn policy(site: &Site) -> String {
    let wasm = if site.has_search { " 'wasm-unsafe-eval'" } else { "" };
    let script = format!("'self'{wasm}");
    let base = [
        ("default-src", "'none'"),
        ("script-src", script.as_str()),
        ("style-src", "'self'"),
        ("img-src", "'self' data:"),
        ("media-src", "'self'"),
        ("font-src", ""),
        ("frame-src", ""),
        ("connect-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'self'"),
        ("frame-ancestors", "'none'"),
    ];
    let shown = shown(site);
    let directives = base.iter().filter_map(|(directive, sources)| {
        let asked = site.look.policy.get(*directive).map(Vec::as_slice).unwrap_or_default().iter().map(String::as_str);
        let needed = shown.iter().filter(|(needs, _)| needs == directive).map(|(_, origin)| origin.as_str());
        let mut all: Vec<&str> = (!sources.is_empty()).then_some(*sources).into_iter().collect();
        for source in asked.chain(needed) {
            if !all.contains(&source) {
                all.push(source);
            }
        }
        (!all.is_empty()).then(|| format!("{directive} {}", all.join(" ")))
    });
    directives.collect::<Vec<_>>().join("; ")
}

// What the pages show of other hosts — pictures, films, sounds, frames: the directive that must allow it, and the origin.
fn shown(site: &Site) -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    let mut see = |directive: &'static str, address: &str| found.extend(origin(address).map(|origin| (directive, origin)));
    for node in site.pages.iter().flat_map(|page| page.body.nodes()) {
        match node {
            Node::Image(image) => {
                if let Link::External(address) = &image.source {
                    see("img-src", address);
                }
            }
            Node::Tag(tag) => {
                let directive = match &*tag.name {
                    "iframe" => "frame-src",
                    "img" => "img-src",
                    "audio" | "source" | "track" | "video" => "media-src",
                    _ => continue,
                };
                for attribute in &tag.attributes {
                    match attribute {
                        Attribute::Link(name, Link::External(address)) if &**name == "poster" => see("img-src", address),
                        Attribute::Link(_, Link::External(address)) => see(directive, address),
                        Attribute::Plain(name, address) if &**name == "src" => see(directive, address),
                        Attribute::Plain(..) | Attribute::Link(_, Link::Page(..) | Link::Asset(..) | Link::Here(_) | Link::Nowhere) => {}
                    }
                }
            }
            Node::Open(_)
            | Node::Close
            | Node::Text(_)
            | Node::Code(_)
            | Node::LineBreak
            | Node::Rule
            | Node::CodeBlock(_)
            | Node::Math(_)
            | Node::Mark(_)
            | Node::Word(_) => {}
            Node::Deferred(never) => match *never {},
        }
    }
    found
}

// `https://example.com` of an address there.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = if let Some(rest) = address.strip_prefix("//") { ("https", rest) } else { address.split_once("://")? };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
    (matches!(scheme, "http" | "https") && is_host).then(|| format!("{scheme}://{host}"))
}

// The headers of every answer, for a site below `path`. By the last one browsers learn what they may make ahead: in a file, as no page may hold a script.
fn headers<'a>(site: &Site, path: &str, assets: impl Iterator<Item = &'a OutPath>) -> Vec<(&'static str, String)> {
    let ahead = assets.map(OutPath::as_str).find(|address| address.starts_with(AHEAD) && address.ends_with(AHEAD_ENDING));
    let always = [
        ("Content-Security-Policy", policy(site)),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "same-origin".to_owned()),
    ];
    always.into_iter().chain(ahead.map(|address| ("Speculation-Rules", format!("\"{path}{address}\"")))).collect()
}

// The folder of a site on its host: `/` or `/docs/`.
fn folder(site: &Site) -> String {
    format!("/{}", site.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path))
}

// What servers must call files whose endings they do not know.
fn types() -> impl Iterator<Item = (&'static str, &'static str)> {
    SEARCH_ENDINGS.into_iter().map(|ending| (ending, "application/octet-stream")).chain([(AHEAD_ENDING, AHEAD_TYPE)])
}

fn folders(site: &Site) -> &'static [&'static str] {
    if site.has_search { &SEARCH_FOLDERS } else { &[] }
}

/// `staticwebapp.config.json`. Such a site stands at the root of its host.
pub fn static_web_app<'a>(site: &Site, assets: impl Iterator<Item = &'a OutPath> + Clone) -> String {
    let mut all: serde_json::Map<String, serde_json::Value> =
        headers(site, "/", assets.clone()).into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    all.insert("Cache-Control".to_owned(), "no-cache".into());
    let kept = assets.map(|address| format!("/{address}")).chain(folders(site).iter().map(|folder| format!("/{folder}*")));
    let routes: Vec<serde_json::Value> = kept.map(|route| json!({"route": route, "headers": {"Cache-Control": FOR_EVER}})).collect();
    let types: serde_json::Map<String, serde_json::Value> = types().map(|(ending, kind)| (ending.to_owned(), kind.into())).collect();
    let config = json!({
        "globalHeaders": all,
        "routes": routes,
        "responseOverrides": {"404": {"rewrite": "/404.html"}},
        "mimeTypes": types,
    });
    format!("{config:#}\n")
}

/// `_headers`. What is not named is asked for anew each time, as these hosts do by themselves.
pub fn headers_file<'a>(site: &Site, assets: impl Iterator<Item = &'a OutPath> + Clone) -> String {
    let mut text = String::from("/*\n");
    for (name, value) in headers(site, "/", assets.clone()) {
        let _ = writeln!(text, "  {name}: {value}");
    }
    let kept = assets.map(|address| format!("/{address}")).chain(folders(site).iter().map(|folder| format!("/{folder}*")));
    for path in kept {
        let _ = writeln!(text, "{path}\n  Cache-Control: {FOR_EVER}");
        if path.ends_with(AHEAD_ENDING) {
            let _ = writeln!(text, "  Content-Type: {AHEAD_TYPE}");
        }
    }
    text
}

/// `nginx.conf`: a block to be adapted.
pub fn nginx<'a>(site: &Site, assets: impl Iterator<Item = &'a OutPath> + Clone) -> String {
    let host = site.url.split_once("://").map_or("", |(_, rest)| rest).split(['/', ':']).next().unwrap_or_default();
    let host = if host.is_empty() { "docs.example.com" } else { host };
    let path = folder(site);
    let always = headers(site, &path, assets.clone());
    let add = |indent: &str, keep: &str| {
        let all = always.iter().map(|(name, value)| (*name, value.replace('"', "\\\""))).chain([("Cache-Control", keep.to_owned())]);
        all.map(|(name, value)| format!("{indent}add_header {name} \"{value}\" always;\n")).collect::<String>()
    };
    let mut text =
        format!("# Adapt `root`: the folder that holds this site.\nserver {{\n  server_name {host};\n  root /srv/www;\n  charset utf-8;\n");
    let _ = writeln!(
        text,
        "  error_page 404 {path}404.html;\n  types {{ application/octet-stream pagefind pf_filter pf_fragment pf_index pf_meta; {AHEAD_TYPE} {}; }}",
        &AHEAD_ENDING[1..]
    );
    text.push_str("  include mime.types;\n");
    // HTML is packed by `gzip on` alone.
    text.push_str("  gzip on;\n  gzip_vary on;\n");
    text.push_str("  gzip_types text/css text/javascript application/javascript application/json application/xml image/svg+xml;\n");
    text.push_str(&add("  ", "no-cache"));
    let kept = assets.map(|address| format!("= {path}{address}")).chain(folders(site).iter().map(|folder| format!("{path}{folder}")));
    for place in kept {
        // Headers of the server do not count where a location adds its own.
        let _ = write!(text, "  location {place} {{\n{}  }}\n", add("    ", FOR_EVER));
    }
    text.push_str("}\n");
    text
}

/// `web.config`.
pub fn web_config<'a>(site: &Site, assets: impl Iterator<Item = &'a OutPath> + Clone) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<configuration>\n  <system.webServer>\n    <urlCompression doStaticCompression=\"true\" />\n    <httpProtocol>\n      <customHeaders>\n",
    );
    let path = folder(site);
    for (name, value) in headers(site, &path, assets.clone()) {
        let _ = write!(xml, "        <add name=\"{name}\" value=\"");
        escape(&value, &mut xml);
        xml.push_str("\" />\n");
    }
    xml.push_str(
        "      </customHeaders>\n    </httpProtocol>\n    <staticContent>\n      <clientCache cacheControlMode=\"DisableCache\" />\n",
    );
    for (ending, kind) in types() {
        let _ =
            writeln!(xml, "      <remove fileExtension=\"{ending}\" />\n      <mimeMap fileExtension=\"{ending}\" mimeType=\"{kind}\" />");
    }
    xml.push_str("    </staticContent>\n    <httpErrors errorMode=\"Custom\" existingResponse=\"Auto\">\n      <remove statusCode=\"404\" />\n      <error statusCode=\"404\" responseMode=\"ExecuteURL\" path=\"");
    escape(&path, &mut xml);
    xml.push_str("404.html\" />\n    </httpErrors>\n  </system.webServer>\n");
    for place in assets.map(OutPath::as_str).chain(folders(site).iter().map(|folder| folder.trim_end_matches('/'))) {
        xml.push_str("  <location path=\"");
        escape(place, &mut xml);
        xml.push_str("\">\n    <system.webServer><staticContent><clientCache cacheControlMode=\"UseMaxAge\" cacheControlMaxAge=\"365.00:00:00\" cacheControlCustom=\"public, immutable\" /></staticContent></system.webServer>\n  </location>\n");
    }
    xml.push_str("</configuration>\n");
    xml
}
