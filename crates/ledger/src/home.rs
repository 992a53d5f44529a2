//! Where a log lives: a folder of this machine, or a PostgreSQL database that several nodes share.
//! The one place that knows which engine serves which.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::{Engine, Source};
use crate::error::{LedgerError, Unsuited};
use crate::postgres::{self, Address, Postgres, PostgresSource};
use crate::sqlite::{Sqlite, SqliteSource};

/// Where a log lives. A path is a folder; a URL is read by [`Home::parse`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    /// A folder with an SQLite database, for one writer.
    Folder(PathBuf),
    /// A PostgreSQL database, which may hold many logs, each with many writers.
    Postgres(Address),
}

impl Home {
    /// Reads `postgres://…` or `postgresql://…` as a database and everything else as a path.
    ///
    /// # Errors
    /// `Unsuited` if it is such a URL, but malformed.
    pub fn parse(text: &str) -> Result<Home, LedgerError> {
        match text.starts_with("postgres://") || text.starts_with("postgresql://") {
            true => Ok(Home::Postgres(text.parse()?)),
            false => Ok(Home::Folder(text.into())),
        }
    }

    /// The writing side of the log of that name.
    ///
    /// # Errors
    /// When it cannot be opened; see [`crate::Log::open`].
    pub fn engine(&self, origin: &str) -> Result<Box<dyn Engine>, LedgerError> {
        Ok(match self {
            Home::Folder(dir) => Box::new(Sqlite::open(dir)?),
            Home::Postgres(address) => Box::new(Postgres::open(address, origin)?),
        })
    }

    /// Whether there is a log of that name, in whatever state.
    ///
    /// # Errors
    /// When nobody can tell: what answers for it cannot be reached or read.
    pub fn holds(&self, origin: &str) -> Result<bool, LedgerError> {
        match self.source(origin) {
            Err(LedgerError::Unsuited(Unsuited::NoLog { .. })) => Ok(false),
            Err(LedgerError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
                Ok(false)
            }
            source => source.map(|_| true),
        }
    }

    /// Ends every turn at the log of that name that was taken before. What was to be appended in one
    /// with [`crate::Log::append_at`] is there on return, or never will be, even if its writer lost the
    /// turn, hung, and wakes up much later. In a folder there is one writer and no turns: whoever needs
    /// this keeps that writer out.
    ///
    /// # Errors
    /// When a turn does not end in time, or the database fails.
    pub fn end_turns(&self, origin: &str) -> Result<(), LedgerError> {
        match self {
            Home::Folder(_) => Ok(()),
            // It waits for whoever has the row of the log, and gives it a new version, which commits
            // that were prepared before do not know.
            Home::Postgres(address) => Postgres::open(address, origin)?.settle(),
        }
    }

    /// The names of all logs in a database; `None` for a folder, which has one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn origins(&self) -> Result<Option<Vec<String>>, LedgerError> {
        match self {
            Home::Folder(_) => Ok(None),
            Home::Postgres(address) => Ok(Some(postgres::origins(address)?)),
        }
    }

    /// The reading side of the log of that name.
    ///
    /// # Errors
    /// When there is no ledger of a known format.
    pub fn source(&self, origin: &str) -> Result<Arc<dyn Source>, LedgerError> {
        Ok(match self {
            Home::Folder(dir) => Arc::new(SqliteSource::open(dir)?),
            Home::Postgres(address) => Arc::new(PostgresSource::open(address, origin)?),
        })
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Home::Folder(dir) => dir.display().fmt(f),
            Home::Postgres(address) => address.fmt(f),
        }
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Home {
    fn from(path: &P) -> Home {
        Home::Folder(path.as_ref().to_path_buf())
    }
}

impl From<PathBuf> for Home {
    fn from(path: PathBuf) -> Home {
        Home::Folder(path)
    }
}

impl From<&Home> for Home {
    fn from(home: &Home) -> Home {
        home.clone()
    }
}
