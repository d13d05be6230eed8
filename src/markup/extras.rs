//! Extras: what an author gives an element beside what Markdown says of it.
//!
//! In:    names and values, one after the other.
//! Out:   `Extras`, in which each name stands once.
//! Never: decides which names do no harm.

use crate::base::span::TextRange;

/// What an element was given by its author in braces.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Extras {
    /// Its id; may be empty. That of a heading stands with the heading.
    pub id: Box<str>,
    /// Where it was written.
    pub at: TextRange,
    /// Its classes, parted by blanks; may be empty.
    pub class: Box<str>,
    /// Its other attributes, in order: names in lower case, values not escaped.
    pub attributes: Vec<(Box<str>, Box<str>)>,
}

impl Extras {
    /// Gives an attribute a value.
    pub fn set(&mut self, name: &str, value: &str) {
        self.attributes.retain(|(known, _)| **known != *name);
        self.attributes.push((name.into(), value.into()));
    }

    /// Adds others, which go before these.
    pub fn add(&mut self, others: Self) {
        let Self { id, at: _, class, attributes } = others;
        if !id.is_empty() {
            self.id = id;
        }
        if !class.is_empty() {
            self.class = format!("{} {class}", self.class).trim().into();
        }
        for (name, value) in attributes {
            self.set(&name, &value);
        }
    }

    /// Whether an attribute is given.
    pub fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| **known == *name)
    }
}
