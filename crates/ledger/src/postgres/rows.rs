//! One row of `entry`: written by the writer, decoded for everybody.
//!
//! It does not check what the columns say, only that they can be read.

use postgres::Row as SqlRow;
use postgres::types::{FromSql, ToSql};

use crate::engine::{COLUMNS, Row, hashes, number};
use crate::entry::SALT;
use crate::error::LedgerError;
use crate::hash::Hash;

/// Rows, turned into one array for each column: one statement stores any number of them.
pub(super) struct Columns<'a> {
    index: Vec<i64>,
    stream: Vec<&'a str>,
    version: Vec<i64>,
    prev: Vec<Option<i64>>,
    time_ms: Vec<i64>,
    actor: Vec<&'a str>,
    kind: Vec<&'a str>,
    salt: Vec<Option<&'a [u8]>>,
    payload_hash: Vec<&'a [u8]>,
    leaf_hash: Vec<&'a [u8]>,
    nodes: Vec<Vec<u8>>,
    payload: Vec<Option<&'a [u8]>>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(rows: &'a [Row<'_>]) -> Columns<'a> {
        Columns {
            index: rows.iter().map(|row| number(row.index)).collect(),
            stream: rows.iter().map(|row| row.stream).collect(),
            version: rows.iter().map(|row| number(row.version)).collect(),
            prev: rows.iter().map(|row| row.prev.map(number)).collect(),
            time_ms: rows.iter().map(|row| row.time_ms).collect(),
            actor: rows.iter().map(|row| row.actor).collect(),
            kind: rows.iter().map(|row| row.kind).collect(),
            salt: rows
                .iter()
                .map(|row| row.salt.as_ref().map(|salt| &salt[..]))
                .collect(),
            payload_hash: rows.iter().map(|row| &row.payload_hash.0[..]).collect(),
            leaf_hash: rows.iter().map(|row| &row.leaf_hash.0[..]).collect(),
            nodes: rows.iter().map(nodes).collect(),
            payload: rows.iter().map(|row| row.payload).collect(),
        }
    }

    /// The arrays in the order of the table.
    pub(super) fn params(&self) -> [&(dyn ToSql + Sync); COLUMNS.len()] {
        [
            &self.index,
            &self.stream,
            &self.version,
            &self.prev,
            &self.time_ms,
            &self.actor,
            &self.kind,
            &self.salt,
            &self.payload_hash,
            &self.leaf_hash,
            &self.nodes,
            &self.payload,
        ]
    }
}

fn nodes(row: &Row<'_>) -> Vec<u8> {
    row.nodes.as_flattened().to_vec()
}

/// Decodes one row that starts with the index, saying which entry and which column is malformed.
pub(super) struct Decode<'r> {
    row: &'r SqlRow,
    pub(super) index: u64,
}

impl<'r> Decode<'r> {
    pub(super) fn new(row: &'r SqlRow) -> Result<Decode<'r>, LedgerError> {
        let malformed = || LedgerError::corrupt(None, "an index is not a number from 0");
        let index = row.try_get::<_, i64>(0).ok();
        let index = index.and_then(|index| u64::try_from(index).ok());
        let index = index.ok_or_else(malformed)?;
        Ok(Decode { row, index })
    }

    fn value<V: FromSql<'r>, T>(
        &self,
        column: &str,
        read: impl FnOnce(V) -> Option<T>,
    ) -> Result<T, LedgerError> {
        let malformed = || LedgerError::corrupt(self.index, format!("malformed {column}"));
        let value = self.row.try_get(column).map_err(|_| malformed())?;
        read(value).ok_or_else(malformed)
    }

    pub(super) fn text(&self, column: &str) -> Result<&'r str, LedgerError> {
        self.value(column, Some)
    }

    pub(super) fn count(&self, column: &str) -> Result<u64, LedgerError> {
        self.value(column, |value: i64| u64::try_from(value).ok())
    }

    pub(super) fn hash(&self, column: &str) -> Result<Hash, LedgerError> {
        self.value(column, Hash::from_slice)
    }

    pub(super) fn nodes(&self) -> Result<&'r [[u8; 32]], LedgerError> {
        self.value("nodes", hashes)
    }

    pub(super) fn row(&self) -> Result<Row<'r>, LedgerError> {
        let salt = |value: Option<&[u8]>| match value {
            Some(salt) => <[u8; SALT]>::try_from(salt).ok().map(Some),
            None => Some(None),
        };
        let prev = |value: Option<i64>| match value {
            Some(prev) => u64::try_from(prev).ok().map(Some),
            None => Some(None),
        };
        Ok(Row {
            index: self.index,
            stream: self.text("stream")?,
            version: self.count("version")?,
            prev: self.value("prev", prev)?,
            time_ms: self.value("time_ms", Some)?,
            actor: self.text("actor")?,
            kind: self.text("kind")?,
            salt: self.value("salt", salt)?,
            payload_hash: self.hash("payload_hash")?,
            leaf_hash: self.hash("leaf_hash")?,
            nodes: self.nodes()?.into(),
            payload: self.value("payload", Some)?,
        })
    }
}
