//! Damage and tampering: nothing that changes what a log says may be silent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use ledger::{Entry, Log, NewEntry, Reader, Report, SignedCheckpoint, fsck, fsck_against};
use rusqlite::Connection;
use tempfile::TempDir;

use super::support::{Bed, ORIGIN, batch, check as check_home, entry, keys, open};
use testkit::postgres::Server;

fn check(dir: &Path) -> Report {
    fsck(dir, ORIGIN, keys().public())
}

/// Everything a log says.
fn dump(dir: &Path) -> Option<(Vec<Entry>, SignedCheckpoint, Vec<Vec<Entry>>)> {
    let reader = Reader::open(dir, keys().public().clone()).ok()?;
    let entries = reader.entries(0, 100_000).ok()?;
    let streams = entries
        .iter()
        .map(|e| reader.stream(&e.stream, 1))
        .collect::<Result<_, _>>();
    Some((entries, reader.checkpoint().ok()?, streams.ok()?))
}

/// A small log in one closed file, with every kind of content: several streams, a payload that
/// overflows its page, a stored stream index, and space that is not in use.
fn small(dir: &Path) {
    let mut log = open(dir);
    log.append(&batch(7)).unwrap();
    let odd = NewEntry {
        actor: "张三".into(),
        time_ms: -1,
        ..entry("案件/一", vec![0xa5; 5000])
    };
    log.append(&[odd, entry("stream/0", "after")]).unwrap();
    drop(log);
    // Bring the stream index up to date by hand: by itself that happens every few thousand entries.
    let db = Connection::open(dir.join("ledger.db")).unwrap();
    db.execute_batch(
        "INSERT INTO head SELECT stream, max(version), max(idx) FROM entry WHERE idx < 8 GROUP BY 1;
         UPDATE meta SET value = 8 WHERE name = 'folded';
         PRAGMA wal_checkpoint(TRUNCATE);",
    )
    .unwrap();
}

/// What a byte of the database file is used for, as far as damage to it may go unnoticed.
fn unused(file: &[u8], at: usize) -> Option<&'static str> {
    let page_size = usize::from(u16::from_be_bytes([file[16], file[17]]));
    // https://www.sqlite.org/fileformat2.html, 1.3: none of these fields carries content.
    match at {
        18 | 19 => return Some("header: journal mode"),
        24..28 => return Some("header: file change counter"),
        28..32 => return Some("header: size hint, unused once the change counter differs"),
        40..44 => return Some("header: schema cookie"),
        44..48 => return Some("header: schema format"),
        48..52 => return Some("header: suggested cache size"),
        56..60 => return Some("header: text encoding, bits that select no other"),
        72..92 => return Some("header: reserved for expansion"),
        92..96 => return Some("header: counter at last version write"),
        96..100 => return Some("header: library that wrote last"),
        _ => {}
    }
    let start = at / page_size * page_size;
    let page = &file[start..start + page_size];
    let header = if start == 0 { 100 } else { 0 };
    let short = |at: usize| usize::from(u16::from_be_bytes([page[at], page[at + 1]]));
    let (kind, at) = (page[header], at - start);
    if kind == 13 && index_types(page, header).contains(&at) {
        return Some("stored type of the index, which SQLite takes from the row's key");
    }
    let pointers = match kind {
        2 | 5 => header + 12,
        10 | 13 => header + 8,
        _ => return overflow_rest(page, at),
    };
    if (pointers + 2 * short(header + 3)..short(header + 5)).contains(&at) {
        return Some("between the cell pointers and the cells of a page");
    }
    let mut block = short(header + 1);
    while block != 0 {
        if (block + 4..block + short(block + 2)).contains(&at) {
            return Some("in a free block of a page");
        }
        block = short(block);
    }
    None
}

/// Where the rows of a leaf page say of which type their first column is. SQLite ignores it in a
/// row of `entry`, whose first column is the row's key and is not stored a second time.
fn index_types(page: &[u8], header: usize) -> Vec<usize> {
    let short = |at: usize| usize::from(u16::from_be_bytes([page[at], page[at + 1]]));
    let after_varint =
        |at: usize| at + page[at..].iter().take(8).take_while(|b| **b >= 128).count() + 1;
    let cells = (0..short(header + 3)).map(|cell| short(header + 8 + 2 * cell));
    // Payload length, key, length of the record header; then the type of the first column.
    cells
        .map(|cell| after_varint(after_varint(after_varint(cell))))
        .collect()
}

/// The last overflow page of the one long payload (0xa5 …) is zero behind its end.
fn overflow_rest(page: &[u8], at: usize) -> Option<&'static str> {
    let end = page.iter().rposition(|&byte| byte == 0xa5)?;
    (page[..4] == [0; 4] && at > end).then_some("behind the end of an overflow chain")
}

/// Flips one bit of every byte of the database file, another bit from byte to byte. Each flip is
/// reported by `fsck` or by opening, or changes nothing and hits a byte that is provably not in
/// use.
#[test]
fn no_flipped_bit_is_silent() {
    let dir = TempDir::new().unwrap();
    small(dir.path());
    assert!(check(dir.path()).is_sound(), "{:?}", check(dir.path()));
    let good = fs::read(dir.path().join("ledger.db")).unwrap();
    let said = dump(dir.path()).unwrap();
    let next = AtomicUsize::new(0);
    let mut silent = BTreeMap::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let (dir, mut silent) = (TempDir::new().unwrap(), Vec::new());
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= good.len() {
                            return silent;
                        }
                        let mut bad = good.clone();
                        bad[at] ^= 1 << ((at * 5 + at / 8) % 8);
                        fs::write(dir.path().join("ledger.db"), &bad).unwrap();
                        if check(dir.path()).is_sound()
                            && Log::open(dir.path(), ORIGIN, keys()).is_ok()
                        {
                            assert_eq!(dump(dir.path()).as_ref(), Some(&said), "byte {at}");
                            silent.push(at);
                        }
                        for extra in ["ledger.db-wal", "ledger.db-shm"] {
                            let _ = fs::remove_file(dir.path().join(extra));
                        }
                    }
                })
            })
            .collect();
        for at in workers.into_iter().flat_map(|w| w.join().unwrap()) {
            let what = unused(&good, at).unwrap_or("IN USE");
            silent.entry(what).or_insert_with(Vec::new).push(at);
        }
    });
    let counts: Vec<_> = silent
        .iter()
        .map(|(what, bytes)| (what, bytes.len()))
        .collect();
    println!(
        "{} bytes; not noticed, since not in use: {counts:#?}",
        good.len()
    );
    assert_eq!(silent.get("IN USE"), None);
}

/// What is done to the file, the entry that must be named, and a word of the message.
const TAMPERING: [(&str, Option<u64>, &str); 17] = [
    (
        "UPDATE entry SET payload = x'00' WHERE idx = 5",
        Some(5),
        "payload",
    ),
    (
        "UPDATE entry SET salt = zeroblob(16) WHERE idx = 0",
        Some(0),
        "payload",
    ),
    (
        "UPDATE entry SET payload = NULL, salt = NULL WHERE idx = 6",
        Some(6),
        "missing",
    ),
    (
        "UPDATE entry SET actor = 'other' WHERE idx = 3",
        Some(3),
        "leaf hash",
    ),
    (
        "UPDATE entry SET time_ms = time_ms + 1 WHERE idx = 3",
        Some(3),
        "leaf hash",
    ),
    (
        "UPDATE entry SET kind = 'other' WHERE idx = 8",
        Some(8),
        "leaf hash",
    ),
    (
        "UPDATE entry SET version = 9 WHERE idx = 5",
        Some(5),
        "leaf hash",
    ),
    (
        "UPDATE entry SET payload_hash = zeroblob(32) WHERE idx = 4",
        Some(4),
        "payload hash",
    ),
    (
        "UPDATE entry SET leaf_hash = zeroblob(32) WHERE idx = 4",
        Some(4),
        "leaf hash",
    ),
    (
        "UPDATE entry SET nodes = zeroblob(32) WHERE idx = 1",
        Some(1),
        "tree nodes",
    ),
    (
        "UPDATE entry SET nodes = x'00' WHERE idx = 1",
        Some(1),
        "malformed nodes",
    ),
    (
        "UPDATE entry SET prev = 1 WHERE idx = 5",
        Some(5),
        "before it",
    ),
    ("DELETE FROM entry WHERE idx = 4", Some(4), "missing"),
    ("DELETE FROM entry WHERE idx = 8", Some(8), "missing"),
    (
        "INSERT INTO entry SELECT 9, stream, 3, prev, time_ms, actor, kind, salt, payload_hash,
      leaf_hash, nodes, payload FROM entry WHERE idx = 8",
        Some(9),
        "beyond",
    ),
    (
        "UPDATE head SET version = 1 WHERE stream = 'stream/1'",
        None,
        "stream/1",
    ),
    (
        "DELETE FROM head WHERE stream = 'stream/2'",
        None,
        "stream/2",
    ),
];

/// Tampering through SQL, by somebody who has the file but not the key.
#[test]
fn tampering_is_found_and_the_entry_named() {
    for (sql, index, what) in TAMPERING {
        let dir = TempDir::new().unwrap();
        small(dir.path());
        Connection::open(dir.path().join("ledger.db"))
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        let report = check(dir.path());
        assert_eq!(report.first_bad(), index, "{sql}: {:?}", report.problems);
        assert!(
            report.problems[0].what.contains(what),
            "{sql}: {:?}",
            report.problems
        );
    }
}

#[test]
fn exchanged_entries_are_each_named() {
    let dir = TempDir::new().unwrap();
    small(dir.path());
    let db = Connection::open(dir.path().join("ledger.db")).unwrap();
    db.execute_batch(
        "UPDATE entry SET idx = 99 WHERE idx = 2; UPDATE entry SET idx = 2 WHERE idx = 4;
         UPDATE entry SET idx = 4 WHERE idx = 99;",
    )
    .unwrap();
    let bad: Vec<_> = check(dir.path())
        .problems
        .iter()
        .filter_map(|p| p.index)
        .collect();
    assert!(bad.contains(&2) && bad.contains(&4), "{bad:?}");
}

/// Somebody rewrites an entry and all hashes above it, as the program itself would; only the
/// signature is out of reach.
#[test]
fn a_rewritten_history_does_not_lead_to_the_signed_root() {
    let (dir, forged) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    open(dir.path()).append(&batch(20)).unwrap();
    let mut other = batch(20);
    other[7].payload = b"something else".to_vec();
    open(forged.path()).append(&other).unwrap();
    let note = Reader::open(dir.path(), keys().public().clone())
        .unwrap()
        .checkpoint()
        .unwrap()
        .note;
    let db = Connection::open(forged.path().join("ledger.db")).unwrap();
    db.execute(
        "UPDATE meta SET value = ?1 WHERE name = 'checkpoint'",
        [note],
    )
    .unwrap();
    drop(db);
    let report = check(forged.path());
    assert_eq!(
        (report.entries, report.problems.len()),
        (20, 1),
        "{:?}",
        report.problems
    );
    assert!(
        report.problems[0].what.contains("lead to"),
        "{:?}",
        report.problems
    );
    assert!(
        Log::open(forged.path(), ORIGIN, keys()).is_err(),
        "nothing is signed on top of it"
    );
}

#[test]
fn changed_tables_are_refused() {
    for sql in [
        "CREATE TABLE more (x)",
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM head; END",
        "CREATE VIEW v AS SELECT 1",
        "ALTER TABLE meta ADD COLUMN more ANY",
        "PRAGMA user_version = 2",
        "PRAGMA application_id = 0",
        "INSERT INTO meta VALUES ('more', 1)",
        "UPDATE entry SET idx = -1 WHERE idx = 0",
        "UPDATE meta SET value = 7 WHERE name = 'folded'",
        "UPDATE meta SET value = 800 WHERE name = 'folded'",
        "UPDATE meta SET value = x'00' WHERE name = 'folded'",
        "UPDATE meta SET value = 'x' WHERE name = 'origin'",
        "DELETE FROM meta WHERE name = 'origin'",
        "DELETE FROM meta WHERE name = 'checkpoint'",
        "DELETE FROM meta WHERE name = 'folded'",
        "DELETE FROM entry",
        "DROP TABLE head",
    ] {
        let dir = TempDir::new().unwrap();
        small(dir.path());
        Connection::open(dir.path().join("ledger.db"))
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        assert!(!check(dir.path()).is_sound(), "{sql}");
    }
}

/// A file cut off anywhere, also in the middle of its last page.
#[test]
fn a_truncated_file_is_found() {
    let dir = TempDir::new().unwrap();
    small(dir.path());
    let path = dir.path().join("ledger.db");
    let good = fs::read(&path).unwrap();
    for len in (0..good.len())
        .step_by(509)
        .chain([good.len() - 1, good.len() - 4096])
    {
        fs::write(&path, &good[..len]).unwrap();
        let report = check(dir.path());
        assert!(!report.is_sound(), "{len} of {} bytes", good.len());
        for extra in ["ledger.db-wal", "ledger.db-shm"] {
            let _ = fs::remove_file(dir.path().join(extra));
        }
    }
}

/// A torn page: half of the last one is what stood there before.
#[test]
fn a_torn_page_is_found() {
    let dir = TempDir::new().unwrap();
    small(dir.path());
    let path = dir.path().join("ledger.db");
    let good = fs::read(&path).unwrap();
    for page in 1..good.len() / 4096 {
        for half in [0, 2048] {
            let mut torn = good.clone();
            let range = page * 4096 + half..page * 4096 + half + 2048;
            if torn[range.clone()].iter().all(|byte| *byte == 0) {
                continue;
            }
            torn[range].fill(0);
            fs::write(&path, &torn).unwrap();
            assert!(!check(dir.path()).is_sound(), "page {page}, from {half}");
        }
    }
}

/// A WAL cut off or flipped anywhere leaves a log that is one of its own earlier states, never
/// something between two; and whoever has kept a checkpoint sees that it is an earlier one.
#[test]
fn a_damaged_wal_leaves_an_earlier_state_and_is_found_by_a_kept_checkpoint() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    let mut states = vec![log.checkpoint().checkpoint.clone()];
    for size in [1, 3, 2, 5] {
        log.append(&batch(size)).unwrap();
        states.push(log.checkpoint().checkpoint.clone());
    }
    let [db, wal] = ["ledger.db", "ledger.db-wal"].map(|f| fs::read(dir.path().join(f)).unwrap());
    let last = states.last().unwrap().clone();
    let (mut seen, mut lost) = (std::collections::BTreeSet::new(), 0);
    for at in (0..wal.len()).step_by(331) {
        for flip in [false, true] {
            let mut damaged = wal.clone();
            if flip {
                damaged[at] ^= 0x10
            } else {
                damaged.truncate(at)
            }
            let copy = TempDir::new().unwrap();
            fs::write(copy.path().join("ledger.db"), &db).unwrap();
            fs::write(copy.path().join("ledger.db-wal"), &damaged).unwrap();
            let report = fsck_against(
                copy.path(),
                ORIGIN,
                keys().public(),
                std::slice::from_ref(&last),
                |_| {},
            );
            let Some(state) = &report.checkpoint else {
                assert!(!report.is_sound(), "cut or flipped at {at}");
                continue;
            };
            assert!(states.contains(state), "at {at}");
            seen.insert(state.size);
            // Sound in itself, so that the log can go on after a crash …
            assert_eq!(check(copy.path()).problems, vec![], "at {at}");
            // … and known to be old exactly if something is lost.
            assert_eq!(
                report.is_sound(),
                *state == last,
                "at {at}: {:?}",
                report.problems
            );
            lost += usize::from(*state != last);
        }
    }
    assert!(seen.len() >= 4 && lost > 10, "{seen:?} {lost}");
}

#[test]
fn a_fork_is_found_by_a_kept_checkpoint() {
    let (dir, fork) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut log = open(dir.path());
    log.append(&batch(5)).unwrap();
    let kept = log.checkpoint().checkpoint.clone();
    log.append(&batch(5)).unwrap();
    // The same entries once more: other salts, so another log, validly signed.
    open(fork.path()).append(&batch(10)).unwrap();
    let against = |dir| {
        fsck_against(
            dir,
            ORIGIN,
            keys().public(),
            std::slice::from_ref(&kept),
            |_| {},
        )
    };
    assert!(against(dir.path()).is_sound());
    assert!(check(fork.path()).is_sound());
    let problems = against(fork.path()).problems;
    assert!(
        problems.len() == 1 && problems[0].what.contains("not the log"),
        "{problems:?}"
    );
}

/// How a value of each type is altered behind the ledger's back.
const ALTERATIONS: [(&str, &str); 3] = [
    ("bigint", "coalesce({c}, 0) + 1"),
    ("text", "{c} || 'x'"),
    ("bytea", "set_byte({c}, 5, get_byte({c}, 5) # 1)"),
];

/// A PostgreSQL log whose stored stream index covers a part of it.
fn on_a_server() -> (Bed, String) {
    let url = Server::shared().database();
    let bed = Bed::at(&url);
    let mut log = open(&bed.home);
    log.append(&batch(7)).unwrap();
    log.append(&[entry("stream/0", "after")]).unwrap();
    let name = url.rsplit('/').next().unwrap().to_owned();
    let fold = "INSERT INTO head SELECT stream, max(version), max(idx) FROM entry WHERE idx < 7 GROUP BY 1;
         UPDATE meta SET folded = 7";
    sql(&name, fold).unwrap();
    assert_eq!(check_home(&bed.home).problems, vec![]);
    (bed, name)
}

fn sql(database: &str, sql: &str) -> Result<String, String> {
    let sql = format!("SET search_path TO \"log:{ORIGIN}\"; {sql}");
    Server::shared().psql(database, &sql)
}

/// Every column of every table, as the server lists them: a column that is added later is
/// altered here as well.
#[test]
fn no_altered_column_is_silent_on_a_server() {
    let (bed, name) = on_a_server();
    let columns = sql(
        &name,
        "SELECT table_name, column_name, data_type FROM information_schema.columns
         WHERE table_schema LIKE 'log:%' ORDER BY 1, 2",
    );
    let columns = columns.unwrap();
    assert_eq!(columns.lines().count(), 18, "{columns}");
    for line in columns.lines() {
        let [table, column, kind] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let value = ALTERATIONS.iter().find(|(of, _)| *of == kind).unwrap().1;
        let value = value.replace("{c}", column);
        let (row, index) = match table {
            "entry" => ("WHERE idx = 3", Some(3)),
            "head" => ("WHERE stream = 'stream/1'", None),
            _ => ("", None),
        };
        // Index 3 would become 4, which is taken.
        let value = if column == "idx" {
            "idx + 90".to_owned()
        } else {
            value
        };
        let kept = format!(
            "DROP TABLE IF EXISTS public.kept; CREATE TABLE public.kept AS SELECT * FROM {table}"
        );
        sql(&name, &kept).unwrap();
        sql(
            &name,
            &format!("UPDATE {table} SET {column} = {value} {row}"),
        )
        .unwrap();
        let report = check_home(&bed.home);
        assert_eq!(report.first_bad(), index, "{line}: {:?}", report.problems);
        let what = &report.problems[0].what;
        let named = match (table, column) {
            ("head", _) => what.contains("stream/1"),
            ("meta", "origin") => what.contains("the log of"),
            ("meta", "checkpoint") => what.contains("checkpoint"),
            ("meta", _) => what.contains("stream index"),
            _ => true,
        };
        assert!(named, "{line}: {:?}", report.problems);
        let back = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM public.kept");
        sql(&name, &back).unwrap();
        assert_eq!(check_home(&bed.home).problems, vec![]);
    }
}

/// What is done to the tables, and a word of the message.
const ON_A_SERVER: [(&str, &str); 19] = [
    ("DELETE FROM entry WHERE idx = 3", "missing"),
    ("DELETE FROM entry WHERE idx = 7", "missing"),
    ("DELETE FROM entry", "missing"),
    (
        "UPDATE entry SET payload = NULL, salt = NULL WHERE idx = 3",
        "no entry records",
    ),
    (
        "UPDATE entry SET salt = NULL WHERE idx = 3",
        "one is missing",
    ),
    (
        "UPDATE entry SET nodes = '\\x00' WHERE idx = 3",
        "malformed nodes",
    ),
    ("UPDATE entry SET idx = -1 WHERE idx = 3", "missing"),
    (
        "INSERT INTO entry SELECT 8, stream, 9, 7, time_ms, actor, kind, salt, payload_hash, leaf_hash, nodes, payload FROM entry WHERE idx = 7",
        "beyond",
    ),
    ("DELETE FROM head WHERE stream = 'stream/2'", "stream/2"),
    ("UPDATE meta SET folded = 800", "stream index"),
    ("UPDATE meta SET folded = -1", "fold mark"),
    ("DELETE FROM meta", "meta"),
    ("INSERT INTO meta SELECT * FROM meta", "meta"),
    ("CREATE TABLE more (x int)", "more"),
    ("ALTER TABLE meta ADD COLUMN more int", "meta.more"),
    (
        "CREATE RULE r AS ON INSERT TO entry DO INSTEAD NOTHING",
        "rule r",
    ),
    (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TRIGGER t BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION f()",
        "trigger t",
    ),
    (
        "ALTER TABLE entry DROP CONSTRAINT entry_pkey",
        "PRIMARY KEY",
    ),
    ("CREATE TABLE child () INHERITS (entry)", "child"),
];

#[test]
fn tampering_on_a_server_is_found() {
    for (tampering, word) in ON_A_SERVER {
        let (bed, name) = on_a_server();
        sql(&name, tampering).unwrap();
        let problems = check_home(&bed.home).problems;
        assert!(
            problems.iter().any(|p| p.what.contains(word)),
            "{tampering}: {problems:?}"
        );
    }
}
