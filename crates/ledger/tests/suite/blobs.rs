//! The blob folder: naming, durability order as far as a test can see it, damage.

use std::collections::HashSet;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ledger::{BlobState, Blobs, Hash, LedgerError};
use tempfile::TempDir;

fn path(dir: &Path, hash: Hash) -> PathBuf {
    let name = hash.to_string();
    dir.join(&name[..2]).join(&name[2..4]).join(name)
}

fn names(blobs: &Blobs) -> HashSet<Hash> {
    blobs.iter().unwrap().map(Result::unwrap).collect()
}

#[test]
fn what_is_put_is_got_in_whole_and_in_part() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let mut writer = blobs.put_stream().unwrap();
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_be_bytes).collect();
    for part in bytes.chunks(7919) {
        writer.write_all(part).unwrap();
    }
    assert_eq!(writer.written(), bytes.len() as u64);
    assert!(
        names(&blobs).is_empty(),
        "it does not exist before it is finished"
    );
    let (hash, len) = writer.finish().unwrap();
    assert_eq!((hash, len), (Hash::of(&[&bytes]), bytes.len() as u64));
    assert_eq!(blobs.get(hash).unwrap(), bytes);
    assert_eq!(
        (blobs.len(hash).unwrap(), blobs.verify(hash).unwrap()),
        (len, BlobState::Sound { len })
    );
    let mut file = blobs.open_blob(hash).unwrap();
    file.seek(SeekFrom::Start(4000)).unwrap();
    let mut part = [0; 4];
    file.read_exact(&mut part).unwrap();
    assert_eq!(u32::from_be_bytes(part), 1000);
    let mode = std::fs::metadata(path(dir.path(), hash))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o222, 0, "nobody may write to a blob");
}

#[test]
fn the_same_bytes_are_one_blob_and_heal_it() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let empty = blobs.put(b"").unwrap();
    let hash = blobs.put(b"same").unwrap();
    assert_eq!(blobs.put(b"same").unwrap(), hash);
    assert_eq!(names(&blobs), HashSet::from([empty, hash]));

    let at = path(dir.path(), hash);
    std::fs::set_permissions(&at, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::write(&at, b"sane").unwrap();
    assert_eq!(
        blobs.verify(hash).unwrap(),
        BlobState::Altered {
            found: Hash::of(&[b"sane"])
        }
    );
    assert!(matches!(blobs.get(hash), Err(LedgerError::Corrupt { .. })));
    blobs.put(b"same").unwrap();
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Sound { len: 4 });
}

#[test]
fn a_copy_that_has_rotted_is_healed_by_the_next() {
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let blobs = Blobs::open(here.path()).unwrap();
    let copies = Blobs::open(there.path()).unwrap();
    let hash = blobs.put(b"same").unwrap();
    blobs.put(b"another").unwrap();
    assert_eq!(blobs.copy_to(&copies).unwrap(), (2, 11));
    let at = path(there.path(), hash);
    std::fs::set_permissions(&at, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::write(&at, b"sane").unwrap();
    assert_eq!(blobs.copy_to(&copies).unwrap(), (1, 4));
    assert_eq!(copies.get(hash).unwrap(), b"same");
    assert_eq!(blobs.copy_to(&copies).unwrap(), (0, 0));
    // Rot here does not spread to a copy that is whole.
    let at = path(here.path(), hash);
    std::fs::set_permissions(&at, std::fs::Permissions::from_mode(0o644)).unwrap();
    std::fs::write(&at, b"sane").unwrap();
    assert_eq!(blobs.copy_to(&copies).unwrap(), (0, 0));
    assert_eq!(copies.get(hash).unwrap(), b"same");
}

#[test]
fn what_is_missing_is_missing() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let hash = Hash([1; 32]);
    assert!(matches!(blobs.get(hash), Err(LedgerError::NoBlob(h)) if h == hash));
    assert!(matches!(blobs.len(hash), Err(LedgerError::NoBlob(_))));
    assert_eq!(blobs.verify(hash).unwrap(), BlobState::Missing);
    assert!(Blobs::read_only(dir.path().join("nowhere")).is_err());
}

#[test]
fn an_abandoned_upload_leaves_nothing() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let mut writer = blobs.put_stream().unwrap();
    writer.write_all(b"half").unwrap();
    drop(writer);
    assert_eq!(
        std::fs::read_dir(dir.path().join("incoming"))
            .unwrap()
            .count(),
        0
    );
}

#[test]
fn left_overs_of_a_crash_go_at_the_next_start_but_not_before() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let hash = blobs.put(b"kept").unwrap();
    let mut writer = blobs.put_stream().unwrap();
    writer.write_all(b"half").unwrap();
    // A crash runs no destructor.
    std::mem::forget(writer);
    let incoming = || {
        std::fs::read_dir(dir.path().join("incoming"))
            .unwrap()
            .count()
    };
    // While the first is alive, a second cannot mistake its uploads for left-overs.
    assert!(matches!(
        Blobs::open(dir.path()).map(drop),
        Err(LedgerError::Locked { .. })
    ));
    let reading = Blobs::read_only(dir.path()).unwrap();
    assert_eq!(
        (reading.get(hash).unwrap(), incoming()),
        (b"kept".to_vec(), 1)
    );
    assert!(reading.put(b"refused").is_err());
    drop(blobs);
    let blobs = Blobs::open(dir.path()).unwrap();
    assert_eq!((names(&blobs), incoming()), (HashSet::from([hash]), 0));
}

#[test]
fn strangers_in_the_folder_are_named() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let hash = blobs.put(b"one").unwrap();
    let at = path(dir.path(), hash);
    std::fs::write(at.with_file_name("notes.txt"), "x").unwrap();
    std::fs::write(at.parent().unwrap().with_file_name("file"), "x").unwrap();
    std::fs::write(dir.path().join("top"), "x").unwrap();
    // A blob under the right name in the wrong place would never be found.
    std::fs::create_dir_all(dir.path().join("zz/zz")).unwrap();
    std::fs::copy(&at, dir.path().join("zz/zz").join(hash.to_string())).unwrap();
    let (good, bad): (Vec<_>, Vec<_>) = blobs.iter().unwrap().partition(Result::is_ok);
    assert_eq!(
        good.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
        [hash]
    );
    let bad: Vec<_> = bad
        .into_iter()
        .map(|e| e.unwrap_err().to_string())
        .collect();
    assert_eq!(bad.len(), 4, "{bad:?}");
    for name in ["notes.txt", "/file", "/top", "zz/zz"] {
        assert!(
            bad.iter().any(|what| what.contains(name)),
            "{name} in {bad:?}"
        );
    }
}

#[test]
fn many_threads_put_the_same_and_different_blobs() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let blobs = blobs.clone();
            scope.spawn(move || {
                for i in 0..20 {
                    let shared = format!("shared {i}");
                    assert_eq!(
                        blobs.put(shared.as_bytes()).unwrap(),
                        Hash::of(&[shared.as_bytes()])
                    );
                    blobs.put(format!("own {thread} {i}").as_bytes()).unwrap();
                }
            });
        }
    });
    let names = names(&blobs);
    assert_eq!(names.len(), 20 + 4 * 20);
    assert!(
        names
            .iter()
            .all(|h| matches!(blobs.verify(*h), Ok(BlobState::Sound { .. })))
    );
}

/// GB/T 32905, annex A.1.
const SM3_OF_ABC: &str = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

#[test]
fn the_sm3_digest_is_known_and_never_believed_when_damaged() {
    let dir = TempDir::new().unwrap();
    let blobs = Blobs::open(dir.path()).unwrap();
    let hash = blobs.put(b"abc").unwrap();
    assert_eq!(blobs.sm3(hash).unwrap(), SM3_OF_ABC);
    let name = hash.to_string();
    let noted = dir.path().join("sm3").join(&name[..2]).join(&name);
    let good = std::fs::read(&noted).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&noted, bad).unwrap();
        assert_eq!(
            blobs.sm3(hash).unwrap(),
            SM3_OF_ABC,
            "byte {at}: computed again"
        );
    }
    std::fs::remove_file(&noted).unwrap();
    assert_eq!(
        Blobs::read_only(dir.path()).unwrap().sm3(hash).unwrap(),
        SM3_OF_ABC
    );
    assert_eq!(names(&blobs), HashSet::from([hash]), "a note is no blob");
    let state = |recorded| blobs.verify_with_sm3(hash, recorded).unwrap();
    assert_eq!(state(SM3_OF_ABC), BlobState::Sound { len: 3 });
    assert!(matches!(state(&"0".repeat(64)), BlobState::Altered { .. }));
    blobs.destroy(hash).unwrap();
    assert!(matches!(blobs.sm3(hash), Err(LedgerError::NoBlob(_))));
    assert!(!noted.exists(), "nothing of what is destroyed stays");
}
