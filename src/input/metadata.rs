//! Metadata: the keys and values of front matter and configuration.
//!
//! In:    values as YAML and JSON know them.
//! Out:   `Metadata`, ordered by key, comparable as a whole.
//! Never: knows what a key means.

use std::collections::BTreeMap;

/// A value of front matter or configuration.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A mapping.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// The text of a text, number or truth value. `None` for the rest.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Whether any text in it, keys not counted, is such a one.
    pub fn any_text(&self, is_one: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Text(text) => is_one(text),
            Self::List(values) => values.iter().any(|value| value.any_text(is_one)),
            Self::Map(values) => values.values().any(|value| value.any_text(is_one)),
            Self::Null | Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// A truth value, or the texts `true` and `false` in any case: DocFX repositories write flags as text.
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(*flag),
            Self::Text(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
            Self::Null | Self::Number(_) | Self::Text(_) | Self::List(_) | Self::Map(_) => None,
        }
    }
}

/// Keys and values, by key. Keys are case-sensitive.
pub type Metadata = BTreeMap<String, Value>;
