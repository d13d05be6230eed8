//! Search: what can be found on the pages of a site.
//!
//! In:    a site.
//! Out:   `Record`s: the words of each page by section, and what its results can be narrowed by.
//! Never: holds a page that asks not to be found (`_noindex`), or one that only leads elsewhere.

use super::{Admitted, Page, PageId, Site};
use crate::markup::{Content, Element, Node};

/// The facet that every page of a section has: its value is the title of the section.
pub const SECTION: &str = "section";

/// The facets of pages with tasks: who does them, in which phase, for which services.
pub const ROLE: &str = "role";
/// See [`ROLE`].
pub const PHASE: &str = "phase";
/// See [`ROLE`].
pub const SERVICE: &str = "service";

/// A page as a search finds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Its address, not encoded.
    pub address: String,
    /// Its title.
    pub title: String,
    /// Its language (BCP 47).
    pub language: String,
    /// What results can be narrowed by: name and value. A name may come several times.
    pub facets: Vec<(String, String)>,
    /// The numbers of the tasks that it lists or describes.
    pub tasks: Vec<String>,
    /// Its words, in order.
    pub passages: Vec<Passage>,
}

/// A heading, and the words below it up to the next one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Passage {
    /// 1 to 6; 0 for the words before the first heading.
    pub level: u8,
    /// The id of the heading.
    pub id: String,
    /// Its text.
    pub heading: String,
    /// The words below it. Blocks are parted by a line end.
    pub text: String,
}

impl Record {
    /// All words of the page in one line.
    pub fn words(&self) -> String {
        let parts = self.passages.iter().flat_map(|passage| [passage.heading.as_str(), passage.text.as_str()]);
        let words: Vec<&str> = parts.flat_map(str::split_whitespace).collect();
        words.join(" ")
    }
}

/// What can be found on a site, by address.
pub fn records(site: &Site) -> Vec<Record> {
    let found = |id: &PageId| site.page(*id).redirect.is_none() && !site.page(*id).switches.is_not_indexed;
    site.page_ids().filter(found).map(|id| record(site, id)).collect()
}

fn record(site: &Site, id: PageId) -> Record {
    let page = site.page(id);
    let section = site.section(id).map(|entry| (SECTION.to_owned(), entry.title.clone()));
    Record {
        address: page.address.as_str().to_owned(),
        title: page.title.clone(),
        language: page.language.clone(),
        facets: section.into_iter().chain(of_tasks(site, page)).chain(page.facets.iter().cloned()).collect(),
        tasks: numbers(site, page),
        passages: passages(page),
    }
}

// The numbers of the tasks that stand on a page or are described there, each once.
fn numbers(site: &Site, page: &Page) -> Vec<String> {
    let anchors = page.outline.iter().map(|entry| &*entry.id).chain([""]);
    let described = anchors.flat_map(|anchor| site.tasks.detailed_at(page, anchor));
    let mut found: Vec<String> = Vec::new();
    for task in site.tasks.on(page).iter().chain(described) {
        if !found.contains(&task.id) {
            found.push(task.id.clone());
        }
    }
    found
}

// Who does the tasks on a page, when, and for what.
fn of_tasks(site: &Site, page: &Page) -> Vec<(String, String)> {
    let mut facets: Vec<(String, String)> = Vec::new();
    for task in site.tasks.on(page) {
        let roles = task.roles.iter().map(|role| (ROLE, role.as_str()));
        let services = task.services.iter().map(|service| (SERVICE, service.as_str()));
        for (name, value) in roles.chain([(PHASE, &*task.phase)]).chain(services) {
            let facet = (name.to_owned(), value.to_owned());
            if !value.is_empty() && !facets.contains(&facet) {
                facets.push(facet);
            }
        }
    }
    facets
}

/// The words of a page by section.
pub fn passages(page: &Page) -> Vec<Passage> {
    let mut found = vec![Passage::default()];
    // Whether each open element parts words, and the depth at which the open heading began.
    let mut parts: Vec<bool> = Vec::new();
    let mut heading: Option<usize> = None;
    for node in page.body.nodes() {
        match node {
            Node::Open(Element::Heading { level, anchor }) => {
                found.push(Passage { level: *level, id: page.body.str(*anchor).to_owned(), ..Passage::default() });
                heading = Some(parts.len());
                parts.push(true);
            }
            Node::Open(element) => {
                let is_parting = is_block(element);
                if let (true, None, Some(passage)) = (is_parting, heading, found.last_mut()) {
                    part(&mut passage.text);
                }
                parts.push(is_parting);
            }
            Node::Close => {
                let is_parting = parts.pop().unwrap_or(false);
                if heading == Some(parts.len()) {
                    heading = None;
                } else if let (true, None, Some(passage)) = (is_parting, heading, found.last_mut()) {
                    part(&mut passage.text);
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
            | Node::Tag(_) => {
                let Some(passage) = found.last_mut() else { continue };
                say(&page.body, node, if heading.is_some() { &mut passage.heading } else { &mut passage.text });
            }
            Node::Deferred(never) => match *never {},
        }
    }
    for passage in &mut found {
        passage.text.truncate(passage.text.trim_end().len());
        passage.heading = passage.heading.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    found.retain(|passage| !passage.heading.is_empty() || !passage.text.is_empty());
    found
}

// The words of a single node.
fn say(body: &Content<Admitted>, node: &Node<Admitted>, words: &mut String) {
    match node {
        Node::Text(span) | Node::Code(span) => words.push_str(body.str(*span)),
        Node::LineBreak | Node::Rule => part(words),
        Node::CodeBlock(block) => {
            words.push_str(body.str(block.code));
            part(words);
        }
        Node::Image(image) => {
            words.push_str(body.str(image.alt));
            words.push(' ');
        }
        // Tags of running text stand within words; those of blocks part them.
        Node::Tag(tag) => {
            if !["a", "abbr", "b", "code", "em", "font", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u"]
                .contains(&&*tag.name)
            {
                part(words);
            }
        }
        // A formula has no words, and those of the theme are not the page's.
        Node::Math(_) | Node::Mark(_) | Node::Word(_) | Node::Open(_) | Node::Close => {}
        Node::Deferred(never) => match *never {},
    }
}

fn part(words: &mut String) {
    if !words.is_empty() && !words.ends_with('\n') {
        words.push('\n');
    }
}

fn is_block(element: &Element<Admitted>) -> bool {
    match element {
        Element::Emphasis | Element::Strong | Element::Strikethrough | Element::Styled(_) | Element::Link(_) => false,
        Element::Paragraph
        | Element::Heading { .. }
        | Element::Quote
        | Element::Alert(_)
        | Element::List(_)
        | Element::TaskList(_)
        | Element::Item
        | Element::TaskItem
        | Element::Footnotes
        | Element::Footnote(_)
        | Element::Table(_)
        | Element::TableHead
        | Element::TableRow(_)
        | Element::TableCell(_)
        | Element::Tabs(_)
        | Element::Tab(_)
        | Element::TabTitle
        | Element::Section(_) => true,
    }
}
