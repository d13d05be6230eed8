//! Upkeep: the histories of changes of the pages, and what they say of their dates.
//!
//! In:    the admitted content of a page; the histories of all pages of one audience.
//! Out:   `Upkeep` of the site; `date-ambiguous`, `date-invalid`, `date-mismatch`, `stale-page`.
//! Never: decides by a page that this audience may not read in which order day and month stand.

use super::tasks::{Place, first_header, table, trimmed};
use super::{Admission, Admitted};
use crate::base::cell::tidy;
use crate::base::date::{self, Order};
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::metadata::Value;
use crate::input::vocabulary::Word;
use crate::markup::Content;
use crate::rules;
use crate::site::upkeep::{PageUpkeep, Upkeep};
use crate::site::{self, PageId};

/// The dates of the histories of changes on a page, as written; `None` when there is no history.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct History {
    dates: Vec<(String, FilePath, TextRange)>,
}

/// Reads the histories of changes of a page, whose tables open at `tables`.
pub(super) fn read(
    admission: &Admission<'_>,
    page: PageId,
    content: &Content<site::Admitted>,
    tables: &[usize],
    places: &[Place],
) -> Option<History> {
    let corpus = admission.corpus;
    let words = &corpus.config.tasks.words;
    let mut history: Option<History> = None;
    for &place in tables {
        if !first_header(content, place).is_some_and(|header| words.means(&header, Word::RefreshDate)) {
            continue;
        }
        let grid = table::read(content, place);
        if !grid.header[1..].iter().any(|cell| words.means(&cell.text, Word::RefreshChange)) {
            continue;
        }
        let dates = &mut history.get_or_insert_default().dates;
        for cell in grid.rows.iter().filter_map(|row| row.cells.first()).filter(|cell| !tidy(&cell.text).is_empty()) {
            let (document, at) = match places.binary_search_by_key(&cell.node, |place| place.node) {
                Ok(found) => (corpus.document(places[found].document), places[found].at),
                Err(_) => (admission.pages[page.0 as usize].document, TextRange::default()),
            };
            dates.push((tidy(&cell.text).into_owned(), document.file.clone(), trimmed(&document.source, at)));
        }
    }
    history
}

/// The upkeep of a site.
pub(super) fn settle(admission: &Admission<'_>, histories: &[Option<&History>], report: &mut Vec<Diagnostic>) -> Upkeep {
    let corpus = admission.corpus;
    let config = &corpus.config;
    let clear = |history: &History, order: Order| history.dates.iter().filter(|(text, ..)| date::order(text) == Some(order)).count();
    let has_head = |page: &Admitted<'_>, order: Order| {
        let text = corpus.metadata(&page.document.file, page.contents, "ms.date").and_then(Value::as_text);
        text.and_then(date::order) == Some(order)
    };
    let count = |order: Order| {
        let heads = admission.pages.iter().filter(|page| has_head(page, order)).count();
        heads + histories.iter().flatten().map(|history| clear(history, order)).sum::<usize>()
    };
    let (month_first, day_first) = (count(Order::MonthFirst), count(Order::DayFirst));
    let usual = if day_first > month_first { Order::DayFirst } else { Order::MonthFirst };
    let is_mixed = day_first > 0 && month_first > 0;
    let as_of = config.freshness.as_of;
    let mut pages = Vec::with_capacity(admission.pages.len());
    for (Admitted { document, contents, .. }, history) in admission.pages.iter().zip(histories) {
        let file = &document.file;
        let text = |key: &str| corpus.metadata(file, contents, key).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty());
        let mut refreshed = None;
        if let Some(history) = history {
            let own = match (clear(history, Order::MonthFirst), clear(history, Order::DayFirst)) {
                (0, 0) => None,
                (month_first, day_first) => Some(if day_first > month_first { Order::DayFirst } else { Order::MonthFirst }),
            };
            let via = |diagnostic: Diagnostic, from: &FilePath| if from == file { diagnostic } else { diagnostic.via(file) };
            for (text, from, at) in &history.dates {
                let day = date::parse_in(text, date::order(text).or(own).unwrap_or(usual));
                if day.is_none() {
                    let diagnostic = rules::date_invalid::RULE.at(from, *at).message(format!("`{text}` is no date"));
                    report.push(via(diagnostic.help("write month/day/year, as in `4/25/2026`, or `2026-04-25`"), from));
                }
                refreshed = refreshed.max(day);
            }
            let ambiguous = history.dates.iter().find(|(text, ..)| own.is_none() && is_mixed && date::is_ambiguous(text));
            if let Some((text, from, at)) = ambiguous {
                let order = if usual == Order::DayFirst { "the day first" } else { "the month first" };
                let diagnostic =
                    rules::date_ambiguous::RULE.at(from, *at).message(format!("`{text}` is read with {order}, as most dates here have it"));
                report.push(via(diagnostic.help("write the date as in `2026-04-25`"), from));
            }
        }
        let row = PageUpkeep {
            file: file.clone(),
            owner: text("ft.owner").or_else(|| text("ms.author")).unwrap_or_else(|| config.owners.of(file)).to_owned(),
            topic: text("ms.topic").unwrap_or_default().to_owned(),
            date: text("ms.date").and_then(date::parse),
            refreshed,
            entries: history.as_ref().map(|history| history.dates.len()),
            limit: text("ms.topic").map_or_else(|| config.freshness.limit(""), |topic| config.freshness.limit(topic)),
        };
        let at = trimmed(&document.source, document.place("ms.date"));
        if let (Some(date), Some(refreshed)) = (row.date, row.refreshed)
            && date != refreshed
        {
            let older = if date < refreshed { "older" } else { "newer" };
            report.push(
                rules::date_mismatch::RULE
                    .at(file, at)
                    .message(format!("the date {date} is {older} than the newest change of this page, {refreshed}"))
                    .help("let both say the same day"),
            );
        }
        if let (true, Some(latest), Some(limit)) = (row.is_stale(as_of), row.latest(), row.limit) {
            let age = row.age(as_of).unwrap_or_default();
            report.push(
                rules::stale_page::RULE
                    .at(file, at)
                    .message(format!("nobody has looked after this page since {latest}: {age} days, of at most {limit}"))
                    .help("read it, mend what has changed, and set its date"),
            );
        }
        pages.push(row);
    }
    // Where everybody reads one site, nobody can be told apart.
    let is_published = corpus.has_audiences && config.reports.include(admission.audience);
    Upkeep { pages, as_of, is_published }
}
