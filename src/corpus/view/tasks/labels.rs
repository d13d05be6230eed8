//! Labels: the lines above a task table that say who leads the step, and what it applies to.
//!
//! In:    a paragraph.
//! Out:   what its labelled lines mean, with their values.
//! Never: knows which table they are for.

use crate::base::cell::tidy;
use crate::input::vocabulary::{Vocabulary, Word};
use crate::markup::{Content, Node};
use crate::site::Admitted;

/// The lines of a paragraph that have a label: `Primary Role: **Engineer**`. A line without one goes on with the value before it, unless a hard break
/// stands between them.
pub(super) fn labelled(content: &Content<Admitted>, place: usize, words: &Vocabulary) -> Vec<(Word, String)> {
    const LABELS: [Word; 4] = [Word::Phase, Word::PrimaryRole, Word::AppliesTo, Word::ProgramManager];
    if !has_colon(content, place) {
        return Vec::new();
    }
    let mut lines: Vec<(String, bool)> = vec![(String::new(), true)];
    let mut depth = 0_usize;
    for node in &content.nodes()[place..] {
        match node {
            Node::Open(_) => depth += 1,
            Node::Close => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Node::Text(span) | Node::Code(span) => {
                for (number, piece) in content.str(*span).split('\n').enumerate() {
                    if number > 0 {
                        lines.push((String::new(), false));
                    }
                    if let Some((line, _)) = lines.last_mut() {
                        line.push_str(piece);
                    }
                }
            }
            Node::LineBreak => lines.push((String::new(), true)),
            Node::Tag(tag) if &*tag.name == "br" => lines.push((String::new(), true)),
            Node::Rule | Node::CodeBlock(_) | Node::Math(_) | Node::Mark(_) | Node::Word(_) | Node::Image(_) | Node::Tag(_) => {}
            Node::Deferred(never) => match *never {},
        }
    }
    let mut found: Vec<(Word, String)> = Vec::new();
    let mut goes_on = false;
    for (line, is_hard) in lines {
        let label = line.split_once([':', '：']).and_then(|(label, value)| Some((words.find(label, &LABELS)?, value)));
        match (label, found.last_mut()) {
            (Some((word, value)), _) => {
                found.push((word, tidy(value).into_owned()));
                goes_on = true;
            }
            // What looks like a label that we do not know is no part of a value.
            (None, Some((_, value))) if goes_on && (!is_hard || line.is_empty()) && !line.contains([':', '：']) => {
                *value = tidy(&format!("{value} {line}")).into_owned();
            }
            (None, _) => goes_on = false,
        }
    }
    found
}

// Whether the element that opens at a place has a mark that ends a label.
fn has_colon(content: &Content<Admitted>, place: usize) -> bool {
    let mut depth = 0_usize;
    for node in &content.nodes()[place..] {
        match node {
            Node::Open(_) => depth += 1,
            Node::Close if depth == 1 => return false,
            Node::Close => depth -= 1,
            Node::Text(span) | Node::Code(span) if content.str(*span).contains([':', '：']) => return true,
            Node::Text(_)
            | Node::Code(_)
            | Node::LineBreak
            | Node::Rule
            | Node::CodeBlock(_)
            | Node::Math(_)
            | Node::Mark(_)
            | Node::Word(_)
            | Node::Image(_)
            | Node::Tag(_) => {}
            Node::Deferred(never) => match *never {},
        }
    }
    false
}
