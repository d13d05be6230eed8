//! Tasks across pages: where the details of each stand, and what does not agree.
//!
//! In:    the tasks and details that were found on the pages of one audience.
//! Out:   the tasks, with links to their details; diagnostics at the cells.
//! Never: compares one audience with another, or one language with another.

use crate::base::hash::HashMap;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{DetailsHeading, PageTasks, Written};
use crate::base::diagnostic::{Diagnostic, Rule};
use crate::base::nearest::nearest;
use crate::base::span::TextRange;
use crate::input::names::Names;
use crate::input::vocabulary::{TaskSettings, bare};
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
    let count = made.iter().map(|on_page| on_page.tasks.len()).sum();
    let (mut rows, mut written): (Vec<Task>, Vec<Written>) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let (mut tables, mut details) = (0, Vec::new());
    for (id, mut on_page) in (0_u32..).map(PageId).zip(made) {
        rows.append(&mut on_page.tasks);
        written.append(&mut on_page.written);
        tables += on_page.tables;
        details.extend(on_page.details.into_iter().map(|heading| (id, heading)));
    }
    let mut unlisted = Vec::new();
    let catalogue = catalogue(&rows, details, &mut unlisted, report);
    // The phase that a page is for: of the page looked at last.
    let mut phase_of_page: Option<(PageId, Arc<str>)> = None;
    for task in &mut rows {
        let own = task.details.take().filter(|(page, place)| *page != task.page || !place.is_empty());
        let places = if catalogue.is_empty() { None } else { catalogue.get(bare(&task.id).as_str()) };
        let listed = places.map(|places| {
            let same = places.iter().find(|(page, _)| pages[page.0 as usize].language == *task.language);
            let (page, anchor) = same.unwrap_or(&places[0]);
            (*page, anchor.clone())
        });
        task.details = own.or(listed);
        if task.phase.is_empty() {
            let known = phase_of_page.take().filter(|(page, _)| *page == task.page);
            let (page, phase) = known.unwrap_or_else(|| (task.page, phase_of(&pages[task.page.0 as usize], settings).into()));
            task.phase = Arc::clone(&phase);
            phase_of_page = Some((page, phase));
        }
    }
    let found: Vec<Found<'_>> = rows.iter().zip(&written).map(|(task, written)| Found { task, written }).collect();
    if !catalogue.is_empty() {
        without_details(&found, report);
    }
    conflicts(&found, report);
    unknown_roles(&found, &settings.roles, report);
    Tasks::new(rows, tables, unlisted, |page| &pages[page.0 as usize].address)
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
    rows: &[Task],
    details: Vec<(PageId, DetailsHeading)>,
    unlisted: &mut Vec<Unlisted>,
    report: &mut Vec<Diagnostic>,
) -> Catalogue {
    if details.is_empty() {
        return Catalogue::new();
    }
    let ids: BTreeSet<String> = rows.iter().map(|task| bare(&task.id)).collect();
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
fn conflicts(found: &[Found<'_>], report: &mut Vec<Diagnostic>) {
    // Most ids stand in one row; only the others are put in order.
    let mut first: HashMap<(&str, &str), Found<'_>> = HashMap::with_capacity_and_hasher(found.len(), Default::default());
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
        differences(all, |found| (bare(&found.task.name), format!("called `{}`", found.task.name), found.written.name_at), report);
        let level = |found: Found<'_>| match found.task.level {
            Some(Level::Mandatory) => "mandatory",
            Some(Level::Optional) => "optional",
            None => "",
        };
        differences(all, |found| (level(found).to_owned(), level(found).to_owned(), found.written.level_at), report);
        let roles = |found: Found<'_>| {
            let mut roles: Vec<String> = found.task.roles.iter().map(|role| bare(role)).collect();
            roles.sort();
            roles.join(" ")
        };
        differences(all, |found| (roles(found), format!("for `{}`", found.task.roles.join(", ")), found.written.roles_at), report);
    }
}

// Reports each value that differs from the most frequent one, where it stands first.
// A value is what is compared, what is said of it, and where it stands.
fn differences(all: &[Found<'_>], value: impl Fn(Found<'_>) -> (String, String, TextRange), report: &mut Vec<Diagnostic>) {
    // By value: how often, and where first.
    let mut values: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (place, found) in all.iter().enumerate() {
        let (key, _, _) = value(*found);
        if !key.is_empty() {
            values.entry(key).or_insert((0, place)).0 += 1;
        }
    }
    let Some(usual) = values.iter().max_by_key(|(_, (count, first))| (*count, std::cmp::Reverse(*first))).map(|(key, _)| key.clone())
    else {
        return;
    };
    let first = all[values[&usual].1];
    let (_, usually, usually_at) = value(first);
    for (key, (_, place)) in &values {
        if *key == usual {
            continue;
        }
        let found = all[*place];
        let (_, here, at) = value(found);
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
fn unknown_roles(found: &[Found<'_>], roles: &Names, report: &mut Vec<Diagnostic>) {
    const MUCH_MORE: usize = 5;
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
}
