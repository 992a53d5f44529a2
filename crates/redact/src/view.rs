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

/// The squeezed text. All three vectors have the same length.
pub(crate) struct View<'a> {
    source: &'a str,
    pub(crate) ch: Vec<char>,
    pub(crate) gap: Vec<Gap>,
    at: Vec<u32>,
    /// Looks at the text, counted to prove that their number grows no faster than the text.
    #[cfg(test)]
    pub(crate) looks: std::cell::Cell<u64>,
}

impl<'a> View<'a> {
    pub(crate) fn new(source: &'a str) -> Self {
        let most = source.bytes().filter(|b| *b & 0xc0 != 0x80).count();
        let mut view = View {
            source,
            ch: Vec::with_capacity(most),
            gap: Vec::with_capacity(most),
            at: Vec::with_capacity(most),
            #[cfg(test)]
            looks: std::cell::Cell::new(0),
        };
        let mut gap = Gap::None;
        for (byte, raw) in source.char_indices() {
            if matches!(raw, '\u{4e00}'..='\u{9fff}') {
                // Most of a text, and nothing to fold.
                view.push(raw, gap, byte);
                gap = Gap::None;
                continue;
            }
            match plain_char(raw) {
                Plain::Char(c) => {
                    view.push(c, gap, byte);
                    gap = Gap::None;
                }
                Plain::Space if gap == Gap::None && raw != '\t' => gap = Gap::Space,
                Plain::Space if gap != Gap::Line => gap = Gap::Wide,
                Plain::Line => gap = Gap::Line,
                Plain::Space | Plain::Nothing => {}
            }
        }
        view
    }

    #[inline]
    fn push(&mut self, c: char, gap: Gap, byte: usize) {
        self.ch.push(c);
        self.gap.push(gap);
        self.at.push(byte as u32);
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

    pub(crate) fn string(&self, start: usize, end: usize) -> String {
        self.slice(start, end).iter().collect()
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
    Line,
    Nothing,
}

#[inline]
fn plain_char(c: char) -> Plain {
    match c {
        '\u{4e00}'..='\u{9fff}' | '!'..='~' => Plain::Char(c),
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Plain::Line,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => Plain::Nothing,
        '\u{202a}'..='\u{202e}' | '\u{fe00}'..='\u{fe0f}' => Plain::Nothing,
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
