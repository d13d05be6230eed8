//! stub
use crate::base::diagnostic::Diagnostic;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::metadata::Metadata;
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TocFile { pub nodes: Vec<TocNode>, pub order: i64, pub metadata: Metadata }
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TocNode { pub name: Option<(String,TextRange)>, pub href: Option<(String,TextRange)>, pub topic_href: Option<(String,TextRange)>, pub toc_href: Option<(String,TextRange)>, pub homepage: Option<(String,TextRange)>, pub uid: Option<(String,TextRange)>, pub topic_uid: Option<(String,TextRange)>, pub display_name: Option<(String,TextRange)>, pub expanded: bool, pub audience: Option<(String,TextRange)>, pub children: Vec<TocNode>, pub range: TextRange }
pub fn parse_yaml(_file:&FilePath, _text:&str) -> (TocFile, Vec<Diagnostic>) { Default::default() }
pub fn parse_markdown(_file:&FilePath, _text:&str) -> (TocFile, Vec<Diagnostic>) { Default::default() }
