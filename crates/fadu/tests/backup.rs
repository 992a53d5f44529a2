//! Backups taken in the middle of writing, restored elsewhere; a restore that is older than what
//! somebody has seen; a key that is changed. All of it by the program, from outside.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use ledger::{Checkpoint, Hash, Keys, Reader};
use serde_json::json;

use crate::program::{Program, fadu, keep, post, said, text};

/// People who write to a case until told to stop; counts what was acknowledged to them.
fn writing(program: &Program, stop: &Arc<AtomicBool>) -> (Arc<AtomicU64>, thread::JoinHandle<()>) {
    let token = program.token("承办人甲");
    let list = program.get("/api/v1/cases", &token);
    let open = list["cases"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|case| case["state"] == "办理中");
    let case = open.expect("an open case")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let (url, stop, count) = (
        program.url.clone(),
        stop.clone(),
        Arc::new(AtomicU64::new(0)),
    );
    let counted = count.clone();
    let writer = thread::spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            let n = count.load(Ordering::Relaxed);
            let fields = json!({ "标题": format!("第{n}条"), "内容": "边写边备份。" });
            let body = json!({ "record": "其他情况记录", "fields": fields });
            let receipt = post(
                &url,
                &format!("/api/v1/cases/{case}/records"),
                &token,
                &body,
            );
            assert!(
                receipt.is_some_and(|receipt| receipt["no"].is_u64()),
                "it is acknowledged"
            );
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    (counted, writer)
}

fn entries(dir: &Path) -> u64 {
    let out = fadu(&["fsck", "--data", text(dir)]);
    assert!(out.status.success(), "{}", said(&out));
    let said = said(&out);
    let digits: String = said
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().expect("a count")
}

fn restore(from: &Path, to: &Path, more: &[&str]) -> (bool, String) {
    let args = [&["restore", text(from), "--data", text(to)], more].concat();
    let out = fadu(&args);
    (out.status.success(), said(&out))
}

#[test]
fn a_backup_taken_while_writing_is_whole_and_can_be_restored() {
    let data = tempfile::tempdir().expect("a folder");
    let out = tempfile::tempdir().expect("a folder");
    let (backup, restored) = (out.path().join("backup"), out.path().join("restored"));
    let program = Program::demo(data.path());
    let stop = Arc::new(AtomicBool::new(false));
    let (count, writer) = writing(&program, &stop);
    let mut sizes = Vec::new();
    for _ in 0..3 {
        let before = count.load(Ordering::Relaxed);
        while count.load(Ordering::Relaxed) < before + 5 {
            thread::yield_now();
        }
        let made = fadu(&["backup", text(&backup), "--data", text(data.path())]);
        assert!(made.status.success(), "{}", said(&made));
        sizes.push(entries(&backup));
    }
    assert!(
        sizes.is_sorted() && sizes[0] < sizes[2],
        "it went on meanwhile: {sizes:?}"
    );
    stop.store(true, Ordering::Relaxed);
    writer
        .join()
        .expect("nothing was refused because of the backup");
    let seen = out.path().join("seen");
    let note = ureq::get(format!("{}/proof/tc/checkpoint", program.url))
        .call()
        .expect("an answer");
    fs::write(&seen, note.into_body().read_to_vec().expect("a body")).expect("written");
    program.kill();

    // With a slash at its end, as a shell completes it.
    let (fine, what) = restore(&backup, &restored.join(""), &[]);
    assert!(fine, "{what}");
    assert_eq!(entries(&restored), sizes[2]);
    let (fine, what) = restore(&backup, &restored, &[]);
    assert!(!fine && what.contains("已经存在"), "{what}");

    // What proves nothing about these logs is not taken for a proof, whatever else is asked.
    let page = out.path().join("page");
    fs::write(&page, "<html>404 Not Found</html>").expect("written");
    let forged = out.path().join("forged");
    let note = fs::read_to_string(&seen).expect("the note");
    fs::write(&forged, note.replacen("tc", "tx", 1)).expect("written");
    for strange in [&page, &forged] {
        let (late, strange) = (out.path().join("strange"), text(strange));
        let given = [
            "--older",
            "--witnessed",
            text(&seen),
            "--witnessed",
            strange,
        ];
        let (fine, what) = restore(&backup, &late, &given);
        let named = what.contains(strange) && what.contains("不能用来核对");
        assert!(!fine && named && !late.exists(), "{what}");
    }
    // Somebody has seen a later checkpoint, if one more record was acknowledged since.
    if entries(data.path()) > sizes[2] {
        let late = out.path().join("late");
        let (fine, what) = restore(&backup, &late, &["--witnessed", text(&seen)]);
        assert!(!fine && what.contains("见证") && !late.exists(), "{what}");
        let (fine, what) = restore(&backup, &late, &["--witnessed", text(&seen), "--older"]);
        assert!(
            fine && what.contains("见证"),
            "it is told all the same: {what}"
        );
    }
    // A backup that has rotted is not restored.
    let log = backup.join("agencies/tc/ledger.db");
    let mut bytes = fs::read(&log).expect("the log");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    fs::write(&log, bytes).expect("written");
    let (fine, what) = restore(&backup, &out.path().join("rotten"), &[]);
    assert!(!fine && what.contains("没有"), "{what}");
}

/// A note about the log of a folder that its own key has signed, whatever it says.
fn signed(dir: &Path, size: u64, root: Hash) -> String {
    let key = dir.join("agencies/tc/log.key");
    let keys = Keys::open(&key, "tc").expect("the key");
    let origin = "tc".to_owned();
    let checkpoint = Checkpoint { origin, size, root };
    checkpoint.sign(&keys).expect("it is signed").note
}

/// What was witnessed is another log than the backup: nobody can consent to that.
#[test]
fn a_fork_is_not_restored_by_whoever_accepts_an_older_state() {
    let data = tempfile::tempdir().expect("a folder");
    let out = tempfile::tempdir().expect("a folder");
    let (backup, restored) = (out.path().join("backup"), out.path().join("restored"));
    Program::demo(data.path()).kill();
    let made = fadu(&["backup", text(&backup), "--data", text(data.path())]);
    assert!(made.status.success(), "{}", said(&made));
    let len = {
        let key = fs::read_to_string(backup.join("agencies/tc/log.pub")).expect("the key");
        let log = Reader::open(
            backup.join("agencies/tc"),
            key.trim().parse().expect("a key"),
        );
        log.and_then(|log| log.len()).expect("the log")
    };
    let (seen, other) = (out.path().join("seen"), Hash([7; 32]));
    for size in [len, len - 1] {
        fs::write(&seen, signed(&backup, size, other)).expect("written");
        for more in [
            &["--witnessed", text(&seen)][..],
            &["--older", "--witnessed", text(&seen)],
        ] {
            let (fine, what) = restore(&backup, &restored, more);
            let roots = what.matches("根散列").count() == 1 && what.contains(&other.to_string());
            assert!(!fine && roots && !restored.exists(), "{what}");
            assert!(!what.contains("--older"), "{what}");
        }
    }
    fs::write(&seen, signed(&backup, len + 1, other)).expect("written");
    let (fine, what) = restore(&backup, &restored, &["--witnessed", text(&seen)]);
    assert!(
        !fine && what.contains("--older") && !restored.exists(),
        "{what}"
    );
    let left = fs::read_dir(out.path()).expect("the folder").count();
    assert_eq!(left, 2, "nothing is left of what was not restored");
    let (fine, what) = restore(&backup, &restored, &["--older", "--witnessed", text(&seen)]);
    assert!(fine && restored.exists(), "{what}");
}

/// A backup tells by its end and its words whether it was made, and keeps what it had if not.
#[test]
fn a_damaged_folder_is_not_backed_up_over_a_good_backup() {
    let first = tempfile::tempdir().expect("a folder");
    let backup = tempfile::tempdir().expect("a folder");
    let run = |data: &Path| fadu(&["backup", text(backup.path()), "--data", text(data)]);
    Program::demo(first.path()).kill();
    assert!(run(first.path()).status.success());
    let good = entries(backup.path());
    // Restored, the log is one file, and no write-ahead log heals what is damaged.
    let data = first.path().join("restored");
    let (fine, what) = restore(backup.path(), &data, &[]);
    assert!(fine, "{what}");
    let log = data.join("agencies/tc/ledger.db");
    let mut bytes = fs::read(&log).expect("the log");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    fs::write(&log, bytes).expect("written");
    let refused = run(&data);
    assert!(!refused.status.success(), "{}", said(&refused));
    assert!(said(&refused).contains("fadu fsck"), "{}", said(&refused));
    assert_eq!(entries(backup.path()), good);
    fs::remove_file(data.join("store.db")).expect("it was there");
    let refused = run(&data);
    let what = said(&refused);
    assert!(
        !refused.status.success() && what.contains("store.db 不见了"),
        "{what}"
    );
}

#[test]
fn a_key_is_changed_and_every_key_still_verifies() {
    let data = tempfile::tempdir().expect("a folder");
    let out = tempfile::tempdir().expect("a folder");
    let of = ["--data", text(data.path()), "--agency", "tc"];
    let run = |args: &[&str]| fadu(&[args, &of].concat());
    let program = Program::demo(data.path());
    let busy = run(&["key", "rotate"]);
    assert!(
        !busy.status.success() && said(&busy).contains("请先停止"),
        "{}",
        said(&busy)
    );
    program.kill();
    let mut keys = vec![said(&run(&["key", "show"])).trim().to_owned()];
    for more in [&[][..], &["--sm2"], &[]] {
        let changed = run(&[&["key", "rotate", "--by", "档案员"], more].concat());
        assert!(changed.status.success(), "{}", said(&changed));
        let shown = said(&run(&["key", "show"])).trim().to_owned();
        assert!(
            said(&changed).contains(&shown) && !keys.contains(&shown),
            "{}",
            said(&changed)
        );
        keys.push(shown);
        keep("fsck", data.path()).expect("sound after each change");
    }
    let package = out.path().join("case");
    let made = run(&["export", "case", "1", "--to", text(&package)]);
    assert!(made.status.success(), "{}", said(&made));
    for key in &keys {
        let sound = fadu(&["verify", text(&package), "--key", key]);
        assert!(sound.status.success(), "{key}: {}", said(&sound));
    }
    // It is used on, with the new key.
    let program = Program::demo(data.path());
    let note = ureq::get(format!("{}/proof/tc/checkpoint", program.url))
        .call()
        .expect("an answer");
    let note = note.into_body().read_to_string().expect("a body");
    assert_eq!(
        note.split("\n\n").nth(1).map(|lines| lines.lines().count()),
        Some(2),
        "{note}"
    );
    program.kill();
    keep("fsck", data.path()).expect("sound");
}
