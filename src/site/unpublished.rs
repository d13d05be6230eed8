//! Unpublished: links to files that could not be published, taken off a site that was already composed.
//!
//! In:    a site, and the addresses at which nothing stands after all.
//! Out:   the same site, in which a link to one of them is the same as one to a file that does not exist.
//! Never: tells anyone: who could not be published was said where it was found.

use std::sync::Arc;

use super::{Admitted, Link, Site};
use crate::base::hash::HashSet;
use crate::base::path::OutPath;
use crate::markup::{Attribute, Content, Element, Node};

impl Site {
    /// Takes off all that leads to one of these addresses. Nothing is looked at when there is none, as nearly always.
    pub fn part_with(&mut self, unpublished: &HashSet<OutPath>) {
        if unpublished.is_empty() {
            return;
        }
        let is_gone = |link: &Link| matches!(link, Link::Asset(address, _) if unpublished.contains(address));
        for page in &mut self.pages {
            if page.redirect.as_ref().is_some_and(is_gone) || page.body.nodes().iter().any(|node| leads(node, &is_gone)) {
                let page = Arc::make_mut(page);
                page.redirect.take_if(|link| is_gone(link));
                unlink(&mut page.body, &is_gone);
            }
        }
        if self.nav.trees.iter().flat_map(|tree| &tree.entries).any(|entry| is_gone(&entry.link)) {
            let trees = &mut Arc::make_mut(&mut self.nav).trees;
            for entry in trees.iter_mut().flat_map(|tree| &mut tree.entries).filter(|entry| is_gone(&entry.link)) {
                entry.link = Link::Nowhere;
            }
        }
        self.redirects.retain(|_, link| !is_gone(link));
        self.look.home.take_if(|link| is_gone(link));
        unlink(&mut self.look.footer, &is_gone);
        for picture in [&mut self.look.logo, &mut self.look.favicon] {
            picture.take_if(|address| unpublished.contains(address));
        }
    }
}

// Whether a node leads to a file that is gone.
fn leads(node: &Node<Admitted>, is_gone: &impl Fn(&Link) -> bool) -> bool {
    match node {
        Node::Open(Element::Link(parts)) => is_gone(&parts.to),
        Node::Image(image) => {
            let frame = image.frame.as_ref();
            is_gone(&image.source) || frame.is_some_and(|frame| frame.lightbox.iter().chain(&frame.link).any(is_gone))
        }
        Node::Tag(tag) => tag.attributes.iter().any(|attribute| is_link(attribute, is_gone)),
        Node::Open(_)
        | Node::Close
        | Node::Text(_)
        | Node::Code(_)
        | Node::LineBreak
        | Node::Rule
        | Node::CodeBlock(_)
        | Node::Math(_)
        | Node::Word(_)
        | Node::Mark(_)
        | Node::Deferred(_) => false,
    }
}

fn is_link(attribute: &Attribute<Admitted>, is_gone: &impl Fn(&Link) -> bool) -> bool {
    matches!(attribute, Attribute::Link(_, link) if is_gone(link))
}

// A link leaves its text, an image the words that stand for it, a tag its other attributes.
fn unlink(body: &mut Content<Admitted>, is_gone: &impl Fn(&Link) -> bool) {
    for node in body.nodes_mut().iter_mut().filter(|node| leads(node, is_gone)) {
        match node {
            Node::Open(Element::Link(parts)) => parts.to = Link::Nowhere,
            Node::Image(image) if is_gone(&image.source) => *node = Node::Text(image.alt),
            Node::Image(image) => {
                if let Some(frame) = &mut image.frame {
                    frame.lightbox.take_if(|link| is_gone(link));
                    frame.link.take_if(|link| is_gone(link));
                }
            }
            Node::Tag(tag) => tag.attributes.retain(|attribute| !is_link(attribute, is_gone)),
            // Only these lead anywhere.
            Node::Open(_)
            | Node::Close
            | Node::Text(_)
            | Node::Code(_)
            | Node::LineBreak
            | Node::Rule
            | Node::CodeBlock(_)
            | Node::Math(_)
            | Node::Word(_)
            | Node::Mark(_)
            | Node::Deferred(_) => {}
        }
    }
}
