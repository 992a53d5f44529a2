//! Words of the API's own answers.

/// Too many tries.
pub const TOO_OFTEN: &str = "尝试次数过多";
/// Nothing is ever changed or taken away.
pub const APPEND_ONLY: &str = "记录只能追加";
/// Why, and what to do.
pub const APPEND_ONLY_WHY: &str =
    "已登记的记录和文件不能修改、不能删除。内容有误的，请登记新的记录予以更正，原记录保留。";
/// Name and password do not fit.
pub const WRONG: &str = "账号或者口令不对";
/// Why.
pub const WRONG_WHY: &str = "请核对后重试。连续输错五次，账号会锁定十五分钟。";
/// The document as a whole.
pub const NOT_AN_OBJECT: &str = "请提交一个 JSON 对象。";
/// The fields of a record.
pub const FIELDS: &str = "“fields”应当是对象，以字段名为键。";
/// A moment that cannot be read.
pub const MOMENT: &str = "“now”应当是时间，例如 2025-03-03T09:00:00+08:00。";
/// A file without a name.
pub const FILE_NAME: &str = "请在地址中用 name 写明文件名，例如 ?name=笔录.pdf。";
/// A file without a byte.
pub const FILE_EMPTY: &str = "没有收到文件内容。";
/// A limit that is none.
pub const LIMIT: &str = "“limit”应当是1至100的整数。";
/// Number and code do not fit.
pub const NO_CASE: &str = "案号与查询码不符";

/// When to come again.
#[must_use]
pub fn too_often(seconds: i64) -> String {
    format!("请在{}分钟后再试。", (seconds + 59) / 60)
}

/// A member nobody knows.
#[must_use]
pub fn unknown(name: &str) -> String {
    format!("没有“{name}”这一项。")
}

/// A text is wanted.
#[must_use]
pub fn text(name: &str) -> String {
    format!("“{name}”应当填写文字。")
}

/// A count is wanted.
#[must_use]
pub fn number(name: &str) -> String {
    format!("“{name}”应当是不小于零的整数。")
}

/// Numbers in records are whole.
#[must_use]
pub fn whole(at: &str) -> String {
    format!("“{at}”应当是整数；金额请写成文字，例如 \"1200.50\"。")
}
