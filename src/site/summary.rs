//! Summary: what a page says about itself in its first paragraph.
//!
//! In:    a page.
//! Out:   the text of its first paragraph with words, cut at a word.
//! Never: looks into an alert, a list or a table, which are seldom what a page is about.

use super::Page;
use crate::markup::{Element, Node};

// What lists of results show of a description, in characters.
const LONGEST: usize = 155;
// Fewer characters are a label or a link, and no sentence.
const SHORTEST: usize = 40;

/// The first paragraph of a page that is long enough to be a sentence, for those who read of the page elsewhere; empty when there is none.
pub fn summary(page: &Page) -> String {
    let mut depth = 0_usize;
    let mut inside = false;
    let mut text = String::new();
    for node in page.body.nodes() {
        match node {
            Node::Open(element) => {
                if depth == 0 && matches!(element, Element::Paragraph) {
                    inside = true;
                    text.clear();
                }
                depth += 1;
            }
            Node::Close => {
                depth = depth.saturating_sub(1);
                if inside && depth == 0 {
                    inside = false;
                    if text.trim().chars().count() >= SHORTEST {
                        return cut(&text);
                    }
                }
            }
            Node::Text(span) | Node::Code(span) => {
                if inside {
                    text.push_str(page.body.str(*span));
                }
            }
            Node::LineBreak => text.push(' '),
            // None of them has the words of a sentence.
            Node::Rule | Node::CodeBlock(_) | Node::Math(_) | Node::Word(_) | Node::Image(_) | Node::Tag(_) | Node::Mark(_) => {}
            Node::Deferred(never) => match *never {},
        }
    }
    String::new()
}

fn cut(text: &str) -> String {
    let mut short = String::new();
    let mut count = 0_usize;
    for word in text.split_whitespace() {
        let wide = word.chars().count();
        if count + wide + 1 > LONGEST {
            // Languages without blanks are cut where the room ends.
            if count < SHORTEST {
                short.extend(word.chars().take(LONGEST - count));
            }
            short.push('…');
            return short;
        }
        if !short.is_empty() {
            short.push(' ');
            count += 1;
        }
        short.push_str(word);
        count += wide;
    }
    short
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_long_text_ends_after_a_word_or_where_the_room_ends() {
        assert_eq!(cut(" Ships come in\n from the sea. "), "Ships come in from the sea.");
        let long = cut(&"tide ".repeat(60));
        assert!(long.ends_with("tide…") && long.chars().count() <= super::LONGEST + 1, "{long}");
        assert_eq!(cut(&"港".repeat(400)).chars().count(), super::LONGEST + 1);
    }
}
