//! The change of a log's key: `docs/format/rotation.md`, in code.
//!
//! The statement is signed by the key that goes and by the one that comes, and is itself an entry
//! of the log. Who holds any key of a log can therefore follow it to the present one, and each
//! checkpoint verifies under the key that was valid at its size. This file knows no files.

use signed_note::{Note, Verifier, VerifierList};

use crate::destruction::OWN;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::keys::{Keys, PublicKey};
use crate::sm2::Sm2PublicKey;

/// Kind of an entry that records a change of key.
pub const KIND: &str = "ledger/key";

/// A change of key that both keys have signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The entry that records it: larger trees are signed by the new key.
    pub index: u64,
    /// The key that signs trees up to `index` entries.
    pub old: PublicKey,
    /// The key that signs from then on.
    pub new: PublicKey,
    /// The SM2 key that signs beside it, if there is one.
    pub sm2: Option<Sm2PublicKey>,
}

impl Rotation {
    fn text(&self) -> String {
        let Rotation {
            index,
            old,
            new,
            sm2,
        } = self;
        let origin = old.name();
        let sm2 = sm2
            .as_ref()
            .map(|key| format!("{key}\n"))
            .unwrap_or_default();
        format!("{origin}\nkey from entry {index}\n{old}\n{new}\n{sm2}")
    }

    /// The note that says so, signed by both: the payload of the entry.
    ///
    /// # Errors
    /// `LedgerError::Key` if the keys are of different logs.
    pub(crate) fn note(index: u64, old: &Keys, new: &Keys) -> Result<Vec<u8>, LedgerError> {
        if old.public().name() != new.public().name() {
            return Err(LedgerError::Key("a log keeps its name".into()));
        }
        let rotation = Rotation {
            index,
            old: old.public().clone(),
            new: new.public().clone(),
            sm2: new.sm2().map(|sm2| sm2.public().clone()),
        };
        let mut note = old.note(&rotation.text())?;
        let refuse = |e: signed_note::NoteError| LedgerError::Checkpoint(e.to_string());
        note.add_sigs(&[new]).map_err(refuse)?;
        Ok(note.to_bytes())
    }

    /// Reads a note and checks both signatures; `None` for anything else.
    #[must_use]
    pub fn parse(payload: &[u8]) -> Option<Rotation> {
        let note = Note::from_bytes(payload).ok()?;
        let text = std::str::from_utf8(note.text()).ok()?;
        let mut lines = text.lines();
        let (origin, from) = (lines.next()?, lines.next()?);
        let index = from.strip_prefix("key from entry ")?.parse().ok()?;
        let (old, new): (PublicKey, PublicKey) =
            (lines.next()?.parse().ok()?, lines.next()?.parse().ok()?);
        let sm2 = lines.next().map(|line| line.parse::<Sm2PublicKey>().ok());
        let sm2 = match sm2 {
            Some(key) => Some(key?),
            None => None,
        };
        let named = [old.name(), new.name()] == [origin, origin]
            && sm2.as_ref().is_none_or(|key| key.name() == origin);
        let signed = |key: &PublicKey| {
            let key: Box<dyn Verifier> = Box::new(key.clone());
            note.verify(&VerifierList::new(vec![key])).is_ok()
        };
        let right = named && signed(&old) && signed(&new);
        let read = Rotation {
            index,
            old,
            new,
            sm2,
        };
        (right && read.text() == text).then_some(read)
    }

    /// The change that an entry of the log itself records, at the place it names; `None` if it
    /// records another thing.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Rotation> {
        let is_one = entry.stream == OWN && entry.kind == KIND;
        let read = is_one
            .then(|| Rotation::parse(entry.payload.as_deref()?))
            .flatten()?;
        (read.index == entry.index).then_some(read)
    }
}

/// The key that is valid at the end of these changes, for one who holds `key`: follows every
/// change from it on. The changes must be in the order of the log.
#[must_use]
pub fn follow<'a>(key: &PublicKey, rotations: impl IntoIterator<Item = &'a Rotation>) -> PublicKey {
    let step = |key: PublicKey, rotation: &Rotation| match rotation.old == key {
        true => rotation.new.clone(),
        false => key,
    };
    rotations.into_iter().fold(key.clone(), step)
}
