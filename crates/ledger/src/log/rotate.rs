//! Changing the key of a log. The new private key is durable before the log says that it is in
//! use, and the old one is removed after that: at every moment one of them can go on.

use std::path::Path;

use super::{Log, Position, not_written};
use crate::destruction::OWN;
use crate::entry::NewEntry;
use crate::error::{AppendError, LedgerError};
use crate::keys::Keys;
use crate::rotation::{KIND, Rotation};

impl Log {
    /// Replaces the key in the file at `path` by `new`. The change is an entry that both keys
    /// signed; the checkpoint that covers it is the first that the new key signs.
    ///
    /// # Errors
    /// `Invalid` if the key is of another log; `NotInPlace` if the change is recorded, but the file
    /// at `path` not replaced; otherwise as [`Log::append`]. After `Unknown`, the
    /// log is to be opened again: [`Keys::settle`] tells which key is in use.
    pub fn rotate(
        &mut self,
        new: Keys,
        path: &Path,
        actor: &str,
        time_ms: i64,
    ) -> Result<Position, AppendError> {
        self.ready()?;
        // The record names its own place: nobody else may append in between.
        let len = self.hold().map_err(not_written)?;
        let payload = Rotation::note(len, &self.keys, &new).map_err(|error| {
            let what = error.to_string();
            AppendError::Invalid { entry: 0, what }
        })?;
        new.prepare(path).map_err(AppendError::NotWritten)?;
        let entry = NewEntry {
            stream: OWN.into(),
            expected_version: None,
            time_ms,
            actor: actor.to_owned(),
            kind: KIND.into(),
            payload,
        };
        // If we crash before the commit, the prepared key is never used; if we crash after it, it
        // takes its place at the next start.
        let key = new.public().clone();
        let old = std::mem::replace(&mut self.keys, new);
        match self.append_own(Some(len), &[entry]) {
            Ok(positions) => {
                let none = || AppendError::Fatal(LedgerError::corrupt(None, "no position"));
                let position = positions.first().copied().ok_or_else(none)?;
                let index = position.index;
                Keys::succeed(path, &key)
                    .map_err(|source| AppendError::NotInPlace { index, source })?;
                Ok(position)
            }
            Err(error) => {
                self.keys = old;
                self.unsettled = true;
                Err(error)
            }
        }
    }
}
