//! `fadu pack …` as a program: what it prints and the code it leaves with.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::program::{self, killed_after};

fn fadu(args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_fadu");
    Command::new(program)
        .arg("pack")
        .args(args)
        .output()
        .expect("the program runs")
}

/// Standard output and error of a run that must leave with this code.
fn run(args: &[&str], code: i32) -> (String, String) {
    let output = fadu(args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    assert!(!err.contains("panicked"), "{err}");
    (out, err)
}

fn exampleland() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/exampleland")
}

/// A copy of the fictional pack in which one file has other bytes.
fn damaged(file: &str, bytes: &[u8]) -> tempfile::TempDir {
    let copy = tempfile::tempdir().expect("a folder");
    for inner in ["", "rules", "scenarios"] {
        let (from, to) = (exampleland().join(inner), copy.path().join(inner));
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
            }
        }
    }
    fs::write(copy.path().join(file), bytes).expect("written");
    copy
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn a_sound_pack_is_praised_in_one_line() {
    let dir = exampleland();
    let (out, err) = run(&["check", "--strict", text(&dir)], 0);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(
        out.contains("没有问题") && out.contains("条款19条"),
        "{out}"
    );
    assert_eq!(err, "");
}

#[test]
fn every_fault_is_told_with_file_line_and_hint() {
    let rules = fs::read_to_string(exampleland().join("rules/case.toml")).expect("rules");
    let rules = rules.replacen("basis = [\"EX-JL-02\"]", "basis = [\"EX-JL-22\"]", 1);
    let rules = rules.replacen("unit = \"workday\"", "unit = \"week\"", 1);
    let copy = damaged("rules/case.toml", rules.as_bytes());
    let (_, err) = run(&["check", text(copy.path())], 1);
    let first = format!(
        "{}:3: 依据“EX-JL-22”不是本包的条款",
        copy.path().join("rules/case.toml").display()
    );
    assert!(
        err.contains(&first) && err.contains("提示：是否想写“EX-JL-02”？"),
        "{err}"
    );
    assert!(err.contains("不认识的期限单位“week”"), "{err}");
    assert!(err.ends_with("共2处问题。\n"), "{err}");
}

#[test]
fn what_is_no_pack_is_a_fault_and_no_panic() {
    run(&["check", "/nowhere/at/all"], 1);
    run(&["check", env!("CARGO_BIN_EXE_fadu")], 1);
    run(&["test", "/nowhere/at/all"], 1);
    let copy = damaged("rules/case.toml", b"\xff\xfe\x00");
    let (_, err) = run(&["check", text(copy.path())], 1);
    assert!(
        err.contains("rules/case.toml:1: 不是有效的 UTF-8 文字"),
        "{err}"
    );
    let (out, _) = run(&["test", "--json", text(copy.path())], 1);
    let report: Value = serde_json::from_str(&out).expect("one JSON document");
    assert_eq!(report["ok"], false);
    assert_eq!(report["faults"][0]["file"], "rules/case.toml");
}

#[test]
fn scenarios_are_run_and_counted() {
    let dir = exampleland();
    let (out, err) = run(&["test", text(&dir)], 0);
    assert!(
        out.contains("失败0个") && out.contains("条款19条，已证明16条，未证明3条。"),
        "{out}"
    );
    assert_eq!(err, "");
    let (out, _) = run(&["test", text(&dir), "--json", "--only", "@EX-JL-05"], 0);
    let report: Value = serde_json::from_str(&out).expect("one JSON document");
    assert_eq!(report["proven"], serde_json::json!(["EX-JL-05"]));
    assert_eq!(report["scenarios"][0]["file"], "scenarios/记录.feature");
    let (_, err) = run(&["test", text(&dir), "--only", "EX-JL-5"], 1);
    assert!(err.contains("没有标有“EX-JL-5”的场景"), "{err}");
}

#[test]
fn a_failed_scenario_shows_its_step_and_what_was_there() {
    let scenario = "功能: 试\n\n  @EX-JL-05\n  场景: 试\n    假如现在是\"2025-03-03 09:00\"\n    假如有一件\"一般案件\"，已办到\"立案登记\"\n    当\"甲\"登记\"行政执法决定\"\n    那么登记成功\n";
    let copy = damaged("scenarios/试.feature", scenario.as_bytes());
    let (out, _) = run(&["test", text(copy.path())], 1);
    let at = copy
        .path()
        .join("scenarios/试.feature")
        .display()
        .to_string();
    assert!(
        out.contains(&format!(
            "失败 {at}:4 试\n  {at}:8 登记成功\n  应当：登记成功\n  实际：被拒绝"
        )),
        "{out}"
    );
    assert!(out.contains("依据EX-JL-05："), "{out}");
}

#[test]
fn rules_nobody_would_miss_are_listed() {
    let dir = exampleland();
    let (out, _) = run(&["test", "--prove", "--only", "EX-JL-03", text(&dir)], 0);
    assert!(out.contains("0条没有"), "{out}");
    let idle = "@EX-JL-03\n功能: 试\n  场景: 试\n    假如现在是\"2025-03-03 09:00\"\n";
    let copy = damaged("scenarios/记录.feature", idle.as_bytes());
    let (out, _) = run(
        &[
            "test",
            "--prove",
            "--json",
            "--only",
            "EX-JL-03",
            text(copy.path()),
        ],
        1,
    );
    let proof: Value = serde_json::from_str(&out).expect("one JSON document");
    assert_eq!(
        proof["rules"].as_u64(),
        proof["unnoticed"].as_array().map(|all| all.len() as u64)
    );
    assert_eq!(proof["unnoticed"][0]["scenarios"], 1);
}

#[test]
fn the_text_as_issued_is_tied_to_the_clauses() {
    let dir = exampleland();
    let issued = dir.join("issued.txt");
    let (out, _) = run(&["text", text(&dir), text(&issued)], 0);
    assert!(
        out.contains("JL 样例市样例局行政执法记录办法：10条"),
        "{out}"
    );
    assert!(
        out.contains("EX-JL-04-2") && out.contains("询问的起止时间。"),
        "{out}"
    );
    assert!(out.ends_with("条款19条，全部找到原文。\n"), "{out}");

    let data = tempfile::tempdir().expect("a folder");
    run(
        &[
            "text",
            text(&dir),
            text(&issued),
            "--data",
            text(data.path()),
        ],
        0,
    );
    let saved = fs::read(data.path().join("official/exampleland.json")).expect("saved");
    let words: Value = serde_json::from_slice(&saved).expect("a JSON document");
    assert_eq!(
        words["EX-JL-09"],
        "已经登记的记录，任何人不得修改或者删除。"
    );
}

#[test]
fn a_text_that_does_not_bear_the_pack_out_is_refused_with_its_lines() {
    let dir = exampleland();
    let issued = fs::read_to_string(dir.join("issued.txt")).expect("the text");
    let other = tempfile::NamedTempFile::new().expect("a file");
    fs::write(other.path(), issued.replace("（二）询问的起止时间。\n", "")).expect("written");
    let (_, err) = run(&["text", text(&dir), text(other.path())], 1);
    assert!(err.contains("条款“EX-JL-04-2”的“第四条（二）”"), "{err}");
    fs::write(other.path(), issued.replace("第七条  法", "第八条  法")).expect("written");
    let (_, err) = run(&["text", text(&dir), text(other.path())], 1);
    assert!(
        err.contains(&format!("{}:15: ", other.path().display())),
        "{err}"
    );
    fs::write(other.path(), b"\xff").expect("written");
    run(&["text", text(&dir), text(other.path())], 1);
    run(&["text", text(&dir), "/nowhere/at/all"], 1);
}

/// The files below a folder, by their paths in it.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(found.insert(path.strip_prefix(folder).expect("below").to_owned())),
            }
        }
    }
    found
}

/// Killed at any moment of its first start, the program leaves a whole pack or none: one that lacks rules
/// would be taken for the law.
#[test]
fn a_pack_is_put_beside_the_data_whole() {
    // At an address that nobody here has: it starts, and ends by itself.
    fn started(data: &Path) -> [&str; 7] {
        [
            "serve",
            "--pack",
            "tc",
            "--listen",
            "192.0.2.1:1",
            "--data",
            text(data),
        ]
    }
    let whole = tempfile::tempdir().expect("a folder");
    program::fadu(&started(whole.path()));
    let whole = files(&whole.path().join("packs/tc"));
    assert!(whole.len() > 10, "{whole:?}");
    let mut partly = 0;
    for ms in (0..120).step_by(4) {
        let dir = tempfile::tempdir().expect("a folder");
        killed_after(ms, &started(dir.path()), &[]);
        let pack = dir.path().join("packs/tc");
        partly += u32::from(dir.path().join("packs.tc.new").exists());
        if pack.exists() {
            assert_eq!(files(&pack), whole, "after {ms} ms");
        }
    }
    assert!(partly > 0, "it was never killed while it wrote the pack");
}
