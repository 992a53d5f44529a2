//! Names that no rule knows, told by weights: what the characters of a name, what stands before it and what stands
//! behind it speak for, learnt from papers whose names are known ([`crate::training`]).
//!
//! Logistic regression over hashed features. Two tables: one for the characters of a name alone, asked at every place
//! and so small that most places cost a few looks; one for everything, asked only where the first does not say no.
//! It knows no roles and no reasons: what it finds is the weakest evidence there is.

use crate::class::{self, has};
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::view::{Gap, View};

/// Bits of a place in the table for the characters of a name alone.
pub const LOOK_BITS: u32 = 16;
/// Bits of a place in the table for everything.
pub const FULL_BITS: u32 = 18;
/// Names of so many characters are weighed; longer ones have a dot or a label.
pub(crate) const LENGTHS: std::ops::RangeInclusive<usize> = 2..=6;

/// What was learnt: a weight of eight bits for each hash of a feature.
pub(crate) struct Weights<'w> {
    look: &'w [u8],
    full: &'w [u8],
    /// A name whose characters weigh less is not looked at further.
    look_least: i32,
    /// Added to the sum of all weights.
    bias: i32,
    /// What one unit of a weight is worth in natural logarithms of odds.
    unit: f32,
}

/// Made by `make weights`.
static LEARNT: &[u8] = include_bytes!("names.weights");

/// Bytes before the tables.
pub const HEAD: usize = 16;

impl<'w> Weights<'w> {
    /// The weights of the crate.
    pub(crate) fn learnt() -> Weights<'static> {
        Weights::of(LEARNT)
    }

    /// Reads the head (four numbers of four bytes, little-endian: least look, bias, unit, and the sum of the papers
    /// they were learnt from, which matters to nobody here) and the tables behind it.
    pub(crate) fn of(bytes: &'w [u8]) -> Self {
        let (head, tables) = bytes.split_at(HEAD);
        let number = |i: usize| [head[i], head[i + 1], head[i + 2], head[i + 3]];
        let (look, full) = tables.split_at(1 << LOOK_BITS);
        Weights {
            look,
            full,
            look_least: i32::from_le_bytes(number(0)),
            bias: i32::from_le_bytes(number(4)),
            unit: f32::from_le_bytes(number(8)),
        }
    }

    /// The odds that `start..end` is a name, in natural logarithms; nothing if its characters alone say no.
    pub(crate) fn weigh(&self, view: &View<'_>, start: usize, end: usize) -> Option<f32> {
        let mut sum = 0;
        look(view, start, end, |key| {
            sum += i32::from(self.look[(key >> (32 - LOOK_BITS)) as usize] as i8);
        });
        if sum < self.look_least {
            return None;
        }
        let mut sum = self.bias;
        full(view, start, end, |key| {
            sum += i32::from(self.full[(key >> (32 - FULL_BITS)) as usize] as i8);
        });
        Some(sum as f32 * self.unit)
    }
}

/// Places of a text that something was found at.
pub(crate) struct Cover(Vec<u64>);

impl Cover {
    pub(crate) fn of(length: usize, spans: impl Iterator<Item = (usize, usize)>) -> Self {
        let mut cover = Cover(vec![0; length / 64 + 1]);
        for (start, end) in spans {
            cover.add(start, end.min(length));
        }
        cover
    }

    fn add(&mut self, start: usize, end: usize) {
        for at in start..end {
            self.0[at / 64] |= 1 << (at % 64);
        }
    }

    fn holds(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

/// What is likelier than this is a name, in logarithms of odds: two in five. A leak does more harm than a word that a
/// person releases.
const LIKELY: f32 = -0.4;
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

/// A name that the weights tell.
pub(crate) struct Name {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// How likely it is one, in per cent.
    pub(crate) confidence: u8,
}

/// The names that the weights tell where nothing is taken yet, and that are not part of something else; of those that
/// overlap the likeliest.
pub(crate) fn names(
    view: &View<'_>,
    mut taken: Cover,
    is_part: impl Fn(usize, usize) -> bool,
) -> Vec<Name> {
    let weights = Weights::learnt();
    let mut likely = Vec::new();
    for start in 0..view.len() {
        for end in ends(view, start, |at| !taken.holds(at)) {
            let odds = weights.weigh(view, start, end);
            let likelier = odds.filter(|odds| *odds > least(view.slice(start, end)));
            let other = || is_part(start, end) || is_brand(view, start, end);
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
        if !(start..end).any(|at| taken.holds(at)) {
            taken.add(start, end);
            names.push(Name {
                start,
                end,
                confidence: (100. * chance(odds)) as u8,
            });
        }
    }
    names
}

/// What the odds must reach at one place. Nobody is called by an everyday word, and hardly anybody by an ordinary one,
/// which says more than the few texts that weights were learnt from.
fn least(name: &[char]) -> f32 {
    match lexicon::ordinary_length(name) == name.len() {
        _ if lexicon::everyday(name) => f32::INFINITY,
        true => SURE,
        false => POSSIBLE,
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

/// The logistic function: from the logarithm of odds to a probability.
fn chance(odds: f32) -> f32 {
    1. / (1. + (-odds).exp())
}

/// A name may hold the character, or begin with it.
fn may_hold(c: char, first: bool) -> bool {
    let classes = class::of(c);
    let other = class::TRANSLIT | if first { class::SURNAME } else { 0 };
    (classes & class::NO_GIVEN == 0 || classes & other != 0) && lexicon::is_han(c)
}

/// Where the names that begin at `start` may end: they are Chinese characters that are free, and none that no name
/// holds. Of more than four all but one write names of other languages.
pub(crate) fn ends(
    view: &View<'_>,
    start: usize,
    free: impl Fn(usize) -> bool,
) -> std::ops::RangeInclusive<usize> {
    let (mut end, mut strange) = (start, 0);
    while end < start + LENGTHS.end() && may_hold(view.get(end), end == start) && free(end) {
        strange += usize::from(!lexicon::transliterates(view.get(end)));
        if end - start >= 4 && strange > 1 {
            break;
        }
        end += 1;
    }
    start + LENGTHS.start()..=end
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

/// The signs before `start`, nearest first; a gap is a sign.
fn left(view: &View<'_>, start: usize) -> [u16; 5] {
    let mut signs = [u16::from(b'\n'); 5];
    let (mut at, mut n) = (start, 0);
    while n < signs.len() {
        if let Some(gap) = gap(view, at) {
            signs[n] = gap;
            n += 1;
        }
        if at == 0 || n == signs.len() {
            break;
        }
        at -= 1;
        signs[n] = symbol(view.get(at));
        n += 1;
    }
    signs
}

/// The signs from `end` on.
fn right(view: &View<'_>, end: usize) -> [u16; 5] {
    let mut signs = [u16::from(b'\n'); 5];
    let (mut at, mut n) = (end, 0);
    while n < signs.len() && at < view.len() {
        if let Some(gap) = gap(view, at) {
            signs[n] = gap;
            n += 1;
        }
        if n < signs.len() {
            signs[n] = symbol(view.get(at));
            n += 1;
        }
        at += 1;
    }
    signs
}

fn gap(view: &View<'_>, at: usize) -> Option<u16> {
    match view.gap_before(at) {
        Gap::None => None,
        Gap::Line => Some(u16::from(b'\n')),
        Gap::Space | Gap::Wide => Some(u16::from(b' ')),
    }
}

/// All digits are one sign, and all letters.
fn symbol(c: char) -> u16 {
    match c {
        '0'..='9' => u16::from(b'0'),
        'a'..='z' | 'A'..='Z' => u16::from(b'A'),
        ',' => '，' as u16,
        ';' => '；' as u16,
        c => u16::try_from(u32::from(c)).unwrap_or(1),
    }
}

const HAN: u16 = 1;

/// The sort of a sign.
fn sort(sign: u16) -> u16 {
    match char::from_u32(u32::from(sign)).unwrap_or('\0') {
        '0' => 2,
        'A' => 3,
        '\n' => 4,
        ' ' => 5,
        '，' | '。' | '；' => 6,
        '、' => 7,
        ':' => 8,
        '(' | '【' | '《' | '“' => 9,
        ')' | '】' | '》' | '”' => 10,
        '|' => 11,
        c if lexicon::is_han(c) || has(c, class::SURNAME) => HAN,
        _ => 12,
    }
}

/// Two signs in the room of one.
fn mixed(a: u16, b: u16) -> u16 {
    let both = u32::from(a) << 16 | u32::from(b);
    (both.wrapping_mul(0x9e37_79b1) >> 16) as u16
}

/// The hash of a feature: its template and up to three values.
fn key(template: u16, [a, b, c]: [u16; 3]) -> u32 {
    let packed = u64::from(template) << 48 | u64::from(a) << 32 | u64::from(b) << 16 | u64::from(c);
    let spread = (packed ^ packed >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((spread ^ spread >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32
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
        assert!(
            found
                .iter()
                .all(|(name, sure)| name == "崔巍" && *sure < 100)
        );
    }

    #[test]
    fn ordinary_text_holds_no_names() {
        let text =
            "行政机关应当依法公开执法主体、权限、依据、程序和救济途径，及时更新，接受社会监督。";
        assert_eq!(names(text), []);
    }
}
