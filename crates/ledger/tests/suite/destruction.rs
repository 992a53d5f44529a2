//! Lawful destruction: the bytes are gone, every proof holds, and only what is recorded may be gone.

use std::fs;
use std::path::Path;

use ledger::destruction::OWN;
use ledger::proof::verify_inclusion;
use ledger::sqlite::Sqlite;
use ledger::{AppendError, Destroy, Destruction, Hash, Log, Reader, fsck};
use proptest::prelude::*;
use rusqlite::Connection;
use tempfile::TempDir;

use super::support::{Fault, Faulty, ORIGIN, Switch, entry, keys, open};

fn destroy(entries: &[u64]) -> Destroy {
    Destroy {
        entries: entries.to_vec(),
        blobs: Vec::new(),
        reason: "期满销毁".into(),
        actor: "actor".into(),
        time_ms: 1_741_000_000_456,
    }
}

/// A payload that occurs nowhere else, `len` bytes long.
fn marked(n: u64, len: usize) -> Vec<u8> {
    let mark = format!(
        "<payload {n:06} {:016x}>",
        (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    );
    mark.bytes().cycle().take(len).collect()
}

/// In which files of a folder these bytes lie.
fn lies_in(dir: &Path, bytes: &[u8]) -> Vec<String> {
    let files = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    let holds = |path: &std::path::PathBuf| {
        let content = fs::read(path).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    };
    files
        .filter(holds)
        .map(|path| path.display().to_string())
        .collect()
}

fn problems(dir: &Path) -> Vec<(Option<u64>, String)> {
    let report = fsck(dir, ORIGIN, keys().public());
    report
        .problems
        .into_iter()
        .map(|p| (p.index, p.what))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    /// Payloads of all sizes, in several commits, some of them destroyed in several acts, while a
    /// reader has the log open: no file of the store holds a byte of theirs any more.
    #[test]
    fn what_is_destroyed_is_in_no_file(
        lens in prop::collection::vec(40_usize..9000, 20..60),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 1..12),
    ) {
        let dir = TempDir::new().unwrap();
        let mut log = open(dir.path());
        let reader = Reader::open(dir.path(), keys().public().clone()).unwrap();
        let all: Vec<_> = lens.iter().enumerate().map(|(n, len)| marked(n as u64, *len)).collect();
        for batch in all.chunks(7) {
            let batch: Vec<_> = batch.iter().map(|payload| entry("s", payload)).collect();
            log.append(&batch).unwrap();
            reader.len().unwrap();
        }
        let before: Vec<_> = reader.entries(0, all.len()).unwrap();
        let mut gone: Vec<u64> = picks.iter().map(|pick| pick.index(all.len()) as u64).collect();
        gone.sort_unstable();
        gone.dedup();
        for part in gone.chunks(4) {
            log.destroy(&destroy(part)).unwrap();
        }
        for n in &gone {
            let trace = &all[*n as usize][..24.min(all[*n as usize].len())];
            prop_assert_eq!(lies_in(dir.path(), trace), Vec::<String>::new());
            let salt = before[*n as usize].salt.unwrap();
            prop_assert_eq!(lies_in(dir.path(), &salt), Vec::<String>::new());
        }
        prop_assert_eq!(problems(dir.path()), vec![]);
        let (size, root) = (log.len(), log.checkpoint().checkpoint.root);
        for (n, (old, new)) in before.iter().zip(reader.entries(0, all.len()).unwrap()).enumerate() {
            let kept = !gone.contains(&(n as u64));
            prop_assert_eq!((new.payload.is_some(), new.salt.is_some()), (kept, kept));
            prop_assert_eq!(old.metadata(), new.metadata());
            let path = reader.inclusion_proof(n as u64, size).unwrap();
            prop_assert!(verify_inclusion(new.metadata().leaf_hash(), n as u64, size, root, &path));
        }
    }
}

#[test]
fn the_record_says_what_is_gone_and_why() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    log.append(&[entry("a", "one"), entry("b", "two")]).unwrap();
    let hash = log.reader().entry(1).unwrap().payload_hash;
    let blob = Hash([9; 32]);
    let what = Destroy {
        blobs: vec![blob],
        ..destroy(&[1])
    };
    assert_eq!(log.destroy(&what).unwrap().index, 2);
    let record = Destruction::of(&log.reader().entry(2).unwrap()).unwrap();
    assert_eq!(record.entries.into_iter().collect::<Vec<_>>(), [(1, hash)]);
    assert_eq!(record.blobs.into_iter().collect::<Vec<_>>(), [blob]);
    assert_eq!(record.reason, "期满销毁");
    // Again, beyond the end, the record itself, and from outside.
    for index in [1, 3, 2] {
        let refused = log.destroy(&destroy(&[index])).unwrap_err();
        assert!(
            matches!(refused, AppendError::Invalid { .. }),
            "{refused:?}"
        );
    }
    let forged = log.append(&[entry(OWN, "destroy\n\n")]).unwrap_err();
    assert!(matches!(forged, AppendError::Invalid { .. }), "{forged:?}");
    assert_eq!(log.len(), 3);
}

#[test]
fn a_payload_that_is_gone_without_a_record_is_named() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    log.append(&[entry("a", "one"), entry("a", "two"), entry("a", "three")])
        .unwrap();
    log.destroy(&destroy(&[0])).unwrap();
    drop(log);
    assert_eq!(problems(dir.path()), []);
    let db = Connection::open(dir.path().join("ledger.db")).unwrap();
    let change = |sql: &str| db.execute_batch(sql).unwrap();
    change("UPDATE entry SET payload = NULL, salt = NULL WHERE idx = 1");
    let found = problems(dir.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Some(1));
    assert!(found[0].1.contains("no entry records"), "{found:?}");
    // The record itself cannot be destroyed, nor half of a payload.
    change("UPDATE entry SET payload = NULL, salt = NULL WHERE idx = 3");
    assert!(
        problems(dir.path())
            .iter()
            .any(|(index, _)| *index == Some(3))
    );
    change("UPDATE entry SET salt = NULL WHERE idx = 2");
    let found = problems(dir.path());
    assert!(
        found.contains(&(Some(2), "of payload and salt, one is missing".into())),
        "{found:?}"
    );
}

/// The record is durable and the erasure fails, or the machine stops in between.
#[test]
fn a_recorded_destruction_is_carried_out_in_the_end() {
    let dir = TempDir::new().unwrap();
    let switch = Switch::default();
    let engine = Faulty::new(Box::new(Sqlite::open(dir.path()).unwrap()), &switch);
    let mut log = Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap();
    let secret = marked(0, 300);
    log.append(&[entry("a", &secret), entry("a", "stays")])
        .unwrap();
    // A reader that looks at an old state keeps the write-ahead log from being cut off.
    let db = Connection::open(dir.path().join("ledger.db")).unwrap();
    db.execute_batch("BEGIN; SELECT count(*) FROM entry;")
        .unwrap();
    let error = log.destroy(&destroy(&[0])).unwrap_err();
    assert!(
        matches!(error, AppendError::NotErased { index: 2, .. }),
        "{error:?}"
    );
    log.append(&[entry("a", "goes on")]).unwrap();
    assert!(!lies_in(dir.path(), &secret[..24]).is_empty());
    db.execute_batch("COMMIT").unwrap();
    drop(db);
    log.append(&[entry("a", "and now")]).unwrap();
    assert_eq!(lies_in(dir.path(), &secret[..24]), Vec::<String>::new());

    let secret = marked(1, 300);
    let at = log.append(&[entry("a", &secret)]).unwrap()[0].index;
    drop(log);
    let engine = Faulty::new(Box::new(Sqlite::open(dir.path()).unwrap()), &switch);
    let mut log = Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap();
    log.append(&[]).unwrap();
    switch.set(Fault::Persisted);
    // The record is acknowledged after all, the erasure is not carried out: then the power goes.
    let error = log.destroy(&destroy(&[at])).unwrap_err();
    assert!(matches!(error, AppendError::NotErased { .. }), "{error:?}");
    drop(log);
    let found = problems(dir.path());
    assert!(found.len() == 1 && found[0].0 == Some(at), "{found:?}");
    drop(open(dir.path()));
    assert_eq!(lies_in(dir.path(), &secret[..24]), Vec::<String>::new());
    assert_eq!(problems(dir.path()), []);
}
