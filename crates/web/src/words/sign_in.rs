//! Words of signing in.

/// Title.
pub const TITLE: &str = "登录";
/// Label.
pub const NAME: &str = "账号";
/// Label.
pub const PASSWORD: &str = "口令";
/// Button.
pub const SUBMIT: &str = "登录";
/// Leads to the public pages.
pub const TO_PORTAL: &str = "执法公示";
/// Name and password do not fit.
pub const WRONG: &str = "账号或者口令不对，请重新输入。连续输错五次，账号会锁定十五分钟。";

/// The name is locked.
#[must_use]
pub fn locked(seconds: i64) -> String {
    format!(
        "输错次数过多，账号已锁定，请在{}分钟后再试。",
        (seconds + 59) / 60
    )
}
