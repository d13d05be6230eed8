//! Parsing: one file's text → what it says; pure, total, per file.
//!
//! In:    a file and its text.
//! Out:   `Parsed`: front matter, body, and the mistakes that show without looking elsewhere.
//! Never: reads another file; fails.
//!
//! The order of work: front matter is split off (`front_matter`), the block constructs of DocFX are found line by line (`lines`), the Markdown parser
//! runs over the rest (`lower`).

use std::sync::Arc;

use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::corpus::document::Authored;
use crate::input::config::Config;
use crate::markup::Content;

mod autolink;
pub(super) mod directive;
pub(super) mod front_matter;
pub(super) mod html;
mod lines;
mod lower;
mod table;
pub(super) mod toc;

pub(super) use front_matter::{FrontMatter, Tag};

/// What one file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Parsed {
    /// The file.
    pub file: FilePath,
    /// Its text.
    pub source: Arc<str>,
    /// Its head.
    pub head: FrontMatter,
    /// Its body.
    pub body: Content<Authored>,
    /// What is wrong with it.
    pub mistakes: Vec<Diagnostic>,
}

/// Parses one document.
pub(super) fn parse(file: &FilePath, source: &Arc<str>, config: &Config, kinds: &directive::AlertKinds) -> Parsed {
    let mut mistakes = Vec::new();
    let head = front_matter::read(file, source, config, &mut mistakes);
    let prepared = lines::prepare(file, &source[head.body..], head.body, kinds, &mut mistakes);
    let body = lower::lower(file, &prepared, head.body, &mut mistakes);
    Parsed { file: file.clone(), source: Arc::clone(source), head, body, mistakes }
}

impl Parsed {
    /// What stands for a file on which the parser itself failed: nobody reads it, and the author is told.
    pub(super) fn failed(file: &FilePath, source: &Arc<str>, message: &str) -> Self {
        let mistake = crate::rules::internal_error::RULE
            .on(file)
            .message(format!("playbook failed on this file: {message}"))
            .help("the file is left out; please report it with the file");
        let head = FrontMatter {
            metadata: crate::input::metadata::Metadata::new(),
            tag: Tag::Denied,
            has_tag: false,
            tag_at: crate::base::span::TextRange::default(),
            places: Vec::new(),
            body: 0,
        };
        Self { file: file.clone(), source: Arc::clone(source), head, body: Content::default(), mistakes: vec![mistake] }
    }
}
