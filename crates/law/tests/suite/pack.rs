//! Packs whose rules speak of marks, periods, posts and the records of the file.

use law::condition::FactWord;
use law::pack::{Mechanism, Pack, Vocabulary};

const HEAD: &str = r#"
code = "EX"
issuer = "样例局"
[[document]]
key = "GS"
title = "样例办法"
number = "样例〔2025〕1号"
issued = "2025-01-01"
effective_proposed = "2025-01-01"
effect = "自公布之日起执行"
purpose = "样例"
articles = 3
[[document.authority]]
title = "样例上位办法"
"#;

const CLAUSES: &str = r#"
[[clause]]
id = "EX-1"
article = "第一条"
document = "GS"
kind = "duty"
gist = "样例"
"#;

const COMMON: &str = r#"
[[stage]]
name = "办理"
[[post]]
name = "负责人"
basis = ["EX-1"]
[[record]]
name = "登记"
stage = "办理"
basis = ["EX-1"]
[[record.field]]
name = "日期"
type = "date"
[[flag]]
name = "缺日期"
record = "登记"
when = { not = { field = "日期" } }
basis = ["EX-1"]
[[period]]
name = "办结"
from = { record = "登记", field = "日期" }
length = 7
unit = "workday"
basis = ["EX-1"]
"#;

const WORDS: &[FactWord] = &[FactWord {
    name: "案件.重大",
    meaning: "样例",
    of_act: false,
}];

/// The faults of the pack with these rules added, one line each.
fn faults(rules: &str) -> Vec<String> {
    let rules = format!("{COMMON}{rules}");
    let files = [
        ("pack.toml", HEAD),
        ("clauses.toml", CLAUSES),
        ("rules/a.toml", rules.as_str()),
    ];
    let mechanism = Mechanism {
        facts: Vocabulary(WORDS),
        steps: &[],
        bindings: &[],
        personal: &[],
        roles: &[],
        figures: &[],
    };
    match Pack::load(&files, mechanism) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn gate(when: &str, shows: &str) -> String {
    format!(
        "[[gate]]\non = [\"登记\"]\nwhen = {when}\nrequire = {{ field = \"日期\" }}\nbasis = [\"EX-1\"]\n\
         cannot = \"不能登记。\"\nshows = \"{shows}\"\ninstead = \"请补填。\"\n"
    )
}

#[test]
fn a_gate_may_ask_for_marks_periods_and_who_held_a_post() {
    for when in [
        r#"{ mark = "缺日期" }"#,
        r#"{ period = "办结", at_most = { today = true } }"#,
        r#"{ held = "负责人", on = { field = "日期" } }"#,
        r#"{ held = "负责人" }"#,
    ] {
        assert_eq!(faults(&gate(when, "缺少日期。")), [""; 0], "{when}");
    }
}

#[test]
fn what_a_gate_asks_for_must_exist() {
    for (when, told) in [
        (r#"{ mark = "缺日月" }"#, "标记“缺日月”不存在"),
        (r#"{ period = "办完" }"#, "期限“办完”不存在"),
        (r#"{ held = "负责入" }"#, "岗位“负责入”不存在"),
    ] {
        let found = faults(&gate(when, "缺少日期。"));
        assert!(found.iter().any(|fault| fault.contains(told)), "{found:?}");
    }
}

#[test]
fn what_marks_and_periods_are_computed_from_cannot_ask_for_them() {
    let trigger = "[[trigger]]\nname = \"一\"\nwhen = { mark = \"缺日期\" }\nbasis = [\"EX-1\"]\n";
    let demand = "[[demand]]\nrecord = \"登记\"\nwhen = { not = { period = \"办结\" } }\nbasis = [\"EX-1\"]\n";
    let period = "[[period]]\nname = \"再办\"\nfrom = { record = \"登记\" }\n\
                  void_when = { any = [{ record = \"登记\", where = { period = \"办结\" } }] }\nbasis = [\"EX-1\"]\n";
    let flag = "[[flag]]\nname = \"又缺\"\nrecord = \"登记\"\nwhen = { mark = \"缺日期\" }\nbasis = [\"EX-1\"]\n";
    for rules in [trigger, demand, period, flag] {
        let found = faults(rules);
        assert!(
            found.iter().any(|fault| fault.contains("为条件")),
            "{rules}{found:?}"
        );
    }
}

#[test]
fn a_sentence_may_tell_a_field_of_the_latest_record() {
    let always = r#"{ record = "登记" }"#;
    assert_eq!(faults(&gate(always, "上次为{record:登记.日期}。")), [""; 0]);
    let found = faults(&gate(always, "上次为{record:登记.日子}。"));
    assert!(
        found.iter().any(|fault| fault.contains("没有字段“日子”")),
        "{found:?}"
    );
    let found = faults(&gate(always, "上次为{record:登记}。"));
    assert!(
        found.iter().any(|fault| fault.contains("不是事实")),
        "{found:?}"
    );
}

#[test]
fn a_column_is_demanded_by_what_stands_in_its_row() {
    let record = |field: &str| {
        format!(
            "[[record]]\nname = \"另一登记\"\nstage = \"办理\"\nbasis = [\"EX-1\"]\n\
             [[record.field]]\nname = \"日期\"\ntype = \"date\"\n\
             [[record.field]]\nname = \"人员\"\ntype = \"table\"\n\
             [[record.field.column]]\nname = \"身份\"\ntype = \"text\"\n\
             [[record.field.column]]\nname = \"说明\"\ntype = \"text\"\n\
             required_when = {{ field = \"{field}\", is = \"其他\" }}\n"
        )
    };
    assert_eq!(faults(&record("身份")), [""; 0]);
    let found = faults(&record("日期"));
    assert!(
        found.iter().any(|fault| fault.contains("没有“日期”一栏")),
        "{found:?}"
    );
}

#[test]
fn only_a_day_or_a_moment_may_lie_ahead() {
    let record = |kind: &str| {
        format!(
            "[[record]]\nname = \"另一登记\"\nstage = \"办理\"\nbasis = [\"EX-1\"]\n\
             [[record.field]]\nname = \"期限\"\ntype = \"{kind}\"\nahead = true\n"
        )
    };
    assert_eq!(faults(&record("date")), [""; 0]);
    assert_eq!(faults(&record("moment")), [""; 0]);
    let found = faults(&record("text"));
    assert!(
        found.iter().any(|fault| fault.contains("ahead")),
        "{found:?}"
    );
}
