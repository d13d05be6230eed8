//! Near: the file that is most likely meant by a path that names none.
//!
//! In:    the logical paths of a playbook; a path that is none of them, and the file in which it was written.
//! Out:   a near name in the folder named, or the same name elsewhere.
//! Never: asks for an audience: only authors are told.
//!
//! Templates are copied with their links, so that a thousand files may have the name that is looked for: they are kept in such an order that the likeliest
//! is found without looking at all of them. Of the pages of folders, `index.md` and its like, none is meant by its name alone, unless it lies with the file
//! in which the path was written.

use std::cmp::Reverse;
use std::sync::OnceLock;

use crate::base::hash::HashMap;
use crate::base::nearest::nearest;
use crate::base::path::FilePath;

// Names of what stands for a folder: by themselves they say nothing.
const OF_FOLDERS: [&str; 3] = ["index", "readme", "toc"];

/// The files of a playbook by what is near in them.
#[derive(Debug, Default)]
pub(super) struct Near {
    by_folder: HashMap<FilePath, Vec<FilePath>>,
    // By lower-case name.
    by_name: HashMap<String, Namesakes>,
}

// The files of one name.
#[derive(Debug, Default)]
struct Namesakes {
    by_path: Vec<FilePath>,
    // By their segments, the last one first; once somebody asks.
    by_end: OnceLock<Vec<FilePath>>,
}

impl Near {
    /// The files with these paths.
    pub(super) fn of(paths: &[FilePath]) -> Self {
        let mut near = Self::default();
        let mut in_order: Vec<&FilePath> = paths.iter().collect();
        in_order.sort_unstable();
        for path in in_order {
            let name = path.name();
            let folder = path.as_str()[..path.as_str().len() - name.len()].trim_end_matches('/');
            match near.by_folder.get_mut(folder) {
                Some(files) => files.push(path.clone()),
                None => _ = near.by_folder.insert(path.folder(), vec![path.clone()]),
            }
            near.by_name.entry(name.to_lowercase()).or_default().by_path.push(path.clone());
        }
        near
    }

    /// The likeliest file meant by `path`, which was written in `from`.
    pub(super) fn find(&self, path: &FilePath, from: &FilePath) -> Option<&FilePath> {
        let name = path.name();
        let siblings = self.by_folder.get(path.folder().as_str()).map_or(&[][..], Vec::as_slice);
        if let Some(near) = nearest(name, siblings.iter().map(FilePath::name)) {
            return siblings.iter().find(|sibling| sibling.name() == near);
        }
        if name.is_empty() {
            return None;
        }
        let by_name = |path: &FilePath| self.by_name.get(&path.name().to_lowercase());
        if let Some(namesakes) = by_name(path) {
            return namesakes.likeliest(path, from);
        }
        // The address of a page.
        let page = path.has_extension("html").then(|| path.with_name(&format!("{}.md", path.stem())))?;
        by_name(&page)?.likeliest(&page, from)
    }
}

impl Namesakes {
    // The one whose last folders are those that were written; of several, the one nearest to the file in which it was written, which does not mean itself.
    fn likeliest(&self, path: &FilePath, from: &FilePath) -> Option<&FilePath> {
        let Self { by_path, by_end } = self;
        let by_end = by_end.get_or_init(|| {
            let mut by_end = by_path.clone();
            by_end.sort_unstable_by(|a, b| a.as_str().rsplit('/').cmp(b.as_str().rsplit('/')));
            by_end
        });
        let same = |file: &FilePath| file.as_str().rsplit('/').zip(path.as_str().rsplit('/')).take_while(|(a, b)| a == b).count();
        // What ends alike stands around the place at which the path itself would stand.
        let place = by_end.partition_point(|file| file.as_str().rsplit('/').lt(path.as_str().rsplit('/')));
        let around = by_end[place.saturating_sub(2)..].iter().take(4).filter(|file| *file != from);
        let most = around.map(same).max()?;
        if most <= 1 && OF_FOLDERS.iter().any(|name| path.stem().eq_ignore_ascii_case(name)) {
            let folder = from.folder();
            // All lie below the root: there, only what stands beside the file lies with it.
            let beside = || by_path.iter().find(|file| *file != from && !file.as_str().contains('/'));
            let below = || nearest_to(from, by_path).filter(|file| file.is_within(&folder));
            return if folder.as_str().is_empty() { beside() } else { below() };
        }
        let start = by_end[..place].partition_point(|file| same(file) < most);
        let end = place + by_end[place..].partition_point(|file| same(file) >= most);
        let alike = &by_end[start..end];
        if alike.len() == by_path.len() {
            return nearest_to(from, by_path);
        }
        let shared = |file: &FilePath| file.as_str().split('/').zip(from.as_str().split('/')).take_while(|(a, b)| a == b).count();
        alike.iter().filter(|file| *file != from).max_by_key(|file| (shared(file), Reverse(*file)))
    }
}

// The first of the files with the most folders in common with `from`.
fn nearest_to<'f>(from: &FilePath, by_path: &'f [FilePath]) -> Option<&'f FilePath> {
    let path = from.as_str();
    let mut folders = path.rmatch_indices('/').map(|(slash, _)| &path[..=slash]).chain([""]);
    folders.find_map(|folder| {
        let place = by_path.partition_point(|file| file.as_str() < folder);
        let mut inside = by_path[place..].iter().take_while(|file| file.as_str().starts_with(folder));
        inside.find(|file| *file != from)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> FilePath {
        FilePath::new(text).unwrap()
    }

    // The likeliest of all files of a name, found by looking at each of them.
    fn looked_at_each<'f>(files: &'f [FilePath], meant: &FilePath, from: &FilePath) -> Option<&'f FilePath> {
        let same = |a: &FilePath| a.as_str().rsplit('/').zip(meant.as_str().rsplit('/')).take_while(|(a, b)| a == b).count();
        let shared = |a: &FilePath| {
            let folder = from.folder();
            let (a, from) = (a.folder(), folder.as_str().split('/'));
            if folder.as_str().is_empty() { 0 } else { a.as_str().split('/').zip(from).take_while(|(a, b)| a == b).count() }
        };
        let found = files.iter().filter(|file| *file != from).max_by_key(|file| (same(file), shared(file), Reverse((*file).clone())))?;
        if same(found) > 1 || !meant.name().eq_ignore_ascii_case("toc") {
            return Some(found);
        }
        let folder = from.folder();
        let in_folder = files
            .iter()
            .filter(|file| *file != from && file.is_within(&folder) && (!folder.as_str().is_empty() || file.folder() == folder));
        in_folder.min()
    }

    #[test]
    fn the_folder_named_comes_first_then_the_nearest_of_that_name() {
        let near = Near::of(&["a/index.md", "a/b/index.md", "c/b/index.md", "c/start.md", "d/index.md"].map(path));
        let find = |meant: &str, from: &str| near.find(&path(meant), &path(from)).map(FilePath::as_str);
        assert_eq!(find("c/stort.md", "d/index.md"), Some("c/start.md"));
        assert_eq!(find("x/b/index.md", "c/start.md"), Some("c/b/index.md"));
        assert_eq!(find("x/index.md", "a/b/other.md"), Some("a/b/index.md"));
        assert_eq!(find("x/index.html", "d/other.md"), Some("d/index.md"));
        assert_eq!(find("x/b/index.HTML", "c/start.md"), Some("c/b/index.md"));
        assert_eq!(find("x/other.md", "d/other.md"), None);
        // A page that leads elsewhere does not mean itself, nor the page of a folder that has nothing else to do with it.
        assert_eq!(find("x/start.md", "c/start.md"), None);
        assert_eq!(find("x/start.md", "d/index.md"), Some("c/start.md"));
        assert_eq!(find("x/index.md", "d/index.md"), None);
        assert_eq!(find("x/index.md", "start.md"), None);
        assert_eq!(find("x/index.md", "a/start.md"), Some("a/b/index.md"));
    }

    proptest! {
        #[test]
        fn the_short_way_finds_what_looking_at_each_file_finds(
            folders in proptest::collection::btree_set("([ab]{1,2}/|[AB]-/){0,4}", 1..12),
            meant in "([ab]{1,2}/|[AB]-/){0,3}",
            from in "([ab]{1,2}/|[AB]-/){0,3}(n|toc|o)",
            (names, name) in prop_oneof![(Just(("n", "N")), "[nN]"), (Just(("toc", "TOC")), "(toc|TOC)")],
        ) {
            let files: Vec<FilePath> = folders.iter().enumerate().map(|(number, folder)| path(&format!("{folder}{}", if number % 5 == 4 { names.1 } else { names.0 }))).collect();
            let (meant, from) = (path(&format!("{meant}{name}")), path(&from));
            let mut by_path = files.clone();
            by_path.sort_unstable();
            let namesakes = Namesakes { by_path, by_end: OnceLock::new() };
            prop_assert_eq!(namesakes.likeliest(&meant, &from), looked_at_each(&files, &meant, &from));
        }
    }
}
