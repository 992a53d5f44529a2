//! What no rule knows, told by weights: names, codes of people, where somebody lives; and what rules are not sure of: where
//! a name begins and ends, whose a telephone is. What the characters of such a thing, what stands before it and what stands
//! behind it speak for was learnt from papers of which all is known ([`crate::training`]).
//!
//! Logistic regression over hashed features, with a table of weights for each question. What a question is asked of
//! and what is seen there is told by the modules below. They see that rules found something, and only of a telephone or an account also how; they know no
//! roles, and what they find by themselves is the weakest evidence there is.
//!
//! Whoever changes what is asked or seen, here or in what is borrowed from `lexicon.rs`, `words.rs`, `address.rs`, `people.rs` and
//! `scan.rs`, or what rules find, must learn the weights again (`make weights`); `make prove` compares them.

pub(crate) mod code;
pub(crate) mod home;
pub(crate) mod judge;
pub(crate) mod look;
pub(crate) mod name;
pub(crate) mod owner;
mod place;
pub(crate) mod scene;
pub(crate) mod seen;
mod signs;
mod wording;

use crate::find::Evidence;
use flate2::read::DeflateDecoder;
use std::io::Read;
use std::sync::LazyLock;

/// What weights are asked. Each question has a table of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// Are these characters alone like a name?
    Look,
    /// Is this a name?
    Name,
    /// Is this number one by which a person is registered?
    Code,
    /// Does the number begin here, before its letters and digits?
    Head,
    /// Does an address begin here?
    Begin,
    /// Does the address end here?
    End,
    /// Does somebody live at this address?
    Home,
    /// Is this telephone or account an organisation's?
    Owner,
}

impl Question {
    /// All of them, in the order of the file; each is learnt after those before it.
    pub const ALL: [Question; 8] = [
        Question::Look,
        Question::Name,
        Question::Code,
        Question::Head,
        Question::Begin,
        Question::End,
        Question::Home,
        Question::Owner,
    ];

    /// How many weights its table has.
    pub const fn weights(self) -> usize {
        match self {
            Question::Look => 1 << 16,
            Question::Name => 4_000_000,
            Question::Code | Question::Begin | Question::Home => 1 << 15,
            Question::Head | Question::End | Question::Owner => 1 << 14,
        }
    }

    /// The number of the weight of a feature.
    pub const fn weight(self, key: u32) -> usize {
        place(key, self.weights())
    }

    /// Where its part of the file begins: a head and the table.
    pub const fn at(self) -> usize {
        let (mut at, mut i) = (SUM, 0);
        while i < self as usize {
            at += HEAD + Question::ALL[i].weights();
            i += 1;
        }
        at
    }

    /// Bytes of the whole file, as it is in memory.
    pub const fn length() -> usize {
        Question::Owner.at() + HEAD + Question::Owner.weights()
    }
}

/// Which of so many weights is that of a feature.
#[inline]
const fn place(key: u32, weights: usize) -> usize {
    ((key as u64 * weights as u64) >> 32) as usize
}

/// Bytes at the beginning of the file: the sum of the papers the weights were learnt from.
pub const SUM: usize = 4;
/// Bytes before each table: three numbers of four bytes, little-endian; see [`Model`].
pub const HEAD: usize = 12;

/// What was learnt of all questions.
#[derive(Clone, Copy)]
pub(crate) struct Weights<'w>(&'w [u8]);

/// Made by `make weights`; three quarters of the weights are nought, so the file is deflated.
static LEARNT: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let deflated: &[u8] = include_bytes!("learnt.weights");
    let mut file = Vec::with_capacity(Question::length());
    let read = DeflateDecoder::new(deflated).read_to_end(&mut file);
    assert_eq!(
        read.ok(),
        Some(Question::length()),
        "the file of weights is whole"
    );
    file
});

/// The whole file of weights of the crate.
pub fn learnt() -> &'static [u8] {
    &LEARNT
}

impl Weights<'static> {
    /// The weights of the crate.
    pub(crate) fn learnt() -> Self {
        Weights(learnt())
    }
}

impl<'w> Weights<'w> {
    /// A file of [`Question::length`] bytes, perhaps not all learnt yet.
    pub(crate) fn of(file: &'w [u8]) -> Self {
        Weights(file)
    }

    pub(crate) fn of_question(self, question: Question) -> Model<'w> {
        let (head, tables) = self.0[question.at()..].split_at(HEAD);
        let number = |i: usize| [head[i], head[i + 1], head[i + 2], head[i + 3]];
        Model {
            table: &tables[..question.weights()],
            least: i32::from_le_bytes(number(0)),
            bias: i32::from_le_bytes(number(4)),
            unit: f32::from_le_bytes(number(8)),
        }
    }
}

/// What was learnt of one question: a weight of eight bits for each hash of a feature.
pub(crate) struct Model<'w> {
    table: &'w [u8],
    /// What sums to less is not asked anything further; of the first question only.
    least: i32,
    /// Added to the sum of all weights.
    bias: i32,
    /// What one unit of a weight is worth in natural logarithms of odds.
    unit: f32,
}

impl Model<'_> {
    #[inline]
    fn weight(&self, key: u32) -> i32 {
        i32::from(self.table[place(key, self.table.len())] as i8)
    }

    /// Odds in natural logarithms for a sum of weights.
    fn odds(&self, sum: i32) -> f32 {
        (self.bias + sum) as f32 * self.unit
    }
}

/// Places of a text that something was found at.
pub(crate) struct Cover(Vec<u64>);

impl Cover {
    pub(crate) fn of(length: usize, spans: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut cover = Cover(vec![0; length / 64 + 1]);
        for (start, end) in spans {
            cover.add(start, end.min(length));
        }
        cover
    }

    pub(crate) fn add(&mut self, start: usize, end: usize) {
        for at in start..end {
            self.0[at / 64] |= 1 << (at % 64);
        }
    }

    pub(crate) fn holds(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn touches(&self, (start, end): (usize, usize)) -> bool {
        (start..end.min(self.0.len() * 64)).any(|at| self.holds(at))
    }
}

/// Something that weights tell.
pub(crate) struct Guess {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How likely it is, in per cent.
    pub(crate) confidence: u8,
}

impl Guess {
    fn new((start, end): (usize, usize), odds: f32) -> Self {
        // Never more than such evidence is worth.
        let confidence = ((100. * chance(odds)) as u8).min(Evidence::Weighed.confidence());
        Guess {
            start,
            end,
            confidence,
        }
    }
}

/// The logistic function: from the logarithm of odds to a probability.
fn chance(odds: f32) -> f32 {
    1. / (1. + (-odds).exp())
}
