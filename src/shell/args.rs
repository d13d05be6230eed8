//! Arguments: the command line as typed.
//!
//! In:    the words after the program's name.
//! Out:   a `Command`, or what to print instead.
//! Never: does anything.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// What to do.
#[derive(Subcommand, Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Build one site per audience
    ///
    /// The sites are written beside the output folder and put in its place when they are complete, so that readers see the whole old site or the
    /// whole new one. A build that fails leaves the old site as it was.
    Build(Build),
    /// Find mistakes without writing anything
    ///
    /// Reports everything that `build` would report: each problem once, with all the audiences it concerns.
    Check(Check),
    /// Preview all sites in a browser, and show every change as it is saved
    ///
    /// Shows what `build` would write, without writing anything. Pages in open tabs follow each save; a bar on each page leads to the same page of the
    /// other audiences, and shows what is wrong with it.
    Serve(Serve),
    /// Print the HTML of one page's body
    ///
    /// The page as a reader of the audience gets it, without the theme around it. Diagnostics go to standard error.
    Render(Render),
    /// Tell why a page is, or is not, in each audience's site; or what a diagnostic means
    ///
    /// For a file: its audience tag and suffix, the globs that take it in, who includes it, which table of contents shows it, who links to it.
    /// For a code such as `file-not-found`: its manual page.
    Explain(Explain),
    /// List the tasks of an audience's site
    ///
    /// The rows of all task tables as that audience sees them, for spreadsheets and other programs. The same rows are on the page `tasks.html`.
    Tasks(Tasks),
    /// Report on the pages
    ///
    /// Whose they are, and how old. Ages count from today, or from `freshness.as_of` of `playbook.yml`.
    Report(Report),
    /// Make a small playbook to start from
    ///
    /// With a configuration, a table of contents, two audiences, an include and a task table. It builds without any diagnostic.
    New(New),
}

/// `playbook build`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Build {
    /// The folder with `playbook.yml` or `docfx.json`, or just with Markdown files
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// Build only this audience's site; may be given several times [default: all audiences]
    #[arg(long = "audience", value_name = "NAME")]
    pub audiences: Vec<String>,
    /// Where the sites go, one sub-folder for each audience [default: `dest` of docfx.json, else `_site`]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave out the search index
    #[arg(long)]
    pub no_search: bool,
    /// How many threads to use [default: one per core]
    #[arg(long, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
}

/// `playbook check`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// The folder with `playbook.yml` or `docfx.json`, or just with Markdown files
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// Check only this audience's site; may be given several times [default: all audiences]
    #[arg(long = "audience", value_name = "NAME")]
    pub audiences: Vec<String>,
    /// How to report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// `playbook serve`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Serve {
    /// The folder with `playbook.yml` or `docfx.json`, or just with Markdown files
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// Show only this audience's site; may be given several times [default: all audiences]
    #[arg(long = "audience", value_name = "NAME")]
    pub audiences: Vec<String>,
    /// The port to listen at; when it is taken, the next free one
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    /// Open the first page in the browser
    #[arg(long)]
    pub open: bool,
    /// Look for changes again and again, where the system tells of none: on network drives, and in containers
    #[arg(long)]
    pub poll: bool,
    /// Listen at this address instead of this machine alone (`0.0.0.0` for all), or answer to this name; may be given several times
    #[arg(long = "host", value_name = "HOST")]
    pub hosts: Vec<String>,
    /// The editor that links to a line open: `code`, `idea`, `subl`, … [default: VISUAL or EDITOR, if it has a window of its own]
    #[arg(long, value_name = "PROGRAM")]
    pub editor: Option<String>,
}

/// How diagnostics are reported.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people: each place shown in its line
    Text,
    /// For programs: one JSON object
    Json,
}

/// `playbook render`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Render {
    /// The page's Markdown file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The audience that reads it [default: the first one that may]
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
    /// The root folder of the playbook [default: the nearest folder above FILE with `playbook.yml` or `docfx.json`]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

/// `playbook explain`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Explain {
    /// A file of the playbook, or the code of a diagnostic
    #[arg(value_name = "FILE|CODE")]
    pub subject: String,
    /// The folder with `playbook.yml` or `docfx.json`, or just with Markdown files
    #[arg(value_name = "SOURCE")]
    pub source: Option<PathBuf>,
}

/// `playbook tasks`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Tasks {
    /// The folder with `playbook.yml` or `docfx.json`, or just with Markdown files
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// Whose tasks; needed where there is more than one site
    #[arg(long, value_name = "NAME")]
    pub audience: Option<String>,
    /// Only tasks in this language, such as `de`
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Only tasks of this role; may be given several times
    #[arg(long = "role", value_name = "ROLE")]
    pub roles: Vec<String>,
    /// Only tasks of this phase; may be given several times
    #[arg(long = "phase", value_name = "PHASE")]
    pub phases: Vec<String>,
    /// Only tasks of this service; may be given several times
    #[arg(long = "service", value_name = "SERVICE")]
    pub services: Vec<String>,
    /// Instead: which phase, role and service has how many tasks, and which has none
    #[arg(long, conflicts_with = "since")]
    pub coverage: bool,
    /// Instead: what changed since this revision of the git repository, for each audience
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
    /// How to list them [default: `md`; with --since and --coverage `text`]
    #[arg(long = "format", value_name = "FORMAT", value_enum)]
    pub table: Option<Table>,
    /// Write to this file instead of standard output
    #[arg(long = "out", value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// `playbook report`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// What to report on
    #[arg(value_name = "SUBJECT", value_enum)]
    pub subject: Subject,
    /// The folder with `playbook.yml` or `docfx.json`, or just with Markdown files
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub source: PathBuf,
    /// Only this audience's site; may be given several times [default: all audiences]
    #[arg(long = "audience", value_name = "NAME")]
    pub audiences: Vec<String>,
    /// How to report
    #[arg(long = "format", value_name = "FORMAT", value_enum, default_value_t = Paper::Text)]
    pub paper: Paper,
    /// Write to this file instead of standard output
    #[arg(long = "out", value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// What there are reports on.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Owners and ages of pages
    Freshness,
}

/// How a report is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paper {
    /// Lines for people: ages and owners
    Text,
    /// Comma-separated values: a row for each page
    Csv,
    /// A page without the theme, one audience at a time
    Html,
}

/// How a table is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Table {
    /// Lines for people; of a list of tasks, the same as `md`
    Text,
    /// Comma-separated values
    Csv,
    /// One JSON object
    Json,
    /// A workbook for spreadsheets
    Xlsx,
    /// A Markdown table; with --since, a row for a history of changes
    Md,
}

/// `playbook new`
#[derive(Args, Clone, PartialEq, Eq, Debug)]
pub struct New {
    /// The folder to make; it must not exist, or be empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// What to print instead of doing something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The help or the version, asked for: to standard output, and the exit code is 0.
    Help(String),
    /// What was wrong with the words, and how they should be: to standard error, and the exit code is 2.
    Misuse(String),
}

/// Reads the command line; `words` begin with the program's name.
///
/// # Errors
/// When there is nothing to do but to print.
pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Command, Answer> {
    match CommandLine::try_parse_from(words) {
        Ok(line) => Ok(line.command),
        Err(answer) => {
            let text = answer.render().ansi().to_string();
            Err(if answer.use_stderr() { Answer::Misuse(text) } else { Answer::Help(text) })
        }
    }
}

/// Builds playbooks: one repository of Markdown, one site per audience.
#[derive(Parser, Debug)]
#[command(
    name = "playbook",
    version,
    about,
    styles = STYLES,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 when all is well; 1 when there are errors in the content, and the rest was written; 2 when nothing was written."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn read(line: &str) -> Result<Command, Answer> {
        super::read(std::iter::once("playbook").chain(line.split_whitespace()).map(OsString::from))
    }

    #[test]
    fn the_definition_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_as_scripts_write_it() {
        let build = Build { source: ".".into(), audiences: Vec::new(), out: None, no_search: false, jobs: None };
        assert_eq!(read("build"), Ok(Command::Build(build.clone())));
        assert_eq!(
            read("build docs --audience internal --audience partner --out site --no-search --jobs 2"),
            Ok(Command::Build(Build {
                source: "docs".into(),
                audiences: vec!["internal".to_owned(), "partner".to_owned()],
                out: Some("site".into()),
                no_search: true,
                jobs: NonZeroUsize::new(2),
            }))
        );
        let check = |format| Ok(Command::Check(Check { source: ".".into(), audiences: Vec::new(), format }));
        assert_eq!(read("check"), check(Format::Text));
        assert_eq!(read("check --format json"), check(Format::Json));
        let serve =
            Serve { source: ".".into(), audiences: Vec::new(), port: 8080, open: false, poll: false, hosts: Vec::new(), editor: None };
        assert_eq!(read("serve"), Ok(Command::Serve(serve.clone())));
        assert_eq!(
            read("serve docs --audience partner --port 0 --open --poll --host 0.0.0.0 --host docs.local --editor code"),
            Ok(Command::Serve(Serve {
                source: "docs".into(),
                audiences: vec!["partner".to_owned()],
                port: 0,
                open: true,
                poll: true,
                hosts: vec!["0.0.0.0".to_owned(), "docs.local".to_owned()],
                editor: Some("code".to_owned()),
            }))
        );
        assert_eq!(
            read("render a/b.md --audience partner --root a"),
            Ok(Command::Render(Render { file: "a/b.md".into(), audience: Some("partner".to_owned()), root: Some("a".into()) }))
        );
        let explain = |subject: &str, source: Option<&str>| {
            Ok(Command::Explain(Explain { subject: subject.to_owned(), source: source.map(Into::into) }))
        };
        assert_eq!(read("explain file-not-found"), explain("file-not-found", None));
        assert_eq!(read("explain a/b.md docs"), explain("a/b.md", Some("docs")));
        let tasks = Tasks {
            source: ".".into(),
            audience: None,
            language: None,
            roles: Vec::new(),
            phases: Vec::new(),
            services: Vec::new(),
            coverage: false,
            since: None,
            table: None,
            file: None,
        };
        assert_eq!(read("tasks"), Ok(Command::Tasks(tasks.clone())));
        assert_eq!(
            read("tasks docs --audience partner --language de --role A --role B --phase C --service D --format xlsx --out t.xlsx"),
            Ok(Command::Tasks(Tasks {
                source: "docs".into(),
                audience: Some("partner".to_owned()),
                language: Some("de".to_owned()),
                roles: vec!["A".to_owned(), "B".to_owned()],
                phases: vec!["C".to_owned()],
                services: vec!["D".to_owned()],
                coverage: false,
                since: None,
                table: Some(Table::Xlsx),
                file: Some("t.xlsx".into()),
            }))
        );
        let report = Report { subject: Subject::Freshness, source: "docs".into(), audiences: Vec::new(), paper: Paper::Csv, file: None };
        assert_eq!(read("report freshness docs --format csv"), Ok(Command::Report(report)));
        assert_eq!(read("new here"), Ok(Command::New(New { folder: "here".into() })));
    }

    #[test]
    fn help_is_an_answer_and_misuse_another() {
        for line in ["--help", "--version", "build --help", "check -h", "help explain"] {
            assert!(matches!(read(line), Err(Answer::Help(_))), "{line}");
        }
        for line in
            ["", "biuld", "build --jobs 0", "check --format xml", "render", "build a b", "check --out x", "tasks --since v1 --coverage"]
        {
            assert!(matches!(read(line), Err(Answer::Misuse(_))), "{line}");
        }
    }
}
