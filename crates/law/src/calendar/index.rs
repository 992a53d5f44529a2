//! Counting working days without walking over them.
//!
//! Two tables cover the years around the notices: the running count of working days at each date, and the
//! dates of the working days in order. Beyond them the weekly pattern is plain arithmetic, so any date
//! has an answer.

use jiff::civil::{Date, date};

use super::{DayKind, Exception, Notice, is_weekend};

/// A Monday, day 0 of the weekly pattern.
const EPOCH: Date = date(1970, 1, 5);
/// Years that the tables reach beyond the notices, so that usual periods stay on the fast path.
const MARGIN: i16 = 5;

/// Tables from the first to the last covered date, and the arithmetic beyond them.
///
/// A *rank* is the number of working days from the epoch up to and including a date.
#[derive(Clone, Debug)]
pub(super) struct Index {
    first_year: i16,
    /// Rank of the last date before the tables.
    base: i64,
    /// By [`slot`]: working days in the tables up to and including that date.
    counts: Box<[u32]>,
    /// The working days in the tables, in order.
    workdays: Box<[Date]>,
    /// How far the ranks after the tables are off the weekly pattern.
    shift: i64,
}

impl Index {
    pub(super) fn build(notices: &[Notice], exceptions: &[Exception]) -> Index {
        let first_year = notices.first().map_or(EPOCH.year(), |n| n.year) - MARGIN;
        let last_year = notices.last().map_or(EPOCH.year(), |n| n.year) + MARGIN;
        let (first, last) = (date(first_year, 1, 1), date(last_year, 12, 31));
        let mut counts = vec![0; slot(first_year, last) + 1];
        let mut workdays = Vec::new();
        let mut named = exceptions.iter().peekable();
        let mut next = Some(first);
        while let Some(day) = next.filter(|day| *day <= last) {
            while named.next_if(|e| e.date < day).is_some() {}
            let kind = named.peek().filter(|e| e.date == day).map(|e| e.kind);
            if kind.map_or(!is_weekend(day), DayKind::is_worked) {
                workdays.push(day);
            }
            counts[slot(first_year, day)] = workdays.len() as u32;
            next = day.tomorrow().ok();
        }
        let base = weekly_rank(first) - i64::from(!is_weekend(first));
        let shift = base + workdays.len() as i64 - weekly_rank(last);
        let (counts, workdays) = (counts.into(), workdays.into());
        Index {
            first_year,
            base,
            counts,
            workdays,
            shift,
        }
    }

    /// The `n`-th working day after `from`; 0 gives `from` back.
    #[inline]
    pub(super) fn add(&self, from: Date, n: u32) -> Date {
        if n == 0 {
            return from;
        }
        let passed = self.counts.get(slot(self.first_year, from));
        let target = passed.and_then(|p| self.workdays.get(*p as usize + n as usize - 1));
        match target {
            Some(day) => *day,
            None => self.workday(self.rank(from) + i64::from(n)),
        }
    }

    /// Working days from the epoch up to and including `day`; negative before the epoch.
    pub(super) fn rank(&self, day: Date) -> i64 {
        match self.counts.get(slot(self.first_year, day)) {
            Some(count) => self.base + i64::from(*count),
            None if day.year() < self.first_year => weekly_rank(day),
            None => weekly_rank(day) + self.shift,
        }
    }

    /// The working day of this rank, by arithmetic where the tables do not reach.
    #[cold]
    fn workday(&self, rank: i64) -> Date {
        let within = rank - self.base - 1;
        match usize::try_from(within) {
            Err(_) => weekly_workday(rank),
            Ok(at) => match self.workdays.get(at) {
                Some(day) => *day,
                None => weekly_workday(rank - self.shift),
            },
        }
    }
}

/// Where a date stands in the counts: 512 slots a year, 32 a month. Earlier years wrap out of bounds.
#[inline]
fn slot(first_year: i16, day: Date) -> usize {
    let years = isize::from(day.year()) - isize::from(first_year);
    ((years << 9) | (isize::from(day.month()) << 5) | isize::from(day.day())) as usize
}

fn weekly_rank(day: Date) -> i64 {
    let days = day.duration_since(EPOCH).as_hours() / 24;
    days.div_euclid(7) * 5 + (days.rem_euclid(7) + 1).min(5)
}

fn weekly_workday(rank: i64) -> Date {
    let before = rank - 1;
    let days = before.div_euclid(5) * 7 + before.rem_euclid(5);
    let span = jiff::Span::new().try_days(days);
    span.and_then(|span| EPOCH.checked_add(span))
        .unwrap_or(Date::MAX)
}
