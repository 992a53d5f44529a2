//! One module for each question asked of the finder.

mod act;
mod any_input;
mod kinds;
mod passages;
mod weights;
