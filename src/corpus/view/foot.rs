//! Foot: the HTML that the settings put below each page, as one audience gets it.
//!
//! In:    `_appFooter`.
//! Out:   content of texts and tags, each tag closed; links lead where this audience may go.
//! Never: lets through what HTML in a page may not have: comments, programs, addresses of pages that are for others.

use super::look::SettingLinks;
use crate::base::unseen::{is_unseen, seen};
use crate::corpus::parse::html::{self, Fate, RawTag, Token};
use crate::markup::{Attribute, Content, Node, Tag};
use crate::rules;
use crate::site::{Admitted, Link};

const WHAT: &str = "`_appFooter`";

/// Reads the foot of a site.
pub(super) fn foot(links: &mut SettingLinks<'_, '_>, text: &str) -> Content<Admitted> {
    let mut foot = Foot { links, content: Content::default(), open: Vec::new() };
    let custom = html::custom_ends(text);
    for (token, range) in html::tokens(text) {
        match token {
            Token::Text(text) => {
                let text = foot.seen(text);
                foot.content.push_text(&text);
            }
            // References by uid are for pages.
            Token::Tag(tag)
                if html::is_whole_name(&text[range.clone()], &tag.name)
                    && (html::is_known_element(&tag.name) && tag.name != "xref" || custom.contains_key(&tag.name)) =>
            {
                foot.tag(tag);
            }
            Token::Tag(_) => {
                let written = &text[range];
                let message = rules::html_unknown_element::shown_as_text(written);
                let help = format!("write `&lt;{}` when a placeholder is meant", &written[1..]);
                foot.links.say(WHAT, rules::html_unknown_element::RULE.anywhere().message(message).help(help));
                foot.content.push_text(written);
            }
            Token::Unclosed(_, end) => {
                let diagnostic = rules::html_comment_unclosed::RULE.anywhere();
                let diagnostic = diagnostic.message("a comment has no end; all that follows is left out");
                foot.links.say(WHAT, diagnostic.help(format!("close it with `{end}`")));
            }
            Token::Dropped(name) if name.is_empty() => {}
            Token::Dropped(name) => {
                let diagnostic = rules::html_unsafe::RULE.anywhere().message(rules::html_unsafe::element(&name));
                foot.links.say(WHAT, diagnostic.help("put it into `templates/footer.html` of the theme of the project"));
            }
        }
    }
    foot.close(0);
    foot.content
}

struct Foot<'f, 's, 'a> {
    links: &'f mut SettingLinks<'s, 'a>,
    content: Content<Admitted>,
    // The elements that are open, and whether their tags are shown.
    open: Vec<(Box<str>, bool)>,
}

impl Foot<'_, '_, '_> {
    // What readers see of a text. That a character stands there as an entity was not yet said.
    fn seen(&mut self, text: String) -> String {
        if text.contains(is_unseen) {
            let diagnostic = rules::control_character::RULE.anywhere().message("it holds a character that nobody can see");
            self.links.say(WHAT, diagnostic.help(rules::control_character::HELP));
        }
        seen(text).into_owned()
    }

    fn tag(&mut self, tag: RawTag) {
        if tag.is_end {
            // An end tag closes what was opened, and what was left open in it, or nothing.
            if let Some(place) = self.open.iter().rposition(|(name, _)| **name == *tag.name) {
                self.close(place);
            }
            return;
        }
        let mut attributes = Vec::with_capacity(tag.attributes.len());
        let alt = tag.attributes.iter().find(|attribute| attribute.name == "alt").map(|attribute| attribute.value.clone());
        let mut is_shown = true;
        for attribute in tag.attributes {
            let (name, value) = (attribute.name.as_str(), self.seen(attribute.value));
            match html::fate(name) {
                Fate::Refused => {
                    let diagnostic = rules::html_unsafe::RULE.anywhere().message(rules::html_unsafe::attribute(name));
                    self.links.say(WHAT, diagnostic.help("remove it"));
                }
                Fate::Link => match self.links.link(&format!("{WHAT} names `{value}`"), &value) {
                    Link::Nowhere if tag.name == "img" => {
                        let alt = self.seen(alt.unwrap_or_default());
                        self.content.push_text(&alt);
                        return;
                    }
                    // A link that leads nowhere leaves its text, as in a page.
                    Link::Nowhere => is_shown &= tag.name != "a",
                    link @ (Link::Page(..) | Link::Asset(..) | Link::Here(_) | Link::External(_)) => {
                        attributes.push(Attribute::Link(name.into(), link));
                    }
                },
                Fate::Plain => attributes.push(Attribute::Plain(name.into(), value.into())),
                Fate::Nothing => {}
            }
        }
        let is_closed = tag.is_closed && html::is_drawing_element(&tag.name);
        let name: Box<str> = tag.name.into();
        if is_shown {
            self.content.push(Node::Tag(Box::new(Tag { name: name.clone(), is_end: false, at: (), attributes })));
        }
        if !html::is_void_element(&name) {
            self.open.push((name, is_shown));
        }
        if is_closed {
            self.close(self.open.len() - 1);
        }
    }

    // Ends the elements from `first` on, the innermost first.
    fn close(&mut self, first: usize) {
        for (name, _) in self.open.drain(first..).rev().filter(|(_, is_shown)| *is_shown) {
            self.content.push(Node::Tag(Box::new(Tag { name, is_end: true, at: (), attributes: Vec::new() })));
        }
    }
}
