//! What the logs of an installation say about its files: which entries cite them, and which were
//! destroyed by record. Agencies share files, so that one log alone cannot tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ledger::{Blobs, Destruction, Hash, Reader};

use crate::fault::Fault;
use crate::homes::Homes;
use crate::installation::{Layout, public_key};
use crate::scrub::citations;

/// The files that the latest destruction in each log of a data folder names.
///
/// # Errors
/// A fault if a log cannot be read.
pub(crate) fn latest_destructions(dir: &Path) -> Result<BTreeSet<Hash>, Fault> {
    let mut files = BTreeSet::new();
    for code in Layout(dir).codes()? {
        let own = open(dir, &code)?.stream(ledger::destruction::OWN, 1)?;
        let latest = own.iter().rev().find_map(Destruction::of);
        files.extend(latest.into_iter().flat_map(|one| one.blobs));
    }
    Ok(files)
}

fn open(dir: &Path, code: &str) -> Result<Reader, Fault> {
    let home = Homes::of(dir)?.log(code);
    let key = public_key(&Layout(dir).agency(code), &home)?;
    Ok(Reader::open(home, key)?)
}

/// What the log of one agency says about files.
struct Said {
    code: String,
    /// Which entries cite which file.
    citing: BTreeMap<Hash, Vec<u64>>,
    /// What was destroyed by record, in the order of the log.
    destroyed: Vec<Destruction>,
}

/// What the logs of all agencies of a folder say about files, which they share. Every entry is read for
/// it, once.
pub(crate) struct Logs(Vec<Said>);

impl Logs {
    /// Reads the logs of a data folder.
    ///
    /// # Errors
    /// A fault if one cannot be read.
    pub(crate) fn read(dir: &Path) -> Result<Logs, Fault> {
        let read = |code: String| {
            let log = open(dir, &code)?;
            let own = log.stream(ledger::destruction::OWN, 1)?;
            Ok(Said {
                code,
                citing: citations(&log)?,
                destroyed: own.iter().filter_map(Destruction::of).collect(),
            })
        };
        let logs: Result<Vec<Said>, Fault> = Layout(dir).codes()?.into_iter().map(read).collect();
        logs.map(Logs)
    }

    /// The files that entries of one agency cite, and no other entry of any.
    pub(crate) fn cited_only_by(&self, agency: &str, entries: &[u64]) -> BTreeSet<Hash> {
        let entries: BTreeSet<u64> = entries.iter().copied().collect();
        let (mut here, mut elsewhere) = (BTreeSet::new(), BTreeSet::new());
        for said in &self.0 {
            let ours = |index: &u64| said.code == agency && entries.contains(index);
            for (hash, citing) in &said.citing {
                if citing.iter().any(ours) {
                    here.insert(*hash);
                }
                if !citing.iter().all(ours) {
                    elsewhere.insert(*hash);
                }
            }
        }
        &here - &elsewhere
    }

    /// Removes the files that any destruction of any agency names, unless something cites them: of a
    /// copy that may have been made before.
    ///
    /// # Errors
    /// A fault if a file cannot be removed.
    pub(crate) fn sweep_copy(&self, blobs: &Blobs) -> Result<(), Fault> {
        for hash in self.rid_of() {
            blobs.destroy(hash)?;
        }
        Ok(())
    }

    /// The files that were destroyed by record, and that nothing has come to cite since.
    pub(crate) fn rid_of(&self) -> BTreeSet<Hash> {
        let destroyed = self.0.iter().flat_map(|said| &said.destroyed);
        let named = destroyed.flat_map(|one| &one.blobs).copied();
        named.filter(|hash| !self.cite(*hash)).collect()
    }

    /// Whether any log cites the file.
    pub(crate) fn cite(&self, hash: Hash) -> bool {
        self.0.iter().any(|said| said.citing.contains_key(&hash))
    }
}
