//! Packages: what is written is found sound, and whatever is altered in one is named.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ledger::entry::payload_hash;
use ledger::package::check::{Fault, Verdict, check};
use ledger::package::{self, cited};
use ledger::{
    Blobs, Checkpoint, Destroy, Destruction, Hash, Home, Keys, LedgerError, Log, Receipt,
    SignedCheckpoint, destruction, rotation, tree,
};
use proptest::prelude::*;
use tempfile::TempDir;

use super::support::{Faulty, ORIGIN, Switch, batch, cases, entry, keys, open, verify};

struct Made {
    dir: TempDir,
    log: Log,
    blobs: Blobs,
}

impl Made {
    /// A log with a case of four entries that cite two blobs, among other streams.
    fn new() -> Made {
        let dir = TempDir::new().unwrap();
        let mut log = open(dir.path().join("log"));
        let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
        let (one, two) = (
            blobs.put(b"photograph").unwrap(),
            blobs.put(&[7; 3000]).unwrap(),
        );
        log.append(&batch(3)).unwrap();
        log.append(&[entry("案件/1", "opened"), entry("other", "x")])
            .unwrap();
        let file = |hash| format!(r#"{{"fields":{{"照片":[{{"name":"a","sha256":"{hash}"}}]}}}}"#);
        log.append(&[
            entry("案件/1", file(one)),
            entry("案件/1", file(two)),
            entry("案件/1", ""),
        ])
        .unwrap();
        log.append(&batch(3)).unwrap();
        Made { dir, log, blobs }
    }

    fn write(&self, name: &str) -> PathBuf {
        let to = self.dir.path().join(name);
        package::write(&self.log.reader(), &self.blobs, "案件/1", &to).unwrap();
        to
    }

    fn destroy(&mut self, entries: &[u64], blobs: &[Hash]) {
        let what = Destroy {
            entries: entries.to_vec(),
            blobs: blobs.to_vec(),
            reason: "期满".into(),
            actor: "actor".into(),
            time_ms: 0,
        };
        self.log.destroy(&what).unwrap();
        blobs
            .iter()
            .for_each(|hash| self.blobs.destroy(*hash).unwrap());
    }

    /// A package of a log of two entries, the second of which the log has written about itself: with
    /// this kind and payload, and signed by its key.
    fn forge(&mut self, dir: &Path, kind: &str, payload: &[u8]) {
        let mut log = Log::in_memory(ORIGIN, keys()).unwrap();
        log.append(&[entry("案件/1", "opened")]).unwrap();
        package::write(&log.reader(), &self.blobs, "案件/1", dir).unwrap();
        let verdict = doubt(dir);
        let of_case = log.reader().entry(0).unwrap();
        let mut own = of_case.metadata();
        (own.index, own.stream, own.kind) = (1, destruction::OWN, kind);
        own.payload_hash = payload_hash(&[7; 16], payload);
        let leaves = [of_case.leaf_hash, own.leaf_hash()];
        let checkpoint = Checkpoint {
            origin: ORIGIN.into(),
            size: 2,
            root: tree::node_hash(leaves[0], leaves[1]),
        };
        let SignedCheckpoint { checkpoint, note } = checkpoint.sign(&keys()).unwrap();
        let data = |name: &str| dir.join("data").join(name);
        fs::write(data("entries/1"), own.canonical()).unwrap();
        fs::write(data("payloads/1"), [&[7; 16], payload].concat()).unwrap();
        for (index, path) in [(0, leaves[1]), (1, leaves[0])] {
            let (path, note) = (vec![path], note.clone());
            let proof = Receipt { index, path, note }.text();
            fs::write(data(&format!("proofs/{index}.tlog-proof")), proof).unwrap();
        }
        fs::write(data("checkpoint"), note).unwrap();
        let checkpoint = Some(checkpoint);
        relist(
            dir,
            &Verdict {
                checkpoint,
                ..verdict
            },
        );
    }
}

pub fn doubt(dir: &Path) -> Verdict {
    check(dir, keys().public()).unwrap()
}

fn problems(dir: &Path) -> Vec<(String, Fault)> {
    doubt(dir)
        .problems
        .into_iter()
        .map(|found| (found.file, found.fault))
        .collect()
}

fn files(dir: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap().path())
        {
            match item.is_dir() {
                true => folders.push(item),
                false => found.push(item.strip_prefix(dir).unwrap().display().to_string()),
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_is_written_is_sound_and_complete() {
    let mut made = Made::new();
    let dir = made.write("one");
    let verdict = doubt(&dir);
    assert_eq!(verdict.problems, []);
    assert_eq!(
        (verdict.stream.as_str(), verdict.entries, verdict.blobs),
        ("案件/1", 4, 2)
    );
    assert_eq!(
        verdict.checkpoint,
        Some(made.log.checkpoint().checkpoint.clone())
    );
    assert_eq!(files(&dir).len(), 4 + 1 + 3 * 4 + 2);
    let again = package::write(&made.log.reader(), &made.blobs, "案件/1", &dir);
    assert!(
        matches!(again, Err(LedgerError::Io { .. })),
        "nothing is overwritten"
    );
    let none = made.dir.path().join("none");
    for stream in ["no such stream", "ledger"] {
        let refused = package::write(&made.log.reader(), &made.blobs, stream, &none);
        assert!(
            matches!(refused, Err(LedgerError::OutOfRange { .. })),
            "{refused:?}"
        );
    }
    assert!(!none.exists());

    // A destroyed payload and a destroyed blob, each by record.
    made.destroy(&[5], &[Hash::of(&[b"photograph"])]);
    let verdict = doubt(&made.write("two"));
    assert_eq!(
        (verdict.problems, verdict.destroyed, verdict.blobs),
        (vec![], 1, 1)
    );
}

/// What was destroyed of other cases is told to nobody who holds the package of this one.
#[test]
fn a_package_is_silent_about_other_cases() {
    let mut made = Made::new();
    let other = [entry("案件/2", "of others")];
    let index = made.log.append(&other).unwrap()[0].index;
    made.destroy(&[index], &[Hash::of(&[b"of others"])]);
    let record = made.log.len() - 1;
    let own = made.dir.path().join("own");
    let old = made.log.keys().public().clone();
    let new = Keys::generate(made.log.origin()).unwrap();
    fs::create_dir(&own).unwrap();
    made.log
        .rotate(new, &own.join("log.key"), "actor", 5)
        .unwrap();
    made.destroy(&[5], &[]);
    let size = made.log.len();
    let dir = made.write("one");
    let holds = |index: u64| dir.join(format!("data/entries/{index}")).exists();
    assert_eq!([record, size - 2, size - 1].map(holds), [false, true, true]);
    // By the first key: the change of it is in the package.
    let verdict = check(&dir, &old).unwrap();
    assert_eq!((verdict.problems, verdict.destroyed), (vec![], 1));
}

/// A record of destruction excuses what was cited before it, and nothing that came after.
#[test]
fn a_blob_that_is_cited_again_after_its_destruction_must_be_there() {
    let mut made = Made::new();
    let blob = Hash::of(&[b"photograph"]);
    made.destroy(&[], &[blob]);
    let name = format!("data/blobs/{blob}");
    assert!(!made.write("before").join(&name).exists());
    let file = format!(r#"{{"照片":[{{"name":"b","sha256":"{blob}"}}]}}"#);
    made.log.append(&[entry("案件/1", file)]).unwrap();
    let refused = package::write(
        &made.log.reader(),
        &made.blobs,
        "案件/1",
        &made.dir.path().join("none"),
    );
    assert!(
        matches!(refused, Err(LedgerError::NoBlob(hash)) if hash == blob),
        "{refused:?}"
    );
    made.blobs.put(b"photograph").unwrap();
    let dir = made.write("again");
    let verdict = doubt(&dir);
    assert_eq!((verdict.problems.clone(), verdict.blobs), (vec![], 2));
    fs::remove_file(dir.join(&name)).unwrap();
    relist(&dir, &verdict);
    assert_eq!(problems(&dir), [(name, Fault::Uncontained)]);
    // Destroyed once more, it is excused again.
    made.destroy(&[], &[blob]);
    assert_eq!(problems(&made.write("gone")), []);
}

/// One bit of each byte of each file, another from byte to byte: the package is refused, and the
/// file that was altered is the first to be named.
#[test]
fn one_flipped_bit_anywhere_is_found_and_named() {
    let mut made = Made::new();
    made.destroy(&[5], &[]);
    let dir = made.write("one");
    assert_eq!(problems(&dir), []);
    let mut flips = 0;
    for name in files(&dir) {
        let path = dir.join(&name);
        let good = fs::read(&path).unwrap();
        // Of long files a dense sample, and always the first and the last bytes.
        let step = (good.len() / 400).max(1);
        let ends = (0..good.len().min(16)).chain(good.len().saturating_sub(16)..good.len());
        for at in (0..good.len()).step_by(step).chain(ends) {
            let mut bad = good.clone();
            bad[at] ^= 1 << ((at * 5 + at / 8) % 8);
            fs::write(&path, &bad).unwrap();
            let found = problems(&dir);
            assert!(!found.is_empty(), "{name}: byte {at} is silent");
            assert_eq!(found[0].0, name, "byte {at}: {found:?}");
            flips += 1;
        }
        // Cut short, made longer, emptied, taken away.
        for bad in [
            &good[..good.len().saturating_sub(1)],
            &[&good[..], b"\n"].concat(),
            b"",
        ] {
            if bad == good {
                continue;
            }
            fs::write(&path, bad).unwrap();
            assert_eq!(
                problems(&dir)[0].0,
                name,
                "{} bytes instead of {}",
                bad.len(),
                good.len()
            );
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(problems(&dir)[0].0, name, "taken away");
        fs::write(&path, &good).unwrap();
    }
    assert!(flips > 4000, "{flips}");
    assert_eq!(problems(&dir), []);
}

/// Somebody who alters a package will also write its lists anew.
pub fn relist(dir: &Path, verdict: &Verdict) {
    let list = |belongs: &dyn Fn(&str) -> bool| -> package::Files {
        let names = files(dir).into_iter().filter(|name| belongs(name));
        names
            .map(|name| {
                let bytes = fs::read(dir.join(&name)).unwrap();
                let (len, hash) = (bytes.len() as u64, Hash::of(&[&bytes]));
                (name, package::Digested { len, hash })
            })
            .collect()
    };
    let data = list(&|name| name.starts_with("data/"));
    let checkpoint = verdict.checkpoint.clone().unwrap();
    let info = package::info(&verdict.stream, &data, keys().public(), &checkpoint);
    fs::write(dir.join(package::INFO), info).unwrap();
    fs::write(dir.join(package::MANIFEST), package::manifest(&data)).unwrap();
    let tags = list(&|name| !name.starts_with("data/") && name != package::TAG_MANIFEST);
    fs::write(dir.join(package::TAG_MANIFEST), package::manifest(&tags)).unwrap();
}

/// What one who alters a package does to it; given its folder and one of the same case elsewhere.
type Forgery<'a> = &'a dyn Fn(&Path);

#[test]
fn a_forger_who_writes_the_lists_anew_is_found() {
    let blob = Hash::of(&[b"photograph"]).to_string();
    let payload = |dir: &Path| dir.join("data/payloads/5");
    let forgeries: [(&str, Fault, Forgery<'_>); 9] = [
        ("data/payloads/5", Fault::Payload, &|dir| {
            let mut bytes = fs::read(payload(dir)).unwrap();
            *bytes.last_mut().unwrap() ^= 1;
            fs::write(payload(dir), bytes).unwrap();
        }),
        ("data/payloads/5", Fault::Undestroyed, &|dir| {
            fs::remove_file(payload(dir)).unwrap();
            fs::remove_file(dir.join("data/blobs").join(&blob)).unwrap();
        }),
        ("data/entries/5", Fault::Format, &|dir| {
            fs::copy(dir.join("data/entries/3"), dir.join("data/entries/5")).unwrap();
        }),
        ("data/proofs/5.tlog-proof", Fault::Path, &|dir| {
            let at = dir.join("data/entries/5");
            let mut bytes = fs::read(&at).unwrap();
            // The time, by a millisecond.
            bytes[24] ^= 1;
            fs::write(at, bytes).unwrap();
        }),
        ("data/proofs/5.tlog-proof", Fault::Format, &|dir| {
            let other = dir.join("data/proofs/3.tlog-proof");
            fs::copy(other, dir.join("data/proofs/5.tlog-proof")).unwrap();
        }),
        ("data/entries/6", Fault::Gap, &|dir| {
            for part in ["entries/5", "payloads/5", "proofs/5.tlog-proof"] {
                fs::remove_file(dir.join("data").join(part)).unwrap();
            }
            fs::remove_file(dir.join("data/blobs").join(&blob)).unwrap();
        }),
        ("data/note.txt", Fault::Stranger, &|dir| {
            fs::write(dir.join("data/note.txt"), "x").unwrap()
        }),
        (
            "data/blobs/0000000000000000000000000000000000000000000000000000000000000000",
            Fault::Altered,
            &|dir| {
                fs::write(dir.join("data/blobs").join("0".repeat(64)), "x").unwrap();
            },
        ),
        ("data/checkpoint", Fault::Signature, &|dir| {
            let forger = Keys::from_seed(ORIGIN, &[8; 32]).unwrap();
            let note = fs::read_to_string(dir.join("data/checkpoint")).unwrap();
            let said = ledger::SignedCheckpoint::verify(&note, keys().public()).unwrap();
            let note = said.checkpoint.sign(&forger).unwrap().note;
            fs::write(dir.join("data/checkpoint"), note).unwrap();
        }),
    ];
    let made = Made::new();
    for (at, (file, fault, forge)) in forgeries.into_iter().enumerate() {
        let dir = made.write(&at.to_string());
        let verdict = doubt(&dir);
        assert_eq!(verdict.problems, []);
        forge(&dir);
        relist(&dir, &verdict);
        let found = problems(&dir);
        assert!(found.contains(&(file.to_owned(), fault)), "{at}: {found:?}");
    }
    // A blob that a payload cites is taken out, lists and all.
    let dir = made.write("without");
    let verdict = doubt(&dir);
    fs::remove_file(dir.join("data/blobs").join(&blob)).unwrap();
    relist(&dir, &verdict);
    assert_eq!(
        problems(&dir),
        [(format!("data/blobs/{blob}"), Fault::Uncontained)]
    );
}

/// Rule 17: whoever holds the key can sign a log in which a record about itself means nothing.
#[test]
fn a_record_of_the_log_about_itself_is_in_its_format_or_refused() {
    let mut made = Made::new();
    let good = Destruction::default().encode();
    for (kind, payload, sound) in [
        (destruction::KIND, &good[..], true),
        (destruction::KIND, b"destroy\nentry 01 x\n\n", false),
        (rotation::KIND, &good[..], false),
        ("ledger/other", b"anything", true),
    ] {
        let dir = made.dir.path().join(format!("{kind}-{sound}"));
        made.forge(&dir, kind, payload);
        let found = [(String::from("data/payloads/1"), Fault::Record)];
        assert_eq!(problems(&dir), found[usize::from(sound)..], "{kind}");
        let said = verify(&dir, keys().public());
        let why = String::from_utf8_lossy(&said.stderr).into_owned();
        assert_eq!(said.status.success(), sound, "{kind}: {why}");
    }
}

#[test]
fn links_and_folders_are_not_followed() {
    let made = Made::new();
    let dir = made.write("one");
    let entry = dir.join("data/entries/5");
    fs::rename(&entry, made.dir.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(made.dir.path().join("elsewhere"), &entry).unwrap();
    assert_eq!(
        problems(&dir)[0],
        ("data/entries/5".into(), Fault::Unreadable)
    );
    assert!(check(&dir.join("nowhere"), keys().public()).is_err());
}

#[test]
fn a_missing_blob_stops_the_export() {
    let made = Made::new();
    let blob = Hash::of(&[b"photograph"]);
    made.blobs.destroy(blob).unwrap();
    let to = made.dir.path().join("one");
    let refused = package::write(&made.log.reader(), &made.blobs, "案件/1", &to);
    assert!(
        matches!(refused, Err(LedgerError::NoBlob(hash)) if hash == blob),
        "{refused:?}"
    );
    assert!(!to.exists());
}

#[test]
fn citations_are_read_to_the_letter() {
    let (one, two) = (Hash([1; 32]), Hash([2; 32]));
    let text = format!(r#"{{"a":{{"sha256":"{one}"}},"b":[{{"sha256":"{two}","x":1}}]}}"#);
    assert_eq!(cited(text.as_bytes()), BTreeSet::from([one, two]));
    // Quoted inside a text it is not a citation; nor is anything shorter, or cut off.
    let quoted = format!(r#"{{"a":"{{\"sha256\":\"{one}\"}}"}}"#);
    for none in [
        quoted,
        format!(r#""sha256":"{one}"#),
        format!(r#""sha256":"{}""#, "0".repeat(63)),
    ] {
        assert_eq!(cited(none.as_bytes()), BTreeSet::new(), "{none}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(64)))]
    /// Any bytes in any file: a verdict, never a panic.
    #[test]
    fn any_bytes_give_a_verdict(which: prop::sample::Index, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let made = Made::new();
        let dir = made.write("one");
        let names = files(&dir);
        let name = &names[which.index(names.len())];
        prop_assume!(fs::read(dir.join(name)).unwrap() != bytes);
        fs::write(dir.join(name), bytes).unwrap();
        prop_assert_eq!(&problems(&dir)[0].0, name);
    }
}

/// At every moment while a package is being written: whatever is gone from it, its record is in it, and
/// the checkpoint covers both.
#[test]
fn what_is_destroyed_while_a_package_is_written_leaves_it_sound() {
    let mut erased = Vec::new();
    for read in 0.. {
        let dir = TempDir::new().unwrap();
        let engine = Home::from(dir.path()).engine(ORIGIN).unwrap();
        let engine = Faulty::new(engine, &Switch::default());
        let meanwhile = engine.meanwhile.clone();
        let mut log = Log::with_engine(Box::new(engine), ORIGIN, keys()).unwrap();
        log.append(&[entry("案件/1", "one"), entry("案件/1", "two")])
            .unwrap();
        let (reader, blobs) = (log.reader(), Blobs::open(dir.path().join("blobs")).unwrap());
        let what = Destroy {
            entries: vec![1],
            blobs: Vec::new(),
            reason: "期满".into(),
            actor: "actor".into(),
            time_ms: 0,
        };
        meanwhile.before(read, move || _ = log.destroy(&what).unwrap());
        let to = dir.path().join("package");
        package::write(&reader, &blobs, "案件/1", &to).unwrap();
        if meanwhile.is_due() {
            break;
        }
        let verdict = check(&to, keys().public()).unwrap();
        assert_eq!(verdict.problems, [], "destroyed before read {read}");
        erased.push(verdict.destroyed);
    }
    assert!(
        erased.len() > 4 && erased.contains(&0) && erased.contains(&1),
        "{erased:?}"
    );
}
