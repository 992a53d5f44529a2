//! Where a page stands.

use super::{Examples, Link};
use crate::words;
use maud::{Markup, html};

/// Steps above the page, then the page itself.
pub fn breadcrumb(steps: &[Link], here: &str) -> Markup {
    trail(steps, here, words::frame::CRUMBS)
}

fn trail(steps: &[Link], here: &str, label: &str) -> Markup {
    html! {
        nav.crumbs aria-label=(label) {
            ol {
                @for step in steps { li { a href=(step.href) { (step.label) } } }
                li aria-current="page" { (here) }
            }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let steps = [
        Link::new("#part-page", "今日"),
        Link::new("#part-table", "案件"),
    ];
    vec![("三级", trail(&steps, "例科罚〔2025〕1号", "示例：当前位置"))]
}
