//! `docfx.json`: which files are pages, which may be shipped, and where they go — as DocFX reads it.
//!
//! In:    the text of `docfx.json`, and a snapshot for the metadata files it names.
//! Out:   `DocFx`: mappings, metadata, output folder, severities; diagnostics for what is wrong or without effect.
//! Never: drops a key without a word.
//!
//! Source of the rules: DocFX 2.78 as documented and observed. Names of keys are compared without case, comments and trailing commas are
//! forgiven. Otherwise than in DocFX: of `globalMetadataFiles` the last file counts; a `src` above the folder of `docfx.json` is not supported.

use std::collections::BTreeMap;

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::path::FilePath;
use crate::input::extensions::{self, Dialect};
use crate::input::glob::{Glob, GlobOptions};
use crate::input::json;
use crate::input::metadata::{Metadata, Value};
use crate::input::setting::Settings;
use crate::input::snapshot::Snapshot;
use crate::input::yaml::{self, Key, Yaml, YamlProblem};
use crate::rules;

/// A file mapping: which files, and where they go.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping {
    /// Patterns of files, relative to `src`; one must match.
    pub files: Vec<Glob>,
    /// Patterns of files and folders, relative to `src`; none may match.
    pub exclude: Vec<Glob>,
    /// The folder that the patterns start from, without a final `/`; empty for the root.
    pub src: String,
    /// The folder of the site that the files go to, without a final `/`; that of the group included.
    pub dest: String,
    /// The name of the group that the mapping belongs to; empty for none.
    pub group: String,
    /// Files, and folders with all that is below, which are never taken, whatever the patterns say: the output folder, the theme, the
    /// configuration itself.
    pub closed: Vec<FilePath>,
    /// Mappings whose files are not taken: those of `overwrite`.
    pub except: Vec<Mapping>,
}

/// Why a mapping takes a file or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason<'a> {
    /// By this pattern of `files`.
    Taken(&'a str),
    /// A pattern of `files` would take it; this one of `exclude` or `overwrite`, or the folder of the output or the theme, keeps it out.
    Excluded(&'a str),
}

impl Mapping {
    /// A mapping of the whole playbook with default switches.
    pub fn of_patterns(files: &[&str], exclude: &[&str]) -> Self {
        let globs = |patterns: &[&str]| patterns.iter().map(|pattern| Glob::new(pattern, GlobOptions::default())).collect();
        Self { files: globs(files), exclude: globs(exclude), ..Self::default() }
    }

    /// Whether the mapping takes a file.
    ///
    /// A file is taken when a pattern of `files` matches, none of `exclude` does, and none excludes a folder above it. A pattern with `!` also
    /// has to let each folder above be entered, which is DocFX's way.
    pub fn take(&self, path: &FilePath) -> bool {
        let Some(inner) = self.relative(path) else { return false };
        if inner.is_empty() || self.closed.iter().any(|closed| path.is_within(closed)) {
            return false;
        }
        self.selects(inner) && !self.except.iter().any(|mapping| mapping.take(path))
    }

    /// The pattern that takes a file, or that keeps it out; `None` when no pattern speaks of it.
    pub fn reason(&self, path: &FilePath) -> Option<Reason<'_>> {
        let inner = self.relative(path)?;
        let taking = self.files.iter().find(|glob| glob.matches(inner))?;
        let taken = |reason| if let Reason::Taken(glob) = reason { Some(glob) } else { None };
        let except = self.except.iter().filter_map(|mapping| mapping.reason(path)).find_map(taken);
        let closed = || self.closed.iter().find(|folder| path.is_within(folder)).map(FilePath::as_str);
        let by = except.or_else(closed).or_else(|| self.excluding(inner).map(Glob::as_str));
        Some(by.map_or(Reason::Taken(taking.as_str()), Reason::Excluded))
    }

    /// The address of a file that the mapping takes, with the extension of the source. `None` for a file that does not lie in `src`.
    pub fn output_path(&self, path: &FilePath) -> Option<String> {
        let inner = self.relative(path)?;
        Some(if self.dest.is_empty() { inner.to_owned() } else { format!("{}/{inner}", self.dest) })
    }

    pub(super) fn relative<'p>(&self, path: &'p FilePath) -> Option<&'p str> {
        if self.src.is_empty() { Some(path.as_str()) } else { path.as_str().strip_prefix(&self.src)?.strip_prefix('/') }
    }

    // The pattern that keeps a file out.
    fn excluding(&self, path: &str) -> Option<&Glob> {
        let folders = || path.match_indices('/').map(|(at, _)| &path[..at]);
        let is_below = |glob: &Glob| glob.can_match_folders() && folders().any(|folder| glob.matches_folder(folder));
        self.exclude.iter().find(|glob| glob.matches(path) || is_below(glob))
    }

    fn selects(&self, path: &str) -> bool {
        if self.excluding(path).is_some() {
            return false;
        }
        let folders = || path.match_indices('/').map(|(at, _)| &path[..at]);
        if self.files.iter().any(|glob| !glob.is_negated() && glob.matches(path)) {
            return true;
        }
        self.files.iter().any(|glob| glob.is_negated() && glob.matches(path))
            && folders().all(|folder| self.files.iter().any(|glob| glob.may_match_below(folder)))
    }
}

/// One metadata key of `fileMetadata`, and its values by pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileMetadata {
    /// The key.
    pub key: String,
    /// Patterns relative to the root, with the value for the files they match. The last that matches counts.
    pub values: Vec<(Glob, Value)>,
}

impl FileMetadata {
    /// The value for a file.
    pub fn value(&self, path: &FilePath) -> Option<&Value> {
        self.values.iter().rev().find(|(glob, _)| glob.matches(path.as_str())).map(|(_, value)| value)
    }
}

/// What `docfx.json` says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DocFx {
    /// What is a page or a TOC.
    pub content: Vec<Mapping>,
    /// What may be shipped.
    pub resource: Vec<Mapping>,
    /// Metadata of every page.
    pub global_metadata: Metadata,
    /// Metadata by pattern.
    pub file_metadata: Vec<FileMetadata>,
    /// What Markdown has beside what every page has.
    pub dialect: Dialect,
    /// Files that say where the uids of other sites lead.
    pub xref_maps: Vec<FilePath>,
    /// The output folder relative to the root, if one is named: `output`, and `dest` below it.
    pub out: Option<String>,
    /// Severities by rule code.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// `sitemap.baseUrl`, with a final `/`.
    pub base_url: Option<String>,
}

// The keys that this file reads; all names are compared in lower case.
const TOP: &[&str] = &["build", "rules", "$schema"];
const BUILD: &[&str] = &[
    "content",
    "resource",
    "overwrite",
    "output",
    "dest",
    "globalMetadata",
    "globalMetadataFiles",
    "fileMetadata",
    "fileMetadataFiles",
    "sitemap",
    "groups",
    "markdownEngineProperties",
    "xref",
];
const MAPPING: &[&str] = &["files", "exclude", "src", "dest", "group", "case", "dot", "noNegate", "noExpand", "noEscape", "noGlobStar"];

// The keys that DocFX knows, or knew, and that have no effect here.
const TOP_IGNORED: &[&str] = &["metadata", "merge", "pdf"];
const BUILD_IGNORED: &[&str] = &[
    "template",
    "theme",
    "postProcessors",
    "maxParallelism",
    "disableGitFeatures",
    "debug",
    "debugOutput",
    "exportRawModel",
    "rawModelOutputFolder",
    "exportViewModel",
    "viewModelOutputFolder",
    "dryRun",
    "customLinkResolver",
    // Ignored by DocFX itself by now.
    "xrefService",
    "keepFileLink",
    "markdownEngineName",
    "externalReference",
    "noLangKeyword",
    "intermediateFolder",
    "force",
    "forcePostProcess",
    "cleanupCacheHistory",
    "lruSize",
    "changesFile",
    "serve",
    "host",
    "port",
    "versions",
    "pairing",
    "xrefTags",
    "tagParameters",
    "falName",
    "schemaLicense",
];
const MAPPING_IGNORED: &[&str] = &["rootTocPath", "name", "version"];
const ENGINE_IGNORED: &[&str] = &["enableSourceInfo", "plantUml", "fallbackFolders"];
const SITEMAP_IGNORED: &[&str] = &["lastmod", "changefreq", "priority", "fileOptions"];
const GROUP_IGNORED: &[&str] = &["rootTocPath", "tocRootPath", "name"];

/// DocFX's codes that `rules` of an existing `docfx.json` may hold, and the rule that each of them is here.
const CODES: &[(&str, &str)] = &[
    ("InvalidFileLink", "file-not-found"),
    ("InvalidBookmark", "bookmark-not-found"),
    ("UidNotFound", "uid-not-found"),
    ("DuplicateUids", "uid-duplicate"),
    ("DuplicateOutputFiles", "output-collision"),
    ("EmptyInputFiles", "content-empty"),
    ("EmptyInputContents", "content-empty"),
    ("EmptyTocItemNode", "toc-entry-empty"),
    ("EmptyTocItemName", "toc-entry-missing-name"),
    ("InvalidTocFile", "toc-invalid"),
    ("InvalidMarkdownToc", "toc-invalid"),
    ("CircularTocInclusion", "toc-cycle"),
    ("invalid-yaml-header", "front-matter-invalid"),
    ("circular-reference", "include-cycle"),
    ("codesnippet-not-found", "code-snippet-not-found"),
    ("invalid-tab-group", "tab-group-invalid"),
];

/// Reads the text of `docfx.json`. Metadata files that it names are looked up in `snapshot`, so the shell must load them as texts.
///
/// # Errors
/// The text is not JSON, or is not an object.
pub fn read(file: &FilePath, text: &str, snapshot: &Snapshot) -> Result<(DocFx, Vec<Diagnostic>), YamlProblem> {
    let root = json::read(text)?;
    if root.as_map().is_none() {
        return Err(YamlProblem::new(format!("an object is expected, and this is {}", root.kind()), root.range));
    }
    let mut reader = Reader { settings: Settings::of(file, text, &root), snapshot, docfx: DocFx::default(), elsewhere: Vec::new() };
    for (name, _, value) in reader.keys("docfx.json", &root, TOP, TOP_IGNORED) {
        match name {
            "build" => reader.build(value),
            "rules" => reader.rules(value),
            // `$schema` is for editors.
            _ => {}
        }
    }
    let mut diagnostics = reader.settings.diagnostics;
    diagnostics.append(&mut reader.elsewhere);
    Ok((reader.docfx, diagnostics))
}

struct Reader<'a> {
    settings: Settings<'a>,
    snapshot: &'a Snapshot,
    docfx: DocFx,
    /// Diagnostics of the metadata files.
    elsewhere: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// The known keys of an object in their own spelling, the last of each, in order; whatever else is there is reported.
    fn keys<'y>(
        &mut self,
        name: &str,
        value: &'y Yaml,
        known: &[&'static str],
        ignored: &[&'static str],
    ) -> Vec<(&'static str, &'y Key, &'y Yaml)> {
        let mut found: Vec<(&'static str, &Key, &Yaml)> = Vec::new();
        for (key, value) in self.settings.map(name, value) {
            let spelled = |names: &[&'static str]| names.iter().find(|name| name.eq_ignore_ascii_case(&key.text)).copied();
            if let Some(name) = spelled(known) {
                if let Some(at) = found.iter().position(|(other, ..)| *other == name) {
                    let (_, earlier, _) = found.remove(at);
                    self.settings.ignored(earlier.range, format!("`{name}` stands twice, and only the last one counts"));
                }
                found.push((name, key, value));
            } else if spelled(ignored).is_some() {
                self.settings.ignored(key.range, format!("`{}` has no effect in this tool", key.text));
            } else {
                self.settings.unknown(key, known.iter().chain(ignored).copied());
            }
        }
        found
    }

    fn build(&mut self, build: &Yaml) {
        let keys = self.keys("build", build, BUILD, BUILD_IGNORED);
        let get = |wanted: &str| keys.iter().find(|(name, ..)| *name == wanted).map(|(_, _, value)| *value);
        let groups = get("groups").map(|value| self.groups(value)).unwrap_or_default();
        let mut mappings = |name: &'static str| get(name).map(|value| self.mappings(name, value, &groups)).unwrap_or_default();
        let (mut content, resource, overwrite) = (mappings("content"), mappings("resource"), mappings("overwrite"));
        for mapping in &mut content {
            mapping.except.clone_from(&overwrite);
        }
        self.docfx.content = content;
        self.docfx.resource = resource;

        let folders: Vec<String> = ["output", "dest"]
            .into_iter()
            .filter_map(|name| self.settings.out_folder(name, get(name)?))
            .filter(|folder| !folder.is_empty())
            .collect();
        self.docfx.out = (!folders.is_empty()).then(|| folders.join("/"));

        if let Some(value) = get("globalMetadata") {
            self.settings.map("globalMetadata", value);
            self.docfx.global_metadata = value.to_metadata();
        }
        for (file, text, value) in get("globalMetadataFiles").map(|value| self.files("globalMetadataFiles", value)).unwrap_or_default() {
            let mut settings = Settings::of(&file, text, &value);
            self.docfx.global_metadata.append(&mut settings.metadata("globalMetadata", &value));
            self.elsewhere.append(&mut settings.diagnostics);
        }
        if let Some(value) = get("fileMetadata") {
            file_metadata(&mut self.settings, &mut self.docfx.file_metadata, value);
        }
        for (file, text, value) in get("fileMetadataFiles").map(|value| self.files("fileMetadataFiles", value)).unwrap_or_default() {
            let mut settings = Settings::of(&file, text, &value);
            let value = settings.unwrapped("fileMetadata", &value);
            file_metadata(&mut settings, &mut self.docfx.file_metadata, value);
            self.elsewhere.append(&mut settings.diagnostics);
        }
        if let Some(properties) = get("markdownEngineProperties") {
            for (name, _, value) in self.keys("markdownEngineProperties", properties, extensions::KEYS, ENGINE_IGNORED) {
                self.docfx.dialect.read(&mut self.settings, name, value);
            }
        }
        for (path, range) in get("xref").map(|value| self.settings.texts("xref", value)).unwrap_or_default() {
            if crate::base::url::scheme(path).is_some() {
                self.settings.ignored(range, format!("the xref map `{path}` is not fetched; put a copy of it into the playbook"));
            } else if let Some(file) = FilePath::new(path.strip_prefix("~/").unwrap_or(path)) {
                self.docfx.xref_maps.push(file);
            } else {
                self.settings.invalid(range, format!("`{path}` is no file of this playbook"));
            }
        }
        if let Some(sitemap) = get("sitemap") {
            for (_, _, value) in self.keys("sitemap", sitemap, &["baseUrl"], SITEMAP_IGNORED) {
                self.docfx.base_url = self.settings.url("baseUrl", value);
            }
        }
    }

    /// The output folder of each group.
    fn groups(&mut self, groups: &Yaml) -> BTreeMap<String, String> {
        let mut folders = BTreeMap::new();
        for (group, value) in self.settings.map("groups", groups) {
            let mut folder = String::new();
            for (_, _, value) in self.keys(&group.text, value, &["dest"], GROUP_IGNORED) {
                folder = self.settings.folder("dest", value).map(|path| path.as_str().to_owned()).unwrap_or_default();
            }
            folders.insert(group.text.clone(), folder);
        }
        folders
    }

    fn mappings(&mut self, name: &str, value: &Yaml, groups: &BTreeMap<String, String>) -> Vec<Mapping> {
        self.settings.items(name, "patterns", value).iter().filter_map(|item| self.mapping(name, item, groups)).collect()
    }

    fn mapping(&mut self, name: &str, value: &Yaml, groups: &BTreeMap<String, String>) -> Option<Mapping> {
        if value.as_text().is_some() {
            return Some(Mapping { files: self.settings.globs(name, value, GlobOptions::default()), ..Mapping::default() });
        }
        if value.as_map().is_none() {
            if !value.is_null() {
                self.settings.wrong_kind(name, "patterns, or objects with `files`", value);
            }
            return None;
        }
        let keys = self.keys(name, value, MAPPING, MAPPING_IGNORED);
        let get = |wanted: &str| keys.iter().find(|(name, ..)| *name == wanted).map(|(_, _, value)| *value);
        let mut flag = |name: &'static str| get(name).is_some_and(|value| self.settings.flag(name, value));
        let options = GlobOptions {
            dot: flag("dot"),
            case: flag("case"),
            no_negate: flag("noNegate"),
            no_expand: flag("noExpand"),
            no_escape: flag("noEscape"),
            no_glob_star: flag("noGlobStar"),
        };
        let mut globs = |name: &'static str| get(name).map(|value| self.settings.globs(name, value, options)).unwrap_or_default();
        let (files, exclude) = (globs("files"), globs("exclude"));
        if files.is_empty() {
            self.settings.ignored(value.range, "this mapping has no `files`, so it takes nothing");
            return None;
        }
        let src = match get("src") {
            Some(value) => self.src(value)?,
            None => String::new(),
        };
        let group = get("group").and_then(|value| self.settings.text("group", value)).unwrap_or_default().to_owned();
        let inner = get("dest").and_then(|value| self.settings.folder("dest", value)).unwrap_or_else(FilePath::root);
        let outer = groups.get(&group).map_or("", String::as_str);
        let dest = [outer, inner.as_str()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        Some(Mapping { files, exclude, src, dest, group, ..Mapping::default() })
    }

    /// A `src` inside the playbook. `None`, and a diagnostic, for any other.
    fn src(&mut self, value: &Yaml) -> Option<String> {
        if value.is_null() {
            return Some(String::new());
        }
        let text = self.settings.text("src", value)?;
        if text.matches('%').count() > 1 {
            self.settings
                .invalid(value.range, format!("`{text}`: environment variables are not supported in `src`, so the mapping is left out"));
            return None;
        }
        let Some(folder) = FilePath::new(text.trim()) else {
            self.settings.invalid_with_help(
                value.range,
                format!("`{text}` leads out of the playbook, so the mapping is left out"),
                "move `docfx.json` to the folder that holds all files of the playbook",
            );
            return None;
        };
        Some(folder.as_str().to_owned())
    }

    /// The metadata files that a key names, in order: text and contents.
    fn files(&mut self, name: &str, value: &Yaml) -> Vec<(FilePath, &'a str, Yaml)> {
        let mut found = Vec::new();
        for (typed, range) in self.settings.texts(name, value) {
            let path = FilePath::new(typed);
            let Some((path, text)) = path.and_then(|path| Some((path.clone(), self.snapshot.text(&path)?))) else {
                self.settings.invalid(range, format!("`{typed}` is not a text file of the playbook"));
                continue;
            };
            let is_yaml = path.has_extension("yml") || path.has_extension("yaml");
            match if is_yaml { yaml::read(text) } else { json::read(text) } {
                Ok(value) => found.push((path, &**text, value)),
                Err(problem) => self.elsewhere.push(rules::config_invalid::RULE.at(&path, problem.range).message(problem.message)),
            }
        }
        found
    }

    fn rules(&mut self, value: &Yaml) {
        for (key, value) in self.settings.map("rules", value) {
            let code = CODES.iter().find(|(docfx, _)| docfx.eq_ignore_ascii_case(&key.text)).map_or(key.text.as_str(), |(_, code)| code);
            let Some(rule) = rules::rule(code) else {
                self.settings.ignored(key.range, format!("`{}` is not a rule of this tool", key.text));
                continue;
            };
            let Some(level) = self.settings.text(&key.text, value) else { continue };
            let severity = match level.to_ascii_lowercase().as_str() {
                "verbose" | "info" | "suggestion" => Severity::Suggestion,
                "warning" => Severity::Warning,
                "error" => Severity::Error,
                _ => {
                    self.settings.wrong_kind(&key.text, "`verbose`, `info`, `suggestion`, `warning` or `error`", value);
                    continue;
                }
            };
            self.settings.re_level(&mut self.docfx.severities, rule, Some(severity), value.range);
        }
    }
}

/// `{key: {pattern: value}}`; patterns of a key that is there already come after its own.
fn file_metadata(settings: &mut Settings<'_>, known: &mut Vec<FileMetadata>, value: &Yaml) {
    for (key, patterns) in settings.map("fileMetadata", value) {
        let values: Vec<(Glob, Value)> = settings
            .map(&key.text, patterns)
            .iter()
            .map(|(pattern, value)| (settings.glob(&pattern.text, pattern.range, GlobOptions::default()), value.to_value()))
            .collect();
        match known.iter_mut().find(|metadata| metadata.key == key.text) {
            Some(metadata) => metadata.values.extend(values),
            None => known.push(FileMetadata { key: key.text.clone(), values }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> FilePath {
        FilePath::new(text).unwrap()
    }

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    /// What a text says, and its diagnostics as `code: message @ what stands there`.
    fn read_all(source: &str, others: &[(&str, &str)]) -> (DocFx, Vec<String>) {
        let snapshot = Snapshot::of_texts(others.iter().copied());
        let (docfx, diagnostics) = read(&path("docfx.json"), source, &snapshot).unwrap();
        let shown = diagnostics
            .iter()
            .map(|diagnostic| {
                let location = diagnostic.location.as_ref().unwrap();
                let source = if location.file.as_str() == "docfx.json" { source } else { snapshot.text(&location.file).unwrap() };
                format!("{}: {} @ {}", diagnostic.rule.code, diagnostic.message, &source[location.range.bytes()])
            })
            .collect();
        (docfx, shown)
    }

    const WHOLE: &str = r#"{
      // a handbook of the usual kind
      "Build": {
        "content": [ { "files": [ "**/*.md", "**/**.yml" ], "exclude": [ "**/drafts/**", "readme.md", "out/", "ci.yml", ] } ],
        "resource": [ { "files": [ "**/*.png", "logo.ico" ], "exclude": [ "**/drafts/**" ] } ],
        "overwrite": [],
        "externalReference": [],
        "globalMetadata": { "_disableToc": "true", "_appTitle": "Harbour", "version": 1.10 },
        "fileMetadata": { "owner": { "ops/**": "kim", "ops/night/*.md": "lee" } },
        "template": [],
        "dest": "harbour_site", /* old */
        "markdownEngineName": "markdig"
      }
    }"#;

    #[test]
    fn a_usual_file() {
        let (docfx, shown) = read_all(WHOLE, &[]);
        assert_eq!(
            shown,
            [
                "config-ignored-key: `externalReference` has no effect in this tool @ \"externalReference\"",
                "config-ignored-key: `template` has no effect in this tool @ \"template\"",
                "config-ignored-key: `markdownEngineName` has no effect in this tool @ \"markdownEngineName\"",
            ]
        );
        let content = &docfx.content[0];
        for taken in ["a.md", "ops/A.MD", "ops/toc.yml", "outer/a.md", "ops/out/a.md"] {
            assert!(content.take(&path(taken)), "{taken}");
        }
        for left in ["README.md", "ops/drafts/a.md", "drafts/a.md", "ci.yml", "out/a.md", "a.png", ".github/a.md", "ops/.a.md"] {
            assert!(!content.take(&path(left)), "{left}");
        }
        assert!(docfx.resource[0].take(&path("x/y.PNG")) && !docfx.resource[0].take(&path("x/logo.ico")));
        assert_eq!(docfx.out.as_deref(), Some("harbour_site"));
        assert_eq!(docfx.global_metadata.get("_disableToc"), Some(&text("true")));
        assert_eq!(docfx.global_metadata.get("version"), Some(&Value::Number("1.10".to_owned())));
        let owner = &docfx.file_metadata[0];
        let owner = |file: &str| owner.value(&path(file)).and_then(Value::as_text);
        assert_eq!((owner("ops/day.md"), owner("ops/night/a.md"), owner("a.md")), (Some("kim"), Some("lee"), None));
    }

    #[test]
    fn forms_of_a_mapping() {
        let (docfx, shown) = read_all(r#"{"build": {"content": "*.md"}}"#, &[]);
        assert!(shown.is_empty() && docfx.content[0].take(&path("a.md")) && !docfx.content[0].take(&path("x/a.md")));
        let (docfx, shown) = read_all(r#"{"build": {"content": {"files": "*.md", "src": "./guides/", "dest": "g"}}}"#, &[]);
        let mapping = &docfx.content[0];
        assert!(
            shown.is_empty() && mapping.take(&path("guides/a.md")) && !mapping.take(&path("a.md")) && !mapping.take(&path("guidesx/a.md"))
        );
        assert_eq!(mapping.output_path(&path("guides/x/a.md")).as_deref(), Some("g/x/a.md"));
        assert_eq!(mapping.output_path(&path("a.md")), None);
        let source = r#"{"build": {
            "groups": {"v2": {"dest": "two"}},
            "content": ["*.md", {"files": ["*.yml"], "group": "v2", "dest": "x", "case": true}, {"exclude": "a"}, 5, ["a"]]}}"#;
        let (docfx, shown) = read_all(source, &[]);
        assert_eq!(docfx.content.len(), 3);
        assert_eq!(docfx.content[1].output_path(&path("toc.yml")).as_deref(), Some("two/x/toc.yml"));
        assert!(docfx.content[1].take(&path("a.yml")) && !docfx.content[1].take(&path("a.YML")));
        assert_eq!(
            shown,
            [
                "config-ignored-key: this mapping has no `files`, so it takes nothing @ {\"exclude\": \"a\"}",
                "config-invalid: `content` must be patterns, or objects with `files`, and this is a list @ [\"a\"]",
            ]
        );
        let (docfx, shown) = read_all(r#"{"build": {"content": 5}}"#, &[]);
        assert!(docfx.content.is_empty());
        assert_eq!(shown, ["config-invalid: `content` must be patterns, and this is `5` @ 5"]);
    }

    #[test]
    fn overwrites_and_closed_places_are_no_pages() {
        let (mut docfx, _) = read_all(r#"{"build": {"content": "**/*.md", "overwrite": "api/**.md"}}"#, &[]);
        let mapping = &mut docfx.content[0];
        assert!(mapping.take(&path("a.md")) && !mapping.take(&path("api/a.md")));
        mapping.closed.push(path("_site"));
        assert!(!mapping.take(&path("_site/a.md")) && mapping.take(&path("_sites/a.md")));
    }

    #[test]
    fn negated_patterns_are_as_in_docfx() {
        let mapping = Mapping::of_patterns(&["**/*.md"], &["!keep/**"]);
        assert!(!mapping.take(&path("keep/a.md")), "the folder itself is excluded, since `keep/**` does not match it");
        let mapping = Mapping::of_patterns(&["!*.md"], &[]);
        assert!(mapping.take(&path("a.txt")) && !mapping.take(&path("a.md")) && mapping.take(&path("x/a.md")));
    }

    #[test]
    fn keys_that_are_wrong_are_named() {
        let source = r#"{"bild": 1, "build": {"resources": [], "dest": "a", "DEST": "b", "content": [{"file": "*.md", "files": "*.md"}],
            "sitemap": {"baseUrl": "docs.example.com", "priority": 1}}, "metadata": []}"#;
        let (docfx, shown) = read_all(source, &[]);
        assert_eq!(docfx.out.as_deref(), Some("b"));
        assert_eq!(
            shown,
            [
                "config-unknown-key: `bild` is not a known key @ \"bild\"",
                "config-ignored-key: `metadata` has no effect in this tool @ \"metadata\"",
                "config-unknown-key: `resources` is not a known key @ \"resources\"",
                "config-ignored-key: `dest` stands twice, and only the last one counts @ \"dest\"",
                "config-unknown-key: `file` is not a known key @ \"file\"",
                "config-ignored-key: `priority` has no effect in this tool @ \"priority\"",
                "config-invalid: `baseUrl` must be the absolute URL of a site, and `docs.example.com` is not @ \"docs.example.com\"",
            ]
        );
        let (_, diagnostics) = read(&path("docfx.json"), source, &Snapshot::default()).unwrap();
        assert_eq!(diagnostics[0].help.as_deref(), Some("did you mean `build`?"));
        assert_eq!(diagnostics[2].help.as_deref(), Some("did you mean `resource`?"));
    }

    #[test]
    fn places_outside_the_playbook() {
        let source = r#"{"build": {"output": "../out", "dest": "s", "content": [
            {"files": "*.md", "src": "../other"}, {"files": "*.md", "src": "%ROOT%/x"}, {"files": "../*.md", "dest": "../x"}]}}"#;
        let (docfx, shown) = read_all(source, &[]);
        assert_eq!(docfx.out.as_deref(), Some("../out/s"));
        assert_eq!((docfx.content.len(), docfx.content[0].dest.as_str()), (1, ""));
        let codes: Vec<&str> = shown.iter().map(|line| &line[line.find(" @ ").unwrap() + 3..]).collect();
        assert_eq!(codes, ["\"../other\"", "\"%ROOT%/x\"", "\"../*.md\"", "\"../x\""]);
    }

    #[test]
    fn metadata_files() {
        let source = r#"{"build": {"globalMetadata": {"a": "inline", "b": "inline"}, "globalMetadataFiles": ["one.json", "two.yml", "three.json"],
            "fileMetadata": {"k": {"**": "inline"}}, "fileMetadataFiles": "files.json"}}"#;
        let (docfx, shown) = read_all(
            source,
            &[
                ("one.json", "{\"a\": \"one\", \"c\": \"one\",}"),
                ("two.yml", "c: two\n"),
                ("files.json", "{\"k\": {\"x/**\": \"file\"}, \"l\": 5}"),
            ],
        );
        let value = |key: &str| docfx.global_metadata[key].as_text().map(str::to_owned).unwrap();
        assert_eq!((value("a"), value("b"), value("c")), ("one".to_owned(), "inline".to_owned(), "two".to_owned()));
        assert_eq!(docfx.file_metadata[0].value(&path("x/a.md")), Some(&text("file")));
        assert_eq!(docfx.file_metadata[0].value(&path("a.md")), Some(&text("inline")));
        assert_eq!(
            shown,
            [
                "config-invalid: `three.json` is not a text file of the playbook @ \"three.json\"",
                "config-invalid: `l` must be keys and values, and this is `5` @ 5",
            ]
        );
    }

    #[test]
    fn metadata_files_that_wrap_their_keys() {
        let source = r#"{"build": {"globalMetadataFiles": "all.json", "fileMetadataFiles": "files.json"}}"#;
        let files = [("all.json", r#"{"globalMetadata": {"a": "all"}}"#), ("files.json", r#"{"fileMetadata": {"k": {"**": "file"}}}"#)];
        let (docfx, shown) = read_all(source, &files);
        assert_eq!(docfx.global_metadata["a"].as_text(), Some("all"));
        assert_eq!(docfx.file_metadata[0].value(&path("a.md")), Some(&text("file")));
        assert_eq!(
            shown,
            [
                "config-invalid: the keys of this file stand at its top, not below `globalMetadata` @ \"globalMetadata\"",
                "config-invalid: the keys of this file stand at its top, not below `fileMetadata` @ \"fileMetadata\"",
            ]
        );
    }

    #[test]
    fn rules_are_re_levelled() {
        let source = r#"{"rules": {"file-not-found": "info", "InvalidBookmark": "error", "NoSuch": "error", "uid-duplicate": "loud",
            "audience-missing": "warning"}}"#;
        let (docfx, shown) = read_all(source, &[]);
        assert_eq!(
            docfx.severities,
            BTreeMap::from([
                ("file-not-found".to_owned(), Some(Severity::Suggestion)),
                ("bookmark-not-found".to_owned(), Some(Severity::Error)),
            ])
        );
        assert_eq!(
            shown,
            [
                "config-ignored-key: `NoSuch` is not a rule of this tool @ \"NoSuch\"",
                "config-invalid: `uid-duplicate` must be `verbose`, `info`, `suggestion`, `warning` or `error`, and this is `loud` @ \"loud\"",
                "config-invalid: `audience-missing` guards what audiences may read, so it cannot be less than `error` @ \"warning\"",
            ]
        );
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for source in ["", "[]", "{", "{\"build\": {}} x"] {
            assert!(read(&path("docfx.json"), source, &Snapshot::default()).is_err(), "{source}");
        }
    }

    #[test]
    fn every_docfx_code_names_a_rule() {
        for (docfx, code) in CODES {
            assert!(rules::rule(code).is_some(), "`{docfx}` names `{code}`");
        }
    }
}
