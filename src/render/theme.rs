//! Theme: templates, words, style and script — the built-in ones, and a project's own in their place.
//!
//! In:    the files of the built-in theme, and those of a project.
//! Out:   `Theme`, which makes pages of models.
//! Never: gives a template access to files, the environment or the network.
//!
//! The only file that names `tera` and `include_dir`.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use include_dir::{Dir, include_dir};
use serde::{Serialize, Serializer};
use tera::{Context, Map, Tera, Value};

use super::model::{Frame, FreshnessModel, Model, TaskListModel};
use super::strings::Strings;
use crate::base::digest::{integrity, short_digest};
use crate::base::path::OutPath;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// A theme, ready to use.
pub struct Theme {
    tera: Tera,
    words: BTreeMap<String, Words>,
    english: Words,
    assets: BTreeMap<String, Asset>,
    // The names of all templates, and whether each is the project's own.
    templates: BTreeMap<String, bool>,
}

// The folder of the templates that are the same on all pages with one frame: each is made once, and is there for others by its name.
const FRAME: &str = "frame/";

// The words of a language, for the program and for templates.
#[derive(Clone)]
struct Words {
    strings: Strings,
    value: Value,
}

impl Words {
    fn of(strings: Strings) -> Self {
        let value = Value::from_serializable(&strings);
        Self { strings, value }
    }
}

/// Markup that is ready: templates write it as it stands, with `safe` or without. Copies of it cost nothing.
#[derive(Clone, Debug)]
pub struct Markup(Value);

impl Markup {
    /// Takes markup for what it is.
    pub fn of(html: &str) -> Self {
        Self(Value::safe_string(html))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        self.0.as_str().unwrap_or_default()
    }
}

impl Default for Markup {
    fn default() -> Self {
        Self::of("")
    }
}

impl Serialize for Markup {
    // A value among values is handed on, not copied.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A frame, ready for templates. Copies of it cost nothing.
#[derive(Clone, Debug)]
pub struct ReadyFrame(Context);

/// A file of the theme that is published.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Where: `assets/style.0123456789abcdef.css`. The name changes with the content.
    pub address: OutPath,
    /// Its bytes.
    pub bytes: Vec<u8>,
    // Its digest, when somebody asked for it.
    integrity: OnceLock<String>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("assets", &self.assets.keys()).finish_non_exhaustive()
    }
}

impl Theme {
    /// The built-in theme: made once, for the first who asks.
    pub fn built_in() -> Arc<Self> {
        static READY: LazyLock<Arc<Theme>> = LazyLock::new(|| {
            Arc::new(Theme::with(&BTreeMap::new()).expect("the built-in theme is complete; a test renders every template of it"))
        });
        Arc::clone(&READY)
    }

    /// The built-in theme, with the files of a project in place of its own: path inside the theme → text.
    ///
    /// # Errors
    /// A sentence for the author of the theme, with the place in the template.
    pub fn with(own: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut files: BTreeMap<String, String> = BTreeMap::new();
        collect(&BUILT_IN, &mut files);
        for (path, text) in &mut files {
            if path.ends_with(".js") {
                *text = packed(text);
            }
        }
        for (path, text) in own {
            files.insert(path.clone(), text.clone());
        }
        let mut tera = Tera::default();
        let templates = files.iter().filter_map(|(path, text)| path.strip_prefix("templates/").map(|name| (name, text)));
        let names = templates.clone().map(|(name, _)| (name.to_owned(), own.contains_key(&format!("templates/{name}")))).collect();
        tera.add_raw_templates(templates).map_err(|why| placed(&why.to_string(), &names))?;
        let mut strings = BTreeMap::new();
        for (path, text) in &files {
            if let Some(language) = path.strip_prefix("strings/").and_then(|name| name.strip_suffix(".json")) {
                strings.insert(language.to_lowercase(), Strings::read(text).map_err(|why| format!("{path}: {why}"))?);
            }
        }
        let english = strings.get("en").cloned().unwrap_or_default();
        let words = strings.into_iter().map(|(language, words)| (language, Words::of(words.or(&english)))).collect();
        let published = files.iter().filter(|(path, _)| !path.contains('/') && !path.starts_with('.'));
        let assets = published
            .filter_map(|(path, text)| {
                let (stem, extension) = path.rsplit_once('.')?;
                let digest = short_digest(text.as_bytes());
                let address = OutPath::new(&format!("assets/{stem}.{digest}.{extension}"))?;
                Some((path.clone(), Asset { address, bytes: text.as_bytes().to_vec(), integrity: OnceLock::new() }))
            })
            .collect();
        Ok(Self { tera, words, english: Words::of(english), assets, templates: names })
    }

    /// The words of a language: its own, those of its first part (`pt` for `pt-BR`), else English.
    pub fn strings(&self, language: &str) -> &Strings {
        &self.words(language).strings
    }

    fn words(&self, language: &str) -> &Words {
        let lower = language.to_lowercase();
        let first = lower.split('-').next().unwrap_or("");
        self.words.get(&lower).or_else(|| self.words.get(first)).unwrap_or(&self.english)
    }

    /// The files that every site gets.
    pub fn assets(&self) -> impl Iterator<Item = &Asset> + Clone {
        self.assets.values()
    }

    /// The digest of a file of the theme, for an `integrity` attribute.
    pub fn integrity(&self, name: &str) -> Option<&str> {
        self.assets.get(name).map(|asset| asset.integrity.get_or_init(|| integrity(&asset.bytes)).as_str())
    }

    /// The address of a file of the theme.
    pub fn asset(&self, name: &str) -> Option<&OutPath> {
        self.assets.get(name).map(|asset| &asset.address)
    }

    /// Makes a frame ready for templates: once for all pages that have it.
    ///
    /// # Errors
    /// A sentence for the author of the theme.
    pub fn frame(&self, frame: &Frame<'_>) -> Result<ReadyFrame, String> {
        let Frame { site, assets, language } = frame;
        let mut context = Context::new();
        context.insert("site", site);
        context.insert("assets", assets);
        context.insert("language", language);
        context.insert_value("ui", self.words(language).value.clone());
        // What most pages have none of.
        context.insert("tasks", &TaskListModel::default());
        context.insert("freshness", &FreshnessModel::default());
        let mut parts = Map::new();
        for template in self.templates.keys() {
            if let Some(name) = template.strip_prefix(FRAME).and_then(|name| name.strip_suffix(".html")) {
                let part = self.made(template, &context)?;
                parts.insert(name.to_owned().into(), Value::safe_string(String::from_utf8_lossy(&part).trim()));
            }
        }
        context.remove("language");
        context.insert_value("frame", parts.into());
        Ok(ReadyFrame(context))
    }

    /// Makes a page.
    ///
    /// # Errors
    /// A sentence for the author of the theme.
    pub fn render(&self, template: &str, frame: &ReadyFrame, model: &Model<'_>) -> Result<Vec<u8>, String> {
        let Model { page, nav, tasks, freshness } = model;
        let mut context = frame.0.clone();
        context.insert("page", page);
        context.insert("nav", nav);
        if let Some(tasks) = tasks {
            context.insert("tasks", tasks);
        }
        if let Some(freshness) = freshness {
            context.insert("freshness", freshness);
        }
        self.made(template, &context)
    }

    fn made(&self, template: &str, context: &Context) -> Result<Vec<u8>, String> {
        let mut made = Vec::with_capacity(32 << 10);
        self.tera.render_to(template, context, &mut made).map_err(|why| placed(&why.to_string(), &self.templates))?;
        Ok(made)
    }
}

// What Tera says, with each template named as its author knows it: by its file in the theme, or as one that is built in.
fn placed(why: &str, templates: &BTreeMap<String, bool>) -> String {
    let place = |line: &str| {
        let start = ["--> ", "called from "].into_iter().find_map(|mark| line.find(mark).map(|place| place + mark.len()))?;
        let (name, rest) = line[start..].split_once(':')?;
        let shown =
            if *templates.get(name)? { format!("templates/{name}:{rest} (of your theme)") } else { format!("{name}:{rest} (built in)") };
        Some(line[..start].to_owned() + &shown)
    };
    why.lines().map(|line| place(line).unwrap_or_else(|| line.to_owned())).collect::<Vec<_>>().join("\n")
}

// A script without what readers have no use for: lines that only comment, and indentation. Nothing of the built-in theme has a text of several lines, or begins a line with `//` in one.
fn packed(script: &str) -> String {
    let lines = script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn collect(folder: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.replace('\\', "/"), text.to_owned());
        }
    }
    for below in folder.dirs() {
        collect(below, files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_get_scripts_without_comments_and_the_own_ones_as_they_are() {
        let text = "// Why.\n  f();\n";
        let theme = Theme::with(&BTreeMap::from([("custom.js".to_owned(), text.to_owned())])).unwrap();
        assert_eq!(theme.assets["custom.js"].bytes, text.as_bytes());
        let built_in = std::str::from_utf8(&theme.assets["theme.js"].bytes).unwrap();
        assert!(built_in.lines().all(|line| !line.starts_with([' ', '/']) && !line.is_empty()));
        assert_eq!(packed("// Why.\nf(\n  // So.\n  1,\n\n);"), "f(\n1,\n);\n");
    }

    #[test]
    fn mistakes_are_placed_in_the_file_of_the_project() {
        let own = |text: &str| BTreeMap::from([("templates/page.html".to_owned(), text.to_owned())]);
        let why = Theme::with(&own("{% block main %}\n{{ page.title %}{% endblock main %}")).unwrap_err();
        assert!(why.contains("--> templates/page.html:2:16 (of your theme)"), "{why}");
        let templates = BTreeMap::from([("base.html".to_owned(), false), ("header.html".to_owned(), true)]);
        let said = "error: x\n --> header.html:1:20\n  |\nnote: called from base.html:43:13\n";
        assert_eq!(
            placed(said, &templates),
            "error: x\n --> templates/header.html:1:20 (of your theme)\n  |\nnote: called from base.html:43:13 (built in)"
        );
    }
}
