//! The disk itself: what it loses, and that nothing passes it by.

#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, as it should"
)]

use std::fs::{self, File};
use std::io::Write;

use frail::{Disk, Failure};
use tempfile::TempDir;

fn beds() -> (TempDir, Disk) {
    let dir = TempDir::new().unwrap();
    let disk = Disk::below(dir.path()).unwrap();
    (dir, disk)
}

/// The ways of the standard library to change a disk, each of which must be seen.
#[test]
fn every_way_to_write_is_seen() {
    let (dir, disk) = beds();
    let at = |name: &str| dir.path().join(name);
    let seen = |calls: u64, what: &str, act: &dyn Fn()| {
        disk.heal().unwrap();
        act();
        assert_eq!(disk.calls(), calls, "{what}");
    };
    seen(2, "create, write", &|| fs::write(at("a"), "one").unwrap());
    seen(2, "empty, write", &|| fs::write(at("a"), "two").unwrap());
    seen(1, "sync", &|| {
        File::open(at("a")).unwrap().sync_all().unwrap()
    });
    seen(1, "sync", &|| {
        File::open(at("a")).unwrap().sync_data().unwrap()
    });
    seen(1, "link", &|| fs::hard_link(at("a"), at("b")).unwrap());
    seen(1, "rename", &|| fs::rename(at("b"), at("c")).unwrap());
    seen(1, "folder", &|| fs::create_dir(at("d")).unwrap());
    seen(1, "no folder", &|| fs::remove_dir(at("d")).unwrap());
    seen(1, "remove", &|| fs::remove_file(at("c")).unwrap());
    disk.heal().unwrap();
    fs::copy(at("a"), at("e")).unwrap();
    assert!(disk.calls() >= 2, "a copy makes a file and writes it");
    fs::create_dir_all(at("f/g")).unwrap();
    fs::write(at("f/g/h"), "x").unwrap();
    disk.heal().unwrap();
    fs::remove_dir_all(at("f")).unwrap();
    assert_eq!(disk.calls(), 3, "a file and two folders");
    disk.heal().unwrap();
    let file = File::options().write(true).open(at("a")).unwrap();
    file.set_len(1).unwrap();
    std::os::unix::fs::FileExt::write_at(&file, b"xy", 7).unwrap();
    assert_eq!(disk.calls(), 2, "cut, write at");
    let other = TempDir::new().unwrap();
    fs::write(other.path().join("a"), "one").unwrap();
    assert_eq!(disk.calls(), 2, "another folder is another disk");
}

#[test]
fn a_refused_call_changes_nothing_and_a_reported_one_does() {
    let (dir, disk) = beds();
    let path = dir.path().join("a");
    fs::write(&path, "one").unwrap();
    let mut file = File::options().append(true).open(&path).unwrap();
    disk.fail(0, Failure::Refused);
    assert_eq!(file.write(b"two").unwrap_err().raw_os_error(), Some(5));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    disk.fail(0, Failure::Reported);
    assert_eq!(file.write(b"two").unwrap_err().raw_os_error(), Some(5));
    assert_eq!(fs::read(&path).unwrap(), b"onetwo");
    assert_eq!(file.write(b"!").unwrap(), 1, "once only");
}

#[test]
fn a_full_disk_takes_half_a_write_and_then_only_removals() {
    let (dir, disk) = beds();
    let path = dir.path().join("a");
    let mut file = File::create(&path).unwrap();
    disk.fail(0, Failure::Full);
    assert_eq!(file.write(b"abcd").unwrap(), 2);
    assert_eq!(file.write(b"cd").unwrap_err().raw_os_error(), Some(28));
    assert!(File::create(dir.path().join("b")).is_err());
    fs::remove_file(&path).unwrap();
    disk.heal().unwrap();
    File::create(dir.path().join("b")).unwrap();
}

#[test]
fn a_killed_process_changes_nothing_more_and_loses_nothing() {
    let (dir, disk) = beds();
    let path = dir.path().join("a");
    disk.fail(2, Failure::Killed);
    fs::write(&path, "one").unwrap();
    assert!(fs::write(&path, "two").is_err());
    assert!(fs::remove_file(&path).is_err());
    disk.heal().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"one");
}

/// The usual way to replace a file, with the power failing at each step.
#[test]
fn without_power_what_was_not_synced_is_gone() {
    let (dir, disk) = beds();
    let (path, new) = (dir.path().join("a"), dir.path().join("a.new"));
    let replace = |bytes: &str, sync: bool| -> std::io::Result<()> {
        let mut file = File::create(&new)?;
        file.write_all(bytes.as_bytes())?;
        if sync {
            file.sync_all()?;
        }
        fs::rename(&new, &path)?;
        File::open(dir.path())?.sync_all()
    };
    replace("one", true).unwrap();
    for step in 0..5 {
        disk.fail(step, Failure::PowerCut { seed: 0 });
        assert!(replace("two", true).is_err(), "{step}");
        disk.heal().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"one", "{step}");
        assert!(!new.exists(), "{step}");
    }
    replace("three", false).unwrap();
    disk.fail(0, Failure::PowerCut { seed: 0 });
    assert!(fs::remove_file(&path).is_err());
    disk.heal().unwrap();
    assert_eq!(
        fs::read(&path).unwrap(),
        b"",
        "a name was synced, its bytes were not"
    );
}

/// Files in a folder that is removed, and in one that is moved, before anything is synced.
#[test]
fn folders_come_back_with_what_was_in_them() {
    let (dir, disk) = beds();
    let at = |name: &str| dir.path().join(name);
    fs::create_dir_all(at("a/b")).unwrap();
    fs::write(at("a/b/file"), "one").unwrap();
    for path in ["a/b/file", "a/b", "a", ""] {
        File::open(at(path)).unwrap().sync_all().unwrap();
    }
    let cut = || {
        disk.fail(0, Failure::PowerCut { seed: 0 });
        disk.heal().unwrap();
    };
    fs::remove_dir_all(at("a")).unwrap();
    cut();
    assert_eq!(fs::read(at("a/b/file")).unwrap(), b"one");
    fs::write(at("a/b/file"), "two").unwrap();
    fs::rename(at("a"), at("c")).unwrap();
    cut();
    assert_eq!(fs::read(at("a/b/file")).unwrap(), b"one");
    fs::write(at("a/b/file"), "two").unwrap();
    fs::write(at("a/b/new"), "new").unwrap();
    fs::rename(at("a"), at("c")).unwrap();
    File::open(dir.path()).unwrap().sync_all().unwrap();
    cut();
    assert_eq!(fs::read(at("c/b/file")).unwrap(), b"one");
    assert!(!at("c/b/new").exists() && !at("a").exists());
    // A file that was made in one folder and given its place in another, which alone was synced.
    fs::write(at("c/made"), "made").unwrap();
    File::open(at("c/made")).unwrap().sync_all().unwrap();
    fs::rename(at("c/made"), at("c/b/made")).unwrap();
    File::open(at("c/b")).unwrap().sync_all().unwrap();
    cut();
    assert_eq!(fs::read(at("c/b/made")).unwrap(), b"made");
}

/// Names are lost from the latest on, and sectors one by one.
#[test]
fn a_part_is_lost_as_the_seed_decides() {
    let (dir, disk) = beds();
    let names = ["a", "b", "c", "d"].map(|name| dir.path().join(name));
    let (mut left, mut mixed) = ([0; 5], 0);
    for seed in 1..40 {
        for name in &names {
            fs::write(name, [1; 2048]).unwrap();
        }
        disk.fail(0, Failure::PowerCut { seed });
        assert!(fs::write(&names[0], "").is_err());
        disk.heal().unwrap();
        let found = names.iter().filter(|name| name.exists()).count();
        assert!(names[..found].iter().all(|name| name.exists()));
        left[found] += 1;
        for name in &names[..found] {
            let bytes = fs::read(name).unwrap();
            mixed += usize::from(bytes.contains(&0) && bytes.contains(&1));
            fs::remove_file(name).unwrap();
        }
        File::open(dir.path()).unwrap().sync_all().unwrap();
    }
    assert!(left.iter().all(|times| *times > 0), "{left:?}");
    assert!(mixed > 0);
}
