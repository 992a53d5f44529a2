//! A view of a text in which broken text is whole again: no spaces, no line breaks, no invisible characters,
//! plain digits and letters, and for each character where it stands in the source and what gap was before it.
//!
//! All finders work on the view, so a number broken by a line end or stretched by a thousand spaces costs nothing more.
//! It knows nothing about personal data.

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
    #[inline]
    pub(crate) fn is_space(self) -> bool {
        matches!(self, Gap::Space | Gap::Wide)
    }
}

/// The squeezed text. The vectors `ch`, `gap` and `at` have the same length.
pub(crate) struct View<'a> {
    source: &'a str,
    pub(crate) ch: Vec<char>,
    pub(crate) gap: Vec<Gap>,
    at: Vec<u32>,
    /// Where characters of the source were left out: before which of the view, and how many up to there.
    dropped: Vec<(u32, u32)>,
    /// Looks at the text, counted to prove that their number grows no faster than the text.
    #[cfg(test)]
    pub(crate) looks: std::cell::Cell<u64>,
}

impl<'a> View<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        let most = source.chars().count();
        let mut view = View {
            source,
            ch: vec!['\0'; most],
            gap: vec![Gap::None; most],
            at: vec![0; most],
            dropped: Vec::with_capacity(most / 16),
            #[cfg(test)]
            looks: std::cell::Cell::new(0),
        };
        let length = view.fill();
        view.ch.truncate(length);
        view.gap.truncate(length);
        view.at.truncate(length);
        view
    }

    /// Squeezes the source into the vectors, which have room for all of it; returns how many characters are left.
    fn fill(&mut self) -> usize {
        let (mut length, mut gap, mut dropped, mut fresh) = (0, Gap::None, 0, false);
        let mut byte = 0;
        let gaps = self.gap.iter_mut().zip(&mut self.at);
        let mut slots = self.ch.iter_mut().zip(gaps);
        while let Some((c, width)) = char_at(self.source, byte) {
            match c {
                Plain::Char(c) => {
                    let Some((ch, (before, at))) = slots.next() else {
                        break;
                    };
                    (*ch, *before, *at) = (c, gap, byte as u32);
                    if fresh {
                        self.dropped.push((length as u32, dropped));
                    }
                    (gap, fresh) = (Gap::None, false);
                    length += 1;
                }
                dropping => {
                    (dropped, fresh) = (dropped + 1, true);
                    gap = match (dropping, gap) {
                        (Plain::Line, _) => Gap::Line,
                        (Plain::Space, Gap::None) => Gap::Space,
                        (Plain::Tab, Gap::None) | (Plain::Space | Plain::Tab, Gap::Space) => {
                            Gap::Wide
                        }
                        _ => gap,
                    };
                }
            }
            byte += width;
        }
        length
    }

    pub(crate) fn len(&self) -> usize {
        self.ch.len()
    }

    /// The character at `i`, or NUL beyond the end, which belongs to no class.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> char {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.ch.get(i).copied().unwrap_or('\0')
    }

    /// The gap before `i`; the beginning and the end of the text count as line ends.
    #[inline]
    pub(crate) fn gap_before(&self, i: usize) -> Gap {
        if i == 0 {
            Gap::Line
        } else {
            self.gap.get(i).copied().unwrap_or(Gap::Line)
        }
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
        &self.ch[start.min(self.ch.len())..end.min(self.ch.len())]
    }

    /// The first and one past the last character of the source that `start..end` of the view covers. `left_out` walks
    /// along with places that ascend; it begins at zero.
    pub(crate) fn chars(&self, start: usize, end: usize, left_out: &mut usize) -> (usize, usize) {
        let mut dropped = |at: usize| {
            while self
                .dropped
                .get(*left_out)
                .is_some_and(|(before, _)| *before as usize <= at)
            {
                *left_out += 1;
            }
            match left_out.checked_sub(1) {
                Some(last) => self.dropped[last].1 as usize,
                None => 0,
            }
        };
        let first = start + dropped(start);
        (first, end + dropped(end - 1))
    }

    /// Byte range in the source of the characters `start..end` of the view (`start < end <= len`).
    pub(crate) fn bytes(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.at[start] as usize;
        let last = self.at[end - 1] as usize;
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

/// The character at a byte of the source in its plain form, and the number of its bytes.
#[inline]
fn char_at(source: &str, byte: usize) -> Option<(Plain, usize)> {
    // Most of a text is of three bytes, and nothing to fold.
    if let Some([first @ 0xe4..=0xe9, second, third]) = source.as_bytes().get(byte..byte + 3) {
        let low = |b: u8| u32::from(b & 0x3f);
        let code = u32::from(first & 0x0f) << 12 | low(*second) << 6 | low(*third);
        if let Some(c @ '\u{4e00}'..='\u{9fff}') = char::from_u32(code) {
            return Some((Plain::Char(c), 3));
        }
    }
    let c = source.get(byte..)?.chars().next()?;
    Some((plain_char(c), c.len_utf8()))
}

#[inline]
fn plain_char(c: char) -> Plain {
    match c {
        '\u{4e00}'..='\u{9fff}' | '!'..='~' => Plain::Char(c),
        '\u{3001}'..='\u{30ff}' | '\u{ff01}'..='\u{ff5e}' => Plain::Char(plain_symbol(c)),
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Plain::Line,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => Plain::Nothing,
        '\u{202a}'..='\u{202e}' | '\u{fe00}'..='\u{fe0f}' => Plain::Nothing,
        '\t' => Plain::Tab,
        _ if c.is_whitespace() || c.is_control() => Plain::Space,
        _ => Plain::Char(plain_symbol(c)),
    }
}

/// Folds full-width and look-alike characters; Chinese commas and stops stay apart from the ASCII ones.
fn plain_symbol(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(c as u32 - 0xfee0).unwrap_or(c)
        }
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_digit((c as u32 - 0x1d7ce) % 10, 10).unwrap_or(c),
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
        '・' | '•' | '‧' | '∙' | '･' | '⋅' | '·' => '·',
        _ => c,
    }
}

/// The text without gaps, in plain letters and digits.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter_map(|c| match plain_char(c) {
            Plain::Char(c) => Some(c),
            _ => None,
        })
        .collect()
}
