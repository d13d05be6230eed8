//! Configuration: what `playbook.yml` and `docfx.json` say, together.
//!
//! In:    a snapshot.
//! Out:   `Config`, complete and valid, and diagnostics for what was not.
//! Never: looks at pages.
//!
//! Both files are optional and stand at the root. Without `docfx.json`, every `.md` and `.yml` file is content, and the usual kinds of images
//! and downloads are resources. What both files say, `playbook.yml` decides. All keys of `playbook.yml` are optional:
//!
//! ```yaml
//! title: Harbour Handbook              # the name of the site
//! url: https://docs.example.com/       # where it will stand; or one URL per audience: {internal: https://…, partner: https://…}
//! audiences: [internal, partner]       # at most 64 names of a-z, 0-9 and -
//! audience_key: ft.audience            # the front-matter key that says who may read a page
//! variant_separator: "--"              # `a--partner.md` is the variant of `a.md` for partners
//! hosts:                               # the playbook's own hosts, and whose site each is
//!   partner.example.com: partner       # one audience, a list of them, or `all`
//! language: en                         # BCP 47
//! languages:                           # parts in other languages; the first that matches a page counts
//!   - {tag: de, folder: german, suffix: "-de"}
//! rules:                               # error, warning, suggestion or off; those that guard audiences only upwards
//!   orphan-page: off
//! search: {facets: {Kind: ms.topic}}   # what results can be narrowed by; or `false`: no search
//! metadata: {_appLogoPath: brand/logo.svg}   # metadata of every page, weakest; stronger than `globalMetadata` of docfx.json
//! parameters: {imprint: {internal: a, partner: b}}   # what templates are given beside the model; one value, or one for each audience
//! policy: {connect-src: https://x.example}   # what the policy allows beyond the site itself
//! integrity: true                      # pages say what their scripts and styles must be; not for sites opened from the disk
//! extras: [feed.xml, web.config]       # what is made beside the pages
//! publish: ["brand/**"]                # assets that every site gets though no page refers to them
//! theme: theme                         # the folder of the playbook's own theme
//! out: _site                           # the output folder; may climb above the root
//! freshness: {stale_after: {default: 365, playbook: 180}}   # in days, by `ms.topic`
//! reports: [internal]                  # whose sites hold the report on freshness
//! tasks:                               # more words by which task tables are known, and the roles that there are
//!   words: {id: [Work item], mandatory: [Must]}
//!   roles: {Project lead: [PL], Engineer: []}   # `services` and `phases` likewise
//! limits: {includes: 10000, included_bytes: 33554432}   # what one page may include
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::audience::{Audience, Readers};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::nearest::nearest;
use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::docfx::{self, DocFx, FileMetadata, Mapping};
use crate::input::extensions::Dialect;
use crate::input::freshness::{Freshness, Owners};
use crate::input::glob::{Glob, GlobOptions};
use crate::input::languages::{self, Language};
use crate::input::metadata::{Metadata, Value};
use crate::input::pivots::{self, PivotGroup};
use crate::input::publishing::Publishing;
use crate::input::redirects::{self, Redirect};
use crate::input::setting::{Settings, quoted, without_detours};
use crate::input::snapshot::{Entry, Snapshot};
use crate::input::vocabulary::TaskSettings;
use crate::input::yaml::{self, Yaml, YamlProblem};
use crate::rules;

pub(crate) const PLAYBOOK: &str = "playbook.yml";
const DOCFX: &str = "docfx.json";
const CODEOWNERS: &str = "CODEOWNERS";
const DEFAULT_OUT: &str = "_site";
/// The keys of `playbook.yml`.
const KEYS: &[&str] = &[
    "title",
    "url",
    "audiences",
    "audience_key",
    "variant_separator",
    "hosts",
    "language",
    "languages",
    "rules",
    "search",
    "metadata",
    "parameters",
    "policy",
    "extras",
    "integrity",
    "publish",
    "theme",
    "out",
    "limits",
    "tasks",
    "versions",
    "freshness",
    "reports",
];

/// All settings of a playbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// The name of the site, for readers. From `playbook.yml` `title`, else `_appTitle` or `_appName`, else empty.
    pub title: String,
    /// The absolute URL at which the site will stand, with a final `/`, per audience name; the empty name is for all.
    pub urls: BTreeMap<String, String>,
    /// The audiences, in order. `internal` and `partner` when none are named. Lower case.
    pub audiences: Vec<String>,
    /// Whether `playbook.yml` names the audiences itself.
    pub audiences_are_named: bool,
    /// The metadata key that holds a page's audience: `ft.audience`.
    pub audience_key: String,
    /// What separates a file name from the audience it is a variant for: `--`.
    pub variant_separator: String,
    /// The playbook's own hosts, lower case, and the audiences whose site each of them is.
    pub hosts: BTreeMap<String, Readers>,
    /// The language of pages that no entry of `languages` names (BCP 47): `en`.
    pub language: String,
    /// Languages of parts of the playbook, in order; the first that matches a page counts.
    pub languages: Vec<Language>,
    /// Severities by rule code; `None` switches a rule off.
    pub severities: BTreeMap<String, Option<Severity>>,
    /// Assets that every site gets even when no page refers to them.
    pub always_published: Vec<Glob>,
    /// What a site has beside its pages.
    pub publishing: Publishing,
    /// Pages that moved.
    pub redirects: Vec<Redirect>,
    /// What Markdown has beside what every page has (`markdownEngineProperties`).
    pub dialect: Dialect,
    /// The versions of the product, from the oldest to the newest (`versions`): what moniker ranges speak of. Empty: ranges are not evaluated.
    pub versions: Vec<String>,
    /// The choices that zones are for.
    pub pivots: Vec<PivotGroup>,
    /// Files that say where the uids of other sites lead (docfx.json `xref`).
    pub xref_maps: Vec<FilePath>,
    /// What is a page or a TOC.
    pub content: Vec<Mapping>,
    /// What may be shipped when a page refers to it.
    pub resource: Vec<Mapping>,
    /// Metadata of every page, weakest.
    pub global_metadata: Metadata,
    /// Metadata by glob; stronger than global, weaker than front matter.
    pub file_metadata: Vec<FileMetadata>,
    /// The output folder relative to the playbook's root: docfx.json `dest`, else `_site`. May climb above the root.
    pub dest: String,
    /// The folder of the project's own theme, if it has one.
    pub theme: Option<FilePath>,
    /// The most files one page may include, transitively.
    pub most_includes: usize,
    /// The most bytes one page may grow to by includes.
    pub most_included_bytes: usize,
    /// How old pages may be.
    pub freshness: Freshness,
    /// Who owns which files.
    pub owners: Owners,
    /// The audiences whose sites hold reports.
    pub reports: Readers,
    /// How task tables are read.
    pub tasks: TaskSettings,
    /// Whether a configuration file is there and cannot be read: nothing must be built then, since its owners decided otherwise than the defaults.
    pub unreadable: bool,
}

impl Config {
    /// Reads the configuration of a playbook. Where it is wrong, a default takes its place and a diagnostic says so.
    ///
    /// When [`Config::unreadable`] is set, the caller must not build.
    pub fn read(snapshot: &Snapshot) -> (Self, Vec<Diagnostic>) {
        let mut config = Self::default();
        let mut diagnostics = Vec::new();
        config.read_docfx(snapshot, &mut diagnostics);
        config.read_playbook(snapshot, &mut diagnostics);
        let pivots = config.global_metadata.get("zone_pivot_group_filename").and_then(Value::as_text).map(ToOwned::to_owned);
        config.pivots = pivots::read(snapshot, pivots.as_deref(), &mut diagnostics);
        config.redirects = redirects::read(snapshot, &config.audience_key, &mut diagnostics);
        if let Some(Entry::Text(text)) = FilePath::new(CODEOWNERS).and_then(|file| snapshot.get(&file)) {
            config.owners = Owners::read(text);
        }
        config.close();
        (config, diagnostics)
    }

    /// The configured audience of this name; blanks and case around it do not matter.
    pub fn audience(&self, name: &str) -> Option<Audience> {
        let name = name.trim().to_lowercase();
        self.audiences.iter().position(|known| *known == name).and_then(Audience::at)
    }

    /// What readers see of a pivot: its title in the first group that has it, else its id.
    pub fn pivot_title<'a>(&'a self, id: &'a str) -> &'a str {
        let all = self.pivots.iter().flat_map(|group| &group.pivots);
        all.into_iter().find(|(known, _)| known == id).map_or(id, |(_, title)| title)
    }

    /// The name of an audience.
    pub fn audience_name(&self, audience: Audience) -> &str {
        self.audiences.get(audience.place()).map_or("", String::as_str)
    }

    /// What patterns give a file as metadata.
    pub fn file_value(&self, file: &FilePath, key: &str) -> Option<&Value> {
        self.file_metadata.iter().find(|entry| entry.key == key).and_then(|entry| entry.value(file))
    }

    /// Where the content mappings put a file; `None` when it is neither page nor TOC.
    pub fn content_path(&self, file: &FilePath) -> Option<String> {
        mapped(&self.content, file)
    }

    /// Where the resource mappings put a file; `None` when it is not for shipping.
    pub fn resource_path(&self, file: &FilePath) -> Option<String> {
        mapped(&self.resource, file)
    }

    /// All configured audiences.
    pub fn everyone(&self) -> Readers {
        Readers::first(self.audiences.len())
    }

    fn read_docfx(&mut self, snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) {
        let Some((file, text)) = self.source(DOCFX, snapshot, diagnostics) else { return };
        match docfx::read(&file, &text, snapshot) {
            Ok((DocFx { content, resource, global_metadata, file_metadata, dialect, xref_maps, out, severities, base_url }, mut found)) => {
                diagnostics.append(&mut found);
                let named = |key: &str| global_metadata.get(key).and_then(Value::as_text).map(str::trim).filter(|text| !text.is_empty());
                named("_appTitle").or(named("_appName")).unwrap_or_default().clone_into(&mut self.title);
                if let Some(language) = named("_lang").filter(|tag| languages::is_language(tag)) {
                    language.clone_into(&mut self.language);
                }
                self.urls.extend(base_url.map(|url| (String::new(), url)));
                (self.content, self.resource) = (content, resource);
                // DocFX searches only where it is asked to; here `false` alone counts.
                if global_metadata.get("_enableSearch").and_then(Value::as_flag) == Some(false) {
                    self.publishing.has_search = false;
                }
                (self.global_metadata, self.file_metadata, self.dialect) = (global_metadata, file_metadata, dialect);
                (self.severities, self.xref_maps) = (severities, xref_maps);
                if let Some(out) = out {
                    self.set_out(&out, &file, TextRange::default(), diagnostics);
                }
            }
            Err(problem) => self.refuse(&file, problem, diagnostics),
        }
    }

    fn read_playbook(&mut self, snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) {
        let Some((file, text)) = self.source(PLAYBOOK, snapshot, diagnostics) else { return };
        let root = match yaml::read(&text) {
            Ok(root) if root.is_null() || root.as_map().is_some() => root,
            Ok(root) => {
                let problem = YamlProblem::new(format!("keys and values are expected, and this is {}", root.kind()), root.range);
                return self.refuse(&file, problem, diagnostics);
            }
            Err(problem) => return self.refuse(&file, problem, diagnostics),
        };
        let mut settings = Settings::of(&file, &text, &root);
        if let Some(key) = yaml::repeated_key(&root) {
            settings.invalid(key.range, format!("the key `{}` stands twice, and only the last one counts", key.text));
        }
        // Audiences first: other keys name them.
        let entries = root.as_map().unwrap_or_default();
        if let Some((_, value)) = entries.iter().rev().find(|(key, _)| key.text == "audiences") {
            self.read_audiences(&mut settings, value);
        }
        let mut out = None;
        for (key, value) in entries {
            match key.text.as_str() {
                "audiences" => {}
                "title" => self.title = settings.text("title", value).unwrap_or_default().trim().to_owned(),
                "url" => self.read_urls(&mut settings, value),
                "audience_key" => set_text(&mut self.audience_key, &mut settings, "audience_key", value),
                "variant_separator" => set_text(&mut self.variant_separator, &mut settings, "variant_separator", value),
                "hosts" => self.read_hosts(&mut settings, value),
                "language" => {
                    if let Some(tag) = languages::read_tag(&mut settings, "language", value) {
                        self.language = tag;
                    }
                }
                "languages" => self.languages = languages::read(&mut settings, value),
                "rules" => self.read_rules(&mut settings, value),
                "search" => self.publishing.read_search(&mut settings, value),
                "metadata" => {
                    settings.map("metadata", value);
                    self.global_metadata.extend(value.to_metadata());
                }
                "parameters" => self.publishing.read_parameters(&mut settings, value, &self.audiences),
                "policy" => self.publishing.read_policy(&mut settings, value),
                "integrity" => self.publishing.has_integrity = settings.flag("integrity", value),
                "extras" => self.publishing.read_extras(&mut settings, value),
                "publish" => self.always_published = settings.globs("publish", value, GlobOptions::default()),
                "theme" => self.theme = theme(&mut settings, value, snapshot),
                "out" => out = settings.out_folder("out", value).map(|out| (out, value.range)),
                "limits" => self.read_limits(&mut settings, value),
                "freshness" => self.freshness = Freshness::read(&mut settings, value),
                "reports" => self.reports = self.read_reports(&mut settings, value),
                "tasks" => self.tasks = TaskSettings::read(&mut settings, value),
                "versions" => {
                    self.versions = settings.texts("versions", value).into_iter().map(|(name, _)| name.trim().to_owned()).collect();
                }
                _ => settings.unknown(key, KEYS.iter().copied()),
            }
        }
        diagnostics.append(&mut settings.diagnostics);
        if let Some((out, range)) = out {
            self.set_out(&out, &file, range, diagnostics);
        }
    }

    /// The text of a configuration file, if it is there.
    fn source(&mut self, name: &str, snapshot: &Snapshot, diagnostics: &mut Vec<Diagnostic>) -> Option<(FilePath, Arc<str>)> {
        let file = FilePath::new(name)?;
        let why = match snapshot.get(&file)? {
            Entry::Text(text) => return Some((file, Arc::clone(text))),
            Entry::NotUtf8 { valid, .. } => YamlProblem::new("the file is not UTF-8 from here on", TextRange::new(*valid, *valid)),
            Entry::Unreadable(why) => YamlProblem::new(format!("the file cannot be read: {why}"), TextRange::default()),
            Entry::Asset { .. } => YamlProblem::new("the file is no text", TextRange::default()),
        };
        self.refuse(&file, why, diagnostics);
        None
    }

    fn refuse(&mut self, file: &FilePath, problem: YamlProblem, diagnostics: &mut Vec<Diagnostic>) {
        let YamlProblem { message, range } = problem;
        self.unreadable = true;
        diagnostics.push(rules::config_invalid::RULE.at(file, range).message(message).help("nothing is built until this file can be read"));
    }

    fn read_audiences(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        let mut names: Vec<String> = Vec::new();
        for (name, range) in settings.texts("audiences", value) {
            if !is_audience(name) {
                settings.invalid_with_help(
                    range,
                    format!("{} cannot be the name of an audience", quoted(name)),
                    "a name has lower-case letters, digits and hyphens, begins with a letter or digit, and is not `all`",
                );
            } else if names.iter().any(|known| known == name) {
                settings.invalid(range, format!("the audience `{name}` is named twice"));
            } else if names.len() == Audience::MOST {
                settings.invalid(range, format!("a playbook can have {} audiences and no more", Audience::MOST));
            } else {
                names.push(name.to_owned());
            }
        }
        if names.is_empty() {
            settings.invalid(value.range, "`audiences` names no audience, so `internal` and `partner` are taken");
        } else {
            self.audiences = names;
            self.audiences_are_named = true;
        }
    }

    fn read_urls(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        let Some(entries) = value.as_map() else {
            if let Some(url) = settings.url("url", value) {
                self.urls = BTreeMap::from([(String::new(), url)]);
            }
            return;
        };
        self.urls.clear();
        for (key, value) in entries {
            if let Some(audience) = self.named(settings, &key.text, key.range) {
                let url = settings.url(&key.text, value);
                self.urls.extend(url.map(|url| (self.audience_name(audience).to_owned(), url)));
            }
        }
    }

    fn read_hosts(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        for (key, value) in settings.map("hosts", value) {
            let (written, host) = (key.text.trim(), crate::base::url::host(key.text.trim()));
            if host.is_empty() || written.contains(['/', '?', '#', '@', '\\', ' ', '\t', '\n']) {
                settings.invalid_with_help(
                    key.range,
                    format!("`{}` is no host", key.text),
                    "write it like `docs.example.com`, without `https://`",
                );
                continue;
            }
            let mut readers = Readers::NOBODY;
            for (name, range) in settings.texts(&host, value) {
                if name.trim().eq_ignore_ascii_case("all") {
                    readers = readers.or(self.everyone());
                } else if let Some(audience) = self.named(settings, name, range) {
                    readers = readers.or(Readers::only(audience));
                }
            }
            self.hosts.insert(host, readers);
        }
    }

    /// The audience of a name that a setting uses; a diagnostic when there is none.
    fn named(&self, settings: &mut Settings<'_>, name: &str, range: TextRange) -> Option<Audience> {
        let audience = self.audience(name);
        if audience.is_none() {
            let help = nearest(name, self.audiences.iter().map(String::as_str))
                .map_or_else(|| format!("the audiences are {}", self.audiences.join(", ")), |near| format!("did you mean `{near}`?"));
            settings.invalid_with_help(range, format!("`{name}` is not an audience of this playbook"), help);
        }
        audience
    }

    fn read_reports(&self, settings: &mut Settings<'_>, value: &Yaml) -> Readers {
        let named = settings.texts("reports", value);
        let audiences = named.into_iter().filter_map(|(name, range)| self.named(settings, name, range));
        audiences.map(Readers::only).fold(Readers::NOBODY, Readers::or)
    }

    fn read_rules(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        for (key, value) in settings.map("rules", value) {
            let Some(rule) = rules::rule(&key.text) else {
                settings.unknown(key, rules::RULES.iter().map(|rule| rule.code));
                continue;
            };
            let severity = match settings.text(&key.text, value) {
                // YAML 1.1 reads an unquoted `off` as a truth value; whoever is used to that writes `false`.
                Some("off" | "false") => None,
                Some(name) => {
                    let severity = Severity::from_name(name);
                    if severity.is_none() {
                        settings.wrong_kind(&key.text, "`error`, `warning`, `suggestion` or `off`", value);
                        continue;
                    }
                    severity
                }
                None => continue,
            };
            settings.re_level(&mut self.severities, rule, severity, value.range);
        }
    }

    fn read_limits(&mut self, settings: &mut Settings<'_>, value: &Yaml) {
        for (key, value) in settings.map("limits", value) {
            let (name, limit) = match key.text.as_str() {
                "includes" => ("includes", &mut self.most_includes),
                "included_bytes" => ("included_bytes", &mut self.most_included_bytes),
                _ => {
                    settings.unknown(key, ["includes", "included_bytes"]);
                    continue;
                }
            };
            if let Some(count) = settings.count(name, value) {
                *limit = count;
            }
        }
    }

    /// Takes an output folder; not one that holds the playbook, which the build would replace.
    fn set_out(&mut self, out: &str, file: &FilePath, range: TextRange, diagnostics: &mut Vec<Diagnostic>) {
        let segments = without_detours(out);
        if segments.iter().all(|segment| *segment == "..") {
            let message = format!("the output folder `{out}` holds the playbook itself, so `{DEFAULT_OUT}` is taken");
            diagnostics.push(rules::config_invalid::RULE.at(file, range).message(message));
            DEFAULT_OUT.clone_into(&mut self.dest);
        } else {
            self.dest = segments.join("/");
        }
    }

    /// Closes to every mapping what is never content: the output folder, the theme, the configuration.
    fn close(&mut self) {
        let mut closed: Vec<FilePath> = [PLAYBOOK, DOCFX].into_iter().filter_map(FilePath::new).collect();
        closed.extend(FilePath::new(&self.dest).filter(|out| *out != FilePath::root()));
        closed.extend(self.theme.clone());
        for mapping in self.content.iter_mut().chain(&mut self.resource) {
            mapping.closed.clone_from(&closed);
        }
    }
}

impl Default for Config {
    /// The configuration of a playbook with neither file. The output folder is not closed yet; [`Config::read`] does that.
    fn default() -> Self {
        let exclude = ["_site/**", "**/node_modules/**"];
        Self {
            title: String::new(),
            urls: BTreeMap::new(),
            audiences: vec!["internal".to_owned(), "partner".to_owned()],
            audiences_are_named: false,
            audience_key: "ft.audience".to_owned(),
            variant_separator: "--".to_owned(),
            hosts: BTreeMap::new(),
            language: "en".to_owned(),
            languages: Vec::new(),
            severities: BTreeMap::new(),
            always_published: Vec::new(),
            publishing: Publishing::default(),
            redirects: Vec::new(),
            dialect: Dialect::default(),
            versions: Vec::new(),
            pivots: Vec::new(),
            xref_maps: Vec::new(),
            content: vec![Mapping::of_patterns(&["**/*.{md,yml}"], &exclude)],
            resource: vec![Mapping::of_resources(&exclude)],
            global_metadata: Metadata::new(),
            file_metadata: Vec::new(),
            dest: DEFAULT_OUT.to_owned(),
            theme: None,
            most_includes: 10_000,
            most_included_bytes: 32 << 20,
            freshness: Freshness::default(),
            owners: Owners::default(),
            reports: Readers::NOBODY,
            tasks: TaskSettings::default(),
            unreadable: false,
        }
    }
}

fn mapped(mappings: &[Mapping], file: &FilePath) -> Option<String> {
    mappings.iter().find(|mapping| mapping.take(file)).and_then(|mapping| mapping.output_path(file))
}

fn set_text(field: &mut String, settings: &mut Settings<'_>, name: &str, value: &Yaml) {
    if let Some(text) = settings.text(name, value) {
        let text = text.trim();
        if text.is_empty() || text.contains(['/', '\\']) {
            settings.invalid(value.range, format!("`{name}` must not be empty or hold a slash"));
        } else {
            text.clone_into(field);
        }
    }
}

fn is_audience(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name != "all" && name.bytes().next().is_some_and(is_plain) && name.bytes().all(|byte| byte == b'-' || is_plain(byte))
}

fn theme(settings: &mut Settings<'_>, value: &Yaml, snapshot: &Snapshot) -> Option<FilePath> {
    let folder = settings.folder("theme", value)?;
    if folder == FilePath::root() || !snapshot.files().any(|(path, _)| path.is_within(&folder)) {
        settings.invalid(value.range, format!("`{folder}` is not a folder of the playbook with files in it"));
        return None;
    }
    Some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The configuration of some files, and its diagnostics as `code: message @ what stands there`.
    fn read(files: &[(&str, &str)]) -> (Config, Vec<String>) {
        let snapshot = Snapshot::of_texts(files.iter().copied());
        let (config, diagnostics) = Config::read(&snapshot);
        let shown = diagnostics.iter().map(|diagnostic| {
            let location = diagnostic.location.as_ref().unwrap();
            let text = snapshot.text(&location.file).unwrap();
            format!("{}: {} @ {}", diagnostic.rule.code, diagnostic.message, &text[location.range.bytes()])
        });
        (config, shown.collect())
    }

    fn playbook(text: &str) -> (Config, Vec<String>) {
        read(&[(PLAYBOOK, text)])
    }

    fn takes(mappings: &[Mapping], path: &str) -> bool {
        mappings.iter().any(|mapping| mapping.take(&FilePath::new(path).unwrap()))
    }

    #[test]
    fn nothing_is_needed() {
        let (config, shown) = read(&[]);
        assert!(shown.is_empty() && !config.unreadable && !config.audiences_are_named);
        assert_eq!(
            (config.audiences.join(" "), config.dest.as_str(), config.language.as_str()),
            ("internal partner".to_owned(), "_site", "en")
        );
        for path in ["a.md", "x/toc.yml", "README.md"] {
            assert!(takes(&config.content, path), "{path}");
        }
        for path in ["_site/a.md", "x/node_modules/y/a.md", ".github/a.md", "playbook.yml", "a.png"] {
            assert!(!takes(&config.content, path), "{path}");
        }
        assert!(takes(&config.resource, "m/a.PNG") && takes(&config.resource, "m/a.docx") && !takes(&config.resource, "m/a.exe"));
        assert_eq!(playbook("# all is commented out\n").1, Vec::<String>::new());
    }

    #[test]
    fn every_key() {
        let source = "\u{feff}title: Hafenhandbuch Ü\r\nurl: {internal: HTTPS://in.example.com/x, crew: http://crew.example.com/}\r\n\
                      audiences: [internal, crew]\r\naudience_key: for\r\nvariant_separator: '@'\r\n\
                      hosts: {Docs.Example.com: all, crew.example.com: [crew], in.example.com: internal}\r\n\
                      language: de\r\nlanguages:\r\n- {tag: zh-CN, name: Hanyu, folder: [cn, x/cn2], files: '**/cn/**', suffix: -sc}\r\n- {tag: fr, suffix: -fr}\r\n\
                      rules: {orphan-page: off, title-missing: error}\r\npublish: ['brand/**']\r\ntheme: look\r\nout: ../out/./site/\r\n\
                      limits: {includes: 5, included_bytes: 6}\r\n";
        let (config, shown) = read(&[(PLAYBOOK, source), ("look/page.html", ""), ("look/a.md", "")]);
        assert_eq!(shown, Vec::<String>::new());
        assert_eq!(config.title, "Hafenhandbuch Ü");
        assert_eq!(config.urls["internal"], "HTTPS://in.example.com/x/");
        assert_eq!(config.urls["crew"], "http://crew.example.com/");
        assert!(config.audiences_are_named && config.audience(" Crew").is_some());
        assert_eq!((config.audience_key.as_str(), config.variant_separator.as_str()), ("for", "@"));
        assert_eq!(config.hosts["docs.example.com"], Readers::first(2));
        assert_eq!(config.hosts["crew.example.com"], Readers::only(Audience::at(1).unwrap()));
        assert_eq!((config.languages[0].tag.as_str(), config.languages[0].suffix.as_str()), ("zh-CN", "-sc"));
        assert_eq!((config.languages[0].name.as_str(), config.languages[0].folders.join(" ")), ("Hanyu", "cn x/cn2".to_owned()));
        assert!(config.languages[0].files[0].matches("a/cn/b.md") && config.languages[1].files.is_empty());
        assert_eq!(config.severities["orphan-page"], None);
        assert_eq!(config.severities["title-missing"], Some(Severity::Error));
        assert!(config.always_published[0].matches("brand/logo.svg"));
        assert_eq!(config.theme, FilePath::new("look"));
        assert_eq!((config.dest.as_str(), config.most_includes, config.most_included_bytes), ("../out/site", 5, 6));
        assert!(!takes(&config.content, "look/a.md"));
    }

    #[test]
    fn what_is_wrong_is_said_where_it_stands() {
        let table = [
            ("titel: x", "config-unknown-key: `titel` is not a known key @ titel"),
            ("title: [x]", "config-invalid: `title` must be a text, and this is a list @ [x]"),
            (
                "url: docs.example.com",
                "config-invalid: `url` must be the absolute URL of a site, and `docs.example.com` is not @ docs.example.com",
            ),
            ("url: {crew: https://x.example}", "config-invalid: `crew` is not an audience of this playbook @ crew"),
            ("audiences: [a, B c]", "config-invalid: `B c` cannot be the name of an audience @ B c"),
            ("audiences: [a, all]", "config-invalid: `all` cannot be the name of an audience @ all"),
            ("audiences: [a, b, a]", "config-invalid: the audience `a` is named twice @ a"),
            ("audiences: []", "config-invalid: `audiences` names no audience, so `internal` and `partner` are taken @ []"),
            ("variant_separator: /", "config-invalid: `variant_separator` must not be empty or hold a slash @ /"),
            ("hosts: {https://x.example: all}", "config-invalid: `https://x.example` is no host @ https://x.example"),
            ("hosts: {x.example: partnr}", "config-invalid: `partnr` is not an audience of this playbook @ partnr"),
            ("language: Deutsch!", "config-invalid: `Deutsch!` is no language tag @ Deutsch!"),
            (
                "languages: [{tag: de}]",
                "config-invalid: the language `de` has no `folder`, `files` or `suffix`, so no page is in it @ {tag: de}",
            ),
            ("languages: [{suffix: -de}]", "config-invalid: this language has no `tag` @ {suffix: -de}"),
            ("rules: {orphan-pge: off}", "config-unknown-key: `orphan-pge` is not a known key @ orphan-pge"),
            (
                "rules: {orphan-page: loud}",
                "config-invalid: `orphan-page` must be `error`, `warning`, `suggestion` or `off`, and this is `loud` @ loud",
            ),
            (
                "rules: {audience-missing: off}",
                "config-invalid: `audience-missing` guards what audiences may read, so it cannot be less than `error` @ off",
            ),
            ("publish: '{a'", "glob-unsupported: `{a`: the braces are not balanced, so the pattern matches nothing @ '{a'"),
            ("theme: ../x", "config-invalid: `theme` must name a folder inside the playbook, and `../x` does not @ ../x"),
            ("theme: look", "config-invalid: `look` is not a folder of the playbook with files in it @ look"),
            ("out: .", "config-invalid: the output folder `.` holds the playbook itself, so `_site` is taken @ ."),
            ("out: a/..", "config-invalid: the output folder `a/..` holds the playbook itself, so `_site` is taken @ a/.."),
            ("out: a/../..", "config-invalid: the output folder `a/../..` holds the playbook itself, so `_site` is taken @ a/../.."),
            ("out: ../..", "config-invalid: the output folder `../..` holds the playbook itself, so `_site` is taken @ ../.."),
            ("out: /srv/www", "config-invalid: `out` must be a path relative to the playbook, and `/srv/www` is not @ /srv/www"),
            ("limits: {includes: 0}", "config-invalid: `includes` must be a whole number from 1, and this is `0` @ 0"),
            ("limits: {include: 1}", "config-unknown-key: `include` is not a known key @ include"),
            ("title: a\ntitle: b", "config-invalid: the key `title` stands twice, and only the last one counts @ title"),
        ];
        for (source, expected) in table {
            let (config, shown) = playbook(source);
            assert_eq!(shown, [expected], "{source}");
            assert!(!config.unreadable, "{source}");
        }
    }

    #[test]
    fn audiences_are_limited() {
        let names: Vec<String> = (0..70).map(|number| format!("a{number}")).collect();
        let (config, shown) = playbook(&format!("audiences: [{}]", names.join(", ")));
        assert_eq!((config.audiences.len(), shown.len()), (64, 6));
    }

    #[test]
    fn files_that_cannot_be_read_stop_the_build() {
        for (name, source) in [(PLAYBOOK, "a: [\n"), (PLAYBOOK, "- a"), (DOCFX, "{"), (DOCFX, "[]")] {
            let (config, shown) = read(&[(name, source)]);
            assert!(config.unreadable && shown.len() == 1 && shown[0].starts_with("config-invalid"), "{name}: {shown:?}");
        }
        let file = FilePath::new(PLAYBOOK).unwrap();
        for entry in [Entry::Asset { len: 1, stamp: 1 }, Entry::Unreadable("denied".into()), Entry::NotUtf8 { valid: 0, shown: "?".into() }]
        {
            assert!(Config::read(&Snapshot::new([(file.clone(), entry)])).0.unreadable);
        }
    }

    #[test]
    fn the_output_folder_is_never_content() {
        let (config, shown) =
            read(&[(DOCFX, r#"{"build": {"content": ["**/*.md", {"files": "*.md", "src": "web"}], "dest": "web/out"}}"#)]);
        assert!(shown.is_empty());
        assert!(takes(&config.content, "web/a.md") && !takes(&config.content, "web/out/a.md"));
    }

    #[test]
    fn playbook_yml_decides() {
        let docfx = r#"{"build": {"dest": "a", "globalMetadata": {"_appName": "Name", "_appTitle": "Title", "_lang": "fr"}, "sitemap": {"baseUrl": "https://a.example"}},
            "rules": {"orphan-page": "error"}}"#;
        let (config, _) = read(&[(DOCFX, docfx)]);
        assert_eq!((config.title.as_str(), config.language.as_str(), config.dest.as_str()), ("Title", "fr", "a"));
        assert_eq!((config.urls[""].as_str(), config.severities["orphan-page"]), ("https://a.example/", Some(Severity::Error)));
        let (config, _) =
            read(&[(DOCFX, docfx), (PLAYBOOK, "title: T\nout: b\nurl: https://b.example\nrules: {orphan-page: off}\nlanguage: de\n")]);
        assert_eq!((config.title.as_str(), config.language.as_str(), config.dest.as_str()), ("T", "de", "b"));
        assert_eq!((config.urls[""].as_str(), config.severities["orphan-page"]), ("https://b.example/", None));
    }
}
