//! Who the party of a paper is where no label says so: to whom it is written, whom it punishes, whom a remark calls so.
//!
//! A name that is kept by mistake is a leak, one that is hidden by mistake is not; whatever speaks of a complaint, of
//! a witness or of a firm that fines its own people is no sign of a party. How names are recognised is not known here.

use crate::address::holds;
use crate::kind::Role;
use crate::label::{LABELS, Label};
use crate::lexicon;
use crate::name::{LONGEST_LIST, list_item, skip_brackets};
use crate::running::item_before;
use crate::scan::{Scan, Tie};
use crate::view::{Gap, View};

/// 张三（身份证号码：…）：你…: the role of a name that may be one of those the decision is written to.
pub(crate) fn addressed(scan: &Scan<'_, '_>, p: usize, end: usize) -> Role {
    let view = scan.view;
    let list = view.slice(end, end + 200).iter();
    let ahead = list
        .take_while(|c| !matches!(c, '。' | '；' | '|'))
        .position(|c| *c == ':');
    let after = ahead.map(|_| last_item(view, end));
    let letter = |after: usize| {
        view.get(after) == ':'
            && !is_answer(view, p, after)
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

/// 某某婚庆店（张三）：: a paper is written to a shop by its name and its owner's, alone in a line.
fn shop_addressed(view: &View<'_>, p: usize, end: usize) -> bool {
    const LONGEST: usize = 34;
    if p < 2 || view.get(p - 1) != '(' || !view.starts_with(end, "):") {
        return false;
    }
    let colon = end + 1;
    let line = view.line_start(p.saturating_sub(LONGEST), p - 1);
    let name = line.map_or(&[][..], |line| view.slice(line, p - 1));
    let shop = |c: &char| "店行部坊馆厂铺摊场社".contains(*c);
    let whole = name.len() > 3 && name.iter().all(|c| lexicon::is_han(*c));
    let copied = name.starts_with(&['抄']) || name.starts_with(&['致']);
    whole
        && !copied
        && name.last().is_some_and(shop)
        && view.gap_before(colon + 1) == Gap::Line
        && holds(
            view.slice(colon + 1, colon + 120),
            &["涉嫌", "违法", "违反", "责令"],
        )
        && !is_answer(view, p, colon)
}

/// 李四女士：您好, 李四：你向我局举报…: what is written to the name that begins at `p`, behind the colon at `colon`, answers
/// somebody else than the party; a decision is less polite, and accuses.
fn is_answer(view: &View<'_>, p: usize, colon: usize) -> bool {
    if matches!(view.slice(colon - 2, colon), ['女', '士'] | ['先', '生']) {
        return true;
    }
    let said = view.slice(colon + 1, colon + 120);
    if holds(said, &["作为证人", "被他人", "协助调查"]) {
        return true;
    }
    if accuses(said) {
        return false;
    }
    let said = &said[..said.len().min(90)];
    let stop = said.iter().position(|c| *c == '。').unwrap_or(said.len());
    said.contains(&'您') && holds(&said[..stop], &["投诉", "举报", "反映"])
        || complained(&said[..stop])
        || answers(view, p)
}

/// 你涉嫌…, 拟对您处…: the reader is told what he did or what is done to him, though others complained of it.
fn accuses(said: &[char]) -> bool {
    const WORDS: [&str; 12] = [
        "对你作出行政处罚",
        "对你作出处罚",
        "对你处",
        "对你罚",
        "对你给予",
        "对你的违法",
        "给予你行政处罚",
        "给予你警告",
        "给予你罚",
        "你的违法",
        "你涉嫌",
        "你违反",
    ];
    let plain = |c: &char| if *c == '您' { '你' } else { *c };
    let said: Vec<char> = said.iter().map(plain).collect();
    holds(&said, &WORDS)
}

/// What whoever complains does.
const COMPLAINTS: [&str; 8] = [
    "投诉", "举报", "反映", "信访", "申诉", "来信", "来访", "来件",
];
/// What papers are called that are not written to the party.
const ANSWERS: [&str; 12] = [
    "不予立案",
    "不予受理",
    "调解",
    "答复",
    "回复",
    "工单",
    "奖励",
    "感谢",
    "协助调查",
    "受害人",
    "被害人",
    "鉴定意见",
];

/// 你于某日向我局举报…, but not 你店被举报…: whoever is written to has complained.
fn complained(said: &[char]) -> bool {
    let clause = said.iter().position(|c| *c == '你').map(|at| &said[at..]);
    let mut clauses = clause
        .unwrap_or_default()
        .split(|c| matches!(c, '，' | ','));
    clauses.next().is_some_and(|clause| {
        let told = holds(clause, &COMPLAINTS) || holds(clause, &["线索", "来函", "来电"]);
        told && !holds(clause, &["被", "接", "涉嫌", "群众", "他人"])
    })
}

/// 投诉不予受理告知书⏎张三：: the title of a paper to somebody else than the party stands above the name that begins at `p`.
fn answers(view: &View<'_>, p: usize) -> bool {
    let title = title_above(view, p);
    // 信访事项复查意见书, 政府信息公开申请答复书: whoever asked for that is the party of it.
    let party = [
        "罚",
        "责令",
        "强制",
        "复查",
        "复核",
        "复议",
        "听证",
        "询问",
        "催告",
        "信息公开",
    ];
    let other = holds(title, &COMPLAINTS) || holds(title, &ANSWERS);
    other && !title.contains(&'。') && !holds(title, &party)
}

/// The line above the one in which the name at `p` stands, perhaps behind others; not that of the number of the paper.
fn title_above<'v>(view: &'v View<'_>, p: usize) -> &'v [char] {
    const LONGEST: usize = 40;
    let above = |end: usize| {
        let from = end.saturating_sub(LONGEST);
        let start = view.line_start(from, end.saturating_sub(1));
        start.map_or((from, end), |start| (start, end))
    };
    let line = view.line_start(p.saturating_sub(LONGEST), p + 1);
    let (mut start, mut end) = above(line.unwrap_or(p));
    if view.slice(start, end).contains(&'〔') {
        (start, end) = above(start);
    }
    view.slice(start, end)
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
    // 供货商裴秀珍（经营者）: of another business.
    let other = ["供货商", "供应商", "隔壁", "邻居", "摊主", "房东"];
    let other = holds(view.slice(end.saturating_sub(7), end), &other);
    let alone = remark(view, end).is_some_and(|remark| is_one_of(remark, &ALONE));
    alone && !other || remarked_as_party(view, end)
}

/// What makes whoever a remark speaks of another than the party it names: 当事人的母亲.
const OF_PARTY: [&str; 13] = [
    "委托代理",
    "的母",
    "的父",
    "的妻",
    "的丈",
    "的儿",
    "的女",
    "的子",
    "的兄",
    "的弟",
    "的姐",
    "的妹",
    "的亲",
];

/// （申请人、当事人）, （当事人，某店经营者）: one thing that the remark behind the name says is that.
pub(crate) fn remarked_as_party(view: &View<'_>, end: usize) -> bool {
    let things = |remark: &[char]| {
        // （当事人、证人的母亲）
        if holds(remark, &OF_PARTY) {
            return false;
        }
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
    remark(view, end).map_or_else(first, things)
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

/// What a title is about that names somebody else than the party.
const NO_PARTY: [&str; 7] = ["奖励", "死亡", "事故", "工伤", "答复", "见义勇为", "表彰"];

/// 关于对张三的处理决定: whom the title of a decision names.
pub(crate) fn in_title(view: &View<'_>, p: usize, end: usize) -> bool {
    let line = view.line_start(p.saturating_sub(20), p);
    let titled = line.is_some_and(|i| view.starts_with(i, "关于"));
    let stop = || (end + 1..end + 40).find(|i| view.gap_before(*i) == Gap::Line);
    titled
        && stop().is_some_and(|stop| {
            let title = view.slice(end, stop);
            let last = title.iter().rev().find(|c| lexicon::is_han(**c));
            let line = view.slice(line.unwrap_or(p), stop);
            let other = holds(line, &COMPLAINTS) || holds(line, &NO_PARTY);
            matches!(last, Some('定' | '书' | '见')) && !title.contains(&'。') && !other
        })
}

/// 我局对张三、李四作出行政处罚决定, 决定：对张三罚款500元: who is punished or ordered to do something by the agency that
/// speaks.
pub(crate) fn decided_upon(scan: &Scan<'_, '_>, (start, end): (usize, usize)) -> bool {
    let view = scan.view;
    let led = match view.get(start.wrapping_sub(1)) {
        '对' => Some(start - 1),
        '、' if scan.people.role_at(start.wrapping_sub(2)) == Some(Role::Party) => {
            head_of_list(view, start)
        }
        _ => None,
    };
    let after = last_item(view, end);
    led.is_some_and(|led| {
        (orders(view, after) || punishes(view, after))
            && by_agency(view, led)
            && !put_off(view, end, after)
    })
}

/// （另案处理）, 给予行政处罚的建议: what is said behind the name that ends at `end`, and behind the list that ends at `after`, is
/// that something else is to be done.
fn put_off(view: &View<'_>, end: usize, after: usize) -> bool {
    const FAR: usize = 30;
    let ahead = view.slice(after, after + FAR);
    let stop = |c: &char| matches!(c, '，' | '。' | '；');
    let clause = &ahead[..ahead.iter().position(stop).unwrap_or(ahead.len())];
    holds(view.slice(end, after), &["另案"]) || holds(clause, &["建议", "移送", "另案"])
}

/// The 对 that leads to the list in which something begins at `at`.
fn head_of_list(view: &View<'_>, at: usize) -> Option<usize> {
    const LONGEST: usize = 40;
    let from = at.saturating_sub(LONGEST);
    let before = view.slice(from, at);
    let stop = |c: &char| matches!(c, '对' | '，' | ',' | '。' | '；' | ':');
    let last = before.iter().rposition(stop)?;
    (before[last] == '对').then_some(from + last)
}

/// What an agency calls itself where it speaks.
const ITSELF: [&str; 18] = [
    "我局",
    "本局",
    "本机关",
    "我机关",
    "我队",
    "本队",
    "我支队",
    "本支队",
    "我大队",
    "本大队",
    "我所",
    "本所",
    "我委",
    "本委",
    "我站",
    "本站",
    "本中心",
    "我中心",
];
/// How the part of a decision begins that decides.
const DECIDES: [&str; 5] = ["决定:", "决定如下", "现决定", "依法决定", "处罚决定"];
/// What somebody else than the agency is, or the paper of another decision.
const OTHER_BODIES: [&str; 12] = [
    "公司",
    "厂",
    "店",
    "工地",
    "车间",
    "项目部",
    "单位",
    "部门",
    "局",
    "内部",
    "队",
    "决定书",
];

/// The agency does itself what is told behind the 对 at `at`, and now: nobody asks for it, tells of it or does it instead.
fn by_agency(view: &View<'_>, at: usize) -> bool {
    const OTHERS: [&str; 26] = [
        "要求", "请求", "认为", "建议", "申请", "举报", "投诉", "反映", "笔录", "查明", "发现",
        "制度", "陈述", "述称", "称:", "称，", "公安", "交警", "法院", "另案", "已对", "曾对",
        "曾因", "此前", "提交", "内部",
    ];
    let sentence = sentence_before(view, at);
    let mark = |c: &char| matches!(c, '，' | ',' | '；' | ':');
    let clause = sentence.iter().rposition(mark).map_or(0, |i| i + 1);
    let clause = &sentence[clause..];
    // 决定：1.对…, 对…罚款，对…罚款
    let item = |c: &char| c.is_ascii_digit() || "一二三四五六.()、".contains(*c);
    let own = agency_speaks(clause) && !holds(clause, &["公司", "厂", "店"]);
    let listed = || clause.iter().all(item) && agency_speaks(sentence);
    (own || listed()) && !holds(sentence, &OTHERS)
}

/// The agency names itself in the text, not as the one that is told, or a decision begins that is not said to be another's.
fn agency_speaks(text: &[char]) -> bool {
    let told = |i: usize| i > 0 && matches!(text[i - 1], '向' | '报' | '给' | '至' | '交');
    let decides = |i: usize| !holds(&text[..i], &OTHER_BODIES) && text.get(i + 4) != Some(&'书');
    let itself = |word: &&str| places(text, word).any(|i| !told(i));
    ITSELF.iter().any(itself) || DECIDES.iter().any(|word| places(text, word).any(decides))
}

/// Where a word stands in the text.
fn places<'t>(text: &'t [char], word: &'t str) -> impl Iterator<Item = usize> + 't {
    let same = move |(_, here): &(usize, &[char])| here.iter().copied().eq(word.chars());
    let windows = text.windows(word.chars().count()).enumerate();
    windows.filter(same).map(|(i, _)| i)
}

/// What stands before `at` in the same sentence, as far as one looks.
fn sentence_before<'v>(view: &'v View<'_>, at: usize) -> &'v [char] {
    const LONGEST: usize = 80;
    let before = view.slice(at.saturating_sub(LONGEST), at);
    let stop = before.iter().rposition(|c| *c == '。');
    &before[stop.map_or(0, |i| i + 1)..]
}

/// 作出行政处罚决定, 作出责令改正通知
fn orders(view: &View<'_>, at: usize) -> bool {
    let made = view.starts_with(at, "作出") && view.get(at + 2) != '的';
    let ahead = view.slice(at + 2, at + 60);
    let stop = |c: &char| matches!(c, '，' | '。' | '；' | '、');
    let clause = &ahead[..ahead.iter().position(stop).unwrap_or(ahead.len())];
    let ordered = ["处罚决定", "处理决定", "强制执行决定"];
    let told = holds(clause, &["责令"]) && holds(clause, &["决定", "通知"]);
    made && (told || holds(clause, &ordered)) && !holds(clause, &["不予", "奖励"])
}

/// 处以罚款500元, 给予警告: a punishment is imposed, not told as what the law says.
fn punishes(view: &View<'_>, at: usize) -> bool {
    let verbs = ["合并处以", "处以", "给予", "予以", "处", "科以", "单处"];
    let verb = verbs.iter().find(|verb| view.starts_with(at, verb));
    let behind = at + verb.map_or(0, |verb| verb.chars().count());
    let fine = ["罚款", "警告", "人民币", "行政处罚"];
    let amount = verb.is_some_and(|verb| verb.ends_with('以')) && view.get(behind).is_ascii_digit();
    amount || fine.iter().any(|word| view.starts_with(behind, word))
}

/// 处罚决定书⏎张三，公民身份号码…: the first person of a decision in which no label names a party.
fn opens_decision(scan: &Scan<'_, '_>, p: usize, end: usize) -> bool {
    const TITLE: usize = 60;
    const TITLES: [&str; 5] = [
        "处罚决定书",
        "处罚告知书",
        "处罚事先告知书",
        "处理决定书",
        "催告书",
    ];
    let view = scan.view;
    let own = ["男", "女", "公民身份", "身份证"];
    let sign = matches!(view.get(end), '，' | ',' | '(');
    let described = sign && own.iter().any(|word| view.starts_with(end + 1, word));
    if !described || !begins_line(view, p) || !holds(view.slice(0, TITLE.min(p)), &TITLES) {
        return false;
    }
    // 举报材料：⏎李四，男…
    let led = p > 0 && view.get(p - 1) == ':';
    let nobody = !scan.named && scan.firm_party.is_none() && scan.people.announced.is_empty();
    nobody && !led && !other_described(view, end) && !party_labelled(view, end)
}

/// What is told of the person whose name ends at `end` is not what is told of a party.
fn other_described(view: &View<'_>, end: usize) -> bool {
    const LONGEST: usize = 160;
    const OTHERS: [&str; 13] = [
        "受害",
        "被害",
        "被侵害",
        "被打",
        "伤者",
        "投诉",
        "举报",
        "报案",
        "证人",
        "员工",
        "家属",
        "纠纷",
        "争吵",
    ];
    holds(view.slice(end, end + LONGEST), &OTHERS)
}

/// A label of the party stands behind `from`: 当事人：…
fn party_labelled(view: &View<'_>, from: usize) -> bool {
    const FAR: usize = 1500;
    (from..view.len().min(from + FAR)).any(|i| {
        let label = LABELS.longest(view.slice(i, i + 16));
        let party = |label: &Label| matches!(label, Label::Person(Role::Party));
        label.is_some_and(|(n, label)| party(label) && view.get(i + n) == ':')
    })
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

/// 2.张三，…，处罚决定书文号：…，罚款…: a numbered line says who is punished, and how.
pub(crate) fn punished_line(view: &View<'_>, at: usize) -> bool {
    const LONGEST: usize = 160;
    let from = at.saturating_sub(40);
    let Some(first) = (from..=at).rev().find(|i| view.gap_before(*i) == Gap::Line) else {
        return false;
    };
    let number = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let digits = view
        .slice(first, at)
        .iter()
        .take_while(|c| number(c))
        .count();
    let end = (at + 1..at + LONGEST).find(|i| view.gap_before(*i) == Gap::Line);
    let line = view.slice(first, end.unwrap_or(at + LONGEST));
    let named_first = at - first <= digits + 1;
    let numbered = holds(
        line,
        &[
            "处罚决定书文号",
            "处罚决定书号",
            "处罚决定书〔",
            "处罚决定书:",
        ],
    );
    digits > 0 && (numbered || named_first && punishment_told(line)) && !of_others(line)
}

/// 罚款500元, 处警告: what a list of decisions tells of one.
fn punishment_told(line: &[char]) -> bool {
    let amount =
        |c: &char| c.is_ascii_digit() || "人一二三四五六七八九十壹贰叁肆伍陆柒捌玖".contains(*c);
    let fined = |(i, w): (usize, &[char])| w == ['罚', '款'] && line.get(i + 2).is_some_and(amount);
    line.windows(2).enumerate().any(fined) || holds(line, &["处警告", "吊销"])
}

/// 建议处以罚款, 李四证明…, 收据一张: what a list of decisions does not say, but one of papers, witnesses or complaints.
fn of_others(line: &[char]) -> bool {
    const WORDS: [&str; 40] = [
        "证言",
        "证实",
        "证明",
        "证人",
        "笔录",
        "陈述",
        "举报",
        "投诉",
        "受害",
        "称",
        "要求",
        "看到",
        "建议",
        "另案",
        "移送",
        "被",
        "公司",
        "店主",
        "见证",
        "送达",
        "提供",
        "提交",
        "复印件",
        "照片",
        "执法人员",
        "咨询",
        "邻居",
        "收据",
        "收条",
        "记录",
        "商家",
        "药店",
        "购买",
        "买到",
        "陪同",
        "收银",
        "显示",
        "载明",
        "制作",
        "回证",
    ];
    holds(line, &WORDS)
}
