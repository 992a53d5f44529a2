//! Other regulations in the same words: three mechanisms of each of four texts that no pack in the
//! repository has, written as rules over the fictional pack and run. What the words cannot say yet
//! has its place in decision 0001.

use std::collections::BTreeSet;

use super::support::Copy;

const RULES: &str = include_str!("../elsewhere/rules.toml");
const SAMPLES: &str = include_str!("../elsewhere/samples.toml");
const SCENARIOS: &str = include_str!("../elsewhere/elsewhere.feature");

/// The clauses that the rules name, as clauses of the fictional text.
fn clauses() -> (BTreeSet<&'static str>, String) {
    let quoted = RULES.lines().filter(|line| line.starts_with("basis"));
    let ids: BTreeSet<&str> = quoted
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect();
    let clause = |id: &&str| {
        format!(
            "\n[[clause]]\nid = \"{id}\"\narticle = \"第十条\"\ndocument = \"JL\"\nkind = \"duty\"\ngist = \"他处的规定。\"\n"
        )
    };
    let text = ids.iter().map(clause).collect();
    (ids, text)
}

#[test]
fn three_mechanisms_of_each_other_regulation_are_written_and_hold() {
    let copy = Copy::whole();
    let append = |file: &str, more: &str| {
        let path = copy.dir().join(file);
        let text = std::fs::read_to_string(path).expect("a text");
        copy.write(file, text + more);
    };
    let (ids, told) = clauses();
    append("clauses.toml", &told);
    append("scenarios/样例.toml", SAMPLES);
    copy.write("rules/elsewhere.toml", RULES);
    copy.write("scenarios/他处.feature", SCENARIOS);
    let report = scenarios::run(copy.dir());
    let failed: Vec<_> = report.failed().collect();
    assert!(report.ok, "{:#?}\n{failed:#?}", report.faults);
    assert_eq!(ids.len(), 12);
    for id in ids {
        assert!(report.proven.iter().any(|proven| proven == id), "{id}");
    }
}
