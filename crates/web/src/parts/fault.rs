//! A fault: we failed. Says whether the act was recorded and what to quote. Never cites law.

use super::{Examples, Link};
use crate::words;
use maud::{Markup, html};

/// Whether the act that met the fault is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is durable; do not send it again.
    Yes,
    /// It is not there; send it again.
    No,
    /// The answer was lost between commit and reply.
    Unsure,
}

/// A fault with its reference number and ways on.
pub fn fault(reference: &str, recorded: Recorded, ways: &[Link]) -> Markup {
    let said = match recorded {
        Recorded::Yes => words::law::FAULT_RECORDED,
        Recorded::No => words::law::FAULT_LOST,
        Recorded::Unsure => words::law::FAULT_UNSURE,
    };
    html! {
        section.fault role="alert" {
            h2 { (words::law::FAULT) }
            p { (said) }
            p { (words::law::FAULT_REFERENCE) "：" code { (reference) } }
            @if !ways.is_empty() {
                ul.ways { @for w in ways { li { a href=(w.href) { (w.label) } } } }
            }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let ways = [
        Link::new("#part-table", "回到案件"),
        Link::new("#part-duty", "回到今日"),
    ];
    vec![("没有记录", fault("7F3A-20C1", Recorded::No, &ways))]
}
