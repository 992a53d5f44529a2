//! The SQLite engine: one file, one table of entries, no index that costs an append anything.
//!
//! - Write-ahead log with `synchronous=FULL`: a commit returns after its WAL frames are synced.
//!   (`NORMAL` would lose acknowledged entries at a power cut.)
//! - A tree node is stored in the row of the leaf that completed it (`nodes`), so that growing
//!   the tree writes no page that the entry does not write anyway.
//! - A stream is a chain: each row names the one before it (`prev`). Where a stream ends is in
//!   `head`, which is brought up to date every [`FOLD`] entries only; for the entries since, the
//!   last ones are read once and kept in memory ([`Tail`]). A unique index over stream and
//!   version would be touched at a random place by every entry, and costs two thirds of the
//!   throughput; `fsck` re-derives what it would have enforced.
//!
//! Layout and reasons: `docs/format/store.md`. This file does not hash, sign or check proofs.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row as SqlRow, TransactionBehavior};

use crate::durable::make_dir;
use crate::engine::{CommitError, Engine, Head, Heads, Row, Source, State, Stored};
use crate::entry::{Entry, SALT};
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::tree::Node;

/// Entries between two updates of the stored stream index. More would make appends cheaper still,
/// and opening slower: it reads so many entries at most.
pub const FOLD: u64 = 4096;
/// Name of the database file in the directory of a log.
pub const FILE: &str = "ledger.db";
/// Name of the lock file beside it. It is never removed: only the lock on it counts.
pub const LOCK: &str = "ledger.lock";

/// "Fadu" in ASCII, in the header of the file.
const APPLICATION: i32 = 0x4661_6475;
/// Version of the tables below. Old versions stay readable for ever.
const VERSION: i32 = 1;
/// How long a connection waits for a lock that another holds.
const PATIENCE: Duration = Duration::from_secs(5);
/// Idle connections that a source keeps.
const IDLE: usize = 8;

/// The whole schema. Stored text must equal this to the byte: `check_schema` compares it.
const SCHEMA: [(&str, &str); 3] = [
    ("entry", include_str!("schema/entry.sql")),
    ("head", include_str!("schema/head.sql")),
    ("meta", include_str!("schema/meta.sql")),
];

const COLUMNS: &str = "idx, stream, version, prev, time_ms, actor, kind, salt, payload_hash, \
                       leaf_hash, nodes, payload";
/// The same names by position: looking a column up by name costs more than reading it.
const NAMES: [&str; 12] = [
    "idx",
    "stream",
    "version",
    "prev",
    "time_ms",
    "actor",
    "kind",
    "salt",
    "payload_hash",
    "leaf_hash",
    "nodes",
    "payload",
];
/// Rows that one statement inserts, where there are as many: fewer statements, same work.
const TOGETHER: usize = 16;
/// Streams whose last entry the writer remembers, at most, when it has just stored them all.
const REMEMBERED: usize = 1 << 16;

/// Where a database is: a file, or a name in memory that connections of this process share.
#[derive(Clone)]
enum Place {
    File(PathBuf),
    Memory(String),
}

impl Place {
    fn in_memory() -> Place {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Place::Memory(format!("file:/ledger-{number}?vfs=memdb"))
    }

    fn connect(&self, write: bool) -> Result<Connection, LedgerError> {
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

    fn connect_writer(&self) -> Result<Connection, LedgerError> {
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
fn check_schema(conn: &Connection) -> Result<(), LedgerError> {
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

/// SQLite has signed numbers; no log reaches the last of them.
fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Decodes one row of [`COLUMNS`], saying which entry and which column is malformed.
struct Decode<'r> {
    row: &'r SqlRow<'r>,
    index: u64,
}

impl<'r> Decode<'r> {
    fn new(row: &'r SqlRow<'r>) -> Result<Decode<'r>, LedgerError> {
        let malformed = || LedgerError::corrupt(None, "an index is not a number from 0");
        let index = row
            .get_ref(0)?
            .as_i64()
            .ok()
            .and_then(|i| u64::try_from(i).ok());
        Ok(Decode {
            row,
            index: index.ok_or_else(malformed)?,
        })
    }

    fn value<T>(
        &self,
        column: usize,
        read: impl FnOnce(ValueRef<'r>) -> Option<T>,
    ) -> Result<T, LedgerError> {
        let value = self.row.get_ref(column)?;
        let what = || format!("malformed {}", NAMES[column]);
        read(value).ok_or_else(|| LedgerError::corrupt(self.index, what()))
    }

    fn text(&self, column: usize) -> Result<String, LedgerError> {
        self.value(column, |v| v.as_str().ok().map(str::to_owned))
    }

    fn count(&self, column: usize) -> Result<u64, LedgerError> {
        self.value(column, |v| u64::try_from(v.as_i64().ok()?).ok())
    }

    fn hash(&self, column: usize) -> Result<Hash, LedgerError> {
        self.value(column, |v| Hash::from_slice(v.as_blob().ok()?))
    }

    fn nodes(&self, column: usize) -> Result<Vec<Hash>, LedgerError> {
        self.value(column, |v| hashes(v.as_blob().ok()?))
    }

    fn stored(&self) -> Result<Stored, LedgerError> {
        let salt = |v: ValueRef<'r>| match v.as_blob_or_null().ok()? {
            Some(salt) => <[u8; SALT]>::try_from(salt).ok().map(Some),
            None => Some(None),
        };
        let prev = |v: ValueRef<'r>| match v.as_i64_or_null().ok()? {
            Some(prev) => u64::try_from(prev).ok().map(Some),
            None => Some(None),
        };
        let payload = |v: ValueRef<'r>| Some(v.as_blob_or_null().ok()?.map(<[u8]>::to_vec));
        let entry = Entry {
            index: self.index,
            stream: self.text(1)?,
            version: self.count(2)?,
            time_ms: self.value(4, |v| v.as_i64().ok())?,
            actor: self.text(5)?,
            kind: self.text(6)?,
            salt: self.value(7, salt)?,
            payload_hash: self.hash(8)?,
            leaf_hash: self.hash(9)?,
            payload: self.value(11, payload)?,
        };
        Ok(Stored {
            entry,
            prev: self.value(3, prev)?,
            nodes: self.nodes(10)?,
        })
    }
}

/// Splits concatenated hashes.
fn hashes(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty()
        .then(|| hashes.iter().copied().map(Hash).collect())
}

/// What is known of the ends of streams beyond the stored index: the last entry of every stream
/// that has one among the entries `from..upto`, where `from` is no later than where the stored
/// index ends. The writer also remembers streams that it has looked up.
#[derive(Default)]
struct Tail {
    from: u64,
    upto: u64,
    heads: HashMap<String, Head>,
}

impl Tail {
    /// Reads on to the end of the log, as `conn` sees it. Entries never change, so what was read
    /// stays true.
    fn catch_up(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let folded = folded(conn)?;
        // Much has happened since: the stored index now knows most of it.
        if self.upto < folded || self.upto - self.from > 2 * FOLD {
            *self = Tail {
                from: folded,
                upto: folded,
                heads: HashMap::new(),
            };
        }
        let sql = "SELECT idx, stream, version FROM entry WHERE idx >= ?1 ORDER BY idx";
        let mut query = conn.prepare_cached(sql)?;
        let mut rows = query.query([number(self.upto)])?;
        while let Some(row) = rows.next()? {
            let row = Decode::new(row)?;
            self.note(
                &row.text(1)?,
                Head {
                    version: row.count(2)?,
                    index: row.index,
                },
            );
        }
        Ok(())
    }

    fn note(&mut self, stream: &str, head: Head) {
        self.upto = head.index + 1;
        match self.heads.get_mut(stream) {
            Some(known) => *known = head,
            None => drop(self.heads.insert(stream.to_owned(), head)),
        }
    }

    fn head(&self, conn: &Connection, stream: &str) -> Result<Option<Head>, LedgerError> {
        match self.heads.get(stream) {
            Some(head) => Ok(Some(*head)),
            None => stored_head(conn, stream),
        }
    }
}

fn folded(conn: &Connection) -> Result<u64, LedgerError> {
    let mut query = conn.prepare_cached("SELECT value FROM meta WHERE name = 'folded'")?;
    let folded: i64 = query.query_row([], |row| row.get(0))?;
    u64::try_from(folded).map_err(|_| LedgerError::corrupt(None, "malformed fold mark"))
}

fn stored_head(conn: &Connection, stream: &str) -> Result<Option<Head>, LedgerError> {
    let mut query = conn.prepare_cached("SELECT version, idx FROM head WHERE stream = ?1")?;
    let head = query
        .query_row([stream], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    head.map(decode_head).transpose()
}

fn decode_head((version, index): (i64, i64)) -> Result<Head, LedgerError> {
    match (u64::try_from(version), u64::try_from(index)) {
        (Ok(version), Ok(index)) => Ok(Head { version, index }),
        _ => Err(LedgerError::corrupt(None, "malformed stream index")),
    }
}

fn state(conn: &Connection) -> Result<State, LedgerError> {
    let sql = "SELECT (SELECT value FROM meta WHERE name = 'origin'),
                      (SELECT value FROM meta WHERE name = 'checkpoint'),
                      (SELECT max(idx) FROM entry)";
    let mut query = conn.prepare_cached(sql)?;
    let (origin, note, last): (String, String, Option<i64>) =
        query.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let end = last.map_or(Ok(0), |last| u64::try_from(last.saturating_add(1)));
    let end = end.map_err(|_| LedgerError::corrupt(None, "an index is not a number from 0"))?;
    Ok(State { origin, note, end })
}

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

    fn write(conn: &mut Connection, tail: &Tail, rows: &[Row<'_>], note: &str) -> Written {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate);
        let tx = tx.map_err(|e| (false, e))?;
        insert(&tx, rows).map_err(|e| (false, e))?;
        let set = "UPDATE meta SET value = ?1 WHERE name = 'checkpoint'";
        tx.prepare_cached(set)
            .and_then(|mut s| s.execute([note]))
            .map_err(|e| (false, e))?;
        let upto = rows.last().map_or(tail.upto, |row| row.index + 1);
        let fold = upto - tail.from >= FOLD;
        if fold {
            fold_heads(&tx, tail, rows, upto).map_err(|e| (false, e))?;
        }
        // If we crash before this returns, the batch is there whole or not at all, and nobody
        // has been told that it is. If it returns an error, only `settle` can say which.
        tx.commit().map_err(|e| (true, e))?;
        Ok(fold)
    }
}

/// Whether the stream index was brought up to date; or whether the failure leaves room for doubt.
type Written = Result<bool, (bool, rusqlite::Error)>;

fn lock(path: &Path) -> Result<File, LedgerError> {
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true).open(path);
    let file = file.map_err(LedgerError::io(path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LedgerError::Locked {
            path: path.to_path_buf(),
        }),
        Err(TryLockError::Error(error)) => Err(LedgerError::io(path)(error)),
    }
}

fn insert(conn: &Connection, rows: &[Row<'_>]) -> rusqlite::Result<()> {
    let (together, rest) = rows.as_chunks::<TOGETHER>();
    for rows in together {
        insert_at_once(conn, rows)?;
    }
    rest.chunks(1).try_for_each(|row| insert_at_once(conn, row))
}

fn insert_at_once(conn: &Connection, rows: &[Row<'_>]) -> rusqlite::Result<()> {
    let places = vec!["(?,?,?,?,?,?,?,?,?,?,?,?)"; rows.len()].join(",");
    let sql = format!("INSERT INTO entry ({COLUMNS}) VALUES {places}");
    let mut insert = conn.prepare_cached(&sql)?;
    let mut nodes = Vec::new();
    for (row, first) in rows.iter().zip((1..).step_by(NAMES.len())) {
        nodes.clear();
        row.nodes
            .iter()
            .for_each(|node| nodes.extend_from_slice(&node.0));
        insert.raw_bind_parameter(first, number(row.index))?;
        insert.raw_bind_parameter(first + 1, &row.new.stream)?;
        insert.raw_bind_parameter(first + 2, number(row.version))?;
        insert.raw_bind_parameter(first + 3, row.prev.map(number))?;
        insert.raw_bind_parameter(first + 4, row.new.time_ms)?;
        insert.raw_bind_parameter(first + 5, &row.new.actor)?;
        insert.raw_bind_parameter(first + 6, &row.new.kind)?;
        insert.raw_bind_parameter(first + 7, row.salt)?;
        insert.raw_bind_parameter(first + 8, row.payload_hash.0)?;
        insert.raw_bind_parameter(first + 9, row.leaf_hash.0)?;
        insert.raw_bind_parameter(first + 10, &nodes)?;
        insert.raw_bind_parameter(first + 11, &row.new.payload)?;
    }
    insert.raw_execute().map(drop)
}

fn fold_heads(conn: &Connection, tail: &Tail, rows: &[Row<'_>], upto: u64) -> rusqlite::Result<()> {
    let unstored = tail
        .heads
        .iter()
        .filter(|(_, head)| head.index >= tail.from);
    let mut heads: HashMap<&str, Head> = unstored
        .map(|(stream, head)| (stream.as_str(), *head))
        .collect();
    for row in rows {
        heads.insert(
            &row.new.stream,
            Head {
                version: row.version,
                index: row.index,
            },
        );
    }
    // In order of name, so that neighbouring pages are written together.
    let mut heads: Vec<_> = heads.into_iter().collect();
    heads.sort_unstable_by_key(|(stream, _)| *stream);
    let mut set = conn.prepare_cached("INSERT OR REPLACE INTO head VALUES (?1, ?2, ?3)")?;
    for (stream, head) in heads {
        set.execute((stream, number(head.version), number(head.index)))?;
    }
    let mut mark = conn.prepare_cached("UPDATE meta SET value = ?1 WHERE name = 'folded'")?;
    mark.execute([number(upto)]).map(drop)
}

impl Engine for Sqlite {
    fn load(&mut self) -> Result<Option<State>, LedgerError> {
        let sql = "SELECT count(*) FROM sqlite_schema";
        if self.conn.query_row(sql, [], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(None);
        }
        check_schema(&self.conn)?;
        self.tail = Tail::default();
        self.tail.catch_up(&self.conn)?;
        state(&self.conn).map(Some)
    }

    fn create(&mut self, origin: &str, note: &str) -> Result<(), LedgerError> {
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
        Ok(tx.commit()?)
    }

    fn head(&mut self, stream: &str) -> Result<Option<Head>, LedgerError> {
        let head = self.tail.head(&self.conn, stream)?;
        // Nobody else writes, so what was looked up once stays true until an append changes it.
        if let Some(head) = head
            && !self.tail.heads.contains_key(stream)
        {
            self.tail.heads.insert(stream.to_owned(), head);
        }
        Ok(head)
    }

    fn commit(&mut self, rows: &[Row<'_>], note: &str) -> Result<(), CommitError> {
        match Sqlite::write(&mut self.conn, &self.tail, rows, note) {
            Ok(folded) => {
                for row in rows {
                    let head = Head {
                        version: row.version,
                        index: row.index,
                    };
                    self.tail.note(&row.new.stream, head);
                }
                if folded {
                    self.tail.from = self.tail.upto;
                    if self.tail.heads.len() > REMEMBERED {
                        self.tail.heads.clear();
                    }
                }
                Ok(())
            }
            // A transaction that is still open could not be rolled back: doubtful as well.
            Err((doubtful, error)) => Err(CommitError {
                maybe_written: doubtful || !self.conn.is_autocommit(),
                source: error.into(),
            }),
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

/// The reading side: a few idle connections, opened as needed.
pub struct SqliteSource {
    place: Place,
    idle: Mutex<Vec<Connection>>,
    tail: Mutex<Tail>,
}

impl SqliteSource {
    fn at(place: Place) -> SqliteSource {
        SqliteSource {
            place,
            idle: Mutex::default(),
            tail: Mutex::default(),
        }
    }

    /// Opens the database in this directory, for reading only.
    ///
    /// # Errors
    /// `Io` if there is none; `Format` if it is something else.
    pub fn open(dir: &Path) -> Result<SqliteSource, LedgerError> {
        let path = dir.join(FILE);
        // Only looked at, never opened: closing a second descriptor of the file would give up
        // the locks that SQLite holds on it in this process.
        std::fs::metadata(&path).map_err(LedgerError::io(&path))?;
        let source = SqliteSource::at(Place::File(path));
        source.with(check_schema)?;
        Ok(source)
    }

    fn keep(&self, conn: Connection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(conn);
        }
    }

    /// Runs `read` in one read transaction, so that it sees one state.
    fn with<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let conn = idle.map_or_else(|| self.place.connect(false), Ok)?;
        let tx = conn.unchecked_transaction()?;
        let result = read(&tx);
        drop(tx);
        // A connection that saw an error is not used again.
        if result.is_ok() {
            self.keep(conn);
        }
        result
    }
}

impl Source for SqliteSource {
    fn state(&self) -> Result<State, LedgerError> {
        self.with(state)
    }

    fn scan(&self, from: u64, limit: usize) -> Result<Vec<Stored>, LedgerError> {
        self.with(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2");
            let mut query = conn.prepare_cached(&sql)?;
            let mut rows = query.query((number(from), number(limit as u64)))?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(Decode::new(row)?.stored()?);
            }
            Ok(found)
        })
    }

    fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError> {
        // The lock is taken before the transaction starts: so the transaction sees every entry
        // that the tail knows of.
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        self.with(|conn| {
            tail.catch_up(conn)?;
            tail.head(conn, stream)
        })
    }

    fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError> {
        let Some(head) = self.head(stream)? else {
            return Ok(Vec::new());
        };
        self.with(|conn| {
            let sql = format!("SELECT {COLUMNS} FROM entry WHERE idx = ?1");
            let mut query = conn.prepare_cached(&sql)?;
            let (mut next, mut entries) = (Some(head.index), Vec::new());
            for version in (from.max(1)..=head.version).rev() {
                let broken =
                    || LedgerError::corrupt(next, format!("chain of {stream:?} is broken"));
                let index = next.ok_or_else(broken)?;
                let mut rows = query.query([number(index)])?;
                let stored = Decode::new(rows.next()?.ok_or_else(broken)?)?.stored()?;
                if stored.entry.stream != stream || stored.entry.version != version {
                    return Err(broken());
                }
                next = stored.prev;
                entries.push(stored.entry);
            }
            entries.reverse();
            Ok(entries)
        })
    }

    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, LedgerError> {
        self.with(|conn| {
            let sql = "SELECT idx, leaf_hash, nodes FROM entry WHERE idx = ?1";
            let mut query = conn.prepare_cached(sql)?;
            let mut found = Vec::with_capacity(nodes.len());
            for node in nodes {
                let index = node.completed_by();
                let absent = || LedgerError::corrupt(index, "a tree node is missing or malformed");
                let mut rows = query.query([number(index)])?;
                let row = rows.next()?.ok_or_else(absent)?;
                let hash = match node.level {
                    0 => row.get_ref(1)?.as_blob().ok().and_then(Hash::from_slice),
                    level => {
                        let nodes = row.get_ref(2)?.as_blob().ok().and_then(hashes);
                        nodes.and_then(|nodes| nodes.get(level as usize - 1).copied())
                    }
                };
                found.push(hash.ok_or_else(absent)?);
            }
            Ok(found)
        })
    }

    fn heads(&self) -> Result<Heads, LedgerError> {
        self.with(|conn| {
            let mut query = conn.prepare("SELECT stream, version, idx FROM head")?;
            let mut rows = query.query([])?;
            let mut heads = HashMap::new();
            while let Some(row) = rows.next()? {
                let head = decode_head((row.get(1)?, row.get(2)?))?;
                heads.insert(row.get(0)?, head);
            }
            Ok(Heads {
                upto: folded(conn)?,
                heads,
            })
        })
    }

    fn examine(&self) -> Result<Vec<String>, LedgerError> {
        self.with(|conn| {
            let mut query = conn.prepare("PRAGMA integrity_check")?;
            let lines = query.query_map([], |row| row.get::<_, String>(0))?;
            let mut lines = lines.collect::<rusqlite::Result<Vec<_>>>()?;
            lines.retain(|line| line != "ok");
            let below = "SELECT count(*) FROM entry WHERE idx < 0";
            let below: i64 = conn.query_row(below, [], |row| row.get(0))?;
            if below != 0 {
                lines.push(format!("{below} rows have a negative index"));
            }
            let more =
                "SELECT count(*) FROM meta WHERE name NOT IN ('origin','checkpoint','folded')";
            let more: i64 = conn.query_row(more, [], |row| row.get(0))?;
            if more != 0 {
                lines.push(format!("{more} unknown rows in meta"));
            }
            Ok(lines)
        })
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
