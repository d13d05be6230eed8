//! Tables of contents in Markdown: `toc.md` to entries.
//!
//! In:    the text of one TOC file.
//! Out:   `TocFile`, and diagnostics for what cannot be read.
//! Never: shows an entry that was meant for some readers to all: a TOC in Markdown can say of none for whom it is.

use super::{DEEPEST, Placed, TocFile, TocNode, placed};
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::corpus::parse::directive::attributes::Reading;
use crate::corpus::parse::directive::division;
use crate::corpus::parse::directive::end::{self, ContainerKind};
use crate::corpus::parse::directive::zone::{self, Zone};
use crate::rules;

/// Reads a `toc.md`: one heading per entry, its level the number of `#`; comments; blank lines.
///
/// Anything else is `toc-invalid`, once for lines that follow each other, and left out. A heading more than one level below the one before is
/// `toc-invalid` too, and goes one level below.
pub(crate) fn parse_markdown(file: &FilePath, text: &str, audience_key: &str) -> (TocFile, Vec<Diagnostic>) {
    let mut outline = Outline::default();
    let mut diagnostics = Vec::new();
    let mut invalid = |range, message: &str| diagnostics.push(rules::toc_invalid::RULE.at(file, range).message(message));
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut is_lost = false;
    // In what was meant as a section for some audiences: a TOC has none, and must not show its entries to everyone.
    // How many zones are open in it, itself included: the end of an inner one does not show what follows.
    let mut hidden = 0_usize;
    while at < text.len() {
        let rest = &text[at..];
        let length = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        let line = rest[..length].trim_end();
        let range = TextRange::new(at + line.len() - line.trim_start().len(), at + line.len());
        let was_lost = std::mem::take(&mut is_lost);
        if line.is_empty() {
            at += length;
        } else if line.trim_start().starts_with("<!--") {
            let Some(end) = rest.find("-->").map(|end| end + "-->".len()) else {
                invalid(range, "this comment is not closed");
                break;
            };
            at += end;
            // Nothing may follow a comment on its line.
            let tail = text[at..].split('\n').next().unwrap_or_default();
            if !tail.trim().is_empty() {
                hidden = hidden.max(usize::from(means_section(tail)));
                let start = at + tail.len() - tail.trim_start().len();
                invalid(TextRange::new(start, at + tail.trim_end().len()), "nothing can follow a comment on its line");
            }
            at = (at + tail.len() + 1).min(text.len());
        } else if hidden > 0 {
            hidden = zones_after(hidden, line.trim_start());
            at += length;
        } else if means_section(line) {
            hidden = 1;
            invalid(range, "a TOC has no sections, so nobody sees the entries from here up to `::: zone-end`");
            at += length;
        } else {
            if let Some((level, node)) = heading(line, at) {
                if level > outline.open.len() + 1 {
                    invalid(range, "this heading is more than one level below the one before");
                } else if level > DEEPEST {
                    invalid(range, "the entries are nested deeper than 64 levels");
                }
                outline.push(level.min(DEEPEST), node);
            } else {
                is_lost = true;
                if !was_lost {
                    invalid(range, "a heading, a comment or a blank line is expected here");
                }
            }
            at += length;
        }
    }
    (TocFile { nodes: outline.complete(), audience: tag(text, audience_key), ..TocFile::default() }, diagnostics)
}

// What stands for a tag where front matter speaks of audiences: a TOC in Markdown has none, so it gives no clear answer.
fn tag(text: &str, audience_key: &str) -> Option<Placed> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text[start..].lines().next().filter(|line| line.trim_end() == "---")?;
    let body = &text[start + first.len()..];
    let head = &body[..body.find("\n---").unwrap_or(body.len())];
    let range = TextRange::new(start, start + first.len() + head.len());
    (zone::may_mean_audience(head) || head.contains(audience_key)).then(|| (String::new(), range))
}

// How many zones are open after a line.
fn zones_after(open: usize, text: &str) -> usize {
    if end::end(text).is_some_and(|end| end.kind == ContainerKind::Zone) {
        open - 1
    } else {
        open + usize::from(zone::read(text).is_some())
    }
}

// Whether a line seems to begin a section for some audiences.
fn means_section(line: &str) -> bool {
    let text = line.trim_start_matches([' ', '\t', '>']);
    let is_zone =
        |reading: Option<Reading<Zone>>| reading.and_then(|reading| reading.construct).is_some_and(|zone| zone.audiences.is_some());
    is_zone(zone::read(text)) || is_zone(division::outside_a_quote(text)) || zone::astray(text, 0).is_some()
}

/// Entries by level: the last of each level is still open for children.
#[derive(Default)]
struct Outline {
    nodes: Vec<TocNode>,
    open: Vec<TocNode>,
}

impl Outline {
    fn push(&mut self, level: usize, node: TocNode) {
        self.close(level - 1);
        self.open.push(node);
    }

    /// Closes all entries below a level.
    fn close(&mut self, level: usize) {
        while self.open.len() > level {
            let Some(node) = self.open.pop() else { return };
            let siblings = self.open.last_mut().map_or(&mut self.nodes, |parent| &mut parent.children);
            siblings.push(node);
        }
    }

    fn complete(mut self) -> Vec<TocNode> {
        self.close(0);
        self.nodes
    }
}

/// Reads the heading that a line is, if it is one; `start` is the byte of the line.
fn heading(line: &str, start: usize) -> Option<(usize, TocNode)> {
    let body = line.trim_start_matches('#');
    let level = line.len() - body.len();
    let content = without_closing_hashes(body.trim_start_matches([' ', '\t']));
    if level == 0 || content.is_empty() {
        return None;
    }
    let at = |part: &str| {
        // `part` is a slice of `line`, so the difference of their addresses is its place.
        let offset = start + (part.as_ptr() as usize - line.as_ptr() as usize);
        TextRange::new(offset, offset + part.len())
    };
    let text = |part: &str| placed(part, at(part));
    let mut node = TocNode { range: TextRange::new(start, start + line.len()), ..TocNode::default() };
    if let Some(uid) = content.strip_prefix("<xref:").and_then(|uid| uid.strip_suffix('>')).or_else(|| shorthand(content)) {
        node.uid = text(uid);
    } else if let Some((title, link)) =
        content.strip_prefix('[').and_then(|rest| rest.strip_suffix(')')).and_then(|rest| rest.rsplit_once("]("))
    {
        let (link, display) = match link.strip_suffix('"').and_then(|link| link.split_once(" \"")) {
            Some((link, display)) => (link, Some(display)),
            None => (link, None),
        };
        node.name = text(title);
        node.display_name = display.and_then(text);
        match link.strip_prefix('@').or_else(|| link.strip_prefix("xref:")) {
            Some(uid) => node.uid = text(uid),
            None => node.href = text(link),
        }
    } else {
        node.name = text(content);
    }
    Some((level, node))
}

/// The uid of `@uid`, `@"uid"` or `@'uid'`.
fn shorthand(content: &str) -> Option<&str> {
    let uid = content.strip_prefix('@')?;
    let quoted = ['"', '\''].into_iter().find_map(|quote| uid.strip_prefix(quote)?.strip_suffix(quote));
    let uid = quoted.unwrap_or(uid);
    (!uid.is_empty() && !uid.contains(char::is_whitespace)).then_some(uid)
}

/// Takes off `#`s that stand at the end, behind a blank.
fn without_closing_hashes(content: &str) -> &str {
    let open = content.trim_end_matches('#');
    if open.len() < content.len() && (open.is_empty() || open.ends_with([' ', '\t'])) { open.trim_end() } else { content }
}
