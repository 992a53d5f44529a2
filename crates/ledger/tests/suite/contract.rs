//! What every engine must do. Each test runs on a fresh log of each kind.

use std::collections::HashMap;

use ledger::{AppendError, Entry, Keys, LedgerError, Log, NewEntry, Reader, fsck, fsck_with};
use tempfile::TempDir;

use super::support::{ORIGIN, batch, entry, keys, memory, open};

/// Runs a test on a log in memory and on one in a directory.
fn each(test: impl Fn(Log)) {
    test(memory());
    let dir = TempDir::new().unwrap();
    test(open(dir.path()));
}

fn versions(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|e| e.version).collect()
}

#[test]
fn what_is_appended_is_read_back() {
    each(|mut log| {
        let new = batch(40);
        let positions = log.append(&new).unwrap();
        let entries = log.reader().entries(0, 100).unwrap();
        assert_eq!(entries.len(), new.len());
        for ((entry, new), position) in entries.iter().zip(&new).zip(&positions) {
            assert_eq!(
                (entry.index, entry.version),
                (position.index, position.version)
            );
            assert_eq!(entry.leaf_hash, position.leaf_hash);
            assert_eq!(
                (&entry.stream, &entry.actor, &entry.kind),
                (&new.stream, &new.actor, &new.kind)
            );
            assert_eq!(
                (entry.time_ms, entry.payload.as_ref()),
                (new.time_ms, Some(&new.payload))
            );
            assert_eq!(entry.fault(), None);
        }
        let salts: std::collections::HashSet<_> = entries.iter().map(|e| e.salt).collect();
        assert_eq!(salts.len(), entries.len(), "every entry has its own salt");
        assert_eq!(log.reader().entries(38, 1).unwrap()[0].index, 38);
        assert!(log.reader().entries(40, 10).unwrap().is_empty());
        assert!(log.reader().entries(u64::MAX, 10).unwrap().is_empty());
    });
}

#[test]
fn streams_have_versions_from_one_without_gaps() {
    each(|mut log| {
        // More entries than the stored stream index trails behind, in batches of many sizes.
        let mut counts: HashMap<String, u64> = HashMap::new();
        for size in [1, 7, 2600, 1, 1500, 2, 5500, 3] {
            for position in log.append(&batch(size)).unwrap().iter().zip(batch(size)) {
                let count = counts.entry(position.1.stream).or_default();
                *count += 1;
                assert_eq!(position.0.version, *count);
            }
        }
        let reader = log.reader();
        for (stream, count) in counts {
            assert_eq!(reader.head(&stream).unwrap().unwrap().version, count);
            let entries = reader.stream(&stream, 1).unwrap();
            assert_eq!(versions(&entries), (1..=count).collect::<Vec<_>>());
            assert!(entries.iter().all(|e| e.stream == stream));
            assert_eq!(versions(&reader.stream(&stream, count).unwrap()), [count]);
            assert_eq!(reader.stream(&stream, 0).unwrap().len() as u64, count);
            assert!(reader.stream(&stream, count + 1).unwrap().is_empty());
        }
        assert_eq!(reader.head("nobody").unwrap(), None);
        assert!(reader.stream("nobody", 1).unwrap().is_empty());
    });
}

#[test]
fn an_unexpected_version_is_a_conflict_and_nothing_is_written() {
    each(|mut log| {
        let expecting = |stream: &str, version| NewEntry {
            expected_version: Some(version),
            ..entry(stream, "x")
        };
        log.append(&[expecting("a", 0), expecting("a", 1), expecting("b", 0)])
            .unwrap();
        let before = log.checkpoint().clone();
        let error = log
            .append(&[entry("c", "c"), expecting("a", 1)])
            .unwrap_err();
        let AppendError::Conflict {
            entry: 1,
            stream,
            expected: 1,
            actual: 2,
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(stream, "a");
        assert!(matches!(
            log.append(&[expecting("new", 1)]),
            Err(AppendError::Conflict {
                entry: 0,
                expected: 1,
                actual: 0,
                ..
            })
        ));
        assert_eq!((log.checkpoint(), log.len()), (&before, 3));
        assert!(log.reader().stream("c", 1).unwrap().is_empty());
        // The conflict leaves nothing behind that disturbs the next append.
        assert_eq!(log.append(&[expecting("a", 2)]).unwrap()[0].version, 3);
    });
}

#[test]
fn limits_are_kept_and_named() {
    each(|mut log| {
        let long = "x".repeat(513);
        let bad: [(NewEntry, &str); 6] = [
            (entry("", "p"), "stream"),
            (entry(&long, "p"), "stream"),
            (entry("a\0b", "p"), "stream"),
            (
                NewEntry {
                    kind: String::new(),
                    ..entry("s", "p")
                },
                "kind",
            ),
            (
                NewEntry {
                    actor: long.clone(),
                    ..entry("s", "p")
                },
                "actor",
            ),
            (entry("s", vec![0; (1 << 20) + 1]), "payload"),
        ];
        for (new, what) in bad {
            let error = log.append(&[entry("ok", "p"), new]).unwrap_err();
            assert!(
                matches!(error, AppendError::Invalid { entry: 1, .. }),
                "{error:?}"
            );
            assert!(error.to_string().contains(what), "{error}");
        }
        assert!(log.is_empty());
        let edge = NewEntry {
            actor: String::new(),
            kind: "法".repeat(170),
            time_ms: i64::MIN,
            ..entry(&long[1..], vec![1; 1 << 20])
        };
        log.append(&[
            edge,
            NewEntry {
                time_ms: i64::MAX,
                ..entry("s", "")
            },
        ])
        .unwrap();
        assert!(log.append(&[]).unwrap().is_empty());
        let entries = log.reader().entries(0, 9).unwrap();
        assert_eq!(
            entries.iter().map(|e| e.time_ms).collect::<Vec<_>>(),
            [i64::MIN, i64::MAX]
        );
        assert!(entries.iter().all(|e| e.fault().is_none()));
    });
}

#[test]
fn proofs_beyond_the_log_are_refused() {
    each(|mut log| {
        log.append(&batch(10)).unwrap();
        let reader = log.reader();
        for (asked, result) in [
            (11, reader.inclusion_proof(0, 11).map(drop)),
            (10, reader.inclusion_proof(10, 10).map(drop)),
            (11, reader.consistency_proof(1, 11).map(drop)),
            (9, reader.consistency_proof(9, 8).map(drop)),
            (11, reader.root(11).map(drop)),
            (10, reader.entry(10).map(drop)),
        ] {
            let Err(LedgerError::OutOfRange { asked: found, .. }) = result else {
                panic!("{asked}: {result:?}")
            };
            assert_eq!(found, asked);
        }
        assert!(reader.consistency_proof(0, 10).unwrap().is_empty());
        assert!(reader.inclusion_proof(0, 1).unwrap().is_empty());
    });
}

#[test]
fn a_reopened_log_goes_on_where_it_was() {
    let dir = TempDir::new().unwrap();
    let mut oracle = Vec::new();
    for round in 0..6 {
        let mut log = open(dir.path());
        assert_eq!(log.len(), oracle.len() as u64);
        oracle.extend(
            log.append(&batch(round * 97 + 1))
                .unwrap()
                .iter()
                .map(|p| p.leaf_hash.0),
        );
        assert_eq!(
            log.checkpoint().checkpoint.root.0,
            super::oracle::mth(&oracle)
        );
        assert_eq!(log.append(&[entry("stream/0", "x")]).unwrap().len(), 1);
        oracle.push(log.reader().entry(log.len() - 1).unwrap().leaf_hash.0);
    }
    let mut seen = 0;
    let report = fsck_with(dir.path(), ORIGIN, keys().public(), |entry| {
        assert_eq!(entry.index, seen);
        seen += 1;
    });
    assert_eq!(
        (report.problems, report.entries),
        (vec![], oracle.len() as u64)
    );
    assert_eq!(
        (report.root.0, seen),
        (super::oracle::mth(&oracle), oracle.len() as u64)
    );
}

#[test]
fn a_new_log_is_empty_and_sound() {
    let dir = TempDir::new().unwrap();
    let log = open(&dir.path().join("some/where"));
    assert_eq!((log.len(), log.checkpoint().checkpoint.size), (0, 0));
    let report = fsck(dir.path().join("some/where"), ORIGIN, keys().public());
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(report.checkpoint.unwrap().root, report.root);
}

#[test]
fn the_second_writer_is_told_why() {
    let dir = TempDir::new().unwrap();
    let first = open(dir.path());
    let error = Log::open(dir.path(), ORIGIN, keys()).map(drop).unwrap_err();
    assert!(matches!(error, LedgerError::Locked { .. }), "{error:?}");
    assert!(error.to_string().contains("another process is writing"));
    drop(first);
    open(dir.path());
}

#[test]
fn the_log_of_another_is_refused() {
    let dir = TempDir::new().unwrap();
    open(dir.path()).append(&batch(3)).unwrap();
    let other = Keys::from_seed("ledger.test/two", &[7; 32]).unwrap();
    let error = Log::open(dir.path(), "ledger.test/two", other.clone())
        .map(drop)
        .unwrap_err();
    assert!(matches!(error, LedgerError::Origin { .. }), "{error:?}");
    assert!(!fsck(dir.path(), "ledger.test/two", other.public()).is_sound());

    let stranger = Keys::from_seed(ORIGIN, &[8; 32]).unwrap();
    let error = Log::open(dir.path(), ORIGIN, stranger.clone())
        .map(drop)
        .unwrap_err();
    assert!(matches!(error, LedgerError::Checkpoint(_)), "{error:?}");
    let report = fsck(dir.path(), ORIGIN, stranger.public());
    assert_eq!(
        (report.entries, report.checkpoint, report.problems.len()),
        (3, None, 1)
    );

    let error = Log::open(dir.path(), ORIGIN, other).map(drop).unwrap_err();
    assert!(matches!(error, LedgerError::Key(_)), "{error:?}");
    // None of these attempts has hurt it.
    assert_eq!(open(dir.path()).len(), 3);
}

#[test]
fn what_is_not_a_ledger_is_refused() {
    let dir = TempDir::new().unwrap();
    assert!(Reader::open(dir.path(), keys().public().clone()).is_err());
    let report = fsck(dir.path(), ORIGIN, keys().public());
    assert_eq!((report.entries, report.problems.len()), (0, 1));
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        0,
        "fsck makes nothing"
    );

    std::fs::write(
        dir.path().join("ledger.db"),
        "just a text, long enough to be read".repeat(99),
    )
    .unwrap();
    assert!(Log::open(dir.path(), ORIGIN, keys()).is_err());
    assert!(!fsck(dir.path(), ORIGIN, keys().public()).is_sound());

    let dir = TempDir::new().unwrap();
    let other = rusqlite::Connection::open(dir.path().join("ledger.db")).unwrap();
    other
        .execute_batch("CREATE TABLE somebody_elses (x)")
        .unwrap();
    let error = Log::open(dir.path(), ORIGIN, keys()).map(drop).unwrap_err();
    assert!(matches!(error, LedgerError::Format(_)), "{error:?}");
}

#[test]
fn readers_follow_a_growing_log() {
    each(|mut log| {
        let reader = log.reader();
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..3)
                .map(|_| {
                    let reader = reader.clone();
                    scope.spawn(move || {
                        let mut last = (0, reader.root(0).unwrap());
                        while last.0 < 1800 {
                            let now = reader.checkpoint().unwrap().checkpoint;
                            let proof = reader.consistency_proof(last.0, now.size).unwrap();
                            let now = (now.size, now.root);
                            assert!(ledger::proof::verify_consistency(last, now, &proof));
                            last = now;
                            if let Some(head) = reader.head("stream/1").unwrap() {
                                let stream = reader.stream("stream/1", 1).unwrap();
                                assert!(stream.len() as u64 >= head.version);
                                assert_eq!(
                                    versions(&stream),
                                    (1..=stream.len() as u64).collect::<Vec<_>>()
                                );
                            }
                        }
                    })
                })
                .collect();
            for _ in 0..60 {
                log.append(&batch(30)).unwrap();
            }
            readers.into_iter().for_each(|r| r.join().unwrap());
        });
    });
}

#[test]
fn another_process_could_read_while_it_is_written() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    let reader = Reader::open(dir.path(), keys().public().clone()).unwrap();
    for round in 1..=20 {
        log.append(&batch(500)).unwrap();
        assert_eq!(reader.len().unwrap(), round * 500);
        assert_eq!(
            reader.head("stream/4").unwrap().unwrap().version,
            round * 100
        );
        let report = fsck(dir.path(), ORIGIN, keys().public());
        assert_eq!((report.entries, report.problems), (round * 500, vec![]));
    }
}
