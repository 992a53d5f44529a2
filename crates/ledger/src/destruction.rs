//! The record of a destruction: `docs/format/destruction.md`, in code.
//!
//! A payload may lawfully be destroyed, with its salt, when its retention term is over. What stays
//! is its metadata and its salted hash, so that no proof breaks, and an entry of the log itself
//! that says which payloads and blobs are gone. This file does not know who may destroy, nor why.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::Entry;
use crate::hash::Hash;

/// Stream of the entries that the log writes about itself. Nobody else can write to it.
pub const OWN: &str = "ledger";
/// Kind of an entry that records a destruction.
pub const KIND: &str = "ledger/destroy";

/// What was destroyed, and for which reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Destruction {
    /// Index and payload hash of each entry whose payload and salt are gone.
    pub entries: BTreeMap<u64, Hash>,
    /// Blobs that are gone.
    pub blobs: BTreeSet<Hash>,
    /// Why. Opaque; one who destroys will name the act that allows it.
    pub reason: String,
}

impl Destruction {
    /// The payload of the entry that records it.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut text = String::from("destroy\n");
        for (index, hash) in &self.entries {
            text += &format!("entry {index} {hash}\n");
        }
        for hash in &self.blobs {
            text += &format!("blob {hash}\n");
        }
        text += "\n";
        text += &self.reason;
        text.into_bytes()
    }

    /// Reads [`Destruction::encode`] back; `None` for anything but that spelling.
    #[must_use]
    pub fn parse(payload: &[u8]) -> Option<Destruction> {
        let text = std::str::from_utf8(payload).ok()?;
        let mut rest = text.strip_prefix("destroy\n")?;
        let mut read = Destruction::default();
        loop {
            let (line, after) = rest.split_once('\n')?;
            rest = after;
            match line.split(' ').collect::<Vec<_>>()[..] {
                [""] => break,
                ["entry", index, hash] => {
                    read.entries.insert(index.parse().ok()?, hash.parse().ok()?);
                }
                ["blob", hash] => drop(read.blobs.insert(hash.parse().ok()?)),
                _ => return None,
            }
        }
        read.reason = rest.to_owned();
        // One spelling: no repeated lines, no other order, no leading zeros.
        (read.encode() == payload).then_some(read)
    }

    /// The destruction that an entry of the log itself records; `None` if it records another thing.
    #[must_use]
    pub fn of(entry: &Entry) -> Option<Destruction> {
        (entry.stream == OWN && entry.kind == KIND)
            .then(|| Destruction::parse(entry.payload.as_deref()?))
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_both_ways() {
        let whole = Destruction {
            entries: BTreeMap::from([(7, Hash([1; 32])), (12, Hash([2; 32]))]),
            blobs: BTreeSet::from([Hash([3; 32])]),
            reason: "期满\n\n销毁清册第1号".into(),
        };
        for one in [whole, Destruction::default()] {
            assert_eq!(Destruction::parse(&one.encode()), Some(one));
        }
        let hash = Hash([1; 32]);
        for bad in [
            String::new(),
            "destroy".into(),
            "destroy\n".into(),
            format!("destroy\nentry 07 {hash}\n\n"),
            format!("destroy\nblob {hash}\nentry 7 {hash}\n\n"),
            format!("destroy\nentry 7 {hash}\nentry 7 {hash}\n\n"),
            format!("destroy\nentry 7 {hash}\nreason"),
        ] {
            assert_eq!(Destruction::parse(bad.as_bytes()), None, "{bad:?}");
        }
    }
}
