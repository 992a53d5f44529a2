//! Words in which a condition of a pack is told.

/// Holds always.
pub const ALWAYS: &str = "任何情况";
/// Holds never.
pub const NEVER: &str = "没有可以符合的情形";
/// All parts hold.
pub const ALL: &str = "以下各项都符合：";
/// One part holds.
pub const ANY: &str = "以下任何一项符合：";
/// The part does not hold.
pub const NOT: &str = "并非：";
/// What narrows the records meant.
pub const SUCH: &str = "其中：";
/// The record looked at from outside.
pub const ABOUT: &str = "所涉的就是这一份";
/// A reference to the record looked at from outside.
pub const REFERS: &str = "就是这一份";
/// Something stands there.
pub const FILLED: &str = "已填写";
/// A fact has content.
pub const KNOWN: &str = "不为空";
/// Today.
pub const TODAY: &str = "今日";

/// So many records of a kind stand in the file.
#[must_use]
pub fn records(kind: &str, least: usize, most: Option<usize>) -> String {
    match (least, most) {
        (_, Some(0)) => format!("案卷中没有“{kind}”"),
        (0, Some(most)) => format!("案卷中“{kind}”不多于{most}份"),
        (least, Some(most)) => format!("案卷中有“{kind}”{least}至{most}份"),
        (0 | 1, None) => format!("案卷中有“{kind}”"),
        (least, None) => format!("案卷中有“{kind}”至少{least}份"),
    }
}

/// Only records entered after the latest of another kind.
#[must_use]
pub fn since(kind: &str) -> String {
    format!("（在最近一份“{kind}”之后登记）")
}

/// Only the latest record.
pub const LATEST: &str = "（只看最近一份）";

/// Each record of a kind.
#[must_use]
pub fn every(kind: &str) -> String {
    format!("每一份“{kind}”都：")
}

/// A field.
#[must_use]
pub fn field(name: &str) -> String {
    format!("“{name}”")
}

/// A field of the record that is being made.
#[must_use]
pub fn act(name: &str) -> String {
    format!("所填“{name}”")
}

/// A field of the latest record of a kind.
#[must_use]
pub fn latest(record: &str, field: &str) -> String {
    format!("最近一份“{record}”的“{field}”")
}

/// Rows of a table.
#[must_use]
pub fn rows(field: &str, least: usize, every: bool) -> String {
    match (every, least) {
        (true, 0) => format!("“{field}”各行都："),
        (true, least) => format!("“{field}”至少{least}行，各行都："),
        (false, least) => format!("“{field}”至少{least}行："),
    }
}

/// The person holds a post.
#[must_use]
pub fn post(post: &str) -> String {
    format!("办理人任{post}")
}

/// Somebody holds a post on a day.
#[must_use]
pub fn held(post: &str, on: &str) -> String {
    format!("{on}有人任{post}")
}

/// The last day of a period.
#[must_use]
pub fn due(period: &str) -> String {
    format!("期限“{period}”的届满日")
}

/// A mark is set.
#[must_use]
pub fn marked(mark: &str) -> String {
    format!("案卷中有“{mark}”的标记")
}

/// What a reference points at.
#[must_use]
pub fn referred(field: &str, kind: &str) -> String {
    format!("“{field}”所指的是“{kind}”")
}

/// Equals.
#[must_use]
pub fn is(value: &str) -> String {
    format!("为{value}")
}

/// One of several.
#[must_use]
pub fn among(values: &[String]) -> String {
    format!("为“{}”之一", values.join("”“"))
}

/// Holds all of several.
#[must_use]
pub fn contains(values: &[String]) -> String {
    format!("包含“{}”", values.join("”“"))
}

/// Not less, or not before.
#[must_use]
pub fn at_least(value: &str, is_time: bool) -> String {
    format!("{}{value}", if is_time { "不早于" } else { "不低于" })
}

/// Not more, or not after.
#[must_use]
pub fn at_most(value: &str, is_time: bool) -> String {
    format!("{}{value}", if is_time { "不晚于" } else { "不高于" })
}

/// Endings of names that mean a time.
pub const TIMES: &[&str] = &["日", "日期", "时间", "期限", "起", "止"];
