//! Base: the words that every layer speaks.
//!
//! In:    nothing of ours.
//! Out:   paths, ranges, audiences, diagnostics, anchors, addresses, dates.
//! Never: knows of Markdown, playbooks, files or terminals.

pub mod audience;
pub mod cell;
pub mod counted;
pub mod date;
pub mod diagnostic;
pub mod digest;
pub mod extra;
pub mod find;
pub mod hash;
pub mod nearest;
pub mod path;
pub mod slug;
pub mod span;
pub mod spelling;
pub mod unseen;
pub mod url;
