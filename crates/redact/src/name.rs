//! Names of natural persons where something says that a name stands there: a label, a list, a sex, a document number.
//!
//! There is no guessing at names in running text: it would hide a good part of what must be read.

use crate::find::{Evidence, Find};
use crate::kind::{Kind, Owner, Role};
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::people::Person;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

const LONGEST_LIST: usize = 30;

/// Reads the name or names after a label that ended at `end`. `free` allows a name without colon.
pub(crate) fn announced(scan: &mut Scan<'_, '_>, end: usize, role: Role, free: bool) {
    let view = scan.view;
    let (p, tie) = scan.value(end);
    if tie == Tie::Free && !free || p >= view.len() {
        return;
    }
    if LABELS
        .longest(view.slice(p, p + 16))
        .is_some_and(|(n, _)| n >= 2)
    {
        return;
    }
    if tie != Tie::Free
        && let Some(length) = organisation_here(view, p)
    {
        scan.people.organisations.push((p, p + length));
        if matches!(role, Role::Party | Role::ThirdPerson | Role::Other) {
            scan.subject = Owner::Organisation;
            scan.person_since = false;
        }
        return;
    }
    let Some(end) = one(view, p, tie) else { return };
    accept(scan, (p, end), role, "由“身份或者称谓＋姓名”引出");
    let end = extend(scan, end, role, tie);
    scan.speaker = Some((role, end));
    scan.person_since = true;
    if role != Role::LegalRepresentative {
        scan.subject = Owner::Natural;
    }
}

/// Records a name, or a name that is masked already.
fn accept(scan: &mut Scan<'_, '_>, (start, end): (usize, usize), role: Role, reason: &'static str) {
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
    if masked {
        mask_find(scan, (start, end));
    } else {
        scan.people.announced.push(Person {
            start,
            end,
            role,
            reason,
        });
    }
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
fn one(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    if let Some(end) = masked_end(view, p) {
        return Some(end);
    }
    if let Some(end) = dotted(view, p, tie) {
        return Some(end);
    }
    if view.get(p).is_ascii_alphabetic() {
        return latin(view, p, tie);
    }
    measure(view, p, tie)
}

/// How clearly something ends before `q`: 4 by punctuation, 3 by a gap or a word, 2 by a single word character.
fn boundary(view: &View<'_>, q: usize) -> i32 {
    let c = view.get(q);
    if c == '某' || c == '·' {
        return 0;
    }
    if !lexicon::is_han(c) {
        return 4;
    }
    let word = word_at(view, q);
    let gap = match view.gap_before(q) {
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
fn word_at(view: &View<'_>, q: usize) -> usize {
    let longest = |end: usize| {
        let rest = view.slice(q, end);
        let label = LABELS.longest(rest).map_or(0, |(n, _)| n);
        lexicon::follower(rest).max(if label >= 2 { label } else { 0 })
    };
    let gap = |kind: Gap| {
        (q + 1..q + 12)
            .find(|i| view.gap_before(*i) >= kind)
            .unwrap_or(q + 12)
    };
    let space = (q + 1..q + 12)
        .find(|i| view.gap_before(*i) == Gap::Space)
        .unwrap_or(q + 12);
    match longest(gap(Gap::Space)) {
        0 => longest(space),
        n => n,
    }
}

/// Chooses the length of a Chinese name by what follows, by the characters, and by gaps inside.
fn measure(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    let text = view.slice(p, p + 12);
    let family = lexicon::surname(text);
    if family == 0 {
        return if tie == Tie::Colon {
            unusual(view, p)
        } else {
            None
        };
    }
    let longest = if tie == Tie::Colon && family == 1 {
        3
    } else {
        2
    };
    let mut best: Option<(i32, usize)> = None;
    for given in 1..=longest {
        let q = p + family + given;
        if q > view.len() || !given_fits(view, p, q - 1) {
            break;
        }
        let score = score(view, p, q, family, given);
        if best.is_none_or(|(s, _)| score >= s) {
            best = Some((score, q));
        }
    }
    let (score, q) = best?;
    (score >= needed(text, tie, &view.slice(p, q)[family..])?).then_some(q)
}

/// The score a name of this length needs. An ordinary word at the beginning is a name only if a third character and a
/// clear end speak for it.
fn needed(text: &[char], tie: Tie, given: &[char]) -> Option<i32> {
    let usual = |c: &&char| lexicon::often_given(**c);
    let ordinary = lexicon::ordinary_length(text);
    if ordinary > 0 {
        let longer = given.len() == 2 && ordinary == 2 && given.last().filter(usual).is_some();
        return match tie {
            Tie::Colon if longer => Some(3),
            Tie::Colon => Some(4),
            Tie::Spaced | Tie::Free if longer => Some(4),
            _ => None,
        };
    }
    Some(match tie {
        Tie::Colon => 1,
        Tie::Spaced => 2,
        Tie::Free if lexicon::function_surname(text) => {
            if given.iter().find(usual).is_some() {
                3
            } else {
                5
            }
        }
        Tie::Free => 2,
    })
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
    if given == 3 {
        score -= 2;
    }
    for inner in p + 1..q {
        let early = inner > p + family;
        score -= match view.gap_before(inner) {
            Gap::Space if early => 3,
            Gap::Line if early => 1,
            _ => 0,
        };
    }
    if given >= 2 && view.gap_before(q) == Gap::None {
        // 李四经|营: the last character rather begins the next word.
        let word = word_at(view, q - 1);
        if word >= 2 {
            let also = lexicon::follower(view.slice(q, q + 8)) >= 2;
            score -= if also && lexicon::often_given(last) {
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

/// After a colon a whole field of two to four characters is a name even with a surname we do not know.
fn unusual(view: &View<'_>, p: usize) -> Option<usize> {
    const NOBODY: [&str; 24] = [
        "不详", "暂无", "暂缺", "空白", "同上", "详见", "如下", "以下", "无名", "本人", "他人",
        "全体", "两名", "三名", "未知", "自然", "个人", "法人", "公民", "企业", "其他", "身份",
        "见附", "附后",
    ];
    if NOBODY.iter().any(|w| view.starts_with(p, w)) {
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
    let mut q = p;
    let mut end = None;
    while q - p < 50 {
        let c = view.get(q);
        let part = lexicon::is_han(c) || matches!(c, '(' | ')') || c.is_ascii_alphanumeric();
        let ended = match view.gap_before(q) {
            Gap::Space => q > p,
            // What stands before a line end may already be a whole name of a person.
            Gap::Line => (p + 1..p + 5).contains(&q),
            Gap::None => false,
        };
        if ended || !part {
            break;
        }
        let n = lexicon::organisation(view.slice(q, q + 12));
        // A single character (店, 行, 厂) ends a name only where the field ends.
        if q > p && (n > 1 || n == 1 && boundary(view, q + 1) >= 3) {
            end = Some(q + n);
        }
        q += n.max(1);
    }
    end.filter(|end| end - p > 3).map(|end| end - p)
}

/// A name in a foreign manner: 阿依古丽·买买提, 约翰·史密斯. Returns its end.
fn dotted(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    let dot = view
        .slice(p, p + 9)
        .iter()
        .position(|c| is_dot(*c))
        .filter(|n| *n > 0)?;
    let written = if tie == Tie::Colon {
        lexicon::is_han
    } else {
        lexicon::transliterates
    };
    view.slice(p, p + dot)
        .iter()
        .all(|c| written(*c))
        .then(|| dotted_end(view, p + dot))
}

/// The sign between the parts of such a name; some keyboards leave a full stop.
fn is_dot(c: char) -> bool {
    matches!(c, '·' | '.')
}

/// End of the part after the last dot, beginning with the dot at `dot`.
fn dotted_end(view: &View<'_>, dot: usize) -> usize {
    let mut end = dot;
    for _ in 0..4 {
        if !is_dot(view.get(end)) || !lexicon::is_han(view.get(end + 1)) {
            break;
        }
        let begin = end + 1;
        let mut q = begin;
        while q - begin < 10
            && lexicon::transliterates(view.get(q))
            && view.gap_before(q) != Gap::Space
        {
            let word = word_at(view, q);
            let function = "以在于的与和对向从将被因由等是".contains(view.get(q));
            let broken = view.gap_before(q + 1) != Gap::None;
            if q > begin + 1 && (word >= 2 && !broken || function) {
                break;
            }
            q += 1;
        }
        // A character outside the usual ones still belongs to the name if the name would be empty without it.
        end = if q == begin && lexicon::is_han(view.get(q)) {
            q + 2
        } else {
            q
        };
    }
    end.min(view.len())
}

/// A dotted name in running text: both sides must be written with the characters used for foreign names.
pub(crate) fn foreign(scan: &mut Scan<'_, '_>, dot: usize) {
    let view = scan.view;
    let mut start = dot;
    while start > 0
        && dot - start < 8
        && lexicon::transliterates(view.get(start - 1))
        && view.gap_before(start) != Gap::Space
    {
        start -= 1;
    }
    let covered = scan.people.announced.last().is_some_and(|p| p.end > dot);
    if covered || dot - start < 1 || !lexicon::transliterates(view.get(dot + 1)) {
        return;
    }
    let quoted = start > 0 && matches!(view.get(start - 1), '《' | '“');
    let end = dotted_end(view, dot);
    if end - dot < 2 || quoted {
        return;
    }
    accept(
        scan,
        (start, end),
        Role::Other,
        "符合少数民族或者外国人姓名形式",
    );
}

/// A name in Latin letters: after a colon one word will do, in running text two with capitals are needed.
fn latin(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    let mut q = p;
    let mut words = 1;
    while q - p < 40
        && (view.get(q).is_ascii_alphabetic() || matches!(view.get(q), '.' | '-' | '\''))
    {
        if q > p && view.gap_before(q) != Gap::None {
            words += 1;
            if !view.get(q).is_ascii_uppercase() {
                break;
            }
        }
        q += 1;
    }
    let single = tie == Tie::Colon && q - p >= 4;
    (view.get(p).is_ascii_uppercase() && q - p >= 3 && (words > 1 || single)).then_some(q)
}

/// Goes on over a list of names: 张三、李四和王五 / 张三（证号…）、李四.
fn extend(scan: &mut Scan<'_, '_>, mut end: usize, role: Role, tie: Tie) -> usize {
    let view = scan.view;
    for _ in 0..LONGEST_LIST {
        let after = skip_brackets(view, end);
        let Some(p) = separator(view, after, tie) else {
            break;
        };
        let spaced = p == after;
        let Some(next) = list_item(view, p, tie) else {
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

/// A name in a list must end clearly.
pub(crate) fn list_item(view: &View<'_>, p: usize, tie: Tie) -> Option<usize> {
    if let Some(end) = masked_end(view, p) {
        return Some(end);
    }
    if let Some(end) = dotted(view, p, Tie::Free) {
        return Some(end);
    }
    let text = view.slice(p, p + 12);
    if lexicon::surname(text) == 0 || LABELS.longest(text).is_some_and(|(n, _)| n >= 2) {
        return None;
    }
    let closed = measure(view, p, Tie::Spaced).filter(|q| {
        let ending = boundary(view, *q);
        view.get(*q) == '等' || ending == 4 || tie == Tie::Colon && ending >= 2
    });
    closed.or_else(|| measure(view, p, Tie::Free).filter(|q| boundary(view, *q) >= 2))
}

/// Where the next item of a list begins.
fn separator(view: &View<'_>, at: usize, tie: Tie) -> Option<usize> {
    for word in ["以及", "、", "和", "与", "及", "/", "，", ",", "；"] {
        if view.starts_with(at, word) {
            let strict = matches!(word, "，" | "," | "；" | "/");
            return (!strict || tie == Tie::Colon).then(|| at + word.chars().count());
        }
    }
    (tie == Tie::Colon && view.gap_before(at) != Gap::None && at < view.len()).then_some(at)
}

/// Skips one pair of brackets after a name.
fn skip_brackets(view: &View<'_>, at: usize) -> usize {
    if view.get(at) != '(' {
        return at;
    }
    match view.slice(at, at + 60).iter().position(|c| *c == ')') {
        Some(n) => at + n + 1,
        None => at,
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

/// 张某、李四等五人: a list that is counted. Reads the items backwards from 等.
pub(crate) fn counted(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let number = view
        .slice(i + 1, i + 5)
        .iter()
        .take_while(|c| "一二两三四五六七八九十百多余0123456789".contains(**c))
        .count();
    if number == 0 || !matches!(view.get(i + 1 + number), '人' | '名' | '位') {
        return;
    }
    let mut end = i;
    for _ in 0..LONGEST_LIST {
        let Some(start) = item_before(view, end) else {
            break;
        };
        accept(scan, (start, end), Role::Other, "由“某某等若干人”引出");
        if start == 0 || !matches!(view.get(start - 1), '、' | '和' | '与' | '及') {
            break;
        }
        end = start - 1;
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
    let mut best = None;
    for length in 2..=4usize.min(end) {
        let start = end - length;
        let text = view.slice(start, end);
        let ordinary = lexicon::ordinary_length(text);
        let longer = ordinary == 2
            && length == 3
            && lexicon::often_given(text[2])
            && hard_start(view, start);
        if !text.iter().all(|c| lexicon::is_han(*c)) || ordinary > 0 && !longer {
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
    if hard_start(view, start)
        || "和与及对向由被在将是系为人员从给让叫找跟同经即到明员长工子女友亲有"
            .contains(view.get(start - 1))
    {
        return true;
    }
    (2..=8.min(start)).any(|n| {
        LABELS
            .longest(view.slice(start - n, start))
            .is_some_and(|(m, l)| {
                m == n && matches!(l, Label::Person(_) | Label::Field(_) | Label::FullName)
            })
    })
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

/// A name that fills what stands before `end`, as far as the last sign or gap.
fn name_ending_at(scan: &mut Scan<'_, '_>, end: usize, reason: &'static str) {
    let view = scan.view;
    let covered = scan.people.announced.last().is_some_and(|p| p.end >= end);
    if covered {
        return;
    }
    let Some(start) = item_before(view, end) else {
        return;
    };
    let field = LABELS
        .longest(view.slice(start, end))
        .is_some_and(|(n, _)| n >= 2);
    if field || start + 1 == end {
        return;
    }
    accept(scan, (start, end), Role::Other, reason);
    scan.speaker = Some((Role::Other, end));
    scan.subject = Owner::Natural;
    scan.person_since = true;
}

/// 李四称…, 李四述称…: a name at the beginning of a clause, before a word of saying.
pub(crate) fn speaker(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let mut end = i;
    if end > 0 && "述辩供自诉声".contains(view.get(end - 1)) {
        end -= 1;
    }
    if matches!(view.get(i + 1), '号' | '重' | '量' | '谓' | '职' | '为') {
        return;
    }
    let Some(start) = item_before(view, end) else {
        return;
    };
    if hard_start(view, start)
        && lexicon::plain_surname(view.slice(start, end))
        && view
            .slice(start + 1, end)
            .iter()
            .all(|c| lexicon::often_given(*c))
    {
        accept(scan, (start, end), Role::Other, "后接陈述用语");
    }
}

/// 与李建国签订…, 。李建国驾驶…: a plain name between a word or sign that leads to a person and a deed.
pub(crate) fn before_deed(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let p = i + 1;
    let text = view.slice(p, p + 8);
    if !lexicon::plain_surname(text)
        || lexicon::ordinary_word(text)
        || lexicon::function_surname(text)
    {
        return;
    }
    let family = lexicon::surname(text);
    for given in [2, 1] {
        let q = p + family + given;
        let fits = q <= view.len()
            && view
                .slice(p + family, q)
                .iter()
                .all(|c| lexicon::often_given(*c));
        if fits && lexicon::deed(view.slice(q, q + 8)) {
            accept(
                scan,
                (p, q),
                Role::Other,
                "前有引出人员的用语，后接人的行为",
            );
            return;
        }
    }
}
