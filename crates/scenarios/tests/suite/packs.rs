//! The scenarios of every pack in the repository.

use std::fs;
use std::path::PathBuf;

use scenarios::{Report, Suite};

use super::support::packs;

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(packs()).expect("a folder of packs");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn told(report: &Report) -> String {
    let faults = report
        .faults
        .iter()
        .map(|one| format!("{}:{}: {}\n", one.file, one.line, one.message));
    let failed = report.failed().map(|one| {
        let broken = one.broken.as_ref().expect("it failed");
        format!(
            "{}:{} {}\n  应当：{}\n  实际：{}\n",
            one.file, broken.line, one.name, broken.failure.expected, broken.failure.got
        )
    });
    faults.chain(failed).collect()
}

#[test]
fn every_scenario_of_every_pack_holds() {
    let folders = folders();
    assert!(folders.iter().any(|folder| folder.ends_with("exampleland")));
    let mut wrong = String::new();
    for folder in folders {
        let report = scenarios::run(&folder);
        if !report.ok {
            wrong.push_str(&format!("{}\n{}", folder.display(), told(&report)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The fictional pack shows how it is done: nothing in it could be lost unnoticed.
#[test]
fn no_rule_of_the_fictional_pack_could_be_lost_unnoticed() {
    let suite = Suite::load(&packs().join("exampleland")).expect("a sound pack");
    let proof = suite.prove(None).expect("it runs");
    assert!(proof.rules > 60, "{}", proof.rules);
    assert_eq!(proof.unnoticed, []);
}

#[test]
fn the_words_of_every_clause_of_the_fictional_pack_are_found() {
    let dir = packs().join("exampleland");
    let pack = registry::packs::load_dir(&dir).expect("a sound pack");
    let text = fs::read_to_string(dir.join("issued.txt")).expect("the text");
    let tied = pack.tie(&text).expect("it ties");
    let articles: Vec<usize> = tied
        .text
        .documents
        .iter()
        .map(|document| document.articles.len())
        .collect();
    assert_eq!(articles, [10, 6]);
    let words = tied.words();
    assert_eq!(words.len(), pack.clauses.len());
    assert_eq!(words["EX-JL-04-2"], "询问的起止时间。");
    assert_eq!(words["EX-JL-07-2"], "审核意见分为同意、不同意和补充调查。");

    let shorter = text.replace("第九条  已经登记的记录，任何人不得修改或者删除。\n", "");
    let faults = pack.tie(&shorter).expect_err("an article is missing");
    assert!(
        faults.iter().any(|fault| fault.to_string().contains("九")),
        "{faults:?}"
    );
}
