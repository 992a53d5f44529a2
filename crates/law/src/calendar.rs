//! Which days are worked: the weekly pattern and the State Council's yearly notices over it.
//!
//! A notice is a fact with a date. A year without a notice is computed with the weekly pattern and its
//! results are *provisional*; a notice that arrives later, or amends an earlier one, changes them. The
//! calendar can therefore be asked as it was known on a day ([`Calendar::known_on`]).
//!
//! It deliberately knows nothing of regulations, deadlines or the present day.

mod index;
mod notice;

use std::sync::OnceLock;

use jiff::civil::{Date, Weekday, date};

use index::Index;
pub use notice::{CalendarFault, Notice};

/// The day of December after which the next year's notice may still change the days of a year.
const LAST_SETTLED: i8 = 24;

/// What a day is to an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Monday to Friday, nothing special.
    Workday,
    /// A weekend day that a notice makes a working day (调休上班).
    MakeUpWorkday,
    /// Saturday or Sunday.
    Rest,
    /// A day off by notice (放假), on whatever weekday it falls.
    Holiday,
}

impl DayKind {
    /// Whether a period in working days counts this day.
    pub fn is_worked(self) -> bool {
        matches!(self, DayKind::Workday | DayKind::MakeUpWorkday)
    }
}

/// A day that a notice takes out of the weekly pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    date: Date,
    kind: DayKind,
    holiday: String,
}

/// The working days of the past, the settled future and the provisional rest.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// In order of issue.
    notices: Vec<Notice>,
    /// Sorted by date, one per date: where notices disagree the later one has already won.
    exceptions: Vec<Exception>,
    settled: Option<(Date, Date)>,
    index: Index,
}

impl Calendar {
    /// The calendar this program was built with.
    pub fn builtin() -> &'static Calendar {
        static BUILTIN: OnceLock<Calendar> = OnceLock::new();
        BUILTIN.get_or_init(|| {
            Calendar::parse(include_str!("../calendar/state-council.txt"))
                .expect("the embedded calendar is read by a test of this crate")
        })
    }

    /// Reads notices in the format that the head of `calendar/state-council.txt` describes.
    ///
    /// # Errors
    /// Every fault of the text, with its line.
    pub fn parse(text: &str) -> Result<Calendar, Vec<CalendarFault>> {
        notice::parse(text).map(Calendar::of)
    }

    /// The calendar without any notice: Monday to Friday, everything provisional.
    pub fn weekly() -> Calendar {
        Calendar::of(Vec::new())
    }

    fn of(notices: Vec<Notice>) -> Calendar {
        let exceptions = notice::merge(&notices);
        let index = Index::build(&notices, &exceptions);
        let settled = notices.first().zip(notices.last());
        let settled = settled.map(|(a, z)| (date(a.year, 1, 1), date(z.year, 12, LAST_SETTLED)));
        Calendar {
            notices,
            exceptions,
            settled,
            index,
        }
    }

    /// The calendar as it was known at the end of `day`: notices issued later are left out.
    pub fn known_on(&self, day: Date) -> Calendar {
        Calendar::of(
            self.notices
                .iter()
                .filter(|n| n.since <= day)
                .cloned()
                .collect(),
        )
    }

    /// The notices in force, in order of issue.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// What `date` is. A date of an unsettled year follows the weekly pattern.
    pub fn day(&self, date: Date) -> DayKind {
        match self.exception(date) {
            Some(exception) => exception.kind,
            None if is_weekend(date) => DayKind::Rest,
            None => DayKind::Workday,
        }
    }

    /// The holiday that makes `date` a day off or a make-up working day.
    pub fn holiday(&self, date: Date) -> Option<&str> {
        self.exception(date).map(|e| e.holiday.as_str())
    }

    /// What `date` is, in the words a reader expects: 周六, 劳动节放假, 劳动节调休上班.
    pub fn label(&self, date: Date) -> String {
        match self.exception(date) {
            Some(Exception {
                kind: DayKind::Holiday,
                holiday,
                ..
            }) => format!("{holiday}放假"),
            Some(Exception { holiday, .. }) => format!("{holiday}调休上班"),
            None => weekday_name(date.weekday()).to_owned(),
        }
    }

    fn exception(&self, date: Date) -> Option<&Exception> {
        let at = self
            .exceptions
            .binary_search_by_key(&date, |e| e.date)
            .ok()?;
        self.exceptions.get(at)
    }

    /// The `n`-th working day after `date`; `date` itself is day 0, so 0 gives it back unchanged.
    /// Constant time. Stops at the last date the calendar type can hold.
    #[inline]
    pub fn add_workdays(&self, date: Date, n: u32) -> Date {
        self.index.add(date, n)
    }

    /// How many working days lie after `from` up to and including `to`; negative when `to` is earlier.
    pub fn workdays_between(&self, from: Date, to: Date) -> i64 {
        self.index.rank(to) - self.index.rank(from)
    }

    /// Whether a count over these days rests on days that no notice has settled.
    #[inline]
    pub fn is_provisional(&self, from: Date, to: Date) -> bool {
        match self.settled {
            Some((first, last)) => from.min(to) < first || from.max(to) > last,
            None => true,
        }
    }

    /// The first and the last day that the notices settle, with no gap between them; None without notices.
    ///
    /// The last week of December stays open until the next year's notice is known, because New Year's
    /// notices reach back into it (they did for 2018 and 2022).
    pub fn settled(&self) -> Option<(Date, Date)> {
        self.settled
    }

    /// The day since when the arrangement of `year` is known as it stands, and whether that day is
    /// approximate. None while no notice has settled the year.
    pub fn known_since(&self, year: i16) -> Option<(Date, bool)> {
        let last = self.notices.iter().rfind(|n| n.year == year)?;
        Some((last.since, last.approximate))
    }
}

/// Saturday or Sunday.
fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}
