//! A copy of a SQLite database as of one moment, while others read and write it.
//!
//! It knows no tables: the log and whatever else is kept in SQLite beside it are copied alike.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::durable::sync_dir;
use crate::error::LedgerError;

/// Copies the database at `from` into the new file `to`, durably and whole or not at all. The copy
/// is one file without a write-ahead log, and holds nothing of what was erased.
///
/// # Errors
/// `Io` if `to` cannot be written; `Sqlite` if the database cannot be read.
pub fn snapshot(from: &Path, to: &Path) -> Result<(), LedgerError> {
    // Only looked at: see `SqliteSource::open` on descriptors and locks.
    fs::metadata(from).map_err(LedgerError::io(from))?;
    let new = to.with_extension("new");
    match fs::remove_file(&new) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(LedgerError::io(&new)(error));
        }
        _ => {}
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(from, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    // One read transaction: a consistent state, for which no writer has to wait.
    conn.execute("VACUUM INTO ?1", [new.to_string_lossy()])?;
    drop(conn);
    let synced = File::open(&new).and_then(|file| file.sync_all());
    synced.map_err(LedgerError::io(&new))?;
    // If we crash before this, the copy is not there; a stale file is removed by the next one.
    fs::rename(&new, to).map_err(LedgerError::io(to))?;
    sync_dir(to.parent().unwrap_or(Path::new(".")))
}
