//! Codes of people: numbers of certificates, licences, registers, travel documents and accounts, which each office calls
//! by other words. What is asked of is a run of letters and digits that nothing was found at; if it is such a number, where
//! it begins is asked next, for many begin with Chinese characters (沪医110…, 闽房权证长字第…).

use super::signs::{key, left, mixed, own_sentence, right, sentence, sort, symbol};
use super::{Cover, Guess, Question, Weights};
use crate::address::holds;
use crate::lexicon;
use crate::scan::{OTHER_CERTIFICATE, OWN_CERTIFICATE};
use crate::view::{Gap, View};

/// The codes that weights tell, where nothing is taken yet.
pub(crate) fn codes(view: &View<'_>, taken: &mut Cover) -> Vec<Guess> {
    let weights = Weights::learnt();
    let model = weights.of_question(Question::Code);
    let mut codes: Vec<Guess> = Vec::new();
    for run in runs(view) {
        if taken.touches(run) || !is_asked(view, run) {
            continue;
        }
        let mut sum = 0;
        features(view, run.0, run.1, |key| sum += model.weight(key));
        let odds = model.odds(sum);
        if odds <= SURE {
            continue;
        }
        let start = head(weights, view, run.0, |at| !taken.holds(at));
        let end = tail(view, start, run.1);
        if !of_paper(view.slice(start, end)) {
            taken.add(start, end);
            codes.push(Guess::new((start, end), odds));
        }
    }
    codes
}

/// What is likelier than this is one: one in two. Numbers of goods and papers are many, and look alike.
const SURE: f32 = 0.;
/// Fewer digits are no number of a register.
const DIGITS: usize = 4;
/// Longer runs are not looked at.
const LONGEST: usize = 40;

/// The runs of letters and digits, perhaps with hyphens, that are long enough.
pub(crate) fn runs(view: &View<'_>) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    let next = move || {
        let start = (at..view.len()).find(|i| view.get(*i).is_ascii_alphanumeric())?;
        at = run_end(view, start);
        Some((start, at))
    };
    let digit = |c: &&char| c.is_ascii_digit();
    let digits = move |(start, end)| view.slice(start, end).iter().filter(digit).count();
    std::iter::from_fn(next).filter(move |run| run.1 - run.0 <= LONGEST && digits(*run) >= DIGITS)
}

/// Weights are asked of this run.
pub(crate) fn is_asked(view: &View<'_>, (start, end): (usize, usize)) -> bool {
    !is_no_code(view, start, end) && announced(view, start) && !of_another(view, start)
}

fn run_end(view: &View<'_>, start: usize) -> usize {
    let mut end = start + 1;
    let part = |i: usize| view.get(i).is_ascii_alphanumeric() && view.gap_before(i) == Gap::None;
    while part(end) || view.get(end) == '-' && view.gap_before(end) == Gap::None && part(end + 1) {
        end += 1;
    }
    end
}

/// A quantity, a day, a year or another number of four digits, a part of what is longer or masked, the number of a ship between quotation marks.
fn is_no_code(view: &View<'_>, start: usize, end: usize) -> bool {
    let before = if start > 0 { view.get(start - 1) } else { '\0' };
    let after = view.get(end);
    let digit = |i: usize| view.get(i).is_ascii_digit();
    let short = end - start == 4 && (start..end).all(digit);
    let counted = |at| lexicon::measures(view.get(at)) && view.gap_before(at) == Gap::None;
    let quantity = counted(end) || matches!(after, '余' | '多') && counted(end + 1);
    let goes_on = matches!(after, '%' | '@' | '_' | '*')
        || matches!(after, '.' | ',' | '/' | '+') && digit(end + 1)
        || before == '*'
        || start > 1 && matches!(before, '.' | ',' | '@' | '_') && digit(start - 2);
    let ship = after == '”' && view.get(end + 1) == '号';
    short || quantity || goes_on || ship || is_day(view.slice(start, end))
}

/// 某交罚字（2024）00318: the number of a paper, whatever announces it.
fn of_paper(code: &[char]) -> bool {
    code.contains(&'罚')
}

/// 生产许可证编号, 检验报告（编号…）, 合同编号, 身份证号码前六位: the number of an organisation, of goods, of a paper, or a
/// part of one. What makes a number personal is learnt, what makes it public is known.
fn of_another(view: &View<'_>, start: usize) -> bool {
    const THINGS: [&str; 24] = [
        "文书",
        "案号",
        "案件编",
        "合同编",
        "合同号",
        "条码",
        "条形码",
        "型号",
        "出厂",
        "批号",
        "批次",
        "交易",
        "单号",
        "订单",
        "流水",
        "运输证",
        "商标",
        "专利",
        "位为",
        "尾号",
        "监控",
        "点位",
        "邮编",
        "邮政编",
    ];
    const OWN: [&str; 2] = ["员执照", "能力证"];
    let before = view.slice(own_sentence(view, start, 24), start);
    let stop = |c: &char| matches!(c, '，' | ',' | ';');
    let clause = &before[before.iter().rposition(stop).map_or(0, |n| n + 1)..];
    let other = holds(clause, &THINGS) || holds(clause, &OTHER_CERTIFICATE);
    other && !holds(clause, &OWN_CERTIFICATE) && !holds(clause, &OWN)
}

/// Chinese words stand shortly before it, and no Latin letter right before: GB/T 32918 is a standard.
fn announced(view: &View<'_>, start: usize) -> bool {
    let before = view.slice(start.saturating_sub(40), start);
    let words = before.iter().filter(|c| lexicon::is_han(**c)).count() > 3;
    words && !before.last().is_some_and(char::is_ascii_alphabetic)
}

/// 2024-03-05, 20240305, 2024-03.
fn is_day(text: &[char]) -> bool {
    let mut parts = text.split(|c| *c == '-');
    let number = |part: &[char]| part.iter().collect::<String>().parse::<u32>().ok();
    let day = |year, month, day| {
        matches!(number(year), Some(1900..=2099))
            && matches!(number(month), Some(1..=12))
            && matches!(number(day), Some(1..=31))
    };
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(y), Some(m), Some(d), None) => day(y, m, d),
        (Some(y), Some(m), None, _) if y.len() == 4 && m.len() == 2 => day(y, m, &['1']),
        (Some(all), None, ..) if all.len() == 8 => day(&all[..4], &all[4..6], &all[6..]),
        _ => false,
    }
}

/// So far before its letters and digits a number may begin.
const HEAD: usize = 18;

/// Calls `take` with each place where a number may begin whose last letters and digits begin at `run`, nearest first.
pub(crate) fn heads(view: &View<'_>, run: usize, mut take: impl FnMut(usize)) {
    take(run);
    let part = |c: char| {
        lexicon::is_han(c)
            || c.is_ascii_alphanumeric()
            || matches!(c, '(' | ')' | '〔' | '〕' | '[' | ']' | '【' | '】' | '-')
    };
    let mut start = run;
    while start > 0 && run - start < HEAD && view.gap_before(start) == Gap::None {
        let c = view.get(start - 1);
        if !part(c) {
            break;
        }
        start -= 1;
        let inside =
            c.is_ascii_alphanumeric() && start > 0 && view.get(start - 1).is_ascii_alphanumeric()
                || matches!(c, ')' | '〕' | ']' | '】' | '-');
        if !inside {
            take(start);
        }
    }
}

/// Where the number most likely begins.
fn head(weights: Weights<'_>, view: &View<'_>, run: usize, free: impl Fn(usize) -> bool) -> usize {
    let model = weights.of_question(Question::Head);
    let (mut best, mut most, mut open) = (run, i32::MIN, true);
    heads(view, run, |at| {
        open &= at == run || free(at);
        let mut sum = 0;
        head_features(view, at, run, |key| sum += model.weight(key));
        if open && sum > most {
            (best, most) = (at, sum);
        }
    });
    best
}

/// 第0023901号 ends with its 号, H123456(7) with its check digit.
fn tail(view: &View<'_>, start: usize, end: usize) -> usize {
    let check = view.get(end) == '('
        && view.get(end + 1).is_ascii_alphanumeric()
        && view.get(end + 2) == ')';
    let formal = view.get(end) == '号' && view.slice(start, end).contains(&'第');
    match () {
        () if check => end + 3,
        () if formal => end + 1,
        () => end,
    }
}

/// What is seen of a run of letters and digits and around it.
pub(crate) fn features(view: &View<'_>, start: usize, end: usize, mut put: impl FnMut(u32)) {
    let l: [u16; 6] = left(view, start);
    let r: [u16; 2] = right(view, end);
    let shape = shape(view.slice(start, end));
    for (n, sign) in (0u16..).zip(l) {
        put(key(100 + n, [sign, 0, 0]));
    }
    put(key(110, [l[0], l[1], 0]));
    put(key(111, [l[1], l[2], 0]));
    put(key(112, [l[2], l[3], 0]));
    put(key(113, [l[0], l[1], l[2]]));
    put(key(114, [l[1], l[2], l[3]]));
    put(key(115, [mixed(l[0], l[1]), l[2], l[3]]));
    put(key(116, [shape, 0, 0]));
    put(key(117, [shape, l[0], 0]));
    put(key(118, [shape, l[0], l[1]]));
    put(key(119, [shape, sort(l[0]), sort(r[0])]));
    put(key(120, [r[0], 0, 0]));
    put(key(121, [r[0], r[1], 0]));
    put(key(122, [r[0], l[0], 0]));
    let letters = view.slice(start, end.min(start + 2));
    let text = |i: usize| letters.get(i).map_or(0, |c| *c as u16);
    put(key(123, [text(0), text(1), 0]));
    // The words shortly before, wherever they stand in the sentence.
    let from = sentence(view, start, 16);
    for two in view.slice(from, start).windows(2) {
        put(key(124, [symbol(two[0]), symbol(two[1]), 0]));
    }
    for two in view.slice(end, end + 6).windows(2) {
        put(key(125, [symbol(two[0]), symbol(two[1]), 0]));
    }
}

/// What is seen where a number may begin.
pub(crate) fn head_features(view: &View<'_>, at: usize, run: usize, mut put: impl FnMut(u32)) {
    let l: [u16; 3] = left(view, at);
    let r: [u16; 3] = right(view, at);
    let far = (run - at) as u16;
    let formal = u16::from(view.slice(at, run).contains(&'第'));
    put(key(140, [far, formal, 0]));
    put(key(141, [l[0], u16::from(far == 0), 0]));
    put(key(142, [l[0], l[1], u16::from(far == 0)]));
    put(key(143, [r[0], u16::from(far == 0), 0]));
    put(key(144, [r[0], r[1], formal]));
    put(key(145, [r[0], r[1], r[2]]));
    put(key(146, [l[0], r[0], 0]));
    put(key(147, [l[0], r[0], r[1]]));
    put(key(148, [sort(l[0]), far, formal]));
    put(key(149, [sort(l[0]), sort(r[0]), r[1]]));
    put(key(150, [l[0], l[1], l[2]]));
}

/// Sorts of signs in a row, each once, and how long it is.
fn shape(text: &[char]) -> u16 {
    let (mut shape, mut last) = (0u16, 0);
    for c in text {
        let sort = match c {
            '0'..='9' => 1,
            '-' => 2,
            _ => 3,
        };
        if sort != last && shape < 1 << 10 {
            shape = shape << 2 | sort;
        }
        last = sort;
    }
    let length = match text.len() {
        n @ 0..=12 => n,
        n => 12 + (n - 12) / 2,
    };
    shape.wrapping_mul(31).wrapping_add(length as u16)
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, find};

    fn codes(text: &str) -> Vec<String> {
        let hits = find(text, &Known::default()).into_iter();
        let codes = hits.filter(|h| h.kind == Kind::Certificate);
        codes.map(|h| h.text).collect()
    }

    #[test]
    fn a_number_that_no_rule_knows_is_found_with_what_stands_before_it() {
        let text = "合同上签署的是柳宗平的姓名和登记号湘长健字第2023118846号。";
        assert_eq!(codes(text), ["湘长健字第2023118846号"]);
    }

    #[test]
    fn the_line_above_says_nothing_of_a_number() {
        let text = "快递单号见附件\n签署的是柳宗平的姓名和登记号湘长健字第2023118846号。";
        assert_eq!(codes(text), ["湘长健字第2023118846号"]);
    }

    #[test]
    fn numbers_of_goods_papers_and_days_stay() {
        let text = "生产许可证编号SC10132058500123，批号20250303，合同编号HT-2024-0317，检测日期2024-03-05。";
        assert_eq!(codes(text), [""; 0]);
    }
}
