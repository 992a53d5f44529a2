//! Each step says no where it should: a step that cannot fail proves nothing.

use super::support::{Copy, broken, only};

/// Plays steps that must hold.
fn holds(steps: &str) {
    let report = Copy::bare().play(steps);
    assert_eq!(only(&report).broken, None, "{:?}", report.faults);
}

/// Plays steps of which the one on that line must fail; tells what was found instead.
fn fails(steps: &str, line: usize) -> String {
    let report = Copy::bare().play(steps);
    let (at, _, got) = broken(&report);
    assert_eq!(at, line, "{got}");
    got.to_owned()
}

#[test]
fn an_act_whose_outcome_nobody_asks_for_must_have_been_accepted() {
    let steps = "    当\"甲\"登记\"立案登记\"\n      | 字段 | 值 |\n      | 案号 | （空） |\n    当\"甲\"登记\"立案登记\"\n    那么登记成功\n";
    assert!(fails(steps, 10).contains("“案号”没有填写"));
    let at_the_end = "    当\"甲\"登记\"立案登记\"\n      | 字段 | 值 |\n      | 案号 | （空） |\n";
    assert!(fails(at_the_end, 5).contains("“案号”没有填写"));
}

#[test]
fn acceptance_and_refusal_are_told_apart() {
    let open = "    假如有一件\"一般案件\"，已办到\"立案登记\"\n";
    assert!(
        fails(
            &format!("{open}    当\"甲\"登记\"行政执法决定\"\n    那么登记成功\n"),
            9
        )
        .contains("EX-JL-05")
    );
    assert_eq!(
        fails(
            &format!("{open}    当\"甲\"登记\"询问笔录\"\n    那么被拒绝，依据\"EX-JL-05\"\n"),
            9
        ),
        "登记成功"
    );
    let decide = format!("{open}    当\"甲\"登记\"行政执法决定\"\n");
    holds(&format!(
        "{decide}    那么被拒绝，依据\"EX-JL-05\"，指出\"询问笔录\"\n"
    ));
    assert!(
        fails(
            &format!("{decide}    那么被拒绝，依据\"EX-JL-05\"，指出\"照片\"\n"),
            9
        )
        .contains("询问笔录")
    );
    assert!(fails(&format!("{decide}    那么被拒绝，依据\"EX-JL-02\"\n"), 9).contains("EX-JL-05"));
    holds(&format!("{decide}    那么不因\"EX-JL-02\"被拒绝\n"));
    assert!(fails(&format!("{decide}    那么不因\"EX-JL-05\"被拒绝\n"), 9).contains("EX-JL-05"));
}

#[test]
fn each_missing_field_must_be_refused_for_its_own_sake() {
    let step =
        "    当\"甲\"登记\"立案登记\"，缺少下列任一项即被拒绝，依据\"EX-JL-02\"\n      | 字段 |\n";
    holds(&format!(
        "{step}      | 案号 |\n      | 执法人员.1.人员 |\n"
    ));
    let got = fails(&format!("{step}      | 案号 |\n      | 案件名称 |\n"), 7);
    assert_eq!(got, "缺“案件名称”：登记成功");
    let other = step.replace("EX-JL-02", "EX-JL-03");
    assert!(fails(&format!("{other}      | 案号 |\n"), 7).starts_with("缺“案号”：被拒绝"));
}

#[test]
fn a_mistake_is_not_a_refusal() {
    let wrong = "    假如有一件\"一般案件\"，已办到\"立案登记\"\n    当\"甲\"登记\"询问笔录\"\n      | 字段 | 值 |\n      | 开始时间 | 昨天 |\n";
    holds(&format!("{wrong}    那么填写有误，指出\"开始时间\"\n"));
    assert!(
        fails(&format!("{wrong}    那么填写有误，指出\"结束时间\"\n"), 11).contains("开始时间")
    );
    assert!(
        fails(&format!("{wrong}    那么被拒绝，依据\"EX-JL-04-2\"\n"), 11).contains("填写有误")
    );
    assert!(fails(&format!("{wrong}    那么不因\"EX-JL-04-2\"被拒绝\n"), 11).contains("填写有误"));
}

#[test]
fn the_end_of_a_period_is_checked_to_the_day_and_to_the_second() {
    let way = "    假如有一件\"重大案件\"，已办到\"接收\"\n";
    holds(&format!(
        "{way}    那么期限\"法制审核\"到期日为\"2025-03-10\"\n"
    ));
    assert!(
        fails(
            &format!("{way}    那么期限\"法制审核\"到期日为\"2025-03-09\"\n"),
            8
        )
        .starts_with("2025-03-10")
    );
    holds(&format!(
        "{way}    那么期限\"法制审核\"到期日为\"2025-03-10 23:59:59\"\n"
    ));
    assert!(
        fails(
            &format!("{way}    那么期限\"法制审核\"到期日为\"2025-03-10 23:59:58\"\n"),
            8
        )
        .starts_with("2025-03-10")
    );
    assert_eq!(
        fails(
            &format!("{way}    那么期限\"法制审核\"状态为\"按期完成\"\n"),
            8
        ),
        "还剩5个工作日"
    );
    assert!(
        fails(&format!("{way}    那么没有期限\"法制审核\"\n"), 8).contains("2025年3月10日到期")
    );
    assert_eq!(
        fails(&format!("{way}    那么期限\"决定公示\"状态为\"还剩\"\n"), 8),
        "没有这个期限"
    );
}

#[test]
fn lists_facts_and_marks_are_checked_both_ways() {
    let way = "    假如有一件\"一般案件\"，已办到\"询问笔录\"\n";
    assert_eq!(
        fails(&format!("{way}    那么清单中\"询问笔录\"为\"缺少\"\n"), 8),
        "已有"
    );
    assert_eq!(
        fails(&format!("{way}    那么事实\"案件.重大\"为\"是\"\n"), 8),
        "否"
    );
    assert_eq!(
        fails(&format!("{way}    那么有标记\"询问过短\"\n"), 8),
        "没有任何标记"
    );
    let short = format!(
        "{way}    当\"甲\"登记\"询问笔录\"\n      | 字段 | 值 |\n      | 不足十分钟 | 是 |\n"
    );
    assert_eq!(
        fails(&format!("{short}    那么没有标记\"询问过短\"\n"), 11),
        "询问过短"
    );
}

#[test]
fn offers_are_checked_both_ways() {
    let way = "    假如有一件\"一般案件\"，已办到\"立案登记\"\n";
    assert!(
        fails(&format!("{way}    那么\"甲\"可以办理\"行政执法决定\"\n"), 8).contains("EX-JL-05")
    );
    assert_eq!(
        fails(
            &format!("{way}    那么\"甲\"不可办理\"询问笔录\"，依据\"EX-JL-05\"\n"),
            8
        ),
        "可以办理"
    );
    assert!(
        fails(
            &format!("{way}    那么\"甲\"不可办理\"行政执法决定\"，依据\"EX-JL-06-1\"\n"),
            8
        )
        .contains("EX-JL-05")
    );
}

#[test]
fn what_the_public_sees_is_checked_both_ways() {
    let way = "    假如有一件\"一般案件\"\n";
    assert!(fails(&format!("{way}    那么公示中有\"王小明\"\n"), 8).contains("对王罚款500元"));
    assert!(fails(&format!("{way}    那么公示中没有\"罚款500元\"\n"), 8).contains("对王罚款500元"));
    assert_eq!(
        fails(&format!("{way}    那么公示事项状态为\"待审查\"\n"), 8),
        "已公示"
    );
    let unpublished = "    假如有一件\"一般案件\"，已办到\"公示审核\"\n";
    assert_eq!(
        fails(&format!("{unpublished}    那么公示中有\"罚款\"\n"), 8),
        "没有已公示的内容"
    );
}

#[test]
fn what_pages_show_is_checked_both_ways() {
    let way = "    假如有一件\"一般案件\"\n";
    let table = [
        ("指标\"公示.及时\"为\"0/1\"", "1/1"),
        ("指标\"公示.及时\"指出\"逾期\"", ""),
        ("\"2025\"年度\"行政执法决定\"有\"2\"件", "1件"),
        ("\"2024\"年度\"行政执法决定\"有\"1\"件", "0件"),
        ("期限\"决定公示\"用时为\"1日\"", "秒"),
        ("\"甲\"不可查阅本案", "可以查阅"),
        ("\"丙\"可以查阅本案", "不可查阅"),
        ("\"审核意见\"由\"主任\"负责", ""),
        ("\"决定\"由\"丙\"负责", "执法科"),
        ("应当重新核对\"决定\"", ""),
        ("隐去\"王小明\"依据\"EX-GS-05\"", "EX-GS-04"),
        ("隐去\"别的文字\"依据\"EX-GS-04\"", "王小明"),
        ("文本\"JL\"载明\"别的依据\"", "样政发〔2023〕9号"),
        ("文本\"JL\"没有依据即不能装载，依据\"EX-GS-01\"", "EX-JL-01"),
        ("科室\"执法科\"的\"记录\"为\"1\"", "规定没有要求"),
        ("各件记录的\"最长用时\"为\"1日\"", "规定没有要求"),
    ];
    for (step, words) in table {
        let got = fails(&format!("{way}    那么{step}\n"), 8);
        assert!(got.contains(words), "{step}: {got}");
    }
    let back = "    假如回到案件\"没有的案号\"\n";
    assert_eq!(fails(back, 7), "没有");
}

#[test]
fn names_that_no_page_shows_are_faults() {
    for step in [
        "指标\"公示.合法\"为\"1/1\"",
        "指标\"公示.及时\"为\"全部\"",
        "科室\"执法科\"的\"人数\"为\"1\"",
        "科室\"执法科\"的\"最长用时\"为\"很久\"",
        "\"2025\"年度\"别的\"有\"1\"件",
        "\"询问笔录\"认定\"别的\"有\"1\"件",
        "\"排场\"由\"甲\"负责",
        "\"决定\"由\"无此人\"负责",
        "文本\"XX\"载明\"字\"",
        "\"无此人\"可以查阅本案",
    ] {
        let copy = Copy::bare();
        let report = copy.play(&format!("    那么{step}\n"));
        let told = report.faults.iter().any(|fault| fault.line == 7);
        assert!(told, "{step}: {:?}", report.faults);
    }
}

#[test]
fn a_road_that_cannot_be_worked_fails_at_its_step() {
    let copy = Copy::bare();
    copy.replace(
        "scenarios/样例.toml",
        "steps = [\"立案登记\", \"询问笔录\", ",
        "steps = [\"立案登记\", ",
    );
    let report = copy.play("    假如有一件\"一般案件\"\n    那么公示中有\"罚款\"\n");
    let (line, expected, got) = broken(&report);
    assert_eq!((line, expected), (7, "“一般案件”的“行政执法决定”登记成功"));
    assert!(got.contains("询问笔录"), "{got}");
}

#[test]
fn a_reference_to_nothing_is_told_and_not_guessed() {
    let steps = "    假如有一件\"一般案件\"，已办到\"询问笔录\"\n    当\"甲\"登记\"公示拟稿\"\n    那么登记成功\n";
    assert!(fails(steps, 8).contains("本卷中没有"));
}

#[test]
fn the_clock_must_be_set_before_anything_is_entered() {
    let copy = Copy::bare();
    copy.write(
        "scenarios/试.feature",
        "功能: 试\n  场景: 试\n    当\"甲\"登记\"立案登记\"\n    那么登记成功\n",
    );
    let report = scenarios::run(copy.dir());
    assert_eq!(broken(&report).2, "没有写“现在是”");
}

#[test]
fn scenarios_do_not_see_each_other() {
    let copy = Copy::bare();
    let entry = "    当\"甲\"登记\"立案登记\"\n      | 字段 | 值 |\n      | 案号 | 同号 |\n    那么登记成功\n";
    let one = super::support::feature(entry);
    let two = one
        .replace("功能: 试", "功能: 另")
        .replace("场景: 试", "场景: 另");
    copy.write("scenarios/一.feature", one);
    copy.write("scenarios/二.feature", two);
    let report = scenarios::run(copy.dir());
    assert_eq!(report.scenarios.len(), 2);
    assert_eq!(report.failed().count(), 0, "{:?}", report.scenarios);
}
