//! The error summary above a form: every mistake, each a link to its field.

use super::{Examples, field};
use crate::words;
use maud::{Markup, html};

/// `(field name, what to do)`. The name is the one given to the field; empty means the whole form.
pub fn summary(mistakes: &[(&str, &str)]) -> Markup {
    if mistakes.is_empty() {
        return html! {};
    }
    html! {
        div.summary role="alert" tabindex="-1" data-focus {
            h2 { (words::form::SUMMARY) }
            ul {
                @for (name, said) in mistakes {
                    li {
                        @if name.is_empty() { (said) }
                        @else { a href={ "#" (field::id_of(name)) } { (said) } }
                    }
                }
            }
            p.summary-kept { (words::form::SUMMARY_KEPT) }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![(
        "两处有误",
        summary(&[
            ("example-served", "送达日期不能晚于今天"),
            ("example-way", "请选择送达方式"),
        ]),
    )]
}
