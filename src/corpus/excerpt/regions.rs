//! Regions: the named parts of a code file, by the comments that mark them.
//!
//! In:    the lines of a file, and the language that says what its comments look like.
//! Out:   `Regions`: which lines each name stands for.
//! Never: takes an unnamed `#region` for the end of the one around it, as DocFX does.

use std::ops::Range;

use crate::base::hash::HashMap;

// The markers of one style of comments. White space in them is not counted, nor is case.
#[derive(PartialEq, Eq)]
pub(super) struct Style {
    start: &'static str,
    end: &'static str,
    tail: &'static str,
    closing: Closing,
}

#[derive(PartialEq, Eq)]
enum Closing {
    // An end names what it closes.
    ByName,
    // An end closes the latest start, whatever it says.
    Latest,
}

const fn by_name(start: &'static str, end: &'static str, tail: &'static str) -> Style {
    Style { start, end, tail, closing: Closing::ByName }
}

const SLASHES: Style = by_name("//<", "//</", ">");
const TAG: Style = by_name("<!--<", "<!--</", ">-->");
const QUOTE: Style = by_name("'<", "'</", ">");
const DASHES: Style = by_name("--<", "--</", ">");
const HASH: Style = by_name("#<", "#</", ">");
const REM: Style = by_name("rem<", "rem</", ">");
const PERCENT: Style = by_name("%<", "%</", ">");
const SEMICOLON: Style = by_name(";<", ";</", ">");
const STAR: Style = Style { start: "/*<", end: "/*</", tail: ">*/", closing: Closing::Latest };
// `#End Region` of Visual Basic is the same once spaces are gone.
const REGION: Style = Style { start: "#region", end: "#endregion", tail: "", closing: Closing::Latest };
pub(super) const ALL: &[Style] = &[SLASHES, REGION, TAG, QUOTE, DASHES, HASH, REM, PERCENT, SEMICOLON, STAR];

pub(super) struct Language {
    pub(super) name: &'static str,
    // Other names, and extensions of files.
    pub(super) aliases: &'static [&'static str],
    // In the order in which they are tried.
    styles: &'static [Style],
}

// The markers in a file without an extension, such as a `Rakefile`, are those of Ruby.
pub(super) const NO_EXTENSION: &str = "ruby";

const fn language(name: &'static str, aliases: &'static [&'static str], styles: &'static [Style]) -> Language {
    Language { name, aliases, styles }
}

pub(super) const LANGUAGES: &[Language] = &[
    language("actionscript", &["as"], &[SLASHES]),
    language("arduino", &["ino"], &[SLASHES]),
    language("assembly", &["nasm", "asm"], &[SLASHES]),
    language("batchfile", &["bat", "cmd"], &[REM]),
    language("cpp", &["c", "c++", "cc", "h", "hpp", "objective-c", "obj-c", "objc", "objectivec", "m", "mm"], &[SLASHES]),
    language("csharp", &["cs"], &[SLASHES, REGION]),
    language("cshtml", &["aspx-cs", "aspx-csharp"], &[SLASHES, REGION, TAG]),
    language("css", &[], &[STAR]),
    language("cuda", &["cu", "cuh"], &[SLASHES]),
    language("d", &["dlang"], &[SLASHES]),
    language("erlang", &["erl"], &[PERCENT]),
    language("fsharp", &["fs", "fsi", "fsx"], &[SLASHES]),
    language("go", &["golang"], &[SLASHES]),
    language("handlebars", &["hbs"], &[TAG]),
    language("haskell", &["hs"], &[DASHES]),
    language("html", &["htm", "asp", "aspx", "ascx", "jsp"], &[TAG]),
    language("java", &["gradle"], &[SLASHES]),
    language("javascript", &["js", "node", "json"], &[SLASHES]),
    language("lisp", &["lsp"], &[SEMICOLON]),
    language("lua", &[], &[DASHES]),
    language("matlab", &[], &[PERCENT]),
    language("pascal", &["pas"], &[SLASHES]),
    language("perl", &["pl"], &[HASH]),
    language("php", &[], &[SLASHES, TAG]),
    language("powershell", &["posh", "ps1"], &[HASH]),
    language("processing", &["pde"], &[SLASHES]),
    language("python", &["py"], &[HASH]),
    language("r", &[], &[HASH]),
    language("react", &["tsx"], &[SLASHES, TAG]),
    language("ruby", &["rb", "ru", "erb"], &[TAG, HASH]),
    language("rust", &["rs"], &[SLASHES]),
    language("scala", &[], &[SLASHES]),
    language("shell", &["sh", "bash"], &[HASH]),
    language("smalltalk", &["st"], &[SLASHES]),
    language("sql", &[], &[DASHES]),
    language("swift", &[], &[SLASHES]),
    language("typescript", &["ts"], &[SLASHES]),
    language("vb", &["vbnet", "vbscript", "bas", "vbs", "vba"], &[QUOTE, REGION]),
    language("vbhtml", &["aspx-vb"], &[TAG, QUOTE, REGION]),
    language("xaml", &[], &[TAG]),
    language("xml", &["csdl", "edmx", "xsl", "xslt", "xsd", "wsdl"], &[TAG]),
];

fn find_language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.name == name || language.aliases.contains(&name))
}

pub(super) fn styles_of(name: &str) -> Option<&'static [Style]> {
    find_language(name).map(|language| language.styles)
}

/// The name of the language of files with this extension, written without its dot in lower case.
pub(super) fn language_of(extension: &str) -> Option<&'static str> {
    find_language(extension).map(|language| language.name)
}

enum Marker {
    // `None`: a region that cannot be asked for, which has an end nonetheless.
    Start(Option<String>),
    End(String),
}

impl Style {
    fn marker(&self, line: &str) -> Option<Marker> {
        if let Some(rest) = after(line, self.end) {
            // Anything may follow `#endregion`.
            if self.tail.is_empty() {
                return Some(Marker::End(String::new()));
            }
            let (name, rest) = split_name(rest)?;
            return ends(rest, self.tail).then(|| Marker::End(name.to_owned()));
        }
        let rest = after(line, self.start)?;
        if self.tail.is_empty() {
            let trimmed = rest.trim();
            let name = trimmed.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(trimmed);
            let is_name = split_name(name).is_some_and(|(_, rest)| rest.is_empty());
            return Some(Marker::Start(is_name.then(|| name.trim().to_owned())));
        }
        let (name, rest) = split_name(rest)?;
        ends(rest, self.tail).then(|| Marker::Start(Some(name.to_owned())))
    }
}

// What follows `fixed`, with white space anywhere.
fn after<'a>(line: &'a str, fixed: &str) -> Option<&'a str> {
    let mut rest = line;
    for wanted in fixed.chars() {
        rest = rest.trim_start();
        let found = rest.chars().next().filter(|found| found.eq_ignore_ascii_case(&wanted))?;
        rest = &rest[found.len_utf8()..];
    }
    Some(rest)
}

fn ends(rest: &str, tail: &str) -> bool {
    after(rest, tail).is_some_and(|rest| rest.trim().is_empty())
}

fn split_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let length = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-')).unwrap_or(text.len());
    (length > 0).then(|| text.split_at(length))
}

#[derive(Default)]
pub(super) struct Regions {
    // By name in lower case: the lines between the markers.
    pub(super) closed: HashMap<String, Range<usize>>,
    open: Vec<(Option<String>, usize)>,
    open_names: HashMap<String, usize>,
    // As written, in order of the file.
    pub(super) names: Vec<String>,
    pub(super) is_marker: Vec<bool>,
}

impl Regions {
    pub(super) fn of(style: &Style, lines: &[&str]) -> Self {
        let mut regions = Self { is_marker: vec![false; lines.len()], ..Self::default() };
        for (place, line) in lines.iter().enumerate() {
            let Some(marker) = style.marker(line) else { continue };
            regions.is_marker[place] = true;
            match (marker, &style.closing) {
                (Marker::Start(name), Closing::Latest) => {
                    regions.names.extend(name.clone());
                    regions.open.push((name.map(|name| name.to_lowercase()), place));
                }
                (Marker::Start(name), Closing::ByName) => {
                    regions.open_names.extend(name.as_deref().map(|name| (name.to_lowercase(), place)));
                    regions.names.extend(name);
                }
                (Marker::End(_), Closing::Latest) => {
                    if let Some((Some(name), start)) = regions.open.pop() {
                        regions.close(name, start, place);
                    }
                }
                (Marker::End(name), Closing::ByName) => {
                    let name = name.to_lowercase();
                    if let Some(start) = regions.open_names.remove(&name) {
                        regions.close(name, start, place);
                    }
                }
            }
        }
        regions
    }

    // Of two regions of one name, the one that starts later counts.
    fn close(&mut self, name: String, start: usize, end: usize) {
        let range = self.closed.entry(name).or_insert(start + 1..end);
        if start + 1 > range.start {
            *range = start + 1..end;
        }
    }

    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open_names.contains_key(name) || self.open.iter().any(|(open, _)| open.as_deref() == Some(name))
    }
}
