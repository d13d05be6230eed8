//! Images of a page: pictures, and what an image's address means that is no picture.
//!
//! In:    an image as authored.
//! Out:   the image with its links resolved; a player; or its alternative text.
//! Never: shows a frame around nothing.

use super::Composer;
use crate::corpus::document::{Authored, Document};
use crate::corpus::parse::media::{self, Media};
use crate::markup::{Attribute, Content, Element, Image, ImageFrame, LinkParts, Node, Tag};
use crate::site::{Admitted, Link};

impl Composer<'_, '_> {
    pub(super) fn image(&mut self, document: &Document, body: &Content<Authored>, image: &Image<Authored>) {
        let alt = body.str(image.alt);
        if image.frame.is_none()
            && let Some(media) = media::of(body.str(image.source.text))
        {
            self.media(document, body, image, media);
            return;
        }
        let is_block = image.frame.as_ref().is_some_and(|frame| frame.is_block);
        match self.link(document, body, &image.source) {
            Link::Nowhere => self.instead(is_block, alt),
            // A page is no picture: its link is shown instead of a broken image.
            to @ Link::Page(..) => {
                let title = self.content.intern("");
                self.link_with_text(LinkParts { to, title, is_reference: false }, alt);
            }
            source @ (Link::Asset(..) | Link::Here(_) | Link::External(_)) => {
                let frame = image.frame.as_ref().map(|frame| Box::new(self.frame(document, body, frame)));
                let alt = self.content.intern(alt);
                let title = self.content.intern(body.str(image.title));
                self.content.push(Node::Image(Box::new(Image { source, alt, title, frame })));
            }
        }
    }

    fn frame(&mut self, document: &Document, body: &Content<Authored>, frame: &ImageFrame<Authored>) -> ImageFrame<Admitted> {
        let ImageFrame { is_icon, has_border, is_block, lightbox, link, described_by } = frame;
        // In a link the picture leads where the link does.
        let is_free = !self.in_link;
        let is_somewhere = |link: &Link| *link != Link::Nowhere;
        ImageFrame {
            is_icon: *is_icon,
            has_border: *has_border,
            is_block: *is_block,
            lightbox: lightbox.as_ref().filter(|_| is_free).map(|href| self.link(document, body, href)).filter(is_somewhere),
            link: link.as_ref().filter(|_| is_free).map(|href| self.link(document, body, href)).filter(is_somewhere),
            described_by: described_by.clone(),
        }
    }

    fn instead(&mut self, is_block: bool, alt: &str) {
        if is_block {
            self.content.push(Node::Open(Element::Paragraph));
        }
        self.content.push_text(alt);
        if is_block {
            self.content.push(Node::Close);
        }
    }

    // A film or a recording in the place of a picture.
    fn media(&mut self, document: &Document, body: &Content<Authored>, image: &Image<Authored>, media: Media) {
        let size = |height: bool| {
            let width = Attribute::Plain("width".into(), "500".into());
            let height = height.then(|| Attribute::Plain("height".into(), "281".into()));
            std::iter::once(width).chain(height)
        };
        let plain = |name: &str, value: &str| Attribute::Plain(name.into(), value.into());
        let alt = body.str(image.alt);
        let (name, mime) = match media {
            Media::Frame { src, class } => {
                let mut attributes = vec![plain("src", &src), plain("class", class)];
                attributes.extend(size(true));
                attributes.extend([plain("frameborder", "0"), plain("allowfullscreen", "")]);
                if !alt.is_empty() {
                    attributes.push(plain("title", alt));
                }
                self.start_element("iframe", attributes);
                return self.end_element("iframe");
            }
            Media::Video { mime } => ("video", mime),
            Media::Audio { mime } => ("audio", mime),
        };
        let source = self.link(document, body, &image.source);
        if matches!(source, Link::Nowhere | Link::Page(..)) {
            self.content.push_text(alt);
            return;
        }
        let mut attributes: Vec<_> = size(name == "video").collect();
        attributes.push(plain("controls", ""));
        if !alt.is_empty() {
            attributes.push(plain("aria-label", alt));
        }
        self.start_element(name, attributes);
        self.start_element("source", vec![plain("type", mime), Attribute::Link("src".into(), source)]);
        self.end_element(name);
    }

    fn start_element(&mut self, name: &str, attributes: Vec<Attribute<Admitted>>) {
        self.content.push(Node::Tag(Box::new(Tag { name: name.into(), is_end: false, at: (), attributes })));
    }

    fn end_element(&mut self, name: &str) {
        self.content.push(Node::Tag(Box::new(Tag { name: name.into(), is_end: true, at: (), attributes: Vec::new() })));
    }
}
