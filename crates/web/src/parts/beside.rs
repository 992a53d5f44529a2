//! Two texts side by side: inner and public, old and new.

use super::{Examples, redaction};
use crate::words;
use maud::{Markup, html};

/// One side: its heading and its text.
pub type Side<'a> = (&'a str, Markup);

/// Two sides; one above the other where there is no room.
pub fn beside(left: &Side, right: &Side) -> Markup {
    html! {
        div.beside {
            @for (title, body) in [left, right] {
                section.beside-side aria-label=(title) { h3 { (title) } div.beside-text { (body) } }
            }
        }
    }
}

/// Inner and public version of a document.
pub fn inner_and_public(inner: Markup, public: Markup) -> Markup {
    beside(
        &(words::redaction::INNER, inner),
        &(words::redaction::PUBLIC, public),
    )
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let inner = html! {
        p { "当事人：" (redaction::found(1, "示例甲", true)) "，电话 "
            (redaction::found(2, "000-0000-0000", true)) "。" }
    };
    let public = html! {
        p { "当事人：示某，电话 " (redaction::hidden("电话")) "。" }
    };
    vec![("内部文本与公示文本", inner_and_public(inner, public))]
}
