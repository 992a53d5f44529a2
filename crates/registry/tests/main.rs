//! The registry from outside: several agencies in one house, what their lists show, what a check
//! of the folder finds, who is right when two act at once.

#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, as it should"
)]

mod suite;
