//! Scenarios: the acceptance tests and the documentation of a pack.
//!
//! The flow through the rooms: feature files in Chinese are read ([`feature`]), their steps
//! understood ([`phrase`]) against the pack and its samples ([`samples`]) into a [`suite`]; each
//! scenario is played on a [`stage`] in an office of its own ([`run`]), and a [`report`] says which
//! clauses are proven. Whether a scenario would miss a [`rule`] is asked by taking it out ([`prove`]).
//!
//! Knows no clause and no jurisdiction.

pub mod cells;
pub mod feature;
pub mod fill;
pub mod phrase;
pub mod prove;
pub mod report;
pub mod rule;
pub mod run;
pub mod samples;
pub mod stage;
pub mod suite;
pub mod unproven;

use std::path::Path;

pub use report::Report;
pub use suite::Suite;

/// Runs every scenario of the pack in a folder.
#[must_use]
pub fn run(dir: &Path) -> Report {
    match Suite::load(dir) {
        Ok(suite) => suite.run(None),
        Err(faults) => Report::unreadable(faults),
    }
}
