//! Names that no rule knows, told by weights: what the characters of a name, what stands before it and what stands
//! behind it speak for, learnt from papers whose names are known ([`crate::training`]).
//!
//! Logistic regression over hashed features. Two tables: one for the characters of a name alone, asked at every place
//! and so small that most places cost a few looks; one for everything, asked only where the first does not say no.
//! It knows no roles and no reasons: what it finds is the weakest evidence there is.

use crate::features::{ends, full, look};
use crate::find::Evidence;
use crate::lexicon;
use crate::view::View;

/// Bits of a place in the table for the characters of a name alone.
pub const LOOK_BITS: u32 = 16;
/// Bits of a place in the table for everything.
pub const FULL_BITS: u32 = 18;

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
                confidence: confidence(odds),
            });
        }
    }
    names
}

/// The probability in per cent, but never more than such evidence is worth.
fn confidence(odds: f32) -> u8 {
    ((100. * chance(odds)) as u8).min(Evidence::Weighed.confidence())
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
