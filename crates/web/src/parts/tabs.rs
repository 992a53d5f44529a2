//! Tabs that are links: each has its own address, none needs a script.

use super::{Examples, Link};
use crate::words;
use maud::{Markup, html};

/// `(link, whether it is shown now, how many things are there)`.
pub fn tabs(label: Option<&str>, entries: &[(Link, bool, Option<u64>)]) -> Markup {
    html! {
        nav.tabs aria-label=(label.unwrap_or(words::list::TABS)) {
            ul {
                @for (link, current, count) in entries {
                    li { a href=(link.href) aria-current=[current.then_some("page")] {
                        (link.label)
                        @if let Some(n) = count { " " span.tabs-count { (words::number(*n)) } }
                    } }
                }
            }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let at = "#part-tabs";
    vec![(
        "带数目",
        tabs(
            Some("示例：案件分类"),
            &[
                (Link::new(at, "全部"), false, Some(1204)),
                (Link::new(at, "我承办的"), true, Some(12)),
                (Link::new(at, "待我审核"), false, None),
            ],
        ),
    )]
}
