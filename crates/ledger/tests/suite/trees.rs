//! Tree and proofs against the naive oracle, and against an independent public implementation.

use std::collections::HashMap;

use ledger::proof::{fill, plan_consistency, plan_inclusion, verify_consistency, verify_inclusion};
use ledger::tree::{Frontier, Node, join, subtrees};
use ledger::{Hash, Log};
use proptest::prelude::*;
use tlog_tiles::tlog;

use super::oracle;
use super::support::{batch, entry, memory};

fn leaves(n: usize) -> Vec<oracle::Bytes> {
    (0..n)
        .map(|i| oracle::leaf(format!("leaf {i}").as_bytes()))
        .collect()
}

/// All nodes that a frontier hands out while it grows, and its roots at each size.
fn grow(leaves: &[oracle::Bytes]) -> (HashMap<Node, Hash>, Vec<Hash>) {
    let (mut frontier, mut nodes) = (Frontier::default(), HashMap::new());
    let mut roots = vec![frontier.root()];
    for (i, leaf) in leaves.iter().enumerate() {
        nodes.insert(
            Node {
                level: 0,
                index: i as u64,
            },
            Hash(*leaf),
        );
        let mut level = 0;
        frontier.push(Hash(*leaf), |hash| {
            level += 1;
            let node = Node {
                level,
                index: i as u64 >> level,
            };
            assert_eq!(node.completed_by(), i as u64);
            assert!(
                nodes.insert(node, hash).is_none(),
                "{node:?} is never rewritten"
            );
        });
        roots.push(frontier.root());
    }
    (nodes, roots)
}

fn raw(hashes: &[Hash]) -> Vec<oracle::Bytes> {
    hashes.iter().map(|h| h.0).collect()
}

#[test]
fn every_root_and_proof_up_to_70_leaves_is_the_oracles() {
    let leaves = leaves(70);
    let (nodes, roots) = grow(&leaves);
    let take = |plan: &Vec<Vec<Node>>| -> Vec<Hash> {
        fill(
            plan,
            &plan.concat().iter().map(|n| nodes[n]).collect::<Vec<_>>(),
        )
        .unwrap()
    };
    for size in 1..=leaves.len() {
        let d = &leaves[..size];
        assert_eq!(roots[size].0, oracle::mth(d));
        let frontier: Vec<Hash> = subtrees(0, size as u64).iter().map(|n| nodes[n]).collect();
        assert_eq!(join(&frontier), roots[size]);
        assert_eq!(
            Frontier::new(size as u64, frontier).unwrap().root(),
            roots[size]
        );
        for (m, leaf) in d.iter().enumerate() {
            let proof = take(&plan_inclusion(m as u64, size as u64).unwrap());
            assert_eq!(raw(&proof), oracle::path(m, d), "path({m}, {size})");
            assert!(verify_inclusion(
                Hash(*leaf),
                m as u64,
                size as u64,
                roots[size],
                &proof
            ));
        }
        for m in 1..=size {
            let proof = take(&plan_consistency(m as u64, size as u64).unwrap());
            assert_eq!(raw(&proof), oracle::proof(m, d), "proof({m}, {size})");
            let (old, new) = ((m as u64, roots[m]), (size as u64, roots[size]));
            assert!(verify_consistency(old, new, &proof), "{m} in {size}");
        }
    }
}

#[test]
fn what_does_not_exist_has_no_plan() {
    assert_eq!(plan_inclusion(0, 0), None);
    assert_eq!(plan_inclusion(5, 5), None);
    assert_eq!(plan_consistency(0, 5), None);
    assert_eq!(plan_consistency(6, 5), None);
    assert!(!verify_inclusion(Hash([0; 32]), 0, 0, Hash([0; 32]), &[]));
    assert_eq!(Frontier::new(5, vec![Hash([0; 32])]), None);
    assert_eq!(Frontier::default().root(), Hash(oracle::mth(&[])));
    // The largest sizes there are: arithmetic must not overflow.
    assert!(plan_inclusion(u64::MAX - 1, u64::MAX).is_some());
    assert!(plan_consistency(u64::MAX - 1, u64::MAX).is_some());
    let zero = Hash([0; 32]);
    assert!(!verify_inclusion(
        zero,
        u64::MAX - 1,
        u64::MAX,
        zero,
        &[zero; 100]
    ));
    assert!(!verify_consistency(
        (1, zero),
        (u64::MAX, zero),
        &[zero; 100]
    ));
}

/// Reads hashes for the independent implementation in its own numbering.
struct Stored<'a>(&'a HashMap<Node, Hash>);

impl tlog::HashReader for Stored<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog::Hash>, tlog::Error> {
        let find = |&index: &u64| {
            let (level, index) = tlog::split_stored_hash_index(index);
            tlog::Hash(
                self.0[&Node {
                    level: u32::from(level),
                    index,
                }]
                    .0,
            )
        };
        Ok(indexes.iter().map(find).collect())
    }
}

fn big_log() -> (Log, HashMap<Node, Hash>, Vec<Hash>) {
    let mut log = memory();
    log.append(&batch(300)).unwrap();
    let entries = log.reader().entries(0, usize::MAX >> 1).unwrap();
    let leaves: Vec<_> = entries.iter().map(|e| e.leaf_hash.0).collect();
    let (nodes, roots) = grow(&leaves);
    (log, nodes, roots)
}

#[test]
fn an_independent_verifier_accepts_the_proofs_of_a_log() {
    let (log, nodes, roots) = big_log();
    let reader = log.reader();
    let theirs = |hash: Hash| tlog::Hash(hash.0);
    let list = |proof: Vec<Hash>| proof.into_iter().map(theirs).collect::<Vec<_>>();
    for size in [1_u64, 2, 3, 64, 127, 128, 129, 255, 256, 257, 300] {
        let root = theirs(roots[size as usize]);
        assert_eq!(tlog::tree_hash(size, &Stored(&nodes)).unwrap(), root);
        assert_eq!(theirs(reader.root(size).unwrap()), root);
        for index in (0..size).step_by(7) {
            let leaf = theirs(reader.entry(index).unwrap().leaf_hash);
            let proof = list(reader.inclusion_proof(index, size).unwrap());
            assert_eq!(
                tlog::prove_record(size, index, &Stored(&nodes)).unwrap(),
                proof
            );
            tlog::check_record(&proof, size, root, index, leaf).unwrap();
        }
        for old in (1..=size).step_by(11) {
            let proof = list(reader.consistency_proof(old, size).unwrap());
            tlog::check_tree(&proof, size, root, old, theirs(roots[old as usize])).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    /// However the entries are batched, the tree is the same as the oracle's.
    #[test]
    fn batching_makes_no_difference(sizes in prop::collection::vec(1_usize..40, 1..8)) {
        let mut log = memory();
        let mut leaves = Vec::new();
        for (i, size) in sizes.iter().enumerate() {
            let batch: Vec<_> = (0..*size).map(|j| entry(&format!("s{}", j % 3), [i as u8; 9])).collect();
            leaves.extend(log.append(&batch).unwrap().iter().map(|p| p.leaf_hash.0));
            let checkpoint = log.checkpoint().checkpoint.clone();
            prop_assert_eq!(checkpoint.size, leaves.len() as u64);
            prop_assert_eq!(checkpoint.root.0, oracle::mth(&leaves));
        }
        for entry in log.reader().entries(0, 1000).unwrap() {
            prop_assert_eq!(oracle::leaf(&entry.metadata().canonical()), leaves[entry.index as usize]);
        }
    }

    /// A proof that is altered anywhere is refused.
    #[test]
    fn altered_proofs_are_refused(
        size in 2_u64..200, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(),
        bit in 0_usize..256, change in 0_u8..5,
    ) {
        let leaves = leaves(size as usize);
        let (nodes, roots) = grow(&leaves);
        let alter = |proof: &mut Vec<Hash>| {
            let at = b.index(proof.len().max(1));
            match change {
                0 if !proof.is_empty() => proof[at].0[bit / 8] ^= 1 << (bit % 8),
                1 if !proof.is_empty() => drop(proof.remove(at)),
                2 => proof.push(Hash([bit as u8; 32])),
                3 => proof.insert(0, Hash([bit as u8; 32])),
                // Distinct hashes, so an exchange is a change.
                _ if proof.len() > 1 => { let next = (at + 1) % proof.len(); proof.swap(at, next); }
                _ => proof.push(Hash([0; 32])),
            }
        };
        let take = |plan: Vec<Vec<Node>>| -> Vec<Hash> {
            fill(&plan, &plan.concat().iter().map(|n| nodes[n]).collect::<Vec<_>>()).unwrap()
        };
        let index = a.index(size as usize) as u64;
        let (leaf, root) = (Hash(leaves[index as usize]), roots[size as usize]);
        let mut proof = take(plan_inclusion(index, size).unwrap());
        prop_assert!(!verify_inclusion(leaf, index, size, roots[size as usize - 1], &proof));
        prop_assert!(!verify_inclusion(leaf, index ^ 1, size, root, &proof));
        alter(&mut proof);
        prop_assert!(!verify_inclusion(leaf, index, size, root, &proof));

        let old = index.max(1);
        let (before, now) = ((old, roots[old as usize]), (size, root));
        let mut proof = take(plan_consistency(old, size).unwrap());
        prop_assert!(verify_consistency(before, now, &proof));
        prop_assert!(!verify_consistency((old, roots[old as usize - 1]), now, &proof));
        alter(&mut proof);
        prop_assert!(!verify_consistency(before, now, &proof));
    }

    /// Arbitrary proofs never panic and never convince.
    #[test]
    fn arbitrary_proofs_are_refused(
        a in any::<u64>(), b in any::<u64>(), n in 0_usize..130, fill in any::<u8>(),
    ) {
        let hash = Hash([fill; 32]);
        prop_assume!(a != b);
        let proof = vec![hash; n];
        let _ = verify_inclusion(hash, a, b, Hash([1; 32]), &proof);
        prop_assert!(!verify_consistency((a, Hash([2; 32])), (b, Hash([1; 32])), &proof));
    }
}
