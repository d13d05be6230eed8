//! Snapshot: every file of the playbook, as a value.
//!
//! In:    files as the shell found them.
//! Out:   `Snapshot`, from which everything else is computed.
//! Never: reads the disk; decides what a file is for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::find;
use crate::base::path::FilePath;

/// The whole input of a build.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    files: BTreeMap<FilePath, Entry>,
}

/// Whether two texts say the same; asked of two that mostly are one value, it reads neither.
pub fn is_same_text(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// One file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A text that the tool reads, byte-order mark included. Files of at most 4 GiB.
    Text(Arc<str>),
    /// A text file that is not UTF-8: the bytes up to `valid` are.
    NotUtf8 {
        /// How many bytes are valid, from the start.
        valid: usize,
        /// The text with each invalid sequence replaced by U+FFFD, for showing the line.
        shown: Arc<str>,
    },
    /// A file that is only ever copied.
    Asset {
        /// Its size in bytes.
        len: u64,
        /// A value that changes when the bytes do; how it is made is the shell's business.
        stamp: u64,
    },
    /// A file that is there and could not be read: why, in the machine's words.
    Unreadable(Arc<str>),
}

impl Entry {
    /// The text of a readable text.
    pub fn text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) | Self::NotUtf8 { shown: text, .. } => Some(text),
            Self::Asset { .. } | Self::Unreadable(_) => None,
        }
    }

    /// The entry of a file that the tool reads. A CR that no LF follows ends a line, too (`CommonMark` 0.31, 2.1): each becomes an LF, in its place.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            // Text of two bytes a character, without a mark that says so: every other byte is NUL. What shows at the start cannot be for some readers only:
            // whether all of a page is read must not depend on what some of them cannot see.
            Ok(text) if is_wide(&text[..text.floor_char_boundary(16)]) => {
                Self::NotUtf8 { valid: 0, shown: Arc::from(text.replace('\0', "\u{fffd}")) }
            }
            Ok(text) => Self::Text(Arc::from(with_line_ends(text))),
            Err(error) => Self::NotUtf8 { valid: error.valid_up_to(), shown: Arc::from(with_line_ends(&String::from_utf8_lossy(bytes))) },
        }
    }
}

fn is_wide(start: &str) -> bool {
    find::count(start, 0) * 3 > start.len()
}

fn with_line_ends(text: &str) -> Cow<'_, str> {
    let is_alone = |place: &usize| text.as_bytes().get(place + 1) != Some(&b'\n');
    if !find::all(text, b'\r').any(|place| is_alone(&place)) {
        return Cow::Borrowed(text);
    }
    let mut whole = text.to_owned();
    for place in find::all(text, b'\r').filter(is_alone) {
        whole.replace_range(place..=place, "\n");
    }
    Cow::Owned(whole)
}

impl Snapshot {
    /// A snapshot of `files`.
    pub fn new(files: impl IntoIterator<Item = (FilePath, Entry)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// A snapshot of texts: for tests and generated playbooks.
    ///
    /// # Panics
    /// When a path is absolute or leaves the root.
    pub fn of_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let entry = |(path, text): (&str, &str)| (FilePath::new(path).expect("a path inside the root"), Entry::of_bytes(text.as_bytes()));
        Self::new(files.into_iter().map(entry))
    }

    /// All files, by path.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&FilePath, &Entry)> {
        self.files.iter()
    }

    /// One file.
    pub fn get(&self, path: &FilePath) -> Option<&Entry> {
        self.files.get(path)
    }

    /// The text of a file that is a readable text.
    pub fn text(&self, path: &FilePath) -> Option<&Arc<str>> {
        self.files.get(path)?.text()
    }

    /// Puts a file in, or replaces it.
    pub fn insert(&mut self, path: FilePath, entry: Entry) {
        self.files.insert(path, entry);
    }

    /// The files in a folder and below it, or the file of that name.
    pub fn below<'a>(&'a self, folder: &'a FilePath) -> impl Iterator<Item = &'a FilePath> {
        // Names that only begin alike (`a.md` and `a/b.md` between `a` and `a0`) lie among them.
        let named = self.files.range(folder.clone()..).map(|(file, _)| file);
        named.take_while(|file| file.as_str().starts_with(folder.as_str())).filter(|file| file.is_within(folder))
    }

    /// Puts files in or replaces them, and takes those out that have no entry.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = (FilePath, Option<Entry>)>) {
        for (file, entry) in changes {
            match entry {
                Some(entry) => self.insert(file, entry),
                None => self.remove(&file),
            }
        }
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &FilePath) {
        self.files.remove(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whether_a_file_is_text_shows_at_its_start() {
        assert!(matches!(Entry::of_bytes(b"#\0 \0O\0n\0e\0\n\0"), Entry::NotUtf8 { valid: 0, .. }));
        let head = "---\nft.audience: internal\n---\n";
        assert!(matches!(Entry::of_bytes(format!("{head}{}", "\0".repeat(1000)).as_bytes()), Entry::Text(_)));
        assert!(matches!(Entry::of_bytes(b""), Entry::Text(_)));
    }
}
