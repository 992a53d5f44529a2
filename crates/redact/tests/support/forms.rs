//! Papers of other offices as forms with blanks: `{H:…}` must be hidden, `{K:…}` must stay, what has neither is no
//! matter. A blank with a number is filled alike wherever it stands in a paper.

use super::corpus::{Dice, Pen, card, citizen, credit, mobile};
use redact::Kind;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Forms by one author, and the values their blanks are filled with.
pub struct Set {
    /// Each form with its title.
    pub forms: Vec<(&'static str, &'static str)>,
    /// By stem; a stem that is missing here is filled by the generators below.
    values: HashMap<&'static str, Vec<&'static str>>,
}

impl Set {
    /// What stands before the first title is a comment.
    fn new(forms: &'static str, values: &'static str) -> Self {
        Set {
            forms: sections(forms).collect(),
            values: sections(values)
                .map(|(stem, lines)| (stem, lines.lines().filter(|l| !l.is_empty()).collect()))
                .collect(),
        }
    }
}

fn sections(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let start = file.find("## ").unwrap_or(file.len());
    file[start..]
        .split("## ")
        .filter_map(|s| s.split_once('\n'))
}

/// The forms of those who know the finder.
pub static OWN: LazyLock<Set> = LazyLock::new(|| {
    let forms = concat!(
        include_str!("forms.txt"),
        "\n",
        include_str!("more_forms.txt")
    );
    Set::new(forms, "")
});

/// Authors whose papers nobody has read and nothing was learnt from: figures of their papers count for any other.
pub const UNREAD: [&str; 5] = ["f", "l", "w", "x", "al"];

/// Sentences of an agency's own that name nobody, one a line.
pub const ORDINARY: &str = include_str!("ordinary.txt");

/// A sum of all forms that weights are learnt from, to tell whether they were learnt from these.
pub fn sum() -> u32 {
    let sets = HANDS.iter().filter(|(name, _)| !UNREAD.contains(name));
    let sets = sets.map(|(_, set)| set).chain([&*OWN]);
    let texts = sets.flat_map(|set| set.forms.iter().map(|(_, text)| text));
    // FNV-1a: nothing hostile is at work here.
    texts
        .chain([&ORDINARY])
        .flat_map(|text| text.bytes())
        .fold(0x811c_9dc5, |sum, byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}

/// The forms and values of people who had not seen the finder, by the letter of the author.
pub static HANDS: LazyLock<Vec<(&'static str, Set)>> = LazyLock::new(|| {
    macro_rules! hands {
        ($($author:literal)*) => {
            vec![$((
                $author,
                Set::new(
                    include_str!(concat!("hands/", $author, "_forms.txt")),
                    include_str!(concat!("hands/", $author, "_values.txt")),
                ),
            )),*]
        };
    }
    hands!("a" "b" "c" "d" "e" "f" "g" "h" "i" "j" "k" "l" "m" "n" "o" "p" "q" "r" "s" "t" "u" "v" "w" "x" "y" "z" "aa" "ab" "ac" "ad" "ae" "af" "ag" "ah" "ai" "aj" "ak" "al" "am" "an" "ao" "ap" "aq" "ar" "as" "at" "au" "av" "aw" "ax" "ay" "az" "ba" "bb" "bc" "bd" "be")
});

/// Fills a form of a set.
pub fn fill(pen: &mut Pen<'_>, set: &Set, form: &'static str) {
    let mut filled: HashMap<&str, String> = HashMap::new();
    // Last lines may say what the record knows: known: party={K:p1}
    let (form, record) = form.split_once("known: ").unwrap_or((form, ""));
    let mut rest = form.trim_end();
    while let Some((before, after)) = rest.split_once('{') {
        let (blank, tail) = after.split_once('}').expect("a closed blank");
        pen.t(before);
        let (action, what) = blank.split_once(':').unwrap_or(("", blank));
        let numbered = what.ends_with(|c: char| c.is_ascii_digit());
        let stem = what.trim_end_matches(|c: char| c.is_ascii_digit());
        let value = match filled.get(what) {
            Some(value) => value.clone(),
            None => fresh(pen.dice(), set, (action, stem), &filled),
        };
        if numbered {
            filled.insert(what, value.clone());
        }
        match action {
            "H" if matches!(stem, "cid" | "mob" | "card") && !in_row(before, tail) => {
                pen.number(kind(stem), &value);
            }
            "H" => drop(pen.hide(kind(stem), &value)),
            "K" => drop(pen.keep(named(stem), &value)),
            _ => drop(pen.t(&value)),
        }
        rest = tail;
    }
    pen.t(rest);
    for line in record
        .split("known: ")
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let (role, blank) = line.split_once("={").expect("role={…}");
        let blank = blank
            .trim_end_matches('}')
            .trim_start_matches(['H', 'K', ':']);
        pen.know(role, &filled[blank]);
    }
}

/// The blank is a cell of a row, which a broken number would break.
fn in_row(before: &str, tail: &str) -> bool {
    let cell = |text: &str| text.contains(['\t', '|']);
    cell(before.rsplit('\n').next().unwrap_or_default())
        || cell(tail.split('\n').next().unwrap_or_default())
}

/// A value for a blank; no two people of a paper have one name.
fn fresh(
    dice: &mut Dice,
    set: &Set,
    (action, stem): (&str, &str),
    filled: &HashMap<&str, String>,
) -> String {
    let list = match (action, stem) {
        ("K", "addr") => "oaddr",
        ("K", "email") if set.values.contains_key("oemail") => "oemail",
        (_, "n" | "p") => "name",
        _ => stem,
    };
    let Some(values) = set.values.get(list) else {
        return made(dice, stem, filled);
    };
    loop {
        let value = dice.pick(values);
        if !filled.values().any(|other| other.contains(value)) {
            return value.to_string();
        }
    }
}

/// A value made up for a blank.
fn made(dice: &mut Dice, stem: &str, filled: &HashMap<&str, String>) -> String {
    match stem {
        "n" | "p" | "q" => loop {
            let name = person(dice);
            if !filled.values().any(|other| other.contains(&name)) {
                return name;
            }
        },
        "mn" => loop {
            let name = dice.pick(&FROM_AFAR);
            if !filled.values().any(|other| other == name) {
                return name.to_string();
            }
        },
        "pass" => format!("{}{}", dice.pick(&["E", "EA", "G", "K"]), dice.digits(8)),
        "cid" => citizen(dice),
        "mob" => mobile(dice),
        "card" => card(dice),
        "credit" => credit(dice),
        "cert" => format!("10{}", dice.digits(9)),
        "dl" => format!("D-3205-{}", dice.digits(6)),
        "acct" => format!("10{}", dice.digits(18)),
        "wx" => format!("{}{}", dice.pick(&["wx", "li_", "abc"]), dice.digits(6)),
        "bdc" => format!("苏（2021）示例市不动产权第{}号", dice.digits(7)),
        "land" => {
            let area = dice.pick(&["010", "021", "0755", "0571", "0431"]);
            let sign = dice.pick(&["-", "－", " ", "—"]);
            format!("{area}{sign}{}{}", 2 + dice.below(8), dice.digits(7))
        }
        "plate" => format!(
            "{}{}{}",
            dice.pick(&["苏", "鲁", "粤"]),
            dice.pick(&["A", "BD", "EF"]),
            dice.digits(5)
        ),
        "amt" => format!("{},{}00.00元", 1 + dice.below(99), 1 + dice.below(9)),
        "date" => day(dice, 2020, 6),
        "bd" => day(dice, 1950, 50),
        "case" => format!(
            "{}〔{}〕{}号",
            dice.pick(&["示市监罚", "甲应急处罚", "乙卫"]),
            2020 + dice.below(6),
            1 + dice.below(999)
        ),
        "city" => dice
            .pick(&["滨海市", "临江县", "青山区", "云泽市"])
            .to_string(),
        "gaddr" => format!(
            "{}府前路{}号",
            dice.pick(&["滨海市", "临江县"]),
            1 + dice.below(99)
        ),
        "lawfirm" => "某某律师事务所".to_string(),
        "firm" => {
            let field = dice.pick(&["商贸", "食品", "餐饮管理", "建筑工程", "物流"]);
            format!(
                "{}{}{field}有限公司",
                dice.pick(&["滨海", "临江", "云泽"]),
                dice.pick(&["恒达", "鑫源", "美佳", "天宇"])
            )
        }
        "shop" => {
            let kind = dice.pick(&["小吃店", "便利店", "水果店", "大药房", "理发店"]);
            format!(
                "青山区{}{kind}",
                dice.pick(&["老王", "阿珍", "好味", "百姓"])
            )
        }
        "addr" => address(dice),
        other => panic!("no such blank: {other}"),
    }
}

/// Names of several peoples, with and without a dot.
const FROM_AFAR: [&str; 16] = [
    "努尔买买提·吐尔洪",
    "阿依努尔·卡德尔",
    "热依汗古丽·依明",
    "木合塔尔·阿不都热依木",
    "沙塔尔·肉孜",
    "巴雅尔·孟和",
    "其木格",
    "才让卓玛",
    "旦增尼玛",
    "格桑梅朵",
    "吉克阿依",
    "沙马石布",
    "玛丽亚·伊万诺娃",
    "谢尔盖·彼得罗夫",
    "金哲洙",
    "朴银姬",
];

fn day(dice: &mut Dice, from: usize, years: usize) -> String {
    let (year, month) = (from + dice.below(years), 1 + dice.below(12));
    format!("{year}年{month}月{}日", 1 + dice.below(28))
}

/// A usual name: frequent surnames and given names, now and then one of another kind.
fn person(dice: &mut Dice) -> String {
    const FAMILY: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐";
    const FIRST: &str =
        "建国志文明晓小玉秀桂春海永金德少宏世俊家丽美淑雪红冬凤兰彩慧静雅佳梦思雨子嘉浩宇";
    const LAST: &str = "华军平强伟芳英兰珍梅霞玲敏娟燕丽红云峰涛斌波辉鹏超杰磊勇刚林海龙生福祥荣贵民婷欣悦萍琴洁莹颖倩瑶轩怡";
    let double = ["欧阳", "司马", "上官", "诸葛", "慕容", "皇甫"];
    let other = [
        "阿不都热合曼·买买提",
        "古丽巴哈尔·艾合买提",
        "扎西·达瓦",
        "约翰·威廉姆斯",
    ];
    let last = dice.letter(LAST);
    match dice.below(100) {
        0..=1 => dice.pick(&other).to_string(),
        2..=4 => format!("{}{}{last}", dice.pick(&double), dice.letter(FIRST)),
        5..=34 => format!("{}{last}", dice.letter(FAMILY)),
        _ => format!("{}{}{last}", dice.letter(FAMILY), dice.letter(FIRST)),
    }
}

fn address(dice: &mut Dice) -> String {
    let place = dice.pick(&[
        "河北省青石县",
        "江海省临川市东湖区",
        "云泽市高新区",
        "北岭省滨海市",
        "",
    ]);
    let room = 101 + dice.below(3000);
    if dice.below(4) == 0 {
        let village = dice.pick(&["王家村", "上河村", "新民村"]);
        return format!(
            "{place}{}{village}{}组",
            dice.pick(&["城关镇", "东风乡"]),
            1 + dice.below(20)
        );
    }
    let road = dice.pick(&["中山路", "建设大街", "文化街", "长江道", "和平里"]);
    let estate = dice.pick(&["阳光花园", "怡景苑", "纺织厂家属院", "幸福里"]);
    let (house, unit) = (1 + dice.below(30), 1 + dice.below(4));
    let tail = match dice.below(4) {
        0 => String::new(),
        1 => format!("{estate}{house}栋{unit}单元{room}室"),
        2 => format!("{estate}{house}-{unit}-{room}"),
        _ => format!("{estate}{house}号楼{unit}单元{room}"),
    };
    format!("{place}{road}{}号{tail}", 1 + dice.below(500))
}

fn kind(stem: &str) -> Kind {
    match stem {
        "n" | "p" | "q" | "mn" => Kind::Name,
        "pass" => Kind::Passport,
        "cid" => Kind::CitizenId,
        "mob" | "land" => Kind::Phone,
        "card" => Kind::BankCard,
        "acct" => Kind::BankAccount,
        "email" => Kind::Email,
        "amt" => Kind::Property,
        "addr" => Kind::Address,
        "plate" => Kind::Plate,
        "bdc" | "dl" => Kind::Certificate,
        "bd" => Kind::BirthDate,
        "wx" => Kind::Messenger,
        other => panic!("{other} is never hidden"),
    }
}

fn named(stem: &str) -> &'static str {
    match stem {
        "n" | "p" | "q" | "mn" => "当事人、法定代表人",
        "firm" | "shop" | "lawfirm" => "单位名称",
        "gov" => "机关名称",
        "place" => "场所",
        "date" => "日期",
        "email" => "机关邮箱",
        "addr" => "单位地址",
        "credit" => "信用代码",
        "case" => "文号",
        "gaddr" => "机关地址",
        "land" => "机关电话",
        "acct" => "机关账户",
        "cert" => "执法证号",
        _ => "金额",
    }
}
