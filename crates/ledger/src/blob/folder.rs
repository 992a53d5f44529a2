//! Blobs in a folder of this machine: synced, then renamed to their names.

use std::fs::{self, DirEntry, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{INCOMING, LOCK, Shelf, Upload, list, place};
use crate::durable::{make_dir, sync_dir};
use crate::error::LedgerError;
use crate::hash::Hash;

/// Folder of the SM3 digests. They can be computed again from the blobs and are no part of them.
const SM3: &str = "sm3";

pub(super) struct Folder {
    dir: PathBuf,
}

impl Folder {
    pub(super) fn at(dir: &Path) -> Folder {
        let dir = dir.to_path_buf();
        Folder { dir }
    }

    fn path(&self, hash: Hash) -> PathBuf {
        self.dir.join(place(hash))
    }

    fn sm3(&self, hash: Hash) -> PathBuf {
        let name = hash.to_string();
        self.dir.join(SM3).join(&name[..2]).join(&name)
    }
}

impl Shelf for Folder {
    fn keep(&self, upload: &Upload<'_>) -> Result<(), LedgerError> {
        let path = self.path(upload.hash);
        let dir = path.parent().unwrap_or(&self.dir);
        let synced = upload.file.metadata().and_then(|metadata| {
            let mut permissions = metadata.permissions();
            permissions.set_readonly(true);
            upload.file.set_permissions(permissions)?;
            upload.file.sync_all()
        });
        synced.map_err(LedgerError::io(upload.path))?;
        make_dir(dir)?;
        // If the blob exists, it is replaced by the same bytes. That is simpler to trust than
        // relying on the other copy, which may not be durable yet, or may have rotted.
        // If we crash before the rename, a stale file is removed at the next start; after it, the
        // blob is there but uncited.
        fs::rename(upload.path, &path).map_err(LedgerError::io(upload.path))?;
        // The parents too: another blob's thread may have made them and not have synced them yet.
        for dir in dir.ancestors().take(3) {
            sync_dir(dir)?;
        }
        self.record_sm3(upload.hash, upload.sm3)
    }

    fn open(&self, hash: Hash) -> Result<File, LedgerError> {
        let path = self.path(hash);
        File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => LedgerError::NoBlob(hash),
            _ => LedgerError::io(path)(error),
        })
    }

    fn len(&self, hash: Hash) -> Result<u64, LedgerError> {
        let metadata = self.open(hash)?.metadata();
        Ok(metadata.map_err(LedgerError::io(self.path(hash)))?.len())
    }

    fn read(
        &self,
        hash: Hash,
        see: &mut dyn FnMut(&[u8]) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let (mut file, mut buffer) = (self.open(hash)?, vec![0; 1 << 16]);
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(n) => see(&buffer[..n])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(LedgerError::io(self.path(hash))(error)),
            }
        }
    }

    fn recorded_sm3(&self, hash: Hash) -> Result<Option<String>, LedgerError> {
        let name = hash.to_string();
        Ok(fs::read_to_string(self.sm3(hash)).ok().and_then(|text| {
            let (sm3, check) = text.split_once(' ')?;
            let right = Hash::of(&[name.as_bytes(), sm3.as_bytes()]);
            (check == right.to_string()).then(|| sm3.to_owned())
        }))
    }

    /// Not synced: what a crash leaves of it is told by its check sum, and computed again.
    fn record_sm3(&self, hash: Hash, sm3: &str) -> Result<(), LedgerError> {
        let path = self.sm3(hash);
        make_dir(path.parent().unwrap_or(&self.dir))?;
        let check = Hash::of(&[hash.to_string().as_bytes(), sm3.as_bytes()]);
        fs::write(&path, format!("{sm3} {check}")).map_err(LedgerError::io(path))
    }

    fn destroy(&self, hash: Hash) -> Result<(), LedgerError> {
        let path = self.path(hash);
        // The digest first: without it, nobody can tell what the destroyed bytes were.
        let _ = fs::remove_file(self.sm3(hash));
        let dir = path.parent().unwrap_or(&self.dir);
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !dir.exists() => Ok(()),
            // One that is gone already may have been removed by a try that failed to sync it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => sync_dir(dir),
            Err(error) => Err(LedgerError::io(path)(error)),
            Ok(()) => sync_dir(dir),
        }
    }

    fn names(&self) -> Result<Vec<Result<Hash, LedgerError>>, LedgerError> {
        let mut found = Vec::new();
        for outer in list(&self.dir)? {
            if [INCOMING, LOCK, SM3]
                .iter()
                .any(|own| outer.file_name() == *own)
            {
                continue;
            }
            for inner in list_dir(&outer, &mut found)? {
                let files = list_dir(&inner, &mut found)?;
                found.extend(files.into_iter().map(|file| file.path()));
            }
        }
        let named = |path: PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            match name.unwrap_or_default().parse() {
                Ok(hash) if self.path(hash) == path => Ok(hash),
                _ => {
                    let what = format!("{} is not a blob", path.display());
                    Err(LedgerError::Format(what))
                }
            }
        };
        Ok(found.into_iter().map(named).collect())
    }
}

/// The contents of a directory; a file in its place is added to `strangers`.
fn list_dir(entry: &DirEntry, strangers: &mut Vec<PathBuf>) -> Result<Vec<DirEntry>, LedgerError> {
    if entry.path().is_dir() {
        return list(&entry.path());
    }
    strangers.push(entry.path());
    Ok(Vec::new())
}
