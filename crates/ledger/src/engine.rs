//! What the log asks of a database: the door through which a second engine comes in.
//!
//! An [`Engine`] belongs to the one writer; a [`Source`] serves any number of readers. Both deal
//! in bytes and numbers that were computed elsewhere: no hashing, no signing, no checking here.
//! Tests wrap an engine to make it fail at a chosen moment.

use std::collections::HashMap;
use std::sync::Arc;

use crate::entry::{Entry, NewEntry, SALT};
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

/// An entry ready to be stored.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// What the caller gave.
    pub new: &'a NewEntry,
    /// Position in the log.
    pub index: u64,
    /// Position in the stream.
    pub version: u64,
    /// The entry before it in the stream.
    pub prev: Option<u64>,
    /// Salt of the payload hash.
    pub salt: [u8; SALT],
    /// SHA-256 of salt and payload.
    pub payload_hash: Hash,
    /// Leaf of the tree.
    pub leaf_hash: Hash,
    /// The interior nodes that this leaf completes, from level 1 upwards.
    pub nodes: Vec<Hash>,
}

/// An entry as it was stored, with what only the tree and `fsck` need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The entry.
    pub entry: Entry,
    /// See [`Row::prev`].
    pub prev: Option<u64>,
    /// See [`Row::nodes`].
    pub nodes: Vec<Hash>,
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

/// The writing side of a store. One exists per log.
pub trait Engine: Send {
    /// What the store says of itself; `None` if it is new.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn load(&mut self) -> Result<Option<State>, LedgerError>;

    /// Sets up a new store with its origin and the checkpoint of the empty tree, durably.
    ///
    /// # Errors
    /// When the store refuses; nothing is set up then.
    fn create(&mut self, origin: &str, note: &str) -> Result<(), LedgerError>;

    /// The last entry of a stream, or `None` if it has no entries.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn head(&mut self, stream: &str) -> Result<Option<Head>, LedgerError>;

    /// Stores the rows and replaces the checkpoint: both or neither, and durable on return.
    ///
    /// # Errors
    /// When the store refuses. Unless `maybe_written` is set, nothing was written.
    fn commit(&mut self, rows: &[Row<'_>], note: &str) -> Result<(), CommitError>;

    /// Erases the payload and salt of these entries where they are still there, so that the bytes
    /// are in no file of the store on return. Their other columns stay.
    ///
    /// # Errors
    /// When that cannot be done now; it is asked for again.
    fn erase(&mut self, indices: &[u64]) -> Result<(), LedgerError>;

    /// Called after a failed commit: settles whether it happened, so that what is read next is
    /// also what a crash would leave.
    ///
    /// # Errors
    /// When that cannot be settled now; the log takes no entries until it can.
    fn settle(&mut self) -> Result<(), LedgerError>;

    /// A reading side of the same store.
    fn source(&self) -> Arc<dyn Source>;
}

/// A commit that failed.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub struct CommitError {
    /// Whether the commit may have happened in spite of the error.
    pub maybe_written: bool,
    /// What the store said.
    pub source: LedgerError,
}

/// The reading side of a store. Each call sees one consistent state.
pub trait Source: Send + Sync {
    /// What the store says of itself.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn state(&self) -> Result<State, LedgerError>;

    /// At most `limit` entries from index `from` on, in order.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed.
    fn scan(&self, from: u64, limit: usize) -> Result<Vec<Stored>, LedgerError>;

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
