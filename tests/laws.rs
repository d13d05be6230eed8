//! Laws: what holds for every playbook, tried on many small ones made at random.
//!
//! The first of them is non-interference: whatever an audience may not read is deleted or replaced, and that audience's site stays the same to the
//! byte. It covers every file of the output, also those that nobody has thought of yet.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use playbook::base::diagnostic::Severity;
use playbook::input::snapshot::{Entry, Snapshot};
use playbook::pipeline::Playbook;
use playbook::shell::serve::generation::{Found, Shown};
use playbook::site::{Site, task_changes};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use support::sound::{SETTINGS, in_bounds, read_names_soundly, read_soundly, read_values_soundly, well_formed};
use support::{Tree, build, path};

mod support;

// ---------------------------------------------------------------------------------------------------------------- the generator

const AUDIENCES: [&str; 2] = ["internal", "partner"];
const FOLDERS: [&str; 4] = ["", "guide/", "guide/deep/", "ref/"];
const NAMES: [&str; 5] = ["index", "one", "two", "One", "toc-like"];
const FRAGMENTS: [&str; 4] = ["f1", "f2", "f3", "F1"];
const REDIRECTS: &str = ".openpublishing.redirection.json";
const IMAGES: [&str; 4] = ["a.png", "b.png", "A.png", "c d.png"];
const UIDS: [&str; 3] = ["u.one", "u.two", "u.three"];
const WORDS: [&str; 8] = ["Overview", "Overview", "Steps", "steps", "Plan B", "Überblick", "a *b* `c`", "4. Next"];

// What the front matter says.
#[derive(Clone, Debug)]
enum Tag {
    Names(Vec<usize>),
    List(Vec<usize>),
    Absent,
    NoFrontMatter,
    Unknown,
    // YAML that is no YAML, and a clear line.
    BrokenClear(usize),
    // The same, and what makes the line unclear.
    BrokenUnclear(usize, usize),
    Unclosed(usize),
    Twice(usize, usize),
}

#[derive(Clone, Debug)]
enum Block {
    Heading(usize, usize),
    Words(usize),
    Link(usize, Index),
    Image(usize, Index),
    Include(bool, Index),
    Table(Index, bool),
    Task(usize, usize, Index),
    Alert(Index),
    Code,
    Comment,
    Raw(usize, Index),
    Uid(usize, usize),
    List(Index),
    Missing(usize),
    Tabs(usize, Index),
    // A section for some audiences, in one of several forms.
    Section(usize, Vec<usize>, Vec<Block>),
}

#[derive(Clone, Debug)]
struct Document {
    folder: usize,
    name: usize,
    is_fragment: bool,
    variant: Option<usize>,
    tag: Tag,
    title: Option<usize>,
    extra: usize,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
struct TocEntry {
    name: Option<usize>,
    kind: usize,
    target: Index,
    audience: Option<usize>,
    children: Vec<TocEntry>,
}

#[derive(Clone, Debug)]
struct Toc {
    folder: usize,
    variant: Option<usize>,
    order: Option<i64>,
    entries: Vec<TocEntry>,
}

// Everything that can be made beside the pages, so that the laws hold for it, too.
const EXTRAS: &str = "extras: [feed.xml, llms.txt, markdown, index.json, staticwebapp.config.json, _headers, nginx.conf, web.config]\n";

#[derive(Clone, Debug)]
struct Plan {
    documents: Vec<Document>,
    tocs: Vec<Toc>,
    images: Vec<(usize, usize, Option<usize>)>,
    // Old addresses: who knows them, which, and where they lead.
    redirects: Vec<(Vec<usize>, usize, Index)>,
    has_docfx: bool,
    tags_by_folder: bool,
    // A TOC by its folder, and the audience that a pattern in a metadata file gives it.
    toc_by_pattern: Option<(usize, usize)>,
    config: usize,
}

fn tag() -> impl Strategy<Value = Tag> {
    prop_oneof![
        6 => select(vec![vec![0], vec![1], vec![0, 1], vec![1, 0]]).prop_map(Tag::Names),
        1 => select(vec![vec![0], vec![1], vec![0, 1]]).prop_map(Tag::List),
        1 => Just(Tag::Absent),
        1 => Just(Tag::NoFrontMatter),
        1 => Just(Tag::Unknown),
        1 => (0..2_usize).prop_map(Tag::BrokenClear),
        1 => (0..2_usize, 0..3_usize).prop_map(|(audience, how)| Tag::BrokenUnclear(audience, how)),
        1 => (0..2_usize).prop_map(Tag::Unclosed),
        1 => (0..2_usize, 0..2_usize).prop_map(|(a, b)| Tag::Twice(a, b)),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    let audiences = select(vec![vec![0], vec![1], vec![0, 1]]);
    let section = (0..19_usize, audiences, prop::collection::vec(plain_block(), 0..4));
    prop_oneof![
        8 => plain_block(),
        1 => section.prop_map(|(form, audiences, blocks)| Block::Section(form, audiences, blocks)),
    ]
}

fn plain_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        (1..4_usize, 0..WORDS.len()).prop_map(|(level, word)| Block::Heading(level, word)),
        (0..WORDS.len()).prop_map(Block::Words),
        (0..10_usize, any::<Index>()).prop_map(|(form, target)| Block::Link(form, target)),
        (0..4_usize, any::<Index>()).prop_map(|(form, target)| Block::Image(form, target)),
        (any::<bool>(), any::<Index>()).prop_map(|(is_inline, target)| Block::Include(is_inline, target)),
        (any::<bool>(), any::<Index>()).prop_map(|(is_inline, target)| Block::Include(is_inline, target)),
        (any::<Index>(), any::<bool>()).prop_map(|(target, is_ragged)| Block::Table(target, is_ragged)),
        any::<Index>().prop_map(Block::Alert),
        Just(Block::Code),
        Just(Block::Comment),
        (0..4_usize, any::<Index>()).prop_map(|(form, target)| Block::Raw(form, target)),
        (0..5_usize, 0..UIDS.len()).prop_map(|(form, uid)| Block::Uid(form, uid)),
        any::<Index>().prop_map(Block::List),
        (0..3_usize, 1..4_usize, any::<Index>()).prop_map(|(form, id, target)| Block::Task(form, id, target)),
        (0..5_usize).prop_map(Block::Missing),
        (0..3_usize, any::<Index>()).prop_map(|(form, target)| Block::Tabs(form, target)),
    ]
}

fn document() -> impl Strategy<Value = Document> {
    (
        0..FOLDERS.len(),
        0..NAMES.len().min(FRAGMENTS.len()),
        prop::bool::weighted(0.3),
        prop_oneof![4 => Just(None), 1 => (0..2_usize).prop_map(Some)],
        tag(),
        prop::option::of(0..WORDS.len()),
        0..12_usize,
        prop::collection::vec(block(), 0..7),
    )
        .prop_map(|(folder, name, is_fragment, variant, tag, title, extra, blocks)| Document {
            folder,
            name,
            is_fragment,
            variant,
            tag,
            title,
            extra,
            blocks,
        })
}

fn toc_entry() -> impl Strategy<Value = TocEntry> {
    let leaf =
        (prop::option::of(0..WORDS.len()), 0..7_usize, any::<Index>(), prop_oneof![6 => Just(None), 1 => (0..3_usize).prop_map(Some)])
            .prop_map(|(name, kind, target, audience)| TocEntry { name, kind, target, audience, children: Vec::new() });
    leaf.prop_recursive(2, 8, 3, |inner| {
        (prop::option::of(0..WORDS.len()), 0..8_usize, any::<Index>(), prop::collection::vec(inner, 1..3))
            .prop_map(|(name, kind, target, children)| TocEntry { name, kind, target, audience: None, children })
    })
}

fn toc() -> impl Strategy<Value = Toc> {
    (
        0..FOLDERS.len(),
        prop_oneof![3 => Just(None), 1 => (0..2_usize).prop_map(Some)],
        prop::option::weighted(0.2, -2..3_i64),
        prop::collection::vec(toc_entry(), 0..5),
    )
        .prop_map(|(folder, variant, order, entries)| Toc { folder, variant, order, entries })
}

fn plan() -> impl Strategy<Value = Plan> {
    (
        prop::collection::vec(document(), 1..10),
        prop::collection::vec(toc(), 0..5),
        prop::collection::vec((0..FOLDERS.len(), 0..IMAGES.len(), prop_oneof![4 => Just(None), 1 => (0..2_usize).prop_map(Some)]), 0..6),
        prop::collection::vec((select(vec![vec![0], vec![1], vec![0, 1]]), 0..3_usize, any::<Index>()), 0..4),
        any::<bool>(),
        prop::bool::weighted(0.3),
        prop::option::of((0..FOLDERS.len(), 0..2_usize)),
        0..4_usize,
    )
        .prop_map(|(documents, tocs, images, redirects, has_docfx, tags_by_folder, toc_by_pattern, config)| Plan {
            documents,
            tocs,
            images,
            redirects,
            has_docfx,
            tags_by_folder,
            toc_by_pattern,
            config,
        })
}

// ---------------------------------------------------------------------------------------------------------------- plan → files

fn suffix(variant: Option<usize>) -> String {
    variant.map_or_else(String::new, |audience| format!("--{}", AUDIENCES[audience]))
}

impl Document {
    // Without the suffix of a variant: what others write.
    fn logical(&self) -> String {
        if self.is_fragment {
            format!("includes/{}.md", FRAGMENTS[self.name])
        } else {
            format!("{}{}.md", FOLDERS[self.folder], NAMES[self.name])
        }
    }

    fn file(&self) -> String {
        self.logical().replace(".md", &format!("{}.md", suffix(self.variant)))
    }

    // Who may read it, by the rules of the manual, told without the code under test. `None`: those who read the page that includes it.
    fn readers(&self, tags_by_folder: bool, is_content: bool) -> Option<[bool; 2]> {
        let only = |named: &[usize]| [named.contains(&0), named.contains(&1)];
        let by_folder = tags_by_folder && self.file().starts_with(if is_content { "guide/" } else { "includes/f2" });
        let mut readers = match &self.tag {
            Tag::Names(names) | Tag::List(names) => only(names),
            Tag::Absent | Tag::NoFrontMatter if by_folder => only(&[0]),
            Tag::Absent | Tag::NoFrontMatter if is_content => [false, false],
            Tag::Absent | Tag::NoFrontMatter => {
                // A fragment follows the page, within its variant.
                return self.variant.map(|variant| only(&[variant]));
            }
            Tag::BrokenClear(audience) => only(&[*audience]),
            Tag::Twice(a, b) if a == b => only(&[*a]),
            Tag::Unknown | Tag::BrokenUnclear(..) | Tag::Unclosed(_) | Tag::Twice(..) => [false, false],
        };
        if let Some(variant) = self.variant {
            readers[1 - variant] = false;
        }
        Some(readers)
    }

    fn head(&self) -> String {
        let mut text = String::new();
        if let Some(title) = self.title {
            let _ = writeln!(text, "title: '{}'", WORDS[title]);
        }
        text.push_str(match self.extra {
            0 => "description: About this\n",
            1 => "uid: u.one\n",
            2 => "uid: u.two\n",
            3 => "ms.date: 4/15/2020\n",
            4 => "_disableToc: true\n",
            5 => "outputFileName: one.html\n",
            6 => "redirect_url: one.md\n",
            7 => "titleOverwriteH1: Overview\n",
            8 => "_noindex: true\n",
            _ => "",
        });
        text
    }

    fn text(&self, plan: &Plan) -> String {
        let names = |audiences: &[usize]| audiences.iter().map(|audience| AUDIENCES[*audience]).collect::<Vec<_>>().join(", ");
        let head = self.head();
        let mut text = match &self.tag {
            Tag::Names(audiences) => format!("---\n{head}ft.audience: {}\n---\n", names(audiences)),
            Tag::List(audiences) => format!("\u{feff}---\r\n{head}ft.audience: [{}]\n---\n", names(audiences)),
            Tag::Absent => format!("---\n{head}author: x\n---\n"),
            Tag::NoFrontMatter => String::new(),
            Tag::Unknown => format!("---\n{head}ft.audience: internall, partner\n---\n"),
            Tag::BrokenClear(audience) => format!("---\nms.author: a: b\nft.audience: {}\nother: x\n---\n", AUDIENCES[*audience]),
            Tag::BrokenUnclear(audience, how) => {
                let name = AUDIENCES[*audience];
                match how {
                    0 => format!("---\nms.author: a: b\nft.audience: {name}\n  x\n---\n"),
                    1 => format!("---\nft.audience: {name}\nms.author: a: b\nft.audience: {name}\n---\n"),
                    _ => format!("---\nms.author: a: b\nft.audience:\n- {name}\n---\n"),
                }
            }
            Tag::Unclosed(audience) => format!("---\n{head}ft.audience: {}\n\n", AUDIENCES[*audience]),
            Tag::Twice(a, b) => format!("---\nft.audience: {}\n{head}ft.audience: {}\n---\n", AUDIENCES[*a], AUDIENCES[*b]),
        };
        for block in &self.blocks {
            text.push_str(&self.block(plan, block));
            text.push_str("\n\n");
        }
        text
    }

    // The document with other content in the sections that an audience may not read.
    fn without_sections(&self, audience: usize, other: &Self) -> Self {
        let plain: Vec<Block> = other.blocks.iter().filter(|block| !matches!(block, Block::Section(..))).cloned().collect();
        let changed = |block: &Block| {
            if let Block::Section(form, audiences, _) = block
                && !audiences.contains(&audience)
            {
                return Block::Section(*form, audiences.clone(), plain.clone());
            }
            block.clone()
        };
        Self { blocks: self.blocks.iter().map(changed).collect(), ..self.clone() }
    }

    fn block(&self, plan: &Plan, block: &Block) -> String {
        let up = "../".repeat(self.logical().matches('/').count());
        let page = |index: &Index| index.get(&plan.documents).logical();
        match block {
            Block::Heading(level, word) => format!("{} {}", "#".repeat(*level), WORDS[*word]),
            Block::Words(word) => format!("Words about {} and more.", WORDS[*word]),
            Block::Link(form, target) => {
                let target = page(target);
                match form {
                    0 => format!("[link]({up}{target})"),
                    1 => format!("[link]({up}{target}#overview \"title\")"),
                    2 => format!("[**link**](~/{target})"),
                    3 => format!("[link](/{})", target.replace(".md", ".html")),
                    4 => format!("[link]({up}{})", target.to_uppercase()),
                    5 => format!("[link]({up}{})", target.trim_end_matches("index.md").trim_end_matches(".md")),
                    6 => format!("[link][ref]\n\n[ref]: {up}{target}"),
                    7 => format!("# [{target}]({up}{target})"),
                    8 => format!("[!code-md[s]({up}{target})]"),
                    _ => format!("https://partner.example.com/{} and https://all.example.com/{target}", target.replace(".md", ".html")),
                }
            }
            Block::Image(form, target) => match plan.image(*target) {
                None => "![none](none.png)".to_owned(),
                Some(image) => match form {
                    0 => format!("![alt](<{up}{image}>)"),
                    1 => format!("[![alt](<{up}{image}> \"t\")](<{up}{image}>)"),
                    2 => format!("<img src=\"{up}{image}\" alt=\"raw\">"),
                    _ => format!(":::image type=\"complex\" source=\"{up}{image}\" alt-text=\"alt\":::\nLong.\n:::image-end:::"),
                },
            },
            Block::Include(is_inline, target) => {
                let directive = format!("[!INCLUDE [x]({up}{})]", page(target));
                if *is_inline { format!("before {directive} after") } else { directive }
            }
            Block::Table(target, is_ragged) => {
                let surplus = if *is_ragged { " z |" } else { "" };
                format!("| ID | Task |\n|---|---|\n| 1 | [t]({up}{}) |{surplus}", page(target))
            }
            Block::Task(form, id, target) => match form {
                0 => format!(
                    "Primary Role: **R{id}**  \nPhase: P{id}\n\n| Task ID | Task | Role |\n|---|---|---|\n| {id} | [t]({up}{}) | R |",
                    page(target)
                ),
                1 => format!("|Task ID|Title|M/O|\n|-|-|-|\n|{id}|T|M||2|U|O|"),
                _ => format!("## {id}: Details"),
            },
            Block::Alert(target) => format!("> [!NOTE]\n> See [t]({up}{}).", page(target)),
            Block::Code => "```js\nlet x = 1; // <!-- [!INCLUDE [x](includes/f1.md)] -->\n```".to_owned(),
            Block::Comment => "<!-- secret comment -->".to_owned(),
            Block::Raw(form, target) => match form {
                0 => format!("<a href=\"{up}{}\">raw</a>", page(target)),
                1 => "<div class=\"open\">\n\n*in a div*".to_owned(),
                2 => "<a name=\"overview\"></a>".to_owned(),
                _ => format!("<details><summary>s</summary>\n\n[x]({up}{})\n\n</details>", page(target)),
            },
            Block::Uid(form, uid) => {
                let uid = UIDS[*uid];
                match form {
                    0 => format!("<xref:{uid}>"),
                    1 => format!("[x](xref:{uid})"),
                    3 => format!("@{uid}"),
                    4 => format!("<xref:'{uid}'>"),
                    _ => format!("[](xref:{uid}#overview)"),
                }
            }
            Block::List(target) => format!("- a\n- [b]({up}{})\n\n  [!INCLUDE [x]({up}{})]", page(target), page(target)),
            Block::Tabs(form, target) => {
                let include = format!("[!INCLUDE [x]({up}{})]", page(target));
                match form {
                    0 => format!("# [One](#tab/one)\n\n{include}\n\n# [Two](#tab/two)\n\ntwo\n\n***"),
                    1 => format!("## [Linux](#tab/linux/one)\n\na\n\n## [Mac](#tab/mac/two)\n\n{include}"),
                    // No `---`: it would end a front matter that is meant to have no end.
                    _ => format!("# [A](#tab/a)\n\n{include}\n\n***"),
                }
            }
            Block::Section(form, audiences, blocks) => {
                let names = audiences.iter().map(|audience| AUDIENCES[*audience]).collect::<Vec<_>>().join(", ");
                let inner = blocks.iter().map(|block| self.block(plan, block)).collect::<Vec<_>>().join("\n\n");
                let behind = |mark: &str| inner.lines().map(|line| format!("{mark}{line}\n")).collect::<String>();
                match form {
                    0 => format!("::: zone audience=\"{names}\"\n\n{inner}\n\n::: zone-end"),
                    1 => format!("Text.\n::: zone pivot=\"p\" audience=\"{names}\"\n{inner}\n::: zone-end\nText."),
                    2 => format!("> [!div audience=\"{names}\" class=\"c\"]\n>\n{}> [!TIP]\n> For all.", behind("> ")),
                    3 => format!("1. a\n   ::: zone audience=\"{names}\"\n\n{}\n   ::: zone-end\n2. b", behind("   ")),
                    4 => format!("> ::: zone audience=\"{names}\"\n>\n{}", behind("> ")),
                    // Slips: for nobody.
                    5 => format!(":: zone audience=\"{names}\"\n\n{inner}\n\n::: zone-end"),
                    6 => format!("- Text ::: zone audience=\"{names}\"\n{}  ::: zone-end\n- b", behind("  ")),
                    7 => format!("<div>\n<p>Text ::: zone audience=\"{names}\"\n\n{inner}\n\n::: zone-end\n</div>"),
                    8 => format!("> [!dvi audience=\"{names}\"]\n{}", behind("> ")),
                    9 => format!("::: zone audience=\"{names}\"\n> ::: zone-end\n\n{inner}\n\n::: zone-end"),
                    10 => format!("- ::: zone audience=\"{names}\"\n  a\n\n{inner}\n\n::: zone-end"),
                    // What is preformatted is shown as it stands, directives too.
                    11 => {
                        let inner = inner.replace("[!", "[").replace(":::", "");
                        format!("<pre>\n::: zone audience=\"{names}\"\n{inner}\n\n::: zone-end\n</pre>")
                    }
                    // An item of a tight list with a number of its own, and code that ends before the section.
                    12 => format!(
                        "4. a\n   b\n5. - ```\n     x\n     ```\n     ::: zone audience=\"{names}\"\n{}     ::: zone-end",
                        behind("     ")
                    ),
                    // Marks of code are none in what is preformatted.
                    13 => {
                        let raw = inner.replace("[!", "[").replace(":::", "");
                        let zone = format!("::: zone audience=\"{names}\"");
                        format!("<pre>\n```\n{zone}\n{raw}\n::: zone-end\n```\n</pre>\n\n{zone}\n\n{inner}\n\n::: zone-end")
                    }
                    // Code that is not closed ends with its item.
                    14 => format!("- ```\n  x\n  ::: zone audience=\"{names}\"\n{}  ::: zone-end\n\nText.", behind("  ")),
                    // Not closed: all that follows belongs to it.
                    15 => format!("Text [!div audience=\"{names}\"]\n\n{inner}"),
                    // Rows of a table, and what is none.
                    16 | 17 => {
                        let rows: String =
                            if *form == 16 { inner.lines().map(|line| format!("| {line} | x |\n")).collect() } else { inner + "\n" };
                        format!("| a | b |\n|---|---|\n| 1 | 2 |\n::: zone audience=\"{names}\"\n{rows}::: zone-end\n| 3 | 4 |")
                    }
                    _ => format!("::: zone audience=\"{names}\"\n\n{inner}"),
                }
            }
            Block::Missing(form) => match form {
                0 => "[gone](gone.md)".to_owned(),
                1 => format!("[gone]({up}guide/)"),
                2 => "[!INCLUDE [x](gone.md)]".to_owned(),
                3 => format!("[all]({up}guide/toc.yml)"),
                _ => "[out](https://example.com/a?b=c) and [mail](a@example.com)".to_owned(),
            },
        }
    }
}

impl Plan {
    fn image(&self, index: Index) -> Option<String> {
        if self.images.is_empty() {
            return None;
        }
        let (folder, name, _) = index.get(&self.images);
        Some(format!("{}{}", FOLDERS[*folder], IMAGES[*name]))
    }

    // The list of old addresses; without those of others, when it is asked for one audience.
    fn redirects(&self, audience: Option<usize>) -> String {
        let known = self.redirects.iter().filter(|(names, ..)| audience.is_none_or(|audience| names.contains(&audience)));
        let entry = |(names, old, target): &(Vec<usize>, usize, Index)| {
            let names: Vec<&str> = names.iter().map(|audience| AUDIENCES[*audience]).collect();
            let target = target.get(&self.documents).logical();
            format!(r#"{{"source_path": "old{old}.md", "redirect_url": "/{target}", "audience": "{}"}}"#, names.join(","))
        };
        format!(r#"{{"redirections": [{}]}}"#, known.map(entry).collect::<Vec<_>>().join(", "))
    }

    // Every file: what it is made from is kept beside its text.
    fn files(&self) -> BTreeMap<String, (Source, Entry)> {
        let mut files = BTreeMap::new();
        for (place, document) in self.documents.iter().enumerate() {
            files.insert(document.file(), (Source::Document(place), Entry::Text(Arc::from(document.text(self)))));
        }
        for (place, toc) in self.tocs.iter().enumerate() {
            files.insert(toc.file(), (Source::Toc(place), Entry::Text(Arc::from(toc.text(self)))));
        }
        for (place, (folder, name, variant)) in self.images.iter().enumerate() {
            let file = format!("{}{}", FOLDERS[*folder], IMAGES[*name]).replace(".png", &format!("{}.png", suffix(*variant)));
            files.insert(file, (Source::Image, Entry::Asset { len: 10, stamp: place as u64 }));
        }
        if !self.redirects.is_empty() {
            files.insert(REDIRECTS.to_owned(), (Source::Redirects, Entry::Text(self.redirects(None).into())));
        }
        let hosts = "hosts: {internal.example.com: internal, partner.example.com: partner, all.example.com: all}\n";
        // What stands around each page leads to pages, too.
        let frame = |home: &Document, foot: &Document| {
            let foot = format!("<a href='/{}#b'>Foot</a>", foot.logical());
            format!("metadata: {{_appLogoUrl: {:?}, _appFooter: {foot:?}}}\n", home.logical())
        };
        let frame = self.documents.first().zip(self.documents.last()).map_or_else(String::new, |(home, foot)| frame(home, foot));
        let config = match self.config {
            0 => frame,
            1 => "title: The site\nurl: {internal: https://i.example.com, partner: https://p.example.com}\n".to_owned(),
            2 => format!("{hosts}languages: [{{tag: de, files: 'ref/**'}}]\n{frame}"),
            _ => format!("{hosts}url: https://all.example.com/x/\npublish: ['guide/*.png']\n"),
        };
        files.insert(
            "playbook.yml".to_owned(),
            (Source::Config, Entry::Text(format!("audiences: [internal, partner]\n{EXTRAS}{config}").into())),
        );
        if self.has_docfx {
            let by_folder = if self.tags_by_folder {
                r#", "fileMetadata": {"ft.audience": {"guide/**": "internal", "includes/f2*": "internal"}}"#
            } else {
                ""
            };
            let by_pattern = self.toc_by_pattern.map_or_else(String::new, |(folder, audience)| {
                format!(r#"{{"ft.audience": {{"{}toc.yml": "{}"}}}}"#, FOLDERS[folder], AUDIENCES[audience])
            });
            let metadata = if by_pattern.is_empty() { "" } else { r#", "fileMetadataFiles": "by-pattern.json""# };
            if !by_pattern.is_empty() {
                files.insert("by-pattern.json".to_owned(), (Source::Config, Entry::Text(by_pattern.into())));
            }
            let docfx = format!(
                r#"{{"build": {{"content": [{{"files": "**/*.{{md,yml}}", "exclude": "includes/**"}}], "resource": ["**/*.png", "includes/**"]{by_folder}{metadata}}}}}"#
            );
            files.insert("docfx.json".to_owned(), (Source::Config, Entry::Text(docfx.into())));
        }
        files
    }

    fn is_content(&self, document: &Document) -> bool {
        !(self.has_docfx && document.is_fragment)
    }

    fn readers(&self, document: &Document) -> Option<[bool; 2]> {
        document.readers(self.has_docfx && self.tags_by_folder, self.is_content(document))
    }

    // The files that an audience may not read: documents that are not for it, and the untagged fragments, variants of TOCs and images which nothing
    // that it may read names.
    fn hidden(&self, files: &BTreeMap<String, (Source, Entry)>, audience: usize) -> BTreeSet<String> {
        let mut hidden = BTreeSet::new();
        let mut shown_text = String::new();
        let mut following = Vec::new();
        for (file, (source, entry)) in files {
            let Entry::Text(text) = entry else { continue };
            match source {
                Source::Document(place) => match self.readers(&self.documents[*place]) {
                    Some(readers) if readers[audience] => shown_text.push_str(text),
                    Some(_) => {
                        hidden.insert(file.clone());
                    }
                    None => following.push((file, text)),
                },
                Source::Toc(place) => {
                    let toc = &self.tocs[*place];
                    let own = toc.logical().replace(".yml", &format!("{}.yml", suffix(Some(audience))));
                    let named = self.toc_by_pattern.filter(|(folder, _)| *folder == toc.folder).map(|(_, named)| named);
                    let by_folder = (self.tags_by_folder && FOLDERS[toc.folder].starts_with("guide/")).then_some(0);
                    let is_for_others = |named: Option<usize>| self.has_docfx && named.or(by_folder).is_some_and(|named| named != audience);
                    // The pattern names no variant. One that is for others stands in the place of nothing.
                    let is_hidden = match toc.variant {
                        Some(variant) => variant != audience || is_for_others(None),
                        None => is_for_others(named) || files.contains_key(&own) && !is_for_others(None),
                    };
                    if is_hidden {
                        hidden.insert(file.clone());
                    }
                }
                Source::Config | Source::Redirects | Source::Image => {}
            }
        }
        // A fragment that says nothing of readers is named by its stem; any text that names it may include it.
        loop {
            let (shown, rest): (Vec<_>, Vec<_>) = following.into_iter().partition(|(file, _)| {
                let stem = file.rsplit('/').next().and_then(|name| name.split(['-', '.']).next()).unwrap_or("");
                shown_text.to_lowercase().contains(&stem.to_lowercase())
            });
            following = rest;
            if shown.is_empty() {
                break;
            }
            for (_, text) in &shown {
                shown_text.push_str(text);
            }
        }
        hidden.extend(following.into_iter().map(|(file, _)| file.clone()));
        for (file, (source, _)) in files.iter().filter(|(_, (source, _))| matches!(source, Source::Image)) {
            let Source::Image = source else { continue };
            let is_other = file.contains(&suffix(Some(1 - audience)));
            let logical = AUDIENCES.iter().fold(file.clone(), |file, audience| file.replace(&format!("--{audience}"), ""));
            let name = logical.rsplit('/').next().unwrap_or("").to_lowercase();
            let is_published = self.config == 3;
            if is_other || !shown_text.to_lowercase().contains(&name) && !is_published {
                hidden.insert(file.clone());
            }
        }
        hidden
    }
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Document(usize),
    Toc(usize),
    Image,
    Redirects,
    Config,
}

impl Toc {
    fn logical(&self) -> String {
        format!("{}toc.yml", FOLDERS[self.folder])
    }

    fn file(&self) -> String {
        self.logical().replace(".yml", &format!("{}.yml", suffix(self.variant)))
    }

    fn text(&self, plan: &Plan) -> String {
        let mut text = String::new();
        let mut indent = String::new();
        if let Some(order) = self.order {
            let _ = writeln!(text, "order: {order}\nitems:");
            indent.push_str("  ");
        }
        let up = "../".repeat(self.logical().matches('/').count());
        entries(&self.entries, plan, &up, &indent, &mut text);
        text
    }
}

fn entries(all: &[TocEntry], plan: &Plan, up: &str, indent: &str, text: &mut String) {
    for entry in all {
        let TocEntry { name, kind, target, audience, children } = entry;
        let name = name.map_or_else(|| "''".to_owned(), |name| format!("'{}'", WORDS[name]));
        let _ = writeln!(text, "{indent}- name: {name}");
        let page = target.get(&plan.documents).logical();
        let folder = FOLDERS[target.index(FOLDERS.len())];
        match kind {
            0..=2 => _ = writeln!(text, "{indent}  href: {up}{page}"),
            3 => _ = writeln!(text, "{indent}  href: {up}{folder}toc.yml"),
            4 if !folder.is_empty() => _ = writeln!(text, "{indent}  href: {up}{folder}"),
            5 => _ = writeln!(text, "{indent}  href: https://example.com/"),
            6 => _ = writeln!(text, "{indent}  uid: {}", UIDS[target.index(UIDS.len())]),
            7 if !folder.is_empty() => _ = writeln!(text, "{indent}  href: {up}{folder}\n{indent}  topicHref: {up}{page}"),
            _ => {}
        }
        if let Some(audience) = audience {
            let _ = writeln!(text, "{indent}  ft.audience: {}", ["internal", "partner", "nobody"][*audience]);
        }
        if !children.is_empty() {
            let _ = writeln!(text, "{indent}  items:");
            entries(children, plan, up, &format!("{indent}  "), text);
        }
    }
}

fn snapshot(files: impl IntoIterator<Item = (String, Entry)>) -> Snapshot {
    Snapshot::new(files.into_iter().map(|(file, entry)| (path(&file), entry)))
}

fn entries_of(files: &BTreeMap<String, (Source, Entry)>) -> BTreeMap<String, Entry> {
    files.iter().map(|(file, (_, entry))| (file.clone(), entry.clone())).collect()
}

// What is done to a hidden file: deleted, or something else put in its place that is not for this audience either.
fn scrubbed(plan: &Plan, files: &BTreeMap<String, (Source, Entry)>, audience: usize, deeds: &[(u8, Document)]) -> BTreeMap<String, Entry> {
    let mut scrubbed = entries_of(files);
    for (file, (source, _)) in files {
        let Source::Document(place) = source else { continue };
        let other = &deeds[place % deeds.len()].1;
        scrubbed.insert(file.clone(), Entry::Text(plan.documents[*place].without_sections(audience, other).text(plan).into()));
    }
    if scrubbed.contains_key(REDIRECTS) {
        scrubbed.insert(REDIRECTS.to_owned(), Entry::Text(plan.redirects(Some(audience)).into()));
    }
    for (number, file) in plan.hidden(files, audience).into_iter().enumerate() {
        let (deed, other) = &deeds[number % deeds.len()];
        if *deed == 0 {
            scrubbed.remove(&file);
            continue;
        }
        let entry = match files[&file].0 {
            Source::Document(place) => {
                let old = &plan.documents[place];
                let mut new =
                    Document { folder: old.folder, name: old.name, is_fragment: old.is_fragment, variant: old.variant, ..other.clone() };
                // Another tag, which leaves it hidden.
                if plan.readers(&new).is_none_or(|readers| readers[audience]) {
                    new.tag = if *deed == 1 { Tag::Names(vec![1 - audience]) } else { Tag::Unknown };
                }
                Entry::Text(new.text(plan).into())
            }
            Source::Toc(_) => Entry::Text(format!("- name: Secret\n  href: {}\n", other.logical()).into()),
            Source::Image => Entry::Asset { len: 99, stamp: 99 + u64::from(*deed) },
            Source::Redirects | Source::Config => continue,
        };
        scrubbed.insert(file, entry);
    }
    scrubbed
}

fn assert_same(name: &str, left: &Tree, right: &Tree) -> Result<(), TestCaseError> {
    let addresses: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for address in addresses {
        let (left, right) = (left.get(address), right.get(address));
        if left != right {
            let show =
                |bytes: Option<&Vec<u8>>| bytes.map_or("(no such file)".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned());
            return Err(TestCaseError::fail(format!(
                "the {name} site differs at `{address}`\n--- before\n{}\n--- after\n{}",
                show(left),
                show(right)
            )));
        }
    }
    Ok(())
}

fn shown(files: &BTreeMap<String, Entry>) -> String {
    let mut text = String::new();
    for (file, entry) in files {
        match entry {
            Entry::Text(body) => _ = writeln!(text, "//- {file}\n{body}"),
            Entry::Asset { .. } | Entry::NotUtf8 { .. } | Entry::Unreadable(_) => _ = writeln!(text, "//- {file} (asset)"),
        }
    }
    text
}

// ---------------------------------------------------------------------------------------------------------------- the laws

// `PROPTEST_CASES` asks for more of them.
fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 3000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn what_an_audience_may_not_read_does_not_change_its_site(plan in plan(), deeds in prop::collection::vec((0..3_u8, document()), 1..5)) {
        let files = plan.files();
        let before = surrounded(entries_of(&files));
        let built = build(&snapshot(before.clone()));
        for (number, audience) in AUDIENCES.iter().enumerate() {
            let after = surrounded(scrubbed(&plan, &files, number, &deeds));
            if after == before {
                continue;
            }
            let again = build(&snapshot(after.clone()));
            assert_same(audience, built.tree(audience), again.tree(audience))
                .map_err(|why| TestCaseError::fail(format!("{why}\n=== the playbook\n{}\n=== after\n{}", shown(&before), shown(&after))))?;
        }
    }

    // `playbook tasks --since` of one audience compares what that audience had with what it has.
    #[test]
    fn what_an_audience_may_not_read_is_no_change_of_its_tasks(plan in plan(), deeds in prop::collection::vec((0..3_u8, document()), 1..5)) {
        let files = plan.files();
        let (_, before) = support::sites(&snapshot(entries_of(&files)));
        for (number, (name, _, site)) in before.iter().enumerate() {
            let (_, after) = support::sites(&snapshot(scrubbed(&plan, &files, number, &deeds)));
            let rows = |site: &Site| site.tasks.rows().cloned().collect::<Vec<_>>();
            let (old, new) = (rows(site), rows(&after[number].2));
            let found = task_changes::changes(&old.iter().collect::<Vec<_>>(), &new.iter().collect::<Vec<_>>());
            prop_assert!(found.is_empty(), "{name}: {found:?}\n{}", shown(&entries_of(&files)));
        }
    }

    #[test]
    fn only_documents_for_an_audience_are_its_pages(plan in plan()) {
        let files = plan.files();
        let (_, sites) = support::sites(&snapshot(entries_of(&files)));
        for (number, (name, _, site)) in sites.iter().enumerate() {
            let most = files.values().filter(|(source, _)| match source {
                Source::Document(place) => plan.readers(&plan.documents[*place]).is_some_and(|readers| readers[number]),
                Source::Toc(_) | Source::Image | Source::Redirects | Source::Config => false,
            });
            prop_assert!(site.pages.len() <= most.count(), "the {name} site has {} pages\n{}", site.pages.len(), shown(&entries_of(&files)));
        }
    }

    // `playbook render` prints of a page what stands in the site, and nothing of what is no page there.
    #[test]
    fn a_page_by_itself_is_what_stands_in_its_site(plan in plan()) {
        let files = entries_of(&plan.files());
        let built = build(&snapshot(files.clone()));
        let (playbook, sites) = support::sites(&snapshot(files.clone()));
        for (name, audience, site) in &sites {
            for file in files.keys().filter(|file| file.ends_with(".md")) {
                let Some(id) = playbook.corpus().page_of(site, *audience, &path(file)) else { continue };
                let page = site.page(id);
                let article = playbook::render::html::article(site, page, support::THEME.strings(&page.language));
                let html = String::from_utf8_lossy(&built.tree(name)[page.address.as_str()]).into_owned();
                prop_assert!(page.redirect.is_some() || html.contains(&article), "{file} in the {name} site\n{article}\n---\n{html}");
            }
        }
    }

    #[test]
    fn building_twice_and_in_any_order_gives_the_same(plan in plan()) {
        let files = entries_of(&plan.files());
        let built = build(&snapshot(files.clone()));
        let again = build(&snapshot(files.clone()));
        let reversed = build(&snapshot(files.into_iter().rev().collect::<Vec<_>>()));
        for other in [again, reversed] {
            for (name, tree) in &built.trees {
                assert_same(name, tree, other.tree(name))?;
            }
            prop_assert_eq!(&built.diagnostics, &other.diagnostics);
        }
    }

    #[test]
    fn the_output_is_sound(plan in plan()) {
        let files = entries_of(&plan.files());
        let built = build(&snapshot(files.clone()));
        for (name, tree) in &built.trees {
            let pages = tree.iter().filter(|(address, _)| address.ends_with(".html")).map(|(address, bytes)| {
                (address.as_str(), std::str::from_utf8(bytes).expect("pages are UTF-8"))
            });
            let pages: Vec<(&str, &str)> = pages.collect();
            let root = if plan.config == 3 { "/x/" } else { "/" };
            let dead = support::dead_links(pages.iter().copied(), root, &|address| tree.contains_key(address));
            prop_assert!(dead.is_empty(), "dead links in the {name} site: {dead:?}\n{}", shown(&files));
            for (address, html) in pages {
                for trace in ["\u{fdd0}", "\u{fdd1}", "<!--", "[!INCLUDE", "secret comment"] {
                    let code_apart = without_code(html);
                    prop_assert!(!code_apart.contains(trace), "`{trace}` in `{address}` of the {name} site\n{html}\n{}", shown(&files));
                }
                well_formed(html).map_err(|why| TestCaseError::fail(format!("`{address}`: {why}\n{html}\n{}", shown(&files))))?;
            }
        }
        in_bounds(&snapshot(files), &built.diagnostics).map_err(TestCaseError::fail)?;
    }
}

// A page without its code blocks and spans, where directives are shown as text.
fn without_code(html: &str) -> String {
    let mut rest = html;
    let mut kept = String::new();
    while let Some(start) = rest.find("<code") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("</code>").map_or("", |end| &rest[start + end..]);
    }
    kept + rest
}

// Pieces of what authors write, and of what they never would.
fn any_text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "---",
        "---\n",
        "...\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "    ",
        "\t",
        "# ",
        "## ",
        "> ",
        ">",
        "> [!NOTE]\n",
        "[!NOTE]",
        "- ",
        "1. ",
        "* ",
        "```",
        "~~~",
        "```js\n",
        "|",
        "---|---",
        "|-|-|\n",
        "| a | b |\n",
        ":-:",
        "[",
        "]",
        "(",
        ")",
        "](",
        "[!INCLUDE [x](f.md)]",
        "[!INCLUDE [x](x.md)]",
        "[!include[",
        "<!--",
        "-->",
        "<b>",
        "</b>",
        "<div>",
        "</div>",
        "<a href=\"x.md\">",
        "<a name='n'>",
        "<script>",
        "</script>",
        "<img src=x onerror=y>",
        "&amp;",
        "&#0;",
        "\\",
        "\\[",
        "`",
        "``",
        "**",
        "*",
        "_",
        "~",
        "~~",
        "!",
        "![",
        "@",
        "@u.one",
        "<xref:u>",
        "(xref:u)",
        "https://",
        "www.",
        "a@b.de",
        "x.md",
        "#",
        "?",
        "%",
        "%zz",
        "%00",
        "javascript:",
        "\u{0}",
        "\u{b}",
        "\u{feff}",
        "\u{200b}",
        "\u{fdd0}",
        "\u{fdd1}",
        "\u{fdd0}0-->",
        "\u{fdd0}0\u{fdd1}",
        "ü",
        "日本",
        "🎉",
        "\u{301}",
        "\u{2028}",
        "ft.audience: partner\n",
        "title: a: b\n",
        "key",
        ": ",
        "\"",
        "'",
        "{",
        "}",
        "[a]: x.md\n",
        "<<<<<<< HEAD\n",
        "=======\n",
        ">>>>>>> x\n",
        "::: zone pivot=\"a\"\n",
        ":::",
        "::: zone-end\n",
        "::: zone audience=\"internal\"\n",
        "> [!div audience=\"internal\"]\n",
        "> [!div class=\"a\"]\n",
        "> [!VIDEO https://youtu.be/a]\n",
        ":::row:::\n",
        "    :::column span=\"2\":::\n",
        ":::column-end:::\n",
        ":::row-end:::\n",
        "::: moniker range=\"a\"\n",
        "::: moniker-end\n",
        ":::image type=\"complex\" source=\"a.png\" alt-text=\"a\":::\n",
        ":::image-end:::\n",
        ":::image source=\"a.png\" alt-text=\"a | b\":::",
        ":::video type=\"complex\" source=\"https://youtu.be/a\":::\n",
        ":::video-end:::\n",
        ":::no-loc text=\"a\":::",
        "[!code-cs[](a.cs?range=1-2)]\n",
        ":::code source=\"a.cs\":::\n",
        "::: form action=\"a\" submitText=\"b\" :::\n",
        "$$\n",
        "$x^2$",
        "@u.one",
        "<xref:\"u\">",
        ":smile:",
        "「",
        "」",
        "“",
        "((",
        "))",
        "http//",
        "$a$",
        "==",
        "+",
        "^",
        "==",
        "++",
        "[ ]",
        "[^1]",
        "[^1]: ",
        ":   ",
        "~   ",
        " {#one .a b=c}\n",
        "{.a}",
        "{.a}\n\n",
        "{#one}\n",
        "*[u]: x {.a} <b>\n",
        "u ",
        "\"\"",
        "[one]",
        "# One\n",
        "@u.one_",
        ":)",
    ]);
    prop_oneof![
        6 => prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{0,60}",
        1 => any::<String>(),
    ]
}

// Pieces of names that files can have, on some system or other.
fn any_name() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "a",
        "B",
        "9",
        "ü",
        "u\u{308}",
        "日本",
        " ",
        "  ",
        ".",
        "..",
        "-",
        "--",
        "--partner",
        "_",
        "~",
        "'",
        "\"",
        "`",
        "<b>",
        ">",
        "&",
        "&amp;",
        "#",
        "?",
        "=",
        "+",
        ",",
        ";",
        ":",
        "@",
        "!",
        "$",
        "*",
        "|",
        "^",
        "%",
        "%41",
        "%2F",
        "%7",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}}",
        "{{",
        "\\",
        "/",
        "\t",
        "\n",
        "\r",
        "\u{7}",
        "\u{1b}[1m",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{200b}",
        "\u{202e}",
        "\u{2028}",
        "\u{feff}",
        "\u{fdd0}",
        "\u{fffd}",
        "toc",
        "index",
        "README",
        ".html",
        ".md",
        ".yml",
        "con",
        "--internal",
        "includes",
        "_site",
        "node_modules",
        "404",
        "tasks",
        "search",
    ]);
    prop::collection::vec(pieces, 1..6).prop_map(|pieces| pieces.concat())
}

// Pieces of values.
fn any_value() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "a",
        "Ü",
        " ",
        "",
        "<b>",
        "</title>",
        "<script>",
        "\"",
        "'",
        "&",
        "javascript:alert(1)",
        "https://x.example/",
        "?a=b",
        "//x.example",
        "../",
        "x.md",
        "y.md",
        "hidden.md",
        "sub/",
        "/",
        "#a",
        "~/",
        "{{ x }}",
        "{% x %}",
        "]]>",
        "-->",
        "\u{7}",
        "\u{fdd0}",
        "\u{202e}",
        "%00",
        "\n",
        "\r",
        "- ",
        ": ",
        ",",
        ";",
        "[",
        "{",
        "true",
        "false",
        "1.10",
        "-1",
        "365",
        "99999999999999999999",
        "2024-01-31",
        "31.12.2024",
        "internal",
        "partner",
        "all",
        ">= ",
        "1.0",
        "de",
        "pt-BR",
        "x-y-z",
        "*",
        "**/*.md",
        "\\",
        ".",
        "error",
        "off",
        "feed.xml",
        "web.config",
        "_headers",
        "index.md",
        "u",
        "@",
        "%",
        "|",
    ]);
    prop::collection::vec(pieces, 0..5).prop_map(|pieces| pieces.concat())
}

// What random texts found; each is one that made something go wrong.
#[test]
fn texts_that_were_trouble_are_read() {
    for text in [
        "www.|-|-|\n",
        "==<b>==* <b>==</b><i>== ==<script>==",
        "<b>a\n<script>b ==c\n:   # d==",
        "tel:",
        "]((\u{fdd0})",
        "[x]((\u{fdd0}0\u{fdd1})) [!INCLUDE [x](f.md)]",
        "<b>\r\r\n<script>\u{feff}",
        "> <div>\n> ü<b onclick=x>\n",
        "<b id=\"own\">\n\n## <a name=\"own\"></a>Title\n\n<b id=\"one\">\n\n## One\n",
        "[!code[me](f.md)]\n\n<x\0\u{fdd0}>",
        "see https://safelinks.example.com/\0\u{fdd0}ü?url=https%3A%2F%2Fexample.com and https://nam.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.b%2F\0\0\0\0",
        "| Task ID | Task |\n|---|---|\n| 4 | A <a id=\"task-1\"></a>t |\n| 1 | B |\n",
    ] {
        for (page, fragment, toc) in [(text, "", ""), ("", text, ""), ("", "", text)] {
            if let Err(why) = read_soundly(page, fragment, toc, support::tree) {
                panic!("{text:?}: {why}");
            }
        }
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn any_text_is_read(page in any_text(), fragment in any_text(), toc in any_text()) {
        read_soundly(&page, &fragment, &toc, support::tree).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_name_is_read(folder in any_name(), name in any_name()) {
        read_names_soundly(&folder, &name, support::tree).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_value_is_read(setting in select(&SETTINGS[..]), values in prop::collection::vec(any_value(), 1..40)) {
        read_values_soundly(setting, &values, support::tree).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_configuration_is_read(playbook in any_text(), docfx in any_text()) {
        for (playbook, docfx) in [(format!("title: x\n{playbook}"), format!("{{\"build\": {{{docfx}}}}}")), (playbook, docfx)] {
            let snapshot = Snapshot::of_texts([("playbook.yml", playbook.as_str()), ("docfx.json", &docfx), ("a.md", "# A\n")]);
            let (_, diagnostics) = playbook::input::config::Config::read(&snapshot);
            in_bounds(&snapshot, &diagnostics).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn severities_are_what_was_asked_for_but_walls_only_rise(
        plan in plan(),
        wanted in prop::collection::vec((any::<Index>(), select(vec!["error", "warning", "suggestion", "off"])), 1..12),
    ) {
        let mut files = entries_of(&plan.files());
        let plain = build(&snapshot(files.clone()));
        let wanted: BTreeMap<&str, &str> =
            wanted.iter().map(|(index, severity)| (playbook::rules::RULES[index.index(playbook::rules::RULES.len())].code, *severity)).collect();
        let Some(Entry::Text(config)) = files.get("playbook.yml").cloned() else { panic!("every plan has a configuration") };
        let rules: String = wanted.iter().map(|(code, severity)| format!("  {code}: {severity}\n")).collect();
        files.insert("playbook.yml".to_owned(), Entry::Text(format!("{config}rules:\n{rules}").into()));
        let configured = build(&snapshot(files));
        let other_config = |code: &str| code.starts_with("config-");
        let left: Vec<_> = configured.diagnostics.iter().filter(|diagnostic| !other_config(diagnostic.rule.code)).collect();
        let expected = plain.diagnostics.iter().filter(|diagnostic| !other_config(diagnostic.rule.code)).filter_map(|diagnostic| {
            let rule = diagnostic.rule;
            let severity = match wanted.get(rule.code) {
                None => rule.severity,
                Some(&"off") if rule.guards_audiences => rule.severity,
                Some(&"off") => return None,
                Some(name) => {
                    let severity = Severity::from_name(name).expect("a severity");
                    if rule.guards_audiences { severity.max(rule.severity) } else { severity }
                }
            };
            Some((rule.code, severity))
        });
        let expected: Vec<_> = expected.collect();
        prop_assert_eq!(left.iter().map(|diagnostic| (diagnostic.rule.code, diagnostic.severity)).collect::<Vec<_>>(), expected);
    }
}

// ---------------------------------------------------------------------------------------------------------------- our own manual

// The manual of this tool is a playbook for two audiences: what partners may not read is taken out, and their site stays the same.
#[test]
fn the_manual_keeps_the_law() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    if !folder.is_dir() {
        println!("there is no manual yet");
        return;
    }
    let snapshot = support::snapshot_of(&folder);
    let built = build(&snapshot);
    for audience in AUDIENCES {
        let mut shown = String::new();
        let mut hidden = Vec::new();
        for (file, _) in snapshot.files() {
            let Some(text) = snapshot.text(file).filter(|_| file.has_extension("md")) else { continue };
            let tag = text.lines().skip(1).take_while(|line| *line != "---").find_map(|line| line.strip_prefix("ft.audience:"));
            match tag {
                Some(names) if names.split(',').all(|name| name.trim() != audience) => hidden.push(file.clone()),
                _ => shown.push_str(text),
            }
        }
        let mut scrubbed = snapshot.clone();
        for (file, entry) in snapshot.files() {
            // Pages name a variant by the name it stands for.
            let name = AUDIENCES.iter().fold(file.name().to_owned(), |name, audience| name.replace(&format!("--{audience}"), ""));
            let is_unnamed_asset = matches!(entry, Entry::Asset { .. }) && !shown.contains(&name);
            let other = AUDIENCES.iter().find(|other| **other != audience).expect("two audiences");
            let is_variant = file.stem().ends_with(&format!("--{other}"));
            if hidden.contains(file) || is_unnamed_asset || is_variant {
                scrubbed.remove(file);
            }
        }
        assert!(built.tree(audience).len() > 5, "the manual has a site for {audience}");
        assert!(scrubbed != snapshot || audience == "internal", "something of the manual is not for {audience}");
        let again = build(&scrubbed);
        if let Err(why) = assert_same(audience, built.tree(audience), again.tree(audience)) {
            panic!("{why}");
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------- edits

// Files that pages show as code, what other sites say, and versions of the product, beside what the plan has.
fn with_surroundings(plan: &Plan) -> BTreeMap<String, Entry> {
    surrounded(entries_of(&plan.files()))
}

fn surrounded(mut files: BTreeMap<String, Entry>) -> BTreeMap<String, Entry> {
    for (place, file) in CODE.iter().enumerate() {
        files.insert((*file).to_owned(), Entry::Text(code(place).into()));
    }
    for (place, file) in MAPS.iter().enumerate() {
        files.insert((*file).to_owned(), Entry::Text(xref_map(place).into()));
    }
    files.insert(NAMED.to_owned(), Entry::Text(named(0).into()));
    for (file, at, more) in [
        ("docfx.json", "\"build\": {", "\"xref\": [\"maps/one.yml\", \"maps/two.yml\"], "),
        ("playbook.yml", "", "versions: [boat-1, boat-2]\n"),
    ] {
        if let Some(Entry::Text(text)) = files.get(file) {
            let text = text.replacen(at, &format!("{at}{more}"), 1);
            files.insert(file.to_owned(), Entry::Text(text.into()));
        }
    }
    files
}

const CODE: [&str; 4] = ["code/a.cs", "code/b.cs", "code/b--partner.cs", "guide/c.cs"];
const NAMED: &str = "guide/named.md";

fn named(form: usize) -> String {
    let (tag, heading) =
        (["internal, partner", "internal", "partner"][form % 3], ["# One", "# Two", "Text.\n\n# Three", "No heading."][form % 4]);
    format!("---\nuid: u.named\nft.audience: {tag}\n---\n{heading}\n\n## A\n")
}

const MAPS: [&str; 2] = ["maps/one.yml", "maps/two.yml"];

fn code(form: usize) -> String {
    ["// one", "#region one\nlet a = 1;\n#endregion\nb", "#region one\n  two\n\n#endregion", "a\nb\nc\nd"][form % 4].to_owned()
}

fn xref_map(form: usize) -> String {
    let entry = |uid: &str, name: &str| format!("- uid: {uid}\n  name: {name}\n  href: {name}.html\n");
    let entries = match form % 4 {
        0 => entry("e.one", "One") + &entry("u.one", "Theirs"),
        1 => entry("e.one", "Another") + &entry("e.two", "Two"),
        2 => entry("e.two", "Zwei"),
        _ => "- [broken".to_owned(),
    };
    format!("### YamlMime:XRefMap\nbaseUrl: https://e.example.com/\nreferences:\n{entries}")
}

// What stands on a page and depends on other files.
fn piece(form: usize, file: &str, other: &str) -> String {
    let up = "../".repeat(file.matches('/').count());
    match form % 12 {
        0 => format!("[!code-cs[s]({up}code/a.cs)]"),
        1 => format!("[!code-cs[s]({up}code/a.cs#one)]"),
        2 => format!("[!code-cs[s]({up}code/b.cs?start=1&end=2)]"),
        3 => format!("[!code-md[s]({up}{other})]"),
        4 => format!(":::code language=\"cs\" source=\"{up}guide/c.cs\" range=\"1-2\":::"),
        5 => "<xref:e.one> and @e.two and [](xref:e.one) and @u.one".to_owned(),
        6 => format!("::: moniker range=\">= boat-2\"\nNew.\n\n[!INCLUDE [x]({up}{other})]\n\n::: moniker-end"),
        7 => "| Date | Changed by | What Changed |\n|---|---|---|\n| 4/25/2026 | a | b |\n| 25/4/2026 | a | c |".to_owned(),
        8 => "::: zone pivot=\"sail\"\nSail.\n::: zone-end\n::: zone pivot=\"oar\"\nRow.\n::: zone-end".to_owned(),
        9 => format!("::: zone audience=\"partner\"\n\n[!code-cs[s]({up}code/b.cs)]\n\n<xref:e.two>\n\n::: zone-end"),
        10 => format!("::: zone audience=\"internal\"\n\n# Inside\n\n[!INCLUDE [x]({up}{other})]\n\n[](xref:u.two)\n\n::: zone-end"),
        _ => "::: moniker range=\"boat-1\"\n# Old\n::: moniker-end".to_owned(),
    }
}

// What an author does between two saves.
#[derive(Clone, Debug)]
struct Edit {
    kind: u8,
    which: Index,
    other: Index,
    document: Document,
    config: usize,
}

// How many edits one playbook sees: few in a row, or as many as `EDITS` says.
fn edits() -> std::ops::RangeInclusive<usize> {
    match std::env::var("EDITS").ok().and_then(|text| text.parse().ok()) {
        Some(count) => count..=count,
        None => 1..=24,
    }
}

fn edit() -> impl Strategy<Value = Edit> {
    (0..24_u8, any::<Index>(), any::<Index>(), document(), 0..4_usize).prop_map(|(kind, which, other, document, config)| Edit {
        kind,
        which,
        other,
        document,
        config,
    })
}

impl Edit {
    fn apply(&self, plan: &Plan, files: &mut BTreeMap<String, Entry>) {
        let nth = |index: &Index, files: &BTreeMap<String, Entry>| {
            files.keys().nth(index.index(files.len())).expect("there is always a file").clone()
        };
        let (file, other) = (nth(&self.which, files), nth(&self.other, files));
        let new = self.document.text(plan);
        let body = new.rsplit("---\n").next().unwrap_or_default();
        let text = match &files[&file] {
            Entry::Text(text) => Some(text.to_string()),
            Entry::Asset { .. } | Entry::NotUtf8 { .. } | Entry::Unreadable(_) => None,
        };
        let is_config = ["playbook.yml", "docfx.json"].contains(&file.as_str());
        let form = self.other.index(24);
        let pages: Vec<String> = files.keys().filter(|file| file.ends_with(".md")).cloned().collect();
        match (self.kind, text) {
            // A page without a title is called by its first heading, wherever its uid is named.
            (21, _) => _ = files.insert(NAMED.to_owned(), Entry::Text(named(form).into())),
            (22, _) if !pages.is_empty() => {
                let page = self.which.get(&pages);
                let Entry::Text(text) = &files[page] else { return };
                files.insert(
                    page.clone(),
                    Entry::Text(format!("{text}\n\n[](xref:u.named) and @u.named and [it](xref:u.named#a)\n").into()),
                );
            }
            // Another audience reads the same page.
            (23, Some(text)) if file.ends_with(".md") => {
                let tag = ["internal", "partner", "internal, partner"][form % 3];
                let lines: Vec<String> = text
                    .lines()
                    .map(|line| if line.starts_with("ft.audience:") { format!("ft.audience: {tag}") } else { line.to_owned() })
                    .collect();
                files.insert(file, Entry::Text(lines.join("\n").into()));
            }
            // Something is written at the end, as authors mostly do.
            (0..=3, Some(text)) if file.ends_with(".md") => _ = files.insert(file, Entry::Text(format!("{text}\n\n{body}").into())),
            (14..=17, _) if !pages.is_empty() => {
                let page = self.which.get(&pages);
                let Entry::Text(text) = &files[page] else { return };
                let text = format!("{text}\n\n{}\n", piece(form, page, self.other.get::<String>(&pages)));
                files.insert(page.clone(), Entry::Text(text.into()));
            }
            (18, _) => _ = files.insert(self.which.get(&CODE).to_string(), Entry::Text(code(form).into())),
            (19, _) => _ = files.insert(self.which.get(&MAPS).to_string(), Entry::Text(xref_map(form).into())),
            (20, _) => {
                let settings = Plan { config: self.config, ..plan.clone() }.files();
                let Entry::Text(text) = &settings["playbook.yml"].1 else { return };
                let versions = ["", "versions: [boat-1, boat-2]\n", "versions: [boat-2]\n", "versions: [boat-1]\n"][form % 4];
                files.insert("playbook.yml".to_owned(), Entry::Text(format!("{text}{versions}").into()));
            }
            // Another body below the same front matter.
            (4 | 5, Some(text)) if file.ends_with(".md") => {
                let head = text.rfind("---\n").map_or(0, |end| end + 4);
                files.insert(file, Entry::Text(format!("{}{body}", &text[..head]).into()));
            }
            (6 | 7, _) => _ = files.insert(self.document.file(), Entry::Text(new.into())),
            (8, _) if !is_config => _ = files.remove(&file),
            (9, _) if !is_config => {
                let entry = files.remove(&file).expect("it is there");
                let stem = file.split('.').next().unwrap_or_default();
                files.insert(
                    file.replacen(
                        stem,
                        &format!("{}/{}", ["ref", "guide"][self.config % 2], stem.rsplit('/').next().unwrap_or_default()),
                        1,
                    ),
                    entry,
                );
            }
            (10, Some(_)) if !is_config && other.ends_with(&file[file.len() - 3..]) => _ = files.insert(file, files[&other].clone()),
            (11, _) => {
                let toc = plan.tocs.first().map_or_else(String::new, |toc| Toc { folder: self.config % 2, ..toc.clone() }.text(plan));
                files.insert(["toc.yml", "guide/toc.yml"][self.config % 2].to_owned(), Entry::Text(toc.into()));
            }
            (12, _) => {
                let settings = Plan { config: self.config, ..plan.clone() }.files();
                files.insert("playbook.yml".to_owned(), settings["playbook.yml"].1.clone());
            }
            (_, Some(text)) if !is_config => _ = files.insert(file, Entry::NotUtf8 { valid: 0, shown: text.into() }),
            (_, None) => _ = files.insert(file, Entry::Asset { len: 77, stamp: 77 }),
            (_, Some(_)) => {}
        }
    }
}

// What the preview sends, without its script; nothing for what is copied.
fn sent(served: &Shown, address: &str) -> Option<Vec<u8>> {
    let Found::Made(made) = served.find(&playbook::base::path::OutPath::new(address)?)? else { return None };
    let mut text = String::from_utf8(made.bytes.to_vec()).ok()?;
    if let Some(start) = text.find("<script src=\"/_playbook/preview.js\"") {
        let end = start + text[start..].find("</script>").expect("the script ends") + "</script>".len();
        text.replace_range(start..end, "");
    }
    Some(text.into_bytes())
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn what_is_taken_over_from_the_last_state_is_what_reading_afresh_gives(plan in plan(), edits in prop::collection::vec(edit(), edits())) {
        let mut files = with_surroundings(&plan);
        let mut last: Option<Playbook> = None;
        let mut previews: BTreeMap<String, Shown> = BTreeMap::new();
        for step in 0..=edits.len() {
            if let Some(edit) = step.checked_sub(1).map(|step| &edits[step]) {
                edit.apply(&plan, &mut files);
            }
            let now = snapshot(files.clone());
            let fresh = build(&now);
            let mut warm = Playbook::read_after(last.take(), &now, playbook::input::config::Config::read(&now));
            let mut audiences = warm.audiences(&[]).expect("all audiences can be asked for");
            if step % 2 == 1 {
                audiences.reverse();
            }
            for (audience, name) in audiences {
                let site = Arc::new(warm.site(audience));
                let name = if name.is_empty() { "site".to_owned() } else { name };
                let edit = step.checked_sub(1).map(|step| edits[step].clone());
                let fail = |why| TestCaseError::fail(format!("after {edit:?}: {why}\n{}", shown(&files)));
                assert_same(&name, fresh.tree(&name), &support::tree(&now, &site)).map_err(fail)?;
                // What the preview sends, where pages already made are taken over.
                let last = previews.get(&name);
                let output = playbook::render::Output::after(site, Arc::clone(&support::THEME), last.map(|last| &last.output));
                let served = Shown::new("", audience, output, Arc::default()).after(last);
                let sent: Tree = fresh.tree(&name).keys().filter_map(|address| Some((address.clone(), sent(&served, address)?))).collect();
                let built = fresh.tree(&name).iter().filter(|(address, _)| sent.contains_key(*address));
                let built: Tree = built.map(|(address, bytes)| (address.clone(), bytes.clone())).collect();
                // What is exported is no file of a site.
                let is_made = |(address, bytes): &(&String, &Vec<u8>)| !address.contains('(') && !bytes.starts_with(b"copy of");
                let missing: Vec<&String> =
                    fresh.tree(&name).iter().filter(is_made).map(|(address, _)| address).filter(|address| !sent.contains_key(*address)).collect();
                prop_assert!(missing.is_empty(), "{missing:?} are not sent");
                assert_same(&name, &built, &sent).map_err(fail)?;
                previews.insert(name, served);
            }
            // Of problems that are one for both audiences, the first that finds it has the say.
            if step % 2 == 0 {
                prop_assert_eq!(&fresh.diagnostics, &warm.diagnostics(), "{}", shown(&files));
            }
            last = Some(warm);
        }
    }
}
