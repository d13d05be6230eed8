//! Losses: nothing that an author wrote is lost without a word — tried on many pages made at random.
//!
//! Each piece of text in such a page is a word of its own. It is in a site, or a diagnostic points at its line; or one says that nobody sees the section it
//! stands in. `PROPTEST_CASES` asks for more pages.
#![expect(clippy::disallowed_methods, reason = "tests read files")]

use std::collections::BTreeSet;

use playbook::input::snapshot::{Entry, Snapshot};
use proptest::prelude::*;

use support::{build, path};

mod support;

const HEAD: &str = "---\ntitle: Losses\nuid: home\nft.audience: internal, partner\n---\n";

/// What says by its place that something goes unseen, or is a formula, up to an end that it names.
const UNSEEN: [&str; 4] = ["audience-zone-empty", "zone-invalid", "html-comment-unclosed", "math-invalid"];

// Blocks of running text, code and the like: each `%` is a word.
const LEAVES: &[&str] = &[
    "% %",
    "# %",
    "#%",
    "% *% _% **% `% ~~% <b>%",
    "%  \n%\\\n%<br>%",
    "%\n===\n%\n---\n%",
    "```js\n%\n```",
    "~~~\n%\n\n%\n~~~",
    "```\n%",
    "    %\n\n\t%",
    "| % | % |\n|---|---|\n| % | % | % |\n% | %",
    "| % | `a|%` |\n|--|\n| [%|%](index.md) |\n%",
    "% | %\n- | -\n% | %\n\n% | %",
    "- %\n- [ ] %\n\n  %\n10. %",
    "> %\n%\n\n%",
    "> [!NOTE]\n> %\n%",
    "> [!TIP] %\n> %",
    "> [!TIP]\n>\n> %\n> [!WARNING]\n> %",
    "> [!INFO]\n> %",
    "[!NOTE] %",
    "[%](index.md \"%\") [%](gone.md) [%][gone] ![%](a.png)",
    "<xref:home> % <xref:%> @% @home",
    "[!INCLUDE [x](inc/part.md)]",
    "% [!INCLUDE [x](inc/part.md)] %",
    "[!code-js[x](gone.js)] %",
    ":::image source=\"a.png\" alt-text=\"%\"::: %",
    ":::image source=\"a.png\" alt-text=\"%\" %:::",
    ":::image type=\"complex\" source=\"a.png\" alt-text=\"%\":::\n%\n\n%\n:::image-end:::",
    ":::no-loc text=\"%\"::: %",
    ":::row:::\n%\n:::row-end:::",
    "::: form model=\"m\" action=\"a\" submitText=\"%\" :::",
    "<p>%\n<span>%</div>%",
    "<p>\n%\n\n%</p>%",
    "<kbd>%</kbd> <thing>%</thing> <https://%.example> <a@%.example>",
    "<table><tr><td>%\n<td><xref:home> <xref:%>\n</table>%",
    "<script>x</script>% <style>y</style>%",
    "<!-- aside --> %\n%",
    "<pre>\n%\n<xref:%>\n\n%\n</pre>%",
    "<details><summary>%</summary>\n%\n</details>\n%",
    "$$\nx\n$$\n%",
    "***\n%",
    "&nbsp;% &#0;% \\*% :smile: %",
    "# [%](#tab/a)\n\n%\n\n# [%](#tab/b)\n\n%\n\n***\n%",
    "# [%](#tab/a) %\n%",
    "<<<<<<< HEAD\n%\n=======\n%\n>>>>>>> other",
];

// What holds blocks: a line before them, what stands before each of their lines, a line behind them.
const CONTAINERS: &[(&str, &str, &str)] = &[
    ("", "", ""),
    ("", "> ", ""),
    ("> [!NOTE]", "> ", ""),
    ("> [!div class=\"checklist\"]", "> ", "%"),
    ("> [!div audience=\"internal\"]", "> ", "%"),
    ("- %", "  ", ""),
    ("1. %", "   ", "%"),
    ("::: zone audience=\"internal\"", "", "::: zone-end"),
    ("::: zone pivot=\"a\"", "", "::: zone-end"),
    ("::: zone target=\"docs\"", "", "::: zone-end"),
    ("::: moniker range=\"v1\"", "", "::: moniker-end"),
    ("::: moniker range=\"v1\"", "", ""),
    (":::row:::\n:::column:::", "   ", ":::column-end:::\n:::row-end:::"),
    (":::row:::\n:::column span=\"2\":::", "", ":::row-end:::"),
    ("| % | % |\n|---|---|\n::: zone audience=\"internal\"", "", "::: zone-end\n| % | % |"),
    ("| % | % |\n|---|---|\n::: zone pivot=\"a\"", "", "::: zone-end\n| % | % |"),
    ("| % | % |\n|---|---|\n::: zone audience=\"internal\"", "| % | ", "::: zone-end\n| % | % |"),
    ("<div class=\"x\">", "", "</div>"),
    ("<details>\n<summary>%</summary>\n", "", "</details>%"),
    ("```md", "", "```"),
];

#[derive(Clone, Debug)]
enum Block {
    Leaf(usize),
    // Which container, what it holds, and whether blank lines part that.
    Container(usize, Vec<Block>, bool),
}

impl Block {
    fn lines(&self, lines: &mut Vec<String>) {
        match self {
            Self::Leaf(form) => lines.extend(LEAVES[*form].lines().map(ToOwned::to_owned)),
            Self::Container(form, blocks, is_loose) => {
                let (before, mark, behind) = CONTAINERS[*form];
                lines.extend(before.lines().map(ToOwned::to_owned));
                for block in blocks {
                    let mut inner = Vec::new();
                    block.lines(&mut inner);
                    inner.extend(is_loose.then(String::new));
                    lines.extend(inner.into_iter().map(|line| format!("{mark}{line}")));
                }
                lines.extend(behind.lines().map(ToOwned::to_owned));
            }
        }
    }
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let block = (0..LEAVES.len()).prop_map(Block::Leaf).prop_recursive(3, 12, 3, |inner| {
        let inner = prop::collection::vec(inner, 1..3);
        (0..CONTAINERS.len(), inner, any::<bool>()).prop_map(|(form, blocks, is_loose)| Block::Container(form, blocks, is_loose))
    });
    prop::collection::vec(block, 1..4)
}

// What becomes of one line by mistake.
fn slip(lines: &mut Vec<String>, place: prop::sample::Index, kind: usize) {
    let place = place.index(lines.len());
    let line = lines[place].clone();
    match kind {
        0 => lines[place] = format!("  {line}"),
        1 => line.trim_start_matches([' ', '>']).clone_into(&mut lines[place]),
        2 => lines.insert(place, String::new()),
        3 => lines[place] = format!("> {line}"),
        4 => lines[place] = line.replacen(":::", "::: ", 1),
        5 => lines[place] = line.to_uppercase(),
        6 => lines[place] = format!("{line} `"),
        _ if lines.len() > 1 && line.trim().is_empty() => _ = lines.remove(place),
        _ => {}
    }
}

// The words of a page, each with its place.
fn worded(text: &str) -> (String, Vec<(String, usize)>) {
    let (mut page, mut words) = (HEAD.to_owned(), Vec::new());
    for (number, piece) in text.split('%').enumerate() {
        if number > 0 {
            let word = format!("zq{number}z");
            words.push((word.clone(), page.len()));
            page.push_str(&word);
        }
        page.push_str(piece);
    }
    (page, words)
}

// The words that are in no site, and at whose line nothing is said.
fn lost(page: &str, words: &[(String, usize)]) -> Vec<String> {
    let text = |text: &str| Entry::of_bytes(text.as_bytes());
    let files = [
        ("playbook.yml", text("audiences: [internal, partner]\n")),
        ("docfx.json", text("{\"build\": {\"content\": [{\"files\": \"**/*.md\", \"exclude\": \"inc/**\"}], \"resource\": \"**/*.png\"}}")),
        ("inc/part.md", text("Part.\n")),
        ("a.png", Entry::Asset { len: 1, stamp: 1 }),
        ("index.md", text(page)),
    ];
    let built = build(&Snapshot::new(files.map(|(name, entry)| (path(name), entry))));
    let said = built.diagnostics.iter().filter(|diagnostic| diagnostic.location.as_ref().is_some_and(|at| at.file.as_str() == "index.md"));
    let said: Vec<_> = said.collect();
    if said.iter().any(|diagnostic| UNSEEN.contains(&diagnostic.rule.code)) {
        return Vec::new();
    }
    let shown: Vec<String> =
        built.trees.iter().filter_map(|(_, tree)| Some(String::from_utf8_lossy(tree.get("index.html")?).into_owned())).collect();
    let lines: BTreeSet<usize> = page.match_indices('\n').map(|(place, _)| place).collect();
    let is_said = |place: usize| {
        let start = lines.range(..place).next_back().map_or(0, |newline| newline + 1);
        let end = *lines.range(place..).next().unwrap_or(&page.len());
        said.iter().filter_map(|diagnostic| diagnostic.location.as_ref()).any(|at| {
            let range = at.range.bytes();
            range.start <= end && start <= range.end
        })
    };
    // A formula shows each letter in an element of its own.
    let texts: Vec<String> = shown.iter().map(|html| without_tags(html)).collect();
    let is_shown = |word: &str| shown.iter().chain(&texts).any(|text| text.contains(word));
    let is_lost = |(word, place): &&(String, usize)| !is_shown(word) && !is_said(*place);
    words.iter().filter(is_lost).map(|(word, _)| word.clone()).collect()
}

fn without_tags(html: &str) -> String {
    html.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect()
}

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(768))]

    #[test]
    fn every_word_is_in_a_site_or_told_of(blocks in blocks(), slips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_usize), 0..3)) {
        let mut lines = Vec::new();
        for block in &blocks {
            block.lines(&mut lines);
            lines.push(String::new());
        }
        for (place, kind) in slips {
            slip(&mut lines, place, kind);
        }
        let (page, words) = worded(&lines.join("\n"));
        let lost = lost(&page, &words);
        prop_assert!(lost.is_empty(), "{lost:?} of\n{page}");
    }
}
