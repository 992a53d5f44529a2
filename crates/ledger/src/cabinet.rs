//! What is kept beside the logs and is no record: small items under ordered keys that are changed
//! and removed, such as accounts and sessions. One contract on SQLite and on PostgreSQL, where all
//! nodes of an installation share what is kept.
//!
//! - What is changed together is changed whole or not at all, and on condition: a change can name
//!   what it was worked out from, and nothing happens if that is not what is there any more. So no
//!   lock is held between reading and writing, and nobody waits for a node that hangs.
//! - An acknowledged change is durable, and every later reading sees it, on every node.
//! - An item may have a term, after which a sweep removes it.
//!
//! It deliberately does not know what keys and values mean, nor what time it is.

use crate::engine::CommitError;
use crate::error::LedgerError;
use crate::home::Home;
use crate::postgres::PostgresCabinet;
use crate::sqlite::SqliteCabinet;

/// Name of the database file in a folder.
pub const FILE: &str = "store.db";
/// Longest key, in bytes: what an index of PostgreSQL surely takes.
pub const LONGEST: usize = 1024;

/// What is kept under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Opaque bytes.
    pub value: Vec<u8>,
    /// A sweep at this moment or later removes it; in whatever unit the caller counts.
    pub until: Option<i64>,
}

impl Item {
    /// An item without a term.
    #[must_use]
    pub fn new(value: impl Into<Vec<u8>>) -> Item {
        let value = value.into();
        Item { value, until: None }
    }
}

/// A change to what is kept under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Puts an item, whatever is there.
    Put(Vec<u8>, Item),
    /// Puts an item where there is none.
    PutNew(Vec<u8>, Item),
    /// Puts an item in place of the one with this value.
    Replace(Vec<u8>, Vec<u8>, Item),
    /// Removes what is there, if anything.
    Remove(Vec<u8>),
    /// Removes the item with this value.
    Take(Vec<u8>, Vec<u8>),
}

impl Change {
    /// The key that it changes.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        match self {
            Change::Put(key, _)
            | Change::PutNew(key, _)
            | Change::Replace(key, ..)
            | Change::Remove(key)
            | Change::Take(key, _) => key,
        }
    }
}

/// From which end a range is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The lowest key first.
    Up,
    /// The highest key first.
    Down,
}

/// Items under ordered keys. Can be shared by threads, and opened by several processes at once.
pub struct Cabinet(Box<dyn Drawer>);

impl Cabinet {
    /// Opens the cabinet of a folder or of a database, or makes it. The folder must exist.
    ///
    /// # Errors
    /// `Format` if what is there is something else; when the engine refuses.
    pub fn open(home: &Home) -> Result<Cabinet, LedgerError> {
        Ok(Cabinet(match home {
            Home::Folder(dir) => Box::new(SqliteCabinet::open(&dir.join(FILE))?),
            Home::Postgres(address) => Box::new(PostgresCabinet::open(address)?),
        }))
    }

    /// A cabinet that lives as long as the value.
    ///
    /// # Errors
    /// When the engine refuses.
    pub fn in_memory() -> Result<Cabinet, LedgerError> {
        Ok(Cabinet(Box::new(SqliteCabinet::in_memory()?)))
    }

    /// What is kept under a key.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn get(&self, key: &[u8]) -> Result<Option<Item>, LedgerError> {
        match key.len() {
            0..=LONGEST => self.0.get(key),
            _ => Ok(None),
        }
    }

    /// Items whose keys start with `prefix`, as of one moment, at most `limit` of them.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn scan(
        &self,
        prefix: &[u8],
        order: Order,
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Item)>, LedgerError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.0.scan(prefix, &after(prefix), order, limit)
    }

    /// Makes all of the changes, each to another key, or none.
    ///
    /// # Errors
    /// `Moved` if something is not as a change names it; `Refused` if nothing was changed for
    /// another reason; `Doubtful` if nobody can tell whether all was changed or nothing.
    pub fn change(&self, changes: &[Change]) -> Result<(), CommitError> {
        let mut ordered: Vec<&Change> = changes.iter().collect();
        // Two that change the same keys must not wait for each other.
        ordered.sort_by_key(|change| change.key());
        let is_long = |change: &&Change| change.key().len() > LONGEST;
        if ordered.iter().any(is_long) || !ordered.is_sorted_by(|a, b| a.key() < b.key()) {
            let what = format!("a change takes keys that differ, of at most {LONGEST} bytes");
            return Err(CommitError::Refused(LedgerError::Format(what)));
        }
        self.0.change(&ordered)
    }

    /// Removes the items whose term has come; how many there were.
    ///
    /// # Errors
    /// When the engine fails. What is left is removed by a later sweep.
    pub fn sweep(&self, now: i64) -> Result<u64, LedgerError> {
        self.0.sweep(now)
    }

    /// Everything that is kept, as of one moment, in the order of the keys.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn all(&self) -> Result<Vec<(Vec<u8>, Item)>, LedgerError> {
        self.scan(b"", Order::Up, usize::MAX)
    }

    /// Keeps these items and nothing else, in one transaction, and compares what is kept with them.
    ///
    /// # Errors
    /// `Corrupt` if something else is kept in the end; when the engine fails, and nothing has
    /// changed then, unless its connection was lost at the very end.
    pub fn fill(&self, items: &[(Vec<u8>, Item)]) -> Result<(), LedgerError> {
        self.0.fill(items)?;
        match self.all()? == items {
            true => Ok(()),
            false => Err(LedgerError::corrupt(None, "the copy of the store differs")),
        }
    }
}

/// A key above all that start with `prefix`, and not above any other.
fn after(prefix: &[u8]) -> Vec<u8> {
    let end = prefix.iter().rposition(|byte| *byte != u8::MAX);
    match end {
        Some(last) => [&prefix[..last], &[prefix[last] + 1]].concat(),
        None => vec![u8::MAX; LONGEST + 1],
    }
}

/// What an engine does for a cabinet; the arguments have been looked at.
pub(crate) trait Drawer: Send + Sync {
    fn get(&self, key: &[u8]) -> Result<Option<Item>, LedgerError>;
    fn scan(
        &self,
        from: &[u8],
        to: &[u8],
        order: Order,
        limit: i64,
    ) -> Result<Vec<(Vec<u8>, Item)>, LedgerError>;
    fn change(&self, changes: &[&Change]) -> Result<(), CommitError>;
    fn sweep(&self, now: i64) -> Result<u64, LedgerError>;
    fn fill(&self, items: &[(Vec<u8>, Item)]) -> Result<(), LedgerError>;
}

/// The statements, which both engines read alike: each parameter is numbered by where it appears
/// first.
pub(crate) mod sql {
    use super::{Change, Order};

    pub(crate) const GET: &str = "SELECT value, until FROM item WHERE key = $1";
    pub(crate) const SWEEP: &str = "DELETE FROM item WHERE until <= $1 RETURNING 1";
    pub(crate) const EMPTY: &str = "DELETE FROM item";
    const UP: &str = "SELECT key, value, until FROM item WHERE key >= $1 AND key < $2
        ORDER BY key LIMIT $3";
    const DOWN: &str = "SELECT key, value, until FROM item WHERE key >= $1 AND key < $2
        ORDER BY key DESC LIMIT $3";
    pub(crate) const PUT: &str = "INSERT INTO item (key, value, until) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until RETURNING 1";
    const PUT_NEW: &str = "INSERT INTO item (key, value, until) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO NOTHING RETURNING 1";
    const REPLACE: &str = "UPDATE item SET value = $1, until = $2 WHERE key = $3 AND value = $4
        RETURNING 1";
    const REMOVE: &str = "DELETE FROM item WHERE key = $1 RETURNING 1";
    const TAKE: &str = "DELETE FROM item WHERE key = $1 AND value = $2 RETURNING 1";

    /// What goes into a statement.
    pub(crate) enum Param<'a> {
        Bytes(&'a [u8]),
        Term(Option<i64>),
    }

    /// Reads from `$1` on and before `$2`, at most `$3`.
    pub(crate) fn scan(order: Order) -> &'static str {
        match order {
            Order::Up => UP,
            Order::Down => DOWN,
        }
    }

    /// The statement of a change, what goes into it, and whether it did what it should if it gives
    /// back so many rows.
    pub(crate) fn of(change: &Change) -> (&'static str, Vec<Param<'_>>, fn(usize) -> bool) {
        use Param::{Bytes, Term};
        let one = |rows| rows == 1;
        match change {
            Change::Put(key, new) => {
                let params = vec![Bytes(key), Bytes(&new.value), Term(new.until)];
                (PUT, params, one)
            }
            Change::PutNew(key, new) => {
                let params = vec![Bytes(key), Bytes(&new.value), Term(new.until)];
                (PUT_NEW, params, one)
            }
            Change::Replace(key, was, new) => {
                let params = vec![Bytes(&new.value), Term(new.until), Bytes(key), Bytes(was)];
                (REPLACE, params, one)
            }
            Change::Remove(key) => (REMOVE, vec![Bytes(key)], |_| true),
            Change::Take(key, was) => (TAKE, vec![Bytes(key), Bytes(was)], one),
        }
    }
}
