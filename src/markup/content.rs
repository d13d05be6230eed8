//! Content: reading the tape of a page, and adding to it.
//!
//! In:    nodes and text, in the order of the page.
//! Out:   the nodes, the text of a span, the plain text of an element.
//! Never: knows what a node means.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Content, Element, Image, Node, Span, Stage};

impl<S: Stage> Content<S> {
    /// Begins content that is read from a source. `room` is that of content before it, which is used up.
    #[must_use]
    pub fn from_source(source: Option<Arc<str>>, room: &mut Self) -> Self {
        Self { source, ..std::mem::take(room) }
    }

    /// The content, in no more memory than it needs. The room in which it was made is left for the next one.
    #[must_use]
    pub fn settled(mut self, room: &mut Self) -> Self {
        const MOST_ROOM: usize = 1 << 20;
        let text = self.text.as_str().to_owned();
        let mut nodes = Vec::with_capacity(self.nodes.len());
        nodes.append(&mut self.nodes);
        let settled = Self { source: self.source.take(), text, nodes, in_source: self.in_source, after_text: (0, 0) };
        self.text.clear();
        if self.text.capacity() <= MOST_ROOM && self.nodes.capacity() <= MOST_ROOM {
            *room = Self { text: self.text, nodes: self.nodes, ..Self::default() };
        }
        settled
    }

    // How many bytes of spans stand for the source.
    fn base(&self) -> usize {
        self.source.as_ref().map_or(0, |source| source.len())
    }

    /// The nodes, in document order.
    pub fn nodes(&self) -> &[Node<S>] {
        &self.nodes
    }

    /// The text of a span of this content.
    #[inline]
    pub fn str(&self, span: Span) -> &str {
        let (start, end) = (span.start as usize, span.end as usize);
        match &self.source {
            Some(source) if start < source.len() => &source[start..end],
            Some(source) => &self.text[start - source.len()..end - source.len()],
            None => &self.text[start..end],
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// How many bytes of text there are.
    pub fn size(&self) -> usize {
        self.in_source + self.text.len()
    }

    /// Puts text into the buffer.
    ///
    /// # Panics
    /// When the texts of one page exceed 4 GiB; limits on files and includes lie far below.
    pub fn intern(&mut self, text: &str) -> Span {
        let start = self.end_of_text();
        self.text.push_str(text);
        Span { start, end: self.end_of_text() }
    }

    fn end_of_text(&self) -> u32 {
        u32::try_from(self.base() + self.text.len()).expect("a page is smaller than 4 GiB")
    }

    /// Adds a node.
    #[inline]
    pub fn push(&mut self, node: Node<S>) {
        self.nodes.push(node);
    }

    /// Adds running text, to the text before it where there is one.
    pub fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let joint = self.joint();
        if let Some(last) = joint.filter(|last| self.is_in_source(*last)) {
            // What goes on otherwise than the source is kept in one piece.
            let moved = self.str(last).to_owned();
            self.in_source -= moved.len();
            let moved = self.intern(&moved);
            self.replace(self.nodes.len() - 1, Node::Text(moved));
        }
        let span = self.intern(text);
        self.add_text(joint, span);
    }

    /// Adds running text that most likely stands at a byte of the source; the same as [`Self::push_text`] otherwise.
    pub fn push_text_at(&mut self, text: &str, place: usize) {
        let joint = self.joint();
        let goes_on = joint.is_none_or(|last| self.is_in_source(last) && last.end as usize == place);
        let there = self.source.as_ref().filter(|_| goes_on).and_then(|source| source.as_bytes().get(place..place + text.len()));
        if text.is_empty() || there != Some(text.as_bytes()) {
            self.push_text(text);
            return;
        }
        let number = |place: usize| u32::try_from(place).expect("a page is smaller than 4 GiB");
        self.in_source += text.len();
        self.add_text(joint, Span { start: number(place), end: number(place + text.len()) });
    }

    // The text at the end that more text joins.
    fn joint(&self) -> Option<Span> {
        let Some(Node::Text(last)) = self.nodes.last() else { return None };
        let is_joint =
            if self.is_in_source(*last) { (self.nodes.len(), self.text.len()) == self.after_text } else { last.end == self.end_of_text() };
        is_joint.then_some(*last)
    }

    fn is_in_source(&self, span: Span) -> bool {
        (span.start as usize) < self.base()
    }

    fn add_text(&mut self, joint: Option<Span>, span: Span) {
        match self.nodes.last_mut() {
            Some(Node::Text(last)) if joint.is_some() => last.end = span.end,
            _ => self.nodes.push(Node::Text(span)),
        }
        self.after_text = (self.nodes.len(), self.text.len());
    }

    /// Replaces the node at `place`: for constructs that are known only at their end.
    pub fn replace(&mut self, place: usize, node: Node<S>) {
        self.nodes[place] = node;
    }

    /// The nodes, to be changed in place.
    pub fn nodes_mut(&mut self) -> &mut [Node<S>] {
        &mut self.nodes
    }

    /// Puts nodes after the heading of the first level with which the content begins, or at its start.
    pub fn insert_after_title(&mut self, nodes: Vec<Node<S>>) {
        if nodes.is_empty() {
            return;
        }
        let mut depth = 0_usize;
        let end_of_first = self.nodes.iter().position(|node| {
            depth += usize::from(matches!(node, Node::Open(_)));
            depth -= usize::from(matches!(node, Node::Close));
            depth == 0
        });
        let begins_with_title = matches!(self.nodes.first(), Some(Node::Open(Element::Heading { level: 1, .. })));
        let place = end_of_first.filter(|_| begins_with_title).map_or(0, |end| end + 1);
        self.nodes.splice(place..place, nodes);
    }

    /// Takes out the nodes from `place` on.
    pub fn split_off(&mut self, place: usize) -> Vec<Node<S>> {
        self.nodes.split_off(place)
    }

    /// The plain text of the nodes from `place` to the end of the element that opens there: code included, tags dropped.
    pub fn plain_text(&self, place: usize) -> Cow<'_, str> {
        self.text_of(place, |_| true)
    }

    /// The plain text on one line.
    pub fn line(&self, place: usize) -> Cow<'_, str> {
        let text = self.plain_text(place);
        if text.contains('\n') { text.replace('\n', " ").into() } else { text }
    }

    /// The text that makes the id of a heading: plain text, without the words of an image that a directive shows.
    pub fn id_text(&self, place: usize) -> Cow<'_, str> {
        self.text_of(place, |image| image.frame.is_none())
    }

    fn text_of(&self, place: usize, has_words: impl Fn(&Image<S>) -> bool) -> Cow<'_, str> {
        let mut text = Cow::Borrowed("");
        let mut depth = 0_u32;
        for node in &self.nodes[place..] {
            match node {
                Node::Open(_) => depth += 1,
                Node::Close => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Node::Text(span) | Node::Code(span) => text += self.str(*span),
                Node::Image(image) if has_words(image) => text += self.str(image.alt),
                Node::LineBreak
                | Node::Rule
                | Node::CodeBlock(_)
                | Node::Math(_)
                | Node::Mark(_)
                | Node::Word(_)
                | Node::Image(_)
                | Node::Tag(_)
                | Node::Deferred(_) => {}
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Content of which nothing is known but its text.
    #[derive(Clone, PartialEq, Eq, Hash, Debug)]
    enum Text {}

    impl Stage for Text {
        type Link = ();
        type Anchor = ();
        type At = ();
        type Place = ();
        type Deferred = ();
        type Tabs = ();
    }

    // The texts of the nodes of content to which pieces of text were added, each with the place at which it most likely stands in the source.
    fn texts(source: Option<&str>, pieces: &[(&str, usize)]) -> Vec<String> {
        let mut room = Content::<Text>::default();
        let mut content = Content::from_source(source.map(Arc::from), &mut room);
        for (piece, place) in pieces {
            match *piece {
                "|" => content.push(Node::LineBreak),
                "+" => _ = content.intern("between"),
                piece => content.push_text_at(piece, *place),
            }
        }
        let length: usize = pieces.iter().filter(|(piece, _)| !matches!(*piece, "|" | "+")).map(|(piece, _)| piece.len()).sum();
        let others = pieces.iter().filter(|(piece, _)| *piece == "+").count() * "between".len();
        assert_eq!(content.size(), length + others, "{pieces:?}");
        let content = content.settled(&mut room);
        assert!(room.is_empty() && room.size() == 0);
        let text = |node: &Node<Text>| if let Node::Text(span) = node { content.str(*span).to_owned() } else { "|".to_owned() };
        content.nodes().iter().map(text).collect()
    }

    #[test]
    fn text_is_the_same_wherever_it_is_kept() {
        let source = "one two\r\nthree";
        for pieces in [
            vec![("one ", 0), ("two", 4), ("\n", 7), ("three", 9)],
            vec![("one ", 0), ("two", 4), ("|", 0), ("three", 9)],
            vec![("three", 9), ("!", 14), ("three", 9), ("|", 0), ("one", 0), (" two", 3)],
            vec![("é", 0), ("one", 0), ("", 3), (" two", 3)],
            vec![("three", 9), ("three", 9), ("three", 14), ("three", 99)],
            vec![("|", 0), ("three", 9), ("|", 0), ("", 9), ("one", 0), ("|", 0), ("x", 0)],
            vec![("x", 0), ("+", 0), ("one", 0), ("|", 0), ("y", 0), ("z", 0)],
        ] {
            let apart = texts(None, &pieces);
            assert_eq!(texts(Some(source), &pieces), apart, "{pieces:?}");
            assert_eq!(texts(Some(""), &pieces), apart, "{pieces:?}");
        }
        // What is interned behind text that is in the source parts it from what follows, as it does elsewhere.
        let pieces = [("one", 0), ("+", 0), (" two", 3)];
        assert_eq!(
            (texts(Some(source), &pieces), texts(None, &pieces)),
            (vec!["one".into(), " two".into()], vec!["one".into(), " two".into()])
        );
    }
}
