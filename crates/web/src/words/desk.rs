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
