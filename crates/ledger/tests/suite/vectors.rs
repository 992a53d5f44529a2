//! Golden vectors: `docs/format/vectors`. They never change; where a format gets another version,
//! others are added. This crate and the independent verifier in `verify/` must both agree with them.
//!
//! `FADU_WRITE_VECTORS=1` writes those that do not exist yet.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;

use ledger::entry::{Metadata, SALT, payload_hash};
use ledger::package::{
    self,
    check::{Fault, check},
};
use ledger::proof::{verify_consistency, verify_inclusion};
use ledger::rotation::follow;
use ledger::{
    Blobs, Checkpoint, Destroy, Destruction, Entry, Hash, Keys, Log, PublicKey, Receipt, Rotation,
    SignedCheckpoint, Sm2Keys,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::package::{doubt, relist};
use super::support::{ORIGIN, batch, entry, keys, memory, open};

/// A package that cites a destroyed file again, and the same without that file.
const AGAIN: &str = "package-again";
const STRIPPED: &str = "package-stripped";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/format/vectors")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn hash(text: &Value) -> Hash {
    text.as_str().unwrap().parse().unwrap()
}

fn hashes(list: &Value) -> Vec<Hash> {
    list.as_array().unwrap().iter().map(hash).collect()
}

fn all<'a>(vectors: &'a Value, kind: &str) -> &'a [Value] {
    let list = vectors[kind].as_array().unwrap();
    assert!(!list.is_empty(), "{kind}");
    list
}

fn entries() -> Vec<Value> {
    let plain = ("case/1", "zhang", "note", &b"hello"[..]);
    let odd = ("案件/一", "", "记录", &b""[..]);
    let long = (
        &*"s".repeat(512),
        &*"甲".repeat(170),
        "k",
        &[0xa5; 1000][..],
    );
    let mut made = Vec::new();
    for (n, (stream, actor, kind, payload)) in [plain, odd, long].into_iter().enumerate() {
        let salt: [u8; SALT] = std::array::from_fn(|i| (i + 16 * n) as u8);
        let metadata = Metadata {
            index: [7, 0, u64::MAX][n],
            version: [2, 1, u64::MAX][n],
            time_ms: [1_741_000_000_123, -1, i64::MIN][n],
            stream,
            actor,
            kind,
            payload_hash: payload_hash(&salt, payload),
        };
        made.push(json!({
            "index": metadata.index, "version": metadata.version, "time_ms": metadata.time_ms,
            "stream": stream, "actor": actor, "kind": kind,
            "salt": hex(&salt), "payload": hex(payload),
            "payload_hash": metadata.payload_hash.to_string(),
            "canonical": hex(&metadata.canonical()), "leaf": metadata.leaf_hash().to_string(),
        }));
    }
    made
}

/// Canonical bytes that are none.
fn bad_entries() -> Vec<String> {
    let good = unhex(&entries()[0]["canonical"]);
    let with = |at: usize, byte: u8| {
        let mut bad = good.clone();
        bad[at] = byte;
        hex(&bad)
    };
    let renamed = |stream: &[u8]| {
        let mut bad = good[..25].to_vec();
        bad.extend((stream.len() as u32).to_be_bytes());
        bad.extend(stream);
        bad.extend(&good[35..]);
        hex(&bad)
    };
    vec![
        String::new(),
        hex(&good[..good.len() - 1]),
        hex(&[&good[..], b"x"].concat()),
        with(0, 2),
        with(25, 1),
        with(28, 7),
        renamed(b""),
        renamed(&[b's'; 513]),
        renamed(b"case\n1"),
        renamed(b"case\x7f1"),
        renamed("case\u{85}1".as_bytes()),
        renamed(&[0xff, 0xfe]),
    ]
}

fn checkpoints() -> Vec<Value> {
    let mut log = memory();
    log.append(&batch(9)).unwrap();
    let root = Hash::of(&[b"a root"]);
    let of = |size| Checkpoint {
        origin: ORIGIN.into(),
        size,
        root,
    };
    let good = of(20_852_163).sign(&keys()).unwrap().note;
    let other = Keys::from_seed(ORIGIN, &[8; 32]).unwrap();
    let foreign = Keys::from_seed("witness.test", &[9; 32]).unwrap();
    let line = |keys: &Keys| {
        of(20_852_163)
            .sign(keys)
            .unwrap()
            .note
            .split("\n\n")
            .nth(1)
            .unwrap()
            .to_owned()
    };
    let with_witness = format!("{good}{}", line(&foreign));
    let mut notes = vec![
        of(0).sign(&keys()).unwrap().note,
        of(u64::MAX).sign(&keys()).unwrap().note,
        with_witness,
        format!(
            "{}{}",
            &good[..good.find("\n\n").unwrap() + 2],
            line(&other)
        ),
        good.replace("20852163", "20852164"),
        good.replace("20852163", "020852163"),
        good.replace(ORIGIN, "ledger.test/two"),
        good.replace("\n\n", "\n"),
        good.trim_end().to_owned(),
        format!("{good}\n"),
        format!("{good}— nonsense\n"),
        good.replace('—', "-"),
        good.replace("\n— ", "\nan extension line\n\n— ")
            .replacen("\n\n", "\n", 1),
        String::new(),
    ];
    notes.push(good);
    notes
        .into_iter()
        .map(|note| {
            let signed = SignedCheckpoint::verify(&note, keys().public()).ok();
            json!({ "note": note, "says": signed.map(|s| json!({
            "size": s.checkpoint.size, "root": s.checkpoint.root.to_string() })) })
        })
        .collect()
}

fn proofs() -> (Vec<Value>, Vec<Value>, Vec<Value>) {
    let mut log = memory();
    log.append(&batch(13)).unwrap();
    let reader = log.reader();
    let text = |path: &[Hash]| path.iter().map(Hash::to_string).collect::<Vec<_>>();
    let (mut inclusion, mut consistency, mut receipts) = (Vec::new(), Vec::new(), Vec::new());
    for size in [1, 2, 3, 7, 8, 13] {
        let root = reader.root(size).unwrap();
        for index in 0..size {
            let leaf = reader.entry(index).unwrap().leaf_hash;
            let good = reader.inclusion_proof(index, size).unwrap();
            let mut paths = vec![good.clone(), [&good[..], &[root]].concat()];
            paths.extend(good.split_last().map(|(_, less)| less.to_vec()));
            for (path, index) in paths
                .into_iter()
                .map(|path| (path, index))
                .chain([(good, index + 1)])
            {
                inclusion.push(json!({
                    "leaf": leaf.to_string(), "index": index, "size": size, "root": root.to_string(),
                    "path": text(&path), "right": verify_inclusion(leaf, index, size, root, &path) }));
            }
        }
        for old in 0..=size {
            let old_root = reader.root(old).unwrap();
            let good = reader.consistency_proof(old, size).unwrap();
            let swapped = good.iter().rev().copied().collect();
            for (path, old) in [
                (good.clone(), old),
                (swapped, old),
                ([&good[..], &[root]].concat(), old),
                (good, old + 1),
            ] {
                consistency.push(json!({
                    "old": old, "old_root": old_root.to_string(), "new": size, "new_root": root.to_string(),
                    "path": text(&path), "right": verify_consistency((old, old_root), (size, root), &path) }));
            }
        }
    }
    for index in [0, 5, 12] {
        let leaf = reader.entry(index).unwrap().leaf_hash;
        let path = reader.inclusion_proof(index, 13).unwrap();
        let good = Receipt {
            index,
            path,
            note: log.checkpoint().note.clone(),
        }
        .text();
        for text in [
            good.clone(),
            good.replace("index ", "index 0"),
            good.replace("@v1", "@v2"),
            good.replacen('\n', "\nextra YQ==\n", 1),
            good.replace("\n13\n", "\n14\n"),
            good.replacen("\n\n", "\n", 1),
        ] {
            let right = Receipt::parse(&text)
                .is_ok_and(|r| r.index == index && r.verify(leaf, keys().public()).is_ok());
            receipts.push(
                json!({ "text": text, "leaf": leaf.to_string(), "index": index, "right": right }),
            );
        }
    }
    (inclusion, consistency, receipts)
}

fn destructions() -> Vec<Value> {
    let (one, two) = (Hash([0x11; 32]), Hash([0x22; 32]));
    let texts = [
        "destroy\n\n".to_owned(),
        format!("destroy\nentry 7 {one}\nentry 12 {two}\nblob {two}\n\n保管期限届满\n\n第1号"),
        format!("destroy\nentry 12 {one}\nentry 7 {two}\n\n"),
        format!("destroy\nentry 07 {one}\n\n"),
        format!("destroy\nblob {one}\nentry 7 {one}\n\n"),
        format!("destroy\nblob {one}\nblob {one}\n\n"),
        format!("destroy\nentry 7 {one}\n"),
        format!("destroy\nentry 7 {}\n\n", &one.to_string()[1..]),
        "destroyed\n\n".to_owned(),
        "destroy\nsomething 1\n\n".to_owned(),
        String::new(),
    ];
    texts.into_iter().map(|text| {
        let read = Destruction::parse(text.as_bytes());
        json!({ "payload": text, "says": read.map(|d| json!({
            "entries": d.entries.iter().map(|(index, hash)| json!([index, hash.to_string()])).collect::<Vec<_>>(),
            "blobs": d.blobs.iter().map(Hash::to_string).collect::<Vec<_>>() })) })
    }).collect()
}

/// An entry of the log itself that changes its key from one seed to another, and the log's key then.
fn changed(seed: u8, sm2: bool) -> (Entry, Keys) {
    let dir = TempDir::new().unwrap();
    let key = dir.path().join("log.key");
    let old = Keys::open_or_create(&key, ORIGIN).unwrap();
    let mut log = Log::open(dir.path(), ORIGIN, old).unwrap();
    let change = |log: &mut Log, new: Keys| {
        let at = log.rotate(new, &key, "actor", 0).unwrap();
        log.reader().entry(at.index).unwrap()
    };
    change(&mut log, keys());
    log.append(&batch(11)).unwrap();
    let mut new = Keys::from_seed(ORIGIN, &[seed; 32]).unwrap();
    if sm2 {
        new = new.with_sm2(Sm2Keys::generate(ORIGIN).unwrap());
    }
    (change(&mut log, new.clone()), new)
}

/// Changes of key at the entries that they name, and what only looks like one.
fn rotations() -> Value {
    let (entry, new) = changed(3, false);
    let note = |entry: Entry| String::from_utf8(entry.payload.unwrap()).unwrap();
    let good = note(entry.clone());
    let (text, signatures) = good.split_once("\n\n").unwrap();
    let [by_old, by_new] = signatures.lines().collect::<Vec<_>>()[..] else {
        panic!("{good}")
    };
    let signed = |by: &[&str]| format!("{text}\n\n{}\n", by.join("\n"));
    let notes = [
        (12, good.clone()),
        (13, good.clone()),
        (0, good.clone()),
        (13, good.replace("entry 12", "entry 13")),
        (12, good.replace("entry 12", "entry 012")),
        (12, signed(&[by_old])),
        (12, signed(&[by_new])),
        (12, signed(&[by_new, by_old])),
        (12, note(changed(3, true).0)),
        (12, note(changed(4, false).0)),
    ];
    let told = notes.map(|(at, note)| {
        let right = follows(&entry, at, &note, new.public());
        json!({ "at": at, "note": note, "right": right })
    });
    json!({ "key": keys().public().to_string(), "new": new.public().to_string(), "notes": told })
}

/// Whether who holds the key of these tests is led to the new one by this note at this place.
fn follows(like: &Entry, at: u64, note: &str, new: &PublicKey) -> bool {
    let mut entry = like.clone();
    (entry.index, entry.payload) = (at, Some(note.into()));
    follow(keys().public(), Rotation::of(&entry).as_ref()) == *new
}

/// Writes what is to be golden from now on.
fn write() {
    fs::create_dir_all(folder()).unwrap();
    let path = folder().join("vectors.json");
    if !path.exists() {
        let (inclusion, consistency, receipts) = proofs();
        let vectors = json!({
            "key": keys().public().to_string(),
            "entries": entries(), "bad_entries": bad_entries(), "checkpoints": checkpoints(),
            "inclusion": inclusion, "consistency": consistency, "receipts": receipts,
            "destructions": destructions(),
        });
        fs::write(path, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
    }
    let path = folder().join("rotations.json");
    if !path.exists() {
        let text = serde_json::to_string_pretty(&rotations()).unwrap() + "\n";
        fs::write(path, text).unwrap();
    }
    let path = folder().join("package");
    if !path.exists() {
        let dir = TempDir::new().unwrap();
        let mut log = open(dir.path().join("log"));
        let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
        let file = blobs.put(b"test").unwrap();
        let citing = format!(r#"{{"fields":{{"照片":[{{"name":"现场","sha256":"{file}"}}]}}}}"#);
        log.append(&[entry("case/0", "other"), entry("case/1", "opened")])
            .unwrap();
        log.append(&[entry("case/1", citing), entry("case/1", "hello")])
            .unwrap();
        let what = Destroy {
            entries: vec![3],
            blobs: Vec::new(),
            reason: "保管期限届满，销毁清册第1号".into(),
            actor: "zhang".into(),
            time_ms: 1_741_000_000_123,
        };
        log.destroy(&what).unwrap();
        package::write(&log.reader(), &blobs, "case/1", &path).unwrap();
    }
    if !folder().join(AGAIN).exists() {
        write_again();
    }
}

/// A case that cites a file which was destroyed with another case before: with the file, and
/// without it, its lists written anew.
fn write_again() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path().join("log"));
    let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
    let file = blobs.put(b"test").unwrap();
    let citing = format!(r#"{{"fields":{{"照片":[{{"name":"现场","sha256":"{file}"}}]}}}}"#);
    log.append(&[entry("case/0", citing.as_str())]).unwrap();
    let what = Destroy {
        entries: vec![0],
        blobs: vec![file],
        reason: "保管期限届满，销毁清册第2号".into(),
        actor: "zhang".into(),
        time_ms: 1_741_000_000_123,
    };
    log.destroy(&what).unwrap();
    log.append(&[entry("case/1", citing)]).unwrap();
    for name in [AGAIN, STRIPPED] {
        package::write(&log.reader(), &blobs, "case/1", &folder().join(name)).unwrap();
    }
    let stripped = folder().join(STRIPPED);
    let verdict = doubt(&stripped);
    fs::remove_file(stripped.join(format!("data/blobs/{file}"))).unwrap();
    fs::remove_dir(stripped.join("data/blobs")).unwrap();
    relist(&stripped, &verdict);
}

fn vectors() -> Value {
    static ONCE: Once = Once::new();
    if std::env::var_os("FADU_WRITE_VECTORS").is_some() {
        ONCE.call_once(write);
    }
    let text = fs::read_to_string(folder().join("vectors.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn this_crate_agrees() {
    let vectors = vectors();
    let key: PublicKey = vectors["key"].as_str().unwrap().parse().unwrap();
    for one in all(&vectors, "entries") {
        let salt = unhex(&one["salt"]).try_into().unwrap();
        assert_eq!(
            payload_hash(&salt, &unhex(&one["payload"])),
            hash(&one["payload_hash"])
        );
        let canonical = unhex(&one["canonical"]);
        let read = Metadata::parse(&canonical).unwrap();
        assert_eq!(
            (read.canonical(), read.leaf_hash()),
            (canonical.clone(), hash(&one["leaf"]))
        );
        assert_eq!(
            json!([read.index, read.version, read.time_ms]),
            json!([one["index"], one["version"], one["time_ms"]])
        );
        assert_eq!(
            json!([read.stream, read.actor, read.kind]),
            json!([one["stream"], one["actor"], one["kind"]])
        );
    }
    for one in all(&vectors, "bad_entries") {
        assert_eq!(Metadata::parse(&unhex(one)), None, "{one}");
    }
    for one in all(&vectors, "checkpoints") {
        let signed = SignedCheckpoint::verify(one["note"].as_str().unwrap(), &key).ok();
        let says = signed
            .map(|s| json!({ "size": s.checkpoint.size, "root": s.checkpoint.root.to_string() }));
        assert_eq!(json!(says), one["says"], "{one}");
    }
    for one in all(&vectors, "inclusion") {
        let number = |name: &str| one[name].as_u64().unwrap();
        let found = verify_inclusion(
            hash(&one["leaf"]),
            number("index"),
            number("size"),
            hash(&one["root"]),
            &hashes(&one["path"]),
        );
        assert_eq!(json!(found), one["right"], "{one}");
    }
    for one in all(&vectors, "consistency") {
        let side = |size: &str, root: &str| (one[size].as_u64().unwrap(), hash(&one[root]));
        let found = verify_consistency(
            side("old", "old_root"),
            side("new", "new_root"),
            &hashes(&one["path"]),
        );
        assert_eq!(json!(found), one["right"], "{one}");
    }
    for one in all(&vectors, "receipts") {
        let receipt = Receipt::parse(one["text"].as_str().unwrap());
        let right = receipt.is_ok_and(|r| {
            json!(r.index) == one["index"] && r.verify(hash(&one["leaf"]), &key).is_ok()
        });
        assert_eq!(json!(right), one["right"], "{one}");
    }
    for one in all(&vectors, "destructions") {
        let read = Destruction::parse(one["payload"].as_str().unwrap().as_bytes());
        assert_eq!(read.is_some(), !one["says"].is_null(), "{one}");
    }
    for name in ["package", AGAIN] {
        assert_eq!(check(&folder().join(name), &key).unwrap().problems, []);
    }
    let [found] = &check(&folder().join(STRIPPED), &key).unwrap().problems[..] else {
        panic!("{STRIPPED} lacks one file");
    };
    assert_eq!(found.fault, Fault::Uncontained);
}

#[test]
fn this_crate_follows_the_same_changes_of_key() {
    vectors();
    let text = fs::read_to_string(folder().join("rotations.json")).unwrap();
    let golden: Value = serde_json::from_str(&text).unwrap();
    let (like, new) = (changed(3, false).0, golden["new"].as_str().unwrap());
    let rights = all(&golden, "notes").iter().map(|one| {
        let (at, note) = (one["at"].as_u64().unwrap(), one["note"].as_str().unwrap());
        let right = follows(&like, at, note, &new.parse().unwrap());
        assert_eq!(json!(right), one["right"], "{one}");
        right
    });
    assert_eq!(rights.filter(|right| *right).count(), 3);
}

/// The verifier that shares no line with this crate, on the same files.
#[test]
fn the_independent_verifier_agrees() {
    vectors();
    let verify = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verify");
    let lines = fs::read_to_string(verify.join("verify.py"))
        .unwrap()
        .lines()
        .count();
    assert!(lines < 200, "{lines} lines are more than one reads through");
    let run = Command::new("python3")
        .arg("-B")
        .arg(verify.join("test_vectors.py"))
        .arg(folder())
        .output();
    let run = run.expect("python3 is installed: see tools/need.sh");
    assert!(
        run.status.success(),
        "{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
