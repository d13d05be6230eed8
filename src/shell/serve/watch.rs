//! Watching: which files may have changed.
//!
//! In:    the folders of a playbook, and what the system tells of them.
//! Out:   `Event`s, one at a time: a batch of changes, as soon as it is quiet for a moment.
//! Never: says what a file holds: an event is a hint, and whoever gets it looks.
//!
//! The only file that names `notify`. Folders are watched, not files: a save that exchanges a file would end a watch of the file itself. Where the system
//! tells folder by folder, only folders of content are watched, so that `.git` and an output folder make no noise.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

// A save is over when nothing was heard for so long.
const QUIET: Duration = Duration::from_millis(8);
// Whoever saves all the time is shown something nevertheless.
const LONGEST: Duration = Duration::from_millis(200);
// How often it is asked whether the root folder is still the same.
const PULSE: Duration = Duration::from_secs(1);
// How often everything is looked at where the system tells nothing.
const POLL: Duration = Duration::from_millis(400);

/// What the loop of the preview reacts to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// These files or folders, or something in them, may have changed: absolute paths.
    Changed(BTreeSet<PathBuf>),
    /// Anything may have changed: events were lost, or there are none.
    Rescan,
    /// Nothing was heard for a while.
    Pulse,
    /// The system does not tell of changes any more; why.
    Failed(String),
}

/// A watch over folders.
#[derive(Debug)]
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    sender: Sender<notify::Result<notify::Event>>,
    receiver: Receiver<notify::Result<notify::Event>>,
    failure: Option<String>,
}

// Where the system watches whole trees, one watch is enough.
const IS_BY_TREE: bool = cfg!(any(target_os = "macos", windows));

impl Watch {
    /// A watch that is told its folders later; with `poll`, everything is looked at again and again instead.
    pub fn new(poll: bool) -> Self {
        let (sender, receiver) = channel();
        let mut watch = Self { watcher: None, watched: BTreeSet::new(), sender, receiver, failure: None };
        if !poll {
            watch.begin();
        }
        watch
    }

    fn begin(&mut self) {
        let sender = self.sender.clone();
        match RecommendedWatcher::new(move |event| _ = sender.send(event), notify::Config::default().with_follow_symlinks(false)) {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(why) => self.failure = Some(why.to_string()),
        }
    }

    /// Watches the root and the folders in it, beside those already watched.
    pub fn add(&mut self, root: &Path, folders: impl IntoIterator<Item = PathBuf>) {
        let Some(watcher) = &mut self.watcher else { return };
        let mode = if IS_BY_TREE { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let below = folders.into_iter().filter(|_| !IS_BY_TREE);
        for folder in std::iter::once(root.to_owned()).chain(below) {
            if self.watched.contains(&folder) {
                continue;
            }
            match watcher.watch(&folder, mode) {
                Ok(()) => _ = self.watched.insert(folder),
                // It is gone again; the folder above tells.
                Err(why) if matches!(why.kind, notify::ErrorKind::PathNotFound | notify::ErrorKind::Io(_)) && !is_limit(&why) => {}
                Err(why) => {
                    self.failure = Some(if is_limit(&why) { "this system watches no more folders".to_owned() } else { why.to_string() });
                    self.watcher = None;
                    return;
                }
            }
        }
    }

    /// Forgets a folder that is gone: another one of that name is watched anew.
    pub fn forget(&mut self, gone: &Path) {
        self.watched.retain(|folder| !folder.starts_with(gone));
    }

    /// Begins anew, without any folder.
    pub fn restart(&mut self) {
        let was_on = self.watcher.take().is_some();
        self.watched.clear();
        if was_on {
            self.begin();
        }
    }

    /// Waits for the next event.
    pub fn wait(&mut self) -> Event {
        if let Some(why) = self.failure.take() {
            return Event::Failed(why);
        }
        let patience = if self.watcher.is_some() { PULSE } else { POLL };
        let mut gathered = Gathered::default();
        match self.receiver.recv_timeout(patience) {
            Ok(event) => gathered.add(event),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                return if self.watcher.is_some() { Event::Pulse } else { Event::Rescan };
            }
        }
        let begun = Instant::now();
        while !gathered.is_empty() && begun.elapsed() < LONGEST {
            match self.receiver.recv_timeout(QUIET) {
                Ok(event) => gathered.add(event),
                Err(_) => break,
            }
        }
        while let Ok(event) = self.receiver.try_recv() {
            gathered.add(event);
        }
        match gathered {
            Gathered { failure: Some(why), .. } => {
                self.watcher = None;
                Event::Failed(why)
            }
            Gathered { is_rescan: true, .. } => Event::Rescan,
            Gathered { paths, .. } if paths.is_empty() => Event::Pulse,
            Gathered { paths, .. } => Event::Changed(paths),
        }
    }
}

#[derive(Default)]
struct Gathered {
    paths: BTreeSet<PathBuf>,
    is_rescan: bool,
    failure: Option<String>,
}

impl Gathered {
    fn add(&mut self, event: notify::Result<notify::Event>) {
        match event {
            Ok(event) if event.need_rescan() => self.is_rescan = true,
            Ok(event) => match event.kind {
                // Reading is no change. What was written is looked at when the writer is done, and before.
                EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write) => {}
                EventKind::Any
                | EventKind::Access(_)
                | EventKind::Create(_)
                | EventKind::Modify(_)
                | EventKind::Remove(_)
                | EventKind::Other => self.paths.extend(event.paths),
            },
            Err(why) if is_limit(&why) => self.failure = Some("this system watches no more folders".to_owned()),
            // A folder vanished while a watch was set, or the like: what is there is looked at.
            Err(_) => self.is_rescan = true,
        }
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.is_rescan && self.failure.is_none()
    }
}

fn is_limit(error: &notify::Error) -> bool {
    // inotify says "no space" when it means the number of watches.
    let is_no_space = matches!(&error.kind, notify::ErrorKind::Io(why) if why.kind() == std::io::ErrorKind::StorageFull);
    matches!(error.kind, notify::ErrorKind::MaxFilesWatch) || is_no_space
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(gathered: &mut Gathered, kind: EventKind, path: &str) {
        gathered.add(Ok(notify::Event::new(kind).add_path(path.into())));
    }

    #[test]
    fn reading_is_no_change_and_lost_events_ask_for_a_look_at_everything() {
        let mut gathered = Gathered::default();
        add(&mut gathered, EventKind::Access(AccessKind::Open(AccessMode::Any)), "/a");
        assert!(gathered.is_empty());
        add(&mut gathered, EventKind::Access(AccessKind::Close(AccessMode::Write)), "/b");
        add(&mut gathered, EventKind::Create(notify::event::CreateKind::Any), "/c");
        assert_eq!(gathered.paths, ["/b", "/c"].map(PathBuf::from).into());
        assert!(!gathered.is_rescan);
        gathered.add(Ok(notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan)));
        assert!(gathered.is_rescan);
        gathered.add(Err(notify::Error::new(notify::ErrorKind::MaxFilesWatch)));
        assert!(gathered.failure.is_some());
    }
}
