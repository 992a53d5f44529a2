//! Words of the pages on the regulations.

/// View: the texts, clause by clause.
pub const CLAUSES: &str = "条款";
/// View: every record.
pub const RECORDS: &str = "记录";
/// View: the flow chart.
pub const FLOW: &str = "流程图";

/// The texts.
pub mod text {
    /// Section.
    pub const TITLE: &str = "文本";
    /// Column.
    pub const NAME: &str = "名称";
    /// Label: number of issue.
    pub const NUMBER: &str = "文号";
    /// Label: day of issue.
    pub const ISSUED: &str = "印发";
    /// Label: purpose.
    pub const PURPOSE: &str = "目的";
    /// Label: higher texts.
    pub const BASIS: &str = "上位依据";
    /// Label: how the text words its effect.
    pub const EFFECT: &str = "施行规定";
    /// Label: the day it binds.
    pub const FROM: &str = "施行日期";
    /// Label: the date of a file that decides.
    pub const APPLIES: &str = "以何日为准";
    /// Label: kinds of case it binds.
    pub const BINDS: &str = "适用的案件";
    /// It binds all kinds.
    pub const BINDS_ALL: &str = "全部";
    /// The day the case was opened.
    pub const OPENED: &str = "立案日";
    /// The day the decision was proposed or made.
    pub const DECIDED: &str = "拟作决定日";
    /// The day the information was formed.
    pub const FORMED: &str = "信息形成日";
    /// Nobody has confirmed the day.
    pub const UNCONFIRMED: &str = "尚未确认";
    /// Leads to the form by which it is confirmed.
    pub const CONFIRM: &str = "去确认";
    /// What follows while nobody has.
    pub const NOT_BINDING: &str = "确认以前，依据该文本的要求都不适用。";

    /// The day the text proposes.
    #[must_use]
    pub fn proposed(day: &str) -> String {
        format!("建议{day}")
    }

    /// Articles.
    #[must_use]
    pub fn articles(n: usize) -> String {
        format!("共{n}条")
    }
}

/// What is told of all clauses together.
pub mod coverage {
    /// All clauses.
    pub const ALL: &str = "条款";
    /// Clauses that something serves.
    pub const SERVED: &str = "已有落实";
    /// Clauses that a scenario proves.
    pub const PROVEN: &str = "有场景证明";
    /// Clauses whose words are loaded.
    pub const WORDS: &str = "已载原文";
    /// Title.
    pub const BY_KIND: &str = "分类情况";
    /// Column.
    pub const KIND: &str = "条款类别";
}

/// The list of clauses.
pub mod list {
    /// Caption and count.
    pub const TITLE: &str = "条款清单";
    /// Field: words.
    pub const WORDS: &str = "条文或者要点";
    /// Field: text.
    pub const TEXT: &str = "文本";
    /// Field: kind.
    pub const KIND: &str = "类别";
    /// Field: served or not.
    pub const SERVED: &str = "落实";
    /// Field: proven or not.
    pub const PROVEN: &str = "场景";
    /// Answer.
    pub const ANY: &str = "全部";
    /// Answer.
    pub const HAS: &str = "有";
    /// Answer.
    pub const LACKS: &str = "没有";
    /// Column.
    pub const ARTICLE: &str = "条款";
    /// Column.
    pub const GIST: &str = "要点";
    /// Nothing serves it.
    pub const NOT_SERVED: &str = "未落实";
    /// Nothing proves it.
    pub const NOT_PROVEN: &str = "尚无场景";
    /// Nothing found.
    pub const NONE: &str = "没有符合条件的条款。";
    /// What to do.
    pub const NONE_FIRST: &str = "请放宽条件，或者清除筛选。";

    /// How many there are.
    #[must_use]
    pub fn count(n: usize) -> String {
        format!("共{n}条款")
    }

    /// How many scenarios prove it.
    #[must_use]
    pub fn scenarios(n: usize) -> String {
        format!("{n}个场景")
    }
}

/// One clause.
pub mod clause {
    /// Section.
    pub const SAYS: &str = "规定了什么";
    /// Label.
    pub const GIST: &str = "要点";
    /// Label.
    pub const KIND: &str = "类别";
    /// Section.
    pub const SERVES: &str = "怎样落实";
    /// Section.
    pub const PROOFS: &str = "用什么证明";
    /// Section.
    pub const REFUSED: &str = "据此未予办理";
    /// The words are not loaded.
    pub const NO_WORDS: &str =
        "原文尚未载入，这里显示的是要点。管理员载入公布的文本后，此处显示原文。";
    /// Nothing serves it.
    pub const NOTHING: &str = "规则中还没有落实这一条款的内容。";
    /// What to do.
    pub const NOTHING_FIRST: &str = "请在规则包中写明由什么落实，并以本条款为依据。";
    /// Nothing proves it.
    pub const NO_PROOF: &str = "还没有场景证明这一条款。";
    /// What to do.
    pub const NO_PROOF_FIRST: &str = "请在规则包的 scenarios 目录中写场景，并标注本条款的编号。";
    /// Leads on.
    pub const NEXT: &str = "下一条款";
    /// Leads back.
    pub const BEFORE: &str = "上一条款";

    /// How often.
    #[must_use]
    pub fn refused(n: u64) -> String {
        format!("{n}次")
    }
}

/// The kinds of clause, as packs name them.
#[must_use]
pub fn kind(kind: &str) -> &str {
    match kind {
        "scope" => "范围",
        "definition" => "定义",
        "principle" => "原则",
        "duty" => "义务",
        "content" => "内容",
        "condition" => "条件",
        "deadline" => "期限",
        "prohibition" => "禁止",
        "permission" => "许可",
        "role" => "职责",
        "sanction" => "责任",
        "effect" => "效力",
        "advice" => "提倡",
        other => other,
    }
}

/// What can serve a clause.
pub mod service {
    /// Head of a text.
    pub const DOCUMENT: &str = "文本说明";
    /// Stage.
    pub const STAGE: &str = "环节";
    /// Post.
    pub const POST: &str = "岗位";
    /// Record.
    pub const FORM: &str = "记录";
    /// Field.
    pub const FIELD: &str = "填写项";
    /// Gate.
    pub const GATE: &str = "关口";
    /// Period.
    pub const PERIOD: &str = "期限";
    /// Demanded record.
    pub const DEMAND: &str = "应有记录";
    /// What makes a case a major one.
    pub const TRIGGER: &str = "重大情形";
    /// Opinion.
    pub const OPINION: &str = "审核意见";
    /// Ground.
    pub const GROUND: &str = "不予公开的情形";
    /// Form of publication.
    pub const PUBLICATION: &str = "公开形式";
    /// Hidden or kept.
    pub const MASK: &str = "隐去和保留";
    /// Kind of information.
    pub const CATEGORY: &str = "公开类别";
    /// Yearly duty.
    pub const YEARLY: &str = "年度事项";
    /// Mark.
    pub const FLAG: &str = "标记";
    /// Figure.
    pub const INDICATOR: &str = "指标";
    /// Promise.
    pub const GUARANTEE: &str = "系统保证";
    /// Reading.
    pub const READING: &str = "阅卷";
    /// Of a reading.
    pub const LOGGED: &str = "每次调阅都有记录。";

    /// In which cases.
    pub const WHEN: &str = "何时";
    /// What must hold.
    pub const REQUIRE: &str = "要求";
    /// On which records.
    pub const ON: &str = "办理";
    /// What is said then.
    pub const SAYS: &str = "不符合时告知";
    /// Every record of a case.
    pub const ON_ALL: &str = "案件的全部记录";
    /// Every record of a case but these.
    pub const EXCEPT: &str = "除外";
    /// Who.
    pub const BY: &str = "由谁办";
    /// Anyone.
    pub const ANYONE: &str = "本机关人员";
    /// What a demand holds up.
    pub const BLOCKS: &str = "缺少时不得办理";
    /// How a demand is met.
    pub const MET_BY: &str = "怎样算有";
    /// Why it is not demanded.
    pub const OTHERWISE: &str = "不适用的说明";
    /// Where a period starts.
    pub const FROM: &str = "起算";
    /// How long.
    pub const LENGTH: &str = "长短";
    /// No figure.
    pub const NO_LENGTH: &str = "文本没有写明数字，只显示已过时间";
    /// What ends it.
    pub const ENDS: &str = "以何为止";
    /// Who must act.
    pub const OWNER: &str = "责任岗位";
    /// A later start.
    pub const LATER: &str = "可以后延的起算";
    /// Another length.
    pub const OTHER: &str = "另有规定的长短";
    /// When it does not run.
    pub const VOID: &str = "不计算的情形";
    /// When a trigger is answered.
    pub const ANSWERED: &str = "何时算已认定";
    /// Must be filled.
    pub const REQUIRED: &str = "必填";
    /// Must be filled in some circumstances.
    pub const REQUIRED_WHEN: &str = "有下列情形时必填";
    /// May stay empty.
    pub const OPTIONAL: &str = "选填";
    /// An opinion after which the decision may be made.
    pub const PASSES: &str = "通过，可以作出决定";
    /// An opinion after which it may not.
    pub const BARS: &str = "未通过，不得作出决定";
    /// It opens the investigation again.
    pub const REOPENS: &str = "重新打开调查";
    /// A ground that can be opened.
    pub const OPENABLE: &str = "经同意或者因公共利益可以例外公开";
    /// A ground that cannot.
    pub const NOT_OPENABLE: &str = "没有例外";
    /// Set by the file itself.
    pub const BY_FILE: &str = "由案卷自行认定";
    /// What must be shown.
    pub const SHOWS: &str = "应当载明";
    /// May stay empty.
    pub const MAY_BE_EMPTY: &str = "可以没有";
    /// What is set on.
    pub const SET_ON: &str = "标在";

    /// The field of a record.
    #[must_use]
    pub fn field(form: &str, field: &str) -> String {
        format!("{form}·{field}")
    }

    /// The last day in time.
    #[must_use]
    pub fn yearly(month: i8, day: i8, record: &str) -> String {
        format!("每年{month}月{day}日前办理“{record}”")
    }

    /// Where a period starts.
    #[must_use]
    pub fn start(record: &str, field: Option<&str>) -> String {
        match field {
            Some(field) => format!("“{record}”的“{field}”"),
            None => format!("“{record}”登记之时"),
        }
    }

    /// All records of a stage.
    #[must_use]
    pub fn of_stage(stage: &str) -> String {
        format!("“{stage}”环节的记录")
    }

    /// A promise of the house.
    #[must_use]
    pub fn promise(promise: &str) -> &str {
        match promise {
            "append-only" => "记录只增不改；更正是新的记录，原记录仍可读",
            "server-time" => "记入时间由系统自动记下，不能填写",
            "one-file-timeline" => "文字和音像按环节记在同一案卷的时间线上",
            "public-without-login" => "公示信息不用登录即可查询、阅读",
            "law-shown" => "规定的名称、目的、依据和施行在系统中可以查看",
            "write-once-recordings" => "音像原件存入后不能更改",
            other => other,
        }
    }
}

/// What is hidden or kept.
pub mod mask {
    /// Kept.
    pub const KEEP: &str = "保留";
    /// Any kind of data.
    pub const ANY_KIND: &str = "其他个人信息";
    /// Natural persons only.
    pub const NATURAL: &str = "自然人";
    /// Organisations only.
    pub const ORGANISATION: &str = "单位";
    /// Anyone else.
    pub const ANYONE: &str = "其他人";

    /// Hidden in a style.
    #[must_use]
    pub fn hide(style: &str) -> String {
        match style
            .strip_prefix("partial-")
            .and_then(|ends| ends.split_once('-'))
        {
            Some((head, tail)) => format!("隐去，只留前{head}位和后{tail}位"),
            None if style == "surname" => "隐去名字，只留姓氏".to_owned(),
            None if style == "surname-mask" => "隐去名字，以“姓氏某”代替".to_owned(),
            None => format!("隐去，显示为“{style}”"),
        }
    }

    /// A kind of personal data.
    #[must_use]
    pub fn kind(kind: &str) -> &str {
        match kind {
            "name" => "姓名",
            "organisation" => "单位名称",
            "citizen_id" => "身份证号",
            "phone" => "电话",
            "email" => "电子邮箱",
            "address" => "地址",
            "bank_account" => "银行账号",
            "certificate" => "证件号码",
            "property" => "财产状况",
            "birth_date" => "出生日期",
            "messenger" => "即时通信账号",
            "plate" => "车牌号",
            "passport" => "护照号",
            other => other,
        }
    }

    /// Whose data it is.
    #[must_use]
    pub fn role(role: &str) -> &str {
        match role {
            "party" => "当事人",
            "legal_representative" => "法定代表人",
            "witness" => "证人",
            "officer" => "执法人员",
            "agent" => "代理人",
            "third_person" => "第三人",
            other => other,
        }
    }
}

/// Records and their pages.
pub mod record {
    /// Caption of the list.
    pub const LIST: &str = "记录清单";
    /// Column and label.
    pub const NAME: &str = "记录";
    /// Column and label.
    pub const BY: &str = "由谁办";
    /// Label.
    pub const STAGE: &str = "环节";
    /// Label.
    pub const FILE: &str = "归入";
    /// Goes into the file of a case.
    pub const OF_CASE: &str = "案卷";
    /// Goes into the agency's own file.
    pub const OF_AGENCY: &str = "机关卷";
    /// Goes into either.
    pub const OF_EITHER: &str = "案卷或者机关卷";
    /// Label.
    pub const BASIS: &str = "依据";
    /// Label.
    pub const HINT: &str = "说明";
    /// Label.
    pub const RECORDING: &str = "音像记录";
    /// Must be recorded.
    pub const DEMANDED: &str = "应当录音录像";
    /// Recorded as circumstances require.
    pub const ADVISED: &str = "根据情况录音录像，没有的说明原因";
    /// May be recorded.
    pub const PERMITTED: &str = "可以录音录像";
    /// Section.
    pub const FIELDS: &str = "填写内容";
    /// Column.
    pub const FIELD: &str = "填写项";
    /// Column.
    pub const KIND: &str = "怎样填";
    /// Column.
    pub const NEEDED: &str = "是否必填";
    /// Section.
    pub const GATES: &str = "办理前要符合";
    /// Section.
    pub const NEEDS: &str = "办理前案卷中应当有";
    /// Section.
    pub const STARTS: &str = "登记后开始计算的期限";
    /// Section.
    pub const ENDS: &str = "登记后即告完成的期限";
    /// Section.
    pub const DEMANDED_WHEN: &str = "何时应当有这份记录";
    /// Section.
    pub const FLAGS: &str = "可能加上的标记";
    /// No gate.
    pub const NO_GATE: &str = "没有另外的要求。";
    /// Column: how many fields.
    pub const COUNT: &str = "填写项";
    /// Column: how many of them must be filled.
    pub const REQUIRED: &str = "必填";

    /// How a field is filled in.
    #[must_use]
    pub fn kind(kind: &str) -> &'static str {
        match kind {
            "long" => "多行文字",
            "date" => "日期",
            "moment" => "日期和时间",
            "number" => "整数",
            "money" => "金额（元）",
            "choice" => "选一项",
            "many" => "可选多项",
            "yesno" => "是或者否",
            "person" => "本机关人员",
            "file" => "文件",
            "ref" => "引用",
            "table" => "逐行填写",
            _ => "一行文字",
        }
    }
}

/// The flow chart.
pub mod flow {
    /// Under the title.
    pub const LEAD: &str = "由现行规则自动绘制：规则变了，图随之变。";
    /// View: the road alone.
    pub const ROAD: &str = "主要步骤";
    /// View: every record.
    pub const ALL: &str = "全部记录";
    /// Section: the same as a table.
    pub const TABLE: &str = "流程说明";
    /// Column.
    pub const STEP: &str = "步骤";
    /// Column.
    pub const BY: &str = "由谁办";
    /// Column.
    pub const NEEDS: &str = "须先有";
    /// Column.
    pub const GUARDS: &str = "还要符合";
    /// Column.
    pub const TERMS: &str = "期限";
    /// Column.
    pub const BASIS: &str = "依据";
    /// In some circumstances only.
    pub const SOMETIMES: &str = "（有此情形时）";
}
