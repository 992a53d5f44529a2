//! The clock of an installation: the system's, or one that a demonstration moves. Gives civil time
//! in Asia/Shanghai, which has been UTC+8 without summer time since 1991.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use enforcement::Moment;
use parking_lot::Mutex;

/// When the count of seconds since 1970 began, in Asia/Shanghai.
const EPOCH: Moment = Moment::constant(1970, 1, 1, 8, 0, 0, 0);

/// A clock.
pub struct Clock(Kind);

enum Kind {
    System,
    Moved(Mutex<(Moment, Instant)>),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Clock {
        Clock(Kind::System)
    }

    /// A clock that starts at a moment and goes on from there; for demonstrations only.
    #[must_use]
    pub fn starting_at(moment: Moment) -> Clock {
        Clock(Kind::Moved(Mutex::new((moment, Instant::now()))))
    }

    /// Whether the clock can be moved.
    #[must_use]
    pub fn can_move(&self) -> bool {
        matches!(self.0, Kind::Moved(_))
    }

    /// Moves the clock; does nothing to the system's. Deeds keep their order whatever it shows.
    pub fn set(&self, moment: Moment) {
        if let Kind::Moved(shown) = &self.0 {
            *shown.lock() = (moment, Instant::now());
        }
    }

    /// Civil time in Asia/Shanghai, to the second.
    #[must_use]
    pub fn now(&self) -> Moment {
        let (start, lapse) = match &self.0 {
            Kind::System => {
                let since = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or(Duration::ZERO);
                (EPOCH, since)
            }
            Kind::Moved(shown) => {
                let (start, set) = *shown.lock();
                (start, set.elapsed())
            }
        };
        let seconds = i64::try_from(lapse.as_secs()).unwrap_or(i64::MAX);
        start.saturating_add(jiff::SignedDuration::from_secs(seconds))
    }
}

/// Seconds since 1970 by the system's clock: what sessions and lock-outs live by, so that moving
/// a demonstration's clock signs nobody out.
#[must_use]
pub fn system_seconds() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Civil time as milliseconds since 1970.
pub(crate) fn unix_ms(at: Moment) -> i64 {
    i64::try_from(at.duration_since(EPOCH).as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds since 1970 as civil time.
pub(crate) fn civil(time_ms: i64) -> Moment {
    EPOCH.saturating_add(jiff::SignedDuration::from_millis(time_ms))
}
