//! Moving an installation that nobody is serving: its logs and its store into a database, its files
//! into a bucket. Everything is copied, read again and compared; only then is written down where it
//! lives from now on, and what was in use before is put aside, not removed.
//!
//! Crash story: until it is written down, the old place is in force, and asking again goes on where it
//! was cut off; afterwards the new one is, and whoever opens it first puts aside what was left.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use ledger::blob::environment;
use ledger::durable::sync_dir;
use ledger::{BlobState, Blobs, Hash, Report, relocate};

use crate::cited::Logs;
use crate::fault::Fault;
use crate::homes::{self, BUCKET, DATABASE, Homes, bucket, database, open_store, write_down};
use crate::identity;
use crate::installation::{Layout, public_key};
use crate::place::{self, Moving};

/// What has moved to a database.
pub struct Moved {
    /// Each agency, and what was derived again from every byte of the copy of its log.
    pub logs: Vec<(String, Report)>,
    /// How many items of the store there were: accounts, sessions and the like.
    pub items: usize,
}

/// What has moved to a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MovedFiles {
    /// Files, each read again from there and compared with its name.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Those among them that were not there before.
    pub copied: u64,
}

/// Moves all logs of an installation and its store into a database, and compares everything.
///
/// # Errors
/// A fault if something cannot be copied or is not equal to its copy, or the database is somebody
/// else's; nothing has moved then.
pub fn move_to(dir: &Path, url: &str) -> Result<Moved, Fault> {
    let (homes, layout, to) = (Homes::of(dir)?, Layout(dir), database(url)?);
    if homes.are_in(&to) {
        return Err(Fault::new(format!("账册已设在 {to}")));
    }
    // Every service on this folder holds its lock: none starts before all is done.
    let alone = Blobs::open(layout.blobs())?;
    let from = homes::store(dir)?;
    let id = identity::claim(dir, &from, &layout.codes()?)?;
    let new = open_store(&Homes::of_database(dir, to.clone()))?;
    // Before anything is copied: a stranger's database stays as it is.
    new.is_free_for(&id)?;
    let mut logs = Vec::new();
    for code in layout.codes()? {
        let home = homes.log(&code);
        let key = public_key(&layout.agency(&code), &home)?;
        let report = relocate(&home, &to, &code, &key)?;
        logs.push((code, report));
    }
    let items = new.take_over(&from, &id)?;
    if homes.is_database() {
        // If we crash between the two, only this node knows; the others have to be told in any case.
        write_down(dir, DATABASE, url)?;
        identity::leave(&from, &to)?;
    } else {
        // Closed, so that nothing is left in a write-ahead log beside it.
        drop(from);
        write_down(dir, DATABASE, url)?;
        leave(&layout)?;
    }
    new.arrive()?;
    drop(alone);
    Ok(Moved { logs, items })
}

/// Renames what was in use in the data folder before the database was, so that nobody goes on with
/// it by mistake. It says nothing that the database does not.
pub(crate) fn leave(layout: &Layout<'_>) -> Result<(), Fault> {
    for code in layout.codes()? {
        set_aside(&layout.agency(&code).join(ledger::sqlite::FILE))?;
    }
    set_aside(&layout.store())
}

fn set_aside(path: &Path) -> Result<(), Fault> {
    match path.exists() {
        true => fs::rename(path, path.with_extension("db.moved")).map_err(Fault::io(path))?,
        false => return Ok(()),
    }
    // Before it is told that the database is in force: no power cut may bring both back.
    Ok(sync_dir(path.parent().unwrap_or(Path::new(".")))?)
}

/// Moves all files of an installation into a bucket. Each is read back from there and compared with
/// its name, those too that an earlier try has put there.
///
/// # Errors
/// A fault if the files are in use, one cannot be copied or is not what its name says, or the bucket
/// does not answer; the files are where they were then.
pub fn move_files(dir: &Path, url: &str) -> Result<MovedFiles, Fault> {
    let here = Layout(dir).blobs();
    if bucket(dir)?.as_deref() == Some(url) {
        place::agree(dir, &homes::files_to_read(dir)?, &homes::store(dir)?)?;
        leave_files(&here)?;
        return Err(Fault::new(format!("文件已设在 {url}")));
    }
    is_free(&here)?;
    // Takes the lock of the folder, which every service of it holds: nobody here adds a file meanwhile.
    let to = Blobs::open_bucket(url, &here, &environment())?;
    let (store, from) = (homes::store(dir)?, homes::files_to_read(dir)?);
    let id = identity::claim(dir, &store, &Layout(dir).codes()?)?;
    // Nor does another node that was not stopped: what it has not cited by now, it cites no more.
    let moving = Moving::begin(dir, &store, [&from, &to])?;
    let copied = Homes::of(dir)?
        .end_turns()
        .and_then(|()| copy_claimed(dir, [&from, &to], &id));
    let moved = match copied {
        Ok(moved) => moved,
        Err(fault) => {
            // If that cannot be noted now, the next start in the old place notes it.
            let _ = moving.give_up(&store);
            return Err(fault);
        }
    };
    // The service has acknowledged each of them: they are as durable there as it makes anything.
    let old = bucket(dir)?;
    write_down(dir, BUCKET, url)?;
    // If we crash here, the next start finds that it is where the files were to go, and notes it.
    if let Err(fault) = moving.end(&store) {
        stay(dir, old.as_deref())?;
        return Err(fault);
    }
    drop(to);
    leave_files(&here)?;
    Ok(moved)
}

/// Writes down again where the files were before a move that did not count.
fn stay(dir: &Path, old: Option<&str>) -> Result<(), Fault> {
    let path = dir.join(BUCKET);
    match old {
        Some(url) => write_down(dir, BUCKET, url),
        None => fs::remove_file(&path)
            .map_err(Fault::io(&path))
            .and_then(|()| Ok(sync_dir(dir)?)),
    }
}

/// As [`copy_files`], to a bucket that is this installation's, or nobody's before.
fn copy_claimed(dir: &Path, [from, to]: [&Blobs; 2], id: &str) -> Result<MovedFiles, Fault> {
    place::refuse_strange(dir, to, Some(id))?;
    let moved = copy_files(dir, from, to)?;
    place::claim(dir, to, id)?;
    Ok(moved)
}

/// Copies all files of an installation, and reads each again where it was put; what its logs have
/// destroyed is left out, and removed where an earlier try has put it.
///
/// # Errors
/// A fault if there are files of another installation, one cannot be copied, or is not what its name
/// says, there or here.
pub fn copy_files(dir: &Path, from: &Blobs, to: &Blobs) -> Result<MovedFiles, Fault> {
    let logs = Logs::read(dir)?;
    let ours: HashSet<Hash> = from.iter()?.collect::<Result<_, _>>()?;
    let gone = logs.rid_of();
    refuse_strangers(to, |hash| {
        ours.contains(&hash) || gone.contains(&hash) || logs.cite(hash)
    })?;
    let mut moved = MovedFiles::default();
    (moved.copied, _) = from.copy_to(to)?;
    logs.sweep_copy(to)?;
    for hash in ours.into_iter().filter(|hash| !gone.contains(hash)) {
        match to.verify(hash)? {
            BlobState::Sound { len } => {
                moved.files += 1;
                moved.bytes += len;
            }
            _ => {
                let what = format!("文件 {hash} 搬到之后与原件不一致，请再试一次");
                return Err(Fault::new(what));
            }
        }
    }
    Ok(moved)
}

/// Refuses a bucket that has files, but none that is known here: when one installation destroys a file
/// by record, another may cite it still.
///
/// # Errors
/// A fault if it is one, or cannot be listed.
pub(crate) fn refuse_strangers(
    bucket: &Blobs,
    is_known: impl Fn(Hash) -> bool,
) -> Result<(), Fault> {
    let mut there = bucket.iter()?.filter_map(Result::ok).peekable();
    match there.peek().is_none() || there.any(is_known) {
        true => Ok(()),
        false => Err(Fault::new(
            "存储桶中已有文件，没有一个是本安装的，没有使用它；请换一个存储桶或者前缀",
        )),
    }
}

/// Where files lie that have moved to a bucket.
fn aside(blobs: &Path) -> PathBuf {
    blobs.with_extension("moved")
}

/// That nothing lies where the folder of the files is to be put aside.
fn is_free(blobs: &Path) -> Result<(), Fault> {
    let aside = aside(blobs);
    match aside.exists() {
        true => Err(Fault::new(format!(
            "{} 是上一次搬迁留下的，请确认无误后先移走",
            aside.display()
        ))),
        false => Ok(()),
    }
}

/// Renames the folder of the files that were in use before the bucket was, if any are left in it:
/// what is destroyed by record must not stay behind unseen.
pub(crate) fn leave_files(blobs: &Path) -> Result<(), Fault> {
    if !blobs.is_dir() || Blobs::read_only(blobs)?.iter()?.next().is_none() {
        return Ok(());
    }
    is_free(blobs)?;
    fs::rename(blobs, aside(blobs)).map_err(Fault::io(blobs))?;
    let dir = blobs.parent().unwrap_or(Path::new("."));
    Ok(sync_dir(dir)?)
}
