//! The PostgreSQL engine: the same three tables as SQLite's, in a schema of their own for each log,
//! and any number of writers on as many nodes.
//!
//! - **One order.** `meta` has one row, with the latest checkpoint. A commit replaces the checkpoint
//!   it was built on, in the statement that stores the entries; if the row says anything else by
//!   then, the statement does nothing. Of two writers the row's lock lets one go first, and the
//!   other finds that it has to read on.
//! - **A turn.** A writer that lost such a race takes the lock on the row before it reads, so that
//!   nobody can be faster again. The lock only makes it fair: a writer that loses it, or its
//!   connection, still cannot do any harm.
//! - **A lost connection** leaves open whether the statement in flight is carried out, now or later.
//!   [`Engine::settle`] writes the row anew with the same words: it waits for whoever is at it, and
//!   gives it a new version (`xmin`), by which every statement that is still on its way fails.
//! - **Durable** means `synchronous_commit=on` on a server with `fsync=on`; another one is refused.
//!   With synchronous standbys, the commit waits for them as well.
//!
//! Layout and reasons: `docs/format/store.md`. This file does not hash, sign or check proofs.

mod address;
mod cabinet;
mod link;
mod links;
mod rows;
mod source;
mod tls;

use std::collections::HashMap;
use std::sync::Arc;

use postgres::error::Severity;

pub use self::address::Address;
pub(crate) use self::address::Told;
pub(crate) use self::cabinet::PostgresCabinet;
pub(crate) use self::link::origins;
use self::link::{Link, Place, TABLES};
use self::rows::Columns;
pub use self::source::PostgresSource;
use self::source::state;
use crate::engine::{CommitError, Engine, Entries, Filled, Head, Row, Source, State, Tail, number};
use crate::error::LedgerError;

/// Bytes of payload that one statement stores, at most, beyond the first row. A message to the
/// server has its limits, and so has its memory.
const TOGETHER: usize = 8 << 20;

/// Stores rows on top of the checkpoint they were built on, or does nothing. The arrays are taken
/// apart side by side in the list of columns: as a table (`FROM unnest`) each would be copied first.
const SWAP: &str = "
    WITH swap AS (
        UPDATE meta SET checkpoint = $1 WHERE checkpoint = $2 AND xmin = $3::text::xid
        RETURNING pg_current_xact_id()::xid::text AS row_version),
    added AS (
        INSERT INTO entry
        SELECT unnest($4::int8[]), unnest($5::text[]), unnest($6::int8[]), unnest($7::int8[]),
            unnest($8::int8[]), unnest($9::text[]), unnest($10::text[]), unnest($11::bytea[]),
            unnest($12::bytea[]), unnest($13::bytea[]), unnest($14::bytea[]), unnest($15::bytea[])
        WHERE EXISTS (SELECT FROM swap))
    SELECT row_version FROM swap";
/// Stores rows.
const INSERT: &str = "
    INSERT INTO entry
    SELECT unnest($1::int8[]), unnest($2::text[]), unnest($3::int8[]), unnest($4::int8[]),
        unnest($5::int8[]), unnest($6::text[]), unnest($7::text[]), unnest($8::bytea[]),
        unnest($9::bytea[]), unnest($10::bytea[]), unnest($11::bytea[]), unnest($12::bytea[])";
const PUT_HEADS: &str = "
    INSERT INTO head SELECT * FROM unnest($1::text[], $2::int8[], $3::int8[])
    ON CONFLICT (stream) DO UPDATE SET version = excluded.version, idx = excluded.idx";

const ERASE: &str = "
    UPDATE entry SET payload = NULL, salt = NULL
    WHERE idx = ANY($1) AND (payload IS NOT NULL OR salt IS NOT NULL) RETURNING idx";

/// The writing side, for one of the writers.
pub struct Postgres {
    place: Place,
    link: Option<Link>,
    tail: Tail,
    /// Version of the row of `meta` that memory is about.
    row_version: String,
    /// Whether a transaction is open that holds the lock on that row.
    holds: bool,
    source: Arc<PostgresSource>,
}

/// A write that failed, and whether it may have happened all the same.
struct Failed {
    error: LedgerError,
    doubtful: bool,
}

impl Failed {
    fn before_commit(error: impl Into<LedgerError>) -> Failed {
        Failed {
            error: error.into(),
            doubtful: false,
        }
    }

    /// An error in answer to what was to commit. If the server says so itself and goes on, it has
    /// rolled back; a server that stops, or a silent one, leaves it open.
    fn at_commit(error: postgres::Error) -> Failed {
        let severity = error
            .as_db_error()
            .and_then(|error| error.parsed_severity());
        Failed {
            doubtful: severity != Some(Severity::Error),
            error: error.into(),
        }
    }
}

impl Postgres {
    /// Connects to the log named `origin`; it need not exist yet.
    ///
    /// # Errors
    /// `Postgres` if the server cannot be reached; `Unsuited` if it is too old or may lose what it
    /// acknowledges, or if the origin is too long.
    pub fn open(address: &Address, origin: &str) -> Result<Postgres, LedgerError> {
        let place = Place::of(address, origin)?;
        Ok(Postgres {
            link: Some(Link::open(&place, true)?),
            source: Arc::new(PostgresSource::at(place.clone())),
            place,
            tail: Tail::default(),
            row_version: String::new(),
            holds: false,
        })
    }

    /// The connection, a new one if the last is lost. A turn goes with its connection.
    fn link(&mut self) -> Result<&mut Link, LedgerError> {
        if self.link.as_ref().is_none_or(Link::is_closed) {
            self.drop_link();
        }
        match &mut self.link {
            Some(link) => Ok(link),
            none => Ok(none.insert(Link::open(&self.place, true)?)),
        }
    }

    /// Closes the connection; the server then rolls back what is open on it.
    fn drop_link(&mut self) {
        self.link = None;
        self.holds = false;
    }

    /// Reads; once more on a new connection if the old one turns out to be lost.
    fn read<T>(
        &mut self,
        read: impl Fn(&mut Link, &mut Tail) -> Result<T, LedgerError>,
    ) -> Result<T, LedgerError> {
        self.link()?;
        for last in [false, true] {
            let Some(link) = &mut self.link else { break };
            match read(link, &mut self.tail) {
                Ok(found) => return Ok(found),
                Err(error) if last || !link.is_closed() => {
                    self.drop_link();
                    return Err(error);
                }
                Err(_) => {
                    self.drop_link();
                    self.link()?;
                }
            }
        }
        Err(LedgerError::Busy { tries: 1 })
    }

    /// Commits; the new version of the row of `meta`, or `None` if another writer was faster.
    fn write(
        &mut self,
        upon: &str,
        rows: &[Row<'_>],
        note: &str,
    ) -> Result<Option<(String, bool)>, Failed> {
        self.link().map_err(Failed::before_commit)?;
        let Some(link) = &mut self.link else {
            return Err(Failed::before_commit(LedgerError::Busy { tries: 0 }));
        };
        let upto = rows.last().map_or(0, |row| row.index + 1);
        let fold = self.tail.is_due(upto);
        let mut parts = parts(rows);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<&[Row<'_>]> = parts.collect();
        let alone = !self.holds && !fold && rest.is_empty();
        if !alone && !self.holds {
            link.run("BEGIN").map_err(Failed::before_commit)?;
            self.holds = true;
        }
        // If we crash here, alone: the statement is carried out whole or not at all.
        let swapped = swap(link, [note, upon, &self.row_version], first);
        let swapped = swapped.map_err(|error| match alone {
            true => Failed::at_commit(error),
            false => Failed::before_commit(error),
        })?;
        let Some(row_version) = swapped else {
            return Ok(None);
        };
        if !alone {
            for part in rest {
                insert(link, part).map_err(Failed::before_commit)?;
            }
            if fold {
                put_heads(link, &self.tail.unstored(rows), upto).map_err(Failed::before_commit)?;
            }
            // If we crash before this returns, the batch is there whole or not at all, and
            // nobody has been told that it is. If it fails, only `settle` can say which.
            link.run("COMMIT").map_err(Failed::at_commit)?;
        }
        Ok(Some((row_version, fold)))
    }
}

/// Splits rows by the bytes of their payloads.
fn parts<'r, 'a>(mut rows: &'r [Row<'a>]) -> impl Iterator<Item = &'r [Row<'a>]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = rows.iter().take_while(|row| {
            let before = bytes;
            bytes += row.payload.map_or(0, <[u8]>::len);
            before == 0 || bytes <= TOGETHER
        });
        let (part, rest) = rows.split_at(fits.count());
        rows = rest;
        (!part.is_empty()).then_some(part)
    })
}

fn swap(
    link: &mut Link,
    [note, upon, row_version]: [&str; 3],
    rows: &[Row<'_>],
) -> Result<Option<String>, postgres::Error> {
    let columns = Columns::of(rows);
    let mut params: Vec<&(dyn postgres::types::ToSql + Sync)> = vec![&note, &upon, &row_version];
    params.extend(columns.params());
    let rows = link.query(SWAP, &params)?;
    rows.first().map(|row| row.try_get(0)).transpose()
}

fn insert(link: &mut Link, rows: &[Row<'_>]) -> Result<(), postgres::Error> {
    link.query(INSERT, &Columns::of(rows).params()).map(drop)
}

/// Brings the stored stream index up to date with the entries before `upto`.
fn put_heads(link: &mut Link, heads: &[(&str, Head)], upto: u64) -> Result<(), postgres::Error> {
    let (names, heads): (Vec<&str>, Vec<Head>) = heads.iter().copied().unzip();
    let versions: Vec<i64> = heads.iter().map(|head| number(head.version)).collect();
    let indices: Vec<i64> = heads.iter().map(|head| number(head.index)).collect();
    link.query(PUT_HEADS, &[&names, &versions, &indices])?;
    link.query("UPDATE meta SET folded = $1", &[&number(upto)])
        .map(drop)
}

/// Makes the tables of a log and fills them, in one transaction.
fn make(
    link: &mut Link,
    place: &Place,
    (origin, note): (&str, &str),
    entries: &mut Entries<'_>,
) -> Result<(), LedgerError> {
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    link.run("BEGIN")?;
    link.query(lock, &[&place.schema])?;
    if link.is_made(place)? {
        return Ok(link.run("ROLLBACK")?);
    }
    link.run(&format!("CREATE SCHEMA {}", place.quoted()))?;
    link.run(TABLES)?;
    let meta = "INSERT INTO meta VALUES ($1, $2, 0)";
    link.query(meta, &[&origin, &note])?;
    let mut filled = Filled::default();
    while let Some(stored) = filled.next(entries)? {
        let rows: Vec<Row<'_>> = stored.iter().map(Row::from).collect();
        for part in parts(&rows) {
            insert(link, part)?;
        }
    }
    put_heads(link, &filled.sorted(), filled.len())?;
    // If we crash before this returns, there is either no log or the whole of it.
    Ok(link.run("COMMIT")?)
}

impl Engine for Postgres {
    fn load(&mut self) -> Result<Option<State>, LedgerError> {
        let place = self.place.clone();
        // The state first, then the tail: should another writer append in between, the tail knows
        // more than the state, and the next commit finds out.
        let loaded = self.read(|link, tail| {
            if !link.is_made(&place)? {
                return Ok(None);
            }
            link.check_tables(&place)?;
            let (state, row_version) = state(link)?;
            tail.catch_up(link)?;
            Ok(Some((state, row_version)))
        })?;
        Ok(loaded.map(|(state, row_version)| {
            self.row_version = row_version;
            state
        }))
    }

    fn create(
        &mut self,
        origin: &str,
        note: &str,
        entries: &mut Entries<'_>,
    ) -> Result<(), LedgerError> {
        let place = self.place.clone();
        let made = make(self.link()?, &place, (origin, note), entries);
        if made.is_err() {
            self.drop_link();
        }
        made
    }

    fn heads(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError> {
        self.read(|link, tail| tail.heads(link, streams))
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn latest(&mut self, hold: bool) -> Result<Option<String>, LedgerError> {
        if hold {
            self.release();
        }
        let sql = match hold {
            true => "BEGIN; SELECT checkpoint, xmin FROM meta FOR NO KEY UPDATE",
            false => "SELECT checkpoint, xmin FROM meta",
        };
        let row = self.read(|link, _| Ok(link.ask(sql)?))?;
        self.holds |= hold;
        let missing = || LedgerError::corrupt(None, "origin or checkpoint is missing");
        let row: Result<[String; 2], _> = row.unwrap_or_default().try_into();
        let [note, row_version] = row.map_err(|_| missing())?;
        self.row_version = row_version;
        Ok(Some(note))
    }

    fn release(&mut self) {
        if std::mem::take(&mut self.holds)
            && self
                .link
                .as_mut()
                .is_some_and(|link| link.run("ROLLBACK").is_err())
        {
            self.drop_link();
        }
    }

    fn commit(&mut self, upon: &str, rows: &[Row<'_>], note: &str) -> Result<(), CommitError> {
        match self.write(upon, rows, note) {
            Ok(Some((row_version, folded))) => {
                self.holds = false;
                self.row_version = row_version;
                self.tail.committed(rows, folded);
                Ok(())
            }
            Ok(None) => {
                self.release();
                Err(CommitError::Moved)
            }
            Err(failed) => {
                self.drop_link();
                match failed.doubtful {
                    true => Err(CommitError::Doubtful(failed.error)),
                    false => Err(CommitError::Refused(failed.error)),
                }
            }
        }
    }

    /// On a connection of its own: whoever asks may be in the middle of its turn. If we crash before
    /// the space is given up, the server does that by itself in time.
    fn erase(&mut self, indices: &[u64]) -> Result<(), LedgerError> {
        let indices: Vec<i64> = indices.iter().copied().map(number).collect();
        let mut link = Link::open(&self.place, true)?;
        if !link.query(ERASE, &[&indices])?.is_empty() {
            link.run("SET statement_timeout TO 0")?;
            link.run("VACUUM entry")?;
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), LedgerError> {
        self.drop_link();
        // A failover may have lost what was acknowledged to memory: it is read again.
        self.tail = Tail::default();
        Ok(self
            .link()?
            .run("UPDATE meta SET checkpoint = checkpoint")?)
    }

    fn source(&self) -> Arc<dyn Source> {
        self.source.clone()
    }
}
