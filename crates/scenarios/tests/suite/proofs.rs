//! Taking rules out: what a scenario does not look at is found.

use scenarios::Suite;

use super::support::Copy;

fn unnoticed(copy: &Copy, tag: &str) -> Vec<String> {
    let suite = Suite::load(copy.dir()).expect("a sound pack");
    let proof = suite.prove(Some(tag)).expect("it runs");
    proof
        .unnoticed
        .iter()
        .map(|lost| {
            format!(
                "{}:{} {} {}",
                lost.file, lost.line, lost.rule, lost.scenarios
            )
        })
        .collect()
}

#[test]
fn a_rule_that_its_scenarios_do_not_look_at_is_found() {
    let copy = Copy::whole();
    assert_eq!(unnoticed(&copy, "EX-JL-08"), Vec::<String>::new());
    copy.replace("scenarios/记录.feature", "    并且有标记\"询问过短\"\n", "");
    let lost = unnoticed(&copy, "EX-JL-08");
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(
        lost[0].starts_with("rules/case.toml:") && lost[0].contains("标记“询问过短” 1"),
        "{lost:?}"
    );
}

#[test]
fn a_rule_without_any_scenario_is_found() {
    let copy = Copy::whole();
    copy.replace("scenarios/记录.feature", "  @EX-JL-08\n", "");
    assert!(unnoticed(&copy, "EX-JL-08")[0].ends_with("标记“询问过短” 0"));
}

#[test]
fn masks_are_judged_on_drafts_made_without_them() {
    let copy = Copy::whole();
    assert_eq!(unnoticed(&copy, "EX-GS-04"), Vec::<String>::new());
    copy.replace(
        "scenarios/公示.feature",
        "    并且公示中有\"〔号码隐去〕\"\n",
        "",
    );
    let lost = unnoticed(&copy, "EX-GS-04");
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].contains("第2条隐去规则（phone）"), "{lost:?}");
}
