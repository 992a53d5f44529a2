//! Words of the pages on the regulations.

/// Label: number of issue.
pub const NUMBER: &str = "文号";
/// Label: purpose.
pub const PURPOSE: &str = "目的";
/// Label: higher texts.
pub const BASIS: &str = "上位依据";
/// Label: how the text words its effect.
pub const EFFECT: &str = "施行规定";
/// Label: the day it binds.
pub const FROM: &str = "施行日期";

/// The day has not been confirmed.
#[must_use]
pub fn unconfirmed(proposed: &str) -> String {
    format!("尚未确认（建议 {proposed}）")
}
