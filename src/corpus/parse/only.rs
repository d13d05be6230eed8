//! Parsing only: texts one by one, of which nothing is kept — for who measures what parsing costs.
//!
//! In:    files and their texts.
//! Out:   how many nodes there were.
//! Never: lets out what was read.

use std::sync::Arc;

use super::directive::AlertKinds;
use super::{Surroundings, parse};
use crate::base::path::FilePath;
use crate::corpus::document::Authored;
use crate::input::config::Config;
use crate::markup::Content;

/// Parses texts as [`Corpus::read`](crate::corpus::Corpus::read) does, without looking at any other file.
pub struct ParseOnly<'c> {
    config: &'c Config,
    kinds: AlertKinds,
    room: Content<Authored>,
}

impl<'c> ParseOnly<'c> {
    /// For the texts of a playbook with this configuration.
    pub fn new(config: &'c Config) -> Self {
        Self { config, kinds: AlertKinds::with(&config.dialect.alerts), room: Content::default() }
    }

    /// Parses a text: front matter, directives, the content, and what is wrong with it. Gives how many nodes the content has, for readers from whom nothing
    /// of it is kept.
    pub fn parse(&mut self, file: &FilePath, text: &Arc<str>) -> usize {
        let surroundings = Surroundings { config: self.config, kinds: &self.kinds };
        parse(file, text, surroundings, &mut self.room).contents.body.nodes().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_counts_as_if_it_were_alone() {
        let (config, file) = (Config::default(), FilePath::new("a.md").unwrap());
        // A heading and a paragraph open and close around their text; emphasis does, too.
        let texts = [("---\ntitle: a\n---\n# A\n\nb *c*\n", 9), ("", 0), ("> [!NOTE]\n> d\n", 5), ("# A\n", 3)];
        let mut all = ParseOnly::new(&config);
        for (text, count) in texts {
            let text = Arc::from(text);
            assert_eq!((all.parse(&file, &text), ParseOnly::new(&config).parse(&file, &text)), (count, count), "{text}");
        }
    }
}
