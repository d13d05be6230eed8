//! Freshness: the report on owners and ages of pages, written down.
//!
//! In:    the upkeep of the sites that are asked for.
//! Out:   text, CSV, a page.
//! Never: counts from another day than the site says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::export::csv_row;
use super::model::{FreshnessModel, OwnerModel, PageAgeModel};
use crate::base::counted::plural;
use crate::base::path::OutPath;
use crate::site::upkeep::{PageUpkeep, Upkeep};
use crate::site::{Page, Site};

/// Where the page with the report stands, on sites that hold it.
pub fn address(site: &Site) -> Option<OutPath> {
    let names = site.upkeep.is_published.then_some(["freshness.html", "freshness-report.html"]).into_iter().flatten();
    names.filter_map(OutPath::new).find(|address| !site.is_taken(address))
}

// The pages of a site, those that have waited longest first; those without a date before all.
fn rows(site: &Site) -> Vec<(&Page, &PageUpkeep)> {
    let mut rows: Vec<(&Page, &PageUpkeep)> = site.pages.iter().map(|page| &**page).zip(&site.upkeep.pages).collect();
    rows.sort_by_key(|(page, row)| (row.latest(), page.address.clone()));
    rows
}

// Of each owner: pages, stale ones, and those without a date.
fn owners(upkeep: &Upkeep) -> Vec<(&str, [usize; 3])> {
    let mut owners: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for row in &upkeep.pages {
        let counts = owners.entry(&row.owner).or_default();
        let is = [true, row.is_stale(upkeep.as_of), row.latest().is_none()];
        for (count, is) in counts.iter_mut().zip(is) {
            *count += usize::from(is);
        }
    }
    let mut owners: Vec<(&str, [usize; 3])> = owners.into_iter().collect();
    owners.sort_by_key(|(owner, [pages, stale, _])| (std::cmp::Reverse((*stale, *pages)), owner.to_lowercase()));
    owners
}

// By age: at most 90 days, a year, two years, more, without a date.
const BANDS: [(&str, i32); 4] = [("up to 90 days", 90), ("up to 1 year", 365), ("up to 2 years", 730), ("older", i32::MAX)];

/// Lines for people: for each site the ages, and the owners with most that is stale first.
pub fn text(sites: &[(String, &Site)]) -> String {
    let mut out = String::new();
    for (name, site) in sites {
        let upkeep = &*site.upkeep;
        let name = if name.is_empty() { "site" } else { name };
        let stale = upkeep.pages.iter().filter(|row| row.is_stale(upkeep.as_of)).count();
        let day = upkeep.as_of.map_or_else(String::new, |day| format!(" on {day}"));
        let _ = writeln!(out, "{name}: {}, {stale} stale{day}", plural(upkeep.pages.len(), "page"));
        let mut from = i32::MIN;
        for (band, to) in BANDS {
            let is_in = |row: &&PageUpkeep| row.age(upkeep.as_of).is_some_and(|age| age > from && age <= to);
            let _ = writeln!(out, "  {band:<14} {:>6}", upkeep.pages.iter().filter(is_in).count());
            from = to;
        }
        let undated = upkeep.pages.iter().filter(|row| row.latest().is_none()).count();
        let _ = writeln!(out, "  {:<14} {undated:>6}\n", "without a date");
        let _ = writeln!(out, "  {:<32} {:>6} {:>6} {:>8}", "owner", "pages", "stale", "undated");
        for (owner, [pages, stale, undated]) in owners(upkeep) {
            let owner = if owner.is_empty() { "(nobody)" } else { owner };
            let _ = writeln!(out, "  {owner:<32} {pages:>6} {stale:>6} {undated:>8}");
        }
        out.push('\n');
    }
    out
}

/// A row for each page of each site.
pub fn csv(sites: &[(String, &Site)]) -> String {
    let header = ["audience", "page", "title", "owner", "topic", "language", "date", "refreshed", "entries", "age", "limit", "state"];
    let mut out = csv_row(header);
    for (name, site) in sites {
        let as_of = site.upkeep.as_of;
        for (page, row) in rows(site) {
            let shown = |value: Option<String>| value.unwrap_or_default();
            let cells = [
                name.clone(),
                row.file.as_str().to_owned(),
                page.title.clone(),
                row.owner.clone(),
                row.topic.clone(),
                page.language.clone(),
                shown(row.date.map(|date| date.to_string())),
                shown(row.refreshed.map(|date| date.to_string())),
                shown(row.entries.map(|count| count.to_string())),
                shown(row.age(as_of).map(|age| age.to_string())),
                shown(row.limit.map(|limit| limit.to_string())),
                state(row, site).to_owned(),
            ];
            out.push_str(&csv_row(cells.iter().map(String::as_str)));
        }
    }
    out
}

fn state(row: &PageUpkeep, site: &Site) -> &'static str {
    match (row.latest(), row.is_stale(site.upkeep.as_of)) {
        (None, _) => "undated",
        (Some(_), true) => "stale",
        (Some(_), false) => "fresh",
    }
}

/// What the page with the report shows. `href` gives the link to a page.
pub fn model(site: &Site, href: impl Fn(&Page) -> String) -> FreshnessModel<'_> {
    let as_of = site.upkeep.as_of;
    FreshnessModel {
        as_of: as_of.map(|day| day.to_string()),
        owners: owners(&site.upkeep)
            .into_iter()
            .map(|(owner, [pages, stale, undated])| OwnerModel { owner, pages, stale, undated })
            .collect(),
        pages: rows(site)
            .into_iter()
            .map(|(page, row)| PageAgeModel {
                title: &page.title,
                href: href(page),
                owner: &row.owner,
                topic: &row.topic,
                latest: row.latest().map(|date| date.to_string()),
                age: row.age(as_of).map_or_else(String::new, |age| age.to_string()),
                state: state(row, site),
            })
            .collect(),
    }
}
