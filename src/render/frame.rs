//! Frame: the links around a page — to the files of the theme, and to the pages that all pages lead to.
//!
//! In:    a theme, and where a page stands.
//! Out:   `AssetsModel`; a frame whose links begin elsewhere.
//! Never: looks at the content of a page.

use super::model::{AssetsModel, Frame, SiteModel};
use super::theme::Theme;
use crate::base::path::OutPath;

// The files whose integrity pages can state, by the names of the model.
const INTEGRITY: [(&str, &str); 8] = [
    ("style", "style.css"),
    ("theme_js", "theme.js"),
    ("scheme_js", "scheme.js"),
    ("tasks_js", "tasks.js"),
    ("tasks_css", "tasks.css"),
    ("custom_css", "custom.css"),
    ("custom_js", "custom.js"),
    ("analytics_js", "analytics.js"),
];

/// The links from the page at `from` to the files of the theme.
pub fn assets(theme: &Theme, from: &OutPath, has_integrity: bool) -> AssetsModel {
    let own = |name: &str| theme.asset(name).map(|address| address.href_from(from));
    let asset = |name: &str| own(name).unwrap_or_default();
    // Digests are dear, and most sites ask for none.
    let integrity = |name: &str| has_integrity.then(|| theme.integrity(name)).flatten().map(|digest| format!(" integrity=\"{digest}\""));
    AssetsModel {
        style: asset("style.css"),
        theme_js: asset("theme.js"),
        scheme_js: asset("scheme.js"),
        search_js: asset("search.js"),
        search_css: asset("search.css"),
        tasks_js: asset("tasks.js"),
        tasks_css: asset("tasks.css"),
        icons: asset("icons.svg"),
        integrity: INTEGRITY.iter().map(|(field, name)| (*field, integrity(name).unwrap_or_default())).collect(),
        custom_css: own("custom.css"),
        custom_js: own("custom.js"),
        analytics_js: own("analytics.js"),
    }
}

/// Lets the links of the frame of a page at the root of its site begin with `root`, so that they hold wherever it is shown. `leads_away` says whether the
/// name in the header leads to another site.
pub fn begin_at(frame: &mut Frame<'_>, root: &str, leads_away: bool) {
    let rooted = |href: &str| format!("{root}{href}");
    root.clone_into(&mut frame.site.root);
    frame.site.home_href = rooted(&frame.site.home_href);
    frame.site.toc_href = rooted(&frame.site.toc_href);
    if !leads_away {
        frame.site.brand_href = rooted(&frame.site.brand_href);
    }
    let SiteModel { search_href, tasks_href, freshness_href, feed_href, logo_href, favicon_href, .. } = &mut frame.site;
    let AssetsModel {
        style,
        theme_js,
        scheme_js,
        search_js,
        search_css,
        tasks_js,
        tasks_css,
        icons,
        integrity: _,
        custom_css,
        custom_js,
        analytics_js,
    } = &mut frame.assets;
    let optional = [search_href, tasks_href, freshness_href, feed_href, logo_href, favicon_href, custom_css, custom_js, analytics_js];
    let always = [style, theme_js, scheme_js, search_js, search_css, tasks_js, tasks_css, icons];
    for href in optional.into_iter().filter_map(Option::as_mut).chain(always) {
        *href = rooted(href);
    }
}
