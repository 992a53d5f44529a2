//! Names in running text: who is spoken of is shown by what leads to a person, by how the characters look, and by what
//! only people do or have.
//!
//! No single sign is enough, and nothing is taken by the look of its characters alone: that would hide a good part of
//! what must be read.

use crate::address::holds;
use crate::class::{self, Classes};
use crate::foreign;
use crate::kind::{Owner, Role};
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::name::{
    LONGEST_LIST, accept, begins_role, boundary, complete, extend, list_item, skip_brackets,
};
use crate::people::{belongs, in_organisation};
use crate::scan::{Scan, Tie, punished_line};
use crate::view::{Gap, View};

/// How strongly one side of a name speaks for a person.
const CERTAIN: u32 = 5;
const STRONG: u32 = 4;
const WORD: u32 = 3;
const WEAK: u32 = 2;
const FAINT: u32 = 1;
/// What lead, look and trail must reach together: a strong sign and a doubtful one with a fair look, or two doubtful
/// ones with the best look.
const ENOUGH: u32 = 8;
/// The look of a surname that is little else with two characters of given names.
const BEST: u32 = 4;
/// The look of a surname that is little else with one such character.
const PLAIN: u32 = 3;
/// Where an ordinary word begins, a third character and more on both sides must speak for a name.
const ORDINARY: u32 = 9;

/// A name in running text is a surname with a given name: of these classes, before this character.
#[inline]
pub(crate) fn may_begin(surname: Classes, given: char) -> bool {
    const GIVEN: Classes = class::OFTEN_GIVEN | class::IN_GIVEN_WORD;
    let parents = surname & class::PLAIN != 0 && class::has(given, class::PLAIN);
    surname & (class::IN_DOUBLE | class::IN_WORD_NAME) != 0 || parents || class::has(given, GIVEN)
}

/// A surname stands at `p`: is it the name of a person?
pub(crate) fn candidate(scan: &mut Scan<'_, '_>, p: usize) {
    let view = scan.view;
    let text = view.slice(p, p + 10);
    let family = lexicon::surname(text);
    let rest = text.get(family..).unwrap_or_default();
    let usual = rest.first().is_some_and(|c| lexicon::often_given(*c));
    let parents = || lexicon::plain_surname(text) && lexicon::plain_surname(rest);
    let word = || lexicon::word_name(text) || lexicon::given_word(rest);
    if family == 0 || !(usual || parents() || word()) {
        return;
    }
    if scan.people.covering(p).is_some() {
        return;
    }
    let lead = match lead(view, p) {
        0 if unannounced(view, p) => FAINT,
        lead => lead,
    };
    if lead == 0 || leads_on(view, p) || no_surname(view, p, lead) {
        return;
    }
    if LABELS.longest(text).is_some_and(|(n, _)| n > family) {
        return;
    }
    let ordinary = lexicon::ordinary_length(text);
    let worded = ordinary < 3 && lexicon::word_name(text);
    let weighed = Weighed {
        p,
        family,
        lead,
        ordinary,
        worded,
        in_word: family == 1 && in_word(view, p),
    };
    let found = [3, 2, 1]
        .into_iter()
        .filter_map(|given| weighed.trail(view, given));
    let Some((_, end)) = found.max_by_key(|(trail, _)| *trail) else {
        return;
    };
    let role = announcing(scan, p).unwrap_or_else(|| addressed(scan, p, end));
    accept(scan, (p, end), role, "前有引出人员的用语或者后接人的行为");
    backwards(scan, p, "与已识别的姓名并列");
    extend(scan, end, role, Tie::Free);
}

/// Provinces that begin with a surname; nobody is called so.
const PROVINCES: [&str; 12] = [
    "江苏", "江西", "安徽", "青海", "云南", "海南", "甘肃", "宁夏", "吉林", "西藏", "黑龙", "广西",
];

/// The name of a province stands at `p`, and not that of a 江苏平.
pub(crate) fn begins_province(view: &View<'_>, p: usize) -> bool {
    let first = matches!(
        view.get(p),
        '江' | '安' | '青' | '云' | '海' | '甘' | '宁' | '吉' | '西' | '黑' | '广'
    );
    let place = || PROVINCES.iter().any(|word| view.starts_with(p, word));
    first && place() && lexicon::is_han(view.get(p + 3)) && boundary(view, p + 3) < 3
}

/// 经办同志|赵博文此前…: nothing we know leads to the name, but it is written as names are and begins no word.
fn unannounced(view: &View<'_>, p: usize) -> bool {
    let text = view.slice(p, p + 3);
    let usual = |c: &char| lexicon::often_given(*c) && !lexicon::is_unit(*c);
    text.len() == 3
        && p > 1
        && lexicon::plain_surname(&text[..1])
        && text[1..].iter().all(usual)
        && view.next_gap(p, p + 3).is_none()
        && lexicon::is_han(view.get(p - 1))
        && !lexicon::is_unit(view.get(p - 1))
        && lexicon::ordinary_length(view.slice(p, p + 4)) == 0
        && lexicon::ordinary_length(view.slice(p + 1, p + 5)) == 0
        && !lexicon::ends_word(view.slice(p - 1, p + 1))
        && !in_word(view, p)
        && !in_organisation(view, p + 3, 2)
        && !in_organisation(view, p + 2, 2)
}

/// 送达时|林丽拒收, 经向|林丽核实: the name begins behind it. 300米|路南, 永和区|明德推拿馆: it ends another word.
fn no_surname(view: &View<'_>, p: usize, lead: u32) -> bool {
    let text = view.slice(p, p + 10);
    let before = view.get(p.wrapping_sub(1));
    let through = text[0] == '向' && before == '经' || text[0] == '从' && before == '师';
    let behind = matches!(text[0], '时' | '过' | '后') && begins_name(&text[1..]);
    let district = text[0] == '区' && lead < STRONG && lexicon::is_han(before);
    // 六（2）班|武宏悦
    let class = text[0] == '班' && before == ')';
    let province = begins_province(view, p);
    through
        || class
        || province
        || behind
        || district
        || quantity(view, p)
        || lexicon::organisation(text) > 1
        || in_case_number(view, p)
}

/// What may be a name in running text, as far as it does not depend on its length.
struct Weighed {
    p: usize,
    family: usize,
    lead: u32,
    /// Length of the ordinary word that begins with the surname.
    ordinary: usize,
    /// That word is one people are called by.
    worded: bool,
    in_word: bool,
}

impl Weighed {
    /// How much stands behind a name with so many given characters, and its end; nothing if it is none.
    fn trail(&self, view: &View<'_>, given: usize) -> Option<(u32, usize)> {
        let Weighed {
            p, family, lead, ..
        } = *self;
        let text = view.slice(p, p + 10);
        let q = p + family + given;
        let worded = self.worded && family + given == 2;
        // 解放路: a street.
        if worded && lexicon::is_unit(view.get(q)) {
            return None;
        }
        let mut look = match look(text, family, given) {
            None if worded => PLAIN,
            look => look?,
        };
        // 签字人向珍。: a preposition would need something to follow.
        if lead >= STRONG && lexicon::function_surname(text) && !lexicon::is_han(view.get(q)) {
            look += 2;
        }
        // Nobody's long name is torn by a line end.
        let broken = given > 2
            && view
                .next_gap(p + 1, q)
                .is_some_and(|i| view.gap_before(i) == Gap::Line);
        if lead + look + CERTAIN < ENOUGH || broken {
            return None;
        }
        let trail = match trail(view, p, q) {
            0 if lead >= WORD && complete(view, p, q) => FAINT,
            trail
                if (ENOUGH - WORD..ENOUGH - trail).contains(&(lead + look)) && listed(view, q) =>
            {
                WORD
            }
            trail => trail,
        };
        let parents = given == 3 && lexicon::plain_surname(&text[family..]);
        let ended = trail >= STRONG && !lexicon::is_han(view.get(q));
        let whole = given < 3 || ended || parents && trail >= WEAK;
        let named = match self.ordinary {
            0 => lead + look + trail >= ENOUGH,
            n if n < family + given => look >= BEST && lead + look + trail >= ORDINARY,
            // 田野调查: a longer word.
            n if n > family + given => trail == CERTAIN,
            _ => {
                let both = lead >= STRONG && trail >= STRONG && look >= PLAIN;
                trail == CERTAIN
                    || worded && lead + trail >= WEAK + STRONG
                    || both && !lexicon::everyday(text)
            }
        };
        // 赌具由于海波提供: not 由于, for nobody is named behind it.
        let function = matches!(text[0], '于' | '向') && self.ordinary == 0;
        let apart = !self.in_word || trail >= STRONG && (function || complete(view, p, q));
        let torn = given == 2 && torn(view, q);
        (trail > 0 && whole && named && apart && !torn && !part(view, p, q)).then_some((trail, q))
    }
}

/// Another name follows in a list.
fn listed(view: &View<'_>, q: usize) -> bool {
    matches!(view.get(q), '、' | '及' | '和' | '与') && list_item(view, q + 1, Tie::Free).is_some()
}

/// 余波|向本局: the last character rather begins the next word.
fn torn(view: &View<'_>, q: usize) -> bool {
    lexicon::follower(view.slice(q - 1, q + 3)) > 1 && lexicon::follower(view.slice(q, q + 4)) == 0
}

/// What would be the end of a name is the beginning of something else.
fn part(view: &View<'_>, p: usize, q: usize) -> bool {
    let street = view.get(q).is_ascii_digit() && lexicon::is_unit(view.get(q - 1));
    // 水政科|科长
    let office = matches!(view.get(q - 1), '科' | '股' | '处') && view.get(q) == view.get(q - 1);
    // 客车吉|H·1M660
    let plate = lexicon::is_province(view.get(q - 1)) && view.get(q).is_ascii_uppercase();
    joins(view, q - 1) || begins_role(view, p, q) || street || office || plate
}

/// 张三（身份证号码：…）：你…: the role of a name that may be one of those the decision is written to.
pub(crate) fn addressed(scan: &Scan<'_, '_>, p: usize, end: usize) -> Role {
    let view = scan.view;
    let list = view.slice(end, end + 200).iter();
    let ahead = list
        .take_while(|c| !matches!(c, '。' | '；' | '|'))
        .position(|c| *c == ':');
    let after = ahead.map(|_| last_item(view, end));
    // 李四女士：您好, 李四：你向我局举报…: an answer to whoever complained is polite, or says so; a decision is not.
    let answer = |after: usize| {
        let said = view.slice(after + 1, after + 90);
        let stop = said.iter().position(|c| *c == '。').unwrap_or(said.len());
        said.contains(&'您') && holds(&said[..stop], &["投诉", "举报", "反映"])
            || complained(&said[..stop])
            || answers_complaint(view, p)
            || matches!(view.slice(after - 2, after), ['女', '士'] | ['先', '生'])
    };
    let letter = |after: usize| {
        view.get(after) == ':'
            && !answer(after)
            && (view.gap_before(after + 1) == Gap::Line
                || !scan.hearing && view.slice(after + 1, after + 14).contains(&'你'))
    };
    match after {
        _ if party_remark(view, end) => Role::Party,
        Some(after) if letter(after) && begins_line(view, p) && !other_remark(view, end) => {
            Role::Party
        }
        _ if in_title(view, p, end) || punished_line(view, p) => Role::Party,
        _ if opens_decision(scan, p, end) || shop_addressed(view, p, end) => Role::Party,
        _ => Role::Other,
    }
}

/// 某某婚庆店（张三）：: a paper is written to a shop by its name and its owner's.
fn shop_addressed(view: &View<'_>, p: usize, end: usize) -> bool {
    let bracket = p > 1 && view.get(p - 1) == '(' && view.starts_with(end, "):");
    let line = || {
        let from = p.saturating_sub(34);
        view.line_start(from, p).unwrap_or(from)
    };
    let shop = || (line()..p - 1).any(|i| lexicon::organisation(view.slice(i, p - 1)) == p - 1 - i);
    bracket && view.gap_before(end + 2) == Gap::Line && shop()
}

/// What whoever complains does, and papers about it are called by.
const COMPLAINTS: [&str; 8] = [
    "投诉", "举报", "反映", "信访", "申诉", "来信", "来访", "来件",
];

/// 你于某日向我局举报…, but not 你店被举报…: whoever is written to has complained.
fn complained(said: &[char]) -> bool {
    let clause = said.iter().position(|c| *c == '你').map(|at| &said[at..]);
    let mut clauses = clause
        .unwrap_or_default()
        .split(|c| matches!(c, '，' | ','));
    clauses.next().is_some_and(|clause| {
        holds(clause, &COMPLAINTS) && !holds(clause, &["被", "接", "涉嫌", "群众", "他人"])
    })
}

/// 投诉不予受理告知书: what stands before the name that begins at `p` is the title of a paper to whoever complained.
fn answers_complaint(view: &View<'_>, p: usize) -> bool {
    let title = view.slice(p.saturating_sub(40), p);
    // 信访事项复查意见书: whoever asked for another look is the party of that.
    let party = ["罚", "责令", "强制", "复查", "复核", "复议"];
    holds(title, &COMPLAINTS) && !title.contains(&'。') && !holds(title, &party)
}

/// 张三（举报人）：: a remark says that the paper is written to somebody else than the party.
fn other_remark(view: &View<'_>, end: usize) -> bool {
    let label = LABELS.longest(view.slice(end + 1, end + 12));
    let other = |label: &Label| match label {
        Label::Person(role) => !matches!(role, Role::Party | Role::LegalRepresentative),
        _ => false,
    };
    view.get(end) == '(' && label.is_some_and(|(n, l)| other(l) && view.get(end + 1 + n) == ')')
}

/// 研究张三户（当事人）搬离, （经营者）: a remark behind the name says who it is.
pub(crate) fn party_remark(view: &View<'_>, end: usize) -> bool {
    // With more words beside it, of another business perhaps.
    const ALONE: [&str; 6] = [
        "申请人",
        "经营者",
        "法定代表人",
        "法人代表",
        "主要负责人",
        "投资人",
    ];
    let alone = remark(view, end).is_some_and(|remark| is_one_of(remark, &ALONE));
    alone || remarked_as_party(view, end)
}

/// （申请人、当事人）, （当事人，某店经营者）: one thing that the remark behind the name says is that.
pub(crate) fn remarked_as_party(view: &View<'_>, end: usize) -> bool {
    let things = |remark: &[char]| {
        let mut things = remark.split(|c| matches!(c, '、' | '，' | ',' | ';' | '；'));
        things.any(|thing| is_one_of(thing, &["当事人", "被处罚人"]))
    };
    // （当事人，男，身份证号…: the remark goes on for long.
    let first = || {
        let inside = view.slice(end + 1, end + 6);
        let stop = |c: &char| matches!(c, '，' | ',' | '、' | ';' | '；');
        let length = inside.iter().position(stop);
        view.get(end) == '(' && length.is_some_and(|n| things(&inside[..n]))
    };
    remark(view, end).is_some_and(things) || first()
}

fn is_one_of(text: &[char], words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| word.chars().eq(text.iter().copied()))
}

/// What stands in brackets behind the name that ends at `end`.
fn remark<'v>(view: &'v View<'_>, end: usize) -> Option<&'v [char]> {
    let open = end + usize::from(view.get(end) == '户');
    let inside = view.slice(open + 1, open + 40);
    let length = inside.iter().position(|c| *c == ')')?;
    (view.get(open) == '(').then_some(&inside[..length])
}

/// 关于对张三的处理决定: whom the title of a decision names.
pub(crate) fn in_title(view: &View<'_>, p: usize, end: usize) -> bool {
    let line = view.line_start(p.saturating_sub(20), p);
    let titled = line.is_some_and(|i| view.starts_with(i, "关于"));
    let stop = || (end + 1..end + 40).find(|i| view.gap_before(*i) == Gap::Line);
    titled
        && stop().is_some_and(|stop| {
            let title = view.slice(end, stop);
            let last = title.iter().rev().find(|c| lexicon::is_han(**c));
            matches!(last, Some('定' | '书' | '见')) && !title.contains(&'。')
        })
}

/// 对张三、李四作出行政处罚决定, 对张三罚款500元, 张三被处以罚款: whom a decision is about that punishes or orders, or the next in the list of those.
pub(crate) fn decided_upon(scan: &Scan<'_, '_>, (start, end): (usize, usize)) -> bool {
    let view = scan.view;
    let led = match view.get(start.wrapping_sub(1)) {
        '对' => true,
        '、' => start > 1 && scan.people.role_at(start - 2) == Some(Role::Party),
        _ => false,
    };
    let after = if led { last_item(view, end) } else { end };
    let punished = led && punishes(view, after)
        || view.get(end) == '被' && punishes(view, end + 1) && view.get(end + 3) != '的';
    led && orders(view, after) || punished && !elsewhere(view, start)
}

/// 作出行政处罚决定, 作出责令改正通知
fn orders(view: &View<'_>, at: usize) -> bool {
    let made = view.starts_with(at, "作出") && view.get(at + 2) != '的';
    let ahead = view.slice(at + 2, at + 60);
    let stop = |c: &char| matches!(c, '，' | '。' | '；' | '、');
    let clause = &ahead[..ahead.iter().position(stop).unwrap_or(ahead.len())];
    let ordered = ["处罚决定", "处理决定", "强制执行决定", "责令"];
    made && holds(clause, &ordered) && !holds(clause, &["不予", "奖励"])
}

/// 处以罚款500元, 给予警告: a punishment is imposed, not proposed to somebody else nor told as what the law says.
fn punishes(view: &View<'_>, at: usize) -> bool {
    let verbs = ["合并处以", "处以", "给予", "予以", "处", "科以", "单处"];
    let verb = verbs.iter().find(|verb| view.starts_with(at, verb));
    let behind = at + verb.map_or(0, |verb| verb.chars().count());
    let fine = ["罚款", "警告", "人民币", "行政处罚"];
    let amount = verb.is_some_and(|verb| verb.ends_with('以')) && view.get(behind).is_ascii_digit();
    amount || fine.iter().any(|word| view.starts_with(behind, word))
}

/// 交警已对张三罚款: what was decided by others, or in another case.
fn elsewhere(view: &View<'_>, at: usize) -> bool {
    const OTHERS: [&str; 8] = [
        "公安", "交警", "法院", "另案", "已对", "曾对", "曾因", "此前",
    ];
    let before = view.slice(at.saturating_sub(14), at);
    let stop = before.iter().rposition(|c| matches!(c, '。' | '；'));
    holds(&before[stop.map_or(0, |i| i + 1)..], &OTHERS)
}

/// 处罚决定书⏎张三，公民身份号码…: the first person of a decision that names no party with a label.
fn opens_decision(scan: &Scan<'_, '_>, p: usize, end: usize) -> bool {
    const TITLE: usize = 60;
    let view = scan.view;
    let own = ["男", "女", "公民身份", "身份证"];
    let sign = usize::from(matches!(view.get(end), '，' | ',' | '('));
    let described = own.iter().any(|word| view.starts_with(end + sign, word));
    let titles = [
        "处罚决定书",
        "处罚告知书",
        "处罚事先告知书",
        "处理决定书",
        "催告书",
    ];
    let nobody = !scan.named && scan.firm_party.is_none() && scan.people.announced.is_empty();
    described
        && sign == 1
        && nobody
        && begins_line(view, p)
        && holds(view.slice(0, TITLE.min(p)), &titles)
}

/// Where the list of names ends in which one name ends at `end`, with what belongs to each.
fn last_item(view: &View<'_>, end: usize) -> usize {
    let mut after = skip_title(view, skip_brackets(view, end));
    for _ in 0..LONGEST_LIST {
        let sign = matches!(view.get(after), '、' | '，');
        let name = after + usize::from(sign);
        match list_item(view, name, Tie::Free) {
            Some(end) if sign || view.gap_before(after).is_space() => {
                after = skip_title(view, skip_brackets(view, end));
            }
            _ => break,
        }
    }
    after
}

/// A line begins with the name at `p`, or with a list of names that leads to it.
fn begins_line(view: &View<'_>, mut p: usize) -> bool {
    for _ in 0..LONGEST_LIST {
        if p == 0 || view.gap_before(p) == Gap::Line {
            return true;
        }
        let end = p - usize::from(view.get(p - 1) == '、');
        match item_before(view, end) {
            Some(start) if end < p || view.gap_before(p).is_space() => p = start,
            _ => return false,
        }
    }
    false
}

/// 张三先生：, 李四女士：
fn skip_title(view: &View<'_>, at: usize) -> usize {
    match view.slice(at, at + 2) {
        ['先', '生'] | ['女', '士'] | ['同', '志'] => at + 2,
        _ => at,
    }
}

/// A surname and a character of given names, as they begin nothing else.
pub(crate) fn begins_name(text: &[char]) -> bool {
    let family = lexicon::surname(text);
    let rest = text.get(family..).unwrap_or_default();
    let usual = rest.first().is_some_and(|c| lexicon::often_given(*c));
    let given = usual || lexicon::given_word(rest);
    given && lexicon::plain_surname(text) && lexicon::ordinary_length(text) == 0
        || lexicon::word_name(text)
}

/// 向王建国, 从李四: the surname leads to the name that begins behind it.
pub(crate) fn link_before_name(text: &[char]) -> bool {
    let [first, rest @ ..] = text else {
        return false;
    };
    let function = matches!(first, '从' | '由' | '经' | '但') && lexicon::surname(rest) > 0
        || lexicon::function_surname(text) && lexicon::plain_surname(rest);
    let second = rest.get(1).is_some_and(|c| lexicon::often_given(*c));
    lexicon::is_link(*first) && (begins_name(rest) || function && second)
}

/// The same at `p`, unless nothing follows that could be done to somebody: 工人向兰倩于…, 店员向桂贵陪同….
pub(crate) fn leads_on(view: &View<'_>, p: usize) -> bool {
    const ALONE: [&str; 18] = [
        "在场",
        "到场",
        "陪同",
        "签字",
        "签名",
        "签收",
        "驾驶",
        "死亡",
        "受伤",
        "轻伤",
        "负责",
        "担任",
        "于",
        "的申请",
        "涉嫌",
        "会同",
        "测得",
        "带教",
    ];
    let alone = |q: usize| {
        matches!(view.get(q), '，' | '。' | '；' | ':' | '|' | '\0')
            || ALONE.iter().any(|word| view.starts_with(q, word))
    };
    let surname = matches!(view.get(p), '向' | '于' | '从');
    let foreign = surname && foreign::dotted(view, p + 1, Tie::Free).is_some();
    let link = link_before_name(view.slice(p, p + 6));
    foreign || link && !(surname && (alone(p + 2) || alone(p + 3)))
}

/// 黄浩和采购员, 王兵和李强: the character at `i` joins two people and belongs to neither.
pub(crate) fn joins(view: &View<'_>, i: usize) -> bool {
    let rest = view.slice(i + 1, i + 9);
    let label = || {
        LABELS
            .longest(rest)
            .is_some_and(|(n, l)| n > 1 && matches!(l, Label::Person(_)))
    };
    let double = || lexicon::surname(rest) == 2;
    matches!(view.get(i), '和' | '向' | '与') && (begins_name(rest) || double() || label())
}

/// How much the characters look like a name: a surname that is little else, and given names used for that.
fn look(text: &[char], family: usize, given: usize) -> Option<u32> {
    let given = text.get(family..family + given)?;
    // 柳州, 徐州: a place, whatever else the first character may be.
    // 容|进行: what follows the surname is a word.
    let word =
        given.len() > 1 && lexicon::follower(&text[family..]) > 1 && !lexicon::given_word(given)
            || given.len() > 2 && begins_word(&text[family + 1..]);
    // 周吴晓彤: the names of both parents.
    let parents = usize::from(given.len() == 3 && lexicon::plain_surname(given));
    if word
        || given.last() == Some(&'州')
        || given.len() == 2 && matches!(given[1], '路' | '街' | '巷')
        || matches!(given, [_, .., '家'])
        || given.last() == Some(&'和')
        || !(given[parents..].iter().all(|c| lexicon::often_given(*c))
            || given[parents..].len() == 2 && lexicon::given_word(&given[parents..]))
    {
        return None;
    }
    let surname = match () {
        () if family == 2 => 3,
        () if matches!(text, ['于' | '向', ..]) => 1,
        () if lexicon::function_surname(text) => 0,
        () if lexicon::plain_surname(text) => 2,
        () => 1,
    };
    Some(surname + given.len() as u32)
}

/// 安城核准渣字〔2023〕21号: what begins at `p` is part of the number of a paper.
pub(crate) fn in_case_number(view: &View<'_>, p: usize) -> bool {
    let ahead = view.slice(p, p + 14);
    let stop = ahead.iter().position(|c| !lexicon::is_han(*c));
    stop.is_some_and(|n| {
        matches!(ahead[n], '〔' | '[')
            || n > 2 && ahead[n] == '(' && matches!(ahead[n - 1], '字' | '罚')
    })
}

/// The full stop at `i` ends the number of an item at the beginning of a line or of a clause.
fn item_number(view: &View<'_>, i: usize) -> bool {
    let digits = (1..3).take_while(|n| i >= *n && view.get(i - n).is_ascii_digit());
    let first = i - digits.count();
    view.gap_before(first) == Gap::Line || matches!(view.get(first - 1), '；' | ';' | ':' | '。')
}

/// 300米, 20元: what stands at `p` says what is counted.
fn quantity(view: &View<'_>, p: usize) -> bool {
    p > 0 && view.get(p - 1).is_ascii_digit() && lexicon::measures(view.get(p))
}

/// 章程|家庭, 兰花|多次: an ordinary word begins here.
pub(crate) fn begins_word(text: &[char]) -> bool {
    lexicon::follower(text) > 1 || lexicon::ordinary_length(text) > 1
}

/// The surname is the end of a longer word that begins before it (沿江, 北方, 上海).
fn in_word(view: &View<'_>, p: usize) -> bool {
    p > 0
        && view.gap_before(p) == Gap::None
        && lexicon::is_han(view.get(p - 1))
        && !lexicon::opens(view.slice(p.saturating_sub(2), p))
        && (lexicon::ordinary_length(view.slice(p - 1, p + 4)) >= 2
            || LABELS
                .longest(view.slice(p - 1, p + 8))
                .is_some_and(|(n, _)| n >= 2))
}

/// Something leads to a person before `p`, and something of a person or the end of a phrase follows `q`.
pub(crate) fn in_place(view: &View<'_>, p: usize, q: usize) -> bool {
    starts_clearly(view, p) && trail(view, p, q) > 0
}

/// What stands before a name.
fn lead(view: &View<'_>, p: usize) -> u32 {
    if p == 0 || view.gap_before(p) != Gap::None {
        return WEAK.max(role_before(view, p));
    }
    let two = view.slice(p.saturating_sub(2), p);
    match view.get(p - 1) {
        // 重复参保：张三。 but not 品牌：…
        ':' if lexicon::is_han(two[0])
            && !"牌标称号品名型格地址色途式类别级因由果论容目度".contains(two[0]) =>
        {
            WORD.max(role_before(view, p - 1))
        }
        ':' => WEAK,
        '(' | '【' | '|' | '/' => WEAK,
        // Between quotation marks stand brands more often than people.
        '“' | '"' => FAINT,
        '。' if matches!(two, ['意' | '实' | '误' | '过', _]) => STRONG,
        // 4.张三银行流水: the number of an item.
        '.' if two[0].is_ascii_digit() && item_number(view, p - 1) => WEAK,
        '《' | '-' | '.' | '%' => 0,
        c if c.is_ascii_alphanumeric() => 0,
        c if !lexicon::is_han(c) => WEAK,
        '即' if two[0] == '(' => STRONG,
        '的' if "村镇乡县市区省地厂店队组屯班部科局所院校行司社馆心".contains(two[0]) => {
            STRONG
        }
        '班' if two[0] == ')' => STRONG,
        '答' if view.gap_before(p - 1) != Gap::None => WORD,
        '部' | '科' | '股' | '班' | '室' | '办' | '处' | '站' | '课' if lexicon::is_han(two[0]) => {
            WORD
        }
        '的' if "聘用雇佣请派领托租".contains(two[0]) => WEAK,
        // 答：…巡逻的张三: people who speak tell others by what they do.
        '的' if answers(view, p) => WEAK,
        '的' => FAINT,
        '日' | '时' | '分' if two[0].is_ascii_digit() => WEAK,
        '为' if two[0] == '记' => STRONG,
        '为' | '是' | '系' if !lexicon::leads_to_person(two) => {
            WEAK.max(role_before(view, p - 1))
        }
        _ if lexicon::leads_to_person(two) => STRONG,
        _ if lexicon::links(two) => WEAK.max(role_before(view, p)),
        _ => role_before(view, p),
    }
}

/// The line that holds `p` is an answer.
fn answers(view: &View<'_>, p: usize) -> bool {
    let line = view.line_start(p.saturating_sub(60), p);
    line.is_some_and(|i| view.get(i) == '答')
}

/// A word for a person ends at `end`: 环保专员, 汇报人, 其妻.
fn role_before(view: &View<'_>, end: usize) -> u32 {
    if end < 2 {
        return 0;
    }
    let (c, before) = (view.get(end - 1), view.get(end - 2));
    // 完工, 延长, 或者: no people.
    let other = match c {
        '工' => "完竣开施停动复返收加务打用".contains(before),
        '长' => "增延成".contains(before),
        '者' => before == '或',
        _ => false,
    };
    let role = lexicon::ends_role(c) && lexicon::is_han(before) && !other;
    let kin = lexicon::is_kin(c) && matches!(before, '其' | '之' | '他' | '她');
    if role || kin { STRONG } else { 0 }
}

/// What stands behind `p..q` is what only people do or have.
pub(crate) fn acts(view: &View<'_>, p: usize, q: usize) -> bool {
    trail(view, p, q) >= STRONG
}

/// What stands behind the name `p..q`; nothing at all speaks against it.
fn trail(view: &View<'_>, p: usize, q: usize) -> u32 {
    let rest = view.slice(q, q + 10);
    let Some(next) = rest.first() else {
        return WEAK;
    };
    let label = || LABELS.longest(rest);
    match next {
        '(' if of_person(view, q) => CERTAIN,
        '户' if party_remark(view, q) => CERTAIN,
        '(' | '”' | '"' => FAINT,
        ':' if opens(view, p) => STRONG,
        '，' if !lexicon::is_unit(view.get(q - 1)) && occupation(view, q + 1) => STRONG,
        '等' if counts(&rest[1..]) => STRONG,
        '称' if !rest.get(1).is_some_and(|c| "号重量谓职为".contains(*c)) => STRONG,
        c if !lexicon::is_han(*c) => WEAK,
        // 加工|点, 经营|部: what people do, and what a business is called.
        _ if lexicon::organisation(rest) > 2 => 0,
        _ if lexicon::deed(rest) => STRONG,
        '的' => WORD,
        _ if label().is_some_and(|(n, l)| n >= 2 && of_body(*l)) => STRONG,
        _ if belongs(view, q) => WORD,
        _ if lexicon::organisation(rest) > 0 => 0,
        _ => match boundary(view, q) {
            4 => WEAK,
            3 if view.gap_before(q) == Gap::None => WORD,
            3 | 2 => WEAK,
            1 => FAINT,
            _ => 0,
        },
    }
}

/// 张三，操作工， / 李四，入职时间…: what the person does and nothing more, or a field that only people have.
fn occupation(view: &View<'_>, at: usize) -> bool {
    const FIELDS: [&str; 12] = [
        "入职",
        "离职",
        "现年",
        "时年",
        "年龄",
        "性别",
        "籍贯",
        "户籍",
        "学历",
        "职务",
        "工号",
        "文化程度",
    ];
    match LABELS.longest(view.slice(at, at + 12)) {
        Some((n, Label::Person(_))) if n > 1 && !lexicon::is_han(view.get(at + n)) => true,
        _ => FIELDS.iter().any(|word| view.starts_with(at, word)),
    }
}

/// The name begins a line or a sentence.
fn opens(view: &View<'_>, p: usize) -> bool {
    p == 0 || view.gap_before(p) != Gap::None || matches!(view.get(p - 1), '。' | '；')
}

/// A field that only people have.
fn of_body(label: Label) -> bool {
    matches!(
        label,
        Label::Citizen
            | Label::Passport
            | Label::Permit
            | Label::Birth
            | Label::Home
            | Label::Title
    )
}

/// 五人, 23名, 人: how a list of people is counted.
fn counts(rest: &[char]) -> bool {
    let number = |c: &&char| "一二两三四五六七八九十百多余数0123456789".contains(**c);
    let n = rest.iter().take_while(number).count();
    rest.get(n)
        .is_some_and(|c| *c == '人' || n > 0 && matches!(c, '名' | '位' | '户'))
}

/// A remark in brackets that speaks of a person: （男，…）, （系员工）, （局长）, （身份证号：…）, （13800138000）.
pub(crate) fn of_person(view: &View<'_>, open: usize) -> bool {
    if view.get(open) != '(' {
        return false;
    }
    let inside = view.slice(open + 1, open + 24);
    let length = inside
        .iter()
        .position(|c| *c == ')')
        .unwrap_or(inside.len());
    let inside = &inside[..length];
    let opens = inside
        .first()
        .is_some_and(|c| "男女系另已现签捺时原曾你我他她代".contains(*c));
    let label = LABELS.longest(inside).is_some_and(|(n, l)| {
        n >= 2
            && !matches!(
                l,
                Label::Place
                    | Label::Office
                    | Label::Code
                    | Label::Plain
                    | Label::Word
                    | Label::Firm
            )
    });
    let digits = inside.iter().take_while(|c| c.is_ascii_digit()).count() >= 11;
    let role = inside
        .last()
        .is_some_and(|c| lexicon::ends_role(*c) || matches!(c, '族' | '籍' | '岁'));
    let told = || holds(inside, &["出生", "病历", "岁"]);
    opens || label || digits || role || told()
}

/// 张某、李四等五人: a list that is counted. Reads the items backwards from 等.
pub(crate) fn counted(scan: &mut Scan<'_, '_>, i: usize) {
    if counts(scan.view.slice(i + 1, i + 8)) {
        backwards(scan, i + 1, "由“某某等若干人”引出");
    }
}

/// The items of a list that ends with the sign before `after`.
pub(crate) fn backwards(scan: &mut Scan<'_, '_>, after: usize, reason: &'static str) {
    let view = scan.view;
    let mut after = after;
    for _ in 0..LONGEST_LIST {
        if after == 0 || !matches!(view.get(after - 1), '、' | '和' | '与' | '及' | '等') {
            return;
        }
        let end = after - 1;
        let known = end
            .checked_sub(1)
            .and_then(|last| scan.people.covering(last));
        if known.is_none() {
            let Some(start) = item_before(view, end) else {
                return;
            };
            let role = addressed(scan, start, end);
            accept(scan, (start, end), role, reason);
            after = start;
        } else if let Some(start) = known {
            after = start;
        }
    }
}

/// Start of the name that ends at `end`, for a list item or a name before a remark.
fn item_before(view: &View<'_>, end: usize) -> Option<usize> {
    let mut dot = end;
    while dot > 0
        && end - dot < 16
        && lexicon::transliterates(view.get(dot - 1)) | (view.get(dot - 1) == '·')
    {
        dot -= 1;
    }
    if view.slice(dot, end).contains(&'·') {
        return Some(dot);
    }
    let spelt = (3..=7).contains(&(end - dot))
        && hard_start(view, dot)
        && view.get(dot.wrapping_sub(1)) != ':'
        && lexicon::follower(view.slice(end - 2, end)) < 2;
    if spelt && (end - dot > 3 || lexicon::surname(view.slice(dot, end)) == 0) {
        return Some(dot);
    }
    if let Some(start) = foreign::latin_before(view, end) {
        return Some(start);
    }
    let mut best = None;
    for length in 2..=4usize.min(end) {
        let start = end - length;
        let text = view.slice(start, end);
        let ordinary = lexicon::ordinary_length(text);
        let longer = ordinary == 2
            && length == 3
            && lexicon::often_given(text[2])
            && hard_start(view, start);
        if !text.iter().all(|c| lexicon::is_han(*c))
            || ordinary > 0 && !longer && !(length == 2 && lexicon::word_name(text))
            || link_before_name(text)
            || quantity(view, start)
        {
            continue;
        }
        let family = lexicon::surname(text);
        let fits = family > 0 && (family + 1..=family + 2).contains(&length);
        let given = text[family.min(length)..]
            .iter()
            .all(|c| lexicon::may_be_given(*c) || *c == '某');
        if fits && given && starts_clearly(view, start) {
            let sure = lexicon::plain_surname(text) as usize * 2
                + (length == 3) as usize
                + hard_start(view, start) as usize * 3;
            if best.is_none_or(|(s, _)| sure > s) {
                best = Some((sure, start));
            }
        }
    }
    best.map(|(_, start)| start)
}

fn hard_start(view: &View<'_>, start: usize) -> bool {
    start == 0 || !lexicon::is_han(view.get(start - 1)) || view.gap_before(start) != Gap::None
}

/// A name may begin after punctuation, a gap, a label, or a word that leads to a person.
fn starts_clearly(view: &View<'_>, start: usize) -> bool {
    hard_start(view, start) || lead(view, start) > 0 || labelled(view, start)
}

/// A label that announces a name ends at `start`.
fn labelled(view: &View<'_>, start: usize) -> bool {
    let label = |n: usize| {
        let (m, l) = LABELS.longest(view.slice(start - n, start))?;
        (m == n && matches!(l, Label::Person(_) | Label::Field(_) | Label::FullName)).then_some(())
    };
    (2..=8.min(start)).any(|n| label(n).is_some())
}

/// 王建国，男，…: the name stands before the sex.
pub(crate) fn before_sex(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let after = view.get(i + 1);
    let closed = matches!(after, '，' | ',' | '、' | ')' | '。' | '；' | '\0')
        || view.gap_before(i + 1) != Gap::None
        || after.is_ascii_digit();
    if i == 0 || !closed {
        return;
    }
    if matches!(view.get(i - 1), '，' | ',' | '(' | '、' | '|') {
        name_ending_at(scan, i - 1, "后附性别");
    } else if view.gap_before(i) != Gap::None {
        name_ending_at(scan, i, "后附性别");
    }
}

/// 王建国（身份证号码：…）, 王建国，住…, 王建国 3205…: the name stands before what belongs to a person at `i`.
pub(crate) fn before_field(scan: &mut Scan<'_, '_>, i: usize, reason: &'static str) {
    if i > 0 && matches!(scan.view.get(i - 1), '(' | '，' | ',' | '|') {
        name_ending_at(scan, i - 1, reason);
    } else if i > 0 && scan.view.gap_before(i) != Gap::None {
        name_ending_at(scan, i, reason);
    }
}

/// 石林，男: an ordinary word that fills the phrase before what only a person has.
fn ordinary_before(view: &View<'_>, end: usize) -> Option<usize> {
    let start = end.checked_sub(2)?;
    let text = view.slice(start, end);
    let named = lexicon::plain_surname(text) && lexicon::often_given(text[1]);
    (named && (hard_start(view, start) || labelled(view, start))).then_some(start)
}

/// The role of somebody of whom no rule tells a name: by the label of the field in which it stands, or because the paper is
/// written to him. In running text a label speaks of others as well.
pub(crate) fn role_told(scan: &Scan<'_, '_>, (start, end): (usize, usize)) -> Role {
    let view = scan.view;
    let colon = start > 0 && view.get(start - 1) == ':';
    let said = start - usize::from(colon);
    let label = label_ending_at(scan, said);
    let role = label.and_then(|(length, label)| match label {
        Label::Person(role) => Some(scan.role_here((said - length, said), role)),
        _ => None,
    });
    match role {
        Some(Role::Party | Role::LegalRepresentative) if !colon => Role::Other,
        Some(role) => role,
        None => addressed(scan, start, end),
    }
}

/// The role that a label right before `start` announces.
fn announcing(scan: &Scan<'_, '_>, start: usize) -> Option<Role> {
    match label_ending_at(scan, start)? {
        (_, label @ (Label::Person(_) | Label::FullName)) => Some(scan.role_of(label)),
        _ => None,
    }
}

/// The longest label right before `at`, and its length.
pub(crate) fn label_ending_at(scan: &Scan<'_, '_>, at: usize) -> Option<(usize, Label)> {
    let said = |n: usize| match LABELS.longest(scan.view.slice(at - n, at)) {
        Some((length, label)) if length == n => Some((n, *label)),
        _ => None,
    };
    (2..=8.min(at)).rev().find_map(said)
}

/// A name that fills what stands before `end`, as far as the last sign or gap.
fn name_ending_at(scan: &mut Scan<'_, '_>, end: usize, reason: &'static str) {
    let view = scan.view;
    // 赖有田　　男　　身份证号：…
    let sex = end > 0
        && matches!(view.get(end - 1), '男' | '女')
        && view.gap_before(end - 1) != Gap::None;
    if end == 0 || sex || scan.people.covering(end - 1).is_some() {
        return;
    }
    let Some(start) = item_before(view, end).or_else(|| ordinary_before(view, end)) else {
        return;
    };
    let field = LABELS
        .longest(view.slice(start, end))
        .is_some_and(|(n, _)| n >= 2);
    if field || start + 1 == end {
        return;
    }
    let role = announcing(scan, start).unwrap_or_else(|| addressed(scan, start, end));
    accept(scan, (start, end), role, reason);
    scan.speaker = Some((role, end));
    scan.subject = Owner::Natural;
    scan.person_since = true;
}
