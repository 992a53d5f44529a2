//! The Merkle tree of RFC 6962 §2.1, grown one leaf at a time.
//!
//! A log of n leaves is a row of perfect subtrees, one for each one-bit of n; the [`Frontier`]
//! keeps their roots, which is all that the next append needs. Every perfect subtree gets a root
//! exactly once, when its last leaf arrives, and that root never changes: so nodes can be stored
//! with the leaf that completed them and are never rewritten.
//! This file does not know what a leaf is made of, nor where nodes are stored.

use crate::hash::Hash;

/// Root of the empty tree: SHA-256 of nothing (RFC 6962 §2.1).
#[must_use]
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// `SHA-256(0x00 ‖ data)`: the prefix keeps a leaf from posing as a node.
#[must_use]
pub fn leaf_hash(data: &[u8]) -> Hash {
    Hash::of(&[&[0], data])
}

/// `SHA-256(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node_hash(left: Hash, right: Hash) -> Hash {
    Hash::of(&[&[1], &left.0, &right.0])
}

/// The root of a perfect subtree: the `index`-th of 2^`level` leaves, counted from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u32,
    /// Position among the nodes of its level, from 0.
    pub index: u64,
}

impl Node {
    /// The leaf whose arrival completed this subtree. The node is stored with that leaf.
    #[must_use]
    pub fn completed_by(self) -> u64 {
        ((self.index + 1) << self.level) - 1
    }
}

/// How many interior nodes the arrival of leaf `index` completes.
#[must_use]
pub fn completed_nodes(index: u64) -> u32 {
    index.trailing_ones()
}

/// The perfect subtrees, from left to right, that make up the leaves `from..to`.
///
/// `from` is a multiple of the largest power of two that is at most `to - from`, as it is for
/// every subtree that RFC 6962 speaks of.
#[must_use]
pub fn subtrees(mut from: u64, to: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    while from < to {
        let level = (to - from).ilog2();
        nodes.push(Node {
            level,
            index: from >> level,
        });
        from += 1 << level;
    }
    nodes
}

/// Hash of the subtree that these perfect subtrees, from left to right, make up.
#[must_use]
pub fn join(hashes: &[Hash]) -> Hash {
    let mut hashes = hashes.iter().rev().copied();
    let Some(last) = hashes.next() else {
        return empty_root();
    };
    hashes.fold(last, |right, left| node_hash(left, right))
}

/// The state of a tree that is needed to append to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    /// One root for each one-bit of `size`, the largest subtree first.
    roots: Vec<Hash>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves, given the hashes of [`subtrees`]`(0, size)`.
    /// `None` unless their number is right.
    #[must_use]
    pub fn new(size: u64, roots: Vec<Hash>) -> Option<Frontier> {
        (roots.len() == size.count_ones() as usize).then_some(Frontier { size, roots })
    }

    /// Leaves in the tree.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Root of the tree.
    #[must_use]
    pub fn root(&self) -> Hash {
        join(&self.roots)
    }

    /// Adds a leaf and hands each interior node it completes, from level 1 upwards, to `completed`.
    pub fn push(&mut self, leaf: Hash, mut completed: impl FnMut(Hash)) {
        let mut hash = leaf;
        for _ in 0..completed_nodes(self.size) {
            let Some(left) = self.roots.pop() else { break };
            hash = node_hash(left, hash);
            completed(hash);
        }
        self.roots.push(hash);
        self.size += 1;
    }
}
