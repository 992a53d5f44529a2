//! The demonstration clock: shows the time the office lives in, and moves it. Demo mode only.
//!
//! Does not decide whether time may move; the route behind `action` does.

use super::Examples;
use crate::words;
use maud::{Markup, html};

/// The clock bar.
#[derive(Debug, Clone)]
pub struct Clock<'a> {
    /// Now, as officials write it.
    pub now: &'a str,
    /// Now, as `YYYY-MM-DDTHH:MM`, for the input.
    pub value: &'a str,
    /// Address that moves the clock by POST (`to=` a moment, or `days=`).
    pub action: &'a str,
    /// Token against forged requests.
    pub csrf: &'a str,
}

/// The clock bar above the mast.
pub fn clock(c: &Clock) -> Markup {
    bar(c, words::clock::LABEL)
}

fn bar(c: &Clock, label: &str) -> Markup {
    html! {
        aside.clock aria-label=(label) {
            span.clock-now { (words::clock::LABEL) " " time datetime=(c.value) { (c.now) } }
            form action=(c.action) method="post" {
                input type="hidden" name="csrf" value=(c.csrf);
                button.button.quiet name="days" value="1" { (words::clock::DAY) }
                button.button.quiet name="days" value="7" { (words::clock::WEEK) }
            }
            form action=(c.action) method="post" {
                input type="hidden" name="csrf" value=(c.csrf);
                label { (words::clock::TO) " "
                    input type="datetime-local" name="to" value=(c.value) required;
                }
                button.button.quiet { (words::clock::SET) }
            }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let c = Clock {
        now: "2025年3月12日 09:05",
        value: "2025-03-12T09:05",
        action: "/desk/parts",
        csrf: "",
    };
    vec![("演示模式", bar(&c, "示例：演示时钟"))]
}
