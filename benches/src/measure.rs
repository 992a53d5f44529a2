//! Measuring and telling. Contenders take turns in short rounds and the median round of each
//! counts, so that a busy machine slows both.

use std::time::{Duration, Instant};

/// Whether this is a real run; `cargo test --benches` only wants to know that it runs.
#[must_use]
pub fn is_real() -> bool {
    std::env::args().any(|arg| arg == "--bench")
}

/// One size for a real run, another to see that it runs.
#[must_use]
pub fn sized<T>(real: T, quick: T) -> T {
    if is_real() { real } else { quick }
}

/// A number from the environment, so that one bench can be run smaller or larger by hand.
#[must_use]
pub fn setting(name: &str, otherwise: usize) -> usize {
    let said = std::env::var(name).ok().and_then(|text| text.parse().ok());
    said.unwrap_or(otherwise)
}

/// How long it took, and what came out.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let made = work();
    (begun.elapsed(), made)
}

/// As [`timed`], in time on the processor where the system tells it (Linux): for work on one thread
/// that waits for nothing, so that other work on the machine does not count.
pub fn spent<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let before = on_processor();
    let (took, made) = timed(work);
    let spent = before
        .zip(on_processor())
        .map(|(before, after)| after - before);
    (spent.unwrap_or(took), made)
}

fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanos = told.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanos))
}

/// A stopwatch that is stopped and goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watch(Duration);

impl Watch {
    /// Adds the time of one piece of work.
    pub fn over<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (took, made) = timed(work);
        self.0 += took;
        made
    }

    /// Microseconds for each of `n`.
    #[must_use]
    pub fn micros(&self, n: usize) -> f64 {
        self.0.as_secs_f64() * 1e6 / n as f64
    }
}

/// The median of several figures; the upper of the two where they are even.
///
/// # Panics
/// Where there are none.
#[must_use]
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The least and the greatest of several figures, as a note on how quiet the machine was.
#[must_use]
pub fn range(figures: &[f64]) -> String {
    let least = figures.iter().copied().fold(f64::INFINITY, f64::min);
    let most = figures.iter().copied().fold(0.0, f64::max);
    format!("{least:.0} to {most:.0}")
}

/// So many in a time, each second.
#[must_use]
pub fn rate(n: usize, took: Duration) -> f64 {
    n as f64 / took.as_secs_f64()
}
