//! The reading side: readers see one committed state and never wait for a writer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::address::Address;
use super::link::{Link, Place};
use super::links::Links;
use super::rows::Decode;
use crate::engine::{Head, Heads, Index, Row, Source, State, Stored, Tail, number};
use crate::entry::Entry;
use crate::error::{LedgerError, Unsuited};
use crate::hash::Hash;
use crate::tree::Node;

/// Follows a stream backwards, from the entry at $1 down to version $2.
const CHAIN: &str = "
    WITH RECURSIVE chain AS (
        SELECT * FROM entry WHERE idx = $1
        UNION ALL
        SELECT e.* FROM chain c JOIN entry e ON e.idx = c.prev AND e.idx < c.idx
        WHERE c.version > $2)
    SELECT * FROM chain ORDER BY idx";

/// Counts the entries by way of the index, and then without it.
const BY_INDEX: &str = "SET LOCAL statement_timeout TO 0; SET LOCAL enable_seqscan TO off;
    SET LOCAL enable_bitmapscan TO off; SELECT count(*) FROM entry WHERE idx >= 0";
const BY_TABLE: &str = "SET LOCAL enable_seqscan TO on; SET LOCAL enable_indexscan TO off;
    SET LOCAL enable_indexonlyscan TO off; SELECT count(*) FROM entry WHERE idx >= 0";

/// The reading side of a log.
pub struct PostgresSource {
    links: Links,
    tail: Mutex<Tail>,
}

impl PostgresSource {
    /// Connects to the log named `origin`, for reading only; a standby will do.
    ///
    /// # Errors
    /// `Postgres` if the server cannot be reached; `Unsuited` if there is no ledger of that name.
    pub fn open(address: &Address, origin: &str) -> Result<PostgresSource, LedgerError> {
        let source = PostgresSource::at(Place::of(address, origin)?);
        let place = source.links.place();
        source.links.with(|link| match link.is_made(place)? {
            true => link.check_tables(place),
            false => Err(LedgerError::Unsuited(Unsuited::NoLog {
                address: address.to_string(),
                origin: origin.to_owned(),
            })),
        })?;
        Ok(source)
    }

    pub(super) fn at(place: Place) -> PostgresSource {
        PostgresSource {
            links: Links::to(place, false),
            tail: Mutex::default(),
        }
    }

    /// As [`Links::with`], with several reads that see one state.
    fn at_once<T: Send>(
        &self,
        mut read: impl FnMut(&mut Link) -> Result<T, LedgerError> + Send,
    ) -> Result<T, LedgerError> {
        self.links.with(|link| {
            link.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            let found = read(link)?;
            link.run("COMMIT")?;
            Ok(found)
        })
    }
}

impl Source for PostgresSource {
    fn state(&self) -> Result<State, LedgerError> {
        self.links.with(|link| Ok(state(link)?.0))
    }

    fn each(
        &self,
        from: u64,
        limit: usize,
        see: &mut dyn FnMut(&Row<'_>),
    ) -> Result<(), LedgerError> {
        let sql = "SELECT * FROM entry WHERE idx >= $1 ORDER BY idx LIMIT $2";
        let limit = number(limit as u64);
        // Shown once they are all there: what was read from a connection that is lost is read
        // again, and must not be seen twice.
        let rows = self
            .links
            .with(|link| Ok(link.query(sql, &[&number(from), &limit])?))?;
        for row in &rows {
            see(&Decode::new(row)?.row()?);
        }
        Ok(())
    }

    fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError> {
        // The lock is taken before the transaction starts: so the transaction sees every entry
        // that the tail knows of.
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        let tail = &mut *tail;
        self.at_once(|link| {
            tail.catch_up(link)?;
            Ok(tail.heads(link, &[stream])?.remove(stream))
        })
    }

    fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError> {
        let Some(head) = self.head(stream)? else {
            return Ok(Vec::new());
        };
        let from = from.max(1);
        if from > head.version {
            return Ok(Vec::new());
        }
        let stored = self.links.with(|link| {
            let rows = link.query(CHAIN, &[&number(head.index), &number(from)])?;
            let stored = rows
                .iter()
                .map(|row| Ok::<_, LedgerError>(Stored::from(&Decode::new(row)?.row()?)));
            stored.collect::<Result<Vec<_>, _>>()
        })?;
        let due = (from..=head.version).map(|version| (stream, version));
        let found = stored
            .iter()
            .map(|s| (s.entry.stream.as_str(), s.entry.version));
        if !found.eq(due) {
            let what = format!("chain of {stream:?} is broken");
            return Err(LedgerError::corrupt(head.index, what));
        }
        Ok(stored.into_iter().map(|stored| stored.entry).collect())
    }

    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, LedgerError> {
        let sql = "SELECT idx, leaf_hash, nodes FROM entry WHERE idx = ANY($1)";
        let rows: Vec<i64> = nodes
            .iter()
            .map(|node| number(node.completed_by()))
            .collect();
        self.links.with(|link| {
            let mut found = HashMap::new();
            for row in &link.query(sql, &[&rows])? {
                let row = Decode::new(row)?;
                let mut hashes = vec![row.hash("leaf_hash")?];
                hashes.extend(row.nodes()?.iter().copied().map(Hash));
                found.insert(row.index, hashes);
            }
            let node = |node: &Node| {
                let index = node.completed_by();
                let hash = found
                    .get(&index)
                    .and_then(|hashes| hashes.get(node.level as usize));
                let absent = || LedgerError::corrupt(index, "a tree node is missing or malformed");
                hash.copied().ok_or_else(absent)
            };
            nodes.iter().map(node).collect()
        })
    }

    fn heads(&self) -> Result<Heads, LedgerError> {
        self.at_once(|link| {
            let mut heads = HashMap::new();
            for row in link.query("SELECT idx, stream, version FROM head", &[])? {
                let (stream, head) = decode_head(&row)?;
                heads.insert(stream, head);
            }
            let upto = link.folded()?;
            Ok(Heads { upto, heads })
        })
    }

    fn examine(&self) -> Result<Vec<String>, LedgerError> {
        self.at_once(|link| {
            let mut lines = link.differences(self.links.place())?;
            let one =
                |row: Option<Vec<String>>| row.and_then(|mut row| row.pop()).unwrap_or_default();
            let below = one(link.ask("SELECT count(*) FROM entry WHERE idx < 0")?);
            if below != "0" {
                lines.push(format!("{below} rows have a negative index"));
            }
            let rows = one(link.ask("SELECT count(*) FROM meta")?);
            if rows != "1" {
                lines.push(format!("{rows} rows in meta, not one"));
            }
            // Entries are read by way of the index: is that all that the table holds?
            let indexed = one(link.ask(BY_INDEX)?);
            let held = one(link.ask(BY_TABLE)?);
            if indexed != held {
                lines.push(format!("the index knows {indexed} entries of {held}"));
            }
            Ok(lines)
        })
    }
}

/// The stored stream index, as the transaction that is open sees it.
impl Index for Link {
    fn folded(&mut self) -> Result<u64, LedgerError> {
        let rows = self.query("SELECT folded FROM meta", &[])?;
        let folded: Option<i64> = rows.first().map(|row| row.try_get(0)).transpose()?;
        let malformed = || LedgerError::corrupt(None, "malformed fold mark");
        let folded = folded.and_then(|folded| u64::try_from(folded).ok());
        folded.ok_or_else(malformed)
    }

    fn since(&mut self, from: u64, note: &mut dyn FnMut(&str, Head)) -> Result<(), LedgerError> {
        let sql = "SELECT idx, stream, version FROM entry WHERE idx >= $1 ORDER BY idx";
        for row in &self.query(sql, &[&number(from)])? {
            let (stream, head) = decode_head(row)?;
            note(&stream, head);
        }
        Ok(())
    }

    fn stored(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError> {
        let sql = "SELECT idx, stream, version FROM head WHERE stream = ANY($1)";
        let rows = self.query(sql, &[&streams])?;
        rows.iter().map(decode_head).collect()
    }
}

fn decode_head(row: &postgres::Row) -> Result<(String, Head), LedgerError> {
    let row = Decode::new(row)?;
    let (version, index) = (row.count("version")?, row.index);
    Ok((row.text("stream")?.to_owned(), Head { version, index }))
}

/// What the store says of itself, and the version of the row that says so.
pub(super) fn state(link: &mut Link) -> Result<(State, String), LedgerError> {
    let sql = "SELECT origin, checkpoint, xmin::text, (SELECT max(idx) FROM entry) FROM meta";
    let rows = link.query(sql, &[])?;
    let [row] = &rows[..] else {
        let what = format!("{} rows in meta, not one", rows.len());
        return Err(LedgerError::corrupt(None, what));
    };
    let last: Option<i64> = row.try_get(3)?;
    let end = last.map_or(Ok(0), |last| u64::try_from(last.saturating_add(1)));
    let end = end.map_err(|_| LedgerError::corrupt(None, "an index is not a number from 0"))?;
    let (origin, note) = (row.try_get(0)?, row.try_get(1)?);
    Ok((State { origin, note, end }, row.try_get(2)?))
}
