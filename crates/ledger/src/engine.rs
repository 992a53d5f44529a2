//! What the log asks of a database, and what every database that answers has in common.
//!
//! An [`Engine`] belongs to one writer; a [`Source`] serves any number of readers. Both deal
//! in bytes and numbers that were computed elsewhere: no hashing, no signing, no checking here.
//! Tests wrap an engine to make it fail at a chosen moment.
//!
//! A log may have several writers, each with an engine of its own. What keeps their order one is
//! the [`Engine::commit`] itself: it names the checkpoint it builds on, and does nothing if the log
//! has another by now. [`Engine::latest`] only sees to it that everybody gets a turn.

mod tail;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

pub use tail::FOLD;
pub(crate) use tail::{Filled, Index, Tail};

use crate::entry::{Entry, Metadata, SALT, fault};
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::tree::Node;

/// The last entry of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Version of that entry, from 1.
    pub version: u64,
    /// Its position in the log, from 0.
    pub index: u64,
}

/// An entry ready to be stored, or as it is read: nothing of it is copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Position in the log.
    pub index: u64,
    /// The stream it belongs to.
    pub stream: &'a str,
    /// Position in the stream.
    pub version: u64,
    /// The entry before it in the stream.
    pub prev: Option<u64>,
    /// See [`Entry::time_ms`].
    pub time_ms: i64,
    /// See [`Entry::actor`].
    pub actor: &'a str,
    /// See [`Entry::kind`].
    pub kind: &'a str,
    /// Salt of the payload hash; `None` once it has been destroyed.
    pub salt: Option<[u8; SALT]>,
    /// SHA-256 of salt and payload.
    pub payload_hash: Hash,
    /// Leaf of the tree.
    pub leaf_hash: Hash,
    /// The interior nodes that this leaf completes, from level 1 upwards.
    pub nodes: Cow<'a, [[u8; 32]]>,
    /// `None` once it has been destroyed.
    pub payload: Option<&'a [u8]>,
}

impl Row<'_> {
    /// What the entry makes of its stream: its last entry.
    #[must_use]
    pub fn head(&self) -> Head {
        Head {
            version: self.version,
            index: self.index,
        }
    }

    /// As [`Entry::fault`]. `room` is memory that is used again from row to row.
    pub(crate) fn fault(&self, room: &mut Vec<u8>) -> Option<String> {
        let metadata = Metadata {
            index: self.index,
            version: self.version,
            time_ms: self.time_ms,
            stream: self.stream,
            actor: self.actor,
            kind: self.kind,
            payload_hash: self.payload_hash,
        };
        fault(
            &metadata,
            (self.salt.as_ref(), self.payload),
            self.leaf_hash,
            room,
        )
    }
}

impl From<&Row<'_>> for Entry {
    fn from(row: &Row<'_>) -> Entry {
        Entry {
            index: row.index,
            stream: row.stream.into(),
            version: row.version,
            time_ms: row.time_ms,
            actor: row.actor.into(),
            kind: row.kind.into(),
            payload: row.payload.map(<[u8]>::to_vec),
            salt: row.salt,
            payload_hash: row.payload_hash,
            leaf_hash: row.leaf_hash,
        }
    }
}

impl From<&Row<'_>> for Stored {
    fn from(row: &Row<'_>) -> Stored {
        Stored {
            entry: Entry::from(row),
            prev: row.prev,
            nodes: row.nodes.to_vec(),
        }
    }
}

impl<'a> From<&'a Stored> for Row<'a> {
    fn from(stored: &'a Stored) -> Row<'a> {
        let entry = &stored.entry;
        Row {
            index: entry.index,
            stream: &entry.stream,
            version: entry.version,
            prev: stored.prev,
            time_ms: entry.time_ms,
            actor: &entry.actor,
            kind: &entry.kind,
            salt: entry.salt,
            payload_hash: entry.payload_hash,
            leaf_hash: entry.leaf_hash,
            nodes: Cow::Borrowed(&stored.nodes),
            payload: entry.payload.as_deref(),
        }
    }
}

/// The columns of an entry, in the order in which both engines store and read them. The payload
/// comes last, so that the columns before it can be read without it.
pub(crate) const COLUMNS: [&str; 12] = [
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

/// Databases have signed numbers; no log reaches the last of them.
pub(crate) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Splits concatenated hashes.
pub(crate) fn hashes(bytes: &[u8]) -> Option<&[[u8; 32]]> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then_some(hashes)
}

/// An entry as it was stored, with what only the tree and `fsck` need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The entry.
    pub entry: Entry,
    /// See [`Row::prev`].
    pub prev: Option<u64>,
    /// See [`Row::nodes`].
    pub nodes: Vec<[u8; 32]>,
}

/// What a store says of itself, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Name of the log.
    pub origin: String,
    /// The latest checkpoint note.
    pub note: String,
    /// One more than the largest index; 0 if there are no entries.
    pub end: u64,
}

/// The stream index as it is stored: the last entry of each stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heads {
    /// Entries that the stored index covers. It may trail behind the log.
    pub upto: u64,
    /// The last entry of each stream among those, by name.
    pub heads: HashMap<String, Head>,
}

/// Entries to fill a new store with, in the order of the log.
pub type Entries<'a> = dyn Iterator<Item = Result<Stored, LedgerError>> + 'a;

/// The writing side of a store, for one writer.
pub trait Engine: Send {
    /// What the store says of itself; `None` if it is new.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn load(&mut self) -> Result<Option<State>, LedgerError>;

    /// Sets up a new store with its origin, these entries (none for a new log) and the checkpoint
    /// that covers them: all or nothing, and durable on return. Where another writer was faster,
    /// the store is left as that one made it.
    ///
    /// # Errors
    /// When the store refuses or `entries` fails; nothing is set up then.
    fn create(
        &mut self,
        origin: &str,
        note: &str,
        entries: &mut Entries<'_>,
    ) -> Result<(), LedgerError>;

    /// The last entry of each of these streams that has entries.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn heads(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError>;

    /// Whether the log can have other writers as well.
    fn is_shared(&self) -> bool {
        false
    }

    /// The checkpoint as it stands, if others can have replaced it; `None` from an engine that
    /// allows one writer only. With `hold`, waits for its turn and keeps the others from
    /// committing until the next [`Engine::commit`] or [`Engine::release`].
    ///
    /// # Errors
    /// When the store cannot be read, or the turn does not come in time.
    fn latest(&mut self, hold: bool) -> Result<Option<String>, LedgerError> {
        let _ = hold;
        Ok(None)
    }

    /// Gives up its turn, if it has one.
    fn release(&mut self) {}

    /// Stores the rows and replaces the checkpoint `upon` by `note`: both or neither, and durable on
    /// return. Does nothing if the log is no longer at `upon`.
    ///
    /// # Errors
    /// Each variant says whether anything was written.
    fn commit(&mut self, upon: &str, rows: &[Row<'_>], note: &str) -> Result<(), CommitError>;

    /// Erases the payload and salt of these entries where they are still there. Their other columns
    /// stay. From a folder the bytes are gone on return; from a server they are gone for everybody
    /// who asks it, while its files and its write-ahead log may hold them until the space is used
    /// again.
    ///
    /// # Errors
    /// When that cannot be done now; it is asked for again.
    fn erase(&mut self, indices: &[u64]) -> Result<(), LedgerError>;

    /// Called after a doubtful commit: settles whether it happened, so that what is read next is
    /// also what a crash would leave, and so that it cannot happen later.
    ///
    /// # Errors
    /// When that cannot be settled now; the log takes no entries until it can.
    fn settle(&mut self) -> Result<(), LedgerError>;

    /// A reading side of the same store.
    fn source(&self) -> Arc<dyn Source>;
}

/// A commit that was not carried out, or perhaps was.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Another writer was faster. Nothing was written; with the log read again it can be tried
    /// again.
    #[error("another writer was faster")]
    Moved,
    /// The store refused. Nothing was written.
    #[error("{0}")]
    Refused(LedgerError),
    /// The commit may have happened in spite of this error; only [`Engine::settle`] can tell.
    #[error("{0}")]
    Doubtful(LedgerError),
}

/// The reading side of a store. Each call sees one consistent state.
pub trait Source: Send + Sync {
    /// What the store says of itself.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn state(&self) -> Result<State, LedgerError>;

    /// Shows at most `limit` entries from index `from` on, in order, without copying them.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed; the rows before it have been shown.
    fn each(
        &self,
        from: u64,
        limit: usize,
        see: &mut dyn FnMut(&Row<'_>),
    ) -> Result<(), LedgerError>;

    /// At most `limit` entries from index `from` on, in order.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed.
    fn scan(&self, from: u64, limit: usize) -> Result<Vec<Stored>, LedgerError> {
        let mut found = Vec::new();
        self.each(from, limit, &mut |row| found.push(Stored::from(row)))?;
        Ok(found)
    }

    /// The last entry of a stream, or `None` if it has no entries.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError>;

    /// The entries of a stream from version `from` on, in order.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed.
    fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError>;

    /// The hashes of these nodes, in the order asked.
    ///
    /// # Errors
    /// When the store cannot be read, or has no such node.
    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, LedgerError>;

    /// The stored stream index. Derived data: `fsck` compares it with the entries.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed.
    fn heads(&self) -> Result<Heads, LedgerError>;

    /// The database's own check of its structure: one line for each problem it finds.
    ///
    /// # Errors
    /// When the check cannot be run.
    fn examine(&self) -> Result<Vec<String>, LedgerError>;
}
