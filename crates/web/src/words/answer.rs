//! Words of answers that say no.

/// Nobody is signed in.
pub const SIGN_IN: &str = "请先登录";
/// Why.
pub const SIGN_IN_WHY: &str = "这一页只对登录的本机关人员开放，请登录后再来。";
/// No such thing.
pub const NOT_FOUND: &str = "没有这一页";
/// Why.
pub const NOT_FOUND_WHY: &str = "地址可能写错了，或者内容已经不在这里。请从下面的栏目重新进入。";
/// A file of others.
pub const NOT_YOURS: &str = "您不能查阅这个案件";
/// Why.
pub const NOT_YOURS_WHY: &str =
    "案卷只对本案执法人员和依规定可以查阅的岗位开放。因工作需要查阅的，请按规定办理调阅手续。";
/// A form that is not ours.
pub const FORGED: &str = "这张表单已经失效";
/// Why.
pub const FORGED_WHY: &str = "登录状态已经变化，或者表单不是从本系统打开的，刚才的内容没有提交。请返回上一页刷新后重新提交。";
/// Asked in a way it cannot be.
pub const METHOD: &str = "不能这样访问";
/// Why.
pub const METHOD_WHY: &str = "这个地址不接受这种访问方式。请从下面的栏目重新进入。";
/// Too long.
pub const TOO_LARGE: &str = "提交的内容过大";
/// Bytes that are no text.
pub const UNREADABLE: &str = "提交的内容无法识别";
/// Why.
pub const UNREADABLE_WHY: &str =
    "内容不完整，或者不是有效的 UTF-8 文字，因此没有办理，也没有留下记录。请返回上一页重新提交。";
/// Wrong form.
pub const MISTAKEN: &str = "填写有误";
/// Why.
pub const MISTAKEN_WHY: &str = "有几处需要改正，改正后重新提交即可。";
/// The law says no.
pub const REFUSED: &str = "现在还不能办";
/// Why.
pub const REFUSED_WHY: &str = "依照规定，这一步现在还不能办理，原因和依据见下。";
/// Somebody was first.
pub const CONFLICT: &str = "案卷刚刚有了变化";
/// We failed.
pub const FAULT: &str = "系统出了问题";
/// Why.
pub const FAULT_WHY: &str = "责任在我们。请稍后再试；仍不行时，请把编号告诉系统管理员。";
/// A way on.
pub const TO_TODAY: &str = "回到今日";
/// A way on.
pub const TO_CASES: &str = "案件清单";
/// A way on.
pub const TO_HOME: &str = "回到首页";

/// Why something is too long.
#[must_use]
pub fn too_large(limit: u64) -> String {
    format!(
        "最多可以提交{}，刚才的内容没有保存，也没有留下记录。请压缩或者分开后重新提交。",
        super::size(limit)
    )
}

/// Why an act was sent back.
#[must_use]
pub fn conflict(now: u32) -> String {
    format!(
        "您打开表单以后，别人已经登记了新的记录，案卷现有{now}条。为免依据旧情况作出决定，刚才的内容没有提交。请核对新的记录后再提交。"
    )
}
