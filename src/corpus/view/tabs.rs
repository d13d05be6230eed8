//! Tabs: which number each group of a page has, and which tab is shown at first.
//!
//! In:    the content of a page, complete.
//! Out:   the same, with the groups settled; sentences for what does not fit together, each with its tab.
//! Never: moves or removes content.
//!
//! Source of the rule: DocFX (`TabGroupAggregator`, `TabGroupIdRewriter`, `ActiveAndVisibleRewriter`): groups are numbered at their end, the choice made
//! in one group is the choice of those after it that offer the same, and a tab with a condition is shown where that is the choice.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::hash::{HashMap, HashSet};
use crate::markup::{Content, Element, Node, Tab};
use crate::site::{Admitted, TabGroup, TabState};

/// Settles the groups of a page, whose ids links may lead to; gives what is wrong with them.
pub(super) fn settle(content: &mut Content<Admitted>, ids: &mut BTreeSet<Arc<str>>) -> Vec<(Tab, String)> {
    let mut problems = Vec::new();
    let mut choices = Choices::default();
    for (number, (place, tabs)) in groups(content).into_iter().enumerate() {
        let (states, problem) = states(&tabs, &mut choices);
        problems.extend(problem);
        let number = u32::try_from(number).unwrap_or(u32::MAX - 1) + 1;
        let group = TabGroup { number, tabs: states };
        ids.insert(group.id().into());
        ids.extend(tabs.iter().zip(&group.tabs).map(|(tab, state)| group.panel_id(tab, *state).into()));
        content.nodes_mut()[place] = Node::Open(Element::Tabs(Box::new(group)));
    }
    problems
}

// What earlier groups offered: sets of ids, the chosen one first. Of the sets that hold an id only the first ever counts.
#[derive(Default)]
struct Choices {
    sets: Vec<Vec<Box<str>>>,
    by_id: HashMap<Box<str>, usize>,
    by_chosen: HashMap<Box<str>, usize>,
    by_all: HashMap<BTreeSet<Box<str>>, usize>,
}

impl Choices {
    fn push(&mut self, set: Vec<Box<str>>) {
        let place = self.sets.len();
        for id in &set {
            self.by_id.entry(id.clone()).or_insert(place);
        }
        if let Some(chosen) = set.first() {
            self.by_chosen.entry(chosen.clone()).or_insert(place);
        }
        self.by_all.entry(set.iter().cloned().collect()).or_insert(place);
        self.sets.push(set);
    }

    // What a group that offers these ids takes over: the choice of the first set that is the same, or whose choice it offers; and whether a set before
    // shares some of its ids, and not all.
    fn taken_over(&self, offered: &[Box<str>]) -> (Option<&str>, bool) {
        let first = |places: &HashMap<Box<str>, usize>| offered.iter().filter_map(|id| places.get(id)).min().copied();
        let Some(sharing) = first(&self.by_id) else { return (None, false) };
        let same = self.by_all.get(&offered.iter().cloned().collect::<BTreeSet<_>>()).copied();
        match same.into_iter().chain(first(&self.by_chosen)).min() {
            Some(place) => (self.sets[place].first().map(|chosen| &**chosen), sharing < place || same != Some(place)),
            None => (None, true),
        }
    }
}

// Groups in the order of their ends: where they open, and their tabs.
fn groups(content: &Content<Admitted>) -> Vec<(usize, Vec<Tab>)> {
    enum Open {
        Group(usize, Vec<Tab>),
        Other,
    }
    let mut open: Vec<Open> = Vec::new();
    let mut found = Vec::new();
    for (place, node) in content.nodes().iter().enumerate() {
        match node {
            Node::Open(Element::Tabs(_)) => open.push(Open::Group(place, Vec::new())),
            Node::Open(Element::Tab(tab)) => {
                if let Some(Open::Group(_, tabs)) = open.last_mut() {
                    tabs.push((**tab).clone());
                }
                open.push(Open::Other);
            }
            Node::Open(_) => open.push(Open::Other),
            Node::Close => {
                if let Some(Open::Group(place, tabs)) = open.pop() {
                    found.push((place, tabs));
                }
            }
            Node::Text(_)
            | Node::Code(_)
            | Node::LineBreak
            | Node::Rule
            | Node::CodeBlock(_)
            | Node::Math(_)
            | Node::Mark(_)
            | Node::Word(_)
            | Node::Image(_)
            | Node::Tag(_) => {}
            Node::Deferred(never) => match *never {},
        }
    }
    found
}

fn states(tabs: &[Tab], choices: &mut Choices) -> (Vec<TabState>, Option<(Tab, String)>) {
    let mut problem = None;
    let is_visible = |tab: &Tab| tab.condition.as_ref().is_none_or(|condition| choices.by_chosen.contains_key(condition));
    // Equal ids in a group would be equal ids on the page.
    let mut same: HashMap<(&str, Option<&str>), u32> = HashMap::default();
    let mut states: Vec<TabState> = tabs
        .iter()
        .map(|tab| {
            let count = same.entry((&tab.ids, tab.condition.as_deref())).or_default();
            let repeats = *count;
            *count += 1;
            TabState { is_visible: is_visible(tab), is_active: false, repeats }
        })
        .collect();
    let visible = || tabs.iter().zip(&states).filter(|(_, state)| state.is_visible).map(|(tab, _)| tab);
    let mut offered: Vec<Box<str>> = Vec::new();
    let mut is_offered: HashSet<&str> = HashSet::default();
    for (tab, id) in visible().flat_map(|tab| tab.ids.split('+').map(move |id| (tab, id))) {
        if is_offered.insert(id) {
            offered.push(id.into());
        } else {
            problem = Some((tab.clone(), format!("the tab id `{id}` is given twice in one group")));
        }
    }
    let with = |id: &str| tabs.iter().zip(&states).position(|(tab, state)| state.is_visible && tab.ids.split('+').any(|own| own == id));
    let (choice, differs) = choices.taken_over(&offered);
    let active = choice.and_then(with);
    if differs {
        let first = tabs.first().cloned();
        problem = problem.or_else(|| Some((first?, "two groups of tabs share some of their ids, and not all".to_owned())));
    }
    let chosen = active.or_else(|| states.iter().position(|state| state.is_visible)).unwrap_or_else(|| {
        problem = tabs.first().map(|first| (first.clone(), "every tab of this group waits for a choice that no group offers".to_owned()));
        0
    });
    if active.is_none() && !offered.is_empty() {
        choices.push(offered);
    }
    if let Some(state) = states.get_mut(chosen) {
        state.is_active = true;
    }
    (states, problem)
}
