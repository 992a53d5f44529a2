//! The writer of a log: the only code that appends and the only code that signs.
//!
//! It keeps in memory what the next append needs (the tree's frontier) and trusts it only as long
//! as every commit succeeds. After a failed commit it asks the engine to settle what happened,
//! reads everything again, and checks it against the signed checkpoint, before it signs anything
//! more: a second checkpoint of the same size with another root would be a forked log.
//! It does not know which database it writes to, nor what the payloads mean.

mod destroy;
mod rotate;

pub use destroy::Destroy;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::destruction::OWN;
use crate::engine::{Engine, Head, Row, Source};
use crate::entry::{Metadata, NewEntry, SALT, payload_hash};
use crate::error::{AppendError, LedgerError};
use crate::hash::Hash;
use crate::keys::Keys;
use crate::reader::Reader;
use crate::sqlite::Sqlite;
use crate::tree::{Frontier, subtrees};

/// Where an appended entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Position in the log, from 0.
    pub index: u64,
    /// Position in its stream, from 1.
    pub version: u64,
    /// What the tree commits to.
    pub leaf_hash: Hash,
}

/// The one writer of a log.
pub struct Log {
    engine: Box<dyn Engine>,
    source: Arc<dyn Source>,
    keys: Keys,
    frontier: Frontier,
    checkpoint: SignedCheckpoint,
    /// A commit failed and its outcome is not settled: memory may not be what is on disk.
    unsettled: bool,
    /// A destruction may be recorded that is not carried out yet.
    unerased: bool,
}

impl Log {
    /// Opens the log in this directory, or makes it. Exactly one process can have it open.
    ///
    /// # Errors
    /// `Locked` if another writer has it; `Origin` if it is another log; `Checkpoint` if its
    /// latest checkpoint was not signed by `keys`; `Corrupt` if the tree does not lead to the
    /// signed root; `Io` and `Sqlite` if the system refuses.
    pub fn open(dir: impl AsRef<Path>, origin: &str, keys: Keys) -> Result<Log, LedgerError> {
        Log::with_engine(Box::new(Sqlite::open(dir.as_ref())?), origin, keys)
    }

    /// A log that lives as long as it and its readers do. For tests and scenarios; the same engine.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn in_memory(origin: &str, keys: Keys) -> Result<Log, LedgerError> {
        Log::with_engine(Box::new(Sqlite::in_memory()?), origin, keys)
    }

    /// A log on any engine.
    ///
    /// # Errors
    /// As [`Log::open`].
    pub fn with_engine(
        mut engine: Box<dyn Engine>,
        origin: &str,
        keys: Keys,
    ) -> Result<Log, LedgerError> {
        if keys.public().name() != origin {
            let name = keys.public().name();
            return Err(LedgerError::Key(format!(
                "key of {name:?}, not of {origin:?}"
            )));
        }
        if engine.load()?.is_none() {
            let frontier = Frontier::default();
            let empty = Checkpoint {
                origin: origin.to_owned(),
                size: 0,
                root: frontier.root(),
            };
            engine.create(origin, &empty.sign(&keys)?.note)?;
        }
        let source = engine.source();
        let (frontier, checkpoint) = load(engine.as_mut(), source.as_ref(), &keys)?;
        let mut log = Log {
            engine,
            source,
            keys,
            frontier,
            checkpoint,
            unsettled: false,
            unerased: true,
        };
        log.erase_if_possible()?;
        Ok(log)
    }

    /// Appends all entries of the batch, in order, or none. What is returned is durable.
    ///
    /// Entries of a batch see each other: the second of two entries of one stream has the next
    /// version, and its `expected_version` counts the first.
    ///
    /// # Errors
    /// See [`AppendError`]; each variant says whether anything was written.
    pub fn append(&mut self, batch: &[NewEntry]) -> Result<Vec<Position>, AppendError> {
        self.ready()?;
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(entry) = batch.iter().position(|new| new.stream == OWN) {
            let what = format!("only the log itself writes to {OWN:?}");
            return Err(AppendError::Invalid { entry, what });
        }
        self.append_own(batch)
    }

    /// Appends entries of callers, or of the log itself.
    fn append_own(&mut self, batch: &[NewEntry]) -> Result<Vec<Position>, AppendError> {
        let places = self.place(batch)?;
        let mut frontier = self.frontier.clone();
        let rows = grow(&mut frontier, batch, &places).map_err(AppendError::NotWritten)?;
        let origin = self.origin().to_owned();
        let checkpoint = Checkpoint {
            origin,
            size: frontier.size(),
            root: frontier.root(),
        };
        let checkpoint = checkpoint
            .sign(&self.keys)
            .map_err(AppendError::NotWritten)?;
        match self.engine.commit(&rows, &checkpoint.note) {
            Ok(()) => (self.frontier, self.checkpoint) = (frontier, checkpoint),
            Err(error) if !error.maybe_written => {
                return Err(AppendError::NotWritten(error.source));
            }
            Err(error) => self.doubt(error.source, &checkpoint)?,
        }
        let position = |row: &Row<'_>| Position {
            index: row.index,
            version: row.version,
            leaf_hash: row.leaf_hash,
        };
        Ok(rows.iter().map(position).collect())
    }

    /// After a failed append: settles what happened and reads the log again. Does nothing after
    /// a success. [`Log::append`] does this by itself.
    ///
    /// # Errors
    /// When the outcome still cannot be settled, or the stored log is inconsistent.
    pub fn recover(&mut self) -> Result<(), LedgerError> {
        if self.unsettled {
            self.engine.settle()?;
            let loaded = load(self.engine.as_mut(), self.source.as_ref(), &self.keys)?;
            (self.frontier, self.checkpoint) = loaded;
            self.unsettled = false;
        }
        Ok(())
    }

    /// Entries in the log, as of the last success.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.frontier.size()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The latest signed checkpoint.
    #[must_use]
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.keys.public().name()
    }

    /// The key that signs it.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// A reader of this log. Readers never wait for the writer.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::new(self.source.clone(), self.keys.public().clone())
    }

    fn ready(&mut self) -> Result<(), AppendError> {
        let settled = self.recover().and_then(|()| self.erase_if_possible());
        settled.map_err(|error| match error.is_fatal() {
            true => AppendError::Fatal(error),
            false => AppendError::NotWritten(error),
        })
    }

    /// What keeps a recorded destruction from being carried out now, such as a long read, must
    /// not keep the log from being used: it is tried again.
    fn erase_if_possible(&mut self) -> Result<(), LedgerError> {
        match self.unerased.then(|| self.erase_recorded()) {
            Some(Err(error)) if error.is_fatal() => Err(error),
            _ => Ok(()),
        }
    }

    /// Gives each entry its head: version and index. Checks limits and expected versions.
    fn place(&mut self, batch: &[NewEntry]) -> Result<Vec<(Head, Option<u64>)>, AppendError> {
        let mut heads: HashMap<&str, Head> = HashMap::with_capacity(batch.len());
        let mut places = Vec::with_capacity(batch.len());
        for (entry, new) in batch.iter().enumerate() {
            if let Some(what) = new.fault() {
                return Err(AppendError::Invalid { entry, what });
            }
            let head = match heads.get(new.stream.as_str()) {
                Some(head) => Some(*head),
                None => self
                    .engine
                    .head(&new.stream)
                    .map_err(AppendError::NotWritten)?,
            };
            let actual = head.map_or(0, |h| h.version);
            if let Some(expected) = new.expected_version.filter(|e| *e != actual) {
                let stream = new.stream.clone();
                return Err(AppendError::Conflict {
                    entry,
                    stream,
                    expected,
                    actual,
                });
            }
            let next = Head {
                version: actual + 1,
                index: self.len() + entry as u64,
            };
            heads.insert(&new.stream, next);
            places.push((next, head.map(|h| h.index)));
        }
        Ok(places)
    }

    /// The commit failed, perhaps after it had happened. Settle it now if possible: if the batch
    /// turns out to be there and durable, it is acknowledged after all.
    fn doubt(
        &mut self,
        source: LedgerError,
        intended: &SignedCheckpoint,
    ) -> Result<(), AppendError> {
        let before = self.checkpoint.clone();
        self.unsettled = true;
        match self.recover() {
            Ok(()) if self.checkpoint == *intended => Ok(()),
            Ok(()) if self.checkpoint == before => Err(AppendError::NotWritten(source)),
            Ok(()) => {
                self.unsettled = true;
                let what = "somebody else has written to it";
                Err(AppendError::Fatal(LedgerError::corrupt(None, what)))
            }
            Err(error) if error.is_fatal() => Err(AppendError::Fatal(error)),
            Err(_) => {
                let first_index = before.checkpoint.size;
                Err(AppendError::Unknown {
                    first_index,
                    source,
                })
            }
        }
    }
}

/// Computes hashes and grows the tree.
fn grow<'a>(
    frontier: &mut Frontier,
    batch: &'a [NewEntry],
    places: &[(Head, Option<u64>)],
) -> Result<Vec<Row<'a>>, LedgerError> {
    let mut salts = vec![0; batch.len() * SALT];
    getrandom::fill(&mut salts).map_err(|e| LedgerError::Key(format!("no randomness: {e}")))?;
    let (salts, _) = salts.as_chunks::<SALT>();
    let mut rows = Vec::with_capacity(batch.len());
    for ((new, &(Head { version, index }, prev)), &salt) in batch.iter().zip(places).zip(salts) {
        let payload_hash = payload_hash(&salt, &new.payload);
        let (stream, actor, kind) = (&new.stream, &new.actor, &new.kind);
        let time_ms = new.time_ms;
        let leaf_hash = Metadata {
            index,
            version,
            time_ms,
            stream,
            actor,
            kind,
            payload_hash,
        }
        .leaf_hash();
        let mut nodes = Vec::new();
        frontier.push(leaf_hash, |node| nodes.push(node));
        rows.push(Row {
            new,
            index,
            version,
            prev,
            salt,
            payload_hash,
            leaf_hash,
            nodes,
        });
    }
    Ok(rows)
}

/// Reads what the next append needs, and checks that the signed root follows from it.
fn load(
    engine: &mut dyn Engine,
    source: &dyn Source,
    keys: &Keys,
) -> Result<(Frontier, SignedCheckpoint), LedgerError> {
    let missing = || LedgerError::corrupt(None, "origin or checkpoint is missing");
    let state = engine.load()?.ok_or_else(missing)?;
    let (expected, found) = (keys.public().name().to_owned(), state.origin);
    if found != expected {
        return Err(LedgerError::Origin { expected, found });
    }
    let signed = SignedCheckpoint::verify(&state.note, keys.public())?;
    let size = signed.checkpoint.size;
    if state.end != size {
        let what = format!(
            "{size} entries are signed, but the entries end at {}",
            state.end
        );
        return Err(LedgerError::corrupt(None, what));
    }
    let roots = source.nodes(&subtrees(0, size))?;
    let frontier = Frontier::new(size, roots)
        .filter(|frontier| frontier.root() == signed.checkpoint.root)
        .ok_or_else(|| LedgerError::corrupt(None, "the tree does not lead to the signed root"))?;
    Ok((frontier, signed))
}
