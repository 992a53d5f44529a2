//! Entries as a worker hands them over: read and hashed, and packed one behind the other, so that
//! a million of them are a few thousand pieces of memory and not millions.
//!
//! It does not know what is right or wrong about the order of entries.

use std::sync::mpsc::SyncSender;

use super::{CHUNK, WORKERS};
use crate::engine::{Row, Source};
use crate::entry::SALT;
use crate::error::LedgerError;
use crate::hash::Hash;

/// The part of a row that has a fixed length, and where the other parts end.
struct Fixed {
    index: u64,
    version: u64,
    prev: Option<u64>,
    time_ms: i64,
    salt: Option<[u8; SALT]>,
    payload_hash: Hash,
    leaf_hash: Hash,
    stream: usize,
    actor: usize,
    kind: usize,
    nodes: usize,
    /// `None` where there is no payload.
    payload: Option<usize>,
}

/// Entries that follow each other, and what re-hashing found.
#[derive(Default)]
pub(super) struct Chunk {
    rows: Vec<Fixed>,
    text: String,
    nodes: Vec<[u8; 32]>,
    payloads: Vec<u8>,
    /// By position in `rows`, in ascending order.
    pub(super) faults: Vec<(usize, String)>,
    /// Reading stopped here.
    pub(super) error: Option<LedgerError>,
}

impl Chunk {
    /// An empty chunk with as much room as another one took: most are alike.
    fn like(other: &Chunk) -> Chunk {
        let room = |len: usize| len + len / 8;
        Chunk {
            rows: Vec::with_capacity(CHUNK as usize),
            text: String::with_capacity(room(other.text.len())),
            nodes: Vec::with_capacity(room(other.nodes.len())),
            payloads: Vec::with_capacity(room(other.payloads.len())),
            ..Chunk::default()
        }
    }

    /// Hashes a row and packs it.
    fn add(&mut self, row: &Row<'_>, room: &mut Vec<u8>) {
        if let Some(what) = row.fault(room) {
            self.faults.push((self.rows.len(), what));
        }
        let mut text = |part: &str| {
            self.text.push_str(part);
            self.text.len()
        };
        let (stream, actor, kind) = (text(row.stream), text(row.actor), text(row.kind));
        self.nodes.extend_from_slice(&row.nodes);
        self.rows.push(Fixed {
            index: row.index,
            version: row.version,
            prev: row.prev,
            time_ms: row.time_ms,
            salt: row.salt,
            payload_hash: row.payload_hash,
            leaf_hash: row.leaf_hash,
            stream,
            actor,
            kind,
            nodes: self.nodes.len(),
            payload: row.payload.map(|payload| {
                self.payloads.extend_from_slice(payload);
                self.payloads.len()
            }),
        });
    }

    /// The rows as they were read.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let (mut text, mut nodes, mut payload) = (0, 0, 0);
        self.rows.iter().map(move |fixed| {
            let mut part = |end| &self.text[std::mem::replace(&mut text, end)..end];
            Row {
                index: fixed.index,
                stream: part(fixed.stream),
                version: fixed.version,
                prev: fixed.prev,
                time_ms: fixed.time_ms,
                actor: part(fixed.actor),
                kind: part(fixed.kind),
                salt: fixed.salt,
                payload_hash: fixed.payload_hash,
                leaf_hash: fixed.leaf_hash,
                nodes: self.nodes[std::mem::replace(&mut nodes, fixed.nodes)..fixed.nodes].into(),
                payload: fixed
                    .payload
                    .map(|end| &self.payloads[std::mem::replace(&mut payload, end)..end]),
            }
        })
    }

    /// The index behind the last row, where the chunk starts at `from`.
    fn next(&self, from: u64) -> u64 {
        self.rows.last().map_or(from, |row| row.index + 1)
    }
}

/// Reads and hashes every `WORKERS`-th chunk, starting with the `first`, until told to stop.
pub(super) fn work(source: &dyn Source, first: u64, size: u64, hand_over: &SyncSender<Chunk>) {
    let (mut from, mut room, mut next) = (first * CHUNK, Vec::new(), Chunk::default());
    while from < size {
        let limit = CHUNK.min(size - from);
        let mut chunk = next;
        let read = source.each(from, limit as usize, &mut |row| chunk.add(row, &mut room));
        if let Err(error) = read {
            chunk.error = Some(error);
            one_by_one(source, from + limit, &mut chunk, from, &mut room);
        }
        next = Chunk::like(&chunk);
        if hand_over.send(chunk).is_err() {
            return;
        }
        from += CHUNK * WORKERS;
    }
}

/// What cannot be read at once is read singly, up to the entry that is to blame.
fn one_by_one(source: &dyn Source, end: u64, chunk: &mut Chunk, from: u64, room: &mut Vec<u8>) {
    for index in chunk.next(from)..end {
        let read = source.each(index, 1, &mut |row| {
            if row.index == index {
                chunk.add(row, room);
            }
        });
        let error = match read {
            Ok(()) => continue,
            Err(LedgerError::Corrupt { index: None, what }) | Err(LedgerError::Format(what)) => {
                LedgerError::corrupt(index, what)
            }
            Err(error @ LedgerError::Corrupt { .. }) => error,
            Err(error) if error.is_passing() => error,
            Err(error) => LedgerError::corrupt(index, error.to_string()),
        };
        chunk.error = Some(error);
        return;
    }
}
