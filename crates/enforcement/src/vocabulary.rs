//! The closed vocabulary of facts that packs may ask about, each with its meaning. The values come
//! from [`crate::scene`]; the two are tied by [`Fact`], so a word without a value does not compile.

use law::condition::FactWord;

macro_rules! facts {
    ($($variant:ident = $name:literal, $of_act:literal, $meaning:literal;)*) => {
        /// A named fact.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub enum Fact { $($variant,)* }

        const FACTS: &[Fact] = &[$(Fact::$variant,)*];

        /// The vocabulary in the order of [`Fact`].
        pub const WORDS: &[FactWord] = &[
            $(FactWord { name: $name, meaning: $meaning, of_act: $of_act },)*
        ];
    };
}

facts! {
    CaseKind = "案件.类别", false, "立案时登记的案件类别，如行政处罚、行政检查";
    CaseMode = "案件.启动方式", false, "依职权或者依申请";
    CaseOpenedOn = "案件.立案日期", false, "立案日期";
    CaseMajor = "案件.重大", false, "是否符合任何一项重大情形";
    CaseUnanswered = "案件.未答重大情形", false, "尚未认定的重大情形；都已认定时为空";
    CaseTriggers = "案件.重大情形", false, "已符合的重大情形";
    CaseMatter = "案件.执法事项", false, "立案时登记的执法事项";
    EarlierMissing = "案卷.前序缺少记录", true, "所办记录之前各环节应当有而没有的记录";
    CaseEmptyStages = "案件.空缺环节", false, "本规程所列环节中尚无记录的，顿号相连";
    CaseTexts = "案件.文字记录数", false, "案卷中文字记录的件数";
    CaseRecordings = "案件.音像记录数", false, "案卷中音像记录的件数";
    CaseClosed = "案件.已结案", false, "是否已结案";
    CaseArchived = "案件.已归档", false, "是否已归档";
    Investigated = "调查.已终结", false, "调查取证是否已终结；审核要求补充调查后重新打开";
    NumberTaken = "文号.已使用", true, "所填案号或者文号是否已被本机关使用";
    ClauseText = "适用.所属文本", true, "所填条款属于哪一个文本，用 pack.toml 中文本的 key";
    OfficersCount = "执法人员.人数", true, "所填执法人员的人数，同一人只计一次";
    OfficersUncertified = "执法人员.无有效证件", true, "当日没有有效执法证的执法人员，顿号相连";
    OfficersWrongNumber = "执法人员.证号不符", true, "所填证号与登记证号不符的执法人员，顿号相连";
    OfficersOutside = "执法人员.非本案", true, "不是本案执法人员的人，顿号相连";
    OfficersLeftOut = "执法人员.未列本案人员", true, "所填没有列入的本案执法人员，顿号相连";
    ReviewState = "审核.状态", false, "未送审、待接收、审核中、审核通过、审核未通过、领导班子同意";
    ReviewAllows = "审核.可作决定", false, "审核通过，或者领导班子讨论同意作出决定";
    ReviewPassed = "审核.通过", false, "最近一轮审核通过";
    ReviewPassedOn = "审核.通过日期", false, "最近一轮审核意见书的日期；未通过时为空";
    ReviewRound = "审核.轮次", false, "已送审几轮";
    ReviewSubmittedOn = "审核.送审日期", false, "最近一轮送审的日期";
    ReviewReceived = "审核.已接收", false, "最近一轮是否已接收";
    ReviewReceivedOn = "审核.接收日期", false, "最近一轮的接收日期";
    ReviewExamined = "审核.已逐项审核", false, "最近一轮是否已逐项审核";
    ReviewOpinionNo = "审核.意见书序号", false, "最近一轮审核意见书在案卷中的序号；没有出具时为空";
    ReviewOpenPoints = "审核.未答复意见数", false, "最近一轮意见中承办科室还没有答复的条数";
    ReviewOpenPointTexts = "审核.未答复意见", false, "最近一轮意见中承办科室还没有答复的事项";
    ReviewerDeclared = "审核.本人已声明", false, "办理人是否已就本轮作出回避声明";
    ReviewerInterested = "审核.本人有利害关系", false, "办理人声明与本案有直接利害关系";
    Unvouched = "送审.未声明责任人员", false, "还没有签责任声明的本案执法人员，顿号相连";
    ActorIsOfficer = "办理人.本案执法人员", false, "办理人是否本案执法人员";
    ActorNamedAsParty = "办理人.与当事人同名", false, "办理人的姓名是否与本案当事人相同";
    PersonReviewed = "人员.参与审核", true, "所填人员是否办理过本案的法制审核；填了轮次的，是否办理过该轮";
    ActorMadeAbout = "办理人.所涉记录经办人", true, "所涉记录是否由办理人本人登记";
    DecisionMade = "决定.已作出", false, "行政执法决定是否已作出";
    DecisionDate = "决定.日期", false, "决定日期";
    DecisionCorrective = "决定.含责令改正", false, "决定是否责令改正";
    PartyMinor = "当事人.决定日未成年", false, "决定作出之日（未作出时为所填决定日期或者今日）是否有未满十八周岁的当事人";
    ItemState = "公示.状态", true, "待拟稿、待核定、待审查、待审核、待公示、已公示、待更新、不予公开、待撤回、已撤回";
    ItemIsDecision = "公示.是决定", true, "所涉公示事项是否为本案决定";
    ItemForm = "公示.公开形式", true, "草稿的公开形式";
    ItemUnsettled = "公示.未核定处数", true, "个人信息标记中尚未核定的处数";
    ItemResidue = "公示.残留个人信息", true, "隐去后仍查出的个人信息类别，顿号相连";
    ItemGroundsChecked = "公示.已核对不公开情形", true, "是否已核对不予公开的情形";
    ItemGrounds = "公示.不公开情形", true, "现有的不予公开情形";
    ItemClosedGrounds = "公示.不可例外情形", true, "现有情形中不能因同意或者公共利益而公开的";
    ItemWithheld = "公示.不予公开", true, "按现有情形与例外是否不予公开";
    ItemExamined = "公示.审查通过", true, "最近草稿是否审查通过";
    ItemApproved = "公示.审核通过", true, "最近草稿是否审核通过";
    ItemApprovedOn = "公示.审核通过日期", true, "最近草稿审核通过的日期；没有通过时为空";
    ItemPublished = "公示.已公示", true, "是否有对外公示的版本";
    ItemToWithdraw = "公示.应撤回", true, "是否因决定变更、撤销或者确认违法应当撤回";
    ItemStrangers = "公示.非当事人", true, "草稿所列当事人中既非决定所列、也非本案当事人的，顿号相连；个人可以只写姓氏";
    ItemCorrections = "公示.更正次数", true, "首次公示以后的更正次数";
    GapsLateStart = "音像.开始过晚", true, "所涉活动开始后才开始记录的时段";
    GapsBreak = "音像.中断", true, "所涉活动中间没有记录的时段，顿号相连";
    GapsEarlyStop = "音像.提前停止", true, "所涉活动结束前停止记录的时段";
    ObjectionMet = "异议.已更正", true, "所涉异议登记以后，所涉公示事项是否更正公示或者撤回";
    CaseGaps = "音像.本案未说明中断", false, "本案各次活动中没有音像又没有说明的时段";
    UnexplainedGaps = "音像.未说明中断", true, "开始过晚和中断的时段中没有说明的，顿号相连";
    UnreportedStop = "音像.未报告停录", true, "提前停止又没有报告的时段";
    MarkOutside = "音像.标记在记录之外", true, "所填时间是否在所涉音像记录的起止之外";
    SpanBackward = "时间.起止颠倒", true, "所填结束时间是否不晚于开始时间；都只填日期的，同一日不算颠倒";
    RecordingSecret = "音像.涉密", true, "所涉音像记录是否标明涉及国家秘密";
    RecordingFailed = "音像.储存异常", true, "所涉音像记录是否登记为损坏或者无法正常储存";
    RecordingStored = "音像.已储存", true, "所涉音像记录是否已存入指定存储器";
    StoreDesignated = "存储器.已指定", true, "所填存储器是否在本机关指定清单内";
    StoreSecret = "存储器.涉密", true, "所填存储器是否登记为涉密信息设备";
    DeviceState = "设备.状态", true, "所填设备最近登记的状态；没有登记过的为空";
    DeviceKindStates = "设备.同类状态", true, "所填类型的各台设备现在的状态，逐项列出，已领取未归还的算作借出";
    DeviceOut = "设备.借出", true, "所填设备是否领取后尚未归还";
    DeviceHad = "设备.本人领用", true, "所填人员在开始时间是否领用着所填设备";
    DeviceUnstored = "设备.未储存音像", true, "所归还设备上尚未存入指定存储器的音像记录，顿号相连";
    DeviceLedger = "设备.台账", false, "各类设备各种状态的数量，已领取未归还的算作借出";
    EditionInForce = "版本.当日有效", true, "所涉版本是否办理之日有效的版本";
    KeptUntil = "保管.期满日", true, "所填种类的资料自归档起保管到哪一日";
    KeptLongEnough = "保管.已届满", true, "所填种类的资料保管期限是否已经届满";
    RetentionUnset = "保管.未设定", false, "还没有设定保管期限的资料种类，顿号相连";
    Vacancies = "岗位.空缺", false, "以任命产生而今日无人担任的岗位，顿号相连";
    ActorId = "办理人.编号", false, "办理人的人员编号";
    PersonPosts = "人员.岗位", true, "所填人员在办理之日担任的岗位，逐项列出";
    PersonAppointed = "人员.在册", true, "所填人员是否为本机关在册人员";
}

impl Fact {
    /// The fact of an index in [`WORDS`].
    #[must_use]
    pub fn at(index: u16) -> Option<Fact> {
        FACTS.get(usize::from(index)).copied()
    }
}
