//! Extras: files that a site has beside its pages when its configuration asks for them.
//!
//! In:    names.
//! Out:   `Extra`.
//! Never: makes the files; that is for `render`.

/// A file, or a kind of file, that is made when it is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Extra {
    /// `feed.xml`: the pages by date, newest first (Atom, RFC 4287).
    Feed,
    /// `llms.txt`: the pages with their descriptions, for programs that read.
    Llms,
    /// A Markdown copy beside each page: `a.md` beside `a.html`.
    Markdown,
    /// `index.json`: the words of each page, as DocFX writes them.
    IndexJson,
    /// `staticwebapp.config.json`: headers and the page for missing addresses, for Azure Static Web Apps.
    StaticWebApp,
    /// `_headers`: headers, for Netlify and Cloudflare Pages.
    Headers,
    /// `nginx.conf`: a `server` block to be adapted.
    Nginx,
    /// `web.config`: headers and the page for missing addresses, for IIS.
    WebConfig,
}

impl Extra {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Feed, Self::Llms, Self::Markdown, Self::IndexJson, Self::StaticWebApp, Self::Headers, Self::Nginx, Self::WebConfig];

    /// What a configuration calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed.xml",
            Self::Llms => "llms.txt",
            Self::Markdown => "markdown",
            Self::IndexJson => "index.json",
            Self::StaticWebApp => "staticwebapp.config.json",
            Self::Headers => "_headers",
            Self::Nginx => "nginx.conf",
            Self::WebConfig => "web.config",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|extra| extra.name() == name)
    }
}
