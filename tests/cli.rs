//! The program from outside: exit codes, what it prints, and what it leaves on the disk whatever happens.
#![expect(clippy::disallowed_methods, reason = "tests write files and run the program")]
#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    reason = "names are compared as they are; tests may be slow"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

mod support;

// ---------------------------------------------------------------------------------------------------------------- helpers

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_playbook"));
    command.env_remove("PLAYBOOK_TIMINGS").stdin(Stdio::null());
    command
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let file = root.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
        fs::write(file, text).expect("a file can be written");
    }
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn ran(output: Output) -> Ran {
    let code = output.status.code().expect("the program ends by itself");
    Ran {
        code,
        out: String::from_utf8(output.stdout).expect("what is printed is UTF-8"),
        err: String::from_utf8(output.stderr).expect("what is printed is UTF-8"),
    }
}

fn run(root: &Path, arguments: &[&str]) -> Ran {
    ran(program().current_dir(root).args(arguments).output().expect("the program starts"))
}

type Files = BTreeMap<String, Vec<u8>>;

fn files(root: &Path) -> Files {
    support::files_below(root).into_iter().map(|name| (name.clone(), fs::read(root.join(name)).expect("a file that can be read"))).collect()
}

// What stands in a folder, hidden names included.
fn names(root: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(root).expect("a folder").map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const CLEAN: &[(&str, &str)] = &[
    ("playbook.yml", "title: Handbook\naudiences: [internal, partner]\n"),
    ("toc.yml", "- href: index.md\n- href: secret.md\n"),
    ("index.md", "---\nft.audience: internal, partner\n---\n# Home\n\n![Map](media/map.png)\n"),
    ("secret.md", "---\nft.audience: internal\n---\n# Secret\n\n[home](index.md)\n"),
    ("media/map.png", "a map"),
];

const WITH_WARNING: &[(&str, &str)] = &[
    ("playbook.yml", "audiences: [internal, partner]\n"),
    ("toc.yml", "- href: index.md\n"),
    ("index.md", "---\nft.audience: internal, partner\n---\n# Home\n\n[gone](gone.md)\n"),
];

const WITH_ERROR: &[(&str, &str)] = &[
    ("playbook.yml", "audiences: [internal, partner]\n"),
    ("toc.yml", "- href: index.md\n"),
    ("index.md", "---\nft.audience: internal, partner\n---\n# Home\n\n[!INCLUDE [x](part.md)]\n\n[gone](gnoe.md) [secret](gone.md)\n"),
    ("part.md", "---\nft.audience: internal\n---\nFor some.\n"),
    ("gone.md", "---\nft.audience: internal\n---\n# Gone\n"),
];

// ---------------------------------------------------------------------------------------------------------------- build

#[test]
fn build_without_problems() {
    let root = folder();
    write(root.path(), CLEAN);
    let ran = run(root.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3, "{}", ran.out);
    assert!(lines[0].starts_with("internal: 2 pages, 1 TOC, 1 asset, no problems, "), "{}", lines[0]);
    assert!(lines[1].starts_with("partner: 1 page, 1 TOC, 1 asset, no problems, "), "{}", lines[1]);
    assert!(lines[2].starts_with("no problems in "), "{}", lines[2]);
    assert_eq!(ran.err, "");
    let site = root.path().join("_site");
    assert_eq!(names(&site), ["internal", "partner"]);
    assert_eq!(fs::read(site.join("partner/media/map.png")).expect("the image is there"), b"a map");
    assert!(site.join("internal/secret.html").is_file() && !site.join("partner/secret.html").exists());
    assert_eq!(names(root.path()), ["_site", "index.md", "media", "playbook.yml", "secret.md", "toc.yml"], "nothing else is left behind");
}

#[test]
fn build_with_a_warning_is_no_failure() {
    let root = folder();
    write(root.path(), WITH_WARNING);
    let ran = run(root.path(), &["build"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.contains("warning[file-not-found]") && ran.err.contains("index.md:6:8"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "no colours where no person looks");
}

#[test]
fn build_with_an_error_is_written_and_said() {
    let root = folder();
    write(root.path(), WITH_ERROR);
    let ran = run(root.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error[include-withheld]"), "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines[0].starts_with("internal: 3 pages, 1 TOC, 0 assets, 2 warnings, 2 suggestions, "), "{}", lines[0]);
    assert!(lines[1].starts_with("partner: 1 page, 1 TOC, 0 assets, 1 error, 2 warnings, "), "{}", lines[1]);
    assert!(lines[2].starts_with("1 error, 3 warnings, 2 suggestions in "), "{}", lines[2]);
    let page = fs::read_to_string(root.path().join("_site/partner/index.html")).expect("the site is written");
    assert!(!page.contains("For some"), "{page}");
}

#[test]
fn settings_by_another_name_stop_the_build() {
    for name in ["Playbook.yml", "playbook.yaml"] {
        let root = folder();
        write(root.path(), &[("index.md", "# Home\n"), (name, "audience_key: readers\n")]);
        let ran = run(root.path(), &["build"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(&format!("`{name}` is not read")), "{}", ran.err);
    }
}

#[test]
fn build_of_no_page_is_an_error() {
    let root = folder();
    write(root.path(), &[("notes.txt", "no page\n")]);
    let ran = run(root.path(), &["build"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error[content-empty]: there is no page in this folder"), "{}", ran.err);
}

#[test]
fn build_for_one_audience_leaves_the_other_site() {
    let root = folder();
    write(root.path(), CLEAN);
    assert_eq!(run(root.path(), &["build"]).code, 0);
    let before = files(&root.path().join("_site/internal"));
    write(root.path(), &[("index.md", "---\nft.audience: internal, partner\n---\n# New home\n")]);
    assert_eq!(run(root.path(), &["build", "--audience", "partner"]).code, 0);
    assert_eq!(files(&root.path().join("_site/internal")), before);
    assert!(fs::read_to_string(root.path().join("_site/partner/index.html")).expect("a page").contains("New home"));
    assert!(!root.path().join("_site/partner/media").exists(), "what the old site had is gone");
}

#[test]
fn the_site_of_an_audience_that_is_no_more_is_taken_away() {
    let root = folder();
    write(root.path(), CLEAN);
    write(root.path(), &[("_site/CNAME", "mine"), ("_site/internals/letter.txt", "dear")]);
    assert_eq!(run(root.path(), &["build"]).code, 0);
    write(
        root.path(),
        &[("playbook.yml", "title: Handbook\naudiences: [staff, partner]\n"), ("secret.md", "---\nft.audience: staff\n---\n# S\n")],
    );
    write(root.path(), &[("index.md", "---\nft.audience: staff, partner\n---\n# Home\n")]);
    // A build of some audiences leaves the other sites alone.
    let ran = run(root.path(), &["build", "--audience", "partner"]);
    assert_eq!((ran.code, names(&root.path().join("_site")).len()), (0, 4), "{}", ran.err);
    let ran = run(root.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("note: the site `internal` is removed: there is no such audience any more"), "{}", ran.err);
    assert_eq!(names(&root.path().join("_site")), ["CNAME", "internals", "partner", "staff"]);
    // Without any audience, there is one site in place of all.
    fs::remove_dir_all(root.path().join("_site/internals")).expect("a folder can be removed");
    fs::remove_file(root.path().join("_site/CNAME")).expect("a file can be removed");
    let plain = "# Home\n";
    write(root.path(), &[("playbook.yml", "title: Handbook\n"), ("index.md", plain), ("secret.md", plain)]);
    let ran = run(root.path(), &["build"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let here = names(&root.path().join("_site"));
    assert!(here.contains(&"index.html".to_owned()) && !here.contains(&"staff".to_owned()), "{here:?}");
    assert_eq!(names(root.path()), ["_site", "index.md", "media", "playbook.yml", "secret.md", "toc.yml"]);
}

#[test]
fn a_name_that_is_too_long_stops_no_build() {
    let root = folder();
    let long = "x".repeat(252);
    write(root.path(), &[("index.md", "# Home\n"), (&format!("{long}.md"), "# Long\n")]);
    for command in ["check", "build"] {
        let ran = run(root.path(), &[command]);
        assert_eq!(ran.code, 1, "{command}: {}", ran.err);
        assert!(
            format!("{}{}", ran.out, ran.err).contains("error[output-name-invalid]: the name of this file would have 257 bytes"),
            "{command}: {}",
            ran.err
        );
    }
    assert!(root.path().join("_site/index.html").is_file());
}

#[test]
fn the_output_folder_holds_no_sources() {
    let root = folder();
    write(root.path(), &[("docs/index.md", "# Home\n"), ("docs/sub/a.md", "# A\n"), ("docs/media/a.png", "a")]);
    for (source, out, words) in [
        ("docs", "docs", "holds the playbook itself"),
        ("docs", ".", "holds the playbook itself"),
        (".", ".", "holds the playbook itself"),
        (".", "docs", "holds sources, such as `docs/index.md`"),
        (".", "docs/sub", "holds sources, such as `docs/sub/a.md`"),
    ] {
        let before = files(root.path());
        let ran = run(root.path(), &["build", source, "--out", out]);
        assert!(ran.code == 2 && ran.err.contains(words), "{source} {out}: {}", ran.err);
        assert_eq!(files(root.path()), before, "{source} {out}");
    }
    write(root.path(), &[("docfx.json", r#"{"build": {"content": ["**/*.md"], "dest": "docs/sub"}}"#)]);
    let ran = run(root.path(), &["build"]);
    assert!(ran.code == 2 && ran.err.contains("`docs/sub` of the configuration holds sources"), "{}", ran.err);
}

#[test]
fn build_without_audiences_makes_one_site() {
    let root = folder();
    write(root.path(), &[("a.md", "# A\n"), ("b.md", "# B\n")]);
    let ran = run(root.path(), &["build", "--out", "public"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("site: 2 pages, "), "{}", ran.out);
    assert!(root.path().join("public/a.html").is_file() && root.path().join("public/index.html").is_file());
    let ran = run(root.path(), &["build", "--audience", "partner"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no audience `partner`"), "{}", ran.err);
}

#[test]
fn nothing_is_written_when_nothing_can_be() {
    let root = folder();
    write(root.path(), CLEAN);
    let table: &[(&[&str], &str)] = &[
        (&["build", "--audience", "partnr"], "there is no audience `partnr`; did you mean `partner`?"),
        (&["build", "nowhere"], "nowhere"),
        (&["build", "index.md"], "is not a folder"),
        (&["build", "--jobs", "0"], "--jobs"),
        (&["build", "--frobnicate"], "--frobnicate"),
        (&["biuld"], "biuld"),
        (&[], "Usage"),
        (&["check", "--audience", "x"], "there is no audience `x`"),
        (&["check", "--format", "xml"], "xml"),
        (&["check", "nowhere"], "nowhere"),
        (&["render", "nowhere.md"], "nowhere.md"),
        (&["render", "index.md", "--audience", "x"], "there is no audience `x`"),
        (&["explain", "nowhere.md"], "nowhere.md"),
        (&["explain", "file-not-fund"], "did you mean `file-not-found`?"),
        (&["new", "media"], "is not empty"),
    ];
    for (arguments, words) in table {
        let ran = run(root.path(), arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{arguments:?}");
    }
    assert_eq!(names(root.path()), ["index.md", "media", "playbook.yml", "secret.md", "toc.yml"]);
}

#[test]
fn a_configuration_that_cannot_be_read_stops_everything() {
    for (file, text) in [("playbook.yml", "audiences: [internal\n"), ("docfx.json", "{\"build\": "), ("playbook.yml", "- a\n")] {
        let root = folder();
        write(root.path(), &[("index.md", "# Home\n")]);
        write(root.path(), &[(file, text)]);
        for command in ["build", "check"] {
            let ran = run(root.path(), &[command]);
            assert_eq!(ran.code, 2, "{file}: {}", ran.err);
            assert!(ran.err.contains("config-invalid") && ran.err.contains(file), "{}", ran.err);
        }
        assert!(!root.path().join("_site").exists());
    }
}

#[test]
fn folders_of_others_are_refused() {
    let root = folder();
    write(root.path(), CLEAN);
    write(root.path(), &[("mine/letter.txt", "dear"), ("mixed/partner/letter.txt", "dear"), ("file", "x")]);
    for out in ["mixed", "file"] {
        let before = files(root.path());
        let ran = run(root.path(), &["build", "--out", out]);
        assert_eq!(ran.code, 2, "{out}: {}", ran.err);
        assert_eq!(files(root.path()), before, "{out}");
    }
    // A folder with other things in it may hold the sites beside them.
    let ran = run(root.path(), &["build", "--out", "mine"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(names(&root.path().join("mine")), ["internal", "letter.txt", "partner"]);
    // Where there is one site, it is the folder itself that would be replaced.
    let plain = folder();
    write(plain.path(), &[("a.md", "# A\n"), ("out/letter.txt", "dear")]);
    let ran = run(plain.path(), &["build", "--out", "out"]);
    assert_eq!(ran.code, 2);
    assert_eq!(names(&plain.path().join("out")), ["letter.txt"]);
}

#[test]
fn the_output_is_never_content() {
    let root = folder();
    write(root.path(), CLEAN);
    write(root.path(), &[("docfx.json", r#"{"build": {"content": ["**/*.{md,yml}"], "resource": ["**"], "dest": "public"}}"#)]);
    assert_eq!(run(root.path(), &["build"]).code, 0);
    let first = files(&root.path().join("public"));
    write(root.path(), &[("public/extra.md", "---\nft.audience: partner\n---\n# Extra\n")]);
    assert_eq!(run(root.path(), &["build"]).code, 0);
    let mut second = files(&root.path().join("public"));
    second.remove("extra.md");
    assert_eq!(first, second);
}

// A site that an earlier build left elsewhere in the playbook holds what its readers may see, and others may not.
#[test]
fn old_sites_are_never_content() {
    let root = folder();
    write(root.path(), CLEAN);
    write(
        root.path(),
        &[("playbook.yml", "audiences: [internal, partner]\npublish: ['**/*.png']\n"), ("media/secret--internal.png", "secret")],
    );
    assert_eq!(run(root.path(), &["build", "--out", "old"]).code, 0);
    assert!(root.path().join("old/internal/media/secret.png").is_file());
    assert_eq!(run(root.path(), &["build", "--out", "new"]).code, 0);
    let partner = files(&root.path().join("new/partner"));
    assert!(
        !partner.keys().any(|name| name.contains("secret")),
        "{:?}",
        partner.keys().filter(|name| name.ends_with("png")).collect::<Vec<_>>()
    );
}

// DocFX builds into `output` and `dest`, wherever they lead.
#[test]
fn the_output_folder_of_the_configuration_may_lie_beside_the_playbook() {
    let root = folder();
    let docs = root.path().join("docs");
    write(&docs, CLEAN);
    let docfx = |keys: &str| format!(r#"{{"build": {{"content": ["**/*.{{md,yml}}"], {keys}}}}}"#);
    for (keys, site) in [(r#""dest": "../out""#, "out"), (r#""output": "..", "dest": "a/../site""#, "site")] {
        write(&docs, &[("docfx.json", &docfx(keys))]);
        let ran = run(&docs, &["build"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert!(root.path().join(site).join("internal/index.html").is_file(), "{keys}");
        assert!(!docs.join("_site").exists(), "{keys}");
    }
}

#[test]
fn the_output_folder_of_the_configuration_is_never_around_the_playbook() {
    let root = folder();
    let docs = root.path().join("docs");
    write(&docs, CLEAN);
    let before = names(&docs);
    write(&docs, &[("docfx.json", r#"{"build": {"content": ["**/*.{md,yml}"], "dest": "../docs"}}"#)]);
    let ran = run(&docs, &["build"]);
    assert!(ran.code == 2 && ran.err.contains("`../docs` of the configuration holds the playbook itself"), "{}{}", ran.out, ran.err);
    // What somebody else put beside the playbook stays.
    write(root.path(), &[("mine/internal/letter.txt", "dear")]);
    write(&docs, &[("docfx.json", r#"{"build": {"content": ["**/*.{md,yml}"], "dest": "../mine"}}"#)]);
    let ran = run(&docs, &["build"]);
    assert!(ran.code == 2 && root.path().join("mine/internal/letter.txt").is_file(), "{}{}", ran.out, ran.err);
    fs::remove_file(docs.join("docfx.json")).expect("a file can be removed");
    assert_eq!(names(&docs), before);
}

// ---------------------------------------------------------------------------------------------------------------- the same bytes

#[test]
fn the_same_bytes_whoever_builds_and_where() {
    let (one, two) = (folder(), folder());
    let deep = two.path().join("a/much/deeper place/ü");
    let texts = many_pages(30, "");
    let texts: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    write(one.path(), &texts);
    // In another order, so that the files lie otherwise on the disk.
    write(&deep, &texts.iter().rev().copied().collect::<Vec<_>>());
    let build = |source: &Path, working: &Path, arguments: &[&str], environment: &[(&str, &str)]| {
        let out = folder();
        let done = program()
            .current_dir(working)
            .arg("build")
            .arg(source)
            .args(arguments)
            .arg("--out")
            .arg(out.path().join("site"))
            .envs(environment.iter().copied())
            .output()
            .expect("the program starts");
        let ran = ran(done);
        assert!(ran.code < 2, "{}", ran.err);
        files(&out.path().join("site"))
    };
    let first = build(one.path(), one.path(), &[], &[]);
    assert!(first.len() > 60);
    assert_eq!(first, build(one.path(), one.path(), &[], &[]), "twice");
    assert_eq!(first, build(Path::new("."), one.path(), &["--jobs", "1"], &[]), "one thread, named otherwise");
    assert_eq!(first, build(one.path(), two.path(), &["--jobs", "2"], &[]), "two threads, from elsewhere");
    assert_eq!(first, build(&deep, two.path(), &["--jobs", "7"], &[]), "from another folder");
    let other =
        [("LANG", "de_DE.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Tokyo"), ("HOME", "/nonexistent"), ("SOURCE_DATE_EPOCH", "1")];
    assert_eq!(first, build(one.path(), one.path(), &[], &other), "in another country");
    let path = one.path().to_string_lossy().into_owned();
    for (name, bytes) in &first {
        assert!(!String::from_utf8_lossy(bytes).contains(&path), "{name} tells where it was built");
    }
}

// A playbook of some size; every page of it carries `mark`.
fn many_pages(count: usize, mark: &str) -> Vec<(String, String)> {
    let mut all = vec![("playbook.yml".to_owned(), "audiences: [internal, partner]\n".to_owned())];
    let mut toc = String::new();
    for number in 0..count {
        let name = format!("part{}/page{number}.md", number % 7);
        let next = format!("part{}/page{}.md", (number + 1) % count % 7, (number + 1) % count);
        let audience = ["internal", "partner", "internal, partner"][number % 3];
        let text = format!(
            "---\ntitle: Page {number}\nft.audience: {audience}\n---\n# Page {number}\n\nMark {mark}.\n\n[next](../{next}) ![x](../media/a{}.png)\n\n\
             [!INCLUDE [x](../includes/f.md)]\n\n| A | B |\n|---|---|\n| {number} | x |\n\n```js\nlet x = {number};\n```\n",
            number % 5
        );
        let _ = write!(toc, "- name: Page {number}\n  href: {name}\n");
        all.push((name, text));
    }
    all.push(("toc.yml".to_owned(), toc));
    all.push(("includes/f.md".to_owned(), format!("---\nft.audience: internal, partner\n---\nFragment {mark}.\n")));
    all.extend((0..5).map(|number| (format!("media/a{number}.png"), format!("image {number} {mark}"))));
    all.push(("index.md".to_owned(), format!("---\nft.audience: internal, partner\n---\n# Home\n\nMark {mark}.\n")));
    all
}

// ---------------------------------------------------------------------------------------------------------------- killed, and two at once

// Whether a site is whole: it has the marker, all its links lead somewhere, and every page and image carries one and the same mark, which is given back.
fn whole(site: &Path) -> String {
    let files = files(site);
    assert!(files.contains_key(".playbook"), "{} has no marker", site.display());
    let pages = files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.as_str(), std::str::from_utf8(bytes).expect("UTF-8")));
    let pages: Vec<(&str, &str)> = pages.collect();
    let dead = support::dead_links(pages.iter().copied(), "/", &|address| files.contains_key(address));
    assert!(dead.is_empty(), "{dead:?}");
    let marks: BTreeSet<&str> = pages
        .iter()
        .filter_map(|(_, html)| Some(html.split_once("Mark ")?.1.split_once('.')?.0))
        .chain(files.iter().filter_map(|(name, bytes)| {
            let text = if name.ends_with(".png") { std::str::from_utf8(bytes).ok()? } else { return None };
            text.rsplit(' ').next()
        }))
        .collect();
    assert_eq!(marks.len(), 1, "pages of several builds in one site: {marks:?}");
    marks.first().expect("a mark").to_string()
}

fn rewrite(root: &Path, mark: &str) {
    let all = many_pages(60, mark);
    write(root, &all.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>());
}

#[test]
fn a_build_that_is_killed_leaves_a_whole_site() {
    let root = folder();
    let (source, out) = (root.path().join("docs"), root.path().join("site"));
    let build = || {
        let mut command = program();
        command.arg("build").arg(&source).arg("--out").arg(&out).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    rewrite(&source, "first");
    let started = Instant::now();
    assert!(build().status().expect("the program starts").code().is_some_and(|code| code < 2));
    let usual = started.elapsed();
    let mut seen = BTreeSet::new();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut expected = BTreeSet::from(["first".to_owned()]);
    for round in 0..24 {
        let mark = format!("m{round}");
        rewrite(&source, &mark);
        expected.insert(mark.clone());
        let mut child = build().spawn().expect("the program starts");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Anywhere from the start to a little after the usual end.
        let moment = usual * u32::try_from(random % 1100).expect("below 1100") / 1000;
        wait(moment);
        let _ = child.kill();
        let was_killed = child.wait().expect("the program ends").code().is_none();
        for audience in ["internal", "partner"] {
            let found = whole(&out.join(audience));
            assert!(expected.contains(&found), "round {round}: `{found}`");
            assert!(was_killed || found == mark, "round {round}: it ended, and the site is of `{found}`");
        }
        seen.insert(was_killed);
    }
    assert!(seen.contains(&true), "at least one build was killed");
    // What it leaves does not hinder the next build, and is removed by it.
    rewrite(&source, "last");
    assert!(build().status().expect("the program starts").code().is_some_and(|code| code < 2));
    assert_eq!((whole(&out.join("internal")), whole(&out.join("partner"))), ("last".to_owned(), "last".to_owned()));
    assert_eq!(names(root.path()), ["docs", "site"]);
    assert_eq!(names(&out), ["internal", "partner"]);
}

// Spins, since sleeping is too coarse for the moments that matter here.
fn wait(time: Duration) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let root = folder();
    let out = root.path().join("site");
    let sources: Vec<PathBuf> = ["one", "two"].iter().map(|name| root.path().join(name)).collect();
    rewrite(&sources[0], "one");
    rewrite(&sources[1], "two");
    for _ in 0..4 {
        let children: Vec<_> = sources
            .iter()
            .map(|source| {
                let mut command = program();
                command.arg("build").arg(source).arg("--out").arg(&out).stdout(Stdio::null()).stderr(Stdio::null());
                command.spawn().expect("the program starts")
            })
            .collect();
        for mut child in children {
            assert!(child.wait().expect("the program ends").code().is_some_and(|code| code < 2));
        }
        assert_eq!(whole(&out.join("internal")), whole(&out.join("partner")));
        assert_eq!(names(root.path()), ["one", "site", "two"]);
    }
}

// ---------------------------------------------------------------------------------------------------------------- check

#[test]
fn check_writes_nothing_and_says_all() {
    let root = folder();
    write(root.path(), WITH_ERROR);
    let before = files(root.path());
    let ran = run(root.path(), &["check"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("error[include-withheld]")
            && ran.out.contains("warning[link-withheld]")
            && ran.out.contains("warning[file-not-found]"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("(pages: internal 3, partner 1)"), "{}", ran.out);
    assert_eq!(files(root.path()), before);
    write(root.path(), CLEAN);
    fs::remove_file(root.path().join("part.md")).expect("a file");
    fs::remove_file(root.path().join("gone.md")).expect("a file");
    let ran = run(root.path(), &["check"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "no problems (pages: internal 2, partner 1)\n"));
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn check_for_programs_has_the_shape_that_scripts_rely_on() {
    let root = folder();
    write(root.path(), WITH_ERROR);
    let ran = run(root.path(), &["check", "--format", "json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "");
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(keys(&report), ["version", "summary", "diagnostics"]);
    assert_eq!(report["version"], 1);
    assert_eq!(keys(&report["summary"]), ["errors", "warnings", "suggestions", "pages"]);
    let count = |severity: &str| {
        let all = report["diagnostics"].as_array().expect("a list");
        all.iter().filter(|diagnostic| diagnostic["severity"] == severity).count()
    };
    assert_eq!(report["summary"]["errors"], count("error"));
    assert_eq!(report["summary"]["warnings"], count("warning"));
    assert_eq!(report["summary"]["suggestions"], count("suggestion"));
    assert_eq!(report["summary"]["pages"], serde_json::json!({"internal": 3, "partner": 1}));
    let all = report["diagnostics"].as_array().expect("a list");
    for diagnostic in all {
        assert_eq!(
            keys(diagnostic),
            ["code", "severity", "message", "help", "file", "line", "column", "endLine", "endColumn", "target", "audiences", "via"]
        );
        assert!(diagnostic["audiences"].is_array() && diagnostic["via"].is_array());
        assert!(diagnostic["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
    let places: Vec<(&str, u64, u64)> = all
        .iter()
        .filter(|diagnostic| diagnostic["line"].is_u64())
        .map(|diagnostic| {
            (
                diagnostic["file"].as_str().expect("a file"),
                diagnostic["line"].as_u64().expect("a line"),
                diagnostic["column"].as_u64().expect("a column"),
            )
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let find = |code: &str| all.iter().find(|diagnostic| diagnostic["code"] == code).unwrap_or_else(|| panic!("`{code}` is reported"));
    let place = |diagnostic: &Value| ["line", "column", "endLine", "endColumn"].map(|key| diagnostic[key].as_u64().expect("a number"));
    let include = find("include-withheld");
    assert_eq!((&include["file"], &include["target"], &include["severity"]), (&"index.md".into(), &"part.md".into(), &"error".into()));
    assert_eq!(place(include), [6, 15, 6, 22]);
    assert_eq!(include["audiences"], serde_json::json!(["partner"]));
    let link = find("link-withheld");
    assert_eq!((place(link), &link["target"]), ([8, 26, 8, 33], &"gone.md".into()));
    let missing = find("file-not-found");
    assert_eq!((place(missing), &missing["target"]), ([8, 8, 8, 15], &Value::Null));
    assert_eq!(missing["help"], "did you mean `gone.md`?");
    assert_eq!(missing["audiences"], serde_json::json!(["internal", "partner"]));
}

#[test]
fn check_for_programs_names_the_pages_of_a_fragment_and_counts_letters() {
    let root = folder();
    write(
        root.path(),
        &[
            ("docfx.json", r#"{"build": {"content": [{"files": "**/*.md", "exclude": "includes/**"}]}}"#),
            ("a.md", "# Ä\n\n[!INCLUDE [x](includes/f.md)]\n"),
            ("b.md", "# B\r\n\r\n[!INCLUDE [x](includes/f.md)]\r\n\r\nÄÖ 🎉 [x](gone.md)\r\n"),
            ("includes/f.md", "\u{feff}Übung [x](gone.md)\n"),
        ],
    );
    let ran = run(root.path(), &["check", ".", "--format", "json"]);
    assert_eq!(ran.code, 0);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let all = report["diagnostics"].as_array().expect("a list");
    let of = |file: &str| all.iter().filter(|diagnostic| diagnostic["file"] == file).cloned().collect::<Vec<_>>();
    let fragment = of("includes/f.md");
    assert_eq!(fragment.len(), 1, "one problem is one diagnostic: {fragment:?}");
    assert_eq!(fragment[0]["via"], serde_json::json!(["a.md", "b.md"]));
    assert_eq!((&fragment[0]["line"], &fragment[0]["column"]), (&1.into(), &11.into()), "a byte-order mark is no column");
    let page = of("b.md");
    assert_eq!((&page[0]["line"], &page[0]["column"]), (&5.into(), &10.into()), "letters are counted, not bytes");
    assert_eq!(report["summary"]["pages"], serde_json::json!({"site": 2}));
}

#[test]
fn a_page_without_any_configuration_belongs_to_the_folder_that_build_takes() {
    let root = folder();
    write(root.path(), &[("index.md", "# Home\n"), ("sub/a.md", "# A\n\n[home](../index.md)\n")]);
    let ran = run(root.path(), &["render", "sub/a.md"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("<a href=\"../index.html\">home</a>"), "{}", ran.out);
    let ran = run(root.path(), &["explain", "sub/a.md"]);
    assert!(ran.code == 0 && ran.out.starts_with("sub/a.md"), "{}{}", ran.out, ran.err);
}

#[test]
fn check_for_one_audience_says_what_concerns_it() {
    let root = folder();
    write(root.path(), WITH_ERROR);
    let ran = run(root.path(), &["check", "--audience", "internal", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["summary"]["pages"], serde_json::json!({"internal": 3}));
    for diagnostic in report["diagnostics"].as_array().expect("a list") {
        assert!(diagnostic["code"] != "include-withheld" && diagnostic["code"] != "link-withheld", "{diagnostic}");
    }
}

// ---------------------------------------------------------------------------------------------------------------- render, explain, new, help

#[test]
fn render_prints_the_body_of_a_page() {
    let root = folder();
    write(root.path(), WITH_ERROR);
    let ran = run(root.path(), &["render", "index.md"]);
    assert_eq!(ran.code, 0, "for internal readers nothing is withheld: {}", ran.err);
    assert_eq!(ran.out, "<h1 id=\"home\">Home</h1>\n<p>For some.</p>\n<p>gone <a href=\"gone.html\">secret</a></p>\n");
    let ran = run(root.path(), &["render", "index.md", "--audience", "partner"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out, "<h1 id=\"home\">Home</h1>\n<p>gone secret</p>\n");
    assert!(ran.err.contains("include-withheld"), "{}", ran.err);
    let ran = run(root.path(), &["render", "gone.md", "--audience", "partner"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("playbook explain gone.md"), "{}", ran.err);
    // From another folder, and with the root named.
    let elsewhere = folder();
    let file = root.path().join("gone.md");
    assert_eq!(run(elsewhere.path(), &["render", file.to_str().expect("a path")]).code, 0);
    let path = root.path().to_str().expect("a path");
    assert_eq!(run(elsewhere.path(), &["render", "gone.md", "--root", path]).code, 0);
    assert_eq!(names(root.path()), ["gone.md", "index.md", "part.md", "playbook.yml", "toc.yml"], "nothing is written");
}

#[test]
fn explain_tells_why_a_page_is_where_it_is() {
    let root = folder();
    write(root.path(), WITH_ERROR);
    write(root.path(), &[("x--partner.md", "---\nft.audience: partner\n---\n# X\n"), ("media/a.png", "a"), ("media/b.png", "b")]);
    write(root.path(), &[("none.md", "# None\n\n![a](media/a.png)\n")]);
    let said = |arguments: &[&str]| {
        let ran = run(root.path(), arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
        ran.out
    };
    let page = said(&["explain", "index.md"]);
    assert!(page.contains("internal: in the site, at index.html") && page.contains("partner: in the site, at index.html"), "{page}");
    let part = said(&["explain", "part.md"]);
    assert!(
        part.contains("included by: index.md") && part.contains("internal may read it") && part.contains("partner: not in the site"),
        "{part}"
    );
    let variant = said(&["explain", "x--partner.md"]);
    assert!(variant.contains("stands for `x.md`"), "{variant}");
    let none = said(&["explain", "none.md"]);
    assert!(none.contains("nobody may read it"), "{none}");
    assert!(none.contains("audience: no tag of its own; nobody may read it"), "{none}");
    assert!(variant.contains("audience: `ft.audience: partner` in its front matter; partner may read it"), "{variant}");
    write(root.path(), &[("named.md", "---\nft.audience: partner\noutputFileName: other.html\n---\n# Named\n")]);
    assert!(said(&["explain", "named.md"]).contains("partner: in the site, at other.html"));
    let ran = run(root.path(), &["render", "named.md"]);
    assert!(ran.code == 0 && ran.out.contains("Named"), "{}{}", ran.out, ran.err);
    let linked = said(&["explain", "gone.md"]);
    assert!(linked.contains("links: from index"), "{linked}");
    assert!(said(&["explain", "media/a.png"]).contains("not published"), "only a page in no site refers to it");
    let toc = said(&["explain", "toc.yml"]);
    assert!(toc.contains("a TOC"), "{toc}");
    let manual = said(&["explain", "include-withheld"]);
    assert!(
        manual.starts_with("include-withheld (error; it may be raised, never lowered)") && manual.contains("## How to mend it"),
        "{manual}"
    );
    for rule in playbook::rules::RULES {
        assert!(said(&["explain", rule.code]).starts_with(rule.code));
    }
    let docfx =
        r#"{"build": {"content": ["**/*.md"], "overwrite": ["api/**"], "fileMetadata": {"ft.audience": {"tagged/**": "partner"}}}}"#;
    write(root.path(), &[("docfx.json", docfx), ("api/o.md", "# O\n"), ("tagged/t.md", "# T\n")]);
    let overwrite = said(&["explain", "api/o.md"]);
    assert!(overwrite.contains("neither content nor resource (kept out by `api/**`)"), "{overwrite}");
    let tagged = said(&["explain", "tagged/t.md"]);
    assert!(tagged.contains("audience: no tag of its own, `ft.audience: partner` in the configuration; partner may read it"), "{tagged}");
    fs::remove_file(root.path().join("docfx.json")).expect("a file can be removed");
    let elsewhere = folder();
    let file = root.path().join("index.md");
    let ran = run(elsewhere.path(), &["explain", file.to_str().expect("a path")]);
    assert_eq!((ran.code, ran.out), (0, page));
}

#[test]
fn a_new_playbook_builds_without_a_diagnostic() {
    let root = folder();
    let ran = run(root.path(), &["new", "mine/handbook"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ran = run(root.path(), &["build", "mine/handbook"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("no problems"), "{}", ran.out);
    let ran = run(root.path(), &["check", "mine/handbook", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(report["diagnostics"], serde_json::json!([]));
    let pages = &report["summary"]["pages"];
    assert!(pages["internal"].as_u64() > pages["partner"].as_u64(), "{pages}");
    // It is never written over something.
    let ran = run(root.path(), &["new", "mine/handbook"]);
    assert_eq!(ran.code, 2);
    fs::create_dir(root.path().join("empty")).expect("a folder");
    assert_eq!(run(root.path(), &["new", "empty"]).code, 0);
}

#[test]
fn help_and_version_are_no_errors() {
    let root = folder();
    for arguments in [&["--help"][..], &["-h"], &["help", "build"], &["build", "--help"], &["--version"]] {
        let ran = run(root.path(), arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
        assert!(!ran.out.is_empty() && !ran.out.contains('\u{1b}'), "{arguments:?}");
    }
    let help = run(root.path(), &["--help"]).out;
    for command in ["build", "check", "render", "explain", "new"] {
        assert!(help.contains(command), "{command}");
    }
}

// ---------------------------------------------------------------------------------------------------------------- hostile folders

#[cfg(unix)]
#[test]
fn nothing_outside_the_playbook_is_read() {
    use std::os::unix::fs::symlink;
    let root = folder();
    let docs = root.path().join("docs");
    write(&docs, CLEAN);
    write(
        root.path(),
        &[
            ("secret.txt", "top secret"),
            ("outside/a.md", "---\nft.audience: partner\n---\n# Outside secret\n"),
            ("docs/.git/config.md", "git secret"),
        ],
    );
    symlink("../secret.txt", docs.join("media/leak.png")).expect("a link");
    symlink("../outside", docs.join("linked")).expect("a link");
    symlink("../outside/a.md", docs.join("a.md")).expect("a link");
    symlink(".git/config.md", docs.join("git.md")).expect("a link");
    write(
        &docs,
        &[(
            "index.md",
            "---\nft.audience: internal, partner\n---\n# Home\n\n![x](media/leak.png) [x](linked/a.md) [x](a.md) [x](../outside/a.md)\n\n[!INCLUDE [x](../outside/a.md)]\n\n[!INCLUDE [x](git.md)]\n",
        )],
    );
    let ran = run(&docs, &["build", "--out", "../out"]);
    assert!(ran.code < 2, "{}", ran.err);
    for (name, bytes) in files(&root.path().join("out")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("secret") || name.starts_with("internal/") && !text.contains("top secret"), "{name}");
        assert!(!text.contains("Outside") && !text.contains("git secret") && !name.contains("leak"), "{name}");
    }
}

#[test]
fn folders_with_a_dot_are_content_where_a_pattern_names_them() {
    let root = folder();
    let page = "# Home\n\n![a](.attachments/a.png) ![b](.other/b.png)\n";
    write(root.path(), &[("index.md", page), (".attachments/a.png", "a"), (".other/b.png", "b"), (".git/c.md", "# C\n")]);
    // As the wiki of Azure DevOps has it, without any configuration.
    assert_eq!(run(root.path(), &["build"]).code, 0);
    assert!(root.path().join("_site/.attachments/a.png").is_file() && !root.path().join("_site/.other").exists());
    let settings = r#"{"build": {"content": ["**/*.md", ".git/*.md", ".hidden/*.md"], "resource": ["**/*.png", ".other/**"]}}"#;
    write(root.path(), &[("docfx.json", settings), (".hidden/d.md", "# D\n"), (".hidden/sub/e.md", "# E\n")]);
    assert_eq!(run(root.path(), &["build"]).code, 0);
    let site = root.path().join("_site");
    assert!(site.join(".other/b.png").is_file() && site.join(".hidden/d.html").is_file());
    assert!(!site.join(".attachments").exists() && !site.join(".git").exists() && !site.join(".hidden/sub").exists());
}

#[cfg(unix)]
#[test]
fn what_is_left_out_is_a_diagnostic() {
    use std::os::unix::fs::symlink;
    let root = folder();
    write(root.path(), &[("index.md", "# Home\n"), ("sub/a.md", "# A\n")]);
    symlink("nowhere.md", root.path().join("gone.md")).expect("a link");
    symlink("sub", root.path().join("linked")).expect("a link");
    let ran = run(root.path(), &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    let all = report["diagnostics"].as_array().expect("a list");
    let found: Vec<_> = all.iter().filter(|found| found["code"] == "file-unreadable").map(|found| &found["file"]).collect();
    assert_eq!(found, ["gone.md", "linked"], "{all:?}");
    assert_eq!(ran.code, 0);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_said() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = folder();
    write(root.path(), CLEAN);
    let file = root.path().join("locked.md");
    write(root.path(), &[("locked.md", "---\nft.audience: partner\n---\n# Locked\n")]);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).expect("permissions can be set");
    if fs::read(&file).is_ok() {
        // The administrator reads everything.
        return;
    }
    let ran = run(root.path(), &["build"]);
    assert!(ran.err.contains("file-unreadable") && ran.err.contains("locked.md"), "{}", ran.err);
}
