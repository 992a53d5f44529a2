//! A writer of a log: the only code that appends and the only code that signs.
//!
//! It keeps in memory what the next append needs (the tree's frontier) and trusts it only as long
//! as every commit succeeds. Where another writer was faster, it reads on and checks that what was
//! signed meanwhile extends what it knows. After a doubtful commit it asks the engine to settle
//! what happened, reads everything again, and checks it against the signed checkpoint, before it
//! signs anything more: a second checkpoint of the same size with another root would be a forked log.
//! It does not know which database it writes to, nor what the payloads mean.

mod destroy;
mod rotate;

pub use destroy::Destroy;

use std::collections::HashSet;
use std::sync::Arc;

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::destruction::OWN;
use crate::engine::{CommitError, Engine, Head, Row, Source};
use crate::entry::{Metadata, NewEntry, SALT, payload_hash};
use crate::error::{AppendError, LedgerError};
use crate::hash::Hash;
use crate::home::Home;
use crate::keys::Keys;
use crate::proof::verify_consistency;
use crate::reader::Reader;
use crate::sqlite::Sqlite;
use crate::tree::{Frontier, Node, subtrees};

/// How often a batch is tried when other writers are faster. From the second time on a writer
/// waits for its turn, so that only a lost turn can make it fail again.
const TRIES: u32 = 8;

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

/// A writer of a log.
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
    /// Opens the log that lives there, or makes it. In a folder, one process at a time can have it
    /// open; in a PostgreSQL database, any number on as many nodes, all with the same key.
    ///
    /// # Errors
    /// `Locked` if another writer has it; `Origin` if it is another log; `Checkpoint` if its
    /// latest checkpoint was not signed by `keys`; `Corrupt` if the tree does not lead to the
    /// signed root; `Io`, `Sqlite` and `Postgres` if the system refuses.
    pub fn open(home: impl Into<Home>, origin: &str, keys: Keys) -> Result<Log, LedgerError> {
        Log::with_engine(home.into().engine(origin)?, origin, keys)
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
            engine.create(origin, &empty.sign(&keys)?.note, &mut std::iter::empty())?;
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
        self.append_by_callers(None, batch)
    }

    /// As [`Log::append`], but only to a log of `len` entries: for what was judged by the log as
    /// [`Log::hold`] found it. Should the turn have been lost meanwhile and [`Home::end_turns`] have
    /// ended it, or somebody else have appended, nothing is written.
    ///
    /// # Errors
    /// As [`Log::append`]; `NotWritten` if the log is not as it was found any more.
    pub fn append_at(
        &mut self,
        len: u64,
        batch: &[NewEntry],
    ) -> Result<Vec<Position>, AppendError> {
        self.append_by_callers(Some(len), batch)
    }

    /// Whether other writers can append to the log as well.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.engine.is_shared()
    }

    fn append_by_callers(
        &mut self,
        at: Option<u64>,
        batch: &[NewEntry],
    ) -> Result<Vec<Position>, AppendError> {
        let ready = self.ready().and_then(|()| refuse_own(batch));
        match ready {
            Ok(()) => self.append_own(at, batch),
            Err(error) => {
                self.engine.release();
                Err(error)
            }
        }
    }

    /// Appends entries of callers, or of the log itself, and ends the turn if there is one.
    fn append_own(
        &mut self,
        at: Option<u64>,
        batch: &[NewEntry],
    ) -> Result<Vec<Position>, AppendError> {
        let appended = self.append_in_turn(at, batch);
        self.engine.release();
        appended
    }

    fn append_in_turn(
        &mut self,
        at: Option<u64>,
        batch: &[NewEntry],
    ) -> Result<Vec<Position>, AppendError> {
        for tries in 1..=TRIES {
            if at.is_some_and(|len| len != self.len()) {
                return Err(AppendError::NotWritten(LedgerError::Busy { tries }));
            }
            let tried = match self.place(batch) {
                // Perhaps somebody else has changed the stream back: only the latest state counts.
                Err(AppendError::Conflict { .. }) if self.has_moved().map_err(not_written)? => None,
                Err(error) => return Err(error),
                Ok(_) if batch.is_empty() => return Ok(Vec::new()),
                Ok(places) => self.try_append(batch, &places)?,
            };
            match tried {
                Some(positions) => return Ok(positions),
                // In another turn it would have to be judged again, also where the log has as many
                // entries as before: not only entries may have changed meanwhile.
                None if at.is_some() => {
                    return Err(AppendError::NotWritten(LedgerError::Busy { tries }));
                }
                None => drop(self.hold().map_err(not_written)?),
            }
        }
        Err(AppendError::NotWritten(LedgerError::Busy { tries: TRIES }))
    }

    /// Waits for its turn among the writers and reads what the others have appended; returns how
    /// many entries there are. Until the next [`Log::append`] or [`Log::release`] nobody else
    /// appends, so that what is judged by the log as it stands now can be appended to just that.
    /// A turn is short: a writer that keeps the others waiting for half a minute loses it.
    ///
    /// # Errors
    /// When the turn does not come in time or the store cannot be read; `Corrupt` if what the
    /// others have signed does not extend what was known.
    pub fn hold(&mut self) -> Result<u64, LedgerError> {
        self.follow_up(true)
    }

    /// Gives up the turn that [`Log::hold`] took. Does nothing if there is none.
    pub fn release(&mut self) {
        self.engine.release();
    }

    /// Reads what other writers have appended; returns how many entries there are.
    ///
    /// # Errors
    /// When the store cannot be read; `Corrupt` if what the others have signed does not extend
    /// what was known.
    pub fn follow(&mut self) -> Result<u64, LedgerError> {
        self.follow_up(false)
    }

    fn follow_up(&mut self, hold: bool) -> Result<u64, LedgerError> {
        self.recover()?;
        let latest = self.engine.latest(hold)?;
        if latest.is_some_and(|note| note != self.checkpoint.note) {
            let advanced = self.advance();
            if advanced.is_err() {
                self.engine.release();
            }
            advanced?;
        }
        Ok(self.len())
    }

    fn has_moved(&mut self) -> Result<bool, LedgerError> {
        let latest = self.engine.latest(false)?;
        Ok(latest.is_some_and(|note| note != self.checkpoint.note))
    }

    /// Reads the log as it is stored now. It counts only if it proves that it extends what is known
    /// here: two nodes that disagree about the past must not both go on.
    fn advance(&mut self) -> Result<(), LedgerError> {
        let (frontier, checkpoint) = load(self.engine.as_mut(), self.source.as_ref(), &self.keys)?;
        let (old, new) = (&self.checkpoint.checkpoint, &checkpoint.checkpoint);
        let forked = || {
            let what = format!("{} entries do not extend the {} known", new.size, old.size);
            LedgerError::corrupt(None, what)
        };
        if new.size < old.size {
            return Err(forked());
        }
        let proof = self.reader().consistency_proof(old.size, new.size)?;
        if !verify_consistency((old.size, old.root), (new.size, new.root), &proof) {
            return Err(forked());
        }
        (self.frontier, self.checkpoint) = (frontier, checkpoint);
        Ok(())
    }

    /// One try; `None` if another writer was faster.
    fn try_append(
        &mut self,
        batch: &[NewEntry],
        places: &[(Head, Option<u64>)],
    ) -> Result<Option<Vec<Position>>, AppendError> {
        let mut frontier = self.frontier.clone();
        let rows = grow(&mut frontier, batch, places).map_err(AppendError::NotWritten)?;
        let checkpoint = Checkpoint {
            origin: self.origin().to_owned(),
            size: frontier.size(),
            root: frontier.root(),
        };
        let checkpoint = checkpoint
            .sign(&self.keys)
            .map_err(AppendError::NotWritten)?;
        let upon = &self.checkpoint.note;
        match self.engine.commit(upon, &rows, &checkpoint.note) {
            Ok(()) => (self.frontier, self.checkpoint) = (frontier, checkpoint),
            Err(CommitError::Moved) => return Ok(None),
            Err(CommitError::Refused(error)) => return Err(AppendError::NotWritten(error)),
            Err(CommitError::Doubtful(error)) => self.doubt(error, &rows)?,
        }
        let position = |row: &Row<'_>| Position {
            index: row.index,
            version: row.version,
            leaf_hash: row.leaf_hash,
        };
        Ok(Some(rows.iter().map(position).collect()))
    }

    /// After a doubtful append: settles what happened and reads the log again. Does nothing after
    /// a success. [`Log::append`] does this by itself.
    ///
    /// # Errors
    /// When the outcome still cannot be settled, or the stored log is inconsistent.
    pub fn recover(&mut self) -> Result<(), LedgerError> {
        if self.unsettled {
            self.engine.settle()?;
            // A server that came back without its latest commits must not be built upon: what was
            // acknowledged would be signed a second time with another root.
            self.advance()?;
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
        settled.map_err(not_written)
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
        for (entry, new) in batch.iter().enumerate() {
            if let Some(what) = new.fault() {
                return Err(AppendError::Invalid { entry, what });
            }
        }
        let streams: HashSet<&str> = batch.iter().map(|new| new.stream.as_str()).collect();
        let streams: Vec<&str> = streams.into_iter().collect();
        let heads = self.engine.heads(&streams);
        let mut heads = heads.map_err(AppendError::NotWritten)?;
        let mut places = Vec::with_capacity(batch.len());
        for (entry, new) in batch.iter().enumerate() {
            let head = heads.get(&new.stream).copied();
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
            match heads.get_mut(&new.stream) {
                Some(head) => *head = next,
                None => drop(heads.insert(new.stream.clone(), next)),
            }
            places.push((next, head.map(|h| h.index)));
        }
        Ok(places)
    }

    /// The commit failed, perhaps after it had happened. Settle it now if possible: if the batch
    /// turns out to be there and durable, it is acknowledged after all. Others may have appended
    /// since; the salted leaf of its first entry tells whether the batch is there.
    fn doubt(&mut self, source: LedgerError, rows: &[Row<'_>]) -> Result<(), AppendError> {
        self.unsettled = true;
        let Some(first) = rows.first() else {
            return Err(AppendError::NotWritten(source));
        };
        let found = self.recover().and_then(|()| self.leaf(first.index));
        match found {
            Ok(found) if found == Some(first.leaf_hash) => Ok(()),
            Ok(_) => Err(AppendError::NotWritten(source)),
            // Whatever is wrong with the log is told by the next call; of this batch nothing is known.
            Err(_) => {
                self.unsettled = true;
                Err(AppendError::Unknown {
                    first_index: first.index,
                    first_leaf: first.leaf_hash,
                    source,
                })
            }
        }
    }

    /// The leaf of an entry; `None` beyond the end.
    fn leaf(&self, index: u64) -> Result<Option<Hash>, LedgerError> {
        if index >= self.len() {
            return Ok(None);
        }
        Ok(self.source.nodes(&[Node { level: 0, index }])?.pop())
    }
}

/// The log's own stream is not for callers.
fn refuse_own(batch: &[NewEntry]) -> Result<(), AppendError> {
    match batch.iter().position(|new| new.stream == OWN) {
        None => Ok(()),
        Some(entry) => {
            let what = format!("only the log itself writes to {OWN:?}");
            Err(AppendError::Invalid { entry, what })
        }
    }
}

/// Nothing has been written yet, and nothing will be.
fn not_written(error: LedgerError) -> AppendError {
    match error.is_fatal() {
        true => AppendError::Fatal(error),
        false => AppendError::NotWritten(error),
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
        let (stream, actor, kind) = (&*new.stream, &*new.actor, &*new.kind);
        let (time_ms, salt) = (new.time_ms, Some(salt));
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
        frontier.push(leaf_hash, |node| nodes.push(node.0));
        rows.push(Row {
            index,
            stream,
            version,
            prev,
            time_ms,
            actor,
            kind,
            salt,
            payload_hash,
            leaf_hash,
            nodes: nodes.into(),
            payload: Some(&new.payload),
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
