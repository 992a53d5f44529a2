//! Where a name begins and ends that rules have found in the midst of words, and whether it is one at all: 出纳胡宗会现金支付.
//!
//! It does not know which rule found a name, nor whose it is.

use super::look::Looks;
use super::name::odds;
use super::place::each_at;
use super::scene::Scene;
use super::{Model, Question, Weights};
use crate::view::Gap;

/// What is less likely than this is no name though rules found it: one in ninety.
const UNLIKELY: f32 = -4.5;
/// What is likelier than what rules found by so much goes before it: four times.
const BETTER: f32 = 1.5;
/// What has the look of a name so much less than what rules found is not asked about.
const WORSE: i32 = 80;
/// What rules found stands if it has the look of a name by so much, and nothing else there does.
const CLEAR: i32 = 30;
/// Names learnt from have no more characters, but for those with a dot.
const LEARNT: usize = 6;
/// So many characters before the beginning that rules have found a name may begin, or behind it.
const EARLIER: usize = 2;
const LATER: usize = 1;

/// Judges the names that rules have found in a text.
pub(crate) struct Judge<'s, 'v, 'a> {
    scene: &'s Scene<'v, 'a>,
    looks: Looks<'static>,
    model: Model<'static>,
}

impl<'s, 'v, 'a> Judge<'s, 'v, 'a> {
    pub(crate) fn new(scene: &'s Scene<'v, 'a>) -> Self {
        let weights = Weights::learnt();
        Judge {
            scene,
            looks: Looks::by(Some(weights)),
            model: weights.of_question(Question::Name),
        }
    }

    /// The likeliest name that has a part in common with the one found, if it is far likelier; none if even the likeliest is
    /// hardly one.
    pub(crate) fn likeliest(&self, name: (usize, usize)) -> Option<(usize, usize)> {
        let text = self.scene.view.slice(name.0, name.1);
        let surplus = self.looks.surplus(text);
        let mut others = self.others(name, surplus);
        if text.contains(&'·') {
            // A part of such a name is none.
            others.retain(|other| other.0 <= name.0 && name.1 <= other.1);
        }
        if others.is_empty() && surplus > CLEAR {
            return Some(name);
        }
        let odds = |(start, end)| odds(&self.model, self.scene, start, end);
        let found = odds(name);
        let better = others.into_iter().map(|other| (odds(other), other));
        let better = better.filter(|(odds, _)| *odds > found + BETTER);
        match better.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((_, other)) => Some(other),
            // What is longer than anything learnt from is not judged as a whole.
            None => (found > UNLIKELY || text.len() > LEARNT).then_some(name),
        }
    }

    /// The other names that may stand there and have nearly as much the look of one.
    fn others(&self, name: (usize, usize), surplus: i32) -> Vec<(usize, usize)> {
        let view = self.scene.view;
        let looks = self.looks.with_more(surplus - WORSE);
        let mut others = Vec::new();
        for start in name.0.saturating_sub(EARLIER)..name.1.min(name.0 + LATER + 1) {
            let whole = |at| at == start || view.gap_before(at) == Gap::None;
            let free = |at| whole(at) && self.scene.is_free(at, name);
            each_at(view, start, &looks, free, |end| {
                if (start, end) != name && end > name.0 {
                    others.push((start, end));
                }
            });
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, find};

    fn names(text: &str) -> Vec<String> {
        let hits = find(text, &Known::default()).into_iter();
        let names = hits.filter(|h| h.kind == Kind::Name);
        names.map(|h| h.text).collect()
    }

    #[test]
    fn a_name_goes_on_where_rules_took_a_part_of_it() {
        let text = "报酬由出纳胡宗会现金支付，司机路遥知当时在场。";
        assert_eq!(names(text), ["胡宗会", "路遥知"]);
        assert_eq!(names("我叫烧烤店员工者海燕帮忙搬货。"), ["者海燕"]);
    }
}
