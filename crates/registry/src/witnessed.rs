//! Who has cosigned the checkpoints of the logs here, and when; and whether somebody has seen more
//! of a log than it has now, as after a restore from an older copy.
//!
//! One file for each witness beside the log: the witness's key, then the cosigned note. It is no
//! record: the cosignature proves itself. Does not know how witnesses are reached.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ledger::durable::replace;
use ledger::{Checkpoint, PublicKey, SignedCheckpoint, WitnessKey};
use parking_lot::Mutex;

use crate::fault::Fault;

/// Folder of the files in the folder of a log.
const FOLDER: &str = "witnessed";

/// What one witness has said of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The witness.
    pub witness: WitnessKey,
    /// The checkpoint it cosigned last.
    pub checkpoint: Checkpoint,
    /// When, in seconds since 1970.
    pub at: u64,
    /// It has cosigned so many entries, more than the log has: the log was set back.
    pub ahead: Option<u64>,
}

/// What witnesses have said of the logs of an installation.
#[derive(Debug, Default)]
pub struct Witnessed {
    agencies: PathBuf,
    seen: Mutex<BTreeMap<(String, u32), Seen>>,
}

impl Witnessed {
    /// Reads what is stored beside the logs. A file that is damaged says nothing: the next answer
    /// of the witness replaces it.
    ///
    /// # Errors
    /// A fault if a folder cannot be listed.
    pub fn open(agencies: &Path, codes: &[String]) -> Result<Witnessed, Fault> {
        let mut seen = BTreeMap::new();
        for code in codes {
            for (witness, signed) in notes(&agencies.join(code), code)? {
                if let Some(at) = signed.cosigned(&witness) {
                    let (checkpoint, ahead) = (signed.checkpoint, None);
                    let id = witness.id();
                    let one = Seen {
                        witness,
                        checkpoint,
                        at,
                        ahead,
                    };
                    seen.insert((code.clone(), id), one);
                }
            }
        }
        let (agencies, seen) = (agencies.to_path_buf(), Mutex::new(seen));
        Ok(Witnessed { agencies, seen })
    }

    /// What is known of a log, by witness.
    #[must_use]
    pub fn of(&self, code: &str) -> Vec<Seen> {
        let seen = self.seen.lock();
        seen.iter()
            .filter(|((of, _), _)| of == code)
            .map(|(_, one)| one.clone())
            .collect()
    }

    /// What one witness is known to have cosigned of a log.
    #[must_use]
    pub fn by(&self, code: &str, witness: &WitnessKey) -> Option<Seen> {
        self.seen
            .lock()
            .get(&(code.to_owned(), witness.id()))
            .cloned()
    }

    /// Takes a note that the witness has cosigned, and stores it.
    ///
    /// # Errors
    /// A fault if the log's key or the witness did not sign it, or it cannot be stored.
    pub fn take(&self, key: &PublicKey, witness: &WitnessKey, note: &str) -> Result<(), Fault> {
        let signed = SignedCheckpoint::verify(note, key)?;
        let cosigned = signed.cosigned(witness);
        let at = cosigned.ok_or_else(|| Fault::new("the witness did not sign this checkpoint"))?;
        let (code, id) = (key.name().to_owned(), witness.id());
        let path = self
            .agencies
            .join(&code)
            .join(FOLDER)
            .join(format!("{id:08x}"));
        replace(&path, format!("{witness}\n{note}").as_bytes())?;
        let (witness, checkpoint) = (witness.clone(), signed.checkpoint);
        let one = Seen {
            witness,
            checkpoint,
            at,
            ahead: None,
        };
        self.seen.lock().insert((code, id), one);
        Ok(())
    }

    /// Notes that the witness has cosigned more entries than the log has.
    pub fn is_ahead(&self, now: &Checkpoint, witness: &WitnessKey, size: u64) {
        let key = (now.origin.clone(), witness.id());
        let mut seen = self.seen.lock();
        let one = seen.entry(key).or_insert_with(|| Seen {
            witness: witness.clone(),
            checkpoint: now.clone(),
            at: 0,
            ahead: None,
        });
        one.ahead = Some(size);
    }
}

/// The cosigned notes stored beside a log, each with the key of its witness. The signature of the
/// log is not checked here: the log's key may have been changed since.
pub(crate) fn notes(dir: &Path, code: &str) -> Result<Vec<(WitnessKey, SignedCheckpoint)>, Fault> {
    let mut found = Vec::new();
    let Ok(files) = std::fs::read_dir(dir.join(FOLDER)) else {
        return Ok(found);
    };
    for file in files {
        let text = std::fs::read_to_string(file.map_err(Fault::new)?.path()).unwrap_or_default();
        let read = || {
            let (key, note) = text.split_once('\n')?;
            let (body, _) = note.rsplit_once("\n\n")?;
            let checkpoint = Checkpoint::parse(&format!("{body}\n")).ok()?;
            let note = note.to_owned();
            let signed = SignedCheckpoint { checkpoint, note };
            (signed.checkpoint.origin == code).then_some((key.parse().ok()?, signed))
        };
        found.extend(read());
    }
    Ok(found)
}
