//! Ten million deadlines in working days, against a bare loop over a precomputed table.
//!
//! The baseline is the floor of what any method can do: the start days are already numbers, the answers are
//! already in a table, and nothing else happens. Run with `cargo bench -p law --bench deadlines`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::Span;
use jiff::civil::{Date, Time, date};
use law::calendar::Calendar;
use law::period::{Length, Period, Unit};

const CASES: usize = 10_000_000;
const ROUNDS: usize = 7;

/// The same start days for every contender: spread over eight settled years, without order.
fn starts() -> Vec<u32> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % (8 * 365)) as u32
    };
    (0..CASES).map(|_| next()).collect()
}

/// The best of several rounds, so that another program's burst does not count.
fn best(mut work: impl FnMut() -> u64) -> (Duration, u64) {
    let mut sum = 0;
    let round = |sum: &mut u64, work: &mut dyn FnMut() -> u64| {
        let begun = Instant::now();
        *sum = black_box(work());
        begun.elapsed()
    };
    let times = (0..ROUNDS).map(|_| round(&mut sum, &mut work)).min();
    (times.unwrap_or_default(), sum)
}

fn check(day: Date) -> u64 {
    day.day() as u64
}

fn main() {
    let calendar = Calendar::builtin();
    let numbers = starts();
    let day_of = |n: u32| date(2018, 1, 1).saturating_add(Span::new().days(n));
    let days: Vec<Date> = numbers.iter().map(|n| day_of(*n)).collect();
    let table: Vec<Date> = (0..8 * 365)
        .map(|n| calendar.add_workdays(day_of(n), 7))
        .collect();

    let (floor, a) = best(|| numbers.iter().map(|n| check(table[*n as usize])).sum());
    let (add, b) = best(|| {
        days.iter()
            .map(|day| check(calendar.add_workdays(*day, 7)))
            .sum()
    });
    let length = Length::new(7, Unit::Workday);
    let due = |day: &Date| Period::new(day.to_datetime(Time::midnight()), length).due(calendar);
    let (full, c) = best(|| {
        days.iter()
            .map(|day| check(black_box(due(day)).at.date()))
            .sum()
    });
    assert!(
        a == b && b == c,
        "the three ways must find the same deadlines"
    );

    println!("{CASES} deadlines, 7 working days, best of {ROUNDS} rounds");
    for (name, time) in [
        ("bare loop over a table", floor),
        ("add_workdays", add),
        ("Period::due", full),
    ] {
        let (ms, ratio) = (
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() / floor.as_secs_f64(),
        );
        println!("{name:<24}{ms:>9.1} ms {ratio:>6.2}x the loop");
    }
}
