//! Tables in plain text: a line of heads, and under it rows of as many cells, parted by bars, commas or gaps. A cell
//! means what its head says.
//!
//! It knows nothing of what a name or an address looks like. Each line is looked at once for each head above it.

use crate::checks::credit_valid;
use crate::document;
use crate::find::Evidence;
use crate::kind::{Kind, Owner, Role};
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::name::{accept, one};
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

/// No line of a table is longer, in characters.
const LONGEST: usize = 400;

/// What parts the cells of a line.
#[derive(Clone, Copy, PartialEq)]
enum Parts {
    Bars,
    Commas,
    Gaps(Gap),
    /// Gaps of any width, as where words of several lengths are brought into line by hand.
    Spaces,
}

/// A label at `start..end` may be the head of a column; reads the cells under it.
pub(crate) fn head(scan: &mut Scan<'_, '_>, start: usize, end: usize, label: Label) {
    let view = scan.view;
    let end = head_end(view, end);
    let parts = match view.get(end) {
        '|' => Parts::Bars,
        ',' => Parts::Commas,
        _ => match view.gap_before(end) {
            Gap::None => return,
            // The last head: what parts it from the one before parts all of them.
            Gap::Line => match view.gap_before(start) {
                // It stands alone, or behind running text that would part its own characters too.
                Gap::Line => return,
                Gap::None if (start + 1..end).any(|i| view.gap_before(i) == Gap::None) => return,
                gap => Parts::Gaps(gap),
            },
            gap => Parts::Gaps(gap),
        },
    };
    let Some(first) = line_start(view, start) else {
        return;
    };
    let (parts, heads) = heads(view, first, parts);
    // A row has numbers, a head has none.
    let numbered =
        |(start, end): &(usize, usize)| view.slice(*start, *end).iter().any(char::is_ascii_digit);
    if parts != Parts::Bars && heads.iter().any(numbered) {
        return;
    }
    let Some(column) = heads.iter().position(|cell| *cell == (start, end)) else {
        return;
    };
    let mut next = line_end(view, first);
    while heads.len() > 1 && next < view.len() {
        let row = cells(view, next, parts);
        // The last cell may be empty.
        let short = parts == Parts::Bars && heads.len() > 3 && row.len() + 1 == heads.len();
        let whole = row.len() == heads.len() || short;
        if !whole || column >= row.len() {
            return;
        }
        let office = label == Label::Place && row.iter().any(|cell| coded(view, *cell));
        if !office && !cell(scan, row[column], label) {
            return;
        }
        next = line_end(view, next);
    }
}

/// The heads, parted so that the line below has as many cells.
fn heads(view: &View<'_>, first: usize, parts: Parts) -> (Parts, Vec<(usize, usize)>) {
    let heads = cells(view, first, parts);
    let below = || cells(view, line_end(view, first), parts).len();
    if matches!(parts, Parts::Gaps(_)) && below() != heads.len() {
        (Parts::Spaces, cells(view, first, Parts::Spaces))
    } else {
        (parts, heads)
    }
}

/// Reads one cell. False if it is a head itself or cannot stand in such a column, which ends the table.
fn cell(scan: &mut Scan<'_, '_>, (start, end): (usize, usize), label: Label) -> bool {
    let view = scan.view;
    let text = view.slice(start, end);
    if !text.iter().any(|c| c.is_alphanumeric()) {
        return true;
    }
    if LABELS.longest(text).is_some_and(|(n, _)| n == text.len()) {
        return false;
    }
    let digits = || text.iter().any(char::is_ascii_digit);
    let mut add = |end, kind, owner, reason| {
        scan.add((start, end), kind, owner, Evidence::Labelled, reason);
    };
    let holds = match label {
        Label::Person(_) | Label::Field(_) | Label::FullName => {
            return person(scan, (start, end), label);
        }
        Label::Birth => {
            if let Some(to) = document::date_end(view, start).filter(|to| *to <= end) {
                add(
                    to,
                    Kind::BirthDate,
                    Owner::Natural,
                    "由表头“出生日期”一列引出",
                );
            }
            // Not everybody's is known: 信息不详.
            return true;
        }
        Label::Title => text.len() > 4 && digits(),
        Label::Home | Label::Place => text.iter().filter(|c| lexicon::is_unit(**c)).count() > 1,
        _ => text.len() > 7 && text.iter().all(|c| c.is_ascii_digit() || *c == '-'),
    };
    if holds {
        let (kind, owner, reason) = match label {
            Label::Title => (
                Kind::Certificate,
                Owner::Unknown,
                "由表头“证书编号”一列引出",
            ),
            Label::Home | Label::Place => (Kind::Address, Owner::Natural, "由表头“住址”一列引出"),
            _ => (Kind::BankAccount, Owner::Unknown, "由表头“账号”一列引出"),
        };
        add(end, kind, owner, reason);
    }
    holds
}

/// Reads a cell below the head of a column of people. False if no name and too short for anything else.
fn person(scan: &mut Scan<'_, '_>, (start, end): (usize, usize), label: Label) -> bool {
    let text = scan.view.slice(start, end);
    // Whom a list names is a party only if its head says so.
    let role = match label {
        Label::FullName => Role::Other,
        label => scan.role_of(label),
    };
    let named = one(scan.view, start, Tie::Colon)
        .filter(|to| *to == end || *to < end && text.len() < 20 && !is_firm(text));
    if let Some(to) = named {
        accept(scan, (start, to), role, "由表头“姓名”一列引出");
    }
    named.is_some() || text.len() > 3
}

/// 法定代表人/经营者, 法定代表人（负责人）: where the head ends that begins with a label.
fn head_end(view: &View<'_>, end: usize) -> usize {
    if !matches!(view.get(end), '/' | '(') || view.gap_before(end) != Gap::None {
        return end;
    }
    let goes_on = |q: &usize| {
        let c = view.get(*q);
        let part = lexicon::is_han(c) || matches!(c, '/' | '(' | ')' | '、');
        part && view.gap_before(*q) == Gap::None
    };
    (end..end + 12)
        .take_while(goes_on)
        .last()
        .map_or(end, |q| q + 1)
}

/// The text ends as names of organisations end.
fn is_firm(text: &[char]) -> bool {
    (1..text.len()).any(|i| lexicon::organisation(&text[i..]) == text.len() - i)
}

/// The cell is the code of an organisation.
fn coded(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    let mut code = [0; 18];
    let text = view.slice(start, end);
    for (byte, c) in code.iter_mut().zip(text) {
        *byte = u8::try_from(*c).unwrap_or(0);
    }
    text.len() == code.len() && credit_valid(&code)
}

fn line_start(view: &View<'_>, at: usize) -> Option<usize> {
    (at.saturating_sub(LONGEST)..=at)
        .rev()
        .find(|i| view.gap_before(*i) == Gap::Line)
}

fn line_end(view: &View<'_>, first: usize) -> usize {
    let end = (first + 1..first + LONGEST).find(|i| view.gap_before(*i) == Gap::Line);
    end.unwrap_or(first + LONGEST).min(view.len())
}

/// The cells of the line that begins at `first`; bars at its ends make no cells.
fn cells(view: &View<'_>, first: usize, parts: Parts) -> Vec<(usize, usize)> {
    let end = line_end(view, first);
    let mut cells = Vec::new();
    let mut start = first;
    for i in first..end {
        let part = match parts {
            Parts::Bars => view.get(i) == '|',
            Parts::Commas => view.get(i) == ',',
            Parts::Gaps(gap) => i > start && view.gap_before(i) == gap,
            Parts::Spaces => i > start && view.gap_before(i).is_space() && !in_name(view, i),
        };
        if part && i > first {
            cells.push((start, i));
        }
        if part {
            start = i + usize::from(!matches!(parts, Parts::Gaps(_) | Parts::Spaces));
        }
    }
    if start < end {
        cells.push((start, end));
    }
    cells
}

/// JOHN SMITH: a single space between words in Latin letters.
fn in_name(view: &View<'_>, i: usize) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic();
    view.gap_before(i) == Gap::Space && letter(view.get(i)) && letter(view.get(i - 1))
}
