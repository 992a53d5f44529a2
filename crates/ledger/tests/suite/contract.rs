//! What every engine must do. Each test runs on a fresh log of each kind.

use std::collections::HashMap;

use ledger::{
    AppendError, Destroy, Entry, Home, Keys, LedgerError, Log, NewEntry, Reader, fsck, fsck_with,
};
use proptest::prelude::*;
use tempfile::TempDir;
use testkit::postgres::Server;

use super::oracle::Oracle;
use super::support::{Bed, ORIGIN, batch, check, each, each_home, entry, keys, open};

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
    each_home(|home| {
        let mut oracle = Vec::new();
        for round in 0..6 {
            let mut log = open(home);
            assert_eq!(log.len(), oracle.len() as u64);
            let appended = log.append(&batch(round * 97 + 1)).unwrap();
            oracle.extend(appended.iter().map(|p| p.leaf_hash.0));
            let root = super::oracle::mth(&oracle);
            assert_eq!(log.checkpoint().checkpoint.root.0, root);
            assert_eq!(log.append(&[entry("stream/0", "x")]).unwrap().len(), 1);
            oracle.push(log.reader().entry(log.len() - 1).unwrap().leaf_hash.0);
        }
        let (mut seen, len) = (0, oracle.len() as u64);
        let report = fsck_with(home, ORIGIN, keys().public(), |entry| {
            assert_eq!(entry.index, seen);
            seen += 1;
        });
        assert_eq!((report.problems, report.entries), (vec![], len));
        assert_eq!((report.root.0, seen), (super::oracle::mth(&oracle), len));
    });
}

#[test]
fn a_new_log_is_empty_and_sound() {
    each_home(|home| {
        let log = open(home);
        assert_eq!((log.len(), log.checkpoint().checkpoint.size), (0, 0));
        let report = check(home);
        assert!(report.is_sound(), "{report:?}");
        assert_eq!(report.checkpoint.unwrap().root, report.root);
    });
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

/// The attempts of others, by a wrong name or a wrong key, leave a log as it was.
#[test]
fn the_log_of_another_is_refused() {
    each_home(|home| {
        open(home).append(&batch(3)).unwrap();
        let other = Keys::from_seed("ledger.test/two", &[7; 32]).unwrap();
        // A folder has room for one log; a database keeps the logs apart by their names.
        if let Home::Folder(_) = home {
            let error = Log::open(home, "ledger.test/two", other.clone())
                .map(drop)
                .unwrap_err();
            assert!(matches!(error, LedgerError::Origin { .. }), "{error:?}");
        }
        assert!(!fsck(home, "ledger.test/two", other.public()).is_sound());

        let stranger = Keys::from_seed(ORIGIN, &[8; 32]).unwrap();
        let error = Log::open(home, ORIGIN, stranger.clone())
            .map(drop)
            .unwrap_err();
        assert!(matches!(error, LedgerError::Checkpoint(_)), "{error:?}");
        let report = fsck(home, ORIGIN, stranger.public());
        let found = (report.entries, report.checkpoint, report.problems.len());
        assert_eq!(found, (3, None, 1));

        let error = Log::open(home, ORIGIN, other).map(drop).unwrap_err();
        assert!(matches!(error, LedgerError::Key(_)), "{error:?}");
        assert_eq!(open(home).len(), 3);
    });
}

#[test]
fn a_destroyed_payload_is_in_no_answer_any_more() {
    each_home(|home| {
        let mut log = open(home);
        log.append(&batch(9)).unwrap();
        let destroy = Destroy {
            entries: vec![2, 7],
            blobs: vec![],
            reason: "over".into(),
            actor: "actor".into(),
            time_ms: 0,
        };
        log.destroy(&destroy).unwrap();
        log.append(&batch(1)).unwrap();
        drop(log);
        let entries = open(home).reader().entries(0, 99).unwrap();
        let gone: Vec<u64> = entries
            .iter()
            .filter(|e| e.payload.is_none())
            .map(|e| e.index)
            .collect();
        assert_eq!(gone, [2, 7]);
        assert!(
            entries
                .iter()
                .all(|e| e.salt.is_some() == e.payload.is_some())
        );
        let report = check(home);
        assert_eq!((report.entries, report.problems), (11, vec![]));
    });
}

/// There and back: the same entries under the same checkpoint, and the log goes on in its new home.
#[test]
fn a_log_moves_between_engines_unchanged() {
    let [folder, database, back] = [Bed::sqlite(), Bed::postgres(), Bed::sqlite()];
    let mut log = open(&folder.home);
    for size in [3000, 1500, 7] {
        log.append(&batch(size)).unwrap();
    }
    let (entries, signed) = (
        log.reader().entries(0, 9999).unwrap(),
        log.checkpoint().clone(),
    );
    drop(log);
    let key = keys().public().clone();
    for (from, to) in [(&folder, &database), (&database, &back)] {
        let report = ledger::relocate(&from.home, &to.home, ORIGIN, &key).unwrap();
        assert_eq!(
            (report.entries, report.root),
            (4507, signed.checkpoint.root)
        );
        // Cut off after it was copied, it can be asked for again.
        let again = ledger::relocate(&from.home, &to.home, ORIGIN, &key).unwrap();
        assert_eq!(again, report);
        let log = open(&to.home);
        assert_eq!(
            (log.checkpoint(), &log.reader().entries(0, 9999).unwrap()),
            (&signed, &entries)
        );
        assert_eq!(log.reader().head("stream/1").unwrap().unwrap().version, 902);
    }
    assert_eq!(
        open(&database.home).append(&batch(2)).unwrap()[1].index,
        4508
    );
    assert_eq!(check(&database.home).problems, vec![]);
    assert_eq!(
        check(&folder.home).entries,
        4507,
        "the original is as it was"
    );
}

/// A move that was cut off is gone on with, whatever was recorded in between.
#[test]
fn a_log_that_was_copied_before_is_added_to() {
    let key = keys().public().clone();
    for [from, to] in [
        [Bed::sqlite(), Bed::postgres()],
        [Bed::postgres(), Bed::sqlite()],
    ] {
        let mut log = open(&from.home);
        log.append(&batch(40)).unwrap();
        drop(log);
        ledger::relocate(&from.home, &to.home, ORIGIN, &key).unwrap();
        let mut log = open(&from.home);
        let what = Destroy {
            entries: vec![7],
            blobs: vec![],
            reason: "past its term".into(),
            actor: "archive".into(),
            time_ms: 9,
        };
        log.destroy(&what).unwrap();
        // More than the stream index may trail behind.
        for _ in 0..5 {
            log.append(&batch(1000)).unwrap();
        }
        let entries = log.reader().entries(0, 9999).unwrap();
        drop(log);
        let report = ledger::relocate(&from.home, &to.home, ORIGIN, &key).unwrap();
        assert_eq!((report.entries, report.problems), (5041, vec![]));
        let mut log = open(&to.home);
        assert_eq!(log.reader().entries(0, 9999).unwrap(), entries);
        assert!(entries[7].payload.is_none());
        // It has gone on since: what is behind is not put in its place.
        log.append(&batch(1)).unwrap();
        drop(log);
        let behind = ledger::relocate(&from.home, &to.home, ORIGIN, &key);
        let Err(LedgerError::Different { index: 5041, .. }) = behind else {
            panic!("{behind:?}")
        };
        open(&from.home).append(&batch(9)).unwrap();
        let apart = ledger::relocate(&from.home, &to.home, ORIGIN, &key);
        let Err(LedgerError::Different { index: 5041, .. }) = apart else {
            panic!("{apart:?}")
        };
        assert_eq!(check(&to.home).entries, 5042, "it is as it was");
    }
}

/// A log that is damaged does not move, and nothing is left where it was to go.
#[test]
fn a_damaged_log_does_not_move() {
    let [folder, database] = [Bed::sqlite(), Bed::postgres()];
    open(&folder.home).append(&batch(30)).unwrap();
    let Home::Folder(dir) = &folder.home else {
        unreachable!()
    };
    let db = rusqlite::Connection::open(dir.join("ledger.db")).unwrap();
    let damage = "UPDATE entry SET payload_hash = x'00' WHERE idx = 20";
    db.execute_batch(damage).unwrap();
    let moved = ledger::relocate(&folder.home, &database.home, ORIGIN, keys().public());
    assert!(
        matches!(
            moved,
            Err(LedgerError::Corrupt {
                index: Some(20),
                ..
            })
        ),
        "{moved:?}"
    );
    assert!(Reader::open(&database.home, keys().public().clone()).is_err());
}

#[test]
fn one_database_holds_many_logs() {
    let bed = Bed::postgres();
    let names = [
        "a",
        "b/c",
        "with \"quotes\"".replace(' ', "-").leak(),
        "县/执法",
    ];
    for (n, name) in names.iter().enumerate() {
        let keys = Keys::from_seed(name, &[n as u8 + 1; 32]).unwrap();
        let mut log = Log::open(&bed.home, name, keys).unwrap();
        log.append(&batch(n + 1)).unwrap();
    }
    for (n, name) in names.iter().enumerate() {
        let keys = Keys::from_seed(name, &[n as u8 + 1; 32]).unwrap();
        let report = fsck(&bed.home, name, keys.public());
        assert_eq!((report.entries, report.problems), (n as u64 + 1, vec![]));
    }
    let long = "x".repeat(60);
    let keys = Keys::from_seed(&long, &[1; 32]).unwrap();
    let error = Log::open(&bed.home, &long, keys).map(drop).unwrap_err();
    assert!(error.to_string().contains("59 bytes"), "{error}");
}

#[test]
fn a_database_that_is_no_ledger_is_refused() {
    let server = Server::shared();
    let url = server.database();
    let name = url.rsplit('/').next().unwrap();
    let home = Home::parse(&url).unwrap();
    assert!(Reader::open(&home, keys().public().clone()).is_err());
    assert_eq!(check(&home).problems.len(), 1);
    let schemas = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'log:%'";
    assert_eq!(
        server.psql(name, schemas).unwrap(),
        "0",
        "fsck makes nothing"
    );

    let sql = format!("CREATE SCHEMA \"log:{ORIGIN}\" CREATE TABLE entry (somebody text)");
    server.psql(name, &sql).unwrap();
    let error = Log::open(&home, ORIGIN, keys()).map(drop).unwrap_err();
    assert!(matches!(error, LedgerError::Format(_)), "{error:?}");
    assert!(!check(&home).is_sound());

    let nowhere = Home::parse(&server.url("nowhere")).unwrap();
    let error = Log::open(&nowhere, ORIGIN, keys()).map(drop).unwrap_err();
    assert!(
        error.to_string().contains("nowhere") && !error.is_fatal(),
        "{error}"
    );
}

#[test]
fn what_is_not_a_ledger_is_refused() {
    let dir = TempDir::new().unwrap();
    assert!(Reader::open(dir.path(), keys().public().clone()).is_err());
    let report = fsck(dir.path(), ORIGIN, keys().public());
    assert_eq!((report.entries, report.problems.len()), (0, 1));
    let made = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(made, 0, "fsck makes nothing");

    let text = "just a text, long enough to be read".repeat(99);
    std::fs::write(dir.path().join("ledger.db"), text).unwrap();
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
    each_home(|home| {
        let mut log = open(home);
        let reader = Reader::open(home, keys().public().clone()).unwrap();
        for round in 1..=20 {
            log.append(&batch(500)).unwrap();
            assert_eq!(reader.len().unwrap(), round * 500);
            let head = reader.head("stream/4").unwrap().unwrap();
            assert_eq!(head.version, round * 100);
            if round % 5 == 0 {
                let report = check(home);
                assert_eq!((report.entries, report.problems), (round * 500, vec![]));
            }
        }
    });
}

/// One thing that happens to a log.
#[derive(Debug, Clone)]
enum Step {
    /// A batch of entries: stream, and what is added to its version to be expected, if anything.
    Append(Vec<(u8, Option<i8>)>),
    /// The log is closed and opened again.
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let off =
        prop_oneof![3 => Just(None), 3 => Just(Some(0)), 1 => Just(Some(1)), 1 => Just(Some(-1))];
    let append = prop::collection::vec((0..4u8, off), 0..6).prop_map(Step::Append);
    prop::collection::vec(prop_oneof![6 => append, 1 => Just(Step::Reopen)], 1..20)
}

/// What an append comes to, without what chance has made of it.
fn outcome(log: &mut Log, batch: &[NewEntry]) -> Result<Vec<(u64, u64)>, (usize, u64)> {
    match log.append(batch) {
        Ok(positions) => Ok(positions.iter().map(|p| (p.index, p.version)).collect()),
        Err(AppendError::Conflict { entry, actual, .. }) => Err((entry, actual)),
        Err(error) => panic!("{error:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever happens, both engines answer as the list in memory does.
    #[test]
    fn both_engines_do_what_the_oracle_does(steps in steps()) {
        let beds = [Bed::sqlite(), Bed::postgres()];
        let mut oracle = Log::with_engine(Box::new(Oracle::default()), ORIGIN, keys()).unwrap();
        let mut logs: Vec<Log> = beds.iter().map(|bed| open(&bed.home)).collect();
        for step in steps {
            let Step::Append(new) = step else {
                logs.clear();
                logs.extend(beds.iter().map(|bed| open(&bed.home)));
                continue;
            };
            let reader = oracle.reader();
            let new: Vec<NewEntry> = new.iter().map(|(stream, off)| {
                let stream = format!("stream/{stream}");
                let version = reader.head(&stream).unwrap().map_or(0, |head| head.version);
                let expected = off.map(|off| version.saturating_add_signed(off.into()));
                NewEntry { expected_version: expected, ..entry(&stream, "x") }
            }).collect();
            let due = outcome(&mut oracle, &new);
            for log in &mut logs {
                prop_assert_eq!(&outcome(log, &new), &due);
                prop_assert_eq!(log.len(), oracle.len());
            }
        }
        for log in logs {
            let places = |log: &Log| -> Vec<(u64, String, u64)> {
                let entries = log.reader().entries(0, 1000).unwrap();
                entries.into_iter().map(|e| (e.index, e.stream, e.version)).collect()
            };
            prop_assert_eq!(places(&log), places(&oracle));
        }
        for bed in &beds {
            prop_assert_eq!(check(&bed.home).problems, vec![]);
        }
    }
}
