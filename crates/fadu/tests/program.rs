//! Starting the program on a free port and talking to it; nothing of it is linked in.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// The clock of every demonstration here.
pub const CLOCK: &str = "2025-06-16T09:00:00+08:00";

/// A running demonstration; killed when it is dropped.
pub struct Program {
    child: Child,
    /// Where it answers, without a slash at the end.
    pub url: String,
    accounts: Value,
}

impl Program {
    /// Starts a demonstration and waits until it answers.
    pub fn demo(data: &Path) -> Program {
        Program::demo_with(data, &[])
    }

    /// As [`Program::demo`], with more arguments.
    pub fn demo_with(data: &Path, more: &[&str]) -> Program {
        Program::demo_in(data, more, &[])
    }

    /// As [`Program::demo_with`], with more in its environment.
    pub fn demo_in(data: &Path, more: &[&str], environment: &[(&str, String)]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fadu"))
            .args([
                "demo",
                "--listen",
                "127.0.0.1:0",
                "--clock",
                CLOCK,
                "--data",
            ])
            .arg(data)
            .args(more)
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .env("FADU_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output is piped");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("it tells when it is ready");
        let ready: Value = serde_json::from_str(&line).expect("one line of JSON");
        let accounts = ready["accounts"].as_str().expect("the accounts file");
        let accounts = std::fs::read_to_string(accounts).expect("the accounts can be read");
        Program {
            child,
            url: ready["url"]
                .as_str()
                .expect("the address")
                .trim_end_matches('/')
                .to_owned(),
            accounts: serde_json::from_str(&accounts).expect("the accounts are JSON"),
        }
    }

    /// A bearer token of a person.
    pub fn token(&self, person: &str) -> String {
        let (name, password) = self.login(person);
        self.token_for(&name, &password)
            .expect("the token is given")
    }

    /// Name and password of a person of the demonstration.
    pub fn login(&self, person: &str) -> (String, String) {
        let all = self.accounts.as_array().expect("a list of accounts");
        let mut all = all.iter();
        let account = all.find(|account| account["person"] == person);
        let account = account.expect("the person has one");
        let text = |name: &str| account[name].as_str().expect("a text").to_owned();
        (text("name"), text("password"))
    }

    /// A bearer token for a name and a password, if they fit.
    pub fn token_for(&self, name: &str, password: &str) -> Option<String> {
        let sent = serde_json::json!({ "name": name, "password": password });
        let answer = self.post("/api/v1/token", "", &sent)?;
        Some(answer["token"].as_str()?.to_owned())
    }

    /// Posts JSON; `None` where no whole answer came, or one that is not an acknowledgement.
    pub fn post(&self, path: &str, token: &str, body: &Value) -> Option<Value> {
        post(&self.url, path, token, body)
    }

    /// Gets JSON.
    pub fn get(&self, path: &str, token: &str) -> Value {
        let answer = ureq::get(format!("{}{path}", self.url))
            .header("authorization", format!("Bearer {token}"))
            .call()
            .expect("an answer")
            .body_mut()
            .read_to_string()
            .expect("a body");
        serde_json::from_str(&answer).expect("JSON")
    }

    /// Kills it as a power cut would: no signal it could handle.
    pub fn kill(mut self) {
        self.child.kill().expect("the program can be killed");
        self.child.wait().expect("it is gone");
    }
}

impl Drop for Program {
    /// A test that has failed leaves nothing running.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// See [`Program::post`]; for threads that outlive the program.
pub fn post(url: &str, path: &str, token: &str, body: &Value) -> Option<Value> {
    let mut answer = ureq::post(format!("{url}{path}"))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .send(body.to_string())
        .ok()?;
    serde_json::from_str(&answer.body_mut().read_to_string().ok()?).ok()
}

/// Runs a command that looks after a data folder; what it said, if it failed.
pub fn keep(command: &str, data: &Path) -> Result<(), String> {
    let output = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args([command, "--data"])
        .arg(data)
        .output()
        .expect("the program starts");
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Runs the program to its end.
pub fn fadu(args: &[&str]) -> Output {
    let run = Command::new(env!("CARGO_BIN_EXE_fadu")).args(args).output();
    run.expect("the program starts")
}

/// Runs the program and kills it after so many milliseconds, unless it has ended by then.
pub fn killed_after(ms: u64, args: &[&str], environment: &[(&str, String)]) {
    let environment = environment.iter().map(|(name, value)| (*name, value));
    let mut child = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .args(args)
        .envs(environment)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(ms));
    child.kill().expect("the program can be killed");
    child.wait().expect("it is gone");
}

/// What a run printed.
pub fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(text).expect("UTF-8")
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
