//! `playbook tasks` from outside: filters, formats, coverage, and what changed since a revision of git.
#![expect(clippy::disallowed_methods, reason = "tests write files and run the program")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const SHARED: &str = "---\nft.audience: internal, partner\n---\n# Voyage\n\nPhase: Departure\n\n## Make ready\n\n\
    | Task ID | Task Name | M/O | Role | Services |\n|---|---|---|---|---|\n\
    | 1 | Check the lines | M | Mate | Freight |\n| 2 | Sound the horn | O | Captain, Mate | Mail |\n";
const INTERNAL: &str = "---\nft.audience: internal\n---\n# Secret\n\n\
    | Task ID | Task Name | M/O | Role |\n|---|---|---|---|\n| 3 | Burn the papers | O | Spy |\n\n\
    # Details\n\n## 3: Burn the papers\n\n## 4: Forgotten\n";

fn playbook() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    write(folder.path(), &[("voyage.md", SHARED), ("secret.md", INTERNAL)]);
    folder
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        fs::write(root.join(name), text).expect("a file can be written");
    }
}

fn tasks(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let program = env!("CARGO_BIN_EXE_playbook");
    let done = Command::new(program).arg("tasks").arg(root).args(arguments).stdin(Stdio::null()).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (done.status.code().expect("the program ends by itself"), text(done.stdout), text(done.stderr))
}

fn ids(root: &Path, arguments: &[&str]) -> Vec<String> {
    let (code, out, err) = tasks(root, &[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    let all: Value = serde_json::from_str(&out).expect("JSON");
    all["tasks"].as_array().expect("a list").iter().map(|task| task["id"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn each_audience_has_tasks_of_its_own_and_must_be_named() {
    let root = playbook();
    let (code, _, err) = tasks(root.path(), &[]);
    assert_eq!(code, 2);
    assert!(err.contains("add --audience internal or --audience partner"), "{err}");
    assert_eq!(ids(root.path(), &["--audience", "internal"]), ["3", "1", "2"]);
    assert_eq!(ids(root.path(), &["--audience", "partner"]), ["1", "2"]);
}

#[test]
fn filters_take_any_of_several_and_all_together() {
    let root = playbook();
    let with = |arguments: &[&str]| ids(root.path(), &[&["--audience", "internal"], arguments].concat());
    assert_eq!(with(&["--role", "mate"]), ["1", "2"]);
    assert_eq!(with(&["--role", "Captain", "--role", "Spy"]), ["3", "2"]);
    assert_eq!(with(&["--role", "Mate", "--service", "Mail"]), ["2"]);
    assert_eq!(with(&["--phase", "departure"]), ["1", "2"]);
    assert_eq!(with(&["--language", "en"]).len(), 3);
    assert!(with(&["--language", "de"]).is_empty() && with(&["--role", "Nobody"]).is_empty());
}

#[test]
fn other_spellings_are_their_names() {
    let root = playbook();
    let folder = root.path();
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "-m", "first"]);
    let names = "tasks: {roles: {Officer: [Mate, Captain], Spy: []}, services: {Post: Mail}, phases: {Leaving: Departure}}\n";
    write(folder, &[("playbook.yml", names)]);
    let with = |arguments: &[&str]| ids(folder, &[&["--audience", "internal"], arguments].concat());
    for arguments in [["--role", "officer"], ["--role", "Mate"], ["--phase", "Leaving"], ["--phase", "departure"]] {
        assert_eq!(with(&arguments), ["1", "2"], "{arguments:?}");
    }
    assert_eq!((with(&["--service", "post"]), with(&["--service", "Mail"])), (vec!["2".to_owned()], vec!["2".to_owned()]));
    let (_, csv, _) = tasks(folder, &["--audience", "partner", "--format", "csv"]);
    assert!(csv.contains("\r\n2,Sound the horn,optional,Officer,Post,Leaving,"), "{csv}");
    // To get a name is no change of a task; the files are the same.
    let (_, text, err) = tasks(folder, &["--since", "HEAD"]);
    assert_eq!(text, "internal: 0 changes since HEAD\npartner: 0 changes since HEAD\n", "{err}");
}

#[test]
fn every_format_holds_the_same_rows() {
    let root = playbook();
    let header =
        "id,name,mandatory,roles,services,phase,step,primaryRole,appliesTo,programManager,page,file,line,anchor,language,details\r\n";
    let (_, csv, _) = tasks(root.path(), &["--audience", "partner", "--format", "csv"]);
    let rows = "1,Check the lines,mandatory,Mate,Freight,Departure,Make ready,,,,voyage.md,voyage.md,12,task-1,en,\r\n\
                2,Sound the horn,optional,Captain; Mate,Mail,Departure,Make ready,,,,voyage.md,voyage.md,13,task-2,en,\r\n";
    assert_eq!(csv, format!("{header}{rows}"));
    let (_, markdown, _) = tasks(root.path(), &["--audience", "partner"]);
    assert_eq!(markdown.lines().count(), 4);
    assert!(markdown.contains("\n| 2 | Sound the horn | optional | Captain; Mate | Mail | Departure |"), "{markdown}");
    let file = root.path().join("tasks.xlsx");
    let (code, out, _) = tasks(root.path(), &["--audience", "partner", "--format", "xlsx", "--out", file.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(fs::read(file).expect("a workbook").starts_with(b"PK\x03\x04"));
    let (_, json, _) = tasks(root.path(), &["--audience", "internal", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["version"], &json["audience"], &json["tables"]), (&json!(1), &json!("internal"), &json!(2)));
    assert_eq!(
        json["tasks"][0],
        json!({"id": "3", "name": "Burn the papers", "mandatory": false, "roles": ["Spy"], "services": [], "phase": "Secret", "step": "Secret",
            "primaryRole": "", "appliesTo": "", "programManager": "", "page": "secret.md", "file": "secret.md", "line": 8, "anchor": "task-3",
            "language": "en", "details": "secret.html#3-burn-the-papers", "more": {}})
    );
}

#[test]
fn coverage_tells_what_has_no_task() {
    let root = playbook();
    let (_, json, _) = tasks(root.path(), &["--audience", "internal", "--coverage", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["phasesWithoutMandatory"], json!(["Secret"]));
    assert_eq!(json["unlisted"], json!([{"id": "4", "name": "Forgotten"}]));
    let cells = json["cells"].as_array().expect("a list");
    assert_eq!(cells.len(), 2 * 3 * 3);
    assert!(
        cells.contains(&json!({"language": "en", "phase": "Departure", "role": "Mate", "service": "Freight", "tasks": 1, "mandatory": 1}))
    );
    assert!(
        cells.contains(
            &json!({"language": "en", "phase": "Departure", "role": "Captain", "service": "Freight", "tasks": 0, "mandatory": 0})
        )
    );
    let (_, csv, _) = tasks(root.path(), &["--audience", "partner", "--coverage", "--format", "csv"]);
    assert!(csv.starts_with("language,phase,role,service,tasks,mandatory\r\nen,Departure,Captain,Freight,0,0\r\n"), "{csv}");
    let (_, text, _) = tasks(root.path(), &["--audience", "partner", "--coverage"]);
    assert_eq!(
        text,
        "## Departure\n\n| Role | Freight | Mail |\n| --- | --- | --- |\n| Captain | – | 1 |\n| Mate | 1 | 1 |\n\n\
         1 of 4 combinations of phase, role and service have no task.\n"
    );
}

// The roles of one language have nothing to do in the phases of another.
#[test]
fn coverage_keeps_languages_apart() {
    let root = playbook();
    let german = "---\nft.audience: partner\n---\n# Reise\n\nPhase: Abfahrt\n\n| Aufgaben-ID | Aufgabe | Rolle |\n|---|---|---|\n| 1 | Leinen | Maat |\n";
    write(root.path(), &[("reise.md", german)]);
    let (_, text, _) = tasks(root.path(), &["--audience", "partner", "--coverage"]);
    let of =
        |language: &str| text.split(&format!("# {language}\n\n## ")).nth(1).unwrap_or_default().split("\n# ").next().unwrap_or_default();
    assert!(of("de").starts_with("Abfahrt\n") && !of("de").contains("Captain"), "{text}");
    assert!(of("en").starts_with("Departure\n") && !of("en").contains("Maat"), "{text}");
    assert!(text.contains("\n0 of 1 combinations") && text.contains("\n1 of 4 combinations"), "{text}");
}

fn git(root: &Path, arguments: &[&str]) {
    let done = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["-c", "user.name=Ida Brink", "-c", "user.email=ida@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn what_changed_since_a_revision_is_told_for_each_audience() {
    let root = playbook();
    let folder = root.path();
    git(folder, &["init", "--quiet"]);
    git(folder, &["config", "user.name", "Ida Brink"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "-m", "first"]);
    git(folder, &["tag", "v1"]);
    let (_, text, err) = tasks(folder, &["--since", "v1"]);
    assert_eq!(text, "internal: 0 changes since v1\npartner: 0 changes since v1\n", "{err}");

    // Another name of the file, other marks and links, another case of a role: nothing changed.
    git(folder, &["mv", "voyage.md", "trip.md"]);
    let marked = SHARED.replace("| 1 | Check the lines | M | Mate |", "|1|[Check](trip.md) the **lines**|*M*|mate|");
    write(folder, &[("trip.md", &marked)]);
    let (_, text, _) = tasks(folder, &["--since", "v1"]);
    assert_eq!(text, "internal: 0 changes since v1\npartner: 0 changes since v1\n");
    git(folder, &["mv", "trip.md", "voyage.md"]);

    // Another order, another wrapping, another page: nothing changed.
    let moved = SHARED.replace("| 1 | Check the lines | M | Mate | Freight |\n", "").replace(" | Captain, Mate | ", "|Mate,   Captain|");
    let other = format!("{}| 1 |  Check   the lines|M|Mate|Freight|\n", &SHARED[..SHARED.find("| 1 |").unwrap()]);
    write(folder, &[("voyage.md", &moved), ("other.md", &other)]);
    let (_, text, _) = tasks(folder, &["--since", "v1"]);
    assert_eq!(text, "internal: 0 changes since v1\npartner: 0 changes since v1\n");

    fs::remove_file(folder.join("other.md")).expect("a file can be removed");
    let changed = SHARED.replace("Check the lines | M | Mate", "Check the ropes | O | Mate").replace("| 2 |", "| 5 |");
    write(folder, &[("voyage.md", &changed), ("secret.md", &INTERNAL.replace("| Spy |", "| Mate |"))]);
    let (_, text, _) = tasks(folder, &["--since", "v1"]);
    let partner = "  added    Added task 5 (Sound the horn).\n  removed  Removed task 2 (Sound the horn).\n\
                   \u{20} renamed  Renamed task 1 from “Check the lines” to “Check the ropes”.\n\
                   \u{20} level    Task 1 (Check the ropes) is optional, was mandatory.\n";
    let internal = format!("{partner}  roles    Task 3 (Burn the papers) is for Mate, was for Spy.\n");
    assert_eq!(text, format!("internal: 5 changes since v1\n{internal}partner: 4 changes since v1\n{partner}"));

    let (_, json, _) = tasks(folder, &["--since", "v1", "--audience", "partner", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        json["audiences"][0]["changes"][3],
        json!({"change": "level", "id": "1", "language": "en", "name": "Check the ropes", "before": "mandatory", "after": "optional"})
    );
    let (_, row, _) = tasks(folder, &["--since", "v1", "--audience", "partner", "--format", "md"]);
    assert!(row.starts_with("| ") && row.contains(" | Ida Brink | Added task 5 (Sound the horn). Removed task 2"), "{row}");
    assert!(!row.contains("Burn") && row.lines().count() == 1, "{row}");
    let (_, rows, _) = tasks(folder, &["--since", "v1", "--format", "md"]);
    let names: Vec<&str> = rows.lines().filter(|line| line.ends_with(':')).collect();
    assert_eq!(names, ["internal:", "partner:"], "{rows}");
}

#[test]
fn what_changed_in_several_languages_is_said_once() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path();
    let page = |title: &str, level: &str| {
        format!(
            "# {title}\n\n| Task ID | Task | M/O | Role |\n|---|---|---|---|\n| 1 | Check | {level} | Mate |\n| 2 | Sail | M | Mate |\n"
        )
    };
    let languages = "title: T\nlanguages:\n- tag: en\n- {tag: de, suffix: \"-de\"}\n";
    write(folder, &[("playbook.yml", languages), ("a.md", &page("A", "M")), ("a-de.md", &page("A", "M"))]);
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "."]);
    git(folder, &["-c", "user.name=I", "-c", "user.email=i@h.example", "commit", "--quiet", "-m", "first"]);
    let only_german = page("A", "O").replace("| Sail | M |", "| Sail | O |");
    write(folder, &[("a.md", &page("A", "O")), ("a-de.md", &only_german)]);
    let (_, text, err) = tasks(folder, &["--since", "HEAD"]);
    assert_eq!(
        text,
        "site: 2 changes since HEAD\n  level    Task 1 (Check) is optional, was mandatory.\n  level    Task 2 (Sail) is optional, was mandatory. (de)\n",
        "{err}"
    );
}

#[test]
fn a_folder_inside_a_repository_is_compared_with_itself() {
    let root = tempfile::tempdir().expect("a folder for the test");
    let folder = root.path().join("docs");
    fs::create_dir(&folder).expect("a folder can be made");
    write(&folder, &[("voyage.md", SHARED)]);
    write(root.path(), &[("outside.md", INTERNAL)]);
    git(root.path(), &["init", "--quiet"]);
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "-m", "first"]);
    let (code, text, err) = tasks(&folder, &["--since", "HEAD", "--audience", "partner"]);
    assert_eq!((code, text.as_str()), (0, "partner: 0 changes since HEAD\n"), "{err}");
    let (code, _, err) = tasks(&folder, &["--since=--output=x", "--audience", "partner"]);
    assert!(code == 2 && err.contains("--output=x"), "{err}");
}

#[test]
fn what_git_does_not_know_is_said() {
    let root = playbook();
    let (code, _, err) = tasks(root.path(), &["--since", "v1"]);
    assert!(code == 2 && err.contains("git in `"), "{err}");
    git(root.path(), &["init", "--quiet"]);
    let (code, _, err) = tasks(root.path(), &["--since", "v1"]);
    assert!(code == 2 && err.contains("there is no revision `v1`"), "{err}");
    git(root.path(), &["add", "."]);
    git(root.path(), &["commit", "--quiet", "-m", "first"]);
    git(root.path(), &["commit", "--quiet", "--allow-empty", "-m", "second"]);
    let (_, _, err) = tasks(root.path(), &["--since", "v1"]);
    assert!(err.ends_with("`\n") && !err.contains("newest commits"), "{err}");
    let folder = tempfile::tempdir().expect("a folder for the test");
    let clone = folder.path().join("clone");
    let from = format!("file://{}", root.path().display());
    git(root.path(), &["clone", "--quiet", "--depth", "1", &from, &clone.to_string_lossy()]);
    let (code, _, err) = tasks(&clone, &["--since", "HEAD~1"]);
    assert!(code == 2 && err.contains("holds only its newest commits; `git fetch --unshallow` brings the others"), "{err}");
    let (code, text, _) = tasks(&clone, &["--since", "HEAD"]);
    assert_eq!((code, text.as_str()), (0, "internal: 0 changes since HEAD\npartner: 0 changes since HEAD\n"));
}

fn report(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let program = env!("CARGO_BIN_EXE_playbook");
    let done = Command::new(program).args(["report", "freshness"]).arg(root).args(arguments).stdin(Stdio::null()).output();
    let done = done.expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (done.status.code().expect("the program ends by itself"), text(done.stdout), text(done.stderr))
}

#[test]
fn the_report_on_freshness_names_owners_and_ages() {
    let root = tempfile::tempdir().expect("a folder for the test");
    let folder = root.path();
    let page = |head: &str| format!("---\nft.audience: internal, partner\n{head}---\n# Page\n");
    write(
        folder,
        &[
            ("playbook.yml", "freshness: {as_of: 2026-11-21, stale_after: 100}\nreports: internal\n"),
            ("a.md", &page("ms.date: 11/20/2026\nft.owner: ida\n")),
            ("b.md", &page("ms.date: 1/1/2020\nms.author: bob\n")),
            ("c.md", &page("ms.date: 8/13/2026\n")),
            ("d.md", "---\nft.audience: internal\n---\n# Nobody's secret\n"),
            ("CODEOWNERS", "*.md @others\n/d.md\n"),
        ],
    );
    let (code, text, err) = report(folder, &["--audience", "partner"]);
    assert_eq!(
        (code, text.as_str()),
        (
            0,
            "partner: 3 pages, 1 stale on 2026-11-21\n  up to 90 days       1\n  up to 1 year        1\n  up to 2 years       0\n  older               1\n\
             \u{20} without a date      0\n\n  owner                             pages  stale  undated\n  bob                                   1      1        0\n\
             \u{20} @others                               1      0        0\n  ida                                   1      0        0\n\n"
        ),
        "{err}"
    );
    let (_, csv, _) = report(folder, &["--format", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "audience,page,title,owner,topic,language,date,refreshed,entries,age,limit,state");
    assert_eq!(lines[1], "internal,d.md,Nobody's secret,,,en,,,,,100,undated");
    assert_eq!(lines[2], "internal,b.md,Page,bob,,en,2020-01-01,,,2516,100,stale");
    assert_eq!(lines[3], "internal,c.md,Page,'@others,,en,2026-08-13,,,100,100,fresh");
    assert_eq!(lines.len(), 1 + 4 + 3);
    let (code, _, err) = report(folder, &["--format", "html"]);
    assert!(code == 2 && err.contains("--audience internal or --audience partner"), "{err}");
    let (_, html, _) = report(folder, &["--format", "html", "--audience", "partner"]);
    assert!(html.contains("<a href=\"b.html\">") && !html.contains("secret"), "{html}");

    let out = folder.join("site");
    let built = Command::new(env!("CARGO_BIN_EXE_playbook")).arg("build").arg(folder).args(["--no-search", "--out"]).arg(&out).output();
    assert!(built.expect("the program starts").status.success());
    let page = fs::read_to_string(out.join("internal/freshness.html")).expect("the internal site holds the report");
    assert!(page.contains("Nobody") && page.contains("2516"), "{page}");
    assert!(!out.join("partner/freshness.html").exists());
    let partner = fs::read_to_string(out.join("partner/a.html")).expect("a page");
    assert!(!partner.contains("freshness") && !partner.contains("ida"), "{partner}");
}

#[test]
fn the_page_on_freshness_is_in_the_language_of_the_site() {
    let words = [
        ("en", ["Freshness", "Owners", "Age in days", "Stale", "Without a date"]),
        ("de", ["Aktualität", "Zuständige", "Alter in Tagen", "Veraltet", "Ohne Datum"]),
        ("es", ["Vigencia", "Responsables", "Antigüedad en días", "Desactualizada", "Sin fecha"]),
        ("pt", ["Atualidade", "Responsáveis", "Idade em dias", "Desatualizada", "Sem data"]),
        ("ja", ["更新状況", "担当者一覧", "経過日数", "要更新", "日付なし"]),
        ("zh-CN", ["时效", "负责人列表", "天数", "已过期", "无日期"]),
    ];
    for (language, words) in words {
        let root = tempfile::tempdir().expect("a folder for the test");
        let settings = format!("language: {language}\nfreshness: {{as_of: 2026-11-21, stale_after: 100}}\n");
        let old = "---\nms.date: 1/1/2020\nft.audience: internal\n---\n# A\n";
        write(root.path(), &[("playbook.yml", &settings), ("a.md", old), ("b.md", "---\nft.audience: internal\n---\n# B\n")]);
        let (code, html, err) = report(root.path(), &["--format", "html", "--audience", "internal"]);
        assert_eq!(code, 0, "{err}");
        assert!(html.contains(&format!("<html lang=\"{language}\">")), "{html}");
        for word in words {
            assert!(html.contains(&format!(">{word}<")), "{language}: {word}: {html}");
        }
    }
}
