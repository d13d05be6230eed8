//! Extensions: the Markdown that is off by default, and what of it a playbook switches on.
//!
//! In:    `markdownEngineProperties` of `docfx.json`.
//! Out:   `Dialect`; a diagnostic for each name that is unknown, or known and not supported.
//! Never: changes what a page means without having been asked.

use std::collections::BTreeMap;

use crate::base::nearest::nearest;
use crate::base::span::TextRange;
use crate::input::setting::{Settings, one_or_more};
use crate::input::yaml::Yaml;

/// The keys of `markdownEngineProperties`.
pub(super) const KEYS: &[&str] = &["alerts", "markdigExtensions"];

/// What Markdown has beside what every page has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Dialect {
    /// Kinds of alert: name → CSS class.
    pub alerts: BTreeMap<String, String>,
    /// The extensions that are on.
    pub extensions: Extensions,
}

impl Dialect {
    /// Reads one of [`KEYS`].
    pub(super) fn read(&mut self, settings: &mut Settings<'_>, key: &str, value: &Yaml) {
        if key == "markdigExtensions" {
            self.extensions = read(settings, value);
            return;
        }
        settings.map(key, value);
        let alerts = value.to_metadata().into_iter().filter_map(|(name, class)| Some((name, class.as_text()?.to_owned())));
        self.alerts.extend(alerts);
    }
}

/// Something that Markdown can have beside what every page has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extension {
    /// `~~gone~~`; on by default.
    Strikethrough,
    /// `x^2^`
    Superscript,
    /// `H~2~O`
    Subscript,
    /// `++new++`
    Inserted,
    /// `==marked==`
    Marked,
    /// `""cited""`
    Citations,
    /// `- [x] done`
    TaskLists,
    /// `[^1]`
    Footnotes,
    /// A term, and `:   ` before what it means.
    DefinitionLists,
    /// `*[HTML]: hypertext`
    Abbreviations,
    /// `{#id .class key=value}`
    Attributes,
    /// Typographic quotes, dashes and dots.
    SmartPunctuation,
    /// The end of a line in the source ends the line on the page.
    HardLineBreaks,
    /// Tags are text.
    NoHtml,
    /// `:)`
    Smileys,
    /// A table has the columns of its header, and no more.
    HeaderColumns,
    /// Ids of headings are ASCII, and `[Title]` leads to the heading of that text.
    AsciiIds,
}

/// The extensions that are on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extensions(u32);

impl Default for Extensions {
    fn default() -> Self {
        Self(0).with(Extension::Strikethrough)
    }
}

impl Extensions {
    /// Whether an extension is on.
    pub fn has(self, extension: Extension) -> bool {
        self.0 & (1 << extension as u32) != 0
    }

    /// These extensions and one more.
    #[must_use]
    pub fn with(self, extension: Extension) -> Self {
        Self(self.0 | (1 << extension as u32))
    }

    #[must_use]
    fn without(self, extension: Extension) -> Self {
        Self(self.0 & !(1 << extension as u32))
    }

    fn set(self, extension: Extension, is_on: bool) -> Self {
        if is_on { self.with(extension) } else { self.without(extension) }
    }
}

// What a name asks for.
#[derive(Clone, Copy)]
enum Meaning {
    // These are switched on.
    Adds(&'static [Extension]),
    // Every page has it.
    BuiltIn,
    // Not supported; what becomes of such text.
    Without(&'static str),
    AutoIdentifiers,
    EmphasisExtras,
    Emojis,
    PipeTables,
}

// The names that Markdig knows, in lower case.
const NAMES: &[(&str, Meaning)] = &[
    ("abbreviations", Meaning::Adds(&[Extension::Abbreviations])),
    (
        "advanced",
        Meaning::Adds(&[
            Extension::Superscript,
            Extension::Subscript,
            Extension::Inserted,
            Extension::Marked,
            Extension::TaskLists,
            Extension::Footnotes,
            Extension::DefinitionLists,
            Extension::Attributes,
            Extension::Abbreviations,
            Extension::Citations,
        ]),
    ),
    ("alerts", Meaning::BuiltIn),
    ("attributes", Meaning::Adds(&[Extension::Attributes])),
    ("autoidentifiers", Meaning::AutoIdentifiers),
    ("autolinks", Meaning::BuiltIn),
    ("bootstrap", Meaning::Without("classes belong to the theme")),
    ("citations", Meaning::Adds(&[Extension::Citations])),
    ("common", Meaning::BuiltIn),
    ("customcontainers", Meaning::Without("write a zone, or `> [!div class=\"…\"]`")),
    ("definitionlists", Meaning::Adds(&[Extension::DefinitionLists])),
    ("diagrams", Meaning::BuiltIn),
    ("emojis", Meaning::Emojis),
    ("emphasisextras", Meaning::EmphasisExtras),
    ("figures", Meaning::Without("write `:::image type=\"complex\"`")),
    ("footers", Meaning::Without("the marks are shown as text")),
    ("footnotes", Meaning::Adds(&[Extension::Footnotes])),
    ("genericattributes", Meaning::Adds(&[Extension::Attributes])),
    ("gfm-pipetables", Meaning::Adds(&[Extension::HeaderColumns])),
    ("globalization", Meaning::Without("the direction of a page follows its language")),
    ("gridtables", Meaning::Without("write a pipe table")),
    ("hardlinebreak", Meaning::Adds(&[Extension::HardLineBreaks])),
    ("listextras", Meaning::Without("lists are numbered with digits")),
    ("mathematics", Meaning::BuiltIn),
    ("medialinks", Meaning::BuiltIn),
    ("nofollowlinks", Meaning::Without("links are written for readers")),
    ("nohtml", Meaning::Adds(&[Extension::NoHtml])),
    ("nonascii-noescape", Meaning::BuiltIn),
    ("noopenerlinks", Meaning::BuiltIn),
    ("noreferrerlinks", Meaning::Without("links say `noopener`")),
    ("pipetables", Meaning::PipeTables),
    ("smartypants", Meaning::Adds(&[Extension::SmartPunctuation])),
    ("tasklists", Meaning::Adds(&[Extension::TaskLists])),
    ("yaml", Meaning::BuiltIn),
];

const EMPHASIS: &[(&str, Extension)] = &[
    ("inserted", Extension::Inserted),
    ("marked", Extension::Marked),
    ("strikethrough", Extension::Strikethrough),
    ("subscript", Extension::Subscript),
    ("superscript", Extension::Superscript),
];

// Reads `markdigExtensions`.
fn read(settings: &mut Settings<'_>, value: &Yaml) -> Extensions {
    let mut extensions = Extensions::default();
    for item in one_or_more(value) {
        if let Some(entries) = item.as_map() {
            for (key, options) in entries {
                extension(settings, &mut extensions, (&key.text, key.range), Some(options));
            }
        } else if let Some(name) = settings.text("markdigExtensions", item) {
            extension(settings, &mut extensions, (name, item.range), None);
        }
    }
    extensions
}

fn extension(settings: &mut Settings<'_>, extensions: &mut Extensions, (name, range): (&str, TextRange), options: Option<&Yaml>) {
    let Some((_, meaning)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim())) else {
        unknown(settings, range, format!("`{name}` is no extension of Markdown"), nearest(name, NAMES.iter().map(|(name, _)| *name)));
        return;
    };
    match meaning {
        Meaning::BuiltIn => {}
        Meaning::Adds(added) => {
            *extensions = added.iter().fold(*extensions, |all, extension| all.with(*extension));
            if name.eq_ignore_ascii_case("advanced") {
                let others = "custom containers, figures, footers, grid tables and list extras";
                settings.ignored(range, format!("of `{name}`, {others} are not supported"));
            }
        }
        Meaning::Without(instead) => settings.ignored(range, format!("`{name}` is not supported: {instead}")),
        Meaning::AutoIdentifiers => {
            // `GitHub` is what every page has.
            let is_github = |options: &Yaml| options.as_text().is_some_and(|text| text.trim().eq_ignore_ascii_case("github"));
            *extensions = extensions.set(Extension::AsciiIds, !options.is_some_and(is_github));
        }
        Meaning::EmphasisExtras => emphasis_extras(settings, extensions, options),
        Meaning::Emojis => {
            let is_on = options.is_none_or(|options| flag(settings, options, "enableSmileys").unwrap_or(true));
            *extensions = extensions.set(Extension::Smileys, is_on);
        }
        Meaning::PipeTables => {
            let is_on = options.is_some_and(|options| flag(settings, options, "useHeaderForColumnCount").unwrap_or(false));
            *extensions = extensions.set(Extension::HeaderColumns, is_on);
        }
    }
}

// Which kinds of emphasis there are: with options those alone, without all of them.
fn emphasis_extras(settings: &mut Settings<'_>, extensions: &mut Extensions, options: Option<&Yaml>) {
    let named = options.map(|options| settings.texts("EmphasisExtras", options)).unwrap_or_default();
    let kinds: Vec<_> = named.iter().flat_map(|(text, range)| text.split([',', '|']).map(|kind| (kind.trim(), *range))).collect();
    let is_all = kinds.is_empty() || kinds.iter().any(|(kind, _)| kind.eq_ignore_ascii_case("default"));
    for (_, extension) in EMPHASIS {
        *extensions = extensions.set(*extension, is_all);
    }
    for (kind, range) in kinds.into_iter().filter(|(kind, _)| !kind.eq_ignore_ascii_case("default")) {
        if let Some((_, extension)) = EMPHASIS.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind)) {
            *extensions = extensions.with(*extension);
        } else {
            unknown(settings, range, format!("`{kind}` is no kind of emphasis"), nearest(kind, EMPHASIS.iter().map(|(name, _)| *name)));
        }
    }
}

fn unknown(settings: &mut Settings<'_>, range: TextRange, message: String, near: Option<&str>) {
    match near {
        Some(near) => settings.invalid_with_help(range, message, format!("did you mean `{near}`?")),
        None => settings.invalid(range, message),
    }
}

// The truth value of an option; every other option is reported. A truth value alone is that of the option.
fn flag(settings: &mut Settings<'_>, options: &Yaml, name: &str) -> Option<bool> {
    let Some(entries) = options.as_map() else { return (!options.is_null()).then(|| settings.flag(name, options)) };
    let mut found = None;
    for (key, value) in entries {
        if key.text.eq_ignore_ascii_case(name) {
            found = Some(settings.flag(name, value));
        } else {
            settings.ignored(key.range, format!("`{}` has no effect in this tool", key.text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::FilePath;

    fn on(json: &str) -> (Extensions, Vec<String>) {
        let file = FilePath::new("docfx.json").unwrap();
        let root = crate::input::json::read(json).unwrap();
        let mut settings = Settings::of(&file, json, &root);
        let extensions = read(&mut settings, &root);
        (extensions, settings.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect())
    }

    #[test]
    fn names_in_any_case_with_and_without_options() {
        let (extensions, problems) =
            on(r#"["TaskLists", {"EmphasisExtras": "Marked, superscript"}, {"emojis": {"EnableSmileys": false}}, "yaml"]"#);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(extensions.has(Extension::TaskLists) && extensions.has(Extension::Marked) && extensions.has(Extension::Superscript));
        assert!(!extensions.has(Extension::Strikethrough) && !extensions.has(Extension::Smileys) && !extensions.has(Extension::Footnotes));
        assert!(on(r#""emojis""#).0.has(Extension::Smileys));
        assert!(on(r#"{"PipeTables": {"UseHeaderForColumnCount": true}}"#).0.has(Extension::HeaderColumns));
        assert_eq!(on("[]").0, Extensions::default());
    }

    #[test]
    fn what_is_unknown_or_not_supported_is_said() {
        assert_eq!(on(r#"["fotnotes"]"#).1, ["`fotnotes` is no extension of Markdown"]);
        assert_eq!(on(r#"["GridTables"]"#).1, ["`GridTables` is not supported: write a pipe table"]);
        assert_eq!(on(r#"[{"EmphasisExtras": "Market"}]"#).1, ["`Market` is no kind of emphasis"]);
        assert_eq!(on(r#"[{"PipeTables": {"RequireHeaderSeparator": true}}]"#).1, ["`RequireHeaderSeparator` has no effect in this tool"]);
    }
}
