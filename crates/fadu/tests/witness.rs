//! A service, its witness, and a log that was set back behind the witness's back.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::program::{Program, fadu, said, text};

/// A running witness; killed when it is dropped.
struct Watcher {
    child: Child,
    /// Key and address, as a service takes them.
    at: String,
}

impl Watcher {
    fn start(data: &Path, key: &str) -> Watcher {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fadu"));
        command.args([
            "witness",
            "--data",
            text(data),
            "--name",
            "witness.test/one",
            "--log",
            key,
        ]);
        command
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        let out = child.stdout.take().expect("its output is piped");
        BufReader::new(out)
            .read_line(&mut line)
            .expect("it tells when it is ready");
        let at = line.trim().trim_start_matches("见证已启动：").to_owned();
        Watcher { child, at }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The page of proofs, once it says so; at the latest after half a minute.
fn page_that_says(program: &Program, words: &str) -> String {
    let mut page = String::new();
    for _ in 0..150 {
        let answer = ureq::get(format!("{}/proof", program.url))
            .call()
            .expect("an answer");
        page = answer.into_body().read_to_string().expect("a body");
        if page.contains(words) {
            return page;
        }
        thread::sleep(Duration::from_millis(200));
    }
    panic!("{words} is not said: {page}");
}

#[test]
fn the_page_says_who_has_cosigned_and_that_a_log_was_set_back() {
    let data = tempfile::tempdir().expect("a folder");
    let out = tempfile::tempdir().expect("a folder");
    let memory = out.path().join("witness");
    Program::demo(data.path()).kill();
    let key = data.path().join("agencies/tc/log.pub");
    let earlier = out.path().join("earlier");
    let made = fadu(&["backup", text(&earlier), "--data", text(data.path())]);
    assert!(made.status.success(), "{}", said(&made));

    let witness = Watcher::start(&memory, text(&key));
    let asked = ["--witness", witness.at.as_str()];
    let program = Program::demo_with(data.path(), &asked);
    let page = page_that_says(&program, "witness.test/one");
    assert!(
        page.contains("刚刚联署了前") && !page.contains("目前没有第三方见证"),
        "{page}"
    );
    program.kill();

    // More is recorded and cosigned; then the folder is put back to the earlier copy.
    let of = ["--data", text(data.path()), "--agency", "tc"];
    let changed = fadu(&[&["key", "rotate"][..], &of].concat());
    assert!(changed.status.success(), "{}", said(&changed));
    drop(witness);
    let witness = Watcher::start(&memory, text(&key));
    let asked = ["--witness", witness.at.as_str()];
    let program = Program::demo_with(data.path(), &asked);
    let note = ureq::get(format!("{}/proof/tc/checkpoint", program.url))
        .call()
        .expect("an answer");
    let note = note.into_body().read_to_string().expect("a body");
    let size = note.lines().nth(1).expect("a size");
    page_that_says(&program, &format!("联署了前{size}条"));
    let seen = data.path().join("agencies/tc/witnessed");
    program.kill();
    let notes: Vec<_> = fs::read_dir(seen).expect("a folder").collect();
    assert_eq!(notes.len(), 1);
    let note = fs::read_to_string(notes[0].as_ref().expect("a file").path()).expect("a note");
    let note = note
        .split_once('\n')
        .expect("a key and a note")
        .1
        .to_owned();

    let restored = out.path().join("restored");
    let late = out.path().join("late");
    fs::write(&late, note).expect("written");
    let refused = fadu(&[
        "restore",
        text(&earlier),
        "--data",
        text(&restored),
        "--witnessed",
        text(&late),
    ]);
    assert!(
        !refused.status.success() && said(&refused).contains("见证"),
        "{}",
        said(&refused)
    );
    let made = fadu(&["restore", text(&earlier), "--data", text(&restored)]);
    assert!(made.status.success(), "{}", said(&made));
    fs::copy(
        data.path().join("accounts.json"),
        restored.join("accounts.json"),
    )
    .expect("copied");
    drop(witness);
    what_the_witness_holds_against_it(&restored, &memory);
}

/// The folder was put back to an earlier copy, and then grows to what the witness knows and beyond.
fn what_the_witness_holds_against_it(restored: &Path, memory: &Path) {
    let told = |witness: Option<&str>, words: &str| {
        let asked: Vec<&str> = witness
            .into_iter()
            .flat_map(|at| ["--witness", at])
            .collect();
        let program = Program::demo_with(restored, &asked);
        page_that_says(&program, words);
        program.kill();
    };
    let key = restored.join("agencies/tc/log.pub");
    let witness = Watcher::start(memory, text(&key));
    told(Some(&witness.at), "本账册现在没有那么多条");
    drop(witness);
    told(None, "本账册现在没有那么多条");

    // It grows: to the size that was cosigned, and past it. The witness can tell, and so do we,
    // also when nobody asks the witness any more.
    let of = ["--data", text(restored), "--agency", "tc"];
    for _ in ["as long", "longer"] {
        let seen = restored.join("agencies/tc/witnessed");
        fs::remove_dir_all(seen).expect("nothing is known any more");
        let grown = fadu(&[&["key", "rotate"][..], &of].concat());
        assert!(grown.status.success(), "{}", said(&grown));
        let witness = Watcher::start(memory, text(&key));
        told(Some(&witness.at), "不一致");
        drop(witness);
        told(None, "不一致");
    }
}
