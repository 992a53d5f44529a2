//! An empty page: what will be here, and what to do first.

use super::Examples;
use super::button::{Look, link};
use maud::{Markup, html};

/// `what` names what will be here; `first` says how it comes about; `way` is the first step.
pub fn empty(what: &str, first: &str, way: Option<&Markup>) -> Markup {
    html! {
        div.empty {
            p.empty-what { (what) }
            p.empty-first { (first) }
            @if let Some(way) = way { (way) }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let way = link("#part-form", "登记案源", Look::Primary);
    vec![
        (
            "可以开始",
            empty(
                "这里将列出您承办的案件。",
                "登记一条案源，立案后即出现在此。",
                Some(&way),
            ),
        ),
        (
            "筛选无果",
            empty("没有符合条件的案件。", "请放宽条件，或清除筛选。", None),
        ),
    ]
}
