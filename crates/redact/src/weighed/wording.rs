//! What the words of the language say of a place that may hold a name: how unlikely those are that the name would be made of,
//! whether words end where it begins, and of what sort those beside it are.
//!
//! It sees the words only; what rules found and what the lexicon of names knows is seen in `seen.rs`.

use super::look::Look;
use super::signs::{HAN, key, mixed, sort, symbol};
use crate::view::View;
use crate::words::{self, Word, Words};

/// What all features of a place share.
struct Place<'v, 'a> {
    view: &'v View<'a>,
    words: &'v Words,
    start: usize,
    end: usize,
    before: Beside,
    behind: Beside,
}

/// The features; `signs` are those right before and behind the name.
pub(super) fn features(
    view: &View<'_>,
    (start, end): (usize, usize),
    signs: (u16, u16),
    look: &Look<'_>,
    put: &mut impl FnMut(u32),
) {
    let words = view.words();
    let place = Place {
        view,
        words,
        start,
        end,
        before: Beside::of(signs.0, words.ending(start)),
        behind: Beside::of(signs.1, words.beginning(end)),
    };
    place.strangeness(look.fit(), put);
    place.made_of(look, put);
    place.neighbours(signs, look.fit(), put);
    place.words_before(put);
    place.words_behind(put);
}

impl Place<'_, '_> {
    /// How unlikely the words between are, and how much less likely words are that end there.
    fn strangeness(&self, fit: u16, put: &mut impl FnMut(u32)) {
        let length = (self.end - self.start) as u16;
        let strange = self.words.strangeness(self.start, self.end).min(160) as u16;
        let torn = |at| self.words.torn(at).min(18) as u16 / 2;
        let (torn_before, torn_behind) = (torn(self.start), torn(self.end));
        let (before, behind) = (self.before.sort, self.behind.sort);
        put(key(100, [strange / 2, length, 0]));
        put(key(101, [torn_before, torn_behind, length]));
        put(key(102, [strange / 8, torn_before / 3, torn_behind / 3]));
        put(key(103, [strange / 8, behind, before]));
        put(key(104, [strange / 8, length, fit]));
        put(key(105, [before, strange / 8, torn_before]));
        put(key(106, [behind, strange / 8, torn_behind]));
        put(key(107, [fit, torn_before, torn_behind]));
    }

    /// The name, or what follows the surname, as a word.
    fn made_of(&self, look: &Look<'_>, put: &mut impl FnMut(u32)) {
        let seen = |text| {
            let word = words::word(text);
            word.map_or([0, 0], |w| [1 + u16::from(w.rare) / 4, u16::from(w.sort)])
        };
        let [rare, sort] = seen(self.view.slice(self.start, self.end));
        put(key(108, [rare, sort, (self.end - self.start) as u16]));
        let [rare, sort] = seen(look.given());
        put(key(109, [rare, sort, look.fit()]));
    }

    /// The sorts of what stands on both sides.
    fn neighbours(&self, (left, right): (u16, u16), fit: u16, put: &mut impl FnMut(u32)) {
        let (before, behind) = (&self.before, &self.behind);
        put(key(110, [before.sort, before.length, 0]));
        put(key(111, [behind.sort, behind.length, 0]));
        put(key(
            112,
            [before.sort, behind.sort, (self.end - self.start) as u16],
        ));
        put(key(121, [before.sort, behind.sort, fit]));
        put(key(113, [before.sort, before.length, right]));
        put(key(114, [left, behind.sort, behind.length]));
    }

    /// The word before, and the one before that.
    fn words_before(&self, put: &mut impl FnMut(u32)) {
        if self.before.length == 0 {
            return;
        }
        let at = self.start - usize::from(self.before.length);
        let next = self.words.ending(at);
        let from = at - usize::from(next.length);
        put(key(115, [self.before.sort, u16::from(next.sort), 0]));
        put(key(116, [self.spelt(at, self.start), 0, 0]));
        put(key(117, [self.spelt(from, at), self.before.sort, 0]));
    }

    /// The word behind, and the one behind that.
    fn words_behind(&self, put: &mut impl FnMut(u32)) {
        if self.behind.length == 0 {
            return;
        }
        let at = self.end + usize::from(self.behind.length);
        let next = self.words.beginning(at);
        let to = at + usize::from(next.length);
        put(key(118, [self.behind.sort, u16::from(next.sort), 0]));
        put(key(119, [self.spelt(self.end, at), 0, 0]));
        put(key(120, [self.spelt(at, to), self.behind.sort, 0]));
    }

    /// The hash of the characters of a word.
    fn spelt(&self, start: usize, end: usize) -> u16 {
        let signs = self.view.slice(start, end).iter().map(|c| symbol(*c));
        signs.fold(0, mixed)
    }
}

/// What stands beside a name: a word of the language, or a sign, which has no length.
struct Beside {
    sort: u16,
    length: u16,
}

impl Beside {
    fn of(sign: u16, word: Word) -> Self {
        /// The sorts of signs come behind those of words.
        const SIGNS: u16 = 30;
        match sort(sign) {
            HAN => Beside {
                sort: u16::from(word.sort),
                length: u16::from(word.length),
            },
            other => Beside {
                sort: SIGNS + other,
                length: 0,
            },
        }
    }
}
