//! The text of the notices: reading it, and laying later notices over earlier ones.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use super::{DayKind, Exception, is_weekend};

/// Years outside these bounds are taken for slips of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2199;
/// No holiday was ever longer; a longer range is a slip of the pen.
const LONGEST: usize = 16;

/// One notice of the State Council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year it settles, or amends.
    pub year: i16,
    /// The day since when it was known.
    pub since: Date,
    /// Whether `since` was not checked against the notice.
    pub approximate: bool,
    /// What it says of single days; `None` puts a day back into the weekly pattern.
    days: BTreeMap<Date, (String, Option<DayKind>)>,
}

/// Something in the text of a calendar that cannot be read or cannot be true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFault {
    /// Line of the text, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for CalendarFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}行：{}", self.line, self.message)
    }
}

impl std::error::Error for CalendarFault {}

/// Later notices win, day by day.
pub(super) fn merge(notices: &[Notice]) -> Vec<Exception> {
    let mut days = BTreeMap::new();
    for notice in notices {
        for (date, (holiday, kind)) in &notice.days {
            days.insert(*date, (holiday, *kind));
        }
    }
    days.into_iter()
        .filter_map(|(date, (holiday, kind))| {
            Some(Exception {
                date,
                kind: kind?,
                holiday: holiday.clone(),
            })
        })
        .collect()
}

/// Reads all notices, or says everything that is wrong with them.
pub(super) fn parse(text: &str) -> Result<Vec<Notice>, Vec<CalendarFault>> {
    let mut reader = Reader::default();
    for (at, raw) in text.lines().enumerate() {
        reader.line = at + 1;
        let content = raw.split('#').next().unwrap_or_default();
        let words: Vec<&str> = content.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            ["notice", rest @ ..] => reader.notice(rest),
            [holiday, verb, dates @ ..] => reader.days(holiday, verb, dates),
            [_] => reader.fault("应写作“名称 off|work|ordinary 日期…”或“notice 年份 since 日期”"),
        }
    }
    if reader.faults.is_empty() {
        Ok(reader.notices)
    } else {
        Err(reader.faults)
    }
}

#[derive(Default)]
struct Reader {
    notices: Vec<Notice>,
    faults: Vec<CalendarFault>,
    line: usize,
}

impl Reader {
    fn fault(&mut self, message: impl Into<String>) {
        self.faults.push(CalendarFault {
            line: self.line,
            message: message.into(),
        });
    }

    fn notice(&mut self, words: &[&str]) {
        let (year, since, approximate) = match words {
            [year, "since", since] => (*year, *since, false),
            [year, "since", since, "approximate"] => (*year, *since, true),
            _ => return self.fault("应写作“notice 年份 since 日期 [approximate]”"),
        };
        let Some(year) = year.parse::<i16>().ok().filter(|y| YEARS.contains(y)) else {
            return self.fault(format!(
                "“{year}”不是{}至{}之间的年份",
                YEARS.start(),
                YEARS.end()
            ));
        };
        let Some(since) = self.date(since) else {
            return;
        };
        if let Some(last) = self.notices.last() {
            if since < last.since {
                self.fault("通知应按发布日期先后排列");
            } else if year < last.year || year > last.year + 1 {
                let (this, next) = (last.year, last.year + 1);
                self.fault(format!(
                    "年份应为{next}（下一年）或{this}（修改）；年份不得跳跃"
                ));
            }
        }
        // Kept even when faulty, so that the lines below it are checked too.
        self.notices.push(Notice {
            year,
            since,
            approximate,
            days: BTreeMap::new(),
        });
    }

    fn days(&mut self, holiday: &str, verb: &str, dates: &[&str]) {
        let kind = match verb {
            "off" => Some(DayKind::Holiday),
            "work" => Some(DayKind::MakeUpWorkday),
            "ordinary" => None,
            _ => return self.fault(format!("“{verb}”应为 off、work 或 ordinary")),
        };
        if dates.is_empty() {
            self.fault("缺少日期");
        }
        for word in dates {
            for date in self.range(word) {
                self.day(holiday, kind, date);
            }
        }
    }

    fn day(&mut self, holiday: &str, kind: Option<DayKind>, date: Date) {
        if kind == Some(DayKind::MakeUpWorkday) && !is_weekend(date) {
            self.fault(format!("{date}本是周一至周五，无须写作调休上班"));
        }
        let Some(notice) = self.notices.last_mut() else {
            return self.fault("日期之前应先有一行“notice 年份 since 日期”");
        };
        let year = notice.year;
        // A notice may reach back into the last days of the year before (New Year's Day).
        let reach = date.year() == year || (date.year() == year - 1 && date.month() == 12);
        let clash = notice
            .days
            .insert(date, (holiday.to_owned(), kind))
            .is_some();
        if clash {
            self.fault(format!("同一通知中{date}写了两次"));
        }
        if !reach {
            self.fault(format!("{date}不在{year}年，也不在上一年12月"));
        }
    }

    fn range(&mut self, word: &str) -> Vec<Date> {
        let Some((from, to)) = word.split_once("..") else {
            return self.date(word).into_iter().collect();
        };
        let (Some(from), Some(to)) = (self.date(from), self.date(to)) else {
            return Vec::new();
        };
        let mut days = Vec::new();
        let mut next = Some(from);
        while let Some(day) = next.filter(|day| *day <= to && days.len() <= LONGEST) {
            days.push(day);
            next = day.tomorrow().ok();
        }
        if days.is_empty() || days.len() > LONGEST {
            self.fault(format!("“{word}”应由先到后，且不超过{LONGEST}日"));
            days.clear();
        }
        days
    }

    fn date(&mut self, word: &str) -> Option<Date> {
        let date = word.parse().ok();
        if date.is_none() {
            self.fault(format!("“{word}”不是日期，应如2025-10-01"));
        }
        date
    }
}
