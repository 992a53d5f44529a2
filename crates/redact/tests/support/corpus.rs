//! A corpus of invented decisions with truth: people, numbers with valid check digits and addresses in fourteen layouts
//! and all forms of `forms.txt`, some of the text broken as scanned paper is. The same seed gives the same corpus.

use super::forms;
use redact::*;

/// The version printed with the figures.
pub const VERSION: &str = "4";

/// One invented text with its truth.
pub struct Paper {
    pub layout: &'static str,
    pub text: String,
    pub known: Known,
    /// Character spans that must not be seen, with their kind.
    pub hide: Vec<(usize, usize, Kind)>,
    /// Character spans that must stay, each named for the report.
    pub keep: Vec<(usize, usize, &'static str)>,
}

/// xorshift64*: enough to vary texts, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 33) as usize) % n
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    pub fn letter(&mut self, from: &str) -> char {
        let n = self.below(from.chars().count());
        from.chars().nth(n).expect("in range")
    }

    pub fn digits(&mut self, n: usize) -> String {
        (0..n).map(|_| self.letter("0123456789")).collect()
    }
}

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边";
const GIVEN: &str = "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰建国志红玲春梅辉鹏飞鑫波斌宇浩凯健俊帆雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉蓝凤洁琳素云莲真环燕婷姣婉娴瑾颖露瑶怡婵雁蓓仪荷丹蓉眉君琴蕊薇菁梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒欣滢伊亚宜可姬舒影荔枝思毅祥生根宝福贵兴旺财来顺水木林森海江河山川石岩峰岭松柏杨柳桃李杏花草叶子文武双全仁义礼智信忠孝廉正直德才学识书画诗词歌赋琪琦琛璐珊瑚玛玉珏珂珩玺钰铭锋锐钢铁铜银金鎏炎焱煜炜烨熠灿灯照耀旭昱昊晟晨晖晗曦年长青永恒远大小少老新旧天地日星辰宙寰宏洪鸿宽广厚重深沉稳安康乐喜庆吉利丰盈满足培育植耕耘稼穑禾谷稻麦";
const DOUBLE: [&str; 8] = [
    "欧阳", "司马", "上官", "诸葛", "皇甫", "慕容", "令狐", "夏侯",
];
const MINORITY: [&str; 10] = [
    "阿依古丽·买买提",
    "买买提·艾山",
    "古丽娜尔·吐尔逊",
    "艾力江·热合曼",
    "迪丽努尔·阿不都拉",
    "巴图·其其格",
    "扎西·次仁",
    "卓玛·央金",
    "托合提·卡德尔",
    "帕提古丽·玉素甫",
];
const TOWNS: [&str; 8] = [
    "城厢镇",
    "浏水镇",
    "双桥镇",
    "沙河镇",
    "新塘街道",
    "璜口镇",
    "陆北街道",
    "东亭镇",
];
const ROADS: [&str; 10] = [
    "人民南路",
    "朝阳东路",
    "新华西街",
    "健雄路",
    "滨江大道",
    "县府街",
    "太平北路",
    "上海东路",
    "向阳路",
    "老弄巷",
];
const ESTATES: [&str; 8] = [
    "锦绣花园",
    "滨江新村",
    "月亮湾小区",
    "华府名邸",
    "桃源公寓",
    "绿地家园",
    "景瑞苑",
    "东方雅庭",
];
const CITIES: [&str; 6] = [
    "示例省示例市",
    "样本市",
    "甲省乙市丙区",
    "江海省临川市东湖区",
    "北岭省青石县",
    "示例市",
];
const FIRMS: [&str; 10] = [
    "晨光包装",
    "鼎盛机械",
    "绿野农业科技",
    "宏达精密制造",
    "云帆软件",
    "安泰化工",
    "金桥商贸",
    "瑞丰食品",
    "天成电子",
    "华康医疗器械",
];

pub fn given(dice: &mut Dice) -> String {
    let n = if dice.chance(35) { 1 } else { 2 };
    (0..n).map(|_| dice.letter(GIVEN)).collect()
}

pub fn name(dice: &mut Dice) -> String {
    match dice.below(100) {
        0..=3 => format!("{}{}", dice.pick(&DOUBLE), given(dice)),
        4..=5 => dice.pick(&MINORITY).to_string(),
        _ => format!("{}{}", dice.letter(SURNAMES), given(dice)),
    }
}

fn firm(dice: &mut Dice) -> String {
    let tail = dice.pick(&[
        "有限公司",
        "有限责任公司",
        "股份有限公司",
        "有限公司城东分公司",
    ]);
    format!(
        "{}{}{tail}",
        dice.pick(&["示例市", "样本市", "江海省", "北岭"]),
        dice.pick(&FIRMS)
    )
}

pub fn citizen(dice: &mut Dice) -> String {
    let region = dice.pick(&[
        "110105", "320585", "370306", "450203", "371302", "652701", "310115", "440306", "510104",
        "330106", "420111", "230102",
    ]);
    let year = 1945 + dice.below(60);
    let body = format!(
        "{region}{year}{:02}{:02}{}",
        1 + dice.below(12),
        1 + dice.below(28),
        dice.digits(3)
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(b, w)| u32::from(b - b'0') * w)
        .sum();
    let check = "10X98765432"
        .chars()
        .nth((sum % 11) as usize)
        .expect("eleven characters");
    let check = if check == 'X' && dice.chance(30) {
        'x'
    } else {
        check
    };
    format!("{body}{check}")
}

pub fn card(dice: &mut Dice) -> String {
    let (head, length) = [
        ("622202", 19),
        ("621700", 19),
        ("436742", 16),
        ("622848", 19),
        ("621226", 19),
        ("525745", 16),
    ][dice.below(6)];
    let body = format!("{head}{}", dice.digits(length - 7));
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b - b'0');
            if i % 2 == 0 {
                d * 2 / 10 + d * 2 % 10
            } else {
                d
            }
        })
        .sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

pub fn credit(dice: &mut Dice) -> String {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let body: String = format!("9132058{}", "5MA")
        .chars()
        .chain((0..7).map(|_| dice.letter(ALPHABET)))
        .collect();
    let (mut sum, mut weight) = (0, 1);
    for c in body.chars() {
        sum += ALPHABET.chars().position(|a| a == c).expect("alphabet") * weight;
        weight = weight * 3 % 31;
    }
    let check = ALPHABET
        .chars()
        .nth((31 - sum % 31) % 31)
        .expect("in range");
    format!("{body}{check}")
}

pub fn mobile(dice: &mut Dice) -> String {
    format!("1{}{}", dice.letter("3456789"), dice.digits(9))
}

fn home(dice: &mut Dice) -> String {
    let place = format!("{}{}", dice.pick(&CITIES), dice.pick(&TOWNS));
    match dice.below(4) {
        0 => format!(
            "{place}{}村{}组{}号",
            dice.pick(&["白云", "新联", "向阳", "马家", "石桥"]),
            1 + dice.below(20),
            1 + dice.below(99)
        ),
        1 => format!("{place}{}{}号", dice.pick(&ROADS), 1 + dice.below(300)),
        _ => format!(
            "{place}{}{}号{}{}幢{}室",
            dice.pick(&ROADS),
            1 + dice.below(300),
            dice.pick(&ESTATES),
            1 + dice.below(40),
            101 + dice.below(2000)
        ),
    }
}

fn office(dice: &mut Dice) -> String {
    format!(
        "{}{}{}{}号{}",
        dice.pick(&CITIES),
        dice.pick(&TOWNS),
        dice.pick(&ROADS),
        1 + dice.below(300),
        dice.pick(&["", "3幢", "科创大厦1203室", "2号厂房", "底层"])
    )
}

fn date(dice: &mut Dice, from: usize) -> String {
    format!(
        "{}年{}月{}日",
        from + dice.below(50),
        1 + dice.below(12),
        1 + dice.below(28)
    )
}

/// Builds a paper and keeps count of characters.
pub struct Pen<'d> {
    dice: &'d mut Dice,
    paper: Paper,
    at: usize,
}

impl Pen<'_> {
    pub fn dice(&mut self) -> &mut Dice {
        self.dice
    }

    pub fn t(&mut self, text: &str) -> &mut Self {
        self.paper.text.push_str(text);
        self.at += text.chars().count();
        self
    }

    /// The record knows a person.
    pub fn know(&mut self, role: &str, name: &str) {
        let role = match role {
            "party" => Role::Party,
            "legal_representative" => Role::LegalRepresentative,
            "witness" => Role::Witness,
            "officer" => Role::Officer,
            "agent" => Role::Agent,
            "third_person" => Role::ThirdPerson,
            "organisation" => {
                self.paper.known = std::mem::take(&mut self.paper.known).organisation(name);
                return;
            }
            _ => Role::Other,
        };
        self.paper.known = std::mem::take(&mut self.paper.known).person(name, role);
    }

    pub fn hide(&mut self, kind: Kind, text: &str) -> &mut Self {
        let start = self.at;
        self.t(text);
        self.paper.hide.push((start, self.at, kind));
        self
    }

    pub fn keep(&mut self, what: &'static str, text: &str) -> &mut Self {
        let start = self.at;
        self.t(text);
        self.paper.keep.push((start, self.at, what));
        self
    }

    /// A number as paper and scanners leave it: plain, full width, spaced, or broken by a line end.
    pub fn number(&mut self, kind: Kind, text: &str) -> &mut Self {
        let length = text.chars().count();
        let broken = match self.dice.below(20) {
            0 => text.chars().map(wide).collect(),
            1 => text
                .chars()
                .map(|c| format!("{c} "))
                .collect::<String>()
                .trim_end()
                .to_string(),
            2 => {
                let cut = 1 + self.dice.below(length - 1);
                let (a, b) = text.split_at(text.char_indices().nth(cut).expect("inside").0);
                format!("{a}\n{b}")
            }
            3 if kind == Kind::Phone && length == 11 => {
                format!("{} {} {}", &text[..3], &text[3..7], &text[7..])
            }
            4 if kind == Kind::Phone && length == 11 => {
                format!("{}-{}-{}", &text[..3], &text[3..7], &text[7..])
            }
            3 | 4 if kind == Kind::BankCard => text
                .as_bytes()
                .chunks(4)
                .map(|c| String::from_utf8_lossy(c).into_owned())
                .collect::<Vec<_>>()
                .join(" "),
            _ => text.to_string(),
        };
        self.hide(kind, &broken)
    }

    fn id(&mut self) -> &mut Self {
        let id = citizen(self.dice);
        self.number(Kind::CitizenId, &id)
    }

    fn phone(&mut self) -> &mut Self {
        let phone = mobile(self.dice);
        self.number(Kind::Phone, &phone)
    }

    fn land(&mut self) -> &mut Self {
        let n = self.dice.below(4);
        let (area, rest) = (["0512", "021", "010", "0755"][n], self.dice.digits(6));
        let text = match self.dice.below(3) {
            0 => format!("{area}-53{rest}"),
            1 => format!("({area})53{rest}"),
            _ => format!("{area}-53{rest}转{}", 100 + self.dice.below(900)),
        };
        self.hide(Kind::Phone, &text)
    }

    fn bank(&mut self) -> &mut Self {
        let card = card(self.dice);
        self.number(Kind::BankCard, &card)
    }

    fn home(&mut self) -> &mut Self {
        let home = home(self.dice);
        self.hide(Kind::Address, &home)
    }

    fn who(&mut self) -> &mut Self {
        let name = name(self.dice);
        self.hide(Kind::Name, &name)
    }

    fn filler(&mut self, times: usize) -> &mut Self {
        for _ in 0..times {
            let sentence = self.dice.pick(FILLER);
            self.t(sentence);
        }
        self
    }

    fn number_line(&mut self) -> String {
        format!(
            "示科罚〔{}〕{}号",
            2020 + self.dice.below(6),
            1 + self.dice.below(300)
        )
    }
}

fn wide(c: char) -> char {
    if c.is_ascii_graphic() {
        char::from_u32(c as u32 + 0xfee0).unwrap_or(c)
    } else {
        c
    }
}

/// Official sentences without any personal data; many begin like something that has.
const FILLER: &[&str] = &[
    "经查，当事人于2024年12月起未按规定报送统计资料。",
    "当事人陈述申辩意见不成立，本机关不予采纳。",
    "上述事实，有现场检查笔录、询问笔录、营业执照复印件等证据证实。",
    "当事人向本机关提交了整改报告，执法人员对整改情况进行了复查。",
    "依据《中华人民共和国行政处罚法》第二十八条第一款的规定，责令当事人改正违法行为。",
    "当事人曾因同类违法行为于2022年受到行政处罚，属于从重情节。",
    "本案货值金额共计人民币128600.50元，违法所得3500元。",
    "该批产品于2024年3月2日生产，批号20240302，规格500克×20袋。",
    "当事人应当自收到本决定书之日起十五日内缴纳罚款，逾期不缴纳的，每日按罚款数额的百分之三加处罚款。",
    "执法人员全程使用执法记录仪，现场安装有监控设备。",
    "法定代表人任职文件、授权委托书及委托代理人权限说明均已附卷。",
    "证人证言与书证相互印证，能够证明案件事实。",
    "负责人对检查结果无异议，当事人主动配合调查。",
    "检验报告编号JD2024030219901，检验结论为不合格。",
    "订单编号13912345678901，交易流水号2024030222001138001380001。",
    "如不服本决定，可以在六十日内向示例市人民政府申请行政复议，也可以在六个月内向示例市人民法院提起行政诉讼。",
    "本机关于2025年3月3日立案调查，2025年4月8日调查终结。",
    "经营者应当建立进货查验记录制度，保证产品质量安全。",
    "当事人经营场所位于示例市城厢镇人民南路88号，面积120平方米。",
    "会计账簿、财务报表和金税发票存根共计三十五页。",
    "当事人全部产品已封存，单价35元，金额合计12600元。",
    "咨询电话：0512-53530000，监督举报电话：12345。",
    "参照《示例省行政处罚裁量基准》第十二条第（三）项，适用从轻处罚。",
    "工作人员现场讲解了有关规定，员工安全培训记录不完整。",
    "当事人方面表示于近期完成整改，时间节点为2025年6月30日。",
    "居民委员会出具的说明、专家论证意见和鉴定意见书均已核对原件。",
    "驾驶员应急处置方案缺失，驾驶人资格审查不严。",
    "供应商名录、顾客投诉台账、客户回访记录各一份。",
];

type Layout = (&'static str, fn(&mut Pen<'_>));

/// The layouts by name.
const LAYOUTS: &[Layout] = &[
    ("企业决定书", firm_decision),
    ("个人决定书", person_decision),
    ("个体户决定书", shop_decision),
    ("询问笔录", interview),
    ("现场检查笔录", inspection),
    ("送达回证", service),
    ("听证笔录", hearing),
    ("叙述式决定", narrative),
    ("表格式", table),
    ("财产调查", assets),
    ("信息摘要", summary),
    ("名单式", roster),
    ("复议告知", remedies),
    ("扫描件", scanned),
];

/// How many layouts there are.
pub fn layouts() -> usize {
    LAYOUTS.len() + forms::OWN.forms.len()
}

/// The paper with this number: layouts take turns.
pub fn paper(seed: u64) -> Paper {
    let turn = (seed as usize) % layouts();
    match turn.checked_sub(LAYOUTS.len()) {
        Some(n) => filled(&forms::OWN, n, seed),
        None => written(LAYOUTS[turn].0, seed, LAYOUTS[turn].1),
    }
}

/// The paper with this number of a set of forms: the forms take turns.
pub fn paper_of(set: &forms::Set, seed: u64) -> Paper {
    filled(set, (seed as usize) % set.forms.len(), seed)
}

fn filled(set: &forms::Set, n: usize, seed: u64) -> Paper {
    let (title, form) = set.forms[n];
    written(title, seed, |pen| forms::fill(pen, set, form))
}

fn written(layout: &'static str, seed: u64, write: impl Fn(&mut Pen<'_>)) -> Paper {
    let mut dice = Dice::new(seed + 1);
    let paper = Paper {
        layout,
        text: String::new(),
        known: Known::default(),
        hide: Vec::new(),
        keep: Vec::new(),
    };
    let mut pen = Pen {
        dice: &mut dice,
        paper,
        at: 0,
    };
    write(&mut pen);
    pen.paper
}

fn firm_decision(p: &mut Pen<'_>) {
    let (firm, boss, number) = (firm(p.dice), name(p.dice), p.number_line());
    let (code, office) = (credit(p.dice), office(p.dice));
    p.t("行政处罚决定书\n")
        .keep("文号", &number)
        .t("\n当事人：")
        .keep("单位名称", &firm);
    p.t("\n统一社会信用代码：")
        .keep("信用代码", &code)
        .t("\n住所：")
        .keep("单位地址", &office);
    p.t("\n法定代表人：")
        .keep("法定代表人", &boss)
        .t("\n身份证号码：")
        .id()
        .t("\n联系电话：")
        .phone()
        .t("\n");
    p.filler(4);
    let witness = name(p.dice);
    p.t("证人")
        .hide(Kind::Name, &witness)
        .t("的证言证明，")
        .keep("法定代表人", &boss)
        .t("安排生产。");
    p.hide(Kind::Name, &witness).t("在笔录上签字确认。");
    p.filler(4);
    if p.dice.chance(50) {
        p.paper.known = Known::default()
            .organisation(&firm)
            .person(&boss, Role::LegalRepresentative)
            .person(&witness, Role::Witness);
    }
}

fn person_decision(p: &mut Pen<'_>) {
    let (party, number, born) = (name(p.dice), p.number_line(), date(p.dice, 1950));
    p.t("行政处罚决定书\n")
        .keep("文号", &number)
        .t("\n当事人：")
        .keep("当事人", &party)
        .t("，男，");
    p.hide(Kind::BirthDate, &born)
        .t("出生，汉族，身份证号码：")
        .id()
        .t("，住")
        .home()
        .t("，联系电话：")
        .phone()
        .t("。\n");
    p.filler(4);
    p.t("当事人")
        .keep("当事人", &party)
        .t("雇佣工人")
        .who()
        .t("、")
        .who()
        .t("从事加工，并向")
        .t("房东")
        .who()
        .t("租赁场地。");
    p.filler(4);
    p.paper.known = Known::default().person(&party, Role::Party);
}

fn shop_decision(p: &mut Pen<'_>) {
    let (boss, code, office) = (name(p.dice), credit(p.dice), office(p.dice));
    let shop = format!(
        "示例市城厢镇{}{}",
        p.dice.pick(&["老街", "阿婆", "鸿运", "好再来"]),
        p.dice.pick(&["面馆", "便利店", "五金经营部", "水果店"])
    );
    p.t("当事人：")
        .keep("单位名称", &shop)
        .t("（个体工商户）\n统一社会信用代码：")
        .keep("信用代码", &code);
    p.t("\n经营场所：")
        .keep("单位地址", &office)
        .t("\n经营者：")
        .keep("当事人", &boss)
        .t("\n身份证号：")
        .id();
    p.t("\n住址：")
        .home()
        .t("\n手机：")
        .phone()
        .t("\n")
        .filler(4);
    p.t("顾客")
        .who()
        .t("以每件35元的价格购买3件，投诉人：")
        .who()
        .t("，电话")
        .phone()
        .t("。")
        .filler(3);
}

fn interview(p: &mut Pen<'_>) {
    p.t("询问笔录\n时间：2025年3月3日9时30分至10时15分\n地点：示例市科学技术局203室\n询问人：")
        .who()
        .t("  记录人：")
        .who();
    p.t("\n被询问人：")
        .who()
        .t(" 性别：女 年龄：45岁\n身份证号码：")
        .id()
        .t("\n工作单位：")
        .keep("单位名称", "示例市晨光包装有限公司");
    p.t(" 职务：车间主任\n家庭住址：")
        .home()
        .t("\n联系电话：")
        .phone()
        .t("\n问：请介绍你的情况。\n答：我叫")
        .t("小李，负责车间。\n");
    p.filler(3)
        .t("被询问人（签名）：")
        .who()
        .t("   2025年3月3日\n执法人员：")
        .who()
        .t("、")
        .who();
}

fn inspection(p: &mut Pen<'_>) {
    let office = office(p.dice);
    p.t("现场检查笔录\n检查地点：")
        .keep("单位地址", &office)
        .t("\n执法人员：")
        .who()
        .t("（执法证号：10053200123）、")
        .who()
        .t("（执法证号：10053200124）\n现场负责人：")
        .who();
    p.t(" 电话：")
        .phone()
        .t("\n")
        .filler(3)
        .t("现场停放车辆号牌为");
    let plate = format!(
        "苏{}{}",
        p.dice.letter("ABCDEFU"),
        p.dice.letter("ABCDEFGH")
    ) + &p.dice.digits(4);
    p.hide(Kind::Plate, &plate)
        .t("，驾驶员")
        .who()
        .t("（身份证号：")
        .id()
        .t("）在场。见证人：")
        .who()
        .t("。")
        .filler(3);
}

fn service(p: &mut Pen<'_>) {
    let (firm, office) = (firm(p.dice), office(p.dice));
    p.t("送达回证\n受送达人：")
        .keep("单位名称", &firm)
        .t("\n送达地点：")
        .keep("单位地址", &office)
        .t("\n收件人：")
        .who();
    p.t("\n代收人：")
        .who()
        .t("（身份证号码")
        .id()
        .t("）\n送达人：")
        .who()
        .t(" ")
        .who()
        .t("\n备注：")
        .filler(1);
}

fn hearing(p: &mut Pen<'_>) {
    let party = name(p.dice);
    p.paper.known = Known::default().person(&party, Role::Party);
    p.t("听证主持人：")
        .who()
        .t("；听证员：")
        .who()
        .t("、")
        .who()
        .t("；记录员：")
        .who()
        .t("。\n申请人：")
        .keep("当事人", &party);
    p.t("。委托代理人：")
        .who()
        .t("，某某律师事务所律师。第三人：")
        .who()
        .t("，住")
        .home()
        .t("。\n")
        .filler(3);
    p.keep("当事人", &party)
        .t("述称，货款由其妻子")
        .who()
        .t("的银行卡（卡号：")
        .bank()
        .t("）收取。")
        .filler(2);
}

fn narrative(p: &mut Pen<'_>) {
    let boss = name(p.dice);
    p.t("经查明：").filler(2).who().t("，男，");
    let born = date(p.dice, 1950);
    p.hide(Kind::BirthDate, &born)
        .t("出生，系该厂操作工，公民身份号码")
        .id()
        .t("，户籍地")
        .home()
        .t("。");
    p.t("该公司法定代表人")
        .keep("法定代表人", &boss)
        .t("与供应商")
        .who()
        .t("签订合同，由会计")
        .who()
        .t("付款。");
    p.filler(2)
        .t("仓库保管员")
        .who()
        .t("称，货物由司机")
        .who()
        .t("运走。邻居")
        .who()
        .t("、")
        .who()
        .t("证实上述事实。")
        .filler(2);
    p.paper.known = Known::default().person(&boss, Role::LegalRepresentative);
}

fn table(p: &mut Pen<'_>) {
    for _ in 0..3 {
        p.t("姓名：")
            .who()
            .t("　性别：男　民族：汉　身份证号：")
            .id()
            .t("　联系电话：")
            .phone()
            .t("\n");
        p.t("住址：").home().t("　邮箱：");
        let mail = format!(
            "{}{}@example.com",
            p.dice.pick(&["zhang", "li.si", "wang_wu", "test-1"]),
            p.dice.below(1000)
        );
        p.hide(Kind::Email, &mail).t("　微信号：");
        let chat = format!(
            "wx_{}{}",
            p.dice.pick(&["abc", "hello", "lucky"]),
            p.dice.digits(4)
        );
        p.hide(Kind::Messenger, &chat).t("\n");
    }
    // 姓名 alone names a party at the head of a paper; here a role stands before it.
    let text = std::mem::take(&mut p.paper.text);
    let lead = "证人基本情况\n证人\n";
    let shift = lead.chars().count();
    p.paper.text = format!("{lead}{text}");
    for span in &mut p.paper.hide {
        span.0 += shift;
        span.1 += shift;
    }
    p.at += shift;
    p.filler(2);
}

fn assets(p: &mut Pen<'_>) {
    let (firm, account) = (firm(p.dice), p.dice.digits(20));
    let title = format!(
        "苏（{}）示例市不动产权第{}号",
        2016 + p.dice.below(9),
        p.dice.digits(7)
    );
    p.keep("单位名称", &firm)
        .t("的基本账户开户行为某银行示例支行，账号：")
        .hide(Kind::BankAccount, &account);
    p.t("。")
        .filler(2)
        .t("房屋权属证书编号为")
        .hide(Kind::Certificate, &title)
        .t("，持卡人")
        .who()
        .t("的银行卡号")
        .bank();
    p.t("，护照号码：");
    let passport = format!("E{}", p.dice.digits(8));
    p.hide(Kind::Passport, &passport)
        .t("。")
        .filler(2)
        .t("财产状况：")
        .hide(Kind::Property, "名下房屋一套、轿车一辆")
        .t("。联系方式：")
        .land()
        .t("。");
}

fn summary(p: &mut Pen<'_>) {
    let (firm, number) = (firm(p.dice), p.number_line());
    p.t("决定书文号：")
        .keep("文号", &number)
        .t("；当事人：")
        .keep("单位名称", &firm)
        .t("；违法事实：")
        .filler(3);
    p.t("执法主体：示例市科学技术局；日期：2025年3月12日。承办人：")
        .who()
        .t("、")
        .who()
        .t("。");
}

fn roster(p: &mut Pen<'_>) {
    p.t("现场有");
    let count = 2 + p.dice.below(3);
    for i in 0..count {
        if i > 0 {
            p.t("、");
        }
        p.who();
    }
    p.t("等八人正在作业。")
        .filler(2)
        .t("参加讨论人员：局长")
        .who()
        .t("、副局长")
        .who()
        .t("、科长")
        .who()
        .t("。举报人")
        .who()
        .t("反映，");
    p.t("工人")
        .who()
        .t("、")
        .who()
        .t("和")
        .who()
        .t("未取得相应资格。")
        .filler(3)
        .t("其中张某、李某某已离开。");
}

fn remedies(p: &mut Pen<'_>) {
    p.t("当事人可以向示例市人民政府申请行政复议（")
        .keep("机关地址", "地址：示例市县府东街99号")
        .t("，")
        .keep("机关电话", "电话：0512-53530001")
        .t("）。");
    p.filler(6)
        .t("罚款缴至")
        .keep(
            "机关账户",
            "示例市财政局罚没收入专户，账号：10550101040009999",
        )
        .t("。本案联系人：")
        .who()
        .t("。");
}

fn scanned(p: &mut Pen<'_>) {
    p.t("当事人基\n\n本情况：姓 名：");
    let party = name(p.dice);
    p.keep("当事人", &party)
        .t(" 身份证\n号 码：")
        .id()
        .t("\n家庭住\n址：")
        .home()
        .t("\n联 系 电 话：")
        .phone()
        .t("\n\n");
    p.filler(3).t("证 人：").who().t("\n");
    p.filler(2)
        .t("委托代\n理人：")
        .who()
        .t("，银行卡号：")
        .bank()
        .t("。");
    p.paper.known = Known::default().person(&party, Role::Party);
}
