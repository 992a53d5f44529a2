//! The two faces: desk and portal, and the API; pages in, answers out.
//!
//! Knows routes, forms and how things look. Does not know SQL, the ledger or how papers are set.

pub mod assets;
pub mod parts;
pub mod words;
