//! One stream with everything that proves it, as a BagIt package (RFC 8493):
//! `docs/format/package.md`, in code.
//!
//! Whoever holds the package and the public key checks it without this program's help and without
//! a network. This file writes packages; [`check`] doubts them. Neither knows what payloads say,
//! but for one thing: where a payload contains `"sha256":"…"`, it cites the blob of that name.

pub mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::blob::Blobs;
use crate::checkpoint::Checkpoint;
use crate::destruction::{Destruction, OWN};
use crate::durable::sync_dir;
use crate::entry::Entry;
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::keys::PublicKey;
use crate::reader::Reader;
use crate::receipt::Receipt;

/// What every package begins with (RFC 8493, section 2.1.1).
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// Name of the declaration.
pub const BAGIT: &str = "bagit.txt";
/// Name of the file that says what the package holds.
pub const INFO: &str = "bag-info.txt";
/// Name of the list of payload files.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// Name of the list of the other files.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The signed note that every proof leads to.
pub const CHECKPOINT: &str = "data/checkpoint";
/// Bytes that are read and hashed at a time.
const STEP: usize = 1 << 20;

/// Length and SHA-256 of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digested {
    /// Bytes in the file.
    pub len: u64,
    /// SHA-256 of them.
    pub hash: Hash,
}

/// Files of a package by their path in it, with `/` between names.
pub type Files = BTreeMap<String, Digested>;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Entries in the package, those of the log about itself that concern it included.
    pub entries: u64,
    /// Blobs in the package.
    pub blobs: u64,
    /// Bytes under `data/`.
    pub bytes: u64,
    /// What the package proves against.
    pub checkpoint: Checkpoint,
}

/// The blobs that a payload cites.
#[must_use]
pub fn cited(payload: &[u8]) -> BTreeSet<Hash> {
    const MARK: &[u8] = br#""sha256":""#;
    let mut found = BTreeSet::new();
    let mut rest = payload;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        rest = &rest[at + MARK.len()..];
        let Some((digits, b"\"")) = rest.get(..65).map(|near| near.split_at(64)) else {
            continue;
        };
        found.extend(
            std::str::from_utf8(digits)
                .ok()
                .and_then(|hex| hex.parse::<Hash>().ok()),
        );
    }
    found
}

/// Which blobs a package must hold: those that an entry cites and no later one destroys. A record
/// of destruction excuses only what came before it; bytes that are cited again are evidence again.
#[derive(Debug, Default)]
struct Needs {
    /// The last entry that cites a blob.
    cited: BTreeMap<Hash, u64>,
    /// The last entry that records its destruction.
    gone: BTreeMap<Hash, u64>,
}

impl Needs {
    /// Takes account of an entry; in any order.
    fn note(&mut self, index: u64, payload: Option<&[u8]>, destruction: Option<&Destruction>) {
        let last = |known: &mut BTreeMap<Hash, u64>, hash: Hash| {
            let at = known.entry(hash).or_insert(index);
            *at = index.max(*at);
        };
        for hash in payload.into_iter().flat_map(cited) {
            last(&mut self.cited, hash);
        }
        for hash in destruction.into_iter().flat_map(|d| &d.blobs) {
            last(&mut self.gone, *hash);
        }
    }

    fn blobs(&self) -> impl Iterator<Item = Hash> {
        let excused =
            |(hash, at): &(&Hash, &u64)| self.gone.get(hash).is_some_and(|gone| gone > at);
        let needed = self.cited.iter().filter(move |one| !excused(one));
        needed.map(|(hash, _)| *hash)
    }
}

/// The list of files, as a manifest spells it.
#[must_use]
pub fn manifest(files: &Files) -> String {
    files
        .iter()
        .map(|(path, file)| format!("{}  {path}\n", file.hash))
        .collect()
}

/// What the package says it holds; all of it can be derived from the rest.
#[must_use]
pub fn info(stream: &str, data: &Files, key: &PublicKey, checkpoint: &Checkpoint) -> String {
    let bytes: u64 = data.values().map(|file| file.len).sum();
    format!(
        "External-Identifier: {stream}\nPayload-Oxum: {bytes}.{}\nLedger-Origin: {}\n\
         Ledger-Key-Id: {:08x}\nLedger-Size: {}\n",
        data.len(),
        checkpoint.origin,
        key.id(),
        checkpoint.size,
    )
}

/// Writes a stream, what the log says of it and of its own keys, and the blobs that are cited, into a new
/// folder. It appears whole or not at all.
///
/// # Errors
/// `Io`, also if the folder exists; `OutOfRange` if there is no such stream; `NoBlob` if a cited
/// blob is missing and no later entry records its destruction; `Corrupt` if the log contradicts itself.
pub fn write(
    reader: &Reader,
    blobs: &Blobs,
    stream: &str,
    dir: &Path,
) -> Result<Written, LedgerError> {
    let exists = || LedgerError::io(dir)(io::ErrorKind::AlreadyExists.into());
    if dir.exists() {
        return Err(exists());
    }
    let partial = dir.with_added_extension("partial");
    if partial.exists() {
        // Left by a crash; nobody was told of it.
        fs::remove_dir_all(&partial).map_err(LedgerError::io(&partial))?;
    }
    let mut writer = Writer {
        dir: partial.clone(),
        files: Files::new(),
    };
    let written = writer.all(reader, blobs, stream)?;
    fs::rename(&partial, dir).map_err(LedgerError::io(dir))?;
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_dir(parent.unwrap_or(Path::new(".")))?;
    Ok(written)
}

/// Whether a record of the log about itself belongs into the package of these entries: every change
/// of key, by which the signature is followed, and the destruction of anything of theirs. What was
/// destroyed of others is nobody's business who holds this package.
fn concerns(own: &Entry, entries: &[Entry]) -> bool {
    let Some(destruction) = Destruction::of(own) else {
        return true;
    };
    entries.iter().any(|entry| {
        let payload = entry.payload.as_deref().unwrap_or_default();
        destruction.entries.contains_key(&entry.index)
            || !cited(payload).is_disjoint(&destruction.blobs)
    })
}

struct Writer {
    dir: PathBuf,
    files: Files,
}

impl Writer {
    fn all(
        &mut self,
        reader: &Reader,
        blobs: &Blobs,
        stream: &str,
    ) -> Result<Written, LedgerError> {
        let missing = LedgerError::OutOfRange { asked: 0, len: 0 };
        let mut entries = reader.stream(stream, 1)?;
        if stream == OWN || entries.is_empty() {
            return Err(missing);
        }
        let mut own = reader.stream(OWN, 1)?;
        own.retain(|own| concerns(own, &entries));
        // In this order, so that the package has the record of whatever is gone from it, and the
        // checkpoint covers both. What was destroyed in between is not handed out any more.
        for gone in own.iter().filter_map(Destruction::of) {
            let named = |entry: &&mut Entry| gone.entries.contains_key(&entry.index);
            for entry in entries.iter_mut().filter(named) {
                (entry.payload, entry.salt) = (None, None);
            }
        }
        entries.extend(own);
        let signed = reader.checkpoint()?;
        let size = signed.checkpoint.size;
        let mut needs = Needs::default();
        for entry in &entries {
            self.entry(reader, entry, size, &signed.note)?;
            let destruction = Destruction::of(entry);
            needs.note(entry.index, entry.payload.as_deref(), destruction.as_ref());
        }
        let held: Vec<Hash> = needs.blobs().collect();
        for hash in &held {
            self.stream(&format!("data/blobs/{hash}"), &mut blobs.open_blob(*hash)?)?;
        }
        self.put(CHECKPOINT, signed.note.as_bytes())?;
        let data = std::mem::take(&mut self.files);
        self.put(BAGIT, DECLARATION.as_bytes())?;
        let about = info(stream, &data, reader.key(), &signed.checkpoint);
        self.put(INFO, about.as_bytes())?;
        self.put(MANIFEST, manifest(&data).as_bytes())?;
        let tags = manifest(&self.files);
        self.put(TAG_MANIFEST, tags.as_bytes())?;
        Ok(Written {
            entries: entries.len() as u64,
            blobs: held.len() as u64,
            bytes: data.values().map(|file| file.len).sum(),
            checkpoint: signed.checkpoint,
        })
    }

    fn entry(
        &mut self,
        reader: &Reader,
        entry: &Entry,
        size: u64,
        note: &str,
    ) -> Result<(), LedgerError> {
        let index = entry.index;
        self.put(
            &format!("data/entries/{index}"),
            &entry.metadata().canonical(),
        )?;
        if let (Some(salt), Some(payload)) = (&entry.salt, &entry.payload) {
            let salted = [&salt[..], payload].concat();
            self.put(&format!("data/payloads/{index}"), &salted)?;
        }
        let receipt = Receipt {
            index,
            path: reader.inclusion_proof(index, size)?,
            note: note.to_owned(),
        };
        let name = format!("data/proofs/{index}.tlog-proof");
        self.put(&name, receipt.text().as_bytes())
    }

    fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), LedgerError> {
        self.stream(path, &mut &bytes[..])
    }

    fn stream(&mut self, path: &str, from: &mut dyn Read) -> Result<(), LedgerError> {
        let at = self.dir.join(path);
        let parent = at.parent().unwrap_or(&self.dir);
        fs::create_dir_all(parent).map_err(LedgerError::io(parent))?;
        let file = File::create_new(&at).map_err(LedgerError::io(&at))?;
        let mut to = BufWriter::new(file);
        let digested = digest(from, |bytes| to.write_all(bytes)).map_err(LedgerError::io(&at))?;
        let file = to.into_inner().map_err(|error| error.into_error());
        file.and_then(|file| file.sync_all())
            .map_err(LedgerError::io(&at))?;
        self.files.insert(path.to_owned(), digested);
        Ok(())
    }
}

/// Reads to the end, hashing as it goes, and shows each piece.
fn digest(
    from: &mut dyn Read,
    mut see: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Digested> {
    let (mut hasher, mut buffer, mut len) = (Sha256::new(), vec![0; STEP], 0);
    loop {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                hasher.update(&buffer[..n]);
                see(&buffer[..n])?;
                len += n as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let hash = Hash(hasher.finalize().into());
    Ok(Digested { len, hash })
}
