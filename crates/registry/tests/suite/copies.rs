//! A copy takes the place of an earlier one only when it is proved; and how a log stands to what was
//! seen of it elsewhere.

use std::path::{Path, PathBuf};

use enforcement::Moment;
use ledger::{Checkpoint, Hash, Keys};
use registry::backup::copy;
use registry::installation::{fsck, rotate_key};
use registry::seen::{Standing, standings};
use rusqlite::Connection;
use scenarios::phrase::Phrase;
use tempfile::TempDir;

use super::district::{District, open, packs};

const LOG: &str = "agencies/tc/ledger.db";

fn founded() -> TempDir {
    District::new().closed()
}

/// Enters one more record of the agency.
fn grown(dir: TempDir, sample: &str) -> TempDir {
    let district = open(dir);
    let (actor, sample) = ("办公室主任".into(), sample.into());
    let enter = Phrase::Enter {
        actor,
        sample,
        agency: true,
        cells: Vec::new(),
    };
    let at = Moment::constant(2025, 3, 3, 9, 0, 0, 0);
    district.play("tc", at, &enter);
    district.closed()
}

/// The bytes of everything in a folder.
fn bytes(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(dir).unwrap() {
        let path = item.unwrap().path();
        match path.is_dir() {
            true => found.extend(bytes(&path)),
            false => found.push((path.clone(), std::fs::read(path).unwrap())),
        }
    }
    found.sort();
    found
}

/// A folder whose logs are in one file each.
fn settled(dir: &Path) {
    let db = Connection::open(dir.join(LOG)).unwrap();
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// Nothing takes the place of what is in the backup; what was said.
fn is_refused(dir: &Path, backup: &Path) -> String {
    let before = bytes(&backup.join("agencies/tc"));
    let told = copy(dir, backup).unwrap_err().what;
    assert!(bytes(&backup.join("agencies/tc")) == before, "{told}");
    told
}

#[test]
fn a_damaged_log_does_not_take_the_place_of_a_good_copy() {
    let (dir, backup) = (founded(), TempDir::new().unwrap());
    copy(dir.path(), backup.path()).unwrap();
    let dir = grown(dir, "保管期限设定");
    let log = Connection::open(dir.path().join(LOG)).unwrap();
    log.execute("UPDATE entry SET actor = '别人' WHERE idx = 3", [])
        .unwrap();
    drop(log);
    let told = is_refused(dir.path(), backup.path());
    assert!(
        told.contains("第3条") && told.contains("保持原样"),
        "{told}"
    );
    let kept = fsck(backup.path(), &packs()).unwrap();
    assert_eq!(kept.problems, Vec::<String>::new());
}

#[test]
fn a_log_that_was_set_back_does_not_take_the_place_of_its_later_copy() {
    let (dir, early, late) = (founded(), TempDir::new().unwrap(), TempDir::new().unwrap());
    copy(dir.path(), early.path()).unwrap();
    let dir = grown(dir, "保管期限设定");
    copy(dir.path(), late.path()).unwrap();
    // A later state of it does, and so does the same.
    copy(dir.path(), early.path()).unwrap();
    copy(dir.path(), early.path()).unwrap();
    let back = founded();
    let told = is_refused(back.path(), late.path());
    assert!(told.contains("另一个目录"), "{told}");

    // The same log, without its last record.
    settled(dir.path());
    let log = dir.path().join(LOG);
    let longer = std::fs::read(&log).unwrap();
    let dir = grown(dir, "保管期限设定");
    copy(dir.path(), late.path()).unwrap();
    settled(dir.path());
    std::fs::write(&log, longer).unwrap();
    let told = is_refused(dir.path(), late.path());
    assert!(told.contains("现在的账册只有"), "{told}");
}

/// Two logs that were one: with the same key, as long as each other, and different at the end.
#[test]
fn neither_of_two_logs_that_were_one_takes_the_place_of_the_other() {
    let (dir, backup) = (founded(), TempDir::new().unwrap());
    let twin = TempDir::new().unwrap();
    copy(dir.path(), twin.path()).unwrap();
    let dir = grown(dir, "保管期限设定");
    copy(dir.path(), backup.path()).unwrap();
    let twin = grown(twin, "保管期限设定");
    let told = is_refused(twin.path(), backup.path());
    assert!(told.contains("根散列"), "{told}");
    // The twin is ahead, and is no later state all the same.
    let twin = grown(twin, "保管期限设定");
    let told = is_refused(twin.path(), backup.path());
    assert!(told.contains("根散列"), "{told}");
}

#[test]
fn an_earlier_copy_that_cannot_be_read_is_told_and_kept() {
    let (dir, backup) = (founded(), TempDir::new().unwrap());
    copy(dir.path(), backup.path()).unwrap();
    std::fs::write(backup.path().join(LOG), b"no database").unwrap();
    let told = is_refused(dir.path(), backup.path());
    assert!(
        told.contains("读不出") && told.contains("另一个目录"),
        "{told}"
    );
}

#[test]
fn a_key_that_was_changed_since_the_last_copy_is_no_obstacle() {
    let (dir, backup) = (founded(), TempDir::new().unwrap());
    copy(dir.path(), backup.path()).unwrap();
    rotate_key(dir.path(), "tc", false, "").unwrap();
    copy(dir.path(), backup.path()).unwrap();
    rotate_key(dir.path(), "tc", false, "").unwrap();
    let dir = grown(dir, "保管期限设定");
    copy(dir.path(), backup.path()).unwrap();
    let kept = fsck(backup.path(), &packs()).unwrap();
    assert_eq!(kept.problems, Vec::<String>::new());
}

#[test]
fn what_is_lost_here_is_told_and_not_passed_over() {
    let (dir, backup) = (founded(), TempDir::new().unwrap());
    copy(dir.path(), backup.path()).unwrap();
    let store = dir.path().join("store.db");
    std::fs::remove_file(&store).unwrap();
    let told = is_refused(dir.path(), backup.path());
    assert!(told.contains("store.db 不见了"), "{told}");
    assert!(!store.exists());
    std::fs::copy(backup.path().join("store.db"), &store).unwrap();
    copy(dir.path(), backup.path()).unwrap();
    std::fs::remove_dir_all(dir.path().join("agencies/tc")).unwrap();
    let told = is_refused(dir.path(), backup.path());
    assert!(told.contains("“tc”的账册"), "{told}");
}

#[test]
fn a_fork_is_told_apart_from_an_older_log() {
    let dir = founded();
    let home = dir.path().join("agencies/tc");
    let keys = Keys::open(&home.join("log.key"), "tc").unwrap();
    let (reader, _) = registry::installation::reading(dir.path(), "tc").unwrap();
    let (len, code) = (reader.len().unwrap(), "tc".to_owned());
    let (here, other) = (reader.root(len).unwrap(), Hash([7; 32]));
    let note = |keys: &Keys, size, root| {
        let origin = keys.public().name().to_owned();
        let checkpoint = Checkpoint { origin, size, root };
        checkpoint.sign(keys).unwrap().note
    };
    let later = Keys::from_seed("tc", &[5; 32]).unwrap();
    let elsewhere = Keys::from_seed("ks", &[5; 32]).unwrap();
    let older = |seen| Standing::Older {
        code: code.clone(),
        seen,
        here: len,
    };
    let fork = |size, here| Standing::Fork {
        code: code.clone(),
        size,
        seen: other,
        here,
    };
    let before = reader.root(len - 1).unwrap();
    let cases = [
        (note(&keys, len, here), Standing::Later),
        (note(&keys, len - 1, before), Standing::Later),
        (note(&keys, len + 1, other), older(len + 1)),
        (note(&keys, len, other), fork(len, here)),
        (note(&keys, len - 1, other), fork(len - 1, before)),
        // A key that came later cannot have signed what is here already.
        (note(&later, len + 1, other), older(len + 1)),
        (note(&later, len, other), fork(len, here)),
        (note(&later, len, here), Standing::Stranger),
        (note(&elsewhere, len, here), Standing::Stranger),
        ("no checkpoint".to_owned(), Standing::Stranger),
    ];
    let (notes, right): (Vec<String>, Vec<Standing>) = cases.into_iter().unzip();
    assert_eq!(standings(dir.path(), &notes).unwrap(), right);
}
