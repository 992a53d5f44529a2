//! Where the logs of an installation and its store live: in its data folder, or all in the database
//! whose URL is the one line of the file `ledger` in it. And where the files live that records cite: in
//! the folder, or in the S3 bucket that the file `bucket` names. Either is chosen for a new
//! installation here; one that is in use moves (`moving.rs`).
//!
//! Views and keys stay in the folder of each node.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ledger::blob::environment;
use ledger::durable::sync_dir;
use ledger::{Blobs, Home};

use crate::cited::Logs;
use crate::fault::Fault;
use crate::installation::Layout;
use crate::store::Store;
use crate::{identity, moving, place};

/// Name of the file that says which database has the logs.
pub(crate) const DATABASE: &str = "ledger";
/// Name of the file that says which bucket has the files.
pub(crate) const BUCKET: &str = "bucket";

/// Where the logs live, and the store.
pub struct Homes {
    dir: PathBuf,
    database: Option<Home>,
}

impl Homes {
    /// Of the installation in a data folder.
    ///
    /// # Errors
    /// A fault if the file `ledger` cannot be read or says no URL.
    pub fn of(dir: &Path) -> Result<Homes, Fault> {
        let database = match fs::read_to_string(dir.join(DATABASE)) {
            Ok(url) => Some(database(url.trim())?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Fault::io(dir.join(DATABASE))(error)),
        };
        let dir = dir.to_owned();
        Ok(Homes { dir, database })
    }

    pub(crate) fn of_database(dir: &Path, home: Home) -> Homes {
        let (dir, database) = (dir.to_owned(), Some(home));
        Homes { dir, database }
    }

    /// The home of an agency's log.
    #[must_use]
    pub fn log(&self, code: &str) -> Home {
        match &self.database {
            Some(database) => database.clone(),
            None => Home::Folder(Layout(&self.dir).agency(code)),
        }
    }

    /// Whether they live in this database.
    pub(crate) fn are_in(&self, database: &Home) -> bool {
        self.database.as_ref() == Some(database)
    }

    /// Whether they live in a database.
    #[must_use]
    pub fn is_database(&self) -> bool {
        self.database.is_some()
    }

    /// Ends the turns at all logs that were taken before: see [`Home::end_turns`]. Those too of which
    /// only another node has the keys.
    ///
    /// # Errors
    /// A fault if one does not end in time, or this node does not know a log: it could not read it.
    pub(crate) fn end_turns(&self) -> Result<(), Fault> {
        let layout = Layout(&self.dir);
        let codes = layout.codes()?;
        let all = self.store().origins()?.unwrap_or_default();
        if let Some(unknown) = all.iter().find(|origin| !codes.contains(*origin)) {
            return Err(Fault::new(format!(
                "数据库中有机关“{unknown}”的账册，本机没有它的公钥，不能核对它引用哪些文件；\
                 请先从其他节点复制 {}",
                layout.agency(unknown).display()
            )));
        }
        for code in &codes {
            self.log(code).end_turns(code)?;
        }
        Ok(())
    }

    /// The home of the store.
    pub(crate) fn store(&self) -> Home {
        match &self.database {
            Some(database) => database.clone(),
            None => Home::Folder(self.dir.clone()),
        }
    }
}

/// The store of the installation in a data folder, the one that is in force. Where records were
/// entered there is one, with more in it than nothing.
///
/// # Errors
/// A fault if it is gone, cannot be used or belongs to another installation, or there are accounts where they
/// do not count any more.
pub fn store(dir: &Path) -> Result<Store, Fault> {
    let here = Layout(dir).store();
    if !Homes::of(dir)?.is_database() && !here.exists() && identity::is_founded(dir) {
        return Err(lost(&here.display()));
    }
    let store = store_or_new(dir)?;
    refuse_emptied(dir, &store)?;
    Ok(store)
}

/// Refuses a store, of an installation or a copy of it, with nothing in it although records were
/// entered: an emptied one answers like a new one.
///
/// # Errors
/// A fault that says what to do.
pub(crate) fn refuse_emptied(dir: &Path, store: &Store) -> Result<(), Fault> {
    let homes = Homes::of(dir)?;
    if !identity::is_founded(dir) || !identity::is_nobodys(store)? || !is_worked(dir, &homes)? {
        return Ok(());
    }
    Err(match homes.is_database() {
        true => lost(&homes.store()),
        false => lost(&Layout(dir).store().display()),
    })
}

/// Whether any log of the installation has entries. One that cannot be read is for others to tell.
fn is_worked(dir: &Path, homes: &Homes) -> Result<bool, Fault> {
    let has_entries = |code: &String| {
        let state = homes.log(code).source(code).and_then(|log| log.state());
        state.is_ok_and(|state| state.end > 0)
    };
    Ok(Layout(dir).codes()?.iter().any(has_entries))
}

/// That the store of an installation is gone. A new one in its place would be empty, and would take the
/// place of a whole one in the next backup.
pub(crate) fn lost(store: &dyn std::fmt::Display) -> Fault {
    Fault::new(format!(
        "账号库 {store} 不见了，或者已经清空，请从备份中取回；没有备份的，用 fadu account 重新建立账号"
    ))
}

/// As [`store`], or a new one where it is gone: for whoever makes the accounts anew.
///
/// # Errors
/// As [`store`].
pub fn store_or_new(dir: &Path) -> Result<Store, Fault> {
    let homes = Homes::of(dir)?;
    let store = open_store(&homes)?;
    identity::check(dir, &store, &homes.store())?;
    if homes.is_database() {
        let (layout, here) = (Layout(dir), Layout(dir).store());
        if store.is_arriving()? {
            // A move that was cut off after the URL was written down: what is left of it is done.
            moving::leave(&layout)?;
            store.arrive()?;
        } else if here.exists() {
            return Err(Fault::new(format!(
                "账号和会话与账册一同设在数据库，{} 中的不再使用。请核对后把它移走；\
                 其中的账号须用 fadu account 重新建立",
                here.display()
            )));
        }
    }
    Ok(store)
}

pub(crate) fn open_store(homes: &Homes) -> Result<Store, Fault> {
    let home = homes.store();
    Store::open(&home).map_err(|error| match &home {
        Home::Folder(dir) if error.is_fatal() => Fault::new(format!(
            "{} 不是本版程序的账号库，可能由早先的版本建立，也可能已经损坏（{error}）。\
             没有改动它；请先把它移走，再用 fadu account 重新建立账号",
            Layout(dir).store().display()
        )),
        _ => error.into(),
    })
}

/// Chooses the database of a new installation; says nothing new where it was chosen before.
///
/// # Errors
/// A fault if another one was chosen, or the folder holds logs already: those are to be moved.
pub fn choose(dir: &Path, url: &str) -> Result<(), Fault> {
    let chosen = database(url)?;
    match Homes::of(dir)?.database {
        Some(known) if known == chosen => return Ok(()),
        Some(known) => {
            return Err(Fault::new(format!(
                "账册已设在 {known}，不能改用 {chosen}；要改的，请用 fadu move 搬迁"
            )));
        }
        None => {}
    }
    let layout = Layout(dir);
    let here = |code: &String| layout.agency(code).join(ledger::sqlite::FILE).exists();
    if layout.store().exists() || layout.codes()?.iter().any(here) {
        let what = "数据目录中已有账册或者账号，请用 fadu move 搬迁，不要另起一册";
        return Err(Fault::new(what));
    }
    fs::create_dir_all(dir).map_err(Fault::io(dir))?;
    // A database that does not answer, or is another installation's, is not chosen.
    identity::check(
        dir,
        &open_store(&Homes::of_database(dir, chosen.clone()))?,
        &chosen,
    )?;
    write_down(dir, DATABASE, url)
}

/// Chooses the bucket that keeps the files of a new installation; says nothing new where it was
/// chosen before.
///
/// # Errors
/// A fault if another one was chosen, it does not answer, or has another installation's files, or the
/// folder holds files already.
pub fn choose_files(dir: &Path, url: &str) -> Result<(), Fault> {
    match bucket(dir)? {
        Some(known) if known == url => return Ok(()),
        Some(known) => {
            return Err(Fault::new(format!(
                "文件已设在 {known}，不能改用 {url}；要改的，请用 fadu move 搬迁"
            )));
        }
        None => {}
    }
    let here = Layout(dir).blobs();
    if here.is_dir() && Blobs::read_only(&here)?.iter()?.next().is_some() {
        let what = "数据目录中已有文件，请用 fadu move --blobs 搬迁";
        return Err(Fault::new(what));
    }
    let there = Blobs::read_only_bucket(url, &here, &environment())?;
    place::refuse_strange(dir, &there, identity::of(dir)?.as_deref())?;
    let logs = Logs::read(dir)?;
    moving::refuse_strangers(&there, |hash| logs.cite(hash))?;
    write_down(dir, BUCKET, url)
}

/// The files of an installation, for the one process that writes.
pub(crate) fn files(dir: &Path) -> Result<Blobs, Fault> {
    let here = Layout(dir).blobs();
    Ok(match bucket(dir)? {
        Some(url) => {
            // A move that was cut off after the URL was written down.
            moving::leave_files(&here)?;
            Blobs::open_bucket(&url, here, &environment())?
        }
        None => Blobs::open(here)?,
    })
}

/// The files of an installation, for reading only; others may be writing.
pub(crate) fn files_to_read(dir: &Path) -> Result<Blobs, Fault> {
    let here = Layout(dir).blobs();
    Ok(match bucket(dir)? {
        Some(url) => Blobs::read_only_bucket(&url, here, &environment())?,
        None => Blobs::read_only(here)?,
    })
}

/// The bucket that was chosen for the files, if one was.
pub(crate) fn bucket(dir: &Path) -> Result<Option<String>, Fault> {
    match fs::read_to_string(dir.join(BUCKET)) {
        Ok(url) => Ok(Some(url.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::io(dir.join(BUCKET))(error)),
    }
}

pub(crate) fn database(url: &str) -> Result<Home, Fault> {
    match Home::parse(url)? {
        home @ Home::Postgres(_) => Ok(home),
        Home::Folder(_) => Err(Fault::new("数据库地址应写成 postgresql://用户@主机/库名")),
    }
}

/// Writes the URL, which may hold a password, for its owner only; whole or not at all.
pub(crate) fn write_down(dir: &Path, name: &str, url: &str) -> Result<(), Fault> {
    let new = dir.join(format!("{name}.new"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&new).and_then(|mut file| {
        file.write_all(format!("{url}\n").as_bytes())?;
        file.sync_all()
    });
    written.map_err(Fault::io(&new))?;
    fs::rename(&new, dir.join(name)).map_err(Fault::io(&new))?;
    Ok(sync_dir(dir)?)
}
