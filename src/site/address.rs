//! Addresses: where a page or file of the playbook stands in its site.
//!
//! In:    the path that a mapping of `docfx.json` gives a file.
//! Out:   an `OutPath`.
//! Never: depends on other files: an address must not move because of what is beside it.
//!
//! Source of the rule: DocFX: same folders, same names, same case; `.md` becomes `.html`.

use crate::base::path::OutPath;

/// The page with the whole TOC.
pub const CONTENTS: &str = "toc.html";

/// The address of the page made from the file that is mapped to `path`. `file_name` is front matter's `outputFileName`, a bare name.
pub fn of_page(path: &str, file_name: Option<&str>) -> Option<OutPath> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if let Some(name) = file_name {
        if folder.is_empty() { OutPath::new(name) } else { OutPath::new(&format!("{folder}/{name}")) }
    } else {
        let stem = path.len() - if path.to_ascii_lowercase().ends_with(".md") { 3 } else { 0 };
        OutPath::new(&format!("{}.html", &path[..stem]))
    }
}

/// The address of a file that is copied.
pub fn of_asset(path: &str) -> Option<OutPath> {
    OutPath::new(path)
}
