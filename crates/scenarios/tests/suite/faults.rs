//! What is wrong in the files of a pack is told with file and line, all at once, and never by a
//! panic.

use std::fs;
use std::path::{Path, PathBuf};

use scenarios::{Report, Suite};

use super::support::{Copy, feature};

#[track_caller]
fn told(copy: &Copy, words: &str) {
    let faults = copy.faults();
    assert!(
        faults.iter().any(|fault| fault.contains(words)),
        "no “{words}” in {faults:#?}"
    );
}

#[test]
fn faults_of_rules_samples_and_scenarios_are_told_together() {
    let copy = Copy::whole();
    copy.replace(
        "rules/case.toml",
        "basis = [\"EX-JL-02\"]",
        "basis = [\"EX-JL-20\"]",
    );
    copy.replace("rules/disclosure.toml", "公示.审查通过", "公示.审察通过");
    copy.write("scenarios/坏.feature", "功能: 坏\n  场景: 坏\n    然后呢\n");
    let faults = copy.faults();
    assert!(faults.len() >= 3, "{faults:#?}");
    told(&copy, "rules/case.toml:3: 依据“EX-JL-20”不是本包的条款");
    told(&copy, "不认识的事实“公示.审察通过”");
    told(&copy, "scenarios/坏.feature:2: ");
}

#[test]
fn samples_that_do_not_fit_the_pack_are_told_with_their_line() {
    for (from, to, words) in [
        (
            "[sample.\"任职登记\"]",
            "[sample.\"任职登纪\"]",
            "没有“任职登纪”这种记录\n    提示：是否想写“任职登记”？",
        ),
        (
            "\"询问地点\" =",
            "\"问询地点\" =",
            "“询问笔录”没有字段“问询地点”\n    提示：是否想写“询问地点”？",
        ),
        (
            "\"乙\", \"证号\" = \"样例002\" },\n]",
            "\"乙\", \"证件号\" = \"样例002\" },\n]",
            "“立案登记·执法人员”没有字段“证件号”",
        ),
        (
            "\"送审\", \"接收\"",
            "\"送审\", \"接收了\"",
            "道路“重大案件”的“接收了”没有样例",
        ),
        (
            "like = \"重大情形认定\"",
            "like = \"重大认定\"",
            "所照的“重大认定”不在它之前",
        ),
        (
            "at = \"2024-02-01 09:00\"",
            "at = \"昨天\"",
            "“昨天”不是时间",
        ),
        (
            "[[road]]",
            "[[raod]]",
            "不认识的键“raod”\n    提示：是否想写“road”？",
        ),
        (
            "name = \"重大案件\"",
            "name = \"一般案件\"",
            "道路“一般案件”写了两次",
        ),
    ] {
        let copy = Copy::bare();
        copy.replace("scenarios/样例.toml", from, to);
        told(&copy, words);
        let mut faults = copy.faults().into_iter();
        assert!(faults.all(|fault| fault.starts_with("scenarios/样例.toml:")));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_once_and_not_by_all_that_speak_of_it() {
    for (file, bytes, words) in [
        (
            "clauses.toml",
            b"[[clause]\n".as_slice(),
            "clauses.toml:1: 不是有效的 TOML",
        ),
        (
            "clauses.toml",
            b"\xff",
            "clauses.toml:1: 不是有效的 UTF-8 文字",
        ),
        ("clauses.toml", b"", "clauses.toml:1: 没有条款"),
        ("pack.toml", b"\xff", "pack.toml:1: 不是有效的 UTF-8 文字"),
    ] {
        let copy = Copy::whole();
        copy.write(file, bytes);
        told(&copy, words);
        assert_eq!(copy.faults().len(), 1, "{:?}", copy.faults());
    }
    let copy = Copy::whole();
    fs::remove_file(copy.dir().join("clauses.toml")).expect("removed");
    assert_eq!(copy.faults().len(), 1, "{:?}", copy.faults());
    told(&copy, "clauses.toml:0: 没有 clauses.toml");
}

#[test]
fn steps_that_name_what_is_not_there_are_told_with_the_nearest_name() {
    for (step, words) in [
        ("当\"假\"登记\"立案登记\"", "没有人员“假”"),
        (
            "当\"甲\"登记\"立案登纪\"",
            "没有样例“立案登纪”\n    提示：是否想写“立案登记”？",
        ),
        ("那么被拒绝，依据\"EX-JL-99\"", "没有条款“EX-JL-99”"),
        (
            "假如有一件\"一般按件\"",
            "没有道路“一般按件”\n    提示：是否想写“一般案件”？",
        ),
        (
            "假如有一件\"一般案件\"，已办到\"送达\"",
            "没有“一般案件”的步骤“送达”",
        ),
        (
            "那么期限\"法制审合\"状态为\"还剩\"",
            "没有期限“法制审合”\n    提示：是否想写“法制审核”？",
        ),
        ("那么期限\"法制审核\"到期日为\"三月\"", "“三月”不是时间"),
        (
            "那么清单中\"询问笔录\"为\"没有\"",
            "只能是 已有、缺少、不适用",
        ),
        (
            "那么事实\"案件.重人\"为\"是\"",
            "没有事实“案件.重人”\n    提示：是否想写“案件.重大”？",
        ),
        (
            "那么有标记\"询问过长\"",
            "没有标记“询问过长”\n    提示：是否想写“询问过短”？",
        ),
        ("那么登记不成功", "不认识的步骤“登记不成功”"),
        ("那么登记成功\n      | 字段 | 值 |", "这个步骤不带表格"),
        (
            "当\"甲\"登记\"立案登记\"，缺少下列任一项即被拒绝，依据\"EX-JL-02\"",
            "表头应当是“| 字段 |”",
        ),
        (
            "当\"甲\"登记\"立案登记\"，缺少下列任一项即被拒绝，依据\"EX-JL-02\"\n      | 字段 |\n      | 案名 |",
            "“立案登记”没有字段“案名”",
        ),
        (
            "当\"甲\"登记\"立案登记\"\n      | 项目 | 值 |\n      | 案号 | 1 |",
            "表头应当是",
        ),
        (
            "当\"甲\"登记\"立案登记\"\n      | 字段 | 值 |\n      | 按号 | 1 |",
            "“立案登记”没有字段“按号”\n    提示：是否想写“案号”？",
        ),
        (
            "当\"甲\"登记\"立案登记\"\n      | 字段 | 值 |\n      | 执法人员.一.人员 | 甲 |",
            "“执法人员.一.人员”中的行号“一”不是数字",
        ),
        (
            "当\"甲\"登记\"立案登记\"\n      | 字段 | 值 |\n      | 执法人员.0.姓名 | 甲 |",
            "没有字段“姓名”",
        ),
    ] {
        let copy = Copy::bare();
        copy.write("scenarios/试.feature", feature(&format!("    {step}\n")));
        told(&copy, words);
        let mut faults = copy.faults().into_iter();
        assert!(faults.all(|fault| fault.starts_with("scenarios/试.feature:7: ")));
    }
}

#[test]
fn a_tag_that_is_no_clause_is_a_fault() {
    let copy = Copy::bare();
    copy.write(
        "scenarios/试.feature",
        feature("").replace("EX-JL-05", "EX-JL-5"),
    );
    told(
        &copy,
        "标签“EX-JL-5”不是本包的条款\n    提示：是否想写“EX-JL-05”？",
    );
}

#[test]
fn a_sample_of_the_agency_that_is_refused_stops_the_run_with_its_line() {
    let copy = Copy::whole();
    copy.replace("scenarios/样例.toml", "\"姓名\" = \"样乙\", ", "");
    let report = scenarios::run(copy.dir());
    assert!(!report.ok);
    assert!(report.scenarios.is_empty());
    let fault = &report.faults[0];
    assert!(
        fault.message.contains("“姓名”没有填写") && fault.line > 1,
        "{fault:?}"
    );
}

#[test]
fn the_list_of_unproven_clauses_may_only_shrink() {
    let words = |report: &Report| -> String {
        report
            .faults
            .iter()
            .map(|one| format!("{}:{} {}\n", one.file, one.line, one.message))
            .collect()
    };
    let copy = Copy::whole();
    copy.replace(
        "scenarios/unproven.txt",
        "EX-JL-09\n",
        "EX-JL-09\nEX-JL-02\n",
    );
    let report = scenarios::run(copy.dir());
    assert!(!report.ok);
    assert!(
        words(&report).contains("scenarios/unproven.txt:3 “EX-JL-02”已有场景证明"),
        "{}",
        words(&report)
    );
    copy.replace(
        "scenarios/unproven.txt",
        "EX-JL-09\nEX-JL-02\n",
        "EX-JL-9\n",
    );
    let report = scenarios::run(copy.dir());
    assert!(
        words(&report).contains("“EX-JL-9”不是本包的条款"),
        "{}",
        words(&report)
    );
    assert!(
        words(&report).contains("不在清单中：EX-JL-09"),
        "{}",
        words(&report)
    );
}

#[test]
fn a_clause_with_a_failing_scenario_is_not_proven() {
    let copy = Copy::whole();
    copy.replace(
        "rules/case.toml",
        "shows = \"执法人员只有{执法人员.人数}人。\"",
        "shows = \"人数不足。\"",
    );
    let report = scenarios::run(copy.dir());
    assert_eq!(report.failed().count(), 1);
    assert!(
        report.unproven.iter().any(|id| id == "EX-JL-03"),
        "{:?}",
        report.unproven
    );
}

#[test]
fn no_bytes_in_any_file_make_the_reader_panic() {
    let whole = Copy::whole();
    let mut files = Vec::new();
    gather(whole.dir(), &mut files);
    assert!(files.len() >= 8, "{files:?}");
    for path in files {
        let bytes = fs::read(&path).expect("bytes");
        for broken in damaged(&bytes) {
            fs::write(&path, broken).expect("written");
            // What is told does not matter here, only that it is told.
            drop(Suite::load(whole.dir()));
        }
        fs::write(&path, bytes).expect("restored");
    }
    assert_eq!(whole.faults(), Vec::<String>::new());
}

fn gather(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// Cut off, torn in the middle of a character, with signs of the language in the wrong place.
fn damaged(bytes: &[u8]) -> Vec<Vec<u8>> {
    let signs: [&[u8]; 8] = [
        b"\"",
        b"[[",
        b"{",
        b"\n",
        b"\xff",
        b"|",
        "：".as_bytes(),
        b"=",
    ];
    let mut all = vec![Vec::new()];
    for part in 1..12 {
        let at = bytes.len() * part / 12;
        all.push(bytes[..at].to_vec());
        let sign = signs[part % signs.len()];
        all.push([&bytes[..at], sign, &bytes[at..]].concat());
    }
    all
}
