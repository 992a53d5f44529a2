//! Whose a telephone or an account is: of a person, or of an organisation, whose data stay. Rules have found it
//! and say whose it seems to be; weights see that with the words and findings around it.
//!
//! It knows no policy, and nothing of mobile telephones and mailboxes.

use super::scene::Scene;
use super::signs::{is_found, key, mixed, sort, symbol};
use super::{Cover, Question, Weights};
use crate::find::{Evidence, Find};
use crate::kind::{Kind, Owner};
use crate::number::LAND_LINE;

/// Weights are asked of this finding: of a fixed line, which its form tells, or an account.
pub(crate) fn is_asked(found: &Find) -> bool {
    match found.kind {
        Kind::Phone => found.reason == LAND_LINE,
        Kind::BankAccount => found.evidence != Evidence::Recorded,
        _ => false,
    }
}

/// What is likelier than this is an organisation's though rules do not say so: what is its is shown.
const PUBLIC: f32 = 6.;
/// What is less likely than this is a person's though rules say otherwise.
const OWN: f32 = -2.;
/// Among the data of a person nothing is taken for an organisation's: so many characters before and behind it.
const AMONG: (usize, usize) = (60, 16);

/// Puts right whose these findings are where weights are sure.
pub(crate) fn settle(scene: &Scene<'_, '_>, found: &mut [Find]) {
    if !found.iter().any(is_asked) {
        return;
    }
    let model = Weights::learnt().of_question(Question::Owner);
    let own = found.iter().filter(|f| is_own(f) && !is_asked(f));
    let own = Cover::of(scene.view.len(), own.map(|f| (f.start, f.end)));
    for find in found.iter_mut().filter(|find| is_asked(find)) {
        let mut sum = 0;
        features(scene, find, |key| sum += model.weight(key));
        let around = (find.start.saturating_sub(AMONG.0), find.end + AMONG.1);
        let odds = model.odds(sum);
        if odds < OWN {
            find.owner = Owner::Natural;
        } else if odds > PUBLIC && !is_public(find.owner) && !own.touches(around) {
            find.owner = Owner::Organisation;
        }
    }
}

/// Says much of one person.
fn is_own(found: &Find) -> bool {
    let kind = matches!(
        found.kind,
        Kind::CitizenId
            | Kind::Passport
            | Kind::Permit
            | Kind::Certificate
            | Kind::BirthDate
            | Kind::Phone
            | Kind::BankCard
            | Kind::Address
            | Kind::Messenger
    );
    kind && !is_public(found.owner)
}

fn is_public(owner: Owner) -> bool {
    matches!(owner, Owner::Organisation | Owner::Agency)
}

/// So many characters before and behind it are read in twos.
const BEFORE: usize = 24;
const BEHIND: usize = 24;

/// What is seen of a finding and around it.
pub(crate) fn features(scene: &Scene<'_, '_>, found: &Find, mut put: impl FnMut(u32)) {
    let view = scene.view;
    let l: [u16; 12] = scene.left(found.start);
    let r: [u16; 8] = scene.right(found.end);
    let by_rules = u16::from(is_public(found.owner));
    let kind = u16::from(found.kind == Kind::Phone);
    let told = kind << 1 | by_rules;
    put(key(240, [told, 0, 0]));
    put(key(241, [told, l[0], l[1]]));
    put(key(242, [mixed(l[0], l[1]), l[2], l[3]]));
    put(key(243, [mixed(l[0], l[1]), mixed(l[2], l[3]), l[4]]));
    put(key(
        244,
        [mixed(l[0], l[1]), mixed(l[2], l[3]), mixed(l[4], l[5])],
    ));
    put(key(245, [r[0], r[1], told]));
    put(key(246, [r[0], r[1], r[2]]));
    put(key(247, [mixed(r[0], r[1]), r[2], r[3]]));
    put(key(248, [sort(r[0]), sort(l[0]), told]));
    for two in l.windows(2) {
        put(key(249, [two[0], two[1], kind]));
    }
    for two in r.windows(2) {
        put(key(250, [two[0], two[1], kind]));
    }
    // The finding nearest before it, and how much of the text is left.
    let mut near = l.iter().filter(|sign| is_found(**sign));
    put(key(251, [near.next().copied().unwrap_or(0), kind, 0]));
    let left = (view.len() - found.end).min(1 << 12) as u16;
    put(key(
        252,
        [(u16::BITS - left.leading_zeros()) as u16, told, 0],
    ));
    for two in view
        .slice(found.start.saturating_sub(BEFORE), found.start)
        .windows(2)
    {
        put(key(253, [symbol(two[0]), symbol(two[1]), kind]));
    }
    for two in view.slice(found.end, found.end + BEHIND).windows(2) {
        put(key(254, [symbol(two[0]), symbol(two[1]), kind]));
    }
}

#[cfg(test)]
mod tests {
    use crate::kind::Owner;
    use crate::{Kind, Known, find};

    fn owners(text: &str) -> Vec<Owner> {
        let hits = find(text, &Known::default()).into_iter();
        let phones = hits.filter(|h| h.kind == Kind::Phone);
        phones.map(|h| h.owner).collect()
    }

    #[test]
    fn the_telephone_at_the_end_of_a_paper_is_the_agencys() {
        let text = "逾期不申请的，视为放弃听证权利。\n联系电话：0876-2183317\n某市综合行政执法局\n2024年3月5日";
        assert_eq!(owners(text), [Owner::Organisation]);
    }

    #[test]
    fn a_telephone_among_the_data_of_a_person_is_hers() {
        let text = "被询问人：冯建华 性别：男\n身份证号码：320522196311202150\n工作单位：示例市晨光包装有限公司\n\
                    家庭住址：示例市浏河镇滨江新村22幢301室 邮编：215431\n联系电话：0512-53531234";
        assert_eq!(owners(text), [Owner::Natural]);
    }
}
