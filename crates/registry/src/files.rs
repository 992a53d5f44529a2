//! Files on their way in and out: written as they stream, durable before a record cites them.

use std::fs::File;
use std::io::Write;

use law::value::Value;
use ledger::{BlobWriter, Hash, LedgerError};

use crate::fault::{Fault, reason};
use crate::office::{Office, citation_of};

/// A file that is being received. Dropped before [`Incoming::finish`], it never existed.
pub struct Incoming(BlobWriter);

impl Incoming {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// A fault if they cannot be written.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.0
            .write_all(bytes)
            .map_err(|error| Fault::new(format!("收到的文件没有存下：{}", reason(&error))))
    }

    /// Bytes received so far.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.written()
    }

    /// Whether nothing was received.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes the file durable and gives the value by which a record cites it.
    ///
    /// # Errors
    /// A fault if it cannot be made durable; it does not exist then.
    pub fn finish(self, name: &str) -> Result<Value, Fault> {
        let (hash, size) = self.0.finish()?;
        Ok(citation_of(name, hash, size))
    }
}

impl Office {
    /// Starts to receive a file.
    ///
    /// # Errors
    /// A fault if the store of files cannot be written, or the files have moved.
    pub fn receive(&self) -> Result<Incoming, Fault> {
        self.is_at_home()?;
        Ok(Incoming(self.blobs().put_stream()?))
    }

    /// A stored file and its length; `None` where there is none of that digest.
    ///
    /// # Errors
    /// A fault if it is there and cannot be opened.
    pub fn file(&self, sha256: &str) -> Result<Option<(File, u64)>, Fault> {
        let Ok(hash) = sha256.parse::<Hash>() else {
            return Ok(None);
        };
        let length = match self.blobs().len(hash) {
            Err(LedgerError::NoBlob(_)) => return Ok(None),
            length => length?,
        };
        Ok(Some((self.blobs().open_blob(hash)?, length)))
    }
}
