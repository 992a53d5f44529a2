//! Durable appends and `fsck`, each as a ratio to a baseline measured in the same run.
//!
//! Baseline of the appends: the same fields of the same entries in one plain table of the same
//! engine, one commit a batch, the next as soon as the previous sync returns ([`plain`]). Both sides
//! take turns in short rounds; the ratio is the median of the ratios of the rounds, so that a machine
//! that is busy for a while slows both sides of it.
//! Baseline of the lone append: writing the same bytes to the end of a file, and `fdatasync`.
//! Baseline of the growing log: the same batches on a log of ten thousand entries.
//! Baseline of `fsck`: reading the same columns of the same rows once, on one thread.
//!
//! `GROWN=10000000` makes the grown log as large as that; otherwise it has a million entries.

#[path = "append/plain.rs"]
mod plain;
#[path = "append/supply.rs"]
mod supply;

use std::fs::{self, File};
use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use ledger::{Home, Keys, Log, NewEntry, fsck};
use rusqlite::Connection;
use tempfile::TempDir;
use testkit::postgres::{Server, program};

use plain::Plain;
use supply::{STREAMS, Supply};

const ORIGIN: &str = "bench.test/log";
const ROUNDS: usize = 75;
/// Waiting writers, and batches of them in a round. A thousand is a bulk import.
const SIZES: [(usize, usize); 4] = [(1, 60), (64, 14), (256, 6), (1000, 2)];

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    let quick = !std::env::args().any(|arg| arg == "--bench");
    let rounds = if quick { 1 } else { ROUNDS };
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("1 KiB payloads, {STREAMS} streams, {rounds} rounds, median round; load {load}");
    let server = Server::start();
    compare("SQLite", rounds, |_| {
        let (here, there) = (TempDir::new(), TempDir::new());
        let (here, there) = (here.expect("a directory"), there.expect("another"));
        let plain = plain::Sqlite::open(there.path());
        (
            open(here.path()),
            Box::new(plain) as Box<dyn Plain>,
            vec![here, there],
        )
    });
    compare("PostgreSQL", rounds, |sample| {
        let mut plain = plain::Postgres::open(&server.database());
        let way = plain.choose(sample);
        println!("{:>17} by {way:?}", sample[0].len());
        let home = Home::parse(&server.database()).expect("a URL");
        (open(home), Box::new(plain) as Box<dyn Plain>, vec![])
    });
    pgbench(&server, if quick { 1 } else { 5 });
    lone(if quick { 5 } else { 2_000 });
    let grown = std::env::var("GROWN").ok().and_then(|n| n.parse().ok());
    grow(
        if quick {
            20_000
        } else {
            grown.unwrap_or(1_000_000)
        },
        rounds,
    );
    costs(if quick { 100 } else { 20_000 });
    check(if quick { 2_000 } else { 300_000 });
}

fn open(home: impl Into<Home>) -> Log {
    let keys = Keys::from_seed(ORIGIN, &[1; 32]).expect("a valid origin");
    Log::open(home, ORIGIN, keys).expect("a fresh home")
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// The median of what the second side takes of what the first takes, round by round.
fn ratio(theirs: &[Duration], ours: &[Duration]) -> f64 {
    let pairs = theirs.iter().zip(ours);
    let mut ratios: Vec<f64> = pairs
        .map(|(t, o)| t.as_secs_f64() / o.as_secs_f64())
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// A log, its baseline, and what must not be dropped before them.
type Sides = (Log, Box<dyn Plain>, Vec<TempDir>);

fn compare(engine: &str, rounds: usize, sides: impl Fn(&[Vec<NewEntry>]) -> Sides) {
    println!(
        "{engine:>10} {:>6} {:>12} {:>12} {:>7}",
        "batch", "plain /s", "ledger /s", "ratio"
    );
    for (batch, batches) in SIZES {
        let batches = if rounds == 1 { 2 } else { batches };
        let mut supply = Supply(88_172_645_463_325_252);
        let sample: Vec<_> = (0..10).map(|_| supply.batch(batch)).collect();
        let (mut log, mut plain, _kept) = sides(&sample);
        // A log that is already in use: neither side is measured while its first pages are made.
        let warm = supply.batch(if rounds == 1 { 10 } else { 5_000 });
        log.append(&warm).expect("room");
        plain.append(&warm);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            let work: Vec<_> = (0..batches).map(|_| supply.batch(batch)).collect();
            theirs.push(time(|| work.iter().for_each(|b| plain.append(b))));
            ours.push(time(|| {
                work.iter().for_each(|b| drop(log.append(b).expect("room")))
            }));
        }
        let ratio = ratio(&theirs, &ours);
        let rate = |times| (batch * batches) as f64 / median(times);
        let (theirs, ours) = (rate(theirs), rate(ours));
        println!(
            "{:>10} {batch:>6} {theirs:>12.0} {ours:>12.0} {ratio:>7.2}",
            ""
        );
    }
}

/// One insert of 1 KiB a transaction, by the benchmark that comes with PostgreSQL.
fn pgbench(server: &Server, seconds: u32) {
    let url = server.database();
    let name = url.rsplit('/').next().unwrap_or_default();
    let table = "CREATE TABLE plain (idx bigserial PRIMARY KEY, stream text, version bigint,
        time_ms bigint, actor text, kind text, payload bytea)";
    server.psql(name, table).expect("a fresh database");
    let script = TempDir::new().expect("a directory");
    let file = script.path().join("insert.sql");
    let digits = "5a".repeat(1024);
    let insert = format!(
        "INSERT INTO plain (stream, version, time_ms, actor, kind, payload)
         VALUES ('case/2025/000042', 1, 1741000000000, 'person/0042', 'record.made', '\\x{digits}');"
    )
    .replace('\n', " ");
    fs::write(&file, insert).expect("a file");
    for clients in ["1", "64"] {
        let done = Command::new(program("pgbench"))
            .args([
                "-n",
                "-M",
                "prepared",
                "-j",
                "2",
                "-c",
                clients,
                "-T",
                &seconds.to_string(),
                "-f",
            ])
            .arg(&file)
            .arg("-d")
            .arg(&url)
            .output()
            .expect("pgbench starts");
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        let tps = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let tps = tps.and_then(|line| line.split(' ').next()).unwrap_or("?");
        println!("pgbench, one insert a transaction, {clients} clients: {tps} /s");
    }
}

/// One entry at a time against the bare sync of its bytes, with nobody else waiting.
fn lone(n: usize) {
    let dir = TempDir::new().expect("a directory");
    let mut log = open(dir.path().join("log"));
    let mut file = File::create(dir.path().join("bare")).expect("a file");
    let mut supply = Supply(3);
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let new = supply.batch(1);
        bare.push(time(|| {
            let written = file.write_all(&new[0].payload);
            written.and_then(|()| file.sync_data()).expect("room");
        }));
        ours.push(time(|| drop(log.append(&new).expect("room"))));
    }
    let (ours, bare) = (median(ours) * 1e6, median(bare) * 1e6);
    let times = ours / bare;
    println!(
        "lone append {ours:.0} µs, bare fdatasync of the same bytes {bare:.0} µs: {times:.2} times"
    );
}

/// The same batches on a log of ten thousand entries and on one that has grown.
fn grow(n: usize, rounds: usize) {
    let dir = TempDir::new().expect("a directory");
    let filled = |name: &str, n: usize| {
        let mut log = open(dir.path().join(name));
        let mut supply = Supply(5);
        for _ in 0..n / 5_000 {
            let mut batch = supply.batch(5_000);
            batch.iter_mut().for_each(|new| new.payload.truncate(16));
            log.append(&batch).expect("room");
        }
        log
    };
    let (mut small, mut large) = (filled("small", 10_000), filled("large", n));
    let mut supply = Supply(7);
    let (mut at_small, mut at_large) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let work: Vec<_> = (0..7).map(|_| supply.batch(64)).collect();
        let run =
            |log: &mut Log| time(|| work.iter().for_each(|b| drop(log.append(b).expect("room"))));
        at_small.push(run(&mut small));
        at_large.push(run(&mut large));
    }
    let ratio = 1.0 / ratio(&at_small, &at_large);
    println!("an append to {n} entries costs {ratio:.2} of one to 10000, in batches of 64");
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
    let mut log = open(dir.path());
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
