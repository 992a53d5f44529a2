//! Names: at each place where one may stand, its characters alone are weighed first, so cheaply that most places cost a
//! few looks; then everything that is seen there.

use std::cmp::Ordering;

use super::look::Looks;
use super::place::each;
use super::scene::Scene;
use super::seen::full;
use super::{Cover, Guess, Model, Question, Weights, chance};
use crate::address::number_of_paper;
use crate::lexicon;
use crate::name::speaks_of_people;
use crate::people::part_of_another_word;
use crate::view::View;
use crate::words;

/// What is likelier than this is a name: one in five. A leak does more harm than a word that a person releases.
const LIKELY: f32 = -1.4;
/// What is less likely than this says nothing, however often it stands there.
const POSSIBLE: f32 = -4.;
/// What is likelier than this is a name though it is an ordinary word, or seems a part of another: two in five.
const SURE: f32 = -0.4;
/// What is likelier than this is a name though an ordinary word begins it: one in four.
const UNUSUAL: f32 = -1.;
/// What is likelier than this is a name though the number of a paper follows: ninety-eight in a hundred.
const SURER: f32 = 4.;
/// What is likelier than this is a name though it is an everyday word, as it is: three in four.
const EVERYDAY: f32 = 1.1;

/// A place that may be a name.
struct Likely {
    odds: f32,
    start: usize,
    end: usize,
}

/// The names that the weights tell where nothing is found or taken yet, and that are not part of something else; of those that
/// overlap the likeliest.
pub(crate) fn names(scene: &Scene<'_, '_>, mut taken: Cover) -> Vec<Guess> {
    let view = scene.view;
    let model = Weights::learnt().of_question(Question::Name);
    let looks = Looks::by(Some(Weights::learnt()));
    let mut likely = Vec::new();
    each(
        view,
        &looks,
        |at| !taken.holds(at),
        |start, end| {
            let odds = odds(&model, scene, start, end) - usualness(view.slice(start, end));
            let possible = odds > least(view, start, end)
                && (odds > SURER || !number_of_paper(view, end))
                && (odds > SURE || !part_of_another_word(view, (start, end)))
                && !is_brand(view, start, end);
            if possible {
                likely.push(Likely { odds, start, end });
            }
        },
    );
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

/// How likely it is that this is a name.
pub(super) fn odds(model: &Model<'_>, scene: &Scene<'_, '_>, start: usize, end: usize) -> f32 {
    let mut sum = 0;
    full(scene, start, end, |key| sum += model.weight(key));
    model.odds(sum)
}

/// Calls `take` with each place that may hold a name; of these only where the characters alone do not say no, if they
/// are asked first.
pub(crate) fn places(view: &View<'_>, asked: Option<Weights<'_>>, take: impl FnMut(usize, usize)) {
    each(view, &Looks::by(asked), |_| true, take);
}

/// So much less likely is a name that is a usual word, in logarithms of odds: authors who look for hard names call more people 安全
/// than live. It counts how much more often than once in a hundred thousand words it is used.
fn usualness(name: &[char]) -> f32 {
    const SELDOM: u8 = 18;
    words::word(name).map_or(0., |word| f32::from(SELDOM.saturating_sub(word.rare)) / 2.)
}

/// What the odds must reach at one place. Nobody is called by a part of a longer word, hardly anybody by an everyday one
/// and few by an ordinary one, which says more than the few texts that weights were learnt from.
fn least(view: &View<'_>, start: usize, end: usize) -> f32 {
    let name = view.slice(start, end);
    // 第四章, （一）项依法…: a heading, an item; 许可: everywhere in these papers.
    let heading = name[0] == '第' && matches!(name.last(), Some('章' | '条' | '节' | '款' | '项'));
    let item = name[0] == '项' && start > 0 && view.get(start - 1) == ')';
    let never = heading || item || lexicon::of_field(name);
    let everyday = lexicon::everyday(name);
    let length = lexicon::ordinary_length(view.slice(start, end + 4)).cmp(&name.len());
    // 员工冷静处理: what many people do.
    let deed = (everyday || length == Ordering::Equal)
        && speaks_of_people(view.slice(start.saturating_sub(3), start));
    match length {
        _ if never || deed => f32::INFINITY,
        Ordering::Greater => f32::INFINITY,
        _ if everyday => EVERYDAY,
        Ordering::Equal => SURE,
        // 仓库设在某路
        Ordering::Less if lexicon::ordinary_length(name) > 1 => UNUSUAL,
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
