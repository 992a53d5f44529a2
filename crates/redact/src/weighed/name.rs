//! Names: at each place where one may stand, its characters alone are weighed first, so cheaply that most places cost a
//! few looks; then everything that is seen there.

use std::cmp::Ordering;

use super::seen::{full, look};
use super::{Cover, Guess, LIKELY, Model, Question, Weights, chance};
use crate::class::{self, has};
use crate::lexicon;
use crate::people::part_of_another_word;
use crate::view::{Gap, View};

/// What is less likely than this says nothing, however often it stands there.
const POSSIBLE: f32 = -4.;
/// What is likelier than this is a name though it is an ordinary word: nineteen in twenty.
const SURE: f32 = 3.;
/// What is likelier than this is a name though it seems a part of another word: three in four.
const LIKELIER: f32 = 1.;

/// A place that may be a name.
struct Likely {
    odds: f32,
    start: usize,
    end: usize,
}

/// The names that the weights tell where nothing is taken yet, and that are not part of something else; of those that
/// overlap the likeliest.
pub(crate) fn names(view: &View<'_>, mut taken: Cover) -> Vec<Guess> {
    let models = Models::of(Weights::learnt());
    let mut likely = Vec::new();
    for start in 0..view.len() {
        for end in ends(view, start, |at| !taken.holds(at)) {
            let odds = models.odds(view, start, end);
            let possible = |odds: &f32| {
                *odds > least(view, start, end)
                    && (*odds > LIKELIER || !part_of_another_word(view, (start, end)))
                    && !is_brand(view, start, end)
            };
            if let Some(odds) = odds.filter(possible) {
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
            names.push(Guess::new((start, end), odds));
        }
    }
    names
}

/// The two questions that are asked of a place.
struct Models<'w> {
    look: Model<'w>,
    all: Model<'w>,
}

impl<'w> Models<'w> {
    fn of(weights: Weights<'w>) -> Self {
        Models {
            look: weights.of_question(Question::Look),
            all: weights.of_question(Question::Name),
        }
    }

    /// The odds that `start..end` is a name; nothing if its characters alone say no.
    fn odds(&self, view: &View<'_>, start: usize, end: usize) -> Option<f32> {
        let mut sum = 0;
        look(view, start, end, |key| sum += self.look.weight(key));
        if sum < self.look.least {
            return None;
        }
        let mut sum = 0;
        full(view, start, end, |key| sum += self.all.weight(key));
        Some(self.all.odds(sum))
    }
}

/// Calls `take` with each place that may hold a name; of these only where the characters alone do not say no, if they
/// are asked first.
pub(crate) fn places(
    view: &View<'_>,
    asked: Option<Weights<'_>>,
    mut take: impl FnMut(usize, usize),
) {
    let models = asked.map(Models::of);
    for start in 0..view.len() {
        for end in ends(view, start, |_| true) {
            if models
                .as_ref()
                .is_none_or(|models| models.odds(view, start, end).is_some())
            {
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

/// The character is written in names, or begins one.
fn usual(c: char, first: bool) -> bool {
    let classes = class::of(c);
    let other = class::TRANSLIT | if first { class::SURNAME } else { 0 };
    classes & class::NO_GIVEN == 0 || classes & other != 0
}

/// Where the names that begin at `start` may end: they are Chinese characters that are free, and no more than one that no
/// name holds. Of more than four all but one write names of other languages; a name with a dot ends behind it, and a
/// shorter one may stand before such a name. One in Latin letters has one end.
pub(crate) fn ends(
    view: &View<'_>,
    start: usize,
    free: impl Fn(usize) -> bool,
) -> impl Iterator<Item = usize> {
    let dot = dot(view, start);
    let (least, most) = match latin_end(view, start) {
        Some(end) if (start..end).all(&free) => (end, end),
        Some(_) => (1, 0),
        None => (start + LENGTHS.start(), run_end(view, start, dot, &free)),
    };
    let plain = move |end: usize, dot: usize| end < dot && end <= start + 4;
    let dotted = move |end: usize, dot: usize| end > dot + 1 && view.get(end - 1) != '·';
    (least..=most).filter(move |end| dot.is_none_or(|dot| plain(*end, dot) || dotted(*end, dot)))
}

/// How far characters of one name may reach.
fn run_end(
    view: &View<'_>,
    start: usize,
    dot: Option<usize>,
    free: impl Fn(usize) -> bool,
) -> usize {
    let longest = dot.map_or(*LENGTHS.end(), |dot| dot - start + DOTTED);
    let (mut end, mut strange, mut unusual) = (start, 0, 0);
    while end < start + longest && free(end) {
        let c = view.get(end);
        let joins = dot.is_some() && c == '·' && end > start;
        if !joins && !lexicon::is_han(c) {
            break;
        }
        unusual += usize::from(!usual(c, end == start));
        strange += usize::from(!lexicon::transliterates(c));
        if unusual > 1 || has(c, class::NOWHERE) || dot.is_none() && end - start >= 4 && strange > 1
        {
            break;
        }
        end += 1;
    }
    end
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

/// The dot of a name that begins at `start`: nothing but Chinese characters stand before it.
fn dot(view: &View<'_>, start: usize) -> Option<usize> {
    let first = || (start + 1..start + DOTTED).find(|at| !lexicon::is_han(view.get(*at)));
    let dot = view.is_dotted().then(first).flatten()?;
    (view.get(dot) == '·').then_some(dot)
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
    fn a_name_before_one_with_a_dot_is_found_too() {
        let found = names("隔壁的崔巍骑三轮车，艾力·吐尔逊把货拉来。");
        let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(found, ["崔巍", "艾力·吐尔逊"]);
    }

    #[test]
    fn ordinary_text_holds_no_names() {
        let text =
            "行政机关应当依法公开执法主体、权限、依据、程序和救济途径，及时更新，接受社会监督。";
        assert_eq!(names(text), []);
    }
}
