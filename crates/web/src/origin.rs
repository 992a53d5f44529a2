//! Where a request comes from. Knows the proxy in front, if the operator says there is one; writes
//! nobody's address down.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::app::Shared;

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
}
