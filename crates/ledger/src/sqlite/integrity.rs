//! What SQLite itself finds wrong with a file of its own: pages, cells, and indexes that do not
//! say what their tables say.

use std::path::Path;

use rusqlite::Connection;

use super::place::Place;
use crate::error::LedgerError;

/// Reads a whole database file and every index in it; it may be in use. What the values in it mean
/// is for others to judge.
///
/// # Errors
/// `Corrupt` with everything that is wrong; `Io` if there is no such file; `Sqlite` if it cannot be
/// read at all.
pub fn examine(path: &Path) -> Result<(), LedgerError> {
    // Only looked at: see `SqliteSource::open` on descriptors and locks.
    std::fs::metadata(path).map_err(LedgerError::io(path))?;
    let found = problems(&Place::File(path.to_path_buf()).connect(false)?)?;
    match found.is_empty() {
        true => Ok(()),
        false => Err(LedgerError::corrupt(None, found.join("; "))),
    }
}

/// What is wrong, line by line.
pub(super) fn problems(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut query = conn.prepare("PRAGMA integrity_check")?;
    let lines = query.query_map([], |row| row.get(0))?;
    let mut lines: Vec<String> = lines.collect::<rusqlite::Result<_>>()?;
    lines.retain(|line| line != "ok");
    Ok(lines)
}
