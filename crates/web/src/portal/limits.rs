//! How often one address may try. In memory alone: a limit that is forgotten at a restart is still a
//! limit, and nobody's address is written down.

use std::collections::HashMap;
use std::net::IpAddr;

use registry::clock::system_seconds;

/// Seconds over which tries are counted.
pub const WINDOW: i64 = 10 * 60;
/// Addresses remembered; beyond them the oldest are forgotten.
const KEPT: usize = 10_000;

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// Asking with an enquiry code that does not fit: eight digits must not be guessed.
    Enquiry,
    /// Handing in an objection.
    Objection,
}

impl What {
    fn most(self) -> u32 {
        match self {
            What::Enquiry => 10,
            What::Objection => 5,
        }
    }
}

/// Who is counted: an address, or a case number that many addresses ask for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whom {
    /// One address; none where the server was not told, which counts as one address too.
    Address(Option<IpAddr>),
    /// One number.
    Number(String),
}

/// Tries so far.
#[derive(Default)]
pub struct Limits(std::sync::Mutex<HashMap<(What, Whom), (i64, u32)>>);

impl Limits {
    /// Whether one more try is too many.
    #[must_use]
    pub fn is_over(&self, what: What, whom: &Whom) -> bool {
        self.is_over_at(what, whom, system_seconds())
    }

    /// Counts a try.
    pub fn count(&self, what: What, whom: Whom) {
        self.count_at(what, whom, system_seconds());
    }

    fn is_over_at(&self, what: What, whom: &Whom, now: i64) -> bool {
        let tries = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let so_far = tries.get(&(what, whom.clone()));
        so_far.is_some_and(|(since, n)| now - since < WINDOW && *n >= what.most())
    }

    fn count_at(&self, what: What, whom: Whom, now: i64) {
        let mut tries = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if tries.len() >= KEPT {
            tries.retain(|_, (since, _)| now - *since < WINDOW);
        }
        if tries.len() >= KEPT {
            let oldest = tries
                .iter()
                .min_by_key(|(_, (since, _))| *since)
                .map(|(key, _)| key.clone());
            oldest.and_then(|key| tries.remove(&key));
        }
        let (since, n) = tries.entry((what, whom)).or_insert((now, 0));
        if now - *since >= WINDOW {
            (*since, *n) = (now, 0);
        }
        *n += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_too_many_tries_only_time_helps() {
        let (limits, whom) = (Limits::default(), Whom::Number("例科罚〔2025〕1号".into()));
        for _ in 0..10 {
            assert!(!limits.is_over_at(What::Enquiry, &whom, 1000));
            limits.count_at(What::Enquiry, whom.clone(), 1000);
        }
        assert!(limits.is_over_at(What::Enquiry, &whom, 1000 + WINDOW - 1));
        assert!(!limits.is_over_at(What::Enquiry, &Whom::Address(None), 1000));
        assert!(!limits.is_over_at(What::Enquiry, &whom, 1000 + WINDOW));
    }

    #[test]
    fn what_is_remembered_stays_bounded() {
        let limits = Limits::default();
        for n in 0..KEPT + 50 {
            limits.count_at(What::Enquiry, Whom::Number(n.to_string()), 1);
        }
        assert!(limits.0.lock().expect("not poisoned").len() <= KEPT);
    }
}
