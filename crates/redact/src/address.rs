//! Addresses: where one begins, how far it goes over line breaks and spaces, and whether somebody lives there or an
//! organisation does business there.
//!
//! It knows the structure of Chinese addresses, not the places.

use crate::find::Evidence;
use crate::kind::{Kind, Owner, Role};
use crate::label::{LABELS, Label};
use crate::lexicon::{self, is_unit};
use crate::running;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};
use crate::weighed::home;

const LONGEST: usize = 100;

/// Reads the address after a label. Returns where the walk goes on.
pub(crate) fn labelled(
    scan: &mut Scan<'_, '_>,
    label_start: usize,
    label_end: usize,
    label: Label,
) -> usize {
    let view = scan.view;
    let (start, tie) = scan.value(label_end);
    let named = label_start > 0 && scan.people.covering(label_start - 1).is_some();
    let lives = || named || lives_here(view, label_start, start);
    if view.get(start) == '的' || label == Label::Lives && !lives() {
        return label_end;
    }
    // 送达地点　受送达人家中某市…
    let home = ["受送达人家中", "当事人家中", "其家中", "家中"];
    let led = matches!(view.get(start), '受' | '当' | '其' | '家');
    let home = home
        .iter()
        .filter(|_| led)
        .find(|word| view.starts_with(start, word));
    let start = start + home.map_or(0, |word| word.chars().count());
    // 现住于某市…, 现居住地址同为某市…, 你户居住的坐落于某市…
    let start = start + lead_length(view, start, tie);
    // 自住房屋（坐落…）, but not every building.
    let here = view.slice(label_start, label_end);
    let before = || view.slice(label_start.saturating_sub(12), label_start);
    if here == ['坐', '落'] && !holds(before(), &["自住", "住房", "住宅", "商品房"]) {
        return label_end;
    }
    let Some(end) = address_end(view, start, tie) else {
        return label_end;
    };
    if !addresslike(view, (start, end), tie) {
        return label_end;
    }
    if label == Label::Lives {
        running::before_field(scan, label_start, "后附住址");
    }
    let owner = whose(scan, (label_start, label_end), label, (start, end));
    let owner = weighed_owner(scan, owner, label, (label_start, start, end));
    let spot = matches!(
        here[0],
        '检' | '询' | '听' | '抽' | '地' | '案' | '勘' | '违' | '施'
    );
    scan.seated |= owner == Owner::Organisation && (label == Label::Place || !spot);
    let reason = if owner == Owner::Natural {
        "由住址标签引出"
    } else {
        "由单位地址标签引出"
    };
    scan.add(
        (start, end),
        Kind::Address,
        owner,
        Evidence::Labelled,
        reason,
    );
    end
}

/// Length of what leads to the address that a label announced: 现住|于某市, but not 住|于都县 nor 住址：|于家村.
fn lead_length(view: &View<'_>, start: usize, tie: Tie) -> usize {
    let led = |words: &[&str]| {
        let word = words.iter().find(|word| view.starts_with(start, word));
        word.map_or(0, |word| word.chars().count())
    };
    let place = || tie != Tie::Free || (start + 1..start + 3).any(|i| is_unit(view.get(i)));
    match led(&["坐落于", "位于", "同为", "均为"]) {
        0 if !place() => led(&["于", "在"]),
        length => length,
    }
}

/// Whether what stands behind the label has the length and the units of an address.
fn addresslike(view: &View<'_>, (start, end): (usize, usize), tie: Tie) -> bool {
    let long_enough = if tie == Tie::Colon { 2 } else { 4 };
    let text = view.slice(start, end);
    let units = text.iter().filter(|c| is_unit(**c)).count();
    let fewest = match tie {
        Tie::Colon => 1,
        _ if ends_in_house(text) => 0,
        _ => 2,
    };
    end - start >= long_enough && units >= fewest
}

/// 金桂苑9-4-2203, 职工宿舍4排6间, 牧场夏窝子26号: words that are no parts of an address, but a number of a dwelling at the end:
/// two numbers with what parts them, or one of a house or a room.
fn ends_in_house(text: &[char]) -> bool {
    const PARTS: &str = "栋幢楼单元号室床间户排层座院附#-";
    let of_number = |c: &char| c.is_ascii_alphanumeric() || PARTS.contains(*c);
    let number = text.iter().rev().take_while(|c| of_number(c)).count();
    let (place, number) = text.split_at(text.len() - number);
    let groups = number.split(|c| !c.is_ascii_digit());
    let groups = groups.filter(|digits| !digits.is_empty()).count();
    let single = matches!(number, [.., digit, '号' | '室' | '床'] if digit.is_ascii_digit());
    let named = place.len() > 1 && place.iter().all(|c| lexicon::is_han(*c));
    // 内科病房3床: one is there for a while.
    let ends = |word: &str| {
        place
            .iter()
            .rev()
            .copied()
            .take(word.chars().count())
            .eq(word.chars().rev())
    };
    let stay = ["科", "病房", "病区", "酒店", "宾馆"].into_iter().any(ends);
    text.len() > 5 && named && !stay && (groups > 1 || groups == 1 && single)
}

/// Where weights are sure of it they go before what was said elsewhere, but not before a label or a remark that says it.
fn weighed_owner(
    scan: &Scan<'_, '_>,
    owner: Owner,
    label: Label,
    (label_start, start, end): (usize, usize, usize),
) -> Owner {
    let view = scan.view;
    let home = || home::is_home(view, (start, end)).filter(|_| !scan.learning);
    let said = || glued(view, label_start) || dwelling_said(view, end);
    match owner {
        Owner::Natural if label == Label::Place && !said() && home() == Some(false) => {
            Owner::Organisation
        }
        Owner::Organisation | Owner::Agency if label != Label::Office && home() == Some(true) => {
            Owner::Natural
        }
        owner => owner,
    }
}

/// Whose the address is by its label and by what was said before.
fn whose(
    scan: &Scan<'_, '_>,
    (label_start, label_end): (usize, usize),
    label: Label,
    (start, end): (usize, usize),
) -> Owner {
    let view = scan.view;
    let here = view.slice(label_start, label_end);
    match label {
        // 住址 is written for organisations too; a household, a home or a present dwelling is not.
        Label::Home if here != ['住', '址'] || of_person(view, label_start) => Owner::Natural,
        Label::Place if beside_agency(view, label_start) => Owner::Agency,
        Label::Place if scan.role_near(label_start) == Some(Role::Officer) => Owner::Agency,
        // 法定代表人李四地址…: of the organisation.
        Label::Place if represents(scan, label_start) => Owner::Organisation,
        // 地址：…　联系民警：…: where the agency is to be found.
        Label::Place if holds(view.slice(end, end + 6), &["联系民警", "联系人"]) => {
            Owner::Agency
        }
        Label::Place if dwelling_said(view, end) => Owner::Natural,
        // 当事人：某店　经营者：张三　地址：…: of the shop, unless his own number stands between.
        Label::Place if scan.beside_owner(label_start) && !scan.seated && !scan.own_number => {
            Owner::Organisation
        }
        _ => owner(scan, (label, label_end), (start, end)),
    }
}

/// 香港地址：…: a word before the label goes with it.
pub(crate) fn glued(view: &View<'_>, label: usize) -> bool {
    label > 0 && view.gap_before(label) == Gap::None && lexicon::is_han(view.get(label - 1))
}

/// 武城自然资决〔2022〕36号: a year in brackets follows a few characters of the same line that are no words of a sentence.
pub(crate) fn number_of_paper(view: &View<'_>, at: usize) -> bool {
    const WORDS: usize = 14;
    let joined = |n: usize| n == 0 || view.gap_before(at + n) == Gap::None;
    let word = |c: char| {
        (lexicon::is_han(c) || matches!(c, '(' | ')')) && !"不向给交书达收对将".contains(c)
    };
    let year = |n: usize| {
        let text = view.slice(at + n, at + n + 6);
        let opens = matches!(text.first(), Some('〔' | '[' | '(' | '【'));
        let digits = text.iter().skip(1).take(4).all(char::is_ascii_digit);
        opens && digits && matches!(text.get(5), Some('〕' | ']' | ')' | '】'))
    };
    for n in 0..=WORDS {
        if !joined(n) {
            return false;
        }
        if year(n) {
            return true;
        }
        if !word(view.get(at + n)) {
            return false;
        }
    }
    false
}

/// 张三，男，3205…，某市某路1号，…: a phrase right after the number of a person that is nothing but an address.
pub(crate) fn after_person(scan: &mut Scan<'_, '_>, at: usize) {
    let view = scan.view;
    let start = at + usize::from(matches!(view.get(at), '，' | ',' | '、' | '('));
    if start == at && view.gap_before(at) == Gap::None {
        return;
    }
    let label = LABELS.longest(view.slice(start, start + 16)).is_some() || view.get(start) == '问';
    let Some(end) = address_end(view, start, Tie::Colon).filter(|_| !label) else {
        return;
    };
    let text = view.slice(start, end);
    let units = text.iter().filter(|c| is_unit(**c)).count();
    let closed = matches!(view.get(end), '，' | ',' | '。' | '；' | ')' | '|' | '\0')
        || view.gap_before(end) != Gap::None;
    let last = text.last().is_some_and(|c| "村组社屯队".contains(*c));
    let dwelling = text.iter().any(char::is_ascii_digit) || last;
    let other = holds(text, &["公司", "经营", "〔", "["]) || number_of_paper(view, start);
    if units > 1 && closed && dwelling && text.len() > 5 && !other {
        add_home(scan, (start, end), "公民身份号码后的住址");
    }
}

/// 住 leads to an address only at the beginning of a phrase.
fn lives_here(view: &View<'_>, label: usize, start: usize) -> bool {
    let before = if label == 0 {
        '，'
    } else {
        view.get(label - 1)
    };
    let opens = !lexicon::is_han(before)
        || "现家均系女男族生者人户".contains(before)
        || view.gap_before(label) != Gap::None;
    let place = |end| ends_in_house(view.slice(start, end));
    opens
        && (view.slice(start, start + 12).iter().any(|c| is_unit(*c))
            || address_end(view, start, Tie::Free).is_some_and(place))
}

fn owner(
    scan: &Scan<'_, '_>,
    (label, label_end): (Label, usize),
    (start, end): (usize, usize),
) -> Owner {
    let view = scan.view;
    if label == Label::Office {
        return Owner::Organisation;
    }
    let party_is_firm = scan.known.names.first().is_some_and(|n| !n.natural);
    let firm = scan.subject == Owner::Organisation
        || scan.subject == Owner::Unknown && (party_is_firm || firm_follows(view, end));
    // What a party who is a person has for an employer has no 住址 here.
    let fields = !scan.person_since && (scan.firm_party.is_some() || !scan.named);
    match label {
        Label::Place if scan.agency_speaks(start) || scan.office_of_agency(start) => Owner::Agency,
        Label::Place if firm => Owner::Organisation,
        // 经营场所：…　住址：…: the second is where the owner lives.
        Label::Home
            if firm && fields && !scan.seated && view.slice(label_end, start).contains(&':') =>
        {
            Owner::Organisation
        }
        _ => Owner::Natural,
    }
}

/// 某市某路1号（经营者家庭住址）: a remark says that somebody lives there.
fn dwelling_said(view: &View<'_>, end: usize) -> bool {
    view.get(end) == '('
        && holds(
            view.slice(end + 1, end + 12),
            &["家庭", "住址", "住处", "家中"],
        )
}

/// 经营者住址, 负责人住址: the word before says whose it is.
fn of_person(view: &View<'_>, label: usize) -> bool {
    let before = view.slice(label.saturating_sub(2), label);
    matches!(before, [_, '者' | '人'] | ['本', _])
}

/// 某公司(地址：…，电话：…): the place is in a bracket behind the name of an organisation.
pub(crate) fn in_remark_of_office(view: &View<'_>, at: usize) -> bool {
    let from = at.saturating_sub(70);
    let Some(open) = (from..at).rev().find(|i| matches!(view.get(*i), '(' | ')')) else {
        return false;
    };
    let mut i = open;
    if i > 0 && view.get(i - 1) == ')' {
        i = (i.saturating_sub(16)..i - 1)
            .rev()
            .find(|n| view.get(*n) == '(')
            .unwrap_or(i);
    }
    view.get(open) == '('
        && i > 1
        && "局院府会队所处厅站心司店厂校社部馆行".contains(view.get(i - 1))
}

/// 自然资源局（地址：…）: the name of an authority or of another organisation stands before the bracket.
fn beside_agency(view: &View<'_>, label: usize) -> bool {
    let office = |i: usize| "局院府会队所处厅站心司店厂校".contains(view.get(i));
    // 支队地址：…
    let direct = label > 1
        && view.gap_before(label) == Gap::None
        && "队局处口所".contains(view.get(label - 1));
    direct
        || label > 1 && view.get(label - 1) == '(' && office(label - 2)
        || matches!(view.get(label.wrapping_sub(1)), '(' | ',' | '，' | '、')
            && in_remark_of_office(view, label)
}

/// An organisation's fields come right after the address.
fn firm_follows(view: &View<'_>, end: usize) -> bool {
    (end..(end + 30).min(view.len())).any(|q| {
        matches!(
            LABELS.longest(view.slice(q, q + 16)),
            Some((_, Label::Code | Label::Person(Role::LegalRepresentative)))
        )
    })
}

/// How far the address goes that begins at `start`.
fn address_end(view: &View<'_>, start: usize, tie: Tie) -> Option<usize> {
    let mut q = start;
    let mut depth = 0;
    while q < view.len() && q - start < LONGEST {
        let c = view.get(q);
        if q > start && view.gap_before(q) != Gap::None && depth == 0 && !goes_on(view, q) {
            break;
        }
        if c == '“'
            && let Some(behind) = estate(view, q)
        {
            q = behind;
            continue;
        }
        if matches!(
            c,
            '。' | '；'
                | ';'
                | '，'
                | ','
                | '、'
                | ':'
                | '!'
                | '?'
                | '？'
                | '！'
                | '“'
                | '”'
                | '《'
                | '》'
                | '|'
                | '【'
                | '】'
                | '@'
        ) {
            break;
        }
        if c == '(' {
            if !remark_belongs(view, q) {
                break;
            }
            depth += 1;
        } else if c == ')' {
            if depth == 0 {
                break;
            }
            depth -= 1;
        }
        if q > start && label_stops(view, q, tie) {
            break;
        }
        q += 1;
    }
    (q > start).then_some(q)
}

/// 大道“东城国际”11幢26-4: where the name of an estate in quotation marks ends, if a number follows it.
fn estate(view: &View<'_>, open: usize) -> Option<usize> {
    const LONGEST_NAME: usize = 10;
    let inside = view.slice(open + 1, open + 2 + LONGEST_NAME);
    let length = inside.iter().take_while(|c| lexicon::is_han(**c)).count();
    let behind = open + length + 2;
    let closed = length > 1 && view.get(behind - 1) == '”';
    let numbered = view.get(behind).is_ascii_alphanumeric();
    (closed && numbered && view.next_gap(open, behind + 1).is_none()).then_some(behind)
}

/// After a gap the address goes on if what follows has the form of a part of an address and is no label.
pub(crate) fn goes_on(view: &View<'_>, q: usize) -> bool {
    if let Some((n, label)) = LABELS.longest(view.slice(q, q + 16))
        && (n >= 2 || *label != Label::Lives)
    {
        let field =
            view.slice(q + n, q + n + 12).contains(&':') || view.gap_before(q + n) != Gap::None;
        if field || !is_unit(view.get(q + n)) {
            return false;
        }
    }
    let complete = matches!(view.get(q - 1), '室' | '户');
    // 36号⏎我们是…: a sentence begins.
    let line = view.gap_before(q) == Gap::Line;
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十附".contains(c);
    if line
        && (view.get(q - 1) == '号' && !digit(view.get(q))
            || "我你您本经现当兹问答".contains(view.get(q)))
    {
        return false;
    }
    let ahead = view.slice(q, q + 14);
    let stop = ahead
        .iter()
        .position(|c| matches!(c, '，' | '。' | '；' | ':' | ',' | '、'))
        .unwrap_or(ahead.len());
    if view.slice(q, q + stop + 1).last() == Some(&':') && stop < ahead.len() {
        return false;
    }
    let first_unit = ahead[..stop].iter().position(|c| is_unit(*c));
    !complete && first_unit.is_some_and(|n| n <= 9)
}

/// A remark in brackets belongs to the address if it is short and holds no field of its own.
fn remark_belongs(view: &View<'_>, open: usize) -> bool {
    let inside = view.slice(open + 1, open + 26);
    let Some(length) = inside.iter().position(|c| *c == ')') else {
        return false;
    };
    let inside = &inside[..length];
    let digits = inside.iter().filter(|c| c.is_ascii_digit()).count();
    let field = LABELS
        .longest(inside)
        .is_some_and(|(_, l)| *l != Label::Dwelling);
    // （未到场）, （某人之妻）: said of whoever lives there.
    let said = holds(
        inside,
        &[
            "未到", "之妻", "之夫", "之子", "之女", "之父", "之母", "代收",
        ],
    );
    digits < 7 && !field && !said && !inside.contains(&':')
}

/// A field label or, in running text, a word that cannot be part of an address ends it.
fn label_stops(view: &View<'_>, q: usize, tie: Tie) -> bool {
    let rest = view.slice(q, q + 16);
    if let Some((n, label)) = LABELS.longest(rest) {
        let colon = rest.get(n) == Some(&':');
        let field = matches!(
            label,
            Label::Phone(_)
                | Label::Citizen
                | Label::Document
                | Label::Passport
                | Label::Mail
                | Label::Birth
                | Label::Code
                | Label::Stop
                | Label::Plain
                | Label::Messenger
                | Label::Account
                | Label::Home
                | Label::Plate
                | Label::Wealth
        );
        let person = matches!(label, Label::Person(_)) && n >= 3 && !is_unit(rest[n - 1]);
        if colon || field && n >= 2 || person {
            return true;
        }
    }
    let c = view.get(q);
    let after_end = matches!(view.get(q - 1), '号' | '室' | '户' | '幢' | '栋' | '楼');
    // 于都县, 从江县, 乐从镇: a part of a place.
    let place = || (q + 1..q + 5).any(|i| is_unit(view.get(i)));
    let verb = c == '为' && after_end
        || matches!(c, '的' | '等' | '与' | '将' | '被' | '因')
        || matches!(c, '从' | '于') && !place();
    // 4楼左手, 3号东1单元, but not 3号前往
    let behind = view.get(q + 1);
    let side = "左右东西南北中前后".contains(c)
        && (behind.is_ascii_digit() || "手侧边面间户单元门".contains(behind));
    let phrase = after_end && !side && lexicon::follower(rest) >= 2;
    // 某村下坊组均无法联系, 某某小区2栋301室房屋已无人居住: it is told what became of a letter sent there.
    let told = [
        "均无", "均系", "均未", "邮寄", "投递", "房屋", "查无", "无人",
    ];
    let ended = "号室户幢栋楼村组社屯队".contains(view.get(q - 1));
    let numbered = || rest[..rest.len().min(8)].iter().any(char::is_ascii_digit);
    if ended && told.iter().any(|word| view.starts_with(q, word)) && !numbered() {
        return true;
    }
    tie != Tie::Colon && (verb || phrase)
}

/// Words shortly before an address where somebody lives: 居住, 家住, 住处 all hold the first.
const DWELLING_BEFORE: [&str; 5] = ["住", "家在", "家中", "家庭", "家位于"];
const DWELLING_AFTER: [&str; 10] = [
    "家",
    "的家",
    "住处",
    "住所",
    "住宅",
    "的住",
    "暂住",
    "租住",
    "居住",
    "的出租",
];
const ESTATE: [&str; 12] = [
    "小区", "花园", "新村", "公寓", "苑", "家园", "村", "单元", "府", "庭", "里", "宿舍",
];

/// The representative of an organisation was named right before.
fn represents(scan: &Scan<'_, '_>, label: usize) -> bool {
    let last = scan.people.announced.last();
    let near = |p: &crate::people::Person| p.end <= label && label - p.end < 2;
    !scan.own_number && last.is_some_and(|p| near(p) && p.role == Role::LegalRepresentative)
}

/// The address is that of a housing estate or of a village; 南苑街道 and 府前路 are none.
fn home_like(text: &[char]) -> bool {
    let ends = |word: &str| {
        let length = word.chars().count();
        text.windows(length).enumerate().any(|(i, w)| {
            let next = text.get(i + length).copied().unwrap_or_default();
            w.iter().copied().eq(word.chars())
                && !matches!(next, '街' | '镇' | '路' | '前' | '大' | '东' | '西')
        })
    };
    ESTATE.iter().any(|word| ends(word))
}
/// A spot beside something, not a dwelling.
const SITE: [&str; 8] = [
    "东侧", "西侧", "南侧", "北侧", "公共", "搭建", "附近", "路口",
];
const BUSINESS: [&str; 13] = [
    "公司", "单位", "送交", "经营", "店", "厂", "仓库", "办公", "注册", "登记", "检查", "法院",
    "局",
];

/// A room number in running text: a home if somebody lives there or it lies in a housing estate and no business is named.
pub(crate) fn unlabelled(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let covered = scan.found.last().is_some_and(|f| f.end > i);
    if covered || i == 0 || !view.get(i - 1).is_ascii_digit() {
        return;
    }
    let end = i + 1;
    let start = begin_behind(scan, i);
    let text = view.slice(start, end);
    if text.iter().filter(|c| is_unit(**c)).count() < 3 {
        return;
    }
    let before = view.slice(start.saturating_sub(16), start);
    let lives = || {
        holds(&before[before.len().saturating_sub(6)..], &DWELLING_BEFORE)
            || DWELLING_AFTER.iter().any(|w| view.starts_with(end, w))
    };
    let business = || holds(before, &BUSINESS) || holds(view.slice(end, end + 16), &BUSINESS);
    if lives() || home_like(text) && !business() {
        add_home(scan, (start, end), "符合居住地址形式");
    }
}

/// 在…原已有宅基地一处, 位于…的住房, 楼上…住户: the address stands before the word that says that somebody lives there.
pub(crate) fn before_dwelling(scan: &mut Scan<'_, '_>, word: usize) {
    let view = scan.view;
    let ends = |end: usize| {
        let (c, before) = (view.get(end - 1), view.get(end - 2));
        let counted = before.is_ascii_digit()
            || "一二三四五六七八九十甲乙丙丁ABCDEF东西南北中".contains(before);
        let room = c == '元' && before == '单';
        room || c.is_ascii_digit()
            || "组社队屯村".contains(c)
            || counted && "号室户幢栋楼层座房".contains(c)
    };
    // What may stand between: 的, 内, 原已有, 自有的.
    let between =
        |end: &usize| *end > 0 && "的内中处原已有自一两套间私".contains(view.get(end - 1));
    let end = (word.saturating_sub(5)..=word)
        .rev()
        .find(|end| !between(end));
    let Some(end) = end.filter(|end| *end > 6 && ends(*end)) else {
        return;
    };
    let start = begin_behind(scan, end - 1);
    let text = view.slice(start, end);
    // 某商贸城3号楼2层的房屋: a place of business as well.
    let weak = ["房屋", "房子", "房产"]
        .iter()
        .any(|w| view.starts_with(word, w));
    if weak && !(home_like(text) || text.last() == Some(&'室')) {
        return;
    }
    let units = text.iter().filter(|c| is_unit(**c)).count();
    let covered = scan.found.last().is_some_and(|f| f.end > start);
    let numbered = text.iter().any(char::is_ascii_digit) || holds(text, &["组", "队", "社", "屯"]);
    if units < 3 || covered || !numbered || holds(text, &BUSINESS) || holds(text, &SITE) {
        return;
    }
    add_home(scan, (start, end), "后附住房、住户等用语的地址");
}

/// Where the address begins that ends at `end`: behind a name and behind what leads to it.
fn begin_behind(scan: &Scan<'_, '_>, end: usize) -> usize {
    let start = begin(scan.view, end);
    let person = scan.people.announced.last().map_or(0, |p| p.end);
    let start = if (start..end).contains(&person) {
        person
    } else {
        start
    };
    without_lead(scan.view, start, end)
}

/// 系楼上|某市…: what leads to an address is no part of it.
fn without_lead(view: &View<'_>, start: usize, end: usize) -> usize {
    const LEADS: [&str; 12] = [
        "报警人",
        "系",
        "其",
        "楼上",
        "楼下",
        "隔壁",
        "对门",
        "位于",
        "坐落",
        "坐落于",
        "本",
        "同",
    ];
    let mut start = start;
    for _ in 0..3 {
        let Some(word) = LEADS.iter().find(|word| view.starts_with(start, word)) else {
            break;
        };
        start += word.chars().count();
    }
    start.min(end)
}

/// One of the words stands somewhere in the text.
pub(crate) fn holds(text: &[char], words: &[&str]) -> bool {
    let begins = |rest: &[char], word: &str| {
        let mut rest = rest.iter();
        word.chars().all(|c| rest.next() == Some(&c))
    };
    words.iter().any(|word| {
        let first = word.chars().next().unwrap_or_default();
        let mut at = 0;
        while let Some(n) = text[at..].iter().position(|c| *c == first) {
            if begins(&text[at + n..], word) {
                return true;
            }
            at += n + 1;
        }
        false
    })
}

/// The character at `i` is no part of an address: 在, 到, 住, but 和平里 and 从江县.
fn breaks(view: &View<'_>, i: usize) -> bool {
    let c = view.get(i);
    let before = if i > 0 { view.get(i - 1) } else { '，' };
    let place = || {
        let apart = before.is_ascii_digit() || "号室户人".contains(before);
        !apart && lexicon::is_han(before)
    };
    match c {
        '和' => !place(),
        '从' | '于' => !(is_unit(view.get(i + 1)) || is_unit(view.get(i + 2))),
        _ => "在到至往由赴为是住的将对向被址与答".contains(c),
    }
}

/// Walks back to where the address begins.
fn begin(view: &View<'_>, end: usize) -> usize {
    let mut start = end;
    while start > 0 && end - start < 60 {
        let c = view.get(start - 1);
        let part = lexicon::is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '#');
        if !part || breaks(view, start - 1) || view.gap_before(start).is_space() && !is_unit(c) {
            break;
        }
        start -= 1;
    }
    start
}

/// Somebody's home, known by its form alone.
fn add_home(scan: &mut Scan<'_, '_>, place: (usize, usize), reason: &'static str) {
    let (kind, owner) = (Kind::Address, Owner::Natural);
    scan.add(place, kind, owner, Evidence::Form, reason);
}
