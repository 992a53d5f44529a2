//! The program on PostgreSQL: an agency founded there, two nodes at once, one killed, the other
//! goes on; and an agency that moves there from its data folder.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::postgres::Server;
use testkit::s3::Server as Bucket;

use crate::program::{Program, keep, killed_after};

/// A case that is open, by its id.
fn open_case(program: &Program, token: &str) -> String {
    let list = program.get("/api/v1/cases", token);
    let cases = list["cases"].as_array().expect("a list");
    let open = cases.iter().find(|case| case["state"] == "办理中");
    open.expect("an open case")["id"]
        .as_str()
        .expect("an id")
        .to_owned()
}

/// Enters a note; its number in the case.
fn note(program: &Program, token: &str, case: &str, words: &str) -> u64 {
    let fields = json!({ "标题": words, "内容": "两处同时办公。" });
    let body = json!({ "record": "其他情况记录", "fields": fields });
    let path = format!("/api/v1/cases/{case}/records");
    let receipt = program.post(&path, token, &body);
    receipt.expect("it is acknowledged")["no"]
        .as_u64()
        .expect("a number")
}

fn record(program: &Program, token: &str, case: &str, no: u64) -> Value {
    program.get(&format!("/api/v1/cases/{case}/records/{no}"), token)
}

/// Another node: what the installation tells whoever adds one to copy, and more.
fn second_node(first: &Path, second: &Path, more: &[&str]) {
    let shared = ["packs", "agencies", "ledger", "installation"];
    for part in shared.iter().chain(more) {
        let mut copy = Command::new("cp");
        let copied = copy.arg("-r").arg(first.join(part)).arg(second);
        assert!(copied.status().expect("cp starts").success(), "{part}");
    }
}

/// The nodes of one installation: a database, and a bucket for the files.
struct Nodes {
    bucket: Bucket,
    dirs: [TempDir; 2],
}

impl Nodes {
    /// An installation with a second node beside the first, neither started. The second has what belongs
    /// to the installation, and nothing that each node makes for itself. Accounts and sessions are in
    /// the database; the file with the passwords is for the test only.
    fn new(database: &str) -> Nodes {
        let (bucket, dirs) = (
            Bucket::start(),
            [0; 2].map(|_| TempDir::new().expect("a folder")),
        );
        bucket.make("files");
        let nodes = Nodes { bucket, dirs };
        let chosen = ["--ledger", database, "--blobs", "s3://files/tc"];
        Program::demo_in(nodes.dir(0), &chosen, &nodes.bucket.environment()).kill();
        let shared = ["packs", "agencies", "bucket", "ledger", "installation"];
        for part in shared.into_iter().chain(["accounts.json"]) {
            let mut copy = Command::new("cp");
            let copied = copy
                .arg("-r")
                .arg(nodes.dir(0).join(part))
                .arg(nodes.dir(1));
            assert!(copied.status().expect("cp starts").success(), "{part}");
        }
        nodes
    }

    fn dir(&self, node: usize) -> &Path {
        self.dirs[node].path()
    }

    fn start(&self, node: usize) -> Program {
        Program::demo_in(self.dir(node), &[], &self.bucket.environment())
    }

    /// Runs a command on a node; what it says.
    fn run(&self, node: usize, args: &[&str]) -> Result<String, String> {
        run_in(args, self.dir(node), &self.bucket.environment())
    }
}

#[test]
fn two_nodes_share_one_log_and_one_goes_on_when_the_other_is_killed() {
    let nodes = Nodes::new(&Server::shared().database());
    for left in ["agencies/tc/ledger.db", "store.db"] {
        assert!(!nodes.dir(0).join(left).exists(), "{left}");
    }

    let (one, other) = (nodes.start(0), nodes.start(1));
    let (at_one, at_other) = (one.token("承办人甲"), other.token("承办人甲"));
    let case = open_case(&one, &at_one);
    let mut acknowledged = Vec::new();
    for n in 0..6 {
        for (node, token) in [(&one, &at_one), (&other, &at_other)] {
            let words = format!("第{n}轮");
            acknowledged.push((note(node, token, &case, &words), words));
        }
    }
    let numbers: Vec<u64> = acknowledged.iter().map(|(no, _)| *no).collect();
    let first_no = numbers[0];
    assert_eq!(
        numbers,
        (first_no..first_no + 12).collect::<Vec<_>>(),
        "one order, no gaps"
    );
    let unasked = note(&one, &at_one, &case, "另一处没有人办理");
    assert_follows(&other, &at_other, &case, unasked);

    one.kill();
    let last = note(&other, &at_other, &case, "一处停电以后");
    assert_eq!(last, first_no + 13);
    for (no, words) in acknowledged {
        let shown = record(&other, &at_other, &case, no).to_string();
        assert!(shown.contains(&words), "record {no}: {shown}");
    }
    other.kill();
    for node in 0..2 {
        nodes.run(node, &["fsck", "--data"]).expect("sound");
    }
    let rebuilt = nodes.run(1, &["rebuild", "--data"]);
    rebuilt.expect("the views are built again");
}

/// What was entered at one node is shown by the other soon, unasked: it has the case in memory,
/// and must hear of the record.
fn assert_follows(reader: &Program, token: &str, case: &str, no: u64) {
    let url = format!("{}/api/v1/cases/{case}/records/{no}", reader.url);
    let start = Instant::now();
    let shows = || {
        let asked = ureq::get(&url).header("authorization", format!("Bearer {token}"));
        asked.call().is_ok()
    };
    while !shows() {
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "the other node does not follow"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Signs in on the page; the cookie of the session, if it was let in.
fn sign_in(node: &Program, name: &str, password: &str) -> Option<String> {
    let answer = pages()
        .post(format!("{}/desk/sign-in", node.url))
        .send_form([("name", name), ("password", password)])
        .expect("an answer");
    let cookie = answer.headers().get("set-cookie")?.to_str().ok()?;
    Some(cookie.split(';').next()?.to_owned())
}

/// The status of the desk, and its page, for who brings this cookie.
fn desk(node: &Program, cookie: &str) -> (u16, String) {
    let asked = pages().get(format!("{}/desk", node.url));
    let mut answer = asked.header("cookie", cookie).call().expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.body_mut().read_to_string().expect("a page"))
}

/// Somebody who looks at each answer and is led nowhere.
fn pages() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false);
    config.build().into()
}

fn sign_out(node: &Program, cookie: &str) {
    let (_, page) = desk(node, cookie);
    let (_, rest) = page.split_once(r#"name="csrf" value=""#).expect("a form");
    let (csrf, _) = rest.split_once('"').expect("its secret");
    let sent = pages().post(format!("{}/desk/sign-out", node.url));
    let sent = sent.header("cookie", cookie).send_form([("csrf", csrf)]);
    assert_eq!(sent.expect("an answer").status().as_u16(), 303);
}

/// Makes an account, as an operator does.
fn account(data: &Path, name: &str, password: &str) {
    let mut made = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args(["account", "--agency", "tc", "--person", "承办人甲"])
        .args(["--name", name, "--data"])
        .arg(data)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = made.stdin.take().expect("its input is piped");
    std::io::Write::write_all(&mut input, password.as_bytes()).expect("it reads");
    drop(input);
    assert!(made.wait().expect("it ends").success());
}

#[test]
fn who_signs_in_at_one_node_is_signed_in_at_all_of_them() {
    let server = Server::start();
    let nodes = Nodes::new(&server.database());
    let (one, other) = (nodes.start(0), nodes.start(1));
    let (name, password) = one.login("承办人甲");

    let cookie = sign_in(&one, &name, &password).expect("let in");
    let (status, page) = desk(&other, &cookie);
    assert_eq!(status, 200, "{page}");
    // Made at one node while it runs, an account counts at the other.
    assert!(sign_in(&other, "newcomer", "new password").is_none());
    account(nodes.dir(0), "newcomer", "new password");
    let newcomer = sign_in(&other, "newcomer", "new password").expect("let in");
    assert_eq!(desk(&one, &newcomer).0, 200);
    // Who signs out at one has signed out at both.
    sign_out(&other, &newcomer);
    for node in [&one, &other] {
        assert_eq!(desk(node, &newcomer).0, 303, "to the door");
        assert_eq!(desk(node, &cookie).0, 200, "nobody else was signed out");
    }
    // Wrong tries at both nodes are wrong tries of one name.
    for n in 0..5 {
        let node = [&one, &other][n % 2];
        assert!(sign_in(node, "newcomer", "wrong password").is_none());
    }
    assert!(
        sign_in(&other, "newcomer", "new password").is_none(),
        "locked"
    );

    server.crash();
    for node in [&one, &other] {
        let (status, page) = desk(node, &cookie);
        assert!(status >= 500 && page.contains("系统"), "{status}: {page}");
        assert!(sign_in(node, &name, &password).is_none());
    }
    server.resume();
    for node in [&one, &other] {
        assert_eq!(desk(node, &cookie).0, 200);
        let case = open_case(node, &node.token("承办人甲"));
        note(node, &node.token("承办人甲"), &case, "数据库恢复以后");
    }
}

#[test]
fn an_agency_moves_to_a_database_and_goes_on_there() {
    let url = Server::shared().database();
    let data = tempfile::tempdir().expect("a folder");
    let program = Program::demo(data.path());
    let token = program.token("承办人甲");
    let (name, password) = program.login("承办人甲");
    let cookie = sign_in(&program, &name, &password).expect("let in");
    let case = open_case(&program, &token);
    let before = note(&program, &token, &case, "搬迁以前");
    program.kill();
    let moved = move_to(data.path(), &url).expect("it moves");
    assert!(
        moved.contains("逐条一致") && moved.contains("逐项一致"),
        "{moved}"
    );
    for left in ["agencies/tc/ledger.db", "store.db"] {
        assert!(!data.path().join(left).exists(), "{left}");
    }
    let again = move_to(data.path(), &url).expect_err("it is there already");
    assert!(again.contains("账册已设在"), "{again}");

    let program = Program::demo(data.path());
    // The token and the session of before go on, and so does the password.
    assert_eq!(note(&program, &token, &case, "搬迁以后"), before + 1);
    assert_eq!(desk(&program, &cookie).0, 200);
    assert!(program.token_for(&name, &password).is_some());
    let shown = record(&program, &token, &case, before).to_string();
    assert!(shown.contains("搬迁以前"), "{shown}");
    // A backup, taken while it runs, is a data folder of its own that needs no database.
    let backup = tempfile::tempdir().expect("a folder");
    run(
        &["backup", backup.path().to_str().expect("a path"), "--data"],
        data.path(),
    )
    .expect("it is taken");
    assert!(backup.path().join("agencies/tc/ledger.db").exists());
    keep("fsck", backup.path()).expect("the backup is sound");
    program.kill();
    keep("fsck", data.path()).expect("sound");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let restored = elsewhere.path().join("restored");
    run(
        &["restore", backup.path().to_str().expect("a path"), "--data"],
        &restored,
    )
    .expect("it is restored");
    std::fs::copy(
        data.path().join("accounts.json"),
        restored.join("accounts.json"),
    )
    .expect("the passwords are known");
    let program = Program::demo(&restored);
    assert_eq!(desk(&program, &cookie).0, 200);
    assert!(program.token_for(&name, &password).is_some());
}

/// A move that is killed at any moment, while records are entered between one try and the next: the old
/// place is in force with all of it, or the new one is.
#[test]
fn a_move_that_is_killed_is_gone_on_with() {
    let url = Server::shared().database();
    let data = tempfile::tempdir().expect("a folder");
    let is_moved = || data.path().join("ledger").exists();
    let at = data.path().to_str().expect("a path");
    let (mut last, mut ms) = (0, 5);
    let enter = |last: &mut u64| {
        let program = Program::demo(data.path());
        let token = program.token("承办人甲");
        let case = open_case(&program, &token);
        let no = note(&program, &token, &case, "两次搬迁之间");
        assert!(*last == 0 || no == *last + 1, "{no} after {last}");
        *last = no;
        program.kill();
    };
    enter(&mut last);
    while !is_moved() && ms < 2000 {
        killed_after(ms, &["move", "--to", &url, "--data", at], &[]);
        keep("fsck", data.path()).unwrap_or_else(|said| panic!("after {ms} ms: {said}"));
        enter(&mut last);
        ms = ms * 3 / 2 + 5;
    }
    if !is_moved() {
        move_to(data.path(), &url).expect("it moves");
    }
    assert!(ms > 10, "it was cut off at least twice");
    enter(&mut last);
    keep("fsck", data.path()).expect("sound");
    assert!(!data.path().join("store.db").exists());
}

fn move_to(data: &Path, url: &str) -> Result<String, String> {
    run(&["move", "--to", url, "--data"], data)
}

/// Runs the program; what it says.
fn run(args: &[&str], data: &Path) -> Result<String, String> {
    run_in(args, data, &[])
}

/// As [`run`], with more in its environment.
fn run_in(args: &[&str], data: &Path, environment: &[(&str, String)]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args(args)
        .arg(data)
        .envs(environment.iter().map(|(name, value)| (*name, value)))
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(text(&output.stderr)),
    }
}

#[test]
fn a_node_without_the_key_and_a_second_book_are_refused() {
    let url = Server::shared().database();
    let [first, second] = [0; 2].map(|_| tempfile::tempdir().expect("a folder"));
    Program::demo_with(first.path(), &["--ledger", &url]).kill();
    let refused = serve(second.path(), &["--pack", "tc", "--ledger", &url]);
    assert!(refused.contains("log.key"), "{refused}");
    assert!(!second.path().join("agencies/tc/log.key").exists());
    // Nor is one whose files would be apart from those of the first.
    let third = tempfile::tempdir().expect("a folder");
    second_node(first.path(), third.path(), &["blobs"]);
    let refused = serve(third.path(), &[]);
    assert!(refused.contains("用 fadu move --blobs"), "{refused}");
    let elsewhere = Server::shared().database();
    let refused = serve(first.path(), &["--ledger", &elsewhere]);
    assert!(refused.contains("不能改用"), "{refused}");
    let local = tempfile::tempdir().expect("a folder");
    Program::demo(local.path()).kill();
    let refused = serve(local.path(), &["--ledger", &elsewhere]);
    assert!(refused.contains("fadu move"), "{refused}");
}

/// What the program says when it does not start.
fn serve(data: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .args(args)
        .output()
        .expect("the program starts");
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A node that still has the old key adds nothing to a log that is signed with the new one.
#[test]
fn a_key_that_was_changed_elsewhere_is_asked_for() {
    let nodes = Nodes::new(&Server::shared().database());
    let other = nodes.start(1);
    let token = other.token("承办人甲");
    let case = open_case(&other, &token);
    let before = note(&other, &token, &case, "更换以前");
    let rotated = nodes.run(0, &["key", "rotate", "--agency", "tc", "--data"]);
    rotated.expect("it is changed");
    let fields = json!({ "标题": "旧密钥", "内容": "旧密钥不能签名。" });
    let body = json!({ "record": "其他情况记录", "fields": fields });
    let path = format!("/api/v1/cases/{case}/records");
    let refused = other.post(&path, &token, &body);
    assert!(refused.is_none(), "{refused:?}");
    other.kill();
    let start = ["serve", "--listen", "127.0.0.1:0", "--data"];
    let told = nodes.run(1, &start).expect_err("it does not start");
    assert!(told.contains("log.key 复制到本机"), "{told}");
    for key in ["log.key", "log.pub"] {
        let of = |node| nodes.dir(node).join("agencies/tc").join(key);
        std::fs::copy(of(0), of(1)).expect("it can be copied");
    }
    let other = nodes.start(1);
    let token = other.token("承办人甲");
    assert_eq!(note(&other, &token, &case, "更换以后"), before + 1);
    other.kill();
    nodes.run(1, &["fsck", "--data"]).expect("sound");
}
