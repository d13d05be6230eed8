//! Preview: what stands at each address of the server.
//!
//! In:    a request, and the present generation.
//! Out:   an answer.
//! Never: reaches the disk by an address: names are looked up in the generation, and only files that it knows are opened.

use std::sync::{Arc, RwLock};

use super::answer::{Answer, mime};
use super::editor::Editor;
use super::generation::{Found, Generation, Mounted, Shown};
use super::pages;
use super::request::{Names, OPEN, Place, Request, place};
use crate::base::digest::short_digest;
use crate::base::path::{FilePath, OutPath};
use crate::base::url::encode_path;

const HTML: &str = "text/html; charset=utf-8";

// What the preview adds to pages; none of it is in a site that is built.
const FILES: [(&str, &str); 5] = [
    ("preview.js", include_str!("browser/preview.js")),
    ("worker.js", include_str!("browser/worker.js")),
    ("side.js", include_str!("browser/side.js")),
    ("preview.css", include_str!("browser/preview.css")),
    ("side", include_str!("browser/side.html")),
];

/// The preview: the present generation, exchanged whole, and how it is served.
#[derive(Debug)]
pub struct Preview {
    names: Names,
    editor: Option<Editor>,
    current: RwLock<Option<Arc<Generation>>>,
}

impl Preview {
    /// A preview that has nothing to show yet.
    pub fn new(names: Names, editor: Option<Editor>) -> Self {
        Self { names, editor, current: RwLock::default() }
    }

    /// The present generation; none before the first is made.
    pub fn current(&self) -> Option<Arc<Generation>> {
        self.current.read().ok().and_then(|current| current.clone())
    }

    /// Shows another generation from now on.
    pub fn show(&self, generation: Arc<Generation>) {
        if let Ok(mut current) = self.current.write() {
            *current = Some(generation);
        }
    }

    /// The answer to a request.
    pub fn answer(&self, request: &Request) -> Answer {
        let place = match place(request, &self.names) {
            Ok(place) => place,
            Err(refusal) => return refusal,
        };
        if let Place::Own(name) = &place
            && let Some(answer) = own_file(request, name)
        {
            return answer;
        }
        let Some(generation) = self.current() else { return Answer::not_yet() };
        match place {
            Place::Own(name) => self.own(request, &generation, &name),
            Place::Site(..) if generation.sites.is_empty() => {
                Answer::text(request, 503, HTML, pages::list(&generation, self.can_open(request)))
            }
            Place::Site(segments, is_folder) => site(request, &generation, &segments, is_folder),
        }
    }

    fn own(&self, request: &Request, generation: &Generation, name: &str) -> Answer {
        match name {
            "" => Answer::text(request, 200, HTML, pages::list(generation, self.can_open(request))),
            "live" => Answer::changes(),
            "page" => {
                let (name, address) = (request.query("site"), request.query("page").unwrap_or_default());
                let state = pages::state(generation, name.as_deref(), &address, self.can_open(request));
                Answer::text(request, 200, "application/json", state)
            }
            OPEN => self.open(request, generation),
            _ => Answer::refusal(404, "there is no such address"),
        }
    }

    // Whether an editor would open for who asks.
    fn can_open(&self, request: &Request) -> bool {
        self.editor.is_some() && request.is_local
    }

    fn open(&self, request: &Request, generation: &Generation) -> Answer {
        let Some(editor) = &self.editor else { return Answer::refusal(404, "no editor is known; name one with --editor") };
        let form = Request { target: format!("?{}", String::from_utf8_lossy(&request.body)), ..Request::default() };
        let number = |key: &str| form.query(key).and_then(|text| text.parse().ok()).unwrap_or(1);
        let file = form.query("file").and_then(|file| FilePath::new(&file)).filter(|file| generation.findings.knows(file));
        let Some(file) = file else { return Answer::refusal(404, "there is no such file in the playbook") };
        match editor.open(&generation.root.path().join(file.as_str()), number("line"), number("column")) {
            Ok(()) => Answer { status: 204, headers: Vec::new(), body: super::answer::Body::Head(0) },
            Err(why) => Answer::refusal(500, &why),
        }
    }
}

fn own_file(request: &Request, name: &str) -> Option<Answer> {
    let (name, text) = FILES.iter().find(|(known, _)| *known == name)?;
    let mime = if name.contains('.') { mime(name) } else { HTML };
    let bytes = Arc::new(text.as_bytes().to_vec());
    Some(Answer::bytes(request, &bytes, mime, &format!("\"{}\"", short_digest(&bytes))))
}

fn site(request: &Request, generation: &Generation, segments: &[String], is_folder: bool) -> Answer {
    let query = request.target.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    // One site for everybody stands at the root.
    if let [Mounted { name, site }] = &generation.sites[..]
        && name.is_empty()
    {
        return match site {
            Some(site) => inside(request, generation, site, segments, is_folder, &query),
            None => Answer::not_yet(),
        };
    }
    let Some((first, rest)) = segments.split_first() else {
        return Answer::redirect(format!("/{}/", generation.sites[0].name));
    };
    let Some(mounted) = generation.sites.iter().find(|site| site.name == first.to_lowercase()) else {
        let names: Vec<String> = generation.sites.iter().map(|site| format!("/{}/", site.name)).collect();
        return Answer::refusal(404, &format!("there is no such site; the sites are {}", names.join(" and ")));
    };
    if mounted.name != *first || rest.is_empty() && !is_folder {
        let path = rest.iter().map(|segment| encode_path(segment)).collect::<Vec<_>>().join("/");
        let end = if is_folder && !rest.is_empty() { "/" } else { "" };
        return Answer::redirect(format!("/{}/{path}{end}{query}", mounted.name));
    }
    match &mounted.site {
        Some(site) => inside(request, generation, site, rest, is_folder, &query),
        None => Answer::not_yet(),
    }
}

fn inside(request: &Request, generation: &Generation, site: &Shown, segments: &[String], is_folder: bool, query: &str) -> Answer {
    let mut wanted = segments.join("/");
    if is_folder {
        wanted.push_str(if wanted.is_empty() { "index.html" } else { "/index.html" });
    }
    let Some(address) = OutPath::new(&wanted).filter(|address| address.as_str() == wanted) else {
        return Answer::refusal(404, "there is no such address");
    };
    match site.find(&address) {
        Some(Found::Made(made)) => Answer::bytes(request, &made.bytes, mime(address.as_str()), &made.etag),
        Some(Found::CopyOf(file)) => copy(request, generation, &address, &file),
        Some(Found::Failed(why)) => Answer::text(request, 500, HTML, pages::failed(site, &address, &why)),
        Some(Found::NotYet) => Answer::not_yet(),
        None => {
            let known = |address: &OutPath| format!("{}{}{query}", site.mount(), encode_path(address.as_str()));
            if let Some(real) = site.spelled(&wanted) {
                return Answer::redirect(known(real));
            }
            if !is_folder && let Some(index) = site.spelled(&format!("{wanted}/index.html")) {
                return Answer::redirect(known(index));
            }
            Answer::text(request, 404, HTML, pages::missing(generation, site, &wanted))
        }
    }
}

fn copy(request: &Request, generation: &Generation, address: &OutPath, file: &FilePath) -> Answer {
    let opened = generation.root.open_file(file).and_then(|open| open.metadata().map(|metadata| (open, metadata)));
    match opened {
        Ok((open, metadata)) => {
            let stamp = super::super::disk::stamp(&metadata);
            let etag = format!("\"{:x}-{stamp:x}\"", metadata.len());
            Answer::file(request, open, metadata.len(), mime(address.as_str()), &etag)
        }
        Err(_) => Answer::refusal(404, "this file is gone, or cannot be read"),
    }
}
