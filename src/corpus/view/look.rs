//! Look: the settings of the frame, as one audience gets it.
//!
//! In:    global metadata and the settings of the configuration.
//! Out:   `Look`, the files that it needs among those to ship, and the places that it leads to.
//! Never: takes metadata of a page: the frame is the same for all pages.

use super::addresses::Wanted;
use super::compose::Bookmark;
use super::links::{Resolved, Written};
use super::{Admission, foot};
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::metadata::Value;
use crate::rules;
use crate::site::{Link, Look, address};

/// The frame of the site of an audience.
pub(super) fn look(
    admission: &Admission<'_>,
    assets: &mut Wanted,
    bookmarks: &mut Vec<Bookmark>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Look {
    let config = &admission.corpus.config;
    let text = |key: &str| config.global_metadata.get(key).and_then(Value::as_text).map(str::trim).unwrap_or_default();
    let mut file = |key: &str| {
        let path = text(key);
        if path.is_empty() {
            return None;
        }
        let shipped = FilePath::new(path).and_then(|path| {
            let asset = admission.asset(&path)?;
            Some((address::of_asset(admission.corpus.mapped.get(asset)?)?, asset.clone()))
        });
        let Some((address, asset)) = shipped else {
            let diagnostic =
                rules::file_not_found::RULE.anywhere().message(format!("`{key}` names `{path}`, which is not among the resources"));
            diagnostics.push(diagnostic.help(
                "give the path of a picture from the root of the playbook, and let a pattern of `resource` in `docfx.json` match it",
            ));
            return None;
        };
        assets.insert((address.clone(), asset));
        Some(address)
    };
    let (logo, favicon) = (file("_appLogoPath"), file("_appFaviconPath"));
    let mut links = SettingLinks { admission, assets, bookmarks, diagnostics };
    Look {
        logo,
        favicon,
        name: text("_appName").to_owned(),
        home: links.home(text("_appLogoUrl")),
        footer: foot::foot(&mut links, text("_appFooter")),
        parameters: config.publishing.parameters_of(config.audience_name(admission.audience)),
        policy: config.publishing.policy.clone(),
        has_integrity: config.publishing.has_integrity,
        extras: config.publishing.extras.clone(),
    }
}

/// Links in settings: they lead where those would of a page at the root, so that no audience is led to what it does not have.
pub(super) struct SettingLinks<'s, 'a> {
    admission: &'s Admission<'a>,
    assets: &'s mut Wanted,
    bookmarks: &'s mut Vec<Bookmark>,
    diagnostics: &'s mut Vec<Diagnostic>,
}

impl SettingLinks<'_, '_> {
    /// Where a link leads; what is wrong with it is said of `what`.
    pub(super) fn link(&mut self, what: &str, text: &str) -> Link {
        let written = Written { file: &FilePath::root(), source: "", text, at: TextRange::default() };
        let Resolved { link, diagnostics, bookmark, asset } = self.admission.resolve(written, None);
        for diagnostic in diagnostics {
            self.say(what, diagnostic);
        }
        let placed = |bookmark: Bookmark| Bookmark { diagnostic: of_setting(what, bookmark.diagnostic), ..bookmark };
        self.bookmarks.extend(bookmark.map(placed));
        self.assets.extend(asset);
        link
    }

    /// Says something of a setting.
    pub(super) fn say(&mut self, what: &str, diagnostic: Diagnostic) {
        self.diagnostics.push(of_setting(what, diagnostic));
    }

    // Where name and picture lead.
    fn home(&mut self, text: &str) -> Option<Link> {
        if text.is_empty() {
            return None;
        }
        match self.link(&format!("`_appLogoUrl` is `{text}`"), text) {
            link @ (Link::Page(..) | Link::Asset(..) | Link::External(_)) => Some(link),
            Link::Nowhere | Link::Here(_) => None,
        }
    }
}

// Where a value of metadata stands is not known.
fn of_setting(what: &str, diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic { message: format!("{what}: {}", diagnostic.message), location: None, ..diagnostic }
}
