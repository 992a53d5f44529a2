//! Names in the manner of other languages: with a dot between the parts, in Latin letters, or spelt by sound in
//! characters that are used for little else.
//!
//! It knows how such names are written, not where one is expected.

use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::name::{accept, boundary, extend, word_at};
use crate::party::addressed;
use crate::running::backwards;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

/// A name in a foreign manner: 阿依古丽·买买提, 约翰·史密斯. Returns its end.
pub(crate) fn dotted(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    if !view.is_dotted() {
        return None;
    }
    let dot = view
        .slice(p, p + 9)
        .iter()
        .position(|c| is_dot(*c))
        .filter(|n| *n > 0)?;
    let written = |c: char| {
        lexicon::transliterates(c)
            || if tie == Tie::Colon {
                lexicon::is_han(c)
            } else {
                lexicon::seldom_transliterates(c)
            }
    };
    let parted = (p + 1..p + dot).any(|i| view.gap_before(i) != Gap::None);
    (!parted && view.slice(p, p + dot).iter().all(|c| written(*c)))
        .then(|| dotted_end(view, p + dot))
}

/// The sign between the parts of such a name; some keyboards leave a full stop.
fn is_dot(c: char) -> bool {
    matches!(c, '·' | '.')
}

/// End of the part after the last dot, beginning with the dot at `dot`.
fn dotted_end(view: &View<'_>, dot: usize) -> usize {
    let mut end = dot;
    for _ in 0..4 {
        let begin = end + 1;
        // A full stop at the end of a line ends a sentence.
        let stops = view.get(end) == '.' && view.gap_before(begin) == Gap::Line;
        if stops || !is_dot(view.get(end)) || !lexicon::is_han(view.get(begin)) {
            break;
        }
        let mut q = begin;
        while q - begin < 10
            && (lexicon::transliterates(view.get(q))
                || q > begin && lexicon::seldom_transliterates(view.get(q)))
            && !view.gap_before(q).is_space()
        {
            let word = word_at(view, q);
            // 买买提出资: the commonest ending of these names begins a word too.
            let word = if view.get(q) == '提' && view.get(q - 1) == '买' {
                0
            } else {
                word
            };
            let function = "以在于的与和对向从将被因由等是".contains(view.get(q));
            let broken = view.gap_before(q + 1) != Gap::None;
            if q > begin + 1 && view.gap_before(q) == Gap::Line {
                break;
            }
            if q > begin + 1 && (word >= 2 && !broken || function) {
                break;
            }
            q += 1;
        }
        // A character outside the usual ones still belongs to the name if the name would be empty without it.
        end = if q == begin && lexicon::is_han(view.get(q)) {
            q + 2
        } else {
            q
        };
    }
    end.min(view.len())
}

/// A name spelt by sound without a dot (普布次仁, 库尔班江), as it follows a label. Returns its end.
pub(crate) fn spelt(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    let text = view.slice(p, p + 9);
    let whole = |i: usize| i == 0 || !view.gap_before(p + i).is_space();
    let spells = |c| lexicon::transliterates(c) || lexicon::seldom_transliterates(c);
    let goes_on = |i: &usize| {
        *i < 2 || lexicon::follower(&text[*i..]) < 2 && !matches!(text[*i], '和' | '于' | '与')
    };
    let run = (0..text.len())
        .take_while(|i| spells(text[*i]) && whole(*i) && goes_on(i))
        .count();
    // 依法可以: characters of sound, and yet words.
    let words = |signs: &[char]| text[..run].iter().any(|c| signs.contains(c));
    if run < 2
        || words(&['和', '于', '与'])
        || tie != Tie::Colon && words(&['以', '可', '能', '法', '上', '加', '如'])
        || text[..run]
            .iter()
            .filter(|c| lexicon::transliterates(**c))
            .count()
            < 2
        || lexicon::ordinary_word(text)
        || lexicon::follower(text) >= 2
    {
        return None;
    }
    let ends = |n: &usize| {
        let (end, last) = (boundary(view, p + n), view.get(p + n - 1));
        match n {
            2 => end == 4 && (tie == Tie::Colon || lexicon::often_given(last)),
            3 => end >= 3 || matches!(view.get(p + 3), '和' | '与' | '及'),
            _ => end >= 2 && lexicon::follower(view.slice(p + n - 1, p + n + 4)) < 2,
        }
    };
    (2..=run.min(8)).rev().find(ends).map(|n| p + n)
}

/// A dotted name in running text: both sides must be written with the characters used for foreign names.
pub(crate) fn foreign(scan: &mut Scan<'_, '_>, dot: usize) {
    let view = scan.view;
    let mut start = dot;
    while start > 0
        && dot - start < 8
        && lexicon::transliterates(view.get(start - 1))
        && !view.gap_before(start).is_space()
    {
        start -= 1;
    }
    let covered = scan.people.covering(dot).is_some();
    if covered || dot - start < 1 || !lexicon::transliterates(view.get(dot + 1)) {
        return;
    }
    // …买提和扎西·达瓦: the name before ends here.
    let mut lately = scan.people.announced.iter().rev().take(4);
    if let Some(known) = lately.find(|n| n.start <= start && start < n.end && n.end < dot) {
        start = known.end;
    }
    // 车间内古丽…: a word of place or company before the name.
    while start + 2 < dot
        && lexicon::is_link(view.get(start))
        && lexicon::is_han(view.get(start.wrapping_sub(1)))
    {
        start += 1;
    }
    // 关于约翰…, 因扎西…, 表哥古丽…: what leads to the name is no part of it.
    if let Some(last) = (start..dot.saturating_sub(2))
        .rev()
        .find(|i| leads(view, *i))
    {
        start = last + 1;
    }
    // 有一次麦麦提…
    if view.get(start) == '次' && start > 0 && "一两几多每首再".contains(view.get(start - 1))
    {
        start += 1;
    }
    let quoted = start > 0 && matches!(view.get(start - 1), '《' | '“');
    let end = dotted_end(view, dot);
    if end - dot < 2 || quoted {
        return;
    }
    let role = addressed(scan, start, end);
    accept(scan, (start, end), role, "符合少数民族或者外国人姓名形式");
    backwards(scan, start, "与已识别的姓名并列");
    extend(scan, end, role, Tie::Free);
}

/// The character at `i`, before a foreign name, belongs to the words that lead to it.
fn leads(view: &View<'_>, i: usize) -> bool {
    let before = view.slice(i.saturating_sub(1), i + 1);
    "因以由从与向和对被把将经等及于".contains(view.get(i))
        || lexicon::leads_to_person(before)
        || lexicon::opens(before)
        || i > 0 && lexicon::ends_role(view.get(i)) && lexicon::is_han(view.get(i - 1))
        || LABELS
            .longest(before)
            .is_some_and(|(n, l)| n == 2 && matches!(l, Label::Person(_)))
}

/// A name in Latin letters: after a colon one word will do, in running text two with capitals are needed.
pub(crate) fn latin(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    let mut q = p;
    let mut words = 1;
    while q - p < 40
        && (view.get(q).is_ascii_alphabetic() || matches!(view.get(q), '.' | '-' | '\''))
    {
        if q > p && view.gap_before(q) != Gap::None {
            words += 1;
            if !view.get(q).is_ascii_uppercase() {
                break;
            }
        }
        q += 1;
    }
    let single = tie == Tie::Colon && q - p >= 4;
    (view.get(p).is_ascii_uppercase() && q - p >= 3 && (words > 1 || single)).then_some(q)
}

/// Start of a name in Latin letters that ends at `end`: at least two words with capitals.
pub(crate) fn latin_before(view: &View<'_>, end: usize) -> Option<usize> {
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '-' | '\'');
    let (mut start, mut words) = (end, 1);
    while start > 0 && end - start < 40 && letter(view.get(start - 1)) {
        if start < end && view.gap_before(start) != Gap::None {
            if !view.get(start).is_ascii_uppercase() {
                break;
            }
            words += 1;
        }
        start -= 1;
    }
    (words > 1 && view.get(start).is_ascii_uppercase()).then_some(start)
}
