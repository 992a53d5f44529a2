//! What a place of a text looks like to weights: the signs around it, and hashes of what is seen.

use crate::class::{self, has};
use crate::lexicon;
use crate::view::{Gap, View};

/// The signs before `start`, nearest first; a gap is a sign.
pub(super) fn left<const N: usize>(view: &View<'_>, start: usize) -> [u16; N] {
    let mut signs = [u16::from(b'\n'); N];
    let (mut at, mut n) = (start, 0);
    while n < signs.len() {
        if let Some(gap) = gap(view, at) {
            signs[n] = gap;
            n += 1;
        }
        if at == 0 || n == signs.len() {
            break;
        }
        at -= 1;
        signs[n] = symbol(view.get(at));
        n += 1;
    }
    signs
}

/// The signs from `end` on.
pub(super) fn right<const N: usize>(view: &View<'_>, end: usize) -> [u16; N] {
    let mut signs = [u16::from(b'\n'); N];
    let (mut at, mut n) = (end, 0);
    while n < signs.len() && at < view.len() {
        if let Some(gap) = gap(view, at) {
            signs[n] = gap;
            n += 1;
        }
        if n < signs.len() {
            signs[n] = symbol(view.get(at));
            n += 1;
        }
        at += 1;
    }
    signs
}

/// The sign of the gap before `at`, if there is one.
pub(super) fn gap(view: &View<'_>, at: usize) -> Option<u16> {
    match view.gap_before(at) {
        Gap::None => None,
        Gap::Line => Some(u16::from(b'\n')),
        Gap::Space | Gap::Wide => Some(u16::from(b' ')),
    }
}

/// Where the sentence, cell or line begins in which `at` stands, but no more than `most` characters before it. What stands
/// at the beginning of a line goes on with the line above: a label may stand there.
pub(super) fn sentence(view: &View<'_>, at: usize, most: usize) -> usize {
    let from = at.saturating_sub(most);
    let line = |i: usize| i < at && view.gap_before(i) == Gap::Line;
    let behind = |i: usize| i > 0 && matches!(view.get(i - 1), '。' | '；' | '|');
    let begins = (from + 1..=at).rev().find(|i| line(*i) || behind(*i));
    begins.unwrap_or(from)
}

/// The same, but what begins a line begins a sentence.
pub(super) fn own_sentence(view: &View<'_>, at: usize, most: usize) -> usize {
    match view.gap_before(at) {
        Gap::Line => at,
        _ => sentence(view, at, most),
    }
}

/// All digits are one sign, and all letters.
#[inline]
pub(super) fn symbol(c: char) -> u16 {
    match c {
        // Most of a text, and nothing to fold.
        '\u{4e00}'..='\u{9fff}' => c as u16,
        '0'..='9' => u16::from(b'0'),
        'a'..='z' | 'A'..='Z' => u16::from(b'A'),
        ',' => '，' as u16,
        ';' => '；' as u16,
        c => u16::try_from(u32::from(c)).unwrap_or(1),
    }
}

pub(super) const HAN: u16 = 1;

/// The signs of findings begin here, in the room for private use; what stands for which kind is told in `scene.rs`.
pub(super) const FOUND: u16 = 0xe000;
/// So many kinds of findings have a sign.
pub(super) const FOUND_KINDS: u16 = 5;

/// The sign stands for a finding.
pub(super) fn is_found(sign: u16) -> bool {
    (FOUND..FOUND + FOUND_KINDS).contains(&sign)
}

/// The sort of a sign.
pub(super) fn sort(sign: u16) -> u16 {
    match char::from_u32(u32::from(sign)).unwrap_or('\0') {
        '0' => 2,
        'A' => 3,
        '\n' => 4,
        ' ' => 5,
        '，' | '。' | '；' => 6,
        '、' => 7,
        ':' => 8,
        '(' | '【' | '《' | '“' => 9,
        ')' | '】' | '》' | '”' => 10,
        '|' => 11,
        _ if is_found(sign) => 13 + (sign - FOUND),
        c if lexicon::is_han(c) || has(c, class::SURNAME) => HAN,
        _ => 12,
    }
}

/// Two signs in the room of one.
pub(super) fn mixed(a: u16, b: u16) -> u16 {
    let both = u32::from(a) << 16 | u32::from(b);
    (both.wrapping_mul(0x9e37_79b1) >> 16) as u16
}

/// The hash of a feature: its template and up to three values.
#[inline]
pub(super) fn key(template: u16, [a, b, c]: [u16; 3]) -> u32 {
    let packed = u64::from(template) << 48 | u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c);
    let spread = (packed ^ packed >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((spread ^ spread >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
}
