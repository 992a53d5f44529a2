//! One row of `entry`: written by the writer, decoded for everybody.
//!
//! It does not check what the columns say, only that they can be read.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row as SqlRow};

use crate::engine::{COLUMNS, Row, hashes, number};
use crate::entry::SALT;
use crate::error::LedgerError;
use crate::hash::Hash;

/// Rows that one statement inserts, where there are as many: fewer statements, same work.
const TOGETHER: usize = 16;

pub(super) fn insert(conn: &Connection, rows: &[Row<'_>]) -> rusqlite::Result<()> {
    let (together, rest) = rows.as_chunks::<TOGETHER>();
    for rows in together {
        insert_at_once(conn, rows)?;
    }
    rest.chunks(1).try_for_each(|row| insert_at_once(conn, row))
}

fn insert_at_once(conn: &Connection, rows: &[Row<'_>]) -> rusqlite::Result<()> {
    let places = vec!["(?,?,?,?,?,?,?,?,?,?,?,?)"; rows.len()].join(",");
    let columns = COLUMNS.join(",");
    let sql = format!("INSERT INTO entry ({columns}) VALUES {places}");
    let mut insert = conn.prepare_cached(&sql)?;
    for (row, first) in rows.iter().zip((1..).step_by(COLUMNS.len())) {
        insert.raw_bind_parameter(first, number(row.index))?;
        insert.raw_bind_parameter(first + 1, row.stream)?;
        insert.raw_bind_parameter(first + 2, number(row.version))?;
        insert.raw_bind_parameter(first + 3, row.prev.map(number))?;
        insert.raw_bind_parameter(first + 4, row.time_ms)?;
        insert.raw_bind_parameter(first + 5, row.actor)?;
        insert.raw_bind_parameter(first + 6, row.kind)?;
        insert.raw_bind_parameter(first + 7, row.salt)?;
        insert.raw_bind_parameter(first + 8, row.payload_hash.0)?;
        insert.raw_bind_parameter(first + 9, row.leaf_hash.0)?;
        insert.raw_bind_parameter(first + 10, row.nodes.as_flattened())?;
        insert.raw_bind_parameter(first + 11, row.payload)?;
    }
    insert.raw_execute().map(drop)
}

/// Decodes one row of [`COLUMNS`], saying which entry and which column is malformed.
pub(super) struct Decode<'r> {
    row: &'r SqlRow<'r>,
    pub(super) index: u64,
}

impl<'r> Decode<'r> {
    pub(super) fn new(row: &'r SqlRow<'r>) -> Result<Decode<'r>, LedgerError> {
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
        let what = || format!("malformed {}", COLUMNS[column]);
        read(value).ok_or_else(|| LedgerError::corrupt(self.index, what()))
    }

    pub(super) fn text(&self, column: usize) -> Result<&'r str, LedgerError> {
        self.value(column, |v| v.as_str().ok())
    }

    pub(super) fn count(&self, column: usize) -> Result<u64, LedgerError> {
        self.value(column, |v| u64::try_from(v.as_i64().ok()?).ok())
    }

    fn hash(&self, column: usize) -> Result<Hash, LedgerError> {
        self.value(column, |v| Hash::from_slice(v.as_blob().ok()?))
    }

    /// The whole row. What it points to lasts until the query goes on.
    pub(super) fn row(&self) -> Result<Row<'r>, LedgerError> {
        let salt = |v: ValueRef<'r>| match v.as_blob_or_null().ok()? {
            Some(salt) => <[u8; SALT]>::try_from(salt).ok().map(Some),
            None => Some(None),
        };
        let prev = |v: ValueRef<'r>| match v.as_i64_or_null().ok()? {
            Some(prev) => u64::try_from(prev).ok().map(Some),
            None => Some(None),
        };
        let nodes = |v: ValueRef<'r>| hashes(v.as_blob().ok()?);
        Ok(Row {
            index: self.index,
            stream: self.text(1)?,
            version: self.count(2)?,
            prev: self.value(3, prev)?,
            time_ms: self.value(4, |v| v.as_i64().ok())?,
            actor: self.text(5)?,
            kind: self.text(6)?,
            salt: self.value(7, salt)?,
            payload_hash: self.hash(8)?,
            leaf_hash: self.hash(9)?,
            nodes: self.value(10, nodes)?.into(),
            payload: self.value(11, |v| v.as_blob_or_null().ok())?,
        })
    }
}
