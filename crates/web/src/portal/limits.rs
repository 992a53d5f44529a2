//! How often one address may try. In memory alone: a limit that is forgotten at a restart is still a
//! limit, and nobody's address is written down.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use registry::clock::system_seconds;

use crate::app::Shared;

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

/// The address a request comes from: as the server saw it, or as a proxy in front of it did.
#[derive(Clone, Copy, Debug)]
pub struct From(pub Option<IpAddr>);

impl FromRequestParts<Shared> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Infallible> {
        let seen = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let seen = seen.map(|seen| seen.0.ip());
        Ok(From(match app.is_behind_proxy {
            true => forwarded(&parts.headers).or(seen),
            false => seen,
        }))
    }
}

/// The last address of `X-Forwarded-For`: our own proxy wrote it, the ones before it anybody can.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?;
    let line = line.to_str().ok()?;
    let last = line.rsplit(',').next().unwrap_or(line);
    last.trim().parse().ok()
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
    fn of_forwarded_addresses_only_the_proxys_own_word_counts() {
        let table = [
            (vec!["192.0.2.7"], Some("192.0.2.7")),
            (vec!["203.0.113.9, 192.0.2.7"], Some("192.0.2.7")),
            (vec!["203.0.113.9", "2001:db8::1"], Some("2001:db8::1")),
            (vec!["203.0.113.9, nobody"], None),
            (vec![], None),
        ];
        for (lines, address) in table {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let meant = address.map(|address| address.parse().unwrap());
            assert_eq!(forwarded(&headers), meant, "{lines:?}");
        }
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
