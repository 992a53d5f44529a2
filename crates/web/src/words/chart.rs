//! Words of the flow chart and of the steps behind it.

/// Where the text gives no figure.
pub const PROMPTLY: &str = "及时";
/// Title of the picture.
pub const TITLE: &str = "办案流程图";
/// What must come first.
pub const NEEDS: &str = "须先有";
/// What must come before every step of a stage.
pub const STAGE_NEEDS: &str = "本环节各步须先有";
/// In some circumstances only.
pub const SOMETIMES: &str = "（有此情形时）";
/// Who does it.
pub const BY: &str = "由谁办";
/// Within what time.
pub const WITHIN: &str = "期限";
/// The clauses.
pub const BASIS: &str = "依据";
/// Steps that move a case on.
pub const KEY_MOVES: &str = "粗框为推进程序的步骤";
/// Lines.
pub const KEY_ALWAYS: &str = "实线表示必须在先";
/// Broken lines.
pub const KEY_SOMETIMES: &str = "虚线表示有相应情形时在先";

/// A length of time, as a limit.
#[must_use]
pub fn within(terms: &str) -> String {
    format!("限{terms}")
}

/// A term: 自行政处罚决定起7个工作日内.
#[must_use]
pub fn term(from: &str, within: &str) -> String {
    format!("自“{from}”起{within}")
}
