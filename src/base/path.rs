//! Paths: where a source file lies, and where a produced file goes — never mixed up, never outside.
//!
//! In:    text as typed or found.
//! Out:   `FilePath` and `OutPath`: normalised, `/`-separated, inside their root.
//! Never: touches the disk.

use std::fmt;
use std::sync::Arc;

use super::find;
use super::url::encode_path;

/// The path of a file of the playbook, relative to its root.
///
/// Segments are separated by `/`; there is no leading `/`, no empty segment, no `.` and no `..`, so a `FilePath`
/// cannot name anything outside the root. The empty path is the root folder itself. The spelling (case included) is kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(Arc<str>);

impl FilePath {
    /// The root folder.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Reads a path relative to the root. `None` when it is absolute, climbs above the root, or has a NUL.
    /// Backslashes count as `/` (DocFX accepts them).
    pub fn new(text: &str) -> Option<Self> {
        normalise("", text).map(|path| Self(Arc::from(path)))
    }

    /// Reads `text` as written in a file of the folder `self`. `None` when it leaves the root.
    #[must_use]
    pub fn join(&self, text: &str) -> Option<Self> {
        normalise(&self.0, text).map(|path| Self(Arc::from(path)))
    }

    /// Reads `text` as written in this file, relative to its folder. `None` when it leaves the root.
    #[must_use]
    pub fn beside(&self, text: &str) -> Option<Self> {
        self.text_beside(text).map(|path| Self(Arc::from(path)))
    }

    /// What [`Self::beside`] gives, as text: to look up a path that is there already.
    pub fn text_beside(&self, text: &str) -> Option<String> {
        normalise(folder_of(&self.0), text)
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether both are the same path; asked of two that mostly are one value, it reads no text.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }

    /// The folder the file lies in; the root for a file at the top.
    #[must_use]
    pub fn folder(&self) -> Self {
        Self(Arc::from(folder_of(&self.0)))
    }

    /// The last segment.
    pub fn name(&self) -> &str {
        find::last(&self.0, b'/').map_or(&*self.0, |slash| &self.0[slash + 1..])
    }

    /// The last segment without its extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match find::last(name, b'.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The extension without its dot, as written; empty when there is none.
    pub fn extension(&self) -> &str {
        let name = self.name();
        match find::last(name, b'.') {
            Some(dot) if dot > 0 => &name[dot + 1..],
            _ => "",
        }
    }

    /// Whether the extension is `wanted`, whatever its case.
    pub fn has_extension(&self, wanted: &str) -> bool {
        self.extension().eq_ignore_ascii_case(wanted)
    }

    /// The same folder, another last segment.
    #[must_use]
    pub fn with_name(&self, name: &str) -> Self {
        match folder_of(&self.0) {
            "" => Self(Arc::from(name)),
            folder => Self(Arc::from(format!("{folder}/{name}"))),
        }
    }

    /// Whether the file lies in `folder` or below it.
    pub fn is_within(&self, folder: &FilePath) -> bool {
        folder.0.is_empty() || self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// How a link in a file of the folder `from` would name this file: `../media/a.png`.
    pub fn relative_to(&self, from: &FilePath) -> String {
        relative(&from.0, &self.0)
    }
}

impl std::borrow::Borrow<str> for FilePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// The address of a produced file, relative to the root of its site.
///
/// The same shape as [`FilePath`], and a type of its own, so that a source path can never be published by mistake.
/// It is not percent-encoded; [`OutPath::href_from`] encodes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// Reads an address. `None` when it is absolute or climbs above the site's root.
    pub fn new(text: &str) -> Option<Self> {
        normalise("", text).map(|path| Self(Arc::from(path)))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part of the address that is longer than file systems allow: 255 bytes in UTF-8.
    pub fn overlong(&self) -> Option<&str> {
        const LONGEST: usize = 255;
        if self.0.len() <= LONGEST { None } else { self.0.split('/').find(|part| part.len() > LONGEST) }
    }

    /// The prefix that leads from this page back to the site's root: `""`, `"../"`, `"../../"`.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The percent-encoded relative link to `self` as written in the page `page`.
    ///
    /// Each segment is encoded as URI data (RFC 3986), but for `(` and `)`, as DocFX does.
    pub fn href_from(&self, page: &OutPath) -> String {
        let path = relative(folder_of(&page.0), &self.0);
        // What is encoded is longer.
        let encoded = encode_path(&path);
        if encoded.len() > path.len() {
            return encoded.into_owned();
        }
        path
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

fn folder_of(path: &str) -> &str {
    find::last(path, b'/').map_or("", |slash| &path[..slash])
}

fn normalise(folder: &str, text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if matches!(bytes.first(), Some(b'/' | b'\\')) || bytes.contains(&0) {
        return None;
    }
    // A drive (`C:`) or a stream (`a.md::$DATA`) is never a path of the playbook.
    if bytes.contains(&b':') {
        return None;
    }
    let mut path = String::with_capacity(folder.len() + 1 + text.len());
    let (mut folder, mut rest) = (folder, text);
    while let Some(above) = rest.strip_prefix("../") {
        if folder.is_empty() {
            return None;
        }
        (folder, rest) = (folder_of(folder), above);
    }
    path.push_str(folder);
    if is_normal(rest) {
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(rest);
        return Some(path);
    }
    for segment in rest.split(['/', '\\']) {
        match segment {
            "" | "." => {}
            ".." => {
                if path.is_empty() {
                    return None;
                }
                path.truncate(path.rfind('/').unwrap_or(0));
            }
            _ => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(segment);
            }
        }
    }
    Some(path)
}

// Whether a path has nothing to be made out of: no empty segment, none that begins with a dot, no backslash.
fn is_normal(path: &str) -> bool {
    let mut before = b'/';
    let is_plain = path.bytes().all(|byte| {
        let is_plain = byte != b'\\' && !(before == b'/' && matches!(byte, b'/' | b'.'));
        before = byte;
        is_plain
    });
    is_plain && before != b'/'
}

fn relative(folder: &str, target: &str) -> String {
    let (from, to) = (folder.as_bytes(), target.as_bytes());
    let same = from.iter().zip(to).take_while(|(a, b)| a == b).count();
    // What both have in common ends with a segment.
    let ends_segment = same == from.len() && to.get(same) == Some(&b'/');
    let last = if ends_segment { Some(same) } else { from[..same].iter().rposition(|byte| *byte == b'/') };
    let shared = last.filter(|_| !folder.is_empty()).map_or(0, |slash| slash + 1);
    let left = from.get(shared..).unwrap_or_default();
    let up = if left.is_empty() { 0 } else { 1 + find::count(&folder[shared..], b'/') };
    let mut path = String::with_capacity(3 * up + target.len() - shared);
    (0..up).for_each(|_| path.push_str("../"));
    path.push_str(&target[shared..]);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_leave_the_root() {
        for text in ["/etc/passwd", "../a", "a/../../b", "\\\\host\\share", "C:\\x", "a\0b"] {
            assert_eq!(FilePath::new(text), None, "{text}");
        }
        assert_eq!(FilePath::new("a/./b//../c.md").unwrap().as_str(), "a/c.md");
        assert_eq!(FilePath::new("media\\x.png").unwrap().as_str(), "media/x.png");
        let beside = |text: &str| FilePath::new("a/b/c.md").unwrap().text_beside(text);
        let written = ["d.md", "../d.md", "../../d/e.md", "../../../d.md", ".././d.md", "../..", "..//d.md", ".d", "d/", ""];
        let meant = ["a/b/d.md", "a/d.md", "d/e.md", "", "a/d.md", "", "a/d.md", "a/b/.d", "a/b/d", "a/b"];
        for (text, path) in written.into_iter().zip(meant) {
            let is_outside = text == "../../../d.md";
            assert_eq!(beside(text).as_deref(), (!is_outside).then_some(path), "{text}");
        }
    }

    #[test]
    fn links_are_relative_to_the_folder_of_the_page() {
        let href = |to: &str, from: &str| OutPath::new(to).unwrap().href_from(&OutPath::new(from).unwrap());
        assert_eq!(href("a/b.html", "a/c.html"), "b.html");
        assert_eq!(href("a/b.html", "x/y/c.html"), "../../a/b.html");
        assert_eq!(href("b c.html", "a.html"), "b%20c.html");
        assert_eq!(href("a/b/c.html", "a/x.html"), "b/c.html");
        assert_eq!(href("ab/c.html", "a/x.html"), "../ab/c.html");
    }

    #[test]
    fn parts_of_a_name() {
        let path = FilePath::new("a/b.c/index--partner.md").unwrap();
        assert_eq!(
            (path.folder().as_str(), path.name(), path.stem(), path.extension()),
            ("a/b.c", "index--partner.md", "index--partner", "md")
        );
        assert_eq!(FilePath::new(".gitignore").unwrap().extension(), "");
    }
}
