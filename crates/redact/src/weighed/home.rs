//! Homes: addresses that no label announces and no form gives away. Where characters stand that end parts of an address,
//! it is asked where an address begins, where it ends, and whether somebody lives there.

use super::signs::{key, left, mixed, own_sentence, right, sentence, sort, symbol};
use super::{Cover, Guess, Model, Question, Weights};
use crate::address;
use crate::lexicon::{self, is_unit};
use crate::view::{Gap, View};

/// What is likelier than this counts as a home, in logarithms of odds: one in four. A leak does more harm than a word that
/// a person releases.
const LIKELY: f32 = -1.;

/// The homes that weights tell, where nothing is taken yet.
pub(crate) fn homes(view: &View<'_>, taken: &mut Cover) -> Vec<Guess> {
    let weights = Weights::learnt();
    let model = weights.of_question(Question::Home);
    let mut homes = Vec::new();
    let mut i = 0;
    while let Some(stretch) = Stretch::next(view, i, |at| !taken.holds(at)) {
        let Some(span) = stretch.address(view, weights) else {
            i = stretch.end;
            continue;
        };
        i = span.1;
        let odds = odds(&model, view, span);
        if odds > LIKELY && !of_business(view, span.0) {
            taken.add(span.0, span.1);
            homes.push(Guess::new(span, odds));
        }
    }
    homes
}

fn odds(model: &Model<'_>, view: &View<'_>, (start, end): (usize, usize)) -> f32 {
    let mut sum = 0;
    features(view, start, end, |key| sum += model.weight(key));
    model.odds(sum)
}

/// Whether somebody lives at an address that was found, if that is sure enough to go before a rule: nineteen in twenty for
/// no, since a home is shown then, seven in eight for yes.
pub(crate) fn is_home(view: &View<'_>, address: (usize, usize)) -> Option<bool> {
    let model = Weights::learnt().of_question(Question::Home);
    match odds(&model, view, address) {
        ..-3. => Some(false),
        2.0.. => Some(true),
        _ => None,
    }
}

/// 仓库设在…, 经营场所位于…: nobody is said to live there; the word may be taken for a part of the address.
fn of_business(view: &View<'_>, start: usize) -> bool {
    const BUSINESS: [&str; 8] = [
        "仓库",
        "厂房",
        "门店",
        "店铺",
        "摊位",
        "经营场所",
        "办公",
        "生产",
    ];
    let near = view.slice(own_sentence(view, start, 6), start + 4);
    address::holds(near, &BUSINESS)
}

/// Text in which ends of parts of an address stand close together.
pub(crate) struct Stretch {
    /// An address may begin from here on.
    start: usize,
    /// The first two characters that end a part.
    units: (usize, usize),
    /// Nothing of an address stands here any more.
    pub(crate) end: usize,
}

/// No address is longer.
const LONGEST: usize = 90;
/// So far before the first end of a part an address may begin, and so far after the last it may end.
const BEFORE: usize = 12;
const AFTER: usize = 8;

impl Stretch {
    /// The next stretch from `from` on.
    pub(crate) fn next(
        view: &View<'_>,
        from: usize,
        free: impl Fn(usize) -> bool,
    ) -> Option<Stretch> {
        let mut i = from;
        while i < view.len() {
            if !is_unit(view.get(i)) || !free(i) {
                i += 1;
                continue;
            }
            let stretch = Stretch::around(view, (from, i), &free);
            if let Some(stretch) = stretch {
                return Some(stretch);
            }
            i += 1;
        }
        None
    }

    /// The stretch whose first part ends at `unit`, if another part follows.
    fn around(
        view: &View<'_>,
        (from, unit): (usize, usize),
        free: impl Fn(usize) -> bool,
    ) -> Option<Stretch> {
        let mut start = unit;
        while start > from.max(unit.saturating_sub(BEFORE))
            && part(view.get(start - 1))
            && view.gap_before(start) == Gap::None
            && free(start - 1)
        {
            start -= 1;
        }
        let (mut second, mut last, mut end) = (None, unit, unit + 1);
        while end < view.len() && end - start < LONGEST && end - last <= AFTER && free(end) {
            let apart = view.gap_before(end) != Gap::None && !address::goes_on(view, end);
            if apart || !part(view.get(end)) {
                break;
            }
            if is_unit(view.get(end)) {
                second = second.or(Some(end));
                last = end;
            }
            end += 1;
        }
        let units = (unit, second?);
        Some(Stretch { start, units, end })
    }

    /// Where an address may begin.
    pub(crate) fn begins(&self, view: &View<'_>) -> impl Iterator<Item = usize> {
        (self.start..self.units.1).filter(|at| lexicon::is_han(view.get(*at)))
    }

    /// Where an address that begins at `begin` may end.
    pub(crate) fn ends(&self, view: &View<'_>, begin: usize) -> impl Iterator<Item = usize> {
        let least = self.units.1.max(begin + 2) + 1;
        let after = |at: &usize| {
            let last = view.get(at - 1);
            is_unit(last) || last.is_ascii_alphanumeric() || *at + AFTER >= self.end
        };
        (least..=self.end).filter(after)
    }

    /// The likeliest address; another may follow.
    pub(crate) fn address(&self, view: &View<'_>, weights: Weights<'_>) -> Option<(usize, usize)> {
        let model = weights.of_question(Question::Begin);
        let begin = likeliest(self.begins(view), |at| {
            let mut sum = 0;
            begin_features(view, at, |key| sum += model.weight(key));
            sum
        })?;
        let model = weights.of_question(Question::End);
        let end = likeliest(self.ends(view, begin), |at| {
            let mut sum = 0;
            end_features(view, at, |key| sum += model.weight(key));
            sum
        })?;
        Some((begin, end))
    }
}

fn likeliest(places: impl Iterator<Item = usize>, weigh: impl Fn(usize) -> i32) -> Option<usize> {
    places
        .map(|at| (weigh(at), at))
        .max_by_key(|(sum, at)| (*sum, std::cmp::Reverse(*at)))
        .map(|(_, at)| at)
}

/// May stand in an address.
fn part(c: char) -> bool {
    lexicon::is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '“' | '”' | '"')
}

/// What is seen where an address may begin.
pub(crate) fn begin_features(view: &View<'_>, at: usize, mut put: impl FnMut(u32)) {
    let l: [u16; 3] = left(view, at);
    let r: [u16; 6] = right(view, at);
    edge(160, l, [r[0], r[1], r[2]], &mut put);
    put(key(169, [sort(l[0]), r[0], r[1]]));
    let (far, unit) = next_unit(&r);
    put(key(170, [far, unit, 0]));
    put(key(171, [far, unit, sort(l[0])]));
    put(key(172, [far, unit, l[0]]));
}

/// What is seen where an address may end.
pub(crate) fn end_features(view: &View<'_>, at: usize, mut put: impl FnMut(u32)) {
    let l: [u16; 3] = left(view, at);
    let r: [u16; 4] = right(view, at);
    edge(180, l, [r[0], r[1], r[2]], &mut put);
    put(key(189, [sort(l[0]), sort(r[0]), 0]));
    let (far, unit) = next_unit(&r);
    put(key(190, [far, unit, l[0]]));
    put(key(191, [far, sort(l[0]), 0]));
}

/// The signs on both sides of an edge, from template `base` on.
fn edge(base: u16, l: [u16; 3], r: [u16; 3], put: &mut impl FnMut(u32)) {
    put(key(base, [l[0], 0, 0]));
    put(key(base + 1, [l[0], l[1], 0]));
    put(key(base + 2, [l[0], l[1], l[2]]));
    put(key(base + 3, [r[0], 0, 0]));
    put(key(base + 4, [r[0], r[1], 0]));
    put(key(base + 5, [r[0], r[1], r[2]]));
    put(key(base + 6, [l[0], r[0], 0]));
    put(key(base + 7, [l[0], r[0], r[1]]));
    put(key(base + 8, [l[1], l[0], r[0]]));
}

/// How far the next sign that ends a part of an address is, and which it is.
fn next_unit(signs: &[u16]) -> (u16, u16) {
    let unit = |sign: u16| char::from_u32(u32::from(sign)).is_some_and(is_unit);
    (0u16..)
        .zip(signs.iter().copied())
        .find(|(_, sign)| unit(*sign))
        .unwrap_or((9, 0))
}

/// What is seen of an address and around it.
pub(crate) fn features(view: &View<'_>, start: usize, end: usize, mut put: impl FnMut(u32)) {
    let l: [u16; 4] = left(view, start);
    let r: [u16; 3] = right(view, end);
    put(key(200, [l[0], 0, 0]));
    put(key(201, [l[0], l[1], 0]));
    put(key(202, [l[0], l[1], l[2]]));
    put(key(203, [mixed(l[0], l[1]), l[2], l[3]]));
    put(key(204, [l[1], l[2], 0]));
    put(key(205, [r[0], 0, 0]));
    put(key(206, [r[0], r[1], 0]));
    put(key(207, [r[0], r[1], r[2]]));
    put(key(208, [l[0], r[0], 0]));
    put(key(209, [sort(l[0]), sort(r[0]), 0]));
    let from = sentence(view, start, 14);
    for two in view.slice(from, start).windows(2) {
        put(key(210, [symbol(two[0]), symbol(two[1]), 0]));
    }
    for two in view.slice(end, end + 8).windows(2) {
        put(key(211, [symbol(two[0]), symbol(two[1]), 0]));
    }
    let text = view.slice(start, end);
    for two in text.windows(2) {
        put(key(212, [symbol(two[0]), symbol(two[1]), 0]));
    }
    for unit in text.iter().filter(|c| is_unit(**c)) {
        put(key(213, [symbol(*unit), 0, 0]));
    }
    let units = text.iter().filter(|c| is_unit(**c)).count().min(8) as u16;
    let last = text.last().map_or(0, |c| symbol(*c));
    put(key(214, [units, last, 0]));
    put(key(215, [last, r[0], 0]));
    put(key(216, [l[0], last, 0]));
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, find};

    fn addresses(text: &str) -> Vec<String> {
        let hits = find(text, &Known::default()).into_iter();
        let homes = hits.filter(|h| h.kind == Kind::Address);
        homes.map(|h| h.text).collect()
    }

    #[test]
    fn a_home_that_no_rule_knows_is_found_from_its_beginning_to_its_end() {
        let text = "是她对门的邻居，门牌就是河南省固始县陈淋子镇孙滩村竹园组12号，以前当过护士。";
        assert_eq!(addresses(text), ["河南省固始县陈淋子镇孙滩村竹园组12号"]);
    }

    #[test]
    fn the_line_above_says_nothing_of_a_home() {
        let text = "货物存放于仓库\n河南省固始县陈淋子镇孙滩村竹园组12号是她婆家。";
        assert_eq!(addresses(text), ["河南省固始县陈淋子镇孙滩村竹园组12号"]);
    }

    #[test]
    fn places_of_business_stay() {
        let text = "货物存放在城北工业园区纬二路18号3幢，由某市某镇人民路58号的门店出售。";
        assert_eq!(addresses(text), [""; 0]);
    }
}
