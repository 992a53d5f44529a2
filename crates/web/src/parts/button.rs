//! Buttons and links that look like buttons.
//!
//! A button changes something and therefore posts; a link only leads somewhere.

use super::Examples;
use crate::words;
use maud::{Markup, html};

/// Weight of a button. One `Primary` to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The one thing most people came to do.
    Primary,
    /// Anything else.
    Plain,
    /// Beside many others, as in table rows.
    Quiet,
}

impl Look {
    /// Class of this look.
    pub fn class(self) -> &'static str {
        match self {
            Self::Primary => "button primary",
            Self::Plain => "button plain",
            Self::Quiet => "button quiet",
        }
    }
}

/// Submits the form it stands in.
pub fn submit(label: &str, look: Look) -> Markup {
    html! { button type="submit" class=(look.class()) { (label) } }
}

/// Submits the form it stands in with one more value, for forms with several ways out.
pub fn submit_as(name: &str, value: &str, label: &str, look: Look) -> Markup {
    html! { button type="submit" name=(name) value=(value) class=(look.class()) { (label) } }
}

/// Leads somewhere.
pub fn link(href: &str, label: &str, look: Look) -> Markup {
    html! { a href=(href) class=(look.class()) { (label) } }
}

/// A whole form of one button: posts to `action`.
pub fn post(action: &str, csrf: &str, label: &str, look: Look) -> Markup {
    html! {
        form.button-form action=(action) method="post" {
            input type="hidden" name="csrf" value=(csrf);
            (submit(label, look))
        }
    }
}

/// Prints the page; hidden until the script shows it, since without one only the browser can.
pub fn print() -> Markup {
    html! {
        button type="button" class=(Look::Quiet.class()) hidden data-print { (words::frame::PRINT) }
    }
}

/// Several buttons in a line.
pub fn group(buttons: &[Markup]) -> Markup {
    html! { div.buttons { @for b in buttons { (b) } } }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![(
        "主要、普通、轻",
        group(&[
            post("/desk/parts", "", "提交审核", Look::Primary),
            link("#part-button", "预览文书", Look::Plain),
            link("#part-button", "全部记录", Look::Quiet),
            print(),
        ]),
    )]
}
