//! Where a duty stands: met, late, still open or overdue, and by how much.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::{Due, Moment, Unit};
use crate::calendar::Calendar;

/// A stretch of time in the unit that fits the period it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Amount {
    /// Whole working days.
    Workdays(u32),
    /// Whole calendar days.
    Days(u32),
    /// Seconds by the clock.
    Seconds(u64),
}

/// Where a duty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Done in time.
    Met,
    /// Done, but after the last moment.
    Late {
        /// Calendar days past the last day, or seconds past the instant.
        by: Amount,
    },
    /// Not done, and in time.
    Open {
        /// What is left after today; nothing means that today is the last day.
        left: Amount,
    },
    /// Not done, and out of time.
    Overdue {
        /// Calendar days past the last day, or seconds past the instant.
        by: Amount,
    },
}

impl Status {
    pub(super) fn of(due: &Due, now: Moment, met: Option<Moment>, calendar: &Calendar) -> Status {
        match met {
            Some(met) if met <= due.at => Status::Met,
            Some(met) => Status::Late {
                by: excess(due, met),
            },
            None if now > due.at => Status::Overdue {
                by: excess(due, now),
            },
            None => Status::Open {
                left: left(due, now, calendar),
            },
        }
    }

    /// Whether the period was or is broken.
    pub fn is_breach(self) -> bool {
        matches!(self, Status::Late { .. } | Status::Overdue { .. })
    }
}

/// How far `moment` is past the end; at least one of the unit, since it *is* past.
fn excess(due: &Due, moment: Moment) -> Amount {
    match due.unit {
        Unit::Hour => Amount::Seconds(seconds(moment.duration_since(due.at)).max(1)),
        _ => Amount::Days(days(due.at.date(), moment.date()).max(1)),
    }
}

fn left(due: &Due, now: Moment, calendar: &Calendar) -> Amount {
    let (today, last) = (now.date(), due.at.date());
    match due.unit {
        Unit::Hour => Amount::Seconds(seconds(due.at.duration_since(now))),
        Unit::Workday => Amount::Workdays(
            u32::try_from(calendar.workdays_between(today, last)).unwrap_or_default(),
        ),
        Unit::Day | Unit::Month | Unit::Year => Amount::Days(days(today, last)),
    }
}

fn seconds(lapse: SignedDuration) -> u64 {
    u64::try_from(lapse.as_secs()).unwrap_or_default()
}

fn days(from: Date, to: Date) -> u32 {
    u32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or_default()
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Amount::Workdays(n) => write!(f, "{n}个工作日"),
            Amount::Days(n) => write!(f, "{n}日"),
            Amount::Seconds(s @ ..60) => write!(f, "{s}秒"),
            Amount::Seconds(s @ ..3600) => write!(f, "{}分钟", s / 60),
            Amount::Seconds(s) if s % 3600 < 60 => write!(f, "{}小时", s / 3600),
            Amount::Seconds(s) => write!(f, "{}小时{}分钟", s / 3600, s % 3600 / 60),
        }
    }
}

impl fmt::Display for Status {
    /// 按期完成, 逾期2日完成, 还剩3个工作日, 今日到期, 已逾期1日.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Status::Met => f.write_str("按期完成"),
            Status::Late { by } => write!(f, "逾期{by}完成"),
            Status::Open {
                left: Amount::Days(0),
            } => f.write_str("今日到期"),
            // A period counted in working days never ends on a day off, unless a later notice made it one.
            Status::Open {
                left: Amount::Workdays(0),
            } => f.write_str("今日到期"),
            Status::Open { left } => write!(f, "还剩{left}"),
            Status::Overdue { by } => write!(f, "已逾期{by}"),
        }
    }
}
