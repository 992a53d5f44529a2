//! One row of `entry`: written by the writer, decoded for everybody.
//!
//! It does not check what the columns say, only that they can be read.

use std::io::Write;

use postgres::types::{FromSql, ToSql};
use postgres::{CopyInWriter, Row as SqlRow};

use super::link::Link;
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

const COPY: &str = "COPY entry FROM STDIN BINARY";
/// What the binary form of `COPY` starts with: its signature, no flags, no extension.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with.
const END: [u8; 2] = (-1_i16).to_be_bytes();

/// Rows that are being sent by `COPY`. Unless it is finished, the server stores none of them.
pub(super) struct Copying<'l> {
    to: CopyInWriter<'l>,
    /// What is not sent yet.
    bytes: Vec<u8>,
}

impl<'l> Copying<'l> {
    pub(super) fn start(link: &'l mut Link) -> Result<Copying<'l>, LedgerError> {
        Ok(Copying {
            to: link.copy(COPY)?,
            bytes: SIGNATURE.to_vec(),
        })
    }

    pub(super) fn send(&mut self, rows: &[Row<'_>]) -> Result<(), LedgerError> {
        rows.iter().for_each(|row| encode(row, &mut self.bytes));
        self.flush()
    }

    pub(super) fn finish(mut self) -> Result<(), LedgerError> {
        self.bytes.extend(END);
        self.flush()?;
        Ok(self.to.finish().map(drop)?)
    }

    fn flush(&mut self) -> Result<(), LedgerError> {
        let sent = self
            .to
            .write_all(&self.bytes)
            .and_then(|()| self.to.flush());
        self.bytes.clear();
        sent.map_err(|error| match error.downcast::<postgres::Error>() {
            Ok(error) => error.into(),
            Err(source) => LedgerError::Io {
                path: "COPY".into(),
                source,
            },
        })
    }
}

/// Appends a row in the binary form of `COPY`: the number of columns, and of each its length and bytes.
fn encode(row: &Row<'_>, to: &mut Vec<u8>) {
    let index = number(row.index).to_be_bytes();
    let version = number(row.version).to_be_bytes();
    let prev = row.prev.map(|prev| number(prev).to_be_bytes());
    let time_ms = row.time_ms.to_be_bytes();
    let columns: [Option<&[u8]>; COLUMNS.len()] = [
        Some(&index),
        Some(row.stream.as_bytes()),
        Some(&version),
        prev.as_ref().map(|prev| &prev[..]),
        Some(&time_ms),
        Some(row.actor.as_bytes()),
        Some(row.kind.as_bytes()),
        row.salt.as_ref().map(|salt| &salt[..]),
        Some(&row.payload_hash.0),
        Some(&row.leaf_hash.0),
        Some(row.nodes.as_flattened()),
        row.payload,
    ];
    to.extend((COLUMNS.len() as i16).to_be_bytes());
    for column in columns {
        // `MAX_PAYLOAD` keeps every length far below what fits.
        to.extend(column.map_or(-1, |bytes| bytes.len() as i32).to_be_bytes());
        to.extend(column.unwrap_or_default());
    }
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
