//! The tests of the crate as one program: kinds, hard passages, the life of a mark, any input.

mod suite;
mod support;
