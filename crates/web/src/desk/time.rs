//! Deadlines of the law as the chips of a page: where each stands, how it was counted, on which
//! clause.

use enforcement::Moment;
use enforcement::deadline::Deadline;
use jiff::civil::Date;
use law::period::{Amount, Status, Unit as Counted, Working};

use crate::access::Signed;
use crate::app::App;
use crate::parts::deadline::{self, Span, State};
use crate::words;
use crate::words::deadline::Unit;

/// The chip of a deadline, with its working and its clauses.
#[must_use]
pub fn chip<'a>(
    app: &'a App,
    signed: &'a Signed,
    one: &'a Deadline,
    event: &str,
) -> deadline::Deadline<'a> {
    let office = &signed.office;
    let cited = one.basis.clauses().iter();
    let basis = cited
        .map(|id| app.cite(office.code(), office.pack(), id))
        .collect();
    let due = one
        .due
        .map(|due| words::due(due.at, due.unit == Counted::Hour))
        .unwrap_or_default();
    let mut chip = deadline::Deadline::new(state(one, signed.now), due).basis(basis);
    chip = chip.provisional(one.due.is_some_and(|due| due.provisional));
    match one.working(office.calendar()).filter(|_| one.due.is_some()) {
        Some(counted) => chip.working(working(&counted, event)),
        None => chip,
    }
}

/// Where a deadline stands.
#[must_use]
pub fn state(one: &Deadline, now: Moment) -> State<'static> {
    if one.waiting {
        return State::Stopped(words::desk::WAITING.into());
    }
    match one.status {
        Some(Status::Met) => State::Met,
        Some(Status::Late { by }) => with(by, true, State::MetLate),
        Some(Status::Overdue { by }) => with(by, true, State::Overdue),
        Some(Status::Open {
            left: Amount::Days(0) | Amount::Workdays(0),
        }) => State::Today,
        Some(Status::Open { left }) => with(left, false, State::Left),
        None if one.met.is_some() => State::Met,
        None => {
            let days = one
                .from
                .date()
                .until(now.date())
                .map_or(0, |span| span.get_days());
            State::Elapsed(u32::try_from(days).unwrap_or(0), Unit::Day)
        }
    }
}

/// Seconds are told in hours, and in minutes where there is less than one. What is over counts as
/// begun; what is left counts only whole.
fn with(amount: Amount, over: bool, state: impl Fn(u32, Unit) -> State<'static>) -> State<'static> {
    let whole = |seconds: u64, unit: u64| {
        let n = if over {
            seconds.div_ceil(unit)
        } else {
            seconds / unit
        };
        u32::try_from(n).unwrap_or(u32::MAX)
    };
    match amount {
        Amount::Workdays(n) => state(n, Unit::WorkingDay),
        Amount::Days(n) => state(n, Unit::Day),
        Amount::Seconds(seconds) if seconds < 3600 => state(whole(seconds, 60), Unit::Minute),
        Amount::Seconds(seconds) => state(whole(seconds, 3600), Unit::Hour),
    }
}

fn working(counted: &Working, event: &str) -> deadline::Working<'static> {
    let from = match counted.length.unit {
        Counted::Hour => words::moment(counted.from),
        _ => words::day(counted.from.date()),
    };
    let spans = match counted.length.unit {
        Counted::Workday | Counted::Day => runs(counted),
        unit => vec![Span {
            days: words::desk::RUNS_ON.into(),
            counted: counted.length.n.into(),
            why: unit.word().into(),
        }],
    };
    deadline::Working {
        from: format!("{from} {event}").into(),
        spans,
    }
}

/// Days in runs: all counted, or all skipped, for one reason.
fn runs(counted: &Working) -> Vec<Span<'static>> {
    let is_workdays = counted.length.unit == Counted::Workday;
    let why = |date: &Date| match counted.made_up.iter().find(|day| day.date == *date) {
        Some(day) => day.why.clone(),
        None if is_workdays => words::desk::WORKDAY.to_owned(),
        None => words::desk::CALENDAR_DAY.to_owned(),
    };
    let days = counted.counted.iter();
    let mut days: Vec<(Date, bool, String)> = days.map(|date| (*date, true, why(date))).collect();
    days.extend(
        counted
            .skipped
            .iter()
            .map(|day| (day.date, false, kind(&day.why))),
    );
    days.sort_by_key(|day| day.0);
    let mut runs: Vec<(Date, Date, bool, String, u32)> = Vec::new();
    for (date, counts, why) in days {
        match runs.last_mut() {
            Some(run) if run.2 == counts && run.3 == why => {
                run.1 = date;
                run.4 += 1;
            }
            _ => runs.push((date, date, counts, why, 1)),
        }
    }
    runs.into_iter()
        .map(|(first, last, counts, why, n)| Span {
            days: words::days(first, last).into(),
            counted: if counts { n } else { 0 },
            why: why.into(),
        })
        .collect()
}

/// Saturday and Sunday are one run.
fn kind(why: &str) -> String {
    if why.starts_with('周') {
        words::desk::WEEKEND.to_owned()
    } else {
        why.to_owned()
    }
}
