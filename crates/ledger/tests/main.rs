//! One binary for all integration tests of the ledger: it links once.

#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, as it should"
)]

mod suite {
    pub mod any_bytes;
    pub mod blobs;
    pub mod buckets;
    pub mod cabinet;
    pub mod contract;
    pub mod crash;
    pub mod cut;
    pub mod damage;
    pub mod destruction;
    pub mod encrypted;
    pub mod formats;
    pub mod frail;
    pub mod nodes;
    pub mod oracle;
    pub mod package;
    pub mod rotation;
    pub mod support;
    pub mod tiles;
    pub mod trees;
    pub mod vectors;
    pub mod witness;
}
