//! Durable appends and `fsck`, each as a ratio to a baseline measured in the same run.
//!
//! Baseline of the appends: the same fields of the same entries, written by multi-row inserts into
//! one plain SQLite table with the same settings, one commit a batch, the next as soon as the
//! previous sync returns. No salt, no hash, no tree, no signature, no streams. Both sides take
//! turns in short rounds; the ratio is the median of the ratios of the rounds, so that a machine that
//! is busy for a while slows both sides of it.
//! Baseline of `fsck`: reading the same columns of the same rows once, on one thread.

use std::time::{Duration, Instant};

use ledger::{Keys, Log, NewEntry, fsck};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use tempfile::TempDir;

const ORIGIN: &str = "bench.test/log";
/// Cases that are open at a time; each entry belongs to one of them, at random.
const STREAMS: u64 = 1000;
const ROUNDS: usize = 75;

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let quick = !std::env::args().any(|arg| arg == "--bench");
    let rounds = if quick { 1 } else { ROUNDS };
    println!("1 KiB payloads, {STREAMS} streams, {rounds} rounds, median round");
    println!(
        "{:>6} {:>14} {:>14} {:>7}",
        "batch", "plain /s", "ledger /s", "ratio"
    );
    for (batch, batches) in [(1, 60), (64, 14), (256, 6)] {
        let batches = if quick { 2 } else { batches };
        appends(batch, batches, rounds);
    }
    costs(if quick { 100 } else { 20_000 });
    check(if quick { 2_000 } else { 300_000 });
}

/// Entries without end: sizes as in life, order at random, the same in every run.
struct Supply(u64);

impl Supply {
    fn next(&mut self) -> NewEntry {
        // xorshift64: good enough to scatter streams and to defeat any compression.
        let mut step = || {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0
        };
        NewEntry {
            stream: format!("case/2025/{:06}", step() % STREAMS),
            expected_version: None,
            time_ms: 1_741_000_000_000,
            actor: "person/0042".into(),
            kind: "record.made".into(),
            payload: (0..128).flat_map(|_| step().to_le_bytes()).collect(),
        }
    }

    fn batch(&mut self, n: usize) -> Vec<NewEntry> {
        (0..n).map(|_| self.next()).collect()
    }
}

fn open(dir: &TempDir) -> Log {
    let keys = Keys::from_seed(ORIGIN, &[1; 32]).expect("a valid origin");
    Log::open(dir.path(), ORIGIN, keys).expect("a fresh directory")
}

/// The best that SQLite does with these bytes and nothing else.
struct Plain {
    conn: Connection,
    len: i64,
}

impl Plain {
    fn open(dir: &TempDir) -> rusqlite::Result<Plain> {
        let conn = Connection::open(dir.path().join("plain.db"))?;
        conn.execute_batch(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
             CREATE TABLE plain (idx INTEGER PRIMARY KEY, stream TEXT, version INTEGER,
               time_ms INTEGER, actor TEXT, kind TEXT, payload BLOB) STRICT",
        )?;
        Ok(Plain { conn, len: 0 })
    }

    fn append(&mut self, batch: &[NewEntry]) -> rusqlite::Result<()> {
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

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn appends(batch: usize, batches: usize, rounds: usize) {
    let (here, there) = (
        TempDir::new().expect("a directory"),
        TempDir::new().expect("another"),
    );
    let mut log = open(&here);
    let mut plain = Plain::open(&there).expect("a fresh directory");
    let mut supply = Supply(88_172_645_463_325_252);
    // A log that is already in use: neither side is measured while its first pages are made.
    let warm = supply.batch(if rounds == 1 { 10 } else { 5_000 });
    log.append(&warm).expect("room");
    plain.append(&warm).expect("room");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let work: Vec<_> = (0..batches).map(|_| supply.batch(batch)).collect();
        theirs.push(time(|| {
            work.iter().for_each(|b| plain.append(b).expect("room"))
        }));
        ours.push(time(|| {
            work.iter().for_each(|b| drop(log.append(b).expect("room")))
        }));
    }
    let pairs = theirs.iter().zip(&ours);
    let mut ratios: Vec<f64> = pairs
        .map(|(t, o)| t.as_secs_f64() / o.as_secs_f64())
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    let entries = (batch * batches) as f64;
    let (ours, theirs) = (entries / median(ours), entries / median(theirs));
    println!("{batch:>6} {theirs:>14.0} {ours:>14.0} {ratio:>7.2}");
}

/// What an append costs beside the database: the same work on nothing but memory.
fn costs(n: usize) {
    let mut supply = Supply(7);
    let entries = supply.batch(n);
    let hashing = time(|| {
        let mut frontier = ledger::tree::Frontier::default();
        for new in &entries {
            let payload_hash = ledger::entry::payload_hash(&[0; 16], &new.payload);
            let metadata = ledger::entry::Metadata {
                index: 0,
                version: 1,
                time_ms: new.time_ms,
                stream: &new.stream,
                actor: &new.actor,
                kind: &new.kind,
                payload_hash,
            };
            frontier.push(metadata.leaf_hash(), |_| {});
        }
        std::hint::black_box(frontier.root());
    });
    let keys = Keys::from_seed(ORIGIN, &[1; 32]).expect("a valid origin");
    let signing = time(|| {
        for _ in 0..100 {
            let checkpoint = ledger::Checkpoint {
                origin: ORIGIN.into(),
                size: 1,
                root: ledger::Hash([0; 32]),
            };
            std::hint::black_box(checkpoint.sign(&keys).expect("a valid origin"));
        }
    });
    println!(
        "hashing and tree {:.2} µs an entry; signing {:.1} µs a batch",
        hashing.as_secs_f64() * 1e6 / n as f64,
        signing.as_secs_f64() * 1e4
    );
}

fn check(n: usize) {
    let dir = TempDir::new().expect("a directory");
    let mut log = open(&dir);
    let mut supply = Supply(99);
    for _ in 0..n / 1000 {
        let mut batch = supply.batch(1000);
        batch.iter_mut().for_each(|new| new.payload.truncate(128));
        log.append(&batch).expect("room");
    }
    let key = log.keys().public().clone();
    drop(log);
    let reading = time(|| {
        let conn = Connection::open(dir.path().join("ledger.db")).expect("it was just written");
        let mut query = conn
            .prepare("SELECT * FROM entry")
            .expect("it has this table");
        let mut rows = query.query([]).expect("it can be read");
        let mut bytes = 0;
        while let Some(row) = rows.next().expect("it can be read") {
            bytes += row
                .get_ref(11)
                .and_then(|p| Ok(p.as_blob()?.len()))
                .unwrap_or(0);
        }
        std::hint::black_box(bytes);
    });
    let mut report = None;
    let checking = time(|| report = Some(fsck(dir.path(), ORIGIN, &key)));
    let report = report.expect("it was just made");
    assert!(
        report.is_sound() && report.entries == n as u64,
        "{:?}",
        report.problems
    );
    let rate = |time: Duration| n as f64 / time.as_secs_f64();
    println!(
        "fsck of {n} entries of 128 bytes: {:.0} /s, {:.2} of only reading the rows ({:.0} /s)",
        rate(checking),
        rate(checking) / rate(reading),
        rate(reading)
    );
}
