//! Where a name may stand: of which characters it is, with a dot between its parts or in Latin letters, and how long. It
//! does not know what stands around it.

use super::look::Looks;
use crate::class::{self, Classes};
use crate::lexicon;
use crate::view::{Gap, View};

/// Names of so many characters are weighed; longer ones have a dot or a label.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=6;

/// A part of a name with a dot is shorter.
const DOTTED: usize = 10;

/// Names in Latin letters are no longer.
const LATIN: usize = 40;

/// Calls `take` with each place that is free and may hold a name with the look of one.
pub(super) fn each(
    view: &View<'_>,
    looks: &Looks<'_>,
    free: impl Fn(usize) -> bool,
    mut take: impl FnMut(usize, usize),
) {
    for start in 0..view.len() {
        each_at(view, start, looks, &free, |end| take(start, end));
    }
}

/// The same for the places that begin at `start`.
#[inline]
pub(super) fn each_at(
    view: &View<'_>,
    start: usize,
    looks: &Looks<'_>,
    free: impl Fn(usize) -> bool,
    mut take: impl FnMut(usize),
) {
    let has_look = |end: &usize| looks.surplus(view.slice(start, *end)) >= 0;
    if !lexicon::is_han(view.get(start)) {
        let end = latin_end(view, start).filter(|end| (start..*end).all(&free));
        end.into_iter().filter(has_look).for_each(take);
    } else if let Some(dot) = dot(view, start) {
        let ends = dotted_ends(view, start, dot, &free);
        ends.filter(has_look).for_each(take);
    } else {
        let most = longest(view, start, free);
        if most >= *LENGTHS.start() {
            looks.lengths(view.slice(start, start + most), |length| {
                take(start + length)
            });
        }
    }
}

/// A character of these classes is written in names, or begins one.
fn usual(classes: Classes, first: bool) -> bool {
    let other = class::TRANSLIT | if first { class::SURNAME } else { 0 };
    classes & class::NO_GIVEN == 0 || classes & other != 0
}

/// How long a name without a dot may be that begins at `start`: it is of Chinese characters that are free, and no more
/// than one that no name holds. Of more than four all but one write names of other languages.
#[inline]
fn longest(view: &View<'_>, start: usize, free: impl Fn(usize) -> bool) -> usize {
    let text = view.slice(start, start + LENGTHS.end());
    let (mut strange, mut unusual) = (0, 0);
    for (i, c) in text.iter().enumerate() {
        let classes = class::of(*c);
        unusual += usize::from(!usual(classes, i == 0));
        strange += usize::from(classes & class::TRANSLIT == 0);
        let ended = classes & class::NOWHERE != 0 || !lexicon::is_han(*c) || !free(start + i);
        if ended || unusual > 1 || i >= 4 && strange > 1 {
            return i;
        }
    }
    text.len()
}

/// Where names may end that begin at `start`, with a dot there: behind it, or before it where a shorter name stands before
/// one with a dot.
fn dotted_ends(
    view: &View<'_>,
    start: usize,
    dot: usize,
    free: impl Fn(usize) -> bool,
) -> impl Iterator<Item = usize> {
    let mut unusual = 0;
    let most = (start..dot + DOTTED).take_while(|at| {
        let c = view.get(*at);
        let classes = class::of(c);
        let joins = c == '·' && *at > start;
        unusual += usize::from(!usual(classes, *at == start));
        // 罗绒·吉村: behind the dot sound counts.
        let somewhere = classes & class::NOWHERE == 0 || *at > dot;
        (joins || lexicon::is_han(c)) && somewhere && unusual < 2 && free(*at)
    });
    let most = start + most.count();
    let plain = move |end: usize| end < dot && end <= start + 4;
    let dotted = move |end: usize| end > dot + 1 && view.get(end - 1) != '·';
    (start + LENGTHS.start()..=most).filter(move |end| plain(*end) || dotted(*end))
}

/// Where a name in Latin letters ends that begins at `start`: several words with capitals among others that are no Latin.
fn latin_end(view: &View<'_>, start: usize) -> Option<usize> {
    let letter = |i: usize| view.get(i).is_ascii_alphabetic();
    if !view.get(start).is_ascii_uppercase() || start > 0 && view.get(start - 1).is_ascii() {
        return None;
    }
    let (mut end, mut words) = (start, 0);
    while end < start + LATIN && (letter(end) || view.get(end) == '-' && letter(end + 1)) {
        if end == start || view.gap_before(end) != Gap::None {
            words += 1;
            if !view.get(end).is_ascii_uppercase() {
                return None;
            }
        }
        end += 1;
    }
    (words > 1 && end - start > 2 * words && !view.get(end).is_ascii_digit()).then_some(end)
}

/// The dot of a name that begins at `start`: nothing but Chinese characters stand before it.
fn dot(view: &View<'_>, start: usize) -> Option<usize> {
    let first = || (start + 1..start + DOTTED).find(|at| !lexicon::is_han(view.get(*at)));
    let dot = view.is_dotted().then(first).flatten()?;
    (view.get(dot) == '·').then_some(dot)
}
