//! The simplest things that can be right. The tree of RFC 6962 §2.1 as the RFC words it: recursive,
//! over all leaves, with no shortcut, without using anything of `ledger::tree` and `ledger::proof`.
//! And a store that is a list in memory, which any number of writers may share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use ledger::engine::{CommitError, Engine, Entries, Head, Heads, Row, Source, State, Stored};
use ledger::tree::Node;
use ledger::{Entry, Hash, LedgerError};
use sha2::{Digest, Sha256};

pub type Bytes = [u8; 32];

fn sha(parts: &[&[u8]]) -> Bytes {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

pub fn leaf(data: &[u8]) -> Bytes {
    sha(&[&[0], data])
}

fn k(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// MTH(D[n]), over leaf hashes.
pub fn mth(d: &[Bytes]) -> Bytes {
    match d {
        [] => sha(&[]),
        [one] => *one,
        _ => {
            let (left, right) = d.split_at(k(d.len()));
            sha(&[&[1], &mth(left), &mth(right)])
        }
    }
}

/// PATH(m, D[n]).
pub fn path(m: usize, d: &[Bytes]) -> Vec<Bytes> {
    if d.len() == 1 {
        return vec![];
    }
    let k = k(d.len());
    let (left, right) = d.split_at(k);
    let (mut path, other) = if m < k {
        (path(m, left), mth(right))
    } else {
        (path(m - k, right), mth(left))
    };
    path.push(other);
    path
}

/// PROOF(m, D[n]) for 0 < m ≤ n.
pub fn proof(m: usize, d: &[Bytes]) -> Vec<Bytes> {
    subproof(m, d, true)
}

fn subproof(m: usize, d: &[Bytes], b: bool) -> Vec<Bytes> {
    if m == d.len() {
        return if b { vec![] } else { vec![mth(d)] };
    }
    let k = k(d.len());
    let (left, right) = d.split_at(k);
    let (mut proof, other) = if m <= k {
        (subproof(m, left, b), mth(right))
    } else {
        (subproof(m - k, right, false), mth(left))
    };
    proof.push(other);
    proof
}

/// A list of entries and the checkpoint over them.
#[derive(Default)]
struct List {
    origin: Option<String>,
    note: String,
    entries: Vec<Stored>,
}

#[derive(Default)]
struct Shared(Mutex<List>);

impl Shared {
    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap()
    }
}

impl List {
    fn head(&self, stream: &str) -> Option<Head> {
        let last = self.entries.iter().rfind(|s| s.entry.stream == stream)?;
        let (version, index) = (last.entry.version, last.entry.index);
        Some(Head { version, index })
    }
}

/// A writer of the list; clones are other writers of the same one.
#[derive(Clone, Default)]
pub struct Oracle(Arc<Shared>);

impl Engine for Oracle {
    fn load(&mut self) -> Result<Option<State>, LedgerError> {
        Ok(self.0.state().ok())
    }

    fn create(
        &mut self,
        origin: &str,
        note: &str,
        entries: &mut Entries<'_>,
    ) -> Result<(), LedgerError> {
        *self.0.list() = List {
            origin: Some(origin.into()),
            note: note.into(),
            entries: entries.collect::<Result<_, _>>()?,
        };
        Ok(())
    }

    fn heads(&mut self, streams: &[&str]) -> Result<HashMap<String, Head>, LedgerError> {
        let list = self.0.list();
        let head = |stream: &&str| Some(((*stream).to_owned(), list.head(stream)?));
        Ok(streams.iter().filter_map(head).collect())
    }

    fn is_shared(&self) -> bool {
        true
    }

    fn latest(&mut self, _hold: bool) -> Result<Option<String>, LedgerError> {
        Ok(Some(self.0.list().note.clone()))
    }

    fn commit(&mut self, upon: &str, rows: &[Row<'_>], note: &str) -> Result<(), CommitError> {
        let mut list = self.0.list();
        if list.note != upon {
            return Err(CommitError::Moved);
        }
        list.note = note.into();
        list.entries.extend(rows.iter().map(Stored::from));
        Ok(())
    }

    fn erase(&mut self, indices: &[u64]) -> Result<(), LedgerError> {
        for index in indices {
            let entry = &mut self.0.list().entries[*index as usize].entry;
            (entry.payload, entry.salt) = (None, None);
        }
        Ok(())
    }

    fn settle(&mut self) -> Result<(), LedgerError> {
        Ok(())
    }

    fn source(&self) -> Arc<dyn Source> {
        self.0.clone()
    }
}

impl Source for Shared {
    fn state(&self) -> Result<State, LedgerError> {
        let list = self.list();
        let none = || LedgerError::Format("no log".into());
        Ok(State {
            origin: list.origin.clone().ok_or_else(none)?,
            note: list.note.clone(),
            end: list.entries.len() as u64,
        })
    }

    fn each(
        &self,
        from: u64,
        limit: usize,
        see: &mut dyn FnMut(&Row<'_>),
    ) -> Result<(), LedgerError> {
        let list = self.list();
        let from = list.entries.iter().filter(|s| s.entry.index >= from);
        from.take(limit).for_each(|stored| see(&stored.into()));
        Ok(())
    }

    fn head(&self, stream: &str) -> Result<Option<Head>, LedgerError> {
        Ok(self.list().head(stream))
    }

    fn stream(&self, stream: &str, from: u64) -> Result<Vec<Entry>, LedgerError> {
        let list = self.list();
        let of_stream = list.entries.iter().map(|s| &s.entry);
        let of_stream = of_stream.filter(|e| e.stream == stream && e.version >= from);
        Ok(of_stream.cloned().collect())
    }

    fn nodes(&self, nodes: &[Node]) -> Result<Vec<Hash>, LedgerError> {
        let list = self.list();
        let leaves: Vec<Bytes> = list.entries.iter().map(|s| s.entry.leaf_hash.0).collect();
        let node = |node: &Node| {
            let from = (node.index << node.level) as usize;
            Hash(mth(&leaves[from..from + (1 << node.level)]))
        };
        Ok(nodes.iter().map(node).collect())
    }

    fn heads(&self) -> Result<Heads, LedgerError> {
        Ok(Heads::default())
    }

    fn examine(&self) -> Result<Vec<String>, LedgerError> {
        Ok(Vec::new())
    }
}
