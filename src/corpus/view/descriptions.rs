//! Descriptions: which id the long description of each picture and film has on its page.
//!
//! In:    the content of a page, complete, and the ids on it.
//! Out:   the same, with each description numbered, and named by what it describes.
//! Never: takes an id that something else on the page has; counts what this audience does not see.
//!
//! DocFX makes the id of the line and the column of the directive, so that it moves with every line above, and two files can give the same one to the same
//! page. Here it has the same form, and counts the descriptions of the page.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::corpus::parse::directive::UNNUMBERED;
use crate::markup::{Attribute, Content, Element, Node};
use crate::site::Admitted;

/// Numbers the descriptions of a page.
pub(super) fn settle(content: &mut Content<Admitted>, ids: &mut BTreeSet<Arc<str>>) {
    let mut numbers = (0_usize..).map(|number| format!("{number}-0"));
    // A picture or a film stands before its description; one that lost it on the way names none.
    let mut described = None;
    for place in 0..content.nodes().len() {
        let node = &mut content.nodes_mut()[place];
        if let Node::Open(Element::Section(section)) = node
            && section.id.starts_with(UNNUMBERED)
        {
            let free = numbers.by_ref().find(|id| !ids.contains(id.as_str())).unwrap_or_default();
            section.id = free.as_str().into();
            if let Some(before) = described.take() {
                name(&mut content.nodes_mut()[before], &free);
            }
            ids.insert(free.into());
        } else if names_description(node)
            && let Some(before) = described.replace(place)
        {
            name(&mut content.nodes_mut()[before], "");
        }
    }
    if let Some(before) = described {
        name(&mut content.nodes_mut()[before], "");
    }
}

fn names_description(node: &Node<Admitted>) -> bool {
    match node {
        Node::Image(image) => image.frame.as_ref().is_some_and(|frame| frame.described_by.starts_with(UNNUMBERED)),
        Node::Tag(tag) => tag.attributes.iter().any(is_description),
        Node::Open(_)
        | Node::Close
        | Node::Text(_)
        | Node::Code(_)
        | Node::LineBreak
        | Node::Rule
        | Node::CodeBlock(_)
        | Node::Math(_)
        | Node::Mark(_)
        | Node::Word(_) => false,
        Node::Deferred(never) => match *never {},
    }
}

fn is_description(attribute: &Attribute<Admitted>) -> bool {
    matches!(attribute, Attribute::Plain(_, value) if value.starts_with(UNNUMBERED))
}

// Names the description of a picture or a film; the empty id stands for none.
fn name(node: &mut Node<Admitted>, id: &str) {
    if let Node::Image(image) = node
        && let Some(frame) = &mut image.frame
    {
        frame.described_by = id.into();
    } else if let Node::Tag(tag) = node {
        tag.attributes.retain(|attribute| !id.is_empty() || !is_description(attribute));
        for attribute in &mut tag.attributes {
            if is_description(attribute)
                && let Attribute::Plain(_, value) = attribute
            {
                *value = id.into();
            }
        }
    }
}
