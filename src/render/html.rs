//! HTML: admitted content → the markup of an article.
//!
//! In:    `Content<Admitted>` and the page it stands on.
//! Out:   HTML text. This file and `nav.rs` are the only ones that write `<`.
//! Never: writes a comment, a script, or text that is not escaped.
//!
//! Element names, ids and classes are those that front ends of DocFX sites rely on, but for alerts, which hold no heading element.

use std::fmt::Write as _;

use super::highlight;
use super::strings::Strings;
use crate::markup::{Alignment, Attribute, CodeBlock, Content, Element, Node, Span, Tag};
use crate::site::{Admitted, Link, Page, Site};

/// Escapes text for HTML: `&`, `<`, `>`, and `"`.
pub fn escape(text: &str, out: &mut String) {
    let mut done = 0;
    for (place, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => continue,
        };
        out.push_str(&text[done..place]);
        out.push_str(entity);
        done = place + 1;
    }
    out.push_str(&text[done..]);
}

/// The link as written in a page; nothing when it leads nowhere.
pub fn href(link: &Link, site: &Site, from: &Page) -> Option<String> {
    match link {
        Link::Page(id, suffix) => {
            let target = site.page(*id);
            let is_here = std::ptr::eq(target, from);
            let path = if is_here && suffix.starts_with('#') { String::new() } else { target.address.href_from(&from.address) };
            Some(path + suffix)
        }
        Link::Asset(address, suffix) => Some(address.href_from(&from.address) + suffix),
        Link::Here(suffix) => Some(suffix.to_string()),
        Link::External(address) => Some(address.to_string()),
        Link::Nowhere => None,
    }
}

/// The article of a page.
pub fn article(site: &Site, page: &Page, strings: &Strings) -> String {
    let mut writer = Writer {
        site,
        page,
        strings,
        content: &page.body,
        out: String::with_capacity(page.body.size() * 3 / 2 + 256),
        ends: Vec::new(),
        tables: Vec::new(),
        heading: String::new(),
        tables_below_heading: 0,
    };
    for (place, node) in page.body.nodes().iter().enumerate() {
        writer.node(place, node);
    }
    writer.out
}

struct TableState {
    columns: Box<[Alignment]>,
    column: usize,
    in_head: bool,
    has_body: bool,
    // The first header cell is empty: the first cell of each row is its header (data-matrix table).
    has_row_headers: bool,
}

struct Writer<'a> {
    site: &'a Site,
    page: &'a Page,
    strings: &'a Strings,
    content: &'a Content<Admitted>,
    out: String,
    ends: Vec<End>,
    tables: Vec<TableState>,
    heading: String,
    tables_below_heading: usize,
}

#[derive(Clone, Copy)]
enum End {
    Text(&'static str),
    Cell(&'static str),
    Head,
    Row,
    Table,
}

impl Writer<'_> {
    fn node(&mut self, place: usize, node: &Node<Admitted>) {
        match node {
            Node::Open(element) => self.open(place, element),
            Node::Close => self.close(),
            Node::Text(span) => escape(self.content.str(*span), &mut self.out),
            Node::Code(span) => {
                self.out.push_str("<code>");
                escape(self.content.str(*span), &mut self.out);
                self.out.push_str("</code>");
            }
            Node::LineBreak => self.out.push_str("<br>\n"),
            Node::Rule => self.out.push_str("<hr>\n"),
            Node::CodeBlock(block) => self.code_block(block),
            Node::Image(image) => {
                if let Some(source) = href(&image.source, self.site, self.page) {
                    self.out.push_str("<img src=\"");
                    escape(&source, &mut self.out);
                    self.out.push_str("\" alt=\"");
                    escape(self.content.str(image.alt), &mut self.out);
                    self.out.push('"');
                    self.title(image.title);
                    self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
                }
            }
            Node::Tag(tag) => self.tag(tag),
            Node::Deferred(never) => match *never {},
        }
    }

    fn open(&mut self, place: usize, element: &Element<Admitted>) {
        match element {
            Element::Paragraph => self.start("<p>", "</p>\n"),
            Element::Heading { level, anchor } => {
                let (tag, end) = match level {
                    1 => ("<h1 id=\"", "</h1>\n"),
                    2 => ("<h2 id=\"", "</h2>\n"),
                    3 => ("<h3 id=\"", "</h3>\n"),
                    4 => ("<h4 id=\"", "</h4>\n"),
                    5 => ("<h5 id=\"", "</h5>\n"),
                    _ => ("<h6 id=\"", "</h6>\n"),
                };
                self.start(tag, end);
                escape(self.content.str(*anchor), &mut self.out);
                self.out.push_str("\">");
                self.heading = self.content.plain_text(place);
                self.tables_below_heading = 0;
            }
            Element::Quote => self.start("<blockquote>\n", "</blockquote>\n"),
            Element::Alert(alert) => {
                self.out.push_str("<aside class=\"alert ");
                escape(&alert.class, &mut self.out);
                self.out.push_str("\">\n<p class=\"alert-title\">");
                let title = self.strings.alert(&alert.kind);
                escape(&title, &mut self.out);
                self.start("</p>\n", "</aside>\n");
            }
            Element::List(None) => self.start("<ul>\n", "</ul>\n"),
            Element::List(Some(1)) => self.start("<ol>\n", "</ol>\n"),
            Element::List(Some(first)) => {
                let _ = write!(self.out, "<ol start=\"{first}\">");
                self.start("\n", "</ol>\n");
            }
            Element::Item => self.start("<li>", "</li>\n"),
            Element::Table(columns) => self.table(place, columns),
            Element::TableHead => {
                if let Some(table) = self.tables.last_mut() {
                    (table.column, table.in_head) = (0, true);
                }
                self.out.push_str("<thead>\n<tr>\n");
                self.ends.push(End::Head);
            }
            Element::TableRow => {
                let is_first = self.tables.last_mut().is_some_and(|table| {
                    (table.column, table.in_head) = (0, false);
                    !std::mem::replace(&mut table.has_body, true)
                });
                self.out.push_str(if is_first { "<tbody>\n<tr>\n" } else { "<tr>\n" });
                self.ends.push(End::Row);
            }
            Element::TableCell => self.cell(),
            Element::Emphasis => self.start("<em>", "</em>"),
            Element::Strong => self.start("<strong>", "</strong>"),
            Element::Strikethrough => self.start("<del>", "</del>"),
            Element::Link { to, title } => {
                let Some(address) = href(to, self.site, self.page) else {
                    self.start("", "");
                    return;
                };
                self.out.push_str("<a href=\"");
                escape(&address, &mut self.out);
                self.out.push('"');
                self.title(*title);
                if matches!(to, Link::External(_)) {
                    self.out.push_str(" rel=\"noopener\"");
                }
                self.start(">", "</a>");
            }
        }
    }

    fn start(&mut self, start: &str, end: &'static str) {
        self.out.push_str(start);
        self.ends.push(End::Text(end));
    }

    fn close(&mut self) {
        match self.ends.pop() {
            Some(End::Text(end) | End::Cell(end)) => self.out.push_str(end),
            Some(End::Head) => self.out.push_str("</tr>\n</thead>\n"),
            Some(End::Row) => self.out.push_str("</tr>\n"),
            Some(End::Table) => {
                if self.tables.pop().is_some_and(|table| table.has_body) {
                    self.out.push_str("</tbody>\n");
                }
                self.out.push_str("</table></div>\n");
            }
            None => {}
        }
    }

    fn title(&mut self, title: Span) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            escape(self.content.str(title), &mut self.out);
            self.out.push('"');
        }
    }

    // A table scrolls in a region of its own, which the keyboard reaches and which has a name: that of the heading above it.
    fn table(&mut self, place: usize, columns: &[Alignment]) {
        self.tables_below_heading += 1;
        self.out.push_str("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
        escape(self.strings.get("table"), &mut self.out);
        if self.tables_below_heading > 1 {
            let _ = write!(self.out, " {}", self.tables_below_heading);
        }
        let heading = std::mem::take(&mut self.heading);
        if !heading.trim().is_empty() {
            self.out.push_str(": ");
            escape(heading.trim(), &mut self.out);
        }
        self.heading = heading;
        self.out.push_str("\"><table>\n");
        let first_cell = self.content.nodes()[place..].iter().position(|node| matches!(node, Node::Open(Element::TableCell)));
        let has_row_headers = first_cell.is_some_and(|cell| matches!(self.content.nodes().get(place + cell + 1), Some(Node::Close)));
        self.tables.push(TableState { columns: columns.into(), column: 0, in_head: false, has_body: false, has_row_headers });
        self.ends.push(End::Table);
    }

    fn cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        let column = table.column;
        table.column += 1;
        let is_row_header = !table.in_head && table.has_row_headers && column == 0;
        let class = match table.columns.get(column) {
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            // Left is where text stands anyway.
            Some(Alignment::Natural | Alignment::Left) | None => "",
        };
        let (tag, end) = match (table.in_head, is_row_header) {
            // An empty header cell names nothing: it is no header.
            (true, _) if column == 0 && table.has_row_headers => ("<td", "</td>\n"),
            (true, _) => ("<th scope=\"col\"", "</th>\n"),
            (false, true) => ("<th scope=\"row\"", "</th>\n"),
            (false, false) => ("<td", "</td>\n"),
        };
        self.out.push_str(tag);
        self.out.push_str(class);
        self.out.push('>');
        self.ends.push(End::Cell(end));
    }

    fn code_block(&mut self, block: &CodeBlock) {
        let language = self.content.str(block.language);
        let code = self.content.str(block.code);
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"lang-");
            escape(language, &mut self.out);
            self.out.push('"');
            if block.is_interactive {
                self.out.push_str(" data-interactive=\"");
                escape(language, &mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
        for piece in highlight::pieces(language, code).iter() {
            match piece.class {
                Some(class) => {
                    let _ = write!(self.out, "<span class=\"hl-{class}\">");
                    escape(&code[piece.range.clone()], &mut self.out);
                    self.out.push_str("</span>");
                }
                None => escape(&code[piece.range.clone()], &mut self.out),
            }
        }
        self.out.push_str("</code></pre>\n");
    }

    fn tag(&mut self, tag: &Tag<Admitted>) {
        self.out.push_str(if tag.is_end { "</" } else { "<" });
        self.out.push_str(&tag.name);
        if !tag.is_end {
            for attribute in &tag.attributes {
                match attribute {
                    Attribute::Plain(name, value) => self.attribute(name, value),
                    Attribute::Link(name, link) => {
                        if let Some(address) = href(link, self.site, self.page) {
                            self.attribute(name, &address);
                        }
                    }
                }
            }
        }
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        if !value.is_empty() || name == "alt" {
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}
