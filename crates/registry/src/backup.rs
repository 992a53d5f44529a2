//! A second data folder with everything that cannot be rebuilt, taken while the first is in use.
//!
//! Logs first, then the files they cite: a file is durable before a record cites it, so none can be
//! missing. What a backup is worth is told by checking it as any data folder is checked.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ledger::durable::{make_dir, sync_dir};
use ledger::snapshot::snapshot;
use ledger::sqlite::{FILE, examine};
use ledger::{Blobs, Home, PublicKey, Reader};

use crate::beside;
use crate::cited::Logs;
use crate::fault::Fault;
use crate::homes::{self, Homes};
use crate::identity;
use crate::installation::{Layout, public_key, wrong};
use crate::seen::{Known, Standing};
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
/// whole are not copied again; files that the logs destroyed by record are removed, and so is what
/// is no longer here. The copy of a log takes the place of an earlier one only when it is proved:
/// see [`prove`].
///
/// # Errors
/// A fault if anything cannot be read or written, a file is not what its name says, what is there
/// is not a state of what is here, or somebody else works in `to`. What could not be replaced is as
/// it was.
pub fn copy(from: &Path, to: &Path) -> Result<Copied, Fault> {
    let (here, there) = (Layout(from), Layout(to));
    let mut copied = Copied::default();
    let homes = Homes::of(from)?;
    nothing_lost(&here, &there, &homes)?;
    // Holds the lock of the folder, which a service on it and another copying would hold.
    let target = alone(from, to)?;
    for code in here.codes()? {
        let (source, target) = (here.agency(&code), there.agency(&code));
        make_dir(&target)?;
        log(&source, &target, &homes.log(&code), &code)?;
        copied.logs += 1;
    }
    let (files_copied, bytes) = homes::files_to_read(from)?.copy_to(&target)?;
    (copied.files, copied.bytes) = (files_copied, bytes);
    // What was destroyed since the last copy must not come back out of this one. If we crash before
    // this, the next copy does it.
    Logs::read(to)?.sweep_copy(&target)?;
    store(from, to)?;
    files(from, to, &|name| name == identity::NAME)?;
    for folder in ["packs", "official"] {
        let source = from.join(folder);
        if source.exists() {
            files(&source, &to.join(folder), &|_| true)?;
        }
        // A rule that was taken back must not be in force again after a restore.
        prune(&source, &to.join(folder), &|_| true)?;
    }
    Ok(copied)
}

/// The files of `to`, where nobody else is at work as long as they are open.
fn alone(from: &Path, to: &Path) -> Result<Blobs, Fault> {
    make_dir(to)?;
    let real = |path: &Path| fs::canonicalize(path).map_err(Fault::io(path));
    if real(from)? == real(to)? {
        return Err(Fault::new("备份目录就是数据目录，没有复制；请写另一个目录"));
    }
    Ok(Blobs::open(Layout(to).blobs())?)
}

/// Gives a copy that was checked its name, durably.
///
/// # Errors
/// A fault if the name is taken or cannot be given.
pub fn place(copy: &Path, name: &Path) -> Result<(), Fault> {
    fs::rename(copy, name).map_err(Fault::io(name))?;
    // A relative name of one part has an empty parent.
    let parent = name.parent().filter(|dir| *dir != Path::new(""));
    Ok(sync_dir(parent.unwrap_or(Path::new(".")))?)
}

/// What every installation has from its first start, and what an earlier copy has, is here still:
/// what has vanished would otherwise be taken for what never was.
fn nothing_lost(here: &Layout<'_>, there: &Layout<'_>, homes: &Homes) -> Result<(), Fault> {
    let store = here.store();
    if !homes.is_database() && !store.exists() {
        return Err(homes::lost(&store.display()));
    }
    let codes = here.codes()?;
    match there.codes()?.iter().find(|code| !codes.contains(*code)) {
        Some(lost) => Err(Fault::new(format!(
            "{} 中有“{lost}”的账册，{} 中没有，没有复制。账册丢失的，请由备份恢复；\
             备份目录弄错的，请改用另一个目录",
            there.0.display(),
            here.0.display()
        ))),
        None => Ok(()),
    }
}

/// Where a copy lies in the folder that it is for, until it is proved.
const ARRIVING: &str = "arriving";

/// Makes the folder in which a copy arrives, empty: what is in it was left by a copying that was cut
/// off, and never used.
fn arriving(to: &Path) -> Result<PathBuf, Fault> {
    let new = to.join(ARRIVING);
    if new.exists() {
        fs::remove_dir_all(&new).map_err(Fault::io(&new))?;
    }
    fs::create_dir_all(&new).map_err(Fault::io(&new))?;
    Ok(new)
}

/// Copies a log with its keys. A key that is damaged must not take the place of a copy that is whole.
fn log(from: &Path, to: &Path, home: &Home, code: &str) -> Result<(), Fault> {
    if let Some(problem) = beside::key(from, home, &public_key(from, home)?) {
        return Err(Fault::new(problem));
    }
    let new = arriving(to)?;
    let proved = take(from, &new, home, code).and_then(|()| prove(&new, to, code));
    if let Err(fault) = proved {
        // It holds a private key, and is of no use.
        fs::remove_dir_all(&new).map_err(Fault::io(&new))?;
        return Err(fault);
    }
    // The log first. If we crash after it, its key may be that of before, which is told; the next
    // copy completes it.
    put_database(&new.join(FILE), &to.join(FILE))?;
    put_in_place(&new, to)?;
    fs::remove_dir_all(&new).map_err(Fault::io(&new))?;
    // A settled objection, a key that came to nothing.
    prune(from, to, &|name| !name.starts_with("ledger."))
}

/// Puts a database that is one file in the place of another one. What a program that had the other
/// one open has left beside it would be taken for a part of the new one, and ruin it. If we crash
/// before the rename, the other one lacks at most what that program wrote; the next copy replaces it.
fn put_database(new: &Path, to: &Path) -> Result<(), Fault> {
    for rest in ["-wal", "-shm"] {
        let mut name = to.as_os_str().to_owned();
        name.push(rest);
        remove(Path::new(&name))?;
    }
    fs::rename(new, to).map_err(Fault::io(to))
}

fn remove(file: &Path) -> Result<(), Fault> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Fault::io(file)(error)),
        _ => Ok(()),
    }
}

/// Takes a copy of a log and of what lies beside it. A key that is changed meanwhile would not fit:
/// then once more.
fn take(from: &Path, new: &Path, home: &Home, code: &str) -> Result<(), Fault> {
    let key = |dir: &Path| {
        let path = dir.join("log.key");
        fs::read(&path).map_err(Fault::io(path))
    };
    loop {
        // Before the log: so a witness has seen no more of it than the copy has.
        files(from, new, &|name| {
            !name.starts_with("ledger.") && name != ARRIVING
        })?;
        match home {
            Home::Folder(_) => snapshot(&from.join(FILE), &new.join(FILE))?,
            Home::Postgres(_) => fetch(new, home, code, &public_key(from, home)?)?,
        }
        if key(from)? == key(new)? {
            return Ok(());
        }
    }
}

/// Copies a log out of a database into a file, entry by entry and compared.
fn fetch(new: &Path, home: &Home, code: &str, key: &PublicKey) -> Result<(), Fault> {
    let fetched = arriving(new)?;
    ledger::copy(home, &Home::from(&fetched), code, key)?;
    // One file, with nothing left in a write-ahead log beside it.
    snapshot(&fetched.join(FILE), &new.join(FILE))?;
    fs::remove_dir_all(&fetched).map_err(Fault::io(fetched))
}

/// Whether the copy in `new` may take the place of the one in `to`: every entry of it is hashed and
/// leads to the root that is signed, and it is a later state of the log that is there. The whole is
/// read, not only what was added: entries that were whole in the last copy can have rotted since, and
/// the copying has read and written them all anyway. It takes as long again as that for entries of
/// 1 KiB, and twice as long for small ones: 1.7 s for a million of those on a busy machine.
fn prove(new: &Path, to: &Path, code: &str) -> Result<(), Fault> {
    let home = Home::from(new);
    let report = ledger::fsck(&home, code, &public_key(new, &home)?);
    if !report.is_sound() {
        let lines = report.problems.iter().map(|problem| match problem.index {
            Some(index) => format!("{code}：第{index}条：{}", wrong(problem)),
            None => format!("{code}：{}", wrong(problem)),
        });
        return Err(Fault::new(format!(
            "账册“{code}”没有通过核对，没有复制；原有的副本保持原样。\
             请用 fadu fsck 核对来源目录，确已损坏的，请改用完好的副本：\n{}",
            lines.collect::<Vec<_>>().join("\n")
        )));
    }
    // A key that was changed while it was copied: the next copy has the pair.
    if let Some(problem) = beside::key(new, &home, &public_key(new, &home)?) {
        return Err(Fault::new(problem));
    }
    if !to.join(FILE).exists() {
        return Ok(());
    }
    let kept = "原有的副本保持原样。请先查明原因；确实要备份现在这一本的，请改用另一个目录";
    let Ok(note) = Reader::note(to, code) else {
        return Err(Fault::new(format!(
            "{} 读不出，不能证明现在的账册是它的延续，没有复制，{kept}",
            to.join(FILE).display()
        )));
    };
    let why = match Known::open(new, &home)?.standing(&note)? {
        Standing::Later => return Ok(()),
        Standing::Older { seen, here, .. } => {
            format!("原有的副本有{seen}条，现在的账册只有{here}条：数据目录可能被旧的副本替换过")
        }
        Standing::Fork {
            size, seen, here, ..
        } => format!(
            "原有的副本不是这本账册的前{size}条（副本的根散列 {seen}，现在的 {here}）：\
             其中一本是另一本账册，或者被改动过"
        ),
        Standing::Stranger => "原有的副本不是由这本账册的密钥签名的".into(),
    };
    Err(Fault::new(format!("账册“{code}”没有复制：{why}。{kept}")))
}

/// Gives everything in `new` its place in `to`, each file whole.
fn put_in_place(new: &Path, to: &Path) -> Result<(), Fault> {
    make_dir(to)?;
    for item in fs::read_dir(new).map_err(Fault::io(new))? {
        let item = item.map_err(Fault::io(new))?;
        let target = to.join(item.file_name());
        match item.path().is_dir() {
            true => put_in_place(&item.path(), &target)?,
            false => fs::rename(item.path(), &target).map_err(Fault::io(&target))?,
        }
    }
    Ok(sync_dir(to)?)
}

/// Copies the store into a file, as of one moment: it takes the place of an earlier copy only when it
/// is whole.
fn store(from: &Path, to: &Path) -> Result<(), Fault> {
    let (new, target) = (arriving(to)?, Layout(to).store());
    let (copy, whole) = (Layout(&new).store(), new.join("whole.db"));
    match Homes::of(from)?.is_database() {
        true => homes::store(from)?.copy_to(&Store::open(&Home::from(&new))?)?,
        false => snapshot(&Layout(from).store(), &copy)?,
    }
    if examine(&copy).is_err() {
        let what =
            "账号库 store.db 已经损坏，没有复制；原有的副本保持原样，请用完好的副本替换损坏的";
        return Err(Fault::new(what));
    }
    let copied = Store::open(&Home::from(&new))?;
    homes::refuse_emptied(from, &copied)?;
    // The files of a copy are in its folder, wherever they are here; nobody removes any there.
    copied.forget_notes()?;
    drop(copied);
    // One file, with nothing left in a write-ahead log beside it.
    snapshot(&copy, &whole)?;
    put_database(&whole, &target)?;
    fs::remove_dir_all(&new).map_err(Fault::io(new))?;
    Ok(sync_dir(to)?)
}

/// Copies the plain files below a folder, with the permissions they have, each whole or not at all.
fn files(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), Fault> {
    make_dir(to)?;
    for item in fs::read_dir(from).map_err(Fault::io(from))? {
        let item = item.map_err(Fault::io(from))?;
        let name = item.file_name();
        if !name.to_str().is_some_and(wanted) {
            continue;
        }
        let (source, target) = (item.path(), to.join(&name));
        match source.is_dir() {
            true => files(&source, &target, wanted)?,
            false => file(&source, &target)?,
        }
    }
    Ok(sync_dir(to)?)
}

/// The name is durable when the folder is synced. If we crash before the rename, what is there stays
/// as it was, and the next copy writes over what was begun.
fn file(from: &Path, to: &Path) -> Result<(), Fault> {
    let new = to.with_added_extension(ARRIVING);
    remove(&new)?;
    fs::copy(from, &new).map_err(Fault::io(&new))?;
    let synced = fs::File::open(&new).and_then(|file| file.sync_all());
    synced.map_err(Fault::io(&new))?;
    fs::rename(&new, to).map_err(Fault::io(to))
}

/// Removes what lies in `to` and is wanted there, but not in `from`.
fn prune(from: &Path, to: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), Fault> {
    let items = match fs::read_dir(to) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        items => items.map_err(Fault::io(to))?,
    };
    for item in items {
        let item = item.map_err(Fault::io(to))?;
        let (name, here) = (item.file_name(), item.path());
        if !name.to_str().is_some_and(wanted) {
            continue;
        }
        let there = from.join(&name);
        match (here.is_dir(), there.exists()) {
            (true, true) => prune(&there, &here, wanted)?,
            (true, false) => fs::remove_dir_all(&here).map_err(Fault::io(&here))?,
            (false, true) => {}
            (false, false) => remove(&here)?,
        }
    }
    Ok(sync_dir(to)?)
}
