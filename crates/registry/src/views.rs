//! Views: what lists and search pages read. Derived from the logs alone, kept in SQLite on each
//! node, thrown away and rebuilt at will; the public tables hold only what disclosure produced.

mod follow;
mod read;
mod standing;
mod write;

use std::fs::File;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;
use rusqlite::Connection;

pub use read::{
    CaseFilter, CaseRow, DeadlineRow, ItemRow, Page, PublishedFilter, PublishedRow, TableContent,
    WithdrawnRow, Year,
};
pub use write::{OWN, PublicNames, Touched, index_published};

use crate::fault::Fault;

const SCHEMA: &str = include_str!("views/schema.sql");
/// Read connections kept open; more are opened under load and closed again.
const READERS: usize = 4;

/// The views of all agencies of an installation.
pub struct Views {
    path: Option<PathBuf>,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Views {
    /// Opens the views in a file, or makes it.
    ///
    /// # Errors
    /// A fault if the file cannot be used.
    pub fn open(path: &Path) -> Result<Views, Fault> {
        let writer = Connection::open(path)?;
        // A power cut may lose the last views but not tear the file; the log brings them back. What
        // is taken out of the views is overwritten: it may have been destroyed by record.
        writer.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 10000;
             PRAGMA secure_delete = ON; PRAGMA cache_size = -4000;",
        )?;
        Views::with(Some(path.to_owned()), writer)
    }

    /// Makes views in a new file that is thrown away unless it is built to the end: nothing is
    /// written twice and nothing synced on the way. [`Views::finish`] makes it whole.
    ///
    /// # Errors
    /// A fault if the file cannot be used.
    pub fn build(path: &Path) -> Result<Views, Fault> {
        let writer = Connection::open(path)?;
        writer.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -64000;",
        )?;
        Views::with(Some(path.to_owned()), writer)
    }

    /// Closes views that were built, with every byte on the disk.
    ///
    /// # Errors
    /// A fault if the disk fails.
    pub fn finish(self) -> Result<(), Fault> {
        let path = self.path.clone();
        drop(self);
        match path {
            Some(path) => File::open(&path)
                .and_then(|file| file.sync_all())
                .map_err(Fault::io(path)),
            None => Ok(()),
        }
    }

    /// Views that live as long as the value.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn in_memory() -> Result<Views, Fault> {
        Views::with(None, Connection::open_in_memory()?)
    }

    fn with(path: Option<PathBuf>, writer: Connection) -> Result<Views, Fault> {
        forget_another_schema(&writer)?;
        writer.execute_batch(SCHEMA)?;
        writer.set_prepared_statement_cache_capacity(64);
        Ok(Views {
            path,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Reads with a connection that never waits for the writer.
    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Fault> {
        let Some(path) = &self.path else {
            return Ok(work(&self.writer.lock())?);
        };
        let kept = self.readers.lock().pop();
        let connection = match kept {
            Some(connection) => connection,
            None => open_reader(path)?,
        };
        let result = work(&connection);
        let mut readers = self.readers.lock();
        if readers.len() < READERS {
            readers.push(connection);
        }
        Ok(result?)
    }

    /// What stands in every table, so that two builds can be compared.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn content(&self) -> Result<Vec<TableContent>, Fault> {
        self.read(read::content)
    }
}

/// Drops the tables of a program that had other ones: the log brings their content back. A crash
/// in between leaves either the old tables or none.
fn forget_another_schema(db: &Connection) -> rusqlite::Result<()> {
    let version: i32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let current = fingerprint(SCHEMA);
    if version == current {
        return Ok(());
    }
    let mut tables = db.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )?;
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let drops: String = names
        .iter()
        .map(|name| format!("DROP TABLE \"{name}\";"))
        .collect();
    db.execute_batch(&format!(
        "BEGIN; {drops} PRAGMA user_version = {current}; COMMIT"
    ))
}

/// A number that tells one schema from another (FNV-1a).
const fn fingerprint(text: &str) -> i32 {
    let (bytes, mut hash, mut at) = (text.as_bytes(), 0x811c_9dc5_u32, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash.cast_signed()
}

fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA query_only = ON; PRAGMA busy_timeout = 10000; PRAGMA cache_size = -2000;",
    )?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}
