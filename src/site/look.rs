//! Look: what a playbook says of the frame around its pages.
//!
//! In:    settings that are for all readers of a site.
//! Out:   `Look`, complete.
//! Never: differs from page to page; names a file that the site does not ship.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::extra::Extra;
use crate::base::path::OutPath;
use crate::markup::Content;
use crate::site::{Admitted, Link};

/// The frame of all pages of a site, and what stands beside them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Look {
    /// What the header calls the site (`_appName`); empty: its title.
    pub name: String,
    /// The picture in the header (`_appLogoPath`).
    pub logo: Option<OutPath>,
    /// Where name and picture lead (`_appLogoUrl`); `None`: to the first page.
    pub home: Option<Link>,
    /// The icon of the site (`_appFaviconPath`).
    pub favicon: Option<OutPath>,
    /// The foot of each page (`_appFooter`): texts and tags; empty: that of the theme.
    pub footer: Content<Admitted>,
    /// What templates are given beside the model: name → value.
    pub parameters: BTreeMap<String, String>,
    /// What the policy allows beyond the site itself: directive → sources.
    pub policy: BTreeMap<String, Vec<String>>,
    /// Whether pages say what their scripts and styles must be.
    pub has_integrity: bool,
    /// What is made beside the pages.
    pub extras: BTreeSet<Extra>,
}
