//! The walk over the view: each place goes to the reader that understands it, and what was said before (the last
//! label, who is spoken of) is remembered for the readers.
//!
//! It decides nothing about conflicts and knows no form of any number.

use crate::class::{self, Classes};
use crate::find::{Evidence, Find};
use crate::kind::{Kind, Owner, Role};
use crate::known::Known;
use crate::label::{LABELS, Label};
use crate::party::punished_line;
use crate::people::People;
use crate::roster::{self, Item};
use crate::view::{Gap, View};
use crate::weighed::{self, Cover, owner, scene::Scene};
use crate::{address, document, foreign, lexicon, name, number, running, table};

/// The last label and where it ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub(crate) label: Label,
    pub(crate) end: usize,
}

/// Parts of names of certificates that only people have.
pub(crate) const OWN_CERTIFICATE: [&str; 46] = [
    "师承",
    "聘书",
    "师证",
    "师”证",
    "员证",
    "员”证",
    "工证",
    "工”证",
    "生证",
    "手证",
    "人证",
    "能证",
    "级证",
    "称证",
    "资格",
    "执业",
    "从业",
    "上岗",
    "操作",
    "作业",
    "健康",
    "驾驶",
    "学历",
    "毕业",
    "学位",
    "技能",
    "等级",
    "职称",
    "培训",
    "持有",
    "持证",
    "结婚",
    "离婚",
    "残疾",
    "军官",
    "士兵",
    "退伍",
    "退役",
    "学生",
    "工作证",
    "老年",
    "建造师",
    "工程师",
    "安全员",
    "适任",
    "船员",
];
/// Parts of names of certificates that organisations, goods or officers have.
pub(crate) const OTHER_CERTIFICATE: [&str; 22] = [
    "许可",
    "执照",
    "资质",
    "检验",
    "检测",
    "检疫",
    "认证",
    "备案",
    "授权",
    "执法",
    "产品合格",
    "批准",
    "鉴定书",
    "鉴定意见",
    "报告",
    "通知",
    "决定",
    "告知",
    "文号",
    "单号",
    "监督证",
    "准运",
];

/// What the walk knows at each place.
pub(crate) struct Scan<'v, 'a> {
    pub(crate) view: &'v View<'a>,
    pub(crate) known: &'v Known,
    pub(crate) found: Vec<Find>,
    pub(crate) people: People,
    /// The last label that may announce a number.
    pub(crate) said: Option<Said>,
    /// Where the last account or card label ended; a bank's name may stand between it and the number.
    pub(crate) account: Option<usize>,
    /// Where the agency was last spoken of.
    pub(crate) agency: Option<usize>,
    /// Where an organisation was last described.
    firm: Option<usize>,
    /// Where the label of a person to turn to ended.
    pub(crate) contact: Option<usize>,
    /// Whose fields are being listed.
    pub(crate) subject: Owner,
    /// A natural person was named after the organisation that is the subject.
    pub(crate) person_since: bool,
    /// The label of the field that named an organisation as the party.
    pub(crate) firm_party: Option<(usize, usize)>,
    /// The number of a person's document was announced.
    pub(crate) own_number: bool,
    /// A place of business was named.
    pub(crate) seated: bool,
    /// Where the label of somebody's place of work ended.
    workplace: Option<usize>,
    /// The role in whose section the walk is.
    pub(crate) section: Option<Role>,
    /// The role of the person last named, and where the name ended.
    pub(crate) speaker: Option<(Role, usize)>,
    /// Somebody who asks or answers was named: what stands before a colon is a speaker, not the reader of a letter.
    pub(crate) hearing: bool,
    /// The last numbered line that began with what may be a name.
    pub(crate) item: Option<Item>,
    /// The record knows who the party is.
    party_known: bool,
    /// A party or a legal representative was named.
    pub(crate) named: bool,
    /// Weights are not asked, for they are being learnt.
    pub(crate) learning: bool,
}

impl<'v, 'a> Scan<'v, 'a> {
    /// A walk at its beginning; findings are put into `found`, which is empty.
    pub(crate) fn new(view: &'v View<'a>, known: &'v Known, found: Vec<Find>) -> Self {
        Scan {
            view,
            known,
            found,
            people: People::with_room(view.len()),
            said: None,
            account: None,
            agency: None,
            contact: None,
            firm: None,
            subject: Owner::Unknown,
            person_since: false,
            firm_party: None,
            own_number: false,
            seated: false,
            workplace: None,
            section: None,
            speaker: None,
            hearing: false,
            item: None,
            party_known: known.names.iter().any(|n| n.role == Role::Party),
            named: false,
            learning: false,
        }
    }

    pub(crate) fn run(&mut self) {
        const NAMES: Classes = class::SURNAME | class::IN_DOUBLE;
        const INTEREST: Classes = NAMES | class::ALNUM | class::IN_LABEL | class::SIGN;
        let mut i = 0;
        while let Some(&c) = self.view.ch().get(i) {
            let classes = class::of(c);
            let interest = classes & INTEREST;
            if interest == 0 {
                i += 1;
            } else if interest & class::ALNUM != 0 {
                if self.view.gap_before(i) == Gap::Line {
                    roster::line(self, i);
                }
                i = number::read(self, i);
            } else {
                let mut next = i + 1;
                let follows = self.view.get(i + 1);
                if interest & NAMES != 0 && running::may_begin(classes, follows) {
                    running::candidate(self, i);
                }
                if interest & class::IN_LABEL != 0 && LABELS.may_begin(c, follows) {
                    next = self.label(i).max(next);
                }
                if interest & class::SIGN != 0 {
                    self.sign(i, c);
                }
                i = next;
            }
        }
    }

    /// People named anywhere are found everywhere; returns all findings, unsettled.
    pub(crate) fn finish(mut self) -> Vec<Find> {
        let mut found = std::mem::take(&mut self.found);
        let people = std::mem::replace(&mut self.people, People::with_room(0));
        let scene = people.scene(self.view, &found);
        owner::settle(&scene, &mut found);
        weigh(self.view, &people, &mut found);
        let role = |span| running::role_told(&self, span);
        people.find_everywhere(&scene, self.known, role, &mut found);
        found
    }

    /// The text with what rules alone find in it, before people named anywhere are found everywhere and thereafter.
    pub(crate) fn rules_alone(mut self) -> (Vec<Find>, Scene<'v, 'a>, Scene<'v, 'a>) {
        self.learning = true;
        self.run();
        let first = self.people.scene(self.view, &self.found);
        let found = self.found.clone();
        let last = self
            .people
            .scene_of_rules(self.view, self.known, self.found);
        (found, first, last)
    }

    fn sign(&mut self, i: usize, c: char) {
        match c {
            '@' => document::mail(self, i),
            '·' | '.' => foreign::foreign(self, i),
            '某' => name::masked(self, i),
            '等' => running::counted(self, i),
            '男' | '女' => {
                running::before_sex(self, i);
                document::behind_sex(self, i);
            }
            '生' => document::born(self, i),
            '室' | '户' => address::unlabelled(self, i),
            _ => {}
        }
    }

    /// Reads the label at `i`, if one stands there, and what it announces. Returns where the walk goes on.
    fn label(&mut self, i: usize) -> usize {
        let Some((length, label)) = LABELS.longest(self.view.slice(i, i + 24)) else {
            return i;
        };
        let label = *label;
        let end = match label {
            Label::Person(_) => ordinal(self.view, whole_role(self.view, i + length)),
            _ => i + length,
        };
        self.remember(i, end, label);
        if matches!(
            label,
            Label::Person(_)
                | Label::Field(_)
                | Label::FullName
                | Label::Home
                | Label::Place
                | Label::Birth
                | Label::Title
                | Label::Account
                | Label::Card
        ) {
            table::head(self, i, end, label);
        }
        match label {
            Label::Person(role) => {
                if self.view.starts_with(i, "住户") {
                    address::before_dwelling(self, i);
                }
                let role = self.role_here((i, end), role);
                self.section = Some(role);
                name::announced(self, (i, end), role, true);
            }
            Label::Field(role) => name::announced(self, (i, end), role, false),
            Label::FullName => name::announced(self, (i, end), self.role_of(label), false),
            Label::Home | Label::Place | Label::Office | Label::Lives => {
                return address::labelled(self, i, end, label);
            }
            Label::Dwelling => address::before_dwelling(self, i),
            Label::Title => document::title(self, end),
            Label::TitleCore => document::title_core(self, i, end),
            Label::Birth => document::birth(self, i, end),
            Label::Wealth => document::wealth(self, i, end),
            Label::Messenger => document::messenger(self, end),
            Label::Plain | Label::Document if self.own_certificate(i, end) => {
                document::title(self, end);
            }
            _ => {}
        }
        if matches!(label, Label::Citizen | Label::Passport | Label::Permit) {
            self.own_number = true;
            running::before_field(self, i, "后附证件号码");
        }
        self.say(label, end);
        end
    }

    /// 评估师张三（证书编号：…）: the remark gives a number of the person, unless an officer shows his certificate.
    fn own_certificate(&self, i: usize, end: usize) -> bool {
        let word = self.view.slice(i, end);
        let near = self.view.slice(i.saturating_sub(18), i);
        let stop = near
            .iter()
            .rposition(|c| matches!(c, '。' | '；' | '、' | '|'));
        let near = &near[stop.map_or(0, |n| n + 1)..];
        let numbered = word.ends_with(&['号']) || word.ends_with(&['码']);
        let said = near.contains(&'证') || word.contains(&'证') || word[0] == '注';
        let other = || address::holds(near, &OTHER_CERTIFICATE) || word[0] == '执';
        if numbered && said && address::holds(near, &OWN_CERTIFICATE) && !other() {
            return true;
        }
        let officer = word[0] == '执' || self.role_near(i) == Some(Role::Officer);
        if i < 3 || officer || !word.contains(&'证') {
            return false;
        }
        let bracket = self.view.get(i - 1) == '(';
        let holder = self.people.role_at(i - 1 - usize::from(bracket));
        // 经纪人张三（经纪人协理证号…）
        let open = || {
            (i.saturating_sub(10)..i)
                .rev()
                .find(|at| self.view.get(*at) == '(')
        };
        let holder = holder.or_else(|| self.people.role_at(open()?.checked_sub(1)?));
        holder.is_some_and(|role| role != Role::Officer)
    }

    /// What a label at `i..end` tells about the fields that follow, whatever its own value is.
    fn remember(&mut self, i: usize, end: usize, label: Label) {
        match label {
            // 主体资格证照名称：居民身份证
            Label::Firm if self.view.slice(end, end + 8).ends_with(&['份', '证']) => {}
            Label::Firm if address::holds(self.view.slice(end, end + 8), &["身份证"]) => {}
            Label::Code | Label::Firm => self.firm(end),
            // What is told of the party itself makes it a natural person.
            Label::Citizen | Label::Birth if self.of_party(i) => {
                self.subject = Owner::Natural;
                self.person_since = true;
            }
            Label::Agency => self.agency = Some(end),
            Label::Office if self.view.starts_with(i, "工作单位") => self.workplace = Some(end),
            Label::Office if matches!(self.view.get(i), '本' | '我' | '机') => {
                self.agency = Some(end)
            }
            Label::Card | Label::Account => self.account = Some(end),
            Label::Person(_) if self.view.starts_with(i, "联系人") => self.contact = Some(end),
            // 整改报告送交：…　收件人：张三　电话：…
            Label::Person(_) if self.view.starts_with(i, "收件人") && self.reports(i) => {
                self.contact = Some(end);
            }
            // 法定代表人：张三　职务：经理　电话：…: what follows is his own.
            Label::Stop if self.view.starts_with(i, "职务") => self.person_since = true,
            _ => {}
        }
    }

    /// The party, a natural person, was named last.
    fn of_party(&self, at: usize) -> bool {
        self.firm_party.is_none() && self.role_near(at) == Some(Role::Party)
    }

    /// A person to turn to at the agency is named shortly before.
    pub(crate) fn office_of_agency(&self, at: usize) -> bool {
        self.contact_before(at) && self.agency_before(at)
    }

    /// Something is to be handed in to the agency shortly before `at`.
    fn reports(&self, at: usize) -> bool {
        const TO: [&str; 5] = ["报告", "送交", "报送", "本局", "我局"];
        address::holds(self.view.slice(at.saturating_sub(60), at), &TO)
    }

    /// An organisation is described from `at` on.
    pub(crate) fn firm(&mut self, at: usize) {
        if self
            .workplace
            .is_some_and(|end| end <= at && at - end <= 40)
        {
            return;
        }
        // 被询问人：张三　单位及职务：某公司施工员
        let employer = ["单位及职务", "单位:", "任职", "就职于", "供职"];
        if self.person_since
            && address::holds(self.view.slice(at.saturating_sub(34), at), &employer)
        {
            return;
        }
        self.subject = Owner::Organisation;
        self.person_since = false;
        self.firm = Some(at);
    }

    /// The fields of an organisation are being listed, and no person was named since.
    pub(crate) fn firm_before(&self, at: usize) -> bool {
        let near = |end: usize| end <= at && at - end <= 160;
        self.subject == Owner::Organisation
            && !self.person_since
            && self
                .firm
                .is_some_and(|end| near(end) && !self.view.slice(end, at).contains(&'。'))
    }

    /// The same, though whoever represents or owns the organisation was named since: a fixed line is its own.
    pub(crate) fn firm_field(&self, at: usize) -> bool {
        let own = matches!(
            self.role_near(at),
            Some(Role::LegalRepresentative | Role::Party)
        );
        let firm = self.firm.or(self.firm_party.map(|(_, end)| end));
        own && firm.is_some_and(|end| {
            end <= at && at - end <= 160 && !self.view.slice(end, at).contains(&'。')
        })
    }

    /// The party is an organisation, or its owner was named right before.
    pub(crate) fn beside_owner(&self, at: usize) -> bool {
        let owner = self.view.slice(at.saturating_sub(12), at);
        // 香港地址：…: where he lives elsewhere.
        let elsewhere = address::glued(self.view, at);
        let named = self.named && !elsewhere;
        let owned = || address::holds(owner, &["经营者", "负责人", "代表人"]);
        self.firm_party.is_some() || named && owned()
    }

    /// Remembers a label for the number that may follow. 通行证，证号…: the second word only goes on with the first.
    fn say(&mut self, label: Label, end: usize) {
        if let (Label::Plain, Some(said)) = (label, &mut self.said)
            && matches!(said.label, Label::Passport | Label::Permit)
            && end - said.end <= 4
        {
            said.end = end;
            return;
        }
        self.said = Some(Said { label, end });
    }

    /// Where a field named an organisation, whoever stands in such a field later signs for it and is not the party,
    /// unless his own data follow. Running text that calls somebody the owner of a business or the representative of
    /// an organisation speaks of another one where the party was named before.
    pub(crate) fn role_here(&self, (i, end): (usize, usize), role: Role) -> Role {
        let same = |(start, stop)| self.view.slice(start, stop) == self.view.slice(i, end);
        let signs = || self.firm_party.is_some_and(same) && !described(self.view, end);
        let free = || self.named && self.value(end).1 == Tie::Free;
        let another = match role {
            Role::Party if punished_line(self.view, i) || self.in_row(i) => false,
            // 业主李四被困: somebody who owns a dwelling, in running text.
            Role::Party if dwells(self.view.slice(i, end)) && self.value(end).1 == Tie::Free => {
                true
            }
            Role::Party => signs() || owns(self.view.slice(i, end)) && free(),
            Role::LegalRepresentative => ends_organisation(self.view, i) && free(),
            _ => false,
        };
        match role {
            _ if another => Role::Other,
            Role::Witness if self.asked_party((i, end)) => Role::Party,
            Role::Other if self.represents((i, end)) => Role::LegalRepresentative,
            role => role,
        }
    }

    /// 法定代表人、总经理张三, 法定代表人兼厂长张三, 校长（负责人）：张三: another word beside the label says more.
    fn represents(&self, (i, end): (usize, usize)) -> bool {
        // Offices that the representative of an organisation has himself.
        const OFFICES: [&str; 8] = [
            "总经理",
            "经理",
            "董事长",
            "执行董事",
            "厂长",
            "校长",
            "院长",
            "园长",
        ];
        let view = self.view;
        let is = |label: Label| {
            let legal = Role::LegalRepresentative;
            label == Label::Person(legal) || label == Label::Field(legal)
        };
        let said = view.slice(i, end).iter();
        let office = OFFICES
            .iter()
            .any(|word| word.chars().eq(said.clone().copied()));
        let joined = office && i > 1 && matches!(view.get(i - 1), '、' | '兼');
        if joined && let Some((length, label)) = running::label_ending_at(self, i - 1) {
            let former = i > length + 1 && matches!(view.get(i - length - 2), '前' | '原');
            return is(label) && !former;
        }
        let remark = LABELS.longest(view.slice(end + 1, end + 12));
        remark.is_some_and(|(n, label)| {
            let named = view.get(end + n + 1) == ')' && view.get(end + n + 2) == ':';
            let whole = *label == Label::Person(Role::LegalRepresentative);
            view.get(end) == '(' && named && (whole || office && is(*label))
        })
    }

    /// 某店（经营者张三）|500元: a remark on the party of this row of a table.
    fn in_row(&self, i: usize) -> bool {
        let view = self.view;
        if i == 0 || view.get(i - 1) != '(' {
            return false;
        }
        let line = view.line_start(i.saturating_sub(80), i).unwrap_or(i);
        view.slice(line, i).contains(&'|')
    }

    /// 被询问人：张三　…　职务：某店经营者: whoever is asked is the party.
    fn asked_party(&self, (i, end): (usize, usize)) -> bool {
        let view = self.view;
        if !view.starts_with(i, "被询问") && !view.starts_with(i, "被调查") {
            return false;
        }
        const RELATION: [&str; 3] = ["关系:当事人", "关系当事人", "关系:本人"];
        if address::holds(view.slice(end, end + 70), &RELATION) {
            return true;
        }
        let ahead = view.slice(end, end + 120);
        let stop = (0..ahead.len()).find(|n| ahead[*n..].starts_with(&['问', ':']));
        let ahead = &ahead[..stop.unwrap_or(ahead.len())];
        let owner = |n: usize| {
            let said = end + n + 3;
            let whole = |word: &&str| {
                let stop = said + word.chars().count();
                let sign = matches!(view.get(stop), '，' | '。' | '；' | ',' | '|');
                view.starts_with(said, word) && (sign || view.gap_before(stop) != Gap::None)
            };
            ["经营者", "法定代表人", "投资人"].iter().any(whole)
        };
        // 身份：经营者, but not 身份：经营者张三之妻.
        let status = (0..ahead.len()).find(|n| ahead[*n..].starts_with(&['身', '份', ':']));
        if status.is_some_and(owner) {
            return true;
        }
        let office = (0..ahead.len()).find(|n| ahead[*n..].starts_with(&['职', '务', ':']));
        office.is_some_and(|n| {
            let said = &ahead[n + 3..(n + 30).min(ahead.len())];
            let stop = said.iter().position(|c| *c == ':').unwrap_or(said.len());
            address::holds(&said[..stop], &["经营者", "法定代表人", "投资人"])
        })
    }

    /// The role that a label announces; 姓名 alone speaks of the person in whose section it stands.
    pub(crate) fn role_of(&self, label: Label) -> Role {
        match label {
            Label::Person(role) | Label::Field(role) => role,
            // 姓名 alone is the party's, unless the record knows who the party is.
            _ if self.party_known => self.section.unwrap_or(Role::Other),
            _ => self.section.unwrap_or(Role::Party),
        }
    }

    /// The label right before `at`, if only connecting words stand between.
    pub(crate) fn label_before(&self, at: usize) -> Option<Label> {
        let said = self.said?;
        if said.end > at || at - said.end > 14 {
            return None;
        }
        let mut between = self.view.slice(said.end, at);
        if let ['，' | ',', rest @ ..] = between
            && rest.starts_with(&['号', '码'])
        {
            between = rest;
        }
        between
            .iter()
            .all(|c| lexicon::connects(*c))
            .then_some(said.label)
    }

    /// A label of a bank account stands shortly before, in the same sentence.
    pub(crate) fn account_before(&self, at: usize) -> bool {
        self.account.is_some_and(|end| {
            end <= at
                && at - end <= 30
                && !self
                    .view
                    .slice(end, at)
                    .iter()
                    .any(|c| matches!(c, '。' | '；' | ';' | '，'))
        })
    }

    /// A person to turn to is named shortly before.
    pub(crate) fn contact_before(&self, at: usize) -> bool {
        self.contact.is_some_and(|end| {
            end <= at && at - end <= 40 && !self.view.slice(end, at - 1).contains(&'(')
        })
    }

    /// The agency is spoken of shortly before, in the same sentence.
    pub(crate) fn agency_before(&self, at: usize) -> bool {
        self.agency.is_some_and(|end| {
            end <= at && at - end <= 60 && !self.view.slice(end, at).contains(&'。')
        })
    }

    /// The agency was spoken of later than anybody else.
    pub(crate) fn agency_speaks(&self, at: usize) -> bool {
        let last = self.people.announced.last();
        let later = |p: &crate::people::Person| {
            self.agency
                .is_some_and(|end| p.end > end && p.role != Role::Officer)
        };
        self.agency_before(at) && !last.is_some_and(later)
    }

    /// The role of the person whose fields are probably being listed at `at`.
    pub(crate) fn role_near(&self, at: usize) -> Option<Role> {
        self.speaker
            .filter(|(_, end)| *end <= at && at - end <= 120)
            .map(|(role, _)| role)
    }

    pub(crate) fn add(
        &mut self,
        (start, end): (usize, usize),
        kind: Kind,
        owner: Owner,
        evidence: Evidence,
        reason: &'static str,
    ) {
        if owner == Owner::Agency {
            self.agency = Some(end);
        }
        let confidence = evidence.confidence();
        let role = if owner == Owner::Organisation || owner == Owner::Agency {
            None
        } else {
            self.role_near(start)
        };
        self.found.push(Find {
            start,
            end,
            kind,
            role,
            owner,
            evidence,
            confidence,
            reason,
        });
    }

    /// Where the value of a label that ended at `end` begins, and whether a colon or a space sets it apart.
    pub(crate) fn value(&self, end: usize) -> (usize, Tie) {
        let view = self.view;
        let mut p = skip_remark(view, end);
        // 见证人签名及单位张三
        if let ['签', '名' | '字', '及'] = view.slice(p, p + 3) {
            let words = ["单位", "日期", "时间", "电话", "联系方式"];
            let word = words.iter().find(|word| view.starts_with(p + 3, word));
            p += 3 + word.map_or(0, |word| word.chars().count());
        }
        if let ['姓' | '签', '名']
        | ['名', '字' | '称']
        | ['签', '字' | '章']
        | ['号', '码']
        | ['编', '号'] = view.slice(p, p + 2)
        {
            p += 2;
        }
        p = skip_remark(view, p);
        // 患者姓名分别为…
        p += if view.slice(p, p + 2) == ['分', '别'] {
            2
        } else {
            0
        };
        let mut tie = if view.gap_before(p) == Gap::None {
            Tie::Free
        } else {
            Tie::Spaced
        };
        while matches!(
            view.get(p),
            ':' | '_' | '-' | '“' | '"' | '|' | '【' | '[' | '为' | '是' | '系' | '叫'
        ) || view.get(p) == '有' && lexicon::plain_surname(view.slice(p + 1, p + 3))
        {
            tie = match view.get(p) {
                ':' | '_' | '-' | '|' => Tie::Colon,
                _ => tie,
            };
            p += 1;
            if p - end > 40 {
                break;
            }
        }
        if view.get(p) == '(' && view.get(p + 1) != '\0' && tie == Tie::Free {
            return (p + 1, Tie::Colon);
        }
        (p, tie)
    }
}

/// 经营者, 摊主, 业主: as often somebody else as the party.
fn owns(word: &[char]) -> bool {
    matches!(
        word,
        ['经', '营', '者' | '户'] | ['业' | '摊' | '户' | '店', '主'] | ['业', '户']
    )
}

/// 业主, 户主: who owns a dwelling.
fn dwells(word: &[char]) -> bool {
    matches!(word, ['业' | '户', '主'])
}

/// The name of an organisation ends right before `i`.
fn ends_organisation(view: &View<'_>, i: usize) -> bool {
    i > 1
        && view.gap_before(i) == Gap::None
        && "司厂院所社行店心团会站部校馆".contains(view.get(i - 1))
        && view.get(i - 2) != '该'
}

/// What follows a field describes a person: 张三，男，… or 张三 with 身份证号码 in the next line.
fn described(view: &View<'_>, end: usize) -> bool {
    let after = view.slice(end, end + 24);
    let sex = |w: &[char]| matches!(w, ['，' | ',', '男' | '女', ..]);
    after.windows(2).any(sex)
        || after.windows(3).any(|w| w == ['身', '份', '证'])
        || after.windows(4).any(|w| w == ['公', '民', '身', '份'])
}

/// How closely a value is tied to its label.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tie {
    /// Nothing between: running text.
    Free,
    /// A space or a line end between.
    Spaced,
    /// A colon or a field line between.
    Colon,
}

/// 施工人|员: the word for a person goes on.
fn whole_role(view: &View<'_>, at: usize) -> usize {
    let longer = matches!(
        (view.get(at - 1), view.get(at)),
        (_, '员' | '们') | ('主', '任') | ('医', '师' | '生')
    ) || view.get(at) == view.get(at - 1)
        && "舅叔姑姨哥弟姐妹爸妈爷奶伯婶".contains(view.get(at));
    let goes_on = longer && view.gap_before(at) == Gap::None;
    at + usize::from(goes_on)
}

/// Skips what numbers several people of one role: 当事人一：, 被处罚人（2）：.
fn ordinal(view: &View<'_>, at: usize) -> usize {
    let bracket = usize::from(view.get(at) == '(');
    let number = |c| {
        matches!(
            c,
            '0'..='9'
                | '一'
                | '二'
                | '三'
                | '四'
                | '五'
                | '六'
                | '七'
                | '八'
                | '九'
                | '十'
                | '甲'
                | '乙'
                | '丙'
                | '丁'
        )
    };
    let from = at + bracket;
    let digits = view
        .slice(from, from + 3)
        .iter()
        .take_while(|c| number(**c))
        .count();
    let end = from + digits + bracket;
    let closed = bracket == 0 || view.get(end - 1) == ')';
    if digits > 0 && closed && view.get(end) == ':' {
        end
    } else {
        at
    }
}

/// Skips a short remark in brackets such as （负责人） or （签名）, which belongs to the label; a bracket that holds the
/// value itself is left alone.
fn skip_remark(view: &View<'_>, at: usize) -> usize {
    if view.get(at) != '(' {
        return at;
    }
    let inside = view.slice(at + 1, at + 20);
    let Some(length) = inside.iter().position(|c| *c == ')') else {
        return at;
    };
    let inside = &inside[..length];
    let after = at + length + 2;
    let is_label = LABELS.longest(inside).is_some_and(|(n, _)| n == length)
        || lexicon::follower(inside) == length
        || matches!(
            inside,
            ['单', '位'] | ['公', '民'] | ['场', '所'] | ['企', '业'] | ['商', '户']
        )
        || view.get(after) == ':'
        || inside
            .iter()
            .any(|c| matches!(c, '签' | '章' | '或' | '/' | '、'));
    let has_digit = inside.iter().any(char::is_ascii_digit);
    if is_label && !has_digit { after } else { at }
}

/// Adds what weights tell of homes and codes where nothing was found and nobody was announced.
fn weigh(view: &View<'_>, people: &People, found: &mut Vec<Find>) {
    let announced = people.announced.iter().map(|p| (p.start, p.end));
    let known = found.iter().map(|f| (f.start, f.end)).chain(announced);
    let mut taken = Cover::of(view.len(), known);
    let homes = weighed::home::homes(view, &mut taken);
    let codes = weighed::code::codes(view, &mut taken);
    let home = homes
        .iter()
        .map(|told| (told, Kind::Address, "从用语和上下文看，疑似住址"));
    let code = |told| {
        (
            told,
            Kind::Certificate,
            "从用语和上下文看，疑似个人证件、账户等号码",
        )
    };
    found.extend(
        home.chain(codes.iter().map(code))
            .map(|(told, kind, reason)| Find {
                start: told.start,
                end: told.end,
                kind,
                role: None,
                owner: Owner::Natural,
                evidence: Evidence::Weighed,
                confidence: told.confidence,
                reason,
            }),
    );
}
