//! Disk: the content repository, read once into a value.
//!
//! In:    a root folder, and the folders in it that are not content.
//! Out:   a `Snapshot`, notes on what was left out, and files opened again for copying.
//! Never: reads anything outside the root, wherever a link leads; writes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use super::code_names::CodeNames;
use super::kernel::{self, Folder};
use super::{MachineError, publish, words_of};
use crate::base::path::FilePath;
use crate::corpus;
use crate::input::config::Config;
use crate::input::docfx::Mapping;
use crate::input::snapshot::{Entry, Snapshot};
use crate::par;

// What the tool reads as text; all else is only ever copied, and known by its size and time.
pub(super) const TEXTS: [&str; 5] = ["md", "markdown", "yml", "yaml", "json"];

// No code that a page shows is longer.
const LONGEST_CODE: u64 = 16 << 20;

// Positions in a text are kept in 32 bits.
const LONGEST_TEXT: u64 = u32::MAX as u64;

/// The root folder of a content repository, held open.
#[derive(Debug)]
pub struct Root {
    folder: Folder,
    left_out: Vec<PathBuf>,
    // Whose patterns may name folders that begin with a dot.
    mappings: Vec<Mapping>,
}

/// What was found in a root folder.
#[derive(Debug)]
pub struct Loaded {
    /// Every file that may be read.
    pub snapshot: Snapshot,
    /// What was left out and may be missed, by path.
    pub notes: Vec<Note>,
}

/// What lies in a folder.
#[derive(Debug, Default)]
pub struct Survey {
    /// The files of the playbook, each with its stamp.
    pub files: BTreeMap<FilePath, u64>,
    /// Those of them that are links.
    pub links: BTreeSet<FilePath>,
    /// The folders that are content, the one that was asked for included.
    pub folders: Vec<PathBuf>,
}

/// Something in the root folder that was not read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Note {
    /// Where it lies, relative to the root, with `/`.
    pub path: String,
    /// Why it was not read.
    pub why: String,
    /// Whether the system refused it: it is there, and nobody can tell what is in it.
    pub is_refused: bool,
}

impl Root {
    /// Opens the folder at `path`.
    ///
    /// # Errors
    /// When there is no such folder, or it may not be read.
    pub fn open(path: &Path) -> Result<Self, MachineError> {
        let cannot = |why: &io::Error| MachineError::with_file("read the folder", path, why);
        let canonical = fs::canonicalize(path).map_err(|why| cannot(&why))?;
        if !canonical.is_dir() {
            return Err(MachineError::new(format!("`{}` is not a folder", path.display())));
        }
        Ok(Self { folder: Folder::open(canonical).map_err(|why| cannot(&why))?, left_out: Vec::new(), mappings: Vec::new() })
    }

    /// Takes out a folder that is not content, such as the output of earlier builds. One that does not exist does no harm.
    #[must_use]
    pub fn without(mut self, folder: &Path) -> Self {
        // An output folder around the whole root would leave nothing to read; publishing refuses it.
        self.left_out.extend(fs::canonicalize(folder).ok().filter(|folder| !self.path().starts_with(folder)));
        self
    }

    /// Takes in folders whose name begins with a dot where a pattern of content or resources names them, as DocFX does.
    #[must_use]
    pub fn with_folders_of(mut self, config: &Config) -> Self {
        self.mappings = config.content.iter().chain(&config.resource).cloned().collect();
        self
    }

    /// Where it lies: absolute, and without links.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Reads every file. Folders whose name begins with a dot and that no pattern names, `node_modules` and those taken out are not entered.
    ///
    /// # Errors
    /// When the root folder itself cannot be read. A file or folder in it that cannot be read is an [`Entry::Unreadable`] or a note.
    pub fn load(&self) -> Result<Loaded, MachineError> {
        let walk = WalkDir::new(self.path()).into_iter().filter_entry(|entry| self.is_entered(entry));
        // Files are read while the walk goes on.
        let met = par::map_as_found(walk, |entry| match entry {
            Ok(entry) => Ok(self.meet(&entry)),
            Err(error) => {
                let path = error.path().unwrap_or(self.path()).to_owned();
                let is_root = error.depth() == 0;
                let why = io::Error::from(error);
                if is_root {
                    return Err(MachineError::with_file("read the folder", &path, &why));
                }
                Ok(Met::Left(Note { path: self.shown(&path), why: words_of(&why), is_refused: true }))
            }
        });
        let (mut notes, mut files, mut code) = (Vec::new(), Vec::with_capacity(met.len()), CodeNames::default());
        for met in met {
            match met? {
                Met::Folder => {}
                Met::Left(note) => notes.push(note),
                Met::File(path, entry, names) => {
                    code.add(&path, names);
                    files.push((path, entry));
                }
            }
        }
        notes.sort();
        par::sort_by(&mut files, |(one, _), (other, _)| one.cmp(other));
        let mut snapshot = Snapshot::new(files);
        self.load_code(&mut snapshot, &code);
        Ok(Loaded { snapshot, notes })
    }

    // Reads what the walk came to.
    fn meet(&self, met: &DirEntry) -> Met {
        let (path, entry) = match self.look(met) {
            Ok(None) => return Met::Folder,
            Err(why) => return Met::Left(Note { path: self.shown(met.path()), why, is_refused: false }),
            Ok(Some((path, Source::Itself))) => {
                let entry = self.entry(&path, Path::new(path.as_str()), || met.metadata().map_err(io::Error::from));
                (path, entry)
            }
            Ok(Some((path, Source::Behind(target)))) => {
                let entry = self.entry(&path, &target, || fs::metadata(self.path().join(&target)));
                (path, entry)
            }
        };
        let names = CodeNames::in_file(&path, &entry);
        Met::File(path, entry, names)
    }

    /// Reads as texts the files that pages show as code, so far only known as assets.
    pub fn load_code(&self, snapshot: &mut Snapshot, names: &CodeNames) {
        let names = names.all();
        if names.is_empty() {
            return;
        }
        let is_code = |path: &FilePath, entry: &Entry| match entry {
            Entry::Asset { len, .. } => *len <= LONGEST_CODE && corpus::is_code_file_named(path.name(), &names),
            Entry::Text(_) | Entry::NotUtf8 { .. } | Entry::Unreadable(_) => false,
        };
        let wanted: Vec<FilePath> = snapshot.files().filter(|(path, entry)| is_code(path, entry)).map(|(path, _)| path.clone()).collect();
        for path in wanted {
            let entry = self.open_file(&path).and_then(read_text);
            snapshot.insert(path, entry.unwrap_or_else(|why| Entry::Unreadable(Arc::from(words_of(&why)))));
        }
    }

    /// What lies at `path` and below it, without reading any text: files of the playbook with a stamp of each, and folders.
    pub fn survey(&self, path: &Path) -> Survey {
        let mut survey = Survey::default();
        // A folder that is named itself may be one that is not content.
        if path != self.path() && path.is_dir() && path.file_name().is_none_or(|name| !self.is_content(Path::new(name), path)) {
            return survey;
        }
        for entry in WalkDir::new(path).into_iter().filter_entry(|entry| self.is_entered(entry)).flatten() {
            if entry.file_type().is_dir() {
                survey.folders.push(entry.into_path());
                continue;
            }
            let (file, metadata) = match self.look(&entry) {
                Ok(Some((file, Source::Itself))) => (file, entry.metadata().map_err(io::Error::from)),
                Ok(Some((file, Source::Behind(target)))) => {
                    survey.links.insert(file.clone());
                    (file, fs::metadata(self.path().join(target)))
                }
                Ok(None) | Err(_) => continue,
            };
            // One that cannot be looked at is read, which says why.
            survey.files.insert(file, metadata.map_or(0, |metadata| stamp(&metadata)));
        }
        survey
    }

    /// Whether a file or folder of this name would be content, as far as the name tells.
    pub fn may_hold(&self, file: &FilePath) -> bool {
        let mut path = self.path().to_owned();
        let mut parts = file.as_str().split('/').peekable();
        while let Some(part) = parts.next() {
            path.push(part);
            let is_folder = parts.peek().is_some();
            if is_folder && !self.is_content(Path::new(part), &path) || self.left_out.contains(&path) {
                return false;
            }
        }
        true
    }

    /// Whether the folder that was opened still stands where it was.
    pub fn is_in_place(&self) -> bool {
        self.folder.is_in_place()
    }

    /// Reads one file, before it is known which folders are to be taken out. `None` when there is no such file.
    pub fn entry_at(&self, path: &FilePath) -> Option<Entry> {
        let target = self.inside(path)?;
        let metadata = fs::metadata(self.path().join(&target)).ok()?;
        metadata.is_file().then(|| self.entry(path, &target, || Ok(metadata)))
    }

    /// Opens a file for copying. Where the file is, or lies behind, a link that leads out of the root, it is refused:
    /// what counts is where the link leads now, not where it led when the snapshot was taken.
    ///
    /// # Errors
    /// When the file cannot be opened, is no plain file, or lies outside.
    pub fn open_file(&self, path: &FilePath) -> io::Result<File> {
        let direct = Path::new(path.as_str());
        let file = self.folder.open_file(direct).or_else(|why| match self.inside(path) {
            Some(target) if target != direct => self.folder.open_file(&target),
            Some(_) => Err(why),
            None if why.kind() == io::ErrorKind::NotFound => Err(why),
            None => Err(io::Error::new(io::ErrorKind::PermissionDenied, OUTSIDE)),
        })?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
        }
        Ok(file)
    }

    fn is_entered(&self, entry: &DirEntry) -> bool {
        entry.depth() == 0 || !entry.file_type().is_dir() || self.is_content(Path::new(entry.file_name()), entry.path())
    }

    // Whether a folder with this last segment, at this absolute path, is content.
    fn is_content(&self, name: &Path, path: &Path) -> bool {
        let name = name.as_os_str().as_encoded_bytes();
        (!name.starts_with(b".") || self.is_named(name, path))
            && name != b"node_modules"
            && !self.left_out.iter().any(|folder| folder == path)
            // A site that was built here once is no content, whatever the configuration says now.
            && !path.join(publish::MARKER).is_file()
    }

    // Whether a pattern names this folder, which begins with a dot. What version control and this program keep is nobody's content.
    fn is_named(&self, name: &[u8], path: &Path) -> bool {
        if [&b".git"[..], b".svn", b".hg"].iter().any(|closed| name.eq_ignore_ascii_case(closed)) || publish::is_work(name) {
            return false;
        }
        let inside = path.strip_prefix(self.path()).ok().and_then(Path::to_str).and_then(FilePath::new);
        inside.is_some_and(|folder| self.mappings.iter().any(|mapping| mapping.may_take_below(&folder)))
    }

    fn look(&self, entry: &DirEntry) -> Result<Option<(FilePath, Source)>, String> {
        let kind = entry.file_type();
        if kind.is_dir() || publish::is_lock(entry.file_name()) {
            return Ok(None);
        }
        let path = entry.path().strip_prefix(self.path()).ok().and_then(Path::to_str).ok_or("its name is not UTF-8")?;
        // Here a backslash is a letter of the name; everywhere else in the tool it would part two folders.
        let is_one_name = cfg!(windows) || !path.contains('\\');
        let file = FilePath::new(path).filter(|_| is_one_name).ok_or("its name has a character that paths of a playbook cannot have")?;
        if kind.is_file() {
            return Ok(Some((file, Source::Itself)));
        }
        if !kind.is_symlink() {
            return Err("it is neither a file nor a folder".to_owned());
        }
        let target = match fs::metadata(entry.path()) {
            Err(why) => return Err(format!("the link leads nowhere: {}", words_of(&why))),
            Ok(metadata) if metadata.is_dir() => return Err("links to folders are not followed".to_owned()),
            Ok(metadata) if !metadata.is_file() => return Err("the link leads to something that is neither a file nor a folder".to_owned()),
            Ok(_) => self.inside(&file).ok_or(OUTSIDE)?,
        };
        Ok(Some((file, Source::Behind(target))))
    }

    // Where a path leads, relative to the root, when that is content of the root. A link into `.git` could publish what is kept there.
    fn inside(&self, path: &FilePath) -> Option<PathBuf> {
        let target = fs::canonicalize(self.path().join(path.as_str())).ok()?;
        let relative = target.strip_prefix(self.path()).ok()?;
        let mut folder = self.path().to_owned();
        for part in relative.parent()?.components() {
            folder.push(part);
            if !matches!(part, Component::Normal(name) if self.is_content(Path::new(name), &folder)) {
                return None;
            }
        }
        Some(relative.to_owned())
    }

    fn entry(&self, path: &FilePath, target: &Path, metadata: impl FnOnce() -> io::Result<Metadata>) -> Entry {
        let result = if TEXTS.iter().any(|extension| path.has_extension(extension)) {
            self.folder.open_file(target).and_then(read_text)
        } else {
            metadata().map(|metadata| Entry::Asset { len: metadata.len(), stamp: stamp(&metadata) })
        };
        result.unwrap_or_else(|why| Entry::Unreadable(Arc::from(words_of(&why))))
    }

    // A path as notes show it.
    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(self.path()).unwrap_or(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    }
}

const OUTSIDE: &str = "the link leads to where no content is read";

// What a walk came to.
enum Met {
    // A folder, or a lock of this program.
    Folder,
    Left(Note),
    // With the names of the files that it shows as code.
    File(FilePath, Entry, Vec<String>),
}

enum Source {
    // A plain file.
    Itself,
    // A link: the path of the plain file it leads to.
    Behind(PathBuf),
}

fn read_text(mut file: File) -> io::Result<Entry> {
    thread_local! {
        // Reading into one buffer needs no question for the size of each file first.
        static BUFFER: RefCell<Vec<u8>> = RefCell::default();
    }
    const STEP: usize = 64 << 10;
    const KEPT: usize = 4 << 20;
    BUFFER.with(|buffer| {
        let mut buffer = buffer.borrow_mut();
        let mut filled = 0;
        loop {
            if buffer.len() - filled < STEP {
                // A long file says how long it is, so that one beyond all bounds is not read first.
                if filled > 0 && file.metadata()?.len().max(filled as u64) > LONGEST_TEXT {
                    return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 4 GiB"));
                }
                let longer = (2 * buffer.len()).max(2 * STEP);
                buffer.resize(longer, 0);
            }
            match file.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(why) if why.kind() == io::ErrorKind::Interrupted => {}
                Err(why) => return Err(why),
            }
        }
        let bytes = &buffer[..filled];
        let entry = Entry::of_bytes(bytes);
        if buffer.len() > KEPT {
            *buffer = Vec::new();
        }
        Ok(entry)
    })
}

/// A value that changes with the time and the size of a file. Not a digest: assets are copied, so their bytes are not read here.
pub fn stamp(metadata: &Metadata) -> u64 {
    let time = metadata.modified().unwrap_or(UNIX_EPOCH);
    let nanos = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_nanos(),
        Err(before) => !before.duration().as_nanos(),
    };
    #[expect(clippy::cast_possible_truncation, reason = "the low 64 bits are the ones that change")]
    let nanos = nanos as u64;
    nanos ^ metadata.len().rotate_left(40) ^ kernel::change(metadata).rotate_left(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(root: &Path) -> (Vec<(String, Entry)>, Vec<String>) {
        let loaded = Root::open(root).unwrap().without(&root.join("_site")).load().unwrap();
        let files = loaded.snapshot.files().map(|(path, entry)| (path.to_string(), entry.clone())).collect();
        (files, loaded.notes.into_iter().map(|note| format!("{}: {}", note.path, note.why)).collect())
    }

    fn write(root: &Path, files: &[(&str, &[u8])]) {
        for (path, bytes) in files {
            fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
            fs::write(root.join(path), bytes).unwrap();
        }
    }

    #[test]
    fn texts_assets_and_what_is_not_content() {
        let root = tempfile::tempdir().unwrap();
        write(
            root.path(),
            &[
                ("index.md", b"\xef\xbb\xbf# Hello\r\n"),
                ("a/B.MD", b""),
                ("a/bad.md", b"ab\xff\xc3"),
                ("a/toc.yml", b"- name: x"),
                ("docfx.json", b"{}"),
                ("a/pic.png", b"12345"),
                (".git/config.md", b"x"),
                ("a/.hidden/x.md", b"x"),
                ("node_modules/x.md", b"x"),
                ("_site/x.md", b"x"),
                ("a/_site/kept.md", b"x"),
            ],
        );
        let (files, notes) = load(root.path());
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a/B.MD", "a/_site/kept.md", "a/bad.md", "a/pic.png", "a/toc.yml", "docfx.json", "index.md"]);
        assert_eq!(files[0].1, Entry::Text(Arc::from("")));
        assert_eq!(files[2].1, Entry::NotUtf8 { valid: 2, shown: Arc::from("ab\u{fffd}\u{fffd}") });
        assert!(matches!(files[3].1, Entry::Asset { len: 5, .. }));
        assert_eq!(files[6].1, Entry::Text(Arc::from("\u{feff}# Hello\r\n")));
        assert!(notes.is_empty());
        assert_eq!(load(root.path()), (files, notes));
    }

    #[test]
    fn long_texts_are_read_whole() {
        let root = tempfile::tempdir().unwrap();
        let texts: Vec<String> = [1, 65_535, 65_536, 65_537, 131_072, 300_000, 5_000_000].iter().map(|&len| "ä".repeat(len)).collect();
        for (number, text) in texts.iter().enumerate() {
            write(root.path(), &[(&format!("{number}.md"), text.as_bytes())]);
        }
        let (files, _) = par::with_threads(1, || load(root.path()));
        for ((name, entry), text) in files.iter().zip(&texts) {
            assert!(*entry == Entry::Text(Arc::from(text.as_str())), "{name}");
        }
    }

    #[test]
    fn a_text_beyond_all_bounds_is_not_read() {
        let root = tempfile::tempdir().unwrap();
        File::create(root.path().join("a.md")).unwrap().set_len(5 << 30).unwrap();
        assert_eq!(load(root.path()).0[0].1, Entry::Unreadable(Arc::from("the file is larger than 4 GiB")));
    }

    #[test]
    fn a_missing_root_is_an_error_of_the_machine() {
        let root = tempfile::tempdir().unwrap();
        let message = Root::open(&root.path().join("no")).unwrap_err().message;
        assert!(message.starts_with("cannot read the folder `") && message.ends_with("/no`: no such file or directory"), "{message}");
        write(root.path(), &[("file.md", b"")]);
        let message = Root::open(&root.path().join("file.md")).unwrap_err().message;
        assert!(message.ends_with("/file.md` is not a folder"), "{message}");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_to_content_of_the_root() {
        use std::os::unix::fs::symlink;
        let outside = tempfile::tempdir().unwrap();
        let root = outside.path().join("docs");
        write(
            outside.path(),
            &[("secret.md", b"secret"), ("docs-internal/x.md", b"secret"), ("docs/a/page.md", b"page"), ("docs/.git/config", b"token")],
        );
        let link = |target: &str, name: &str| symlink(target, root.join(name)).unwrap();
        link("a/page.md", "inside.md");
        link("inside.md", "chain.md");
        link("a/page.md", "page.png");
        link("../secret.md", "outside.md");
        link("../docs-internal/x.md", "sibling.md");
        link(".git/config", "config.png");
        link("a", "folder");
        link("..", "up");
        link("nothing.md", "dangling.md");
        link("loop.md", "loop.md");
        link("/dev/zero", "device.md");
        assert!(std::process::Command::new("mkfifo").arg(root.join("pipe.md")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(root.join("socket.md")).unwrap();

        let (files, notes) = load(&root);
        let page = Entry::Text(Arc::from("page"));
        assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a/page.md", "chain.md", "inside.md", "page.png"]);
        assert_eq!((&files[0].1, &files[1].1, &files[2].1), (&page, &page, &page));
        assert!(matches!(files[3].1, Entry::Asset { len: 4, .. }));
        assert_eq!(notes.len(), 10, "{notes:#?}");
        assert!(notes.contains(&format!("sibling.md: {OUTSIDE}")));
        assert!(notes.contains(&"folder: links to folders are not followed".to_owned()));
        assert!(notes.contains(&"pipe.md: it is neither a file nor a folder".to_owned()));

        let open = Root::open(&root).unwrap();
        let mut text = String::new();
        open.open_file(&FilePath::new("chain.md").unwrap()).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "page");
        for name in [
            "outside.md",
            "sibling.md",
            "config.png",
            "folder/page.md",
            "up/secret.md",
            "up/docs/a/page.md",
            "loop.md",
            "pipe.md",
            "a",
            "device.md",
        ] {
            let result = open.open_file(&FilePath::new(name).unwrap());
            // A link to a folder is never descended by `load`; a path through it may be opened when it ends inside.
            assert_eq!(result.is_ok(), ["folder/page.md", "up/docs/a/page.md"].contains(&name), "{name}: {result:?}");
        }
        assert_eq!(open.entry_at(&FilePath::new("inside.md").unwrap()), Some(page));
        assert_eq!(open.entry_at(&FilePath::new("outside.md").unwrap()), None);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_no_path_can_have_are_noted() {
        use std::os::unix::ffi::OsStrExt as _;
        let root = tempfile::tempdir().unwrap();
        write(root.path(), &[("a\\b.md", b""), ("a:b.md", b"")]);
        fs::write(root.path().join(std::ffi::OsStr::from_bytes(b"\xff.md")), b"").unwrap();
        let (files, notes) = load(root.path());
        assert_eq!((files.len(), notes.len()), (0, 3));
    }

    // A folder that turns into a link and back while files beneath it are opened never leads outside.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_folder_exchanged_for_a_link_leads_nowhere() {
        use std::os::unix::fs::symlink;
        use std::sync::atomic::{AtomicBool, Ordering};
        let outside = tempfile::tempdir().unwrap();
        let root = outside.path().join("docs");
        write(outside.path(), &[("secret/page.md", b"secret"), ("docs/a/page.md", b"page")]);
        symlink(outside.path().join("secret"), root.join("b")).unwrap();
        let open = Root::open(&root).unwrap();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    super::super::kernel::exchange(&root.join("a"), &root.join("b")).unwrap();
                }
            });
            for _ in 0..10_000 {
                if let Ok(mut file) = open.open_file(&FilePath::new("a/page.md").unwrap()) {
                    let mut text = String::new();
                    file.read_to_string(&mut text).unwrap();
                    assert_eq!(text, "page");
                }
            }
            stop.store(true, Ordering::Relaxed);
        });
    }
}
