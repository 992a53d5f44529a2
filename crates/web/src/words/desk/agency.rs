//! Words of the page on the agency.

/// Caption.
pub const PEOPLE: &str = "人员";
/// Column.
pub const NAME: &str = "姓名";
/// Column.
pub const SECTION: &str = "科室";
/// Column.
pub const POSTS: &str = "岗位";
/// Column.
pub const CERTIFICATE: &str = "执法证号";
