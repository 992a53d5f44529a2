//! How a log stands to checkpoints of it that somebody keeps elsewhere: a later state of what they
//! saw, an older one, or another log.
//!
//! It believes the tree that is stored with the log: whoever asks has had it checked.

use std::path::Path;

use ledger::rotation::Rotation;
use ledger::{Checkpoint, Hash, Home, PublicKey, Reader, SignedCheckpoint};

use crate::fault::Fault;
use crate::homes::Homes;
use crate::installation::{Layout, public_key};

/// How a log stands to a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is a later state of what was seen, or the same.
    Later,
    /// It has fewer entries than were seen. Whether they are the same cannot be told from it, nor,
    /// where its key was changed since, whether the checkpoint is genuine.
    Older {
        /// Name of the log.
        code: String,
        /// Entries that were seen.
        seen: u64,
        /// Entries it has.
        here: u64,
    },
    /// Its entries are others than those that were seen: neither is a state of the other.
    Fork {
        /// Name of the log.
        code: String,
        /// Entries that were seen.
        size: u64,
        /// Root that was seen.
        seen: Hash,
        /// Root of as many entries of the log.
        here: Hash,
    },
    /// It is no checkpoint, of no log here, or none of the log's keys signed it: it proves nothing.
    Stranger,
}

/// A log with all the keys that have signed it.
pub(crate) struct Known {
    reader: Reader,
    keys: Vec<PublicKey>,
}

impl Known {
    /// The log whose keys lie in this folder.
    pub(crate) fn open(dir: &Path, home: &Home) -> Result<Known, Fault> {
        let key = public_key(dir, home)?;
        let keys = all_keys(home, &key);
        let reader = Reader::open(home, key)?;
        Ok(Known { reader, keys })
    }

    /// How the log stands to what this note says of it.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub(crate) fn standing(&self, note: &str) -> Result<Standing, Fault> {
        let here = self.reader.len()?;
        let code = self.reader.key().name().to_owned();
        Ok(match said(note) {
            Some(seen) if seen.origin != code => Standing::Stranger,
            // A key that came later has signed more than is here.
            Some(seen) if seen.size > here => {
                let seen = seen.size;
                Standing::Older { code, seen, here }
            }
            Some(seen) => match (self.reader.root(seen.size)?, signed_by(&self.keys, note)) {
                (here, _) if here != seen.root => {
                    let (size, seen) = (seen.size, seen.root);
                    Standing::Fork {
                        code,
                        size,
                        seen,
                        here,
                    }
                }
                (_, Some(_)) => Standing::Later,
                (_, None) => Standing::Stranger,
            },
            None => Standing::Stranger,
        })
    }
}

/// How the logs of a folder stand to each of these notes.
///
/// # Errors
/// A fault if a log cannot be read.
pub fn standings(dir: &Path, notes: &[String]) -> Result<Vec<Standing>, Fault> {
    let (layout, homes) = (Layout(dir), Homes::of(dir)?);
    let codes = layout.codes()?;
    let standing = |note: &String| {
        let code = said(note).map(|checkpoint| checkpoint.origin);
        match code.filter(|code| codes.contains(code)) {
            Some(code) => Known::open(&layout.agency(&code), &homes.log(&code))?.standing(note),
            None => Ok(Standing::Stranger),
        }
    };
    notes.iter().map(standing).collect()
}

/// What a note says, whoever signed it.
fn said(note: &str) -> Option<Checkpoint> {
    let (text, _) = note.split_once("\n\n")?;
    Checkpoint::parse(&format!("{text}\n")).ok()
}

/// Those of the notes that are about this log and signed by a key that led to the present one; what
/// is wrong with the others is added to `problems`.
pub(crate) fn checkpoints(
    home: &Home,
    code: &str,
    key: &PublicKey,
    notes: &[String],
    problems: &mut Vec<String>,
) -> Vec<Checkpoint> {
    let keys = all_keys(home, key);
    let mut known = Vec::new();
    for note in notes {
        match signed_by(&keys, note) {
            Some(checkpoint) => known.push(checkpoint),
            None => problems.push(format!(
                "{code}：见证过的检查点不是由这本账册已知的密钥签名的：或者出自别处，或者这里的账册早于密钥更换"
            )),
        }
    }
    known
}

/// Every key that has signed a log, the present one last.
fn all_keys(home: &Home, key: &PublicKey) -> Vec<PublicKey> {
    let own = Reader::open(home, key.clone());
    let own = own.and_then(|reader| reader.stream(ledger::destruction::OWN, 1));
    let own = own.unwrap_or_default();
    let changes = own.iter().filter_map(Rotation::of);
    changes
        .map(|change| change.old)
        .chain([key.clone()])
        .collect()
}

fn signed_by(keys: &[PublicKey], note: &str) -> Option<Checkpoint> {
    let mut signed = keys.iter().map(|key| SignedCheckpoint::verify(note, key));
    signed.find_map(|signed| Some(signed.ok()?.checkpoint))
}
