//! A cabinet in PostgreSQL: one table in a schema of its own beside those of the logs, for all nodes.
//!
//! A change to one key is one statement and one round trip; several are a transaction. Rows are
//! locked by what changes them and in the order of their keys, never between reading and writing.

use postgres::Row as SqlRow;
use postgres::types::ToSql;

use super::Failed;
use super::address::Address;
use super::link::{Link, Place};
use super::links::Links;
use crate::cabinet::sql::Param;
use crate::cabinet::{Change, Drawer, Item, Order, sql};
use crate::engine::CommitError;
use crate::error::LedgerError;

/// The schema of the table. Those of logs start with `log:`.
const SCHEMA: &str = "store";
const TABLE: &str = include_str!("../schema/postgres.item.sql");
/// What the catalog says of it if nobody has touched it.
const CATALOG: &str = include_str!("../schema/postgres.item.catalog");
/// Asks the catalog. $1 is the name of the schema.
const ASK_CATALOG: &str = include_str!("../schema/catalog.sql");

const FILL: &str = "INSERT INTO item (key, value, until)
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::int8[])";
/// Items that one statement of a copy stores.
const TOGETHER: usize = 1000;

/// A cabinet in a database.
pub(crate) struct PostgresCabinet(Links);

impl PostgresCabinet {
    /// Opens the cabinet of a database, or makes it.
    pub(crate) fn open(address: &Address) -> Result<PostgresCabinet, LedgerError> {
        let (address, schema) = (address.clone(), SCHEMA.to_owned());
        let links = Links::to(Place { address, schema }, true);
        let place = links.place();
        links.once(|link| {
            if !link.is_made(place)? {
                make(link, place)?;
            }
            check(link)
        })?;
        Ok(PostgresCabinet(links))
    }
}

/// Makes the table. If we crash before it is committed, there is none.
fn make(link: &mut Link, place: &Place) -> Result<(), LedgerError> {
    link.run("BEGIN")?;
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    link.query(lock, &[&place.schema])?;
    // Another node may have been faster.
    if !link.is_made(place)? {
        link.run(&format!("CREATE SCHEMA {}", place.quoted()))?;
        link.run(TABLE)?;
    }
    Ok(link.run("COMMIT")?)
}

/// Checks that the table is that of a cabinet of this version.
fn check(link: &mut Link) -> Result<(), LedgerError> {
    let rows = link.query(ASK_CATALOG, &[&SCHEMA])?;
    let found = rows.iter().map(|row| row.try_get(0));
    let found = found.collect::<Result<Vec<String>, _>>()?;
    match found.iter().eq(CATALOG.lines()) {
        true => Ok(()),
        false => Err(LedgerError::Format(
            "the tables of the store are not as they were made".into(),
        )),
    }
}

/// No connection came about.
impl From<LedgerError> for Failed {
    fn from(error: LedgerError) -> Failed {
        Failed::before_commit(error)
    }
}

/// Makes the changes and commits; whether everything was as they name it.
fn apply(link: &mut Link, changes: &[&Change]) -> Result<bool, Failed> {
    if let [change] = changes {
        // If we crash here, the statement is carried out whole or not at all.
        return run(link, change).map_err(Failed::at_commit);
    }
    link.run("BEGIN").map_err(Failed::before_commit)?;
    for change in changes {
        if !run(link, change).map_err(Failed::before_commit)? {
            link.run("ROLLBACK").map_err(Failed::before_commit)?;
            return Ok(false);
        }
    }
    // If we crash before this returns, all is changed or nothing, and nobody has been told.
    link.run("COMMIT").map_err(Failed::at_commit)?;
    Ok(true)
}

fn run(link: &mut Link, change: &Change) -> Result<bool, postgres::Error> {
    let (sql, params, is_done) = sql::of(change);
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(param).collect();
    Ok(is_done(link.query(sql, &params)?.len()))
}

fn param<'a>(param: &'a Param<'_>) -> &'a (dyn ToSql + Sync) {
    match param {
        Param::Bytes(bytes) => bytes,
        Param::Term(until) => until,
    }
}

/// Takes everything out and puts the items in, in one transaction.
fn fill(link: &mut Link, items: &[(Vec<u8>, Item)]) -> Result<(), LedgerError> {
    link.run("BEGIN")?;
    link.run(sql::EMPTY)?;
    for part in items.chunks(TOGETHER) {
        let keys: Vec<&[u8]> = part.iter().map(|(key, _)| &key[..]).collect();
        let values: Vec<&[u8]> = part.iter().map(|(_, item)| &item.value[..]).collect();
        let terms: Vec<Option<i64>> = part.iter().map(|(_, item)| item.until).collect();
        link.query(FILL, &[&keys, &values, &terms])?;
    }
    // If we crash before this, the cabinet is as it was.
    Ok(link.run("COMMIT")?)
}

fn item(row: &SqlRow) -> Result<Item, postgres::Error> {
    Ok(Item {
        value: row.try_get("value")?,
        until: row.try_get("until")?,
    })
}

impl Drawer for PostgresCabinet {
    fn get(&self, key: &[u8]) -> Result<Option<Item>, LedgerError> {
        let rows = self.0.with(|link| Ok(link.query(sql::GET, &[&key])?))?;
        Ok(rows.first().map(item).transpose()?)
    }

    fn scan(
        &self,
        from: &[u8],
        to: &[u8],
        order: Order,
        limit: i64,
    ) -> Result<Vec<(Vec<u8>, Item)>, LedgerError> {
        let sql = sql::scan(order);
        let rows = self
            .0
            .with(|link| Ok(link.query(sql, &[&from, &to, &limit])?))?;
        let pair = |row: &SqlRow| Ok((row.try_get("key")?, item(row)?));
        rows.iter().map(pair).collect()
    }

    fn change(&self, changes: &[&Change]) -> Result<(), CommitError> {
        match self.0.once(|link| apply(link, changes)) {
            Ok(true) => Ok(()),
            Ok(false) => Err(CommitError::Moved),
            Err(failed) if failed.doubtful => Err(CommitError::Doubtful(failed.error)),
            Err(failed) => Err(CommitError::Refused(failed.error)),
        }
    }

    fn sweep(&self, now: i64) -> Result<u64, LedgerError> {
        let rows = self.0.with(|link| Ok(link.query(sql::SWEEP, &[&now])?))?;
        Ok(rows.len() as u64)
    }

    fn fill(&self, items: &[(Vec<u8>, Item)]) -> Result<(), LedgerError> {
        self.0.once(|link| fill(link, items))
    }
}
