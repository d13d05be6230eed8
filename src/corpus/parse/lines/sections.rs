//! Sections: what a directive opens on one line and closes on another.
//!
//! In:    a line that was found to be a directive, and the containers it stands in.
//! Out:   placeholders that open and close in the same container, and nothing at all of a section for others.
//! Never: lets what stands in a section for others change the text around it.

use std::ops::Range;

use super::Edit;
use super::cursor::{Cursor, HtmlEnd};
use super::raw::{Raw, RawKind};
use super::rows::TableAround;
use super::scan::{Container, Leaf, Scanner};
use crate::base::audience::Readers;
use crate::corpus::parse::directive::end::{ContainerKind, End};
use crate::corpus::parse::directive::triple::Container as Section;
use crate::corpus::parse::directive::{self, Block, Found, Line};
use crate::rules;

/// A section that is open.
#[derive(Debug)]
pub(super) struct OpenSection {
    /// How many containers of Markdown were open where it began.
    pub(super) depth: usize,
    /// How far the line that opened it is indented there.
    pub(super) indent: usize,
    /// What it is.
    pub(super) what: What,
    /// The line that opened it.
    pub(super) place: Range<usize>,
    /// Who may read it, the sections around it considered.
    pub(super) readers: Readers,
    /// The number of its placeholder, when it has one.
    pub(super) block: Option<usize>,
    /// Whether it was meant as a section and is none, so that its author was told how far it goes.
    pub(super) is_slip: bool,
    /// The raw HTML in which it begins.
    pub(super) around: Option<HtmlEnd>,
    /// The table among whose rows it stands.
    pub(super) table: TableAround,
}

// More sections than this are not open at once: each costs something on every line in it.
pub(super) const MOST_OPEN: usize = 64;

/// What opened.
#[derive(Debug)]
pub(super) enum What {
    /// A zone without audiences stands in no other one.
    Section { kind: ContainerKind, colons: usize, is_plain_zone: bool },
    /// A zone that is no zone, inside a section for some audiences: its end line must not end that section.
    Text,
    /// `[!div]` with an audience: ends with its quote, or at the next marker in it.
    Division,
    /// A zone for some audiences that ended with what is around it: what follows is for nobody else either, up to an end line. Whether one was found since
    /// that stands elsewhere.
    Carried { has_end_elsewhere: bool },
    /// A zone for some audiences that is one section too many: nobody sees it. How many zones in it are open, each of which has an end line of its own.
    TooMany { zones: usize },
}

impl OpenSection {
    fn is_ended_by(&self, end: &End) -> bool {
        match self.what {
            What::Section { kind, colons, is_plain_zone: _ } => kind == end.kind && colons == end.colons,
            What::Text | What::Carried { .. } | What::TooMany { .. } => end.kind == ContainerKind::Zone,
            What::Division => false,
        }
    }

    /// Whether it is a zone for some audiences.
    pub(super) fn is_for_audiences(&self) -> bool {
        matches!(
            self.what,
            What::Section { kind: ContainerKind::Zone, is_plain_zone: false, colons: _ } | What::Carried { .. } | What::TooMany { .. }
        )
    }
}

/// The blanks before the text of a line, behind the marks of its containers.
#[derive(Debug)]
pub(super) struct Indent {
    /// Where they begin.
    pub(super) start: usize,
    /// How wide they are.
    pub(super) columns: usize,
}

impl Scanner<'_, '_> {
    /// Does what a directive asks for; `false` when the line is ordinary text all the same.
    pub(super) fn directive(&mut self, found: Found, matched: usize, indent: &Indent, range: Range<usize>) -> bool {
        let Found { line, problems } = found;
        // A column stands at any indentation, and so do end lines; anything else so far in is code or text.
        let is_free = match &line {
            Line::Close(end) => !matches!(self.leaf, Leaf::Indented) || self.ended_by(end, matched, indent, &range).is_some(),
            // So does a zone for an audience: an author who indents it too far must not show it to everyone.
            Line::Block(Block::Open(section)) => match &**section {
                Section::Column { .. } => true,
                Section::Zone(zone) => zone.audiences.is_some(),
                Section::Row { .. } | Section::Moniker(_) | Section::ComplexImage(_) | Section::ComplexVideo(_) => false,
            },
            Line::Text | Line::Block(_) => false,
        };
        if indent.columns >= 4 && !is_free {
            return false;
        }
        let is_text = match line {
            Line::Text => true,
            Line::Block(Block::Open(section)) => {
                let is_open = self.open_section(*section, matched, indent, range.clone());
                if is_open && indent.columns >= 4 {
                    self.edits.push(Edit { source: indent.start..range.start, text: String::new() });
                }
                !is_open
            }
            Line::Close(end) => !self.end_section(&end, matched, indent, range.clone()),
            Line::Block(block) => {
                self.leave(matched);
                self.end_table_before(&block, &range);
                self.end_leaf();
                self.leaf_block(block, range.clone());
                false
            }
        };
        for problem in problems {
            self.problem(problem, range.start);
        }
        !is_text
    }

    pub(super) fn leaf_block(&mut self, block: Block, range: Range<usize>) {
        let in_quote = matches!(block, Block::Alert(_) | Block::Division(_) | Block::Video(_));
        if in_quote && matches!(self.containers.last(), Some(Container::Quote)) {
            // A marker ends the division that the same quote has been so far.
            let depth = self.containers.len();
            let division = self.open.iter().position(|open| matches!(open.what, What::Division) && open.depth == depth);
            if let Some(place) = division {
                self.close_sections(place, self.last_end);
            }
        }
        if let Block::Division(division) = &block
            && let Some(names) = &division.audiences
        {
            let readers = self.audiences(names, &range);
            self.begin(What::Division, readers, range.clone(), 0, false);
            if self.hidden.is_some() {
                return;
            }
        }
        self.block(block, range);
    }

    fn open_section(&mut self, section: Section, matched: usize, indent: &Indent, range: Range<usize>) -> bool {
        let (kind, colons) = (section.kind(), section.colons());
        let place = range.start..range.start + self.source[range.clone()].trim_end().len();
        if self.open.len() >= MOST_OPEN {
            return self.one_too_many(&section, matched, place);
        }
        if self.refuses(&section, matched, &place) {
            return false;
        }
        self.leave(matched);
        if let Section::ComplexImage(image) = section {
            self.end_leaf();
            self.leaf = Leaf::Raw(Raw { kind: RawKind::Image(Box::new(image)), place, pieces: Vec::new() });
            return true;
        }
        if matches!(&section, Section::Zone(zone) if self.takes_rows(zone, &range)) {
            return true;
        }
        let table = self.table_around(&range);
        self.end_leaf();
        let mut readers = self.open.last().map_or(Readers::EVERYONE, |open| open.readers);
        let (mut is_plain_zone, mut is_for_nobody, mut is_slip) = (false, false, false);
        match section {
            Section::Zone(ref zone) => match &zone.audiences {
                Some(names) => (readers, is_slip) = (self.audiences(names, &range), names.is_empty()),
                None => is_plain_zone = true,
            },
            Section::Moniker(ref moniker) => is_for_nobody = self.selects_nothing(moniker, range.start),
            Section::Column { .. } | Section::Row { .. } | Section::ComplexVideo(_) | Section::ComplexImage(_) => {}
        }
        let what = What::Section { kind, colons, is_plain_zone };
        self.begin(what, readers, place.clone(), indent.columns, is_for_nobody);
        let number = self.hidden.is_none().then_some(self.blocks.len());
        if let Some(open) = self.open.last_mut() {
            (open.block, open.is_slip) = (number, is_slip);
        }
        self.interrupts(table);
        if number.is_some() {
            self.block(Block::Open(Box::new(section)), place.clone());
        }
        if matches!(kind, ContainerKind::Row | ContainerKind::Column) {
            let width = self.common_indent(place.end, kind, colons);
            self.containers.push(Container::Dedent(width));
        }
        true
    }

    // Whether a section cannot stand here, which its author is told; its line is text then.
    fn refuses(&mut self, section: &Section, matched: usize, place: &Range<usize>) -> bool {
        let kind = section.kind();
        let is_plain_zone = matches!(section, Section::Zone(zone) if zone.audiences.is_none());
        let is_around =
            |open: &&OpenSection| open.depth <= matched && matches!(open.what, What::Section { is_plain_zone: true, kind: _, colons: _ });
        if let Some(outer) = self.open.iter().find(is_around).filter(|_| is_plain_zone) {
            let diagnostic = rules::zone_invalid::RULE
                .at(self.file, self.at(place.clone()))
                .message("a zone cannot stand in another one, so this line is text")
                .related(self.file, self.at(outer.place.clone()), "the zone that is open")
                .help("close that zone with `::: zone-end` first");
            self.report.push(diagnostic);
            return true;
        }
        let in_row = self.open.iter().any(|open| matches!(open.what, What::Section { kind: ContainerKind::Row, .. }));
        if kind == ContainerKind::Column && !in_row {
            let diagnostic = rules::column_invalid::RULE.at(self.file, self.at(place.clone()));
            let help = "open a row with `:::row:::` before it, and close it with `:::row-end:::`";
            self.report.push(diagnostic.message("this column stands in no row").help(help));
        }
        false
    }

    // The place of the section that an end line ends: the innermost one of its kind in whose container it stands, with nothing but blanks before it.
    // A zone for an audience does not end in code.
    fn ended_by(&self, end: &End, matched: usize, indent: &Indent, range: &Range<usize>) -> Option<usize> {
        let is_code = indent.columns >= 4 && !matches!(self.leaf, Leaf::Paragraph);
        self.open.iter().rposition(|open| {
            open.depth <= matched
                && open.is_ended_by(end)
                && self.content_start(open.depth, range.start).is_some_and(|start| self.source[start..range.start].trim().is_empty())
                && !(is_code && open.is_for_audiences() && indent.columns >= open.indent + 4)
        })
    }

    /// Where the content of the outermost `depth` containers begins on the line that is being read, of which nothing behind `end` is looked at.
    /// `None`: it does not continue them.
    pub(super) fn content_start(&self, depth: usize, end: usize) -> Option<usize> {
        let mut cursor = Cursor::new(&self.source[self.line_start..end]);
        let continues = self.containers.get(..depth)?.iter().all(|container| cursor.enter(*container));
        continues.then(|| self.line_start + cursor.offset())
    }

    fn end_section(&mut self, end: &End, matched: usize, indent: &Indent, range: Range<usize>) -> bool {
        if self.open.iter().any(|open| open.depth > matched && open.is_for_audiences() && open.is_ended_by(end)) {
            // Its container ends here, and it goes on up to this line.
            self.leave(matched);
        }
        let Some(place) = self.ended_by(end, matched, indent, &range) else {
            if let Some(OpenSection { what: What::Carried { has_end_elsewhere }, .. }) = self.open.last_mut() {
                *has_end_elsewhere |= end.kind == ContainerKind::Zone;
            }
            if self.hidden.is_none() {
                let text = self.source[range.clone()].trim_end();
                self.report.push(
                    rules::directive_unclosed::RULE
                        .at(self.file, self.at(range.start..range.start + text.len()))
                        .message(format!("`{text}` ends nothing"))
                        .help("remove it, or put the line that opens it before it, in the same list item or quote"),
                );
            }
            return false;
        };
        match &mut self.open[place].what {
            What::Text => {
                self.open.truncate(place);
                return false;
            }
            What::TooMany { zones } if *zones > 0 => {
                *zones -= 1;
                return false;
            }
            What::Section { .. } | What::Division | What::Carried { .. } | What::TooMany { .. } => {}
        }
        let content_end = range.start + self.source[range.clone()].trim_end().len();
        let depth = self.open[place].depth;
        self.end_leaf();
        self.containers.truncate(depth);
        self.carried = self.part_with(place + 1, self.last_end);
        let was_hidden = self.hidden.is_some();
        let Some(closed) = self.open.pop() else { return true };
        if self.reveal_table(closed.table, content_end) {
            return true;
        }
        // What raw HTML there is goes on: for those who did not see the section, as it was before it.
        let is_unseen = was_hidden && self.hidden.is_none();
        self.leaf = if is_unseen { closed.around } else { self.broken_html }.map_or(Leaf::None, Leaf::Html);
        if was_hidden {
            return true;
        }
        match closed.block {
            Some(opener) => self.block(Block::End(opener), range.start..content_end),
            None => self.edits.push(Edit { source: range.start..content_end, text: "<!---->".to_owned() }),
        }
        self.place_at(depth, range.start);
        true
    }

    /// Whether an end line ends a section that is open.
    pub(super) fn is_open(&self, end: &End) -> bool {
        self.open.iter().any(|open| open.is_ended_by(end))
    }

    /// Puts a blank line before the line that begins at `start`, in the containers that are open.
    pub(super) fn break_before(&mut self, start: usize) {
        self.put_before(start, "");
    }

    /// Puts a line before the line that begins at `start`, in the containers that are open.
    pub(super) fn put_before(&mut self, start: usize, line: &str) {
        let text = self.marks(self.containers.len()) + line;
        self.edits.push(Edit { source: start..start, text: format!("{}\n", text.trim_end()) });
    }

    // The marks of the outermost `depth` containers, for a line in them.
    fn marks(&self, depth: usize) -> String {
        let marks = self.containers[..depth.min(self.containers.len())].iter().map(|container| match container {
            Container::Quote => "> ".to_owned(),
            Container::Item(width) => " ".repeat(*width),
            Container::Dedent(_) => String::new(),
        });
        marks.collect()
    }

    // What stands before `start` on its line is made into the marks of the outermost `depth` containers.
    fn place_at(&mut self, depth: usize, start: usize) {
        let line = self.source[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let marks = self.marks(depth);
        if self.source[line..start] != marks {
            // What was edited on this line came after what was edited on the lines before it.
            let of_line = self.edits.split_off(self.edits_before_line);
            self.edits
                .extend(of_line.into_iter().filter(|edit| edit.source.start < line || edit.source.end > start || edit.source.is_empty()));
            self.edits.push(Edit { source: line..start, text: marks });
        }
    }

    /// Closes the sections from `first` on, which nothing closed: they end with what is around them.
    pub(super) fn close_sections(&mut self, first: usize, end: usize) {
        while let Some((open, is_seen)) = self.pop(first, end) {
            if let What::Section { kind, colons, is_plain_zone: _ } = open.what
                && is_seen
            {
                self.unclosed(open.place, kind, colons);
            }
        }
    }

    /// Takes the innermost section off, when it is not before `first`; and whether its author is told of it.
    pub(super) fn pop(&mut self, first: usize, end: usize) -> Option<(OpenSection, bool)> {
        if self.open.len() <= first {
            return None;
        }
        let mut open = self.open.pop()?;
        self.leave_table(&mut open);
        // Of what was meant as a section something else was said.
        let is_seen = self.hidden.as_ref().is_none_or(|hidden| hidden.section == self.open.len()) && !open.is_slip;
        self.reveal(end);
        Some((open, is_seen))
    }

    pub(super) fn unclosed(&mut self, place: Range<usize>, kind: ContainerKind, colons: usize) {
        let diagnostic = rules::directive_unclosed::RULE.at(self.file, self.at(place));
        self.report.push(
            diagnostic
                .message(format!("this {} is not closed; it ends with what is around it", kind.word()))
                .help(format!("write `{}` where it ends", kind.end_line(colons))),
        );
    }

    // The indentation that the lines of a row or column share, up to its end.
    fn common_indent(&self, from: usize, kind: ContainerKind, colons: usize) -> usize {
        let mut common = usize::MAX;
        for line in self.source[from..].split('\n').skip(1) {
            let line = line.trim_end_matches('\r');
            let mut cursor = Cursor::new(line);
            if !self.containers.iter().all(|container| cursor.enter(*container)) {
                break;
            }
            if cursor.is_blank() {
                continue;
            }
            let is_end = |end: End| end.kind == kind && end.colons == colons;
            if directive::end::end(cursor.rest().trim_start_matches([' ', '\t'])).is_some_and(is_end) {
                break;
            }
            common = common.min(cursor.indent());
            if common == 0 {
                break;
            }
        }
        if common == usize::MAX { 0 } else { common }
    }
}
