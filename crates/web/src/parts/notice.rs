//! A banner at the top of a page: something happened, or something should be known.
//!
//! Not for refusals, mistakes or faults; those have parts of their own.

use super::Examples;
use crate::words;
use maud::{Markup, html};

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Good to know.
    Info,
    /// The act was accepted and recorded.
    Done,
    /// Look before going on.
    Care,
}

/// A banner. `body` may hold links.
pub fn notice(kind: Kind, body: &Markup) -> Markup {
    let (class, word, role) = match kind {
        Kind::Info => ("notice tone-active", words::notice::INFO, None),
        Kind::Done => ("notice tone-good", words::notice::DONE, Some("status")),
        Kind::Care => ("notice tone-care", words::notice::CARE, None),
    };
    html! {
        div class=(class) role=[role] {
            strong.notice-word { (word) }
            div.notice-body { (body) }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![
        (
            "办好了",
            notice(
                Kind::Done,
                &html! { "询问笔录已入卷。" a href="#part-proof" { "查看存证" } },
            ),
        ),
        (
            "提示",
            notice(Kind::Info, &html! { "本案由两名执法人员承办。" }),
        ),
        (
            "请注意",
            notice(
                Kind::Care,
                &html! { "2027年放假安排尚未公布，期限为暂定。" },
            ),
        ),
    ]
}
