//! What is not a record, on each engine and at two nodes at once; where it lies, and how it moves.

use std::path::Path;
use std::thread;

use enforcement::Moment;
use law::value::{Fields, Value};
use ledger::{Cabinet, Change, Home, Item};
use registry::backup;
use registry::doorkeeper::{Doorkeeper, LOCKED_SECONDS, SESSION_SECONDS, SignIn, TRIES};
use registry::homes::{choose, store};
use registry::moving::move_to;
use registry::store::{Opened, RefusedTry, Request, Store};
use tempfile::TempDir;
use testkit::postgres::Server;

const PASSWORD: &str = "correct horse";
const NOON: Moment = Moment::constant(2025, 6, 16, 12, 0, 30, 0);

/// Runs a test with the store of two nodes, on each engine.
fn pairs(test: impl Fn([&Store; 2])) {
    let dir = TempDir::new().unwrap();
    let database = Home::parse(&Server::shared().database()).unwrap();
    for home in [Home::from(dir.path()), database] {
        let [one, other] = [0; 2].map(|_| Store::open(&home).unwrap());
        test([&one, &other]);
    }
}

/// The session that a sign-in gave.
fn signed_in(door: &Doorkeeper<'_>, name: &str, now: i64) -> String {
    match door.sign_in(name, PASSWORD, now).unwrap() {
        SignIn::In(secret, _) => secret,
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_signs_in_at_one_node_is_signed_in_at_the_other() {
    pairs(|stores| {
        let [one, other] = stores.map(Doorkeeper);
        one.enrol("jia", PASSWORD, "a", "p").unwrap();
        let secret = signed_in(&other, "jia", 1000);
        assert_eq!(one.session(&secret, 1001).unwrap().unwrap().person, "p");
        // Used at one node, it lives on at the other.
        let later = 1000 + SESSION_SECONDS - 1;
        assert!(one.session(&secret, later).unwrap().is_some());
        assert!(other.session(&secret, later + 100).unwrap().is_some());
        assert!(
            other
                .session(&secret, later + 100 + SESSION_SECONDS)
                .unwrap()
                .is_none()
        );
        let stale = signed_in(&one, "jia", 0);
        other.sign_out(&secret, later + 200).unwrap();
        assert!(one.session(&secret, later + 200).unwrap().is_none());
        // What ended by itself was forgotten with it: it is not even there by an earlier clock.
        assert!(one.session(&stale, 1).unwrap().is_none());
        let SignIn::In(token, _) = one.issue_token("jia", PASSWORD, 0).unwrap() else {
            panic!("no token");
        };
        assert_eq!(other.bearer(&token, 1).unwrap().unwrap().agency, "a");
        assert!(other.bearer(&token, i64::MAX).unwrap().is_none());
        assert!(
            other.session(&token, 1).unwrap().is_none(),
            "a token is no session"
        );
    });
}

#[test]
fn an_account_is_one_persons() {
    pairs(|[one, other]| {
        let door = Doorkeeper(one);
        door.enrol("b", PASSWORD, "a", "p").unwrap();
        door.enrol("a", PASSWORD, "a", "p").unwrap();
        assert_eq!(other.account_of("a", "p").unwrap().unwrap(), "a");
        door.enrol("a", PASSWORD, "a", "q").unwrap();
        assert_eq!(other.account_of("a", "p").unwrap().unwrap(), "b");
        assert_eq!(other.account_of("a", "q").unwrap().unwrap(), "a");
        assert_eq!(other.account("a").unwrap().unwrap().person, "q");
        assert_eq!(other.account_of("a", "").unwrap(), None);
    });
}

#[test]
fn wrong_tries_at_all_nodes_lock_a_name() {
    pairs(|stores| {
        let doors = stores.map(Doorkeeper);
        doors[0].enrol("jia", PASSWORD, "a", "p").unwrap();
        let long = "长".repeat(5000);
        for name in ["jia", "nobody", &long] {
            for n in 0..TRIES {
                let tried = doors[n as usize % 2].sign_in(name, "wrong", 100).unwrap();
                let due = match n + 1 == TRIES {
                    true => SignIn::Locked(LOCKED_SECONDS),
                    false => SignIn::Wrong,
                };
                assert_eq!(tried, due);
            }
            let locked = doors[1].sign_in(name, PASSWORD, 101).unwrap();
            assert_eq!(locked, SignIn::Locked(LOCKED_SECONDS - 1));
        }
        let after = 100 + LOCKED_SECONDS;
        signed_in(&doors[1], "jia", after);
        assert_eq!(
            doors[0].sign_in("jia", "wrong", after).unwrap(),
            SignIn::Wrong
        );
    });
}

fn request(agency: &str, words: &str) -> Request {
    Request {
        agency: agency.into(),
        item: "1-1".into(),
        at: NOON,
        fields: Fields::from([("内容".into(), Value::Text(words.into()))]),
    }
}

#[test]
fn requests_have_numbers_of_their_own_at_all_nodes() {
    pairs(|stores| {
        let hand_in = |store: &Store| -> Vec<i64> {
            let put = |n| {
                store
                    .put_request(&request("a", &format!("第{n}件")))
                    .unwrap()
            };
            (0..20).map(put).collect()
        };
        let mut numbers: Vec<i64> = thread::scope(|scope| {
            let nodes = stores.map(|store| scope.spawn(move || hand_in(store)));
            nodes
                .into_iter()
                .flat_map(|node| node.join().unwrap())
                .collect()
        });
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
        let [one, other] = stores;
        let waiting = one.requests("a").unwrap();
        assert!(waiting.iter().map(|(n, _)| *n).eq(1..=40));
        assert_eq!(waiting[7].1.fields.len(), 1);
        assert!(
            !other.drop_request("b", 8).unwrap(),
            "it is another agency's"
        );
        assert!(other.drop_request("a", 8).unwrap());
        assert!(!one.drop_request("a", 8).unwrap());
        assert!(!one.drop_request("a", -1).unwrap());
        assert_eq!(one.requests("a").unwrap().len(), 39);
        assert_eq!(
            other.put_request(&request("ab", "x")).unwrap(),
            41,
            "never used again"
        );
        assert_eq!(one.requests("a").unwrap().len(), 39);
    });
}

#[test]
fn refused_tries_are_listed_and_counted_by_clause() {
    pairs(|stores| {
        let note = |store: &Store, clauses: &str, at| {
            let one = RefusedTry {
                at,
                person: "p".into(),
                record: "r".into(),
                case: String::new(),
                clauses: clauses.into(),
            };
            store.note_refused("a", &one).unwrap();
        };
        thread::scope(|scope| {
            for (store, clauses) in stores.into_iter().zip(["X-1、X-2", "X-2、X-10"]) {
                scope.spawn(move || (0..10).for_each(|at| note(store, clauses, at)));
            }
        });
        let [one, other] = stores;
        note(one, "", 99);
        let counts =
            ["X-1", "X-2", "X-10", "X"].map(|clause| other.refused_on("a", clause).unwrap());
        assert_eq!(counts, [10, 20, 10, 0]);
        assert_eq!(other.refused_on("b", "X-1").unwrap(), 0);
        let latest = other.refused("a", 2).unwrap();
        assert_eq!((latest.len(), latest[0].at), (2, 99));
        assert_eq!(other.refused("a", 99).unwrap().len(), 21);
    });
}

#[test]
fn what_is_opened_is_noted_once_a_minute() {
    pairs(|[one, other]| {
        let note = |store: &Store, minute: i8, no| {
            let at = NOON.with().minute(minute).build().unwrap();
            let (person, case) = ("p".to_owned(), "7".to_owned());
            store
                .note_opened(
                    "a",
                    &Opened {
                        at,
                        person,
                        case,
                        no,
                    },
                )
                .unwrap();
        };
        for (minute, no) in [(1, 3), (1, 3), (2, 3), (1, 12), (3, 0)] {
            note(one, minute, no);
            note(other, minute, no);
        }
        let seen = one.opened("a", "7", 9).unwrap();
        let seen: Vec<(i8, u32)> = seen.iter().map(|one| (one.at.minute(), one.no)).collect();
        assert_eq!(seen, [(3, 0), (2, 3), (1, 12), (1, 3)]);
        assert_eq!(other.opened("a", "7", 1).unwrap().len(), 1);
        assert!(other.opened("a", "77", 9).unwrap().is_empty());
    });
}

fn enrolled(dir: &Path, name: &str) {
    let store = store(dir).unwrap();
    Doorkeeper(&store).enrol(name, PASSWORD, "a", name).unwrap();
}

fn knows(dir: &Path, name: &str) -> bool {
    store(dir).unwrap().account(name).unwrap().is_some()
}

#[test]
fn a_store_moves_to_a_database_and_back_into_a_backup() {
    let [dir, copy] = [0; 2].map(|_| TempDir::new().unwrap());
    let url = Server::shared().database();
    enrolled(dir.path(), "jia");
    let refused = choose(dir.path(), &url).unwrap_err().what;
    assert!(refused.contains("fadu move"), "{refused}");
    let moved = move_to(dir.path(), &url).unwrap();
    assert_eq!(moved.items, 3, "the account, whose it is, and whose all is");
    assert!(dir.path().join("store.db.moved").exists());
    assert!(!dir.path().join("store.db").exists());
    enrolled(dir.path(), "yi");
    assert!(knows(dir.path(), "jia") && knows(dir.path(), "yi"));

    backup::copy(dir.path(), copy.path()).unwrap();
    enrolled(dir.path(), "bing");
    assert!(knows(copy.path(), "jia") && knows(copy.path(), "yi"));
    assert!(!knows(copy.path(), "bing") && copy.path().join("store.db").exists());
    backup::copy(dir.path(), copy.path()).unwrap();
    assert!(knows(copy.path(), "bing"), "brought up to date");

    // From one database to another; the old one keeps what it had.
    let second = Server::shared().database();
    move_to(dir.path(), &second).unwrap();
    enrolled(dir.path(), "ding");
    assert!(
        ["jia", "yi", "bing", "ding"]
            .iter()
            .all(|name| knows(dir.path(), name))
    );
    // Where accounts are in force, nothing is touched: neither by a copy of the same installation,
    // nor by another one.
    let refused = move_to(copy.path(), &second).map(drop).unwrap_err().what;
    assert!(refused.contains("已有账号和会话在用"), "{refused}");
    let other = TempDir::new().unwrap();
    enrolled(other.path(), "wu");
    let refused = move_to(other.path(), &second).map(drop).unwrap_err().what;
    assert!(refused.contains("另一个安装"), "{refused}");
    assert!(knows(dir.path(), "ding") && knows(copy.path(), "jia"));
}

/// Everything a move does, up to a crash at any place; then either the old place is in force, or
/// the new one is, with all that was there.
#[test]
fn a_move_that_is_cut_off_leaves_the_old_place_or_the_new() {
    let dir = TempDir::new().unwrap();
    let url = Server::shared().database();
    enrolled(dir.path(), "jia");
    // Cut off before the URL was written down: what had been copied is not in force, and is
    // replaced when it is tried again.
    let there = Cabinet::open(&Home::parse(&url).unwrap()).unwrap();
    let left = [
        Change::Put(b"moving\xff".into(), Item::new("")),
        Change::Put(b"setting\xffstale\xff".into(), Item::new("\"x\"")),
    ];
    there.change(&left).unwrap();
    enrolled(dir.path(), "yi");
    assert!(dir.path().join("store.db").exists());
    move_to(dir.path(), &url).unwrap();
    assert!(knows(dir.path(), "jia") && knows(dir.path(), "yi"));
    assert_eq!(store(dir.path()).unwrap().setting("stale").unwrap(), None);

    // Cut off after it: whoever comes first puts the old file aside.
    std::fs::rename(
        dir.path().join("store.db.moved"),
        dir.path().join("store.db"),
    )
    .unwrap();
    there.change(&left[..1]).unwrap();
    assert!(knows(dir.path(), "yi"));
    assert!(!dir.path().join("store.db").exists());
    assert_eq!(there.get(b"moving\xff").unwrap(), None);
}

#[test]
fn accounts_that_do_not_count_are_told() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("store.db");
    let old = rusqlite::Connection::open(&file).unwrap();
    old.execute_batch("CREATE TABLE accounts (name TEXT PRIMARY KEY) WITHOUT ROWID")
        .unwrap();
    drop(old);
    let told = || store(dir.path()).map(drop).unwrap_err().what;
    assert!(
        told().contains("早先的版本") && told().contains("fadu account"),
        "{}",
        told()
    );
    let url = Server::shared().database();
    assert!(move_to(dir.path(), &url).is_err());
    assert!(file.exists());

    // Beside a database, any file of accounts is one that nobody asks.
    let new = TempDir::new().unwrap();
    choose(new.path(), &url).unwrap();
    enrolled(new.path(), "jia");
    std::fs::rename(&file, new.path().join("store.db")).unwrap();
    let told = store(new.path()).map(drop).unwrap_err().what;
    assert!(told.contains("不再使用"), "{told}");
}

#[test]
fn a_database_that_is_away_is_told_and_signs_nobody_in() {
    let server = Server::start();
    let dir = TempDir::new().unwrap();
    choose(dir.path(), &server.database()).unwrap();
    enrolled(dir.path(), "jia");
    let kept = store(dir.path()).unwrap();
    let door = Doorkeeper(&kept);
    let secret = signed_in(&door, "jia", 0);
    server.crash();
    let away = [
        door.sign_in("jia", PASSWORD, 1).map(drop),
        door.session(&secret, 1).map(drop),
        door.bearer(&secret, 1).map(drop),
        kept.put_request(&request("a", "x")).map(drop),
        store(dir.path()).map(drop),
    ];
    for told in away {
        let told = told.unwrap_err();
        assert!(told.what.contains("连不上数据库"), "{told}");
        assert_eq!(told.recorded, Some(false));
    }
    server.resume();
    assert!(door.session(&secret, 1).unwrap().is_some());
    signed_in(&door, "jia", 1);
}
