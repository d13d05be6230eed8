//! Directives in content: each is lowered to the closed set of nodes.
//!
//! In:    the constructs that were found line by line.
//! Out:   nodes of the content that is being lowered.
//! Never: reads another file: what needs one is left to the view.

use std::ops::Range;
use std::sync::Arc;

use super::{Frame, Lowering, videos};
use crate::base::span::TextRange;
use crate::corpus::document::{Authored, Deferred, IncludeSite, Reference, SnippetSite};
use crate::corpus::parse::directive::form::Form;
use crate::corpus::parse::directive::image::{ImageDirective, ImageKind};
use crate::corpus::parse::directive::triple::Container;
use crate::corpus::parse::directive::{Block, Description, Inline, UNNUMBERED, attributes, moniker};
use crate::corpus::parse::{mathml, xref};
use crate::markup::{Attribute, Element, Formula, Href, Image, ImageFrame, Node, Section, Span, Tag};
use crate::rules;

impl Lowering<'_, '_> {
    pub(super) fn include(&mut self, path: &str, place: TextRange, path_range: &Range<usize>, is_inline: bool) {
        self.end_run();
        let text = self.content.intern(path);
        let start = place.start as usize + self.offset;
        let at = TextRange::new(start + path_range.start, start + path_range.end);
        self.content.push(Node::Deferred(Box::new(Deferred::Include(Box::new(IncludeSite { href: Href { text, at }, is_inline })))));
    }

    // `![words](address)`, whose words begin at `start`.
    pub(super) fn plain_image(&mut self, start: usize, href: Href, title: Span) {
        self.links -= 1;
        let alt = self.content.plain_text(start).into_owned();
        if alt.trim().is_empty() {
            let diagnostic = rules::image_alt_missing::RULE.at(self.file, href.at).message("this image has no alternative text");
            self.report.push(diagnostic.help("say between the brackets what it tells: `![Four phases](media/phases.png)`"));
        }
        self.content.split_off(start);
        let alt = self.content.intern(&alt);
        self.content.push(Node::Image(Box::new(Image { source: href, alt, title, frame: None })));
    }

    // What the block placeholder of this number stands for. `place` counts from the start of the body.
    pub(super) fn block(&mut self, number: usize, block: &Block, place: TextRange) {
        match block {
            Block::Alert(alert) => self.quote_becomes(Element::Alert(Arc::clone(alert)), place),
            Block::Division(division) => {
                let section = self.division(division, place);
                self.quote_becomes(Element::Section(Box::new(section)), place);
            }
            Block::Include(include) => self.include(&include.path, place, &include.path_range, false),
            Block::Snippet(snippet) => {
                let at = self.in_file(place);
                self.push(Node::Deferred(Box::new(Deferred::Snippet(Box::new(SnippetSite { snippet: (**snippet).clone(), at })))));
            }
            Block::Form(form) => self.form(form, place),
            Block::Video(video) => self.video_block(video, place),
            Block::Image(image, description) => self.complex_image(image, description, place),
            Block::Math(tex) => self.formula(tex, place, true),
            Block::Open(container) => self.open_section(number, container, place),
            Block::End(opener) => self.end_section(*opener),
            Block::Hidden => self.hidden_in_quote(),
        }
    }

    // What an inline placeholder stands for. `prepared` is where it stands in the prepared text.
    pub(super) fn inline(&mut self, inline: &Inline, place: TextRange, prepared: usize) {
        match inline {
            Inline::Include(include) => self.include(&include.path, place, &include.path_range, true),
            Inline::Image(image) => {
                let node = self.image(image, place, false, "");
                self.push(node);
            }
            Inline::Video(video) => self.video_in_text(video, place),
            // In the text of a link or an image nothing is left to the view.
            Inline::NoLoc(words) if self.links > 0 => self.push_text(words, prepared),
            Inline::Xref(..) if self.links > 0 => self.push_original(place, prepared),
            Inline::Math(_) if self.frames.iter().any(|frame| matches!(frame, Frame::Image { .. })) => self.push_original(place, prepared),
            Inline::NoLoc(words) => {
                self.end_run();
                let words = self.content.intern(words);
                self.content.push(Node::Deferred(Box::new(Deferred::Untranslated(words))));
            }
            Inline::Xref(query, is_strict) => {
                self.end_run();
                let original = self.prepared.original(place);
                let text = if *is_strict { self.content.intern(original) } else { self.content.intern(&xref::as_text(original)) };
                let written = Href { text, at: self.in_file(place) };
                let reference = Reference { query: (**query).clone(), written, is_strict: *is_strict };
                self.content.push(Node::Deferred(Box::new(Deferred::Reference(Box::new(reference)))));
            }
            Inline::Emoji(emoji) => self.push_text(emoji, prepared),
            Inline::Math(tex) => self.formula(tex, place, false),
            Inline::Box(is_ticked) => {
                if self.links > 0 || !self.box_mark(*is_ticked) {
                    self.push_original(place, prepared);
                }
            }
            Inline::Braces(braces) => self.braces(braces, place, prepared),
            Inline::Text => self.push_original(place, prepared),
        }
    }

    fn push_original(&mut self, place: TextRange, prepared: usize) {
        let text = self.prepared.original(place).to_owned();
        self.push_text(&text, prepared);
    }

    pub(super) fn in_file(&self, place: TextRange) -> TextRange {
        TextRange::new(place.start as usize + self.offset, place.end as usize + self.offset)
    }

    fn form(&mut self, form: &Form, place: TextRange) {
        let mut attributes = vec![("class", "chromeless-form".to_owned())];
        attributes.extend(form.model.clone().map(|model| ("data-model", model)));
        attributes.push(("data-action", form.action.clone()));
        self.push_tag("form", attributes, place);
        self.push_tag("div", Vec::new(), place);
        self.push_end("div", place);
        let button = [("class", "button is-primary"), ("disabled", "disabled"), ("type", "submit")];
        self.push_tag("button", button.map(|(name, value)| (name, value.to_owned())).to_vec(), place);
        self.content.push_text(&form.submit_text);
        self.push_end("button", place);
        self.push_end("form", place);
    }

    pub(super) fn push_tag(&mut self, name: &str, attributes: Vec<(&str, String)>, place: TextRange) {
        let attributes = attributes.into_iter().map(|(name, value)| Attribute::Plain(name.into(), value.into())).collect();
        let at = self.in_file(place);
        self.push(Node::Tag(Box::new(Tag { name: name.into(), is_end: false, at, attributes })));
    }

    pub(super) fn push_end(&mut self, name: &str, place: TextRange) {
        let at = self.in_file(place);
        self.push(Node::Tag(Box::new(Tag { name: name.into(), is_end: true, at, attributes: Vec::new() })));
    }

    pub(super) fn section(&self, element: &'static str, class: &str, place: TextRange) -> Element<Authored> {
        Element::Section(Box::new(Section::of(element, class, self.in_file(place))))
    }

    fn image(&mut self, image: &ImageDirective, place: TextRange, is_block: bool, described_by: &str) -> Node<Authored> {
        self.end_run();
        let start = place.start as usize + self.offset;
        let mut href = |value: &attributes::Value| {
            let at = TextRange::new(start + value.range.start, start + value.range.end);
            Href { text: self.content.intern(&value.text), at }
        };
        let source = href(&image.source);
        // In a link the picture leads where the link does.
        let is_free = self.links == 0;
        let frame = ImageFrame {
            is_icon: image.kind == ImageKind::Icon,
            has_border: image.has_border,
            is_block,
            lightbox: image.lightbox.as_ref().filter(|_| is_free).map(&mut href),
            link: image.link.as_ref().filter(|_| is_free).map(&mut href),
            described_by: described_by.into(),
        };
        let (alt, title) = (self.content.intern(&image.alt_text), self.content.intern(""));
        Node::Image(Box::new(Image { source, alt, title, frame: Some(Box::new(frame)) }))
    }

    fn complex_image(&mut self, image: &ImageDirective, description: &Description, place: TextRange) {
        let paragraphs: Vec<&str> = description.text.split("\n\n").map(str::trim).filter(|text| !text.is_empty()).collect();
        let id = if paragraphs.is_empty() { String::new() } else { format!("{UNNUMBERED}{}", description.id) };
        let node = self.image(image, place, true, &id);
        self.push(node);
        if paragraphs.is_empty() {
            return;
        }
        let section = self.hidden_section(&id, place);
        self.push(Node::Open(section));
        for paragraph in paragraphs {
            self.content.push(Node::Open(Element::Paragraph));
            self.content.push_text(paragraph);
            self.content.push(Node::Close);
        }
        self.content.push(Node::Close);
    }

    // What only those hear who cannot see the picture or film.
    fn hidden_section(&self, id: &str, place: TextRange) -> Element<Authored> {
        Element::Section(Box::new(Section { id: id.into(), ..Section::of("div", "visually-hidden", self.in_file(place)) }))
    }

    fn formula(&mut self, tex: &str, place: TextRange, is_block: bool) {
        self.end_run();
        match mathml::mathml(tex, is_block) {
            Ok(mathml) => {
                let (tex, mathml) = (self.content.intern(tex), self.content.intern(&mathml));
                self.content.push(Node::Math(Box::new(Formula { tex, mathml, is_block })));
            }
            Err(message) => {
                let diagnostic =
                    rules::math_invalid::RULE.at(self.file, self.in_file(place)).message(format!("this formula cannot be set: {message}"));
                self.report.push(diagnostic.help("mend the formula, or write `\\$` for a dollar sign; readers see what stands here"));
                let text = self.prepared.original(place).to_owned();
                if is_block {
                    self.content.push(Node::Open(Element::Paragraph));
                    self.content.push_text(&text);
                    self.content.push(Node::Close);
                } else {
                    self.content.push_text(&text);
                }
            }
        }
    }

    fn open_section(&mut self, opener: usize, container: &Container, place: TextRange) {
        self.end_run();
        let mut section = Section::of("div", "", self.in_file(place));
        match container {
            Container::Zone(zone) => {
                let mut class = "zone".to_owned();
                if let Some(target) = zone.target {
                    class.push_str(" has-target");
                    section.attributes.push(("data-target".into(), target.name().into()));
                }
                if !zone.pivots.is_empty() {
                    class.push_str(" has-pivot");
                    section.attributes.push(("data-pivot".into(), zone.pivots.join(" ").into()));
                    let titles = zone.pivots.iter().map(|pivot| self.surroundings.config.pivot_title(pivot));
                    section.choices = titles.collect::<Vec<_>>().join(", ").into();
                }
                section.class = class.into();
            }
            Container::Moniker(moniker) => {
                section.attributes.push(("range".into(), moniker.range.as_str().into()));
                section.versions = moniker::in_words(&moniker.range, &self.surroundings.config.versions).into();
            }
            Container::Row { colons: _ } => (section.element, section.class) = ("section", "row".into()),
            Container::Column { colons: _, span } => {
                section.class = span.as_ref().map_or_else(|| "column".to_owned(), |span| format!("column span{span}")).into();
            }
            // Read as lines, not as a section.
            Container::ComplexImage(_) => return,
            Container::ComplexVideo(video) => {
                let id = format!("{UNNUMBERED}{}", self.prepared.line_and_column(place));
                let outer = self.section("div", videos::CLASS, place);
                self.content.push(Node::Open(outer));
                self.player(video, Some(&id), place);
                let inner = self.hidden_section(&id, place);
                self.content.push(Node::Open(inner));
                self.frames.push(Frame::Section { opener, elements: 2 });
                return;
            }
        }
        self.content.push(Node::Open(Element::Section(Box::new(section))));
        self.frames.push(Frame::Section { opener, elements: 1 });
    }

    // The sections that were left open inside end with it.
    fn end_section(&mut self, opener: usize) {
        let is_open =
            self.frames.iter().rev().map_while(|frame| if let Frame::Section { opener, .. } = frame { Some(*opener) } else { None });
        if !is_open.into_iter().any(|open| open == opener) {
            return;
        }
        self.end_run();
        while let Some(Frame::Section { opener: closed, elements }) = self.frames.last() {
            let (closed, elements) = (*closed, *elements);
            self.close_section(elements);
            if closed == opener {
                return;
            }
        }
    }

    /// Closes the sections that are open in the innermost container.
    pub(super) fn end_sections(&mut self) {
        while let Some(Frame::Section { elements, .. }) = self.frames.last() {
            let elements = *elements;
            self.close_section(elements);
        }
    }

    pub(super) fn close_section(&mut self, elements: usize) {
        self.end_tabs(self.frames.len());
        self.close_tags(self.frames.len());
        self.frames.pop();
        (0..elements).for_each(|_| self.content.push(Node::Close));
    }

    /// Whether a link is open.
    pub(super) fn in_link(&self) -> bool {
        self.open_tags.iter().any(|(name, _)| &**name == "a") || self.frames.iter().any(|frame| matches!(frame, Frame::Link))
    }

    /// A link inside another one: readers get the outer one alone, and the words of this one.
    pub(super) fn inner_link(&mut self, is_uid: bool, range: Range<usize>) {
        let diagnostic = rules::link_malformed::RULE.at(self.file, self.at(&range)).message("this link stands inside another one");
        self.report.push(diagnostic.help("close the outer one before it; readers get the outer one alone"));
        self.end_run();
        if is_uid {
            self.links += 1;
            self.push_text("<", range.start);
            self.frames.push(Frame::Bracketed);
        } else {
            self.frames.push(Frame::Nothing);
        }
    }

    // `<xref:uid>`; a quote that is not closed makes it text.
    pub(super) fn reference(&mut self, address: &str, range: Range<usize>) {
        let address = self.prepared.restored(address).into_owned();
        let part = &address["xref:".len()..];
        self.links += 1;
        if part.is_empty() || part.starts_with(['"', '\'']) {
            let message = if part.is_empty() { "this reference names no uid" } else { "the quote in this reference is not closed" };
            let diagnostic = rules::link_malformed::RULE.at(self.file, self.at(&range)).message(message);
            self.report.push(diagnostic.help("write `<xref:uid>`, or `<xref:\"a uid\">` where it holds blanks"));
            self.push_text("<", range.start);
            self.frames.push(Frame::Bracketed);
            return;
        }
        self.end_run();
        let query = Box::new(xref::query(part));
        // Without the brackets: what a report points at.
        let inner = range.start + 1..range.end.saturating_sub(1).max(range.start + 1);
        let written = Href { text: self.content.intern(&format!("<{address}>")), at: self.at(&inner) };
        let start = self.content.nodes().len();
        self.content.push(Node::Open(Element::Emphasis));
        self.frames.push(Frame::Reference { start, query, written });
    }
}
