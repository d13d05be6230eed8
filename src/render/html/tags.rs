//! Tags: the raw HTML of a page, written from what was read.
//!
//! In:    tags of the content.
//! Out:   HTML, with addresses as they are seen from the page.
//! Never: writes a character of a value that is not escaped.

use super::{Writer, escape};
use crate::markup::{Attribute, Tag};
use crate::site::Admitted;

impl Writer<'_> {
    pub(super) fn tag(&mut self, tag: &Tag<Admitted>) {
        self.out.push_str(if tag.is_end { "</" } else { "<" });
        self.out.push_str(&tag.name);
        if !tag.is_end {
            for attribute in &tag.attributes {
                match attribute {
                    Attribute::Plain(name, value) => self.attribute(name, value),
                    Attribute::Link(name, link) => {
                        if let Some(address) = self.href(link) {
                            self.attribute(name, &address);
                        }
                        if &*tag.name == "img" && &**name == "src" && !has_size(tag) {
                            self.size(link);
                        }
                    }
                }
            }
            self.name_of_frame(tag);
        }
        self.out.push('>');
    }

    // A frame has a name (WCAG 2.2, 4.1.2): its author's, else that of the heading above it.
    fn name_of_frame(&mut self, tag: &Tag<Admitted>) {
        let is_title = |attribute: &Attribute<Admitted>| matches!(attribute, Attribute::Plain(name, _) if &**name == "title");
        if &*tag.name == "iframe" && !tag.attributes.iter().any(is_title) {
            let name = self.heading_above();
            if !name.is_empty() {
                self.attribute("title", &name);
            }
        }
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        if !value.is_empty() || name == "alt" {
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}

// Whether the author says how wide or high an element is.
fn has_size(tag: &Tag<Admitted>) -> bool {
    let is_size =
        |attribute: &Attribute<Admitted>| matches!(attribute, Attribute::Plain(name, _) if matches!(&**name, "width" | "height" | "style"));
    tag.attributes.iter().any(is_size)
}
