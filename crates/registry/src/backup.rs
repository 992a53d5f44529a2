//! A second data folder with everything that cannot be rebuilt, taken while the first is in use.
//!
//! Logs first, then the files they cite: a file is durable before a record cites it, so none can be
//! missing. What a backup is worth is told by checking it as any data folder is checked.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use ledger::snapshot::snapshot;
use ledger::sqlite::FILE;
use ledger::{Blobs, Home};

use crate::beside;
use crate::fault::Fault;
use crate::homes::{self, Homes};
use crate::installation::{Layout, public_key};
use crate::retention::sweep_copy;
use crate::store::Store;

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Logs.
    pub logs: u64,
    /// Files that were not there yet.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// Brings the folder `to` up to date with the data folder `from`. Files that are there already and
/// whole are not copied again; files that the logs destroyed by record are removed. A log
/// is replaced by a later state of itself only when that is whole.
///
/// # Errors
/// A fault if anything cannot be read or written, or a file is not what its name says.
pub fn copy(from: &Path, to: &Path) -> Result<Copied, Fault> {
    let (here, there) = (Layout(from), Layout(to));
    let mut copied = Copied::default();
    let homes = Homes::of(from)?;
    for code in here.codes()? {
        let (source, target) = (here.agency(&code), there.agency(&code));
        fs::create_dir_all(&target).map_err(Fault::new)?;
        log(&source, &target, &homes.log(&code), &code)?;
        copied.logs += 1;
    }
    let target = Blobs::open(there.blobs())?;
    let (files_copied, bytes) = homes::files_to_read(from)?.copy_to(&target)?;
    (copied.files, copied.bytes) = (files_copied, bytes);
    // What was destroyed since the last copy must not come back out of this one. If we crash before
    // this, the next copy does it.
    sweep_copy(to, &target)?;
    store(from, to)?;
    for folder in ["packs", "official"] {
        let source = from.join(folder);
        if source.exists() {
            files(&source, &to.join(folder), &|_| true)?;
        }
    }
    Ok(copied)
}

/// Copies a log with its keys. A key that is changed meanwhile would not fit: then once more. A key
/// that is damaged must not take the place of a copy that is whole.
fn log(from: &Path, to: &Path, home: &Home, code: &str) -> Result<(), Fault> {
    let key = |dir: &Path| fs::read(dir.join("log.key")).map_err(Fault::new);
    if let Some(problem) = beside::key(from, home, &public_key(from, home)?) {
        return Err(Fault::new(problem));
    }
    loop {
        files(from, to, &|name| !name.starts_with("ledger."))?;
        match home {
            Home::Folder(_) => snapshot(&from.join(FILE), &to.join(FILE))?,
            Home::Postgres(_) => fetch(from, to, home, code)?,
        }
        if key(from)? == key(to)? {
            return Ok(());
        }
    }
}

/// Copies a log out of a database into a file, entry by entry and compared: it takes the place of an
/// earlier copy only when it is whole.
fn fetch(from: &Path, to: &Path, home: &Home, code: &str) -> Result<(), Fault> {
    let new = to.join("fetched");
    if new.exists() {
        fs::remove_dir_all(&new).map_err(Fault::new)?;
    }
    let key = public_key(from, home)?;
    ledger::copy(home, &Home::from(&new), code, &key)?;
    // One file, with nothing left in a write-ahead log beside it.
    snapshot(&new.join(FILE), &to.join(FILE))?;
    fs::remove_dir_all(&new).map_err(Fault::new)
}

/// Copies the store into a file, as of one moment: it takes the place of an earlier copy only when it
/// is whole.
fn store(from: &Path, to: &Path) -> Result<(), Fault> {
    let (here, there) = (Layout(from).store(), Layout(to).store());
    if !Homes::of(from)?.is_database() {
        return match here.exists() {
            true => Ok(snapshot(&here, &there)?),
            false => Ok(()),
        };
    }
    let new = to.join("fetched");
    if new.exists() {
        fs::remove_dir_all(&new).map_err(Fault::new)?;
    }
    fs::create_dir(&new).map_err(Fault::new)?;
    homes::store(from)?.copy_to(&Store::open(&Home::from(&new))?)?;
    snapshot(&Layout(&new).store(), &there)?;
    fs::remove_dir_all(&new).map_err(Fault::new)
}

/// Copies the plain files below a folder, with the permissions they have.
fn files(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), Fault> {
    fs::create_dir_all(to).map_err(Fault::new)?;
    for item in fs::read_dir(from).map_err(Fault::new)? {
        let item = item.map_err(Fault::new)?;
        let name = item.file_name();
        if !name.to_str().is_some_and(wanted) {
            continue;
        }
        let (source, target) = (item.path(), to.join(&name));
        if source.is_dir() {
            files(&source, &target, wanted)?;
            continue;
        }
        match fs::remove_file(&target) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(Fault::new(error)),
            _ => {}
        }
        fs::copy(&source, &target).map_err(Fault::new)?;
        let synced = fs::File::open(&target).and_then(|file| file.sync_all());
        synced.map_err(Fault::new)?;
    }
    Ok(())
}
