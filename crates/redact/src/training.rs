//! What a program that learns weights must know: which places of a text may hold a name, and their features.
//!
//! No part of what the crate offers to others; the training itself is `examples/train.rs`.

use crate::features;
use crate::view::View;
use crate::weights::Weights;

pub use crate::weights::{FULL_BITS, HEAD, LOOK_BITS};

/// A place that may hold a name.
pub struct Place<'v, 'a> {
    view: &'v View<'a>,
    start: usize,
    end: usize,
}

impl Place<'_, '_> {
    /// First byte of the text and one past the last.
    pub fn bytes(&self) -> (usize, usize) {
        self.view.bytes(self.start, self.end)
    }

    /// Puts the features of the characters alone.
    pub fn look(&self, out: &mut Vec<u32>) {
        features::look(self.view, self.start, self.end, |key| out.push(key));
    }

    /// Puts all features.
    pub fn full(&self, out: &mut Vec<u32>) {
        features::full(self.view, self.start, self.end, |key| out.push(key));
    }

    /// What these weights say of the place; nothing if its characters alone say no.
    pub fn odds(&self, weights: &[u8]) -> Option<f32> {
        Weights::of(weights).weigh(self.view, self.start, self.end)
    }
}

/// Calls `take` with each place of the text that may hold a name.
pub fn places(text: &str, mut take: impl FnMut(&Place<'_, '_>)) {
    let view = &View::new(text);
    for start in 0..view.len() {
        for end in features::ends(view, start, |_| true) {
            take(&Place { view, start, end });
        }
    }
}
