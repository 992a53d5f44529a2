//! Periods as the clauses count them, with the boundary on both sides.

use jiff::civil::{Date, DateTime, date, datetime};
use law::calendar::Calendar;
use law::period::{Amount, Due, Length, Period, Status, Unit};
use proptest::prelude::*;

fn at(text: &str) -> DateTime {
    text.parse().expect("a moment")
}

fn period(start: &str, n: u16, unit: Unit) -> Period {
    Period::new(at(start), Length::new(n, unit))
}

fn due_day(start: &str, n: u16, unit: Unit) -> Date {
    period(start, n, unit).due(Calendar::builtin()).at.date()
}

#[test]
fn working_days_as_the_notes_count_them() {
    let table = [
        ("2025-03-03T09:00:00", 7, date(2025, 3, 12)),
        ("2025-03-03T00:00:00", 10, date(2025, 3, 17)),
        ("2025-03-03T23:59:59", 20, date(2025, 3, 31)),
        ("2025-09-29T09:00:00", 7, date(2025, 10, 15)),
        // Make-up Saturdays count: 8 February 2025 is the last of these three.
        ("2025-02-05T09:00:00", 3, date(2025, 2, 8)),
        // From a day off.
        ("2025-03-08T10:00:00", 1, date(2025, 3, 10)),
        ("2025-03-08T10:00:00", 0, date(2025, 3, 8)),
    ];
    for (start, n, expected) in table {
        assert_eq!(due_day(start, n, Unit::Workday), expected, "{start} + {n}");
    }
}

#[test]
fn days_months_and_years_run_over_days_off() {
    assert_eq!(
        due_day("2025-09-01T08:00:00", 30, Unit::Day),
        date(2025, 10, 1)
    );
    assert_eq!(
        due_day("2025-01-31T08:00:00", 1, Unit::Month),
        date(2025, 2, 28)
    );
    assert_eq!(
        due_day("2023-12-31T08:00:00", 2, Unit::Month),
        date(2024, 2, 29)
    );
    assert_eq!(
        due_day("2025-03-31T08:00:00", 3, Unit::Month),
        date(2025, 6, 30)
    );
    assert_eq!(
        due_day("2024-02-29T08:00:00", 1, Unit::Year),
        date(2025, 2, 28)
    );
    assert_eq!(
        due_day("2024-02-29T08:00:00", 4, Unit::Year),
        date(2028, 2, 29)
    );
}

#[test]
fn the_last_day_is_whole() {
    let calendar = Calendar::builtin();
    let due = period("2025-03-03T09:00:00", 7, Unit::Workday).due(calendar);
    let status = |now: &str, met: Option<&str>| due.status(at(now), met.map(at), calendar);
    assert_eq!(
        status("2025-03-20T00:00:00", Some("2025-03-12T23:59:59.999")),
        Status::Met
    );
    let late = Status::Late {
        by: Amount::Days(1),
    };
    assert_eq!(
        status("2025-03-20T00:00:00", Some("2025-03-13T00:00:00")),
        late
    );
    assert_eq!(late.to_string(), "逾期1日完成");
    let today = status("2025-03-12T23:59:59", None);
    assert_eq!(
        (today, today.to_string().as_str()),
        (
            Status::Open {
                left: Amount::Workdays(0)
            },
            "今日到期"
        )
    );
    let over = status("2025-03-13T00:00:00", None);
    assert_eq!(
        (over, over.is_breach()),
        (
            Status::Overdue {
                by: Amount::Days(1)
            },
            true
        )
    );
    let open = status("2025-03-07T12:00:00", None);
    assert_eq!(open.to_string(), "还剩3个工作日");
    assert!(!open.is_breach());
}

#[test]
fn hours_run_by_the_clock() {
    let calendar = Calendar::builtin();
    // Friday noon to Saturday noon.
    let due = period("2025-03-07T12:00:00", 24, Unit::Hour).due(calendar);
    assert_eq!(due.at, datetime(2025, 3, 8, 12, 0, 0, 0));
    let status = |met: &str| due.status(at("2025-03-09T00:00:00"), Some(at(met)), calendar);
    assert_eq!(status("2025-03-08T12:00:00"), Status::Met);
    assert_eq!(
        status("2025-03-08T12:00:01"),
        Status::Late {
            by: Amount::Seconds(1)
        }
    );
    assert_eq!(
        status("2025-03-08T12:00:00.5"),
        Status::Late {
            by: Amount::Seconds(1)
        }
    );
    let open = due.status(at("2025-03-07T13:30:00"), None, calendar);
    assert_eq!(open.to_string(), "还剩22小时30分钟");
    assert_eq!(
        due.status(at("2025-03-08T13:00:00"), None, calendar)
            .to_string(),
        "已逾期1小时"
    );
    assert_eq!(due.to_string(), "2025年3月8日12时");
}

#[test]
fn a_yearly_duty_has_its_whole_day() {
    let calendar = Calendar::builtin();
    let due = Due::yearly(2025, 1, 31).expect("a day");
    let status = |now: &str| due.status(at(now), None, calendar);
    assert_eq!(
        status("2025-01-31T23:59:59"),
        Status::Open {
            left: Amount::Days(0)
        }
    );
    assert_eq!(
        status("2025-02-01T00:00:00"),
        Status::Overdue {
            by: Amount::Days(1)
        }
    );
    assert_eq!(status("2025-01-01T00:00:00").to_string(), "还剩30日");
    assert_eq!(
        Due::yearly(2025, 2, 29).map(|d| d.at.date()),
        Some(date(2025, 2, 28))
    );
    assert_eq!(Due::yearly(2025, 2, 30), None);
    assert_eq!(Due::yearly(2025, 13, 1), None);
}

#[test]
fn the_working_is_one_sentence() {
    let say = |start: &str, n, unit| {
        period(start, n, unit)
            .working(Calendar::builtin())
            .to_string()
    };
    assert_eq!(
        say("2025-03-03T09:00:00", 7, Unit::Workday),
        "自2025年3月3日起，次日起算，第7个工作日为2025年3月12日；\
         跳过：3月8日（周六）、3月9日（周日）。"
    );
    assert_eq!(
        say("2025-09-29T09:00:00", 7, Unit::Workday),
        "自2025年9月29日起，次日起算，第7个工作日为2025年10月15日；\
         跳过：10月1日至8日（国庆节、中秋节放假）、10月12日（周日）；\
         计入：10月11日（国庆节、中秋节调休上班）。"
    );
    assert_eq!(
        say("2022-12-29T09:00:00", 2, Unit::Workday),
        "自2022年12月29日起，次日起算，第2个工作日为2023年1月3日；\
         跳过：12月31日至2023年1月2日（元旦放假）。"
    );
    assert_eq!(
        say("2025-03-03T09:00:00", 0, Unit::Workday),
        "限2025年3月3日当日。"
    );
    assert_eq!(
        say("2025-03-03T09:05:00", 24, Unit::Hour),
        "自2025年3月3日9时05分起，按小时连续计算（含休息日），满24小时为2025年3月4日9时05分。"
    );
    assert_eq!(
        say("2025-03-03T09:00:00", 3, Unit::Month),
        "自2025年3月3日起，次日起算，满3个月为2025年6月3日。"
    );
}

#[test]
fn a_provisional_period_says_so() {
    let calendar = Calendar::builtin();
    let late = period("2026-12-23T09:00:00", 2, Unit::Workday);
    let working = late.working(calendar);
    assert!(working.due.provisional);
    assert!(
        working
            .to_string()
            .ends_with("；2026年12月24日之后的放假安排未收录，暂按周一至周五推算。")
    );
    assert_eq!(working.due.to_string(), "2026年12月25日（暂定）");
    // Calendar days need no notice.
    assert!(
        !period("2026-12-23T09:00:00", 90, Unit::Day)
            .due(calendar)
            .provisional
    );
    let old = period("2017-12-29T09:00:00", 1, Unit::Workday).working(calendar);
    assert!(
        old.to_string().contains("2018年1月1日之前的放假安排未收录"),
        "{old}"
    );
}

proptest! {
    #[test]
    fn every_period_ends_and_shows_its_days(
        day in 0i64..20_000, hour in 0i8..24, n in 0u16..2000,
        unit in prop::sample::select(vec![Unit::Workday, Unit::Day, Unit::Hour, Unit::Month, Unit::Year]),
    ) {
        let calendar = Calendar::builtin();
        let start = date(1990, 1, 1).saturating_add(jiff::Span::new().days(day)).at(hour, 0, 0, 0);
        let period = Period::new(start, Length::new(n, unit));
        let (due, working) = (period.due(calendar), period.working(calendar));
        prop_assert_eq!(due, working.due);
        prop_assert!(due.at >= start);
        if matches!(unit, Unit::Workday | Unit::Day) {
            prop_assert_eq!(working.counted.len(), usize::from(n));
            prop_assert_eq!(working.counted.last().copied().unwrap_or(start.date()), due.at.date());
        }
        prop_assert_eq!(due.status(due.at, Some(due.at), calendar), Status::Met);
        prop_assert!(working.to_string().ends_with('。'));
    }

    #[test]
    fn the_longest_periods_end_too(year in -9999i16..=9999, n: u16, second in 0i8..60) {
        for unit in [Unit::Workday, Unit::Day, Unit::Hour, Unit::Month, Unit::Year] {
            let start = date(year, 12, 31).at(23, 59, second, 0);
            let due = Period::new(start, Length::new(n, unit)).due(Calendar::builtin());
            prop_assert!(due.at >= start);
        }
    }
}
