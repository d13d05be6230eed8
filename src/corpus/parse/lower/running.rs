//! Running text in content: the constructs in it, and the styles that are off by default.
//!
//! In:    a piece of text, with placeholders.
//! Out:   nodes of the content that is being lowered.
//! Never: lets a style reach beyond the element in which it began.

use std::borrow::Cow;
use std::ops::Range;

use super::Lowering;
use crate::base::find;
use crate::base::span::TextRange;
use crate::base::unseen::is_unseen;
use crate::corpus::parse::autolink;
use crate::corpus::parse::lines::{CLOSE, OPEN};
use crate::input::extensions::{Extension, Extensions};
use crate::markup::{Element, Href, LinkParts, Node, Style};
use crate::rules;

// What begins and ends a style: the mark, how often it stands there, and what must be on.
const STYLES: [(u8, usize, Extension, Style); 5] = [
    (b'=', 2, Extension::Marked, Style::Marked),
    (b'+', 2, Extension::Inserted, Style::Inserted),
    (b'^', 1, Extension::Superscript, Style::Superscript),
    (b'~', 1, Extension::Subscript, Style::Subscript),
    (b'"', 2, Extension::Citations, Style::Cited),
];

// A mark that may begin a style: where its node stands, the depth of frames there, and which it is.
pub(super) struct OpenStyle {
    node: usize,
    depth: usize,
    style: Style,
    // How many raw elements were open.
    tags: usize,
}

/// Whether any of these styles is on.
pub(super) fn has_styles(extensions: Extensions) -> bool {
    STYLES.iter().any(|(_, _, extension, _)| extensions.has(*extension))
}

impl Lowering<'_, '_> {
    // Where the byte `place` of a run of text stands in the file. Each piece of it begins at a byte of the text, and at one of what was prepared.
    pub(super) fn source_of(&self, pieces: &[(usize, usize)], place: usize) -> usize {
        let piece = pieces.partition_point(|(begin, _)| *begin <= place).saturating_sub(1);
        pieces.get(piece).map_or(0, |(begin, start)| self.prepared.source_offset(start + place.saturating_sub(*begin))) + self.offset
    }

    // Running text, with placeholders in it.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some((_, code)) = &mut self.code {
            code.push_str(text);
            return;
        }
        let whole = self.prepared.text();
        if text.starts_with(is_unseen) && whole.get(range.clone()) != Some(text) {
            // An entity: what stands in the text itself was seen to before.
            let diagnostic = rules::control_character::RULE.at(self.file, self.at(&range));
            let diagnostic = diagnostic.message("this entity stands for a character that nobody can see");
            self.report.push(diagnostic.help(rules::control_character::HELP));
            return self.text("\u{fffd}", range);
        }
        let has_placeholder = self.prepared.has_inlines() && self.placeholders.is_in(whole, &range);
        debug_assert!(has_placeholder || !text.contains(OPEN), "a placeholder stands where it was put");
        if !has_placeholder {
            if self.is_plain {
                let may_hold_address = self.addresses.is_in(whole, &range);
                self.push_piece(text, range.start, may_hold_address);
            } else {
                self.plain_text(text, range.start);
            }
            return;
        }
        let mut rest = text;
        while let Some(place) = rest.find(OPEN) {
            self.plain_text(&rest[..place], range.start + text.len() - rest.len());
            let after = &rest[place + OPEN.len_utf8()..];
            let end = after.find(CLOSE).unwrap_or(after.len());
            match &after[..end] {
                "p" => self.push_text("|", range.start),
                "l" => self.push_text("<", range.start),
                _ => {}
            }
            if let Some((inline, place)) = self.prepared.inline(&after[..end]) {
                self.inline(inline, *place, range.start);
            }
            rest = after[end..].trim_start_matches(CLOSE);
        }
        self.plain_text(rest, range.start + text.len() - rest.len());
    }

    // The end of a stretch of running text: bare addresses in it become links.
    #[inline]
    pub(super) fn end_run(&mut self) {
        if std::mem::take(&mut self.run_has_url) {
            self.link_addresses();
        }
        self.run.clear();
    }

    fn link_addresses(&mut self) {
        let run = std::mem::take(&mut self.run);
        let Some(Node::Text(span)) = self.content.nodes().last() else { return };
        let text = self.content.str(*span).to_owned();
        // Where in the text each piece begins. The run may be the tail of a longer text.
        let before = text.len() - run.iter().map(|(length, _)| length).sum::<usize>().min(text.len());
        let pieces: Vec<(usize, usize)> = run
            .iter()
            .scan(before, |begin, (length, start)| {
                *begin += length;
                Some((*begin - length, *start))
            })
            .collect();
        let found = autolink::find(&self.without_entities(&text, &pieces));
        if found.is_empty() {
            return;
        }
        let place = self.content.nodes().len() - 1;
        self.content.split_off(place);
        let mut done = 0;
        for link in found {
            self.content.push_text(&text[done..link.range.start]);
            let href_text = self.content.intern(&link.target);
            let title = self.content.intern("");
            let start = self.source_of(&pieces, link.range.start);
            let at = TextRange::new(start, self.source_of(&pieces, link.range.end).max(start));
            let to = Href { text: href_text, at };
            self.content.push(Node::Open(Element::Link(Box::new(LinkParts { to, title, is_reference: false }))));
            self.content.push_text(&text[link.shown]);
            self.content.push(Node::Close);
            done = link.range.end;
        }
        self.content.push_text(&text[done..]);
    }

    // A run of text with the characters covered that were written as entities, since an address ends there. `&amp;` stands for a part of one.
    fn without_entities<'t>(&self, text: &'t str, pieces: &[(usize, usize)]) -> Cow<'t, str> {
        let mut covered = Cow::Borrowed(text);
        for (number, (begin, start)) in pieces.iter().enumerate() {
            let end = pieces.get(number + 1).map_or(text.len(), |(next, _)| *next);
            let (Some(shown), Some(written)) = (text.get(*begin..end), self.prepared.text().get(*start..)) else { continue };
            let is_entity = written.starts_with('&') && !shown.starts_with('&') && !shown.starts_with(char::is_whitespace);
            if is_entity {
                covered.to_mut().replace_range(*begin..end, &"\u{1}".repeat(shown.len()));
            }
        }
        covered
    }

    // Running text, in which abbreviations may stand. `place` is where it stands in the prepared text.
    fn plain_text(&mut self, text: &str, place: usize) {
        let whole = self.prepared.text();
        // Text that is not as it stands in the source, such as an entity, holds none.
        if self.abbreviations.is_empty() || !whole.get(place..).is_some_and(|there| there.starts_with(text)) {
            self.styled_text(text, place);
            return;
        }
        let (mut done, mut before) = (0, whole[..place].chars().next_back());
        for (at, c) in text.char_indices() {
            let begins = at >= done && !before.is_some_and(char::is_alphanumeric);
            before = Some(c);
            let Some((short, long)) = begins.then(|| self.abbreviations.at(&text[at..])).flatten() else { continue };
            if is_in_address(whole, place + at) {
                continue;
            }
            let (end, long) = (at + short.len(), long.to_owned());
            self.styled_text(&text[done..at], place + done);
            let start = self.prepared.source_offset(place + at);
            let at_source = TextRange::new(start, start + (end - at));
            self.push_tag("abbr", vec![("title", long)], at_source);
            self.push_text(&text[at..end], place + at);
            self.push_end("abbr", at_source);
            done = end;
        }
        self.styled_text(&text[done..], place + done);
    }

    /// Text as it is shown.
    pub(super) fn push_text(&mut self, text: &str, place: usize) {
        let shown = self.prepared.without_starts(text);
        let may_hold_address = autolink::next(&shown, 0).is_some();
        self.push_piece(&shown, place + text.len() - shown.len(), may_hold_address);
    }

    // A piece of running text.
    fn push_piece(&mut self, text: &str, place: usize, may_hold_address: bool) {
        if self.links == 0 {
            self.run_has_url |= may_hold_address;
            self.run.push((text.len(), place));
        }
        let place = self.prepared.source_offset(place) + self.offset;
        self.content.push_text_at(text, place);
    }

    // Running text, in which `==`, `++`, `^`, `~` and `""` may begin or end a style. `place` is where it stands in the prepared text.
    fn styled_text(&mut self, text: &str, place: usize) {
        let may_begin =
            |(mark, _, extension, _): &(u8, usize, Extension, Style)| self.has(*extension) && find::byte(text, *mark, 0).is_some();
        if !STYLES.iter().any(may_begin) {
            self.push_text(text, place);
            return;
        }
        let bytes = text.as_bytes();
        let whole = self.prepared.text();
        // Text that is not as it stands in the source, such as an entity, holds no marks.
        if !whole.get(place..).is_some_and(|there| there.starts_with(text)) {
            self.push_text(text, place);
            return;
        }
        let (mut done, mut at) = (0, 0);
        while at < bytes.len() {
            let length = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
            let known = STYLES.iter().find(|(mark, count, extension, _)| *mark == bytes[at] && length == *count && self.has(*extension));
            let is_escaped = at == 0 && whole[..place].ends_with('\\');
            if let (Some((.., style)), false) = (known, is_escaped) {
                let before = whole[..place + at].chars().next_back();
                let after = whole[place + at + length..].chars().next();
                self.push_text(&text[done..at], place + done);
                self.style_mark(*style, &text[at..at + length], (before, after), place + at);
                done = at + length;
            }
            at += length;
        }
        self.push_text(&text[done..], place + done);
    }

    fn style_mark(&mut self, style: Style, mark: &str, (before, after): (Option<char>, Option<char>), place: usize) {
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let is_mark = |c: Option<char>| c.is_some_and(|c| c.is_ascii_punctuation());
        // CommonMark's rule for what can begin and what can end emphasis.
        let can_open = !is_space(after) && (!is_mark(after) || is_space(before) || is_mark(before));
        let can_close = !is_space(before) && (!is_mark(before) || is_space(after) || is_mark(after));
        let (depth, tags) = (self.frames.len(), self.open_tags.len());
        if can_close
            && self.dropping.is_none()
            && let Some(found) = self.styles.iter().rposition(|open| open.depth == depth && open.style == style && open.tags == tags)
        {
            self.end_run();
            let node = self.styles[found].node;
            self.styles.truncate(found);
            self.content.replace(node, Node::Open(Element::Styled(style)));
            self.content.push(Node::Close);
        } else if can_open && self.links == 0 && self.dropping.is_none() {
            self.end_run();
            self.styles.push(OpenStyle { node: self.content.nodes().len(), depth, style, tags });
            let span = self.content.intern(mark);
            self.content.push(Node::Text(span));
            // Text that follows must not join it.
            let nothing = self.content.intern("");
            self.content.push(Node::Text(nothing));
        } else {
            self.push_text(mark, place);
        }
    }

    // Marks in a raw element that ended stay text.
    pub(super) fn end_styles_of_tags(&mut self) {
        let tags = self.open_tags.len();
        self.styles.retain(|open| open.tags <= tags);
    }

    // Marks that were not closed in their element stay text.
    pub(super) fn end_styles(&mut self) {
        let depth = self.frames.len();
        while self.styles.last().is_some_and(|open| open.depth >= depth) {
            self.styles.pop();
        }
    }
}

// Whether a place is inside an address: in a word with `://`, `www.` or `@`.
fn is_in_address(text: &str, place: usize) -> bool {
    const LONGEST: usize = 256;
    let from = text.floor_char_boundary(place.saturating_sub(LONGEST));
    let start = text[from..place].rfind(char::is_whitespace).map_or(from, |blank| from + blank);
    let behind = &text[place..text.floor_char_boundary(place + LONGEST)];
    let word = &text[start..place + behind.find(char::is_whitespace).unwrap_or(behind.len())];
    word.contains("://") || word.contains("www.") || word.contains('@')
}
