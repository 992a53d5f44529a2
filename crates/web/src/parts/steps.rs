//! The stages of a case in a line, and where it stands.

use super::{Examples, Text};
use crate::words;
use maud::{Markup, html};

/// How a stage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Behind us.
    Done,
    /// Where we are.
    Now,
    /// Ahead.
    Ahead,
    /// Does not apply to this case.
    Skipped,
}

/// One stage.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// Name of the stage.
    pub label: Text<'a>,
    /// How it stands.
    pub state: State,
    /// A day or a word below it.
    pub note: Text<'a>,
    /// Where it leads, usually into the timeline.
    pub href: Option<Text<'a>>,
}

impl<'a> Step<'a> {
    /// A stage without note or link.
    pub fn new(label: impl Into<Text<'a>>, state: State) -> Self {
        Self {
            label: label.into(),
            state,
            note: "".into(),
            href: None,
        }
    }

    /// Adds a day or a word.
    #[must_use]
    pub fn note(mut self, note: impl Into<Text<'a>>) -> Self {
        self.note = note.into();
        self
    }

    /// Makes it lead somewhere.
    #[must_use]
    pub fn to(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// The stages.
pub fn steps(list: &[Step]) -> Markup {
    html! {
        ol.steps aria-label=(words::road::STEPS) {
            @for s in list { (step(s)) }
        }
    }
}

fn step(s: &Step) -> Markup {
    let (class, word) = match s.state {
        State::Done => ("done", words::road::DONE),
        State::Now => ("now", words::road::NOW),
        State::Ahead => ("ahead", words::road::AHEAD),
        State::Skipped => ("skipped", words::road::SKIPPED),
    };
    html! {
        li class=(class) aria-current=[(s.state == State::Now).then_some("step")] {
            span.steps-label {
                @if let Some(href) = &s.href { a href=(href) { (s.label) } } @else { (s.label) }
            }
            span.unseen { "（" (word) "）" }
            @if !s.note.is_empty() { span.steps-note { (s.note) } }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let done = |label, note| {
        Step::new(label, State::Done)
            .note(note)
            .to("#part-timeline")
    };
    vec![(
        "处罚案件",
        steps(&[
            done("立案", "3月3日"),
            done("调查", "3月5日"),
            done("告知", "3月7日"),
            Step::new("听证", State::Skipped).note("未申请"),
            Step::new("审核", State::Now).note("还剩3个工作日"),
            Step::new("决定", State::Ahead),
            Step::new("送达", State::Ahead),
            Step::new("公示", State::Ahead),
            Step::new("归档", State::Ahead),
        ]),
    )]
}
