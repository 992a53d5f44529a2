//! Files that entries cite, named by their SHA-256: `ab/cd/<64 hexadecimal digits>`.
//!
//! A blob is durable before its name is known to anybody, and is never altered afterwards. What
//! is still being written lies in a folder of this machine (`incoming/`) and is not a blob. One
//! contract, two homes: a folder ([`folder`]) or an S3 bucket ([`bucket`]). This file does not know
//! which entries cite a blob.

mod bucket;
mod folder;
mod lent;

use std::ffi::OsString;
use std::fs::{self, DirEntry, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use sm3::Sm3;

use self::bucket::Bucket;
pub use self::bucket::Trouble;
use self::folder::Folder;
use crate::durable::{lock, make_dir};
use crate::error::LedgerError;
use crate::hash::Hash;

const INCOMING: &str = "incoming";
const LOCK: &str = "blobs.lock";

/// Where finished blobs are kept.
trait Shelf: Send + Sync {
    /// Makes an upload a blob: durable on return, whole or not at all. A blob of that name that has
    /// rotted is healed by it.
    fn keep(&self, upload: &Upload<'_>) -> Result<(), LedgerError>;

    /// The blob as a file; `NoBlob` if there is none.
    fn open(&self, hash: Hash) -> Result<File, LedgerError>;

    /// Bytes in the blob; `NoBlob` if there is none.
    fn len(&self, hash: Hash) -> Result<u64, LedgerError>;

    /// Shows the bytes of the blob piece by piece; `NoBlob` if there is none.
    fn read(
        &self,
        hash: Hash,
        see: &mut dyn FnMut(&[u8]) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError>;

    /// The SM3 digest that was recorded with the blob, if it was.
    fn recorded_sm3(&self, hash: Hash) -> Result<Option<String>, LedgerError>;

    /// Records the SM3 digest of a blob that lacks it, where that can be done without touching the
    /// blob.
    fn record_sm3(&self, hash: Hash, sm3: &str) -> Result<(), LedgerError>;

    /// Removes the blob, and its digest first; does nothing where it is gone.
    fn destroy(&self, hash: Hash) -> Result<(), LedgerError>;

    /// Where it is, and whose it is; `None` for a folder, which is its process's.
    fn bucket(&self) -> Option<&Bucket> {
        None
    }

    /// The names of all blobs; an error in place of each thing that is none.
    fn names(&self) -> Result<Vec<Result<Hash, LedgerError>>, LedgerError>;
}

/// What was received, whole and hashed, in a file that nobody else knows.
struct Upload<'a> {
    path: &'a Path,
    file: &'a File,
    hash: Hash,
    sm3: &'a str,
    len: u64,
}

/// A store of blobs. Clones share it.
#[derive(Clone)]
pub struct Blobs {
    shelf: Arc<dyn Shelf>,
    /// The folder of this machine in which uploads lie until they are blobs.
    dir: PathBuf,
    /// `None` when opened for reading only.
    writer: Option<Arc<Writer>>,
}

struct Writer {
    next: AtomicU64,
    /// Held, not read: closing the file gives the lock up.
    _lock: File,
}

impl Writer {
    /// Takes the lock of the folder and removes what unfinished uploads left there.
    fn of(dir: &Path) -> Result<Arc<Writer>, LedgerError> {
        let incoming = dir.join(INCOMING);
        make_dir(&incoming)?;
        let lock = lock(&dir.join(LOCK))?;
        for stale in list(&incoming)? {
            fs::remove_file(stale.path()).map_err(LedgerError::io(stale.path()))?;
        }
        let next = AtomicU64::new(0);
        Ok(Arc::new(Writer { next, _lock: lock }))
    }
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
        let writer = Some(Writer::of(&dir)?);
        let shelf = Arc::new(Folder::at(&dir));
        Ok(Blobs { shelf, dir, writer })
    }

    /// Opens the folder for reading only; it may be written by another process meanwhile.
    ///
    /// # Errors
    /// `Io` if it does not exist.
    pub fn read_only(dir: impl AsRef<Path>) -> Result<Blobs, LedgerError> {
        let dir = dir.as_ref().to_path_buf();
        fs::metadata(&dir).map_err(LedgerError::io(&dir))?;
        let shelf = Arc::new(Folder::at(&dir));
        let writer = None;
        Ok(Blobs { shelf, dir, writer })
    }

    /// Opens an S3 bucket, `s3://bucket/prefix`, for writing, after it has answered. Keys, region
    /// and endpoint are in `settings`, as a rule those of [`environment`]. Uploads lie in `dir`
    /// until they are in the bucket; every node has a folder of its own for that.
    ///
    /// # Errors
    /// `Bucket` if it does not answer; `Unsuited` if it is no such URL; else as [`Blobs::open`].
    pub fn open_bucket(
        url: &str,
        dir: impl AsRef<Path>,
        settings: &[(String, String)],
    ) -> Result<Blobs, LedgerError> {
        let dir = dir.as_ref().to_path_buf();
        let writer = Some(Writer::of(&dir)?);
        let shelf = Arc::new(Bucket::open(url, &dir, settings)?);
        Ok(Blobs { shelf, dir, writer })
    }

    /// As [`Blobs::open_bucket`], for reading only.
    ///
    /// # Errors
    /// As [`Blobs::open_bucket`], but never `Locked`.
    pub fn read_only_bucket(
        url: &str,
        dir: impl AsRef<Path>,
        settings: &[(String, String)],
    ) -> Result<Blobs, LedgerError> {
        let dir = dir.as_ref().to_path_buf();
        make_dir(&dir.join(INCOMING))?;
        let shelf = Arc::new(Bucket::open(url, &dir, settings)?);
        let writer = None;
        Ok(Blobs { shelf, dir, writer })
    }

    /// The writer, or an error where there is none.
    fn writer(&self) -> Result<&Writer, LedgerError> {
        let read_only = io::ErrorKind::ReadOnlyFilesystem;
        let refuse = || LedgerError::io(&self.dir)(read_only.into());
        self.writer.as_deref().ok_or_else(refuse)
    }

    /// Starts a blob. It exists once [`BlobWriter::finish`] has returned, and not before.
    ///
    /// # Errors
    /// `Io`; also if the store was opened for reading only.
    pub fn put_stream(&self) -> Result<BlobWriter, LedgerError> {
        // The lock makes the numbers ours alone; `create_new` would notice if it did not.
        let number = self.writer()?.next.fetch_add(1, Ordering::Relaxed);
        let temporary = self.dir.join(INCOMING).join(number.to_string());
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create_new(true);
        let file = file.open(&temporary).map_err(LedgerError::io(&temporary))?;
        Ok(BlobWriter {
            shelf: self.shelf.clone(),
            temporary,
            file,
            hasher: Sha256::new(),
            sm3: Sm3::new(),
            len: 0,
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
    /// `NoBlob`, `Corrupt`, `Io` or `Bucket`.
    pub fn get(&self, hash: Hash) -> Result<Vec<u8>, LedgerError> {
        let mut bytes = Vec::new();
        self.shelf.read(hash, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        is_whole(hash, Hash::of(&[&bytes]))?;
        Ok(bytes)
    }

    /// The blob as a file, for range requests. In a folder its hash is not checked (see
    /// [`Blobs::verify`]); from a bucket it is fetched whole, checked, and gone with the file.
    ///
    /// # Errors
    /// `NoBlob`, `Io`, `Bucket`, or `Corrupt` from a bucket.
    pub fn open_blob(&self, hash: Hash) -> Result<File, LedgerError> {
        self.shelf.open(hash)
    }

    /// Bytes in the blob.
    ///
    /// # Errors
    /// `NoBlob`, `Io` or `Bucket`.
    pub fn len(&self, hash: Hash) -> Result<u64, LedgerError> {
        self.shelf.len(hash)
    }

    /// The SM3 digest of the blob (GB/T 32905), in hexadecimal digits, for records that must name it
    /// by a national algorithm. Known since it was stored, and otherwise computed.
    ///
    /// # Errors
    /// `NoBlob`, `Corrupt` if the blob is not what its name says, `Io` or `Bucket`.
    pub fn sm3(&self, hash: Hash) -> Result<String, LedgerError> {
        self.len(hash)?;
        if let Some(recorded) = self.shelf.recorded_sm3(hash)? {
            return Ok(recorded);
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
            self.shelf.record_sm3(hash, &sm3)?;
        }
        Ok(sm3)
    }

    /// Reads the blob once and compares it with its name, and with the SM3 digest that a record
    /// gives for it.
    ///
    /// # Errors
    /// `Io` or `Bucket` if it cannot be read.
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
    /// `Io` or `Bucket` if it cannot be read.
    pub fn verify(&self, hash: Hash) -> Result<BlobState, LedgerError> {
        self.read(hash, |_| {})
    }

    /// Reads the blob piece by piece, and compares it with its name in the end.
    fn read(&self, hash: Hash, mut see: impl FnMut(&[u8])) -> Result<BlobState, LedgerError> {
        let (mut hasher, mut len) = (Sha256::new(), 0);
        let read = self.shelf.read(hash, &mut |piece| {
            hasher.update(piece);
            see(piece);
            len += piece.len() as u64;
            Ok(())
        });
        match read {
            Err(LedgerError::NoBlob(_)) => return Ok(BlobState::Missing),
            other => other?,
        }
        match Hash(hasher.finalize().into()) {
            found if found == hash => Ok(BlobState::Sound { len }),
            found => Ok(BlobState::Altered { found }),
        }
    }

    /// Copies every blob that `to` does not have, or has as something else than its name says: a copy
    /// that has rotted is healed. Returns how many were copied, and their bytes.
    ///
    /// # Errors
    /// `Io` or `Bucket`; `Rotten` if blobs here are not what their names say, once the others are
    /// copied.
    pub fn copy_to(&self, to: &Blobs) -> Result<(u64, u64), LedgerError> {
        let (mut copied, mut bytes, mut rotten) = (0, 0, Vec::<Hash>::new());
        for hash in self.iter()? {
            let hash = hash?;
            // A copy that cannot be read is put again too; should that fail as well, it is told.
            if matches!(to.verify(hash), Ok(BlobState::Sound { .. })) {
                continue;
            }
            let mut writer = to.put_stream()?;
            self.shelf.read(hash, &mut |piece| {
                let written = writer.write_all(piece);
                written.map_err(LedgerError::io(&writer.temporary))
            })?;
            bytes += writer.written();
            match writer.hash() == hash {
                true => drop(writer.finish()?),
                false => rotten.push(hash),
            }
            copied += 1;
        }
        match rotten.is_empty() {
            true => Ok((copied, bytes)),
            false => Err(LedgerError::Rotten(rotten)),
        }
    }

    /// Removes a blob whose destruction is recorded and durable. Does nothing where it is gone. A
    /// bucket that keeps old versions of its objects keeps the bytes: it must be set not to.
    ///
    /// # Errors
    /// `Io` or `Bucket`; also if the store was opened for reading only.
    pub fn destroy(&self, hash: Hash) -> Result<(), LedgerError> {
        self.writer()?;
        self.shelf.destroy(hash)
    }

    /// The bucket that has the blobs, `s3://bucket/prefix`, spelled in one way; `None` for a folder.
    #[must_use]
    pub fn bucket(&self) -> Option<&str> {
        self.shelf.bucket().map(Bucket::url)
    }

    /// Whose the bucket is, if anybody has claimed it. A folder is nobody's.
    ///
    /// # Errors
    /// `Bucket` if it does not answer.
    pub fn owner(&self) -> Result<Option<String>, LedgerError> {
        self.shelf.bucket().map_or(Ok(None), Bucket::owner)
    }

    /// Makes a bucket that is nobody's that of `id`; whose it is then. Of two that do it at once, one is
    /// first, and both are told which. A folder is whoever's has its lock.
    ///
    /// # Errors
    /// `Bucket` if it does not answer; `Io` if it was opened for reading only.
    pub fn claim(&self, id: &str) -> Result<String, LedgerError> {
        self.writer()?;
        let bucket = self.shelf.bucket();
        bucket.map_or(Ok(id.to_owned()), |bucket| bucket.claim(id))
    }

    /// The names of all blobs, in no particular order. Things that are not where a blob of that
    /// name belongs are an error item: nobody but this module writes here.
    ///
    /// # Errors
    /// `Io` or `Bucket` if they cannot be listed.
    pub fn iter(
        &self,
    ) -> Result<impl Iterator<Item = Result<Hash, LedgerError>> + use<>, LedgerError> {
        Ok(self.shelf.names()?.into_iter())
    }
}

/// The settings by which programs find S3 and their keys for it: `AWS_ENDPOINT_URL`,
/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and their like.
#[must_use]
pub fn environment() -> Vec<(String, String)> {
    let text = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let settings = std::env::vars_os().filter_map(text);
    settings
        .filter(|(name, _)| name.starts_with("AWS_"))
        .collect()
}

/// Altered bytes are not handed out.
fn is_whole(hash: Hash, found: Hash) -> Result<(), LedgerError> {
    match found == hash {
        true => Ok(()),
        false => {
            let what = format!("blob {hash} is altered: {found}");
            Err(LedgerError::corrupt(None, what))
        }
    }
}

/// Where a blob lies in its folder, and in its bucket: either can be copied to the other by any
/// tool.
fn place(hash: Hash) -> String {
    let name = hash.to_string();
    format!("{}/{}/{name}", &name[..2], &name[2..4])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn list(dir: &Path) -> Result<Vec<DirEntry>, LedgerError> {
    let entries = fs::read_dir(dir).and_then(Iterator::collect);
    entries.map_err(LedgerError::io(dir))
}

/// A blob that is being written. Dropped without [`BlobWriter::finish`], it never existed.
pub struct BlobWriter {
    shelf: Arc<dyn Shelf>,
    temporary: PathBuf,
    file: File,
    hasher: Sha256,
    sm3: Sm3,
    len: u64,
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
    /// `Io`, or `Bucket`: it is not known to exist then, and must not be cited.
    pub fn finish(mut self) -> Result<(Hash, u64), LedgerError> {
        let hash = Hash(std::mem::take(&mut self.hasher).finalize().into());
        let sm3 = hex(&std::mem::take(&mut self.sm3).finalize());
        let upload = Upload {
            path: &self.temporary,
            file: &self.file,
            hash,
            sm3: &sm3,
            len: self.len,
        };
        self.shelf.keep(&upload)?;
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
        // A folder has given the file another name by now. What cannot be removed is removed at the
        // next start.
        let _ = fs::remove_file(&self.temporary);
    }
}
