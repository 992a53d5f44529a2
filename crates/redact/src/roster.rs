//! Numbered lines that begin with names: one such line may be anything, two in order are a list of people.
//!
//! A name that its own line already shows is found elsewhere; each line is looked at once.

use crate::kind::Role;
use crate::lexicon;
use crate::name::{accept, complete, list_item};
use crate::party::punished_line;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

/// A numbered line that begins with what may be a name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    number: u32,
    name: (usize, usize),
    accepted: bool,
}

/// No item is longer, in characters.
const LONGEST: usize = 300;

/// A line begins at `i` with a digit.
pub(crate) fn line(scan: &mut Scan<'_, '_>, i: usize) {
    let Some(mut item) = item(scan.view, i) else {
        return;
    };
    if let Some(before) = scan.item
        && before.number + 1 == item.number
        && i - before.name.1 <= LONGEST
    {
        let reason = "与上下行的姓名并列成名单";
        if !before.accepted {
            accept(scan, before.name, role(scan, before.name.0), reason);
        }
        accept(scan, item.name, role(scan, item.name.0), reason);
        item.accepted = true;
    }
    scan.item = Some(item);
}

/// A list of decisions names the parties; any other list anybody.
fn role(scan: &Scan<'_, '_>, name: usize) -> Role {
    if punished_line(scan.view, name) {
        Role::Party
    } else {
        Role::Other
    }
}

/// 1、张三，… / 2.李四（…）: the number and the name, which must fill its phrase and be written as names are.
fn item(view: &View<'_>, i: usize) -> Option<Item> {
    let digits = view
        .slice(i, i + 3)
        .iter()
        .take_while(|c| c.is_ascii_digit());
    let length = digits.count();
    let number = view.slice(i, i + length).iter();
    let number = number.fold(0, |n, c| n * 10 + c.to_digit(10).unwrap_or(0));
    let sign = matches!(view.get(i + length), '、' | '.' | ')' | '，' | ':');
    let p = i + length + usize::from(sign);
    if length == 0 || !sign && view.gap_before(p) == Gap::None {
        return None;
    }
    let end = list_item(view, p, Tie::Free)?;
    let parted = matches!(view.get(end), '，' | ',' | '(' | ':' | '；' | '|')
        || view.gap_before(end) != Gap::None;
    let foreign = lexicon::surname(view.slice(p, end)) == 0;
    (parted && (foreign || complete(view, p, end) || usual(view, p, end))).then_some(Item {
        number,
        name: (p, end),
        accepted: false,
    })
}

/// Any surname with given names that are used for that.
fn usual(view: &View<'_>, p: usize, end: usize) -> bool {
    let text = view.slice(p, end);
    let given = &text[lexicon::surname(text).min(text.len())..];
    !given.is_empty()
        && given.iter().all(|c| lexicon::often_given(*c))
        && lexicon::ordinary_length(text) == 0
}
