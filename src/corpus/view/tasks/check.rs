//! Tasks across pages: where the details of each stand, and what does not agree.
//!
//! In:    the tasks and details that were found on the pages of one audience.
//! Out:   the tasks, with links to their details; diagnostics at the cells.
//! Never: compares one audience with another, or one language with another.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{DetailsHeading, PageTasks, Written};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::hash::{HashMap, map_for};
use crate::base::nearest::nearest;
use crate::base::span::TextRange;
use crate::input::names::Names;
use crate::input::vocabulary::{TaskSettings, bare};
use crate::par;
use crate::rules;
use crate::site::task::{Level, Unlisted};
use crate::site::{Page, PageId, Task, Tasks};

/// The tasks of all pages, as one list, and what is wrong with them together.
pub(in crate::corpus::view) fn of_pages(
    pages: &[Arc<Page>],
    made: Vec<PageTasks>,
    settings: &TaskSettings,
    report: &mut Vec<Diagnostic>,
) -> Tasks {
    // What is known of a page by itself.
    let of_one = |(page, mut on_page): (&Arc<Page>, PageTasks)| {
        settle(&mut on_page.tasks, page, settings);
        on_page
    };
    let made = par::map_owned(pages.iter().zip(made).collect(), of_one);
    let (mut on_pages, mut written): (Vec<Vec<Task>>, Vec<Vec<Written>>) = (Vec::with_capacity(made.len()), Vec::with_capacity(made.len()));
    let (mut tables, mut details) = (0, Vec::new());
    for (id, on_page) in (0_u32..).map(PageId).zip(made) {
        on_pages.push(on_page.tasks);
        written.push(on_page.written);
        tables += on_page.tables;
        details.extend(on_page.details.into_iter().map(|heading| (id, heading)));
    }
    let mut unlisted = Vec::new();
    let catalogue = catalogue(&on_pages, details, &mut unlisted, report);
    if !catalogue.is_empty() {
        for task in on_pages.iter_mut().flatten().filter(|task| task.details.is_none()) {
            task.details = catalogue.get(bare(&task.id).as_str()).map(|places| {
                let same = places.iter().find(|(page, _)| pages[page.0 as usize].language == *task.language);
                same.unwrap_or(&places[0]).clone()
            });
        }
    }
    let found: Vec<Found<'_>> =
        on_pages.iter().flatten().zip(written.iter().flatten()).map(|(task, written)| Found { task, written }).collect();
    if !catalogue.is_empty() {
        without_details(&found, report);
    }
    let (conflicts, unknown) = par::both(|| conflicts(&found), || unknown_roles(&found, &settings.roles));
    report.extend(conflicts);
    report.extend(unknown);
    Tasks::new(on_pages, tables, unlisted, |page| &pages[page.0 as usize].address)
}

// Settles of the tasks on a page what asks for no other page. A link to the page itself leads to no details.
fn settle(tasks: &mut [Task], page: &Page, settings: &TaskSettings) {
    let mut phase: Option<Arc<str>> = None;
    for task in tasks {
        task.details.take_if(|(to, place)| *to == task.page && place.is_empty());
        if task.phase.is_empty() {
            task.phase = Arc::clone(phase.get_or_insert_with(|| phase_of(page, settings).into()));
        }
    }
}

// A task, and where it was written.
#[derive(Clone, Copy)]
struct Found<'f> {
    task: &'f Task,
    written: &'f Written,
}

// The phase that a page is for: what it is called. The title of a translated page may be that of the original; its first heading is not.
fn phase_of(page: &Page, settings: &TaskSettings) -> String {
    let heading = page.outline.iter().find(|entry| entry.level == 1).map(|entry| &*entry.text).filter(|text| !text.is_empty());
    settings.phases.in_text(heading.unwrap_or(&page.title))
}

// By the bare id of a task: where its details stand.
type Catalogue = BTreeMap<String, Vec<(PageId, Arc<str>)>>;

// Headings that begin with an id hold details where most such headings of their page name tasks: a year or a number of a step is none.
fn catalogue(
    on_pages: &[Vec<Task>],
    details: Vec<(PageId, DetailsHeading)>,
    unlisted: &mut Vec<Unlisted>,
    report: &mut Vec<Diagnostic>,
) -> Catalogue {
    if details.is_empty() {
        return Catalogue::new();
    }
    let ids: BTreeSet<String> = on_pages.iter().flatten().map(|task| bare(&task.id)).collect();
    let mut by_page: BTreeMap<PageId, Vec<DetailsHeading>> = BTreeMap::new();
    for (page, heading) in details {
        by_page.entry(page).or_default().push(heading);
    }
    let mut catalogue = Catalogue::new();
    for (page, headings) in by_page {
        let used = headings.iter().filter(|heading| ids.contains(&bare(&heading.id))).count();
        if used == 0 || used * 2 < headings.len() {
            continue;
        }
        for heading in headings {
            if !ids.contains(&bare(&heading.id)) {
                unlisted.push(Unlisted { id: heading.id.clone(), name: heading.name.clone(), page });
                report.push(
                    rules::task_details_unused::RULE
                        .at(&heading.file, heading.at)
                        .message(format!("no task table names the task `{}`", heading.id))
                        .help("remove the details, or add the task to a table"),
                );
            }
            catalogue.entry(bare(&heading.id)).or_default().push((page, heading.anchor));
        }
    }
    catalogue
}

fn without_details(found: &[Found<'_>], report: &mut Vec<Diagnostic>) {
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for Found { task, written } in found {
        if task.details.is_none() && said.insert(&task.id) {
            report.push(
                rules::task_without_details::RULE
                    .at(&written.file, written.id_at)
                    .message(format!("the details of task `{}` stand nowhere", task.id))
                    .help(format!("write a heading `## {}: {}` on the page of details", task.id, task.name)),
            );
        }
    }
}

// What one id is called, whether it must be done, and who does it, must not depend on the page.
fn conflicts(found: &[Found<'_>]) -> Vec<Diagnostic> {
    let mut report = Vec::new();
    // Most ids stand in one row; only the others are put in order.
    let mut first: HashMap<(&str, &str), Found<'_>> = map_for(found.len());
    let mut several: BTreeMap<(&str, &str), Vec<Found<'_>>> = BTreeMap::new();
    for one in found {
        let id: (&str, &str) = (&one.task.id, &one.task.language);
        match first.entry(id) {
            Entry::Vacant(vacant) => _ = vacant.insert(*one),
            Entry::Occupied(first) => several.entry(id).or_insert_with(|| vec![*first.get()]).push(*one),
        }
    }
    let say_the_same = |a: &Found<'_>, b: &Found<'_>| {
        let (a, b) = (a.task, b.task);
        a.name == b.name && a.level == b.level && a.roles == b.roles
    };
    for all in several.values().filter(|all| !all.is_sorted_by(say_the_same)) {
        let name = |found: Found<'_>| bare(&found.task.name);
        differences(all, name, |found| (format!("called `{}`", found.task.name), found.written.name_at), &mut report);
        let level = |found: Found<'_>| match found.task.level {
            Some(Level::Mandatory) => "mandatory".to_owned(),
            Some(Level::Optional) => "optional".to_owned(),
            None => String::new(),
        };
        differences(all, level, |found| (level(found), found.written.level_at), &mut report);
        let roles = |found: Found<'_>| {
            let mut roles: Vec<String> = found.task.roles.iter().map(|role| bare(role)).collect();
            roles.sort();
            roles.join(" ")
        };
        differences(all, roles, |found| (format!("for `{}`", found.task.roles.join(", ")), found.written.roles_at), &mut report);
    }
    report
}

// Reports each value that differs from the most frequent one, where it stands first. `value` is what is compared; `said` is what is said of it, and where
// it stands.
fn differences(
    all: &[Found<'_>],
    value: impl Fn(Found<'_>) -> String,
    said: impl Fn(Found<'_>) -> (String, TextRange),
    report: &mut Vec<Diagnostic>,
) {
    // By value: how often, and where first.
    let mut values: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, found) in all.iter().enumerate() {
        let key = value(*found);
        if !key.is_empty() {
            values.entry(key).or_insert((0, place)).0 += 1;
        }
    }
    let Some((usual, (_, first))) = values.iter().max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first))) else {
        return;
    };
    let first = all[*first];
    let (usually, usually_at) = said(first);
    for (key, (_, place)) in &values {
        if key == usual {
            continue;
        }
        let found = all[*place];
        let (here, at) = said(found);
        let rule: &'static Rule = &rules::task_conflict::RULE;
        report.push(
            rule.at(&found.written.file, at)
                .message(format!("task `{}` is {} here, and {} elsewhere", found.task.id, here, usually))
                .related(&first.written.file, usually_at, "elsewhere")
                .help("one id is one task: make them the same, or give this one an id of its own"),
        );
    }
}

// With a list of roles, what is not on it; without, what is a slip away from a role that is much more frequent.
fn unknown_roles(found: &[Found<'_>], roles: &Names) -> Vec<Diagnostic> {
    const MUCH_MORE: usize = 5;
    let mut report = Vec::new();
    let mut counts: BTreeMap<(&str, &str), (usize, Found<'_>)> = BTreeMap::new();
    for one in found {
        for role in one.task.roles.iter() {
            counts.entry((&one.task.language, role)).or_insert((0, *one)).0 += 1;
        }
    }
    for ((language, role), (count, first)) in &counts {
        let near = if roles.is_empty() {
            let frequent = counts.iter().filter(|((other, name), (times, _))| {
                other == language && name != role && *times >= MUCH_MORE * count && bare(name) != bare(role)
            });
            let near = nearest(role, frequent.map(|((_, name), _)| *name));
            if near.is_none() {
                continue;
            }
            near
        } else if roles.meant(role).is_some() {
            continue;
        } else {
            nearest(role, roles.spellings())
        };
        let help = near.map_or_else(|| format!("the roles are `{}`", roles.all().join("`, `")), |near| format!("did you mean `{near}`?"));
        report.push(
            rules::task_unknown_role::RULE
                .at(&first.written.file, first.written.roles_at)
                .message(format!("`{role}` is no role that is known"))
                .help(help),
        );
    }
    report
}
