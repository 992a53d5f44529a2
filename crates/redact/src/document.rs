//! What is not a plain number: title certificates, e-mail, messenger accounts, birth dates, property.
//!
//! Each reader is given a place and looks a bounded distance around it.

use crate::address::holds;
use crate::find::Evidence;
use crate::kind::{Kind, Owner};
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::running;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

/// Words before a mailbox that nobody has for himself.
const PUBLIC_BOX: [&str; 17] = [
    "发邮件至",
    "如有疑问",
    "工作邮箱",
    "你们的",
    "我们的",
    "贵局",
    "本所",
    "本队",
    "单位邮",
    "公用",
    "公务",
    "公共",
    "单位邮箱",
    "公司邮箱",
    "官方",
    "监督",
    "举报",
];

/// E-mail around the sign at `at`; spaces may stand beside the sign, and a line end anywhere.
pub(crate) fn mail(scan: &mut Scan<'_, '_>, at: usize) {
    let view = scan.view;
    let local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
    let mut start = at;
    while start > 0 && at - start < 64 && local(view.get(start - 1)) {
        if start < at && view.gap_before(start).is_space() {
            break;
        }
        start -= 1;
    }
    let mut end = at + 1;
    let mut dot = false;
    while end - at < 64
        && (view.get(end).is_ascii_alphanumeric() || matches!(view.get(end), '.' | '-'))
    {
        if end > at + 1 && view.gap_before(end).is_space() {
            break;
        }
        dot |= view.get(end) == '.';
        end += 1;
    }
    while end > at && matches!(view.get(end - 1), '.' | '-') {
        end -= 1;
    }
    while start < at && matches!(view.get(start), '.' | '-') {
        start += 1;
    }
    if start == at || !dot || end - at < 4 {
        return;
    }
    let before = view.slice(start.saturating_sub(12), start);
    let official = || {
        view.slice(at, end)
            .ends_with(&['.', 'g', 'o', 'v', '.', 'c', 'n'])
    };
    let own = holds(before, &["本人", "个人", "私人", "举报人", "投诉人"]);
    let owner = match () {
        () if own => Owner::Natural,
        () if official() || scan.agency_speaks(start) && said_by_agency(scan, start) => {
            Owner::Agency
        }
        () if holds(before, &PUBLIC_BOX) => Owner::Organisation,
        () => Owner::Natural,
    };
    scan.add(
        (start, end),
        Kind::Email,
        owner,
        Evidence::Form,
        "符合电子邮箱格式",
    );
}

/// 请将材料发至我局邮箱…: the agency is spoken of in the same sentence, shortly before the mailbox; but 我局向其邮箱…送达 tells
/// that of somebody it wrote to.
fn said_by_agency(scan: &Scan<'_, '_>, start: usize) -> bool {
    const NEAR: usize = 16;
    const TO_OTHERS: [&str; 18] = [
        "向",
        "给",
        "其",
        "你",
        "您",
        "送达",
        "当事人",
        "发送",
        "登记的",
        "预留",
        "留存",
        "留的",
        "填写的",
        "确认的",
        "收到",
        "来自",
        "接到",
        "通过",
    ];
    let view = scan.view;
    let near = |end: &usize| *end <= start && start - end <= NEAR;
    scan.agency.filter(near).is_some_and(|end| {
        let between = view.slice(end, start);
        let line = (end..=start).any(|i| view.gap_before(i) == Gap::Line);
        !line && !between.contains(&'。') && !holds(between, &TO_OTHERS)
    })
}

/// The account after a label of a messenger.
pub(crate) fn messenger(scan: &mut Scan<'_, '_>, label_end: usize) {
    let view = scan.view;
    let mut p = label_end;
    while p - label_end < 10
        && (matches!(
            view.get(p),
            ':' | '('
                | '“'
                | '"'
                | '为'
                | '是'
                | '群'
                | '主'
                | '号'
                | '账'
                | '昵'
                | '称'
                | '名'
                | '/'
                | '、'
                | '码'
        ) || view.starts_with(p, "同手机"))
    {
        p += 1;
    }
    // 微信号我这里有，是tangtang0714
    if account_end(view, p).is_none() {
        p = said_later(view, p).unwrap_or(p);
    }
    // 微信号（甲、乙）: several accounts in a row.
    for _ in 0..8 {
        let Some(end) = account_end(view, p) else {
            return;
        };
        scan.add(
            (p, end),
            Kind::Messenger,
            Owner::Natural,
            Evidence::Labelled,
            "由网络通讯账号标签引出",
        );
        p = end + 1;
        if !matches!(view.get(end), '、' | '和' | '及' | '/') {
            return;
        }
    }
}

/// laochuan.taicang: a full stop between letters of an account.
fn joint(view: &View<'_>, p: usize, q: usize) -> bool {
    let letter = |i: usize| view.get(i).is_ascii_lowercase();
    view.get(q) == '.' && q > p && letter(q - 1) && letter(q + 1)
}

/// The account that a few words lead to: letters with digits or hyphens, in the same sentence.
fn said_later(view: &View<'_>, p: usize) -> Option<usize> {
    let near =
        |i: &usize| lexicon::is_han(view.get(*i)) || matches!(view.get(*i), '，' | ',' | ':');
    let start = p + (p..p + 12).take_while(near).count();
    let end = account_end(view, start)?;
    let signs = view
        .slice(start, end)
        .iter()
        .filter(|c| !c.is_ascii_alphabetic())
        .count();
    let letter = view.get(start).is_ascii_alphabetic() && signs > 0 && signs < end - start;
    let number = matches!(view.get(start.wrapping_sub(1)), '是' | '为') && signs == end - start;
    (start > p && (letter || number)).then_some(start)
}

/// A line begins at `q` with the number of a row of a table.
pub(crate) fn begins_row(view: &View<'_>, q: usize) -> bool {
    let row = |end: &usize| view.gap_before(*end) == Gap::Wide || view.get(*end) == '|';
    view.gap_before(q) == Gap::Line
        && view.get(q).is_ascii_digit()
        && (q + 1..q + 4)
            .find(|end| !view.get(*end).is_ascii_digit() || view.gap_before(*end) != Gap::None)
            .is_some_and(|end| row(&end))
}

/// Where the account of a messenger ends that begins at `p`.
fn account_end(view: &View<'_>, p: usize) -> Option<usize> {
    let (mut q, mut line) = (p, None);
    while q - p < 24
        && (view.get(q).is_ascii_alphanumeric()
            || matches!(view.get(q), '_' | '-')
            || joint(view, p, q))
    {
        let gap = q > p && view.gap_before(q).is_space() && !view.get(q).is_ascii_digit();
        if gap || q > p && begins_row(view, q) {
            break;
        }
        if q > p && view.gap_before(q) == Gap::Line {
            line = Some(q);
        }
        q += 1;
    }
    // A date begins the next line.
    if let Some(line) = line.filter(|_| matches!(view.get(q), '年' | '.' | '/')) {
        q = line;
    }
    (q - p >= 5 && !matches!(view.get(q), '年' | '元' | '@')).then_some(q)
}

/// The number after a label of a certificate, or several in a row.
pub(crate) fn title(scan: &mut Scan<'_, '_>, label_end: usize) {
    let mut p = title_start(scan, label_end);
    for _ in 0..8 {
        let Some((start, end)) = title_span(scan.view, p) else {
            return;
        };
        scan.add(
            (start, end),
            Kind::Certificate,
            Owner::Unknown,
            Evidence::Labelled,
            "由证书编号标签引出",
        );
        let view = scan.view;
        let next = view.get(end + 1);
        if view.get(end) != '、' || !(next.is_ascii_alphanumeric() || next.is_ascii_digit()) {
            return;
        }
        p = end + 1;
    }
}

/// Where the number begins that a label of a certificate announces.
fn title_start(scan: &Scan<'_, '_>, label_end: usize) -> usize {
    let view = scan.view;
    let (mut p, _) = scan.value(label_end);
    // 健康证（编号：…）, 作业人员证，证号是…
    if view.get(p) == '，' && matches!(view.get(p + 1), '证' | '编') {
        p += 1;
    }
    // 导游证照片（证号…）
    let word = view
        .slice(p, p + 5)
        .iter()
        .take_while(|c| lexicon::is_han(**c))
        .count();
    let inside = |at: usize| {
        matches!(
            LABELS.longest(view.slice(at, at + 8)),
            Some((_, Label::Plain))
        )
    };
    if word > 0 && view.get(p + word) == '(' && inside(p + word + 1) {
        p += word + 1;
    }
    while let Some((n, Label::Plain | Label::Title)) = LABELS.longest(view.slice(p, p + 8)) {
        p += n + usize::from(matches!(view.get(p + n), ':' | '为' | '是'));
    }
    // 承包经营权证号TR2019053308, 资格证书号：…, 档案编号分别为…
    for word in [
        "/操作证",
        "档案",
        "书",
        "号",
        ":",
        "分别",
        "依次",
        "均",
        "为",
        "是",
        ":",
        "答",
    ] {
        p += if view.starts_with(p, word) {
            word.chars().count()
        } else {
            0
        };
    }
    p
}

/// From `p` to the end of a certificate number: at least four digits, up to 号 or the last digit.
fn title_span(view: &View<'_>, p: usize) -> Option<(usize, usize)> {
    let (mut q, mut digits, mut end, mut han, mut open) = (p, 0, p, 0, 0);
    // 驾驶证被暂扣: what is said of it is no number.
    let told = [
        "被", "驾驶", "持有", "未", "已", "复印", "显示", "所", "过期", "照片", "原件",
    ];
    if told.iter().any(|word| view.starts_with(p, word)) {
        return None;
    }
    while q - p < 60 {
        let c = view.get(q);
        match c {
            '号' if digits >= 4 => {
                end = certificate_end(view, q + 1);
                break;
            }
            _ if q > p && digits == 0 && view.gap_before(q) == Gap::Wide => break,
            _ if q > p && digits >= 6 && view.gap_before(q).is_space() && !c.is_ascii_digit() => {
                break;
            }
            _ if q > p && begins_row(view, q) => break,
            _ if c.is_ascii_alphanumeric() => {
                digits += usize::from(c.is_ascii_digit());
                end = q + 1;
            }
            '(' | '〔' | '[' => open += 1,
            ')' | '〕' | ']' if open > 0 => open -= 1,
            '-' | '/' | '*' => {}
            // NO.3400215579
            '.' if digits == 0 && q > p && view.get(q + 1).is_ascii_digit() => {}
            _ if lexicon::is_han(c) && title_goes_on(view, q, digits, han) => han += 1,
            _ => break,
        }
        q += 1;
    }
    let dated = matches!(view.get(end), '年' | '月' | '元');
    let inside = view.slice(p, end);
    // 苏2322016201703388, 湘健2024-07: the province and what the certificate is for.
    let head = inside.iter().take_while(|c| lexicon::is_han(**c)).count();
    let tail = &inside[head..inside.len() - usize::from(inside.ends_with(&['号']))];
    let plain = head < 6 && !tail.iter().any(|c| lexicon::is_han(*c));
    let formal = plain || inside.iter().any(|c| matches!(c, '第' | '(' | '〔' | '字'));
    (digits >= 4 && formal && !dated).then_some((p, end))
}

/// （2014）第0002317号集体土地使用证: what the certificate is called stands behind its number.
fn certificate_end(view: &View<'_>, end: usize) -> usize {
    let goes_on = |i: &usize| lexicon::is_han(view.get(*i)) && view.gap_before(*i) == Gap::None;
    let word = (end..end + 8).take_while(goes_on);
    word.filter(|i| view.get(*i) == '证')
        .last()
        .map_or(end, |i| i + 1)
}

/// A Chinese character inside a certificate number: the place, 第, 字; never the beginning of another field.
fn title_goes_on(view: &View<'_>, q: usize, digits: usize, han: usize) -> bool {
    if digits == 0 && han > 12 || digits > 0 && matches!(view.get(q), '年' | '月' | '元') {
        return false;
    }
    let part = |l: &Label| {
        matches!(
            l,
            Label::Title | Label::TitleCore | Label::Plain | Label::Word
        )
    };
    // 营养师证1707…, 船员服务簿C00…
    let holder = |n: usize| digits == 0 && matches!(view.get(q + n), '证' | '服');
    let field = LABELS
        .longest(view.slice(q, q + 12))
        .is_some_and(|(n, l)| n >= 2 && !part(l) && !holder(n));
    !(field && (digits >= 4 || han == 0)) && (digits < 4 || view.gap_before(q) == Gap::None)
}

/// 苏（2023）某市不动产权第0012345号 without a label: goes back to the province or to the beginning of the word.
pub(crate) fn title_core(scan: &mut Scan<'_, '_>, start: usize, end: usize) {
    let view = scan.view;
    if scan.found.last().is_some_and(|f| f.end > start) {
        return;
    }
    let Some((_, stop)) = title_span(view, end).or_else(|| title_span(view, end.saturating_sub(1)))
    else {
        return;
    };
    let (mut from, mut closed) = (start, 0);
    while from > 0 && start - from < 20 {
        let c = view.get(from - 1);
        // 住房一套（某房权证字第1号）: a bracket that only opens is not of the number.
        match c {
            ')' | '〕' | ']' => closed += 1,
            '(' | '〔' | '[' if closed == 0 => break,
            '(' | '〔' | '[' => closed -= 1,
            _ => {}
        }
        let part = lexicon::is_han(c)
            || c.is_ascii_digit()
            || matches!(c, '(' | ')' | '〔' | '〕' | '[' | ']');
        if !part || "为是有证书号将以持".contains(c) {
            break;
        }
        from -= 1;
        if (lexicon::is_province(c) || "黔滇陇".contains(c))
            && matches!(view.get(from + 1), '(' | '〔' | '[')
        {
            break;
        }
    }
    scan.add(
        (from, stop),
        Kind::Certificate,
        Owner::Unknown,
        Evidence::Form,
        "符合权属证书编号形式",
    );
}

/// A date at `p`: 1975年3月2日, 1975-03-02, 19750302, 1975 3 2, 一九七五年三月二日, 一九六五年正月初九. Returns its end.
pub(crate) fn date_end(view: &View<'_>, p: usize) -> Option<usize> {
    let chinese = |c: char| "〇零○一二三四五六七八九十元正初腊冬廿".contains(c) && c != '\0';
    let (mut q, mut digits, mut others) = (p, 0, 0);
    while q - p < 16 {
        let c = view.get(q);
        if c.is_ascii_digit() || chinese(c) {
            digits += 1;
        } else if matches!(c, '年' | '月' | '日' | '.' | '-' | '/') || lunar(view, q) {
            others += 1;
        } else {
            break;
        }
        q += 1;
        if c == '日' {
            break;
        }
    }
    while q > p && matches!(view.get(q - 1), '.' | '-' | '/') {
        q -= 1;
    }
    let first = view.get(p);
    let year = first == '1' || first == '2' || matches!(first, '一' | '二');
    let written = others > 0
        || digits == 8
        || digits >= 6 && (p + 1..q).any(|k| view.gap_before(k) != Gap::None);
    (year && written && (4..=12).contains(&digits)).then_some(q)
}

/// 1970年农历八月十五: a sign of the two that say so.
fn lunar(view: &View<'_>, at: usize) -> bool {
    match view.get(at) {
        '农' => view.get(at + 1) == '历',
        '历' => view.get(at.wrapping_sub(1)) == '农',
        _ => false,
    }
}

/// A birth date after its label, or those of several people, or one before the word 出生.
pub(crate) fn birth(scan: &mut Scan<'_, '_>, start: usize, end: usize) {
    let view = scan.view;
    // 丛俊生于2024年…: the first character ends a name.
    if view.starts_with(start, "生于") && start > 0 && lexicon::is_han(view.get(start - 1)) {
        return;
    }
    let (p, _) = scan.value(end);
    let p = if matches!(view.get(p), '于') {
        p + 1
    } else {
        p
    };
    // 出生日期分别为甲、乙和丙
    let said = view.slice(end, end + 6);
    let several = holds(said, &["依次", "分别"]);
    let said = said.iter().rposition(|c| matches!(c, '为' | '是' | ':'));
    let mut p = match said.filter(|_| several) {
        Some(last) => p.max(end + last + 1),
        None => p,
    };
    if date_end(view, p).is_some() {
        while let Some(stop) = date_end(view, p) {
            scan.add(
                (p, stop),
                Kind::BirthDate,
                Owner::Natural,
                Evidence::Labelled,
                "由出生日期标签引出",
            );
            p = stop + 1;
            let birth = || date_end(view, p).is_some_and(|end| of_birth(view, p, end));
            let next = match view.get(stop) {
                '、' | '和' | '及' => several || birth(),
                // 1991年10月23日，2024年3月5日到案
                '，' => several && birth(),
                _ => false,
            };
            if !next {
                break;
            }
        }
    } else if view.starts_with(start, "出生") {
        date_before(scan, start);
    }
}

/// 乐晓芸，男，1943年7月19日，汉族: a date right behind the sex at `i`, or behind the people that follows it, if it is of a
/// year in which grown people were born and no event is told of it: 男，2006年3月5日因盗窃被…
pub(crate) fn behind_sex(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    // 男(苗族) 1990…, 男；1990…
    let part = |from: usize| {
        let sign = |c: char| matches!(c, '，' | ',' | '、' | '|' | '；' | ';' | ')');
        let signs = usize::from(sign(view.get(from)));
        (signs == 1 || view.gap_before(from) != Gap::None).then_some(from + signs)
    };
    let Some(mut p) = part(i + 1).filter(|_| i == 0 || view.get(i - 1) != '子') else {
        return;
    };
    p += if view.starts_with(p, "民族:") { 3 } else { 0 };
    let word = view.slice(p, p + 5);
    let word = word.iter().take_while(|c| lexicon::is_han(**c)).count();
    let people = word == 1 || word > 1 && view.get(p + word - 1) == '族';
    if people && view.gap_before(p + word - 1) == Gap::None {
        let Some(behind) = part(p + word) else { return };
        p = behind;
    }
    let Some(end) = date_end(view, p).filter(|end| of_birth(view, p, *end)) else {
        return;
    };
    scan.add(
        (p, end),
        Kind::BirthDate,
        Owner::Natural,
        Evidence::Form,
        "性别后的日期",
    );
}

/// The date is one of a birth by its year and month, and nothing is told of it: not 2006年3月5日因….
fn of_birth(view: &View<'_>, start: usize, end: usize) -> bool {
    const YEARS: std::ops::Range<u32> = 1900..2010;
    let text = view.slice(start, end);
    let closed = !lexicon::is_han(view.get(end)) || view.gap_before(end) != Gap::None;
    let (year, month) = year_and_month(text);
    let amount = text.ends_with(&['元']);
    closed && !amount && YEARS.contains(&year) && (1..=12).contains(&month)
}

/// Year and month of a date in digits or in characters, nought where there is none: 1975-03-02, 19750302, 一九四三年元月.
fn year_and_month(date: &[char]) -> (u32, u32) {
    const CHINESE: &str = "〇一二三四五六七八九";
    let digit = |c: &char| match c {
        '零' | '○' => Some(0),
        c => c
            .to_digit(10)
            .or_else(|| CHINESE.chars().position(|d| d == *c).map(|d| d as u32)),
    };
    let number = |text: &[char]| text.iter().map_while(digit).fold(0, |n, d| n * 10 + d);
    let (year, rest) = date.split_at(date.len().min(4));
    let month = match rest {
        ['年', '元' | '正' | '冬' | '腊' | '十' | '农', ..] => 1,
        [c, rest @ ..] if digit(c).is_none() => number(&rest[..rest.len().min(2)]),
        _ => number(&rest[..rest.len().min(2)]),
    };
    (number(year), month)
}

/// 1975年3月2日生，: the date stands before 生.
pub(crate) fn born(scan: &mut Scan<'_, '_>, i: usize) {
    let view = scan.view;
    let next = view.slice(i + 1, i + 8);
    // 2001年2月21日生的孩子, but not 3月2日生的火
    let dated_to_year = || view.slice(i.saturating_sub(12), i).contains(&'年');
    let closed = view.gap_before(i + 1) != Gap::None
        || !next.first().is_some_and(|c| lexicon::is_han(*c))
        || next.starts_with(&['的'])
            && (dated_to_year() || !next.get(1).is_some_and(|c| lexicon::is_han(*c)))
        || LABELS.longest(next).is_some_and(|(n, _)| n > 1);
    let dated = |c: char| "日月一二三四五六七八九十".contains(c) || c.is_ascii_digit();
    if i > 0 && closed && dated(view.get(i - 1)) {
        date_before(scan, i);
    }
}

fn date_before(scan: &mut Scan<'_, '_>, end: usize) {
    let view = scan.view;
    for length in (6..=14).rev() {
        let Some(start) = end.checked_sub(length) else {
            continue;
        };
        let digit_before = start > 0 && view.get(start - 1).is_ascii_digit();
        if !digit_before && date_end(view, start) == Some(end) {
            scan.add(
                (start, end),
                Kind::BirthDate,
                Owner::Natural,
                Evidence::Form,
                "“出生”前的日期",
            );
            running::before_field(scan, start, "后附出生日期");
            return;
        }
    }
}

/// What somebody owns or earns, after a word that says so.
pub(crate) fn wealth(scan: &mut Scan<'_, '_>, start: usize, end: usize) {
    let view = scan.view;
    // 12月工资: the last month, not a month's pay.
    let month = view.get(start) == '月' && start > 0 && view.get(start - 1).is_ascii_digit();
    // 名下房产证号: the number of the title stands there.
    let title = LABELS.longest(view.slice(start + 2, start + 14));
    let title = title.is_some_and(|(n, l)| *l == Label::Title && start + 2 + n > end);
    if month || title {
        return;
    }
    if start > 0
        && "无未没的其".contains(view.get(start - 1))
        && view.get(start - 1) != '其'
        && view.get(start - 1) != '的'
    {
        return;
    }
    let (p, tie) = scan.value(end);
    // 财产线索：被申请人对公账户…: of an organisation.
    if holds(view.slice(p, p + 7), &["对公", "公司"]) {
        return;
    }
    let owned = view.starts_with(start, "名下");
    // 名下房产（不动产权证号：…）
    let deed = |at: usize| LABELS.longest(view.slice(at, at + 12));
    if matches!(deed(p), Some((_, Label::Title))) {
        return;
    }
    // 名下房屋的不动产权证书: what is said of it is no list of what is owned.
    if owned && view.get(p) == '的' {
        return;
    }
    let span = if owned || tie == Tie::Colon {
        clause(view, p, tie == Tie::Colon && !owned)
    } else {
        amount(view, p)
    };
    let Some(stop) = span else { return };
    scan.add(
        (p, stop),
        Kind::Property,
        Owner::Unknown,
        Evidence::Labelled,
        "由财产、收入状况标签引出",
    );
}

/// To the end of the clause; a field after a colon may hold commas.
fn clause(view: &View<'_>, p: usize, commas: bool) -> Option<usize> {
    let mut q = p;
    while q - p < 120 && q < view.len() {
        let c = view.get(q);
        if matches!(c, '。' | '；' | ';') || matches!(c, '，' | ',') && !commas {
            break;
        }
        let label = LABELS.longest(view.slice(q, q + 12));
        if q > p
            && view.gap_before(q) != Gap::None
            && (label.is_some() || view.slice(q, q + 10).contains(&':'))
        {
            break;
        }
        q += 1;
    }
    (q > p + 1).then_some(q)
}

/// An amount of money with a few words before it.
fn amount(view: &View<'_>, p: usize) -> Option<usize> {
    let mut q = p;
    while q - p < 8
        && "约为人民币大概共计有余达仅在左右不足低于超过近￥¥".contains(view.get(q))
        && q < view.len()
    {
        q += 1;
    }
    let first = q;
    while q - first < 16
        && (view.get(q).is_ascii_digit()
            || ",.万千百余多至-一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟零两"
                .contains(view.get(q)))
        && q < view.len()
    {
        q += 1;
    }
    let end = q + 1 + usize::from(view.get(q + 1) == '整');
    (q > first && view.get(q) == '元').then_some(end)
}
