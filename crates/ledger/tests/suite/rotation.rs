//! Changing the key: who holds any key of a log can follow it to the present one; a rotation that
//! was cut off at any moment leaves a log that opens; SM2 beside Ed25519.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ledger::package::{self, check::check};
use ledger::rotation::follow;
use ledger::sqlite::Sqlite;
use ledger::{
    AppendError, Blobs, Keys, LedgerError, Log, PublicKey, Reader, Rotation, SignedCheckpoint,
    Sm2Keys, Sm2PublicKey, fsck,
};
use proptest::prelude::*;
use signed_note::Verifier as _;
use tempfile::TempDir;

use super::support::{Fault, Faulty, ORIGIN, Switch, batch, entry, verify};

fn key_file(dir: &Path) -> PathBuf {
    dir.join("log.key")
}

/// Opens as a program does: the key file, made at first start; a rotation cut off is settled.
fn open(dir: &Path) -> Log {
    let path = key_file(dir);
    if let Ok(note) = Reader::note(dir, ORIGIN) {
        Keys::settle(&path, ORIGIN, &note).unwrap();
    }
    Log::open(dir, ORIGIN, Keys::open_or_create(&path, ORIGIN).unwrap()).unwrap()
}

fn rotate(log: &mut Log, dir: &Path, new: Keys) -> Result<u64, AppendError> {
    Ok(log.rotate(new, &key_file(dir), "actor", 5)?.index)
}

fn fresh() -> Keys {
    Keys::generate(ORIGIN).unwrap()
}

fn problems(dir: &Path, key: &PublicKey) -> Vec<String> {
    let report = fsck(dir, ORIGIN, key);
    report
        .problems
        .into_iter()
        .map(|problem| problem.what)
        .collect()
}

#[test]
fn each_checkpoint_verifies_under_the_key_valid_at_its_size() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    log.append(&batch(3)).unwrap();
    let mut known = vec![(log.checkpoint().note.clone(), log.keys().public().clone())];
    for n in 0..3 {
        let new = fresh();
        let at = rotate(&mut log, dir.path(), new.clone()).unwrap();
        assert_eq!(at, log.len() - 1);
        known.push((log.checkpoint().note.clone(), new.public().clone()));
        log.append(&batch(n)).unwrap();
    }
    let rotations: Vec<Rotation> = log
        .reader()
        .stream("ledger", 1)
        .unwrap()
        .iter()
        .map(|entry| Rotation::of(entry).unwrap())
        .collect();
    let present = log.keys().public().clone();
    for (note, key) in &known {
        let size = SignedCheckpoint::verify(note, key).unwrap().checkpoint.size;
        for (_, other) in known.iter().filter(|(_, other)| other != key) {
            assert!(SignedCheckpoint::verify(note, other).is_err());
        }
        // From the first key, the changes before this size lead to this key; all of them to the
        // present one, from wherever one starts.
        let before = rotations.iter().filter(|change| change.index < size);
        assert_eq!(follow(&known[0].1, before), *key);
        assert_eq!(follow(key, &rotations), present);
    }
    drop(log);
    assert_eq!(problems(dir.path(), &present), Vec::<String>::new());
    let found = problems(dir.path(), &known[0].1);
    assert!(
        found
            .iter()
            .any(|what| what.contains("the log is signed by")),
        "{found:?}"
    );
    assert_eq!(open(dir.path()).keys().public(), &present);
    let files: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert!(!files.iter().any(|name| name == "log.next"), "{files:?}");
}

#[test]
fn a_package_is_checked_with_any_key_of_the_log() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    let first = log.keys().public().clone();
    log.append(&[entry("case/1", "opened")]).unwrap();
    rotate(&mut log, dir.path(), fresh()).unwrap();
    let second = log.keys().public().clone();
    rotate(&mut log, dir.path(), fresh()).unwrap();
    let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
    let to = dir.path().join("package");
    package::write(&log.reader(), &blobs, "case/1", &to).unwrap();
    for key in [&first, &second, log.keys().public()] {
        assert_eq!(check(&to, key).unwrap().problems, []);
    }
    assert!(!check(&to, fresh().public()).unwrap().problems.is_empty());
    for (key, sound) in [
        (&first, true),
        (log.keys().public(), true),
        (fresh().public(), false),
    ] {
        let run = verify(&to, key);
        assert_eq!(
            run.status.success(),
            sound,
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
    }
}

/// Rule 8: a tree is signed by the key that the last change within it names, and by no other.
#[test]
fn a_package_under_a_key_that_no_change_leads_to_is_refused() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    log.append(&[entry("case/1", "opened")]).unwrap();
    rotate(&mut log, dir.path(), fresh()).unwrap();
    let stranger = fresh();
    let checkpoint = log.checkpoint().checkpoint.clone();
    let note = checkpoint.sign(&stranger).unwrap().note;
    drop(log);
    let database = rusqlite::Connection::open(dir.path().join("ledger.db")).unwrap();
    let set = "UPDATE meta SET value = ?1 WHERE name = 'checkpoint'";
    assert_eq!(database.execute(set, [note]).unwrap(), 1);
    drop(database);
    let log = Log::open(dir.path(), ORIGIN, stranger.clone()).unwrap();
    let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
    let to = dir.path().join("package");
    package::write(&log.reader(), &blobs, "case/1", &to).unwrap();
    assert!(!check(&to, stranger.public()).unwrap().problems.is_empty());
    let said = verify(&to, stranger.public());
    let why = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(why.contains("the last change names"), "{why}");
}

/// In pairs: the commit of the rotation fails and is not there, or fails and is there; and the
/// program ends at once, or goes on.
#[test]
fn a_rotation_that_is_cut_off_leaves_a_log_that_opens() {
    for fault in [
        Fault::NotPersisted,
        Fault::Persisted,
        Fault::NotPersistedUnsettled,
        Fault::PersistedUnsettled,
    ] {
        let dir = TempDir::new().unwrap();
        drop(open(dir.path()));
        let old = Keys::open(&key_file(dir.path()), ORIGIN).unwrap();
        let switch = Switch::default();
        let engine = Faulty::new(Box::new(Sqlite::open(dir.path()).unwrap()), &switch);
        let mut log = Log::with_engine(Box::new(engine), ORIGIN, old.clone()).unwrap();
        log.append(&batch(2)).unwrap();
        switch.set(fault);
        let new = fresh();
        let done = rotate(&mut log, dir.path(), new.clone());
        drop(log);
        let persisted = matches!(fault, Fault::Persisted | Fault::PersistedUnsettled);
        assert!(done.is_err() || persisted, "{fault:?}: {done:?}");
        let mut log = open(dir.path());
        let expected = if persisted { &new } else { &old };
        assert_eq!(log.keys().public(), expected.public(), "{fault:?}");
        log.append(&batch(1)).unwrap();
        assert_eq!(log.len(), if persisted { 4 } else { 3 }, "{fault:?}");
        drop(log);
        assert_eq!(
            problems(dir.path(), expected.public()),
            Vec::<String>::new(),
            "{fault:?}"
        );
    }
}

/// The change stands although the file could not be replaced, and is not told as having failed.
#[test]
fn a_key_that_is_not_in_its_place_yet_is_put_there_at_the_next_opening() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    log.append(&batch(2)).unwrap();
    let (path, aside) = (key_file(dir.path()), dir.path().join("aside"));
    fs::rename(&path, &aside).unwrap();
    // No file can take the place of a folder that is not empty.
    fs::create_dir_all(path.join("in the way")).unwrap();
    let new = fresh();
    let error = rotate(&mut log, dir.path(), new.clone()).unwrap_err();
    let AppendError::NotInPlace { index: 2, .. } = error else {
        panic!("{error:?}")
    };
    drop(log);
    fs::remove_dir_all(&path).unwrap();
    fs::rename(&aside, &path).unwrap();
    let log = open(dir.path());
    assert_eq!(log.keys().public(), new.public());
}

/// A process that starts while another one changes the key must not remove what may be the only copy.
#[test]
fn a_key_that_is_about_to_come_into_use_stays() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    log.append(&batch(2)).unwrap();
    let (path, next) = (key_file(dir.path()), dir.path().join("log.next"));
    let note = |log: &Log| log.checkpoint().note.clone();
    let kept = Keys::generate(ORIGIN).unwrap();
    drop(Keys::open_or_create(&dir.path().join("other.key"), ORIGIN).unwrap());
    fs::rename(dir.path().join("other.key"), &next).unwrap();
    Keys::settle(&path, ORIGIN, &note(&log)).unwrap();
    assert!(next.exists(), "it may come into use yet");
    rotate(&mut log, dir.path(), kept.clone()).unwrap();
    assert!(!next.exists());
    // As if it had been cut off before the file was in its place, and the file could not be read.
    fs::rename(&path, &next).unwrap();
    drop(Keys::open_or_create(&path, ORIGIN).unwrap());
    fs::set_permissions(&next, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(Keys::settle(&path, ORIGIN, &note(&log)).is_err());
    assert!(next.exists());
    fs::set_permissions(&next, PermissionsExt::from_mode(0o600)).unwrap();
    Keys::settle(&path, ORIGIN, &note(&log)).unwrap();
    assert_eq!(Keys::open(&path, ORIGIN).unwrap().public(), kept.public());
}

#[test]
fn only_both_keys_together_change_the_key() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    rotate(&mut log, dir.path(), fresh()).unwrap();
    let good = log.reader().entry(0).unwrap().payload.unwrap();
    assert!(Rotation::parse(&good).is_some());
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        assert_eq!(Rotation::parse(&bad), None, "byte {at}");
    }
    // Without the last line, the signature of the new key.
    let text = String::from_utf8(good).unwrap();
    let cut = text.trim_end().rfind('\n').unwrap() + 1;
    assert_eq!(Rotation::parse(&text.as_bytes()[..cut]), None);
    let foreign = Keys::generate("another.test").unwrap();
    let refused = rotate(&mut log, dir.path(), foreign).unwrap_err();
    assert!(
        matches!(refused, AppendError::Invalid { .. }),
        "{refused:?}"
    );
}

#[test]
fn sm2_stands_beside_ed25519() {
    let dir = TempDir::new().unwrap();
    let mut log = open(dir.path());
    let sm2 = Sm2Keys::generate(ORIGIN).unwrap();
    rotate(&mut log, dir.path(), fresh().with_sm2(sm2.clone())).unwrap();
    log.append(&batch(2)).unwrap();
    let key = log.keys().public().clone();
    let note = log.checkpoint().note.clone();
    assert_eq!(
        note.split("\n\n").nth(1).unwrap().lines().count(),
        2,
        "{note}"
    );
    // Who knows only Ed25519 ignores the second line; who knows SM2 checks it.
    let signed = SignedCheckpoint::verify(&note, &key).unwrap();
    assert!(signed.is_signed_by(sm2.public().clone()));
    let other = Sm2Keys::generate(ORIGIN).unwrap();
    assert!(!signed.is_signed_by(other.public().clone()));
    drop(log);
    assert_eq!(
        open(dir.path())
            .keys()
            .sm2()
            .map(|sm2| sm2.public().clone()),
        Some(sm2.public().clone())
    );
    assert_eq!(problems(dir.path(), &key), Vec::<String>::new());
    // The line is gone although the log says that it has such a key.
    let cut = format!("{}\n", note.trim_end().rsplit_once('\n').unwrap().0);
    let db = rusqlite::Connection::open(dir.path().join("ledger.db")).unwrap();
    db.execute(
        "UPDATE meta SET value = ?1 WHERE name = 'checkpoint'",
        [cut],
    )
    .unwrap();
    drop(db);
    let found = problems(dir.path(), &key);
    assert!(found.len() == 1 && found[0].contains("SM2"), "{found:?}");
}

/// GB/T 32918.2 leaves the random number to the signer, so a signature is checked, not compared.
/// The key pair is the one of its annex A.2 in the curve of GB/T 32918.5.
#[test]
fn sm2_agrees_with_the_published_example() {
    let secret = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
    let x = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
    let bytes = |hex: &str| -> [u8; 32] {
        std::array::from_fn(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
    };
    let keys = Sm2Keys::from_secret(ORIGIN, &bytes(secret)).unwrap();
    let text = keys.public().to_string();
    assert_eq!(text.parse::<Sm2PublicKey>().unwrap(), *keys.public());
    let signature = concat!(
        "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3",
        "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa",
    );
    let signature: Vec<u8> = [&signature[..64], &signature[64..]]
        .iter()
        .flat_map(|half| bytes(half))
        .collect();
    assert!(keys.public().verify(b"message digest", &signature));
    assert!(!keys.public().verify(b"message digesT", &signature));
    let (_, rest) = text.split_once('+').unwrap();
    let encoded = rest.split_once('+').unwrap().1;
    let point = base64_of(encoded);
    assert_eq!(point[point.len() - 32..], bytes(x));
    for at in 0..text.len() {
        let mut bad = text.clone().into_bytes();
        bad[at] ^= 2;
        assert!(
            String::from_utf8(bad)
                .unwrap()
                .parse::<Sm2PublicKey>()
                .is_err(),
            "{at}"
        );
    }
    let zero = Sm2Keys::from_secret(ORIGIN, &[0; 32]);
    assert!(matches!(zero, Err(LedgerError::Key(_))));
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.decode(text).unwrap()
}

proptest! {
    #[test]
    fn any_bytes_are_no_change_of_key(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert_eq!(Rotation::parse(&bytes), None);
    }

    #[test]
    fn any_text_is_no_sm2_key(text in "\\PC{0,100}") {
        prop_assert!(text.parse::<Sm2PublicKey>().is_err());
    }
}
