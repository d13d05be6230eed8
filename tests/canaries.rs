//! Canaries: a playbook in which every place that partners may not read holds a word of its own; the partner site is searched for all of them.
//!
//! The search goes through the names and the bytes of every file, for each word in many spellings. The program itself builds the sites. And the search is
//! tried on trees into which one word was put on purpose, in each kind of file: a search that finds nothing is worth nothing otherwise.
#![expect(clippy::disallowed_methods, reason = "tests write files and run the program")]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    reason = "names are compared as they are; tests may be slow"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

mod support;

/// What a word is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// Readers of the internal site see it; partners never.
    Internal,
    /// Nobody sees it: comments, metadata that is not for readers, pages without a clear audience.
    Nobody,
    /// Both see it.
    Shared,
    /// Partners see it; internal readers never.
    Partner,
}

struct Canary {
    place: &'static str,
    fate: Fate,
    word: String,
}

#[derive(Default)]
struct Aviary {
    canaries: Vec<Canary>,
}

impl Aviary {
    // A word of 16 letters and digits: both cases, so that a change of case can be told; nothing that a slug or an address would change but the case.
    fn word(&mut self, fate: Fate, place: &'static str) -> String {
        const LETTERS: &[u8] = b"bcdfghjkmnpqrstvwxzBCDFGHJKMNPQRSTVWXZ23456789";
        let mut state = place.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut word = String::from("Q");
        while word.len() < 16 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            word.push(char::from(LETTERS[usize::try_from(state >> 33).unwrap_or(0) % LETTERS.len()]));
        }
        assert!(self.canaries.iter().all(|canary| canary.word != word && canary.place != place), "`{place}` is taken");
        self.canaries.push(Canary { place, fate, word: word.clone() });
        word
    }
}

/// The playbook, file by file, and its words.
struct Tripwire {
    files: BTreeMap<String, Vec<u8>>,
    canaries: Vec<Canary>,
}

fn tripwire() -> Tripwire {
    use Fate::{Internal, Nobody, Partner, Shared};
    let mut aviary = Aviary::default();
    let mut word = |fate, place| aviary.word(fate, place);
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut images: Vec<String> = Vec::new();

    // The configuration.
    let host = word(Nobody, "own internal host").to_lowercase();
    files.insert(
        "playbook.yml".to_owned(),
        format!(
            "# {}\ntitle: {}\naudiences: [internal, partner]\nurl: {{internal: 'https://{}.example.com/', partner: 'https://{}.example.com/'}}\n\
             hosts: {{{host}.example.com: internal, partners.example.com: partner}}\npublish: ['brand/**']\n\
             extras: [feed.xml, llms.txt, markdown, index.json, staticwebapp.config.json, _headers, nginx.conf, web.config]\nsearch: {{facets: {{Kind: kind}}}}\nlanguages: [{{tag: de, files: 'de/**'}}]\n",
            word(Nobody, "comment in the configuration"),
            word(Shared, "title of the site"),
            word(Internal, "URL of the internal site"),
            word(Partner, "URL of the partner site"),
        ),
    );

    // An internal page with everything.
    let image = word(Internal, "name of an image");
    let folder = word(Internal, "name of a folder");
    let name = word(Internal, "name of a page");
    let page = format!("{folder}/{name}.md");
    files.insert(
        "docfx.json".to_owned(),
        format!(
            "{{\"build\": {{\"content\": [{{\"files\": [\"**/*.md\", \"**/*.yml\"], \"exclude\": [\"includes/**\", \"playbook.yml\"]}}], \
             \"resource\": [\"**/media/**\", \"brand/**\"], \"globalMetadata\": {{\"author\": \"{}\", \"_appFooter\": \"{} <a href='{page}'>{}</a><!-- {} -->\"}}, \
             \"fileMetadata\": {{\"ft.audience\": {{\"by-folder/**\": \"internal\"}}, \"reviewer\": {{\"**\": \"{}\"}}}}}}}}",
            word(Nobody, "global metadata"),
            word(Shared, "global footer"),
            word(Shared, "text of a link in the global footer"),
            word(Nobody, "comment in the global footer"),
            word(Nobody, "file metadata"),
        ),
    );
    let uid = word(Nobody, "uid");
    files.insert(
        page.clone(),
        format!(
            "---\n# {comment}\ntitle: {title}\ndescription: {description}\nkind: {facet}\nms.date: 2020-02-03\nms.author: {author}\nuid: {uid}\nkeywords: [{keyword}]\nft.audience: internal\n---\n\
             # {heading}\n\n<!-- {html_comment} -->\n\n{body} *{emphasis}* `{code}` [{link}](../index.md \"{link_title}\") [x](https://{external}.example.com/)\n\n\
             ## {heading2} <a name=\"{anchor}\"></a>\n\n![{alt}](media/{image}.png \"{image_title}\") ![](media/{image2}.png)\n\n\
             > [!NOTE]\n> {alert}\n\n| Task ID | Task |\n|---|---|\n| 4711 | {task} |\n\n\
             ## 4711: {details}\n\n## 4712: {unlisted}\n\n```{language}\n{block} # <!-- x -->\n```\n\n- {item}\n\n> {quote}\n\n\
             <div title=\"{attribute}\" data-x=\"{data}\">\n\n{inside}\n\n</div>\n\n[!INCLUDE [x](../includes/follows.md)]\n\n\
             # [{tab}](#tab/{tab_id})\n\n{tab_text}\n\n***\n\n::: zone pivot=\"{pivot}\"\n\n{zone}\n\n::: zone-end\n\n[x][ref]\n\n[ref]: https://{definition}.example.com/\n",
            comment = word(Nobody, "comment in front matter"),
            title = word(Internal, "title"),
            description = word(Internal, "description"),
            facet = word(Internal, "facet of the search"),
            author = word(Nobody, "metadata value"),
            keyword = word(Nobody, "metadata list"),
            heading = word(Internal, "heading"),
            html_comment = word(Nobody, "comment"),
            body = word(Internal, "body"),
            emphasis = word(Internal, "emphasis"),
            code = word(Internal, "code span"),
            link = word(Internal, "link text"),
            link_title = word(Internal, "link title"),
            external = word(Internal, "external address"),
            heading2 = word(Internal, "second heading"),
            anchor = word(Internal, "explicit anchor"),
            alt = word(Internal, "alternative text"),
            image_title = word(Internal, "title of an image"),
            image2 = word(Internal, "name of a second image"),
            alert = word(Internal, "alert"),
            task = word(Internal, "task row"),
            details = word(Internal, "details of a task"),
            unlisted = word(Internal, "details that no table names"),
            language = word(Internal, "language of a code block"),
            block = word(Internal, "code block"),
            item = word(Internal, "list item"),
            quote = word(Internal, "quote"),
            attribute = word(Internal, "attribute of raw HTML"),
            data = word(Internal, "data attribute of raw HTML"),
            inside = word(Internal, "text in raw HTML"),
            tab = word(Internal, "name of a tab"),
            tab_id = word(Internal, "id of a tab"),
            tab_text = word(Internal, "text of a tab"),
            pivot = word(Internal, "pivot of a zone"),
            zone = word(Internal, "text of a zone"),
            definition = word(Internal, "link definition"),
        ),
    );
    let image2 = aviary_word(&aviary, "name of a second image");
    images.push(format!("{folder}/media/{image}.png"));
    images.push(format!("{folder}/media/{image2}.png"));
    let mut word = |fate, place| aviary.word(fate, place);

    // Fragments.
    files.insert(
        "includes/follows.md".to_owned(),
        format!("### {}\n\nIt says nothing of readers.\n", word(Internal, "fragment that follows an internal page")),
    );
    files.insert(
        "includes/internal.md".to_owned(),
        format!(
            "---\nft.audience: internal\ntitle: {}\n---\n### {}\n\n{} ![{}](media/{}.png)\n\n[!INCLUDE [x](deeper.md)]\n\n\
             Primary Role: **{}**\n\n| Task ID | Task | Role | {} |\n|---|---|---|---|\n| {} | {} | {} | {} |\n",
            word(Nobody, "title of a fragment"),
            word(Internal, "heading of a fragment"),
            word(Internal, "text of a fragment"),
            word(Internal, "alternative text in a fragment"),
            word(Internal, "name of an image in a fragment"),
            word(Internal, "primary role above a task table"),
            word(Internal, "column of a task table"),
            word(Internal, "id of a task"),
            word(Internal, "name of a task"),
            word(Internal, "role of a task"),
            word(Internal, "cell of a task"),
        ),
    );
    files.insert("includes/deeper.md".to_owned(), format!("{}\n", word(Internal, "fragment in a fragment")));
    files.insert("includes/inline.md".to_owned(), format!("---\nft.audience: internal\n---\n{}", word(Internal, "inline fragment")));
    files
        .insert("includes/shared.md".to_owned(), format!("{} [x](../{page}) [!INCLUDE [x](inline.md)]\n", word(Shared, "shared fragment")));
    let unknown = word(Nobody, "fragment with an unknown audience");
    files.insert("includes/unknown.md".to_owned(), format!("---\nft.audience: partnr\n---\n{unknown}\n"));
    let slip = word(Nobody, "fragment with a slip in its tag");
    files.insert("includes/slip.md".to_owned(), format!("---\nft.audiense: internal\n---\n{slip}\n"));
    let broken = word(Nobody, "fragment whose front matter is broken");
    files.insert("includes/broken.md".to_owned(), format!("---\nft.audience internal\n---\n{broken}\n"));
    images.push(format!("includes/media/{}.png", aviary_word(&aviary, "name of an image in a fragment")));
    let mut word = |fate, place| aviary.word(fate, place);

    // Old addresses.
    files.insert(
        ".openpublishing.redirection.json".to_owned(),
        format!(
            "{{\"redirections\": [{{\"source_path\": \"{}.md\", \"redirect_url\": \"/both\", \"audience\": \"internal\"}}, \
             {{\"source_path\": \"{}.md\", \"redirect_url\": \"/both\"}}, \
             {{\"source_path\": \"moved.md\", \"redirect_url\": \"/{page}\", \"audience\": \"internal, partner\"}}]}}",
            word(Internal, "old address"),
            word(Nobody, "old address for nobody"),
        ),
    );

    // Pages in no site.
    for (file, head, place) in [
        ("none/untagged.md", "---\ntitle: T\n---\n", "page without a tag"),
        ("none/bare.md", "", "page without front matter"),
        ("none/unknown.md", "---\nft.audience: partnr\n---\n", "page with an unknown audience"),
        ("none/half.md", "---\nft.audience: partner, partnr\n---\n", "page with a half-known audience"),
        ("none/unclosed.md", "---\nft.audience: partner\n", "page whose front matter has no end"),
        ("none/twice.md", "---\nft.audience: partner\nft.audience: internal\n---\n", "page with two tags"),
        ("none/broken.md", "---\ntitle: a: b\nft.audience: partner\n  internal\n---\n", "page with broken front matter"),
        ("none/list.md", "---\ntitle: a: b\nft.audience:\n- partner\n---\n", "page with a list in broken front matter"),
        ("none/wrong--partner.md", "---\nft.audience: internal\n---\n", "page whose name and tag differ"),
    ] {
        let word = word(Nobody, place);
        files.insert(file.to_owned(), format!("{head}# {word}\n\n![{word}](media/{word}.png)\n"));
        images.push(format!("none/media/{word}.png"));
    }

    // Pages that are internal in other ways.
    let by_folder = word(Internal, "page tagged by configuration");
    files.insert(format!("by-folder/{by_folder}.md"), "Text\n".to_owned());
    let renamed = word(Internal, "name of the output");
    files.insert("renamed.md".to_owned(), format!("---\nft.audience: internal\noutputFileName: {renamed}.html\n---\nText\n"));
    let target = word(Internal, "target of a redirection");
    files.insert("redirect.md".to_owned(), format!("---\nft.audience: internal\nredirect_url: https://{target}.example.com/\n---\n"));
    let german = word(Internal, "page in another language");
    files.insert("de/seite.md".to_owned(), format!("---\nft.audience: internal\n---\n# {german}\n"));
    let overwritten = word(Internal, "title that overwrites");
    files.insert("overwritten.md".to_owned(), format!("---\nft.audience: internal\ntitleOverwriteH1: {overwritten}\n---\n# H\n"));

    // Variants.
    let variant = word(Internal, "variant of a page");
    let variant_title = word(Internal, "title of a variant");
    files.insert("variant--internal.md".to_owned(), format!("---\nft.audience: internal\ntitle: {variant_title}\n---\n{variant}\n"));
    files.insert(
        "variant--partner.md".to_owned(),
        format!("---\nft.audience: partner\n---\n# {}\n", word(Partner, "partner variant of a page")),
    );
    files.insert(
        "twin--internal.md".to_owned(),
        format!("---\nft.audience: internal\n---\n# {}\n", word(Internal, "variant beside a plain twin")),
    );
    files.insert(
        "twin.md".to_owned(),
        format!("---\nft.audience: internal, partner\n---\n# {}\n", word(Partner, "plain twin of a variant")),
    );
    let only = word(Internal, "name that only a variant has");
    files.insert(format!("{only}--internal.md"), "---\nft.audience: internal\n---\n# Only\n".to_owned());
    files.insert("includes/part--internal.md".to_owned(), format!("{}\n", word(Internal, "variant of a fragment")));
    files.insert("includes/part--partner.md".to_owned(), format!("{}\n", word(Partner, "partner variant of a fragment")));
    let asset = word(Internal, "name of an image variant");
    images.push(format!("media/{asset}--internal.png"));
    images.push(format!("brand/{}--internal.png", word(Internal, "name of an image always published")));
    images.push(format!("media/{}.png", word(Nobody, "name of an image that nobody refers to")));

    // TOCs.
    files.insert(
        "toc.yml".to_owned(),
        format!(
            "- name: Home\n  href: index.md\n- name: {}\n  href: {page}\n- name: {}\n  items:\n  - href: {page}\n  - href: redirect.md\n- name: {}\n  ft.audience: internal\n  href: index.md\n\
             - name: {}\n  audence: internal\n  href: index.md\n\
             - name: {}\n  href: gone.md\n- name: {}\n  href: twin.md\n- name: Section\n  href: section/\n- name: {}\n  href: {folder}/\n- name: Both\n  href: both.md\n\
             - name: Deep\n  href: section/toc.yml\n- href: variant.md\n- name: Rest\n  items:\n  - href: renamed.md\n  - href: de/seite.md\n  - href: overwritten.md\n  - href: by-folder/{by_folder}.md\n  - href: {only}.md\n",
            word(Internal, "TOC label"),
            word(Internal, "TOC parent left empty"),
            word(Internal, "TOC label with a tag"),
            word(Nobody, "TOC label with a slip in its tag"),
            word(Nobody, "TOC label of a missing page"),
            word(Shared, "shared TOC label"),
            word(Internal, "TOC label of a folder"),
        ),
    );
    files.insert(format!("{folder}/toc.yml"), format!("- name: {}\n  href: {name}.md\n", word(Internal, "label in an internal TOC")));
    files.insert(
        "section/toc--internal.yml".to_owned(),
        format!("- name: {}\n  href: a.md\n", word(Internal, "label in a variant of a TOC")),
    );
    files.insert("section/toc--partner.yml".to_owned(), format!("- name: {}\n  href: a.md\n", word(Partner, "label in the partners' TOC")));
    files.insert(
        "section/a.md".to_owned(),
        format!("---\nft.audience: internal, partner\n---\n# {}\n", word(Shared, "shared page in a section")),
    );
    files.insert("section/z.md".to_owned(), format!("---\nft.audience: internal\n---\n# {}\n", word(Internal, "internal page in no TOC")));

    // Pages that partners read, with everything in them that leads to what they may not.
    let outside = word(Nobody, "file beside the content");
    files.insert(format!("notes/{outside}.txt"), outside.clone());
    let shared_body = word(Shared, "shared body");
    files.insert(
        "index.md".to_owned(),
        format!(
            "---\ntitle: {}\ndescription: {}\nft.audience: internal, partner\nms.author: {}\n---\n# {}\n\n{shared_body}\n\n<!-- {} [x]({page}) -->\n\n\
             [see]({page}) [see]({page}#{} \"{}\") [see](xref:{uid}) [see]({page}?{}=1) [see]({only}.md) [see](none/untagged.md) [see](https://{host}.example.com/a) \
             [see][w] ![see](media/{asset}.png) <a href=\"{page}\" title=\"x\">see</a> <img src=\"media/{asset}.png\" alt=\"see\"> [see](../{}.md) [see]({}.md)\n\n\
             [!INCLUDE [{}](includes/internal.md)]\n\nInline <[!INCLUDE [x](includes/inline.md)]>.\n\n[!INCLUDE [x](includes/shared.md)]\n\n[!INCLUDE [x](includes/part.md)]\n\n\
             [!INCLUDE [x](includes/unknown.md)]\n\n[!INCLUDE [x](includes/slip.md)]\n\n[!INCLUDE [x](includes/broken.md)]\n\n[!INCLUDE [x]({page})]\n\n[!INCLUDE [x](none/half.md)]\n\n[!INCLUDE [x](includes/{}.md)]\n\n[w]: {page}\n\n<script>{}</script>\n\n<style>{}</style>\n\n\
             ![ok](media/shared.png)\n",
            word(Shared, "shared title"),
            word(Shared, "shared description"),
            word(Nobody, "metadata of a shared page"),
            word(Shared, "shared heading"),
            word(Nobody, "comment on a shared page"),
            word(Internal, "bookmark of a withheld link"),
            word(Internal, "title of a withheld link"),
            word(Internal, "query of a withheld link"),
            word(Nobody, "link above the root"),
            word(Nobody, "link to a missing page"),
            word(Nobody, "title of an include"),
            word(Nobody, "include of a missing file"),
            word(Nobody, "script"),
            word(Nobody, "style"),
        ),
    );
    files.insert(
        "both.md".to_owned(),
        format!(
            "---\nft.audience: partner, internal\n---\n# Both\n\n{}\n\nPhase: {}\n\n| Task ID | Task |\n|---|---|\n| 1 | {} |\n",
            word(Shared, "second shared body"),
            word(Shared, "phase of a shared task"),
            word(Shared, "shared task row")
        ),
    );
    files.insert(
        "partner.md".to_owned(),
        format!("---\nft.audience: partner\n---\n# {}\n\n[x]({page})\n", word(Partner, "partner heading")),
    );
    images.push("media/shared.png".to_owned());

    let mut all: BTreeMap<String, Vec<u8>> = files.into_iter().map(|(file, text)| (file, text.into_bytes())).collect();
    for image in images {
        // The bytes of an image are searched too.
        let text = image.clone().into_bytes();
        all.insert(image, text);
    }
    Tripwire { files: all, canaries: aviary.canaries }
}

fn aviary_word(aviary: &Aviary, place: &str) -> String {
    aviary.canaries.iter().find(|canary| canary.place == place).expect("a known place").word.clone()
}

// ---------------------------------------------------------------------------------------------------------------- building

/// The trees as the program writes them: audience → address → bytes.
struct Sites {
    canaries: Vec<Canary>,
    trees: BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>,
    folder: String,
}

static SITES: LazyLock<Sites> = LazyLock::new(|| {
    let Tripwire { files, canaries } = tripwire();
    let folder = tempfile::tempdir().expect("a folder for the test");
    let source = folder.path().join("source");
    for (file, bytes) in &files {
        let file = source.join(file);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
        fs::write(file, bytes).expect("a file can be written");
    }
    let out = folder.path().join("out");
    let done =
        Command::new(env!("CARGO_BIN_EXE_playbook")).arg("build").arg(&source).arg("--out").arg(&out).output().expect("the program runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "it has errors to tell of: {said}");
    let empty = folder.path().join("empty");
    committed(&source, &empty);
    let read = |audience: &str| {
        let root = out.join(audience);
        let files = support::files_below(&root)
            .into_iter()
            .map(|name| (name.clone(), unpacked(&name, fs::read(root.join(&name)).expect("a file"))));
        files.chain(exported(&source, &empty, audience)).collect()
    };
    Sites {
        canaries,
        trees: ["internal", "partner"].into_iter().map(|audience| (audience, read(audience))).collect(),
        folder: folder.path().to_string_lossy().into_owned(),
    }
});

// Two repositories of the playbook: in `source` its files came with the last commit, and `empty` lost all pages after it.
fn committed(source: &Path, empty: &Path) {
    let git = |folder: &Path, arguments: &[&str]| {
        let settings = ["-c", "user.name=Ida", "-c", "user.email=ida@example.com", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").arg("-C").arg(folder).args(settings).args(arguments).output().expect("git is there");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    git(source, &["init", "--quiet"]);
    git(source, &["config", "user.name", "Ida"]);
    git(source, &["add", "playbook.yml", "docfx.json"]);
    git(source, &["commit", "--quiet", "-m", "settings"]);
    git(source, &["add", "."]);
    git(source, &["commit", "--quiet", "-m", "pages"]);
    let from = source.to_string_lossy();
    git(source, &["clone", "--quiet", &from, &empty.to_string_lossy()]);
    git(empty, &["config", "user.name", "Ida"]);
    git(empty, &["rm", "--quiet", "-r", "*.md"]);
}

// What the program tells of an audience's site beside the site itself, by name of the output.
fn exported(source: &Path, empty: &Path, audience: &str) -> Vec<(String, Vec<u8>)> {
    let run = |name: String, command: &[&str], source: &Path, more: &[&str]| {
        let program = Command::new(env!("CARGO_BIN_EXE_playbook"));
        let done = { program }.args(command).arg(source).args(["--audience", audience]).args(more).output().expect("the program runs");
        assert!(done.status.success() && !done.stdout.is_empty(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        let bytes = unpacked(&name, done.stdout);
        (name, bytes)
    };
    let mut all = Vec::new();
    for format in ["csv", "json", "md", "xlsx"] {
        all.push(run(format!("(tasks.{format})"), &["tasks"], source, &["--format", format]));
    }
    for format in ["text", "csv", "json", "md", "xlsx"] {
        all.push(run(format!("(coverage.{format})"), &["tasks"], source, &["--coverage", "--format", format]));
    }
    for format in ["text", "csv", "json", "md"] {
        all.push(run(format!("(added.{format})"), &["tasks"], source, &["--since", "HEAD~1", "--format", format]));
        all.push(run(format!("(removed.{format})"), &["tasks"], empty, &["--since", "HEAD", "--format", format]));
    }
    // Authors are for authors: the report of the internal site names what no reader sees.
    if audience == "partner" {
        for format in ["text", "csv", "html"] {
            all.push(run(format!("(freshness.{format})"), &["report", "freshness"], source, &["--format", format]));
        }
    }
    all
}

// What a browser makes of a file: the index of the search is packed, and so are workbooks. Pagefind's own program is the same for all sites, and is left as it is.
fn unpacked(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"PK\x03\x04") {
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a zip file");
        let mut text = Vec::new();
        for number in 0..parts.len() {
            let mut part = parts.by_index(number).expect("it has so many parts");
            text.extend_from_slice(part.name_raw());
            part.read_to_end(&mut text).expect("a part can be unpacked");
        }
        return text;
    }
    if !bytes.starts_with(b"\x1f\x8b") || name.starts_with("search/wasm.") {
        return bytes;
    }
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&*bytes).read_to_end(&mut text).expect("it can be unpacked");
    text
}

// ---------------------------------------------------------------------------------------------------------------- the search

// The ways in which a word may be written down.
fn spellings(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex = |upper: bool| {
        word.bytes().fold(String::new(), |mut text, byte| {
            let _ = if upper { write!(text, "{byte:02X}") } else { write!(text, "{byte:02x}") };
            text
        })
    };
    let each = |form: &dyn Fn(u8) -> String| word.bytes().map(form).collect::<String>().into_bytes();
    let wide = |little: bool| {
        word.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect::<Vec<u8>>()
    };
    let slug = playbook::base::slug::slug(word);
    let mut all = vec![
        ("as it is", word.as_bytes().to_vec()),
        ("lower case", word.to_lowercase().into_bytes()),
        ("upper case", word.to_uppercase().into_bytes()),
        ("slug", slug.into_bytes()),
        ("percent-encoded", each(&|byte| format!("%{byte:02X}"))),
        ("percent-encoded, lower case", each(&|byte| format!("%{byte:02x}"))),
        ("decimal entities", each(&|byte| format!("&#{byte};"))),
        ("hexadecimal entities", each(&|byte| format!("&#x{byte:x};"))),
        ("JSON escapes", each(&|byte| format!("\\u{byte:04x}"))),
        ("hexadecimal", hex(false).into_bytes()),
        ("hexadecimal, upper case", hex(true).into_bytes()),
        ("UTF-16, little end first", wide(true)),
        ("UTF-16, big end first", wide(false)),
        ("backwards", word.chars().rev().collect::<String>().into_bytes()),
    ];
    for offset in 0..3 {
        all.push((["base64", "base64, offset 1", "base64, offset 2"][offset], base64_inside(word.as_bytes(), offset)));
    }
    all
}

// The part of the base64 of a text that does not depend on what stands before and after it, when `offset` bytes of a group of three stand before it.
fn base64_inside(word: &[u8], offset: usize) -> Vec<u8> {
    let mut bytes = vec![0; offset];
    bytes.extend_from_slice(word);
    let whole = bytes.len() / 3 * 3;
    let text = base64(&bytes[..whole]);
    text[if offset == 0 { 0 } else { 4 }..].to_vec()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::new();
    for group in bytes.chunks(3) {
        let number = group.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            text.push(LETTERS[number >> (18 - 6 * place) & 63]);
        }
    }
    text
}

/// Every place in which a tree holds one of the words, as `file: place of the word (spelling)`.
fn search<'a>(tree: &BTreeMap<String, Vec<u8>>, canaries: impl IntoIterator<Item = &'a Canary>) -> Vec<String> {
    let mut found = Vec::new();
    for canary in canaries {
        for (spelling, bytes) in spellings(&canary.word) {
            for (address, content) in tree {
                if contains(address.as_bytes(), &bytes) {
                    found.push(format!("{address}: {} in the name ({spelling})", canary.place));
                }
                if contains(content, &bytes) {
                    found.push(format!("{address}: {} ({spelling})", canary.place));
                }
            }
        }
    }
    found
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return false };
    let mut rest = text;
    while let Some(place) = rest.iter().position(|byte| byte == first) {
        rest = &rest[place..];
        if rest.starts_with(wanted) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

// ---------------------------------------------------------------------------------------------------------------- the tests

#[test]
fn partners_find_nothing_that_is_not_for_them() {
    let hidden = SITES.canaries.iter().filter(|canary| matches!(canary.fate, Fate::Internal | Fate::Nobody));
    let mut found = search(&SITES.trees["partner"], hidden);
    // The report on freshness is for authors: it names the owner of a page that partners read.
    found.retain(|trace| !(trace.starts_with("(freshness.") && trace.contains("metadata of a shared page")));
    assert!(found.is_empty(), "{} traces:\n{}", found.len(), found.join("\n"));
}

#[test]
fn internal_readers_find_nothing_that_is_for_partners_alone_or_for_nobody() {
    let hidden = SITES.canaries.iter().filter(|canary| matches!(canary.fate, Fate::Partner | Fate::Nobody));
    let found = search(&SITES.trees["internal"], hidden);
    assert!(found.is_empty(), "{} traces:\n{}", found.len(), found.join("\n"));
}

// What is withheld from everybody would pass the first two tests.
#[test]
fn everybody_finds_what_is_for_them() {
    for (audience, own) in [("internal", Fate::Internal), ("partner", Fate::Partner)] {
        let tree = &SITES.trees[audience];
        let missing: Vec<&str> = SITES
            .canaries
            .iter()
            .filter(|canary| canary.fate == own || canary.fate == Fate::Shared)
            .filter(|canary| search(tree, [*canary]).is_empty())
            .map(|canary| canary.place)
            .collect();
        assert!(missing.is_empty(), "the {audience} site lacks: {}", missing.join(", "));
    }
}

#[test]
#[cfg(feature = "search")]
fn the_index_of_the_search_holds_what_is_for_its_readers() {
    for (audience, place) in [("internal", "body"), ("partner", "shared fragment")] {
        let canary = SITES.canaries.iter().find(|canary| canary.place == place).expect("it has a word");
        let index: BTreeMap<String, Vec<u8>> = SITES.trees[audience]
            .iter()
            .filter(|(name, _)| name.starts_with("search/"))
            .map(|(name, bytes)| (name.clone(), bytes.clone()))
            .collect();
        for part in ["search/fragment/", "search/index/"] {
            let found = search(&index, [canary]);
            assert!(found.iter().any(|found| found.starts_with(part)), "{audience}: {found:?}");
        }
    }
}

// An export that is empty would pass the first two tests, and the third as long as the pages hold the words.
#[test]
fn every_export_holds_what_is_for_its_readers() {
    let places = [("internal", "task row", "role of a task"), ("partner", "shared task row", "phase of a shared task")];
    for (audience, row, of_coverage) in places {
        let tree = &SITES.trees[audience];
        let exports =
            tree.iter().filter(|(name, _)| ["(tasks.", "(coverage.", "(added.", "(removed."].iter().any(|start| name.starts_with(start)));
        let mut count = 0;
        for (name, bytes) in exports {
            let place = if name.starts_with("(coverage") { of_coverage } else { row };
            let canary = SITES.canaries.iter().find(|canary| canary.place == place).expect("it has a word");
            assert!(contains(bytes, canary.word.as_bytes()), "{audience}: {name} lacks the {place}");
            count += 1;
        }
        assert_eq!(count, 4 + 5 + 4 + 4);
    }
    let unlisted = SITES.canaries.iter().find(|canary| canary.place == "details that no table names").expect("it has a word");
    assert!(contains(&SITES.trees["internal"]["(coverage.text)"], unlisted.word.as_bytes()));
}

#[test]
fn no_file_tells_where_it_was_built() {
    for (audience, tree) in &SITES.trees {
        for (address, content) in tree {
            assert!(!contains(content, SITES.folder.as_bytes()), "{audience}/{address} has the path of the build in it");
        }
        assert!(
            tree.contains_key(".playbook")
                && tree.contains_key("404.html")
                && tree.contains_key("toc.html")
                && tree.contains_key("sitemap.xml"),
            "{audience}"
        );
    }
}

// A change of a tree that lets a word out.
type Leak = fn(&mut BTreeMap<String, Vec<u8>>, &str);

fn put(tree: &mut BTreeMap<String, Vec<u8>>, address: &str, before: &str, text: &str) {
    let content = tree.get_mut(address).unwrap_or_else(|| panic!("`{address}` is in the tree"));
    let old = String::from_utf8(content.clone()).expect("a text");
    assert!(old.contains(before), "`{before}` is in `{address}`");
    *content = old.replacen(before, &format!("{text}{before}"), 1).into_bytes();
}

const LEAKS: &[(&str, Leak)] = &[
    ("the body of a page", |tree, word| put(tree, "index.html", "</article>", &format!("<p>{word}</p>"))),
    ("the title of a page", |tree, word| put(tree, "index.html", "</title>", word)),
    ("the description of a page", |tree, word| {
        put(tree, "index.html", "<title>", &format!("<meta name=\"description\" content=\"{word}\">"));
    }),
    ("an anchor", |tree, word| put(tree, "both.html", "</article>", &format!("<h2 id=\"{}\">x</h2>", word.to_lowercase()))),
    ("the navigation of a page", |tree, word| put(tree, "section/a.html", "</ul>", &format!("<li><span>{word}</span></li>"))),
    ("a link of the navigation", |tree, word| put(tree, "both.html", "</ul>", &format!("<li><a href=\"{word}/\">x</a></li>"))),
    ("previous and next", |tree, word| put(tree, "both.html", "</main>", &format!("<a rel=\"next\" href=\"x\">{word}</a>"))),
    ("the page with the whole TOC", |tree, word| put(tree, "toc.html", "</ul>", &format!("<li>{word}</li>"))),
    ("the sitemap", |tree, word| put(tree, "sitemap.xml", "</urlset>", &format!("<url><loc>https://x/{word}.html</loc></url>"))),
    ("the page for missing addresses", |tree, word| put(tree, "404.html", "</main>", word)),
    ("a comment", |tree, word| put(tree, "index.html", "</body>", &format!("<!-- {word} -->"))),
    ("the name of an asset", |tree, word| _ = tree.insert(format!("media/{word}.png"), Vec::new())),
    ("the name of a page, as a slug", |tree, word| _ = tree.insert(format!("{}.html", word.to_lowercase()), Vec::new())),
    ("a folder", |tree, word| _ = tree.insert(format!("{word}/index.html"), Vec::new())),
    ("the content of an asset", |tree, word| _ = tree.insert("media/x.png".to_owned(), [b"\x89PNG\0", word.as_bytes()].concat())),
    ("an asset of the theme", |tree, word| _ = tree.insert("assets/x.js".to_owned(), format!("x={word}").into_bytes())),
    ("the marker", |tree, word| _ = tree.insert(".playbook".to_owned(), word.as_bytes().to_vec())),
    ("an index for the search", |tree, word| {
        let escaped: String = word.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
        tree.insert("search.json".to_owned(), format!("[\"{escaped}\"]").into_bytes());
    }),
    ("the packed index", |tree, word| {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(word.as_bytes()).expect("it can be packed");
        let packed = packer.finish().expect("it can be packed");
        tree.insert("search/index/x.pf_index".to_owned(), unpacked("search/index/x.pf_index", packed));
    }),
    ("a cell of a workbook", |tree, word| {
        let rows = [vec!["id", "name"], vec!["1", word]];
        let workbook = playbook::render::workbook::workbook("Tasks", &rows).expect("a small table fits a sheet");
        tree.insert("(tasks.xlsx)".to_owned(), unpacked("(tasks.xlsx)", workbook));
    }),
    ("the coverage", |tree, word| put(tree, "(coverage.text)", " combinations", word)),
    ("the changes since a revision", |tree, word| put(tree, "(removed.json)", "\"removed\"", word)),
    ("the report on freshness", |tree, word| put(tree, "(freshness.html)", "</body>", word)),
    ("a percent-encoded address", |tree, word| {
        let encoded: String = word.bytes().map(|byte| format!("%{byte:02X}")).collect();
        put(tree, "index.html", "</article>", &format!("<a href=\"{encoded}\">x</a>"));
    }),
    ("entities", |tree, word| {
        let encoded: String = word.bytes().map(|byte| format!("&#{byte};")).collect();
        put(tree, "index.html", "</article>", &encoded);
    }),
    ("UTF-16", |tree, word| _ = tree.insert("x.bin".to_owned(), word.encode_utf16().flat_map(u16::to_le_bytes).collect())),
    ("hexadecimal", |tree, word| {
        _ = tree.insert("x.txt".to_owned(), word.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect());
    }),
    ("base64", |tree, word| _ = tree.insert("x.map".to_owned(), base64(format!("{{\"a\":\"{word}\"}}").as_bytes()))),
    ("base64, one byte on", |tree, word| _ = tree.insert("x.map".to_owned(), base64(format!("{{\"ab\":\"{word}\"}}").as_bytes()))),
    ("base64, two bytes on", |tree, word| _ = tree.insert("x.map".to_owned(), base64(format!("{{\"abc\":\"{word}\"}}").as_bytes()))),
];

#[test]
fn a_word_let_out_anywhere_is_found() {
    let canary = SITES.canaries.iter().find(|canary| canary.place == "title").expect("the title has a word");
    let clean = &SITES.trees["partner"];
    assert!(search(clean, [canary]).is_empty());
    for (place, leak) in LEAKS {
        let mut tree = clean.clone();
        leak(&mut tree, &canary.word);
        assert!(tree != *clean, "{place}: nothing was let out");
        assert!(!search(&tree, [canary]).is_empty(), "a word in {place} is not found");
    }
}

// Each word by itself, as it is, in a page.
#[test]
fn each_word_is_found_when_it_is_let_out() {
    for canary in &SITES.canaries {
        let tree = BTreeMap::from([("index.html".to_owned(), format!("<p>{}</p>", canary.word).into_bytes())]);
        assert_eq!(search(&tree, &SITES.canaries).len(), search(&tree, [canary]).len(), "`{}` is told apart from the others", canary.place);
        assert!(!search(&tree, [canary]).is_empty(), "{}", canary.place);
    }
}

// Without the audience filter, that is, when every page is for both, the search finds what it looks for.
#[test]
fn without_tags_the_search_finds_everything() {
    let Tripwire { files, canaries } = tripwire();
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (file, bytes) in &files {
        let text = String::from_utf8(bytes.clone()).expect("all are texts");
        let text = if file.ends_with(".md") { text.replace("ft.audience: internal\n", "ft.audience: internal, partner\n") } else { text };
        let file = folder.path().join(file.replace("--internal", ""));
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
        fs::write(file, text).expect("a file can be written");
    }
    let snapshot = support::snapshot_of(Path::new(folder.path()));
    let built = support::build(&snapshot);
    let hidden: Vec<&Canary> = canaries.iter().filter(|canary| canary.fate == Fate::Internal).collect();
    let seen = hidden.iter().filter(|canary| !search(built.tree("partner"), [**canary]).is_empty()).count();
    assert!(seen * 10 >= hidden.len() * 7, "only {seen} of {} words are seen", hidden.len());
}
