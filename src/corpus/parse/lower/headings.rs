//! Headings in content: those with an anchor of their own, and those that begin a tab.
//!
//! In:    a heading that was read, and the containers that are open.
//! Out:   `Tabs`, `Tab` and `TabTitle` elements around the content.
//! Never: lets a group reach beyond its container.

use super::Lowering;
use crate::base::span::TextRange;
use crate::corpus::document::{Authored, HeadingPlace};
use crate::markup::{Attribute, Element, Href, Node};

impl Lowering<'_, '_> {
    // `# <a name="x"></a>Title`: the anchor becomes the heading's id (DocFX).
    pub(super) fn explicit_anchor(&mut self, place: usize) {
        let [
            Node::Open(Element::Heading { level, anchor: place_of_heading }),
            Node::Tag(start),
            Node::Tag(end),
            Node::Text(_) | Node::Code(_) | Node::Open(_),
            ..,
        ] = &self.content.nodes()[place..]
        else {
            return;
        };
        let [Attribute::Plain(name, id)] = start.attributes.as_slice() else { return };
        let is_anchor = &*start.name == "a" && !start.is_end && &*end.name == "a" && end.is_end && matches!(&**name, "id" | "name");
        if !is_anchor || id.is_empty() || !id.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '.' | '-')) {
            return;
        }
        let (level, heading_at, id, at) = (*level, place_of_heading.at, id.clone(), start.at);
        let rest = self.content.split_off(place + 3);
        self.content.split_off(place);
        let id = Some(Href { text: self.content.intern(&id), at });
        let anchor = Box::new(HeadingPlace { id, at: heading_at });
        self.content.push(Node::Open(Element::Heading { level, anchor }));
        for node in rest {
            self.content.push(node);
        }
    }

    // `# [Title](#tab/id)`: the heading is no heading, but begins a tab.
    pub(super) fn tab(&mut self, place: usize) {
        let [Node::Open(Element::Heading { .. }), Node::Open(Element::Link(link)), .., Node::Close, Node::Close] =
            &self.content.nodes()[place..]
        else {
            return;
        };
        let Some(tab) = self.content.str(link.to.text).strip_prefix("#tab/").and_then(|tab| read_tab(tab, link.to.at)) else { return };
        // The link must be all there is: its end is the last but one node, and nothing closes it before.
        let inner = &self.content.nodes()[place + 2..self.content.nodes().len() - 2];
        let mut depth = 0_i32;
        for node in inner {
            match node {
                Node::Open(_) => depth += 1,
                Node::Close => depth -= 1,
                Node::Text(_)
                | Node::Code(_)
                | Node::LineBreak
                | Node::Rule
                | Node::CodeBlock(_)
                | Node::Math(_)
                | Node::Mark(_)
                | Node::Word(_)
                | Node::Image(_)
                | Node::Tag(_)
                | Node::Deferred(_) => {}
            }
            if depth < 0 {
                return;
            }
        }
        let title: Vec<Node<Authored>> = inner.to_vec();
        self.content.split_off(place);
        if self.in_tabs() {
            let first = self.tabs.last().map_or(0, |(_, tags)| *tags);
            self.close_tags_from(first);
            self.content.push(Node::Close);
        } else {
            self.tabs.push((self.frames.len(), self.open_tags.len()));
            self.content.push(Node::Open(Element::Tabs(())));
        }
        self.content.push(Node::Open(Element::Tab(Box::new(tab))));
        self.content.push(Node::Open(Element::TabTitle));
        for node in title {
            self.content.push(node);
        }
        self.content.push(Node::Close);
    }

    // Whether the innermost group of tabs is open in this very container.
    pub(super) fn in_tabs(&self) -> bool {
        self.tabs.last().is_some_and(|(depth, _)| *depth == self.frames.len())
    }

    // Groups of tabs end with the container they stand in, and raw elements left open in a tab end before it.
    #[inline]
    pub(super) fn end_tabs(&mut self, depth: usize) {
        if !self.tabs.is_empty() {
            self.end_some_tabs(depth);
        }
    }

    fn end_some_tabs(&mut self, depth: usize) {
        while let Some(&(_, tags)) = self.tabs.last().filter(|(opened, _)| *opened >= depth) {
            self.close_tags_from(tags);
            self.tabs.pop();
            self.push(Node::Close);
            self.push(Node::Close);
        }
    }
}

// `id`, `a+b`, `id/condition`, `id/`: letters, digits and `-`.
fn read_tab(text: &str, at: TextRange) -> Option<crate::markup::Tab> {
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let (ids, condition) = text.split_once('/').map_or((text, ""), |(ids, condition)| (ids, condition));
    let is_valid = ids.split('+').all(is_id) && (condition.is_empty() || is_id(condition));
    is_valid.then(|| crate::markup::Tab { ids: ids.into(), condition: (!condition.is_empty()).then(|| condition.into()), at })
}
