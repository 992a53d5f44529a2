//! Files that entries cite, named by their SHA-256: `ab/cd/<64 hexadecimal digits>`.
//!
//! A blob is durable before its name is known to anybody, and is never altered afterwards. What
//! is still being written lies in `incoming/` and is not a blob. This file does not know which
//! entries cite a blob.

use std::fs::{self, DirEntry, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use sm3::Sm3;

use crate::durable::{lock, make_dir, sync_dir};
use crate::error::LedgerError;
use crate::hash::Hash;

const INCOMING: &str = "incoming";
const LOCK: &str = "blobs.lock";
/// Folder of the SM3 digests. They can be computed again from the blobs and are no part of them.
const SM3: &str = "sm3";

/// A folder of blobs. Clones share it.
#[derive(Clone)]
pub struct Blobs {
    dir: PathBuf,
    /// `None` when opened for reading only.
    writer: Option<Arc<Writer>>,
}

struct Writer {
    next: AtomicU64,
    /// Held, not read: closing the file gives the lock up.
    _lock: File,
}

/// What [`Blobs::verify`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobState {
    /// The bytes hash to the name.
    Sound {
        /// Bytes in the blob.
        len: u64,
    },
    /// There is no such blob.
    Missing,
    /// The bytes hash to something else.
    Altered {
        /// What they hash to.
        found: Hash,
    },
}

impl Blobs {
    /// Opens or makes the folder for writing, and removes what unfinished uploads left behind.
    ///
    /// # Errors
    /// `Locked` if another process writes to it (its uploads are not left-overs); `Io`.
    pub fn open(dir: impl AsRef<Path>) -> Result<Blobs, LedgerError> {
        let dir = dir.as_ref().to_path_buf();
        let incoming = dir.join(INCOMING);
        make_dir(&incoming)?;
        let lock = lock(&dir.join(LOCK))?;
        for stale in list(&incoming)? {
            fs::remove_file(stale.path()).map_err(LedgerError::io(stale.path()))?;
        }
        let writer = Writer {
            next: AtomicU64::new(0),
            _lock: lock,
        };
        Ok(Blobs {
            dir,
            writer: Some(Arc::new(writer)),
        })
    }

    /// Opens the folder for reading only; it may be written by another process meanwhile.
    ///
    /// # Errors
    /// `Io` if it does not exist.
    pub fn read_only(dir: impl AsRef<Path>) -> Result<Blobs, LedgerError> {
        let dir = dir.as_ref().to_path_buf();
        fs::metadata(&dir).map_err(LedgerError::io(&dir))?;
        Ok(Blobs { dir, writer: None })
    }

    /// Starts a blob. It exists once [`BlobWriter::finish`] has returned, and not before.
    ///
    /// # Errors
    /// `Io`; also if the folder was opened for reading only.
    pub fn put_stream(&self) -> Result<BlobWriter, LedgerError> {
        let incoming = self.dir.join(INCOMING);
        let Some(writer) = &self.writer else {
            return Err(LedgerError::io(incoming)(
                io::ErrorKind::ReadOnlyFilesystem.into(),
            ));
        };
        // The lock makes the numbers ours alone; `create_new` would notice if it did not.
        let temporary = incoming.join(writer.next.fetch_add(1, Ordering::Relaxed).to_string());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary);
        let file = file.map_err(LedgerError::io(&temporary))?;
        let dir = self.dir.clone();
        Ok(BlobWriter {
            dir,
            temporary,
            file,
            hasher: Sha256::new(),
            sm3: Sm3::new(),
            len: 0,
            named: false,
        })
    }

    /// Stores these bytes.
    ///
    /// # Errors
    /// As [`Blobs::put_stream`] and [`BlobWriter::finish`].
    pub fn put(&self, bytes: &[u8]) -> Result<Hash, LedgerError> {
        let mut blob = self.put_stream()?;
        blob.write_all(bytes)
            .map_err(LedgerError::io(&blob.temporary))?;
        Ok(blob.finish()?.0)
    }

    /// The whole blob. Its hash is checked: altered bytes are never handed out by this.
    ///
    /// # Errors
    /// `NoBlob`, `Corrupt` or `Io`.
    pub fn get(&self, hash: Hash) -> Result<Vec<u8>, LedgerError> {
        let mut bytes = Vec::new();
        let read = self.open_blob(hash)?.read_to_end(&mut bytes);
        read.map_err(LedgerError::io(self.path(hash)))?;
        match Hash::of(&[&bytes]) {
            found if found == hash => Ok(bytes),
            found => Err(LedgerError::corrupt(
                None,
                format!("blob {hash} is altered: {found}"),
            )),
        }
    }

    /// The blob as a file, for range requests. Its hash is not checked: see [`Blobs::verify`].
    ///
    /// # Errors
    /// `NoBlob` or `Io`.
    pub fn open_blob(&self, hash: Hash) -> Result<File, LedgerError> {
        let path = self.path(hash);
        File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => LedgerError::NoBlob(hash),
            _ => LedgerError::io(path)(error),
        })
    }

    /// Bytes in the blob.
    ///
    /// # Errors
    /// `NoBlob` or `Io`.
    pub fn len(&self, hash: Hash) -> Result<u64, LedgerError> {
        let metadata = self.open_blob(hash)?.metadata();
        Ok(metadata.map_err(LedgerError::io(self.path(hash)))?.len())
    }

    /// The SM3 digest of the blob (GB/T 32905), in hexadecimal digits, for records that must name it
    /// by a national algorithm. Known since it was stored, and otherwise computed.
    ///
    /// # Errors
    /// `NoBlob`, `Corrupt` if the blob is not what its name says, or `Io`.
    pub fn sm3(&self, hash: Hash) -> Result<String, LedgerError> {
        self.len(hash)?;
        if let Some(noted) = noted_sm3(&self.dir, hash) {
            return Ok(noted);
        }
        let mut sm3 = Sm3::new();
        match self.read(hash, |bytes| sm3.update(bytes))? {
            BlobState::Sound { .. } => {}
            _ => {
                return Err(LedgerError::corrupt(
                    None,
                    format!("blob {hash} is altered"),
                ));
            }
        }
        let sm3 = hex(&sm3.finalize());
        if self.writer.is_some() {
            note_sm3(&self.dir, hash, &sm3)?;
        }
        Ok(sm3)
    }

    /// Reads the blob once and compares it with its name, and with the SM3 digest that a record
    /// gives for it.
    ///
    /// # Errors
    /// `Io` if it cannot be read.
    pub fn verify_with_sm3(&self, hash: Hash, recorded: &str) -> Result<BlobState, LedgerError> {
        let mut sm3 = Sm3::new();
        let state = self.read(hash, |bytes| sm3.update(bytes))?;
        Ok(match state {
            BlobState::Sound { .. } if hex(&sm3.finalize()) != recorded => {
                BlobState::Altered { found: hash }
            }
            state => state,
        })
    }

    /// Reads the blob and compares it with its name.
    ///
    /// # Errors
    /// `Io` if it cannot be read.
    pub fn verify(&self, hash: Hash) -> Result<BlobState, LedgerError> {
        self.read(hash, |_| {})
    }

    /// Reads the blob piece by piece, and compares it with its name in the end.
    fn read(&self, hash: Hash, mut see: impl FnMut(&[u8])) -> Result<BlobState, LedgerError> {
        let mut file = match self.open_blob(hash) {
            Err(LedgerError::NoBlob(_)) => return Ok(BlobState::Missing),
            other => other?,
        };
        let (mut hasher, mut buffer, mut len) = (Sha256::new(), vec![0; 1 << 16], 0);
        loop {
            match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => {
                    hasher.update(&buffer[..n]);
                    see(&buffer[..n]);
                    len += n as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(LedgerError::io(self.path(hash))(error)),
            }
        }
        match Hash(hasher.finalize().into()) {
            found if found == hash => Ok(BlobState::Sound { len }),
            found => Ok(BlobState::Altered { found }),
        }
    }

    /// Copies every blob that `to` does not have; returns how many, and their bytes.
    ///
    /// # Errors
    /// `Io`; `Corrupt` if a blob here is not what its name says, once the others are copied.
    pub fn copy_to(&self, to: &Blobs) -> Result<(u64, u64), LedgerError> {
        let (mut copied, mut bytes, mut rotten) = (0, 0, Vec::new());
        for hash in self.iter()? {
            let hash = hash?;
            if to.path(hash).exists() {
                continue;
            }
            let mut writer = to.put_stream()?;
            let copy = io::copy(&mut self.open_blob(hash)?, &mut writer);
            bytes += copy.map_err(LedgerError::io(self.path(hash)))?;
            match writer.hash() == hash {
                true => drop(writer.finish()?),
                false => rotten.push(hash.to_string()),
            }
            copied += 1;
        }
        match rotten.is_empty() {
            true => Ok((copied, bytes)),
            false => {
                let what = format!("altered blobs: {}", rotten.join(", "));
                Err(LedgerError::corrupt(None, what))
            }
        }
    }

    /// Removes a blob whose destruction is recorded and durable. Does nothing where it is gone.
    ///
    /// # Errors
    /// `Io`; also if the folder was opened for reading only.
    pub fn destroy(&self, hash: Hash) -> Result<(), LedgerError> {
        let path = self.path(hash);
        if self.writer.is_none() {
            return Err(LedgerError::io(path)(
                io::ErrorKind::ReadOnlyFilesystem.into(),
            ));
        }
        let name = hash.to_string();
        // The digest first: without it, nobody can tell what the destroyed bytes were.
        let _ = fs::remove_file(self.dir.join(SM3).join(&name[..2]).join(&name));
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(LedgerError::io(path)(error)),
            Ok(()) => sync_dir(path.parent().unwrap_or(&self.dir)),
        }
    }

    /// The names of all blobs, in no particular order. Files that are not where a blob of that
    /// name belongs are an error item: nobody but this module writes here.
    ///
    /// # Errors
    /// `Io` if the folder cannot be listed.
    pub fn iter(
        &self,
    ) -> Result<impl Iterator<Item = Result<Hash, LedgerError>> + use<>, LedgerError> {
        let mut found = Vec::new();
        for outer in list(&self.dir)? {
            if [INCOMING, LOCK, SM3]
                .iter()
                .any(|own| outer.file_name() == *own)
            {
                continue;
            }
            for inner in list_dir(&outer, &mut found)? {
                found.extend(
                    list_dir(&inner, &mut Vec::new())?
                        .into_iter()
                        .map(|f| f.path()),
                );
                if !inner.path().is_dir() {
                    found.push(inner.path());
                }
            }
        }
        let dir = self.clone();
        Ok(found.into_iter().map(move |path| {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            match name.parse() {
                Ok(hash) if dir.path(hash) == path => Ok(hash),
                _ => Err(LedgerError::Format(format!(
                    "{} is not a blob",
                    path.display()
                ))),
            }
        }))
    }

    fn path(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        self.dir.join(&name[..2]).join(&name[2..4]).join(name)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Notes the SM3 digest of a blob. Not synced: what a crash leaves of it is told by its check sum,
/// and computed again.
fn note_sm3(dir: &Path, hash: Hash, sm3: &str) -> Result<(), LedgerError> {
    let name = hash.to_string();
    let dir = dir.join(SM3).join(&name[..2]);
    make_dir(&dir)?;
    let path = dir.join(&name);
    let check = Hash::of(&[name.as_bytes(), sm3.as_bytes()]);
    fs::write(&path, format!("{sm3} {check}")).map_err(LedgerError::io(path))
}

/// The noted digest, if there is one and it is whole.
fn noted_sm3(dir: &Path, hash: Hash) -> Option<String> {
    let name = hash.to_string();
    let text = fs::read_to_string(dir.join(SM3).join(&name[..2]).join(&name)).ok()?;
    let (sm3, check) = text.split_once(' ')?;
    let right = Hash::of(&[name.as_bytes(), sm3.as_bytes()]);
    (check == right.to_string()).then(|| sm3.to_owned())
}

fn list(dir: &Path) -> Result<Vec<DirEntry>, LedgerError> {
    let entries = fs::read_dir(dir).and_then(Iterator::collect);
    entries.map_err(LedgerError::io(dir))
}

/// The contents of a directory; a file in its place is added to `strangers`.
fn list_dir(entry: &DirEntry, strangers: &mut Vec<PathBuf>) -> Result<Vec<DirEntry>, LedgerError> {
    if entry.path().is_dir() {
        return list(&entry.path());
    }
    strangers.push(entry.path());
    Ok(Vec::new())
}

/// A blob that is being written. Dropped without [`BlobWriter::finish`], it never existed.
pub struct BlobWriter {
    dir: PathBuf,
    temporary: PathBuf,
    file: File,
    hasher: Sha256,
    sm3: Sm3,
    len: u64,
    named: bool,
}

impl BlobWriter {
    /// Bytes written so far.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.len
    }

    /// The hash of what was written so far: the name that the blob would get.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash(self.hasher.clone().finalize().into())
    }

    /// Makes the blob durable and gives its name and length. Only then may an entry cite it.
    ///
    /// # Errors
    /// `Io`; the blob does not exist then.
    pub fn finish(mut self) -> Result<(Hash, u64), LedgerError> {
        let hash = Hash(std::mem::take(&mut self.hasher).finalize().into());
        let name = hash.to_string();
        let dir = self.dir.join(&name[..2]).join(&name[2..4]);
        let synced = self.file.metadata().and_then(|metadata| {
            let mut permissions = metadata.permissions();
            permissions.set_readonly(true);
            self.file.set_permissions(permissions)?;
            self.file.sync_all()
        });
        synced.map_err(LedgerError::io(&self.temporary))?;
        make_dir(&dir)?;
        // If the blob exists, it is replaced by the same bytes. That is simpler to trust than
        // relying on the other copy, which may not be durable yet, or may have rotted.
        // If we crash before the rename, a stale file is removed at the next start; after it, the
        // blob is there but uncited.
        fs::rename(&self.temporary, dir.join(&name)).map_err(LedgerError::io(&self.temporary))?;
        self.named = true;
        // The parents too: another blob's thread may have made them and not have synced them yet.
        for dir in dir.ancestors().take(3) {
            sync_dir(dir)?;
        }
        let sm3 = hex(&std::mem::take(&mut self.sm3).finalize());
        note_sm3(&self.dir, hash, &sm3)?;
        Ok((hash, self.len))
    }
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.sm3.update(&bytes[..n]);
        self.len += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for BlobWriter {
    fn drop(&mut self) {
        if !self.named {
            // What cannot be removed now is removed at the next start.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}
