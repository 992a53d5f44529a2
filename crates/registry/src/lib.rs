//! The office between law and storage: takes orders, lets the domain judge them, makes what is
//! allowed durable in the ledger, keeps rebuildable views, files and accounts.
//!
//! Knows no HTTP, no HTML and no rule of law.

pub mod again;
pub mod backup;
mod beside;
mod cited;
pub mod clock;
pub mod doorkeeper;
pub mod duty;
pub mod fault;
pub mod files;
pub mod folded;
pub mod homes;
mod identity;
pub mod installation;
pub mod lacking;
pub mod moving;
pub mod office;
pub mod packs;
mod place;
pub mod proof;
mod reasons;
pub mod redaction;
mod removal;
pub mod retention;
pub mod scrub;
pub mod seen;
mod signing;
pub mod states;
pub mod store;
pub mod survey;
pub mod views;
pub mod witnessed;
mod writer;

pub use fault::Fault;
pub use office::{Denied, Office, Order, Receipt, Target};
