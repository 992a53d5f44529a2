//! The calendar against the published days, against counting one by one, and against bad text.

use jiff::civil::{Date, date};
use law::calendar::{Calendar, DayKind};
use proptest::prelude::*;

use crate::suite::shared;

#[test]
fn agrees_with_the_published_days() {
    let Some(path) = shared("data/holidays.csv") else {
        return;
    };
    let text = std::fs::read_to_string(&path).expect("the file exists");
    let calendar = Calendar::builtin();
    let mut days = 0;
    let differing: Vec<String> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            days += 1;
            let (day, kind) = line.split_once(',').expect("date,type");
            let ours = match calendar.day(day.parse().expect("a date")) {
                DayKind::Workday => "workday",
                DayKind::MakeUpWorkday => "makeup",
                DayKind::Rest => "rest",
                DayKind::Holiday => "holiday",
            };
            (ours != kind.trim()).then(|| format!("{line}: ours {ours}"))
        })
        .collect();
    assert!(days > 3000, "only {days} days in {}", path.display());
    assert_eq!(differing, Vec::<String>::new());
}

/// The same count, one day at a time.
fn walk(calendar: &Calendar, mut day: Date, mut n: u32) -> Date {
    while n > 0 {
        day = day.tomorrow().expect("far from the end of time");
        n -= u32::from(calendar.day(day).is_worked());
    }
    day
}

proptest! {
    #[test]
    fn the_index_counts_like_a_finger(year in 1960i16..2080, day in 0i64..366, n in 0u32..600) {
        let calendar = Calendar::builtin();
        let from = date(year, 1, 1).saturating_add(jiff::Span::new().days(day));
        let to = calendar.add_workdays(from, n);
        prop_assert_eq!(to, walk(calendar, from, n));
        prop_assert_eq!(calendar.workdays_between(from, to), i64::from(n));
        prop_assert_eq!(calendar.workdays_between(to, from), -i64::from(n));
    }

    #[test]
    fn every_date_has_an_answer(year in -9999i16..=9999, month in 1i8..=12, n: u32) {
        let from = date(year, month, 1);
        let to = Calendar::builtin().add_workdays(from, n);
        prop_assert!(to >= from);
        prop_assert!(to > from || n == 0 || to == Date::MAX || from == Date::MAX);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(notice|since|off|work|ordinary|[0-9.#\n -]|2019|劳动节|2019-0[1-9]-[0-3][0-9]|\\PC){0,40}") {
        let _ = Calendar::parse(&text);
    }
}

#[test]
fn an_amendment_counts_from_the_day_it_was_known() {
    let now = Calendar::builtin();
    let before = now.known_on(date(2019, 3, 21));
    let after = now.known_on(date(2019, 3, 22));
    let thursday = date(2019, 5, 2);
    assert_eq!(before.day(thursday), DayKind::Workday);
    assert_eq!(after.day(thursday), DayKind::Holiday);
    assert_eq!(before.day(date(2019, 5, 5)), DayKind::Rest);
    assert_eq!(after.day(date(2019, 5, 5)), DayKind::MakeUpWorkday);
    // A make-up day of the first notice became a day off by the second.
    assert_eq!(
        now.known_on(date(2020, 1, 26)).day(date(2020, 2, 1)),
        DayKind::MakeUpWorkday
    );
    assert_eq!(now.day(date(2020, 2, 1)), DayKind::Holiday);
    assert_eq!(now.known_since(2019), Some((date(2019, 3, 22), false)));
    assert_eq!(before.known_since(2019), Some((date(2018, 12, 6), true)));
    assert_eq!(now.known_since(2027), None);
}

#[test]
fn beyond_the_notices_it_is_weekly_and_provisional() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.day(date(2027, 10, 1)), DayKind::Workday);
    assert_eq!(calendar.day(date(2027, 10, 2)), DayKind::Rest);
    let settled = (date(2018, 1, 1), date(2026, 12, 24));
    assert_eq!(calendar.settled(), Some(settled));
    assert!(!calendar.is_provisional(settled.0, settled.1));
    assert!(calendar.is_provisional(settled.0, date(2026, 12, 25)));
    assert!(calendar.is_provisional(date(2017, 12, 31), date(2018, 1, 2)));
    // What was provisional once is settled when the notice has come, and not before.
    let (from, to) = (date(2025, 12, 20), date(2026, 1, 8));
    assert!(
        calendar
            .known_on(date(2025, 11, 3))
            .is_provisional(from, to)
    );
    assert!(
        !calendar
            .known_on(date(2025, 11, 4))
            .is_provisional(from, to)
    );
    let weekly = Calendar::weekly();
    assert!(weekly.is_provisional(from, from));
    assert_eq!(weekly.add_workdays(date(2025, 9, 30), 1), date(2025, 10, 1));
}

#[test]
fn days_have_names() {
    let calendar = Calendar::builtin();
    assert_eq!(calendar.label(date(2025, 3, 8)), "周六");
    assert_eq!(calendar.label(date(2025, 10, 1)), "国庆节、中秋节放假");
    assert_eq!(calendar.label(date(2025, 4, 27)), "劳动节调休上班");
    assert_eq!(calendar.holiday(date(2025, 1, 29)), Some("春节"));
    assert_eq!(calendar.holiday(date(2025, 3, 8)), None);
}

#[test]
fn all_faults_are_told_at_once() {
    let text = "\
劳动节 off 2019-05-01
notice 2019 since 2018-12-06
劳动节 off 2019-05-04..2019-05-01 2019-13-01
劳动节 work 2019-05-06
劳动节 away 2019-05-01
春节 off 2020-01-25
notice 2022 since 2018-01-01
notice 2024 since 2023-10-25
notice
春节 off 2024-02-10 2024-02-10 # twice
春节 off
";
    let faults = Calendar::parse(text).expect_err("faulty");
    let lines: Vec<usize> = faults.iter().map(|f| f.line).collect();
    assert_eq!(lines, [1, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11], "{faults:#?}");
    assert!(faults[0].to_string().starts_with("第1行："));
}

#[test]
fn an_amendment_may_restore_a_day() {
    let text = "notice 2030 since 2029-11-01\n劳动节 off 2030-05-01 2030-05-02\n\
                notice 2030 since 2030-03-01\n劳动节 ordinary 2030-05-02\n";
    let calendar = Calendar::parse(text).expect("sound");
    assert_eq!(calendar.day(date(2030, 5, 1)), DayKind::Holiday);
    assert_eq!(calendar.day(date(2030, 5, 2)), DayKind::Workday);
    assert_eq!(calendar.notices().len(), 2);
}
