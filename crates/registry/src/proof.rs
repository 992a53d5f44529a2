//! What an office says of its log to those who want to check it: the signed checkpoint, the key
//! that signs it, where a record stands, and the proof that it stands there. Hashes only: nothing
//! of what a record says can be read from them.

use enforcement::Moment;
use ledger::tiles::Tile;
use ledger::{LedgerError, Receipt};
use serde::Serialize;

use crate::clock::civil;
use crate::fault::Fault;
use crate::office::Office;
use crate::states::{AGENCY, stream_of};

/// Where a record stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The number of the record in its file.
    pub no: u32,
    /// Its position in the log, from 0.
    pub index: u64,
    /// RFC 6962 leaf hash, in hexadecimal digits.
    pub leaf: String,
    /// When it was entered, by the server's clock.
    pub at: Moment,
}

/// The proof that an entry is in the tree a checkpoint signs (RFC 6962, section 2.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inclusion {
    /// Name of the log.
    pub origin: String,
    /// Position of the entry, from 0.
    pub index: u64,
    /// Leaf hash, base64.
    pub leaf: String,
    /// Entries the tree holds.
    pub size: u64,
    /// Root of the tree, base64.
    pub root: String,
    /// The hashes that lead from leaf to root, base64.
    pub path: Vec<String>,
    /// The signed checkpoint of that tree.
    pub checkpoint: String,
}

impl Office {
    /// The latest signed checkpoint, as it is to be published.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn checkpoint(&self) -> Result<String, Fault> {
        Ok(self.log().checkpoint()?.note)
    }

    /// A tile of the tree, by its path in C2SP `tlog-tiles`; `None` if the log has no such tile.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn tile(&self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Ok(tile) = path.parse::<Tile>() else {
            return Ok(None);
        };
        match self.log().tile(tile) {
            Ok(hashes) => Ok(Some(hashes)),
            Err(LedgerError::OutOfRange { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The key that signs the checkpoints, as verifiers take it.
    #[must_use]
    pub fn log_key(&self) -> String {
        self.log().key().to_string()
    }

    /// The proof that an entry is in the log; `None` if there is no such entry.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn inclusion(&self, index: u64) -> Result<Option<Inclusion>, Fault> {
        let signed = self.log().checkpoint()?;
        let size = signed.checkpoint.size;
        if index >= size {
            return Ok(None);
        }
        let path = self.log().inclusion_proof(index, size)?;
        Ok(Some(Inclusion {
            origin: signed.checkpoint.origin,
            index,
            leaf: self.log().entry(index)?.leaf_hash.to_base64(),
            size,
            root: signed.checkpoint.root.to_base64(),
            path: path.into_iter().map(|hash| hash.to_base64()).collect(),
            checkpoint: signed.note,
        }))
    }

    /// The same proof as a C2SP `tlog-proof`, for whoever has the leaf; `None` if there is no such entry.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn receipt(&self, index: u64) -> Result<Option<String>, Fault> {
        let signed = self.log().checkpoint()?;
        let size = signed.checkpoint.size;
        if index >= size {
            return Ok(None);
        }
        let path = self.log().inclusion_proof(index, size)?;
        let note = signed.note;
        Ok(Some(Receipt { index, path, note }.text()))
    }

    /// Where the records of a file stand, from a number on; the agency's own file without a case.
    ///
    /// # Errors
    /// A fault if the log cannot be read.
    pub fn places(&self, case: Option<&str>, from: u32) -> Result<Vec<Place>, Fault> {
        let stream = case.map_or(AGENCY.to_owned(), stream_of);
        let entries = self.log().stream(&stream, u64::from(from))?;
        let place = |entry: &ledger::Entry| Place {
            no: u32::try_from(entry.version).unwrap_or(u32::MAX),
            index: entry.index,
            leaf: entry.leaf_hash.to_string(),
            at: civil(entry.time_ms),
        };
        Ok(entries.iter().map(place).collect())
    }
}
