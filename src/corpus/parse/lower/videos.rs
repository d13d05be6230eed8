//! Videos in content: players, each in a division where one may stand.
//!
//! In:    a video that has its line for itself, or stands in running text.
//! Out:   the division and the player in it.
//! Never: puts a division into a paragraph: the paragraph ends before it, and goes on after it.

use super::{Frame, Lowering};
use crate::base::span::TextRange;
use crate::corpus::parse::directive::video::VideoDirective;
use crate::markup::{Element, Node};

/// The class by which scripts and styles find a player.
pub(super) const CLASS: &str = "embeddedvideo";

impl Lowering<'_, '_> {
    /// A player is complete with its line: the quote goes on as another one.
    pub(super) fn video_block(&mut self, video: &VideoDirective, place: TextRange) {
        self.end_run();
        let quote = match self.frames.last() {
            Some(Frame::Quote { open, .. }) => Some(*open),
            _ => None,
        };
        match quote {
            Some(open) if self.is_bare(open) => drop(self.content.split_off(open)),
            Some(_) => self.end_quote(),
            None => {}
        }
        let section = self.section("div", CLASS, place);
        self.content.push(Node::Open(section));
        self.player(video, None, place);
        self.content.push(Node::Close);
        if quote.is_some() {
            let open = self.content.nodes().len();
            self.content.push(Node::Open(Element::Quote));
            self.set_quote(open, true);
        }
    }

    /// A player in running text.
    pub(super) fn video_in_text(&mut self, video: &VideoDirective, place: TextRange) {
        self.end_run();
        let name = if self.may_hold_division() { "div" } else { "span" };
        let is_paragraph = name == "div" && self.innermost().is_some_and(|open| self.is_paragraph(open));
        if is_paragraph {
            self.end_styles();
            self.end_paragraph();
        }
        self.push_tag(name, vec![("class", CLASS.to_owned())], place);
        self.player(video, None, place);
        self.push_end(name, place);
        if is_paragraph {
            self.content.push(Node::Open(Element::Paragraph));
        }
    }

    // Whether a division may stand here: not in a heading, in emphasis, in a link or in a raw element of running text.
    fn may_hold_division(&self) -> bool {
        let depth = self.frames.len();
        let is_in_tag = self.open_tags.iter().any(|(_, opened)| *opened == depth);
        let is_block = || match self.innermost().map(|open| &self.content.nodes()[open]) {
            Some(Node::Open(Element::TableCell(_) | Element::Item | Element::TaskItem)) => true,
            Some(Node::Open(Element::Paragraph)) => matches!(self.frames.last(), Some(Frame::Paragraph)),
            Some(_) | None => false,
        };
        self.links == 0 && self.dropping.is_none() && !is_in_tag && !self.prepared.is_text() && is_block()
    }

    // Where the innermost element opens that is open.
    fn innermost(&self) -> Option<usize> {
        let mut closed = 0_usize;
        self.content.nodes().iter().rposition(|node| {
            let is_open = matches!(node, Node::Open(_));
            let is_it = is_open && closed == 0;
            if !is_it {
                closed = closed + usize::from(matches!(node, Node::Close)) - usize::from(is_open);
            }
            is_it
        })
    }

    fn is_paragraph(&self, open: usize) -> bool {
        matches!(self.content.nodes()[open], Node::Open(Element::Paragraph))
    }

    /// Ends the paragraph that is open; one that a player left empty goes.
    pub(super) fn end_paragraph(&mut self) {
        let is_blank =
            |node: &Node<_>| matches!(node, Node::Text(span) if self.content.str(*span).bytes().all(|byte| byte.is_ascii_whitespace()));
        let nodes = self.content.nodes();
        let open = nodes.iter().rposition(|node| !is_blank(node));
        match open.filter(|open| self.is_paragraph(*open)) {
            Some(open) => drop(self.content.split_off(open)),
            None => self.content.push(Node::Close),
        }
    }

    /// The player itself.
    pub(super) fn player(&mut self, video: &VideoDirective, described_by: Option<&str>, place: TextRange) {
        let mut attributes = vec![("src", video.address.clone()), ("allowfullscreen", "true".to_owned()), ("frameborder", "0".to_owned())];
        attributes.extend(video.title.clone().map(|title| ("title", title)));
        attributes.extend(video.max_width.map(|width| ("width", width.to_string())));
        attributes.extend(video.thumbnail.clone().map(|thumbnail| ("thumbnail", thumbnail)));
        attributes.extend(video.upload_date.clone().map(|date| ("upload-date", date)));
        attributes.extend(video.duration.clone().map(|duration| ("duration", duration)));
        attributes.extend(described_by.map(|id| ("aria-describedby", id.to_owned())));
        self.push_tag("iframe", attributes, place);
        self.push_end("iframe", place);
    }
}
