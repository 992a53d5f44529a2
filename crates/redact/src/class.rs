//! What a character may be: one table over the basic plane, made by the compiler, that answers each of the many
//! questions about a character with the same single look.
//!
//! It knows no words; which characters belong to a class, and with which characters the words of a list begin, is
//! written down in [`crate::lexicon`] and [`crate::label`].

use crate::{label, lexicon};

/// A set of classes, one bit each.
pub(crate) type Classes = u32;

pub(crate) const SURNAME: Classes = 1;
pub(crate) const PLAIN: Classes = 1 << 1;
pub(crate) const NO_GIVEN: Classes = 1 << 2;
pub(crate) const OFTEN_GIVEN: Classes = 1 << 3;
pub(crate) const TRANSLIT: Classes = 1 << 4;
pub(crate) const BREAK: Classes = 1 << 5;
pub(crate) const AMBIGUOUS: Classes = 1 << 6;
pub(crate) const UNIT: Classes = 1 << 7;
pub(crate) const MEASURE: Classes = 1 << 8;
pub(crate) const FUNCTION: Classes = 1 << 9;
pub(crate) const LINK: Classes = 1 << 10;
pub(crate) const ROLE_END: Classes = 1 << 11;
pub(crate) const KINSHIP: Classes = 1 << 12;
/// Ends a word of two characters that leads to somebody.
pub(crate) const LEAD_END: Classes = 1 << 13;
/// May stand between a label and its number.
pub(crate) const CONNECTOR: Classes = 1 << 14;
/// A reader starts here whatever stands before.
pub(crate) const SIGN: Classes = 1 << 15;
pub(crate) const ALNUM: Classes = 1 << 16;
/// The classes of characters with which the words of a list begin.
pub(crate) const IN_LABEL: Classes = 1 << 17;
pub(crate) const IN_ORGANISATION: Classes = 1 << 18;
pub(crate) const IN_FOLLOWER: Classes = 1 << 19;
pub(crate) const IN_NOT_NAME: Classes = 1 << 20;
pub(crate) const IN_DEED: Classes = 1 << 21;
pub(crate) const IN_LEAD: Classes = 1 << 22;
pub(crate) const IN_OPENER: Classes = 1 << 23;
pub(crate) const IN_DOUBLE: Classes = 1 << 24;
pub(crate) const TRANSLIT_SELDOM: Classes = 1 << 25;
pub(crate) const IN_GIVEN_WORD: Classes = 1 << 26;
pub(crate) const IN_WORD_NAME: Classes = 1 << 27;
pub(crate) const IN_ENDING_WORD: Classes = 1 << 28;
/// No name holds the character at all.
pub(crate) const NOWHERE: Classes = 1 << 29;

const PLANE: usize = 0x1_0000;

static TABLE: [Classes; PLANE] = {
    let mut table = [0; PLANE];
    mark(&mut table, lexicon::CHARACTERS, Which::All);
    mark(&mut table, lexicon::BEGINNINGS, Which::First);
    mark(&mut table, lexicon::ENDINGS, Which::Last);
    let mut i = 0;
    while i < label::TABLE.len() {
        mark(&mut table, &[(label::TABLE[i].1, IN_LABEL)], Which::First);
        i += 1;
    }
    table
};

/// The classes of a character; those beyond the basic plane have none.
#[inline]
pub(crate) fn of(c: char) -> Classes {
    TABLE.get(c as usize).copied().unwrap_or(0)
}

/// The character is of one of these classes at least.
#[inline]
pub(crate) fn has(c: char, classes: Classes) -> bool {
    of(c) & classes != 0
}

/// Which characters of each word are marked.
#[derive(Clone, Copy)]
enum Which {
    All,
    First,
    Last,
}

/// Marks characters of words that white space separates.
const fn mark(table: &mut [Classes; PLANE], lists: &[(&str, Classes)], which: Which) {
    let mut list = 0;
    while list < lists.len() {
        let (words, class) = lists[list];
        let bytes = words.as_bytes();
        let (mut at, mut first) = (0, true);
        while at < bytes.len() {
            let (code, width) = decode(bytes, at);
            let space = bytes[at] == b' ';
            at += width;
            let last = at == bytes.len() || bytes[at] == b' ';
            let wanted = match which {
                Which::All => true,
                Which::First => first,
                Which::Last => last,
            };
            if wanted && !space {
                table[code] |= class;
            }
            first = space;
        }
        list += 1;
    }
}

/// The character at `at` and the number of its bytes; the lists hold no character beyond the basic plane.
const fn decode(bytes: &[u8], at: usize) -> (usize, usize) {
    let first = bytes[at] as usize;
    match first {
        0..0x80 => (first, 1),
        0x80..0xe0 => ((first & 0x1f) << 6 | low(bytes[at + 1]), 2),
        _ => (
            (first & 0x0f) << 12 | low(bytes[at + 1]) << 6 | low(bytes[at + 2]),
            3,
        ),
    }
}

/// The bits that a byte after the first adds.
const fn low(byte: u8) -> usize {
    (byte & 0x3f) as usize
}
