//! Directives in an article: sections with a class, and images with a frame.
//!
//! In:    a section, or an image that says more than where it is.
//! Out:   HTML text.
//! Never: writes an address that leads nowhere.

use super::{Writer, escape};
use crate::markup::{Image, ImageFrame, Section};
use crate::site::Admitted;

impl Writer<'_> {
    pub(super) fn section(&mut self, section: &Section<Admitted>) {
        let Section { element, id, class, attributes, versions, choices, at: () } = section;
        self.out.push('<');
        self.out.push_str(element);
        for (name, value) in [("class", class), ("id", id)].into_iter().filter(|(_, value)| !value.is_empty()) {
            self.attribute(name, value);
        }
        for (name, value) in attributes {
            self.attribute(name, value);
        }
        let (start, end) = match *element {
            "section" => (">\n", "</section>\n"),
            "dl" => (">\n", "</dl>\n"),
            "dt" => (">", "</dt>\n"),
            "dd" => (">", "</dd>\n"),
            _ => (">\n", "</div>\n"),
        };
        self.start(start, end);
        if !choices.is_empty() {
            self.out.push_str("<p class=\"choices\">");
            escape(choices, &mut self.out);
            self.out.push_str("</p>\n");
        }
        if !versions.is_empty() {
            self.out.push_str("<p class=\"versions\">");
            escape(self.strings.get("versions"), &mut self.out);
            self.out.push(' ');
            escape(versions, &mut self.out);
            self.out.push_str("</p>\n");
        }
    }

    // An image directive: the picture, its link or enlargement around it, and its border or paragraph around that.
    pub(super) fn framed(&mut self, image: &Image<Admitted>) {
        let Some(source) = self.href(&image.source) else { return };
        let Some(ImageFrame { is_icon, has_border, is_block, lightbox, link, described_by }) = image.frame.as_deref() else { return };
        let end = match (is_block, has_border) {
            (true, true) => ("<p class=\"mx-imgBorder\">", "</p>\n"),
            (true, false) => ("<p>", "</p>\n"),
            (false, true) => ("<span class=\"mx-imgBorder\">", "</span>"),
            (false, false) => ("", ""),
        };
        self.out.push_str(end.0);
        let target = link.as_ref().or(lightbox.as_ref()).and_then(|link| self.href(link));
        if let Some(target) = &target {
            self.out.push_str("<a href=\"");
            escape(target, &mut self.out);
            self.out.push_str(if link.is_some() { "\">" } else { "#lightbox\" data-linktype=\"relative-path\">" });
        }
        self.out.push_str("<img");
        self.attribute("src", &source);
        if *is_icon {
            self.attribute("role", "presentation");
        } else {
            self.attribute("alt", self.content.str(image.alt));
        }
        if !described_by.is_empty() {
            self.attribute("aria-describedby", described_by);
        }
        self.title(image.title);
        self.size(&image.source);
        self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
        if target.is_some() {
            self.out.push_str("</a>");
        }
        self.out.push_str(end.1);
    }
}
