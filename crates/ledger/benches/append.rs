//! Durable appends and `fsck`, each as a ratio to a baseline measured in the same run.
//!
//! Baseline of the appends: the same fields of the same entries in one plain table of the same
//! engine, one commit a batch, the next as soon as the previous sync returns ([`plain`]). Both sides
//! take turns in short rounds; the ratio is the median of the ratios of the rounds, so that a machine
//! that is busy for a while slows both sides of it.
//! Baseline of the lone append: writing the same bytes to the end of a file, and `fdatasync`.
//! Baseline of the growing log: the same batches on a log of ten thousand entries.
//! Baseline of the group commit on PostgreSQL: `pgbench` with one insert a transaction, in turns.
//! Baseline of `fsck`: what it cannot do without, each alone on one thread: reading all columns of
//! all rows, SQLite's own check of the file, and the hashes. Processor time counts, since `fsck`
//! uses both cores and other work on the machine takes them away.
//! The inclusion proof has a goal and no baseline.
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

use ledger::entry::{Metadata, payload_hash};
use ledger::proof::verify_inclusion;
use ledger::tree::Frontier;
use ledger::{Home, Keys, Log, NewEntry, fsck};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
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
    transactions(&server, if quick { 1 } else { 5 });
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
        for round in 0..rounds {
            let work: Vec<_> = (0..batches).map(|_| supply.batch(batch)).collect();
            let mut plain = || theirs.push(time(|| work.iter().for_each(|b| plain.append(b))));
            let append = |b: &Vec<NewEntry>| drop(log.append(b).expect("room"));
            let ledger = || ours.push(time(|| work.iter().for_each(append)));
            // Whoever comes second may wait for what the disk still does for the first.
            if round % 2 == 0 {
                plain();
                ledger();
            } else {
                ledger();
                plain();
            }
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

/// One insert of 1 KiB a transaction, by the benchmark that comes with PostgreSQL, and as many
/// waiting writers of a log on the same server, in turns.
fn transactions(server: &Server, rounds: usize) {
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
    let mut log = open(Home::parse(&server.database()).expect("a URL"));
    let mut supply = Supply(11);
    for clients in [1, 64] {
        let (mut theirs, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            theirs.push(pgbench(&url, &file, clients));
            let work: Vec<_> = (0..2_000 / clients)
                .map(|_| supply.batch(clients))
                .collect();
            let took = time(|| work.iter().for_each(|b| drop(log.append(b).expect("room"))));
            ours.push(took / u32::try_from(work.len() * clients).expect("few"));
        }
        let ratio = ratio(&theirs, &ours);
        println!(
            "pgbench, one insert a transaction, {clients} clients: {:.0} /s; ledger {:.0} /s, {ratio:.1} times",
            1.0 / median(theirs),
            1.0 / median(ours)
        );
    }
}

/// The time of one transaction, over five seconds: longer than a disk stalls now and then.
fn pgbench(url: &str, script: &std::path::Path, clients: usize) -> Duration {
    let done = Command::new(program("pgbench"))
        .args(["-n", "-M", "prepared", "-j", "2", "-T", "5", "-c"])
        .arg(clients.to_string())
        .arg("-f")
        .arg(script)
        .arg("-d")
        .arg(url)
        .output()
        .expect("pgbench starts");
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let tps = tps.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    Duration::from_secs_f64(1.0 / tps.unwrap_or_else(|| panic!("{said}")))
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
    prove(&large, if rounds == 1 { 10 } else { 2_000 });
}

/// Inclusion proofs of entries at random, each checked; the checkpoint is read and its signature
/// checked for each as well.
fn prove(log: &Log, n: u64) {
    let (reader, mut times) = (log.reader(), Vec::new());
    let (size, root) = (log.len(), log.checkpoint().checkpoint.root);
    for i in 0..n {
        // A stride that shares no factor with the size of any log here: every part is visited.
        let index = i * 6_700_417 % size;
        let mut proof = None;
        times.push(time(|| proof = reader.inclusion_proof(index, size).ok()));
        let leaf = reader.entry(index).expect("it is there").leaf_hash;
        let proof = proof.expect("there is one");
        assert!(verify_inclusion(leaf, index, size, root, &proof));
    }
    println!(
        "inclusion proof at {size} entries: median {:.0} µs",
        median(times) * 1e6
    );
}

/// Payload hash, leaf and tree of all entries.
fn hash_all(entries: &[NewEntry]) {
    let mut frontier = Frontier::default();
    for new in entries {
        let payload_hash = payload_hash(&[0; 16], &new.payload);
        let metadata = Metadata {
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
}

/// What an append costs beside the database: the same work on nothing but memory.
fn costs(n: usize) {
    let mut supply = Supply(7);
    let entries = supply.batch(n);
    let hashing = time(|| hash_all(&entries));
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
    let mut entries = Supply(99).batch(n);
    for new in &mut entries {
        new.payload.truncate(128);
        new.payload.shrink_to_fit();
    }
    for batch in entries.chunks(1000) {
        log.append(batch).expect("room");
    }
    let key = log.keys().public().clone();
    drop(log);
    let path = dir.path().join("ledger.db");
    let connect = || Connection::open(&path).expect("it was just written");
    let mut parts: [Vec<Spent>; 4] = Default::default();
    for _ in 0..if n < 10_000 { 1 } else { 7 } {
        parts[0].push(spent(|| read_all(&connect())));
        parts[1].push(spent(|| {
            let sql = "PRAGMA integrity_check";
            let said = connect().query_row(sql, [], |row| row.get::<_, String>(0));
            assert_eq!(said.as_deref(), Ok("ok"));
        }));
        parts[2].push(spent(|| hash_all(&entries)));
        parts[3].push(spent(|| {
            let report = fsck(dir.path(), ORIGIN, &key);
            assert!(
                report.is_sound() && report.entries == n as u64,
                "{:?}",
                report.problems
            );
        }));
    }
    let each = |times: &[Spent], which: fn(&Spent) -> Duration| {
        median(times.iter().map(which).collect()) * 1e6 / n as f64
    };
    let [reading, checking, hashing, all] =
        [0, 1, 2, 3].map(|part| each(&parts[part], |spent| spent.processor));
    let wall = each(&parts[3], |spent| spent.wall);
    println!(
        "fsck of {n} entries of 128 bytes: {:.0} /s; processor time {all:.2} µs an entry, so {:.0} /s on two free cores
  it cannot do without reading {reading:.2}, integrity_check {checking:.2}, hashing {hashing:.2}: {:.2} of these together",
        1e6 / wall,
        2e6 / all,
        all / (reading + checking + hashing)
    );
}

/// Time that passed, and time that this program had of the processors.
struct Spent {
    wall: Duration,
    processor: Duration,
}

fn spent(work: impl FnOnce()) -> Spent {
    let before = processor();
    let wall = time(work);
    let processor = processor().saturating_sub(before);
    Spent { wall, processor }
}

/// What all threads of this program have had so far, to a hundredth of a second.
fn processor() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    // Behind the name of the program, which may hold anything: fields 3 and on.
    let fields = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = fields.split(' ').skip(11).take(2);
    ticks
        .filter_map(|n| n.parse().ok())
        .map(|n: u64| Duration::from_millis(10 * n))
        .sum()
}

/// Looks at every column of every row.
fn read_all(conn: &Connection) {
    let mut query = conn
        .prepare("SELECT * FROM entry")
        .expect("it has this table");
    let columns = query.column_count();
    let mut rows = query.query([]).expect("it can be read");
    let mut bytes = 0;
    while let Some(row) = rows.next().expect("it can be read") {
        for column in 0..columns {
            bytes += match row.get_ref(column).expect("it is there") {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.len(),
                _ => 8,
            };
        }
    }
    std::hint::black_box(bytes);
}
