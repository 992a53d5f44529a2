//! The reading side: a few idle connections, opened as needed. Readers see one committed state and
//! never wait for the writer.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension};

use super::FILE;
use super::integrity::problems;
use super::place::{Place, check_schema};
use super::rows::Decode;
use crate::engine::{COLUMNS, Head, Heads, Index, Row, Source, State, Tail, hashes, number};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::tree::Node;

/// Idle connections that a source keeps.
const IDLE: usize = 8;

/// The reading side: a few idle connections, opened as needed.
pub struct SqliteSource {
    place: Place,
    idle: Mutex<Vec<Connection>>,
    tail: Mutex<Tail>,
}

impl SqliteSource {
    pub(super) fn at(place: Place) -> SqliteSource {
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

    pub(super) fn keep(&self, conn: Connection) {
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

    fn each(
        &self,
        from: u64,
        limit: usize,
        see: &mut dyn FnMut(&Row<'_>),
    ) -> Result<(), LedgerError> {
        self.with(|conn| {
            let sql = format!(
                "SELECT {} FROM entry WHERE idx >= ?1 ORDER BY idx LIMIT ?2",
                COLUMNS.join(",")
            );
            let mut query = conn.prepare_cached(&sql)?;
            let mut rows = query.query((number(from), number(limit as u64)))?;
            while let Some(row) = rows.next()? {
                see(&Decode::new(row)?.row()?);
            }
            Ok(())
        })
    }

    fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError> {
        // The lock is taken before the transaction starts: so the transaction sees every entry
        // that the tail knows of.
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        self.with(|conn| {
            let mut index = conn;
            tail.catch_up(&mut index)?;
            Ok(tail.heads(&mut index, &[stream])?.remove(stream))
        })
    }

    fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError> {
        let Some(head) = self.head(stream)? else {
            return Ok(Vec::new());
        };
        self.with(|conn| {
            let sql = format!("SELECT {} FROM entry WHERE idx = ?1", COLUMNS.join(","));
            let mut query = conn.prepare_cached(&sql)?;
            let (mut next, mut entries) = (Some(head.index), Vec::new());
            for version in (from.max(1)..=head.version).rev() {
                let broken =
                    || LedgerError::corrupt(next, format!("chain of {stream:?} is broken"));
                let index = next.ok_or_else(broken)?;
                let mut rows = query.query([number(index)])?;
                let row = Decode::new(rows.next()?.ok_or_else(broken)?)?.row()?;
                if row.stream != stream || row.version != version {
                    return Err(broken());
                }
                next = row.prev;
                entries.push(Entry::from(&row));
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
                        nodes.and_then(|nodes| nodes.get(level as usize - 1).copied().map(Hash))
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
                upto: { conn }.folded()?,
                heads,
            })
        })
    }

    fn examine(&self) -> Result<Vec<String>, LedgerError> {
        self.with(|conn| {
            let mut lines = problems(conn)?;
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

/// The stored stream index, as one transaction sees it.
impl Index for &Connection {
    fn folded(&mut self) -> Result<u64, LedgerError> {
        let mut query = self.prepare_cached("SELECT value FROM meta WHERE name = 'folded'")?;
        let folded: i64 = query.query_row([], |row| row.get(0))?;
        u64::try_from(folded).map_err(|_| LedgerError::corrupt(None, "malformed fold mark"))
    }

    fn since(&mut self, from: u64, note: &mut dyn FnMut(&str, Head)) -> Result<(), LedgerError> {
        let sql = "SELECT idx, stream, version FROM entry WHERE idx >= ?1 ORDER BY idx";
        let mut query = self.prepare_cached(sql)?;
        let mut rows = query.query([number(from)])?;
        while let Some(row) = rows.next()? {
            let row = Decode::new(row)?;
            let (version, index) = (row.count(2)?, row.index);
            note(row.text(1)?, Head { version, index });
        }
        Ok(())
    }

    fn stored(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError> {
        let mut query = self.prepare_cached("SELECT version, idx FROM head WHERE stream = ?1")?;
        let mut heads = HashMap::new();
        for stream in streams {
            let head = query
                .query_row([stream], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if let Some(head) = head {
                heads.insert((*stream).to_owned(), decode_head(head)?);
            }
        }
        Ok(heads)
    }
}

fn decode_head((version, index): (i64, i64)) -> Result<Head, LedgerError> {
    match (u64::try_from(version), u64::try_from(index)) {
        (Ok(version), Ok(index)) => Ok(Head { version, index }),
        _ => Err(LedgerError::corrupt(None, "malformed stream index")),
    }
}

pub(super) fn state(conn: &Connection) -> Result<State, LedgerError> {
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
