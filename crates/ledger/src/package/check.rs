//! Doubting a package: nothing in it is believed but what the public key leads to.
//!
//! Every file is hashed once. Each tag file is derived again from the rest and compared to the
//! byte, so that what was altered can be told from what merely lists it. Then signature, proofs,
//! payloads and blobs. It cannot tell whether the stream went on after the last entry here: ask
//! the log for that.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{
    BAGIT, CHECKPOINT, DECLARATION, Files, INFO, MANIFEST, Needs, TAG_MANIFEST, digest, info,
    manifest,
};
use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::destruction::{Destruction, KIND, OWN};
use crate::entry::{MAX_PAYLOAD, Metadata, SALT, payload_hash};
use crate::error::LedgerError;
use crate::hash::Hash;
use crate::keys::PublicKey;
use crate::proof::verify_inclusion;
use crate::receipt::Receipt;
use crate::rotation::{self, Rotation, follow};
use crate::tree;

/// Files that are hashed at a time.
const WORKERS: usize = 2;

/// What is wrong with a file of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Fault {
    /// It is listed or needed, and is not there.
    #[error("is missing")]
    Missing,
    /// It cannot be read, or is no plain file.
    #[error("cannot be read")]
    Unreadable,
    /// Nothing in a package has that name.
    #[error("does not belong into a package")]
    Stranger,
    /// Its bytes are not those that were listed.
    #[error("is not the file that was packed")]
    Altered,
    /// Its text is not the one that follows from the rest of the package.
    #[error("does not follow from the rest of the package")]
    Derived,
    /// It is not in its format.
    #[error("is not in its format")]
    Format,
    /// The key did not sign it.
    #[error("is not signed by the key")]
    Signature,
    /// It does not lead from the entry to the signed root.
    #[error("does not lead from the entry to the signed root")]
    Path,
    /// It belongs to another checkpoint than the package.
    #[error("belongs to another checkpoint")]
    OtherCheckpoint,
    /// The log cannot have recorded that about itself: a change of key that both keys did not sign, or a destruction in another spelling.
    #[error("is no record that a log makes of itself")]
    Record,
    /// It does not hash to what its entry says.
    #[error("does not hash to what its entry says")]
    Payload,
    /// It is absent, and no entry records its destruction.
    #[error("is missing, and no entry records its destruction")]
    Undestroyed,
    /// An entry cites it, and it is neither here nor recorded as destroyed afterwards.
    #[error("is cited, but missing")]
    Uncontained,
    /// No entry of the package cites it.
    #[error("is cited by no entry")]
    Uncited,
    /// The versions of the stream are not 1, 2, 3 … without a gap.
    #[error("is not the next of its stream")]
    Gap,
    /// It belongs to another stream than the package.
    #[error("belongs to another stream")]
    OtherStream,
}

/// A file and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    /// Path in the package.
    pub file: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What a check found. The package is sound exactly if `problems` is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The stream that the package holds.
    pub stream: String,
    /// Entries of it.
    pub entries: u64,
    /// Entries among them whose payload is destroyed by record.
    pub destroyed: u64,
    /// Blobs.
    pub blobs: u64,
    /// Bytes that were hashed.
    pub bytes: u64,
    /// What the key signed, if it did.
    pub checkpoint: Option<Checkpoint>,
    /// Everything that is wrong, the file to blame first.
    pub problems: Vec<Found>,
}

/// Checks the package in this folder.
///
/// # Errors
/// `Io` only if the folder itself cannot be listed; whatever is wrong inside is in the verdict.
pub fn check(dir: &Path, key: &PublicKey) -> Result<Verdict, LedgerError> {
    let mut check = Check {
        dir,
        files: Files::new(),
        verdict: Verdict::default(),
        known: HashSet::new(),
    };
    let mut names = Vec::new();
    check.walk("", &mut names)?;
    check.hash_all(names);
    check.manifest();
    let key = check.contents(key);
    check.tags(&key);
    Ok(check.verdict)
}

struct Check<'a> {
    dir: &'a Path,
    files: Files,
    verdict: Verdict,
    /// The problems found so far: a package may have as many as it has files, each told once.
    known: HashSet<Found>,
}

/// An entry of the package as far as it could be read.
struct Held {
    stream: String,
    version: u64,
    /// Its proof leads to the signed root; what does not is a problem already, and says nothing.
    proven: bool,
    payload: Option<Vec<u8>>,
    payload_hash: Hash,
    destruction: Option<Destruction>,
}

impl Check<'_> {
    fn found(&mut self, file: impl Into<String>, fault: Fault) {
        let found = Found {
            file: file.into(),
            fault,
        };
        if self.known.insert(found.clone()) {
            self.verdict.problems.push(found);
        }
    }

    /// Lists plain files; anything else, a link above all, is not followed.
    fn walk(&mut self, below: &str, names: &mut Vec<String>) -> Result<(), LedgerError> {
        let at = match below {
            "" => self.dir.to_path_buf(),
            below => self.dir.join(below),
        };
        let listed = fs::read_dir(&at).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        for item in listed.map_err(LedgerError::io(&at))? {
            let name = item.file_name().to_string_lossy().into_owned();
            let path = match below {
                "" => name,
                below => format!("{below}/{name}"),
            };
            match item.file_type() {
                Ok(kind) if kind.is_dir() => self.walk(&path, names)?,
                Ok(kind) if kind.is_file() => names.push(path),
                _ => self.found(path, Fault::Unreadable),
            }
        }
        Ok(())
    }

    /// Hashes every file once, on as many threads as the smallest machine has cores.
    fn hash_all(&mut self, mut names: Vec<String>) {
        names.sort();
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        let work = || {
            while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                let digested = File::open(self.dir.join(name));
                let digested = digested.and_then(|mut file| digest(&mut file, |_| Ok(())));
                if let Ok(mut done) = done.lock() {
                    done.push((name.clone(), digested));
                }
            }
        };
        thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(work))));
        for (name, digested) in done.into_inner().unwrap_or_default() {
            match digested {
                Ok(digested) => drop(self.files.insert(name, digested)),
                Err(_) => self.found(name, Fault::Unreadable),
            }
        }
        self.verdict.bytes = self.files.values().map(|file| file.len).sum();
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        // Small files only are read whole: the largest is a payload or a manifest.
        let limit = MAX_PAYLOAD as u64 + SALT as u64;
        let len = self.files.get(path)?.len;
        (len <= limit || path == MANIFEST).then(|| fs::read(self.dir.join(path)).ok())?
    }

    fn text(&self, path: &str) -> Option<String> {
        String::from_utf8(self.read(path)?).ok()
    }

    /// The files of a part of the package.
    fn part(&self, belongs: impl Fn(&str) -> bool) -> Files {
        let part = self.files.iter().filter(|(path, _)| belongs(path));
        part.map(|(path, file)| (path.clone(), *file)).collect()
    }

    /// Data against the list of it. Where they differ, the list of lists tells which was altered;
    /// so the altered file is named, and not the one that mentions it.
    fn manifest(&mut self) {
        for name in [BAGIT, INFO, MANIFEST, TAG_MANIFEST, CHECKPOINT] {
            if !self.files.contains_key(name) {
                self.found(name, Fault::Missing);
            }
        }
        if self.files.contains_key(BAGIT) && self.text(BAGIT).as_deref() != Some(DECLARATION) {
            self.found(BAGIT, Fault::Altered);
        }
        for path in self.part(|path| !path.starts_with("data/")).into_keys() {
            if ![BAGIT, INFO, MANIFEST, TAG_MANIFEST].contains(&path.as_str()) {
                self.found(path, Fault::Stranger);
            }
        }
        let data = self.part(|path| path.starts_with("data/"));
        if self
            .text(MANIFEST)
            .is_some_and(|text| text == manifest(&data))
        {
            return;
        }
        let listed = self
            .text(TAG_MANIFEST)
            .and_then(|text| parse(&text)?.get(MANIFEST).copied());
        match self.files.get(MANIFEST).map(|file| file.hash) == listed {
            true => self.against_manifest(&data),
            false => self.found(MANIFEST, Fault::Altered),
        }
    }

    /// Which files are not as the manifest lists them.
    fn against_manifest(&mut self, data: &Files) {
        let Some(listed) = self.text(MANIFEST).and_then(|text| parse(&text)) else {
            return self.found(MANIFEST, Fault::Format);
        };
        for (path, hash) in &listed {
            match data.get(path) {
                None => self.found(path, Fault::Missing),
                Some(file) if file.hash != *hash => self.found(path, Fault::Altered),
                Some(_) => {}
            }
        }
        for path in data.keys().filter(|path| !listed.contains_key(*path)) {
            self.found(path, Fault::Stranger);
        }
    }

    /// Returns the key that signs the checkpoint, for one who trusts `key`.
    fn contents(&mut self, key: &PublicKey) -> PublicKey {
        let note = self.text(CHECKPOINT).unwrap_or_default();
        let rotations = self.rotations();
        let key = follow(key, &rotations);
        // A key that no change leads to, or that one replaced, signs nothing of this size.
        let named = rotations.last().is_none_or(|last| last.new == key);
        let signed = SignedCheckpoint::verify(&note, &key).ok();
        let signed = signed.filter(|_| named);
        if signed.is_none() {
            self.found(CHECKPOINT, Fault::Signature);
        }
        self.verdict.checkpoint = signed.map(|signed| signed.checkpoint);
        let mut held = BTreeMap::new();
        let names: Vec<String> = self.files.keys().cloned().collect();
        for index in names
            .iter()
            .filter_map(|name| number(name.strip_prefix("data/entries/")?))
        {
            held.extend(self.entry(index, &note).map(|entry| (index, entry)));
        }
        self.names(&names, &held);
        self.payloads(&held);
        self.streams(&held);
        self.blobs(&names, &held);
        if self.verdict.entries == 0 {
            self.found("data/entries", Fault::Missing);
        }
        key
    }

    /// The changes of key in the package, in the order of the log. Each is signed by the key before
    /// it and can be believed by who holds that one; that it is in the log is checked later.
    fn rotations(&self) -> Vec<Rotation> {
        let names = self
            .files
            .keys()
            .filter_map(|name| name.strip_prefix("data/payloads/"));
        let mut indices: Vec<u64> = names.filter_map(number).collect();
        indices.sort_unstable();
        let read = |index: u64| {
            let entry = self.read(&format!("data/entries/{index}"))?;
            let metadata = Metadata::parse(&entry)?;
            if (metadata.stream, metadata.kind) != (OWN, rotation::KIND) {
                return None;
            }
            let payload = self.read(&format!("data/payloads/{index}"))?;
            Rotation::parse(payload.get(SALT..)?).filter(|read| read.index == index)
        };
        indices.into_iter().filter_map(read).collect()
    }

    /// Reads an entry with its payload and follows its proof.
    fn entry(&mut self, index: u64, note: &str) -> Option<Held> {
        let path = format!("data/entries/{index}");
        let bytes = self.read(&path).unwrap_or_default();
        let Some(metadata) = Metadata::parse(&bytes).filter(|read| read.index == index) else {
            self.found(path, Fault::Format);
            return None;
        };
        let proven = match self.proof(index, tree::leaf_hash(&bytes), note) {
            Ok(()) => true,
            Err(fault) => {
                self.found(format!("data/proofs/{index}.tlog-proof"), fault);
                false
            }
        };
        let path = format!("data/payloads/{index}");
        let payload = self.read(&path).and_then(|salted| {
            let (salt, payload) = salted.split_first_chunk::<SALT>()?;
            (payload_hash(salt, payload) == metadata.payload_hash).then(|| payload.to_vec())
        });
        if self.files.contains_key(&path) && payload.is_none() {
            self.found(path, Fault::Payload);
        }
        let own = |kind: &str| {
            payload
                .as_deref()
                .filter(|_| metadata.stream == OWN && metadata.kind == kind)
        };
        let destruction = own(KIND).and_then(Destruction::parse);
        let is_unread = match (own(KIND), own(rotation::KIND)) {
            (Some(_), _) => destruction.is_none(),
            (_, Some(change)) => Rotation::parse(change).is_none_or(|read| read.index != index),
            _ => false,
        };
        if is_unread {
            self.found(format!("data/payloads/{index}"), Fault::Record);
        }
        Some(Held {
            stream: metadata.stream.to_owned(),
            version: metadata.version,
            proven,
            payload_hash: metadata.payload_hash,
            payload,
            destruction,
        })
    }

    fn proof(&self, index: u64, leaf: Hash, note: &str) -> Result<(), Fault> {
        let path = format!("data/proofs/{index}.tlog-proof");
        if !self.files.contains_key(&path) {
            return Err(Fault::Missing);
        }
        let receipt = self.text(&path).and_then(|text| Receipt::parse(&text).ok());
        let receipt = receipt
            .filter(|receipt| receipt.index == index)
            .ok_or(Fault::Format)?;
        if receipt.note != note {
            return Err(Fault::OtherCheckpoint);
        }
        let leads = |signed: &Checkpoint| {
            verify_inclusion(leaf, index, signed.size, signed.root, &receipt.path)
        };
        // Without a signed checkpoint, that is the problem, and not every proof.
        match self.verdict.checkpoint.as_ref().is_none_or(leads) {
            true => Ok(()),
            false => Err(Fault::Path),
        }
    }

    /// Files that nothing in the package accounts for.
    fn names(&mut self, names: &[String], held: &BTreeMap<u64, Held>) {
        let known = |name: &str| {
            let entry = |text: &str| number(text).is_some_and(|index| held.contains_key(&index));
            if let Some(name) = name.strip_prefix("data/proofs/") {
                return name.strip_suffix(".tlog-proof").is_some_and(entry);
            }
            if let Some(name) = name.strip_prefix("data/payloads/") {
                return entry(name);
            }
            let read = |text: &str| number(text).is_some();
            name.strip_prefix("data/entries/").is_some_and(read)
                || name
                    .strip_prefix("data/blobs/")
                    .is_some_and(|n| n.parse::<Hash>().is_ok())
                || name == CHECKPOINT
        };
        for name in names
            .iter()
            .filter(|name| name.starts_with("data/") && !known(name))
        {
            self.found(name, Fault::Stranger);
        }
    }

    /// A payload may be absent if an entry of the log itself records its destruction.
    fn payloads(&mut self, held: &BTreeMap<u64, Held>) {
        let records = held.values().filter_map(|entry| entry.destruction.as_ref());
        let gone: BTreeMap<u64, Hash> = records.flat_map(|d| d.entries.clone()).collect();
        for (index, entry) in held {
            let path = format!("data/payloads/{index}");
            if self.files.contains_key(&path) {
                continue;
            }
            match gone.get(index) == Some(&entry.payload_hash) && entry.stream != OWN {
                true => self.verdict.destroyed += 1,
                false => self.found(path, Fault::Undestroyed),
            }
        }
    }

    fn streams(&mut self, held: &BTreeMap<u64, Held>) {
        let mut next = 1;
        for (index, entry) in held.iter().filter(|(_, entry)| entry.stream != OWN) {
            let path = format!("data/entries/{index}");
            if !entry.proven {
                next += 1;
                continue;
            }
            if self.verdict.stream.is_empty() {
                self.verdict.stream.clone_from(&entry.stream);
            }
            if entry.stream != self.verdict.stream {
                self.found(path, Fault::OtherStream);
            } else if entry.version != next {
                self.found(path, Fault::Gap);
                next = entry.version.saturating_add(1);
            } else {
                next += 1;
            }
            self.verdict.entries += 1;
        }
    }

    fn blobs(&mut self, names: &[String], held: &BTreeMap<u64, Held>) {
        let mut needs = Needs::default();
        for (index, entry) in held {
            needs.note(*index, entry.payload.as_deref(), entry.destruction.as_ref());
        }
        let mut contained = BTreeSet::new();
        let is_blob = |name: &String| name.strip_prefix("data/blobs/")?.parse::<Hash>().ok();
        for (name, hash) in names.iter().filter_map(|name| Some((name, is_blob(name)?))) {
            self.verdict.blobs += 1;
            if self.files.get(name).is_some_and(|file| file.hash != hash) {
                self.found(name, Fault::Altered);
            }
            if !needs.cited.contains_key(&hash) {
                self.found(name, Fault::Uncited);
            }
            contained.insert(hash);
        }
        for hash in needs.blobs().filter(|hash| !contained.contains(hash)) {
            self.found(format!("data/blobs/{hash}"), Fault::Uncontained);
        }
    }

    /// What the package says of itself. What that follows from must be right, so this comes last.
    fn tags(&mut self, key: &PublicKey) {
        let Some(checkpoint) = self.verdict.checkpoint.as_ref() else {
            return;
        };
        let data = self.part(|path| path.starts_with("data/"));
        let right = info(&self.verdict.stream, &data, key, checkpoint);
        if self.verdict.problems.is_empty() && self.text(INFO) != Some(right) {
            self.found(INFO, Fault::Derived);
        }
        let tags = self.part(|path| [BAGIT, INFO, MANIFEST].contains(&path));
        if self.verdict.problems.is_empty() && self.text(TAG_MANIFEST) != Some(manifest(&tags)) {
            self.found(TAG_MANIFEST, Fault::Derived);
        }
    }
}

/// A decimal number in its only spelling.
fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Reads a manifest back; `None` unless every line is one.
fn parse(text: &str) -> Option<BTreeMap<String, Hash>> {
    let line = |line: &str| {
        let (hash, path) = line.split_once("  ")?;
        Some((path.to_owned(), hash.parse().ok()?))
    };
    text.lines().map(line).collect()
}
