//! Snippets of a page: code from files of the playbook.
//!
//! In:    a place at which a document shows a part of a file.
//! Out:   a code block; or a box that says that the code is not there.
//! Never: shows a document as code, or a section of one, to those who may not read it.

use std::borrow::Cow;
use std::sync::Arc;

use super::Composer;
use crate::base::diagnostic::Rule;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::is_unseen;
use crate::corpus::document::{Document, SnippetSite};
use crate::corpus::index::targets::{Candidate, Role};
use crate::corpus::parse::directive::AlertKinds;
use crate::corpus::parse::{self, Surroundings};
use crate::corpus::{excerpt, guarded};
use crate::markup::{Alert, CodeBlock, CodeExtras, Element, Node, Word};
use crate::rules;

impl<'r> Composer<'r, '_> {
    pub(super) fn snippet(&mut self, document: &Document, site: &SnippetSite) {
        let SnippetSite { snippet, at } = site;
        let corpus = self.admission.corpus;
        let place = |range: &std::ops::Range<usize>| TextRange::new(at.start as usize + range.start, at.start as usize + range.end);
        let path = &snippet.path;
        let report = |composer: &mut Self, rule: &'static Rule, range: &std::ops::Range<usize>, message: String, help: Option<String>| {
            let diagnostic = rule.at(&document.file, place(range)).message(message).help_if(help);
            composer.report(diagnostic, document);
        };
        // What this audience may not have must not decide what a path means.
        let admits = |logical: &FilePath| match corpus.targets.slot(logical) {
            Some(slot) if !guarded::is_markdown(logical) => self.code_file(&slot.files).is_some(),
            Some(_) | None => self.admission.document(logical).is_some(),
        };
        let found = corpus.targets.included(&document.file, path, &admits);
        let Some(found) = found else {
            let near = corpus.targets.suggestion(&document.file, path);
            let help = near.map(|near| format!("did you mean `{}`?", near.relative_to(&document.file.folder())));
            report(self, &rules::code_snippet_not_found::RULE, &snippet.path_range, format!("the code file `{path}` does not exist"), help);
            return self.no_code();
        };
        if !found.is_exact {
            let message = format!("`{path}` is spelled `{}` on disk", found.logical.name());
            let help = Some(format!("write `{}`", found.logical.relative_to(&document.file.folder())));
            report(self, &rules::file_case_mismatch::RULE, &snippet.path_range, message, help);
        }
        let files = corpus.targets.slot(found.logical).map_or(&[][..], |slot| &slot.files);
        let is_kept = files.iter().any(|file| file.role == Role::Toc || self.admission.is_guarded(&file.file));
        let is_document = guarded::is_markdown(found.logical);
        let text = if is_document { self.document_as_code(found.logical) } else { self.code(files).filter(|_| !is_kept) };
        let Some(text) = text else {
            let (rule, message, help) = if is_document || is_kept {
                let help = "show a file that all readers of this page may have";
                (&rules::include_withheld::RULE, format!("`{path}` is not for all readers of this page"), help)
            } else {
                let help = "name a text file in UTF-8";
                (&rules::code_snippet_not_found::RULE, format!("`{path}` is no text, or cannot be read"), help)
            };
            report(self, rule, &snippet.path_range, message, Some(help.to_owned()));
            return self.no_code();
        };
        let extension = found.logical.name().rsplit_once('.').map_or("", |(_, extension)| extension);
        let cut = excerpt::cut(snippet, &text, extension);
        for (rule, message, help) in cut.problems {
            let range =
                if rule.code == rules::snippet_language_unknown::RULE.code { &snippet.language_range } else { &snippet.selection_range };
            report(self, rule, range, message, Some(help));
        }
        let extras = CodeExtras {
            name: snippet.name.clone(),
            title: snippet.title.clone(),
            highlight: snippet.highlight.clone(),
            interactive_mode: snippet.interactive_mode.clone(),
        };
        // Code is shown as it is, but for what no reader sees.
        let code = cut.code.replace("\r\n", "\n").replace(|c| c == '\r' || is_unseen(c), "\u{fffd}");
        let (language, code) = (self.content.intern(&cut.language), self.content.intern(&code));
        let extras = (extras != CodeExtras::default()).then(|| Box::new(extras));
        self.content.push(Node::CodeBlock(Box::new(CodeBlock { language, code, is_interactive: snippet.is_interactive, extras })));
    }

    fn code(&self, files: &[Candidate]) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.admission.corpus.code.get(&self.code_file(files)?.file)?))
    }

    // The file among those of one name that these readers get.
    fn code_file<'f>(&self, files: &'f [Candidate]) -> Option<&'f Candidate> {
        let reader = self.admission.reader();
        let own = files.iter().find(|file| file.variant.is_some() && file.variant == reader);
        own.or_else(|| files.iter().find(|file| file.variant.is_none()))
    }

    // The text of a document, without what in it is for others.
    fn document_as_code(&mut self, logical: &FilePath) -> Option<Cow<'r, str>> {
        let admission = self.admission;
        let (id, document, contents) = admission.document(logical)?;
        self.read(id);
        if !contents.has_sections() {
            return Some(Cow::Borrowed(&document.source));
        }
        let config = &admission.corpus.config;
        let kinds = AlertKinds::with(&config.dialect.alerts);
        Some(Cow::Owned(parse::seen_by(&document.file, &document.source, Surroundings { config, kinds: &kinds }, admission.reader())))
    }

    // What DocFX shows in the place of code that it cannot find.
    fn no_code(&mut self) {
        self.content.push(Node::Open(Element::Alert(Arc::new(Alert { kind: "WARNING".into(), class: "WARNING".into() }))));
        self.content.push(Node::Open(Element::Paragraph));
        self.content.push(Node::Word(Word::CodeNotFound));
        self.content.push(Node::Close);
        self.content.push(Node::Close);
    }
}
