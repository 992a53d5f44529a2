//! Every durable step on a disk that fails at each call in turn, below SQLite and the standard
//! library: refused, carried out but reported as failed, full, the process killed, the power cut.
//! After each: what was acknowledged is there, what was refused is not, nothing is half there, and
//! the same step succeeds.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use frail::sweep::{Step, Told};

use ledger::engine::{CommitError, FOLD};
use ledger::snapshot::snapshot;
use ledger::sqlite::FILE;
use ledger::witness::{Declined, Request, Witness};
use ledger::{
    AppendError, BlobState, Blobs, Cabinet, Change, Destroy, Hash, Home, Item, Keys, LedgerError,
    Log, Reader, fsck, relocate,
};
use tempfile::TempDir;

use super::support::{ORIGIN, batch, entry, keys, memory, open};

pub fn told<T>(result: &Result<T, AppendError>) -> Told {
    match result {
        Ok(_) | Err(AppendError::NotErased { .. } | AppendError::NotInPlace { .. }) => Told::Done,
        Err(AppendError::NotWritten(_)) => Told::NotDone,
        Err(_) => Told::Unknown,
    }
}

fn sound(dir: &Path) -> Log {
    let report = fsck(dir, ORIGIN, keys().public());
    assert!(report.is_sound(), "{:?}", report.problems);
    open(dir)
}

/// Which of the tries' entries follow the first `before`, each try's being all or none.
pub fn tries(log: &Log, before: u64, each: usize) -> Vec<u32> {
    let found = log.reader().entries(before, 1000).unwrap();
    let payloads: Vec<_> = found.iter().map(|e| e.payload.clone().unwrap()).collect();
    let whole = payloads.chunks(each);
    whole
        .map(|part| {
            assert!(part.len() == each && part.iter().all(|one| *one == part[0]));
            u32::from_be_bytes(part[0][..4].try_into().unwrap())
        })
        .collect()
}

pub fn assert_as_told(found: &[u32], told: &[Told]) {
    for (n, told) in told.iter().enumerate() {
        let there = found.contains(&(n as u32));
        assert!(told.allows(there), "try {n} {told:?}, there: {there}");
    }
}

/// Opens the log again, as its key file and its checkpoint say.
fn reopen(log: &mut Log, path: &Path) {
    // The lock is free only once the old one is gone.
    drop(std::mem::replace(log, memory()));
    if let Ok(again) = keyed(path.parent().unwrap()) {
        *log = again;
    }
}

pub fn append(log: &mut Log, n: u32) -> Told {
    let payload = n.to_be_bytes().repeat(300);
    let batch: Vec<_> = (0..3).map(|_| entry("s", &payload)).collect();
    told(&log.append(&batch))
}

#[test]
fn an_append() {
    let before = TempDir::new().unwrap();
    open(before.path()).append(&batch(10)).unwrap();
    let step = Step {
        before: before.path(),
        start: |dir| open(dir),
        act: append,
        check: &|dir, told| assert_as_told(&tries(&sound(dir), 10, 3), told),
    };
    step.sweep(1);
}

/// The append that brings the index of the streams up to date.
#[test]
fn an_append_that_folds() {
    const BEFORE: u64 = FOLD - 2;
    let before = TempDir::new().unwrap();
    let many: Vec<_> = (0..BEFORE).map(|n| entry(&format!("{n}"), "")).collect();
    open(before.path()).append(&many).unwrap();
    let step = Step {
        before: before.path(),
        start: |dir| open(dir),
        act: append,
        check: &|dir, told| assert_as_told(&tries(&sound(dir), BEFORE, 3), told),
    };
    // So many entries take their time to check.
    step.sweep(7);
}

/// The key file and the log, as a program makes them at its first start, and a first entry.
#[test]
fn a_founding() {
    let before = TempDir::new().unwrap();
    let step = Step {
        before: before.path(),
        start: Path::to_path_buf,
        act: |dir, _| match keyed(dir) {
            Ok(mut log) => told(&log.append(&[entry("s", "first")])),
            Err(_) => Told::NotDone,
        },
        check: &|dir, told| {
            let log = keyed(dir).unwrap();
            let done = told.iter().filter(|one| **one == Told::Done).count() as u64;
            let unknown = told.iter().filter(|one| **one == Told::Unknown).count() as u64;
            assert!((done..=done + unknown).contains(&log.len()), "{told:?}");
            let key = log.keys().public().clone();
            drop(log);
            assert!(fsck(dir, ORIGIN, &key).is_sound());
        },
    };
    step.sweep(1);
}

/// Opens as a program does: the key file, made at first start; a rotation cut off is settled.
fn keyed(dir: &Path) -> Result<Log, LedgerError> {
    let path = dir.join("log.key");
    if let Ok(note) = Reader::note(dir, ORIGIN) {
        Keys::settle(&path, ORIGIN, &note)?;
    }
    Log::open(dir, ORIGIN, Keys::open_or_create(&path, ORIGIN)?)
}

/// After each failure one of the two keys goes on, and whoever holds the first can follow.
#[test]
fn a_rotation() {
    let before = TempDir::new().unwrap();
    let mut log = keyed(before.path()).unwrap();
    log.append(&batch(3)).unwrap();
    drop(log);
    let step = Step {
        before: before.path(),
        start: |dir| (keyed(dir).unwrap(), dir.join("log.key")),
        act: |(log, path), _| {
            let new = Keys::generate(ORIGIN).unwrap();
            match told(&log.rotate(new, path, "actor", 5)) {
                // What a program does that goes on: see `Log::rotate`.
                Told::Unknown => reopen(log, path),
                known => return known,
            }
            Told::Unknown
        },
        check: &|dir, told| {
            let mut log = keyed(dir).unwrap();
            let changes = log.len() - 3;
            let done = told.iter().filter(|one| **one == Told::Done).count() as u64;
            assert!(changes >= done && changes <= told.len() as u64, "{told:?}");
            let key = log.keys().public().clone();
            log.append(&[]).unwrap();
            drop(log);
            assert!(fsck(dir, ORIGIN, &key).is_sound());
        },
    };
    step.sweep(1);
}

/// Destroys entries, unless the try before has done it.
pub fn destroy(log: &mut Log, entries: &[u64]) -> Told {
    let what = Destroy {
        entries: entries.to_vec(),
        blobs: Vec::new(),
        reason: "term is over".into(),
        actor: "actor".into(),
        time_ms: 5,
    };
    match log.destroy(&what) {
        Err(AppendError::Invalid { .. }) => Told::Done,
        result => told(&result),
    }
}

#[test]
fn a_destruction() {
    const SECRET: &str = "<a payload that occurs nowhere else>";
    let before = TempDir::new().unwrap();
    let mut log = open(before.path());
    log.append(&batch(3)).unwrap();
    log.append(&[entry("s", SECRET.repeat(40))]).unwrap();
    drop(log);
    let step = Step {
        before: before.path(),
        start: |dir| open(dir),
        act: |log, _| destroy(log, &[3]),
        check: &|dir, told| {
            // Opening erases what is recorded and still there.
            drop(open(dir));
            let log = sound(dir);
            let gone = log.reader().entries(3, 1).unwrap()[0].payload.is_none();
            assert_eq!(gone, log.len() > 4, "erased by the record, and only by it");
            assert_as_told(
                &if gone { vec![0, 1] } else { vec![] },
                &told[told.len() - 1..],
            );
            drop(log);
            let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
            let holds = |path: &PathBuf| {
                let bytes = fs::read(path).unwrap();
                bytes
                    .windows(SECRET.len())
                    .any(|part| part == SECRET.as_bytes())
            };
            assert_eq!(files.filter(holds).count() == 0, gone);
        },
    };
    step.sweep(1);
}

#[test]
fn a_blob() {
    let before = TempDir::new().unwrap();
    Blobs::open(before.path()).unwrap().put(b"other").unwrap();
    fn bytes(n: u32) -> Vec<u8> {
        n.to_be_bytes().repeat(40_000)
    }
    let step = Step {
        before: before.path(),
        start: |dir| Blobs::open(dir).unwrap(),
        act: |blobs, n| Told::of(&blobs.put(&bytes(n))),
        check: &|dir, told| {
            let blobs = Blobs::open(dir).unwrap();
            for (n, told) in told.iter().enumerate() {
                let bytes = bytes(n as u32);
                let state = blobs.verify(Hash::of(&[&bytes])).unwrap();
                let whole = BlobState::Sound {
                    len: bytes.len() as u64,
                };
                assert!(state == whole || (state == BlobState::Missing && *told != Told::Done));
            }
            // No leftovers pass for blobs.
            assert!(blobs.iter().unwrap().all(|name| name.is_ok()));
        },
    };
    step.sweep(1);
}

#[test]
fn the_destruction_of_a_blob() {
    let before = TempDir::new().unwrap();
    Blobs::open(before.path()).unwrap().put(b"bytes").unwrap();
    let step = Step {
        before: before.path(),
        start: |dir| Blobs::open(dir).unwrap(),
        act: |blobs, _| Told::of(&blobs.destroy(Hash::of(&[b"bytes"]))),
        check: &|dir, told| {
            let state = Blobs::open(dir)
                .unwrap()
                .verify(Hash::of(&[b"bytes"]))
                .unwrap();
            let gone = state == BlobState::Missing;
            assert!(gone || (!told.contains(&Told::Done) && state == BlobState::Sound { len: 5 }));
        },
    };
    step.sweep(1);
}

/// Two logs of which one takes the place of the other's copy: the copy is one of them, whole.
#[test]
fn a_snapshot() {
    let before = TempDir::new().unwrap();
    let [log, copies] = ["log", "copies"].map(|name| before.path().join(name));
    open(&log).append(&batch(10)).unwrap();
    fs::create_dir(&copies).unwrap();
    snapshot(&log.join(FILE), &copies.join(FILE)).unwrap();
    open(&log).append(&batch(10)).unwrap();
    let step = Step {
        before: before.path(),
        start: Path::to_path_buf,
        act: |dir, _| {
            Told::of(&snapshot(
                &dir.join("log").join(FILE),
                &dir.join("copies").join(FILE),
            ))
        },
        check: &|dir, told| {
            let copy = sound(&dir.join("copies"));
            let due = if told.contains(&Told::Done) {
                &[20][..]
            } else {
                &[10, 20]
            };
            assert!(due.contains(&copy.len()), "{}: {told:?}", copy.len());
        },
    };
    step.sweep(1);
}

#[test]
fn a_move() {
    let before = TempDir::new().unwrap();
    let log = before.path().join("log");
    open(&log).append(&batch(30)).unwrap();
    let step = Step {
        before: before.path(),
        start: Path::to_path_buf,
        act: |dir, _| {
            let [from, to] = ["log", "moved"].map(|name| Home::from(&dir.join(name)));
            Told::of(&relocate(&from, &to, ORIGIN, keys().public()))
        },
        check: &|dir, told| {
            assert_eq!(sound(&dir.join("log")).len(), 30);
            if told.contains(&Told::Done) {
                assert_eq!(sound(&dir.join("moved")).len(), 30);
            }
        },
    };
    step.sweep(1);
}

/// A cabinet before a change.
pub fn filled(home: &Home) {
    let first = [Change::Put(b"a".into(), Item::new("0"))];
    Cabinet::open(home).unwrap().change(&first).unwrap();
}

/// Puts the number of the try under two keys.
pub fn change_both(cabinet: &mut Cabinet, n: u32) -> Told {
    let value = (n + 1).to_string();
    let put = |key: &[u8]| Change::Put(key.into(), Item::new(value.as_str()));
    match cabinet.change(&[put(b"a"), put(b"b")]) {
        Ok(()) => Told::Done,
        Err(CommitError::Doubtful(_)) => Told::Unknown,
        Err(_) => Told::NotDone,
    }
}

/// Both keys have what one try put there: the last that was acknowledged, or one of unknown end.
pub fn assert_both(home: &Home, told: &[Told]) {
    let cabinet = Cabinet::open(home).unwrap();
    let [a, b] = [b"a", b"b"].map(|key| cabinet.get(key).unwrap().map(|item| item.value));
    let a: usize = str::from_utf8(&a.unwrap()).unwrap().parse().unwrap();
    let same = b.map(|b| b == a.to_string().as_bytes());
    assert_eq!(same, (a > 0).then_some(true));
    let latest = told.iter().rposition(|one| *one == Told::Done);
    assert!(a >= latest.map_or(0, |n| n + 1), "{told:?}");
    assert!(a == 0 || told[a - 1] != Told::NotDone, "{told:?}");
}

#[test]
fn a_change_of_the_cabinet() {
    let before = TempDir::new().unwrap();
    filled(&Home::from(before.path()));
    let step = Step {
        before: before.path(),
        start: |dir| Cabinet::open(&Home::from(dir)).unwrap(),
        act: change_both,
        check: &|dir, told| assert_both(&Home::from(dir), told),
    };
    step.sweep(1);
}

/// Requests to cosign a log of so many entries more than nothing, and than its first five.
static REQUESTS: LazyLock<Vec<[String; 2]>> = LazyLock::new(|| {
    let mut log = memory();
    let requests = batch(12).into_iter().map(|entry| {
        log.append(&[entry]).unwrap();
        [0, 5.min(log.len())].map(|old| {
            let note = log.checkpoint().note.clone();
            let proof = log.reader().consistency_proof(old, log.len()).unwrap();
            Request { old, proof, note }.text()
        })
    });
    requests.collect()
});

fn witness(dir: &Path) -> Witness {
    Witness::open(dir, "witness.test/w1", vec![keys().public().clone()]).unwrap()
}

/// What a witness has cosigned it remembers: otherwise it would cosign a fork.
#[test]
fn the_memory_of_a_witness() {
    let before = TempDir::new().unwrap();
    witness(before.path()).add(&REQUESTS[4][0], 1).unwrap();
    let step = Step {
        before: before.path(),
        start: witness,
        act: |witness, n| match witness.add(&REQUESTS[7 + n as usize][1], 2) {
            // The try before is remembered.
            Ok(_) | Err(Declined::Conflict(8)) => Told::Done,
            Err(Declined::Failed(_)) => Told::Unknown,
            Err(other) => panic!("{other}"),
        },
        check: &|dir, told| {
            // A request that can only fail tells what is remembered.
            let wrong = REQUESTS[11][1].replace("old 5\n", "old 4\n");
            let Err(Declined::Conflict(size)) = witness(dir).add(&wrong, 3) else {
                panic!("cosigned from a size it never cosigned");
            };
            let due = if told.contains(&Told::Done) {
                8..=9
            } else {
                5..=9
            };
            assert!(due.contains(&size), "{size}: {told:?}");
        },
    };
    step.sweep(1);
}
