//! Legal periods: the last moment in time, how it was counted, and where one stands.
//!
//! The day of the event is day 0. Periods in days, months or years are kept until midnight at the end of
//! their last day; periods in hours run by the clock, days off included. The last day is not moved when
//! it falls on a day off, since no regulation run here says so.
//!
//! It deliberately knows no clause and no present moment: lengths come from packs, moments from callers.
//! All moments are civil time at Asia/Shanghai, a fixed +08:00, so no zone data is needed.

mod status;
mod working;

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span};

use crate::calendar::Calendar;

pub use status::{Amount, Status};
pub use working::{Marked, Working, chinese_date, chinese_moment};

/// A moment in civil time at +08:00.
pub type Moment = DateTime;

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Working days by the State Council's calendar (工作日).
    Workday,
    /// Calendar days (日).
    Day,
    /// Hours by the clock (小时).
    Hour,
    /// Calendar months (月), to the same day or the month's last.
    Month,
    /// Calendar years (年), to the same day or the month's last.
    Year,
}

impl Unit {
    /// The measure word that follows a number: 个工作日, 日, 小时, 个月, 年.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Workday => "个工作日",
            Unit::Day => "日",
            Unit::Hour => "小时",
            Unit::Month => "个月",
            Unit::Year => "年",
        }
    }
}

/// How long a period is, as the law words it. Displays as 7个工作日, 24小时 …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Length {
    /// How many units. Sixteen bits keep the working of every period a list that can be held.
    pub n: u16,
    /// Units of what.
    pub unit: Unit,
}

impl Length {
    /// `n` times `unit`.
    pub const fn new(n: u16, unit: Unit) -> Length {
        Length { n, unit }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.n, self.unit.word())
    }
}

/// A period that has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The event it runs from.
    pub start: Moment,
    /// How long it runs.
    pub length: Length,
}

impl Period {
    /// A period of `length` from the event at `start`.
    pub const fn new(start: Moment, length: Length) -> Period {
        Period { start, length }
    }

    /// The last moment in time. Ends that the date type cannot hold become its last date.
    #[inline]
    pub fn due(&self, calendar: &Calendar) -> Due {
        let Length { n, unit } = self.length;
        let from = self.start.date();
        let at = match unit {
            Unit::Workday => end_of(calendar.add_workdays(from, n.into())),
            Unit::Day => end_of(from.saturating_add(Span::new().days(n))),
            Unit::Month => end_of(from.saturating_add(Span::new().months(n))),
            Unit::Year => end_of(from.saturating_add(Span::new().years(n.min(MOST_YEARS)))),
            Unit::Hour => self
                .start
                .saturating_add(SignedDuration::from_hours(n.into())),
        };
        let provisional = unit == Unit::Workday && calendar.is_provisional(from, at.date());
        Due {
            at,
            unit,
            provisional,
        }
    }

    /// The same, with every day counted or skipped and why.
    pub fn working(&self, calendar: &Calendar) -> Working {
        Working::of(*self, calendar)
    }
}

/// More years than any date can be moved by; the span type holds no more than twice that.
const MOST_YEARS: u16 = 9_999;

/// The last moment of a day.
fn end_of(day: Date) -> Moment {
    day.to_datetime(Time::MAX)
}

/// The end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Due {
    /// The last moment in time: the end of a day, or an exact instant for hours.
    pub at: Moment,
    /// What the period was counted in; time left is told in the same unit.
    pub unit: Unit,
    /// Whether it rests on days whose holidays are not settled yet.
    pub provisional: bool,
}

impl Due {
    /// Due on a named day, the whole of it being in time.
    pub fn on(day: Date) -> Due {
        Due {
            at: end_of(day),
            unit: Unit::Day,
            provisional: false,
        }
    }

    /// A duty that recurs every year (每年1月31日前), the whole of the named day being in time.
    ///
    /// 29 February becomes 28 in a common year. None when no year has that month and day.
    pub fn yearly(year: i16, month: i8, day: i8) -> Option<Due> {
        let leap = Date::new(2024, month, day).ok()?;
        let day = Date::new(year, month, leap.day());
        let last = || Date::new(year, month, 1).map(Date::last_of_month);
        day.or_else(|_| last()).ok().map(Due::on)
    }

    /// Where one stands at `now`, if the duty was met at `met` or has not been met.
    pub fn status(&self, now: Moment, met: Option<Moment>, calendar: &Calendar) -> Status {
        Status::of(self, now, met, calendar)
    }
}

impl fmt::Display for Due {
    /// 2025年3月12日, with the time of day for periods in hours.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match self.unit {
            Unit::Hour => chinese_moment(self.at),
            _ => chinese_date(self.at.date()),
        };
        f.write_str(&shown)?;
        if self.provisional {
            f.write_str("（暂定）")
        } else {
            Ok(())
        }
    }
}
