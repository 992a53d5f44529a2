//! The domain: acts in, deeds out. An act a person proposes is read, judged by the law in force
//! and, if it is allowed, becomes one [`deed::Deed`]; the fold of deeds is the state of a case
//! ([`case::Case`]) or of the agency ([`agency::Agency`]).
//!
//! Deliberately knows no storage, no HTTP, no time of day and no one jurisdiction: the pack, the
//! moment and the actor are arguments, so every decision can be made again and comes out the same.

pub mod agency;
pub mod case;
pub mod checklist;
pub mod days;
pub mod deadline;
pub mod decide;
pub mod deed;
pub mod disclosure;
pub mod dossier;
pub mod recording;
pub mod review;
pub mod scene;
pub mod step;
pub mod supervision;
pub mod vocabulary;

/// Civil date in Asia/Shanghai.
pub type Day = jiff::civil::Date;
/// Civil date and time in Asia/Shanghai.
pub type Moment = jiff::civil::DateTime;
