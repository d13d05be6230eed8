//! Diagnostics: what an author can mend, as values.
//!
//! In:    a rule and a place.
//! Out:   `Diagnostic`: code, severity, message, place, help.
//! Never: prints, stops a build, or is lost.

use std::collections::BTreeSet;

use super::audience::Readers;
use super::path::FilePath;
use super::span::{Location, TextRange};

/// How much a diagnostic matters. The order is from the least to the most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Could be better.
    Suggestion,
    /// Readers meet something broken.
    Warning,
    /// Something is lost, denied, or would leak. The exit code is 1.
    Error,
}

impl Severity {
    /// The word used in reports and in `playbook.yml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suggestion => "suggestion",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads the word used in `playbook.yml`.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Suggestion, Self::Warning, Self::Error].into_iter().find(|severity| severity.name() == name)
    }
}

/// A kind of mistake that the tool knows: its name, weight and manual page. One file each in `src/rules/`.
#[derive(Debug)]
pub struct Rule {
    /// The one name, everywhere: `file-not-found`.
    pub code: &'static str,
    /// How much it matters unless `playbook.yml` says otherwise.
    pub severity: Severity,
    /// Whether it guards the wall between audiences: its severity may be raised, never lowered.
    pub guards_audiences: bool,
    /// One line: what it finds.
    pub summary: &'static str,
    /// The manual page in Markdown, with the headings that `tests/tidy.rs` asks for.
    pub manual: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}
impl Eq for Rule {}

impl Rule {
    /// A diagnostic of this rule at a range of a file.
    pub fn at(&'static self, file: &FilePath, range: TextRange) -> Diagnostic {
        Diagnostic {
            rule: self,
            severity: self.severity,
            message: self.summary.to_owned(),
            location: Some(Location { file: file.clone(), range }),
            label: String::new(),
            related: Vec::new(),
            help: None,
            target: None,
            audiences: Readers::NOBODY,
            via: BTreeSet::new(),
        }
    }

    /// A diagnostic of this rule about a file as a whole.
    pub fn on(&'static self, file: &FilePath) -> Diagnostic {
        self.at(file, TextRange::default())
    }

    /// A diagnostic of this rule about no file in particular.
    pub fn anywhere(&'static self) -> Diagnostic {
        Diagnostic { location: None, ..self.on(&FilePath::root()) }
    }
}

/// A mistake of an author, found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Its kind.
    pub rule: &'static Rule,
    /// Its weight, after `playbook.yml`.
    pub severity: Severity,
    /// What is wrong, in the author's words: lower case, no full stop, backticks around what was typed.
    pub message: String,
    /// Where. `None` when it is about no file.
    pub location: Option<Location>,
    /// A few words under the caret; may be empty.
    pub label: String,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Location, String)>,
    /// The next step.
    pub help: Option<String>,
    /// The source file meant, where there is one.
    pub target: Option<FilePath>,
    /// The audiences it concerns. Empty means that it is no matter of audience.
    pub audiences: Readers,
    /// The pages that include the fragment in which it stands.
    pub via: BTreeSet<FilePath>,
}

impl Diagnostic {
    /// Says what is wrong.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = legible(message.into());
        self
    }

    /// Puts a few words under the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = legible(label.into());
        self
    }

    /// Says the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(legible(help.into()));
        self
    }

    /// Says the next step when there is one.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.map(legible).or(self.help);
        self
    }

    /// Names another place that matters.
    #[must_use]
    pub fn related(mut self, file: &FilePath, range: TextRange, words: impl Into<String>) -> Self {
        self.related.push((Location { file: file.clone(), range }, legible(words.into())));
        self
    }

    /// Names the source file meant.
    #[must_use]
    pub fn target(mut self, target: &FilePath) -> Self {
        self.target = Some(target.clone());
        self
    }

    /// Names the audiences concerned.
    #[must_use]
    pub fn audiences(mut self, audiences: Readers) -> Self {
        self.audiences = audiences;
        self
    }

    /// Names the page that includes the fragment.
    #[must_use]
    pub fn via(mut self, page: &FilePath) -> Self {
        self.via.insert(page.clone());
        self
    }
}

// What authors typed is quoted in a line: control characters in it are shown as escapes.
fn legible(text: String) -> String {
    if !text.contains(char::is_control) {
        return text;
    }
    let escaped = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escaped).collect()
}

/// Sorts diagnostics by place, and makes one of those that say the same of the same place: their audiences and pages are united.
pub fn united(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    fn key(diagnostic: &Diagnostic) -> (Option<&Location>, &'static str, &str, Option<&FilePath>) {
        (diagnostic.location.as_ref(), diagnostic.rule.code, &diagnostic.message, diagnostic.target.as_ref())
    }
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    let mut result: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len());
    for diagnostic in diagnostics {
        match result.last_mut() {
            Some(last) if key(last) == key(&diagnostic) => {
                last.audiences = last.audiences.or(diagnostic.audiences);
                last.via.extend(diagnostic.via);
            }
            _ => result.push(diagnostic),
        }
    }
    result
}
