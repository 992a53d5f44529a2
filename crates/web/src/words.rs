//! Every word of the interface, in one table: another language is another file with the same names.
//!
//! Words that come from a regulation (posts, grounds, record titles) are not here; they belong to
//! packs. This file does not know which page shows a word.

pub mod answer;
pub mod api;
pub mod chart;
pub mod desk;
pub mod portal;
pub mod sign_in;
pub mod witness;

/// The frame around every page.
pub mod frame {
    /// Two characters cut in the seal.
    pub const SEAL: &str = "法度";
    /// First link of a page, for the keyboard.
    pub const SKIP: &str = "跳到正文";
    /// Label of the main navigation.
    pub const NAV: &str = "主要栏目";
    /// Label of the breadcrumb.
    pub const CRUMBS: &str = "当前位置";
    /// Label of the search box.
    pub const SEARCH: &str = "搜索";
    /// Placeholder of the desk's search box.
    pub const SEARCH_DESK: &str = "案号、当事人、事项";
    /// Button that ends a session.
    pub const SIGN_OUT: &str = "退出";
    /// Posts held by the person signed in.
    pub const POSTS: &str = "岗位";
    /// Link to one's own page.
    pub const ACCOUNT: &str = "我的账号";
    /// Name of the desk.
    pub const DESK: &str = "执法办案";
    /// Name of the portal.
    pub const PORTAL: &str = "执法公示";
    /// Closing words of the desk.
    pub const FOOT_DESK: &str = "每一步都有依据，每一笔都可核验。";
    /// Closing words of the portal.
    pub const FOOT_PORTAL: &str = "公示信息均可核验，发现有误可申请更正。";
    /// Prints the page.
    pub const PRINT: &str = "打印";
    /// Appended to the page title when the form has mistakes.
    pub const TITLE_WRONG: &str = "有误：";
}

/// The demonstration clock.
pub mod clock {
    /// Label of the clock.
    pub const LABEL: &str = "演示时钟";
    /// Field for a new time.
    pub const TO: &str = "拨到";
    /// Sets the clock.
    pub const SET: &str = "拨钟";
    /// Moves on by one day.
    pub const DAY: &str = "后一日";
    /// Moves on by seven days.
    pub const WEEK: &str = "后七日";
}

/// Forms and fields.
pub mod form {
    /// A field that may stay empty.
    pub const OPTIONAL: &str = "选填";
    /// A field that something else in the form may demand.
    pub const AT_TIMES: &str = "视情形必填";
    /// Read out before the words of a mistake.
    pub const WRONG: &str = "有误：";
    /// Heading of the error summary.
    pub const SUMMARY: &str = "有几处需要改正";
    /// Line under the heading of the error summary.
    pub const SUMMARY_KEPT: &str = "已填的内容都在，改正后重新提交即可。";
    /// Over the fields that nothing in the file demands.
    #[must_use]
    pub fn undemanded(n: usize) -> String {
        format!("其他情形才需填写的{n}项")
    }
    /// First, empty line of a drop-down list.
    pub const CHOOSE: &str = "请选择";
    /// Answer yes.
    pub const YES: &str = "是";
    /// Answer no.
    pub const NO: &str = "否";
    /// Unit of money.
    pub const YUAN: &str = "元";
    /// Why the clause asks for the field.
    pub const BASIS: &str = "依据";
    /// Heading of the column with row numbers.
    pub const ROW: &str = "序号";
    /// Adds a row.
    pub const ROW_ADD: &str = "加一行";
    /// Asks for the form again with more rows, where no script adds them.
    pub const ROW_MORE: &str = "行不够，再加几行";
    /// Takes a row away.
    pub const ROW_REMOVE: &str = "删去";
    /// What to do with rows that are not needed.
    pub const ROW_SPARE: &str = "用不到的行留空即可。";
    /// Submits a form.
    pub const SUBMIT: &str = "提交";
    /// Leaves a form.
    pub const CANCEL: &str = "返回";
    /// A draft of this form is still there.
    pub const DRAFT_FOUND: &str = "上次没有提交的内容还在。";
    /// Puts the draft back.
    pub const DRAFT_RESTORE: &str = "恢复";
    /// Throws the draft away.
    pub const DRAFT_DISCARD: &str = "不要了";
    /// Files given earlier.
    pub const FILES_KEPT: &str = "已上传";

    /// Names one cell of a row for people who cannot see the table.
    pub fn cell(row: usize, label: &str) -> String {
        format!("第{row}行 {label}")
    }
}

/// Lists, tables and filters.
pub mod list {
    /// A condition that is not set.
    pub const ALL: &str = "全部";
    /// Label of a filter bar.
    pub const FILTER: &str = "筛选";
    /// Applies the filter.
    pub const APPLY: &str = "筛选";
    /// Takes all filters away.
    pub const CLEAR: &str = "全部清除";
    /// Takes one filter away.
    pub const DROP: &str = "取消条件";
    /// Filters now in force.
    pub const ACTIVE: &str = "当前条件";
    /// Filters saved earlier.
    pub const SAVED: &str = "常用筛选";
    /// Downloads.
    pub const DOWNLOAD: &str = "下载";
    /// Label of the pager.
    pub const PAGER: &str = "翻页";
    /// Previous page.
    pub const PREV: &str = "上一页";
    /// Next page.
    pub const NEXT: &str = "下一页";
    /// Sorted upwards.
    pub const UP: &str = "升序";
    /// Sorted downwards.
    pub const DOWN: &str = "降序";
    /// Not sorted by this column.
    pub const SORT: &str = "点此排序";
    /// Label of tabs.
    pub const TABS: &str = "分类";
}

/// A case on its way.
pub mod road {
    /// Label of the stages.
    pub const STEPS: &str = "办理阶段";
    /// Stage behind us.
    pub const DONE: &str = "已完成";
    /// Stage we are in.
    pub const NOW: &str = "进行中";
    /// Stage ahead.
    pub const AHEAD: &str = "未开始";
    /// Stage that does not apply.
    pub const SKIPPED: &str = "不适用";
    /// What it still lacks.
    pub const LACKS: &str = "还缺";
    /// What the law does not allow now.
    pub const NOT_YET: &str = "暂不能办";
    /// Opens an act.
    pub const GO: &str = "办理";
}

/// Deadlines and how they are counted.
pub mod deadline {
    /// Done in time.
    pub const MET: &str = "已按期";
    /// Ends today.
    pub const TODAY: &str = "今日到期";
    /// Period does not run now.
    pub const STOPPED: &str = "暂不计算";
    /// The calendar of that year is not yet known.
    pub const PROVISIONAL: &str = "暂定";
    /// Why it is provisional.
    pub const PROVISIONAL_WHY: &str = "当年放假安排尚未公布，公布后自动重算。";
    /// Opens the working.
    pub const WORKING: &str = "怎么算的";
    /// Where counting starts.
    pub const FROM: &str = "起算";
    /// Where it ends.
    pub const DUE: &str = "届满";
    /// Column: days.
    pub const DAYS: &str = "日期";
    /// Column: counted.
    pub const COUNTED: &str = "计";
    /// Column: why.
    pub const WHY: &str = "说明";
    /// Days that do not count.
    pub const NOT_COUNTED: &str = "不计";

    /// Unit of a period.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Unit {
        /// Working days of the official calendar.
        WorkingDay,
        /// Calendar days.
        Day,
        /// Hours.
        Hour,
        /// Minutes, where less than an hour is meant.
        Minute,
    }

    impl Unit {
        /// The unit behind a number.
        pub fn word(self) -> &'static str {
            match self {
                Self::WorkingDay => "个工作日",
                Self::Day => "日",
                Self::Hour => "小时",
                Self::Minute => "分钟",
            }
        }
    }

    /// Time still left.
    pub fn left(n: u32, unit: Unit) -> String {
        format!("还剩{n}{}", unit.word())
    }

    /// Time gone by since the end.
    pub fn overdue(n: u32, unit: Unit) -> String {
        format!("已逾期{n}{}", unit.word())
    }

    /// Time gone by where the text gives no figure.
    pub fn elapsed(n: u32, unit: Unit) -> String {
        format!("规定未写天数，已过{n}{}", unit.word())
    }

    /// Done, but after the end.
    pub fn met_late(n: u32, unit: Unit) -> String {
        format!("迟{n}{}完成", unit.word())
    }
}

/// Law: citations, refusals, faults.
pub mod law {
    /// The words of the clause.
    pub const TEXT: &str = "原文";
    /// Leads to the clause.
    pub const OPEN: &str = "查看条文";
    /// Heading above several reasons.
    pub const REFUSED: &str = "现在还不能办";
    /// First sentence of a refusal.
    pub const CANNOT: &str = "不能";
    /// Second sentence.
    pub const SAW: &str = "案卷显示";
    /// Third sentence.
    pub const DEMANDED: &str = "规定要求";
    /// Fourth sentence.
    pub const REMEDY: &str = "可以这样办";
    /// Heading of a fault.
    pub const FAULT: &str = "系统出了问题，责任在我们";
    /// The act was recorded.
    pub const FAULT_RECORDED: &str = "刚才的操作已经记录，不必重复提交。";
    /// The act was not recorded.
    pub const FAULT_LOST: &str = "刚才的操作没有记录，请稍后重新提交。";
    /// It is not known whether the act was recorded.
    pub const FAULT_UNSURE: &str =
        "刚才的操作是否已经记录尚不确定，请先查看案件再决定是否重新提交。";
    /// Reference number for the administrator.
    pub const FAULT_REFERENCE: &str = "报修时请提供编号";

    /// What to do about several fields that were left empty.
    #[must_use]
    pub fn fill_in(n: usize) -> String {
        format!("请填写以上{n}项后再提交。")
    }

    /// Numbers the reasons of a refusal.
    pub fn reasons(n: usize) -> String {
        format!("{REFUSED}，共{n}项原因")
    }
}

/// Proofs.
pub mod proof {
    /// The entry is in the log.
    pub const SEALED: &str = "已存证";
    /// Accepted, but the checkpoint is not yet signed.
    pub const PENDING: &str = "待存证";
    /// The bytes do not match.
    pub const BROKEN: &str = "核验不符";
    /// Leads to the check.
    pub const VERIFY: &str = "自行核验";
    /// Fingerprint.
    pub const HASH: &str = "指纹";
    /// Time of recording.
    pub const AT: &str = "记入";

    /// Place of an entry in the log.
    pub fn entry(n: u64) -> String {
        format!("第{}条", super::number(n))
    }
}

/// Hiding personal data.
pub mod redaction {
    /// Hide it.
    pub const HIDE: &str = "隐去";
    /// Let it be seen.
    pub const RELEASE: &str = "保留";
    /// Ground for letting it be seen.
    pub const GROUND: &str = "保留的理由";
    /// Shown instead.
    pub const BECOMES: &str = "公示为";
    /// Why it was found.
    pub const WHY: &str = "识别依据";
    /// Not yet decided.
    pub const OPEN: &str = "待确认";
    /// The file as it is.
    pub const INNER: &str = "内部文本";
    /// The file as the public sees it.
    pub const PUBLIC: &str = "公示文本";

    /// Stands for a hidden part in a public text.
    pub fn hidden(kind: &str) -> String {
        format!("〔已隐去{kind}〕")
    }

    /// Names one mark.
    pub fn mark(n: usize, kind: &str) -> String {
        format!("第{n}处 {kind}")
    }
}

/// Notices, confirmations, progress.
pub mod notice {
    /// Read out before a notice.
    pub const INFO: &str = "提示";
    /// Read out before good news.
    pub const DONE: &str = "已办好";
    /// Read out before something to look at.
    pub const CARE: &str = "请注意";
    /// Heading above what follows from an act.
    pub const FOLLOWS: &str = "确认后";
    /// Goes back.
    pub const BACK: &str = "先不办，返回";
}

/// The keyboard.
pub mod keys {
    /// Heading.
    pub const TITLE: &str = "快捷键";
    /// Switch.
    pub const ON: &str = "启用单键快捷键";
    /// Moves down a list.
    pub const DOWN: &str = "列表下一条";
    /// Moves up a list.
    pub const UP: &str = "列表上一条";
    /// Opens the line.
    pub const OPEN: &str = "打开所选";
    /// Puts the cursor in the search box.
    pub const SEARCH: &str = "搜索";
    /// Shows the keys.
    pub const HELP: &str = "显示快捷键";
}

/// Page of all parts.
pub mod parts {
    /// Title.
    pub const TITLE: &str = "界面部件";
    /// Lead.
    pub const LEAD: &str = "每个部件一份示例。示例中的单位、人员、案件均为虚构。";
}

/// A date as officials write it: 2025年3月12日.
pub fn date(d: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", d.year(), d.month(), d.day())
}

/// A moment as officials write it: 2025年3月12日 09:05.
pub fn moment(m: jiff::civil::DateTime) -> String {
    format!("{} {:02}:{:02}", date(m.date()), m.hour(), m.minute())
}

/// A day of the year in hand: 3月12日.
pub fn day(d: jiff::civil::Date) -> String {
    format!("{}月{}日", d.month(), d.day())
}

/// A run of days: 3月4日至7日.
pub fn days(first: jiff::civil::Date, last: jiff::civil::Date) -> String {
    match (first == last, first.month() == last.month()) {
        (true, _) => day(first),
        (_, true) => format!("{}至{}日", day(first), last.day()),
        _ => format!("{}至{}", day(first), day(last)),
    }
}

/// The end of a period: its last day, or the moment where it runs by the clock.
pub fn due(at: jiff::civil::DateTime, by_clock: bool) -> String {
    if by_clock {
        moment(at)
    } else {
        date(at.date())
    }
}

/// A whole number with thousands: 1,204.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// An amount in fen as officials write it: 12,000元, 1,200.50元.
pub fn money(fen: u64) -> String {
    let yuan = number(fen / 100);
    match fen % 100 {
        0 => format!("{yuan}{}", form::YUAN),
        rest => format!("{yuan}.{rest:02}{}", form::YUAN),
    }
}

/// A size in bytes: 3.2 MB.
pub fn size(bytes: u64) -> String {
    const STEPS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    for (step, unit) in STEPS {
        if bytes >= step {
            let tenths = bytes.saturating_mul(10) / step;
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_carry_no_leading_zeros() {
        assert_eq!(date(jiff::civil::date(2025, 3, 2)), "2025年3月2日");
        assert_eq!(
            moment(jiff::civil::date(2025, 3, 2).at(9, 5, 0, 0)),
            "2025年3月2日 09:05"
        );
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        let table = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (12_345_678, "12,345,678"),
        ];
        for (n, said) in table {
            assert_eq!(number(n), said);
        }
    }

    #[test]
    fn money_shows_fen_only_where_there_are_any() {
        assert_eq!(money(1_200_000), "12,000元");
        assert_eq!(money(120_050), "1,200.50元");
        assert_eq!(money(5), "0.05元");
    }

    #[test]
    fn sizes_keep_one_decimal() {
        assert_eq!(size(512), "512 B");
        assert_eq!(size(1 << 20), "1.0 MB");
        assert_eq!(size(3 * (1 << 20) + (1 << 18)), "3.2 MB");
        assert_eq!(size(u64::MAX).split(' ').count(), 2);
    }
}
