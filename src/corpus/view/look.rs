//! Look: the settings of the frame, as one audience gets it.
//!
//! In:    global metadata and the settings of the configuration.
//! Out:   `Look`, and the files that it needs among those to ship.
//! Never: takes metadata of a page: the frame is the same for all pages.

use super::Admission;
use super::addresses::Wanted;
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::input::metadata::Value;
use crate::rules;
use crate::site::{Look, address};

/// The frame of the site of an audience.
pub(super) fn look(admission: &Admission<'_>, assets: &mut Wanted, diagnostics: &mut Vec<Diagnostic>) -> Look {
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
    Look {
        logo: file("_appLogoPath"),
        favicon: file("_appFaviconPath"),
        name: text("_appName").to_owned(),
        home: text("_appLogoUrl").to_owned(),
        footer: text("_appFooter").to_owned(),
        parameters: config.publishing.parameters_of(config.audience_name(admission.audience)),
        policy: config.publishing.policy.clone(),
        has_integrity: config.publishing.has_integrity,
        extras: config.publishing.extras.clone(),
    }
}
