//! A word or two on the state of a thing.

use super::Examples;
use maud::{Markup, html};

/// Colour of a tag; the word always says it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// Under way.
    Active,
    /// Done or met.
    Good,
    /// Needs a look.
    Care,
    /// Overdue or refused.
    Bad,
}

impl Tone {
    /// Class of this tone.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "tone-plain",
            Self::Active => "tone-active",
            Self::Good => "tone-good",
            Self::Care => "tone-care",
            Self::Bad => "tone-bad",
        }
    }
}

/// A tag.
pub fn tag(label: &str, tone: Tone) -> Markup {
    html! { span class={ "tag " (tone.class()) } { (label) } }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    vec![(
        "五种语气",
        html! {
            p {
                (tag("草稿", Tone::Plain)) " " (tag("审核中", Tone::Active)) " "
                (tag("已公示", Tone::Good)) " " (tag("待补正", Tone::Care)) " "
                (tag("已退回", Tone::Bad))
            }
        },
    )]
}
