//! The look of a name: what its characters alone say, before anything around it is seen. It is asked for nearly every
//! place of a text, so it costs little, and most places are asked nothing more.

use super::signs::{key, symbol};
use super::{Model, Question, Weights};
use crate::class;
use crate::lexicon;

/// The look of the names that begin at a place, one character longer each time. It is asked for nearly every place of a
/// text, so what a name shares with all longer ones is put but once.
pub(super) struct Look<'v> {
    text: &'v [char],
    /// How many characters the surname has; one if none is known.
    surname: usize,
    /// How usual it is: unknown, known, little else, of several characters; and whether it is a function word.
    kind: u16,
    /// How many characters of the rest are usual in given names, and whether one is in none.
    usual: u16,
    never: bool,
    /// How many characters write names of other languages.
    foreign: u16,
}

impl<'v> Look<'v> {
    /// Of the names that begin `text`, as yet without a character.
    #[inline]
    fn new(text: &'v [char]) -> Self {
        let length = lexicon::surname(text);
        let classes = class::of(text[0]);
        let usual = match length {
            2.. => 3,
            1 if classes & class::PLAIN != 0 => 2,
            known => known as u16,
        };
        Look {
            text,
            surname: length.clamp(1, 2),
            kind: u16::from(classes & class::FUNCTION != 0) << 2 | usual,
            usual: 0,
            never: false,
            foreign: 0,
        }
    }

    /// Of the name that is the whole text.
    pub(super) fn of(name: &'v [char], mut put: impl FnMut(u32)) -> Self {
        let mut look = Look::new(name);
        for i in 0..name.len() {
            look.grow(i, &mut put);
        }
        look.end(name.len(), put);
        look
    }

    /// Puts what the character at `i`, which is the next, says of this name and of all longer ones.
    #[inline]
    fn grow(&mut self, i: usize, mut put: impl FnMut(u32)) {
        let c = self.text[i];
        let classes = class::of(c);
        self.foreign += u16::from(classes & class::TRANSLIT != 0);
        if i < self.surname {
            return;
        }
        self.usual += u16::from(classes & class::OFTEN_GIVEN != 0);
        self.never |= classes & class::NO_GIVEN != 0 || !lexicon::is_han(c);
        let before = if i == self.surname { 0 } else { i - 1 };
        put(key(3, [symbol(self.text[before]), symbol(c), i as u16]));
        put(key(4, [symbol(c), i as u16, 0]));
    }

    /// Puts what is seen of the name of so many characters alone.
    #[inline]
    fn end(&self, length: usize, mut put: impl FnMut(u32)) {
        let length = length as u16;
        put(key(1, [symbol(self.text[0]), length, 0]));
        put(key(2, [self.fit(), length, 0]));
        put(key(
            5,
            [symbol(self.text[usize::from(length) - 1]), length, 0],
        ));
        put(key(6, [self.foreign, length, 0]));
    }

    /// How usual the name is: its surname and its other characters.
    pub(super) fn fit(&self) -> u16 {
        self.kind << 4 | self.usual << 1 | u16::from(self.never)
    }

    /// What stands behind the surname.
    pub(super) fn given(&self) -> &[char] {
        &self.text[self.surname.min(self.text.len())..]
    }
}

/// The features of the characters of a name.
pub(crate) fn features(name: &[char], put: impl FnMut(u32)) {
    Look::of(name, put);
}

/// Says which names have the look of one.
pub(super) struct Looks<'w>(Option<Model<'w>>);

impl<'w> Looks<'w> {
    /// By these weights; by none, all names have the look.
    pub(super) fn by(weights: Option<Weights<'w>>) -> Self {
        Looks(weights.map(|weights| weights.of_question(Question::Look)))
    }

    /// How much beyond what is needed the name has the look of one.
    pub(super) fn surplus(&self, name: &[char]) -> i32 {
        let sum = |weights: &Model<'_>| {
            let mut sum = -weights.least;
            features(name, |key| sum += weights.weight(key));
            sum
        };
        self.0.as_ref().map_or(0, sum)
    }

    /// The same, but so much more is needed.
    pub(super) fn with_more(&self, surplus: i32) -> Looks<'_> {
        Looks(self.0.as_ref().map(|weights| Model {
            least: weights.least + surplus.max(0),
            ..*weights
        }))
    }

    /// Calls `take` with the length of each name of two characters and more that begins the text and has the look.
    #[inline]
    pub(super) fn lengths(&self, text: &[char], mut take: impl FnMut(usize)) {
        let Some(weights) = &self.0 else {
            return (2..=text.len()).for_each(take);
        };
        let mut name = Look::new(text);
        let mut shared = -weights.least;
        for i in 0..text.len() {
            name.grow(i, |key| shared += weights.weight(key));
            let mut sum = shared;
            if i > 0 {
                name.end(i + 1, |key| sum += weights.weight(key));
                if sum >= 0 {
                    take(i + 1);
                }
            }
        }
    }
}
