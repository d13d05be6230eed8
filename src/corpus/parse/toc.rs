//! Tables of contents: `toc.yml` and `toc.md` to entries — with the place of everything that may be wrong with them.
//!
//! In:    the text of one TOC file.
//! Out:   `TocFile`, and diagnostics for what cannot be read.
//! Never: looks at a target; decides who may read an entry; reads a doubtful audience as none.
//!
//! Source of the rules: DocFX (its TOC model and the rules of its Markdown reader). Better than there: what can be read of a TOC is kept.

use crate::base::diagnostic::Diagnostic;
use crate::base::nearest::nearest;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::base::unseen::was_replaced;
use crate::input::metadata::{Metadata, Value};
use crate::input::yaml::{self, Key, Yaml};
use crate::rules;

mod markdown;

pub(crate) use markdown::parse_markdown;

/// The deepest level of entries. A `toc.yml` meets the limit of YAML nesting before, at half of it.
const DEEPEST: usize = 64;

/// The keys of an entry that are understood.
const KEYS: &[&str] =
    &["name", "href", "items", "topicHref", "tocHref", "homepage", "homepageUid", "uid", "topicUid", "displayName", "expanded", "audience"];

/// Keys of DocFX that mean nothing here, and are no slips however near they come to others.
const OTHER_KEYS: &[&str] = &["type", "dropdown", "order", "auto", "uidSource", "includedFrom", "icon"];

/// A text and where it stands.
pub(crate) type Placed = (String, TextRange);

/// A TOC file as written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct TocFile {
    /// The entries at the top.
    pub nodes: Vec<TocNode>,
    /// The rank among TOCs that hold the same page: the smallest is shown. 0 unless the file says otherwise.
    pub order: i64,
    /// The keys beside `items` at the root, `order` included.
    pub metadata: Metadata,
    /// The audience tag of the whole; see that of an entry.
    pub audience: Option<Placed>,
}

/// An entry as written. Texts that are empty count as not given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct TocNode {
    /// The label.
    pub name: Option<Placed>,
    /// The target: a page, a URL, a folder, or another TOC file.
    pub href: Option<Placed>,
    /// The page that stands for an entry whose `href` is a folder or TOC.
    pub topic_href: Option<Placed>,
    /// The TOC that the entry leads to.
    pub toc_href: Option<Placed>,
    /// The old name of `topicHref`; used when that is missing.
    pub homepage: Option<Placed>,
    /// The target by uid.
    pub uid: Option<Placed>,
    /// As `uid`; `homepageUid` is its old name.
    pub topic_uid: Option<Placed>,
    /// Another label.
    pub display_name: Option<Placed>,
    /// Whether the entry is open at first.
    pub expanded: bool,
    /// The audience tag, a list of them separated by commas. The empty text means that there is a tag without a clear answer.
    pub audience: Option<Placed>,
    /// Keys that mean nothing here.
    pub other: Metadata,
    /// The entries below.
    pub children: Vec<TocNode>,
    /// The whole entry, children included in YAML; its line in Markdown.
    pub range: TextRange,
}

/// Reads a `toc.yml`. `audience_key` is the configured key of audience tags; `audience` is understood beside it.
///
/// A file that is not YAML gives an empty TOC and `toc-invalid`.
pub(crate) fn parse_yaml(file: &FilePath, text: &str, audience_key: &str) -> (TocFile, Vec<Diagnostic>) {
    let mut reader = Reader { file, source: text, audience_key, diagnostics: Vec::new() };
    let toc = match yaml::read(text) {
        Ok(root) => reader.root(&root),
        Err(problem) => {
            reader.invalid(problem.range, problem.message);
            TocFile::default()
        }
    };
    (toc, reader.diagnostics)
}

struct Reader<'a> {
    file: &'a FilePath,
    source: &'a str,
    audience_key: &'a str,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn invalid(&mut self, range: TextRange, message: impl Into<String>) {
        self.diagnostics.push(rules::toc_invalid::RULE.at(self.file, range).message(message));
    }

    fn root(&mut self, root: &Yaml) -> TocFile {
        if root.is_null() {
            return TocFile::default();
        }
        let Some(entries) = root.as_map() else {
            return TocFile { nodes: self.nodes(root, 1), ..TocFile::default() };
        };
        let mut toc = TocFile::default();
        let mut has_items = false;
        for (key, value) in entries {
            match key.text.as_str() {
                "items" => {
                    has_items = true;
                    toc.nodes = self.nodes(value, 1);
                }
                "order" => match value.as_text().and_then(|text| text.trim().parse().ok()) {
                    Some(order) => toc.order = order,
                    None => self.invalid(value.range, format!("`order` must be a whole number, and this is {}", shown(value))),
                },
                name if name == "audience" || name == self.audience_key => toc.audience = Some(audience(toc.audience.take(), key, value)),
                name if self.is_slip_of_audience(name) => toc.audience = Some((String::new(), key.range)),
                _ => {}
            }
            if key.text != "items" {
                toc.metadata.insert(key.text.clone(), value.to_value());
            }
        }
        if !has_items && entries.iter().any(|(key, _)| matches!(key.text.as_str(), "name" | "href" | "uid")) {
            let diagnostic = rules::toc_invalid::RULE.at(self.file, entries[0].0.range);
            let diagnostic = diagnostic.message("a list of entries is expected, and this is a single one");
            self.diagnostics.push(diagnostic.help("begin each entry with `- `"));
        }
        toc
    }

    // Whether an unknown key at the root seems to say who may read the TOC.
    fn is_slip_of_audience(&self, name: &str) -> bool {
        let near = if OTHER_KEYS.contains(&name) { None } else { nearest(name, ["items", "order", "audience", self.audience_key]) };
        near.is_some_and(|near| near == "audience" || near == self.audience_key)
    }

    fn nodes(&mut self, value: &Yaml, level: usize) -> Vec<TocNode> {
        if value.is_null() {
            return Vec::new();
        }
        let Some(items) = value.as_list() else {
            self.invalid(value.range, format!("a list of entries is expected, and this is {}", shown(value)));
            return Vec::new();
        };
        if level > DEEPEST {
            self.invalid(value.range, format!("the entries are nested deeper than {DEEPEST} levels"));
            return Vec::new();
        }
        items.iter().filter_map(|item| self.node(item, level)).collect()
    }

    fn node(&mut self, value: &Yaml, level: usize) -> Option<TocNode> {
        let entries = match value.as_map() {
            Some(entries) if !entries.is_empty() => entries,
            None if !value.is_null() => {
                self.invalid(value.range, format!("an entry with `name` and `href` is expected, and this is {}", shown(value)));
                return None;
            }
            _ => {
                self.diagnostics.push(rules::toc_entry_empty::RULE.at(self.file, value.range).message("this entry is empty"));
                return None;
            }
        };
        let mut node = TocNode { range: value.range, ..TocNode::default() };
        let mut homepage_uid = None;
        let mut is_doubtful = false;
        for (at, (key, value)) in entries.iter().enumerate() {
            if entries[..at].iter().any(|(earlier, _)| earlier.text == key.text) {
                self.invalid(key.range, format!("the key `{}` stands twice, and only the last one counts", key.text));
            }
            if key.text == "audience" || key.text == self.audience_key {
                if !is_doubtful {
                    node.audience = Some(audience(node.audience.take(), key, value));
                }
                continue;
            }
            let field = match key.text.as_str() {
                "items" => {
                    node.children = self.nodes(value, level + 1);
                    continue;
                }
                "expanded" => {
                    node.expanded = value.to_value().as_flag().unwrap_or(false);
                    continue;
                }
                "name" => &mut node.name,
                "href" => &mut node.href,
                "topicHref" => &mut node.topic_href,
                "tocHref" => &mut node.toc_href,
                "homepage" => &mut node.homepage,
                "homepageUid" => &mut homepage_uid,
                "uid" => &mut node.uid,
                "topicUid" => &mut node.topic_uid,
                "displayName" => &mut node.display_name,
                name => {
                    let known = KEYS.iter().copied().chain([self.audience_key]);
                    let near = if OTHER_KEYS.contains(&name) { None } else { nearest(name, known) };
                    if near.is_some_and(|near| near == "audience" || near == self.audience_key) {
                        // A slip must not show the entry to those from whom it was to be kept.
                        node.audience = Some((String::new(), key.range));
                        is_doubtful = true;
                    } else if let Some(near) = near {
                        let diagnostic = rules::config_unknown_key::RULE.at(self.file, key.range);
                        let diagnostic = diagnostic.message(format!("`{name}` is no key of an entry"));
                        self.diagnostics.push(diagnostic.help(format!("did you mean `{near}`?")));
                    }
                    node.other.insert(key.text.clone(), value.to_value());
                    continue;
                }
            };
            *field = self.text(key, value);
        }
        self.conflicts(&node, homepage_uid.as_ref());
        node.topic_uid = node.topic_uid.or(homepage_uid);
        Some(node)
    }

    // Says which keys of an entry have no effect beside others.
    fn conflicts(&mut self, node: &TocNode, homepage_uid: Option<&Placed>) {
        let TocNode { href, topic_href, toc_href, homepage, uid, topic_uid, children, .. } = node;
        let landing = topic_href.as_ref().map(|landing| ("topicHref", landing)).or(homepage.as_ref().map(|landing| ("homepage", landing)));
        let beside = |winner: &'static str, other: &Option<Placed>| other.clone().map(|other| (winner, other));
        let leads_to_page = href.as_ref().filter(|(text, _)| !is_toc(text));
        for (loser, value, winner, help) in [
            ("tocHref", toc_href.as_ref(), beside("href", href), "write the page as `topicHref`, and the table of contents as `href`"),
            ("href", leads_to_page, landing.map(|(name, value)| (name, value.clone())), "keep one of the two"),
            ("homepage", homepage.as_ref(), beside("topicHref", topic_href), "keep one of the two"),
            ("homepageUid", homepage_uid, beside("topicUid", topic_uid), "keep one of the two"),
            ("uid", uid.as_ref(), beside("topicUid", topic_uid), "keep one of the two"),
        ] {
            if let (Some((lost, range)), Some((winner, (kept, _)))) = (value, winner)
                && *lost != kept
            {
                let diagnostic = rules::toc_invalid::RULE.at(self.file, *range);
                let diagnostic = diagnostic.message(format!("`{loser}` has no effect beside `{winner}`"));
                self.diagnostics.push(diagnostic.help(help));
            }
        }
        let included = href.as_ref().or(toc_href.as_ref()).filter(|(text, _)| is_toc(text) && !text.trim_end().ends_with('/'));
        if let (Some((toc, _)), Some(first)) = (included, children.first()) {
            let diagnostic = rules::toc_invalid::RULE.at(self.file, first.range);
            let diagnostic = diagnostic.message(format!("the entries of `{toc}` stand in the place of these `items`"));
            self.diagnostics.push(diagnostic.help("remove the `items`, or move them to that file"));
        }
    }

    fn text(&mut self, key: &Key, value: &Yaml) -> Option<Placed> {
        if value.as_text().is_none() && !value.is_null() {
            self.invalid(value.range, format!("`{}` must be a text, and this is {}", key.text, shown(value)));
        }
        let text = value.as_text()?;
        if was_replaced(text, &self.source[value.range.bytes()]) {
            let what = format!("the `{}` of this entry", key.text);
            self.diagnostics.push(rules::control_character::replaced(self.file, value.range, &what));
        }
        placed(text, value.range)
    }
}

/// Whether a target is another TOC: a folder, or a TOC file.
pub(crate) fn is_toc(href: &str) -> bool {
    let (path, _) = crate::base::url::split_suffix(href.trim());
    let name = path.rsplit('/').next().unwrap_or("");
    let is_local = crate::base::url::scheme(path).is_none() && !path.starts_with('/');
    is_local && (name.is_empty() && !path.is_empty() || name.eq_ignore_ascii_case("toc.yml") || name.eq_ignore_ascii_case("toc.md"))
}

fn placed(text: &str, range: TextRange) -> Option<Placed> {
    let text = text.trim();
    (!text.is_empty()).then(|| (text.to_owned(), range))
}

fn shown(value: &Yaml) -> String {
    value.as_text().map_or_else(|| value.kind().to_owned(), |text| format!("`{text}`"))
}

/// The audience tag of an entry. One that is empty or no text, or a second one that says something else, is no clear answer.
fn audience(earlier: Option<Placed>, key: &Key, value: &Yaml) -> Placed {
    let names = match value.to_value() {
        Value::List(items) => items.iter().map(Value::as_text).collect::<Option<Vec<_>>>().map(|names| names.join(", ")),
        single @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Map(_)) => single.as_text().map(str::to_owned),
    };
    let range = if value.range.start < value.range.end { value.range } else { key.range };
    let names = names.unwrap_or_default().trim().to_owned();
    match earlier {
        Some((other, _)) if other != names => (String::new(), range),
        _ => (names, range),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// A TOC as lines, with its diagnostics as `code: message @ what stands there`.
    fn show(text: &str, (toc, diagnostics): &(TocFile, Vec<Diagnostic>)) -> Vec<String> {
        fn walk(text: &str, nodes: &[TocNode], indent: usize, lines: &mut Vec<String>) {
            for node in nodes {
                let mut line = "  ".repeat(indent);
                line.push_str(node.name.as_ref().map_or("-", |(name, _)| name));
                for (mark, field) in [
                    ("href", &node.href),
                    ("topic", &node.topic_href),
                    ("toc", &node.toc_href),
                    ("homepage", &node.homepage),
                    ("uid", &node.uid),
                    ("topicUid", &node.topic_uid),
                    ("display", &node.display_name),
                    ("for", &node.audience),
                ] {
                    if let Some((value, range)) = field {
                        let _ = write!(line, " {mark}={value}");
                        let written = text[range.bytes()].trim_matches(['"', '\'']);
                        assert!(written == value || mark == "for", "{written:?} is not {value:?}");
                    }
                }
                if node.expanded {
                    line.push_str(" open");
                }
                lines.push(line);
                walk(text, &node.children, indent + 1, lines);
            }
        }
        let mut lines = Vec::new();
        walk(text, &toc.nodes, 0, &mut lines);
        lines.extend(diagnostics.iter().map(|diagnostic| {
            let range = diagnostic.location.as_ref().unwrap().range;
            format!("{}: {} @ {}", diagnostic.rule.code, diagnostic.message, &text[range.bytes()])
        }));
        lines
    }

    fn file() -> FilePath {
        FilePath::new("guide/toc.yml").unwrap()
    }

    fn yaml(text: &str) -> Vec<String> {
        show(text, &parse_yaml(&file(), text, "ft.audience"))
    }

    fn markdown(text: &str) -> Vec<String> {
        show(text, &parse_markdown(&file(), text, "ft.audience"))
    }

    #[test]
    fn every_key_of_an_entry() {
        let text = "\u{feff}- name: Über uns\r\n  href: größe/ä.md\r\n  expanded: true\r\n  items:\r\n  - name: 2024\r\n    href: \"x.md\"\r\n    topicHref: y.md\r\n    \
                    tocHref: z/toc.yml\r\n    displayName: Y\r\n    uid: u\r\n    homepage: h.md\r\n    homepageUid: hu\r\n    type: note\r\n  - uid: v\r\n    \
                    topicUid: w\r\n    homepageUid: hu\r\n";
        assert_eq!(
            yaml(text),
            [
                "Über uns href=größe/ä.md open",
                "  2024 href=x.md topic=y.md toc=z/toc.yml homepage=h.md uid=u topicUid=hu display=Y",
                "  - uid=v topicUid=w",
                "toc-invalid: `tocHref` has no effect beside `href` @ z/toc.yml",
                "toc-invalid: `href` has no effect beside `topicHref` @ \"x.md\"",
                "toc-invalid: `homepage` has no effect beside `topicHref` @ h.md",
                "toc-invalid: `homepageUid` has no effect beside `topicUid` @ hu",
                "toc-invalid: `uid` has no effect beside `topicUid` @ v",
            ]
        );
        let (toc, _) = parse_yaml(&file(), text, "ft.audience");
        assert_eq!(toc.nodes[0].children[0].other.get("type"), Some(&Value::Text("note".to_owned())));
    }

    #[test]
    fn a_mapping_with_items() {
        let text = "order: -3\npdf: true\nitems:\n- name: A\n";
        assert_eq!(yaml(text), ["A"]);
        let (toc, _) = parse_yaml(&file(), text, "ft.audience");
        assert_eq!((toc.order, toc.metadata.get("pdf"), toc.metadata.contains_key("items")), (-3, Some(&Value::Bool(true)), false));
        for empty in ["", "\u{feff}", "# nothing\n", "items:\n", "[]", "pdf: true"] {
            assert_eq!(yaml(empty), Vec::<String>::new(), "{empty:?}");
        }
        assert_eq!(yaml("order: first\nitems: []"), ["toc-invalid: `order` must be a whole number, and this is `first` @ first"]);
    }

    #[test]
    fn what_is_wrong_is_left_out_and_said() {
        let table: &[(&str, &[&str])] = &[
            (
                "- name: A\n-\n- ~\n- {}\n- name: B\n",
                &[
                    "A",
                    "B",
                    "toc-entry-empty: this entry is empty @ ",
                    "toc-entry-empty: this entry is empty @ ~",
                    "toc-entry-empty: this entry is empty @ {}",
                ],
            ),
            ("- A\n- name: B\n", &["B", "toc-invalid: an entry with `name` and `href` is expected, and this is `A` @ A"]),
            ("- [x]\n", &["toc-invalid: an entry with `name` and `href` is expected, and this is a list @ [x]"]),
            ("- name: A\n  href: [x.md]\n", &["A", "toc-invalid: `href` must be a text, and this is a list @ [x.md]"]),
            ("- name: A\n  items: x.md\n", &["A", "toc-invalid: a list of entries is expected, and this is `x.md` @ x.md"]),
            (
                "- name: A\n  href: a.md\n  href: b.md\n",
                &["A href=b.md", "toc-invalid: the key `href` stands twice, and only the last one counts @ href"],
            ),
            ("name: A\nhref: a.md\n", &["toc-invalid: a list of entries is expected, and this is a single one @ name"]),
            ("text", &["toc-invalid: a list of entries is expected, and this is `text` @ text"]),
            ("- name: A\n  href: ''\n- name: ' '\n  href:\n", &["A", "-"]),
        ];
        for (text, expected) in table {
            assert_eq!(yaml(text), *expected, "{text}");
        }
        let shown = yaml("- name: Ä\n  href: x.md\n   items: []\n");
        assert!(shown.len() == 1 && shown[0].starts_with("toc-invalid"), "{shown:?}");
    }

    #[test]
    fn a_doubtful_audience_is_never_none() {
        let table = [
            ("audience: partner", "partner"),
            ("ft.audience: internal, partner", "internal, partner"),
            ("audience: [internal, partner]", "internal, partner"),
            ("audience:", ""),
            ("audience: {a: b}", ""),
            ("audience: [[a]]", ""),
            ("audience: partner\n  ft.audience: partner", "partner"),
            ("audience: partner\n  ft.audience: internal", ""),
        ];
        for (line, expected) in table {
            let text = format!("- name: A\n  {line}\n");
            assert_eq!(yaml(&text), [format!("A for={expected}")], "{line}");
        }
        let (toc, _) = parse_yaml(&file(), "- name: A\n  for: partner\n", "for");
        assert_eq!(toc.nodes[0].audience.as_ref().map(|(names, _)| names.as_str()), Some("partner"));
    }

    #[test]
    fn the_lines_of_a_toc_in_markdown() {
        let text = "\u{feff}# [Über uns](ä.md)\r\n<!-- a\r\ncomment -->\r\n\r\n## [B [1]](b(1).md \"Other B\") ##\r\n### Plain text\r\n## <xref:my.uid>\r\n\
                    #@other.uid\r\n# [C](@c.uid)\r\n# [D](xref:d.uid)\r\n# [E](https://example.com/e) #\r\n# @\"q.uid\"\r\n# C#\r\n";
        assert_eq!(
            markdown(text),
            [
                "Über uns href=ä.md",
                "  B [1] href=b(1).md display=Other B",
                "    Plain text",
                "  - uid=my.uid",
                "- uid=other.uid",
                "C uid=c.uid",
                "D uid=d.uid",
                "E href=https://example.com/e",
                "- uid=q.uid",
                "C#",
            ]
        );
    }

    #[test]
    fn lines_that_are_no_entries() {
        let text = "# A\ntext\nmore text\n### B\n<!-- c --> tail\n#\n## C\n<!-- open\n# D\n";
        assert_eq!(
            markdown(text),
            [
                "A",
                "  B",
                "  C",
                "toc-invalid: a heading, a comment or a blank line is expected here @ text",
                "toc-invalid: this heading is more than one level below the one before @ ### B",
                "toc-invalid: nothing can follow a comment on its line @ tail",
                "toc-invalid: a heading, a comment or a blank line is expected here @ #",
                "toc-invalid: this comment is not closed @ <!-- open",
            ]
        );
        assert_eq!(markdown("## A\n# B\n"), ["A", "B", "toc-invalid: this heading is more than one level below the one before @ ## A"]);
        assert_eq!(markdown(""), Vec::<String>::new());
    }

    #[test]
    fn nesting_has_a_limit() {
        let mut text = String::new();
        for level in 0..40 {
            let _ = write!(text, "{0}- name: A\n{0}  items:\n", "  ".repeat(level));
        }
        assert!(yaml(&text)[0].contains("nested deeper"));
        let lines: Vec<String> = (1..100).map(|level| format!("{} A", "#".repeat(level))).collect();
        let text = lines.join("\n");
        let (toc, diagnostics) = parse_markdown(&file(), &text, "a");
        assert!(!diagnostics.is_empty());
        let mut depth = 0;
        let mut nodes = &toc.nodes;
        while let Some(node) = nodes.last() {
            depth += 1;
            nodes = &node.children;
        }
        assert_eq!(depth, 64);
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in "[#\\[\\]()<>@!a \"'\n:\u{e9}\r-]{0,60}") {
            for (toc, diagnostics) in [parse_markdown(&file(), &text, "a"), parse_yaml(&file(), &text, "a")] {
                for diagnostic in &diagnostics {
                    let range = diagnostic.location.as_ref().unwrap().range;
                    proptest::prop_assert!(text.get(range.bytes()).is_some(), "{:?}", diagnostic);
                }
                for node in &toc.nodes {
                    proptest::prop_assert!(text.get(node.range.bytes()).is_some());
                }
            }
        }
    }
}
