//! What tests of several crates need and no program does: a database server of their own, and a
//! connection that can be cut.
//!
//! It knows nothing of what is tested.

#[cfg(feature = "tls")]
pub mod certificate;
pub mod postgres;
pub mod proxy;
#[cfg(feature = "s3")]
pub mod s3;
