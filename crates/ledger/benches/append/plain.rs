//! The baselines: the same fields of the same entries in one plain table with the same settings, one
//! commit a batch. No salt, no hash, no tree, no signature, no streams.

use ledger::NewEntry;
use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// The best that an engine does with these bytes and nothing else.
pub trait Plain {
    /// Stores a batch durably.
    fn append(&mut self, batch: &[NewEntry]);
}

/// Multi-row inserts of SQLite, with the journal and the sync of the ledger.
pub struct Sqlite {
    conn: Connection,
    len: i64,
}

impl Sqlite {
    pub fn open(dir: &std::path::Path) -> Sqlite {
        let conn = Connection::open(dir.join("plain.db")).expect("a fresh directory");
        conn.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
             CREATE TABLE plain (idx INTEGER PRIMARY KEY, stream TEXT, version INTEGER,
               time_ms INTEGER, actor TEXT, kind TEXT, payload BLOB) STRICT",
        )
        .expect("a fresh database");
        Sqlite { conn, len: 0 }
    }

    fn try_append(&mut self, batch: &[NewEntry]) -> rusqlite::Result<()> {
        let tx = self.conn.transaction()?;
        for part in batch.chunks(64) {
            let rows = vec!["(?,?,?,?,?,?,?)"; part.len()].join(",");
            let mut insert = tx.prepare_cached(&format!("INSERT INTO plain VALUES {rows}"))?;
            let mut values: Vec<Value> = Vec::with_capacity(part.len() * 7);
            for new in part {
                values.extend([self.len.into(), new.stream.clone().into(), 1.into()]);
                values.extend([new.time_ms.into(), new.actor.clone().into()]);
                values.extend([new.kind.clone().into(), new.payload.clone().into()]);
                self.len += 1;
            }
            insert.execute(params_from_iter(values))?;
        }
        tx.commit()
    }
}

impl Plain for Sqlite {
    fn append(&mut self, batch: &[NewEntry]) {
        self.try_append(batch).expect("room");
    }
}

/// What PostgreSQL does best with a batch.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    /// One statement, with an array for each column, that commits by itself.
    Arrays,
    /// `COPY` in binary form between `BEGIN` and `COMMIT`.
    Copy,
}

/// PostgreSQL with `synchronous_commit`.
pub struct Postgres {
    client: Client,
    insert: postgres::Statement,
    copy: postgres::Statement,
    way: Way,
    len: i64,
}

impl Postgres {
    pub fn open(url: &str) -> Postgres {
        let mut client = Client::connect(url, NoTls).expect("the server runs");
        client
            .batch_execute(
                "SET synchronous_commit TO on;
                 CREATE TABLE plain (idx bigint PRIMARY KEY, stream text, version bigint,
                   time_ms bigint, actor text, kind text, payload bytea)",
            )
            .expect("a fresh database");
        let insert = client
            .prepare(
                "INSERT INTO plain SELECT * FROM unnest($1::int8[], $2::text[], $3::int8[],
                   $4::int8[], $5::text[], $6::text[], $7::bytea[])",
            )
            .expect("it has this table");
        let copy = client
            .prepare("COPY plain FROM STDIN BINARY")
            .expect("as above");
        Postgres {
            client,
            insert,
            copy,
            way: Way::Arrays,
            len: 0,
        }
    }

    /// The faster way for batches of this kind.
    pub fn choose(&mut self, batches: &[Vec<NewEntry>]) -> Way {
        let mut time = |way| {
            self.way = way;
            let start = std::time::Instant::now();
            batches.iter().for_each(|batch| self.append(batch));
            start.elapsed()
        };
        let (arrays, copy) = (time(Way::Arrays), time(Way::Copy));
        self.way = if copy < arrays {
            Way::Copy
        } else {
            Way::Arrays
        };
        self.way
    }

    fn arrays(&mut self, batch: &[NewEntry]) -> Result<(), postgres::Error> {
        let index: Vec<i64> = (self.len..).take(batch.len()).collect();
        let stream: Vec<&str> = batch.iter().map(|new| &*new.stream).collect();
        let version = vec![1_i64; batch.len()];
        let time: Vec<i64> = batch.iter().map(|new| new.time_ms).collect();
        let actor: Vec<&str> = batch.iter().map(|new| &*new.actor).collect();
        let kind: Vec<&str> = batch.iter().map(|new| &*new.kind).collect();
        let payload: Vec<&[u8]> = batch.iter().map(|new| &*new.payload).collect();
        let columns: [&(dyn postgres::types::ToSql + Sync); 7] =
            [&index, &stream, &version, &time, &actor, &kind, &payload];
        self.client.execute(&self.insert, &columns).map(drop)
    }

    fn copy(&mut self, batch: &[NewEntry]) -> Result<(), postgres::Error> {
        let types = [
            Type::INT8,
            Type::TEXT,
            Type::INT8,
            Type::INT8,
            Type::TEXT,
            Type::TEXT,
            Type::BYTEA,
        ];
        let mut tx = self.client.transaction()?;
        let mut rows = BinaryCopyInWriter::new(tx.copy_in(&self.copy)?, &types);
        for (index, new) in (self.len..).zip(batch) {
            let row: [&(dyn ToSql + Sync); 7] = [
                &index,
                &new.stream,
                &1_i64,
                &new.time_ms,
                &new.actor,
                &new.kind,
                &new.payload,
            ];
            rows.write(&row)?;
        }
        rows.finish()?;
        tx.commit()
    }
}

impl Plain for Postgres {
    fn append(&mut self, batch: &[NewEntry]) {
        match self.way {
            Way::Arrays => self.arrays(batch).expect("room"),
            Way::Copy => self.copy(batch).expect("room"),
        }
        self.len += batch.len() as i64;
    }
}
