//! The few file operations whose durability POSIX leaves to the caller.
//!
//! A new name is durable only once its directory has been synced; this is the one place that
//! remembers. And the lock that keeps a folder to one process.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::LedgerError;

/// Syncs a directory, so that names created in it or renamed into it survive a crash.
///
/// # Errors
/// `Io`.
pub fn sync_dir(dir: &Path) -> Result<(), LedgerError> {
    File::open(dir)
        .and_then(|d| d.sync_all())
        .map_err(LedgerError::io(dir))
}

/// Makes `dir` and its missing parents, each durable in its parent.
///
/// # Errors
/// `Io`.
pub fn make_dir(dir: &Path) -> Result<(), LedgerError> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    make_dir(parent)?;
    match fs::create_dir(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            return Err(LedgerError::io(dir)(error));
        }
        // Another thread may have made it but not have synced it yet: sync in both cases.
        _ => {}
    }
    sync_dir(parent)
}

/// Makes a new file that only its owner can read, with these contents, whole or not at all.
/// Returns `false`, changing nothing, if `path` exists.
pub(crate) fn create_private(path: &Path, contents: &[u8]) -> Result<bool, LedgerError> {
    let dir = path.parent().unwrap_or(Path::new("."));
    make_dir(dir)?;
    let temporary = path.with_extension("new");
    // A crash here leaves the temporary file: it was never used, and is written afresh.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(LedgerError::io(&temporary)(error));
        }
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |mut file: File| file.write_all(contents).and_then(|()| file.sync_all());
    options
        .open(&temporary)
        .and_then(write)
        .map_err(LedgerError::io(&temporary))?;
    // A link, unlike a rename, fails if somebody was faster: an existing key is never replaced.
    let made = match fs::hard_link(&temporary, path) {
        Ok(()) => true,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => false,
        Err(error) => return Err(LedgerError::io(path)(error)),
    };
    fs::remove_file(&temporary).map_err(LedgerError::io(&temporary))?;
    sync_dir(dir)?;
    Ok(made)
}

/// Puts these contents into the file at `path`, whole or not at all, and durably: others may be
/// reading it.
///
/// # Errors
/// `Io`; the file is as it was then.
pub fn replace(path: &Path, contents: &[u8]) -> Result<(), LedgerError> {
    let parent = path.parent().unwrap_or(Path::new("."));
    make_dir(parent)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let write = File::create(&new).and_then(|mut file| {
        file.write_all(contents)?;
        file.sync_all()
    });
    write.map_err(LedgerError::io(&new))?;
    fs::rename(&new, path).map_err(LedgerError::io(path))?;
    sync_dir(parent)
}

/// Holds a file's lock for as long as the value lives; the system lets go of it when a process dies.
///
/// A program that this process is just starting holds a copy of every open file until it runs, so a lock that was let go
/// of may still be held for a moment; one is waited for that long.
///
/// # Errors
/// `Locked` if another process has it; `Io`.
pub(crate) fn lock(path: &Path) -> Result<File, LedgerError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path);
    let file = file.map_err(LedgerError::io(path))?;
    const TRIES: usize = 10;
    const PAUSE: Duration = Duration::from_millis(50);
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(LedgerError::io(path)(error)),
        }
    }
    Err(LedgerError::Locked { path: path.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn a_lock_that_is_let_go_of_in_a_moment_is_waited_for() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("a.lock");
        let held = lock(&path).unwrap();
        let letting_go = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(60));
            drop(held);
        });
        assert!(lock(&path).is_ok());
        letting_go.join().unwrap();
    }

    #[test]
    fn a_lock_that_is_kept_is_refused() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("a.lock");
        let _held = lock(&path).unwrap();
        assert!(matches!(lock(&path), Err(LedgerError::Locked { .. })));
    }
}
