//! One connection to one log: its settings, the statements it has prepared, and what the tables
//! must look like.
//!
//! It does not know what the statements are for.

use std::collections::HashMap;

use postgres::types::ToSql;
use postgres::{Client, Row as SqlRow, Statement};

use super::address::Address;
use crate::error::{LedgerError, Unsuited};
use crate::outside::outside;

/// The tables, made in a schema of their own for each log.
pub(super) const TABLES: &str = include_str!("../schema/postgres.sql");
/// What the catalog says of them if nobody has touched them.
const CATALOG: &str = include_str!("../schema/postgres.catalog");
/// Asks the catalog. $1 is the name of the schema.
const ASK_CATALOG: &str = include_str!("../schema/catalog.sql");

/// The oldest server that this is tested with.
const OLDEST: i32 = 150_000;
/// Longest name of a schema, in bytes.
const LONGEST: usize = 63;

/// A log in a database.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) address: Address,
    /// The schema that holds the tables of the log.
    pub(super) schema: String,
}

/// What the schema of a log is named, before the name of the log.
const PREFIX: &str = "log:";

/// The names of all logs in a database.
pub(crate) fn origins(address: &Address) -> Result<Vec<String>, LedgerError> {
    let mut client = address.connect()?;
    let sql = "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1) ORDER BY 1";
    let rows = outside(|| client.query(sql, &[&PREFIX]));
    // Closing waits for the connection to end, which must not happen inside an event loop.
    outside(|| drop(client));
    let name = |row: &SqlRow| Ok(row.try_get::<_, &str>(0)?[PREFIX.len()..].to_owned());
    rows?.iter().map(name).collect()
}

impl Place {
    /// The place of the log named `origin`.
    pub(super) fn of(address: &Address, origin: &str) -> Result<Place, LedgerError> {
        let schema = format!("{PREFIX}{origin}");
        if schema.len() > LONGEST || schema.contains('\0') {
            let most = LONGEST - PREFIX.len();
            return Err(LedgerError::Unsuited(Unsuited::LongName(most)));
        }
        let address = address.clone();
        Ok(Place { address, schema })
    }

    /// The schema as SQL spells it.
    pub(super) fn quoted(&self) -> String {
        format!("\"{}\"", self.schema.replace('"', "\"\""))
    }
}

/// A connection.
pub(super) struct Link {
    /// Taken only when it is dropped.
    client: Option<Client>,
    prepared: HashMap<&'static str, Statement>,
}

impl Link {
    /// Connects. A writer insists on a server that makes durable what it acknowledges.
    pub(super) fn open(place: &Place, writer: bool) -> Result<Link, LedgerError> {
        let mut client = place.address.connect()?;
        // Short limits on waiting, so that a node which hangs holds up the others for seconds only.
        client.batch_execute(&format!(
            "SET search_path TO {}; SET synchronous_commit TO on; SET timezone TO 'UTC';
             SET default_transaction_isolation TO 'read committed'; SET client_encoding TO 'UTF8';
             SET lock_timeout TO '10s'; SET statement_timeout TO '60s';
             SET idle_in_transaction_session_timeout TO '30s'",
            place.quoted()
        ))?;
        let mut link = Link {
            client: Some(client),
            prepared: HashMap::new(),
        };
        link.check_server(writer)?;
        Ok(link)
    }

    fn check_server(&mut self, writer: bool) -> Result<(), LedgerError> {
        let settings = "SELECT current_setting('server_version_num')::int,
            current_setting('server_encoding'), current_setting('fsync'),
            current_setting('full_page_writes'), pg_is_in_recovery()";
        let row = &self.client().query_one(settings, &[])?;
        let (version, encoding): (i32, String) = (row.try_get(0)?, row.try_get(1)?);
        let (sync, pages): (String, String) = (row.try_get(2)?, row.try_get(3)?);
        let refuse = |why| Err(LedgerError::Unsuited(why));
        if version < OLDEST || encoding != "UTF8" {
            return refuse(Unsuited::Server { version, encoding });
        }
        if writer && (sync != "on" || pages != "on") {
            return refuse(Unsuited::Forgetful { sync, pages });
        }
        if writer && row.try_get(4)? {
            return refuse(Unsuited::Standby);
        }
        Ok(())
    }

    fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("taken only when dropped")
    }

    /// Whether the connection is known to be lost.
    pub(super) fn is_closed(&self) -> bool {
        self.client.as_ref().is_none_or(Client::is_closed)
    }

    /// Runs statements without parameters.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), postgres::Error> {
        self.client().batch_execute(sql)
    }

    /// Runs statements without parameters in one exchange; the first row of the last, as text.
    pub(super) fn ask(&mut self, sql: &str) -> Result<Option<Vec<String>>, postgres::Error> {
        use postgres::SimpleQueryMessage::Row;
        let messages = self.client().simple_query(sql)?;
        Ok(messages.iter().find_map(|message| match message {
            Row(row) => {
                let column = |at| row.get(at).unwrap_or_default().to_owned();
                Some((0..row.len()).map(column).collect())
            }
            _ => None,
        }))
    }

    /// Runs one prepared statement.
    pub(super) fn query(
        &mut self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<SqlRow>, postgres::Error> {
        let statement = match self.prepared.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let statement = self.client().prepare(sql)?;
                self.prepared.insert(sql, statement.clone());
                statement
            }
        };
        self.client().query(&statement, params)
    }

    /// Whether there are tables of this log.
    pub(super) fn is_made(&mut self, place: &Place) -> Result<bool, LedgerError> {
        let sql = "SELECT FROM pg_namespace WHERE nspname = $1";
        Ok(!self.query(sql, &[&place.schema])?.is_empty())
    }

    /// What of the tables is not as it was made, one line for each difference.
    pub(super) fn differences(&mut self, place: &Place) -> Result<Vec<String>, LedgerError> {
        let rows = self.query(ASK_CATALOG, &[&place.schema])?;
        let found = rows.iter().map(|row| row.try_get(0));
        let found = found.collect::<Result<Vec<String>, _>>()?;
        let due: Vec<&str> = CATALOG.lines().collect();
        let lacking = due.iter().filter(|line| !found.iter().any(|f| f == *line));
        let lacking = lacking.map(|line| format!("the tables lack: {line}"));
        let extra = found.iter().filter(|line| !due.contains(&line.as_str()));
        let extra = extra.map(|line| format!("the tables have beyond what a ledger has: {line}"));
        Ok(lacking.chain(extra).collect())
    }

    /// Checks that the tables are those of a ledger of this version.
    pub(super) fn check_tables(&mut self, place: &Place) -> Result<(), LedgerError> {
        match self.differences(place)?.into_iter().next() {
            None => Ok(()),
            Some(what) => Err(LedgerError::Format(what)),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let client = self.client.take();
        outside(move || drop(client));
    }
}
