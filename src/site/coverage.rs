//! Coverage: which phases, roles and services have tasks, and which have none.
//!
//! In:    tasks of one site.
//! Out:   `Coverage`: the number of tasks for each phase, role and service.
//! Never: knows a phase, role or service that no task of this site names.

use std::collections::{BTreeMap, BTreeSet};

use super::Task;
use super::task::Level;

/// How many tasks there are for each phase, role and service. A task without roles or services counts for the empty name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// The phases, in the order in which the tasks name them first.
    pub phases: Vec<String>,
    /// The roles, by name.
    pub roles: BTreeSet<String>,
    /// The services, by name.
    pub services: BTreeSet<String>,
    counts: BTreeMap<(String, String, String), Count>,
}

/// Numbers of tasks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// All, each id once.
    pub all: usize,
    /// The mandatory ones.
    pub mandatory: usize,
}

impl Coverage {
    /// The coverage of each language by itself: the roles of one do not meet the phases of another.
    pub fn by_language(tasks: &[&Task]) -> Vec<(String, Self)> {
        let mut languages: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
        for task in tasks {
            languages.entry(&task.language).or_default().push(task);
        }
        languages.into_iter().map(|(language, tasks)| (language.to_owned(), Self::of(&tasks))).collect()
    }

    /// The coverage that tasks give.
    pub fn of(tasks: &[&Task]) -> Self {
        let mut coverage = Self::default();
        let mut ids: BTreeMap<(String, String, String), BTreeMap<&str, bool>> = BTreeMap::new();
        let or_none = |names: &[String]| if names.is_empty() { vec![String::new()] } else { names.to_vec() };
        for task in tasks {
            for phase in or_none(&task.phases()) {
                if !coverage.phases.contains(&phase) {
                    coverage.phases.push(phase.clone());
                }
                for role in or_none(&task.roles) {
                    for service in or_none(&task.services) {
                        coverage.roles.insert(role.clone());
                        coverage.services.insert(service.clone());
                        let of = ids.entry((phase.clone(), role.clone(), service)).or_default();
                        *of.entry(&task.id).or_default() |= task.level == Some(Level::Mandatory);
                    }
                }
            }
        }
        let count =
            |ids: BTreeMap<&str, bool>| Count { all: ids.len(), mandatory: ids.values().filter(|is_mandatory| **is_mandatory).count() };
        coverage.counts = ids.into_iter().map(|(key, ids)| (key, count(ids))).collect();
        coverage
    }

    /// The numbers for one phase, role and service.
    pub fn count(&self, phase: &str, role: &str, service: &str) -> Count {
        self.counts.get(&(phase.to_owned(), role.to_owned(), service.to_owned())).copied().unwrap_or_default()
    }

    /// Every phase, role and service with its numbers, those without tasks included.
    pub fn cells(&self) -> impl Iterator<Item = (&str, &str, &str, Count)> {
        self.phases.iter().flat_map(move |phase| {
            self.roles.iter().flat_map(move |role| {
                self.services.iter().map(move |service| (phase.as_str(), role.as_str(), service.as_str(), self.count(phase, role, service)))
            })
        })
    }

    /// The phases without a mandatory task.
    pub fn phases_without_duty(&self) -> Vec<&str> {
        let has_duty = |phase: &str| self.counts.iter().any(|((of, _, _), count)| of == phase && count.mandatory > 0);
        self.phases.iter().map(String::as_str).filter(|phase| !has_duty(phase)).collect()
    }
}
