//! Attributes in braces, in content: which element has them.
//!
//! In:    a list of attributes, and the content before it.
//! Out:   a mark right after what has them; the text as written, where nothing can have them.
//! Never: runs where the playbook has not switched them on.
//!
//! Source of the rule: Markdig's generic attributes. A list belongs to the element in the text that ends right before it; at the end of a paragraph, a heading
//! or an item to that; alone in its paragraph to the block that follows.

use super::{Frame, Lowering};
use crate::base::span::TextRange;
use crate::corpus::document::Authored;
use crate::corpus::parse::directive::braces::Braces;
use crate::markup::{Element, Href, Mark, Node};
use crate::rules;

// An element with more nodes than this is not looked through for its beginning.
const LONGEST: usize = 4096;

/// Lists that wait for what they belong to.
#[derive(Default)]
pub(super) struct Waiting {
    // One that stands in the text for now; where its node is.
    loose: Option<(usize, List)>,
    // One that belongs to the next block.
    next: Option<List>,
    // One that belongs to the code that is being read.
    of_code: Option<List>,
}

/// A list, and where it stands in the source.
pub(super) type List = (Braces, TextRange);

/// What follows a list that was alone in its paragraph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Follower {
    /// A block that can have it.
    Block,
    /// A block of code, which can have it when it ends.
    Code,
    /// Nothing that can.
    Other,
}

impl Waiting {
    /// Whether a list belongs to the next block.
    pub(super) fn has_next(&self) -> bool {
        self.next.is_some()
    }
}

impl Lowering<'_, '_> {
    /// A list in running text.
    pub(super) fn braces(&mut self, braces: &Braces, place: TextRange, prepared: usize) {
        let is_in_image = self.frames.iter().any(|frame| matches!(frame, Frame::Image { .. }));
        if is_in_image || self.dropping.is_some() {
            let text = self.prepared.original(place).to_owned();
            self.push_text(&text, prepared);
            return;
        }
        self.end_run();
        let list = (braces.clone(), place);
        if let Some(open) = self.element_before() {
            self.attach(open, list);
            // One list for each element; what follows must not join what stands before.
            let nothing = self.content.intern("");
            self.content.push(Node::Text(nothing));
        } else {
            self.waiting.loose = Some((self.content.nodes().len(), list));
            self.put_back(place);
        }
    }

    // Where the element opens that ends right before.
    fn element_before(&self) -> Option<usize> {
        let nodes = self.content.nodes();
        let last = nodes.len().checked_sub(1)?;
        if matches!(&nodes[last], Node::Code(_)) || matches!(&nodes[last], Node::Image(image) if image.frame.is_none()) {
            return Some(last);
        }
        if !matches!(nodes[last], Node::Close) {
            return None;
        }
        let mut depth = 0_usize;
        let length = nodes.iter().rev().take(LONGEST).position(|node| {
            depth += usize::from(matches!(node, Node::Close));
            depth -= usize::from(matches!(node, Node::Open(_)));
            depth == 0
        })?;
        let open = last - length;
        let is_inline = matches!(
            &nodes[open],
            Node::Open(Element::Link(_) | Element::Emphasis | Element::Strong | Element::Strikethrough | Element::Styled(_))
        );
        // A link without text gets the title of its page, which is looked for right behind it.
        (is_inline && length > 1 && !is_mark(&nodes[open + 1])).then_some(open)
    }

    fn put_back(&mut self, place: TextRange) {
        let text = self.content.intern(self.prepared.original(place));
        self.content.push(Node::Text(text));
        let nothing = self.content.intern("");
        self.content.push(Node::Text(nothing));
    }

    // Gives a list to the node that stands at a place.
    fn attach(&mut self, node: usize, (braces, place): List) {
        let Braces { mut extras, refused } = braces;
        let at = self.in_file(place);
        for name in refused {
            let diagnostic = rules::html_unsafe::RULE.at(self.file, at).message(rules::html_unsafe::attribute(&name));
            self.report.push(diagnostic.help("remove it, or name it `data-…`"));
        }
        extras.at = at;
        if let Node::Open(Element::Heading { level, anchor }) = &self.content.nodes()[node]
            && !extras.id.is_empty()
        {
            let (level, mut anchor) = (*level, anchor.clone());
            let id = Href { text: self.content.intern(&std::mem::take(&mut extras.id)), at };
            anchor.id = anchor.id.or(Some(id));
            self.content.replace(node, Node::Open(Element::Heading { level, anchor }));
        }
        let mut rest = self.content.split_off(node + 1).into_iter().peekable();
        if let Some(Node::Mark(mark)) = rest.next_if(is_mark)
            && let Mark::Attributes(own) = *mark
        {
            extras.add(own);
        }
        self.content.push(Node::Mark(Box::new(Mark::Attributes(extras))));
        for node in rest {
            self.content.push(node);
        }
    }

    /// A paragraph, a heading or an item ends, or a list in an item begins: a list at the end of the text so far belongs to it. Whether that was all there was:
    /// then it is gone, and the list belongs to what follows.
    #[inline]
    pub(super) fn settle_braces(&mut self) -> bool {
        self.waiting.loose.is_some() && self.settle_list()
    }

    fn settle_list(&mut self) -> bool {
        let Some((node, list)) = self.waiting.loose.take() else { return false };
        let nodes = self.content.nodes();
        let is_blank = |node: &Node<Authored>| matches!(node, Node::Text(span) if self.content.str(*span).trim().is_empty());
        if node >= nodes.len() || !nodes[node + 1..].iter().all(is_blank) {
            return false;
        }
        let mut depth = 0_usize;
        let length = nodes[..node].iter().rev().take(LONGEST).position(|node| {
            let is_open = matches!(node, Node::Open(_));
            let is_it = is_open && depth == 0;
            depth = depth.saturating_sub(usize::from(is_open)) + usize::from(matches!(node, Node::Close));
            is_it
        });
        let open = length.map(|length| node - 1 - length);
        let Some(open) = open else { return false };
        let is_all = open + 1 == node;
        let is_paragraph = matches!(&nodes[open], Node::Open(Element::Paragraph));
        let is_other = matches!(&nodes[open], Node::Open(Element::Heading { .. } | Element::Item | Element::TaskItem));
        let may_have_it = is_paragraph || is_other && !is_all && !is_mark(&nodes[open + 1]);
        if !may_have_it {
            return false;
        }
        if is_all {
            self.content.split_off(open);
            self.waiting.next = Some(list);
            return true;
        }
        self.content.split_off(node);
        if let Some(Node::Text(span)) = self.content.nodes().last() {
            let text = self.content.str(*span).trim_end().to_owned();
            self.content.split_off(node - 1);
            self.content.push_text(&text);
        }
        self.attach(open, list);
        false
    }

    /// What a list that was alone in its paragraph belongs to, given what follows: then that is still to be read.
    pub(super) fn braces_before(&mut self, follower: Follower) -> Option<List> {
        let list = self.waiting.next.take()?;
        match follower {
            Follower::Block => return Some(list),
            Follower::Code => self.waiting.of_code = Some(list),
            Follower::Other => self.put_back_alone(list.1),
        }
        None
    }

    /// The block that it belongs to has begun.
    pub(super) fn braces_of_block(&mut self, list: List) {
        // A heading may have attributes of its own.
        if let Some(open) = self.content.nodes().iter().rposition(|node| matches!(node, Node::Open(_))) {
            self.attach(open, list);
        }
    }

    /// Nothing follows a list that was alone in its paragraph.
    pub(super) fn end_braces(&mut self) {
        if let Some((_, place)) = self.waiting.next.take() {
            self.put_back_alone(place);
        }
    }

    fn put_back_alone(&mut self, place: TextRange) {
        self.end_run();
        self.content.push(Node::Open(Element::Paragraph));
        self.put_back(place);
        self.content.push(Node::Close);
    }

    /// A block of code ended.
    pub(super) fn braces_of_code(&mut self) {
        if let Some(list) = self.waiting.of_code.take() {
            self.attach(self.content.nodes().len() - 1, list);
        }
    }
}

fn is_mark(node: &Node<Authored>) -> bool {
    matches!(node, Node::Mark(mark) if matches!(**mark, Mark::Attributes(_)))
}
