//! The program speaks the language of its users: help, mistakes on the command line, and what could
//! not be done.

use std::collections::BTreeSet;
use std::path::Path;

use crate::program::{fadu, said, text};

/// The commands that a page of help lists.
fn below(page: &str) -> Vec<String> {
    let lines = page.lines().skip_while(|line| *line != "命令：").skip(1);
    let lines = lines.take_while(|line| line.starts_with("  "));
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    lines.filter_map(name).collect()
}

/// Every page of help, with the command that shows it.
fn pages(command: &[String], found: &mut Vec<(String, String)>) {
    let args: Vec<&str> = command
        .iter()
        .map(String::as_str)
        .chain(["--help"])
        .collect();
    let out = fadu(&args);
    assert!(out.status.success(), "{command:?}: {}", said(&out));
    let page = said(&out);
    for name in below(&page) {
        pages(&[command, &[name]].concat(), found);
    }
    found.push((command.join(" "), page));
}

/// Words of the command line itself: what is typed, and what other programs call themselves.
fn is_known(word: &str, commands: &BTreeSet<String>) -> bool {
    const KNOWN: [&str; 17] = [
        "fadu",
        "URL",
        "JSON",
        "JSONL",
        "PostgreSQL",
        "postgresql",
        "http",
        "AWS",
        "Forwarded",
        "BagIt",
        "tlog",
        "tiles",
        "agency",
        "public",
        "marked",
        "json",
        "jsonl",
    ];
    let is_example = ["witness.example", "one", "example", "tc", "confirm", "toml"].contains(&word);
    KNOWN.contains(&word) || is_example || commands.contains(word) || word.len() < 4
}

#[test]
fn every_page_of_help_is_in_the_language_of_its_users() {
    let mut found = Vec::new();
    pages(&[], &mut found);
    assert!(found.len() > 20, "{}", found.len());
    let names = found.iter().flat_map(|(command, _)| command.split(' '));
    let commands: BTreeSet<String> = names.map(str::to_owned).collect();
    for (command, page) in &found {
        let plain = page.split_whitespace().filter(|word| !word.contains("--"));
        let plain = plain.collect::<Vec<_>>().join(" ");
        let words = plain.split(|c: char| !c.is_ascii_alphabetic());
        let strange: Vec<&str> = words.filter(|word| !is_known(word, &commands)).collect();
        assert_eq!(strange, Vec::<&str>::new(), "{command}: {page}");
        assert!(
            !page.contains("[OPTIONS]") && !page.contains("default"),
            "{page}"
        );
    }
}

/// Columns that a terminal takes for this text: two for a character of Chinese.
fn width(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(!c.is_ascii())).sum()
}

/// Where the explanation begins on a line of a list; it stands behind two blanks at least.
fn column(line: &str) -> Option<usize> {
    let named = line.trim_start();
    let (name, after) = named.split_once("  ")?;
    let blanks = after.len() - after.trim_start().len();
    let indent = line.len() - named.len();
    Some(indent + width(name) + 2 + blanks)
}

#[test]
fn explanations_of_a_list_begin_in_one_column() {
    let mut found = Vec::new();
    pages(&[], &mut found);
    for (command, page) in &found {
        for list in page.split("\n\n") {
            let lines = list.lines().filter(|line| line.starts_with("  "));
            let columns: BTreeSet<usize> = lines.filter_map(column).collect();
            assert!(columns.len() < 2, "{command}: {columns:?}\n{list}");
        }
    }
}

/// What a run that must fail says.
fn refused(args: &[&str]) -> String {
    let out = fadu(args);
    assert!(!out.status.success(), "{args:?}: {}", said(&out));
    said(&out)
}

#[test]
fn what_cannot_be_done_is_said_with_file_and_cause() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("file");
    std::fs::write(&file, "not a folder").expect("written");
    let (here, file) = (text(dir.path()), text(&file));
    // The seed of this key is known to everybody: it signs nothing.
    let keys = ledger::Keys::from_seed("tc", &[1; 32]).expect("a key");
    let key = keys.public().to_string();
    let none = dir.path().join("none");
    let cases: [(&[&str], &[&str]); 10] = [
        (
            &["redact", "--to", "xml", file],
            &["“xml”不能用", "public、marked、json"],
        ),
        (
            &["demo", "--data", here, "--clock", "noon"],
            &["“noon”不能用", "请写成 2025-03-03T09:00:00+08:00"],
        ),
        (&["verify", text(&none), "--key", &key], &["none：不存在"]),
        (&["verify", file, "--key", "tc"], &["不是公钥"]),
        (
            &["key", "show", "--data", here, "--agency", "tc"],
            &["log.pub"],
        ),
        (
            &["witness", "--data", file, "--name", "w", "--log", &key],
            &["不能打开见证的目录", file],
        ),
        (
            &["witness", "--data", here, "--name", "a b", "--log", &key],
            &["密钥不能用"],
        ),
        (
            &["move", "--data", here, "--to", "postgresql://h/x"],
            &["不是数据目录"],
        ),
        (&["move", "--data", here], &["缺少参数", "--blobs"]),
        (
            &[
                "serve",
                "--data",
                here,
                "--pack",
                "tc",
                "--ledger",
                "postgresql://h:x/",
            ],
            &["数据库地址不能用", "postgresql://用户@主机/库名"],
        ),
    ];
    for (args, words) in cases {
        let told = refused(args);
        for word in words {
            assert!(told.contains(word), "{args:?}: {told}");
        }
        for foreign in ["os error", "No such", "error", "directory", "invalid"] {
            assert!(!told.contains(foreign), "{args:?}: {told}");
        }
    }
    assert!(!Path::new(here).join("ledger").exists());
}
