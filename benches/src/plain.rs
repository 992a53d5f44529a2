//! The baseline of everything that writes: the same bytes by multi-row inserts into one plain
//! SQLite table with the same settings, one commit a batch, the next as soon as the previous sync
//! returns. No judgement, no salt, no hash, no tree, no signature, no views.

use std::path::Path;

use ledger::Entry;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Rows that one statement inserts, at most.
const TOGETHER: usize = 64;

/// A plain table of entries.
pub struct Plain {
    connection: Connection,
    rows: i64,
}

impl Plain {
    /// An empty table in a folder.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn open(dir: &Path) -> rusqlite::Result<Plain> {
        let connection = Connection::open(dir.join("plain.db"))?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE plain (idx INTEGER PRIMARY KEY, stream TEXT, version INTEGER,
               time_ms INTEGER, actor TEXT, kind TEXT, payload BLOB) STRICT",
        )?;
        Ok(Plain {
            connection,
            rows: 0,
        })
    }

    /// Writes the entries in commits of so many, each durable before the next begins.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn write(&mut self, entries: &[Entry], batch: usize) -> rusqlite::Result<()> {
        entries.chunks(batch).try_for_each(|part| self.commit(part))
    }

    fn commit(&mut self, batch: &[Entry]) -> rusqlite::Result<()> {
        let transaction = self.connection.transaction()?;
        for part in batch.chunks(TOGETHER) {
            let places = vec!["(?,?,?,?,?,?,?)"; part.len()].join(",");
            let sql = format!("INSERT INTO plain VALUES {places}");
            let mut values: Vec<Value> = Vec::with_capacity(part.len() * 7);
            for entry in part {
                let version = i64::try_from(entry.version).unwrap_or(i64::MAX);
                values.extend([
                    self.rows.into(),
                    entry.stream.clone().into(),
                    version.into(),
                ]);
                values.extend([entry.time_ms.into(), entry.actor.clone().into()]);
                values.extend([entry.kind.clone().into(), entry.payload.clone().into()]);
                self.rows += 1;
            }
            transaction
                .prepare_cached(&sql)?
                .execute(params_from_iter(values))?;
        }
        transaction.commit()
    }
}
