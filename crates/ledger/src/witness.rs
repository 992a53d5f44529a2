//! A witness: remembers the largest checkpoint of each log that it has cosigned, and cosigns only
//! what extends it (C2SP `tlog-witness`).
//!
//! A log that shows different things to different people, or forgets, cannot get both cosigned.
//! What was cosigned is durable before the cosignature is handed out. This file knows no HTTP.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::cosignature::WitnessKeys;
use crate::durable::{lock, make_dir, replace};
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::keys::PublicKey;
use crate::proof::{Proof, verify_consistency};
use crate::tree::empty_root;

/// More hashes than a consistency proof has.
const LONGEST: usize = 63;

/// A request to cosign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Size of the latest checkpoint that the witness is thought to have cosigned; 0 if none.
    pub old: u64,
    /// Consistency proof from there.
    pub proof: Proof,
    /// The signed checkpoint.
    pub note: String,
}

impl Request {
    /// The body of the request.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.proof {
            text += &hash.to_base64();
            text.push('\n');
        }
        format!("{text}\n{}", self.note)
    }

    /// Reads [`Request::text`] back; `None` for anything but its canonical spelling.
    #[must_use]
    pub fn parse(text: &str) -> Option<Request> {
        let (old, mut rest) = text.strip_prefix("old ")?.split_once('\n')?;
        let mut proof = Proof::new();
        loop {
            let (line, after) = rest.split_once('\n')?;
            rest = after;
            if line.is_empty() {
                break;
            }
            if proof.len() == LONGEST {
                return None;
            }
            proof.push(Hash::from_base64(line).ok()?);
        }
        let (old, note) = (old.parse().ok()?, rest.to_owned());
        let request = Request { old, proof, note };
        (request.text() == text).then_some(request)
    }
}

/// Why a witness does not cosign.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    /// The request is malformed, or its old size is beyond the checkpoint.
    #[error("the request is malformed")]
    Malformed,
    /// The witness does not know the log.
    #[error("the log is not known here")]
    UnknownLog,
    /// No key that the witness trusts for this log signed the checkpoint.
    #[error("the checkpoint is not signed by the log")]
    NotSigned,
    /// The witness last cosigned a checkpoint of this size, or another one of this very size.
    #[error("the latest cosigned checkpoint has {0} entries")]
    Conflict(u64),
    /// The checkpoint does not extend what was cosigned.
    #[error("the proof does not show that the checkpoint extends the cosigned one")]
    Proof,
    /// The witness failed. Nothing was cosigned.
    #[error(transparent)]
    Failed(#[from] LedgerError),
}

/// A witness with its memory in a folder.
pub struct Witness {
    dir: PathBuf,
    keys: WitnessKeys,
    logs: Vec<PublicKey>,
    /// Checking and remembering are one step: otherwise two requests could undo each other.
    turn: Mutex<()>,
    /// Held, not read: closing the file gives the lock up.
    _lock: File,
}

impl Witness {
    /// Opens the witness in this folder, or makes it. A log may have several keys.
    ///
    /// # Errors
    /// `Locked` if another process has it; `Key` if the folder is that of another witness; `Io`.
    pub fn open(dir: &Path, name: &str, logs: Vec<PublicKey>) -> Result<Witness, LedgerError> {
        make_dir(dir)?;
        let lock = lock(&dir.join("witness.lock"))?;
        Ok(Witness {
            keys: WitnessKeys::open_or_create(&dir.join("witness.key"), name)?,
            dir: dir.to_path_buf(),
            logs,
            turn: Mutex::default(),
            _lock: lock,
        })
    }

    /// The key of the witness.
    #[must_use]
    pub fn keys(&self) -> &WitnessKeys {
        &self.keys
    }

    /// The logs that it watches.
    #[must_use]
    pub fn logs(&self) -> &[PublicKey] {
        &self.logs
    }

    /// Cosigns what the request shows to extend everything cosigned before. `now` is in seconds
    /// since 1970. What is returned is durable.
    ///
    /// # Errors
    /// See [`Declined`].
    pub fn add(&self, body: &str, now: u64) -> Result<String, Declined> {
        let request = Request::parse(body).ok_or(Declined::Malformed)?;
        let origin = request.note.lines().next().unwrap_or_default();
        let keys: Vec<_> = self
            .logs
            .iter()
            .filter(|key| key.name() == origin)
            .collect();
        if keys.is_empty() {
            return Err(Declined::UnknownLog);
        }
        let signed = keys.iter().find_map(|key| {
            let signed = SignedCheckpoint::verify(&request.note, key).ok()?;
            Some((signed.alone(key)?, signed))
        });
        let (alone, signed) = signed.ok_or(Declined::NotSigned)?;
        if request.old > signed.checkpoint.size {
            return Err(Declined::Malformed);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.latest(origin)?;
        let (size, root) = before.map_or((0, empty_root()), |known| (known.size, known.root));
        let new = (signed.checkpoint.size, signed.checkpoint.root);
        if request.old != size || (new.0 == size && new.1 != root) {
            return Err(Declined::Conflict(size));
        }
        if !verify_consistency((size, root), new, &request.proof) {
            return Err(Declined::Proof);
        }
        let line = self.keys.cosign(&signed.checkpoint.text(), now);
        // Nothing is kept of the request but what the log signed: anybody can add lines to a public
        // note, under our name too, and a memory that we cannot read back would silence us for ever.
        // If we crash before this returns, nothing was handed out; after it, the log may ask again
        // and is told the size that it has to start from.
        replace(&self.path(origin), format!("{alone}{line}").as_bytes())?;
        Ok(line)
    }

    /// The latest checkpoint of a log that was cosigned. The file is believed only as far as it
    /// carries the witness's own cosignature.
    fn latest(&self, origin: &str) -> Result<Option<Checkpoint>, LedgerError> {
        let path = self.path(origin);
        let note = match fs::read_to_string(&path) {
            Ok(note) => note,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LedgerError::io(path)(error)),
        };
        let damaged = || LedgerError::Format(format!("{} is damaged", path.display()));
        let text = note.rsplit_once("\n\n").ok_or_else(damaged)?.0;
        let checkpoint = Checkpoint::parse(&format!("{text}\n"))?;
        let signed = SignedCheckpoint { checkpoint, note };
        match signed.cosigned(self.keys.public()) {
            Some(_) if signed.checkpoint.origin == origin => Ok(Some(signed.checkpoint)),
            _ => Err(damaged()),
        }
    }

    fn path(&self, origin: &str) -> PathBuf {
        // An origin may hold slashes; its hash may stand in any file name.
        self.dir
            .join(format!("{}.note", Hash::of(&[origin.as_bytes()])))
    }
}
