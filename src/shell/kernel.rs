//! Kernel: the few calls that the standard library lacks, each with what is done where the system has no such call.
//!
//! In:    paths and open folders.
//! Out:   an exchange of two folders in one step; files opened beneath a folder.
//! Never: decides what is published or read.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Whether a failed [`exchange`] means that this system or disk has no such call, rather than that something is wrong.
pub(super) fn is_missing_call(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let codes = [Errno::INVAL, Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP];
        error.kind() == io::ErrorKind::Unsupported || codes.iter().any(|code| error.raw_os_error() == Some(code.raw_os_error()))
    }
    #[cfg(not(unix))]
    {
        error.kind() == io::ErrorKind::Unsupported
    }
}

/// Exchanges two folders in one step: whoever looks sees both at their old places, or both at their new ones.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Exchanges two folders in one step: not on this system.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Opens or makes a file for locking; a link in its place is refused, so that nothing is made where the link leads.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    options.open(path)
}

/// Whether `path` still names the open `file`.
#[cfg(unix)]
pub(super) fn is_same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (open, named) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok(open.dev() == named.dev() && open.ino() == named.ino())
}

/// Whether `path` still names the open `file`: a file that is open cannot be replaced on this system.
#[cfg(not(unix))]
pub(super) fn is_same_file(_file: &File, path: &Path) -> io::Result<bool> {
    fs::symlink_metadata(path).map(|_| true)
}

/// A value that changes with every change of a file, also one that sets its time back, and with the file that has the name.
#[cfg(unix)]
pub(super) fn change(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    #[expect(clippy::cast_sign_loss, reason = "any value will do")]
    let time = metadata.ctime() as u64 * 1_000_000_000 + metadata.ctime_nsec() as u64;
    time ^ metadata.ino().rotate_left(32)
}

/// A value that changes with every change of a file: time and size are all that this system tells.
#[cfg(not(unix))]
pub(super) fn change(_metadata: &fs::Metadata) -> u64 {
    0
}

/// Whether the folders lie on different disks.
#[cfg(unix)]
pub(super) fn is_other_disk(one: &Path, other: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    Ok(fs::metadata(one)?.dev() != fs::metadata(other)?.dev())
}

/// Whether the folders lie on different disks: not known on this system.
#[cfg(not(unix))]
pub(super) fn is_other_disk(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(false)
}

/// A folder held open: files are found beneath it, and nowhere else.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    handle: File,
}

impl Folder {
    /// Opens the folder at `path`, which is canonical.
    pub(super) fn open(path: PathBuf) -> io::Result<Self> {
        // Tells at once when the folder may not be read.
        fs::read_dir(&path)?;
        Ok(Self {
            #[cfg(target_os = "linux")]
            handle: File::open(&path)?,
            path,
        })
    }

    /// Whether it still stands where it was when it was opened.
    pub(super) fn is_in_place(&self) -> bool {
        #[cfg(target_os = "linux")]
        {
            is_same_file(&self.handle, &self.path).unwrap_or(false)
        }
        #[cfg(not(target_os = "linux"))]
        {
            self.path.is_dir()
        }
    }

    /// Where it lies: canonical when it was opened.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a file by its path in this folder. No part of the path may be a link.
    ///
    /// On Linux the system itself watches over it, so that not even a folder exchanged for a link at this very moment leads outside.
    #[cfg(target_os = "linux")]
    pub(super) fn open_file(&self, path: &Path) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
        use rustix::io::Errno;
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
        match openat2(&self.handle, path, flags, Mode::empty(), ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS) {
            Ok(file) => Ok(File::from(file)),
            // Old systems, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => self.open_canonical(path),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a file by its path in this folder. No part of the path may be a link.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn open_file(&self, path: &Path) -> io::Result<File> {
        self.open_canonical(path)
    }

    fn open_canonical(&self, path: &Path) -> io::Result<File> {
        let canonical = fs::canonicalize(self.path.join(path))?;
        if canonical.strip_prefix(&self.path) != Ok(path) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it was replaced by a link"));
        }
        // Opening a pipe would wait for a writer.
        if !fs::metadata(&canonical)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file"));
        }
        File::open(canonical)
    }
}
