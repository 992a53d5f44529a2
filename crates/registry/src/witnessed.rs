//! Who has cosigned the checkpoints of the logs here, and when; and whether somebody has seen more
//! of a log than it has now, as after a restore from an older copy, or other entries than it has.
//!
//! Files for each witness beside the log: the witness's key, then the cosigned note; and the key
//! with what it objects to, if it does. They are no record: a cosignature proves itself, and an
//! objection stands until the witness cosigns again. Does not know how witnesses are reached.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use ledger::durable::replace;
use ledger::{Checkpoint, PublicKey, Reader, SignedCheckpoint, WitnessKey};
use parking_lot::Mutex;

use crate::fault::Fault;
use crate::office::Office;

/// Folder of the files in the folder of a log.
const FOLDER: &str = "witnessed";
/// What the name of a file ends with that holds an objection.
const OBJECTION: &str = ".objection";

/// Why a witness cannot stand by the log as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// It has cosigned so many entries, more than the log has: the log was set back.
    Ahead(u64),
    /// It has cosigned so many entries, and they are not those that the log begins with now.
    Other(u64),
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Objection::Ahead(size) => write!(f, "ahead {size}"),
            Objection::Other(size) => write!(f, "other {size}"),
        }
    }
}

impl FromStr for Objection {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Objection, Fault> {
        let (word, size) = text.split_once(' ').unwrap_or_default();
        let size = size.parse().map_err(Fault::internal)?;
        match word {
            "ahead" => Ok(Objection::Ahead(size)),
            "other" => Ok(Objection::Other(size)),
            _ => Err(Fault::internal(format!("{word:?} is no objection"))),
        }
    }
}

/// What one witness has said of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The witness.
    pub witness: WitnessKey,
    /// The checkpoint it cosigned last, and when, in seconds since 1970.
    pub cosigned: Option<(Checkpoint, u64)>,
    /// What speaks against the log.
    pub objection: Option<Objection>,
}

/// What witnesses have said of the logs of an installation.
#[derive(Debug, Default)]
pub struct Witnessed {
    agencies: PathBuf,
    seen: Mutex<BTreeMap<(String, u32), Seen>>,
}

impl Witnessed {
    /// Reads what is stored beside the logs, and compares each log with what was cosigned of it. A
    /// file that is damaged says nothing: the next answer of the witness replaces it.
    ///
    /// # Errors
    /// A fault if a folder cannot be listed or a log cannot be read.
    pub fn open(
        agencies: &Path,
        offices: &BTreeMap<String, Arc<Office>>,
    ) -> Result<Witnessed, Fault> {
        let (agencies, seen) = (agencies.to_path_buf(), Mutex::default());
        let witnessed = Witnessed { agencies, seen };
        for (code, office) in offices {
            let dir = witnessed.agencies.join(code);
            for (witness, objection) in objections(&dir)? {
                witnessed.with(code, &witness, |one| one.objection = Some(objection));
            }
            for (witness, signed) in notes(&dir, code)? {
                let Some(at) = signed.cosigned(&witness) else {
                    continue;
                };
                let against = contradicts(office.log(), &signed.checkpoint)?;
                witnessed.with(code, &witness, |one| {
                    one.cosigned = Some((signed.checkpoint, at));
                    one.objection = against.or(one.objection);
                });
            }
        }
        Ok(witnessed)
    }

    fn with(&self, code: &str, witness: &WitnessKey, change: impl FnOnce(&mut Seen)) {
        let mut seen = self.seen.lock();
        let one = seen.entry((code.to_owned(), witness.id()));
        change(one.or_insert_with(|| Seen {
            witness: witness.clone(),
            cosigned: None,
            objection: None,
        }));
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

    /// The last checkpoint of a log that one witness is known to have cosigned.
    #[must_use]
    pub fn by(&self, code: &str, witness: &WitnessKey) -> Option<Checkpoint> {
        let seen = self.seen.lock();
        let one = seen.get(&(code.to_owned(), witness.id()))?;
        one.cosigned
            .as_ref()
            .map(|(checkpoint, _)| checkpoint.clone())
    }

    /// Takes a note that the witness has cosigned, and stores it. What it objected to is settled. A
    /// note that goes behind what the witness is known to have cosigned is evidence against the log,
    /// or the witness has lost its memory: what is known is kept, and stands as an objection.
    ///
    /// # Errors
    /// A fault if the log's key or the witness did not sign it, it goes behind what is known, or it
    /// cannot be stored.
    pub fn take(&self, key: &PublicKey, witness: &WitnessKey, note: &str) -> Result<(), Fault> {
        let signed = SignedCheckpoint::verify(note, key)?;
        let cosigned = signed.cosigned(witness);
        let at = cosigned.ok_or_else(|| Fault::new("见证没有联署这个检查点，请核对见证的公钥"))?;
        let known = self.by(key.name(), witness);
        if let Some(objection) = known.and_then(|known| behind(&signed.checkpoint, &known)) {
            self.object(key.name(), witness, objection)?;
            return Err(Fault::new(
                "见证以前联署过的检查点与现在的账册不符，仍然保留。\
                 请查明账册是否被旧的副本替换过，并向见证方查询",
            ));
        }
        replace(
            &self.path(key.name(), witness, ""),
            format!("{witness}\n{note}").as_bytes(),
        )?;
        // If we crash here, the objection stands until the witness cosigns the next time.
        match std::fs::remove_file(self.path(key.name(), witness, OBJECTION)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Fault::io(self.path(key.name(), witness, OBJECTION))(error));
            }
            _ => {}
        }
        self.with(key.name(), witness, |one| {
            one.cosigned = Some((signed.checkpoint, at));
            one.objection = None;
        });
        Ok(())
    }

    /// Notes, for good, that the witness does not stand by the log.
    ///
    /// # Errors
    /// A fault if it cannot be stored; it is known until the program ends then.
    pub fn object(
        &self,
        code: &str,
        witness: &WitnessKey,
        objection: Objection,
    ) -> Result<(), Fault> {
        let text = format!("{witness}\n{objection}\n");
        let kept = replace(&self.path(code, witness, OBJECTION), text.as_bytes());
        // Shown only now: what somebody has read must still be there after a crash.
        self.with(code, witness, |one| one.objection = Some(objection));
        Ok(kept?)
    }

    fn path(&self, code: &str, witness: &WitnessKey, end: &str) -> PathBuf {
        let name = format!("{:08x}{end}", witness.id());
        self.agencies.join(code).join(FOLDER).join(name)
    }
}

/// How a log speaks against what was cosigned of it, if it does: then it is not the log that it was.
fn contradicts(log: &Reader, known: &Checkpoint) -> Result<Option<Objection>, Fault> {
    Ok(match known.size {
        size if size > log.len()? => Some(Objection::Ahead(size)),
        size if log.root(size)? != known.root => Some(Objection::Other(size)),
        _ => None,
    })
}

/// How a checkpoint that was cosigned before speaks against a new one, by what the two say alone.
fn behind(new: &Checkpoint, known: &Checkpoint) -> Option<Objection> {
    match known.size.cmp(&new.size) {
        Ordering::Greater => Some(Objection::Ahead(known.size)),
        Ordering::Equal if known.root != new.root => Some(Objection::Other(known.size)),
        _ => None,
    }
}

/// The files stored beside a log.
fn files(dir: &Path) -> Result<Vec<PathBuf>, Fault> {
    let Ok(files) = std::fs::read_dir(dir.join(FOLDER)) else {
        return Ok(Vec::new());
    };
    let files = files.map(|file| file.map(|file| file.path()).map_err(Fault::io(dir)));
    files.collect()
}

/// The objections stored beside a log, each with the key of its witness.
fn objections(dir: &Path) -> Result<Vec<(WitnessKey, Objection)>, Fault> {
    let read = |path: PathBuf| {
        path.to_str().filter(|path| path.ends_with(OBJECTION))?;
        let text = std::fs::read_to_string(path).ok()?;
        let (key, objection) = text.split_once('\n')?;
        Some((key.parse().ok()?, objection.trim_end().parse().ok()?))
    };
    Ok(files(dir)?.into_iter().filter_map(read).collect())
}

/// The cosigned notes stored beside a log, each with the key of its witness. The signature of the
/// log is not checked here: the log's key may have been changed since.
pub(crate) fn notes(dir: &Path, code: &str) -> Result<Vec<(WitnessKey, SignedCheckpoint)>, Fault> {
    let mut found = Vec::new();
    for path in files(dir)? {
        let text = std::fs::read_to_string(path).unwrap_or_default();
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
