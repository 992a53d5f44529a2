//! The program with its files in a bucket of S3: nothing is acknowledged without its file, and a
//! bucket that is gone is said in words.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use testkit::postgres::Server as Postgres;
use testkit::s3::Server;

use crate::program::{Program, killed_after, said, text};

const URL: &str = "s3://files/tc";

/// Runs the program to its end, with the way to the server.
fn fadu(server: &Server, args: &[&str]) -> Output {
    let mut run = Command::new(env!("CARGO_BIN_EXE_fadu"));
    let run = run.args(args).envs(server.environment());
    run.output().expect("the program starts")
}

fn upload(program: &Program, token: &str, bytes: &[u8]) -> Result<Value, u16> {
    let sent = ureq::post(format!("{}/api/v1/files?name=note.txt", program.url))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "text/plain")
        .config()
        .http_status_as_error(false)
        .build()
        .send(bytes);
    let mut answer = sent.expect("an answer");
    let body = answer.body_mut().read_to_string().expect("a body");
    match answer.status().as_u16() {
        201 => Ok(serde_json::from_str(&body).expect("JSON")),
        status => Err(status),
    }
}

/// Enters a record that cites the file.
fn cite(program: &Program, token: &str, file: &Value) -> Option<Value> {
    let list = program.get("/api/v1/cases", token);
    let cases = list["cases"].as_array().expect("a list");
    let open = cases.iter().find(|case| case["state"] == "办理中");
    let id = open.expect("an open case")["id"].as_str().expect("an id");
    let fields = json!({ "标题": "附件", "内容": "见附件。", "附件": file });
    let body = json!({ "record": "其他情况记录", "fields": fields });
    let path = format!("/api/v1/cases/{id}/records");
    program.post(&path, token, &body)
}

fn objects(folder: &Path) -> usize {
    let mut count = 0;
    for item in std::fs::read_dir(folder).expect("a folder") {
        let path = item.expect("an entry").path();
        match path.is_dir() {
            true => count += objects(&path),
            false => count += 1,
        }
    }
    count
}

#[test]
fn files_live_in_a_bucket_and_its_loss_is_told() {
    let mut server = Server::start();
    server.make("files");
    let data = tempfile::tempdir().expect("a folder");
    let of = ["--data", text(data.path())];
    let absent = [&["demo", "--blobs", "s3://nowhere/tc"], &of[..]].concat();
    let refused = fadu(&server, &absent);
    assert!(!refused.status.success());
    assert!(
        said(&refused).contains("s3://nowhere/tc 不存在"),
        "{}",
        said(&refused)
    );

    let program = Program::demo_in(data.path(), &["--blobs", URL], &server.environment());
    let token = program.token("承办人甲");
    let before = objects(&server.folder("files"));
    let file = upload(&program, &token, b"what the camera saw").expect("stored");
    assert!(objects(&server.folder("files")) > before);
    assert!(cite(&program, &token, &file).is_some());

    server.stop();
    assert_eq!(upload(&program, &token, b"while it is away"), Err(500));
    let gone = fadu(&server, &[&["fsck"], &of[..]].concat());
    assert!(!gone.status.success());
    assert!(said(&gone).contains("没有正常应答"), "{}", said(&gone));
    server.resume();
    upload(&program, &token, b"while it is away").expect("stored");
    program.kill();

    let sound = fadu(&server, &[&["fsck"], &of[..]].concat());
    assert!(sound.status.success(), "{}", said(&sound));
    // The files come back out of the bucket into an ordinary folder.
    let copy = tempfile::tempdir().expect("a folder");
    let saved = fadu(&server, &[&["backup", text(copy.path())], &of[..]].concat());
    assert!(saved.status.success(), "{}", said(&saved));
    let sha256 = file["sha256"].as_str().expect("a digest");
    let path = format!("blobs/{}/{}/{sha256}", &sha256[..2], &sha256[2..4]);
    let bytes = std::fs::read(copy.path().join(path)).expect("it is in the backup");
    assert_eq!(bytes, b"what the camera saw");

    let name = server.folder("files").join("tc").join(&sha256[..2]);
    std::fs::remove_file(name.join(&sha256[2..4]).join(sha256)).expect("it is there");
    let lost = fadu(&server, &[&["fsck"], &of[..]].concat());
    assert!(!lost.status.success());
    assert!(said(&lost).contains(sha256), "{}", said(&lost));
}

/// The files of a data folder, by their names.
fn names(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).expect("a folder") {
        let path = item.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        match path.is_dir() {
            // The digests by the other algorithm have the same names.
            true if name == "sm3" => {}
            true => found.extend(names(&path)),
            false if name.len() == 64 => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

/// Puts other bytes into a file that is read-only; those that were there.
fn instead(path: &Path, bytes: &[u8]) -> Vec<u8> {
    let before = std::fs::read(path).expect("it can be read");
    std::fs::remove_file(path).expect("it is there");
    std::fs::write(path, bytes).expect("written");
    before
}

/// Files in a folder move to a bucket: never while they are in use, never a file that is not what its
/// name says, and whatever was there before.
#[test]
fn files_move_to_a_bucket_and_are_compared() {
    let mut server = Server::start();
    server.make("files");
    let data = tempfile::tempdir().expect("a folder");
    let of = ["--data", text(data.path())];
    let run = |server: &Server, args: &[&str]| fadu(server, &[args, &of[..]].concat());
    let refused = |server: &Server, word: &str| {
        let out = run(server, &["move", "--blobs", URL]);
        let what = said(&out);
        assert!(!out.status.success() && what.contains(word), "{what}");
        assert!(!data.path().join("bucket").exists(), "{what}");
    };
    let program = Program::demo(data.path());
    let token = program.token("承办人甲");
    // One that goes in parts, and one that goes at once.
    let long = upload(&program, &token, &[7; (9 << 20) + 1]).expect("stored");
    let file = upload(&program, &token, b"what the camera saw").expect("stored");
    for file in [&long, &file] {
        assert!(cite(&program, &token, file).is_some());
    }
    refused(&server, "请先停止它");
    program.kill();
    server.stop();
    refused(&server, "没有正常应答");
    server.resume();

    let blobs = data.path().join("blobs");
    let files = names(&blobs);
    let rotten = files
        .iter()
        .find(|path| path.ends_with(file["sha256"].as_str().expect("one")));
    let rotten = rotten.expect("it is there");
    let whole = instead(rotten, b"what it did not see");
    refused(&server, file["sha256"].as_str().expect("a digest"));
    instead(rotten, &whole);
    // Of what the earlier try has put there, one has rotted since.
    let bucket = server.folder("files").join("tc");
    let there = names(&bucket);
    assert_eq!(
        there.len(),
        files.len() - 1,
        "all but the one that was rotten"
    );
    std::fs::write(&there[0], b"something else").expect("written");

    let moved = run(&server, &["move", "--blobs", URL]);
    let what = said(&moved);
    assert!(moved.status.success(), "{what}");
    let all = format!("{}个、", files.len());
    assert!(
        what.contains(&all) && what.contains("其中2个此前不在那里"),
        "{what}"
    );
    assert_eq!(names(&bucket).len(), files.len());
    assert_eq!(names(&data.path().join("blobs.moved")).len(), files.len());
    let sound = run(&server, &["fsck"]);
    assert!(sound.status.success(), "{}", said(&sound));

    // Cut off before the old folder was put aside: whoever starts first does that.
    std::fs::remove_dir_all(&blobs).ok();
    std::fs::rename(data.path().join("blobs.moved"), &blobs).expect("it is there");
    let program = Program::demo_in(data.path(), &[], &server.environment());
    assert_eq!(names(&data.path().join("blobs.moved")).len(), files.len());
    let token = program.token("承办人甲");
    let late = upload(&program, &token, b"seen later").expect("stored");
    assert!(cite(&program, &token, &late).is_some());
    assert_eq!(names(&bucket).len(), files.len() + 1);
    program.kill();
    std::fs::remove_dir_all(data.path().join("blobs.moved")).expect("nobody needs it");
    let again = run(&server, &["move", "--blobs", URL]);
    assert!(said(&again).contains("文件已设在"), "{}", said(&again));

    into_a_second_bucket(&server, data.path());
    assert_eq!(names(&server.folder("second")).len(), files.len() + 1);
}

/// From a backup into a bucket again, by way of a folder.
fn into_a_second_bucket(server: &Server, data: &Path) {
    server.make("second");
    let copy = tempfile::tempdir().expect("a folder");
    let restored = copy.path().join("restored");
    let backup = copy.path().join("backup");
    for args in [
        &["backup", text(&backup), "--data", text(data)][..],
        &["restore", text(&backup), "--data", text(&restored)],
        &["move", "--blobs", "s3://second", "--data", text(&restored)],
        &["fsck", "--data", text(&restored)],
    ] {
        let out = fadu(server, args);
        assert!(out.status.success(), "{args:?}: {}", said(&out));
    }
    // A new installation does not use a bucket that is another's, nor one that says nothing of whose it
    // is, and in which nothing is its own.
    let other = copy.path().join("other");
    let mark = server.folder("second").join("installation");
    for why in ["是另一个安装的", "没有一个是本安装的"] {
        let args = ["demo", "--blobs", "s3://second", "--data", text(&other)];
        let refused = fadu(server, &args);
        let what = said(&refused);
        assert!(!refused.status.success() && what.contains(why), "{what}");
        assert!(!other.join("bucket").exists());
        std::fs::remove_file(&mark).ok();
    }
}

/// Two that start in one empty bucket, each with a database of its own or none: the first has it.
#[test]
fn an_empty_bucket_is_of_the_installation_that_started_in_it_first() {
    let server = Server::start();
    server.make("files");
    let [first, second] = [0; 2].map(|_| tempfile::tempdir().expect("a folder"));
    Program::demo_in(first.path(), &["--blobs", URL], &server.environment()).kill();
    let bucket = server.folder("files").join("tc");
    names(&bucket)
        .iter()
        .for_each(|path| std::fs::remove_file(path).expect("it is there"));
    let started = |dir: &Path, more: &[&str]| {
        // An address that nobody here has: should it be opened, it does not go on for ever.
        let args = ["demo", "--listen", "192.0.2.1:1", "--data", text(dir)];
        let args = [&args[..], more].concat();
        said(&fadu(&server, &args))
    };
    let what = started(second.path(), &["--blobs", URL]);
    assert!(what.contains("另一个安装"), "{what}");
    assert!(!second.path().join("bucket").exists());
    // Written down by hand, it is refused all the same, and nothing is put there.
    std::fs::write(second.path().join("bucket"), URL).expect("written");
    let what = started(second.path(), &[]);
    assert!(what.contains("另一个安装"), "{what}");
    assert_eq!(names(&bucket), Vec::<PathBuf>::new());
    Program::demo_in(first.path(), &[], &server.environment()).kill();
}

/// A node that nobody stopped while the files moved at another one: it must not put files where nobody
/// looks for them any more.
#[test]
fn a_node_that_a_move_of_files_left_behind_cites_none() {
    let server = Server::start();
    server.make("files");
    server.make("second");
    let url = Postgres::shared().database();
    let [first, second] = [0; 2].map(|_| tempfile::tempdir().expect("a folder"));
    let chosen = ["--ledger", &url, "--blobs", URL];
    Program::demo_in(first.path(), &chosen, &server.environment()).kill();
    let parts = [
        "packs",
        "agencies",
        "ledger",
        "installation",
        "bucket",
        "accounts.json",
    ];
    for part in parts {
        let mut cp = Command::new("cp");
        let copied = cp.arg("-r").arg(first.path().join(part)).arg(second.path());
        assert!(copied.status().expect("cp starts").success(), "{part}");
    }
    let node = Program::demo_in(second.path(), &[], &server.environment());
    let token = node.token("承办人甲");
    let file = upload(&node, &token, b"before the move").expect("stored");
    assert!(cite(&node, &token, &file).is_some());
    let late = upload(&node, &token, b"not cited by then").expect("stored");

    let data = ["--data", text(first.path())];
    let moved = fadu(
        &server,
        &[&["move", "--blobs", "s3://second/x"], &data[..]].concat(),
    );
    assert!(moved.status.success(), "{}", said(&moved));
    assert!(cite(&node, &token, &late).is_none());
    assert_eq!(upload(&node, &token, b"after the move"), Err(500));
    node.kill();
    let args = [
        "demo",
        "--listen",
        "192.0.2.1:1",
        "--data",
        text(second.path()),
    ];
    let what = said(&fadu(&server, &args));
    assert!(
        what.contains("已设在 s3://second/x") && what.contains("复制"),
        "{what}"
    );
    std::fs::copy(first.path().join("bucket"), second.path().join("bucket")).expect("copied");
    let node = Program::demo_in(second.path(), &[], &server.environment());
    let again = upload(&node, &token, b"not cited by then").expect("stored");
    assert!(cite(&node, &token, &again).is_some());
    node.kill();
    for dir in [&first, &second] {
        let sound = fadu(&server, &["fsck", "--data", text(dir.path())]);
        assert!(sound.status.success(), "{}", said(&sound));
    }
}

/// Killed at any moment, the files are all where they were or all where they go.
#[test]
fn a_move_of_files_that_is_killed_is_gone_on_with() {
    let server = Server::start();
    server.make("files");
    let data = tempfile::tempdir().expect("a folder");
    let of = ["--data", text(data.path())];
    let program = Program::demo(data.path());
    let token = program.token("承办人甲");
    for n in 0..12 {
        let bytes = vec![n; 200 << 10];
        let file = upload(&program, &token, &bytes).expect("stored");
        assert!(cite(&program, &token, &file).is_some());
    }
    program.kill();
    let is_moved = || data.path().join("bucket").exists();
    let (mut ms, mut partly) = (5, 0);
    while !is_moved() && ms < 5000 {
        let args = [&["move", "--blobs", URL], &of[..]].concat();
        killed_after(ms, &args, &server.environment());
        let there = names(&server.folder("files")).len();
        partly += u32::from(there > 0 && !is_moved());
        let sound = fadu(&server, &[&["fsck"], &of[..]].concat());
        assert!(sound.status.success(), "after {ms} ms: {}", said(&sound));
        ms = ms * 3 / 2 + 5;
    }
    assert!(is_moved() && partly > 0, "{partly}");
    let program = Program::demo_in(data.path(), &[], &server.environment());
    assert!(data.path().join("blobs.moved").exists());
    program.kill();
    let sound = fadu(&server, &[&["fsck"], &of[..]].concat());
    assert!(sound.status.success(), "{}", said(&sound));
}
