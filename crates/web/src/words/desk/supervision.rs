//! Words of the supervisor's page.

/// Caption.
pub const REFUSED: &str = "被拒绝的办理";
/// Column.
pub const AT: &str = "时间";
/// Column.
pub const PERSON: &str = "人员";
/// Column.
pub const RECORD: &str = "所办记录";
/// Column.
pub const CLAUSES: &str = "依据";
/// None yet.
pub const REFUSED_NONE: &str = "这里将列出依规定未予办理的操作。";
/// How they come about.
pub const REFUSED_HOW: &str = "提交的记录不符合规定时，不予登记，并在此留痕。";
