//! A file that an acknowledged record cites is never removed, whatever another node destroys at the
//! same moment; and what is being removed cannot be cited.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use enforcement::Moment;
use enforcement::decide::Act;
use ledger::{BlobState, Blobs, Cabinet, Change, Destroy, Hash, Home, Item, Keys, Log, NewEntry};
use registry::clock::Clock;
use registry::homes::choose;
use registry::installation::Installation;
use registry::office::citation_of;
use registry::retention::{Disposal, Kept};
use registry::store::Store;
use registry::views::Views;
use registry::{Denied, Office, Order, Target};
use tempfile::TempDir;
use testkit::postgres::Server;

use super::district::{District, packs};
use super::retention::{AFTER, order};

const NOW: Moment = Moment::constant(2025, 3, 4, 9, 0, 0, 0);
/// Under which the store notes what is being removed.
const NOTE: &[u8] = b"noted\xffremoving\xff";

/// An installation in a database, on whose first node somebody destroys, and a second node. The bucket
/// that both have is the folder of the first.
struct Nodes {
    home: Home,
    first: TempDir,
    _second: TempDir,
    office: Office,
    case: String,
}

impl Nodes {
    fn new() -> Nodes {
        let url = Server::shared().database();
        let first = tempfile::tempdir().unwrap();
        choose(first.path(), &url).unwrap();
        let district = District::new_in(first);
        let case = district.worked("tc", Some("审批决定意见"));
        let (first, second) = (district.closed(), TempDir::new().unwrap());
        let home = Home::parse(&url).unwrap();
        let office = Office::open(
            &first.path().join("agencies/tc"),
            &home,
            "tc",
            packs()["tc"].clone(),
            Arc::new(Blobs::read_only(first.path().join("blobs")).unwrap()),
            Store::open(&home).unwrap(),
            Arc::new(Views::open(&second.path().join("views.db")).unwrap()),
        );
        Nodes {
            office: office.unwrap(),
            home,
            first,
            _second: second,
            case,
        }
    }

    fn blobs(&self) -> Blobs {
        Blobs::open(self.first.path().join("blobs")).unwrap()
    }

    fn is_there(&self, hash: Hash) -> bool {
        self.office.blobs().verify(hash).unwrap() != BlobState::Missing
    }

    fn log(&self, code: &str) -> Log {
        let key = self.first.path().join(format!("agencies/{code}/log.key"));
        Log::open(&self.home, code, Keys::open(&key, code).unwrap()).unwrap()
    }

    /// Stores files and records that they are destroyed, no more.
    fn destroyed(&self, names: &[&str]) -> Vec<Hash> {
        let blobs = self.blobs();
        let stored = names.iter().map(|name| blobs.put(name.as_bytes()).unwrap());
        let hashes: Vec<Hash> = stored.collect();
        let what = Destroy {
            entries: Vec::new(),
            blobs: hashes.clone(),
            reason: "期满".into(),
            actor: "档案员".into(),
            time_ms: 0,
        };
        self.log("tc").destroy(&what).unwrap();
        hashes
    }

    /// As an act of the second node that cites the file.
    fn cite(&self, hash: Hash) -> Result<(), String> {
        let fields = [
            ("标题".to_owned(), "附件".into()),
            ("内容".to_owned(), "见附件".into()),
            ("附件".to_owned(), citation_of("a.txt", hash, 1)),
        ];
        let submitted = self.office.submit(Order {
            actor: "承办人甲".into(),
            target: Target::Case(self.case.clone()),
            act: Act {
                record: "其他情况记录".into(),
                fields: fields.into(),
            },
            at: NOW,
            expected: None,
        });
        match submitted {
            Ok(_) => Ok(()),
            Err(Denied::Mistaken(mistakes)) => Err(mistakes[0].message.clone()),
            Err(Denied::Fault(fault)) => Err(fault.what),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn note(&self) -> String {
        let cabinet = Cabinet::open(&self.home).unwrap();
        let item = cabinet.get(NOTE).unwrap();
        item.map_or(String::new(), |item| String::from_utf8(item.value).unwrap())
    }

    fn put_note(&self, count: u64, files: &[Hash]) {
        let files: BTreeSet<String> = files.iter().map(ToString::to_string).collect();
        let note = serde_json::json!({ "count": count, "files": files });
        let put = Change::Put(NOTE.to_vec(), Item::new(note.to_string()));
        Cabinet::open(&self.home).unwrap().change(&[put]).unwrap();
    }
}

/// What the command does on the first node; it removes what was left before it looks at its order.
fn finish(dir: &Path) -> Result<(), String> {
    match Disposal::prepare(dir, &packs(), &order(&["没有的案号"]), AFTER.date()) {
        Err(Kept::Refused(_)) => Ok(()),
        Err(Kept::Fault(fault)) => Err(fault.what),
        Err(Kept::Done(told)) => panic!("{told:?}"),
        Ok(disposal) => panic!("{:?}", disposal.cases),
    }
}

fn until(what: impl Fn() -> bool) {
    for _ in 0..500 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("it did not come to that");
}

#[test]
fn what_is_cited_while_files_are_removed_stays_or_is_refused() {
    let nodes = Nodes::new();
    // Left by a removal that was cut off, and recorded before the latest destruction.
    let left = nodes.destroyed(&["left"])[0];
    nodes.put_note(7, &[left]);
    let files = nodes.destroyed(&["cited here", "cited elsewhere", "not cited"]);
    // An act of another agency is under way at another node: it has its turn, and has looked.
    let mut elsewhere = nodes.log("exampleland");
    let len = elsewhere.hold().unwrap();
    std::thread::scope(|scope| {
        let destroying = scope.spawn(|| finish(nodes.first.path()));
        until(|| nodes.note().contains(&files[0].to_string()));
        let told = nodes.cite(files[0]).unwrap_err();
        assert!(told.contains("正在按记录销毁"), "{told}");
        std::thread::sleep(Duration::from_millis(200));
        assert!(!destroying.is_finished(), "it waits for that turn to end");
        assert!(files.iter().all(|hash| nodes.is_there(*hash)));
        let citing = NewEntry {
            stream: "case/1".into(),
            expected_version: None,
            time_ms: 0,
            actor: "甲".into(),
            kind: "deed".into(),
            payload: format!(r#"{{"sha256":"{}"}}"#, files[1]).into_bytes(),
        };
        elsewhere.append_at(len, &[citing]).unwrap();
        assert_eq!(destroying.join().unwrap(), Ok(()));
    });
    let there = [left, files[0], files[1], files[2]].map(|hash| nodes.is_there(hash));
    assert_eq!(there, [false, false, true, false]);
    assert!(nodes.note().contains(r#""files":[]"#), "{}", nodes.note());
    // It is gone now, and not on its way any more: whoever has it may hand it in again.
    let told = nodes.cite(files[0]).unwrap_err();
    assert!(
        told.contains("重新上传") && !told.contains("销毁"),
        "{told}"
    );
    nodes.blobs().put(b"cited here").unwrap();
    assert_eq!(nodes.cite(files[0]), Ok(()));
    assert_eq!(finish(nodes.first.path()), Ok(()));
    assert!(nodes.is_there(files[0]));
}

/// It was there when the act was handed in.
#[test]
fn a_file_that_went_while_its_act_waited_for_a_turn_is_missed() {
    let nodes = Nodes::new();
    let hash = nodes.blobs().put(b"here and gone").unwrap();
    let mut other = nodes.log("tc");
    other.hold().unwrap();
    std::thread::scope(|scope| {
        let citing = scope.spawn(|| nodes.cite(hash));
        std::thread::sleep(Duration::from_millis(500));
        assert!(!citing.is_finished());
        nodes.put_note(1, &[]);
        nodes.blobs().destroy(hash).unwrap();
        other.release();
        let told = citing.join().unwrap().unwrap_err();
        assert!(told.contains("重新上传"), "{told}");
    });
}

/// The files have moved while this node was at work, or are moving just now.
#[test]
fn a_node_whose_files_are_not_those_of_the_installation_cites_none() {
    let nodes = Nodes::new();
    let hash = nodes.blobs().put(b"here").unwrap();
    let put = |place: serde_json::Value| {
        let note = Item::new(place.to_string());
        let put = Change::Put(b"noted\xfffiles\xff".to_vec(), note);
        Cabinet::open(&nodes.home).unwrap().change(&[put]).unwrap();
    };
    put(serde_json::json!({ "at": "", "to": "s3://b/x" }));
    let told = nodes.cite(hash).unwrap_err();
    assert!(told.contains("正在搬往 s3://b/x"), "{told}");
    put(serde_json::json!({ "at": "s3://b/x", "to": null }));
    let told = nodes.cite(hash).unwrap_err();
    assert!(told.contains("已设在 s3://b/x"), "{told}");
    let told = nodes.office.put_blob("a", b"b").unwrap_err().what;
    assert!(told.contains("已设在 s3://b/x"), "{told}");
    let told = finish(nodes.first.path()).unwrap_err();
    assert!(told.contains("已设在 s3://b/x"), "it destroys none: {told}");
    let opened = Installation::open(nodes.first.path(), &packs(), Clock::system());
    let told = opened.map(drop).unwrap_err().what;
    assert!(told.contains("已设在 s3://b/x"), "{told}");
    // A move that was cut off is over when somebody starts where the files still are.
    put(serde_json::json!({ "at": "", "to": "s3://b/x" }));
    drop(Installation::open(nodes.first.path(), &packs(), Clock::system()).unwrap());
    assert_eq!(nodes.cite(hash), Ok(()));
}

/// It may cite what is to go.
#[test]
fn a_log_that_this_node_does_not_know_keeps_the_files() {
    let nodes = Nodes::new();
    let files = nodes.destroyed(&["one"]);
    std::fs::remove_dir_all(nodes.first.path().join("agencies/exampleland")).unwrap();
    let told = finish(nodes.first.path()).unwrap_err();
    assert!(told.contains("“exampleland”的账册"), "{told}");
    assert!(nodes.is_there(files[0]));
}

/// A node that serves finishes what another has left, but not while the other may be at work.
#[test]
fn a_removal_that_stands_still_is_finished_by_a_node_that_serves() {
    let nodes = Nodes::new();
    let files = nodes.destroyed(&["gone", "cited since"]);
    assert_eq!(nodes.cite(files[1]), Ok(()));
    let node = Installation::open(nodes.first.path(), &packs(), Clock::system()).unwrap();
    let look = || {
        node.finish_removal().unwrap();
        (nodes.is_there(files[0]), nodes.note())
    };
    assert!(look().0, "it may just have been recorded");
    nodes.put_note(4, &files);
    assert!(look().0, "somebody is at work");
    nodes.put_note(5, &files);
    assert!(look().0, "it has moved");
    let (there, note) = look();
    assert!(!there && note.contains(r#""count":6,"files":[]"#), "{note}");
    assert!(nodes.is_there(files[1]), "it is cited");
    for _ in 0..3 {
        assert_eq!(look(), (false, note.clone()), "it does no more");
    }
}
