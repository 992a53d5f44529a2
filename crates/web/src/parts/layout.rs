//! How a page is divided: sections, two columns, figures.

use super::Examples;
use maud::{Markup, html};

/// A part of a page under its own heading. `id` makes it linkable.
pub fn section(id: &str, title: &str, body: &Markup) -> Markup {
    section_with(id, title, &html! {}, body)
}

/// A part of a page with links or buttons beside its heading.
pub fn section_with(id: &str, title: &str, tools: &Markup, body: &Markup) -> Markup {
    html! {
        section.section aria-labelledby={ (id) "-title" } id=(id) {
            div.section-head {
                h2 id={ (id) "-title" } { (title) }
                div.section-tools { (tools) }
            }
            (body)
        }
    }
}

/// A wide column and a narrow one; one above the other where there is no room.
pub fn split(main: &Markup, side: &Markup) -> Markup {
    html! { div.split { div.split-main { (main) } div.split-side { (side) } } }
}

/// As [`split`], with the narrow column first where one stands above the other.
pub fn split_turned(main: &Markup, side: &Markup) -> Markup {
    html! { div.split.turned { div.split-side { (side) } div.split-main { (main) } } }
}

/// Figures in a line: `(what, how many, where it leads)`.
pub fn figures(entries: &[(&str, &str, Option<&str>)]) -> Markup {
    html! {
        dl.figures {
            @for (what, many, href) in entries {
                div {
                    dt { (what) }
                    dd { @if let Some(href) = href { a href=(href) { (many) } } @else { (many) } }
                }
            }
        }
    }
}

/// Running text, as wide as is good to read.
pub fn prose(body: &Markup) -> Markup {
    html! { div.prose { (body) } }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![
        (
            "数字",
            figures(&[
                ("在办", "12", Some("#part-table")),
                ("本周到期", "3", Some("#part-deadline")),
                ("已逾期", "1", None),
                ("今年办结", "204", None),
            ]),
        ),
        (
            "主次两栏",
            split(
                &section(
                    "example-left",
                    "经过",
                    &html! { p { "左栏放已经发生的事。" } },
                ),
                &section(
                    "example-right",
                    "接下来",
                    &html! { p { "右栏放可以办和应当办的事。" } },
                ),
            ),
        ),
    ]
}
