//! Scenarios: the acceptance tests and the documentation of a pack. Feature files in Chinese are
//! read ([`feature`]) and run through the real core.

pub mod feature;
pub mod rule;
