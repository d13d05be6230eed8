//! Includes of a page: which fragment is put in, and what is said when none is.
//!
//! In:    a place at which a document includes another one.
//! Out:   the fragment's content in the page, within the limits.
//! Never: leaves a trace of a fragment that the readers of the page may not see.

use super::Composer;
use crate::base::path::FilePath;
use crate::corpus::document::{Authored, Contents, Deferred, Document, DocumentId, IncludeSite};
use crate::corpus::guarded;
use crate::corpus::parse::directive::AlertKinds;
use crate::corpus::parse::{self, Surroundings};
use crate::markup::{Attribute, Content, Element, Node, Tag};
use crate::rules;

/// How many fragments may stand inside one another.
const DEEPEST: usize = 64;

impl Composer<'_, '_> {
    pub(super) fn include(&mut self, document: &Document, body: &Content<Authored>, site: &IncludeSite) {
        let path = body.str(site.href.text);
        if path.is_empty() {
            let diagnostic = rules::include_not_found::RULE.at(&document.file, site.href.at).message("this include names no file");
            self.report(diagnostic.help("write the path of a file between the parentheses"), document);
            return;
        }
        let corpus = self.admission.corpus;
        let found = corpus.targets.included(&document.file, path, &|logical| self.admission.document(logical).is_some());
        let Some(found) = found else {
            let near = corpus
                .targets
                .suggestion(&document.file, path)
                .map(|near| format!("did you mean `{}`?", near.relative_to(&document.file.folder())));
            let diagnostic = rules::include_not_found::RULE
                .at(&document.file, site.href.at)
                .message(format!("the included file `{path}` does not exist"));
            self.report(diagnostic.help_if(near), document);
            return;
        };
        if !found.is_exact {
            let diagnostic = rules::file_case_mismatch::RULE
                .at(&document.file, site.href.at)
                .message(format!("`{path}` is spelled `{}` on disk", found.logical.name()))
                .help(format!("write `{}`", found.logical.relative_to(&document.file.folder())));
            self.report(diagnostic, document);
        }
        let is_text = corpus
            .targets
            .slot(found.logical)
            .is_some_and(|slot| slot.files.iter().any(|candidate| corpus.by_file.contains_key(&candidate.file)));
        if !is_text {
            let diagnostic = rules::include_not_found::RULE.at(&document.file, site.href.at);
            let is_markdown = found.logical.has_extension("md");
            // What is not UTF-8 was reported where it is.
            if !is_markdown {
                let message = format!("the included file `{path}` is no text");
                self.report(diagnostic.message(message).help(format!("show an image with `![]({path})`")), document);
            }
            return;
        }
        // Data says in no way of Markdown what of it is for whom.
        let files = corpus.targets.slot(found.logical).map_or(&[][..], |slot| &slot.files);
        let is_data = !guarded::is_markdown(found.logical) && files.iter().any(|file| self.admission.is_guarded(&file.file));
        let Some((id, fragment, contents)) = self.admission.document(found.logical).filter(|_| !is_data) else {
            self.withheld(document, site, path, found.logical);
            return;
        };
        // Whether it is put in may depend on its size.
        self.read(id);
        let target = &fragment.file;
        if self.stack.contains(&id) {
            let chain: Vec<String> = self.stack.iter().map(|id| format!("`{}`", corpus.document(*id).file)).collect();
            let diagnostic = rules::include_cycle::RULE
                .at(&document.file, site.href.at)
                .message(format!("{} includes `{target}` again", chain.join(" includes ")))
                .target(target)
                .help("remove one of the includes");
            self.report(diagnostic, document);
            return;
        }
        self.includes += 1;
        let limits = &corpus.config;
        let size = self.admission.body(contents).size() + self.content.size();
        let passed = if self.includes > limits.most_includes {
            Some((format!("more than {} files", limits.most_includes), "split the page, or raise `limits.includes` in `playbook.yml`"))
        } else if size > limits.most_included_bytes {
            Some((
                format!("more than {} bytes", limits.most_included_bytes),
                "split the page, or raise `limits.included_bytes` in `playbook.yml`",
            ))
        } else {
            let is_deep = self.stack.len() > DEEPEST;
            is_deep.then(|| (format!("fragments more than {DEEPEST} deep"), "include the last of them directly"))
        };
        if let Some((what, help)) = passed {
            let diagnostic = rules::include_limit::RULE
                .at(&document.file, site.href.at)
                .message(format!("`{}` includes {what}", self.page.file))
                .help(help);
            if self.composed.diagnostics.iter().all(|known| known.rule != &rules::include_limit::RULE) {
                self.report(diagnostic, document);
            }
            return;
        }
        let language = self.admission.language(fragment, contents);
        if language == self.language {
            self.included((id, fragment, contents), document, site);
        } else {
            // What is in another language than the text around it says so, for the voice that reads it.
            let around = std::mem::replace(&mut self.language, language);
            self.foreign(site.is_inline, Some(language));
            self.included((id, fragment, contents), document, site);
            self.foreign(site.is_inline, None);
            self.language = around;
        }
    }

    fn included(&mut self, (id, fragment, contents): (DocumentId, &Document, &Contents), document: &Document, site: &IncludeSite) {
        let body = self.admission.body(contents);
        let corpus = self.admission.corpus;
        let text = || {
            let kinds = AlertKinds::with(&corpus.config.dialect.alerts);
            let surroundings = Surroundings { config: &corpus.config, kinds: &kinds };
            parse::as_text(&fragment.file, &fragment.source, surroundings, self.admission.reader())
        };
        // What the others would read decides nothing here.
        let text = (site.is_inline && has_blocks(body)).then(text).flatten();
        let shown = text.as_ref().unwrap_or(body);
        if site.is_inline && has_paragraphs(shown) {
            let diagnostic = rules::include_joined::RULE
                .at(&document.file, site.href.at)
                .message(format!("`{}` has more than one paragraph, and becomes one in this line", fragment.file))
                .target(&fragment.file)
                .help("give the include a line of its own, or make one paragraph of the file");
            self.report(diagnostic, document);
        }
        self.document(id, fragment, shown, site.is_inline);
    }

    fn foreign(&mut self, is_inline: bool, language: Option<&str>) {
        let attributes = language.map(|language| Attribute::Plain("lang".into(), language.into())).into_iter().collect();
        let name = if is_inline { "span" } else { "div" };
        self.content.push(Node::Tag(Box::new(Tag { name: name.into(), is_end: language.is_none(), at: (), attributes })));
    }

    pub(super) fn withheld(&mut self, document: &Document, site: &IncludeSite, path: &str, logical: &FilePath) {
        let corpus = self.admission.corpus;
        let slot = corpus.targets.slot(logical).map_or(&[][..], |slot| &slot.files);
        let other = slot.iter().find_map(|candidate| corpus.by_file.get(&candidate.file)).map(|id| corpus.document(*id));
        let mut diagnostic = rules::include_withheld::RULE
            .at(&document.file, site.href.at)
            .message(format!("`{path}` is not for all readers of this page"))
            .label("nothing is shown here")
            .target(logical)
            .help("name these readers in the fragment, or include another one for them");
        if let Some(other) = other {
            diagnostic = diagnostic.related(&other.file, other.tag_at, "the fragment's audience");
        }
        if document.file != self.page.file {
            diagnostic = diagnostic.related(&self.page.file, self.page.tag_at, "the page's audience");
        }
        self.report(diagnostic, document);
    }
}

// Whether a body has more than one paragraph, without its footnotes, which stand at its end.
fn has_paragraphs(body: &Content<Authored>) -> bool {
    let text = body.nodes().iter().take_while(|node| !matches!(node, Node::Open(Element::Footnotes)));
    text.filter(|node| matches!(node, Node::Open(Element::Paragraph))).nth(1).is_some()
}

// Whether a body has more than paragraphs.
fn has_blocks(body: &Content<Authored>) -> bool {
    body.nodes().iter().any(|node| match node {
        Node::Open(element) => is_block(element) && !matches!(element, Element::Paragraph | Element::Footnotes | Element::Footnote(_)),
        Node::CodeBlock(_) | Node::Rule => true,
        Node::Math(formula) => formula.is_block,
        Node::Deferred(deferred) => match &**deferred {
            Deferred::Include(site) => !site.is_inline,
            Deferred::Snippet(_) => true,
            Deferred::Reference(_) | Deferred::Untranslated(_) => false,
        },
        Node::Close | Node::Text(_) | Node::Code(_) | Node::Word(_) | Node::Mark(_) | Node::LineBreak | Node::Image(_) | Node::Tag(_) => {
            false
        }
    })
}

/// Whether an element is no running text: of an include in a line its content alone is taken.
pub(super) fn is_block(element: &Element<Authored>) -> bool {
    match element {
        Element::Paragraph
        | Element::Heading { .. }
        | Element::Quote
        | Element::Alert(_)
        | Element::List(_)
        | Element::TaskList(_)
        | Element::Item
        | Element::TaskItem
        | Element::Footnotes
        | Element::Footnote(_)
        | Element::Table(_)
        | Element::TableHead
        | Element::TableRow(_)
        | Element::TableCell(_)
        | Element::Tabs(())
        | Element::Tab(_)
        | Element::TabTitle
        | Element::Section(_) => true,
        Element::Emphasis | Element::Strong | Element::Strikethrough | Element::Styled(_) | Element::Link(_) => false,
    }
}
