//! An append-only, durable, provable log of opaque entries.
//!
//! What it promises:
//! - an entry whose append returned `Ok` survives a crash of the process, the kernel or the power;
//! - entries have one order without gaps, and every stream has versions 1, 2, 3 … without gaps;
//! - a signed checkpoint commits to all of it, so that a third party who keeps checkpoints can
//!   prove any later change (RFC 6962 tree, C2SP `tlog-checkpoint` in a `signed-note`);
//! - [`fsck()`] re-derives all of this from the stored bytes and names the first bad entry.
//!
//! It deliberately does not know what the bytes mean: no law, no cases, no people.
//!
//! A reading order for an auditor: [`entry`] (what is hashed), [`tree`] and [`proof`] (how the
//! hashes are bound together), [`checkpoint`] and [`keys`] (what is signed), [`log`] (the only
//! place that appends), [`home`], [`engine`], [`sqlite`] and [`postgres`](mod@postgres) (where the bytes live),
//! [`fsck`](mod@fsck) (how to doubt it), [`blob`] (files that entries cite), [`cabinet`] (what is kept
//! beside the logs and is no record).

pub mod blob;
pub mod cabinet;
pub mod checkpoint;
pub mod cosignature;
pub mod destruction;
pub mod durable;
pub mod engine;
pub mod entry;
pub mod error;
pub mod fsck;
pub mod hash;
pub mod home;
pub mod keys;
pub mod log;
mod outside;
pub mod package;
pub mod postgres;
pub mod proof;
pub mod reader;
pub mod receipt;
pub mod relocate;
pub mod rotation;
pub mod sm2;
pub mod snapshot;
pub mod sqlite;
pub mod tiles;
pub mod tree;
pub mod witness;

pub use blob::{BlobState, BlobWriter, Blobs, Trouble};
pub use cabinet::{Cabinet, Change, Item};
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use cosignature::{WitnessKey, WitnessKeys};
pub use destruction::Destruction;
pub use entry::{Entry, NewEntry};
pub use error::{AppendError, LedgerError, Unsuited};
pub use fsck::{Problem, Report, Sort, fsck, fsck_against, fsck_with};
pub use hash::Hash;
pub use home::Home;
pub use keys::{Keys, PublicKey};
pub use log::{Destroy, Log, Position};
pub use reader::Reader;
pub use receipt::Receipt;
pub use relocate::{copy, relocate};
pub use rotation::Rotation;
pub use sm2::{Sm2Keys, Sm2PublicKey};
