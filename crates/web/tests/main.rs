//! The faces as a whole, in process: what a citizen, an official and a program meet.
//!
//! Works on a real pack and real offices in a folder that goes with the test; nothing is mocked.

// A journey told in one test is read from top to bottom.
#![allow(clippy::too_many_lines)]
#![allow(clippy::unwrap_used)]

mod suite {
    mod api;
    mod browser;
    mod desk;
    mod house;
    mod kept;
    mod leak;
    mod oversight;
    mod permissions;
    mod portal;
    mod rules;
    mod schema;
}
