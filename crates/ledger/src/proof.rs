//! Inclusion and consistency proofs (RFC 6962 §2.1.1 and §2.1.2), and their checks (RFC 9162
//! §2.1.3.2 and §2.1.4.2).
//!
//! A proof is first planned, as a list of stored nodes, and then filled in with hashes: planning
//! is pure, and the store is asked once. This file knows neither entries nor storage.

use crate::hash::Hash;
use crate::tree::{Node, join, node_hash, subtrees};

/// A proof to be: each item is one hash of the proof, given by the perfect subtrees that
/// [`join`] to it.
pub type Plan = Vec<Vec<Node>>;

/// A proof: the hashes, in the order of RFC 6962.
pub type Proof = Vec<Hash>;

/// Largest power of two that is smaller than `n`, for n ≥ 2.
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Plans the proof that leaf `index` is in the tree of `size` leaves. `None` if it is not.
#[must_use]
pub fn plan_inclusion(index: u64, size: u64) -> Option<Plan> {
    if index >= size {
        return None;
    }
    // From the root down, then turned round: a proof starts at the leaf.
    let (mut from, mut to, mut plan) = (0, size, Plan::new());
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            plan.push(subtrees(middle, to));
            to = middle;
        } else {
            plan.push(subtrees(from, middle));
            from = middle;
        }
    }
    plan.reverse();
    Some(plan)
}

/// Plans the proof that the tree of `old` leaves is a prefix of the tree of `new` leaves.
/// `None` unless `0 < old ≤ new`: every tree extends the empty one, and nothing is to prove.
#[must_use]
pub fn plan_consistency(old: u64, new: u64) -> Option<Plan> {
    if old == 0 || old > new {
        return None;
    }
    let (mut from, mut to, mut plan) = (0, new, Plan::new());
    while to != old {
        let middle = from + split(to - from);
        if old <= middle {
            plan.push(subtrees(middle, to));
            to = middle;
        } else {
            plan.push(subtrees(from, middle));
            from = middle;
        }
    }
    // A subtree that is the whole old tree is known to the verifier and is left out.
    if from != 0 {
        plan.push(subtrees(from, to));
    }
    plan.reverse();
    Some(plan)
}

/// Fills in a plan from the hashes of its nodes, in order. `None` if their number is wrong.
#[must_use]
pub fn fill(plan: &Plan, hashes: &[Hash]) -> Option<Proof> {
    let mut rest = hashes;
    let mut proof = Proof::with_capacity(plan.len());
    for nodes in plan {
        let (these, others) = rest.split_at_checked(nodes.len())?;
        proof.push(join(these));
        rest = others;
    }
    rest.is_empty().then_some(proof)
}

/// Checks that the leaf is the one at `index` in the tree with this size and root.
#[must_use]
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, root: Hash, proof: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for &step in proof {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(step, hash);
            // A last node without a sibling moves up unchanged until it is a right child.
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            hash = node_hash(hash, step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && hash == root
}

/// Checks that the tree `(old, old_root)` is a prefix of the tree `(new, new_root)`.
///
/// `old` may be 0, with an empty proof: every tree extends the empty one.
#[must_use]
pub fn verify_consistency(
    (old, old_root): (u64, Hash),
    (new, new_root): (u64, Hash),
    proof: &[Hash],
) -> bool {
    if old > new {
        return false;
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 {
        return proof.is_empty() && old_root == crate::tree::empty_root();
    }
    // An old tree that is one perfect subtree starts the path itself.
    let whole = [old_root];
    let mut path = whole
        .iter()
        .filter(|_| old.is_power_of_two())
        .chain(proof)
        .copied();
    let Some(start) = path.next() else {
        return false;
    };
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        (node, last) = (node >> 1, last >> 1);
    }
    let (mut in_old, mut in_new) = (start, start);
    for step in path {
        if last == 0 {
            return false;
        }
        if node & 1 == 1 || node == last {
            (in_old, in_new) = (node_hash(step, in_old), node_hash(step, in_new));
            while node & 1 == 0 && node != 0 {
                (node, last) = (node >> 1, last >> 1);
            }
        } else {
            in_new = node_hash(in_new, step);
        }
        (node, last) = (node >> 1, last >> 1);
    }
    last == 0 && in_old == old_root && in_new == new_root
}
