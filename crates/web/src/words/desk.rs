//! Words of the desk.

pub mod agency;
pub mod archive;
pub mod condition;
pub mod law;
pub mod supervision;

/// Column: what is to be done.
pub const TODAY: &str = "今日";
/// Column: all cases.
pub const CASES: &str = "案件";
/// Column: legal review.
pub const REVIEW: &str = "审核";
/// Column: disclosure.
pub const DISCLOSURE: &str = "公示";
/// Column: supervision.
pub const SUPERVISION: &str = "监督";
/// Column: the agency.
pub const AGENCY: &str = "机关";
/// Column: the law.
pub const LAW: &str = "规则";

// ---- Forms and records.

/// Button that enters a record.
pub const ENTER: &str = "登记";
/// Leads back to the file.
pub const TO_FILE: &str = "回到案卷";
/// A file without a name.
pub const FILE: &str = "文件";
/// A duty of every year, with the year it is about.
#[must_use]
pub fn of_year(name: &str, year: Option<i16>) -> String {
    year.map_or_else(|| name.to_owned(), |year| format!("{name}（{year}年度）"))
}
/// Leads to what was just entered.
pub const SEE_IT: &str = "查看";
/// Section: records about the same thing.
pub const CONCERNED: &str = "相关记录";
/// Section: place in the log.
pub const PROOF: &str = "存证";
/// Folds the material of a proof out.
pub const PROOF_MORE: &str = "核验材料";
/// Why it is shown.
pub const PROOF_WHY: &str =
    "记录记入只增不改的账册。凭指纹、路径和签名的检查点，任何人都能核验它在账册中且没有被改动。";
/// The place is not known.
pub const NO_PROOF: &str = "暂时查不到它在账册中的位置。";
/// Label: place.
pub const ENTRY: &str = "位置";
/// Label: leaf hash.
pub const LEAF: &str = "记录指纹";
/// Label: root of the tree.
pub const ROOT: &str = "账册根指纹";
/// Label: path from leaf to root.
pub const PATH: &str = "核验路径";
/// Label: signed checkpoint.
pub const CHECKPOINT: &str = "检查点";

/// A record in a list of choices.
#[must_use]
pub fn record(no: u32, name: &str, told: &str) -> String {
    format!("第{no}号 {name}（{told}）")
}

/// A record in a list.
#[must_use]
pub fn titled(no: u32, name: &str) -> String {
    format!("{name}（第{no}号）")
}

/// A record by its number.
#[must_use]
pub fn number(no: u32) -> String {
    format!("第{no}号记录")
}

/// How many records.
#[must_use]
pub fn records(n: usize) -> String {
    if n == 0 {
        "尚无记录".into()
    } else {
        format!("{n}条记录")
    }
}

/// How many entries a log holds.
#[must_use]
pub fn entries(n: u64) -> String {
    format!("账册共{}条", super::number(n))
}

/// A record was entered.
#[must_use]
pub fn entered(no: u32, name: &str) -> String {
    format!("已登记“{name}”（第{no}号），并已存证。")
}

/// A record was entered, and with it the person's part in the case has ended.
pub const ENTERED_LAST: &str = "已登记并存证。您在这个案件中的办理已经结束，案卷不再对您开放。";

// ---- Deadlines.

/// The later start has not come.
pub const WAITING: &str = "尚未返回单位，返回后起算";
/// Hours, months and years run on.
pub const RUNS_ON: &str = "连续计算，节假日不扣除";
/// A day that counts.
pub const WORKDAY: &str = "工作日";
/// A day of a period in days.
pub const CALENDAR_DAY: &str = "日历日";
/// Saturday and Sunday.
pub const WEEKEND: &str = "周末";

// ---- Today.

/// What the person must do.
pub const MINE: &str = "我要办的";
/// What is late.
pub const OVERDUE: &str = "已逾期";
/// What open files lack and the person may enter now.
pub const LACKING: &str = "待我登记的";
/// What was opened by those who read a file for its review.
pub const OPENED_RECORDS: &str = "调阅记录";
/// The file, and no record of it in particular.
pub const WHOLE_FILE: &str = "案卷";
/// Items whose next step is the person's.
pub const ITEMS_WAITING: &str = "待我办的公示";
/// A year in numbers, in a sentence that can be published.
#[must_use]
pub fn year(year: i16, numbers: &registry::views::Year) -> String {
    let formed = numbers.formed.iter();
    let formed = formed.map(|(category, n)| format!("；{category}{n}件"));
    format!(
        "{year}年度立案{}件{}。",
        numbers.opened,
        formed.collect::<String>()
    )
}

/// Kept back for the sake of another case that is closed by now.
pub const LOOK_AGAIN: &str = "请重新核对不予公开的情形";

/// An item to be looked at again.
#[must_use]
pub fn look_again(title: &str, closed: &str) -> String {
    format!("“{title}”：所涉案件{closed}已结案")
}

/// Something the public has handed in.
#[must_use]
pub fn handed_in(at: &str) -> String {
    format!("{at}提出")
}

/// What waits for others.
pub const OTHERS: &str = "等别人办的";
/// Nothing to do.
pub const NO_DUTY: &str = "眼下没有限期要办的事。";
/// How it comes about.
pub const NO_DUTY_FIRST: &str =
    "案卷中的记录一旦起算期限，而您的岗位应当办理，就会列在这里，先到期的在前。";
/// The agency's own file.
pub const AGENCY_FILE: &str = "机关卷";
/// Opens a case.
pub const NEW_CASE: &str = "登记新案件";

/// How many more there are.
#[must_use]
pub fn more(n: usize) -> String {
    format!("另有{n}项")
}

// ---- Cases.

/// Column.
pub const NUMBER: &str = "案号";
/// Column.
pub const PARTY: &str = "当事人";
/// Column.
pub const MATTER: &str = "执法事项";
/// Column.
pub const STAGE: &str = "阶段";
/// Column.
pub const STATE: &str = "状态";
/// Column.
pub const SECTION: &str = "科室";
/// Column.
pub const HANDLERS: &str = "承办";
/// Column.
pub const CHANGED: &str = "最近办理";
/// Condition: words.
pub const WORDS: &str = "案号、当事人、事项或者承办人";
/// Saved condition.
pub const MY_CASES: &str = "我承办的";
/// What stands in the file of the list of reviews.
pub const REVIEW_COLUMNS: [&str; 7] = [NUMBER, "案件名称", STATE, ROUND, DUE, HANDLERS, SECTION];
/// Column headings of the file.
pub const CASE_COLUMNS: [&str; 12] = [
    "案号",
    "案件名称",
    "案件类别",
    "执法事项",
    "当事人",
    "承办科室",
    "执法人员",
    "阶段",
    "状态",
    "法制审核",
    "立案日期",
    "最近办理",
];
/// A case of others.
pub const NOT_READABLE: &str = "案卷不对您开放";
/// The filter finds none.
pub const NO_CASE: &str = "没有符合条件的案件。";
/// What to do.
pub const NO_CASE_WIDER: &str = "请放宽条件，或者清除筛选。";
/// There are none.
pub const NO_CASES: &str = "这里将列出本机关的案件。";
/// How they come about.
pub const NO_CASES_FIRST: &str = "登记案件来源，案卷随即建立。";
/// Place in the list.
pub const PER_PAGE: &str = "每页30件";

// ---- One case.

/// Section: the timeline.
pub const HAPPENED: &str = "办理经过";
/// Section: who answers for what.
pub const RESPONSIBLE: &str = "谁负责哪一步";
/// Section: deadlines.
pub const DUE: &str = "期限";
/// Section: acts.
pub const NEXT: &str = "接下来可以办";
/// Section: demanded records.
pub const CHECKLIST: &str = "全过程记录清单";
/// Section: marks.
pub const MARKS: &str = "提示标记";
/// Label.
pub const OPENED: &str = "立案登记";
/// Label.
pub const DECISION: &str = "决定";
/// Label.
pub const CODE: &str = "查询码";
/// What it is for.
pub const CODE_WHY: &str = "告知当事人，凭案号和查询码可以查询进度";
/// No deadline.
pub const NO_DUE: &str = "没有正在计算的期限。";
/// How they come about.
pub const NO_DUE_FIRST: &str = "登记起算期限的记录后，这里显示到期日和算法。";
/// No act.
pub const NO_OFFER: &str = "您在本案眼下没有可以办理的事项。";
/// Why.
pub const NO_OFFER_FIRST: &str = "可能要等别的岗位先办，也可能还缺前置记录，见下方说明。";
/// Column.
pub const RECORD: &str = "记录";
/// In the file.
pub const PRESENT: &str = "已有";
/// Not in the file.
pub const MISSING: &str = "缺少";
/// Not demanded.
pub const NOT_APPLICABLE: &str = "不适用";
/// Everything demanded is there.
pub const NOTHING_MISSING: &str = "眼下应当有的记录都已在卷。";
/// Column.
pub const PERSON: &str = "人员";
/// Column.
pub const ANSWERS_FOR: &str = "经办的记录";
/// Leads to the review.
pub const TO_REVIEW: &str = "法制审核";
/// Leads to the file as it will be kept.
pub const TO_ARCHIVE: &str = "卷内目录";

/// Leads to an item.
#[must_use]
pub fn to_item(category: &str) -> String {
    format!("公示：{category}")
}

/// How many deadlines were met.
#[must_use]
pub fn met(n: usize) -> String {
    format!("已办结的期限{n}项")
}

/// How many acts cannot be done yet.
#[must_use]
pub fn closed(n: usize) -> String {
    format!("暂不能办的{n}项，各缺什么")
}

/// How many acts of a stage can be done.
#[must_use]
pub fn acts(n: usize) -> String {
    format!("{n}项")
}

/// How many there are of something.
#[must_use]
pub fn counted(what: &str, n: usize) -> String {
    format!("{what}{n}项")
}

/// What a missing record holds up.
#[must_use]
pub fn blocks(records: &[String]) -> String {
    format!("补齐前不能办理{}", records.join("、"))
}

// ---- Review.

/// Title.
pub const REVIEW_TITLE: &str = "法制审核";
/// Tab.
pub const REVIEW_OPEN: &str = "待审核";
/// Tab.
pub const REVIEW_ENDED: &str = "已审核";
/// Column.
pub const ROUND: &str = "轮次";
/// Nothing waits.
pub const NO_REVIEW: &str = "没有这样的审核。";
/// How it comes about.
pub const NO_REVIEW_FIRST: &str = "承办科室送审后，案件列在这里，先到期的在前。";
/// Section: what was sent.
pub const SUBMITTED: &str = "送审材料";
/// Section: the file.
pub const FILE_LIST: &str = "案卷";
/// Section: steps.
pub const REVIEW_NEXT: &str = "审核办理";
/// Section: rounds.
pub const ROUNDS: &str = "各轮审核";
/// Columns of the rounds.
pub const ROUND_COLUMNS: [&str; 6] = [
    "送审",
    "送审日期",
    "接收日期",
    "回避声明",
    "意见",
    "领导班子",
];
/// No step for the person.
pub const NO_STEP: &str = "眼下没有由您办理的审核步骤。";
/// Why.
pub const NO_STEP_FIRST: &str = "接收、声明、审核和出具意见由办公室办理，答复由承办科室办理。";

/// Title of one review.
#[must_use]
pub fn review_of(number: &str) -> String {
    format!("法制审核 {number}")
}

/// One round.
#[must_use]
pub fn round(n: usize) -> String {
    format!("第{n}轮")
}

/// What a reviewer declared.
#[must_use]
pub fn declared(name: &str, has_interest: bool) -> String {
    let said = if has_interest {
        "有利害关系"
    } else {
        "无利害关系"
    };
    format!("{name}：{said}")
}

/// What the leadership settled.
#[must_use]
pub fn settled(allows: bool) -> String {
    if allows {
        "同意作出决定"
    } else {
        "不同意作出决定"
    }
    .to_owned()
}

// ---- Disclosure.

/// Title.
pub const DISCLOSURE_TITLE: &str = "执法公示";
/// Tab.
pub const ALL: &str = "全部";
/// Column.
pub const INFORMATION: &str = "信息";
/// Column.
pub const CATEGORY: &str = "类别";
/// Column.
pub const FORMED: &str = "形成日期";
/// Column.
pub const IN_FILE: &str = "所在案卷";
/// Nothing there.
pub const NO_ITEM: &str = "没有这样的公示事项。";
/// How they come about.
pub const NO_ITEM_FIRST: &str = "作出决定或者登记公示事项后，列在这里。";
/// Section: handed in by the public.
pub const REQUESTS: &str = "公众提出的更正申请";
/// Takes a request in.
pub const TAKE_IN: &str = "核对并登记";
/// Sets a request aside.
pub const SET_ASIDE: &str = "已另行登记，移出清单";
/// Section: text.
pub const TEXT: &str = "文本";
/// Public text not final.
pub const PREVIEW: &str = "公示文本为预览：标记全部隐去时的样子，核定后生成正式文本。";
/// Section: next step.
pub const ITEM_NEXT: &str = "这一步";
/// Nothing waits.
pub const ITEM_DONE: &str = "眼下没有待办的步骤。";
/// Section: other acts.
pub const ITEM_OTHERS: &str = "其他办理";
/// Label.
pub const PUBLICATION: &str = "公开形式";
/// Label.
pub const GROUNDS: &str = "不公开情形";
/// Label.
pub const PUBLISHED: &str = "首次公示";
/// Label.
pub const CORRECTED: &str = "更正";
/// Label.
pub const CHANNELS: &str = "公示渠道";
/// Leads to the public page.
pub const TO_PUBLIC: &str = "公众看到的页面";
/// Nothing found.
pub const NO_MARK: &str = "没有找到个人信息；仍有应当隐去的，请在下面补充。";
/// Examined and let through.
pub const PASSED: &str = "通过";
/// Examined and sent back.
pub const NOT_PASSED: &str = "未通过";

/// What was still found.
#[must_use]
pub fn residue(found: &[String]) -> String {
    format!(
        "隐去后仍查出个人信息：{}。请在核定时补充隐去。",
        found.join("、")
    )
}

/// A step of others.
#[must_use]
pub fn waits_for(form: &str, posts: &[String]) -> String {
    format!("“{form}”由{}办理。", posts.join("、"))
}

// ---- Account and clock.

/// Label.
pub const POSTS: &str = "岗位";
/// Label.
pub const CERTIFICATE: &str = "执法证件";
/// Section.
pub const PASSWORD: &str = "修改口令";
/// Field.
pub const PASSWORD_OLD: &str = "现在的口令";
/// Field.
pub const PASSWORD_NEW: &str = "新口令";
/// Field.
pub const PASSWORD_AGAIN: &str = "再输一次新口令";
/// Button.
pub const PASSWORD_SET: &str = "修改";
/// Done.
pub const PASSWORD_CHANGED: &str = "口令已经修改，下次登录请用新口令。";
/// The two differ.
pub const PASSWORD_DIFFERS: &str = "两次输入的新口令不一样，请重新输入。";
/// The old one does not fit.
pub const PASSWORD_WRONG: &str = "现在的口令不对，请重新输入。";
/// The clock cannot be set so.
pub const CLOCK_WRONG: &str = "演示时钟只能拨到2000年至2199年之间的时间，请重新填写。";

/// How long a password must be.
#[must_use]
pub fn password_hint(shortest: usize) -> String {
    format!("至少{shortest}个字符。")
}
