//! A view of a text in which broken text is whole again: no spaces, no line breaks, no invisible characters,
//! plain digits and letters, and for each character where it stands in the source and what gap was before it.
//!
//! All finders work on the view, so a number broken by a line end or stretched by a thousand spaces costs nothing more.
//! It knows nothing about personal data.

use std::cell::{Cell, OnceCell};

use crate::words::Words;

/// What stood between a character of the view and the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd)]
pub(crate) enum Gap {
    None,
    Space,
    /// A tab, or several spaces.
    Wide,
    Line,
}

impl Gap {
    /// The gap that this one and what is left out behind it make together.
    fn and(self, left_out: Plain) -> Gap {
        match (left_out, self) {
            (Plain::Line, _) => Gap::Line,
            (Plain::Space, Gap::None) => Gap::Space,
            (Plain::Tab, Gap::None) | (Plain::Space | Plain::Tab, Gap::Space) => Gap::Wide,
            _ => self,
        }
    }

    #[inline]
    pub(crate) fn is_space(self) -> bool {
        matches!(self, Gap::Space | Gap::Wide)
    }
}

/// The squeezed text. The vectors `ch`, `gap` and `at` of its room have the same length.
pub(crate) struct View<'a> {
    source: &'a str,
    room: Room,
    words: OnceCell<Words>,
    /// Looks at the text, counted to prove that their number grows no faster than the text.
    #[cfg(test)]
    pub(crate) looks: Cell<u64>,
}

/// What a view is made of; used again for the next text of the same thread, since most texts are short.
#[derive(Default)]
struct Room {
    ch: Vec<char>,
    gap: Vec<Gap>,
    /// One bit for each character with a gap before it.
    gaps: Vec<u64>,
    at: Vec<u32>,
    /// Where characters of the source were left out: before which of the view, and how many up to there.
    dropped: Vec<(u32, u32)>,
    /// A dot as it parts names of other languages stands somewhere.
    dotted: bool,
}

/// Rooms for longer texts, in characters, are not kept.
const KEPT: usize = 1 << 16;

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        if self.room.ch.capacity() <= KEPT {
            ROOM.set(std::mem::take(&mut self.room));
        }
    }
}

impl Room {
    /// Squeezes the source into the vectors, which have room for all of it; returns how many characters are left.
    fn fill(&mut self, source: &str) -> usize {
        let most = self.ch.len();
        let mut slots = self.ch.iter_mut().zip(&mut self.at);
        let mut byte = 0;
        for c in source.chars() {
            // Most of a text is of three bytes, and nothing to fold.
            let (plain, width) = match c {
                '\u{4000}'..='\u{9fff}' => (Plain::Char(c), 3),
                '!'..='~' if c != '.' => (Plain::Char(c), 1),
                _ => (plain_char(c), c.len_utf8() as u32),
            };
            if let Plain::Char(c) = plain {
                let Some((ch, at)) = slots.next() else { break };
                (*ch, *at) = (c, byte);
                self.dotted |= matches!(c, '·' | '.');
            } else {
                let before = most - slots.len();
                let gap = &mut self.gap[before];
                *gap = gap.and(plain);
                self.gaps[before / 64] |= u64::from(*gap != Gap::None) << (before % 64);
                let before = before as u32;
                let count = self.dropped.last().map_or(0, |(_, count)| *count);
                self.dropped.pop_if(|(last, _)| *last == before);
                self.dropped.push((before, count + 1));
            }
            byte += width;
        }
        most - slots.len()
    }
}

impl<'a> View<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        let most = source.chars().count();
        let mut room = ROOM.take();
        room.ch.clear();
        room.ch.resize(most, '\0');
        room.at.clear();
        room.at.resize(most, 0);
        room.gap.clear();
        room.gap.resize(most, Gap::None);
        room.gaps.clear();
        room.gaps.resize(most / 64 + 1, 0);
        room.dropped.clear();
        room.dotted = false;
        let length = room.fill(source);
        room.ch.truncate(length);
        room.gap.truncate(length);
        room.at.truncate(length);
        View {
            source,
            room,
            words: OnceCell::new(),
            #[cfg(test)]
            looks: Cell::new(0),
        }
    }

    /// A dot as it parts names of other languages stands somewhere in the text.
    pub(crate) fn is_dotted(&self) -> bool {
        self.room.dotted
    }

    /// The characters.
    #[inline]
    pub(crate) fn ch(&self) -> &[char] {
        &self.room.ch
    }

    /// The likeliest words of the text, worked out when they are first asked for.
    pub(crate) fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::of(self.ch()))
    }

    pub(crate) fn len(&self) -> usize {
        self.room.ch.len()
    }

    /// The character at `i`, or NUL beyond the end, which belongs to no class.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> char {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.room.ch.get(i).copied().unwrap_or('\0')
    }

    /// The gap before `i`; the beginning and the end of the text count as line ends.
    #[inline]
    pub(crate) fn gap_before(&self, i: usize) -> Gap {
        if i == 0 {
            Gap::Line
        } else {
            self.room.gap.get(i).copied().unwrap_or(Gap::Line)
        }
    }

    /// The first place with a gap before it among `from..to`, the end of the text left out.
    pub(crate) fn next_gap(&self, from: usize, to: usize) -> Option<usize> {
        let to = to.min(self.room.ch.len());
        let mut from = from;
        while from < to {
            let ahead = self.room.gaps[from / 64] >> (from % 64);
            if ahead != 0 {
                let found = from + ahead.trailing_zeros() as usize;
                return (found < to).then_some(found);
            }
            from = (from / 64 + 1) * 64;
        }
        None
    }

    /// The last line among `from..to` begins here.
    pub(crate) fn line_start(&self, from: usize, to: usize) -> Option<usize> {
        let mut to = to.min(self.room.ch.len());
        while to > from {
            let below = self.room.gaps[(to - 1) / 64] << (63 - (to - 1) % 64);
            to = match below {
                0 => (to - 1) / 64 * 64,
                _ => to - 1 - below.leading_zeros() as usize,
            };
            if below != 0 && to >= from && self.room.gap[to] == Gap::Line {
                return Some(to);
            }
        }
        (from == 0).then_some(0)
    }

    pub(crate) fn starts_with(&self, i: usize, word: &str) -> bool {
        let mut p = i;
        word.chars().all(|c| {
            p += 1;
            self.get(p - 1) == c
        })
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &[char] {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        &self.room.ch[start.min(self.room.ch.len())..end.min(self.room.ch.len())]
    }

    /// The first and one past the last character of the source that `start..end` of the view covers. `left_out` walks
    /// along with places that ascend; it begins at zero.
    pub(crate) fn chars(&self, start: usize, end: usize, left_out: &mut usize) -> (usize, usize) {
        let mut dropped = |at: usize| {
            while self
                .room
                .dropped
                .get(*left_out)
                .is_some_and(|(before, _)| *before as usize <= at)
            {
                *left_out += 1;
            }
            match left_out.checked_sub(1) {
                Some(last) => self.room.dropped[last].1 as usize,
                None => 0,
            }
        };
        let first = start + dropped(start);
        (first, end + dropped(end - 1))
    }

    /// Byte range in the source of the characters `start..end` of the view (`start < end <= len`).
    pub(crate) fn bytes(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.room.at[start] as usize;
        let last = self.room.at[end - 1] as usize;
        let width = self.source[last..].chars().next().map_or(0, char::len_utf8);
        (first, last + width)
    }
}

enum Plain {
    Char(char),
    Space,
    Tab,
    Line,
    Nothing,
}

/// The plain form of a character.
#[inline]
fn plain_char(c: char) -> Plain {
    let folded = match c as u32 {
        code @ ..0x1_0000 => u32::from(FOLDED[code as usize]),
        code @ 0x1_d7ce..=0x1_d7ff => u32::from(b'0') + (code - 0x1_d7ce) % 10,
        code => code,
    };
    match folded {
        NOTHING => Plain::Nothing,
        SPACE => Plain::Space,
        TAB => Plain::Tab,
        LINE => Plain::Line,
        code => Plain::Char(char::from_u32(code).unwrap_or_default()),
    }
}

/// What a character that is left out stands for in the table; these codes themselves are left out.
const NOTHING: u32 = 0;
const SPACE: u32 = 1;
const TAB: u32 = 2;
const LINE: u32 = 3;

/// The plain forms of the characters of the basic plane.
static FOLDED: [u16; 0x1_0000] = {
    let mut table = [0; 0x1_0000];
    let mut code = 0;
    while code < table.len() {
        table[code] = match char::from_u32(code as u32) {
            Some(c) => folded(c) as u16,
            None => NOTHING as u16,
        };
        code += 1;
    }
    table
};

const fn folded(c: char) -> u32 {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => LINE,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => NOTHING,
        '\u{202a}'..='\u{202e}' | '\u{fe00}'..='\u{fe0f}' => NOTHING,
        '\t' => TAB,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => SPACE,
        _ if c.is_whitespace() => SPACE,
        _ => plain_symbol(c) as u32,
    }
}

/// Folds full-width and look-alike characters; Chinese commas and stops stay apart from the ASCII ones.
const fn plain_symbol(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            (c as u32 - 0xfee0) as u8 as char
        }
        '：' | '﹕' | '∶' | '︰' | '꞉' => ':',
        '（' | '﹙' => '(',
        '）' | '﹚' => ')',
        '－' | '—' | '–' | '‐' | '‑' | '‒' | '―' | '−' | '─' | '﹣' => '-',
        '＠' | '﹫' => '@',
        '．' => '.',
        '＊' => '*',
        '／' => '/',
        '＿' => '_',
        '＋' => '+',
        '｜' | '│' | '┃' | '║' | '￨' => '|',
        '・' | '•' | '‧' | '∙' | '･' | '⋅' | '·' => '·',
        _ => c,
    }
}

/// The text without gaps, in plain letters and digits.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if let Plain::Char(c) = plain_char(c) {
            plain.push(c);
        }
    }
    plain
}
