//! Law as data: what a regulation demands of an act, and the words that say so.
//!
//! This crate deliberately knows no files, no clock, no storage and no cases: time, facts and the
//! text of packs are handed in.

pub mod calendar;
pub mod official_text;
pub mod period;
