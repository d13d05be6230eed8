//! Composing: a document and all that it includes → the content of one page for one audience.
//!
//! In:    a page of the admission.
//! Out:   `Composed`: admitted content, outline, ids, the files it needs, and what its authors should know.
//! Never: leaves a trace of what was withheld: no element, no id, no number moves because something was there.
//!
//! Anchors are given here and not when parsing: a hidden heading must not turn a visible `overview` into `overview-1`.

use std::sync::Arc;

use super::Admission;
use super::links::Written;
use super::tasks::{self, Place};
use super::{descriptions, tabs, upkeep};
use crate::base::diagnostic::Diagnostic;
use crate::base::hash::HashMap;
use crate::base::path::FilePath;
use crate::base::slug::{Anchors, ascii_slug, slug};
use crate::base::span::TextRange;
use crate::corpus::document::{Authored, Deferred, Document, DocumentId};
use crate::input::extensions::Extension;
use crate::input::metadata::Value;
use crate::markup::{CodeBlock, Content, Element, Formula, LinkParts, Mark, Node};
use crate::rules;
use crate::site::{Admitted, Link, OutlineEntry, PageId};
pub(super) use composed::{Bookmark, Composed, ComposedPage};
use include::is_block;
use notes::Notes;

mod composed;
mod image;
mod include;
mod link;
mod notes;
pub(super) mod preamble;
mod reference;
mod section;
mod snippet;
mod tag;

/// What composing takes beside its result. Pages one after the other are made in the same room.
#[derive(Default)]
pub(super) struct Room {
    content: Content<Admitted>,
    anchors: Anchors,
    places: Vec<Place>,
    tables: Vec<usize>,
}

/// Composes a page.
pub(super) fn compose(admission: &Admission<'_>, id: PageId, room: &mut Room) -> Composed {
    let page = &admission.pages[id.0 as usize];
    let Room { content, mut anchors, mut places, mut tables } = std::mem::take(room);
    anchors.clear();
    places.clear();
    tables.clear();
    let mut composer = Composer {
        admission,
        id,
        page: page.document,
        language: &page.language,
        content,
        anchors,
        composed: Composed { read: Some(vec![page.id]), ..Composed::default() },
        stack: Vec::new(),
        includes: 0,
        tab_files: Vec::new(),
        places,
        tables,
        raw: Vec::new(),
        in_link: false,
        notes: Notes::default(),
    };
    if let Some(target) = admission.corpus.metadata(&page.document.file, page.contents, "redirect_url").and_then(Value::as_text) {
        let written =
            Written { file: &page.document.file, source: &page.document.source, text: target, at: page.document.place("redirect_url") };
        let mut link = composer.resolve(written, page.document);
        if matches!(link, Link::Page(target, _) if target == id) || matches!(link, Link::Here(_)) {
            let diagnostic = rules::link_malformed::RULE.at(&page.document.file, written.place());
            composer.report(diagnostic.message("this page redirects to itself").help("name another page"), page.document);
            link = Link::Nowhere;
        }
        composer.composed.page.redirect = Some(link);
    } else {
        composer.document(page.id, page.document, admission.body(page.contents), false);
    }
    composer.put_notes();
    let has_tabs = !composer.tab_files.is_empty();
    let problems = if has_tabs { tabs::settle(&mut composer.content, &mut composer.composed.page.ids) } else { Vec::new() };
    let tab_files: HashMap<TextRange, &FilePath> = composer.tab_files.iter().rev().map(|(at, file)| (*at, file)).collect();
    for (tab, problem) in problems {
        let file = tab_files.get(&tab.at).copied().unwrap_or(&page.document.file);
        let written = corpus_source(admission, file);
        let place = Written { file, source: written, text: &tab_target(&tab), at: tab.at }.place();
        composer.composed.diagnostics.push(rules::tab_group_invalid::RULE.at(file, place).message(problem));
    }
    let Composer { mut content, mut anchors, mut composed, places, tables, .. } = composer;
    let reader = tasks::Reader { admission, page: id, places: &places, tables: &tables, outline: &composed.page.outline };
    composed.tasks = reader.read(&mut content, &mut anchors, &mut composed.page.ids, &mut composed.diagnostics);
    composed.history = upkeep::read(admission, id, &content, &tables, &places);
    descriptions::settle(&mut content, &mut composed.page.ids);
    preamble::put(admission, page.document, page.contents, &mut content, &mut composed.diagnostics);
    composed.page.body = content.settled(&mut room.content);
    (room.anchors, room.places, room.tables) = (anchors, places, tables);
    composed
}

struct Composer<'r, 'a> {
    admission: &'r Admission<'a>,
    id: PageId,
    page: &'a Document,
    // The language of what is being composed.
    language: &'r str,
    content: Content<Admitted>,
    anchors: Anchors,
    composed: Composed,
    stack: Vec<DocumentId>,
    includes: usize,
    // The file in which each tab was written.
    tab_files: Vec<(TextRange, FilePath)>,
    // Where headings, rows and cells were written.
    places: Vec<Place>,
    // Where tables open.
    tables: Vec<usize>,
    // Whether each open raw element was taken over.
    raw: Vec<bool>,
    // Whether a link is open: one in it would be none.
    in_link: bool,
    notes: Notes,
}

impl Composer<'_, '_> {
    fn document(&mut self, id: DocumentId, document: &Document, body: &Content<Authored>, is_inline: bool) {
        self.stack.push(id);
        self.read(id);
        let numbers = self.enter_notes(body);
        // What became of each open element: a link that leads nowhere leaves its text.
        let mut taken: Vec<Taken> = Vec::new();
        let mut open_notes = 0;
        let mut skip_to = 0;
        // How much of the next text belongs to the reference before it.
        let mut taken_text = 0;
        for (place, node) in body.nodes().iter().enumerate() {
            if place < skip_to {
                continue;
            }
            match node {
                Node::Open(element) => {
                    if let Element::Footnotes = element {
                        open_notes += 1;
                        taken.push(Taken::Notes(self.begin_notes()));
                        continue;
                    }
                    let element = if is_inline && is_block(element) && open_notes == 0 {
                        // Blocks of an inline include are kept apart by a blank.
                        if !self.content.is_empty() && place > 0 {
                            self.content.push_text(" ");
                        }
                        None
                    } else {
                        self.element(document, body, place, element)
                    };
                    let Some(element) = element else {
                        taken.push(Taken::No);
                        continue;
                    };
                    let title = self.title_of_reference(body, place, &element);
                    let became = self.takes(&element);
                    if !matches!(became, Taken::No) {
                        self.content.push(Node::Open(element));
                    }
                    taken.push(became);
                    if let Some((title, end)) = title {
                        self.content.push_text(&title);
                        skip_to = end;
                    }
                }
                Node::Close => match taken.pop() {
                    Some(Taken::Yes) => self.content.push(Node::Close),
                    Some(Taken::Link) => {
                        self.in_link = false;
                        self.content.push(Node::Close);
                    }
                    Some(Taken::Heading(open)) => {
                        self.content.push(Node::Close);
                        // What is included in a heading belongs to its text, though not to its id.
                        let text = self.content.line(open);
                        if let Some(entry) = self.composed.page.outline.last_mut() {
                            entry.text = text.trim().into();
                        }
                    }
                    Some(Taken::Notes(start)) => {
                        open_notes -= 1;
                        self.end_notes(&start);
                    }
                    Some(Taken::No) | None => {}
                },
                Node::Text(span) => self.content.push_text(&body.str(*span)[std::mem::take(&mut taken_text)..]),
                Node::Code(span) => {
                    let span = self.content.intern(body.str(*span));
                    self.content.push(Node::Code(span));
                }
                Node::Word(word) => self.content.push(Node::Word(*word)),
                Node::Mark(mark) => match &**mark {
                    Mark::Attributes(extras) => {
                        let is_open = !matches!(taken.last(), Some(Taken::No));
                        self.extras(document, body.nodes().get(place.wrapping_sub(1)), extras, is_open);
                    }
                    Mark::Box(_) | Mark::Note { .. } | Mark::Return(_) => self.mark(mark),
                },
                Node::LineBreak => self.content.push(Node::LineBreak),
                Node::Rule => self.content.push(Node::Rule),
                Node::CodeBlock(block) => {
                    let CodeBlock { language, code, is_interactive, extras } = &**block;
                    let language = self.content.intern(body.str(*language));
                    let code = self.content.intern(body.str(*code));
                    let (is_interactive, extras) = (*is_interactive, extras.clone());
                    self.content.push(Node::CodeBlock(Box::new(CodeBlock { language, code, is_interactive, extras })));
                }
                Node::Math(formula) => {
                    let Formula { tex, mathml, is_block } = &**formula;
                    let (tex, mathml) = (self.content.intern(body.str(*tex)), self.content.intern(body.str(*mathml)));
                    self.content.push(Node::Math(Box::new(Formula { tex, mathml, is_block: *is_block })));
                }
                Node::Image(image) => self.image(document, body, image),
                Node::Tag(tag) => self.tag(document, body, tag),
                Node::Deferred(deferred) => match &**deferred {
                    Deferred::Include(site) => self.include(document, body, site),
                    Deferred::Snippet(site) => self.snippet(document, site),
                    Deferred::Reference(reference) => taken_text = self.reference(document, body, place, reference),
                    Deferred::Untranslated(words) => self.content.push_text(body.str(*words)),
                },
            }
        }
        self.notes.before = numbers;
        self.stack.pop();
    }

    // The element for this audience; `None` when only its content stays.
    fn element(
        &mut self,
        document: &Document,
        body: &Content<Authored>,
        place: usize,
        element: &Element<Authored>,
    ) -> Option<Element<Admitted>> {
        Some(match element {
            Element::Paragraph => Element::Paragraph,
            Element::Heading { level, anchor } => {
                self.place(anchor.at);
                let automatic = self.automatic_id(body, place);
                let is_taken = |id: &str| self.composed.page.ids.contains(id);
                let explicit = anchor.id.map(|id| (body.str(id.text), id.at));
                if let Some((id, at)) = explicit.filter(|(id, _)| is_taken(id)) {
                    self.taken_anchor(document, id, at);
                }
                let explicit = explicit.map(|(id, _)| id).filter(|id| !self.anchors.has(id));
                let id = match explicit {
                    Some(id) => self.anchors.take(id),
                    None => automatic,
                };
                self.composed.page.ids.insert(Arc::clone(&id));
                let anchor = self.content.intern(&id);
                self.composed.page.outline.push(OutlineEntry { level: *level, id, text: "".into() });
                Element::Heading { level: *level, anchor }
            }
            Element::Quote => Element::Quote,
            Element::Alert(alert) => Element::Alert(Arc::clone(alert)),
            Element::List(first) => Element::List(*first),
            Element::Item => Element::Item,
            Element::TaskList(first) => Element::TaskList(*first),
            Element::TaskItem => Element::TaskItem,
            Element::Footnotes => Element::Footnotes,
            Element::Footnote(number) => Element::Footnote(self.notes.before.notes + number),
            Element::Table(columns) => {
                self.tables.push(self.content.nodes().len());
                Element::Table(columns.clone())
            }
            Element::TableHead => Element::TableHead,
            Element::TableRow(at) => {
                self.place(*at);
                Element::TableRow(None)
            }
            Element::TableCell(at) => {
                self.place(*at);
                Element::TableCell(None)
            }
            Element::Emphasis => Element::Emphasis,
            Element::Strong => Element::Strong,
            Element::Strikethrough => Element::Strikethrough,
            Element::Styled(style) => Element::Styled(*style),
            Element::Tabs(()) => Element::Tabs(Box::default()),
            Element::Tab(tab) => {
                self.tab_files.push((tab.at, document.file.clone()));
                Element::Tab(tab.clone())
            }
            Element::TabTitle => {
                // The heading that a tab is written as uses up its id, as in DocFX: published anchors depend on it.
                self.automatic_id(body, place);
                Element::TabTitle
            }
            Element::Section(section) => Element::Section(Box::new(self.section(document, section))),
            Element::Link(link) => match self.link(document, body, &link.to) {
                Link::Nowhere => return None,
                to @ (Link::Page(..) | Link::Asset(..) | Link::Here(_) | Link::External(_)) => {
                    let title = self.content.intern(body.str(link.title));
                    Element::Link(Box::new(LinkParts { to, title, is_reference: link.is_reference }))
                }
            },
        })
    }

    // The id that the text of a heading gives.
    fn automatic_id(&mut self, body: &Content<Authored>, place: usize) -> Arc<str> {
        let text = body.id_text(place);
        let is_ascii = self.admission.corpus.config.dialect.extensions.has(Extension::AsciiIds);
        self.anchors.take(&if is_ascii { ascii_slug(&text) } else { slug(&text) })
    }

    // The page depends on the text of a document.
    fn read(&mut self, id: DocumentId) {
        if let Some(read) = &mut self.composed.read {
            read.push(id);
        }
    }

    fn place(&mut self, at: TextRange) {
        if let Some(document) = self.stack.last() {
            self.places.push(Place { node: self.content.nodes().len(), document: *document, at });
        }
    }

    fn report(&mut self, diagnostic: Diagnostic, document: &Document) {
        let is_included = document.file != self.page.file;
        let diagnostic = if is_included { diagnostic.via(&self.page.file) } else { diagnostic };
        self.composed.diagnostics.push(diagnostic);
    }
}

// What became of an element.
enum Taken {
    Yes,
    No,
    // The outermost link.
    Link,
    // A heading; where it opens in the page.
    Heading(usize),
    // The footnotes of a document.
    Notes(notes::Start),
}

fn tab_target(tab: &crate::markup::Tab) -> String {
    match &tab.condition {
        Some(condition) => format!("#tab/{}/{condition}", tab.ids),
        None => format!("#tab/{}", tab.ids),
    }
}

fn corpus_source<'a>(admission: &Admission<'a>, file: &FilePath) -> &'a str {
    admission.corpus.by_file.get(file).map_or("", |id| &admission.corpus.document(*id).source)
}
