//! Everything that can go wrong, sorted by what the caller can do about it.
//!
//! Nothing here cites law: a conflict or a full disk is not a legal refusal.

use std::io;
use std::path::{Path, PathBuf};

use crate::blob::Trouble;
use crate::hash::Hash;
use crate::postgres::Told;

/// The ledger cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The operating system refused.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file or directory concerned.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database engine refused: disk full, busy, I/O error, malformed file.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The database server refused, or could not be reached.
    #[error("database: {}", Told(.0))]
    Postgres(#[from] postgres::Error),
    /// Other writers kept the log busy for too long.
    #[error("the log is busy: other writers were faster {tries} times")]
    Busy {
        /// How often it was tried.
        tries: u32,
    },
    /// Another process holds the log. Exactly one may append.
    #[error("{path}: another process is writing this log", path = path.display())]
    Locked {
        /// The lock file that is held.
        path: PathBuf,
    },
    /// The file is not a ledger, or of a format this program does not know.
    #[error("not a ledger this program can read: {0}")]
    Format(String),
    /// What was named cannot serve as a place for a ledger or its blobs, as it is.
    #[error("{0}")]
    Unsuited(Unsuited),
    /// The log is another one than the caller named.
    #[error("this is the log of {found:?}, not of {expected:?}")]
    Origin {
        /// The origin that the caller named.
        expected: String,
        /// The origin that is stored.
        found: String,
    },
    /// Where a log was to go, there is another one of its name: neither is the beginning of the other,
    /// or the one that is there is the longer one.
    #[error("there is another log of {origin:?}, which differs from entry {index} on")]
    Different {
        /// The name.
        origin: String,
        /// The first entry in which they differ.
        index: u64,
    },
    /// Somebody appended to the log while it was being moved: what was copied is a beginning of it.
    #[error("entries were appended to the log of {origin:?} while it was being moved")]
    Overtaken {
        /// The name.
        origin: String,
    },
    /// A check broke off before the end of the log, for a reason that says nothing of it: no connection, no memory.
    #[error("the log was not read to its end: {0}")]
    Unread(String),
    /// A key cannot be used.
    #[error("key: {0}")]
    Key(String),
    /// The file of a private key is damaged, or holds another key.
    #[error("{path}: {what}", path = path.display())]
    KeyFile {
        /// The key file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Others can read the file of a private key.
    #[error("{path}: mode {mode:o} lets others in; use 600", path = path.display())]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The checkpoint is malformed, or not signed by the key.
    #[error("checkpoint: {0}")]
    Checkpoint(String),
    /// Stored bytes contradict each other. Nothing more is signed; `fsck` tells more.
    #[error("the stored log is inconsistent{at}: {what}", at = at(*index))]
    Corrupt {
        /// The entry concerned, where one can be named.
        index: Option<u64>,
        /// What contradicts what.
        what: String,
    },
    /// The caller asked for an entry or a tree size beyond the log.
    #[error("{asked} is beyond the log, which has {len} entries")]
    OutOfRange {
        /// The index or size asked for.
        asked: u64,
        /// Entries in the log.
        len: u64,
    },
    /// The bucket that holds the blobs failed us. What was to be put there must not be cited.
    #[error("{url}: {trouble:?}: {source}")]
    Bucket {
        /// The bucket and the prefix.
        url: String,
        /// What is the matter.
        trouble: Trouble,
        /// What the service or the network said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// These blobs are not what their names say.
    #[error("altered blobs: {}", .0.iter().map(Hash::to_string).collect::<Vec<_>>().join(", "))]
    Rotten(Vec<Hash>),
    /// No blob has this name.
    #[error("no blob {0}")]
    NoBlob(Hash),
}

/// Why a place cannot be used: something about it, or about how it was named, must be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsuited {
    /// The URL of a database cannot be understood.
    #[error("database URL: {0}")]
    DatabaseUrl(String),
    /// The URL of a bucket cannot be understood.
    #[error("{0:?} is not s3://bucket/prefix")]
    BucketUrl(String),
    /// The database has no log of that name.
    #[error("{address} has no log named {origin:?}")]
    NoLog {
        /// The database.
        address: String,
        /// The name.
        origin: String,
    },
    /// The name of a log is longer than a database takes; so many bytes at most.
    #[error("an origin has at most {0} bytes on PostgreSQL")]
    LongName(usize),
    /// The server is too old, or does not speak UTF-8.
    #[error("PostgreSQL {version} with {encoding}, not 15 with UTF8")]
    Server {
        /// Its version, as it numbers them.
        version: i32,
        /// Its encoding.
        encoding: String,
    },
    /// The server may lose what it acknowledges.
    #[error("the server may lose what it acknowledges: fsync {sync}, full_page_writes {pages}")]
    Forgetful {
        /// Its setting `fsync`.
        sync: String,
        /// Its setting `full_page_writes`.
        pages: String,
    },
    /// The server is a standby.
    #[error("the server is a standby and takes no entries")]
    Standby,
    /// There is no certificate by which the server could prove its name.
    #[error("no certificate to check the database by in {0}")]
    Certificates(String),
}

fn at(index: Option<u64>) -> String {
    index.map(|i| format!(" at entry {i}")).unwrap_or_default()
}

impl LedgerError {
    pub(crate) fn io(path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> LedgerError {
        let path = path.as_ref().to_path_buf();
        move |source| LedgerError::Io { path, source }
    }

    pub(crate) fn corrupt(index: impl Into<Option<u64>>, what: impl Into<String>) -> LedgerError {
        LedgerError::Corrupt {
            index: index.into(),
            what: what.into(),
        }
    }

    /// The reason says nothing of what is stored: the server or the network went away, somebody else was at it, memory
    /// ran out. A check that meets it has broken off.
    pub(crate) fn is_passing(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, OutOfMemory};
        match self {
            LedgerError::Busy { .. } | LedgerError::Locked { .. } | LedgerError::Unread(_) => true,
            LedgerError::Postgres(error) => {
                // 08: connection, 53: resources, 57: an operator intervened.
                let class = error
                    .code()
                    .and_then(|code| code.code().get(..2))
                    .unwrap_or_default();
                let network =
                    std::error::Error::source(error).is_some_and(|by| by.is::<io::Error>());
                error.is_closed() || network || ["08", "53", "57"].contains(&class)
            }
            LedgerError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(DatabaseBusy | DatabaseLocked | OutOfMemory)
            ),
            _ => false,
        }
    }

    /// Whether trying again can help. A fatal error means that the bytes, the key or the
    /// configuration are wrong, and a person has to look.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        match self {
            LedgerError::Io { .. } | LedgerError::Locked { .. } | LedgerError::Busy { .. } => false,
            LedgerError::Bucket { .. } | LedgerError::Overtaken { .. } => false,
            LedgerError::Unread(_) => false,
            // XX: the server found its own data damaged.
            LedgerError::Postgres(error) => error
                .code()
                .is_some_and(|code| code.code().starts_with("XX")),
            LedgerError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
            ),
            LedgerError::OutOfRange { .. } | LedgerError::NoBlob(_) => false,
            _ => true,
        }
    }
}

/// Why a batch was not acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The stream has moved on since the caller read it. Nothing of the batch was written.
    #[error(
        "entry {entry} of the batch expects version {expected} of {stream:?}, which is at {actual}"
    )]
    Conflict {
        /// Position in the batch, from 0.
        entry: usize,
        /// The stream concerned.
        stream: String,
        /// What the caller expected.
        expected: u64,
        /// What the version is, earlier entries of the same batch included.
        actual: u64,
    },
    /// The entry is outside the limits of the format. Nothing of the batch was written.
    #[error("entry {entry} of the batch: {what}")]
    Invalid {
        /// Position in the batch, from 0.
        entry: usize,
        /// The limit that is exceeded.
        what: String,
    },
    /// The store failed and, read again, holds nothing of the batch. It may be sent again.
    #[error("nothing of the batch was written: {0}")]
    NotWritten(#[source] LedgerError),
    /// The store failed, and could not be read again. Whether the batch was written is known
    /// once [`crate::Log::recover`] succeeds: it was exactly if the entry at `first_index` has
    /// the leaf `first_leaf`.
    #[error("unknown whether the batch was written: {source}")]
    Unknown {
        /// The index that the first entry of the batch has, if it was written.
        first_index: u64,
        /// Its leaf hash; the salt makes it unlike that of any other entry.
        first_leaf: Hash,
        /// The failure of the commit.
        source: LedgerError,
    },
    /// The destruction is recorded and durable, but the bytes are not erased yet. That is tried
    /// again before each append and at each opening.
    #[error("entry {index} records the destruction, but the bytes are not erased yet: {source}")]
    NotErased {
        /// The entry that records it.
        index: u64,
        /// What was in the way.
        source: LedgerError,
    },
    /// The change of key is recorded and durable, but the file of the old key could not be replaced
    /// yet: [`crate::Keys::settle`] does that at the next opening.
    #[error(
        "entry {index} records the change of key, but the key is not in its place yet: {source}"
    )]
    NotInPlace {
        /// The entry that records it.
        index: u64,
        /// What was in the way.
        source: LedgerError,
    },
    /// The log contradicts itself and takes no more entries. Nothing of the batch was written
    /// by this call.
    #[error("the log takes no entries: {0}")]
    Fatal(#[source] LedgerError),
}
