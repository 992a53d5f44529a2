//! What a cabinet must do, on each engine: against a map in memory, by several at once, and when a
//! connection is lost.

use std::collections::BTreeMap;
use std::thread;

use ledger::cabinet::{LONGEST, Order};
use ledger::engine::CommitError;
use ledger::{Cabinet, Change, Home, Item, LedgerError};
use proptest::prelude::*;
use tempfile::TempDir;
use testkit::postgres::Server;
use testkit::proxy::{Cut, Proxy};

/// Runs a test on each engine that keeps a cabinet for good.
fn each_home(test: impl Fn(&Home)) {
    let dir = TempDir::new().unwrap();
    test(&Home::from(dir.path()));
    test(&Home::parse(&Server::shared().database()).unwrap());
}

fn each(test: impl Fn(&Cabinet)) {
    test(&Cabinet::in_memory().unwrap());
    each_home(|home| test(&Cabinet::open(home).unwrap()));
}

fn item(value: &str, until: Option<i64>) -> Item {
    Item {
        until,
        ..Item::new(value)
    }
}

fn put(key: &str, value: &str) -> Change {
    Change::Put(key.into(), Item::new(value))
}

fn value(cabinet: &Cabinet, key: &str) -> Option<String> {
    let item = cabinet.get(key.as_bytes()).unwrap();
    item.map(|item| String::from_utf8(item.value).unwrap())
}

fn keys(found: Vec<(Vec<u8>, Item)>) -> Vec<Vec<u8>> {
    found.into_iter().map(|(key, _)| key).collect()
}

#[test]
fn what_is_put_is_there_for_everybody_until_it_is_removed() {
    each_home(|home| {
        let [one, other] = [0; 2].map(|_| Cabinet::open(home).unwrap());
        assert_eq!(value(&other, "k"), None);
        one.change(&[put("k", "first"), put("l", "")]).unwrap();
        assert_eq!(value(&other, "k").unwrap(), "first");
        assert_eq!(value(&other, "l").unwrap(), "");
        other.change(&[put("k", "second")]).unwrap();
        assert_eq!(value(&one, "k").unwrap(), "second");
        one.change(&[Change::Remove(b"k".into())]).unwrap();
        other.change(&[Change::Remove(b"k".into())]).unwrap();
        assert_eq!(value(&other, "k"), None);
        drop((one, other));
        assert_eq!(value(&Cabinet::open(home).unwrap(), "l").unwrap(), "");
    });
}

#[test]
fn changes_are_made_together_and_on_condition() {
    each(|cabinet| {
        cabinet.change(&[put("a", "1"), put("b", "1")]).unwrap();
        let unmet = [
            Change::PutNew(b"a".into(), Item::new("x")),
            Change::Replace(b"a".into(), b"2".into(), Item::new("x")),
            Change::Replace(b"none".into(), b"1".into(), Item::new("x")),
            Change::Take(b"a".into(), b"2".into()),
            Change::Take(b"none".into(), b"1".into()),
        ];
        for change in unmet {
            for changes in [
                vec![change.clone()],
                vec![put("b", "2"), change, put("z", "2")],
            ] {
                let refused = cabinet.change(&changes);
                assert!(matches!(refused, Err(CommitError::Moved)), "{changes:?}");
            }
        }
        assert_eq!(keys(cabinet.all().unwrap()), [b"a", b"b"]);
        let met = [
            Change::Take(b"a".into(), b"1".into()),
            Change::Replace(b"b".into(), b"1".into(), item("2", Some(5))),
            Change::PutNew(b"c".into(), Item::new("3")),
        ];
        cabinet.change(&met).unwrap();
        let due = [
            (b"b".to_vec(), item("2", Some(5))),
            (b"c".to_vec(), Item::new("3")),
        ];
        assert_eq!(cabinet.all().unwrap(), due);
        cabinet.change(&[]).unwrap();
    });
}

#[test]
fn keys_have_limits_and_differ() {
    each(|cabinet| {
        let longest = vec![b'k'; LONGEST];
        cabinet
            .change(&[Change::Put(longest.clone(), Item::new(vec![7; 1 << 20]))])
            .unwrap();
        assert_eq!(cabinet.get(&longest).unwrap().unwrap().value.len(), 1 << 20);
        let longer = vec![b'k'; LONGEST + 1];
        assert_eq!(cabinet.get(&longer).unwrap(), None);
        for changes in [
            vec![Change::Remove(longer)],
            vec![put("a", "1"), put("a", "2")],
        ] {
            let refused = cabinet.change(&changes);
            assert!(
                matches!(refused, Err(CommitError::Refused(_))),
                "{refused:?}"
            );
        }
        assert_eq!(cabinet.all().unwrap().len(), 1);
    });
}

#[test]
fn a_range_is_read_from_either_end() {
    each(|cabinet| {
        let all: [&[u8]; 7] = [b"", b"a", b"a\0", b"a\xff", b"a\xff\xff", b"b", b"\xff\xff"];
        for key in all.iter().rev() {
            cabinet
                .change(&[Change::Put(key.to_vec(), Item::new(*key))])
                .unwrap();
        }
        let scan = |prefix: &[u8], order, limit| keys(cabinet.scan(prefix, order, limit).unwrap());
        assert_eq!(scan(b"", Order::Up, usize::MAX), all);
        assert_eq!(scan(b"", Order::Up, 2), all[..2]);
        assert_eq!(scan(b"", Order::Down, 2), [all[6], all[5]]);
        assert_eq!(scan(b"a", Order::Down, 9), [all[4], all[3], all[2], all[1]]);
        assert_eq!(scan(b"a\xff", Order::Up, 9), all[3..5]);
        assert_eq!(scan(b"\xff", Order::Up, 9), all[6..]);
        assert!(scan(b"c", Order::Up, 9).is_empty());
    });
}

#[test]
fn what_has_had_its_time_is_swept() {
    each(|cabinet| {
        for (key, until) in [
            ("a", Some(9)),
            ("b", Some(10)),
            ("c", Some(11)),
            ("d", None),
        ] {
            cabinet
                .change(&[Change::Put(key.into(), item("x", until))])
                .unwrap();
        }
        assert_eq!(cabinet.sweep(10).unwrap(), 2);
        assert_eq!(cabinet.sweep(10).unwrap(), 0);
        assert_eq!(keys(cabinet.all().unwrap()), [b"c", b"d"]);
    });
}

#[test]
fn a_copy_holds_the_same_and_nothing_else() {
    each(|from| {
        for n in 0..2500u32 {
            let until = (n % 3 == 0).then_some(n.into());
            let change = Change::Put(
                n.to_be_bytes().into(),
                item(&"值".repeat(n as usize % 9), until),
            );
            from.change(&[change]).unwrap();
        }
        each(|to| {
            to.change(&[put("left over", "x")]).unwrap();
            to.fill(&from.all().unwrap()).unwrap();
            assert_eq!(to.all().unwrap(), from.all().unwrap());
            to.fill(&[]).unwrap();
            assert!(to.all().unwrap().is_empty());
        });
    });
}

/// Everyone who counts sees what all others have counted, whoever is faster.
#[test]
fn of_several_at_once_nothing_is_lost() {
    each_home(|home| {
        let count = |cabinet: &Cabinet| {
            let was = cabinet.get(b"count").unwrap();
            let n: u64 = was.as_ref().map_or(0, |was| {
                String::from_utf8_lossy(&was.value).parse().unwrap()
            });
            let next = Item::new((n + 1).to_string());
            let step = match was {
                Some(was) => Change::Replace(b"count".into(), was.value, next),
                None => Change::PutNew(b"count".into(), next),
            };
            let one = Change::PutNew(format!("n/{n:04}").into(), Item::new(""));
            match cabinet.change(&[step, one]) {
                Ok(()) => true,
                Err(CommitError::Moved) => false,
                Err(error) => panic!("{error:?}"),
            }
        };
        // Opened at once, so that they make it at once.
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let cabinet = Cabinet::open(home).unwrap();
                    let mut made = 0;
                    while made < 25 {
                        made += u32::from(count(&cabinet));
                    }
                });
            }
        });
        let cabinet = Cabinet::open(home).unwrap();
        assert_eq!(value(&cabinet, "count").unwrap(), "100");
        assert_eq!(cabinet.scan(b"n/", Order::Up, 999).unwrap().len(), 100);
    });
}

#[test]
fn a_lost_connection_is_replaced() {
    let server = Server::shared();
    let url = server.database();
    let name = url.rsplit('/').next().unwrap();
    let cabinet = Cabinet::open(&Home::parse(&url).unwrap()).unwrap();
    cabinet.change(&[put("k", "v")]).unwrap();
    let end = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    );
    for _ in 0..5 {
        assert!(server.psql(name, &end).unwrap().contains('t'));
        assert_eq!(value(&cabinet, "k").unwrap(), "v");
        cabinet.change(&[put("k", "v")]).unwrap();
    }
}

/// A burst of pages waits for the connections that there are, and does not use up the server.
#[test]
fn few_connections_do_for_many_at_once() {
    let server = Server::shared();
    let url = server.database();
    let name = url.rsplit('/').next().unwrap();
    let cabinet = Cabinet::open(&Home::parse(&url).unwrap()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cabinet = std::sync::Arc::new(cabinet);
    let pages: Vec<_> = (0..300)
        .map(|n| {
            let cabinet = cabinet.clone();
            runtime.spawn(async move {
                cabinet.change(&[put(&format!("k{n}"), "v")]).unwrap();
                value(&cabinet, &format!("k{n}"))
            })
        })
        .collect();
    for page in pages {
        assert_eq!(runtime.block_on(page).unwrap().unwrap(), "v");
    }
    let count = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'");
    let count: u32 = server.psql(name, &count).unwrap().parse().unwrap();
    assert!(
        (2..=9).contains(&count),
        "{count}, the one that asks among them"
    );
}

/// A change whose answer is lost is neither acknowledged nor made twice.
#[test]
fn a_change_whose_answer_is_lost_is_told_as_doubtful() {
    let server = Server::shared();
    let url = server.database();
    let proxy = Proxy::before(&server.socket());
    let home = Home::parse(&proxy.url(url.rsplit('/').next().unwrap())).unwrap();
    let cabinet = Cabinet::open(&home).unwrap();
    let both = || [put("one", "MARK"), put("other", "there")];
    for (cut, is_there) in [(Cut::Before, false), (Cut::After, true)] {
        let fate = proxy.arm(b"MARK", cut);
        let lost = cabinet.change(&both()[..1]);
        assert!(matches!(lost, Err(CommitError::Doubtful(_))), "{lost:?}");
        fate.arrive();
        assert_eq!(value(&cabinet, "one").is_some(), is_there);
        cabinet.fill(&[]).unwrap();
        let fate = proxy.arm(b"COMMIT", cut);
        let lost = cabinet.change(&both());
        assert!(matches!(lost, Err(CommitError::Doubtful(_))), "{lost:?}");
        fate.arrive();
        assert_eq!(cabinet.all().unwrap().len(), if is_there { 2 } else { 0 });
        // Cut off before it was to commit, nothing can have happened.
        cabinet.fill(&[]).unwrap();
        let fate = proxy.arm(b"MARK", cut);
        let lost = cabinet.change(&both());
        assert!(matches!(lost, Err(CommitError::Refused(_))), "{lost:?}");
        fate.arrive();
        assert!(cabinet.all().unwrap().is_empty());
    }
}

#[test]
fn a_server_that_stops_and_comes_back_is_used_again() {
    let server = Server::start();
    let cabinet = Cabinet::open(&Home::parse(&server.database()).unwrap()).unwrap();
    cabinet.change(&[put("k", "v")]).unwrap();
    server.crash();
    assert!(matches!(cabinet.get(b"k"), Err(LedgerError::Postgres(_))));
    let refused = cabinet.change(&[put("k", "w")]);
    assert!(
        matches!(refused, Err(CommitError::Refused(_))),
        "{refused:?}"
    );
    server.resume();
    assert_eq!(value(&cabinet, "k").unwrap(), "v");
    cabinet.change(&[put("k", "w")]).unwrap();
    assert_eq!(value(&cabinet, "k").unwrap(), "w");
}

/// The client drives an event loop of its own.
#[test]
fn it_can_be_asked_from_inside_an_event_loop() {
    each(|cabinet| {
        let mut several = tokio::runtime::Builder::new_multi_thread();
        let mut one = tokio::runtime::Builder::new_current_thread();
        for runtime in [several.worker_threads(1).build(), one.build()] {
            runtime.unwrap().block_on(async {
                cabinet.change(&[put("k", "v")]).unwrap();
                assert_eq!(value(cabinet, "k").unwrap(), "v");
            });
        }
    });
}

#[test]
fn what_is_not_a_cabinet_is_refused() {
    let dir = TempDir::new().unwrap();
    let home = Home::from(dir.path());
    let file = dir.path().join(ledger::cabinet::FILE);
    let open = |home: &Home| Cabinet::open(home).map(drop).unwrap_err();
    rusqlite::Connection::open(&file)
        .unwrap()
        .execute_batch("CREATE TABLE accounts (name)")
        .unwrap();
    let error = open(&home);
    assert!(
        matches!(error, LedgerError::Format(_)) && error.is_fatal(),
        "{error:?}"
    );
    std::fs::write(&file, "just a text, long enough to be read".repeat(99)).unwrap();
    assert!(open(&home).is_fatal());
    assert!(!open(&Home::from(&dir.path().join("nowhere"))).is_fatal());

    let server = Server::shared();
    let url = server.database();
    let sql = "CREATE SCHEMA store CREATE TABLE item (somebody text)";
    server.psql(url.rsplit('/').next().unwrap(), sql).unwrap();
    let error = open(&Home::parse(&url).unwrap());
    assert!(matches!(error, LedgerError::Format(_)), "{error:?}");
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let key = || "[ab]{1,2}".prop_map(String::into_bytes);
    let value = || "[xy]".prop_map(String::into_bytes);
    let new = || {
        (value(), proptest::option::of(0..4i64)).prop_map(|(value, until)| Item { value, until })
    };
    let change = prop_oneof![
        (key(), new()).prop_map(|(key, new)| Change::Put(key, new)),
        (key(), new()).prop_map(|(key, new)| Change::PutNew(key, new)),
        (key(), value(), new()).prop_map(|(key, was, new)| Change::Replace(key, was, new)),
        key().prop_map(Change::Remove),
        (key(), value()).prop_map(|(key, was)| Change::Take(key, was)),
    ];
    prop::collection::vec(change, 1..4)
}

/// Makes the changes in a map, or none of them.
fn model(map: &mut BTreeMap<Vec<u8>, Item>, changes: &[Change]) -> Result<(), bool> {
    let mut next = map.clone();
    for (n, change) in changes.iter().enumerate() {
        if changes[..n].iter().any(|other| other.key() == change.key()) {
            return Err(false);
        }
        let was = next.get(change.key()).map(|item| item.value.clone());
        let is_met = match change {
            Change::PutNew(..) => was.is_none(),
            Change::Replace(_, due, _) | Change::Take(_, due) => was.as_ref() == Some(due),
            Change::Put(..) | Change::Remove(_) => true,
        };
        if !is_met {
            // Two of the same key are refused whatever is there.
            let keys: Vec<&[u8]> = changes.iter().map(Change::key).collect();
            let unlike: std::collections::BTreeSet<&[u8]> = keys.iter().copied().collect();
            return Err(keys.len() == unlike.len());
        }
        match change {
            Change::Put(key, new) | Change::PutNew(key, new) | Change::Replace(key, _, new) => {
                next.insert(key.clone(), new.clone());
            }
            Change::Remove(key) | Change::Take(key, _) => {
                next.remove(key);
            }
        }
    }
    *map = next;
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever happens, both engines hold what a map in memory holds.
    #[test]
    fn both_engines_do_what_a_map_does(steps in prop::collection::vec((changes(), 0..4i64), 1..20)) {
        let dir = TempDir::new().unwrap();
        let homes = [Home::from(dir.path()), Home::parse(&Server::shared().database()).unwrap()];
        let cabinets = homes.map(|home| Cabinet::open(&home).unwrap());
        let mut map = BTreeMap::new();
        for (changes, now) in steps {
            let due = model(&mut map, &changes);
            let gone = map.values().filter(|item| item.until.is_some_and(|until| until <= now)).count();
            map.retain(|_, item| item.until.is_none_or(|until| until > now));
            for cabinet in &cabinets {
                let made = match cabinet.change(&changes) {
                    Ok(()) => Ok(()),
                    Err(CommitError::Moved) => Err(true),
                    Err(CommitError::Refused(_)) => Err(false),
                    Err(error) => panic!("{error:?}"),
                };
                prop_assert_eq!(&made, &due);
                prop_assert_eq!(cabinet.sweep(now).unwrap(), gone as u64);
                let all: BTreeMap<_, _> = cabinet.all().unwrap().into_iter().collect();
                prop_assert_eq!(&all, &map);
            }
        }
    }
}
