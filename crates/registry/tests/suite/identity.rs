//! Two installations that are pointed at one database are told apart; nodes, copies and moves of one
//! are not.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Barrier};

use law::pack::Pack;
use ledger::{Cabinet, Change, Home};
use registry::clock::Clock;
use registry::doorkeeper::Doorkeeper;
use registry::homes::{choose, store};
use registry::installation::Installation;
use registry::{backup, moving};
use tempfile::TempDir;
use testkit::postgres::Server;

use super::district::{District, packs};

fn only(code: &str) -> BTreeMap<String, Arc<Pack>> {
    packs().into_iter().filter(|(of, _)| of == code).collect()
}

fn open(dir: &Path, code: &str) -> Result<Installation, String> {
    Installation::open(dir, &only(code), Clock::system()).map_err(|fault| fault.what)
}

/// The logs in a database.
fn logs(server: &Server, url: &str) -> String {
    let name = url.rsplit('/').next().unwrap();
    let sql = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'log:%' ORDER BY 1";
    server.psql(name, sql).unwrap()
}

/// Copies of parts of a data folder, as an operator makes them.
fn copied(from: &Path, to: &Path, parts: &[&str]) {
    for part in parts {
        let mut cp = std::process::Command::new("cp");
        let status = cp.arg("-r").arg(from.join(part)).arg(to).status();
        assert!(status.unwrap().success(), "{part}");
    }
}

#[test]
fn a_second_installation_on_one_database_is_refused_and_a_second_node_is_not() {
    let (server, [first, node, other]) =
        (Server::shared(), [0; 3].map(|_| TempDir::new().unwrap()));
    let url = server.database();
    choose(first.path(), &url).unwrap();
    drop(open(first.path(), "tc").unwrap());
    let before = logs(server, &url);

    // It is not even written down.
    let told = choose(other.path(), &url).unwrap_err().what;
    assert!(
        told.contains("另一个安装") && told.contains("换一个数据库"),
        "{told}"
    );
    assert!(!other.path().join("ledger").exists());
    // By hand it is; and an installation that has worked elsewhere is no less a stranger.
    for _ in 0..2 {
        copied(first.path(), other.path(), &["ledger"]);
        let told = open(other.path(), "exampleland").map(drop).unwrap_err();
        assert!(told.contains("另一个安装"), "{told}");
        assert_eq!(logs(server, &url), before, "nothing was made there");
        std::fs::remove_file(other.path().join("ledger")).unwrap();
        drop(open(other.path(), "exampleland").unwrap());
    }
    let told = moving::move_to(other.path(), &url)
        .map(drop)
        .unwrap_err()
        .what;
    assert!(told.contains("另一个安装"), "{told}");
    assert_eq!(logs(server, &url), before, "nothing was copied there");
    drop(open(other.path(), "exampleland").unwrap());

    copied(first.path(), node.path(), &["agencies", "ledger"]);
    let told = open(node.path(), "tc").map(drop).unwrap_err();
    assert!(
        told.contains("installation") && told.contains("首个节点"),
        "{told}"
    );
    copied(first.path(), node.path(), &["installation"]);
    // It is let in, where it has the files.
    let told = open(node.path(), "tc").map(drop).unwrap_err();
    assert!(told.contains("另一个节点的数据目录"), "{told}");
    drop(open(first.path(), "tc").unwrap());
}

/// Without a bucket the files are in the folder of one node: another would show none of them. Where that
/// node is no more, its place is taken as the message says.
#[test]
fn files_in_a_folder_are_those_of_one_node() {
    let (server, [first, second]) = (Server::shared(), [0; 2].map(|_| TempDir::new().unwrap()));
    choose(first.path(), &server.database()).unwrap();
    drop(open(first.path(), "tc").unwrap());
    let shared = ["agencies", "ledger", "installation", "blobs"];
    copied(first.path(), second.path(), &shared);
    let refused = || open(second.path(), "tc").map(drop).unwrap_err();
    let told = refused();
    let id = std::fs::read_to_string(first.path().join("node")).unwrap();
    let remedy = format!("文件 node 中写 {}", id.trim());
    assert!(
        told.contains("fadu move --blobs") && told.contains(&remedy),
        "{told}"
    );
    std::fs::write(second.path().join("node"), "not an id").unwrap();
    assert!(refused().contains("已经损坏"));
    std::fs::write(second.path().join("node"), id).unwrap();
    drop(open(second.path(), "tc").unwrap());
}

#[test]
fn a_copy_is_the_same_installation_and_another_store_is_not() {
    let [data, copy, restored, other] = [0; 4].map(|_| TempDir::new().unwrap());
    for dir in [&data, &other] {
        drop(open(dir.path(), "tc").unwrap());
    }
    backup::copy(data.path(), copy.path()).unwrap();
    backup::copy(copy.path(), restored.path()).unwrap();
    drop(open(restored.path(), "tc").unwrap());
    let id = |dir: &Path| std::fs::read(dir.join("installation")).unwrap();
    assert_eq!(id(restored.path()), id(data.path()));
    copied(other.path(), restored.path(), &["store.db"]);
    let told = open(restored.path(), "tc").map(drop).unwrap_err();
    assert!(told.contains("另一个安装"), "{told}");
    copied(copy.path(), restored.path(), &["store.db"]);
    drop(open(restored.path(), "tc").unwrap());
    std::fs::write(restored.path().join("installation"), "?").unwrap();
    let told = open(restored.path(), "tc").map(drop).unwrap_err();
    assert!(told.contains("已经损坏"), "{told}");
}

/// A store that is gone is not made anew in silence: it would be empty.
#[test]
fn an_installation_without_its_store_is_not_opened() {
    let [data, copy] = [0; 2].map(|_| TempDir::new().unwrap());
    drop(open(data.path(), "tc").unwrap());
    backup::copy(data.path(), copy.path()).unwrap();
    let file = data.path().join("store.db");
    std::fs::remove_file(&file).unwrap();
    let told = open(data.path(), "tc").map(drop).unwrap_err();
    assert!(
        told.contains("store.db 不见了") && told.contains("fadu account"),
        "{told}"
    );
    assert!(!file.exists());
    // Whoever makes the accounts anew means it.
    let anew = registry::homes::store_or_new(data.path()).unwrap();
    Doorkeeper(&anew)
        .enrol("jia", "correct horse battery", "tc", "jia")
        .unwrap();
    drop(anew);
    drop(open(data.path(), "tc").unwrap());
    copied(copy.path(), data.path(), &["store.db"]);
    drop(open(data.path(), "tc").unwrap());
}

/// An emptied file or database answers like a new one; where records were entered it is none.
#[test]
fn a_store_that_was_emptied_is_not_taken_for_a_new_one() {
    let district = District::new().closed();
    std::fs::write(district.path().join("store.db"), "").unwrap();
    let opened = Installation::open(district.path(), &packs(), Clock::system());
    let told = opened.map(drop).unwrap_err().what;
    assert!(told.contains("已经清空"), "{told}");
    let copy = TempDir::new().unwrap();
    let told = backup::copy(district.path(), copy.path()).unwrap_err().what;
    assert!(told.contains("store.db") && !copy.path().join("store.db").exists());
}

#[test]
fn the_file_of_the_installation_is_what_is_missed_where_it_is() {
    let data = TempDir::new().unwrap();
    drop(open(data.path(), "tc").unwrap());
    let file = data.path().join("installation");
    let id = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let told = open(data.path(), "tc").map(drop).unwrap_err();
    assert!(
        told.contains("installation 不见了") && !told.contains("store.db"),
        "{told}"
    );
    std::fs::write(&file, id).unwrap();
    drop(open(data.path(), "tc").unwrap());
}

/// The other nodes would go on in it, with a second log of the same name and key.
#[test]
fn a_database_that_was_left_takes_no_node_any_more() {
    let [first, node] = [0; 2].map(|_| TempDir::new().unwrap());
    let [old, new] = [0; 2].map(|_| Server::shared().database());
    choose(first.path(), &old).unwrap();
    drop(open(first.path(), "tc").unwrap());
    // With the id of the first too, as if the files of both were in one bucket.
    let shared = ["agencies", "ledger", "installation", "node"];
    copied(first.path(), node.path(), &shared);
    drop(open(node.path(), "tc").unwrap());
    moving::move_to(first.path(), &new).unwrap();
    let told = open(node.path(), "tc").map(drop).unwrap_err();
    assert!(told.contains("搬到") && told.contains("复制"), "{told}");
    copied(first.path(), node.path(), &["ledger"]);
    let both = [open(first.path(), "tc"), open(node.path(), "tc")];
    assert!(both.iter().all(Result::is_ok));
    // A service that runs holds the folder: nothing moves under it.
    let third = Server::shared().database();
    assert!(moving::move_to(first.path(), &third).is_err());
}

/// A database that was used before installations had an id.
#[test]
fn a_database_from_before_is_its_users() {
    let (server, [first, other]) = (Server::shared(), [0; 2].map(|_| TempDir::new().unwrap()));
    let url = server.database();
    choose(first.path(), &url).unwrap();
    let opened = open(first.path(), "tc").unwrap();
    let door = Doorkeeper(&opened.store);
    door.enrol("jia", "correct horse battery", "tc", "jia")
        .unwrap();
    drop(opened);
    let cabinet = Cabinet::open(&Home::parse(&url).unwrap()).unwrap();
    let forget = Change::Remove(b"setting\xffinstallation\xff".into());
    cabinet.change(&[forget]).unwrap();
    std::fs::remove_file(first.path().join("installation")).unwrap();

    copied(first.path(), other.path(), &["ledger"]);
    let told = open(other.path(), "exampleland").map(drop).unwrap_err();
    assert!(told.contains("另一个安装"), "{told}");
    drop(open(first.path(), "tc").unwrap());
    assert!(first.path().join("installation").exists());
    assert!(
        store(first.path())
            .unwrap()
            .account("jia")
            .unwrap()
            .is_some()
    );
}

/// Two that begin in one empty database at once, neither of which has seen the other: whoever is slower
/// has made nothing there, and no key.
#[test]
fn of_two_that_begin_at_once_one_goes_on() {
    let server = Server::shared();
    for _ in 0..4 {
        let (url, both) = (server.database(), [0; 2].map(|_| TempDir::new().unwrap()));
        both.iter()
            .for_each(|dir| choose(dir.path(), &url).unwrap());
        let start = Barrier::new(2);
        let begin = |dir: &Path, code| {
            start.wait();
            open(dir, code).map(drop)
        };
        let told = std::thread::scope(|scope| {
            let other = scope.spawn(|| begin(both[1].path(), "exampleland"));
            [begin(both[0].path(), "tc"), other.join().unwrap()]
        });
        let slower = told.iter().position(Result::is_err).unwrap();
        assert!(told[1 - slower].is_ok(), "{told:?}");
        let why = told[slower].as_ref().unwrap_err();
        assert!(why.contains("另一个安装"), "{why}");
        let made = logs(server, &url);
        assert_eq!(made.lines().count(), 1, "{made}, {told:?}");
        let made = std::fs::read_dir(both[slower].path().join("agencies")).unwrap();
        assert_eq!(made.count(), 0, "no key was made");
    }
}

/// Two that move to one database at once: what one has left there is not taken for the other's.
#[test]
fn what_another_move_left_is_not_overwritten() {
    let [one, other] = [0; 2].map(|_| TempDir::new().unwrap());
    let url = Server::shared().database();
    for dir in [&one, &other] {
        drop(open(dir.path(), "tc").unwrap());
    }
    moving::move_to(one.path(), &url).unwrap();
    // As if it had been cut off before it was in force.
    let cabinet = Cabinet::open(&Home::parse(&url).unwrap()).unwrap();
    let arriving = Change::Put(b"moving\xff".into(), ledger::Item::new(""));
    cabinet.change(&[arriving]).unwrap();
    let told = moving::move_to(other.path(), &url)
        .map(drop)
        .unwrap_err()
        .what;
    assert!(told.contains("另一个安装"), "{told}");
    drop(open(one.path(), "tc").unwrap());
}
