//! Numbers of registrations that only persons have, known by their form wherever they stand: certificates of safety for builders,
//! carriers and miners (苏建安B（2019）0001234: a province, a trade, 安, who of the firm it is, year and number), and registrations
//! that are a province and a long number (苏232171823456, of constructors).
//!
//! What a label or an occupation announces is read in `document.rs`; firms have other forms.

use crate::find::Evidence;
use crate::kind::{Kind, Owner};
use crate::lexicon::is_province;
use crate::scan::Scan;
use crate::view::{Gap, View};

/// Digits of a registration behind the province.
const DIGITS: std::ops::RangeInclusive<usize> = 12..=17;

/// Reads such a number, of which `i` is the first letter or digit; returns where it ends.
pub(crate) fn read(scan: &mut Scan<'_, '_>, i: usize) -> Option<usize> {
    let view = scan.view;
    let (start, end) = safety(view, i).or_else(|| province(view, i))?;
    let reason = "符合个人注册、考核证书编号形式";
    scan.add(
        (start, end),
        Kind::Certificate,
        Owner::Natural,
        Evidence::Form,
        reason,
    );
    Some(end)
}

/// 苏建安B（2019）0001234, 甘安A20210004713: A is the head of the firm, B of the project, C in charge of safety.
fn safety(view: &View<'_>, i: usize) -> Option<(usize, usize)> {
    let before = view.slice(i.saturating_sub(3), i);
    let (last, before) = before.split_last()?;
    if *last != '安' || !matches!(view.get(i), 'A' | 'B' | 'C') {
        return None;
    }
    let start = before.iter().rposition(|c| is_province(*c))?;
    let year = i + 1 + usize::from(view.get(i + 1) == '(');
    let mut number = digits_end(view, year);
    if view.get(number) == ')' {
        number = digits_end(view, number + 1);
    }
    let room = number - i;
    let number = (7..=18).contains(&room) && view.get(number - 1).is_ascii_digit();
    number.then_some((i - 1 - before.len() + start, i + room))
}

/// Where the digits end that begin at `from`, without a gap among them.
fn digits_end(view: &View<'_>, from: usize) -> usize {
    let joined = |q: &usize| view.get(*q).is_ascii_digit() && view.gap_before(*q) == Gap::None;
    from + (from..).take_while(joined).count()
}

/// A province right before a long number; not 江苏 and a telephone.
fn province(view: &View<'_>, i: usize) -> Option<(usize, usize)> {
    let letter = i.checked_sub(1).filter(|at| is_province(view.get(*at)))?;
    let whole = letter > 0 && "江四西内".contains(view.get(letter - 1));
    let end = digits_end(view, i);
    let goes_on = view.get(end).is_ascii_alphanumeric() && view.gap_before(end) == Gap::None;
    (!whole && DIGITS.contains(&(end - i)) && !goes_on).then_some((letter, end))
}
