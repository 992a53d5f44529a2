//! Names of natural persons where something says that a name stands there: a label, a list, a sex, a document number.
//!
//! There is no guessing at names in running text: it would hide a good part of what must be read.

use crate::address;
use crate::find::{Evidence, Find};
use crate::foreign::{dotted, latin, spelt};
use crate::kind::{Kind, Owner, Role};
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::party;
use crate::people::{Person, Told, belongs, in_organisation};
use crate::running;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

pub(crate) const LONGEST_LIST: usize = 30;

/// Reads the name or names after a label. `free` allows a name without colon.
pub(crate) fn announced(scan: &mut Scan<'_, '_>, label: (usize, usize), role: Role, free: bool) {
    let view = scan.view;
    let end = label.1;
    let (p, tie) = scan.value(end);
    let numbered = matches!(view.slice(end, end + 2), ['编', '号'] | ['号', '码']);
    // 姓名为张三
    let free = free || p > end && matches!(view.get(p - 1), '为' | '是' | '叫');
    if tie == Tie::Free && !free && !signature(scan, label.0, p) || p >= view.len() || numbered {
        return;
    }
    if field_at(view, p) || in_number(view, p) {
        return;
    }
    // 执法人员签名：: the longer words before said more than 签名.
    let said = scan.speaker.filter(|(_, end)| *end > p);
    let role = said.map_or(role, |(role, _)| role);
    if firm(scan, label, role, (p, tie)) {
        return;
    }
    if tie == Tie::Free && (linked(view, p, role) || running::leads_on(view, p)) {
        return;
    }
    // 顾客白云、尤雪娟: a name follows in the list.
    let listed = || {
        remarked(view, p).filter(|end| {
            separator(view, *end, tie).is_some_and(|next| list_item(view, next, tie).is_some())
        })
    };
    let field = role != Role::Party || tie == Tie::Colon || boundary(view, p + 2) == 4;
    let worded = || field.then(|| worded(view, label, p)).flatten();
    let named = one(view, p, tie).or_else(listed).or_else(worded);
    let Some(end) = named.or_else(|| strange(view, p)) else {
        return;
    };
    let role = if party::in_title(view, p, end) {
        Role::Party
    } else {
        role
    };
    if !accept(scan, (p, end), role, "由“身份或者称谓＋姓名”引出") {
        return;
    }
    if view.get(end) == '(' {
        address::after_person(scan, end);
    }
    // 当事人甲与乙: only a field names several parties; in running text the others are somebody else.
    let others = match role {
        Role::Party | Role::LegalRepresentative if tie != Tie::Colon => Role::Other,
        role => role,
    };
    let end = extend(scan, end, others, tie);
    scan.speaker = Some((role, end));
    scan.hearing |= matches!(role, Role::Officer | Role::Witness);
    scan.named |= matches!(role, Role::Party | Role::LegalRepresentative);
    // 当事人：某店（经营者：张三）　地址：…: the fields of the shop go on.
    let remark = role == Role::Party && label.0 > 0 && view.get(label.0 - 1) == '(';
    if role != Role::LegalRepresentative && !remark {
        scan.person_since = true;
        scan.subject = Owner::Natural;
    }
}

/// 货主为某某有限公司: an organisation stands where a name is expected, and what follows about the party is the organisation's.
fn firm(
    scan: &mut Scan<'_, '_>,
    label: (usize, usize),
    role: Role,
    (p, tie): (usize, Tie),
) -> bool {
    let view = scan.view;
    if tie == Tie::Free && view.get(p.wrapping_sub(1)) != '为' {
        return false;
    }
    let Some(length) = organisation_here(view, p).or_else(|| unit_here(view, label.1, p)) else {
        return false;
    };
    scan.people.organisations.push((p, p + length));
    if matches!(role, Role::Party | Role::ThirdPerson | Role::Other) {
        scan.firm(p + length);
        if role == Role::Party {
            scan.firm_party = Some(label);
        }
    }
    true
}

/// 当事人向…, 当事人由…: what follows the party in running text is rather a preposition than a surname.
fn linked(view: &View<'_>, p: usize, role: Role) -> bool {
    let closes = |q: usize| {
        let label = LABELS.longest(view.slice(q, q + 12));
        matches!(view.get(q), '(' | '，' | ':') || label.is_some_and(|(n, _)| n > 1)
    };
    let named = || closes(p + 2) || closes(p + 3) || dotted(view, p, Tie::Free).is_some();
    role == Role::Party && lexicon::is_link(view.get(p)) && !named()
}

/// 承办张三 李四 审核王五: the last line of a paper, where the sign between a word and a name was lost.
fn signature(scan: &Scan<'_, '_>, start: usize, end: usize) -> bool {
    let view = scan.view;
    let begins = view.gap_before(start) != Gap::None
        || matches!(view.get(start.wrapping_sub(1)), '。' | ':' | ';' | '；')
        || scan.people.covering(start.wrapping_sub(1)).is_some();
    let closed = |q: usize| {
        view.gap_before(q) != Gap::None
            || LABELS
                .longest(view.slice(q, q + 8))
                .is_some_and(|(n, _)| n > 1)
            || begins_next(view, q)
    };
    let named = |q: usize| whole(view, end, q) && closed(q);
    let usual = (2..=4).any(|n| named(end + n));
    begins && (usual || parents(view, end, 1) && closed(end + 4))
}

/// A label of two characters and more begins at `p`, and not the name of a 孙子磊 who fills the phrase.
fn field_at(view: &View<'_>, p: usize) -> bool {
    let text = view.slice(p, p + 16);
    let named = || {
        lexicon::plain_surname(text)
            && text.get(2).is_some_and(|c| lexicon::often_given(*c))
            && boundary(view, p + 3) == 4
    };
    match LABELS.longest(text) {
        Some((2, Label::Person(_))) => !named(),
        Some((n, _)) => n > 1,
        None => false,
    }
}

/// 哈外公（南直）行罚决字〔2023〕1号: what stands in the bracket is part of the number of a paper.
fn in_number(view: &View<'_>, p: usize) -> bool {
    let number = || {
        view.slice(p, p + 14)
            .iter()
            .any(|c| matches!(c, '〔' | '['))
    };
    p > 0 && view.get(p - 1) == '(' && number()
}

/// Records a name, or a name that is masked already. What ends a title is part of it: 《未成年人保护法》.
pub(crate) fn accept(
    scan: &mut Scan<'_, '_>,
    (start, end): (usize, usize),
    role: Role,
    reason: &'static str,
) -> bool {
    // 于二○二四年: a date.
    let dated = scan.view.get(start) == '于' && matches!(scan.view.get(end), '○' | '〇' | '零');
    if place(scan.view, start, end) || scan.view.get(end) == '》' || dated {
        return false;
    }
    if lexicon::names_nobody(scan.view.slice(start, end)) {
        return false;
    }
    let masked = scan
        .view
        .slice(start, end)
        .iter()
        .any(|c| matches!(c, '某' | '*' | '×' | '○' | '〇' | '□'))
        || scan
            .view
            .slice(start + 1, end)
            .iter()
            .all(|c| matches!(c, 'X' | 'x'));
    // 联系人：张三（经营者）: the remark says more than the label.
    let role = match role {
        Role::Other if party::party_remark(scan.view, end) => Role::Party,
        Role::Other if party::decided_upon(scan, (start, end)) => Role::Party,
        Role::Witness if party::remarked_as_party(scan.view, end) => Role::Party,
        role => role,
    };
    if masked {
        mask_find(scan, (start, end));
    } else {
        scan.people.announce(Person {
            start,
            end,
            role,
            told: Told::Text,
            reason,
        });
    }
    true
}

/// 户名某市财政局, 当事人某市某店, 宁波海关, 青山区自然资源局: the name of a place, and of the office there.
fn place(view: &View<'_>, start: usize, end: usize) -> bool {
    let next = view.get(end);
    if end == start || !lexicon::is_han(next) || view.gap_before(end) != Gap::None {
        return false;
    }
    if running::in_case_number(view, start) {
        return true;
    }
    let last = view.get(end - 1);
    let label = LABELS.longest(view.slice(end, end + 12));
    let office = matches!(label, Some((n, Label::Agency)) if n > 1) && !matches!(next, '本' | '我');
    let unit = matches!(last, '区' | '县' | '旗' | '州' | '盟' | '市');
    let goes_on = !"称说述与和及的将把于在".contains(next);
    let inside = matches!(next, '市' | '省') && view.get(end + 1) != '场';
    let organisation = || unit && in_organisation(view, end, 1);
    last == '市' && goes_on || office && (unit || end - start < 3) || inside || organisation()
}

fn mask_find(scan: &mut Scan<'_, '_>, (start, end): (usize, usize)) {
    scan.found.push(Find {
        start,
        end,
        kind: Kind::MaskedName,
        role: None,
        owner: Owner::Natural,
        evidence: Evidence::Form,
        confidence: 90,
        reason: "原文已作隐名处理",
    });
}

/// End of the one name that begins at `p`, if there is one.
pub(crate) fn one(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    if let Some(end) = masked_end(view, p) {
        return Some(end);
    }
    if let Some(end) = dotted(view, p, tie) {
        return Some(end);
    }
    if view.get(p).is_ascii_alphabetic() {
        return latin(view, p, tie);
    }
    let (chinese, spelt) = (measure(view, p, tie), spelt(view, p, tie));
    // Four characters and more that all spell sounds are one name, whatever surname they seem to begin with.
    match (chinese, spelt) {
        (Some(end), Some(longer))
            if longer > end
                && longer >= p + 4
                && (tie == Tie::Colon
                    || boundary(view, longer) > 2
                    || matches!(view.get(longer), '和' | '与' | '及')) =>
        {
            Some(longer)
        }
        (chinese, spelt) => chinese.or(spelt),
    }
}

/// How clearly something ends before `q`: 4 by punctuation, 3 by a gap or a word, 2 by a single word character.
pub(crate) fn boundary(view: &View<'_>, q: usize) -> i32 {
    let c = view.get(q);
    if c == '某' || c == '·' {
        return 0;
    }
    if !lexicon::is_han(c) {
        return 4;
    }
    let deed = view.gap_before(q + 1) == Gap::None && lexicon::deed(view.slice(q, q + 8));
    let word = if deed { 2 } else { word_at(view, q) };
    let gap = match view.gap_before(q) {
        Gap::Wide => 4,
        Gap::Space => 3,
        Gap::Line => 2,
        Gap::None => 0,
    };
    gap.max(match word {
        0 => 0,
        1 if lexicon::ambiguous(c) => 1,
        1 => 2,
        _ => 3,
    })
}

/// Length of the label or of the word that follows names at `q`. A word does not reach over a space, and over a line
/// end only if there is none before it.
pub(crate) fn word_at(view: &View<'_>, q: usize) -> usize {
    let longest = |end: usize| {
        let rest = view.slice(q, end);
        let label = LABELS.longest(rest).map_or(0, |(n, _)| n);
        lexicon::follower(rest).max(if label >= 2 { label } else { 0 })
    };
    let before = |part: fn(Gap) -> bool| (q + 1..q + 12).find(|i| part(view.gap_before(*i)));
    let whole = longest(q + 12);
    // 丛俊生于…: the label of a birth date, but not right behind a name.
    if whole == 0 || view.starts_with(q, "生于") {
        return 0;
    }
    if view.next_gap(q + 1, q + whole).is_none() {
        return whole;
    }
    match before(|gap| gap != Gap::None).map_or(whole, longest) {
        0 => before(Gap::is_space).map_or(whole, longest),
        n => n,
    }
}

/// The highest [`score`] of a name that ends before a character without a gap between them.
const HIGHEST_INSIDE: i32 = 4;

/// Chooses the length of a Chinese name by what follows, by the characters, and by gaps inside.
fn measure(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    let text = view.slice(p, p + 12);
    let family = lexicon::surname(text);
    if family == 0 || running::begins_province(view, p) {
        return if tie == Tie::Colon && family == 0 {
            unusual(view, p)
        } else {
            None
        };
    }
    // 张杨雨桐: a fourth character where the second is a surname too, or where a whole field is given.
    let rest = text.get(family..).unwrap_or_default();
    let second = lexicon::plain_surname(rest) || rest.first() == Some(&'氏');
    let longest = if family == 1 && (tie == Tie::Colon || second) {
        3
    } else {
        2
    };
    let worded = lexicon::given_word(rest);
    let fits = |given: &usize| {
        let q = p + family + given;
        let torn = || *given == 3 && (p + 1..q).any(|i| view.gap_before(i) == Gap::Line);
        let joined = || running::joins(view, q - 1) || begins_role(view, p, q);
        // 黄何宛如: the second surname may be a character that no given name has.
        let word = worded && *given < 3 || second && *given == 1;
        q <= view.len() && (word || given_fits(view, p, q - 1) && !joined()) && !torn()
    };
    let mut best: Option<(i32, usize)> = None;
    for given in (1..=(1..=longest).take_while(fits).count()).rev() {
        if given == 1 && !given_fits(view, p, p + family) {
            break;
        }
        let q = p + family + given;
        let score = score(view, p, q, family, given);
        if best.is_none_or(|(s, _)| score > s) {
            best = Some((score, q));
        }
        // A character of the name ends a shorter one less clearly, unless a gap does.
        let called = || lexicon::word_name(text);
        if score >= HIGHEST_INSIDE && view.next_gap(p + family, q).is_none() && !called() {
            let shorter = |less| self::score(view, p, p + family + less, family, less);
            debug_assert!((1..given).all(|less| shorter(less) <= score));
            break;
        }
    }
    let (score, q) = best?;
    let given = &view.slice(p, q)[family..];
    let worded = worded && given.len() == 2;
    let score = score + i32::from(worded);
    let score = match tie {
        Tie::Free | Tie::Spaced if score < 2 && whole(view, p, q) => 2,
        _ => score,
    };
    // Four characters in running text are a name only if all of them are used in names and the phrase ends there.
    let sure = given.len() < 3
        || tie == Tie::Colon
        || boundary(view, q) >= 2
            && second
            && (given[1..].iter().all(|c| lexicon::often_given(*c))
                || lexicon::given_word(&given[1..]))
            && !running::begins_word(&view.slice(p, q + 2)[family + 1..]);
    let word = || word_or_firm(view, (p, q), tie, given);
    (sure && score >= needed(text, tie, given)? && !word()).then_some(q)
}

/// 爆破工程公司, 主持人：双方最后陈述: what looks like a name is part of a word, or of the name of a business.
fn word_or_firm(view: &View<'_>, (p, q): (usize, usize), tie: Tie, given: &[char]) -> bool {
    // The end of a word for a person, and the name of a business.
    let firm = |i: usize| {
        !lexicon::often_given(view.get(i)) && lexicon::organisation(view.slice(i, i + 6)) > 1
    };
    let text = view.slice(p, p + 12);
    // An ordinary word, and the sentence goes on.
    let word = || {
        tie == Tie::Colon
            && view.gap_before(q) == Gap::None
            && lexicon::is_han(view.get(q))
            && lexicon::ordinary_length(text) == q - p
            && !(lexicon::word_name(text) || lexicon::plain_surname(text))
            && boundary(view, q) < 4
    };
    word()
        || given.len() == 3 && in_organisation(view, q, 2)
        || (p + 1..q).any(firm)
        || tie != Tie::Colon && view.starts_with(q, "公司")
}

/// 安全科|长: the last character begins a word for a person.
pub(crate) fn begins_role(view: &View<'_>, p: usize, q: usize) -> bool {
    let word = || LABELS.longest(view.slice(q - 1, q + 7));
    let role = |l: &Label| matches!(l, Label::Person(_) | Label::Field(_));
    q > p + 1 && view.gap_before(q) == Gap::None && word().is_some_and(|(n, l)| n > 1 && role(l))
}

/// A whole name, whatever follows, with a surname that is little else.
pub(crate) fn complete(view: &View<'_>, p: usize, q: usize) -> bool {
    lexicon::plain_surname(view.slice(p, q)) && whole(view, p, q)
}

/// All characters of a name that can hardly be longer, whatever follows: 驾驶员丁海采挖.
fn whole(view: &View<'_>, p: usize, q: usize) -> bool {
    let text = view.slice(p, q + 12);
    let family = lexicon::surname(text);
    let Some(given) = text.get(family..q - p) else {
        return false;
    };
    let rest = text.get(q - p..).unwrap_or_default();
    let usual = |c: &char| lexicon::often_given(*c);
    let closed = given.len() == 2 || !rest.first().is_some_and(usual);
    let place = given
        .last()
        .is_some_and(|c| lexicon::is_unit(*c) || *c == '州');
    let worded = given.len() == 2 && lexicon::given_word(given);
    !lexicon::function_surname(text)
        && (worded || given.iter().all(usual))
        && closed
        && !place
        && !rest.first().is_some_and(|c| lexicon::is_unit(*c))
        && lexicon::ordinary_length(text) == 0
        && (lexicon::organisation(rest) == 0
            || lexicon::organisation(rest) == 1 && boundary(view, q + 1) < 3
            || belongs(view, q))
        && !in_organisation(view, q, 2)
}

/// The score a name of this length needs. An ordinary word at the beginning is a name only if a third character and a
/// clear end speak for it.
fn needed(text: &[char], tie: Tie, given: &[char]) -> Option<i32> {
    let usual = |c: &&char| lexicon::often_given(**c);
    let ordinary = lexicon::ordinary_length(text);
    if ordinary > 1 && text.get(ordinary) == Some(&'元') {
        return None;
    }
    if ordinary > 0 {
        let longer = given.len() == 2 && ordinary == 2 && given.last().filter(usual).is_some();
        return match tie {
            Tie::Colon if longer => Some(3),
            Tie::Colon => Some(4),
            Tie::Spaced | Tie::Free if longer && lexicon::plain_surname(text) => Some(3),
            Tie::Spaced | Tie::Free if longer => Some(4),
            _ => None,
        };
    }
    Some(match tie {
        Tie::Colon => 1,
        Tie::Spaced => 2,
        Tie::Free if lexicon::function_surname(text) => {
            if given.iter().all(|c| lexicon::often_given(*c)) {
                3
            } else {
                5
            }
        }
        Tie::Free => 2,
    })
}

/// 黄何宛如, 阮氏清兰: four characters that may be a name with the surnames of both parents.
fn parents(view: &View<'_>, p: usize, family: usize) -> bool {
    let text = view.slice(p, p + family + 3);
    let rest = text.get(family..).unwrap_or_default();
    let second = lexicon::plain_surname(rest) || rest.first() == Some(&'氏');
    family == 1
        && second
        && rest.len() == 3
        && (rest[1..].iter().all(|c| lexicon::often_given(*c)) || lexicon::given_word(&rest[1..]))
        && !running::begins_word(&rest[1..])
}

/// The character at `i` may stand in the given name of the person whose name begins at `start`. 男 does so only in a
/// few names (亚男, 胜男); elsewhere it is the sex.
fn given_fits(view: &View<'_>, start: usize, i: usize) -> bool {
    match view.get(i) {
        '男' => i > start + 1 && "亚胜若如佳冠招赛超靓梦思剑锦雅一奇亦".contains(view.get(i - 1)),
        c => lexicon::may_be_given(c),
    }
}

fn score(view: &View<'_>, p: usize, q: usize, family: usize, given: usize) -> i32 {
    let mut score = boundary(view, q);
    let last = view.get(q - 1);
    score += if lexicon::often_given(last) { 1 } else { 0 };
    // 西至陆军|家宅基地
    if given > 1 && last == '家' && lexicon::is_han(view.get(q)) {
        score -= 3;
    }
    if given == 3 && !parents(view, p, family) {
        score -= 2;
    }
    let whole = family + given == 2 && view.next_gap(p + 1, q + 1).is_none();
    if whole && lexicon::word_name(view.slice(p, q)) {
        score += 2;
    }
    // 转给陶然|二万元
    if "一二三四五六七八九十两".contains(last)
        && "万千百十元名人户位次年月日个辆台件份".contains(view.get(q))
    {
        score -= 4;
    }
    // 荆 轲 敏　　: single spaces between all characters part nothing if a wide one follows.
    let lettered = view.gap_before(q) > Gap::Space
        && (p + 1..q).all(|inner| view.gap_before(inner) == Gap::Space);
    for inner in p + 1..q {
        let early = inner > p + family;
        score -= match view.gap_before(inner) {
            Gap::Space if lettered => 0,
            Gap::Wide => 4,
            Gap::Space if early => 3,
            // A name that is printed with spaces ends at the line end.
            Gap::Line if early && view.gap_before(inner - 1).is_space() => 4,
            // 武装 and 附：… in the next line.
            Gap::Line if early && view.get(q) == ':' => 6,
            // 购房人张三⏎三、当事人的意见
            Gap::Line
                if early
                    && view.get(q) == '、'
                    && "一二三四五六七八九十".contains(view.get(inner)) =>
            {
                6
            }
            Gap::Line if early && inner + 1 == q && torn_off(view, q) => 6,
            Gap::Line if early => 1,
            _ => 0,
        };
    }
    if given >= 2 && view.gap_before(q) == Gap::None {
        // 李四经|营: the last character rather begins the next word.
        let word = word_at(view, q - 1).max(lexicon::ordinary_length(view.slice(q - 1, q + 3)));
        if word >= 2 {
            let also = lexicon::follower(view.slice(q, q + 8)) >= 2;
            score -= if also && lexicon::often_given(last) && !matches!(last, '代' | '家') {
                0
            } else {
                3
            };
        } else if word == 1 && !lexicon::ambiguous(last) {
            score -= if "以其也均都并已".contains(last) {
                2
            } else {
                1
            };
        }
    }
    score
}

/// 公孙晓 and 成　员：… in the next line, 田野 and 二○二三年: the last character begins something else.
fn torn_off(view: &View<'_>, q: usize) -> bool {
    view.gap_before(q).is_space() || matches!(view.get(q), '○' | '〇' | '零')
}

/// After a colon a whole field of two to four characters is a name even with a surname we do not know.
fn unusual(view: &View<'_>, p: usize) -> Option<usize> {
    const NOBODY: [&str; 24] = [
        "不详", "暂无", "暂缺", "空白", "同上", "详见", "如下", "以下", "无名", "本人", "他人",
        "全体", "两名", "三名", "未知", "自然", "个人", "法人", "公民", "企业", "其他", "身份",
        "见附", "附后",
    ];
    let text = view.slice(p, p + 8);
    let word = lexicon::follower(text) > 1 || lexicon::deed(text);
    let firm = (1..3).any(|i| lexicon::organisation(text.get(i..).unwrap_or_default()) > 1);
    if word || firm || NOBODY.iter().any(|w| view.starts_with(p, w)) {
        return None;
    }
    (2..=3).map(|n| p + n).find(|q| {
        *q <= view.len()
            && (boundary(view, *q) == 4
                || boundary(view, *q) == 3 && view.gap_before(*q) != Gap::None)
            && view.slice(p, *q).iter().all(|c| lexicon::may_be_given(*c))
    })
}

/// The length of an organisation's name that fills the field at `p`.
fn organisation_here(view: &View<'_>, p: usize) -> Option<usize> {
    let (mut q, mut end, mut inside) = (p, None, false);
    while q - p < 50 {
        let c = view.get(q);
        // 张三（社区网格员）电话: what a remark names is not what stands before it.
        inside = c == '(' || inside && c != ')';
        // 某某（上海）有限公司, but not 张三（某某律师事务所律师）.
        let place = c != '('
            || view
                .slice(q, q + 8)
                .windows(2)
                .any(|w| w[0] == ')' && lexicon::is_han(w[1]));
        let part = lexicon::is_han(c) || matches!(c, '(' | ')') || c.is_ascii_alphanumeric();
        let ended = match view.gap_before(q) {
            Gap::Space | Gap::Wide => q > p,
            // What stands before a line end may already be a whole name of a person.
            Gap::Line => (p + 1..p + 5).contains(&q),
            Gap::None => false,
        };
        if ended || !part || !place {
            break;
        }
        let n = lexicon::organisation(view.slice(q, q + 12));
        // A single character (店, 行, 厂) ends a name only where the field ends.
        if q > p && !inside && (n > 1 || n == 1 && boundary(view, q + 1) >= 3) {
            end = Some(q + n);
        }
        q += n.max(1);
    }
    end.filter(|end| end - p > 3).map(|end| end - p)
}

/// 被处罚人（单位）　红枣收购点: the label says that an organisation fills the field.
fn unit_here(view: &View<'_>, label: usize, p: usize) -> Option<usize> {
    let said = ["(单位)", "(场所)", "(企业)", "(商户)"]
        .iter()
        .any(|w| view.starts_with(label, w));
    let ends = |q: &usize| view.gap_before(*q) != Gap::None || !lexicon::is_han(view.get(*q));
    let end = (p + 1..p + 30).find(ends)?;
    (said && end > p + 3).then_some(end - p)
}

/// Goes on over a list of names: 张三、李四和王五 / 张三（证号…）、李四.
pub(crate) fn extend(scan: &mut Scan<'_, '_>, mut end: usize, role: Role, tie: Tie) -> usize {
    let view = scan.view;
    for _ in 0..LONGEST_LIST {
        let after = skip_number(view, skip_brackets(view, end));
        // 执法人员张三李四检查…: a scanner lost the sign between; 执法人员张三 李四⏎
        let officer = role == Role::Officer;
        let whole = |after: usize| {
            begins_next(view, after)
                && lexicon::follower(view.slice(after, after + 6)) == 0
                && (officer || role != Role::Party && ends_whole(view, after))
                || officer && tie == Tie::Free && stands_apart(view, after)
        };
        let separated = separator(view, after, tie);
        let glued = separated.is_none() && whole(after);
        let separated = separated.or(glued.then_some(after));
        let Some(p) = separated else { break };
        let spaced = p == after && !glued;
        let behind = || {
            let p = described_item(view, after).filter(|_| tie == Tie::Colon)?;
            Some((p, list_item(view, p, tie)?))
        };
        let item = list_item(view, p, tie).map(|next| (p, next));
        let Some((p, next)) = item.or_else(behind) else {
            break;
        };
        if spaced
            && LABELS
                .longest(view.slice(p, p + 12))
                .is_some_and(|(n, _)| n >= 2)
        {
            break;
        }
        accept(scan, (p, next), role, "与已识别的姓名并列");
        end = next;
    }
    end
}

/// 张三,该局工作人员;|李四,律师: where the next begins of those whose office is told.
fn described_item(view: &View<'_>, at: usize) -> Option<usize> {
    if !matches!(view.get(at), ',' | '，') {
        return None;
    }
    let line = |i: &usize| view.gap_before(*i) != Gap::Line && view.get(*i) != '。';
    let next = (at + 1..at + 40)
        .take_while(line)
        .find(|i| matches!(view.get(*i), ';' | '；'))?
        + 1;
    let ends = |end: usize| matches!(view.get(end), ',' | '，');
    list_item(view, next, Tie::Colon)
        .filter(|end| ends(*end))
        .map(|_| next)
}

/// The name at `at` is whole, and what follows it is another or ends it clearly.
fn ends_whole(view: &View<'_>, at: usize) -> bool {
    let ends = |q: usize| {
        complete(view, at, q)
            && (boundary(view, q) > 2 || begins_next(view, q) || view.get(q) == '的')
    };
    let firm = lexicon::organisation(view.slice(at, at + 4)) > 0;
    (ends(at + 3) || ends(at + 2)) && !firm && !in_organisation(view, at, 1)
}

/// Behind a space stands a whole name, and another gap behind it.
fn stands_apart(view: &View<'_>, at: usize) -> bool {
    let ends = |q: usize| whole(view, at, q) && view.gap_before(q) != Gap::None;
    view.gap_before(at).is_space() && (ends(at + 3) || ends(at + 2))
}

/// Right behind a name stands what is a whole name itself.
fn begins_next(view: &View<'_>, at: usize) -> bool {
    let text = view.slice(at, at + 3);
    matches!(view.gap_before(at), Gap::None | Gap::Line)
        && running::begins_name(text)
        && lexicon::is_han(view.get(at + 1))
}

/// A name in a list must end clearly.
pub(crate) fn list_item(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    if let Some(end) = masked_end(view, p) {
        return Some(end);
    }
    if let Some(end) = dotted(view, p, Tie::Free).or_else(|| item_spelt(view, p)) {
        return Some(end);
    }
    if view.get(p).is_ascii_uppercase() {
        return latin(view, p, Tie::Free);
    }
    let text = view.slice(p, p + 12);
    if lexicon::surname(text) == 0 || field_at(view, p) {
        return None;
    }
    // 、塔吊司机: what stands before a word for a person tells what that person does.
    let role = |q: &usize| {
        let word = LABELS.longest(view.slice(*q, q + 12));
        view.gap_before(*q) == Gap::None && matches!(word, Some((n, Label::Person(_))) if n > 1)
    };
    // What is no name after a space is none in running text.
    let spaced = measure(view, p, Tie::Spaced).map(|q| (q, boundary(view, q)));
    let closed = spaced.filter(|(q, ending)| {
        view.get(*q) == '等' || *ending == 4 || tie == Tie::Colon && *ending >= 2
    });
    let free = || {
        spaced
            .filter(|(q, ending)| *ending >= 2 || complete(view, p, *q) && !one_more(view, *q))
            .and_then(|_| measure(view, p, Tie::Free))
    };
    let closed = closed.map(|(q, _)| q).or_else(free);
    closed.filter(|q| !role(q)).or_else(|| remarked(view, p))
}

/// 韦小宝|玉（系…）: one character more fills the item.
fn one_more(view: &View<'_>, q: usize) -> bool {
    lexicon::often_given(view.get(q)) && boundary(view, q + 1) == 4
}

/// 、边防（法规股股长）, 、白云。: an ordinary word is a name in a list if a remark says that it is a person, or if it fills
/// the item and is written as names are.
fn remarked(view: &View<'_>, p: usize) -> Option<usize> {
    let text = view.slice(p, p + 4);
    let n = lexicon::ordinary_length(text);
    let plain = lexicon::plain_surname(text);
    let usual = || plain || lexicon::often_given(text[0]);
    let apart = || {
        let gap = view.gap_before(p + n) != Gap::None && boundary(view, p + n) > 2;
        gap || boundary(view, p + n) == 4 || plain && boundary(view, p + n) > 1
    };
    let usual = || usual() && !lexicon::everyday(text);
    let fills = || n == 2 && apart() && lexicon::often_given(text[1]) && usual();
    (n > 1 && (running::of_person(view, p + n) || fills())).then_some(p + n)
}

/// 店员田野陪同: an ordinary word that is written as names are, and somebody does something.
fn worded(view: &View<'_>, label: (usize, usize), p: usize) -> Option<usize> {
    let text = view.slice(p, p + 2);
    let known = lexicon::word_name(text);
    let named = known
        || lexicon::plain_surname(text) && text.get(1).is_some_and(|c| lexicon::often_given(*c));
    let ends = || {
        let clear = boundary(view, p + 2) > 1 || known && one_person(view, label);
        !lexicon::everyday(text) && clear && !lexicon::is_unit(view.get(p + 2))
    };
    let fills = lexicon::ordinary_length(view.slice(p, p + 6)) == 2
        && (running::acts(view, p, p + 2) || ends());
    (named && fills).then_some(p + 2)
}

/// Words for people, not for one person.
const PEOPLE: [&str; 24] = [
    "员工",
    "职工",
    "工人",
    "群众",
    "村民",
    "居民",
    "学生",
    "顾客",
    "客户",
    "用户",
    "农户",
    "农民",
    "患者",
    "家长",
    "业主",
    "会员",
    "游客",
    "乘客",
    "消费者",
    "志愿者",
    "老人",
    "儿童",
    "妇女",
    "孩子",
];

/// Ends with a word for people, not for one person.
pub(crate) fn speaks_of_people(text: &[char]) -> bool {
    (2..=text.len().min(3)).any(|n| people(&text[text.len() - n..]))
}

fn people(word: &[char]) -> bool {
    let same = |people: &&str| people.chars().eq(word.iter().copied());
    PEOPLE.iter().any(same)
}

/// The word speaks of one person (仓管员, 侄女), not of people (员工, 群众), who may do something coolly.
fn one_person(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    let word = view.slice(start, end);
    let people = people(word);
    end - start > 1
        && view.gap_before(end) == Gap::None
        && !people
        && !word.ends_with(&['人', '员'])
        || word.ends_with(&['员']) && word.len() < 4 && !people
}

/// 监察员底丽华、罗斌: a surname we do not know, given names as they are used, and a sign that it is a person.
fn strange(view: &View<'_>, p: usize) -> Option<usize> {
    let text = view.slice(p, p + 4);
    let word = lexicon::surname(text) > 0
        || "第一二三四五六七八九十百千万两".contains(text.first().copied().unwrap_or('一'))
        || lexicon::follower(text) > 0
        || lexicon::deed(text)
        || lexicon::ordinary_length(text.get(1..).unwrap_or_default()) > 1;
    let end = p + 3;
    let usual = text.len() > 2
        && lexicon::may_be_given(text[0])
        && text[1..3].iter().all(|c| lexicon::often_given(*c));
    let ends = || {
        let clear = boundary(view, end) > 2 && lexicon::is_han(view.get(end));
        clear && !"园元发".contains(text[2]) && !in_organisation(view, end, 2)
    };
    let person = || {
        let next =
            matches!(view.get(end), '、' | '和').then(|| list_item(view, end + 1, Tie::Free));
        next.flatten().is_some() || running::acts(view, p, end) || ends()
    };
    (!word && usual && person()).then_some(end)
}

/// A name spelt by sound that is clearly no Chinese one.
fn item_spelt(view: &View<'_>, p: usize) -> Option<usize> {
    spelt(view, p, Tie::Free)
        .filter(|end| end - p >= 3 && lexicon::surname(view.slice(p, p + 3)) == 0 || end - p >= 4)
}

/// Where the next item of a list begins.
fn separator(view: &View<'_>, at: usize, tie: Tie) -> Option<usize> {
    match view.get(at) {
        '、' | '和' | '与' | '及' => Some(at + 1),
        '以' if view.get(at + 1) == '及' => Some(at + 2),
        _ if tie == Tie::Spaced => view.gap_before(at).is_space().then_some(at),
        _ if tie == Tie::Free => None,
        '/' | '，' | ',' | '；' => Some(at + 1),
        _ => (view.gap_before(at) != Gap::None && at < view.len()).then_some(at),
    }
}

/// Skips one pair of brackets after a name.
pub(crate) fn skip_brackets(view: &View<'_>, at: usize) -> usize {
    if view.get(at) != '(' {
        return at;
    }
    match view.slice(at, at + 120).iter().position(|c| *c == ')') {
        Some(n) => at + n + 1,
        None => at,
    }
}

/// Skips the number of a certificate right after a name: 张三10053200123、李四10053200124.
fn skip_number(view: &View<'_>, at: usize) -> usize {
    let digits = view
        .slice(at, at + 14)
        .iter()
        .take_while(|c| c.is_ascii_digit());
    match digits.count() {
        n @ 5..=12 => at + n,
        _ => at,
    }
}

const STEMS: &str = "某甲乙丙丁戊己庚辛壬癸";

/// End of a masked name (张某, 张某某, 张某甲, 张××, 张*) at `p`.
fn masked_end(view: &View<'_>, p: usize) -> Option<usize> {
    let family = lexicon::surname(view.slice(p, p + 3));
    if family == 0 {
        return None;
    }
    let first = view.get(p + family);
    let mut q = p + family + 1;
    match first {
        '某' => {
            while q - p < family + 4 && STEMS.contains(view.get(q)) && q < view.len() {
                q += 1;
            }
            let digits = view
                .slice(q, q + 2)
                .iter()
                .take_while(|c| c.is_ascii_digit())
                .count();
            Some(if view.get(q + digits) == '年' {
                q
            } else {
                q + digits
            })
        }
        '*' | '×' | '○' | '〇' | '□' | 'X' | 'x' => {
            while q - p < family + 3 && view.get(q) == first {
                q += 1;
            }
            // 张*强 keeps the last character.
            let tail = lexicon::may_be_given(view.get(q))
                && boundary(view, q + 1) >= 2
                && q - p == family + 1;
            Some(if tail { q + 1 } else { q })
        }
        _ => None,
    }
}

/// A masked name in running text.
pub(crate) fn masked(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let covered = scan
        .found
        .last()
        .is_some_and(|f| f.kind == Kind::MaskedName && f.end > i);
    if i == 0 || covered || view.get(i - 1) == '某' {
        return;
    }
    let family = (1..=2)
        .rev()
        .find(|n| i >= *n && lexicon::surname(view.slice(i - n, i)) == *n);
    let Some(family) = family else { return };
    let start = i - family;
    if lexicon::ordinary_word(view.slice(start, start + 6))
        && !lexicon::plain_surname(view.slice(start, i))
    {
        return;
    }
    let Some(end) = masked_end(view, start) else {
        return;
    };
    mask_find(scan, (start, end));
    extend(scan, end, Role::Other, Tie::Free);
}
