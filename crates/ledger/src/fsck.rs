//! Doubting a log: everything that can be derived is derived again from the stored bytes.
//!
//! Checked are, in this order for each entry: that it is the next one; that its payload, salt and
//! metadata hash to its leaf, or that an entry of the log itself records their destruction; that the tree nodes stored with it follow; that it is the next
//! version of its stream and names the one before. Then, for the whole: the stream index, the
//! root and its signature, and the database's own structure. Not checked, because no byte of the
//! log can tell: whether the whole log was replaced by an older copy of itself ([`fsck_against`]
//! compares with checkpoints kept elsewhere), and whether blobs that payloads cite exist (the caller reads the
//! payloads through [`fsck_with`] and asks [`crate::Blobs`]).

mod chunk;

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use self::chunk::{Chunk, work};
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::destruction::{Destruction, KIND, OWN};
use crate::engine::{Head, Heads, Row, Source};
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::home::Home;
use crate::keys::PublicKey;
use crate::rotation::{self, Rotation};
use crate::tree::Frontier;

/// Entries that are read and hashed at a time.
const CHUNK: u64 = 512;
/// Threads that read and hash, beside the one that follows the order.
const WORKERS: u64 = 2;
/// Problems that are reported in full; a log with more is not read by anybody line by line.
const ENOUGH: usize = 1000;

/// What sort of thing is wrong, for whoever tells it in another language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An entry is not there.
    Missing,
    /// What is stored of an entry cannot be read or does not hash to what is stored beside it.
    Altered,
    /// An entry lies behind what the checkpoint signs.
    Beyond,
    /// The tree nodes stored with an entry do not follow from the leaves.
    Tree,
    /// Version or predecessor in the stream are not what is due.
    Stream,
    /// A payload is gone without a record, or there in spite of one, or the record is none.
    Destruction,
    /// A change of key does not stand, or the key is not that of the log.
    Key,
    /// The checkpoint is not what the entries lead to, or not signed.
    Checkpoint,
    /// The log does not extend a checkpoint that was kept elsewhere.
    SetBack,
    /// The stream index is wrong.
    Index,
    /// The engine finds its own file or tables damaged, or cannot read them.
    Store,
    /// The check broke off for a reason that says nothing of the log, as a lost connection: it can be tried again.
    Unread,
    /// It is another log.
    Origin,
    /// More problems than are listed.
    More,
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The entry concerned; `None` for the log as a whole.
    pub index: Option<u64>,
    /// What sort of thing is wrong.
    pub sort: Sort,
    /// What is wrong.
    pub what: String,
}

/// What `fsck` found. The log is sound exactly if `problems` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries that were read.
    pub entries: u64,
    /// Problems in the order of the log; those of the log as a whole come last.
    pub problems: Vec<Problem>,
    /// Root of the tree over the entries that were read.
    pub root: Hash,
    /// The latest checkpoint, if it is well formed and signed by the key.
    pub checkpoint: Option<Checkpoint>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// The first bad entry, if one can be named.
    #[must_use]
    pub fn first_bad(&self) -> Option<u64> {
        self.problems
            .iter()
            .filter_map(|problem| problem.index)
            .min()
    }
}

/// Checks the log that lives there, which may be open and growing meanwhile: what is checked is
/// the log as its latest checkpoint describes it at the start.
#[must_use]
pub fn fsck(home: impl Into<Home>, origin: &str, key: &PublicKey) -> Report {
    examine(home.into(), origin, key, &[], None)
}

/// As [`fsck()`], and shows each entry to `visit`, in order, so that the caller can fold them or
/// look up the blobs they cite. Entries that are themselves problems are shown too.
#[must_use]
pub fn fsck_with(
    home: impl Into<Home>,
    origin: &str,
    key: &PublicKey,
    visit: impl FnMut(&Entry),
) -> Report {
    fsck_against(home, origin, key, &[], visit)
}

/// As [`fsck_with`], and demands that the log extends each of these checkpoints, which were kept
/// elsewhere. Only this can find a log that was replaced by an older copy of itself, or whose
/// write-ahead log was cut off: such a log is sound in itself.
#[must_use]
pub fn fsck_against(
    home: impl Into<Home>,
    origin: &str,
    key: &PublicKey,
    known: &[Checkpoint],
    mut visit: impl FnMut(&Entry),
) -> Report {
    examine(home.into(), origin, key, known, Some(&mut visit))
}

fn examine(
    home: Home,
    origin: &str,
    key: &PublicKey,
    known: &[Checkpoint],
    visit: Visit<'_>,
) -> Report {
    let mut check = Check::new(visit);
    check.known = known.to_vec();
    check.known.sort_by_key(|known| known.size);
    match home.source(origin) {
        Ok(source) => check.run(source.as_ref(), origin, key),
        Err(error) => check.whole(error),
    }
    check.report()
}

/// Who wants to see every entry, if anybody: for nobody they are not unpacked.
type Visit<'a> = Option<&'a mut dyn FnMut(&Entry)>;

/// The part of the check that follows the order of the log.
struct Check<'a> {
    visit: Visit<'a>,
    frontier: Frontier,
    streams: HashMap<String, Head>,
    heads: Heads,
    problems: Vec<Problem>,
    /// Problems of the log as a whole; they are reported after those of entries.
    general: Vec<Problem>,
    suppressed: u64,
    checkpoint: Option<Checkpoint>,
    /// Checkpoints kept elsewhere that are not reached yet, the smallest first.
    known: Vec<Checkpoint>,
    /// Payload hashes of entries without payload whose destruction no entry has recorded so far.
    absent: BTreeMap<u64, Hash>,
    /// The latest change of the log's key.
    rotation: Option<Rotation>,
    /// Not all entries could be followed.
    broken: bool,
}

impl<'a> Check<'a> {
    fn new(visit: Visit<'a>) -> Check<'a> {
        Check {
            visit,
            frontier: Frontier::default(),
            streams: HashMap::new(),
            heads: Heads::default(),
            problems: Vec::new(),
            general: Vec::new(),
            suppressed: 0,
            checkpoint: None,
            known: Vec::new(),
            absent: BTreeMap::new(),
            rotation: None,
            broken: false,
        }
    }

    fn run(&mut self, source: &dyn Source, origin: &str, key: &PublicKey) {
        self.compare_known();
        // The index first: it then covers no more than the checkpoint read after it.
        match source.heads() {
            Ok(heads) => self.heads = heads,
            Err(error) => self.whole(error),
        }
        let mut note = String::new();
        let size = match source.state() {
            Ok(state) => {
                note.clone_from(&state.note);
                self.signed(state, origin, key)
            }
            Err(error) => {
                self.whole(error);
                u64::MAX
            }
        };
        thread::scope(|scope| {
            let examined = scope.spawn(|| source.examine());
            let receivers: Vec<_> = (0..WORKERS)
                .map(|worker| {
                    let (sender, receiver) = sync_channel(1);
                    scope.spawn(move || work(source, worker, size, &sender));
                    receiver
                })
                .collect();
            self.follow(&receivers, size);
            drop(receivers);
            self.broken = self.frontier.size() < size;
            match examined.join() {
                Ok(Ok(lines)) => lines
                    .into_iter()
                    .for_each(|line| self.general(Sort::Store, line)),
                Ok(Err(error)) => self.whole(error),
                Err(_) => self.general(
                    Sort::Store,
                    "the check of the database did not finish".into(),
                ),
            }
        });
        self.present_key(key, &note);
        self.conclude();
    }

    /// Checks what the store says of itself; returns how many entries to expect.
    fn signed(&mut self, state: crate::engine::State, origin: &str, key: &PublicKey) -> u64 {
        if state.origin != origin {
            self.whole(LedgerError::Origin {
                expected: origin.into(),
                found: state.origin,
            });
        }
        match SignedCheckpoint::verify(&state.note, key) {
            Ok(signed) => {
                if signed.checkpoint.origin != origin {
                    self.general(
                        Sort::Checkpoint,
                        format!("the checkpoint is about {:?}", signed.checkpoint.origin),
                    );
                }
                let size = signed.checkpoint.size;
                if state.end > size {
                    self.entry(Sort::Beyond, size, "lies beyond the signed checkpoint");
                }
                self.checkpoint = Some(signed.checkpoint);
                size
            }
            Err(error) => {
                self.whole(error);
                state.end
            }
        }
    }

    /// Takes the chunks in the order of the log.
    fn follow(&mut self, receivers: &[Receiver<Chunk>], size: u64) {
        for receiver in receivers.iter().cycle() {
            if self.frontier.size() >= size {
                return;
            }
            let Ok(chunk) = receiver.recv() else { return };
            let before = self.frontier.size();
            if !self.steps(&chunk) {
                return;
            }
            let next = self.frontier.size();
            match chunk.error {
                Some(LedgerError::Corrupt { index, what }) => {
                    self.entry(Sort::Altered, index.unwrap_or(next), what);
                    return;
                }
                Some(error) => return self.whole(error),
                None if next < size.min(before + CHUNK) => {
                    return self.entry(Sort::Missing, next, "is missing");
                }
                None => {}
            }
        }
    }

    /// The entries of a chunk. `false` if the order is broken and nothing after it can be judged.
    fn steps(&mut self, chunk: &Chunk) -> bool {
        let mut faults = chunk.faults.iter().peekable();
        for (at, row) in chunk.rows().enumerate() {
            let index = self.frontier.size();
            if row.index != index {
                self.entry(
                    Sort::Missing,
                    index,
                    format!("is missing; the next one is {}", row.index),
                );
                return false;
            }
            let fault = faults.next_if(|(position, _)| *position == at);
            self.step(&row, fault.map(|(_, what)| what.clone()));
        }
        true
    }

    /// The next entry of the log.
    fn step(&mut self, row: &Row<'_>, fault: Option<String>) {
        let index = row.index;
        if let Some(what) = fault {
            self.entry(Sort::Altered, index, what);
        }
        let (mut nodes, mut agree) = (row.nodes.iter(), true);
        let follows = |node: Hash| agree &= nodes.next() == Some(&node.0);
        self.frontier.push(row.leaf_hash, follows);
        if !agree || nodes.next().is_some() {
            self.entry(
                Sort::Tree,
                index,
                "the tree nodes stored with it do not follow from the leaves",
            );
        }
        self.chain(row);
        if row.payload.is_none() && row.salt.is_none() {
            self.absent.insert(index, row.payload_hash);
        }
        if row.stream == OWN {
            let entry = Entry::from(row);
            self.destroyed(&entry);
            self.rotated(&entry);
        }
        if let Some(visit) = &mut self.visit {
            visit(&Entry::from(row));
        }
        self.compare_known();
        if index + 1 == self.heads.upto {
            self.compare_heads();
        }
    }

    /// Checks version and predecessor in the stream.
    fn chain(&mut self, row: &Row<'_>) {
        let (index, version, stream) = (row.index, row.version, row.stream);
        // Most entries belong to a stream that is known: its name is copied once, not each time.
        let before = match self.streams.get_mut(stream) {
            Some(slot) => Some(std::mem::replace(slot, row.head())),
            None => self.streams.insert(stream.to_owned(), row.head()),
        };
        let due = before.map_or(1, |before| before.version + 1);
        if version != due {
            self.entry(
                Sort::Stream,
                index,
                format!("is version {version} of {stream:?}, where {due} is due"),
            );
        }
        if row.prev != before.map(|before| before.index) {
            self.entry(
                Sort::Stream,
                index,
                "does not name the entry before it in its stream",
            );
        }
    }

    /// A payload may be gone if a later entry of the log itself says so.
    fn destroyed(&mut self, entry: &Entry) {
        let index = entry.index;
        if entry.kind != KIND {
            return;
        }
        let Some(destruction) = Destruction::of(entry) else {
            return self.entry(
                Sort::Destruction,
                index,
                "records a destruction, but not in its format",
            );
        };
        for (gone, hash) in destruction.entries {
            match self.absent.remove(&gone) {
                Some(found) if found == hash => {}
                Some(_) => self.entry(
                    Sort::Destruction,
                    gone,
                    format!("entry {index} destroys another payload"),
                ),
                None => self.entry(
                    Sort::Destruction,
                    gone,
                    format!("is destroyed by entry {index}, but still there"),
                ),
            }
        }
    }

    /// A change of key must be signed by the key before it.
    fn rotated(&mut self, entry: &Entry) {
        if entry.kind != rotation::KIND {
            return;
        }
        let Some(change) = Rotation::of(entry) else {
            return self.entry(
                Sort::Key,
                entry.index,
                "records a change of key that both keys did not sign",
            );
        };
        if self
            .rotation
            .as_ref()
            .is_some_and(|before| before.new != change.old)
        {
            self.entry(Sort::Key, entry.index, "replaces a key that was not in use");
        }
        self.rotation = Some(change);
    }

    /// The present key must be the one that the log changed to, with its SM2 line if it has one.
    fn present_key(&mut self, key: &PublicKey, note: &str) {
        let Some(change) = self.rotation.take().filter(|_| !self.broken) else {
            return;
        };
        if change.new != *key {
            return self.general(
                Sort::Key,
                format!("the log is signed by {}, not by {key}", change.new),
            );
        }
        if let (Some(sm2), Ok(signed)) = (change.sm2, SignedCheckpoint::verify(note, key))
            && !signed.is_signed_by(sm2)
        {
            self.general(
                Sort::Key,
                "the checkpoint lacks the signature by the SM2 key".into(),
            );
        }
    }

    /// The stored stream index against the one derived from the entries it covers.
    fn compare_heads(&mut self) {
        if self.heads.heads == self.streams {
            return;
        }
        let differs = |stream: &&String| self.heads.heads.get(*stream) != self.streams.get(*stream);
        let known = self.streams.keys().chain(self.heads.heads.keys());
        let first = known.filter(differs).min().cloned().unwrap_or_default();
        self.general(
            Sort::Index,
            format!("the stream index is wrong, first about {first:?}"),
        );
    }

    /// The log so far against what others have seen of it.
    fn compare_known(&mut self) {
        let size = self.frontier.size();
        while self.known.first().is_some_and(|known| known.size == size) {
            let known = self.known.remove(0);
            if known.root != self.frontier.root() {
                let what = format!(
                    "not the log whose {size} entries were signed as {}",
                    known.root
                );
                self.general(Sort::SetBack, what);
            }
        }
    }

    fn conclude(&mut self) {
        // What was not read must not be missed.
        if self
            .general
            .iter()
            .any(|problem| problem.sort == Sort::Unread)
        {
            return;
        }
        // Where the log breaks off, the record may lie behind the break.
        if !self.broken {
            for index in std::mem::take(&mut self.absent).into_keys() {
                let what = "the payload is missing, and no entry records its destruction";
                self.entry(Sort::Destruction, index, what);
            }
        }
        for known in std::mem::take(&mut self.known) {
            let (size, now) = (known.size, self.frontier.size());
            self.general(
                Sort::SetBack,
                format!("a checkpoint of {size} entries is known, but only {now} are here"),
            );
        }
        if self.heads.upto > self.frontier.size() {
            self.general(
                Sort::Index,
                "the stream index covers entries that are not there".into(),
            );
        }
        if self.heads.upto == 0 && !self.heads.heads.is_empty() {
            self.general(
                Sort::Index,
                "the stream index knows streams before the first entry".into(),
            );
        }
        let derived = (self.frontier.size(), self.frontier.root());
        if let Some(signed) = &self.checkpoint
            && (signed.size, signed.root) != derived
        {
            let what = format!(
                "the entries lead to size {} and root {}, the checkpoint signs size {} and root {}",
                derived.0, derived.1, signed.size, signed.root
            );
            self.general(Sort::Checkpoint, what);
        }
    }

    fn report(mut self) -> Report {
        if self.suppressed > 0 {
            self.general(
                Sort::More,
                format!("{} more problems are not listed", self.suppressed),
            );
        }
        self.problems.sort_by_key(|problem| problem.index);
        self.problems.append(&mut self.general);
        Report {
            entries: self.frontier.size(),
            problems: self.problems,
            root: self.frontier.root(),
            checkpoint: self.checkpoint,
        }
    }

    fn entry(&mut self, sort: Sort, index: u64, what: impl Into<String>) {
        match self.problems.len() < ENOUGH {
            true => self.problems.push(Problem {
                index: Some(index),
                sort,
                what: what.into(),
            }),
            false => self.suppressed += 1,
        }
    }

    fn general(&mut self, sort: Sort, what: String) {
        let index = None;
        self.general.push(Problem { index, sort, what });
    }

    fn whole(&mut self, error: LedgerError) {
        let sort = match error {
            LedgerError::Checkpoint(_) => Sort::Checkpoint,
            LedgerError::Origin { .. } => Sort::Origin,
            ref error if error.is_passing() => Sort::Unread,
            _ => Sort::Store,
        };
        self.general(sort, error.to_string());
    }
}
