//! Words of the file of a case.

/// Title.
pub const TITLE: &str = "案卷";

/// Under the title.
#[must_use]
pub fn lead(number: &str, state: &str) -> String {
    format!("{number}，{state}")
}

/// Whether the file is complete.
pub mod complete {
    /// Section.
    pub const TITLE: &str = "齐备情况";
    /// Figure.
    pub const PRESENT: &str = "应有且已有";
    /// Figure.
    pub const MISSING: &str = "应有而缺少";
    /// Figure.
    pub const NOT_APPLICABLE: &str = "不适用";
    /// Figure.
    pub const EMPTY: &str = "空缺环节";
    /// All is there.
    pub const ALL: &str = "应当有的记录都有。";
    /// Column.
    pub const RECORD: &str = "应有的记录";
    /// Column.
    pub const STANDING: &str = "情况";
    /// Column.
    pub const BLOCKS: &str = "缺少时不得办理";
    /// Column.
    pub const BASIS: &str = "依据";
    /// Word.
    pub const IS_MISSING: &str = "缺少";
    /// Leads to the form.
    pub const ADD: &str = "去补";
    /// Stages without a record.
    #[must_use]
    pub fn empty(stages: &str) -> String {
        format!("以下环节还没有记录：{stages}。")
    }
}

/// What is in the file.
pub mod contents {
    /// Section.
    pub const TITLE: &str = "卷内目录";
    /// Column.
    pub const NO: &str = "序号";
    /// Column.
    pub const RECORD: &str = "记录";
    /// Column.
    pub const STAGE: &str = "环节";
    /// Column.
    pub const MEDIUM: &str = "形式";
    /// Column.
    pub const BY: &str = "记录人";
    /// Column.
    pub const AT: &str = "记入时间";
    /// Column.
    pub const PLACE: &str = "存证位置";
    /// Column.
    pub const DIGEST: &str = "指纹和附件";
    /// View.
    pub const ALL: &str = "全部";
    /// Nothing of this form.
    pub const NONE: &str = "没有这种形式的记录。";
    /// What to do.
    pub const NONE_FIRST: &str = "请查看全部记录。";
    /// Label of the views.
    pub const VIEWS: &str = "记录形式";
    /// What the digests are for.
    pub const WHY: &str =
        "指纹记入只增不改的账册，任何人都能核验记录没有被改动。点开可见全部指纹和附件的摘要。";
    /// Label of a digest.
    pub const LEAF: &str = "记录指纹";

    /// How many.
    #[must_use]
    pub fn count(n: usize) -> String {
        format!("共{n}件")
    }
}

/// Who answers for what.
pub mod answers {
    /// Section.
    pub const TITLE: &str = "责任情况";
    /// Column.
    pub const MATERIALS: &str = "送审材料";
    /// Column.
    pub const OPINIONS: &str = "审核意见";
    /// Column.
    pub const DECISION: &str = "执法决定";
    /// The section.
    pub const SECTION: &str = "承办科室";
    /// Signed nothing.
    pub const UNSIGNED: &str = "未签责任声明";
    /// Who answers first for a major decision.
    pub const FIRST: &str = "第一责任人";
    /// Nobody held the post.
    pub const NO_FIRST: &str = "第一责任人未设定";
    /// Nothing yet.
    pub const NO_OPINION: &str = "尚未出具审核意见。";
    /// Nothing yet.
    pub const NO_DECISION: &str = "尚未作出决定。";
}

/// What has become of the file.
pub mod state {
    /// Section.
    pub const TITLE: &str = "归档情况";
    /// Closed.
    pub const CLOSED: &str = "结案";
    /// Archived.
    pub const ARCHIVED: &str = "归档";
    /// Not yet.
    pub const OPEN: &str = "尚未办理";
    /// What follows from it.
    pub const READ_ONLY: &str = "已归档的案卷只供查阅，不能再改动。";
    /// How long it is kept.
    pub const KEPT: &str = "保管期限";
    /// No term is set.
    pub const UNSET: &str = "未设定保管期限";

    /// The last day on which it must be kept.
    #[must_use]
    pub fn until(day: &str) -> String {
        format!("保管至{day}")
    }
}
