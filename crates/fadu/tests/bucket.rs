//! The program with its files in a bucket of S3: nothing is acknowledged without its file, and a
//! bucket that is gone is said in words.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use testkit::s3::Server;

use crate::program::{Program, said, text};

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
