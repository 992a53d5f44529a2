//! Words of the page on the agency.

/// Title.
pub const TITLE: &str = "机关";
/// Button beside a list that can be added to.
pub const ADD: &str = "登记";

/// What wants attention.
pub mod care {
    /// Section.
    pub const TITLE: &str = "需要处理";
    /// Nothing.
    pub const NONE: &str = "机关卷各项齐备。";
    /// A post nobody holds.
    #[must_use]
    pub fn vacant(posts: &str) -> String {
        format!("今日无人担任：{posts}。由这些岗位办理的记录暂时无人能办。")
    }
    /// A text nobody has confirmed.
    #[must_use]
    pub fn unconfirmed(title: &str) -> String {
        format!("《{title}》的施行日期还没有确认，依据它的要求都不适用。")
    }
    /// Certificates that end soon.
    #[must_use]
    pub fn ending(name: &str, day: &str) -> String {
        format!("{name}的执法证件{day}到期。")
    }
    /// Certificates that have ended.
    #[must_use]
    pub fn ended(name: &str, day: &str) -> String {
        format!("{name}的执法证件已于{day}到期，没有其他有效证件。")
    }
    /// Kinds without a term of keeping.
    #[must_use]
    pub fn unset(kinds: &str) -> String {
        format!("还没有设定保管期限：{kinds}。")
    }
    /// Devices that are out.
    #[must_use]
    pub fn out(n: usize) -> String {
        format!("有{n}台设备领取后尚未归还。")
    }
}

/// People.
pub mod people {
    /// Section and caption.
    pub const TITLE: &str = "人员";
    /// Column.
    pub const NAME: &str = "姓名";
    /// Column.
    pub const SECTION: &str = "科室";
    /// Column.
    pub const POSTS: &str = "岗位";
    /// Column.
    pub const CERTIFICATES: &str = "执法证件";
    /// Nobody yet.
    pub const NONE: &str = "这里将列出本机关的人员。";
    /// What to do.
    pub const NONE_FIRST: &str = "先登记人员，再登记任职和执法证件。";
    /// Valid.
    pub const VALID: &str = "有效";
    /// Ends soon.
    pub const ENDING: &str = "即将到期";
    /// Has ended.
    pub const ENDED: &str = "已过期";
    /// Has not begun.
    pub const AHEAD: &str = "未生效";
    /// Posts that have ended or not begun.
    pub const OTHER_POSTS: &str = "其他任职";

    /// From when to when.
    #[must_use]
    pub fn span(from: &str, to: Option<&str>) -> String {
        match to {
            Some(to) => format!("{from}至{to}"),
            None => format!("{from}起"),
        }
    }
    /// How many.
    #[must_use]
    pub fn count(n: usize) -> String {
        format!("{n}人")
    }
}

/// The texts and since when they bind.
pub mod texts {
    /// Section.
    pub const TITLE: &str = "施行日期";
    /// Column.
    pub const NAME: &str = "文本";
    /// Column.
    pub const FROM: &str = "施行日期";
    /// Not confirmed.
    pub const OPEN: &str = "待确认";
    /// The day the pack proposes.
    #[must_use]
    pub fn proposed(day: &str) -> String {
        format!("建议{day}")
    }
}

/// Matters of enforcement.
pub mod matters {
    /// Section.
    pub const TITLE: &str = "执法事项";
    /// Column.
    pub const NAME: &str = "事项名称";
    /// Column.
    pub const KIND: &str = "执法类别";
    /// Column.
    pub const AT: &str = "登记";
    /// None.
    pub const NONE: &str = "这里将列出本机关有权办理的执法事项。";
    /// What to do.
    pub const NONE_FIRST: &str = "登记后，立案时从中选用。";
}

/// Stores for recordings.
pub mod stores {
    /// Section.
    pub const TITLE: &str = "指定存储器";
    /// Column.
    pub const NAME: &str = "名称";
    /// Column.
    pub const SECRET: &str = "涉密信息设备";
    /// None.
    pub const NONE: &str = "这里将列出存放音像记录的存储器。";
    /// What to do.
    pub const NONE_FIRST: &str = "登记后，音像记录才能存入。";
}

/// Devices.
pub mod devices {
    /// Section.
    pub const TITLE: &str = "执法设备";
    /// Column.
    pub const NUMBER: &str = "设备编号";
    /// Column.
    pub const KIND: &str = "类型";
    /// Column.
    pub const STATE: &str = "状态";
    /// Column.
    pub const WITH: &str = "在谁手里";
    /// None.
    pub const NONE: &str = "这里将列出执法记录仪等设备。";
    /// What to do.
    pub const NONE_FIRST: &str = "登记后才能领取使用。";
    /// Out.
    pub const OUT: &str = "借出";

    /// Since when.
    #[must_use]
    pub fn since(name: &str, at: &str) -> String {
        format!("{name}，{at}领取")
    }
}

/// Terms of keeping.
pub mod keeping {
    /// Section.
    pub const TITLE: &str = "保管期限";
    /// Column.
    pub const KIND: &str = "资料种类";
    /// Column.
    pub const YEARS: &str = "保管年限";
    /// Not set.
    pub const UNSET: &str = "未设定";

    /// So many years.
    #[must_use]
    pub fn years(n: i64) -> String {
        format!("{n}年")
    }
}

/// Norms, standards and lists in editions.
pub mod editions {
    /// Section.
    pub const TITLE: &str = "规范、标准和制度";
    /// Column.
    pub const NAME: &str = "名称";
    /// Column.
    pub const RECORD: &str = "种类";
    /// Column.
    pub const FROM: &str = "施行日期";
    /// Column.
    pub const STATE: &str = "效力";
    /// Binds today.
    pub const BINDS: &str = "现行";
    /// Replaced.
    pub const REPLACED: &str = "已被代替";
    /// Does not bind yet.
    pub const AHEAD: &str = "未到施行日期";
    /// None.
    pub const NONE: &str = "这里将列出本机关制定的规范、标准和制度的各个版本。";
    /// What to do.
    pub const NONE_FIRST: &str = "登记后，自施行之日起以最新版本为准。";
}

/// What can be entered, and what was.
pub mod records {
    /// Section.
    pub const MAY: &str = "可以登记";
    /// Nothing for this person.
    pub const MAY_NONE: &str = "机关卷眼下没有由您登记的事项。";
    /// Why.
    pub const MAY_NONE_FIRST: &str = "机关卷由相应岗位登记，见下方各项由谁登记。";
    /// Records of other posts.
    pub const OTHERS: &str = "由其他岗位登记的";
    /// Section.
    pub const LATEST: &str = "机关卷";
    /// Column.
    pub const NO: &str = "序号";
    /// Column.
    pub const RECORD: &str = "记录";
    /// Column.
    pub const BY: &str = "登记人";
    /// Column.
    pub const AT: &str = "登记时间";
    /// Section.
    pub const DUE: &str = "机关卷的期限";
    /// None.
    pub const NONE: &str = "机关卷还没有记录。";
    /// What to do.
    pub const NONE_FIRST: &str = "先登记人员。没有人任职以前，任何人都可以登记。";

    /// So many more that cannot be entered yet.
    #[must_use]
    pub fn closed(n: usize) -> String {
        format!("还不能登记的{n}项")
    }
    /// Leads on.
    #[must_use]
    pub fn earlier(n: u32) -> String {
        format!("更早的{n}条")
    }
}
