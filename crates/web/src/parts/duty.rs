//! What must be done and by when: soonest first, each with its deadline, its clause and one button.

use super::button::{Look, link};
use super::citation::{self, Citation};
use super::deadline::{self, Deadline, State};
use super::{Examples, Link, Text};
use crate::words::deadline::Unit;
use maud::{Markup, html};

/// One duty.
#[derive(Debug, Clone)]
pub struct Duty<'a> {
    /// What must be done.
    pub title: Text<'a>,
    /// The case or thing it belongs to.
    pub about: Option<Link<'a>>,
    /// By when, if the law sets a time.
    pub deadline: Option<Deadline<'a>>,
    /// Which clause demands it.
    pub basis: Vec<Citation<'a>>,
    /// The one button; none when others must move first.
    pub act: Option<Link<'a>>,
    /// Who must move, when not the reader.
    pub waits_for: Option<Text<'a>>,
}

/// The duties, in the order given.
pub fn duties(list: &[Duty]) -> Markup {
    html! { ol.duties { @for d in list { li { (duty(d)) } } } }
}

fn duty(d: &Duty) -> Markup {
    html! {
        div.duty-when { @if let Some(deadline) = &d.deadline { (deadline::chip(deadline)) } }
        div.duty-what {
            p.duty-title { (d.title) }
            @if let Some(about) = &d.about { p.duty-about { a href=(about.href) data-row { (about.label) } } }
            (citation::citations(&d.basis))
        }
        div.duty-act {
            @if let Some(act) = &d.act { (link(&act.href, &act.label, Look::Plain)) }
            @if let Some(who) = &d.waits_for { span.duty-waits { (who) } }
        }
    }
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let duty = |title, about, deadline| Duty {
        title: Text::Borrowed(title),
        about: Some(Link::new("#part-describe", Text::Borrowed(about))),
        deadline: Some(deadline),
        basis: vec![citation::example()],
        act: Some(Link::new("#part-form", "去办理")),
        waits_for: None,
    };
    let late = Deadline::new(State::Overdue(2, Unit::WorkingDay), "2025年3月10日");
    let mut waits = duty(
        "等待审核意见",
        "例科罚〔2025〕3号 示例试剂有限公司",
        deadline::example(),
    );
    waits.act = None;
    waits.waits_for = Some("法规科 陈示例".into());
    vec![(
        "今日",
        duties(&[
            duty(
                "公示处罚决定",
                "例科罚〔2025〕1号 示例实验动物有限公司",
                late,
            ),
            duty(
                "存入音像记录",
                "例科罚〔2025〕2号 示例甲",
                Deadline::new(State::Left(5, Unit::Hour), "今日 18:00"),
            ),
            waits,
        ]),
    )]
}
