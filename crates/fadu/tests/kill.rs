//! `kill -9` in the middle of writes, again and again. What was acknowledged is there, word for
//! word; the data folder is sound before anything is repaired; and the views can be built again.
//! `FADU_KILLS` says how often (20 where it says nothing; `make crash` does 200).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{Program, keep, post};

/// People writing at once.
const WRITERS: usize = 4;

/// An acknowledged record: case, number, and the words that were sent.
type Acknowledged = (String, u64, String);

#[test]
fn kill_dash_nine_loses_nothing_acknowledged() {
    let kills: u64 = std::env::var("FADU_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(20);
    let data = tempfile::tempdir().expect("a folder");
    let mut acknowledged: Vec<Acknowledged> = Vec::new();
    let mut last = 0;
    for round in 0..kills {
        let program = Program::demo(data.path());
        let token = program.token("承办人甲");
        // Of the rounds before, the last: all of them are looked at again in the end.
        check(&program, &token, &acknowledged[last..]);
        last = acknowledged.len();
        let case = open_case(&program.url, &token);
        acknowledged.extend(write_until_killed(program, &token, &case, round));
        keep("fsck", data.path()).unwrap_or_else(|said| panic!("round {round}: {said}"));
    }
    let program = Program::demo(data.path());
    check(&program, &program.token("承办人甲"), &acknowledged);
    program.kill();
    keep("rebuild", data.path()).expect("the views are built again");
    keep("fsck", data.path()).expect("sound after rebuilding");
}

/// A case that an officer of the demonstration handles and that is still open.
fn open_case(url: &str, token: &str) -> String {
    let list: Value = serde_json::from_str(
        &ureq::get(format!("{url}/api/v1/cases"))
            .header("authorization", format!("Bearer {token}"))
            .call()
            .expect("the list of cases")
            .body_mut()
            .read_to_string()
            .expect("a body"),
    )
    .expect("JSON");
    let cases = list["cases"].as_array().expect("a list");
    let open = cases
        .iter()
        .find(|case| case["state"] == "办理中")
        .expect("an open case");
    open["id"].as_str().expect("an id").to_owned()
}

fn check(program: &Program, token: &str, acknowledged: &[Acknowledged]) {
    for (case, no, words) in acknowledged {
        let record = program.get(&format!("/api/v1/cases/{case}/records/{no}"), token);
        let shown = record.to_string();
        assert!(
            shown.contains(words),
            "record {no} of case {case} is not what was acknowledged: {shown}"
        );
    }
}

/// Several people write until the program is killed; returns what was acknowledged to them.
fn write_until_killed(program: Program, token: &str, case: &str, round: u64) -> Vec<Acknowledged> {
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (url, token, case) = (program.url.clone(), token.to_owned(), case.to_owned());
            let (acknowledged, stop) = (acknowledged.clone(), stop.clone());
            thread::spawn(move || {
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    let words = format!("第{round}轮第{writer}人第{n}条");
                    let body = json!({
                        "record": "其他情况记录",
                        "fields": { "标题": words, "内容": "写入中断电。" },
                    });
                    let path = format!("/api/v1/cases/{case}/records");
                    let receipt = post(&url, &path, &token, &body);
                    if let Some(no) = receipt.as_ref().and_then(|receipt| receipt["no"].as_u64()) {
                        acknowledged.lock().expect("no writer panics").push((
                            case.clone(),
                            no,
                            words,
                        ));
                    }
                }
            })
        })
        .collect();
    // Once writing has begun, at another moment of a commit from round to round.
    let patience = Instant::now() + Duration::from_secs(60);
    while acknowledged.lock().expect("no writer panics").is_empty() && Instant::now() < patience {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(Duration::from_millis(round * 37 % 211));
    program.kill();
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.join().expect("a writer panicked");
    }
    let acknowledged = acknowledged.lock().expect("no writer panics").clone();
    assert!(
        !acknowledged.is_empty(),
        "round {round}: nothing was written before the kill"
    );
    acknowledged
}
