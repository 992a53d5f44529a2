//! The SQLite engine: one file, one table of entries, no index that costs an append anything.
//!
//! - Write-ahead log with `synchronous=FULL`: a commit returns after its WAL frames are synced.
//!   (`NORMAL` would lose acknowledged entries at a power cut.)
//! - A tree node is stored in the row of the leaf that completed it (`nodes`), so that growing
//!   the tree writes no page that the entry does not write anyway.
//! - A stream is a chain: each row names the one before it (`prev`). Where a stream ends is in
//!   `head`, which is brought up to date every [`FOLD`](crate::engine::FOLD) entries only. A unique
//!   index over stream and version would be touched at a random place by every entry, and costs
//!   two thirds of the throughput; `fsck` re-derives what it would have enforced.
//! - One writer: the lock on a file beside the database keeps every other out for as long as it
//!   lives, so nothing that is known of the log can change behind its back.
//!
//! Layout and reasons: `docs/format/store.md`. This file does not hash, sign or check proofs.

mod cabinet;
mod integrity;
mod place;
mod rows;
mod source;

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

pub(crate) use self::cabinet::SqliteCabinet;
pub use self::integrity::examine;
use self::place::{APPLICATION, PATIENCE, Place, SCHEMA, VERSION, check_schema};
use self::rows::insert;
pub use self::source::SqliteSource;
use self::source::state;
use crate::durable::{lock, make_dir};
use crate::engine::{CommitError, Engine, Entries, Filled, Head, Row, Source, State, Tail, number};
use crate::error::LedgerError;

/// Name of the database file in the directory of a log.
pub const FILE: &str = "ledger.db";
/// Name of the lock file beside it. It is never removed: only the lock on it counts.
pub const LOCK: &str = "ledger.lock";
/// The writing side. It holds the lock of the log for as long as it lives.
pub struct Sqlite {
    place: Place,
    conn: Connection,
    tail: Tail,
    source: Arc<SqliteSource>,
    /// Held, not read: closing the file gives the lock up.
    _lock: Option<File>,
}

impl Sqlite {
    /// Opens or makes the database in this directory and takes its lock.
    ///
    /// # Errors
    /// `Locked` if another writer has it; `Format` if the file is something else.
    pub fn open(dir: &Path) -> Result<Sqlite, LedgerError> {
        make_dir(dir)?;
        let lock = lock(&dir.join(LOCK))?;
        Sqlite::at(Place::File(dir.join(FILE)), Some(lock))
    }

    /// A database in memory.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn in_memory() -> Result<Sqlite, LedgerError> {
        Sqlite::at(Place::in_memory(), None)
    }

    fn at(place: Place, lock: Option<File>) -> Result<Sqlite, LedgerError> {
        let conn = place.connect_writer()?;
        let source = Arc::new(SqliteSource::at(place.clone()));
        // A database in memory lives as long as a connection to it: the source keeps one.
        if let Place::Memory(_) = place {
            source.keep(place.connect(false)?);
        }
        Ok(Sqlite {
            place,
            conn,
            tail: Tail::default(),
            source,
            _lock: lock,
        })
    }

    /// Moves the write-ahead log into the database file and cuts it off.
    fn truncate(&self) -> Result<(), LedgerError> {
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let busy: i64 = self.conn.query_row(sql, [], |row| row.get(0))?;
        match (busy, &self.place) {
            (0, _) | (_, Place::Memory(_)) => Ok(()),
            (_, Place::File(path)) => {
                let busy = std::io::Error::from(std::io::ErrorKind::ResourceBusy);
                Err(LedgerError::io(path)(busy))
            }
        }
    }

    fn write(
        conn: &mut Connection,
        tail: &Tail,
        upon: &str,
        rows: &[Row<'_>],
        note: &str,
    ) -> Written {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = tx.map_err(|e| (false, e))?;
        insert(&tx, rows).map_err(|e| (false, e))?;
        let set = "UPDATE meta SET value = ?1 WHERE name = 'checkpoint' AND value = ?2";
        let mut set = tx.prepare_cached(set).map_err(|e| (false, e))?;
        if set.execute([note, upon]).map_err(|e| (false, e))? == 0 {
            return Ok(None);
        }
        drop(set);
        let upto = rows.last().map_or(0, |row| row.index + 1);
        let fold = tail.is_due(upto);
        if fold {
            put_heads(&tx, &tail.unstored(rows), upto).map_err(|e| (false, e))?;
        }
        // If we crash before this returns, the batch is there whole or not at all, and nobody
        // has been told that it is. If it returns an error, only `settle` can say which.
        tx.commit().map_err(|e| (true, e))?;
        Ok(Some(fold))
    }
}

/// Whether the stream index was brought up to date, or `None` if the log has another checkpoint;
/// or whether the failure leaves room for doubt.
type Written = Result<Option<bool>, (bool, rusqlite::Error)>;

/// Brings the stored stream index up to date with the entries before `upto`.
fn put_heads(conn: &Connection, heads: &[(&str, Head)], upto: u64) -> rusqlite::Result<()> {
    let mut set = conn.prepare_cached("INSERT OR REPLACE INTO head VALUES (?1, ?2, ?3)")?;
    for (stream, head) in heads {
        set.execute((stream, number(head.version), number(head.index)))?;
    }
    let mut mark = conn.prepare_cached("UPDATE meta SET value = ?1 WHERE name = 'folded'")?;
    mark.execute([number(upto)]).map(drop)
}

/// Stores entries that another store holds.
fn fill(conn: &Connection, entries: &mut Entries<'_>) -> Result<(), LedgerError> {
    let mut heads = Filled::default();
    while let Some(stored) = heads.next(entries)? {
        let rows: Vec<Row<'_>> = stored.iter().map(Row::from).collect();
        insert(conn, &rows)?;
    }
    Ok(put_heads(conn, &heads.sorted(), heads.len())?)
}

impl Engine for Sqlite {
    fn load(&mut self) -> Result<Option<State>, LedgerError> {
        let sql = "SELECT count(*) FROM sqlite_schema";
        if self.conn.query_row(sql, [], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(None);
        }
        check_schema(&self.conn)?;
        self.tail = Tail::default();
        self.tail.catch_up(&mut &self.conn)?;
        state(&self.conn).map(Some)
    }

    fn create(
        &mut self,
        origin: &str,
        note: &str,
        entries: &mut Entries<'_>,
    ) -> Result<(), LedgerError> {
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Exclusive)?;
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", VERSION)?;
        for (_, sql) in SCHEMA {
            tx.execute(sql.trim_end(), [])?;
        }
        tx.execute(
            "INSERT INTO meta VALUES ('origin', ?1), ('checkpoint', ?2), ('folded', 0)",
            [origin, note],
        )?;
        fill(&tx, entries)?;
        // If we crash before this returns, the file is empty, and a new log is made next time.
        Ok(tx.commit()?)
    }

    fn heads(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError> {
        self.tail.heads(&mut &self.conn, streams)
    }

    fn commit(&mut self, upon: &str, rows: &[Row<'_>], note: &str) -> Result<(), CommitError> {
        match Sqlite::write(&mut self.conn, &self.tail, upon, rows, note) {
            Ok(Some(folded)) => {
                self.tail.committed(rows, folded);
                Ok(())
            }
            Ok(None) => Err(CommitError::Moved),
            // A transaction that is still open could not be rolled back: doubtful as well.
            Err((doubtful, error)) if doubtful || !self.conn.is_autocommit() => {
                Err(CommitError::Doubtful(error.into()))
            }
            Err((_, error)) => Err(CommitError::Refused(error.into())),
        }
    }

    /// Old copies of the pages lie in the write-ahead log: it is moved into the file and cut off.
    fn erase(&mut self, indices: &[u64]) -> Result<(), LedgerError> {
        let behavior = TransactionBehavior::Immediate;
        let tx = self.conn.transaction_with_behavior(behavior)?;
        let sql = "UPDATE entry SET payload = NULL, salt = NULL
                   WHERE idx = ?1 AND coalesce(payload, salt) IS NOT NULL";
        let mut erase = tx.prepare_cached(sql)?;
        for index in indices {
            erase.execute([number(*index)])?;
        }
        drop(erase);
        // If we crash before this, nothing is erased; after it, old pages may be left in the
        // write-ahead log. Opening the log comes here again in both cases.
        tx.commit()?;
        // A reader that looks at an old state is waited for at the next try, not here.
        self.conn.busy_timeout(Duration::from_millis(50))?;
        let truncated = self.truncate();
        self.conn.busy_timeout(PATIENCE)?;
        truncated
    }

    /// After a failed sync, what the system shows of a file need not be what is on the disk, and
    /// a later sync may succeed without having written it. Moving everything from the WAL into
    /// the database file writes it anew and syncs it, and cuts off frames that nobody saw.
    fn settle(&mut self) -> Result<(), LedgerError> {
        let fresh = self.place.connect_writer()?;
        drop(std::mem::replace(&mut self.conn, fresh));
        self.truncate()
    }

    fn source(&self) -> Arc<dyn Source> {
        self.source.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AppendError, Keys, Log, NewEntry};

    /// A real failure of the database: the file may not grow, as on a full disk. Nothing is half
    /// written, the log says so, and it goes on with what still fits.
    #[test]
    fn a_full_disk_writes_nothing() {
        let dir = tempfile::TempDir::new().unwrap();
        let keys = Keys::from_seed("test", &[1; 32]).unwrap();
        let new = |len| NewEntry {
            stream: "s".into(),
            expected_version: None,
            time_ms: 0,
            actor: String::new(),
            kind: "k".into(),
            payload: vec![7; len],
        };
        drop(Log::open(dir.path(), "test", keys.clone()).unwrap());
        let engine = Sqlite::open(dir.path()).unwrap();
        engine
            .conn
            .pragma_update(None, "max_page_count", 20)
            .unwrap();
        let mut log = Log::with_engine(Box::new(engine), "test", keys.clone()).unwrap();
        log.append(&[new(10)]).unwrap();
        let error = log.append(&[new(10), new(1 << 20)]).unwrap_err();
        assert!(matches!(error, AppendError::NotWritten(_)), "{error:?}");
        assert_eq!(log.append(&[new(10)]).unwrap()[0].index, 1);
        drop(log);
        let report = crate::fsck(dir.path(), "test", keys.public());
        assert_eq!((report.entries, report.problems), (2, vec![]));
    }
}
