//! One binary for all integration tests of the ledger: it links once.

mod suite {
    pub mod blobs;
    pub mod contract;
    pub mod crash;
    pub mod damage;
    pub mod formats;
    pub mod oracle;
    pub mod support;
    pub mod trees;
}
