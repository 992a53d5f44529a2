//! Words of the supervisor's page.

/// Title.
pub const TITLE: &str = "监督";
/// Under the title.
pub const LEAD: &str = "以下都由案卷算出，只供发现问题；是否属于问题，由监督人员认定。";
/// Field: year.
pub const YEAR: &str = "年度";
/// Field: section.
pub const SECTION: &str = "科室";
/// All sections.
pub const ANY: &str = "全部";
/// The agency's own file.
pub const OWN_FILE: &str = "机关卷";
/// Column: the case.
pub const CASE: &str = "案件";
/// Column: the record.
pub const RECORD: &str = "记录";
/// Column: the clauses.
pub const BASIS: &str = "依据";
/// What belongs to no section.
pub const NO_SECTION: &str = "机关卷";

/// How many cases are looked at.
#[must_use]
pub fn cases(n: usize) -> String {
    format!("共{n}件案件")
}

/// A year.
#[must_use]
pub fn year(year: i16) -> String {
    format!("{year}年")
}

/// More than are shown.
#[must_use]
pub fn more(n: usize) -> String {
    format!("另有{n}条，请按科室查看。")
}

/// Sections side by side.
pub mod sections {
    /// Section.
    pub const TITLE: &str = "各科室情况";
    /// Column.
    pub const CASES: &str = "案件";
    /// Column.
    pub const OPEN: &str = "在期";
    /// Column.
    pub const MET: &str = "按期";
    /// Column.
    pub const LATE: &str = "逾期完成";
    /// Column.
    pub const OVERDUE: &str = "已逾期";
    /// Column.
    pub const LACKS: &str = "缺少记录";
    /// Column.
    pub const MARKS: &str = "标记";
    /// Column.
    pub const FINDINGS: &str = "认定";
    /// Nothing yet.
    pub const NONE: &str = "这一年还没有案件。";
    /// What to do.
    pub const NONE_FIRST: &str = "立案后，案件按承办科室列在这里。";
}

/// What is late.
pub mod late {
    /// Section: still open.
    pub const OVERDUE: &str = "已逾期";
    /// Section: done, but late.
    pub const LATE: &str = "逾期完成";
    /// Column.
    pub const NAME: &str = "期限";
    /// Column.
    pub const STANDS: &str = "情况";
    /// Column.
    pub const OWNER: &str = "责任岗位";
    /// Nothing.
    pub const NONE: &str = "没有逾期的事项。";
    /// Good.
    pub const NONE_FIRST: &str = "有逾期的，会列在这里，逾期久的在前。";
}

/// What is missing or marked.
pub mod lacks {
    /// Section.
    pub const TITLE: &str = "缺少的记录";
    /// Column.
    pub const WHAT: &str = "缺少";
    /// Nothing.
    pub const NONE: &str = "应当有的记录都有。";
    /// How they come.
    pub const NONE_FIRST: &str = "案件应当有而没有的记录，会列在这里。";
    /// Section.
    pub const MARKS: &str = "标记";
    /// Column.
    pub const MARK: &str = "标记";
    /// Nothing.
    pub const NO_MARKS: &str = "没有标记。";
    /// How they come.
    pub const NO_MARKS_FIRST: &str = "记录已经接受、但值得留意的，会标记并列在这里。";
}

/// What is not public.
pub mod hidden {
    /// Section.
    pub const TITLE: &str = "尚未公示";
    /// Column.
    pub const WHAT: &str = "事项";
    /// Column.
    pub const STATE: &str = "情况";
    /// Nothing.
    pub const NONE: &str = "应当公示的都已公示，或者依规定不予公开。";
    /// How they come.
    pub const NONE_FIRST: &str = "没有公示的执法事项和公示信息，会列在这里。";
}

/// Files that are not what they were.
pub mod rotten {
    /// Section.
    pub const TITLE: &str = "文件校验";
    /// Column.
    pub const STATE: &str = "情况";
    /// Altered or unreadable.
    pub const ALTERED: &str = "校验不符";
    /// Gone.
    pub const GONE: &str = "缺失";
}

/// Witnesses that do not stand by the log.
pub mod objected {
    /// Section.
    pub const TITLE: &str = "账册见证";
    /// Column.
    pub const WITNESS: &str = "见证";
    /// Column.
    pub const STATE: &str = "情况";
    /// What to do.
    pub const ADVICE: &str =
        "请告知系统管理员：停止服务，用 fadu fsck 核对账册，查明原因以后再继续使用。";
}

/// The figures that the texts ask for.
pub mod figures {
    /// Section.
    pub const TITLE: &str = "原则与指标";
    /// Column.
    pub const FIGURE: &str = "指标";
    /// Column.
    pub const MEANING: &str = "怎样算";
    /// Column.
    pub const SHARE: &str = "结果";
    /// Nothing to count.
    pub const NOTHING: &str = "尚无可算的";
    /// Nothing asked for.
    pub const NONE: &str = "规定没有要求的指标。";
    /// How they come.
    pub const NONE_FIRST: &str = "规则包写明指标及其依据后，列在这里。";
    /// Column of the table of delays.
    pub const ENTRIES: &str = "记录";
    /// Column of the table of delays.
    pub const DIRECT: &str = "直接填写";
    /// Column of the table of delays.
    pub const MISSING: &str = "缺少";
    /// Column of the table of delays.
    pub const MEDIAN: &str = "用时中位数";
    /// Column of the table of delays.
    pub const LONGEST: &str = "最长用时";
    /// Table: records by section.
    pub const BY_SECTION: &str = "各科室记入情况";
    /// List: the slowest.
    pub const SLOWEST: &str = "用时最长的记录";
    /// No delay.
    pub const SAME_DAY: &str = "当日";

    /// How many do not meet it.
    #[must_use]
    pub fn unmet(n: usize) -> String {
        format!("不符合的{n}项")
    }

    /// Median and longest.
    #[must_use]
    pub fn delays(median: &str, longest: &str) -> String {
        format!("中位数{median}，最长{longest}")
    }

    /// A stretch of time.
    #[must_use]
    pub fn lapse(seconds: u64) -> String {
        match seconds {
            0 => SAME_DAY.to_owned(),
            1..60 => "不到1分钟".to_owned(),
            60..3600 => format!("{}分钟", seconds / 60),
            3600..86400 => format!("{}小时", seconds / 3600),
            _ => format!("{}日", seconds / 86400),
        }
    }
}

/// What supervisors have found.
pub mod findings {
    /// Section.
    pub const TITLE: &str = "问责认定";
    /// Column.
    pub const KIND: &str = "种类";
    /// Column.
    pub const COUNT: &str = "件数";
    /// List.
    pub const LIST: &str = "已作认定";
    /// Column.
    pub const AT: &str = "认定时间";
    /// Column.
    pub const AGAINST: &str = "人员";
    /// Column.
    pub const STATE: &str = "改正情况";
    /// The order has been carried out.
    pub const DONE: &str = "已改正";
    /// It has not.
    pub const OPEN: &str = "待改正";
    /// Button.
    pub const MAKE: &str = "作认定";
    /// The pack has no findings.
    pub const NONE: &str = "规定没有问责认定的种类。";
    /// What to do.
    pub const NONE_FIRST: &str = "规则包写明后，按种类统计。";
}

/// Refused tries.
pub mod refused {
    /// Section.
    pub const TITLE: &str = "依规定未予办理";
    /// Those of the person alone.
    pub const MINE: &str = "依规定未予办理（本人）";
    /// Column.
    pub const AT: &str = "时间";
    /// Column.
    pub const PERSON: &str = "人员";
    /// Column.
    pub const RECORD: &str = "所办记录";
    /// Nothing.
    pub const NONE: &str = "没有未予办理的操作。";
    /// How they come.
    pub const NONE_FIRST: &str = "提交的记录不符合规定时不予登记，并在此留痕。";
}
