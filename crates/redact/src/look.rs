//! Names by their look: where nothing announces a person, characters are a name if they are far more likely as one than
//! as ordinary words, and the likelier it is that a person stands there, the less is asked of them.
//!
//! Only the few characters around a possible name are read as words, and only where no other reader found anything. What
//! may be part of the name of an organisation or of a place, of a brand or of the number of a paper is left alone: such
//! names are made of the same characters.

use crate::class;
use crate::kind::Role;
use crate::lexicon;
use crate::running::{self, STRONG};
use crate::view::{Gap, View};
use crate::words;
use std::sync::LazyLock;

/// Characters read before and behind the first of a possible name.
const BEFORE: usize = 3;
const BEHIND: usize = 7;

/// A place where a name may stand, and how much likelier it is as a name than as words (a logarithm).
struct Look {
    start: usize,
    end: usize,
    score: f32,
}

/// What is asked where nothing speaks for a person. Measured: clean official text holds nothing that comes near it.
const UNSAID: f32 = 4.0;
/// What is asked less where strong signs stand on both sides.
const BOTH: f32 = 4.0;
/// What is asked less beside another name.
const LISTED: f32 = 3.0;
/// What is asked more of what begins with a word that is known to look like a name: 白云石.
const ORDINARY: f32 = 4.0;

/// The likelihood of a word that stands about twenty times in the texts that were counted (a logarithm).
const USUAL: f32 = -15.0;

/// How often the next word is somebody's name.
const NAMED: f32 = 1.0 / 60.0;
/// How often a given name has one character.
const SHORT: f32 = 0.25;
/// How often a surname of two characters is one of these.
const DOUBLE: f32 = 0.0005;
/// How often a name has the surnames of both parents.
const PARENTS: f32 = 0.02;
/// How often a given name has a character that is seldom used for it.
const SELDOM: f32 = 0.000_03;

/// The logarithms of how often a character is a surname and how often one of a given name. Both lists begin with the most
/// frequent; the figures fall off as those of the population do.
static FREQUENCIES: LazyLock<Vec<(f32, f32)>> = LazyLock::new(|| {
    let mut table = vec![(1e-5_f32.ln(), SELDOM.ln()); 0x1_0000];
    let ranked = |list: &'static str| list.chars().enumerate().collect::<Vec<_>>();
    for (rank, c) in ranked(lexicon::SURNAMES).into_iter().rev() {
        let rank = rank as f32;
        let share = 0.35 / (rank + 4.5) * (-rank / 200.0).exp();
        table[c as usize].0 = share.max(1e-5).ln();
    }
    for (rank, c) in ranked(lexicon::GIVEN).into_iter().rev() {
        let share: f32 = match rank {
            0..120 => 0.004,
            120..420 => 0.0014,
            420..900 => 0.0006,
            _ => 0.0003,
        };
        table[c as usize].1 = share.ln();
    }
    table
});

fn as_surname(text: &[char]) -> f32 {
    match text {
        [c] => FREQUENCIES.get(*c as usize).map_or(1e-5_f32.ln(), |f| f.0),
        _ => DOUBLE.ln(),
    }
}

fn as_given(c: char) -> f32 {
    FREQUENCIES.get(c as usize).map_or(SELDOM.ln(), |f| f.1)
}

/// Names in what nobody found anything in; `taken` are the places where somebody did, in order of their beginnings.
pub(crate) fn names(view: &View<'_>, taken: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut names = Vec::new();
    let (mut next, mut p, mut last) = (0, 0, 0);
    while p < view.len() {
        while let Some((_, end)) = taken.get(next).filter(|t| t.0 <= p) {
            (next, p, last) = (next + 1, p.max(*end), last.max(*end));
        }
        let limit = taken.get(next).map_or(view.len(), |t| t.0);
        if p >= limit {
            continue;
        }
        let likely = |p: usize| {
            let look = look(view, p, limit)?;
            let listed = last > 0 && last + 1 == p && joint(view, last)
                || look.end + 1 == limit && joint(view, look.end);
            (look.score > asked(view, &look, listed)).then_some(look)
        };
        let better = |here: &Look| {
            let score = |q| likely(q).map_or(f32::NEG_INFINITY, |l| l.score);
            let first = here.start + 1 + usize::from(here.end - here.start == 4);
            (first..here.end).any(|q| score(q) > here.score)
        };
        match likely(p) {
            Some(here) if !better(&here) => {
                names.push((here.start, here.end));
                (p, last) = (here.end, here.end);
            }
            _ => p += 1,
        }
    }
    names
}

fn joint(view: &View<'_>, i: usize) -> bool {
    matches!(view.get(i), '、' | '和' | '与' | '及')
}

/// 责令张三, 给予李四: whom a decision turns to.
const DECIDED: [&str; 6] = ["责令", "给予", "决定对", "处罚", "拟对", "告知"];

/// Who somebody is who is told by the look of the name alone.
pub(crate) fn role(view: &View<'_>, hearing: bool, (p, q): (usize, usize)) -> Role {
    let decided = |word: &&str| {
        let n = word.chars().count();
        p >= n && view.starts_with(p - n, word)
    };
    match running::addressed(view, hearing, (p, q)) {
        Role::Other if DECIDED.iter().any(decided) => Role::Party,
        role => role,
    }
}

/// How much likelier as a name the characters must be: less where something leads to a person or follows one, much less
/// where both do, and less beside another name in a list.
fn asked(view: &View<'_>, look: &Look, listed: bool) -> f32 {
    let lead = running::lead(view, look.start);
    let trail = running::trail(view, look.start, look.end);
    let both = if lead >= STRONG && trail >= STRONG {
        BOTH
    } else {
        0.0
    };
    let list = if listed { LISTED } else { 0.0 };
    let ordinary = lexicon::ordinary_length(view.slice(look.start, look.end)) > 1;
    let word = if ordinary { ORDINARY } else { 0.0 };
    UNSAID + word - (lead + trail) as f32 - both - list
}

/// The likeliest name that begins at `p` and ends no later than `limit`.
fn look(view: &View<'_>, p: usize, limit: usize) -> Option<Look> {
    let surname = class::has(view.get(p), class::SURNAME | class::IN_DOUBLE);
    let given = surname && lexicon::may_be_given(view.get(p + 1));
    if !given || view.gap_before(p + 1) != Gap::None || in_word(view, p) {
        return None;
    }
    let text = view.slice(p, p + BEHIND);
    let family = lexicon::surname(text);
    if !(1..text.len()).contains(&family) {
        return None;
    }
    let word = |i: usize| view.gap_before(i) == Gap::None && lexicon::is_han(view.get(i));
    let from =
        (1..=BEFORE.min(p)).find(|n| !word(p - n) || view.gap_before(p - n + 1) != Gap::None);
    let from = from.map_or(p.saturating_sub(BEFORE), |n| p - n + 1);
    let to = (p + 1..p + BEHIND)
        .find(|i| !word(*i))
        .unwrap_or(p + BEHIND);
    let readings = Readings::of(view.slice(from, to));
    let surname = NAMED.ln() + as_surname(&text[..family]);
    let longest = longest_given(&text[family..]);
    let mut best: Option<Look> = None;
    for n in 1..=longest {
        let end = p + family + n;
        if end > to.min(limit) || !lexicon::may_be_given(view.get(end - 1)) {
            break;
        }
        let given = &text[family..family + n];
        let length = if n == 1 { SHORT } else { 1.0 - SHORT };
        let chars = as_given_name(given);
        let score = readings.with(p - from, end - from, surname + length.ln() + chars);
        if best.as_ref().is_none_or(|b| score > b.score) {
            best = Some(Look {
                start: p,
                end,
                score,
            });
        }
    }
    best.filter(|best| !otherwise(view, p, best.end))
}

/// The character at `p` makes a usual word with the one before or behind it: no name begins there, and nothing more needs
/// to be read, as at nearly every place where a surname stands in running text.
fn in_word(view: &View<'_>, p: usize) -> bool {
    let usual = |p: usize| words::likelihood(view.slice(p, p + 2)) > USUAL;
    let joined = |p: usize| p > 0 && view.gap_before(p) == Gap::None;
    usual(p) || joined(p) && lexicon::is_han(view.get(p - 1)) && usual(p - 1)
}

/// How likely the characters are as a given name; three of them begin with the surname of the other parent, or with 氏.
fn as_given_name(given: &[char]) -> f32 {
    match given {
        ['氏', rest @ ..] => SELDOM.ln() / 2.0 + as_given_name(rest),
        [parent, rest @ ..] if rest.len() == 2 => {
            PARENTS.ln() + as_surname(&[*parent]) + as_given_name(rest)
        }
        given => given.iter().map(|c| as_given(*c)).sum(),
    }
}

/// 吴晓彤 in 周吴晓彤, 氏清芳 in 阮氏清芳: three characters follow the first surname.
fn longest_given(text: &[char]) -> usize {
    let second = lexicon::plain_surname(text) || text.first() == Some(&'氏');
    if second { 3 } else { 2 }
}

/// The likeliest readings as words of a few characters: of each beginning and of each end.
struct Readings {
    before: [f32; BEFORE + BEHIND + 1],
    behind: [f32; BEFORE + BEHIND + 1],
    whole: f32,
}

impl Readings {
    fn of(text: &[char]) -> Self {
        let none = [f32::NEG_INFINITY; BEFORE + BEHIND + 1];
        let (mut before, mut behind, n) = (none, none, text.len());
        before[0] = 0.0;
        behind[n] = 0.0;
        let mut likelihoods = [[f32::NEG_INFINITY; words::LONGEST]; BEFORE + BEHIND];
        for i in 0..n {
            for j in i + 1..=n.min(i + words::LONGEST) {
                let likelihood = words::likelihood(&text[i..j]);
                likelihoods[i][j - i - 1] = likelihood;
                before[j] = before[j].max(before[i] + likelihood);
            }
        }
        for i in (0..n).rev() {
            for j in i + 1..=n.min(i + words::LONGEST) {
                behind[i] = behind[i].max(likelihoods[i][j - i - 1] + behind[j]);
            }
        }
        Readings {
            before,
            behind,
            whole: before[n],
        }
    }

    /// How much likelier the characters are if `from..to` of them is something else that is so likely.
    fn with(&self, from: usize, to: usize, likelihood: f32) -> f32 {
        self.before[from] + likelihood + self.behind[to] - self.whole
    }
}

/// The characters belong to something else that has a name.
fn otherwise(view: &View<'_>, p: usize, q: usize) -> bool {
    number(view, p, q)
        || quoted(view, p, q)
        || place(view, p, q)
        || organisation(view, q)
        || matches!(view.get(q), '某' | '·')
        || p > 0 && matches!(view.get(p - 1), '·' | '某')
}

/// 贰佰元, 二〇二四年, 苏环罚字〔2024〕, 温建罚字（2024）: an amount, a date, the number of a paper.
fn number(view: &View<'_>, p: usize, q: usize) -> bool {
    let figure = |c: &char| "壹贰叁肆伍陆柒捌玖拾佰仟零〇○".contains(*c);
    let small = |c: char| "一二三四五六七八九十百千万亿".contains(c);
    let counted = small(view.get(q - 1)) && (small(view.get(q)) || lexicon::measures(view.get(q)));
    let behind = view.slice(q, q + 8);
    let ahead = behind.iter().find(|c| !lexicon::is_han(**c));
    let paper = |two: &[char]| two[0] == '字' && matches!(two[1], '(' | '第' | '0'..='9');
    counted
        || view.slice(p + 1, q + 1).iter().any(figure)
        || matches!(ahead, Some('〔' | '['))
        || behind.windows(2).any(paper)
}

/// “和润花苑”, 《苗岭红》: the name of a thing.
fn quoted(view: &View<'_>, p: usize, q: usize) -> bool {
    let before = view.slice(p.saturating_sub(6), p).iter().rev();
    let opened = before
        .take_while(|c| !matches!(c, '”' | '》' | '"'))
        .any(|c| matches!(c, '“' | '《'));
    let behind = view.slice(q, q + 8).iter();
    opened
        && behind
            .take_while(|c| **c != '“')
            .any(|c| matches!(c, '”' | '》'))
        || matches!(view.get(q), '"' | '”')
}

/// 张浦镇, 黄桥村, 怡景苑3号, 500米: the name goes on to a part of an address, or ends with one before a number.
fn place(view: &View<'_>, p: usize, q: usize) -> bool {
    const PARTS: &str = "省市区县乡镇村路街巷弄苑屯寨坝港湾桥道组旗州岛河江湖园里营场站";
    let part = |i: usize| PARTS.contains(view.get(i)) && view.gap_before(i) == Gap::None;
    let joined = p > 0 && view.gap_before(p) == Gap::None;
    let begun = joined && "省市区县乡镇".contains(view.get(p - 1));
    let counted = joined
        && view.get(p - 1).is_ascii_digit()
        && (lexicon::measures(view.get(p)) || view.get(p) == '米');
    let numbered = lexicon::is_unit(view.get(q - 1)) && view.get(q).is_ascii_digit();
    let told = lexicon::follower(view.slice(q, q + 4)) > 1;
    let goes_on = || {
        part(q) || part(q + 1) && lexicon::is_han(view.get(q)) || begun && (q + 2..q + 5).any(part)
    };
    let inside = |c: &char| "省市区县乡镇村路街巷弄".contains(*c);
    counted || numbered || view.slice(p + 1, q).iter().any(inside) || !told && goes_on()
}

/// 冀盛钢管制造有限公司: the characters behind the name end as the name of an organisation does.
fn organisation(view: &View<'_>, q: usize) -> bool {
    const NEVER_IN: &str = "的在与和及是为向对将被把由从到称说等";
    let person = lexicon::deed(view.slice(q, q + 8)) || lexicon::follower(view.slice(q, q + 6)) > 1;
    let reach = if person { q + 6 } else { q + 16 };
    let inside = |i: &usize| {
        let c = view.get(*i);
        lexicon::is_han(c) && !NEVER_IN.contains(c) && view.gap_before(*i) == Gap::None
    };
    (q..reach)
        .take_while(inside)
        .any(|i| match lexicon::organisation(view.slice(i, i + 12)) {
            0 => false,
            1 => i < q + 6 && !person,
            _ => !(person && view.starts_with(i, "银行")),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<String> {
        let view = View::new(text);
        let names = names(&view, &[]).into_iter();
        names
            .map(|(p, q)| view.slice(p, q).iter().collect())
            .collect()
    }

    #[test]
    fn the_look_suffices_where_no_word_fits() {
        for (text, name) in [
            ("隔壁的郭晓琳把货拉走了", "郭晓琳"),
            ("钥匙在邓丽萍那里", "邓丽萍"),
            ("次日经周吴晓彤账户转出", "周吴晓彤"),
        ] {
            assert_eq!(named(text), [name], "{text}");
        }
    }

    #[test]
    fn words_are_no_names() {
        for text in [
            "本机关于二〇二四年三月五日依法送达",
            "货款共计贰佰元整",
            "高度重视安全生产工作，严格规范公正文明执法",
            "当事人有权要求举行听证",
            "存放在张浦镇黄桥村沿江绿化带",
            "对河北冀盛钢管制造有限公司罚款",
            "柜内有“畅润”风味发酵乳",
            "依据苏环罚字〔2024〕3号决定书",
        ] {
            assert!(named(text).is_empty(), "{text}: {:?}", named(text));
        }
    }

    #[test]
    fn what_somebody_found_is_left_alone() {
        let view = View::new("钥匙在邓丽萍那里");
        assert!(names(&view, &[(3, 6)]).is_empty());
        assert!(names(&view, &[(5, 6)]).iter().all(|n| n.1 <= 5));
    }

    #[test]
    fn whom_a_decision_turns_to_is_a_party() {
        let view = View::new("现责令郭晓琳改正");
        assert_eq!(role(&view, false, (3, 6)), Role::Party);
    }
}
