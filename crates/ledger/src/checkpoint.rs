//! The signed statement of what the log holds: C2SP `tlog-checkpoint` in a C2SP `signed-note`.
//!
//! Three lines of text (origin, size, root) and one signature line per key, so that existing
//! verifiers and witnesses work, and so that a second signature (another algorithm, a witness)
//! is one more line. This file does not know how the root was computed or where notes are kept.

use signed_note::{Note, Verifier, VerifierList};

use crate::error::LedgerError;
use crate::hash::Hash;
use crate::keys::{Keys, PublicKey};

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// Entries in the log.
    pub size: u64,
    /// Root of their tree.
    pub root: Hash,
}

/// A checkpoint together with the note that carries it and its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note as it is to be published.
    pub note: String,
}

fn refuse(what: impl Into<String>) -> LedgerError {
    LedgerError::Checkpoint(what.into())
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            self.root.to_base64()
        )
    }

    /// Reads [`Checkpoint::text`] back. Extension lines are allowed by the format; this log
    /// writes none and refuses them, since a line that it does not understand is not its own.
    ///
    /// # Errors
    /// `LedgerError::Checkpoint` when the text is anything but the canonical spelling.
    pub fn parse(text: &str) -> Result<Checkpoint, LedgerError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(refuse("not three lines"));
        };
        let checkpoint = Checkpoint {
            origin: origin.to_owned(),
            size: size.parse().map_err(|_| refuse(format!("size {size:?}")))?,
            root: Hash::from_base64(root).map_err(|e| refuse(format!("root: {e}")))?,
        };
        // `parse` accepts "007" and "+7"; only one spelling may be signed.
        if checkpoint.origin.is_empty() || checkpoint.text() != text {
            return Err(refuse("not in canonical form"));
        }
        Ok(checkpoint)
    }

    /// Signs the checkpoint.
    ///
    /// # Errors
    /// `LedgerError::Checkpoint` if the origin cannot stand in a note.
    pub fn sign(self, keys: &Keys) -> Result<SignedCheckpoint, LedgerError> {
        let note = keys.note(&self.text())?;
        let note = String::from_utf8(note.to_bytes()).map_err(|e| refuse(e.to_string()))?;
        Ok(SignedCheckpoint {
            checkpoint: self,
            note,
        })
    }
}

impl SignedCheckpoint {
    /// Whether the note carries a signature by this key, too: the SM2 line, or a witness's.
    #[must_use]
    pub fn is_signed_by(&self, key: impl Verifier + 'static) -> bool {
        let keys = VerifierList::new(vec![Box::new(key)]);
        Note::from_bytes(self.note.as_bytes()).is_ok_and(|note| note.verify(&keys).is_ok())
    }

    /// Reads a note and checks that `key` signed it and that it is about the log of that key.
    ///
    /// Signatures by unknown keys are ignored, as `signed-note` demands; a wrong signature under
    /// the name and id of `key` is an error.
    ///
    /// # Errors
    /// `LedgerError::Checkpoint`, saying what is wrong.
    pub fn verify(note: &str, key: &PublicKey) -> Result<SignedCheckpoint, LedgerError> {
        let parsed = Note::from_bytes(note.as_bytes()).map_err(|e| refuse(e.to_string()))?;
        let verifier: Box<dyn Verifier> = Box::new(key.clone());
        parsed
            .verify(&VerifierList::new(vec![verifier]))
            .map_err(|e| refuse(e.to_string()))?;
        // A note has only one spelling of its text, but base64 and repeated lines could vary.
        if parsed.to_bytes() != note.as_bytes() {
            return Err(refuse("not in canonical form"));
        }
        let text = std::str::from_utf8(parsed.text()).map_err(|e| refuse(e.to_string()))?;
        let checkpoint = Checkpoint::parse(text)?;
        if checkpoint.origin != key.name() {
            return Err(refuse(format!("is about {:?}", checkpoint.origin)));
        }
        Ok(SignedCheckpoint {
            checkpoint,
            note: note.to_owned(),
        })
    }

    /// The note with the signature of this key and no other line: anybody can add lines to a note,
    /// so whoever keeps one keeps only what it has checked. `None` if the key did not sign it.
    #[must_use]
    pub fn alone(&self, key: &PublicKey) -> Option<String> {
        let keys = VerifierList::new(vec![Box::new(key.clone())]);
        let note = Note::from_bytes(self.note.as_bytes()).ok()?;
        let (valid, _) = note.verify(&keys).ok()?;
        let note = Note::new(note.text(), &valid).ok()?;
        String::from_utf8(note.to_bytes()).ok()
    }
}
