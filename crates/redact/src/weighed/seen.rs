//! What is seen at a place that may hold a name: its look, the signs on both sides, and the words of the lexicon that
//! begin, end or lie across there. Each feature is one number; what it weighs is learnt elsewhere.

use super::look::Look;
use super::scene::Scene;
use super::signs::{HAN, key, mixed, sort, symbol};
use super::wording;
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::people::part_of_another_word;
use crate::view::View;

/// The features of everything.
pub(crate) fn full(scene: &Scene<'_, '_>, start: usize, end: usize, mut put: impl FnMut(u32)) {
    let view = scene.view;
    let name = view.slice(start, end);
    let look = Look::of(name, &mut put);
    let (length, fit) = (name.len() as u16, look.fit());
    let gap = view
        .next_gap(start + 1, end)
        .map_or(0, |at| 1 + view.gap_before(at) as u16);
    put(key(11, [gap, length, fit]));
    for c in look.given() {
        put(key(12, [symbol(*c), 0, 0]));
    }
    let left = scene.left(start);
    let right = scene.right(end);
    let (first, last) = (symbol(name[0]), symbol(name[name.len() - 1]));
    side(20, left, first, fit, &mut put);
    side(40, right, last, fit, &mut put);
    put(key(56, [right[0], length, 0]));
    let (lc, rc) = (sort(left[0]), sort(right[0]));
    put(key(60, [left[0], right[0], 0]));
    put(key(61, [left[0], left[1], right[0]]));
    put(key(62, [left[0], right[0], right[1]]));
    put(key(63, [left[0], rc, fit]));
    put(key(64, [lc, right[0], fit]));
    put(key(65, [lc, rc, fit << 3 | length]));
    words(view, start, end, (lc, rc), &mut put);
    let beside = (left[0], right[0]);
    wording::features(view, (start, end), beside, &look, &mut put);
}

/// The features of one side, from template `base` on: `near` is the last or first character of the name.
fn side(base: u16, s: [u16; 4], near: u16, fit: u16, put: &mut impl FnMut(u32)) {
    put(key(base, [s[0], 0, 0]));
    put(key(base + 1, [s[0], s[1], 0]));
    put(key(base + 2, [s[0], s[1], s[2]]));
    put(key(base + 3, [mixed(s[0], s[1]), s[2], s[3]]));
    put(key(base + 4, [s[1], 0, 0]));
    put(key(base + 5, [s[1], s[2], 0]));
    put(key(base + 6, [s[0], near, 0]));
    put(key(base + 7, [s[0], fit, 0]));
    put(key(base + 8, [sort(s[0]), fit, 0]));
    if sort(s[0]) != HAN {
        put(key(base + 9, [sort(s[0]), s[1], s[2]]));
        put(key(base + 10, [mixed(s[0], s[1]), s[2], s[3]]));
    }
}

/// The features of the words that stand at the name, as far as the lexicon knows them.
fn words(
    view: &View<'_>,
    start: usize,
    end: usize,
    (lc, rc): (u16, u16),
    put: &mut impl FnMut(u32),
) {
    let here = view.slice(start, start + 10);
    let length = end - start;
    let ordinary = relation(lexicon::ordinary_length(here), length);
    put(key(80, [ordinary, rc, 0]));
    put(key(
        81,
        [u16::from(lexicon::everyday(here)), length as u16, 0],
    ));
    put(key(82, [label(here, length), lc, 0]));
    let second = view.slice(start + 1, start + 10);
    put(key(
        83,
        [
            relation(lexicon::ordinary_length(second), length - 1),
            lexicon::follower(second) as u16,
            length as u16,
        ],
    ));
    if start > 0 {
        let before = view.slice(start - 1, start + 10);
        put(key(
            84,
            [
                relation(lexicon::ordinary_length(before), 1),
                u16::from(lexicon::ends_word(before)),
                length as u16,
            ],
        ));
        let two = view.slice(start.saturating_sub(2), start);
        let leads = u16::from(lexicon::leads_to_person(two)) | u16::from(lexicon::links(two)) << 1;
        put(key(85, [leads, rc, 0]));
        put(key(
            86,
            [u16::from(lexicon::ends_role(view.get(start - 1))), rc, 0],
        ));
    }
    let rest = view.slice(end, end + 10);
    put(key(90, [lexicon::follower(rest) as u16, lc, 0]));
    put(key(91, [u16::from(lexicon::deed(rest)), lc, 0]));
    put(key(92, [lexicon::organisation(rest) as u16, lc, 0]));
    put(key(93, [label(rest, 0), lc, 0]));
    put(key(
        94,
        [lexicon::ordinary_length(rest).min(4) as u16, lc, 0],
    ));
    let part = u16::from(part_of_another_word(view, (start, end)));
    put(key(96, [part, lc, 0]));
    put(key(97, [part, symbol(view.get(end)), 0]));
    put(key(98, [part, lexicon::organisation(rest) as u16, 0]));
    let last = view.slice(end - 1, end + 9);
    put(key(
        95,
        [
            lexicon::follower(last) as u16,
            relation(lexicon::ordinary_length(last), 1),
            length as u16,
        ],
    ));
}

/// How a word of `word` characters lies to a span of `span`: none, within, the same, beyond.
fn relation(word: usize, span: usize) -> u16 {
    match word {
        0 => 0,
        n if n < span => 1,
        n if n == span => 2,
        _ => 3,
    }
}

/// The sort of the label at the beginning, if it is longer than `over` characters.
fn label(text: &[char], over: usize) -> u16 {
    match LABELS.longest(text) {
        Some((n, label)) if n > over => match label {
            Label::Person(_) | Label::Field(_) | Label::FullName => 1,
            Label::Citizen | Label::Passport | Label::Permit | Label::Birth | Label::Home => 2,
            _ => 3,
        },
        _ => 0,
    }
}
