//! RFC 6962 §2.1 as the RFC words it: recursive, over all leaves, with no shortcut. Written
//! without looking at, or using, anything of `ledger::tree` and `ledger::proof`.

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
