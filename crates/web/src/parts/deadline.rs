//! A deadline: how much is left, how it was counted, and which clause sets it.
//!
//! Does not count days. The calendar does, and hands over its working.

use super::citation::{self, Citation};
use super::tag::Tone;
use super::{Examples, Text};
use crate::words;
use crate::words::deadline::Unit;
use maud::{Markup, html};

/// How a deadline stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State<'a> {
    /// Time is left.
    Left(u32, Unit),
    /// Ends today.
    Today,
    /// The end has passed.
    Overdue(u32, Unit),
    /// Done in time.
    Met,
    /// Done too late.
    MetLate(u32, Unit),
    /// Does not run now, with the reason.
    Stopped(Text<'a>),
    /// The text gives no figure: so much time has gone by.
    Elapsed(u32, Unit),
}

impl State<'_> {
    fn said(&self) -> String {
        match self {
            Self::Left(n, unit) => words::deadline::left(*n, *unit),
            Self::Today => words::deadline::TODAY.into(),
            Self::Overdue(n, unit) => words::deadline::overdue(*n, *unit),
            Self::Met => words::deadline::MET.into(),
            Self::MetLate(n, unit) => words::deadline::met_late(*n, *unit),
            Self::Stopped(why) => format!("{}：{why}", words::deadline::STOPPED),
            Self::Elapsed(n, unit) => words::deadline::elapsed(*n, *unit),
        }
    }

    /// Near means that an ordinary office would have to start today.
    fn tone(&self) -> Tone {
        match self {
            Self::Left(n, Unit::WorkingDay) if *n <= 2 => Tone::Care,
            Self::Left(n, Unit::Day) if *n <= 3 => Tone::Care,
            Self::Left(n, Unit::Hour) if *n <= 8 => Tone::Care,
            Self::Today | Self::Left(_, Unit::Minute) => Tone::Care,
            Self::Left(..) | Self::Stopped(_) | Self::Elapsed(..) => Tone::Plain,
            Self::Overdue(..) | Self::MetLate(..) => Tone::Bad,
            Self::Met => Tone::Good,
        }
    }
}

/// A run of days in the working: all counted, or all skipped for one reason.
#[derive(Debug, Clone)]
pub struct Span<'a> {
    /// The days: 3月4日至7日.
    pub days: Text<'a>,
    /// How many of them count; zero means skipped.
    pub counted: u32,
    /// Why: 工作日, 周末, 清明节, 调休上班.
    pub why: Text<'a>,
}

/// How a period was counted.
#[derive(Debug, Clone)]
pub struct Working<'a> {
    /// The event and its day, which is day 0.
    pub from: Text<'a>,
    /// Runs of days after it.
    pub spans: Vec<Span<'a>>,
}

/// A deadline. Build with [`Deadline::new`], show with [`chip`].
#[derive(Debug, Clone)]
pub struct Deadline<'a> {
    state: State<'a>,
    due: Text<'a>,
    is_provisional: bool,
    working: Option<Working<'a>>,
    basis: Vec<Citation<'a>>,
}

impl<'a> Deadline<'a> {
    /// `due` is the last day or moment as officials write it.
    pub fn new(state: State<'a>, due: impl Into<Text<'a>>) -> Self {
        Self {
            state,
            due: due.into(),
            is_provisional: false,
            working: None,
            basis: Vec::new(),
        }
    }

    /// The period runs into a year whose calendar is not yet known.
    #[must_use]
    pub fn provisional(mut self, is_provisional: bool) -> Self {
        self.is_provisional = is_provisional;
        self
    }

    /// Shows how it was counted.
    #[must_use]
    pub fn working(mut self, working: Working<'a>) -> Self {
        self.working = Some(working);
        self
    }

    /// Shows which clause sets it.
    #[must_use]
    pub fn basis(mut self, basis: Vec<Citation<'a>>) -> Self {
        self.basis = basis;
        self
    }
}

/// The chip; it folds out when there is a working or a clause to show.
pub fn chip(d: &Deadline) -> Markup {
    let has_more = d.working.is_some() || !d.basis.is_empty() || d.is_provisional;
    let face = html! {
        span class={ "tag " (d.state.tone().class()) } { (d.state.said()) }
        " " span.deadline-due { (d.due) }
        @if d.is_provisional { " " span.deadline-provisional { (words::deadline::PROVISIONAL) } }
    };
    html! {
        @if has_more {
            details.deadline { summary { (face) } div.deadline-body { (more(d)) } }
        } @else {
            span.deadline { (face) }
        }
    }
}

fn more(d: &Deadline) -> Markup {
    html! {
        @if d.is_provisional { p { (words::deadline::PROVISIONAL_WHY) } }
        @if let Some(w) = &d.working { (working(w, &d.due)) }
        (citation::citations(&d.basis))
    }
}

/// The counting, day by day in runs.
pub fn working(w: &Working, due: &str) -> Markup {
    html! {
        table.working {
            caption { (words::deadline::WORKING) }
            thead { tr {
                th scope="col" { (words::deadline::DAYS) }
                th.num scope="col" { (words::deadline::COUNTED) }
                th scope="col" { (words::deadline::WHY) }
            } }
            tbody {
                tr { td { (w.from) } td.num { "0" } td { (words::deadline::FROM) } }
                @for s in &w.spans {
                    tr.skipped[s.counted == 0] {
                        td { (s.days) }
                        td.num { @if s.counted > 0 { (s.counted) } @else { (words::deadline::NOT_COUNTED) } }
                        td { (s.why) }
                    }
                }
                tr.working-due {
                    td { (due) }
                    td.num { (w.spans.iter().map(|s| s.counted).sum::<u32>()) }
                    td { (words::deadline::DUE) }
                }
            }
        }
    }
}

/// A counted period for the examples of other parts.
pub(super) fn example() -> Deadline<'static> {
    let span = |days, counted, why| Span {
        days: Text::Borrowed(days),
        counted,
        why: Text::Borrowed(why),
    };
    Deadline::new(State::Left(3, Unit::WorkingDay), "2025年3月17日")
        .working(Working {
            from: "3月3日收到材料".into(),
            spans: vec![
                span("3月4日至7日", 4, "工作日"),
                span("3月8日至9日", 0, "周末"),
                span("3月10日至14日", 5, "工作日"),
                span("3月15日至16日", 0, "周末"),
                span("3月17日", 1, "工作日"),
            ],
        })
        .basis(vec![citation::example()])
}

/// Examples for the gallery.
pub fn examples() -> Examples {
    let plain = |state, due| Deadline::new(state, due);
    vec![
        ("宽裕，可看算法", chip(&example())),
        (
            "临近",
            chip(&plain(State::Left(2, Unit::WorkingDay), "2025年3月14日")),
        ),
        ("今日", chip(&plain(State::Today, "2025年3月12日"))),
        (
            "逾期",
            chip(&plain(State::Overdue(2, Unit::WorkingDay), "2025年3月10日")),
        ),
        ("按期", chip(&plain(State::Met, "2025年3月10日"))),
        (
            "迟办",
            chip(&plain(State::MetLate(1, Unit::Day), "2025年3月10日")),
        ),
        (
            "中止",
            chip(&plain(State::Stopped("等待鉴定".into()), "鉴定期间不计")),
        ),
        (
            "暂定",
            chip(&plain(State::Left(40, Unit::WorkingDay), "2027年1月8日").provisional(true)),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overdue_is_said_in_words_and_not_by_colour_alone() {
        let html = chip(&Deadline::new(
            State::Overdue(2, Unit::Day),
            "2025年3月10日",
        ))
        .into_string();
        assert!(html.contains("已逾期2日"));
        assert!(html.contains("tone-bad"));
    }

    #[test]
    fn near_begins_at_two_working_days() {
        let tone = |n| State::Left(n, Unit::WorkingDay).tone();
        assert_eq!(tone(2), Tone::Care);
        assert_eq!(tone(3), Tone::Plain);
    }

    #[test]
    fn the_working_adds_up_what_it_shows() {
        let html = chip(&example()).into_string();
        assert!(html.contains("<td class=\"num\">10</td>"));
    }
}
