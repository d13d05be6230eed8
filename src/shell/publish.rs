//! Publishing: a site appears whole, or not at all.
//!
//! In:    the addresses and bytes of one or several sites.
//! Out:   folders on disk, each exchanged for its predecessor in one step.
//! Never: writes into a folder that readers see; deletes what another program wrote.
//!
//! Each site is written to a folder beside its final place and exchanged with it at the end. Files are not flushed to the disk one by one:
//! it would cost more than the whole build, and guards only against a loss of power, after which the sources are still there to build from.
//! A build that is killed leaves the old site and a folder of unfinished work, which the next build removes.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use super::disk::Root;
use super::{MachineError, kernel};
use crate::base::hash::HashSet;
use crate::base::path::{FilePath, OutPath};
use crate::par;

mod former;

use former::Former;
pub use former::Others;
pub(super) use former::has_sites;

/// The file by which a folder is known to be a site of ours, and may be replaced.
pub const MARKER: &str = ".playbook";

// The same for every site: it tells nothing of audiences, dates or machines.
const MARKER_TEXT: &str = "This folder is written by playbook, which replaces it as a whole.\n";

const LOCK_ENDING: &str = ".playbook-lock";
const WORK_ENDING: &str = ".playbook-work";

const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Whether a file of this name is the lock of some output folder.
pub(super) fn is_lock(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name.starts_with(b".") && name.ends_with(LOCK_ENDING.as_bytes())
}

/// Whether a folder of this name holds the unfinished work of some build.
pub(super) fn is_work(name: &[u8]) -> bool {
    name.starts_with(b".") && name.ends_with(WORK_ENDING.as_bytes())
}

/// The one build that may write to an output folder now.
#[derive(Debug)]
pub struct Publisher {
    out: PathBuf,
    // How the folder was named by whoever asked, for messages.
    shown: PathBuf,
    work: PathBuf,
    lock_path: PathBuf,
    // Held until the end; dropping it releases the lock, and so does the system when the build is killed.
    lock: Option<File>,
}

/// A site being written, out of sight. What is not committed is removed.
#[derive(Debug)]
pub struct Stage<'a> {
    publisher: &'a Publisher,
    folder: PathBuf,
    place: PathBuf,
    shown: PathBuf,
    aside: PathBuf,
    folders: RwLock<HashSet<Box<str>>>,
}

impl Publisher {
    /// Takes the output folder `out` for this build, and removes what a killed build left.
    ///
    /// Another build of the same folder is waited for, `on_wait` being called once, and for 30 seconds at most.
    ///
    /// # Errors
    /// When `out` is no folder, cannot be written beside, or is held by another build for too long.
    pub fn open(out: &Path, on_wait: impl FnOnce()) -> Result<Self, MachineError> {
        Self::open_within(out, on_wait, LONGEST_WAIT)
    }

    fn open_within(shown: &Path, on_wait: impl FnOnce(), longest: Duration) -> Result<Self, MachineError> {
        let cannot = |why: &io::Error| MachineError::with_file("use the output folder", shown, why);
        let out = std::path::absolute(shown).map_err(|why| cannot(&why))?;
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(MachineError::new(format!("`{}` cannot be an output folder, since it cannot be replaced", shown.display())));
        };
        fs::create_dir_all(parent).map_err(|why| MachineError::with_file("make the folder", parent, &why))?;
        let parent = fs::canonicalize(parent).map_err(|why| cannot(&why))?;
        let (out, name) = (parent.join(name), name.to_string_lossy());
        let is_mount = is_plain_folder(&out, shown)? && kernel::is_other_disk(&out, &parent).map_err(|why| cannot(&why))?;
        // A folder can be exchanged only with one on the same disk.
        let home = if is_mount { &out } else { &parent };
        let work = home.join(format!(".{name}{WORK_ENDING}"));
        let lock_path = home.join(format!(".{name}{LOCK_ENDING}"));
        let lock = lock(&lock_path, shown, on_wait, longest)?;
        let publisher = Self { out, shown: shown.to_owned(), work, lock_path, lock: Some(lock) };
        publisher.clear()?;
        Ok(publisher)
    }

    /// Begins a site: in a sub-folder of the output folder, or, without a `name`, in the output folder itself.
    ///
    /// # Errors
    /// When something that is not a site of ours is at its place, or the disk does not let us.
    pub fn stage(&self, name: Option<&str>) -> Result<Stage<'_>, MachineError> {
        let (place, shown, suffix) = match name {
            None if self.work.starts_with(&self.out) => {
                let out = self.shown.display();
                return Err(MachineError::new(format!("`{out}` is a disk of its own, which cannot be replaced; choose a folder in it")));
            }
            None => (self.out.clone(), self.shown.clone(), String::new()),
            Some(name) => {
                if !is_plain_name(name) {
                    return Err(MachineError::new(format!(
                        "`{name}` cannot be the name of a folder, so there can be no site of that name"
                    )));
                }
                if is_ours(&self.out) {
                    let out = self.shown.display();
                    let message = format!(
                        "`{out}` is itself a site, of an earlier build without audiences; remove it, or choose another output folder"
                    );
                    return Err(MachineError::new(message));
                }
                (self.out.join(name), self.shown.join(name), format!("-{name}"))
            }
        };
        refuse_foreign(&place, &shown)?;
        let folder = self.work.join(format!("new{suffix}"));
        let aside = self.work.join(format!("old{suffix}"));
        fs::create_dir_all(&self.work)
            .and_then(|()| fs::create_dir(&folder))
            .map_err(|why| MachineError::with_file("make the folder", &folder, &why))?;
        Ok(Stage { publisher: self, folder, place, shown, aside, folders: RwLock::default() })
    }

    /// Puts the sites in their places, after all of them are complete, and then removes the old ones. Gives the names of the `others` that are gone.
    ///
    /// # Errors
    /// When a site cannot be put in its place, or another one not be taken away. Those already in place are taken back.
    pub fn commit(&self, stages: Vec<Stage<'_>>, others: Others) -> Result<Vec<String>, MachineError> {
        for stage in &stages {
            stage.create(MARKER, MARKER_TEXT.as_bytes())?;
        }
        for stage in &stages {
            refuse_foreign(&stage.place, &stage.shown)?;
        }
        let mut former = Former::default();
        // A site that takes the place of the whole folder takes along what is in it.
        if stages.iter().all(|stage| stage.place != self.out) {
            make_folder(&self.out).map_err(|why| MachineError::with_file("make the folder", &self.shown, &why))?;
            if others == Others::Go {
                former = Former::take_away(self, &stages)?;
            }
        }
        if let Err(error) = swap_all(&stages) {
            former.put_back();
            return Err(error);
        }
        // Now each stage holds the site that was there before, and takes it along.
        drop(stages);
        Ok(former.names())
    }

    // Removes what a killed build left. The lock is ours, so nobody works there.
    fn clear(&self) -> Result<(), MachineError> {
        let cannot = |why: io::Error| MachineError::with_file("remove what an interrupted build left,", &self.work, &why);
        let left = match fs::read_dir(&self.work) {
            Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(()),
            // Not a folder: a file or link that merely has its name.
            Err(_) => return remove(&self.work).map_err(cannot),
            Ok(left) => left,
        };
        if fs::symlink_metadata(&self.work).is_ok_and(|work| work.is_dir()) {
            for entry in left {
                let entry = entry.map_err(cannot)?;
                let name = entry.file_name();
                let place = match name.to_str().and_then(|name| name.strip_prefix("old")) {
                    Some("") => self.out.clone(),
                    Some(suffix) => match suffix.strip_prefix('-').filter(|name| is_plain_name(name)) {
                        Some(name) => self.out.join(name),
                        None => continue,
                    },
                    None => continue,
                };
                // Killed between the two renames of a system that cannot exchange: the old site is put back.
                if fs::symlink_metadata(&place).is_err() && is_ours(&entry.path()) {
                    fs::rename(entry.path(), &place).map_err(cannot)?;
                }
            }
        }
        remove(&self.work).map_err(cannot)
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next build.
        let _ = self.clear();
        // While the lock is held, so that nobody else's lock is removed.
        let _ = fs::remove_file(&self.lock_path);
        drop(self.lock.take());
    }
}

impl Stage<'_> {
    /// Writes one file of the site.
    ///
    /// # Errors
    /// When the disk does not let us, or the address is taken.
    pub fn write(&self, address: &OutPath, bytes: &[u8]) -> Result<(), MachineError> {
        self.create(address.as_str(), bytes)
    }

    /// Copies one file of the content repository into the site.
    ///
    /// # Errors
    /// When the file can no longer be read, lies outside the root by now, or cannot be written.
    pub fn copy(&self, address: &OutPath, root: &Root, source: &FilePath) -> Result<(), MachineError> {
        let mut file = root.open_file(source).map_err(|why| MachineError::with_file("read", Path::new(source.as_str()), &why))?;
        let cannot = |why: &io::Error| MachineError::with_file("write", &self.shown.join(address.as_str()), why);
        let mut copy = self.open(address.as_str()).map_err(|why| cannot(&why))?;
        io::copy(&mut file, &mut copy).map(|_| ()).map_err(|why| cannot(&why))
    }

    fn create(&self, address: &str, bytes: &[u8]) -> Result<(), MachineError> {
        self.open(address)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(|why| MachineError::with_file("write", &self.shown.join(address), &why))
    }

    // A file that exists is never overwritten: two addresses that a disk takes for one would leave one of the two.
    fn open(&self, address: &str) -> io::Result<File> {
        if let Some((folder, _)) = address.rsplit_once('/') {
            self.make_folders(folder)?;
        }
        File::create_new(self.folder.join(address))
    }

    fn make_folders(&self, folder: &str) -> io::Result<()> {
        if self.folders.read().unwrap_or_else(PoisonError::into_inner).contains(folder) {
            return Ok(());
        }
        if let Some((above, _)) = folder.rsplit_once('/') {
            self.make_folders(above)?;
        }
        make_folder(&self.folder.join(folder))?;
        self.folders.write().unwrap_or_else(PoisonError::into_inner).insert(Box::from(folder));
        Ok(())
    }

    fn swap(&self) -> io::Result<Swap> {
        if fs::symlink_metadata(&self.place).is_err() {
            fs::rename(&self.folder, &self.place)?;
            return Ok(Swap::Moved);
        }
        match kernel::exchange(&self.folder, &self.place) {
            Ok(()) => Ok(Swap::Exchanged),
            Err(why) if kernel::is_missing_call(&why) => self.swap_in_two_steps(),
            Err(why) => Err(why),
        }
    }

    // For systems and disks that cannot exchange: between the two steps there is no site. A build that is killed there leaves the old site
    // aside, and the next one puts it back.
    fn swap_in_two_steps(&self) -> io::Result<Swap> {
        fs::rename(&self.place, &self.aside)?;
        match fs::rename(&self.folder, &self.place) {
            Ok(()) => Ok(Swap::Replaced),
            Err(why) => fs::rename(&self.aside, &self.place).and(Err(why)),
        }
    }

    // Failing here leaves the new site, whole, in its place.
    fn swap_back(&self, swap: Swap) {
        let _ = match swap {
            Swap::Moved => fs::rename(&self.place, &self.folder),
            Swap::Exchanged => kernel::exchange(&self.folder, &self.place),
            Swap::Replaced => fs::rename(&self.place, &self.folder).and_then(|()| fs::rename(&self.aside, &self.place)),
        };
    }
}

impl Drop for Stage<'_> {
    fn drop(&mut self) {
        // After a commit the old site is here; without one, the unfinished work. What cannot be removed now, the next build removes.
        let _ = remove(&self.folder);
        if fs::symlink_metadata(&self.place).is_ok() {
            let _ = remove(&self.aside);
        }
        debug_assert!(self.publisher.lock.is_some(), "the publisher outlives its stages");
    }
}

// All of them, or none.
fn swap_all(stages: &[Stage<'_>]) -> Result<(), MachineError> {
    let mut swapped: Vec<(&Stage<'_>, Swap)> = Vec::with_capacity(stages.len());
    for stage in stages {
        match stage.swap() {
            Ok(swap) => swapped.push((stage, swap)),
            Err(why) => {
                for (stage, swap) in swapped.into_iter().rev() {
                    stage.swap_back(swap);
                }
                return Err(MachineError::with_file("put the new site in its place,", &stage.shown, &why));
            }
        }
    }
    Ok(())
}

// How a site came to its place, and hence how it is taken back.
#[derive(Clone, Copy, Debug)]
enum Swap {
    Moved,
    Exchanged,
    Replaced,
}

fn lock(path: &Path, out: &Path, on_wait: impl FnOnce(), longest: Duration) -> Result<File, MachineError> {
    let cannot = |why: &io::Error| MachineError::with_file("lock the output folder with", path, why);
    let start = Instant::now();
    let mut on_wait = Some(on_wait);
    loop {
        let file = kernel::open_lock(path).map_err(|why| cannot(&why))?;
        match file.try_lock() {
            // The build that held it may have removed the file meanwhile: then the lock is on a file that nobody else will find.
            Ok(()) if kernel::is_same_file(&file, path).unwrap_or(false) => return Ok(file),
            Ok(()) | Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(why)) => return Err(cannot(&why)),
        }
        if start.elapsed() >= longest {
            let message = format!("another build is writing `{}`; it was waited for {} seconds", out.display(), longest.as_secs());
            return Err(MachineError::new(message));
        }
        if let Some(on_wait) = on_wait.take() {
            on_wait();
        }
        thread::sleep(Duration::from_millis(20));
    }
}

// One segment, and none that a system takes for something else.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && OutPath::new(name).is_some_and(|path| path.as_str() == name) && !name.contains('/')
}

// Whether there is a folder at `path`: an error when there is something else, a link to a folder included.
fn is_plain_folder(path: &Path, shown: &Path) -> Result<bool, MachineError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => Ok(true),
        Ok(found) => {
            let what = if found.is_symlink() { "a link" } else { "not a folder" };
            Err(MachineError::new(format!("`{}` is {what}, so no site is written there", shown.display())))
        }
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(why) => Err(MachineError::with_file("use the output folder", shown, &why)),
    }
}

// What may be replaced: nothing, an empty folder, a site of ours, or the sites that there were for several audiences.
fn refuse_foreign(place: &Path, shown: &Path) -> Result<(), MachineError> {
    if !is_plain_folder(place, shown)? {
        return Ok(());
    }
    let cannot = |why: io::Error| MachineError::with_file("use the output folder", shown, &why);
    let mut inside = fs::read_dir(place).map_err(cannot)?;
    if inside.next().transpose().map_err(cannot)?.is_none() {
        return Ok(());
    }
    if !is_ours(place) && !former::holds_sites_only(place).map_err(cannot)? {
        let shown = shown.display();
        let message = format!("`{shown}` holds files that playbook did not write; empty it, or choose another output folder");
        return Err(MachineError::new(message));
    }
    // A checkout for publishing: its history would go with the old site.
    if fs::symlink_metadata(place.join(".git")).is_ok() {
        return Err(MachineError::new(format!("`{}` is a Git repository, which replacing the folder would delete", shown.display())));
    }
    Ok(())
}

fn is_ours(folder: &Path) -> bool {
    let path = folder.join(MARKER);
    let mut text = Vec::new();
    fs::symlink_metadata(&path).is_ok_and(|marker| marker.is_file())
        && File::open(path).and_then(|file| file.take(MARKER_TEXT.len() as u64 + 1).read_to_end(&mut text)).is_ok()
        && text == MARKER_TEXT.as_bytes()
}

fn make_folder(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        result => result,
    }
}

// Removes a folder with all it holds, a file, or a link (not what it leads to).
fn remove(path: &Path) -> io::Result<()> {
    let result = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => remove_folder(path),
        Ok(_) => fs::remove_file(path),
        Err(why) => Err(why),
    };
    match result {
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

// The sub-folders in parallel: removing the old site takes as long as writing the new one. Only one level is parallel, since the standard library
// guards against a folder that is exchanged for a link meanwhile, and walking by ourselves would not.
fn remove_folder(path: &Path) -> io::Result<()> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            folders.push(entry.path());
        }
    }
    par::try_for_each(&folders, |folder| fs::remove_dir_all(folder))?;
    fs::remove_dir_all(path)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn open(out: &Path) -> Result<Publisher, MachineError> {
        Publisher::open_within(out, || {}, Duration::from_millis(100))
    }

    fn publish(out: &Path, name: Option<&str>, files: &[(&str, &str)]) -> Result<(), MachineError> {
        let publisher = open(out)?;
        let stage = publisher.stage(name)?;
        for (address, text) in files {
            stage.write(&OutPath::new(address).unwrap(), text.as_bytes())?;
        }
        publisher.commit(vec![stage], Others::Stay).map(|_| ())
    }

    // All files below `folder`, by path, with their texts.
    fn tree(folder: &Path) -> BTreeMap<String, String> {
        fn walk(folder: &Path, path: &str, files: &mut BTreeMap<String, String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let path = format!("{path}/{}", entry.file_name().to_str().unwrap());
                if entry.file_type().unwrap().is_dir() {
                    walk(&entry.path(), &path, files);
                } else {
                    files.insert(path[1..].to_owned(), fs::read_to_string(entry.path()).unwrap_or_default());
                }
            }
        }
        let mut files = BTreeMap::new();
        walk(folder, "", &mut files);
        files
    }

    fn site(files: &[(&str, &str)]) -> BTreeMap<String, String> {
        files.iter().chain(&[(MARKER, MARKER_TEXT)]).map(|&(path, text)| (path.to_owned(), text.to_owned())).collect()
    }

    // A folder to publish in, which holds nothing but what a test publishes there.
    fn home() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let out = home.path().join("made/_site");
        (home, out)
    }

    #[test]
    fn a_site_replaces_its_predecessor_as_a_whole() {
        let (home, out) = home();
        publish(&out, None, &[("index.html", "one"), ("a/b/old.html", "old")]).unwrap();
        assert_eq!(tree(&out), site(&[("index.html", "one"), ("a/b/old.html", "old")]));
        publish(&out, None, &[("index.html", "two"), ("a/new.html", "new")]).unwrap();
        assert_eq!(tree(&out), site(&[("index.html", "two"), ("a/new.html", "new")]));
        // Neither a lock nor unfinished work is left.
        assert_eq!(fs::read_dir(home.path().join("made")).unwrap().count(), 1);
    }

    #[test]
    fn sites_of_several_audiences_live_side_by_side() {
        let (_home, out) = home();
        let publisher = open(&out).unwrap();
        let (internal, partner) = (publisher.stage(Some("internal")).unwrap(), publisher.stage(Some("partner")).unwrap());
        internal.write(&OutPath::new("i.html").unwrap(), b"i").unwrap();
        partner.write(&OutPath::new("p.html").unwrap(), b"p").unwrap();
        assert!(!out.exists());
        publisher.commit(vec![internal, partner], Others::Go).unwrap();
        drop(publisher);
        fs::write(out.join("CNAME"), "mine").unwrap();
        publish(&out, Some("partner"), &[("q.html", "q")]).unwrap();
        assert_eq!((tree(&out.join("internal")), tree(&out.join("partner"))), (site(&[("i.html", "i")]), site(&[("q.html", "q")])));
        assert_eq!(fs::read_to_string(out.join("CNAME")).unwrap(), "mine");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 3);
    }

    #[test]
    fn what_others_wrote_is_never_deleted() {
        let (_home, out) = home();
        fs::create_dir_all(out.join("partner")).unwrap();
        fs::write(out.join("partner/mine.txt"), "mine").unwrap();
        let shown = out.join("partner").display().to_string();
        let error = publish(&out, Some("partner"), &[("a.html", "a")]).unwrap_err();
        assert_eq!(error.message, format!("`{shown}` holds files that playbook did not write; empty it, or choose another output folder"));
        assert!(publish(&out, None, &[("a.html", "a")]).is_err());
        // A marker of other words is not ours.
        fs::write(out.join("partner").join(MARKER), format!("{MARKER_TEXT}more")).unwrap();
        assert!(publish(&out, Some("partner"), &[]).is_err());
        fs::write(out.join("partner").join(MARKER), MARKER_TEXT).unwrap();
        fs::create_dir(out.join("partner/.git")).unwrap();
        assert!(publish(&out, Some("partner"), &[]).unwrap_err().message.contains("Git repository"));
        assert_eq!(fs::read_to_string(out.join("partner/mine.txt")).unwrap(), "mine");
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        let (_home, out) = home();
        let publisher = open(&out).unwrap();
        for name in ["", ".", "..", "a/b", "a\\b", ".hidden", "../x", "/x", "c:"] {
            assert!(publisher.stage(Some(name)).is_err(), "{name}");
        }
        for out in ["/", ".."] {
            assert!(open(Path::new(out)).unwrap_err().message.contains("cannot be an output folder"));
        }
    }

    #[test]
    fn a_file_at_the_place_of_the_site_stays() {
        let (_home, out) = home();
        fs::create_dir_all(out.parent().unwrap()).unwrap();
        fs::write(&out, "file").unwrap();
        assert!(open(&out).unwrap_err().message.ends_with("is not a folder, so no site is written there"));
        assert_eq!(fs::read_to_string(&out).unwrap(), "file");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_written_through() {
        use std::os::unix::fs::symlink;
        let (home, out) = home();
        let elsewhere = home.path().join("elsewhere");
        fs::create_dir_all(out.parent().unwrap()).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        fs::write(elsewhere.join("mine.txt"), "mine").unwrap();
        symlink(&elsewhere, &out).unwrap();
        assert!(open(&out).unwrap_err().message.ends_with("is a link, so no site is written there"));
        fs::remove_file(&out).unwrap();
        // Links that lie in wait under the names of our own helpers.
        symlink(&elsewhere, out.with_file_name("._site.playbook-work")).unwrap();
        publish(&out, None, &[("a.html", "a")]).unwrap();
        symlink(home.path().join("new"), out.with_file_name("._site.playbook-lock")).unwrap();
        assert!(open(&out).is_err());
        assert!(!home.path().join("new").exists());
        assert_eq!(fs::read_to_string(elsewhere.join("mine.txt")).unwrap(), "mine");
        assert_eq!(tree(&out), site(&[("a.html", "a")]));
    }

    #[test]
    fn what_a_killed_build_left_is_removed() {
        let (_home, out) = home();
        publish(&out, None, &[("a.html", "old")]).unwrap();
        let publisher = open(&out).unwrap();
        let stage = publisher.stage(None).unwrap();
        stage.write(&OutPath::new("half.html").unwrap(), b"half").unwrap();
        // As a kill does it: nothing is tidied up but the lock, which the system releases.
        let lock = publisher.lock.as_ref().unwrap().try_clone().unwrap();
        std::mem::forget(stage);
        std::mem::forget(publisher);
        lock.unlock().unwrap();
        assert_eq!(tree(&out), site(&[("a.html", "old")]));
        publish(&out, None, &[("a.html", "new")]).unwrap();
        assert_eq!(tree(&out), site(&[("a.html", "new")]));
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn without_an_exchange_a_killed_build_is_mended() {
        let (_home, out) = home();
        publish(&out, Some("partner"), &[("a.html", "old")]).unwrap();
        let work = out.with_file_name("._site.playbook-work");
        fs::create_dir(&work).unwrap();
        fs::rename(out.join("partner"), work.join("old-partner")).unwrap();
        drop(open(&out).unwrap());
        assert_eq!(tree(&out.join("partner")), site(&[("a.html", "old")]));

        let publisher = open(&out).unwrap();
        let stage = publisher.stage(Some("partner")).unwrap();
        stage.create(MARKER, MARKER_TEXT.as_bytes()).unwrap();
        let swap = stage.swap_in_two_steps().unwrap();
        assert_eq!(tree(&out.join("partner")), site(&[]));
        stage.swap_back(swap);
        drop(stage);
        drop(publisher);
        assert_eq!(tree(&out.join("partner")), site(&[("a.html", "old")]));
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_site() {
        let (_home, out) = home();
        publish(&out, None, &[("a.html", "old")]).unwrap();
        // A file stands where a folder must be; an address is taken.
        let error = publish(&out, None, &[("a", "file"), ("a/b.html", "b")]).unwrap_err();
        assert!(error.message.starts_with("cannot write `") && error.message.ends_with("_site/a/b.html`: not a directory"), "{error}");
        assert!(publish(&out, None, &[("a", "1"), ("a", "2")]).unwrap_err().message.ends_with("file exists"));
        assert!(publish(&out, None, &[(MARKER, "mine")]).is_err());
        assert_eq!(tree(&out), site(&[("a.html", "old")]));
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn sites_already_in_place_are_taken_back() {
        let (_home, out) = home();
        publish(&out, Some("internal"), &[("a.html", "old")]).unwrap();
        let publisher = open(&out).unwrap();
        let stages = ["internal", "new", "partner"].map(|name| publisher.stage(Some(name)).unwrap());
        fs::remove_dir(&stages[2].folder).unwrap();
        let error = swap_all(&stages).unwrap_err();
        assert!(error.message.starts_with("cannot put the new site in its place, `"), "{error}");
        drop(stages);
        assert_eq!(tree(&out.join("internal")), site(&[("a.html", "old")]));
        assert!(!out.join("new").exists());
    }

    #[test]
    fn two_builds_of_one_folder_do_not_mix() {
        let (_home, out) = home();
        let first = open(&out).unwrap();
        let mut waited = false;
        let error = Publisher::open_within(&out, || waited = true, Duration::from_millis(60)).unwrap_err();
        assert!(waited && error.message.contains("another build is writing"), "{error}");
        drop(first);
        // Eight builds at once; each waits for its turn, and the last one wins.
        thread::scope(|scope| {
            for number in 0..8 {
                let out = &out;
                scope.spawn(move || {
                    let publisher = Publisher::open(out, || {}).unwrap();
                    let stage = publisher.stage(None).unwrap();
                    for page in 0..20 {
                        stage.write(&OutPath::new(&format!("{page}/index.html")).unwrap(), number.to_string().as_bytes()).unwrap();
                    }
                    publisher.commit(vec![stage], Others::Stay).unwrap();
                });
            }
        });
        let mut texts: Vec<String> = tree(&out).into_iter().filter(|(path, _)| path != MARKER).map(|(_, text)| text).collect();
        assert_eq!(texts.len(), 20);
        texts.dedup();
        assert_eq!(texts.len(), 1);
        assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
    }

    // Readers who look all the time see the whole old site or the whole new one.
    #[cfg(target_os = "linux")]
    #[test]
    fn readers_never_miss_the_site() {
        use std::sync::atomic::{AtomicBool, Ordering};
        let (_home, out) = home();
        publish(&out, None, &[("index.html", "0")]).unwrap();
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut looked = 0;
                while !stop.load(Ordering::Relaxed) {
                    fs::read_to_string(out.join("index.html")).unwrap();
                    looked += 1;
                }
                looked
            });
            for number in 0..50 {
                publish(&out, None, &[("index.html", &number.to_string())]).unwrap();
            }
            stop.store(true, Ordering::Relaxed);
            assert!(reader.join().unwrap() > 0);
        });
    }

    #[test]
    fn files_of_the_repository_are_copied_from_many_threads() {
        let (home, out) = home();
        let source = home.path().join("docs");
        fs::create_dir_all(source.join("media")).unwrap();
        fs::write(source.join("media/a.png"), vec![7; 300_000]).unwrap();
        let root = Root::open(&source).unwrap();
        let publisher = open(&out).unwrap();
        let stage = publisher.stage(None).unwrap();
        let numbers: Vec<usize> = (0..200).collect();
        let file = FilePath::new("media/a.png").unwrap();
        crate::par::try_for_each(&numbers, |number| {
            stage.copy(&OutPath::new(&format!("a/{}/b/{number}.png", number % 7)).unwrap(), &root, &file)
        })
        .unwrap();
        let error = stage.copy(&OutPath::new("b.png").unwrap(), &root, &FilePath::new("media/b.png").unwrap()).unwrap_err();
        assert_eq!(error.message, "cannot read `media/b.png`: no such file or directory");
        publisher.commit(vec![stage], Others::Stay).unwrap();
        assert_eq!(tree(&out).len(), 201);
        assert_eq!(fs::read(out.join("a/3/b/3.png")).unwrap(), vec![7; 300_000]);
    }
}
