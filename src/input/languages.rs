//! Languages: which parts of a playbook are in which language, and which files say the same.
//!
//! In:    `languages` of `playbook.yml`.
//! Out:   the language that a path speaks of, and the key that is the same for all translations of a page.
//! Never: looks at a page; knows which files are there but by asking.

use crate::base::path::FilePath;
use crate::base::span::TextRange;
use crate::input::glob::{Glob, GlobOptions};
use crate::input::setting::{Settings, one_or_more};
use crate::input::yaml::Yaml;

/// A language of a part of the playbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Language {
    /// The BCP 47 tag: `zh-CN`.
    pub tag: String,
    /// What readers see it called; empty for what the language calls itself.
    pub name: String,
    /// The folders that hold it, by name (`german`) or as a path of names (`docs/german`), wherever in a path they are.
    pub folders: Vec<String>,
    /// Files in it that no folder tells.
    pub files: Vec<Glob>,
    /// What the file names of this language end in, before the extension: `-sc`. May be empty.
    pub suffix: String,
    /// Where the language is named in `playbook.yml`.
    pub at: TextRange,
}

impl Language {
    /// Whether the folder, a pattern or the suffix of the language is that of a file.
    pub fn may_hold(&self, file: &FilePath) -> bool {
        self.has_suffix(file) || self.is_in_part(file)
    }

    // Where the folder of this language stands in a path: from, to; the slash behind it included.
    fn folder_in(&self, path: &str) -> Option<(usize, usize)> {
        self.folders.iter().find_map(|folder| {
            let is_one = |start: &usize| {
                (*start == 0 || path.as_bytes()[start - 1] == b'/') && path.as_bytes().get(start + folder.len()) == Some(&b'/')
            };
            let start = path.match_indices(folder.as_str()).map(|(start, _)| start).find(is_one)?;
            Some((start, start + folder.len() + 1))
        })
    }

    fn has_suffix(&self, file: &FilePath) -> bool {
        !self.suffix.is_empty() && file.stem().len() > self.suffix.len() && file.stem().ends_with(&self.suffix)
    }

    // `is_there` tells whether a file is there. Among the files of a folder, `a.md` beside `a-de.md` is not the German one.
    fn holds(&self, file: &FilePath, is_there: &dyn Fn(&FilePath) -> bool) -> bool {
        let is_told = !self.folders.is_empty() || !self.files.is_empty();
        if !is_told || self.has_suffix(file) {
            return self.has_suffix(file) && (!is_told || self.is_in_part(file));
        }
        let twin = || {
            let stem = file.stem();
            file.with_name(&format!("{stem}{}{}", self.suffix, &file.name()[stem.len()..]))
        };
        self.is_in_part(file) && (self.suffix.is_empty() || !is_there(&twin()))
    }

    fn is_in_part(&self, file: &FilePath) -> bool {
        self.folder_in(file.as_str()).is_some() || self.files.iter().any(|glob| glob.matches(file.as_str()))
    }
}

/// The place in `languages` of the first one that a file is in.
pub fn language_of(languages: &[Language], file: &FilePath, is_there: &dyn Fn(&FilePath) -> bool) -> Option<usize> {
    languages.iter().position(|language| language.holds(file, is_there))
}

/// What all translations of a page have in common: its path without the folder and the suffix that tell a language. The flag says whether the
/// folder, if any, is that of the file's own language; a file among those of another language is no translation if there is a better one.
pub fn key_of(languages: &[Language], file: &FilePath, own: Option<usize>) -> (String, bool) {
    let path = file.as_str();
    let folder = languages.iter().enumerate().find_map(|(place, language)| Some((place, language.folder_in(path)?)));
    let (mut key, is_own) = match folder {
        Some((place, (start, end))) => ([&path[..start], &path[end..]].concat(), Some(place) == own),
        None => (path.to_owned(), true),
    };
    let extension = file.name().len() - file.stem().len();
    key.truncate(key.len() - extension);
    if let Some(language) = own.map(|own| &languages[own])
        && language.has_suffix(file)
    {
        key.truncate(key.len() - language.suffix.len());
    }
    (key, is_own)
}

/// Whether a text can be a language tag (BCP 47, not looked up).
pub fn is_language(tag: &str) -> bool {
    tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        && tag.as_bytes()[0].is_ascii_alphabetic()
}

/// A language tag.
pub(super) fn read_tag(settings: &mut Settings<'_>, name: &str, value: &Yaml) -> Option<String> {
    let tag = settings.text(name, value)?.trim();
    if !is_language(tag) {
        settings.invalid_with_help(value.range, format!("`{tag}` is no language tag"), "write it like `en`, `de` or `zh-CN`");
        return None;
    }
    Some(tag.to_owned())
}

/// The value of `languages`.
pub(super) fn read(settings: &mut Settings<'_>, value: &Yaml) -> Vec<Language> {
    let mut languages = Vec::new();
    for item in one_or_more(value) {
        let mut language = Language {
            tag: String::new(),
            name: String::new(),
            folders: Vec::new(),
            files: Vec::new(),
            suffix: String::new(),
            at: item.range,
        };
        let mut tag = None;
        let mut is_tagged = false;
        for (key, value) in settings.map("languages", item) {
            match key.text.as_str() {
                "tag" => {
                    is_tagged = true;
                    language.at = value.range;
                    tag = read_tag(settings, "tag", value);
                }
                "name" => settings.text("name", value).unwrap_or_default().trim().clone_into(&mut language.name),
                "folder" => language.folders = folders(settings, value),
                "files" => language.files = settings.globs("files", value, GlobOptions::default()),
                "suffix" => settings.text("suffix", value).unwrap_or_default().trim().clone_into(&mut language.suffix),
                _ => settings.unknown(key, ["tag", "name", "folder", "files", "suffix"]),
            }
        }
        if item.as_map().is_some() && !is_tagged {
            settings.invalid(item.range, "this language has no `tag`");
        }
        let Some(tag) = tag else { continue };
        if language.folders.is_empty() && language.files.is_empty() && language.suffix.is_empty() {
            settings.invalid(item.range, format!("the language `{tag}` has no `folder`, `files` or `suffix`, so no page is in it"));
        } else {
            languages.push(Language { tag, ..language });
        }
    }
    languages
}

fn folders(settings: &mut Settings<'_>, value: &Yaml) -> Vec<String> {
    let mut folders = Vec::new();
    for (text, range) in settings.texts("folder", value) {
        match FilePath::new(text.trim()).filter(|folder| *folder != FilePath::root()) {
            Some(folder) => folders.push(folder.as_str().to_owned()),
            None => settings.invalid(range, format!("`folder` must name a folder inside the playbook, and `{text}` does not")),
        }
    }
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str, folder: &str, suffix: &str) -> Language {
        let folders = if folder.is_empty() { Vec::new() } else { vec![folder.to_owned()] };
        Language {
            tag: tag.to_owned(),
            name: String::new(),
            folders,
            files: Vec::new(),
            suffix: suffix.to_owned(),
            at: TextRange::default(),
        }
    }

    #[test]
    fn languages_by_folder_and_suffix() {
        let languages = [language("en", "english", ""), language("de", "german", "-de"), language("ja", "", "-jp")];
        let there = ["a/german/x-de.md", "a/german/x.md"];
        let table = [
            ("a/english/x.md", Some(0), "a/x", true),
            ("a/german/x-de.md", Some(1), "a/x", true),
            // A file without the suffix is German where no other one is, and else whatever the playbook is in.
            ("a/german/index.md", Some(1), "a/index", true),
            ("a/german/x.md", None, "a/x", false),
            ("b/x-jp.md", Some(2), "b/x", true),
            ("b/x-de.md", None, "b/x-de", true),
            ("b/-jp.md", None, "b/-jp", true),
            ("germany/x.md", None, "germany/x", true),
            ("german", None, "german", true),
        ];
        for (path, expected, key, is_own) in table {
            let file = FilePath::new(path).unwrap();
            let found = language_of(&languages, &file, &|file| there.contains(&file.as_str()));
            assert_eq!(found, expected, "{path}");
            assert_eq!(key_of(&languages, &file, found), (key.to_owned(), is_own), "{path}");
        }
    }
}
