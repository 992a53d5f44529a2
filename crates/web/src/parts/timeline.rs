//! What has happened, stage by stage, oldest first, each with its proof.

use super::proof::{self, Proof};
use super::tag::{Tone, tag};
use super::{Examples, Text};
use maud::{Markup, html};

/// The mark beside an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Something was recorded.
    Record,
    /// Something was decided, with a seal.
    Seal,
    /// Something was refused or sent back.
    Back,
    /// Something was shown to the public.
    Public,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Happening<'a> {
    /// Mark beside it.
    pub mark: Mark,
    /// Day as shown: 3月12日.
    pub day: Text<'a>,
    /// Day or moment for machines.
    pub at: Text<'a>,
    /// What happened.
    pub title: Text<'a>,
    /// Where it can be read.
    pub href: Option<Text<'a>>,
    /// Who did it.
    pub by: Text<'a>,
    /// Anything more: a deadline, attachments, a tag.
    pub more: Option<Markup>,
    /// Its place in the log.
    pub proof: Option<Proof<'a>>,
}

/// The happenings of one stage.
#[derive(Debug, Clone)]
pub struct Stage<'a> {
    /// For links from the steps.
    pub id: Text<'a>,
    /// Name of the stage.
    pub title: Text<'a>,
    /// In the order of time.
    pub list: Vec<Happening<'a>>,
}

/// The timeline.
pub fn timeline(stages: &[Stage]) -> Markup {
    html! {
        div.timeline {
            @for s in stages {
                section id=(s.id) aria-labelledby={ (s.id) "-title" } {
                    h3 id={ (s.id) "-title" } { (s.title) }
                    ol { @for h in &s.list { (happening(h)) } }
                }
            }
        }
    }
}

fn happening(h: &Happening) -> Markup {
    let class = match h.mark {
        Mark::Record => "mark-record",
        Mark::Seal => "mark-seal",
        Mark::Back => "mark-back",
        Mark::Public => "mark-public",
    };
    html! {
        li class=(class) {
            time datetime=(h.at) { (h.day) }
            div.timeline-what {
                p.timeline-title {
                    @if let Some(href) = &h.href { a href=(href) data-row { (h.title) } }
                    @else { (h.title) }
                }
                @if !h.by.is_empty() || h.proof.is_some() {
                    div.timeline-meta {
                        @if !h.by.is_empty() { span { (h.by) } }
                        @if let Some(p) = &h.proof { (proof::proof(p)) }
                    }
                }
                @if let Some(more) = &h.more { div.timeline-more { (more) } }
            }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let happening = |mark, day, at, title, by, entry| Happening {
        mark,
        day: Text::Borrowed(day),
        at: Text::Borrowed(at),
        title: Text::Borrowed(title),
        href: Some("#part-sheet".into()),
        by: Text::Borrowed(by),
        more: None,
        proof: Some(proof::example(proof::State::Sealed, entry)),
    };
    let mut back = happening(
        Mark::Back,
        "3月11日",
        "2025-03-11",
        "审核意见：补充调查",
        "法规科 陈示例",
        31,
    );
    back.more = Some(tag("第1轮", Tone::Plain));
    vec![(
        "两个阶段",
        timeline(&[
            Stage {
                id: "example-inquiry".into(),
                title: "调查".into(),
                list: vec![
                    happening(
                        Mark::Record,
                        "3月5日",
                        "2025-03-05",
                        "现场检查笔录",
                        "林示例、周示例",
                        12,
                    ),
                    happening(
                        Mark::Record,
                        "3月6日",
                        "2025-03-06",
                        "询问笔录",
                        "林示例、周示例",
                        14,
                    ),
                ],
            },
            Stage {
                id: "example-review".into(),
                title: "审核与决定".into(),
                list: vec![
                    back,
                    happening(
                        Mark::Seal,
                        "3月20日",
                        "2025-03-20",
                        "行政处罚决定书",
                        "例县科学技术局",
                        40,
                    ),
                    happening(
                        Mark::Public,
                        "3月25日",
                        "2025-03-25",
                        "公示决定摘要",
                        "办公室 吴示例",
                        44,
                    ),
                ],
            },
        ]),
    )]
}
