//! Destroying payloads by a recorded act. The record comes first: a payload that is gone without
//! a record would be damage, while one that is recorded and still there is erased at the next try.

use super::{Log, Position};
use crate::destruction::{Destruction, KIND, OWN};
use crate::entry::NewEntry;
use crate::error::{AppendError, LedgerError};

/// A destruction to be recorded and carried out.
#[derive(Debug, Clone)]
pub struct Destroy {
    /// The entries whose payload and salt are to go.
    pub entries: Vec<u64>,
    /// Blobs that the caller removes once the record is durable: see [`crate::Blobs::destroy`].
    pub blobs: Vec<crate::Hash>,
    /// Why; opaque.
    pub reason: String,
    /// Who.
    pub actor: String,
    /// When, in milliseconds since 1970.
    pub time_ms: i64,
}

impl Log {
    /// Records the destruction of payloads and erases them with their salts. Who may do so, and
    /// when, is for the caller to know.
    ///
    /// # Errors
    /// `Invalid` if an entry does not exist, is the log's own, or is destroyed already;
    /// `NotErased` if the record is durable but the bytes could not be erased yet: that is tried
    /// again before each append and at each opening. Otherwise as [`Log::append`].
    pub fn destroy(&mut self, what: &Destroy) -> Result<Position, AppendError> {
        self.destroy_if(None, what)
    }

    /// As [`Log::destroy`], but only in a log of `len` entries: for what was looked at as
    /// [`Log::hold`] found it. Should the turn have been lost meanwhile, nothing is destroyed.
    ///
    /// # Errors
    /// As [`Log::destroy`]; `NotWritten` if the log is not as it was found any more.
    pub fn destroy_at(&mut self, len: u64, what: &Destroy) -> Result<Position, AppendError> {
        self.destroy_if(Some(len), what)
    }

    fn destroy_if(&mut self, at: Option<u64>, what: &Destroy) -> Result<Position, AppendError> {
        self.ready()?;
        let destruction = self.destruction(what)?;
        let new = NewEntry {
            stream: OWN.into(),
            expected_version: None,
            time_ms: what.time_ms,
            actor: what.actor.clone(),
            kind: KIND.into(),
            payload: destruction.encode(),
        };
        let positions = self.append_own(at, &[new])?;
        let Some(&position) = positions.first() else {
            return Err(AppendError::NotWritten(LedgerError::corrupt(
                None,
                "no position",
            )));
        };
        // If we crash here, the record stands and the bytes too: opening erases them.
        self.unerased = true;
        match self.erase_recorded() {
            Ok(()) => Ok(position),
            Err(source) => Err(AppendError::NotErased {
                index: position.index,
                source,
            }),
        }
    }

    fn destruction(&self, what: &Destroy) -> Result<Destruction, AppendError> {
        let mut destruction = Destruction {
            blobs: what.blobs.iter().copied().collect(),
            reason: what.reason.clone(),
            ..Destruction::default()
        };
        for (at, &index) in what.entries.iter().enumerate() {
            let found = self
                .source
                .scan(index, 1)
                .map_err(AppendError::NotWritten)?;
            let mut found = found.into_iter().map(|stored| stored.entry);
            let fault = match found.find(|entry| entry.index == index) {
                None => "there is no such entry",
                Some(entry) if entry.stream == OWN => "an entry of the log itself stays",
                Some(entry) if entry.payload.is_none() => "its payload is destroyed already",
                Some(entry) => {
                    destruction.entries.insert(index, entry.payload_hash);
                    continue;
                }
            };
            return Err(AppendError::Invalid {
                entry: at,
                what: format!("entry {index} cannot be destroyed: {fault}"),
            });
        }
        Ok(destruction)
    }

    /// Erases whatever the log says is destroyed and the store still has.
    pub(super) fn erase_recorded(&mut self) -> Result<(), LedgerError> {
        let mut recorded = Vec::new();
        for entry in self.source.stream(OWN, 1)? {
            if let Some(destruction) = Destruction::of(&entry) {
                recorded.extend(destruction.entries.into_keys());
            }
        }
        if !recorded.is_empty() {
            self.engine.erase(&recorded)?;
        }
        self.unerased = false;
        Ok(())
    }
}
