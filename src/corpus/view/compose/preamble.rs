//! The preamble of a page: for which versions it is, and the choices that its zones are for.
//!
//! In:    the metadata of a page, and its content, complete.
//! Out:   the same content with these two below its title.
//! Never: names a choice that no zone of this page is for.

use super::super::Admission;
use crate::base::diagnostic::Diagnostic;
use crate::corpus::document::{Contents, Document};
use crate::corpus::parse::directive::moniker;
use crate::input::metadata::Value;
use crate::markup::{Attribute, Content, Element, Node, Section, Tag, Word};
use crate::rules;
use crate::site::Admitted;

/// Whether no version of the product is one that a page is for.
pub(in crate::corpus::view) fn is_for_no_version(admission: &Admission<'_>, document: &Document, contents: &Contents) -> bool {
    let versions = &admission.corpus.config.versions;
    let range = range(admission, document, contents);
    range.is_some_and(|range| !versions.is_empty() && moniker::matching(range, versions).is_ok_and(|selected| selected.is_empty()))
}

fn range<'a>(admission: &Admission<'a>, document: &Document, contents: &'a Contents) -> Option<&'a str> {
    let value = admission.corpus.metadata(&document.file, contents, "monikerRange").and_then(Value::as_text);
    value.map(str::trim).filter(|range| !range.is_empty())
}

/// Puts the preamble into the content of a page.
pub(super) fn put(
    admission: &Admission<'_>,
    document: &Document,
    contents: &Contents,
    content: &mut Content<Admitted>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut nodes = Vec::new();
    let versions = &admission.corpus.config.versions;
    if let Some(range) = range(admission, document, contents) {
        if !versions.is_empty()
            && let Err(message) = moniker::matching(range, versions)
        {
            let diagnostic = rules::moniker_invalid::RULE.at(&document.file, document.place("monikerRange")).message(message);
            diagnostics.push(diagnostic.help("write names from the list `versions` in `playbook.yml`"));
        }
        let versions = moniker::in_words(range, versions);
        if !versions.is_empty() {
            nodes.push(Node::Open(Element::Section(Box::new(Section {
                versions: versions.into(),
                ..Section::of("div", "page-versions", ())
            }))));
            nodes.push(Node::Close);
        }
    }
    nodes.extend(choices(admission, document, contents, content, diagnostics));
    content.insert_after_title(nodes);
}

// The choices of the page's zones: those of its groups in their order, then those that no group has.
fn choices(
    admission: &Admission<'_>,
    document: &Document,
    contents: &Contents,
    content: &mut Content<Admitted>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Node<Admitted>> {
    let config = &admission.corpus.config;
    let mut used: Vec<Box<str>> = Vec::new();
    for node in content.nodes() {
        let Node::Open(Element::Section(section)) = node else { continue };
        for (_, pivots) in section.attributes.iter().filter(|(name, _)| &**name == "data-pivot") {
            for pivot in pivots.split(' ').filter(|pivot| used.iter().all(|known| **known != **pivot)).collect::<Vec<_>>() {
                used.push(pivot.into());
            }
        }
    }
    let named = admission.corpus.metadata(&document.file, contents, "zone_pivot_groups").and_then(Value::as_text).unwrap_or_default();
    let named: Vec<&str> = named.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut groups = Vec::new();
    for name in &named {
        match config.pivots.iter().find(|group| group.id == *name) {
            Some(group) => groups.push(group),
            None if config.pivots.is_empty() => {}
            None => {
                let known = config.pivots.iter().map(|group| group.id.as_str());
                let near = crate::base::nearest::nearest(name, known).map(|near| format!("did you mean `{near}`?"));
                let diagnostic = rules::zone_invalid::RULE.at(&document.file, document.place("zone_pivot_groups"));
                diagnostics.push(diagnostic.message(format!("there is no group of pivots `{name}`")).help_if(near));
            }
        }
    }
    if used.is_empty() {
        return Vec::new();
    }
    let mut shown: Vec<(&str, &str)> = Vec::new();
    let of_groups = groups.iter().flat_map(|group| &group.pivots).map(|(id, title)| (id.as_str(), title.as_str()));
    shown.extend(of_groups.filter(|(id, _)| used.iter().any(|used| **used == **id)));
    for id in &used {
        if shown.iter().all(|(known, _)| *known != &**id) {
            shown.push((id, config.pivot_title(id)));
        }
    }
    // One is no choice.
    if shown.len() < 2 {
        return Vec::new();
    }
    let prompt = groups.iter().map(|group| group.prompt.as_str()).find(|prompt| !prompt.is_empty());
    let mut nodes = vec![Node::Open(Element::Section(Box::new(Section::of("div", "pivots", ()))))];
    nodes.push(Node::Open(Element::Paragraph));
    nodes.push(match prompt {
        Some(prompt) => Node::Text(content.intern(prompt)),
        None => Node::Word(Word::Choose),
    });
    nodes.push(Node::Close);
    nodes.push(Node::Open(Element::List(None)));
    for (id, title) in shown {
        nodes.push(Node::Open(Element::Item));
        let attributes =
            vec![Attribute::Plain("href".into(), format!("?pivots={id}").into()), Attribute::Plain("data-pivot".into(), id.into())];
        nodes.push(Node::Tag(Box::new(Tag { name: "a".into(), is_end: false, at: (), attributes })));
        nodes.push(Node::Text(content.intern(title)));
        nodes.push(Node::Tag(Box::new(Tag { name: "a".into(), is_end: true, at: (), attributes: Vec::new() })));
        nodes.push(Node::Close);
    }
    nodes.extend([Node::Close, Node::Close]);
    nodes
}
