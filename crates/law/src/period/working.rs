//! The working of a period: from, counted, skipped and why, due; and one sentence that says it.

use std::fmt::{self, Write as _};

use jiff::civil::{Date, DateTime};

use super::{Due, Length, Moment, Period, Unit};
use crate::calendar::{Calendar, DayKind};

/// A day and what is to be said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The day.
    pub date: Date,
    /// 周六, 国庆节放假, 国庆节调休上班 …
    pub why: String,
}

/// How a period was counted. Displays as one Chinese sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Working {
    /// The event it runs from, which is day 0.
    pub from: Moment,
    /// How long it runs.
    pub length: Length,
    /// The days counted, in order; for periods in working days and days only.
    pub counted: Vec<Date>,
    /// The days off between the first and the last day, which a period in working days leaves out.
    pub skipped: Vec<Marked>,
    /// Those of the counted days that are weekend days worked by notice.
    pub made_up: Vec<Marked>,
    /// The end.
    pub due: Due,
    /// Why the end is provisional, if it is.
    unsettled: Vec<String>,
}

impl Working {
    pub(super) fn of(period: Period, calendar: &Calendar) -> Working {
        let due = period.due(calendar);
        let (from, length) = (period.start, period.length);
        let (counted, skipped) = (Vec::new(), Vec::new());
        let mut working = Working {
            from,
            length,
            counted,
            skipped,
            made_up: Vec::new(),
            due,
            unsettled: Vec::new(),
        };
        match length.unit {
            Unit::Workday => working.count_workdays(calendar),
            Unit::Day => working.counted = days_after(from.date(), due.at.date()).collect(),
            Unit::Hour | Unit::Month | Unit::Year => {}
        }
        if due.provisional {
            working.unsettled = unsettled(from.date(), due.at.date(), calendar);
        }
        working
    }

    fn count_workdays(&mut self, calendar: &Calendar) {
        for date in days_after(self.from.date(), self.due.at.date()) {
            let kind = calendar.day(date);
            let marked = || Marked {
                date,
                why: calendar.label(date),
            };
            if kind == DayKind::MakeUpWorkday {
                self.made_up.push(marked());
            }
            if kind.is_worked() {
                self.counted.push(date);
            } else {
                self.skipped.push(marked());
            }
        }
    }
}

impl fmt::Display for Working {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (n, due) = (self.length.n, self.due.at);
        let (from, last) = (chinese_date(self.from.date()), chinese_date(due.date()));
        match self.length.unit {
            Unit::Hour => {
                let (from, last) = (chinese_moment(self.from), chinese_moment(due));
                write!(
                    f,
                    "自{from}起，按小时连续计算（含休息日），满{n}小时为{last}"
                )?;
            }
            _ if n == 0 => write!(f, "限{last}当日")?,
            Unit::Workday => write!(f, "自{from}起，次日起算，第{n}个工作日为{last}")?,
            Unit::Day => write!(f, "自{from}起，次日起算，第{n}日为{last}")?,
            Unit::Month => write!(f, "自{from}起，次日起算，满{n}个月为{last}")?,
            Unit::Year => write!(f, "自{from}起，次日起算，满{n}年为{last}")?,
        }
        let year = self.from.year();
        if !self.skipped.is_empty() {
            write!(f, "；跳过：{}", listing(year, &self.skipped))?;
        }
        if !self.made_up.is_empty() {
            write!(f, "；计入：{}", listing(year, &self.made_up))?;
        }
        for note in &self.unsettled {
            write!(f, "；{note}")?;
        }
        f.write_str("。")
    }
}

/// The days after `from` up to and including `to`.
fn days_after(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let next = move |day: Date| day.tomorrow().ok().filter(|next| *next <= to);
    std::iter::successors(next(from), move |day| next(*day))
}

/// Which stretches of the period no notice has settled.
fn unsettled(from: Date, to: Date, calendar: &Calendar) -> Vec<String> {
    const GUESS: &str = "的放假安排未收录，暂按周一至周五推算";
    let Some((first, last)) = calendar.settled() else {
        return vec![format!("期间{GUESS}")];
    };
    let mut notes = Vec::new();
    if from < first {
        notes.push(format!("{}之前{GUESS}", chinese_date(first)));
    }
    if to > last {
        notes.push(format!("{}之后{GUESS}", chinese_date(last)));
    }
    notes
}

/// 3月8日（周六）、10月1日至8日（国庆节放假）: neighbours with the same reason are told together.
/// (Writing to a string cannot fail, so those results are dropped.)
fn listing(mut year: i16, days: &[Marked]) -> String {
    let mut out = String::new();
    for run in days.chunk_by(|a, b| a.why == b.why && a.date.tomorrow().ok() == Some(b.date)) {
        let Some((first, last)) = run.first().zip(run.last()) else {
            continue;
        };
        if !out.is_empty() {
            out.push('、');
        }
        out.push_str(&short(&mut year, first.date));
        if run.len() > 1 {
            out.push('至');
            let same_month = first.date.first_of_month() == last.date.first_of_month();
            let _ = match same_month {
                true => write!(out, "{}日", last.date.day()),
                false => write!(out, "{}", short(&mut year, last.date)),
            };
        }
        let _ = write!(out, "（{}）", first.why);
    }
    out
}

/// The date, with its year only where it is not the one last named.
fn short(year: &mut i16, date: Date) -> String {
    let mut out = String::new();
    if *year != date.year() {
        *year = date.year();
        out = format!("{}年", date.year());
    }
    let _ = write!(out, "{}月{}日", date.month(), date.day());
    out
}

/// 2025年3月12日.
pub fn chinese_date(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 2025年3月12日9时05分, leaving out minutes and seconds that are nought.
pub fn chinese_moment(moment: DateTime) -> String {
    let mut out = chinese_date(moment.date());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    let _ = write!(out, "{hour}时");
    if minute != 0 || second != 0 {
        let _ = write!(out, "{minute:02}分");
    }
    if second != 0 {
        let _ = write!(out, "{second:02}秒");
    }
    out
}
