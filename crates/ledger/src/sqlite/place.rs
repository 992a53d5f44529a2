//! Where a database is and how it is opened: a file with a write-ahead log, or a name in memory.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::LedgerError;

/// "Fadu" in ASCII, in the header of the file.
pub(super) const APPLICATION: i32 = 0x4661_6475;
/// Version of the tables below. Old versions stay readable for ever.
pub(super) const VERSION: i32 = 1;

/// How long a connection waits for a lock that another holds.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// The whole schema. Stored text must equal this to the byte: `check_schema` compares it.
pub(super) const SCHEMA: [(&str, &str); 3] = [
    ("entry", include_str!("../schema/entry.sql")),
    ("head", include_str!("../schema/head.sql")),
    ("meta", include_str!("../schema/meta.sql")),
];

/// Where a database is: a file, or a name in memory that connections of this process share.
#[derive(Clone)]
pub(super) enum Place {
    File(PathBuf),
    Memory(String),
}

impl Place {
    pub(super) fn in_memory() -> Place {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Place::Memory(format!("file:/ledger-{number}?vfs=memdb"))
    }

    pub(super) fn connect(&self, write: bool) -> Result<Connection, LedgerError> {
        let access = match write {
            true => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
            false => OpenFlags::SQLITE_OPEN_READ_ONLY,
        };
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = match self {
            Place::File(path) => Connection::open_with_flags(path, flags),
            Place::Memory(uri) => {
                Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
            }
        }?;
        conn.busy_timeout(PATIENCE)?;
        conn.set_prepared_statement_cache_capacity(32);
        // A damaged file must be an error, not a strange answer.
        conn.execute_batch("PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;")?;
        Ok(conn)
    }

    pub(super) fn connect_writer(&self) -> Result<Connection, LedgerError> {
        let conn = self.connect(true)?;
        let mode: String = conn.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
        // A database in memory has no files to sync and keeps its own mode.
        if matches!(self, Place::File(_)) && mode != "wal" {
            return Err(LedgerError::Format(format!(
                "no write-ahead log, but mode {mode:?}"
            )));
        }
        // The full variants matter on systems whose plain fsync stops at the drive's cache. Bytes
        // that a row gives up are overwritten from the first row on: an old copy that a page split
        // leaves behind could not be found when the payload is to be destroyed.
        conn.execute_batch(
            "PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;
             PRAGMA secure_delete=ON;",
        )?;
        Ok(conn)
    }
}

/// Checks that the file is a ledger of this version, to the letter of its schema.
pub(super) fn check_schema(conn: &Connection) -> Result<(), LedgerError> {
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    if (application, version) != (APPLICATION, VERSION) {
        let what = format!("application {application:#x}, version {version}");
        return Err(LedgerError::Format(what));
    }
    let mut query =
        conn.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 2")?;
    let mut rows = query.query([])?;
    for (name, sql) in SCHEMA {
        let found = match rows.next()? {
            Some(row) => [
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get::<_, String>(3)?,
            ],
            None => return Err(LedgerError::Format(format!("no table {name}"))),
        };
        if found != ["table", name, name, sql.trim_end()] {
            return Err(LedgerError::Format(format!(
                "table {name} is not as it was made"
            )));
        }
    }
    match rows.next()? {
        None => Ok(()),
        Some(_) => Err(LedgerError::Format("more tables than a ledger has".into())),
    }
}
