//! Law as data: what a regulation demands of an act, and the words that say so.
//!
//! The flow through the rooms: a pack is read from its files ([`pack`]) into records and their
//! fields ([`form`]), gates, periods and demands ([`rule`]) over conditions ([`condition`]); the
//! judge ([`judge`]) weighs one proposed act against them and answers with every reason for a
//! refusal ([`refusal`]), each tied to its clause ([`citation`]).
//!
//! This crate deliberately knows no files, no clock, no storage and no cases: time, facts and the
//! text of packs are handed in.

pub mod calendar;
pub mod citation;
pub mod condition;
pub mod form;
pub mod judge;
pub mod official_text;
pub mod pack;
pub mod period;
pub mod refusal;
pub mod rule;
pub mod service;
pub mod value;
pub mod wording;
