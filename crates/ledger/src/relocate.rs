//! Moving a log from one home to another, and proving that it is the same log.
//!
//! All entries and the signed checkpoint are copied as they are, in one transaction; then both are
//! read side by side, and everything is derived again from the copy. The original is left as it
//! was: the caller sees to it that nobody writes to it any more.

use crate::engine::{CommitError, Engine, Row, Source, State, Stored};
use crate::error::LedgerError;
use crate::fsck::{Report, Sort, fsck};
use crate::home::Home;
use crate::keys::PublicKey;

/// Entries that are read at a time.
const CHUNK: usize = 1024;

/// Copies the log named `origin` and compares every entry, origin and checkpoint. Returns what
/// `fsck` says of the copy: the number of entries and the root that were derived from it.
///
/// If it fails while it copies, or the process dies, the new home is as it was. Where the new home
/// has the log already, as after a move that was cut off, what was appended since is added, and
/// everything is compared all the same: so it can be tried again.
///
/// # Errors
/// `Locked` if somebody is writing to the log, or `Overtaken` where only the comparison in the end
/// tells; `Different` if there is another log of that name,
/// which is left as it is; `Unread` if a check of the log broke off; `Corrupt` if the two are not equal in the end, or the log was not sound
/// before: nothing is copied then.
pub fn relocate(
    from: &Home,
    to: &Home,
    origin: &str,
    key: &PublicKey,
) -> Result<Report, LedgerError> {
    let source = from.source(origin)?;
    // Keeps writers out as far as an engine can; the comparison of the states finds the others.
    let mut original = from.engine(origin)?;
    original.latest(true)?;
    sound(from, origin, key)?;
    let report = copy(from, to, origin, key)?;
    match source.state()? == to.source(origin)?.state()? {
        true => Ok(report),
        false => Err(LedgerError::Overtaken {
            origin: origin.to_owned(),
        }),
    }
}

/// As [`relocate`], of a log that others go on writing to: what is copied and compared is the log
/// as its latest checkpoint describes it at the start, and only the copy is checked.
///
/// # Errors
/// As [`relocate`], but never `Locked` nor `Overtaken`.
pub fn copy(from: &Home, to: &Home, origin: &str, key: &PublicKey) -> Result<Report, LedgerError> {
    let source = from.source(origin)?;
    let mut engine = to.engine(origin)?;
    let state = source.state()?;
    let end = state.end;
    match engine.load()? {
        None => {
            let mut entries = entries(source.as_ref(), end);
            engine.create(&state.origin, &state.note, &mut entries)?;
        }
        Some(there) if there.note != state.note => {
            go_on(source.as_ref(), engine.as_mut(), &there, &state)?;
        }
        Some(_) => {}
    }
    compare(source.as_ref(), engine.source().as_ref(), end)?;
    drop(engine);
    sound(to, origin, key)
}

fn sound(home: &Home, origin: &str, key: &PublicKey) -> Result<Report, LedgerError> {
    let report = fsck(home, origin, key);
    match report.problems.first() {
        None => Ok(report),
        Some(problem) if problem.sort == Sort::Unread => {
            Err(LedgerError::Unread(problem.what.clone()))
        }
        Some(problem) => Err(LedgerError::corrupt(problem.index, problem.what.clone())),
    }
}

/// Brings a copy that was made before up to date, if it is a beginning of the log. What was appended
/// since is held in memory: it has one checkpoint, and is committed under it at once.
fn go_on(
    source: &dyn Source,
    engine: &mut dyn Engine,
    there: &State,
    state: &State,
) -> Result<(), LedgerError> {
    let copy = engine.source();
    let (mut log, mut erased) = (entries(source, state.end), Vec::new());
    for kept in entries(copy.as_ref(), u64::MAX) {
        let mut kept = kept?;
        let index = kept.entry.index;
        let Some(stored) = log.next().transpose()? else {
            return Err(different(state, index));
        };
        // Destroyed since: the record of it is among what is added.
        if stored.entry.payload.is_none() && kept.entry.payload.is_some() {
            (kept.entry.payload, kept.entry.salt) = (None, None);
            erased.push(index);
        }
        if kept != stored {
            return Err(different(state, index));
        }
    }
    let rest: Vec<Stored> = log.collect::<Result<_, _>>()?;
    let rows: Vec<Row<'_>> = rest.iter().map(Row::from).collect();
    if rows.is_empty() {
        return Err(different(state, state.end));
    }
    // If we crash after it, the payloads are gone from the copy too when it is tried again.
    engine.erase(&erased)?;
    let added = engine.commit(&there.note, &rows, &state.note);
    added.map_err(|error| match error {
        CommitError::Moved => LedgerError::Busy { tries: 1 },
        CommitError::Refused(error) | CommitError::Doubtful(error) => error,
    })
}

fn different(state: &State, index: u64) -> LedgerError {
    let origin = state.origin.clone();
    LedgerError::Different { origin, index }
}

/// The entries before `end`, in order, read a few at a time.
fn entries(source: &dyn Source, end: u64) -> impl Iterator<Item = Result<Stored, LedgerError>> {
    let mut next = 0;
    let chunks = std::iter::from_fn(move || {
        let limit = CHUNK.min(usize::try_from(end.saturating_sub(next)).unwrap_or(CHUNK));
        match source.scan(next, limit) {
            Ok(chunk) => {
                next = chunk.last()?.entry.index + 1;
                Some(Ok(chunk))
            }
            Err(error) => Some(Err(error)),
        }
    });
    chunks.flat_map(|chunk| match chunk {
        Ok(chunk) => chunk.into_iter().map(Ok).collect::<Vec<_>>(),
        Err(error) => vec![Err(error)],
    })
}

/// The two sides have the same entries, to the byte.
fn compare(from: &dyn Source, to: &dyn Source, end: u64) -> Result<(), LedgerError> {
    let (mut old, mut new) = (entries(from, end), entries(to, u64::MAX));
    loop {
        let (old, new) = (old.next().transpose()?, new.next().transpose()?);
        if old != new {
            let index = old.or(new).map(|stored| stored.entry.index);
            return Err(LedgerError::corrupt(index, "the copy differs"));
        }
        if old.is_none() {
            return Ok(());
        }
    }
}
