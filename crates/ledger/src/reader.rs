//! Reading a log: entries, streams, checkpoints and proofs, for any number of threads.
//!
//! Readers see only what is committed and never wait for the writer. They do not re-derive
//! hashes: that is what `fsck` and the receiver of a proof do.

use std::sync::Arc;

use crate::checkpoint::SignedCheckpoint;
use crate::engine::{Head, Source, Stored};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::home::Home;
use crate::keys::PublicKey;
use crate::proof::{Plan, Proof, fill, plan_consistency, plan_inclusion};
use crate::tree::{Node, empty_root, join, subtrees};

/// A reader of a log. Clones share a few connections.
#[derive(Clone)]
pub struct Reader {
    source: Arc<dyn Source>,
    key: PublicKey,
}

impl Reader {
    pub(crate) fn new(source: Arc<dyn Source>, key: PublicKey) -> Reader {
        Reader { source, key }
    }

    /// Opens a log for reading only, from any process, whether or not it is being written.
    ///
    /// # Errors
    /// When there is no ledger of a known format there.
    pub fn open(home: impl Into<Home>, key: PublicKey) -> Result<Reader, LedgerError> {
        let source = home.into().source(key.name())?;
        Ok(Reader { source, key })
    }

    /// The latest checkpoint note of the log of that name, with nothing checked: it tells which of
    /// two keys is in use after a rotation that was cut off.
    ///
    /// # Errors
    /// As [`Reader::open`].
    pub fn note(home: impl Into<Home>, origin: &str) -> Result<String, LedgerError> {
        Ok(home.into().source(origin)?.state()?.note)
    }

    /// The key that signs this log's checkpoints, as a verifier needs it.
    #[must_use]
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// At most `limit` entries from index `from` on, in order.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed.
    pub fn entries(&self, from: u64, limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let entry = |stored: Stored| stored.entry;
        Ok(self
            .source
            .scan(from, limit)?
            .into_iter()
            .map(entry)
            .collect())
    }

    /// The entry at an index.
    ///
    /// # Errors
    /// `OutOfRange` if there is none, or when the store cannot be read.
    pub fn entry(&self, index: u64) -> Result<Entry, LedgerError> {
        match self.entries(index, 1)?.pop() {
            Some(entry) if entry.index == index => Ok(entry),
            _ => Err(LedgerError::OutOfRange {
                asked: index,
                len: self.len()?,
            }),
        }
    }

    /// The entries of a stream from version `from` on, in order; none if there is no such stream.
    ///
    /// # Errors
    /// When the store cannot be read, or a row is malformed.
    pub fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError> {
        self.source.stream(stream, from)
    }

    /// The last entry of a stream: its version and index.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError> {
        self.source.head(stream)
    }

    /// The latest checkpoint, its signature checked.
    ///
    /// # Errors
    /// When the store cannot be read, or the key did not sign it.
    pub fn checkpoint(&self) -> Result<SignedCheckpoint, LedgerError> {
        SignedCheckpoint::verify(&self.source.state()?.note, &self.key)
    }

    /// Entries in the log.
    ///
    /// # Errors
    /// As [`Reader::checkpoint`].
    pub fn len(&self) -> Result<u64, LedgerError> {
        Ok(self.checkpoint()?.checkpoint.size)
    }

    /// Whether there are none.
    ///
    /// # Errors
    /// As [`Reader::checkpoint`].
    pub fn is_empty(&self) -> Result<bool, LedgerError> {
        Ok(self.len()? == 0)
    }

    /// Root of the tree over the first `size` entries.
    ///
    /// # Errors
    /// `OutOfRange` if the log is shorter, or when the store cannot be read.
    pub fn root(&self, size: u64) -> Result<Hash, LedgerError> {
        self.within(size)?;
        if size == 0 {
            return Ok(empty_root());
        }
        Ok(join(&self.source.nodes(&subtrees(0, size))?))
    }

    /// Proof that entry `index` is in the tree over the first `size` entries.
    ///
    /// # Errors
    /// `OutOfRange` unless `index < size ≤ len`, or when the store cannot be read.
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<Proof, LedgerError> {
        self.within(size)?;
        let beyond = LedgerError::OutOfRange {
            asked: index,
            len: size,
        };
        self.fill(&plan_inclusion(index, size).ok_or(beyond)?)
    }

    /// Proof that the tree over the first `old` entries is a prefix of that over the first `new`.
    /// Empty for `old` = 0.
    ///
    /// # Errors
    /// `OutOfRange` unless `old ≤ new ≤ len`, or when the store cannot be read.
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Proof, LedgerError> {
        self.within(new)?;
        match plan_consistency(old, new) {
            Some(plan) => self.fill(&plan),
            None if old == 0 => Ok(Proof::new()),
            None => Err(LedgerError::OutOfRange {
                asked: old,
                len: new,
            }),
        }
    }

    /// The hashes of these nodes, in the order asked.
    pub(crate) fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, LedgerError> {
        self.source.nodes(nodes)
    }

    fn within(&self, size: u64) -> Result<(), LedgerError> {
        match self.len()? {
            len if size > len => Err(LedgerError::OutOfRange { asked: size, len }),
            _ => Ok(()),
        }
    }

    fn fill(&self, plan: &Plan) -> Result<Proof, LedgerError> {
        let hashes = self.source.nodes(&plan.concat())?;
        let short = || LedgerError::corrupt(None, "the store has too few nodes for a proof");
        fill(plan, &hashes).ok_or_else(short)
    }
}
