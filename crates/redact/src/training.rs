//! What a program that learns weights must know: of which places of a text a question is asked, and what is seen there.
//!
//! No part of what the crate offers to others; the training itself is `examples/train.rs`.

use crate::find::Find;
use crate::known::Known;
use crate::scan::Scan;
use crate::view::View;
use crate::weighed::scene::Scene;
use crate::weighed::{Weights, code, home, look, name, owner, seen};

pub use crate::weighed::{HEAD, Question, SUM, learnt};
pub use crate::words::table;

/// A place of which a question is asked.
pub struct Place<'v, 'a> {
    scene: &'v Scene<'v, 'a>,
    question: Question,
    start: usize,
    end: usize,
    /// The run of letters and digits or the address that the question is about.
    of: (usize, usize),
    /// The finding that the question is about.
    found: Option<&'v Find>,
}

impl Place<'_, '_> {
    /// First byte of the place and one past the last; of the question where something begins, from there to the end of
    /// what it is asked of, and likewise where it ends.
    pub fn bytes(&self) -> (usize, usize) {
        self.scene.view.bytes(self.start, self.end)
    }

    /// First byte and one past the last of the run of letters and digits or the address that the question is about.
    pub fn of(&self) -> (usize, usize) {
        self.scene.view.bytes(self.of.0, self.of.1)
    }

    /// Puts what is seen there.
    pub fn features(&self, out: &mut Vec<u32>) {
        let put = |key| out.push(key);
        let (view, start, end) = (self.scene.view, self.start, self.end);
        match self.question {
            Question::Look => look::features(view.slice(start, end), put),
            Question::Name => seen::full(self.scene, start, end, put),
            Question::Code => code::features(view, start, end, put),
            Question::Head => code::head_features(view, start, self.of.0, put),
            Question::Begin => home::begin_features(view, start, put),
            Question::End => home::end_features(view, end, put),
            Question::Home => home::features(view, start, end, put),
            Question::Owner => {
                if let Some(found) = self.found {
                    owner::features(self.scene, found, put);
                }
            }
        }
    }
}

/// Calls `take` with each place of the text of which the question is asked; `file` holds what was learnt of the questions
/// before it.
pub fn places(
    question: Question,
    file: &[u8],
    (text, known): (&str, &Known),
    mut take: impl FnMut(&Place<'_, '_>),
) {
    let view = &View::new(text);
    let weights = Weights::of(file);
    let (found, scene) = match question {
        Question::Name | Question::Owner => {
            let (found, first, last) = Scan::new(view, known, Vec::new()).rules_alone();
            let scene = if question == Question::Owner {
                first
            } else {
                last
            };
            (found, scene)
        }
        _ => (Vec::new(), Scene::new(view, std::iter::empty())),
    };
    let scene = &scene;
    let mut put = |(start, end), of| {
        take(&Place {
            scene,
            question,
            start,
            end,
            of,
            found: None,
        });
    };
    match question {
        Question::Look => name::places(view, None, |start, end| put((start, end), (start, end))),
        Question::Name => {
            name::places(view, Some(weights), |start, end| {
                put((start, end), (start, end))
            });
        }
        Question::Code => {
            let asked = |run: &(usize, usize)| code::is_asked(view, *run);
            code::runs(view).filter(asked).for_each(|run| put(run, run));
        }
        Question::Head => {
            for run in code::runs(view).filter(|run| code::is_asked(view, *run)) {
                code::heads(view, run.0, |start| put((start, run.1), run));
            }
        }
        Question::Owner => {
            for found in found.iter().filter(|found| owner::is_asked(found)) {
                let of = (found.start, found.end);
                take(&Place {
                    scene,
                    question,
                    start: of.0,
                    end: of.1,
                    of,
                    found: Some(found),
                });
            }
        }
        _ => stretches(view, weights, question, put),
    }
}

fn stretches(
    view: &View<'_>,
    weights: Weights<'_>,
    question: Question,
    mut put: impl FnMut((usize, usize), (usize, usize)),
) {
    let mut at = 0;
    while let Some(stretch) = home::Stretch::next(view, at, |_| true) {
        let Some(address) = stretch.address(view, weights) else {
            at = stretch.end;
            continue;
        };
        // Only where an end was learnt does another address follow it.
        at = match question {
            Question::Home => address.1,
            _ => stretch.end,
        };
        match question {
            Question::Begin => {
                for begin in stretch.begins(view) {
                    put((begin, stretch.end), address);
                }
            }
            Question::End => {
                for end in stretch.ends(view, address.0) {
                    put((address.0, end), address);
                }
            }
            _ => put(address, address),
        }
    }
}
