//! Single lines of a text as issued: what the page put on them, and what they begin with.

use super::numeral;

/// A line with words on it.
#[derive(Clone, Debug)]
pub(super) struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// Without the blanks around it.
    pub raw: &'a str,
}

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// 第五条 …
    Article {
        number: u16,
        spaced: bool,
        rest: &'a str,
    },
    /// 第一章 …, 第二节 …
    Heading {
        level: Level,
        spaced: bool,
        rest: &'a str,
    },
    /// （一）…, (一)…, - （一）…
    Item { number: u16, rest: &'a str },
    /// Anything else.
    Plain(&'a str),
}

/// Of a heading, from the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// 编
    Part,
    /// 章
    Chapter,
    /// 节
    Section,
}

/// The lines with words on them: blank lines, rules and page numbers are the page's, not the text's.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let worded = |line: &Line<'_>| !is_furniture(line.raw);
    let line = |(at, raw): (usize, _)| Line {
        number: at + 1,
        raw: trimmed(raw),
    };
    text.lines().enumerate().map(line).filter(worded).collect()
}

/// Blanks, and marks that print nothing.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

fn trimmed(raw: &str) -> &str {
    raw.trim_matches(is_blank)
}

/// Nothing but rules and a page number: `———`, `— 3 —`, `12`.
fn is_furniture(line: &str) -> bool {
    !line
        .chars()
        .any(|c| c.is_alphabetic() || matches!(c, '（' | '）' | '(' | ')' | '〇'))
        && line.chars().filter(|c| c.is_numeric()).count() <= 4
        && !line.ends_with(TERMINAL)
}

/// What ends a paragraph or an item.
const TERMINAL: [char; 9] = ['。', '；', '：', '！', '？', ';', ':', '!', '?'];

/// Whether these words are complete, so that the next line begins something new.
pub(super) fn is_closed(text: &str) -> bool {
    let closers = ['”', '’', '』', '」', '》', '）', ')', '"'];
    text.trim_end_matches(closers).ends_with(TERMINAL)
}

/// Whether a sentence or a list goes on in these words, as in no heading.
pub(super) fn is_sentence(text: &str) -> bool {
    text.contains(['。', '；', '：', '，', ';', ':', ','])
}

/// The words without the blanks that typesetting put into them; one blank stays between Latin words.
pub(super) fn tidied(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut gap = false;
    for c in raw.chars() {
        if is_blank(c) {
            gap = true;
            continue;
        }
        let latin = c.is_ascii_alphanumeric() && out.ends_with(|p: char| p.is_ascii_alphanumeric());
        if gap && latin {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// The words for comparison: no blanks, and punctuation of one width.
pub fn folded(text: &str) -> String {
    text.chars().filter(|c| !is_blank(*c)).map(fold).collect()
}

fn fold(c: char) -> char {
    match c {
        // The full-width forms of ASCII stand in its order.
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '【' => '[',
        '】' => ']',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '〈' => '《',
        '〉' => '》',
        _ => c,
    }
}

/// A line cut before each item that follows a colon, semicolon or full stop on the same line.
pub(super) fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut begun = 0;
    for (at, bracket) in line.char_indices() {
        let opens =
            matches!(bracket, '（' | '(' | '㈠'..='㈩') && is_closed(trimmed(&line[begun..at]));
        let is_item =
            |text| matches!(bracketed(text), Some(Mark::Item { rest, .. }) if !is_reference(rest));
        if opens && is_item(&line[at..]) {
            pieces.push(trimmed(&line[begun..at]));
            begun = at;
        }
    }
    pieces.push(trimmed(&line[begun..]));
    pieces
}

/// Whether what follows a bracketed number shows that it refers to an item (（一）项) and is none.
pub(super) fn is_reference(rest: &str) -> bool {
    rest.starts_with(['项', '款', '目', '、', '至'])
}

/// What a line begins with. Whether a mark really begins something, its surroundings decide.
pub(super) fn mark(line: &str) -> Mark<'_> {
    let dashes = ['-', '–', '—', '•', '·', '*', '●'];
    let bare = line.trim_start_matches(dashes).trim_start_matches(is_blank);
    numbered(bare)
        .or_else(|| bracketed(bare))
        .unwrap_or(Mark::Plain(line))
}

fn numbered(line: &str) -> Option<Mark<'_>> {
    let after = line.strip_prefix('第')?.trim_start_matches(is_blank);
    let (number, rest) = numeral::leading(after)?;
    let mut rest = rest.trim_start_matches(is_blank).chars();
    let kind = rest.next()?;
    let rest = rest.as_str();
    let spaced = rest.is_empty() || rest.starts_with(is_blank);
    let words = trimmed(rest);
    let heading = |level| {
        Some(Mark::Heading {
            level,
            spaced,
            rest: words,
        })
    };
    match kind {
        '条' => Some(Mark::Article {
            number,
            spaced,
            rest: words,
        }),
        '编' => heading(Level::Part),
        '章' => heading(Level::Chapter),
        '节' => heading(Level::Section),
        _ => None,
    }
}

fn bracketed(line: &str) -> Option<Mark<'_>> {
    let first = line.chars().next()?;
    // ㈠ to ㈩ are one character each.
    if let '㈠'..='㈩' = first {
        let number = (first as u32 - '㈠' as u32 + 1) as u16;
        return Some(Mark::Item {
            number,
            rest: trimmed(&line[first.len_utf8()..]),
        });
    }
    let inside = line.strip_prefix(['（', '('])?.trim_start_matches(is_blank);
    // Items are numbered in Chinese; （1） is the list within an item, part of its words.
    let han = inside.starts_with(|c: char| !c.is_ascii_digit() && !('０'..='９').contains(&c));
    let (number, rest) = numeral::leading(inside).filter(|_| han)?;
    let rest = rest
        .trim_start_matches(is_blank)
        .strip_prefix(['）', ')'])?;
    Some(Mark::Item {
        number,
        rest: trimmed(rest),
    })
}
