//! Facts about one thing: a label, a value.

use super::Examples;
use maud::{Markup, html};

/// `(label, value)` in the order given.
pub fn describe(facts: &[(&str, Markup)]) -> Markup {
    html! {
        dl.describe {
            @for (label, value) in facts { div { dt { (label) } dd { (value) } } }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![(
        "案件要素",
        describe(&[
            ("案号", html! { "例科罚〔2025〕1号" }),
            ("当事人", html! { "示例实验动物有限公司" }),
            ("案由", html! { "涉嫌未取得许可证使用实验动物" }),
            ("承办人", html! { "林示例、周示例" }),
            (
                "立案",
                html! { time datetime="2025-03-03" { "2025年3月3日" } },
            ),
        ]),
    )]
}
