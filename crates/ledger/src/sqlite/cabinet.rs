//! A cabinet in SQLite: one table in one file. Several processes may have it open at once; who
//! writes waits until the other has finished.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, ToSql, TransactionBehavior};

use super::place::Place;
use crate::cabinet::sql::Param;
use crate::cabinet::{Change, Drawer, Item, Order, sql};
use crate::engine::CommitError;
use crate::error::LedgerError;

/// "Fads" in ASCII, in the header of the file.
const APPLICATION: i32 = 0x4661_6473;
/// Version of the table below.
const VERSION: i32 = 1;
/// The whole schema. Stored text must equal this to the byte.
const SCHEMA: [&str; 2] = [
    include_str!("../schema/item.sql"),
    include_str!("../schema/item_until.sql"),
];

/// A cabinet in a file, or in memory.
pub(crate) struct SqliteCabinet(Mutex<Connection>);

impl SqliteCabinet {
    /// Opens or makes the file at `path`; its folder must exist.
    pub(crate) fn open(path: &Path) -> Result<SqliteCabinet, LedgerError> {
        SqliteCabinet::at(&Place::File(path.to_path_buf()))
    }

    pub(crate) fn in_memory() -> Result<SqliteCabinet, LedgerError> {
        SqliteCabinet::at(&Place::in_memory())
    }

    fn at(place: &Place) -> Result<SqliteCabinet, LedgerError> {
        let mut conn = place.connect_writer()?;
        make(&mut conn)?;
        check(&conn)?;
        Ok(SqliteCabinet(Mutex::new(conn)))
    }

    /// A transaction that a panic left open is rolled back by then.
    fn conn(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the table where there is nothing. If we crash here, there is nothing still.
fn make(conn: &mut Connection) -> Result<(), LedgerError> {
    let tables = "SELECT count(*) FROM sqlite_schema";
    let is_empty =
        |conn: &Connection| conn.query_row(tables, [], |row| Ok(row.get::<_, i64>(0)? == 0));
    if !is_empty(conn)? {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    if is_empty(&tx)? {
        tx.pragma_update(None, "application_id", APPLICATION)?;
        tx.pragma_update(None, "user_version", VERSION)?;
        for sql in SCHEMA {
            tx.execute(sql.trim_end(), [])?;
        }
    }
    Ok(tx.commit()?)
}

/// Checks that the file is a cabinet of this version, to the letter of its schema.
fn check(conn: &Connection) -> Result<(), LedgerError> {
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    if (application, version) != (APPLICATION, VERSION) {
        let what = format!("application {application:#x}, version {version}");
        return Err(LedgerError::Format(what));
    }
    let mut query = conn.prepare("SELECT sql FROM sqlite_schema ORDER BY name")?;
    let found = query.query_map([], |row| row.get(0))?;
    let found: Vec<String> = found.collect::<rusqlite::Result<_>>()?;
    match found == SCHEMA.map(str::trim_end) {
        true => Ok(()),
        false => Err(LedgerError::Format(
            "the tables of the store are not as they were made".into(),
        )),
    }
}

/// Makes the changes and commits; `None` if something is not as a change names it; or whether the
/// failure leaves room for doubt.
fn apply(
    conn: &mut Connection,
    changes: &[&Change],
) -> Result<Option<()>, (bool, rusqlite::Error)> {
    let before = |error| (false, error);
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate);
    let tx = tx.map_err(before)?;
    for change in changes {
        let (sql, params, is_done) = sql::of(change);
        if !is_done(run(&tx, sql, &params).map_err(before)?) {
            return Ok(None);
        }
    }
    // If we crash before this returns, all is changed or nothing, and nobody has been told.
    tx.commit().map_err(|error| (true, error))?;
    Ok(Some(()))
}

/// Runs a statement to its end; how many rows it gives back.
fn run(conn: &Connection, sql: &str, params: &[Param<'_>]) -> rusqlite::Result<usize> {
    let params: Vec<&dyn ToSql> = params.iter().map(param).collect();
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(&params[..])?;
    let mut count = 0;
    while rows.next()?.is_some() {
        count += 1;
    }
    Ok(count)
}

fn param<'a>(param: &'a Param<'_>) -> &'a dyn ToSql {
    match param {
        Param::Bytes(bytes) => bytes,
        Param::Term(until) => until,
    }
}

fn item(row: &Row<'_>) -> rusqlite::Result<Item> {
    Ok(Item {
        value: row.get("value")?,
        until: row.get("until")?,
    })
}

impl Drawer for SqliteCabinet {
    fn get(&self, key: &[u8]) -> Result<Option<Item>, LedgerError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(sql::GET)?;
        Ok(statement.query_row([key], item).optional()?)
    }

    fn scan(
        &self,
        from: &[u8],
        to: &[u8],
        order: Order,
        limit: i64,
    ) -> Result<Vec<(Vec<u8>, Item)>, LedgerError> {
        let conn = self.conn();
        let mut statement = conn.prepare_cached(sql::scan(order))?;
        let rows =
            statement.query_map((from, to, limit), |row| Ok((row.get("key")?, item(row)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn change(&self, changes: &[&Change]) -> Result<(), CommitError> {
        match apply(&mut self.conn(), changes) {
            Ok(Some(())) => Ok(()),
            Ok(None) => Err(CommitError::Moved),
            Err((true, error)) => Err(CommitError::Doubtful(error.into())),
            Err((false, error)) => Err(CommitError::Refused(error.into())),
        }
    }

    fn sweep(&self, now: i64) -> Result<u64, LedgerError> {
        Ok(run(&self.conn(), sql::SWEEP, &[Param::Term(Some(now))])? as u64)
    }

    fn fill(&self, items: &[(Vec<u8>, Item)]) -> Result<(), LedgerError> {
        let mut conn = self.conn();
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        run(&tx, sql::EMPTY, &[])?;
        for (key, item) in items {
            let params = [
                Param::Bytes(key),
                Param::Bytes(&item.value),
                Param::Term(item.until),
            ];
            run(&tx, sql::PUT, &params)?;
        }
        // If we crash before this, the cabinet is as it was.
        Ok(tx.commit()?)
    }
}
