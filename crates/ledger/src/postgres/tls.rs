//! How the way to a database is protected. What a URL says of it is read here and not by the client,
//! which knows no way to check who it speaks to.
//!
//! There are two ways and no third: not protected, which is the default on one machine only; or
//! encrypted, with a certificate that is checked against its issuer and the name of the host.
//! A mode that protects if the server happens to offer it protects from nobody who sits in between.
//! This file does not connect.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode};
use postgres::{Config, NoTls};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_native_certs::{load_certs_from_paths, load_native_certs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::{LedgerError, Unsuited};

/// What a URL says of protection.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Wish {
    mode: Option<String>,
    issuer: Option<PathBuf>,
}

impl Wish {
    /// Takes `sslmode` and `sslrootcert` out of a URL; what is left is the client's to read.
    pub(super) fn taken_from(url: &str) -> (String, Wish) {
        let mut wish = Wish::default();
        let Some((before, query)) = url.split_once('?') else {
            return (url.to_owned(), wish);
        };
        let mut left = Vec::new();
        for part in query.split('&') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = || percent_decode_str(value).decode_utf8_lossy().into_owned();
            match name {
                "sslmode" => wish.mode = Some(value()),
                "sslrootcert" => wish.issuer = Some(value().into()),
                _ => left.push(part),
            }
        }
        (format!("{before}?{}", left.join("&")), wish)
    }

    /// Whether the connection is to be encrypted. `require` and `verify-ca` are taken to ask for
    /// all there is: who asks for encryption does not mean encryption to a stranger.
    pub(super) fn encrypts(&self, config: &Config) -> Result<bool, LedgerError> {
        match self.mode.as_deref() {
            Some("disable") => Ok(false),
            Some("require" | "verify-ca" | "verify-full") => Ok(true),
            None => Ok(!stays_here(config)),
            Some(mode) => {
                let what = format!("sslmode is disable or verify-full, not {mode:?}");
                Err(LedgerError::Unsuited(Unsuited::DatabaseUrl(what)))
            }
        }
    }

    /// Connects as it was wished.
    pub(super) fn connect(&self, mut config: Config) -> Result<postgres::Client, LedgerError> {
        if !self.encrypts(&config)? {
            config.ssl_mode(SslMode::Disable);
            return Ok(config.connect(NoTls)?);
        }
        config.ssl_mode(SslMode::Require);
        let tls = ClientConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .map_err(|error| LedgerError::Format(error.to_string()))?
            .with_root_certificates(roots(self.issuer.as_deref())?)
            .with_no_client_auth();
        Ok(config.connect(MakeRustlsConnect::new(tls))?)
    }
}

/// Whether all that is sent stays on this machine. An address goes before the name that it is of.
fn stays_here(config: &Config) -> bool {
    let mut addresses = config.get_hostaddrs().iter();
    config.get_hosts().iter().all(is_here) && addresses.all(IpAddr::is_loopback)
}

/// Whether what is sent to this host stays on this machine.
fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            let address = name.parse::<IpAddr>();
            name == "localhost" || address.is_ok_and(|address| address.is_loopback())
        }
    }
}

/// Whom to believe: the issuer that was named and nobody else, or those of the system.
fn roots(issuer: Option<&Path>) -> Result<RootCertStore, LedgerError> {
    let found = match issuer {
        Some(_) => load_certs_from_paths(issuer, None),
        None => load_native_certs(),
    };
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added > 0 {
        return Ok(roots);
    }
    let place = issuer.map_or("this system".into(), |path| path.display().to_string());
    let error = found.errors.first().map(|error| format!(": {error}"));
    let error = error.unwrap_or_default();
    Err(LedgerError::Unsuited(Unsuited::Certificates(format!(
        "{place}{error}"
    ))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypts(url: &str) -> Option<bool> {
        let (rest, wish) = Wish::taken_from(url);
        let config: Config = rest.parse().unwrap();
        wish.encrypts(&config).ok()
    }

    #[test]
    fn only_one_machine_goes_without_saying() {
        for (url, expected) in [
            ("postgresql://fadu@%2Frun%2Fpostgresql/fadu", Some(false)),
            ("postgresql://fadu@localhost/fadu", Some(false)),
            ("postgresql://fadu@127.0.0.2/fadu", Some(false)),
            ("postgresql://fadu@[::1]/fadu", Some(false)),
            ("postgresql://fadu@db.example/fadu", Some(true)),
            ("postgresql://fadu@localhost,db.example/fadu", Some(true)),
            (
                "postgresql://fadu@10.0.0.7/fadu?sslmode=disable",
                Some(false),
            ),
            (
                "postgresql://fadu@127.0.0.1/fadu?sslmode=verify-full",
                Some(true),
            ),
            (
                "postgresql://fadu@127.0.0.1/fadu?connect_timeout=3&sslmode=require",
                Some(true),
            ),
            (
                "postgresql://fadu@localhost/fadu?hostaddr=192.0.2.2",
                Some(true),
            ),
            (
                "postgresql://fadu@localhost/fadu?hostaddr=127.0.0.1",
                Some(false),
            ),
            ("postgresql://fadu@db.example/fadu?sslmode=prefer", None),
            ("postgresql://fadu@db.example/fadu?sslmode=", None),
        ] {
            assert_eq!(encrypts(url), expected, "{url}");
        }
    }

    #[test]
    fn what_is_not_about_protection_is_left() {
        let url = "postgresql://fadu@h/fadu?sslrootcert=%2Fetc%2Fca.pem&connect_timeout=3";
        let (rest, wish) = Wish::taken_from(url);
        assert_eq!(rest, "postgresql://fadu@h/fadu?connect_timeout=3");
        assert_eq!(wish.issuer.as_deref(), Some(Path::new("/etc/ca.pem")));
    }

    #[test]
    fn a_file_without_a_certificate_is_named() {
        let error = roots(Some(Path::new("/nowhere/ca.pem"))).unwrap_err();
        assert!(error.to_string().contains("/nowhere/ca.pem"), "{error}");
    }
}
