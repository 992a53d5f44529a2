//! Moving a log from one home to another, and proving that it is the same log.
//!
//! All entries and the signed checkpoint are copied as they are, in one transaction; then both are
//! read side by side, and everything is derived again from the copy. The original is left as it
//! was: the caller sees to it that nobody writes to it any more.

use crate::engine::{Source, Stored};
use crate::error::LedgerError;
use crate::fsck::{Report, fsck};
use crate::home::Home;
use crate::keys::PublicKey;

/// Entries that are read at a time.
const CHUNK: usize = 1024;

/// Copies the log named `origin` and compares every entry, origin and checkpoint. Returns what
/// `fsck` says of the copy: the number of entries and the root that were derived from it.
///
/// If it fails while it copies, or the process dies, the new home is as it was. Where the new home
/// has the log already, it is not copied, but compared all the same: so it can be tried again.
///
/// # Errors
/// `Locked` if somebody is writing to the log; `Corrupt` if the two are not equal in the end, or the
/// log was not sound before.
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
    let report = copy(from, to, origin, key)?;
    match source.state()? == to.source(origin)?.state()? {
        true => Ok(report),
        false => Err(LedgerError::corrupt(
            None,
            "the original has changed meanwhile",
        )),
    }
}

/// As [`relocate`], of a log that others go on writing to: what is copied and compared is the log
/// as its latest checkpoint describes it at the start.
///
/// # Errors
/// As [`relocate`], but never `Locked`.
pub fn copy(from: &Home, to: &Home, origin: &str, key: &PublicKey) -> Result<Report, LedgerError> {
    let source = from.source(origin)?;
    let mut engine = to.engine(origin)?;
    let state = source.state()?;
    let end = state.end;
    if engine.load()?.is_none() {
        let mut entries = entries(source.as_ref(), end);
        engine.create(&state.origin, &state.note, &mut entries)?;
    }
    compare(source.as_ref(), engine.source().as_ref(), end)?;
    drop(engine);
    let report = fsck(to, origin, key);
    match report.problems.first() {
        None => Ok(report),
        Some(problem) => Err(LedgerError::corrupt(problem.index, problem.what.clone())),
    }
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
            let what = "there is another log of that name, or the copy differs";
            return Err(LedgerError::corrupt(index, what));
        }
        if old.is_none() {
            return Ok(());
        }
    }
}
