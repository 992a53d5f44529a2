//! What is not a record: password hashes, sessions, tokens, lock-outs, the list of refused tries,
//! and what the public has handed in and nobody has taken in yet. One small mutable database on the
//! same engine, behind one interface; never in a log, never in a view.

use std::path::Path;

use law::value::Fields;
use parking_lot::Mutex;
use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::Fault;

/// The mutable store of an installation.
pub struct Store(Mutex<Connection>);

/// An account as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Sign-in name.
    pub name: String,
    /// Agency code.
    pub agency: String,
    /// The person of that agency.
    pub person: String,
    /// Argon2id hash in PHC form.
    pub hash: String,
}

/// A session or a token that is still good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Agency code.
    pub agency: String,
    /// The person.
    pub person: String,
    /// What a form must repeat; empty for bearer tokens.
    pub csrf: String,
}

/// A try that the law refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedTry {
    /// Seconds since 1970.
    pub at: i64,
    /// The person.
    pub person: String,
    /// The record that was tried.
    pub record: String,
    /// The case; empty for the agency's own file.
    pub case: String,
    /// The clauses, joined by 、.
    pub clauses: String,
}

/// A record that somebody opened who reads the file only for a time, such as its reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Minute, by the installation's clock.
    pub at: enforcement::Moment,
    /// The person.
    pub person: String,
    /// The case.
    pub case: String,
    /// The record; 0 for the file as a whole.
    pub no: u32,
}

/// What a member of the public has handed in and nobody has taken in yet. Not a record: it becomes
/// one when somebody of the agency enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Agency code.
    pub agency: String,
    /// The published item it is about.
    pub item: String,
    /// When it was handed in, by the installation's clock.
    pub at: enforcement::Moment,
    /// What was typed, by the fields of the form that will record it.
    pub fields: Fields,
}

const SCHEMA: &str = "
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000;
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, agency TEXT NOT NULL, person TEXT NOT NULL, hash TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    digest BLOB PRIMARY KEY, agency TEXT NOT NULL, person TEXT NOT NULL, csrf TEXT NOT NULL,
    until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
    digest BLOB PRIMARY KEY, agency TEXT NOT NULL, person TEXT NOT NULL, until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failures (
    name TEXT PRIMARY KEY, tries INTEGER NOT NULL, until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (
    n INTEGER PRIMARY KEY, at INTEGER NOT NULL, agency TEXT NOT NULL, person TEXT NOT NULL,
    record TEXT NOT NULL, case_id TEXT NOT NULL, clauses TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS opened (
    agency TEXT NOT NULL, case_id TEXT NOT NULL, at TEXT NOT NULL, person TEXT NOT NULL,
    no INTEGER NOT NULL, PRIMARY KEY (agency, case_id, at, person, no)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS requests (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, agency TEXT NOT NULL,
    item TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
";

impl Store {
    /// Opens the store in a file, or makes it.
    ///
    /// # Errors
    /// A fault if the file cannot be used.
    pub fn open(path: &Path) -> Result<Store, Fault> {
        Store::with(Connection::open(path)?)
    }

    /// A store that lives as long as the value.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn in_memory() -> Result<Store, Fault> {
        Store::with(Connection::open_in_memory()?)
    }

    fn with(connection: Connection) -> Result<Store, Fault> {
        connection.execute_batch(SCHEMA)?;
        Ok(Store(Mutex::new(connection)))
    }

    /// Makes an account or replaces its hash.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn put_account(&self, account: &Account) -> Result<(), Fault> {
        self.0.lock().execute(
            "INSERT OR REPLACE INTO accounts VALUES (?1, ?2, ?3, ?4)",
            params![account.name, account.agency, account.person, account.hash],
        )?;
        Ok(())
    }

    /// The account of a name.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn account(&self, name: &str) -> Result<Option<Account>, Fault> {
        let row = self.0.lock().query_row(
            "SELECT name, agency, person, hash FROM accounts WHERE name = ?1",
            [name],
            |row| {
                Ok(Account {
                    name: row.get(0)?,
                    agency: row.get(1)?,
                    person: row.get(2)?,
                    hash: row.get(3)?,
                })
            },
        );
        Ok(row.optional()?)
    }

    /// The sign-in name of a person.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn account_of(&self, agency: &str, person: &str) -> Result<Option<String>, Fault> {
        let sql = "SELECT name FROM accounts WHERE agency = ?1 AND person = ?2 ORDER BY name";
        let row = self
            .0
            .lock()
            .query_row(sql, params![agency, person], |row| row.get(0));
        Ok(row.optional()?)
    }

    /// Keeps a session by the digest of its secret.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn put_session(&self, digest: &[u8], pass: &Pass, until: i64) -> Result<(), Fault> {
        self.0.lock().execute(
            "INSERT OR REPLACE INTO sessions VALUES (?1, ?2, ?3, ?4, ?5)",
            params![digest, pass.agency, pass.person, pass.csrf, until],
        )?;
        Ok(())
    }

    /// The session of a digest, if it is still good; used sessions live on until `extended`.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn session(&self, digest: &[u8], now: i64, extended: i64) -> Result<Option<Pass>, Fault> {
        let connection = self.0.lock();
        let found = connection
            .query_row(
                "SELECT agency, person, csrf, until FROM sessions WHERE digest = ?1 AND until > ?2",
                params![digest, now],
                |row| {
                    let pass = Pass {
                        agency: row.get(0)?,
                        person: row.get(1)?,
                        csrf: row.get(2)?,
                    };
                    Ok((pass, row.get::<_, i64>(3)?))
                },
            )
            .optional()?;
        let Some((pass, until)) = found else {
            return Ok(None);
        };
        // Once a minute is often enough: every page would otherwise wait for a disk.
        if extended - until > 60 {
            connection.execute(
                "UPDATE sessions SET until = ?2 WHERE digest = ?1",
                params![digest, extended],
            )?;
        }
        Ok(Some(pass))
    }

    /// Ends a session, and forgets those that ended by themselves.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn end_session(&self, digest: &[u8], now: i64) -> Result<(), Fault> {
        self.0.lock().execute(
            "DELETE FROM sessions WHERE digest = ?1 OR until <= ?2",
            params![digest, now],
        )?;
        Ok(())
    }

    /// Keeps a bearer token by its digest.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn put_token(&self, digest: &[u8], pass: &Pass, until: i64) -> Result<(), Fault> {
        self.0.lock().execute(
            "INSERT OR REPLACE INTO tokens VALUES (?1, ?2, ?3, ?4)",
            params![digest, pass.agency, pass.person, until],
        )?;
        Ok(())
    }

    /// The bearer of a token, if it is still good.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn token(&self, digest: &[u8], now: i64) -> Result<Option<Pass>, Fault> {
        let row = self.0.lock().query_row(
            "SELECT agency, person FROM tokens WHERE digest = ?1 AND until > ?2",
            params![digest, now],
            |row| {
                Ok(Pass {
                    agency: row.get(0)?,
                    person: row.get(1)?,
                    csrf: String::new(),
                })
            },
        );
        Ok(row.optional()?)
    }

    /// Failed sign-ins of a name and until when it is locked.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn failures(&self, name: &str) -> Result<(u32, i64), Fault> {
        let row = self.0.lock().query_row(
            "SELECT tries, until FROM failures WHERE name = ?1",
            [name],
            |row| Ok((row.get(0)?, row.get(1)?)),
        );
        Ok(row.optional()?.unwrap_or((0, 0)))
    }

    /// Notes failed sign-ins of a name; none clears them.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn put_failures(&self, name: &str, tries: u32, until: i64) -> Result<(), Fault> {
        let connection = self.0.lock();
        if tries == 0 {
            connection.execute("DELETE FROM failures WHERE name = ?1", [name])?;
        } else {
            connection.execute(
                "INSERT OR REPLACE INTO failures VALUES (?1, ?2, ?3)",
                params![name, tries, until],
            )?;
        }
        Ok(())
    }

    /// Notes a try that the law refused.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn note_refused(&self, agency: &str, one: &RefusedTry) -> Result<(), Fault> {
        self.0.lock().execute(
            "INSERT INTO refused (at, agency, person, record, case_id, clauses)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                one.at,
                agency,
                one.person,
                one.record,
                one.case,
                one.clauses
            ],
        )?;
        Ok(())
    }

    /// The latest refused tries of an agency.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn refused(&self, agency: &str, limit: u32) -> Result<Vec<RefusedTry>, Fault> {
        let connection = self.0.lock();
        let mut statement = connection.prepare_cached(
            "SELECT at, person, record, case_id, clauses FROM refused
             WHERE agency = ?1 ORDER BY n DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(params![agency, limit], |row| {
            Ok(RefusedTry {
                at: row.get(0)?,
                person: row.get(1)?,
                record: row.get(2)?,
                case: row.get(3)?,
                clauses: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?)
    }

    /// Notes that a record was opened; once a minute, since a recording is fetched in many pieces.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn note_opened(&self, agency: &str, one: &Opened) -> Result<(), Fault> {
        let minute = one.at.strftime("%Y-%m-%dT%H:%M:00").to_string();
        self.0.lock().execute(
            "INSERT OR IGNORE INTO opened (agency, case_id, at, person, no)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![agency, one.case, minute, one.person, one.no],
        )?;
        Ok(())
    }

    /// What was opened of a case, the latest first.
    ///
    /// # Errors
    /// A fault if SQLite fails or a row cannot be read.
    pub fn opened(&self, agency: &str, case: &str, limit: u32) -> Result<Vec<Opened>, Fault> {
        let connection = self.0.lock();
        let mut statement = connection.prepare_cached(
            "SELECT at, person, no FROM opened WHERE agency = ?1 AND case_id = ?2
             ORDER BY at DESC, person, no LIMIT ?3",
        )?;
        let mut rows = statement.query(params![agency, case, limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Opened {
                at: row.get::<_, String>(0)?.parse().map_err(Fault::new)?,
                person: row.get(1)?,
                case: case.to_owned(),
                no: row.get(2)?,
            });
        }
        Ok(found)
    }

    /// How often a try was refused on a clause of an agency's law.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn refused_on(&self, agency: &str, clause: &str) -> Result<u64, Fault> {
        let sql = "SELECT count(*) FROM refused
                   WHERE agency = ?1 AND instr('、' || clauses || '、', '、' || ?2 || '、') > 0";
        let n: i64 = self
            .0
            .lock()
            .query_row(sql, params![agency, clause], |row| row.get(0))?;
        Ok(u64::try_from(n).unwrap_or(0))
    }

    /// Keeps what somebody handed in, and gives its number.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn put_request(&self, request: &Request) -> Result<i64, Fault> {
        let fields = serde_json::to_string(&request.fields).map_err(Fault::new)?;
        let connection = self.0.lock();
        connection.execute(
            "INSERT INTO requests (at, agency, item, fields) VALUES (?1, ?2, ?3, ?4)",
            params![request.at.to_string(), request.agency, request.item, fields],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// What was handed in to an agency and is still to be taken in, the oldest first.
    ///
    /// # Errors
    /// A fault if SQLite fails or a row cannot be read.
    pub fn requests(&self, agency: &str) -> Result<Vec<(i64, Request)>, Fault> {
        let connection = self.0.lock();
        let mut statement = connection.prepare_cached(
            "SELECT n, at, item, fields FROM requests WHERE agency = ?1 ORDER BY n",
        )?;
        let mut rows = statement.query([agency])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (at, fields): (String, String) = (row.get(1)?, row.get(3)?);
            let request = Request {
                agency: agency.to_owned(),
                item: row.get(2)?,
                at: at.parse().map_err(Fault::new)?,
                fields: serde_json::from_str(&fields).map_err(Fault::new)?,
            };
            found.push((row.get(0)?, request));
        }
        Ok(found)
    }

    /// Forgets what was handed in, once it is a record or has been set aside; says whether it was
    /// still there.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn drop_request(&self, agency: &str, n: i64) -> Result<bool, Fault> {
        let sql = "DELETE FROM requests WHERE agency = ?1 AND n = ?2";
        Ok(self.0.lock().execute(sql, params![agency, n])? > 0)
    }

    /// A setting of the installation.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Fault> {
        let row = self.0.lock().query_row(
            "SELECT value FROM settings WHERE name = ?1",
            [name],
            |row| row.get(0),
        );
        Ok(row.optional()?)
    }

    /// Changes a setting.
    ///
    /// # Errors
    /// A fault if SQLite fails.
    pub fn set(&self, name: &str, value: &str) -> Result<(), Fault> {
        let sql = "INSERT OR REPLACE INTO settings VALUES (?1, ?2)";
        self.0.lock().execute(sql, params![name, value])?;
        Ok(())
    }
}
