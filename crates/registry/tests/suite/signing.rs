//! A signing key is made once, where nothing of a log is: never beside a log that cannot be read just
//! now, and never in place of a key that was lost.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use ledger::{Blobs, Home};
use registry::installation::rotate_key;
use registry::store::Store;
use registry::views::Views;
use registry::{Fault, Office};
use tempfile::TempDir;
use testkit::postgres::Server;

use super::district::packs;

fn founded(dir: &Path, home: &Home) -> Result<(), Fault> {
    let agency = dir.join("agencies/tc");
    let blobs = Arc::new(Blobs::open(dir.join("blobs"))?);
    let views = Arc::new(Views::open(&dir.join("views.db"))?);
    let (pack, store) = (packs()["tc"].clone(), Store::in_memory()?);
    Office::open(&agency, home, "tc", pack, blobs, store, views).map(drop)
}

fn key(dir: &TempDir) -> std::path::PathBuf {
    dir.path().join("agencies/tc/log.key")
}

/// That the office is not opened, with these words, and that no key was made.
fn is_refused(dir: &TempDir, home: &Home, words: &str) {
    for _ in 0..2 {
        let told = founded(dir.path(), home).unwrap_err().what;
        assert!(told.contains(words), "{told}");
        assert!(!key(dir).exists(), "a key was made");
    }
}

#[test]
fn beside_a_log_that_cannot_be_read_no_key_is_made() {
    let dir = TempDir::new().unwrap();
    let home = Home::Folder(dir.path().join("agencies/tc"));
    founded(dir.path(), &home).unwrap();
    let whole = fs::read(key(&dir)).unwrap();
    fs::remove_file(key(&dir)).unwrap();
    is_refused(&dir, &home, "log.key 不见了");
    let log = dir.path().join("agencies/tc/ledger.db");
    let bytes = fs::read(&log).unwrap();
    fs::write(&log, "not a database").unwrap();
    is_refused(&dir, &home, "log.key 不见了");
    let told = rotate_key(dir.path(), "tc", false, "").unwrap_err().what;
    assert!(told.contains("log.key 不见了"), "{told}");
    assert!(!key(&dir).exists());
    // The public key alone says that there was a private one.
    for gone in fs::read_dir(dir.path().join("agencies/tc")).unwrap() {
        let gone = gone.unwrap().path();
        if gone.extension().is_none_or(|kind| kind != "pub") {
            fs::remove_file(gone).unwrap();
        }
    }
    is_refused(&dir, &home, "放回原处");
    fs::write(&log, bytes).unwrap();
    fs::write(key(&dir), whole).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(key(&dir), mode).unwrap();
    founded(dir.path(), &home).unwrap();
}

/// What a first start leaves that was cut off before the key had its name.
#[test]
fn a_key_that_never_had_its_name_is_made_anew() {
    let dir = TempDir::new().unwrap();
    let agency = dir.path().join("agencies/tc");
    fs::create_dir_all(&agency).unwrap();
    fs::write(agency.join("log.new"), "PRIVATE").unwrap();
    founded(dir.path(), &Home::Folder(agency)).unwrap();
    assert!(key(&dir).exists());
}

#[test]
fn a_database_that_does_not_answer_or_lost_its_log_brings_no_new_key() {
    let server = Server::shared();
    let home = Home::parse(&server.database()).unwrap();
    let away = Home::parse("postgresql://nobody@127.0.0.1:9/nothing").unwrap();
    let [first, node] = [0; 2].map(|_| TempDir::new().unwrap());
    is_refused(&first, &away, "连不上数据库");
    founded(first.path(), &home).unwrap();
    is_refused(&node, &away, "连不上数据库");
    is_refused(&node, &home, "复制到");
    let folder = key(&node).parent().unwrap().to_owned();
    fs::create_dir_all(&folder).unwrap();
    fs::copy(key(&first), key(&node)).unwrap();
    founded(node.path(), &home).unwrap();

    // Views that remember the log, and an empty database in its place.
    let views = rusqlite::Connection::open(node.path().join("views.db")).unwrap();
    let remember = "INSERT OR REPLACE INTO followed VALUES ('tc', 7, '00')";
    views.execute(remember, []).unwrap();
    let emptied = Home::parse(&server.database()).unwrap();
    let told = founded(node.path(), &emptied).unwrap_err().what;
    assert!(told.contains("曾有7条"), "{told}");
    fs::remove_dir_all(&folder).unwrap();
    is_refused(&node, &emptied, "曾有7条");
    assert!(!emptied.holds("tc").unwrap(), "nothing was made there");
}
