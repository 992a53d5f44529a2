//! Numbers of registrations that only persons have, known by their form wherever they stand: certificates of safety for builders,
//! carriers and miners (苏建安B（2019）0001234: a province, a trade, 安, who of the firm it is, year and number), and
//! registrations that are a province and a long number (苏232171823456), where an occupation is spoken of.
//!
//! What a label or an occupation announces is read in `document.rs`; firms have other forms.

use crate::address::holds;
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

/// 苏建安B（2019）0001234: A is the head of the firm, B of the project, C in charge of safety.
fn safety(view: &View<'_>, i: usize) -> Option<(usize, usize)> {
    let before = view.slice(i.saturating_sub(3), i);
    let &[province, trade, '安'] = before else {
        return None;
    };
    let issued = is_province(province) && "建水交运矿煤".contains(trade);
    if !issued || !matches!(view.get(i), 'A' | 'B' | 'C') {
        return None;
    }
    let year = i + 1 + usize::from(view.get(i + 1) == '(');
    let mut number = digits_end(view, year);
    if view.get(number) == ')' {
        number = digits_end(view, number + 1);
    }
    let whole = (7..=18).contains(&(number - i)) && view.get(number - 1).is_ascii_digit();
    (whole && view.get(number) != '型').then_some((i - 3, number))
}

/// Where the digits end that begin at `from`, without a gap among them.
fn digits_end(view: &View<'_>, from: usize) -> usize {
    let joined = |q: &usize| view.get(*q).is_ascii_digit() && view.gap_before(*q) == Gap::None;
    from + (from..).take_while(joined).count()
}

/// A province right before a long number, where it is told of somebody's occupation; not 江苏 and a telephone.
fn province(view: &View<'_>, i: usize) -> Option<(usize, usize)> {
    let letter = i.checked_sub(1).filter(|at| is_province(view.get(*at)))?;
    let whole = letter > 0 && "江四西内".contains(view.get(letter - 1));
    let end = digits_end(view, i);
    let goes_on = view.get(end).is_ascii_alphanumeric() && view.gap_before(end) == Gap::None;
    let numbered = !whole && DIGITS.contains(&(end - i)) && !goes_on;
    (numbered && of_occupation(view, letter)).then_some((letter, end))
}

/// 注册建造师, 系挂靠: what stands near `at` tells of somebody's occupation, and not of a firm or a paper right before it.
fn of_occupation(view: &View<'_>, at: usize) -> bool {
    const FAR: usize = 40;
    const NEAR: usize = 10;
    const WORDS: [&str; 7] = [
        "注册建造",
        "执业",
        "建造师",
        "造价",
        "工程师",
        "资格证",
        "建安",
    ];
    const OTHERS: [&str; 6] = ["发票", "订单", "报告", "资质", "执照", "批号"];
    let before = view.slice(at.saturating_sub(FAR), at);
    let near = &before[before.len().saturating_sub(NEAR)..];
    let hired = || holds(view.slice(at, at + FAR), &["挂靠"]);
    (holds(before, &WORDS) || hired()) && !holds(near, &OTHERS)
}
