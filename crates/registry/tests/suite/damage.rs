//! What is altered behind the program's back is found, and told with where it is.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ledger::Keys;
use registry::backup::copy;
use registry::installation::{fsck, rebuild, rotate_key};
use rusqlite::Connection;

use enforcement::Moment;
use scenarios::phrase::Phrase;

use super::district::{District, open, packs};

/// A folder with one public decision, closed.
fn worked() -> tempfile::TempDir {
    let district = District::new();
    district.worked("tc", None);
    district.closed()
}

fn problems(dir: &Path) -> String {
    fsck(dir, &packs()).unwrap().problems.join("\n")
}

#[test]
fn a_public_text_that_was_altered_is_found_and_built_again() {
    let dir = worked();
    let views = Connection::open(dir.path().join("views.db")).unwrap();
    let altered = views.execute("UPDATE published SET body = replace(body, '罚', '奖')", []);
    assert!(altered.unwrap() > 0);
    drop(views);
    assert!(problems(dir.path()).contains("fadu rebuild"));
    rebuild(dir.path(), &packs()).unwrap();
    assert_eq!(problems(dir.path()), "");
}

#[test]
fn a_file_that_is_gone_or_altered_is_named_with_the_entry_that_cites_it() {
    let dir = worked();
    let cited = files_below(&dir.path().join("blobs"));
    assert!(cited.len() > 1);
    let (gone, altered) = cited.split_at(cited.len() / 2);
    gone.iter()
        .for_each(|path| std::fs::remove_file(path).unwrap());
    for path in altered {
        let mut bytes = std::fs::read(path).unwrap();
        bytes[0] ^= 1;
        // A stored file is read-only: this is somebody who can do everything.
        std::fs::remove_file(path).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let told = problems(dir.path());
    let named = told
        .lines()
        .filter(|line| line.starts_with("tc：第") && line.contains("引用的文件"));
    let sound = fsck(worked().path(), &packs()).unwrap().files;
    assert_eq!(named.count() as u64, sound, "{told}");
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn an_entry_that_was_altered_is_named_with_its_agency() {
    let dir = worked();
    let log = Connection::open(dir.path().join("agencies/tc/ledger.db")).unwrap();
    let altered = log.execute("UPDATE entry SET actor = '别人' WHERE idx = 3", []);
    assert_eq!(altered.unwrap(), 1);
    drop(log);
    let told = problems(dir.path());
    let word = told
        .split(|c: char| !c.is_ascii_alphabetic())
        .find(|word| word.len() > 3);
    assert_eq!(word, None, "told in the language of its readers: {told}");
    assert!(
        told.contains("tc：第3条（"),
        "it says which file is affected: {told}"
    );
}

#[test]
fn a_folder_without_a_log_is_not_sound() {
    let dir = tempfile::tempdir().unwrap();
    assert!(problems(dir.path()).contains("没有任何机关的账册"));
}

/// Flips a bit in the first page of a table or index of a database file, as a disk would.
fn rot(file: &Path, name: &str) {
    let db = Connection::open(file).unwrap();
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let sql = "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema
               WHERE name = ?1";
    let place = db.query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?)));
    let (root, size): (u32, u32) = place.unwrap();
    let (root, size) = (root as usize, size as usize);
    drop(db);
    let mut bytes = std::fs::read(file).unwrap();
    let page = &mut bytes[(root - 1) * size..root * size];
    // Cells lie at the end of a page: the last byte is in the key of the first of them.
    page[size - 24] ^= 1;
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn an_index_of_the_views_that_lies_is_found_and_built_again() {
    let dir = worked();
    for index in ["published_by_time", "cases_by_change"] {
        rot(&dir.path().join("views.db"), index);
        let told = problems(dir.path());
        assert!(told.contains("fadu rebuild"), "{index}: {told}");
        rebuild(dir.path(), &packs()).unwrap();
        assert_eq!(problems(dir.path()), "");
    }
}

#[test]
fn a_store_that_rots_or_goes_is_told() {
    let dir = worked();
    let store = dir.path().join("store.db");
    let whole = std::fs::read(&store).unwrap();
    let mut torn = whole.clone();
    torn.truncate(whole.len() / 2);
    let mut strange = whole.clone();
    strange[100] ^= 0x10;
    for damaged in [torn, strange] {
        std::fs::write(&store, damaged).unwrap();
        let told = problems(dir.path());
        assert!(told.contains("store.db") && told.contains("备份"), "{told}");
    }
    std::fs::remove_file(&store).unwrap();
    let told = problems(dir.path());
    assert!(told.contains("store.db") && told.contains("备份"), "{told}");
    assert!(!store.exists(), "a check makes nothing");
    std::fs::write(&store, whole).unwrap();
    assert_eq!(problems(dir.path()), "");
}

/// The log of an agency, in all its files.
fn log_files(dir: &Path) -> Vec<std::path::PathBuf> {
    let all = std::fs::read_dir(dir.join("agencies/tc")).unwrap();
    let all = all.map(|file| file.unwrap().path());
    all.filter(|path| path.to_string_lossy().contains("ledger.db"))
        .collect()
}

/// Neither served, nor checked as sound, nor forgotten by building the views anew.
fn is_refused(dir: &Path, word: &str) {
    let clock = registry::clock::Clock::system();
    let opened = registry::installation::Installation::open(dir, &packs(), clock);
    let told = opened.map(drop).unwrap_err().to_string();
    assert!(told.contains(word) && told.contains("曾有"), "{told}");
    assert!(problems(dir).contains("曾有"), "{}", problems(dir));
    let rebuilt = rebuild(dir, &packs()).unwrap_err().to_string();
    assert!(rebuilt.contains("不要重建视图"), "{rebuilt}");
}

#[test]
fn a_log_that_was_set_back_is_not_built_upon() {
    let district = District::new();
    district.worked("tc", None);
    let dir = district.closed();
    let old: Vec<_> = log_files(dir.path())
        .into_iter()
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    let district = open(dir);
    let case = district.office("tc").case("1").unwrap();
    assert!(case.is_some());
    district.play(
        "tc",
        Moment::constant(2025, 3, 3, 9, 0, 0, 0),
        &Phrase::Enter {
            actor: "办公室主任".into(),
            sample: "保管期限设定".into(),
            agency: true,
            cells: Vec::new(),
        },
    );
    let dir = district.closed();
    let new = log_files(dir.path());
    new.iter()
        .for_each(|path| std::fs::remove_file(path).unwrap());
    for (path, bytes) in &old {
        std::fs::write(path, bytes).unwrap();
    }
    is_refused(dir.path(), "现有");
    // Whoever means it puts away what remembers.
    std::fs::remove_file(dir.path().join("views.db")).unwrap();
    drop(open(dir));
}

#[test]
fn a_log_that_is_gone_is_not_made_anew() {
    let dir = worked();
    for path in log_files(dir.path()) {
        std::fs::remove_file(path).unwrap();
    }
    is_refused(dir.path(), "不见了");
    assert_eq!(log_files(dir.path()).len(), 0);
}

#[test]
fn a_signing_key_that_is_gone_or_dead_is_told_and_spoils_no_backup() {
    let dir = worked();
    let backup = tempfile::tempdir().unwrap();
    copy(dir.path(), backup.path()).unwrap();
    let key = dir.path().join("agencies/tc/log.key");
    let kept = backup.path().join("agencies/tc/log.key");
    let whole = std::fs::read(&key).unwrap();
    let mut flipped = whole.clone();
    flipped[60] ^= 1;
    let other = backup.path().join("other.key");
    Keys::open_or_create(&other, "tc").unwrap();
    let other = std::fs::read(&other).unwrap();
    for dead in [flipped, other, Vec::new()] {
        std::fs::write(&key, dead).unwrap();
        let told = problems(dir.path());
        assert!(told.contains("log.key 已经损坏"), "{told}");
        let told = copy(dir.path(), backup.path()).unwrap_err().what;
        assert!(told.contains("log.key 已经损坏"), "{told}");
        assert_eq!(std::fs::read(&kept).unwrap(), whole);
    }
    std::fs::set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    assert!(problems(dir.path()).contains("chmod 600"));
    std::fs::remove_file(&key).unwrap();
    assert!(problems(dir.path()).contains("log.key 不见了"));
    std::fs::copy(&kept, &key).unwrap();
    assert_eq!(problems(dir.path()), "");
    rotate_key(dir.path(), "tc", true, "").unwrap();
    assert_eq!(problems(dir.path()), "");
    let both = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, both.lines().next().unwrap()).unwrap();
    assert!(problems(dir.path()).contains("SM2"));
}

/// A copy holds what there is, and nobody but one works on it.
#[test]
fn a_copy_drops_what_is_gone_and_is_made_by_one_alone() {
    let (dir, backup) = (worked(), tempfile::tempdir().unwrap());
    let rules = |folder: &Path| folder.join("packs/tc/rules");
    std::fs::create_dir_all(rules(dir.path())).unwrap();
    let repealed = [dir.path(), backup.path()].map(|folder| rules(folder).join("repealed.toml"));
    std::fs::write(&repealed[0], "").unwrap();
    copy(dir.path(), backup.path()).unwrap();
    assert!(repealed[1].exists());
    std::fs::remove_file(&repealed[0]).unwrap();
    let unused = backup.path().join("agencies/tc/log.next");
    std::fs::write(&unused, "").unwrap();
    // What a program that had the copy open leaves beside it would ruin the next one.
    for database in ["store.db", "agencies/tc/ledger.db"] {
        let wal = backup.path().join(format!("{database}-wal"));
        std::fs::write(wal, "of another").unwrap();
    }
    copy(dir.path(), backup.path()).unwrap();
    assert!(!repealed[1].exists() && !unused.exists());
    assert!(!backup.path().join("store.db-wal").exists());
    assert_eq!(problems(backup.path()), "");

    let told = copy(dir.path(), &dir.path().join("blobs/.."))
        .unwrap_err()
        .what;
    assert!(told.contains("备份目录就是数据目录"), "{told}");
    let other = ledger::Blobs::open(backup.path().join("blobs")).unwrap();
    let before = std::fs::metadata(backup.path().join("agencies/tc/ledger.db")).unwrap();
    assert!(copy(dir.path(), backup.path()).is_err());
    let after = std::fs::metadata(backup.path().join("agencies/tc/ledger.db")).unwrap();
    assert_eq!(before.modified().unwrap(), after.modified().unwrap());
    drop(other);
    copy(dir.path(), backup.path()).unwrap();
}
