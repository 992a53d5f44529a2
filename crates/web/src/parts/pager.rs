//! Previous and next page of a list that is paged by key, not by number.

use super::Examples;
use crate::words;
use maud::{Markup, html};

/// Addresses where there are such pages, and a word on where we are.
pub fn pager(prev: Option<&str>, next: Option<&str>, place: &str) -> Markup {
    html! {
        nav.pager aria-label=(words::list::PAGER) {
            span { @if let Some(href) = prev { a rel="prev" href=(href) { "← " (words::list::PREV) } } }
            span.pager-place { (place) }
            span { @if let Some(href) = next { a rel="next" href=(href) { (words::list::NEXT) " →" } } }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![(
        "中间一页",
        pager(
            Some("#part-pager"),
            Some("#part-pager"),
            "每页50件，共1,204件",
        ),
    )]
}
