//! Which database: a PostgreSQL connection URL, which may hold a password and is therefore never
//! printed as it is.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use postgres::config::Host;
use postgres::{Client, Config};

use super::tls::Wish;
use crate::error::{LedgerError, Unsuited};

/// A PostgreSQL database.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: String,
}

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long the other side may stay silent before the connection counts as lost.
const SILENCE: Duration = Duration::from_secs(15);

impl Address {
    /// The URL as it was given, with the password if there is one.
    #[must_use]
    pub fn secret_url(&self) -> &str {
        &self.url
    }

    /// Connects, protected as the URL says or as the way there demands: see [`super::tls`].
    pub(super) fn connect(&self) -> Result<Client, LedgerError> {
        let (config, wish) = self.config()?;
        wish.connect(config)
    }

    /// What to connect with. What the URL says goes before our own time limits.
    fn config(&self) -> Result<(Config, Wish), LedgerError> {
        let (rest, wish) = Wish::taken_from(&self.url);
        let mut config: Config = rest.parse().map_err(|error: postgres::Error| {
            LedgerError::Unsuited(Unsuited::DatabaseUrl(Told(&error).to_string()))
        })?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
            config.keepalives_idle(SILENCE);
            config.keepalives_interval(Duration::from_secs(3));
            config.keepalives_retries(3);
        }
        wish.encrypts(&config)?;
        Ok((config, wish))
    }
}

impl FromStr for Address {
    type Err = LedgerError;

    fn from_str(url: &str) -> Result<Address, LedgerError> {
        let address = Address {
            url: url.to_owned(),
        };
        address.config().map(|_| address)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok((config, _)) = self.config() else {
            return f.write_str("postgresql:");
        };
        let hosts = config.get_hosts().iter().map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        });
        let hosts: Vec<String> = hosts.collect();
        let name = config.get_dbname().or(config.get_user());
        write!(
            f,
            "postgresql://{}/{}",
            hosts.join(","),
            name.unwrap_or_default()
        )
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An error of the client with its cause, which its own message leaves out.
pub(crate) struct Told<'a>(pub(crate) &'a postgres::Error);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cause = std::error::Error::source(self.0);
        match (self.0.as_db_error(), cause) {
            (Some(error), _) => write!(f, "{} ({})", error.message(), error.code().code()),
            (None, Some(cause)) => write!(f, "{}: {cause}", self.0),
            (None, None) => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let address: Address = "postgres://fadu:se%40cret@db.example/registry"
            .parse()
            .unwrap();
        assert_eq!(address.to_string(), "postgresql://db.example/registry");
        assert!(!format!("{address:?}").contains("cret"));
        let error = "postgres://fadu:secret@db.example:port/".parse::<Address>();
        let error = error.unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }
}
