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
use crate::party::{addressed, party_remark};
use crate::people::{belongs, in_organisation};
use crate::scan::{Scan, Tie};
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
    // 张三（男，…）与李四发生纠纷: who is named beside the party is another.
    let joined = matches!(view.get(skip_brackets(view, end)), '与' | '和' | '同');
    let beside = match role {
        Role::Party if joined && announcing(scan, p).is_none() => Role::Other,
        role => role,
    };
    extend(scan, end, beside, Tie::Free);
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
    // 东林|大道, 东林大|道, 东林大道
    let avenue = (p..=q).any(|at| view.starts_with(at, "大道"));
    // 水政科|科长
    let office = matches!(view.get(q - 1), '科' | '股' | '处') && view.get(q) == view.get(q - 1);
    // 客车吉|H·1M660
    let plate = lexicon::is_province(view.get(q - 1)) && begins_plate(view, q);
    joins(view, q - 1) || begins_role(view, p, q) || street || avenue || office || plate
}

/// H·1M660, H1M660: the letter of a plate and its signs, behind the province.
fn begins_plate(view: &View<'_>, q: usize) -> bool {
    const SIGNS: usize = 4;
    let behind = view.slice(q + 1, q + 2 + SIGNS);
    let signs = behind.iter().take_while(|c| c.is_ascii_alphanumeric());
    let numbered = behind.iter().any(char::is_ascii_digit) && signs.count() >= SIGNS;
    view.get(q).is_ascii_uppercase() && (numbered || behind.first() == Some(&'·'))
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
pub(crate) fn item_before(view: &View<'_>, end: usize) -> Option<usize> {
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
