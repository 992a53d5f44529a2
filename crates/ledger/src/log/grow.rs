//! The rows of a batch and the checkpoint over them, computed a few at a time: what a server has been
//! sent it stores while the next rows are being hashed. Nothing here is written anywhere.
//!
//! All on the thread that appends. A second one that hashes ahead and signs was tried on two processors:
//! with a thousand rows it saved up to a tenth, with 64 its start and end cost more than it saved.

use crate::checkpoint::{Checkpoint, SignedCheckpoint};
use crate::engine::{Batch, Head, Part, Row};
use crate::entry::{Metadata, NewEntry, SALT, payload_hash};
use crate::error::LedgerError;
use crate::keys::Keys;
use crate::tree::Frontier;

/// Rows that are computed together.
const PIECE: usize = 32;

/// Where an entry comes to lie, and the entry before it in its stream.
pub(super) type Place = (Head, Option<u64>);

/// The tree and its checkpoint with the batch, once they are known.
pub(super) type Grown = Option<(Frontier, SignedCheckpoint)>;

/// The parts of a batch that are still to be computed.
struct Growing<'a> {
    /// Of the tree with the rows so far; `None` once the checkpoint is signed.
    frontier: Option<Frontier>,
    keys: &'a Keys,
    batch: &'a [NewEntry],
    places: &'a [Place],
    grown: &'a mut Grown,
}

/// Entries that come to lie in these places, on top of the tree with this frontier. `grown` is filled
/// in once the last row is known.
pub(super) fn growing<'a>(
    frontier: Frontier,
    keys: &'a Keys,
    (batch, places): (&'a [NewEntry], &'a [Place]),
    grown: &'a mut Grown,
) -> Batch<'a> {
    let bytes = batch.iter().map(|new| new.payload.len()).sum();
    let end = frontier.size() + batch.len() as u64;
    let parts = Growing {
        frontier: Some(frontier),
        keys,
        batch,
        places,
        grown,
    };
    Batch::new((batch.len(), bytes), end, Box::new(parts))
}

impl<'a> Growing<'a> {
    fn seal(&mut self, frontier: Frontier) -> Result<Part<'a>, LedgerError> {
        let checkpoint = Checkpoint {
            origin: self.keys.public().name().to_owned(),
            size: frontier.size(),
            root: frontier.root(),
        };
        let checkpoint = checkpoint.sign(self.keys)?;
        let note = checkpoint.note.clone();
        *self.grown = Some((frontier, checkpoint));
        Ok(Part::Note(note))
    }
}

impl<'a> Iterator for Growing<'a> {
    type Item = Result<Part<'a>, LedgerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.batch.is_empty() {
            let frontier = self.frontier.take()?;
            return Some(self.seal(frontier));
        }
        let (batch, rest) = self.batch.split_at(PIECE.min(self.batch.len()));
        let (places, later) = self.places.split_at(PIECE.min(self.places.len()));
        (self.batch, self.places) = (rest, later);
        let rows = grow(self.frontier.as_mut()?, batch, places);
        Some(rows.map(Part::Rows))
    }
}

/// Computes hashes and grows the tree.
fn grow<'a>(
    frontier: &mut Frontier,
    batch: &'a [NewEntry],
    places: &[Place],
) -> Result<Vec<Row<'a>>, LedgerError> {
    let mut salts = vec![0; batch.len() * SALT];
    getrandom::fill(&mut salts).map_err(|e| LedgerError::Key(format!("no randomness: {e}")))?;
    let (salts, _) = salts.as_chunks::<SALT>();
    let mut rows = Vec::with_capacity(batch.len());
    for ((new, &(Head { version, index }, prev)), &salt) in batch.iter().zip(places).zip(salts) {
        let payload_hash = payload_hash(&salt, &new.payload);
        let (stream, actor, kind) = (&*new.stream, &*new.actor, &*new.kind);
        let (time_ms, salt) = (new.time_ms, Some(salt));
        let leaf_hash = Metadata {
            index,
            version,
            time_ms,
            stream,
            actor,
            kind,
            payload_hash,
        }
        .leaf_hash();
        let mut nodes = Vec::new();
        frontier.push(leaf_hash, |node| nodes.push(node.0));
        rows.push(Row {
            index,
            stream,
            version,
            prev,
            time_ms,
            actor,
            kind,
            salt,
            payload_hash,
            leaf_hash,
            nodes: nodes.into(),
            payload: Some(&new.payload),
        });
    }
    Ok(rows)
}
