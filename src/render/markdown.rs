//! Markdown: admitted content → a plain copy of a page, for programs that read.
//!
//! In:    a page of a site.
//! Out:   Markdown (`CommonMark`, with tables), links relative to the copy.
//! Never: has what the page has not.

use super::html::href;
use super::strings::Strings;
use crate::base::url::encode_path;
use crate::markup::{Alignment, Content, Element, Mark, Node, Style};
use crate::site::{Admitted, Link, Page, Site};

/// The address of the copy of the page at `address`.
pub fn address(address: &str) -> String {
    format!("{}.md", address.strip_suffix(".html").unwrap_or(address))
}

/// The copy of a page.
pub fn copy(site: &Site, page: &Page, strings: &Strings) -> String {
    let mut writer =
        Writer { site, page, strings, body: &page.body, open: Vec::new(), text: vec![String::new()], lists: Vec::new(), cells: Vec::new() };
    for node in page.body.nodes() {
        writer.node(node);
    }
    let text = writer.text.swap_remove(0);
    let has_title = page.outline.iter().any(|entry| entry.level == 1);
    let title = if has_title { String::new() } else { format!("# {}\n\n", escaped(&page.title)) };
    format!("{title}{}\n", text.trim())
}

struct Writer<'a> {
    site: &'a Site,
    page: &'a Page,
    strings: &'a Strings,
    body: &'a Content<Admitted>,
    open: Vec<&'a Element<Admitted>>,
    // The text of each open element so far, outermost first; the first is the page's.
    text: Vec<String>,
    // The next number of each open list.
    lists: Vec<Option<u32>>,
    // The cells of each open row.
    cells: Vec<Vec<String>>,
}

impl<'a> Writer<'a> {
    fn node(&mut self, node: &'a Node<Admitted>) {
        let written = match node {
            Node::Open(element) => {
                match element {
                    Element::List(first) | Element::TaskList(first) => self.lists.push(*first),
                    Element::TableHead | Element::TableRow(_) => self.cells.push(Vec::new()),
                    Element::Paragraph
                    | Element::Heading { .. }
                    | Element::Quote
                    | Element::Alert(_)
                    | Element::Item
                    | Element::TaskItem
                    | Element::Footnotes
                    | Element::Footnote(_)
                    | Element::Table(_)
                    | Element::TableCell(_)
                    | Element::Emphasis
                    | Element::Strong
                    | Element::Strikethrough
                    | Element::Styled(_)
                    | Element::Tabs(_)
                    | Element::Tab(_)
                    | Element::TabTitle
                    | Element::Section(_)
                    | Element::Link(_) => {}
                }
                self.open.push(element);
                self.text.push(String::new());
                return;
            }
            Node::Close => {
                let (Some(element), Some(text)) = (self.open.pop(), self.text.pop()) else { return };
                self.closed(element, &text)
            }
            Node::Text(span) => escaped(self.body.str(*span)),
            Node::Code(span) => code_span(self.body.str(*span)),
            Node::LineBreak if self.cells.is_empty() => "  \n".to_owned(),
            Node::LineBreak => "<br>".to_owned(),
            Node::Rule => "\n---\n\n".to_owned(),
            Node::CodeBlock(block) => {
                let code = self.body.str(block.code);
                let fence = "`".repeat(longest_run(code).max(2) + 1);
                format!("\n{fence}{}\n{}\n{fence}\n\n", self.body.str(block.language), code.trim_end_matches('\n'))
            }
            Node::Image(image) => match href(&image.source, self.site, self.page) {
                Some(source) => format!("![{}]({source})", escaped(self.body.str(image.alt))),
                None => escaped(self.body.str(image.alt)),
            },
            Node::Math(formula) => {
                let tex = self.body.str(formula.tex);
                if formula.is_block { format!("\n$$\n{tex}\n$$\n\n") } else { format!("${tex}$") }
            }
            Node::Mark(mark) => match &**mark {
                Mark::Box(is_ticked) => if *is_ticked { "[x]" } else { "[ ]" }.to_owned(),
                Mark::Note { number, .. } => format!("[^{number}]"),
                Mark::Return(_) | Mark::Attributes(_) => String::new(),
            },
            Node::Word(word) => escaped(self.strings.get(word.key())),
            Node::Tag(tag) => if &*tag.name == "br" { "<br>" } else { "" }.to_owned(),
            Node::Deferred(never) => match *never {},
        };
        if let Some(text) = self.text.last_mut() {
            // One blank line between blocks is enough.
            let is_parted = text.is_empty() || text.ends_with("\n\n");
            text.push_str(if is_parted { written.trim_start_matches('\n') } else { &written });
        }
    }

    fn closed(&mut self, element: &Element<Admitted>, text: &str) -> String {
        let trimmed = text.trim();
        match element {
            Element::Paragraph => format!("{trimmed}\n\n"),
            Element::Heading { level, .. } => format!("\n{} {}\n\n", "#".repeat(usize::from(*level)), trimmed.replace('\n', " ")),
            Element::Quote => prefixed(trimmed, "> ", "> ") + "\n",
            Element::Alert(alert) => format!("> [!{}]\n{}\n", alert.kind, prefixed(trimmed, "> ", "> ")),
            Element::List(_) | Element::TaskList(_) => {
                self.lists.pop();
                format!("\n{}\n\n", text.trim_end())
            }
            Element::Item | Element::TaskItem => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    Some(None) | None => "- ".to_owned(),
                };
                prefixed(trimmed, &mark, &" ".repeat(mark.len()))
            }
            Element::Table(_) => format!("\n{}\n\n", text.trim_end()),
            Element::TableCell(_) => {
                if let Some(cells) = self.cells.last_mut() {
                    cells.push(
                        trimmed
                            .split('\n')
                            .map(str::trim)
                            .filter(|line| !line.is_empty())
                            .collect::<Vec<_>>()
                            .join(" ")
                            .replace('|', "\\|"),
                    );
                }
                String::new()
            }
            Element::TableRow(_) => row(&self.cells.pop().unwrap_or_default()),
            Element::TableHead => {
                let marks = match self.open.last() {
                    Some(Element::Table(columns)) => columns.0.iter().map(|column| mark(*column).to_owned()).collect(),
                    _ => Vec::new(),
                };
                row(&self.cells.pop().unwrap_or_default()) + &row(&marks)
            }
            Element::Emphasis => around(text, "*"),
            Element::Strong => around(text, "**"),
            Element::Strikethrough => around(text, "~~"),
            Element::Styled(style) => around(
                text,
                match style {
                    Style::Superscript => "^",
                    Style::Subscript => "~",
                    Style::Inserted => "++",
                    Style::Marked => "==",
                    Style::Cited => "\"\"",
                },
            ),
            Element::Footnotes => format!("\n{text}"),
            Element::Footnote(number) => format!("{}\n", prefixed(trimmed, &format!("[^{number}]: "), "    ")),
            Element::Tabs(_) | Element::Tab(_) => text.to_owned(),
            Element::Section(section) if !section.choices.is_empty() => format!("\n**{}**\n\n{text}", section.choices),
            Element::Section(section) if matches!(section.element, "dt" | "dd") => format!("\n{trimmed}\n\n"),
            Element::Section(section) if section.versions.is_empty() => text.to_owned(),
            Element::Section(section) => format!("\n**{} {}**\n\n{text}", self.strings.get("versions"), section.versions),
            Element::TabTitle => format!("\n**{trimmed}**\n\n"),
            Element::Link(link) => match self.link(&link.to) {
                Some(address) => format!("[{text}]({address})"),
                None => text.to_owned(),
            },
        }
    }

    // A link to a page leads to its copy.
    fn link(&self, to: &Link) -> Option<String> {
        match to {
            Link::Page(id, suffix) => {
                let target = crate::base::path::OutPath::new(&address(self.site.page(*id).address.as_str()))?;
                Some(target.href_from(&self.page.address) + suffix)
            }
            Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => href(to, self.site, self.page),
        }
    }
}

// Each line after the first with `rest` before it.
fn prefixed(text: &str, first: &str, rest: &str) -> String {
    let mut written = String::new();
    for (number, line) in text.lines().enumerate() {
        let line = format!("{}{line}", if number == 0 { first } else { rest });
        written.push_str(line.trim_end());
        written.push('\n');
    }
    written
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn mark(column: Alignment) -> &'static str {
    match column {
        Alignment::Natural => "---",
        Alignment::Left => ":--",
        Alignment::Center => ":-:",
        Alignment::Right => "--:",
    }
}

// Marks count only directly beside words.
fn around(text: &str, mark: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let start = &text[..text.len() - text.trim_start().len()];
    let end = &text[text.trim_end().len()..];
    format!("{start}{mark}{inner}{mark}{end}")
}

fn code_span(code: &str) -> String {
    let ticks = "`".repeat(longest_run(code) + 1);
    if code.starts_with('`') || code.ends_with('`') { format!("{ticks} {code} {ticks}") } else { format!("{ticks}{code}{ticks}") }
}

// The longest run of backticks.
fn longest_run(code: &str) -> usize {
    code.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The link from a page to its copy.
pub fn link(page: &Page) -> String {
    let name = page.address.as_str().rsplit('/').next().unwrap_or_default();
    encode_path(&address(name)).into_owned()
}
