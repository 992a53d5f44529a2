//! Reads every cited file again, slowly, while the house is in use: a disk that rots is noticed
//! while there is still a backup, and not when the file is needed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ledger::package::cited;
use ledger::{BlobState, Destruction, Hash};

use crate::fault::Fault;
use crate::installation::Installation;

/// Entries read at a time.
const CHUNK: usize = 256;
/// Rest after each file, in times of what reading it took: a scrub takes a tenth of a disk.
const REST: u32 = 9;

/// A file that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rot {
    /// The agency whose records cite it.
    pub agency: String,
    /// Its digest.
    pub sha256: String,
    /// The entries of that agency's log that cite it.
    pub entries: Vec<u64>,
    /// Whether it is gone; otherwise it is altered or cannot be read.
    pub gone: bool,
}

/// Reads every cited file once, and says which are not what they were. `rest` is called after each
/// file with the time to wait; it returns `false` to break off.
///
/// # Errors
/// A fault if a log cannot be read.
pub fn pass(
    installation: &Installation,
    mut rest: impl FnMut(Duration) -> bool,
) -> Result<Vec<Rot>, Fault> {
    let mut found = Vec::new();
    for office in installation.offices() {
        let agency = office.code().to_owned();
        for (hash, entries) in citations(office.log())? {
            let start = Instant::now();
            let state = installation.blobs.verify(hash);
            if !matches!(state, Ok(BlobState::Sound { .. })) {
                let (agency, sha256) = (agency.clone(), hash.to_string());
                let gone = matches!(state, Ok(BlobState::Missing));
                found.push(Rot {
                    agency,
                    sha256,
                    entries,
                    gone,
                });
            }
            if !rest(start.elapsed() * REST) {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

/// Which entries cite which file, but for files that are destroyed by record.
pub(crate) fn citations(log: &ledger::Reader) -> Result<BTreeMap<Hash, Vec<u64>>, Fault> {
    let (mut found, mut next) = (BTreeMap::<Hash, Vec<u64>>::new(), 0);
    loop {
        let entries = log.entries(next, CHUNK)?;
        let Some(last) = entries.last() else {
            return Ok(found);
        };
        next = last.index + 1;
        for entry in &entries {
            for hash in entry.payload.iter().flat_map(|payload| cited(payload)) {
                found.entry(hash).or_default().push(entry.index);
            }
            for hash in Destruction::of(entry)
                .into_iter()
                .flat_map(|gone| gone.blobs)
            {
                found.remove(&hash);
            }
        }
    }
}
