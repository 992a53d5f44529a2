//! The proof of one entry as a file of its own: C2SP `tlog-proof`.
//!
//! Index, path and the signed checkpoint in one text, so that whoever holds the entry and the
//! public key needs nothing else. This file does not know what the entry says.

use crate::checkpoint::SignedCheckpoint;
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::keys::PublicKey;
use crate::proof::{Proof, verify_inclusion};

const FIRST: &str = "c2sp.org/tlog-proof@v1\n";
/// More hashes than a tree of 2^64 leaves needs.
const LONGEST: usize = 64;

/// The proof that a leaf is at an index of the tree that a checkpoint signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Position of the entry, from 0.
    pub index: u64,
    /// RFC 6962 inclusion proof, from the leaf's sibling upwards.
    pub path: Proof,
    /// The signed note, whole.
    pub note: String,
}

impl Receipt {
    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{FIRST}index {}\n", self.index);
        for hash in &self.path {
            text += &hash.to_base64();
            text.push('\n');
        }
        text.push('\n');
        text + &self.note
    }

    /// Reads [`Receipt::text`] back. The optional `extra` line of the format is refused: this log
    /// writes none, and nothing would authenticate it.
    ///
    /// # Errors
    /// `LedgerError::Format` for anything but the canonical spelling.
    pub fn parse(text: &str) -> Result<Receipt, LedgerError> {
        let refuse = || LedgerError::Format("not a tlog-proof of an entry".into());
        let rest = text.strip_prefix(FIRST).ok_or_else(refuse)?;
        let rest = rest.strip_prefix("index ").ok_or_else(refuse)?;
        let (index, mut rest) = rest.split_once('\n').ok_or_else(refuse)?;
        let mut path = Proof::new();
        loop {
            let (line, after) = rest.split_once('\n').ok_or_else(refuse)?;
            rest = after;
            if line.is_empty() {
                break;
            }
            if path.len() == LONGEST {
                return Err(refuse());
            }
            path.push(Hash::from_base64(line).map_err(|_| refuse())?);
        }
        let receipt = Receipt {
            index: index.parse().map_err(|_| refuse())?,
            path,
            note: rest.to_owned(),
        };
        (receipt.text() == text)
            .then_some(receipt)
            .ok_or_else(refuse)
    }

    /// Checks signature and path; returns the checkpoint that covers the leaf.
    ///
    /// # Errors
    /// `LedgerError::Checkpoint` if the key did not sign it, or the leaf is not at that index.
    pub fn verify(&self, leaf: Hash, key: &PublicKey) -> Result<SignedCheckpoint, LedgerError> {
        let signed = SignedCheckpoint::verify(&self.note, key)?;
        let checkpoint = &signed.checkpoint;
        match verify_inclusion(
            leaf,
            self.index,
            checkpoint.size,
            checkpoint.root,
            &self.path,
        ) {
            true => Ok(signed),
            false => {
                let what = format!("does not lead from entry {} to its root", self.index);
                Err(LedgerError::Checkpoint(what))
            }
        }
    }
}
