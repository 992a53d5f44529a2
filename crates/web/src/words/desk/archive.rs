//! Words of the file of a case.

/// Title.
pub const TITLE: &str = "案卷";
/// Caption.
pub const CONTENTS: &str = "卷内目录";
/// Column.
pub const NO: &str = "序号";
/// Column.
pub const RECORD: &str = "记录";
/// Column.
pub const ENTERED: &str = "记入时间";
/// Column.
pub const PLACE: &str = "存证位置";
/// Column.
pub const DIGEST: &str = "摘要";
