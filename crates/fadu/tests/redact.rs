//! `fadu redact` as a program: what it prints, what it tells, and the code it leaves with.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs the command with this standard input.
fn fadu(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fadu"))
        .arg("redact")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that stops early closes its input; what it says about it is checked by the caller.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends");
    output
}

/// Standard output and error of a run that must leave with this code.
fn run(args: &[&str], input: &[u8], code: i32) -> (String, String) {
    let output = fadu(args, input);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    assert!(!err.contains("panicked"), "{err}");
    (out, err)
}

fn line(record: &Value) -> String {
    format!("{record}\n")
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> String {
    let path = dir.join(name);
    fs::write(&path, bytes).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[test]
fn json_lines_come_back_with_offsets_in_characters() {
    let text = "😀当事人马小川，证人李四四，电话：13800138000，住址：示例市新华路1号2幢301室。";
    let input = line(&json!({ "id": 7, "text": text, "known": { "party": ["马小川"] } }))
        + &line(&json!({ "id": "b", "text": "示例市人民政府" }));
    let (out, err) = run(&["--jsonl", "-"], input.as_bytes(), 0);
    assert_eq!(err, "");
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!((&lines[0]["id"], &lines[1]["id"]), (&json!(7), &json!("b")));
    assert_eq!(
        lines[0]["text"],
        "😀当事人马小川，证人李某某，电话：〔已隐去〕，住址：〔已隐去〕。"
    );
    let chars: Vec<char> = text.chars().collect();
    let seen: Vec<(String, &str, &str)> = lines[0]["hits"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|hit| {
            let at = |key: &str| hit[key].as_u64().expect("an offset") as usize;
            let words = chars[at("start")..at("end")].iter().collect();
            let word = |key: &str| hit[key].as_str().expect("a word");
            assert!(!word("reason").is_empty());
            (words, word("kind"), word("action"))
        })
        .collect();
    let wanted = [
        ("马小川", "name", "keep"),
        ("李四四", "name", "hide"),
        ("13800138000", "phone", "hide"),
        ("示例市新华路1号2幢301室", "address", "hide"),
    ];
    let wanted = wanted.map(|(words, kind, action)| (words.to_owned(), kind, action));
    assert_eq!(seen, wanted);
    assert_eq!(
        lines[1],
        json!({ "id": "b", "text": "示例市人民政府", "hits": [] })
    );
}

#[test]
fn a_line_that_cannot_be_read_is_told_and_the_others_are_done() {
    let mut input = b"\xef\xbb\xbf".to_vec();
    input.extend(line(&json!({ "id": 1, "text": "a" })).bytes());
    input.extend(
        b"\n{\"id\":2,\n\xff\xfe\n[]\n{\"text\":\"a\"}\n{\"id\":3}\n{\"id\":4,\"text\":5}\n",
    );
    input.extend(b"{\"id\":5,\"text\":\"a\",\"known\":{\"party\":3}}\r\n{\"id\":6,\"text\":\"b\",\"known\":null}");
    let (out, err) = run(&["--jsonl", "-"], &input, 1);
    assert_eq!(out.lines().count(), 2, "{out}");
    let told = [
        "-:3: 不是有效的 JSON",
        "-:4: 不是有效的 UTF-8",
        "-:5: 应当是一个 JSON 对象",
        "-:6: 缺少“id”",
        "-:7: 缺少“text”",
        "-:8: “text”应当是文字",
        "-:9: “known”应当按身份列出姓名",
        "共7处没有完成",
    ];
    for words in told {
        assert!(err.contains(words), "{words}\n{err}");
    }
}

#[test]
fn a_role_nobody_knows_loses_no_name() {
    let record = json!({ "id": 1, "text": "卞之琳琳路过，马小川也在。",
        "known": { "bystander": ["卞之琳琳"], "party": "马小川", "witness": null } });
    let (out, _) = run(&["--jsonl", "-"], line(&record).as_bytes(), 0);
    assert!(out.contains("卞某某路过，马小川也在。"), "{out}");
}

#[test]
fn a_long_line_and_a_long_text_are_done() {
    let text = "证人李四四的电话是13800138000。".repeat(40_000);
    let (out, _) = run(
        &["--jsonl", "-"],
        line(&json!({ "id": 1, "text": text })).as_bytes(),
        0,
    );
    assert!(!out.contains("四四") && !out.contains("13800138000"));
    let (out, _) = run(&["-"], text.as_bytes(), 0);
    assert_eq!(out.matches("李某某").count(), 40_000);
}

#[test]
fn texts_are_shown_hidden_marked_or_as_json() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = write(
        dir.path(),
        "一.txt",
        "证人李四四，电话：13800138000。\n".as_bytes(),
    );
    let (out, err) = run(&[&file], b"", 0);
    assert_eq!(
        (out.as_str(), err.as_str()),
        ("证人李某某，电话：〔已隐去〕。\n", "")
    );
    let (out, _) = run(&["--to", "marked", &file], b"", 0);
    assert_eq!(
        out,
        "证人⟦隐去 姓名｜李四四⟧，电话：⟦隐去 电话号码｜13800138000⟧。\n"
    );
    let (out, _) = run(&["--to", "json", &file], b"", 0);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["hits"][1]["start"], 9);
}

#[test]
fn many_files_go_to_a_folder_and_what_cannot_be_done_is_told() {
    let dir = tempfile::tempdir().expect("a folder");
    let one = write(
        dir.path(),
        "证人李四四的证言.txt",
        "证人李四四。".as_bytes(),
    );
    let two = write(dir.path(), "二.txt", b"\xff");
    let out_dir = dir.path().join("out");
    let into = out_dir.to_str().expect("a path");
    let (_, err) = run(&[&one, &two], b"", 1);
    assert!(err.contains("--out"), "{err}");
    let all = ["--out", into, &one, &two, "/nowhere/at/all", into];
    let (out, err) = run(&all, b"", 1);
    assert_eq!(out, "");
    for words in [
        "[1/4]",
        "隐去1处",
        "不是有效的 UTF-8",
        "/nowhere/at/all: 文件不存在",
        "是目录，不是文件",
        "共3处没有完成",
    ] {
        assert!(err.contains(words), "{words}\n{err}");
    }
    let names: Vec<String> = fs::read_dir(&out_dir)
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(names, ["证人李某某的证言.txt"]);
    let (_, err) = run(&["--out", into, &one], b"", 1);
    assert!(err.contains("已经存在，没有改写"), "{err}");
}

#[test]
fn what_an_authority_says_of_itself_stays() {
    let text = "可拨打本局咨询电话0512-53530000。可向示例市人民政府申请行政复议（地址：示例市县府东街99号，\
                电话：0512-53530001）。罚款缴至示例市财政局罚没收入专户，账号：10550101040009999。";
    let (out, _) = run(&["-"], text.as_bytes(), 0);
    assert_eq!(out, text);
}

#[test]
fn the_pack_decides() {
    let text = "当事人马小川，电话：13800138000。";
    let (out, _) = run(&["--form", "信息摘要", "-"], text.as_bytes(), 0);
    assert_eq!(out, "当事人马，电话：〔已隐去〕。");
    let (_, err) = run(&["--form", "没有", "-"], text.as_bytes(), 1);
    assert!(err.contains("信息摘要、全文公开"), "{err}");
    let (_, err) = run(&["--pack", "/nowhere/at/all", "-"], text.as_bytes(), 1);
    assert!(err.contains("读不到规则包目录"), "{err}");
    let built_in = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/tc");
    let (from_folder, _) = run(&["--pack", built_in, "-"], text.as_bytes(), 0);
    let (by_name, _) = run(&["--pack", "tc", "-"], text.as_bytes(), 0);
    assert_eq!(from_folder, by_name);
    run(&["--jsonl", "--to", "marked", "-"], b"", 2);
    run(&[], b"", 2);
}
