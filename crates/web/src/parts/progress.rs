//! Progress of something long: an upload, a rebuild, an export.

use super::Examples;
use crate::words;
use maud::{Markup, html};

/// `id` ties label and bar; `said` tells in words how far it is. `part` is `(done, all)`; none
/// means that nobody knows how long it takes.
pub fn progress(id: &str, label: &str, said: &str, part: Option<(u64, u64)>) -> Markup {
    html! {
        div.progress data-progress {
            label for=(id) { (label) }
            progress id=(id) value=[part.map(|p| p.0)] max=[part.map(|p| p.1.max(1))] { (said) }
            span.progress-said aria-live="polite" { (said) }
        }
    }
}

/// A share of a whole in a list of figures, as in supervision.
pub fn share(label: &str, done: u64, all: u64) -> Markup {
    html! {
        span.share {
            meter value=(done) max=(all.max(1)) aria-label=(label) {}
            " " (words::number(done)) " / " (words::number(all))
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![
        (
            "上传",
            progress(
                "example-upload",
                "现场录像.mp4",
                "已传 128.0 MB，共 300.0 MB",
                Some((128, 300)),
            ),
        ),
        (
            "不知多久",
            progress("example-rebuild", "重建视图", "正在重建", None),
        ),
        (
            "份额",
            html! { p { "按期公示 " (share("按期公示", 47, 50)) } },
        ),
    ]
}
