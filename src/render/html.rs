//! HTML: admitted content → the markup of an article.
//!
//! In:    `Content<Admitted>` and the page it stands on.
//! Out:   HTML text. This file and `nav.rs` are the only ones that write `<`.
//! Never: writes a comment, a script, or text that is not escaped.
//!
//! Element names, ids and classes are those that front ends of DocFX sites rely on, but for alerts, which hold no heading element.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::highlight;
use super::strings::Strings;
use crate::base::find;
use crate::markup::{Alignment, CodeBlock, CodeExtras, Content, Element, Formula, LinkParts, Mark, Node, Span, Tab};
use crate::site::{Admitted, Link, Page, Site, TabGroup, TabState, Task};

mod directives;
mod extensions;
mod table;
mod tags;
mod tasks;

pub use tasks::{ListColumns, list_rows, task_rows};

/// Escapes text for HTML: `&`, `<`, `>`, and `"`.
pub fn escape(text: &str, out: &mut String) {
    // Most texts hold none of them.
    if !find::any_of(text, [b'&', b'<', b'>']) && !find::holds(text, "\"") {
        return out.push_str(text);
    }
    let mut rest = text;
    while let Some(place) = rest.find(['&', '<', '>', '"']) {
        out.push_str(&rest[..place]);
        out.push_str(match rest.as_bytes()[place] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[place + 1..];
    }
    out.push_str(rest);
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

/// The same in what the pages of a folder share: a link to the page itself is written whole.
pub fn shared_href(link: &Link, site: &Site, from: &Page) -> Option<String> {
    match link {
        Link::Page(id, suffix) => Some(site.page(*id).address.href_from(&from.address) + suffix),
        Link::Asset(..) | Link::Here(_) | Link::External(_) | Link::Nowhere => href(link, site, from),
    }
}

/// The article of a page.
pub fn article(site: &Site, page: &Page, strings: &Strings) -> String {
    article_at(site, page, strings, "")
}

/// The article of a page, with links to what is in the site that begin with `root`.
pub fn article_at(site: &Site, page: &Page, strings: &Strings, root: &str) -> String {
    let mut writer = Writer {
        site,
        page,
        strings,
        root,
        content: &page.body,
        out: String::with_capacity(page.body.size() * 3 / 2 + 256),
        ends: Vec::new(),
        tables: Vec::new(),
        tasks: site.tasks.on(page),
        has_details: site.tasks.has_details_on(page),
        heading: None,
        tables_by_heading: BTreeMap::new(),
        has_title: false,
        skipped: None,
        groups: Vec::new(),
    };
    for (place, node) in page.body.nodes().iter().enumerate() {
        // A tab's title stands in the list of its group: here it is passed over.
        match (writer.skipped, node) {
            (None, _) => writer.node(place, node),
            (Some(_), Node::Open(_)) => writer.ends.push(End::Text("")),
            (Some(depth), Node::Close) => {
                writer.ends.pop();
                writer.skipped = (writer.ends.len() > depth).then_some(depth);
            }
            (Some(_), _) => {}
        }
    }
    writer.out
}

struct TableState<'a> {
    columns: Box<[Alignment]>,
    column: usize,
    in_head: bool,
    has_body: bool,
    // The first header cell is empty: the first cell of each row is its header (data-matrix table).
    has_row_headers: bool,
    // The task of the row, until its id was written.
    task: Option<&'a Task>,
}

struct Writer<'a> {
    site: &'a Site,
    page: &'a Page,
    strings: &'a Strings,
    root: &'a str,
    content: &'a Content<Admitted>,
    out: String,
    ends: Vec<End>,
    tables: Vec<TableState<'a>>,
    // The tasks of the page whose rows are still to come.
    tasks: &'a [Task],
    // Whether the page holds the details of any task.
    has_details: bool,
    // Where the last heading opens.
    heading: Option<usize>,
    // How many tables stand below headings of one text.
    tables_by_heading: BTreeMap<String, usize>,
    has_title: bool,
    // The depth of ends at which a title that is passed over began.
    skipped: Option<usize>,
    // Open groups of tabs, with the number of tabs already written.
    groups: Vec<(TabGroup, usize)>,
}

#[derive(Clone, Copy)]
enum End {
    Text(&'static str),
    Cell(&'static str),
    // A cell whose text is a link to the details of a task.
    LinkedCell(&'static str),
    // A heading that holds the details of tasks.
    Details { end: &'static str, anchor: Span, is_title: bool },
    Head,
    Row,
    Table,
    Tabs,
}

impl Writer<'_> {
    fn href(&self, link: &Link) -> Option<String> {
        let address = href(link, self.site, self.page)?;
        let is_rooted = !self.root.is_empty() && matches!(link, Link::Page(..) | Link::Asset(..));
        Some(if is_rooted { format!("{}{address}", self.root) } else { address })
    }

    fn node(&mut self, place: usize, node: &Node<Admitted>) {
        let start = self.out.len();
        self.write(place, node);
        if let Some(Node::Mark(mark)) = self.content.nodes().get(place + 1)
            && let Mark::Attributes(extras) = &**mark
        {
            self.extras(start, node, extras);
        }
    }

    fn write(&mut self, place: usize, node: &Node<Admitted>) {
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
            Node::Math(formula) => {
                let Formula { tex: _, mathml, is_block } = &**formula;
                let (start, end) = if *is_block { ("<div class=\"math\">", "</div>\n") } else { ("<span class=\"math\">", "</span>") };
                self.out.push_str(start);
                self.out.push_str(self.content.str(*mathml));
                self.out.push_str(end);
            }
            Node::Mark(mark) => self.mark(mark),
            Node::Word(word) => escape(self.strings.get(word.key()), &mut self.out),
            Node::Image(image) if image.frame.is_some() => self.framed(image),
            Node::Image(image) => {
                if let Some(source) = self.href(&image.source) {
                    self.out.push_str("<img src=\"");
                    escape(&source, &mut self.out);
                    self.out.push_str("\" alt=\"");
                    escape(self.content.str(image.alt), &mut self.out);
                    self.out.push('"');
                    self.title(image.title);
                    self.size(&image.source);
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
                let id = self.content.str(*anchor);
                self.out.push_str(tag);
                escape(id, &mut self.out);
                self.out.push_str("\">");
                let is_title = *level == 1 && !std::mem::replace(&mut self.has_title, true);
                let holds_details = self.holds_details(id, is_title);
                self.ends.push(if holds_details { End::Details { end, anchor: *anchor, is_title } } else { End::Text(end) });
                self.heading = Some(place);
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
            Element::TaskList(first) => self.task_list(*first),
            Element::TaskItem => self.start("<li class=\"task-list-item\">", "</li>\n"),
            Element::Footnotes => self.start("<div class=\"footnotes\">\n<hr>\n<ol>\n", "</ol>\n</div>\n"),
            Element::Footnote(number) => {
                let _ = write!(self.out, "<li id=\"fn:{number}\"");
                self.start(">", "</li>\n");
            }
            Element::Table(columns) => self.table(place, &columns.0),
            Element::TableHead => {
                if let Some(table) = self.tables.last_mut() {
                    (table.column, table.in_head) = (0, true);
                }
                self.out.push_str("<thead>\n<tr>\n");
                self.ends.push(End::Head);
            }
            Element::TableRow(id) => {
                let is_first = self.tables.last_mut().is_some_and(|table| {
                    (table.column, table.in_head) = (0, false);
                    !std::mem::replace(&mut table.has_body, true)
                });
                let task = id.and_then(|id| self.task(self.content.str(id)));
                if let Some(table) = self.tables.last_mut() {
                    table.task = task;
                }
                self.out.push_str(if is_first { "<tbody>\n<tr" } else { "<tr" });
                self.id(*id);
                self.out.push_str(">\n");
                self.ends.push(End::Row);
            }
            Element::TableCell(id) => self.cell(place, *id),
            Element::Emphasis => self.start("<em>", "</em>"),
            Element::Strong => self.start("<strong>", "</strong>"),
            Element::Strikethrough => self.start("<del>", "</del>"),
            Element::Styled(style) => self.styled(*style),
            Element::Tabs(group) => self.tabs(place, group),
            Element::Tab(tab) => self.tab(place, tab),
            // The title was written into the list of the group.
            Element::TabTitle => {
                self.skipped = Some(self.ends.len());
                self.start("", "");
            }
            Element::Section(section) => self.section(section),
            Element::Link(link) => {
                let LinkParts { to, title, is_reference } = &**link;
                let Some(address) = self.href(to) else {
                    self.start("", "");
                    return;
                };
                self.out.push_str(if *is_reference { "<a class=\"xref\" href=\"" } else { "<a href=\"" });
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
            Some(End::LinkedCell(end)) => {
                self.out.push_str("</a>");
                self.out.push_str(end);
            }
            Some(End::Details { end, anchor, is_title }) => {
                self.out.push_str(end);
                self.uses(self.content.str(anchor), is_title);
            }
            Some(End::Head) => self.out.push_str("</tr>\n</thead>\n"),
            Some(End::Row) => self.out.push_str("</tr>\n"),
            Some(End::Tabs) => {
                self.groups.pop();
                self.out.push_str("</div>\n");
            }
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

    // The list of a group's tabs stands before its panels, so their titles are looked for first.
    fn tabs(&mut self, place: usize, group: &TabGroup) {
        let _ = writeln!(self.out, "<div class=\"tabGroup\" id=\"{}\">\n<ul role=\"tablist\">", group.id());
        let nodes = self.content.nodes();
        let mut depth = 0_usize;
        let mut states = group.tabs.iter();
        for (offset, node) in nodes[place..].iter().enumerate() {
            match node {
                Node::Open(Element::Tab(tab)) if depth == 1 => {
                    if let Some(state) = states.next() {
                        self.tab_label(place + offset + 1, group, tab, *state);
                    }
                    depth += 1;
                }
                Node::Open(_) => depth += 1,
                Node::Close => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Node::Text(_)
                | Node::Code(_)
                | Node::LineBreak
                | Node::Rule
                | Node::CodeBlock(_)
                | Node::Math(_)
                | Node::Mark(_)
                | Node::Word(_)
                | Node::Image(_)
                | Node::Tag(_) => {}
                Node::Deferred(never) => match *never {},
            }
        }
        self.out.push_str("</ul>\n");
        self.groups.push((group.clone(), 0));
        self.ends.push(End::Tabs);
    }

    fn tab_label(&mut self, title: usize, group: &TabGroup, tab: &Tab, state: TabState) {
        self.out.push_str("<li role=\"presentation\"");
        if !state.is_visible {
            self.out.push_str(" aria-hidden=\"true\" hidden=\"hidden\"");
        }
        let panel = group.panel_id(tab, state);
        let _ = write!(self.out, "><a href=\"#{panel}\" role=\"tab\" aria-controls=\"{panel}\"");
        self.tab_data(tab);
        self.out.push_str(if state.is_active { " tabindex=\"0\" aria-selected=\"true\">" } else { " tabindex=\"-1\">" });
        let mut depth = 0_usize;
        let ends = self.ends.len();
        for (offset, node) in self.content.nodes()[title..].iter().enumerate() {
            match node {
                // The title itself is no element; what is in it is.
                Node::Open(_) if depth == 0 => depth = 1,
                Node::Open(_) => {
                    depth += 1;
                    self.node(title + offset, node);
                }
                Node::Close => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    self.close();
                }
                Node::Text(_)
                | Node::Code(_)
                | Node::LineBreak
                | Node::Rule
                | Node::CodeBlock(_)
                | Node::Math(_)
                | Node::Mark(_)
                | Node::Word(_)
                | Node::Image(_)
                | Node::Tag(_)
                | Node::Deferred(_) => self.node(title + offset, node),
            }
        }
        self.ends.truncate(ends);
        self.out.push_str("</a></li>\n");
    }

    fn tab_data(&mut self, tab: &Tab) {
        let _ = write!(self.out, " data-tab=\"{}\"", tab.ids);
        if let Some(condition) = &tab.condition {
            let _ = write!(self.out, " data-condition=\"{condition}\"");
        }
    }

    fn tab(&mut self, place: usize, tab: &Tab) {
        let Some((group, written)) = self.groups.last_mut() else { return self.start("", "") };
        let state = group.tabs.get(*written).copied().unwrap_or_default();
        *written += 1;
        let _ = write!(self.out, "<section id=\"{}\" role=\"tabpanel\"", group.panel_id(tab, state));
        self.tab_data(tab);
        // What the panel is called where the list is not used: on paper, and without script.
        self.out.push_str(" data-title=\"");
        escape(&self.content.plain_text(place + 1), &mut self.out);
        self.out.push('"');
        if !state.is_active {
            self.out.push_str(" aria-hidden=\"true\" hidden=\"hidden\"");
        }
        self.start(">\n", "</section>\n");
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
                self.attribute("data-interactive", language);
            }
        }
        if let Some(CodeExtras { name, title, highlight, interactive_mode }) = block.extras.as_deref() {
            let named = [("data-interactive-mode", interactive_mode), ("name", name), ("title", title), ("highlight-lines", highlight)];
            for (name, value) in named.into_iter().filter(|(_, value)| !value.is_empty()) {
                self.attribute(name, value);
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

    // How wide and high an image is, so that no text moves when it arrives.
    fn size(&mut self, source: &Link) {
        if let Link::Asset(address, _) = source
            && let Some((width, height)) = self.site.image_sizes.get(address)
        {
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
    }

    // The text of the last heading; empty where there is none.
    fn heading_above(&self) -> String {
        self.heading.map_or_else(String::new, |place| self.content.plain_text(place).trim().to_owned())
    }
}
