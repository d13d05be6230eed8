//! Git: earlier states of a playbook.
//!
//! In:    the folder of a playbook, and the name of a revision.
//! Out:   a `Snapshot` of what the folder was then.
//! Never: changes the repository, or runs anything in it but `git` itself.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::MachineError;
use super::disk::TEXTS;
use crate::base::path::FilePath;
use crate::input::snapshot::{Entry, Snapshot};

/// The files of a folder at a revision. Of files that are no texts only their presence is known.
pub(super) fn snapshot_at(folder: &Path, revision: &str) -> Result<Snapshot, MachineError> {
    let wanted = format!("{revision}^{{commit}}");
    let commit = git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted], &[]).map_err(|error| {
        let is_repository = git(folder, &["rev-parse", "--git-dir"], &[]).is_ok();
        if is_repository {
            let is_shallow = git(folder, &["rev-parse", "--is-shallow-repository"], &[]).is_ok_and(|said| said.starts_with(b"true"));
            let hint = if is_shallow { ", which holds only its newest commits; `git fetch --unshallow` brings the others" } else { "" };
            MachineError::new(format!("there is no revision `{revision}` in the repository of `{}`{hint}", folder.display()))
        } else {
            error
        }
    })?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    // Without `--full-tree`, what lies below the folder, relative to it.
    let listing = git(folder, &["ls-tree", "-r", "-z", &commit], &[])?;
    let mut texts: Vec<(FilePath, String)> = Vec::new();
    let mut files: Vec<(FilePath, Entry)> = Vec::new();
    for entry in listing.split(|byte| *byte == 0).filter_map(|entry| std::str::from_utf8(entry).ok()) {
        // `mode type object<TAB>path`
        let Some((head, path)) = entry.split_once('\t') else { continue };
        let [mode, "blob", object] = head.split(' ').collect::<Vec<_>>()[..] else { continue };
        let is_hidden = path.split('/').any(|name| name.starts_with('.'));
        let Some(file) = FilePath::new(path).filter(|_| !is_hidden && mode != "120000") else { continue };
        if TEXTS.iter().any(|extension| file.has_extension(extension)) {
            texts.push((file, object.to_owned()));
        } else {
            files.push((file, Entry::Asset { len: 0, stamp: 0 }));
        }
    }
    let names: String = texts.iter().map(|(_, object)| format!("{object}\n")).collect();
    let contents = git(folder, &["cat-file", "--batch"], names.as_bytes())?;
    let mut rest = &contents[..];
    for (file, _) in texts {
        let (bytes, after) =
            next_object(rest).ok_or_else(|| MachineError::new(format!("git gave no content for `{file}` at `{revision}`")))?;
        let entry = Entry::of_bytes(bytes);
        files.push((file, entry));
        rest = after;
    }
    Ok(Snapshot::new(files))
}

/// The name that commits of this repository get; empty when none is set.
pub(super) fn user(folder: &Path) -> String {
    git(folder, &["config", "user.name"], &[]).map(|name| String::from_utf8_lossy(&name).trim().to_owned()).unwrap_or_default()
}

// `object blob size\n`, the bytes, `\n`.
fn next_object(output: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let size: usize = std::str::from_utf8(&output[..end]).ok()?.rsplit_once(' ')?.1.parse().ok()?;
    let bytes = output.get(end + 1..end + 1 + size)?;
    Some((bytes, output.get(end + 2 + size..)?))
}

fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, MachineError> {
    let cannot = |why: &io::Error| MachineError::new(format!("cannot run `git`: {}", super::words_of(why)));
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|why| cannot(&why))?;
    let stdin = child.stdin.take();
    // Written beside reading: both pipes may be full.
    let done = thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let done = done.map_err(|why| cannot(&why))?;
    if done.status.success() {
        return Ok(done.stdout);
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let why = said.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ").to_owned();
    Err(MachineError::new(format!("git in `{}`: {why}", folder.display())))
}
