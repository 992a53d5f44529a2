//! Where the logs of an installation live: in its data folder, or all in the database whose URL is
//! the one line of the file `ledger` in it. Choosing a database, and moving to it. And where the
//! files live that records cite: in the folder, or in the S3 bucket that the file `bucket` names.
//!
//! Views, keys and accounts stay in the folder of each node.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ledger::blob::environment;
use ledger::{Blobs, Home, Report, relocate};

use crate::fault::Fault;
use crate::installation::{Layout, public_key};

/// Name of the file that says which database has the logs.
const DATABASE: &str = "ledger";
/// Name of the file that says which bucket has the files.
const BUCKET: &str = "bucket";

/// Where the logs live.
pub struct Homes {
    dir: PathBuf,
    database: Option<Home>,
}

/// A log that has moved.
pub struct Moved {
    /// The agency.
    pub code: String,
    /// What was derived again from every byte of the copy.
    pub report: Report,
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
            Err(error) => return Err(Fault::new(error)),
        };
        let dir = dir.to_owned();
        Ok(Homes { dir, database })
    }

    /// The home of an agency's log.
    #[must_use]
    pub fn log(&self, code: &str) -> Home {
        match &self.database {
            Some(database) => database.clone(),
            None => Home::Folder(Layout(&self.dir).agency(code)),
        }
    }
}

/// Chooses the database of a new installation; says nothing new where it was chosen before.
///
/// # Errors
/// A fault if another one was chosen, or the folder holds logs already: those are to be moved.
pub fn choose(dir: &Path, url: &str) -> Result<(), Fault> {
    let chosen = database(url)?;
    match Homes::of(dir)?.database {
        Some(known) if known == chosen => return Ok(()),
        Some(known) => return Err(Fault::new(format!("账册已设在 {known}，不能改用 {chosen}"))),
        None => {}
    }
    let layout = Layout(dir);
    let here = |code: &String| layout.agency(code).join(ledger::sqlite::FILE).exists();
    if layout.codes()?.iter().any(here) {
        let what = "数据目录中已有账册，请用 fadu move 搬迁，不要另起一册";
        return Err(Fault::new(what));
    }
    fs::create_dir_all(dir).map_err(Fault::new)?;
    write_down(dir, DATABASE, url)
}

/// Moves all logs of an installation into a database, which nobody may be serving meanwhile, and
/// compares every entry. The installation uses the database from then on.
///
/// If we crash while copying, nothing has changed and it can be asked for again; once the URL is
/// written down, everything is in the database.
///
/// # Errors
/// A fault if a log cannot be copied or is not equal to its copy; nothing has moved then.
pub fn move_to(dir: &Path, url: &str) -> Result<Vec<Moved>, Fault> {
    let (homes, layout, to) = (Homes::of(dir)?, Layout(dir), database(url)?);
    if homes.database.as_ref() == Some(&to) {
        return Err(Fault::new(format!("账册已设在 {to}")));
    }
    let mut moved = Vec::new();
    for code in layout.codes()? {
        let home = homes.log(&code);
        let key = public_key(&layout.agency(&code), &home)?;
        let report = relocate(&home, &to, &code, &key)?;
        moved.push(Moved { code, report });
    }
    write_down(dir, DATABASE, url)?;
    for code in layout.codes()? {
        // So that nobody goes on with it by mistake. It says nothing that the database does not.
        let old = layout.agency(&code).join(ledger::sqlite::FILE);
        if old.exists() {
            fs::rename(&old, old.with_extension("db.moved")).map_err(Fault::new)?;
        }
    }
    Ok(moved)
}

/// Chooses the bucket that keeps the files of a new installation; says nothing new where it was
/// chosen before.
///
/// # Errors
/// A fault if another one was chosen, it does not answer, or the folder holds files already.
pub fn choose_files(dir: &Path, url: &str) -> Result<(), Fault> {
    match bucket(dir)? {
        Some(known) if known == url => return Ok(()),
        Some(known) => return Err(Fault::new(format!("文件已设在 {known}，不能改用 {url}"))),
        None => {}
    }
    let here = Layout(dir).blobs();
    if here.is_dir() && Blobs::read_only(&here)?.iter()?.next().is_some() {
        let what = "数据目录中已有文件，存储桶只能在首次启动时选定";
        return Err(Fault::new(what));
    }
    Blobs::read_only_bucket(url, &here, &environment())?;
    write_down(dir, BUCKET, url)
}

/// The files of an installation, for the one process that writes.
pub(crate) fn files(dir: &Path) -> Result<Blobs, Fault> {
    let here = Layout(dir).blobs();
    Ok(match bucket(dir)? {
        Some(url) => Blobs::open_bucket(&url, here, &environment())?,
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
fn bucket(dir: &Path) -> Result<Option<String>, Fault> {
    match fs::read_to_string(dir.join(BUCKET)) {
        Ok(url) => Ok(Some(url.trim().to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::new(error)),
    }
}

fn database(url: &str) -> Result<Home, Fault> {
    match Home::parse(url)? {
        home @ Home::Postgres(_) => Ok(home),
        Home::Folder(_) => Err(Fault::new("数据库地址应写成 postgresql://用户@主机/库名")),
    }
}

/// Writes the URL, which may hold a password, for its owner only; whole or not at all.
fn write_down(dir: &Path, name: &str, url: &str) -> Result<(), Fault> {
    let new = dir.join(format!("{name}.new"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(&new).map_err(Fault::new)?;
    let written = file.write_all(format!("{url}\n").as_bytes());
    written.and_then(|()| file.sync_all()).map_err(Fault::new)?;
    fs::rename(&new, dir.join(name)).map_err(Fault::new)?;
    let dir = fs::File::open(dir).map_err(Fault::new)?;
    dir.sync_all().map_err(Fault::new)
}
