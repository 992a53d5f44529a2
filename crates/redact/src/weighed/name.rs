//! Names: at each place where one may stand, its characters alone are weighed first, so cheaply that most places cost a
//! few looks; then its characters, the signs on both sides, and the words of the lexicon that begin, end or lie across there.
//!
//! Whoever changes what is seen must learn the weights again (`make weights`).

use std::cmp::Ordering;

use super::signs::{HAN, key, left, mixed, right, sort, symbol};
use super::{Cover, LIKELY, Question, Told, Weights, chance};
use crate::class;
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::people::part_of_another_word;
use crate::view::{Gap, View};

/// What is less likely than this says nothing, however often it stands there.
const POSSIBLE: f32 = -4.;
/// What is likelier than this is a name though it is an ordinary word: nineteen in twenty.
const SURE: f32 = 3.;

/// A place that may be a name.
struct Likely {
    odds: f32,
    start: usize,
    end: usize,
}

/// The names that the weights tell where nothing is taken yet, and that are not part of something else; of those that
/// overlap the likeliest.
pub(crate) fn names(view: &View<'_>, mut taken: Cover) -> Vec<Told> {
    let weights = Weights::learnt();
    let mut likely = Vec::new();
    for start in 0..view.len() {
        for end in ends(view, start, |at| !taken.holds(at)) {
            let odds = weigh(weights, view, start, end);
            let likelier = odds.filter(|odds| *odds > least(view, start, end));
            let part = |odds: &f32| *odds < 1. && part_of_another_word(view, (start, end));
            let likelier = likelier.filter(|odds| !part(odds));
            let other = || is_brand(view, start, end);
            if let Some(odds) = likelier.filter(|_| !other()) {
                likely.push(Likely { odds, start, end });
            }
        }
    }
    gather(view, &mut likely);
    likely.retain(|place| place.odds > LIKELY);
    likely.sort_by(|a, b| b.odds.total_cmp(&a.odds).then(a.start.cmp(&b.start)));
    let mut names = Vec::new();
    for Likely { odds, start, end } in likely {
        if !taken.touches((start, end)) {
            taken.add(start, end);
            names.push(Told::new((start, end), odds));
        }
    }
    names
}

/// The odds that `start..end` is a name; nothing if its characters alone say no.
fn weigh(weights: Weights<'_>, view: &View<'_>, start: usize, end: usize) -> Option<f32> {
    let (by_look, by_all) = (
        weights.of_question(Question::Look),
        weights.of_question(Question::Name),
    );
    let mut sum = 0;
    look(view, start, end, |key| sum += by_look.weight(key));
    if sum < by_look.least {
        return None;
    }
    let mut sum = 0;
    full(view, start, end, |key| sum += by_all.weight(key));
    Some(by_all.odds(sum))
}

/// Calls `take` with each place that may hold a name; of these only where the characters alone do not say no, if they
/// are asked first.
pub(crate) fn places(
    view: &View<'_>,
    asked: Option<Weights<'_>>,
    mut take: impl FnMut(usize, usize),
) {
    for start in 0..view.len() {
        for end in ends(view, start, |_| true) {
            if asked.is_none_or(|weights| weigh(weights, view, start, end).is_some()) {
                take(start, end);
            }
        }
    }
}

/// What the odds must reach at one place. Nobody is called by an everyday word or a part of a longer one, and hardly
/// anybody by an ordinary one, which says more than the few texts that weights were learnt from.
fn least(view: &View<'_>, start: usize, end: usize) -> f32 {
    let name = view.slice(start, end);
    // 第四章: a heading.
    let heading = name[0] == '第' && matches!(name.last(), Some('章' | '条' | '节' | '款' | '项'));
    match lexicon::ordinary_length(view.slice(start, end + 4)).cmp(&name.len()) {
        _ if heading || lexicon::everyday(name) => f32::INFINITY,
        Ordering::Greater => f32::INFINITY,
        Ordering::Equal => SURE,
        Ordering::Less => POSSIBLE,
    }
}

/// “张小泉”牌剪刀, “王老吉”凉茶15箱, 字号“老根”, 游泳馆: a brand, or what ends like an organisation.
fn is_brand(view: &View<'_>, start: usize, end: usize) -> bool {
    let opened = start > 0 && matches!(view.get(start - 1), '“' | '"');
    let quoted = opened && matches!(view.get(end), '”' | '"');
    let goods = view.slice(end + 1, end + 6);
    let counted = || goods.iter().any(char::is_ascii_digit) && lexicon::is_han(goods[0]);
    let last = view.slice(end - 1, end);
    let sign = || start > 1 && view.get(start - 2) == '号';
    quoted && (goods.first() == Some(&'牌') || counted() || sign())
        || lexicon::organisation(last) == 1 && !lexicon::often_given(last[0])
}

/// What stands at several places is a name unless every one of them is wrong; the first of each keeps what all say.
/// More than a few places say no more: ordinary words stand everywhere.
fn gather(view: &View<'_>, likely: &mut [Likely]) {
    const PLACES: usize = 4;
    fn text<'v>(view: &'v View<'_>, place: &Likely) -> &'v [char] {
        view.slice(place.start, place.end)
    }
    likely.sort_by(|a, b| {
        let same = text(view, a).cmp(text(view, b));
        same.then(b.odds.total_cmp(&a.odds))
            .then(a.start.cmp(&b.start))
    });
    for places in likely.chunk_by_mut(|a, b| text(view, a) == text(view, b)) {
        let few = places.iter().take(PLACES);
        let wrong: f32 = few.map(|place| 1. - chance(place.odds)).product();
        places[0].odds = ((1. - wrong) / wrong.max(f32::MIN_POSITIVE)).ln();
    }
}

/// Names of so many characters are weighed; longer ones have a dot or a label.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=6;

/// A part of a name with a dot is shorter.
const DOTTED: usize = 10;

/// Names in Latin letters are no longer.
const LATIN: usize = 40;

/// Characters of offices and papers, which no name holds at all.
const NOWHERE: &str = "籍款罚案证局店厂处部院县村街室号址码邮箱账";

/// The character is written in names, or begins one.
fn usual(c: char, first: bool) -> bool {
    let classes = class::of(c);
    let other = class::TRANSLIT | if first { class::SURNAME } else { 0 };
    classes & class::NO_GIVEN == 0 || classes & other != 0
}

/// Where the names that begin at `start` may end: they are Chinese characters that are free, and no more than one that no
/// name holds. Of more than four all but one write names of other languages; a name with a dot ends behind it. One in Latin
/// letters has one end.
pub(crate) fn ends(
    view: &View<'_>,
    start: usize,
    free: impl Fn(usize) -> bool,
) -> std::ops::RangeInclusive<usize> {
    if let Some(end) = latin_end(view, start) {
        return if (start..end).all(free) {
            end..=end
        } else {
            end..=start
        };
    }
    let dot = dot(view, start);
    let longest = dot.map_or(*LENGTHS.end(), |dot| dot - start + DOTTED);
    let (mut end, mut strange, mut unusual) = (start, 0, 0);
    while end < start + longest && free(end) {
        let c = view.get(end);
        let joins = dot.is_some() && c == '·';
        if !joins && !lexicon::is_han(c) {
            break;
        }
        unusual += usize::from(!usual(c, end == start));
        strange += usize::from(!lexicon::transliterates(c));
        if unusual > 1 || NOWHERE.contains(c) || dot.is_none() && end - start >= 4 && strange > 1 {
            break;
        }
        end += 1;
    }
    dot.map_or(start + LENGTHS.start(), |dot| dot + 2)..=end
}

/// Where a name in Latin letters ends that begins at `start`: several words with capitals among others that are no Latin.
fn latin_end(view: &View<'_>, start: usize) -> Option<usize> {
    let letter = |i: usize| view.get(i).is_ascii_alphabetic();
    if !view.get(start).is_ascii_uppercase() || start > 0 && view.get(start - 1).is_ascii() {
        return None;
    }
    let (mut end, mut words) = (start, 0);
    while end < start + LATIN && (letter(end) || view.get(end) == '-' && letter(end + 1)) {
        if end == start || view.gap_before(end) != Gap::None {
            words += 1;
            if !view.get(end).is_ascii_uppercase() {
                return None;
            }
        }
        end += 1;
    }
    (words > 1 && end - start > 2 * words && !view.get(end).is_ascii_digit()).then_some(end)
}

/// The dot of a name that begins at `start`.
fn dot(view: &View<'_>, start: usize) -> Option<usize> {
    let near = || (start + 1..start + DOTTED).find(|at| view.get(*at) == '·');
    view.is_dotted().then(near).flatten()
}

/// The features of the characters alone.
pub(crate) fn look(view: &View<'_>, start: usize, end: usize, mut put: impl FnMut(u32)) {
    let name = view.slice(start, end);
    let length = name.len() as u16;
    let family = family(name);
    let given = &name[family..];
    put(key(1, [symbol(name[0]), length, 0]));
    put(key(
        2,
        [kind_of_surname(name), length, ordinary_given(given)],
    ));
    put(key(3, [symbol(name[0]), symbol(given[0]), 0]));
    let foreign = name.iter().filter(|c| lexicon::transliterates(**c)).count() as u16;
    put(key(6, [foreign, length, 0]));
    for (i, c) in given.iter().enumerate() {
        put(key(4, [symbol(*c), i as u16, given.len() as u16]));
    }
    for two in given.windows(2) {
        put(key(5, [symbol(two[0]), symbol(two[1]), 0]));
    }
}

/// The features of everything.
pub(crate) fn full(view: &View<'_>, start: usize, end: usize, mut put: impl FnMut(u32)) {
    look(view, start, end, &mut put);
    let name = view.slice(start, end);
    let length = name.len() as u16;
    let fit = kind_of_surname(name) << 4 | ordinary_given(&name[family(name)..]);
    let gap = view
        .next_gap(start + 1, end)
        .map_or(0, |at| 1 + view.gap_before(at) as u16);
    put(key(11, [gap, length, fit]));
    for c in &name[family(name)..] {
        put(key(12, [symbol(*c), 0, 0]));
    }
    let left = left(view, start);
    let right = right(view, end);
    let (first, last) = (symbol(name[0]), symbol(name[name.len() - 1]));
    side(20, left, first, fit, &mut put);
    side(40, right, last, fit, &mut put);
    put(key(56, [right[0], length, 0]));
    let (lc, rc) = (sort(left[0]), sort(right[0]));
    put(key(60, [left[0], right[0], 0]));
    put(key(61, [left[0], left[1], right[0]]));
    put(key(62, [left[0], right[0], right[1]]));
    put(key(63, [left[0], rc, fit]));
    put(key(64, [lc, right[0], fit]));
    put(key(65, [lc, rc, fit << 3 | length]));
    words(view, start, end, (lc, rc), &mut put);
}

/// The features of one side, from template `base` on: `near` is the last or first character of the name.
fn side(base: u16, s: [u16; 5], near: u16, fit: u16, put: &mut impl FnMut(u32)) {
    put(key(base, [s[0], 0, 0]));
    put(key(base + 1, [s[0], s[1], 0]));
    put(key(base + 2, [s[0], s[1], s[2]]));
    put(key(base + 3, [mixed(s[0], s[1]), s[2], s[3]]));
    put(key(base + 4, [s[1], 0, 0]));
    put(key(base + 5, [s[1], s[2], 0]));
    put(key(base + 6, [s[0], near, 0]));
    put(key(base + 7, [s[0], fit, 0]));
    put(key(base + 8, [sort(s[0]), fit, 0]));
    if sort(s[0]) != HAN {
        put(key(base + 9, [sort(s[0]), s[1], s[2]]));
        put(key(base + 10, [mixed(s[0], s[1]), s[2], s[3]]));
    }
}

/// The features of the words that stand at the name, as far as the lexicon knows them.
fn words(
    view: &View<'_>,
    start: usize,
    end: usize,
    (lc, rc): (u16, u16),
    put: &mut impl FnMut(u32),
) {
    let here = view.slice(start, start + 10);
    let length = end - start;
    let ordinary = relation(lexicon::ordinary_length(here), length);
    put(key(80, [ordinary, rc, 0]));
    put(key(
        81,
        [u16::from(lexicon::everyday(here)), length as u16, 0],
    ));
    put(key(82, [label(here, length), lc, 0]));
    let second = view.slice(start + 1, start + 10);
    put(key(
        83,
        [
            relation(lexicon::ordinary_length(second), length - 1),
            lexicon::follower(second) as u16,
            length as u16,
        ],
    ));
    if start > 0 {
        let before = view.slice(start - 1, start + 10);
        put(key(
            84,
            [
                relation(lexicon::ordinary_length(before), 1),
                u16::from(lexicon::ends_word(before)),
                length as u16,
            ],
        ));
        let two = view.slice(start.saturating_sub(2), start);
        let leads = u16::from(lexicon::leads_to_person(two)) | u16::from(lexicon::links(two)) << 1;
        put(key(85, [leads, rc, 0]));
        put(key(
            86,
            [u16::from(lexicon::ends_role(view.get(start - 1))), rc, 0],
        ));
    }
    let rest = view.slice(end, end + 10);
    put(key(90, [lexicon::follower(rest) as u16, lc, 0]));
    put(key(91, [u16::from(lexicon::deed(rest)), lc, 0]));
    put(key(92, [lexicon::organisation(rest) as u16, lc, 0]));
    put(key(93, [label(rest, 0), lc, 0]));
    put(key(
        94,
        [lexicon::ordinary_length(rest).min(4) as u16, lc, 0],
    ));
    let part = u16::from(part_of_another_word(view, (start, end)));
    put(key(96, [part, lc, 0]));
    put(key(97, [part, symbol(view.get(end)), 0]));
    put(key(98, [part, lexicon::organisation(rest) as u16, 0]));
    let last = view.slice(end - 1, end + 9);
    put(key(
        95,
        [
            lexicon::follower(last) as u16,
            relation(lexicon::ordinary_length(last), 1),
            length as u16,
        ],
    ));
}

/// How a word of `word` characters lies to a span of `span`: none, within, the same, beyond.
fn relation(word: usize, span: usize) -> u16 {
    match word {
        0 => 0,
        n if n < span => 1,
        n if n == span => 2,
        _ => 3,
    }
}

/// The sort of the label at the beginning, if it is longer than `over` characters.
fn label(text: &[char], over: usize) -> u16 {
    match LABELS.longest(text) {
        Some((n, label)) if n > over => match label {
            Label::Person(_) | Label::Field(_) | Label::FullName => 1,
            Label::Citizen | Label::Passport | Label::Permit | Label::Birth | Label::Home => 2,
            _ => 3,
        },
        _ => 0,
    }
}

/// Characters of the surname, at least one shorter than the name.
fn family(name: &[char]) -> usize {
    lexicon::surname(name).clamp(1, 2).min(name.len() - 1)
}

/// How usual the surname is: of two characters, little else, known, unknown; and whether it is a function word.
fn kind_of_surname(name: &[char]) -> u16 {
    let function = u16::from(lexicon::function_surname(name)) << 2;
    function
        | match lexicon::surname(name) {
            2.. => 3,
            1 if lexicon::plain_surname(name) => 2,
            1 => 1,
            _ => 0,
        }
}

/// How many characters are usual in given names and whether one never is.
fn ordinary_given(given: &[char]) -> u16 {
    let usual = given.iter().filter(|c| lexicon::often_given(**c)).count() as u16;
    let never = given.iter().any(|c| !lexicon::may_be_given(*c));
    usual << 1 | u16::from(never)
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, find};

    fn names(text: &str) -> Vec<(String, u8)> {
        let hits = find(text, &Known::default()).into_iter();
        let names = hits.filter(|h| h.kind == Kind::Name);
        names.map(|h| (h.text, h.confidence)).collect()
    }

    #[test]
    fn a_name_that_no_rule_knows_is_found_wherever_it_stands() {
        let found = names("隔壁的崔巍骑三轮车把货拉来。后来崔巍又去了一次仓库。");
        assert_eq!(found.len(), 2, "{found:?}");
        let as_sure_as_weights = |(name, sure): &(String, u8)| name == "崔巍" && *sure <= 80;
        assert!(found.iter().all(as_sure_as_weights), "{found:?}");
    }

    #[test]
    fn ordinary_text_holds_no_names() {
        let text =
            "行政机关应当依法公开执法主体、权限、依据、程序和救济途径，及时更新，接受社会监督。";
        assert_eq!(names(text), []);
    }
}
